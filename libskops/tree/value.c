/* SPDX-License-Identifier: BSD-3-Clause */
/* Nodes as plain values: what JSON texts, 0-d arrays, keys and members hold. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "format/json.h"
#include "format/npy.h"
#include "tree/element.h"
#include "tree/node.h"
#include "tree/schema.h"

/* An object may well be a value to Python (pandas.Timestamp): then it is not the file that is broken. */
static bool is_foreign (const struct skops_node *node)
{
	return node->kind == SKOPS_NODE_OBJECT || node->kind == SKOPS_NODE_CONSTRUCTOR || node->kind == SKOPS_NODE_REDUCE || node->kind == SKOPS_NODE_UNKNOWN;
}

static enum skops_status no_value (struct skops_error *err, const struct skops_node *node)
{
	char type[256];

	skops_node_fail (err, node, "a plain value is due, but there is a %s", skops_node_type (type, sizeof type, node));
	return err->status = is_foreign (node) ? SKOPS_UNSUPPORTED : err->status;
}

static enum skops_status text_value (struct skops_error *err, struct skops_value *out, const struct skops_node *node, uint8_t kind, struct skops_text text)
{
	if (text.size > UINT32_MAX)
		return skops_node_fail (err, node, "a text of %zu bytes", text.size);
	*out = (struct skops_value) { .kind = kind, .size = (uint32_t) text.size, .text = text.data };
	return SKOPS_OK;
}

static enum skops_status json_value (struct skops_error *err, struct skops_value *out, const struct skops_document *document,
                                     const struct skops_node *node)
{
	enum skops_json_kind kind;
	struct skops_text text;
	char few[256], *scratch = few;

	/* a string's value is never longer than its JSON text */
	if (node->content.size && node->content.data[0] == '"') {
		scratch = skops_arena_scratch (document->arena, node->content.size + 1, 1);
		if (!scratch)
			return skops_error_memory (err);
	} else if (node->content.size > sizeof few) {
		return skops_node_fail (err, node, "a plain value is due, but there are %zu bytes of JSON", node->content.size);
	}
	if (!skops_json_scalar (node->content.data, node->content.size, &kind, &text, scratch))
		return skops_node_fail (err, node, "a plain value is due, but there is other JSON, or none");
	switch (kind) {
	case SKOPS_JSON_NULL:
		*out = (struct skops_value) { .kind = SKOPS_IS_NONE };
		return SKOPS_OK;
	case SKOPS_JSON_TRUE:
	case SKOPS_JSON_FALSE:
		*out = (struct skops_value) { .kind = SKOPS_IS_BOOL, .i = kind == SKOPS_JSON_TRUE };
		return SKOPS_OK;
	case SKOPS_JSON_NUMBER:
		if (!skops_json_number (text, out))
			return skops_node_fail (err, node, "an integer beyond 64 bits");
		return SKOPS_OK;
	case SKOPS_JSON_STRING:
		if (text.data != scratch && text.size)
			memmove (scratch, text.data, text.size);
		scratch[text.size] = '\0';
		return text_value (err, out, node, SKOPS_IS_TEXT, (struct skops_text) { scratch, text.size });
	}
	return no_value (err, node);
}

static enum skops_status array_value (struct skops_error *err, struct skops_value *out, const struct skops_document *document, const struct skops_node *node)
{
	struct skops_npy array;
	enum skops_status status = skops_node_array (err, &array, document->arena, document, node);
	void *element;

	if (status)
		return status;
	if (array.rank != 0 || !array.data)
		return skops_node_fail (err, node, "a plain value is due, but there is an array");
	element = skops_arena_scratch (document->arena, array.count, array.type.item);
	if (!element)
		return skops_error_memory (err);
	skops_npy_copy (element, &array);
	status = skops_element_value (err, out, document->arena, &array.type, element, 0);
	if (status)
		skops_node_prefix (err, node);
	return status;
}

enum skops_status skops_node_value (struct skops_error *err, struct skops_value *out, const struct skops_document *document, const struct skops_node *node)
{
	switch (node->kind) {
	case SKOPS_NODE_JSON:
		return json_value (err, out, document, node);
	case SKOPS_NODE_ARRAY:
		return array_value (err, out, document, node);
	case SKOPS_NODE_BYTES: {
		const struct skops_member *member = skops_zip_find (document->zip, node->file);
		const uint8_t *data;

		if (!member)
			return skops_node_fail (err, node, "its bytes are not in the file");
		if (skops_zip_data (err, &data, document->zip, member, document->arena)) {
			skops_node_prefix (err, node);
			return err->status;
		}
		return text_value (err, out, node, SKOPS_IS_BYTES, (struct skops_text) { (const char *) data, member->size });
	}
	case SKOPS_NODE_OBJECT:
		if (skops_node_is_na (node)) {
			*out = (struct skops_value) { .kind = SKOPS_IS_NA };
			return SKOPS_OK;
		}
		return no_value (err, node);
	default:
		return no_value (err, node);
	}
}

/* JSON has keys of text only: the writer spelled others as json.dumps does, after making Python's of NumPy's. */
enum skops_status skops_node_key (struct skops_error *err, struct skops_value *out, const struct skops_node *dict, size_t i)
{
	static const struct { const char *module, *prefix; uint8_t kind; } kinds[] = {
		{ "builtins", "str", SKOPS_IS_TEXT }, { "builtins", "int", SKOPS_IS_INT }, { "builtins", "float", SKOPS_IS_FLOAT },
		{ "builtins", "bool", SKOPS_IS_BOOL }, { "builtins", "NoneType", SKOPS_IS_NONE }, { "numpy", "str", SKOPS_IS_TEXT },
		{ "numpy", "int", SKOPS_IS_INT }, { "numpy", "uint", SKOPS_IS_INT }, { "numpy", "float", SKOPS_IS_FLOAT }, { "numpy", "bool", SKOPS_IS_BOOL },
		{ "numpy", "longlong", SKOPS_IS_INT }, { "numpy", "ulonglong", SKOPS_IS_INT }, { "numpy", "longdouble", SKOPS_IS_FLOAT },
	};
	const struct skops_node *item = skops_node_item (dict, i), *types, *type;
	struct skops_text text;
	uint8_t kind = UINT8_MAX;

	if (!item || item->parent->kind != SKOPS_NODE_DICT)
		return skops_node_fail (err, dict, "a dictionary is due");
	text = item->name;
	types = skops_node_part (item->parent, "key_types");
	type = types ? skops_node_item (types, i) : NULL;
	if (!type || type->kind != SKOPS_NODE_TYPE)
		return skops_node_fail (err, item, "the type of its key is no type");
	for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
		size_t size = strlen (kinds[k].prefix);

		if (skops_text_is (type->module, kinds[k].module) &&
		    (k < 5 ? skops_text_is (type->class_name, kinds[k].prefix)
		           : type->class_name.size >= size && memcmp (type->class_name.data, kinds[k].prefix, size) == 0))
			kind = kinds[k].kind;
	}
	switch (kind) {
	case SKOPS_IS_TEXT:
		return text_value (err, out, item, kind, text);
	case SKOPS_IS_NONE:
		*out = (struct skops_value) { .kind = SKOPS_IS_NONE };
		if (skops_text_is (text, "null"))
			return SKOPS_OK;
		break;
	case SKOPS_IS_BOOL:
		*out = (struct skops_value) { .kind = SKOPS_IS_BOOL, .i = skops_text_is (text, "true") };
		if (out->i || skops_text_is (text, "false"))
			return SKOPS_OK;
		break;
	case SKOPS_IS_INT:
		if (skops_json_number (text, out) && out->kind != SKOPS_IS_FLOAT)
			return SKOPS_OK;
		break;
	case SKOPS_IS_FLOAT:
		if (!skops_json_number (text, out))
			break;
		if (out->kind != SKOPS_IS_FLOAT)
			*out = (struct skops_value) { .kind = SKOPS_IS_FLOAT, .f = out->kind == SKOPS_IS_INT ? (double) out->i : (double) out->u };
		return SKOPS_OK;
	default:
		return skops_node_fail (err, item, "a key of a type that no dictionary of a model has");
	}
	return skops_node_fail (err, item, "its key is not of the type that key_types state");
}

enum skops_status skops_node_array (struct skops_error *err, struct skops_npy *out, struct skops_arena *arena, const struct skops_document *document,
                                    const struct skops_node *node)
{
	const struct skops_node *array = node->kind == SKOPS_NODE_DTYPE ? skops_node_state (node) : node;
	const struct skops_member *member;
	const uint8_t *data;
	size_t loaded;
	enum skops_status status = SKOPS_OK;

	if (!array || array->kind != SKOPS_NODE_ARRAY || !(member = skops_zip_find (document->zip, array->file)))
		return skops_node_fail (err, node, "an array is due");
	data = member->data;
	loaded = member->loaded; /* the header is enough where nothing more was read */
	if (document->zip->whole || !data) {
		loaded = member->size;
		status = skops_zip_data (err, &data, document->zip, member, arena);
	}
	if (!status)
		status = skops_npy_parse (err, out, arena, data, loaded, member->size);
	if (status)
		skops_node_prefix (err, node);
	return status;
}
