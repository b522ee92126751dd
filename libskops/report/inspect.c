/* SPDX-License-Identifier: BSD-3-Clause */
/* The tree for people. */
#include "report/inspect.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "report/entries.h"
#include "report/facts.h"
#include "report/inspect_parts.h"
#include "report/json_parts.h"

/* Deeper levels are told by their number: lines for people do not grow with the depth of a file that nobody would nest so. */
enum { DEEPEST = 64 };
enum { NAME = 200, VALUE = 72, MEMORY = 1 << 30 };

#define BOLD "\033[1m"
#define DIM "\033[2m"
#define PLAIN "\033[0m"

/* Name of an entry in its owner: an attribute, a key, a position, a part. */
static void write_name (struct skops_buffer *out, const struct skops_node *node)
{
	char shown[NAME];

	skops_text_show (shown, sizeof shown, node->name);
	if (node->role == SKOPS_ROLE_ITEM && node->parent->kind == SKOPS_NODE_DICT)
		skops_buffer_text (out, shown);
	else if (node->role == SKOPS_ROLE_ITEM)
		skops_buffer_format (out, "[%u]", node->index);
	else
		skops_buffer_format (out, ":%s", shown);
}

static void write_type (struct skops_buffer *out, const struct skops_node *node, bool color)
{
	char type[2 * NAME];

	skops_buffer_format (out, "%s%s%s", color ? BOLD : "", skops_node_type (type, sizeof type, node), color ? PLAIN : "");
}

/* A value cut to one line's worth. */
static void write_value (struct skops_buffer *out, const struct skops_facts *facts)
{
	struct skops_buffer value = {0};
	char shown[4 * VALUE];

	if (facts->has_value)
		skops_facts_value (&value, &facts->value, false);
	else
		skops_text_escape (&value, facts->raw);
	out->failed |= value.failed;
	skops_buffer_text (out, skops_text_show (shown, value.size > VALUE ? VALUE : sizeof shown, (struct skops_text) { value.data ? value.data : "", value.size }));
	skops_buffer_free (&value);
}

/* What a part of plain JSON says, with Python's None. */
static void write_part (struct skops_buffer *out, const struct skops_node *node, const char *name)
{
	const struct skops_node *part = skops_node_part (node, name);
	char shown[NAME];

	skops_buffer_text (out, !part ? "?" : skops_text_is (part->content, "null") ? "None" : skops_text_show (shown, sizeof shown, part->content));
}

static void write_array (struct skops_buffer *out, const struct skops_node *node, const struct skops_facts *facts)
{
	char dtype[NAME];

	skops_text_show (dtype, sizeof dtype, skops_text_of (facts->dtype));
	if (facts->has_value && facts->rank == 0) {
		skops_buffer_format (out, "%s ", dtype);
		write_value (out, facts);
		return;
	}
	skops_buffer_format (out, "%s%s%s ", facts->format ? facts->format : "", facts->format ? " " : "", dtype);
	skops_facts_shape (out, facts);
	if (facts->format)
		skops_buffer_format (out, ", %zu stored", facts->stored);
	if (facts->has_bytes)
		skops_buffer_format (out, ", %zu bytes", facts->bytes);
	if (facts->fortran && facts->rank > 1)
		skops_buffer_text (out, ", Fortran order");
	if (node->kind == SKOPS_NODE_MASKED_ARRAY)
		skops_buffer_text (out, ", masked");
}

/* What an entry is, in a few words. */
static void write_summary (struct skops_buffer *out, const struct skops_node *node, const struct skops_facts *facts, bool color)
{
	char loader[NAME];

	switch (node->kind) {
	case SKOPS_NODE_JSON:
		write_value (out, facts);
		return;
	case SKOPS_NODE_DICT:
	case SKOPS_NODE_LIST:
	case SKOPS_NODE_TUPLE:
	case SKOPS_NODE_SET:
	case SKOPS_NODE_DEFAULT_DICT:
	case SKOPS_NODE_DEPRECATED_DICT:
		if (skops_text_is (node->module, "builtins"))
			skops_buffer_text (out, skops_text_show (loader, sizeof loader, node->class_name));
		else
			write_type (out, node, color);
		skops_buffer_format (out, " of %zu", facts->items);
		return;
	case SKOPS_NODE_TYPE:
	case SKOPS_NODE_FUNCTION:
		skops_buffer_text (out, node->kind == SKOPS_NODE_TYPE ? "type " : "function ");
		write_type (out, node, color);
		return;
	case SKOPS_NODE_SLICE:
		skops_buffer_text (out, "slice ");
		for (size_t i = 0; i < 3; i++) {
			skops_buffer_text (out, i ? ":" : "");
			write_part (out, node, (const char *const[]) { "start", "stop", "step" }[i]);
		}
		return;
	case SKOPS_NODE_METHOD:
		skops_buffer_text (out, "method ");
		write_part (out, node, "func");
		skops_buffer_text (out, " of ");
		write_type (out, node, color);
		return;
	case SKOPS_NODE_DTYPE:
		skops_buffer_format (out, "dtype %s", skops_text_show (loader, sizeof loader, skops_text_of (facts->dtype)));
		return;
	case SKOPS_NODE_OBJECT:
		write_type (out, node, color);
		return;
	default:
		break;
	}
	if (facts->is_array) {
		write_array (out, node, facts);
		return;
	}
	write_type (out, node, color);
	if (facts->has_bytes)
		skops_buffer_format (out, ", %zu bytes", facts->bytes);
	skops_buffer_format (out, " (%s%s)", skops_text_show (loader, sizeof loader, node->loader), node->kind == SKOPS_NODE_UNKNOWN ? ", a loader that is not known" : "");
}

static void write_head (struct skops_buffer *out, const struct skops_document *document, const char *file)
{
	uint32_t writer = skops_node_writer (document, document->root);
	char shown[512], version[64];

	skops_buffer_format (out, "%s: protocol %d, skops %s", skops_text_show (shown, sizeof shown, skops_text_of (file)), document->protocol,
	                     document->skops_version.size ? skops_text_show (version, sizeof version, document->skops_version) : "of no stated version");
	if (writer)
		skops_buffer_format (out, ", scikit-learn %u.%u", writer / 1000, writer % 1000);
	skops_buffer_format (out, ", %zu members\n", document->zip->count);
}

static void write_unused (struct skops_buffer *out, const struct skops_document *document)
{
	char name[256];

	for (size_t i = 0; i < document->zip->count; i++) {
		const struct skops_member *member = &document->zip->members[i];

		if (skops_text_is (member->name, "schema.json") || (document->member_use[i] != 0 && document->member_use[i] != SKOPS_MEMBER_MENTIONED))
			continue;
		skops_buffer_format (out, "%s %s (%zu bytes)\n", document->member_use[i] ? "named by a repeated or unknown description only:" : "used by no node:",
		                     skops_text_show (name, sizeof name, member->name), member->size);
	}
}

static void write_entry (struct skops_error *err, struct skops_buffer *out, struct skops_arena *scratch, const struct skops_document *document,
                         const struct skops_node *node, bool color)
{
	struct skops_error broken = {0};
	struct skops_facts facts;
	char shown[512];

	if (node->reference && !skops_entry_is_short (node)) {
		skops_node_path (shown, sizeof shown, node->target);
		skops_buffer_format (out, "%ssee %s%s", color ? DIM : "", shown[0] ? shown : "the root", color ? PLAIN : "");
		return;
	}
	skops_facts_of (&broken, &facts, scratch, document, node);
	write_summary (out, node, &facts, color);
	if (broken.status) {
		skops_buffer_format (out, broken.status == SKOPS_UNSUPPORTED ? ": %s" : ": BROKEN: %s", broken.message);
		if (broken.status != SKOPS_UNSUPPORTED)
			skops_error_set (err, broken.status, "%s", broken.message);
	}
	if (node->extra.size)
		skops_buffer_format (out, " and more than its loader has: %s", skops_text_show (shown, sizeof shown, node->extra));
}

/* The lines of the tree: for each level above an entry, whether something of that level is still to come. */
static enum skops_status write_tree (struct skops_error *err, struct skops_buffer *out, struct skops_arena *scratch, const struct skops_document *document,
                                     const struct skops_entries *entries, bool color)
{
	struct skops_error broken = {0};
	struct skops_buffer ended = {0}; /* a byte for each level: 1 when its last entry has come */

	for (size_t i = 0; i < entries->count && !out->failed; i++) {
		const struct skops_entry *entry = &entries->items[i];
		struct skops_arena_mark mark = skops_arena_mark (scratch);

		if (entry->depth) {
			skops_buffer_text (out, color ? DIM : "");
			for (uint32_t level = 1; level < entry->depth && level < DEEPEST; level++)
				skops_buffer_text (out, ended.data[level] ? "   " : "│  ");
			if (entry->depth > DEEPEST)
				skops_buffer_format (out, "… level %u ", entry->depth);
			skops_buffer_format (out, "%s%s", entry->last ? "└─ " : "├─ ", color ? PLAIN : "");
			write_name (out, entry->node);
			skops_buffer_text (out, ": ");
		}
		while (ended.size <= entry->depth && !ended.failed)
			skops_buffer_append (&ended, "", 1);
		out->failed |= ended.failed;
		if (!ended.failed)
			ended.data[entry->depth] = entry->last;
		write_entry (&broken, out, scratch, document, entry->node, color);
		skops_buffer_text (out, "\n");
		skops_arena_reset (scratch, mark);
	}
	skops_buffer_free (&ended);
	if (out->failed)
		return skops_error_memory (err);
	return broken.status ? skops_error_set (err, broken.status, "%s", broken.message) : SKOPS_OK;
}

/* Says where the path leaves the tree; as JSON, too, for it is not the file that cannot be read. */
static enum skops_status nothing_there (struct skops_error *err, struct skops_buffer *out, const struct skops_document *document, const char *file,
                                        const struct skops_inspect_options *options)
{
	char part[NAME], name[NAME], shown[NAME];
	size_t size = strlen (options->path);

	if (size >= sizeof part)
		size = sizeof part - 1;
	memcpy (part, options->path, size);
	do {
		while (size && part[size - 1] != '.' && part[size - 1] != '[')
			size--;
		size -= size != 0;
		part[size] = '\0';
	} while (size && !skops_entries_find (document, part));
	skops_error_set (err, SKOPS_MISUSE, "%s: there is nothing at %s; the nearest is %s", skops_text_show (name, sizeof name, skops_text_of (file)),
	                 skops_text_show (shown, sizeof shown, skops_text_of (options->path)), *part ? part : "the root");
	if (options->json) {
		skops_buffer_text (out, "{");
		skops_report_text (out, "file", skops_text_of (file), true);
		skops_report_text (out, "verdict", skops_text_of ("no such path"), false);
		skops_report_text (out, "reason", skops_text_of (err->message), false);
		skops_buffer_text (out, "}\n");
	}
	return SKOPS_MISUSE;
}

enum skops_status skops_inspect_report (struct skops_error *err, struct skops_buffer *out, const struct skops_document *document, const char *file,
                                        const struct skops_inspect_options *options)
{
	const struct skops_node *top = document->root;
	struct skops_arena *scratch;
	struct skops_entries entries;

	if (options->path && *options->path && !(top = skops_entries_find (document, options->path)))
		return nothing_there (err, out, document, file, options);
	if (options->types)
		return skops_inspect_types (err, out, document, file, top, options);
	scratch = skops_arena_new (MEMORY);
	if (!scratch)
		return skops_error_memory (err);
	if (!skops_entries_collect (err, &entries, document, top, options->depth)) {
		if (options->json) {
			skops_inspect_json (err, out, scratch, document, file, &entries);
		} else {
			write_head (out, document, file);
			write_tree (err, out, scratch, document, &entries, options->color);
			write_unused (out, document);
		}
		free (entries.items);
	}
	skops_arena_free (scratch);
	return out->failed ? skops_error_memory (err) : err->status;
}
