/* SPDX-License-Identifier: BSD-3-Clause */
/* Figures of one node, from its own texts and the header of its member. */
#include "report/facts.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "format/npz.h"

static enum skops_status array_facts (struct skops_error *err, struct skops_facts *out, struct skops_arena *scratch, const struct skops_document *document, const struct skops_node *node)
{
	struct skops_npy array;
	struct skops_error ignored = {0};

	if (skops_node_array (err, &array, scratch, document, node))
		return err->status;
	out->is_array = true;
	snprintf (out->dtype, sizeof out->dtype, "%s", array.descr);
	out->rank = array.rank;
	memcpy (out->shape, array.shape, sizeof out->shape);
	out->fortran = array.fortran;
	if (node->kind == SKOPS_NODE_DTYPE)
		return SKOPS_OK;
	out->has_bytes = true;
	out->bytes = array.count * array.type.item;
	out->has_value = array.rank == 0 && array.data && !skops_node_value (&ignored, &out->value, document, node);
	return SKOPS_OK;
}

static enum skops_status sparse_facts (struct skops_error *err, struct skops_facts *out, struct skops_arena *scratch, const struct skops_document *document,
                                       const struct skops_node *node)
{
	static const char *const formats[] = { "csr", "csc", "coo", "bsr", "dia" };
	const struct skops_member *member = skops_zip_find (document->zip, node->file);
	struct skops_sparse_info info;
	const struct skops_zip *npz;
	const uint8_t *data;

	if (!member)
		return skops_error_set (err, SKOPS_BAD_FILE, "its member is not in the file");
	if (skops_zip_data (err, &data, document->zip, member, scratch) || skops_zip_parse (err, &npz, scratch, data, member->size, true, &skops_limits_default) || skops_sparse_describe (err, &info, npz))
		return err->status;
	out->is_array = true;
	snprintf (out->dtype, sizeof out->dtype, "%s", skops_dtype_name (info.dtype));
	out->rank = 2;
	out->shape[0] = info.shape[0];
	out->shape[1] = info.shape[1];
	out->stored = info.stored;
	for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
		if (strncmp (info.format, formats[i], sizeof info.format) == 0)
			out->format = formats[i];
	return SKOPS_OK;
}

enum skops_status skops_facts_of (struct skops_error *err, struct skops_facts *out, struct skops_arena *scratch, const struct skops_document *document,
                                  const struct skops_node *node)
{
	const struct skops_node *state = skops_node_state (node);
	const struct skops_member *member;
	struct skops_error ignored = {0};

	*out = (struct skops_facts) {0};
	switch (node->kind) {
	case SKOPS_NODE_JSON:
		out->raw = node->content;
		out->has_value = !skops_node_value (&ignored, &out->value, document, node);
		return SKOPS_OK;
	case SKOPS_NODE_ARRAY:
		return array_facts (err, out, scratch, document, node);
	case SKOPS_NODE_DTYPE:
		if (state->kind == SKOPS_NODE_ARRAY)
			return array_facts (err, out, scratch, document, node);
		strcpy (out->dtype, "object");
		out->is_array = true;
		return SKOPS_OK;
	case SKOPS_NODE_MASKED_ARRAY:
		return state->kind == SKOPS_NODE_ARRAY ? array_facts (err, out, scratch, document, state) : SKOPS_OK;
	case SKOPS_NODE_OBJECT_ARRAY:
		strcpy (out->dtype, "object");
		out->is_array = true;
		out->rank = node->rank > 2 ? 2 : node->rank;
		memcpy (out->shape, node->shape, sizeof node->shape);
		return SKOPS_OK;
	case SKOPS_NODE_SPARSE:
		return sparse_facts (err, out, scratch, document, node);
	case SKOPS_NODE_BYTES:
	case SKOPS_NODE_BYTEARRAY:
		member = skops_zip_find (document->zip, node->file);
		out->has_bytes = member;
		out->bytes = member ? member->size : 0;
		return SKOPS_OK;
	case SKOPS_NODE_DICT:
	case SKOPS_NODE_LIST:
	case SKOPS_NODE_TUPLE:
	case SKOPS_NODE_SET:
	case SKOPS_NODE_DEFAULT_DICT:
	case SKOPS_NODE_DEPRECATED_DICT:
		out->has_items = true;
		out->items = skops_node_count (node);
		return SKOPS_OK;
	default:
		return SKOPS_OK;
	}
}

enum skops_status skops_facts_check (struct skops_error *err, const struct skops_document *document)
{
	struct skops_arena *scratch = skops_arena_new ((size_t) 1 << 30);

	if (!scratch)
		return skops_error_memory (err);
	for (const struct skops_node *node = document->root; node && !err->status; node = skops_node_next (node, document->root, true)) {
		struct skops_arena_mark mark = skops_arena_mark (scratch);
		struct skops_error broken = {0};
		struct skops_facts facts;

		if (!node->reference && node->file.size && skops_facts_of (&broken, &facts, scratch, document, node) && broken.status != SKOPS_UNSUPPORTED)
			skops_error_set (err, broken.status, "%s", broken.message);
		skops_arena_reset (scratch, mark);
	}
	skops_arena_free (scratch);
	return err->status;
}

void skops_facts_shape (struct skops_buffer *out, const struct skops_facts *facts)
{
	skops_buffer_text (out, "[");
	for (unsigned i = 0; i < facts->rank; i++)
		skops_buffer_format (out, "%s%" PRId64, i ? ", " : "", facts->shape[i]);
	skops_buffer_text (out, "]");
}

/* The shortest spelling that reads back as the same number. */
static void write_float (struct skops_buffer *out, double value, bool json)
{
	char text[40];

	if (isnan (value) || isinf (value)) {
		const char *name = isnan (value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";

		skops_buffer_format (out, json ? "\"%s\"" : "%s", name);
		return;
	}
	for (int digits = 15; digits <= 17; digits++) {
		snprintf (text, sizeof text, "%.*g", digits, value);
		if (!(strtod (text, NULL) < value) && !(strtod (text, NULL) > value))
			break;
	}
	if (!strpbrk (text, ".e"))
		strcat (text, ".0");
	skops_buffer_text (out, text);
}

void skops_facts_value (struct skops_buffer *out, const struct skops_value *value, bool json)
{
	struct skops_text text = { value->text, value->size };

	switch (value->kind) {
	case SKOPS_IS_NONE:
		skops_buffer_text (out, json ? "null" : "None");
		break;
	case SKOPS_IS_NA:
		skops_buffer_text (out, json ? "\"<NA>\"" : "<NA>");
		break;
	case SKOPS_IS_BOOL:
		skops_buffer_text (out, value->i ? (json ? "true" : "True") : (json ? "false" : "False"));
		break;
	case SKOPS_IS_UINT:
		skops_buffer_format (out, "%" PRIu64, value->u);
		break;
	case SKOPS_IS_FLOAT:
		write_float (out, value->f, json);
		break;
	case SKOPS_IS_TEXT:
	case SKOPS_IS_BYTES:
		if (json) {
			skops_text_json (out, text);
		} else {
			skops_buffer_text (out, value->kind == SKOPS_IS_BYTES ? "b'" : "'");
			skops_text_escape (out, text);
			skops_buffer_text (out, "'");
		}
		break;
	default: /* integers and moments */
		skops_buffer_format (out, "%" PRId64, value->i);
	}
}
