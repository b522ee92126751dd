/* SPDX-License-Identifier: BSD-3-Clause */
/* The tree as JSON: one flat list of entries, so that a program finds a place without descending. */
#include <stdint.h>
#include <string.h>

#include "base/text.h"
#include "report/facts.h"
#include "report/inspect_parts.h"
#include "report/json_parts.h"

static const char *use_of (const struct skops_document *document, size_t i)
{
	if (skops_text_is (document->zip->members[i].name, "schema.json"))
		return "schema";
	if (document->member_use[i] == SKOPS_MEMBER_MENTIONED)
		return "mentioned";
	return document->member_use[i] ? "used" : "unreferenced";
}

void skops_inspect_json_head (struct skops_buffer *out, const struct skops_document *document, const char *file)
{
	uint32_t writer = skops_node_writer (document, document->root);

	skops_buffer_text (out, "{\n  ");
	skops_report_text (out, "file", skops_text_of (file), true);
	skops_buffer_format (out, ",\n  \"protocol\": %d,\n  ", document->protocol);
	skops_report_text (out, "skops_version", document->skops_version, true);
	skops_buffer_text (out, ",\n  \"sklearn_version\": ");
	if (writer)
		skops_buffer_format (out, "\"%u.%u\"", writer / 1000, writer % 1000);
	else
		skops_buffer_text (out, "null");
	skops_buffer_text (out, ",\n  \"members\": [");
	for (size_t i = 0; i < document->zip->count; i++) {
		const struct skops_member *member = &document->zip->members[i];

		skops_buffer_text (out, i ? ",\n    {" : "\n    {");
		skops_report_text (out, "name", member->name, true);
		skops_buffer_format (out, ", \"size\": %zu, \"packed\": %zu", member->size, member->packed);
		skops_report_text (out, "method", skops_text_of (member->method), false);
		skops_report_text (out, "use", skops_text_of (use_of (document, i)), false);
		skops_buffer_text (out, "}");
	}
	skops_buffer_text (out, "\n  ],");
}

static void write_facts (struct skops_buffer *out, const struct skops_facts *facts)
{
	if (facts->is_array) {
		skops_report_text (out, "dtype", skops_text_of (facts->dtype), false);
		skops_buffer_text (out, ", \"shape\": ");
		skops_facts_shape (out, facts);
	}
	if (facts->format) {
		skops_report_text (out, "format", skops_text_of (facts->format), false);
		skops_buffer_format (out, ", \"stored\": %zu", facts->stored);
	}
	if (facts->has_items)
		skops_buffer_format (out, ", \"items\": %zu", facts->items);
	if (facts->has_bytes)
		skops_buffer_format (out, ", \"bytes\": %zu", facts->bytes);
	if (facts->has_value) {
		skops_buffer_text (out, ", \"value\": ");
		skops_facts_value (out, &facts->value, true);
	} else if (facts->raw.size) {
		skops_report_text (out, "json", facts->raw, false);
	}
}

/* Plain parts stand with their owner. */
static void write_parts (struct skops_buffer *out, const struct skops_node *node)
{
	for (size_t i = 0; i < node->n_children; i++) {
		const struct skops_node *child = &node->children[i];

		if (child->role == SKOPS_ROLE_PART && child->kind == SKOPS_NODE_JSON && child->loader.size == 0) {
			skops_buffer_text (out, ", ");
			skops_text_json (out, child->name);
			skops_buffer_format (out, ": %.*s", (int) child->content.size, child->content.data);
		}
	}
}

static void write_entry (struct skops_error *err, struct skops_buffer *out, struct skops_arena *scratch, const struct skops_document *document,
                         const struct skops_entry *entry)
{
	const struct skops_node *node = entry->node;
	struct skops_error broken = {0};
	struct skops_facts facts;

	skops_buffer_text (out, "{\"path\": ");
	skops_report_path (out, node);
	skops_buffer_format (out, ", \"depth\": %u, \"type\": ", (unsigned) entry->depth);
	skops_report_type (out, node);
	skops_report_text (out, "loader", node->loader, false);
	if (node->reference) {
		skops_buffer_text (out, ", \"see\": ");
		skops_report_path (out, node->target);
	}
	if (node->reference && !skops_entry_is_short (node)) {
		skops_buffer_text (out, "}");
		return;
	}
	skops_facts_of (&broken, &facts, scratch, document, node);
	write_facts (out, &facts);
	write_parts (out, node);
	if (node->file.size)
		skops_report_text (out, "file", node->file, false);
	if (node->extra.size)
		skops_buffer_format (out, ", \"extra\": %s", node->extra.data);
	if (broken.status) {
		skops_report_text (out, broken.status == SKOPS_UNSUPPORTED ? "not_read" : "broken", skops_text_of (broken.message), false);
		if (broken.status != SKOPS_UNSUPPORTED)
			skops_error_set (err, broken.status, "%s", broken.message);
	}
	skops_buffer_text (out, "}");
}

enum skops_status skops_inspect_json (struct skops_error *err, struct skops_buffer *out, struct skops_arena *scratch, const struct skops_document *document,
                                      const char *file, const struct skops_entries *entries)
{
	skops_inspect_json_head (out, document, file);
	skops_buffer_text (out, "\n  \"entries\": [");
	for (size_t i = 0; i < entries->count && !out->failed; i++) {
		struct skops_arena_mark mark = skops_arena_mark (scratch);

		skops_buffer_text (out, i ? ",\n    " : "\n    ");
		write_entry (err, out, scratch, document, &entries->items[i]);
		skops_arena_reset (scratch, mark);
	}
	skops_buffer_text (out, "\n  ]\n}\n");
	return err->status;
}
