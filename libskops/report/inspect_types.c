/* SPDX-License-Identifier: BSD-3-Clause */
/* The file turned round: types, and where each is used. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "report/inspect_parts.h"
#include "report/json_parts.h"
#include "report/structural.h"

enum { PLACES = 3, NAME = 200 };

static int by_bytes (struct skops_text a, struct skops_text b)
{
	size_t least = a.size < b.size ? a.size : b.size;
	int order = least ? memcmp (a.data, b.data, least) : 0;

	return order ? order : (a.size > b.size) - (a.size < b.size);
}

/* A node and its place in the walk. */
struct use {
	const struct skops_node *node;
	size_t order;
};

/* What is structural comes last: it is in every file, and mostly often. */
static int by_type (const struct skops_node *x, const struct skops_node *y)
{
	bool plain = skops_is_structural (x), other = skops_is_structural (y);
	int order;

	if (plain != other)
		return plain ? 1 : -1;
	if ((order = by_bytes (x->module, y->module)) || (order = by_bytes (x->class_name, y->class_name)))
		return order;
	return by_bytes (x->loader, y->loader);
}

static int by_type_and_place (const void *a, const void *b)
{
	const struct use *x = a, *y = b;
	int order = by_type (x->node, y->node);

	return order ? order : (x->order > y->order) - (x->order < y->order);
}

static void write_text (struct skops_buffer *out, const struct use *uses, size_t count, bool color)
{
	bool all = !skops_is_structural (uses[0].node);
	char module[NAME], name[NAME], path[512];

	skops_buffer_format (out, "%s%s:%s%s (%s), %zu\n", color ? "\033[1m" : "", skops_text_show (module, sizeof module, uses[0].node->module),
	                     skops_text_show (name, sizeof name, uses[0].node->class_name), color ? "\033[0m" : "",
	                     skops_text_show (path, sizeof path, uses[0].node->loader), count);
	for (size_t i = 0; i < count && (all || i < PLACES); i++) {
		skops_node_path (path, sizeof path, uses[i].node);
		skops_buffer_format (out, "  %s%s\n", path[0] ? path : "the root", uses[i].node->reference ? " (again)" : "");
	}
	if (!all && count > PLACES)
		skops_buffer_format (out, "  and %zu more\n", count - PLACES);
}

static void write_json (struct skops_buffer *out, const struct use *uses, size_t count)
{
	skops_buffer_text (out, "{\"type\": ");
	skops_report_type (out, uses[0].node);
	skops_report_text (out, "loader", uses[0].node->loader, false);
	skops_buffer_format (out, ", \"count\": %zu, \"places\": [", count);
	for (size_t i = 0; i < count; i++) {
		skops_buffer_text (out, i ? ", " : "");
		skops_report_path (out, uses[i].node);
	}
	skops_buffer_text (out, "]}");
}

enum skops_status skops_inspect_types (struct skops_error *err, struct skops_buffer *out, const struct skops_document *document, const char *file,
                                       const struct skops_node *top, const struct skops_inspect_options *options)
{
	struct use *uses = calloc (document->n_nodes, sizeof *uses);
	size_t count = 0;

	if (!uses)
		return skops_error_memory (err);
	/* plain parts have no type of their own */
	for (const struct skops_node *node = top; node; node = skops_node_next (node, top, true))
		if (node->loader.size) {
			uses[count] = (struct use) { node, count };
			count++;
		}
	qsort (uses, count, sizeof *uses, by_type_and_place);
	if (options->json) {
		skops_inspect_json_head (out, document, file);
		skops_buffer_text (out, "\n  \"types\": [");
	}
	for (size_t i = 0, next; i < count; i = next) {
		for (next = i + 1; next < count && by_type (uses[i].node, uses[next].node) == 0; next++)
			;
		if (options->json) {
			skops_buffer_text (out, i ? ",\n    " : "\n    ");
			write_json (out, uses + i, next - i);
		} else {
			write_text (out, uses + i, next - i, options->color);
		}
	}
	if (options->json)
		skops_buffer_text (out, "\n  ]\n}\n");
	free (uses);
	return out->failed ? skops_error_memory (err) : SKOPS_OK;
}
