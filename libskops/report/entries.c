/* SPDX-License-Identifier: BSD-3-Clause */
/* What people see of the tree: an estimator has attributes, not a state that is a dictionary with key types. */
#include "report/entries.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

enum { PATH = 4096, SHORT = 64 };

/* Key types of any dictionary of attributes: worth no line. */
static bool all_str (const struct skops_node *types)
{
	for (size_t i = 0; i < skops_node_count (types); i++) {
		const struct skops_node *type = skops_node_item (types, i);

		if (type->kind != SKOPS_NODE_TYPE || !skops_node_is (type, "builtins:str"))
			return false;
	}
	return true;
}

/* Hidden with all below. */
static bool is_dull (const struct skops_node *node)
{
	if (node->role == SKOPS_ROLE_KEY_TYPES)
		return all_str (node);
	if (node->role == SKOPS_ROLE_STATE && node->kind == SKOPS_NODE_JSON)
		return skops_text_is (node->content, "null");
	/* plain parts and shapes are told with their owner */
	return node->role == SKOPS_ROLE_PART && ((node->kind == SKOPS_NODE_JSON && node->loader.size == 0) || node->parent->kind == SKOPS_NODE_OBJECT_ARRAY);
}

/* Hidden, what is below is shown as its owner's. */
static bool is_state (const struct skops_node *node)
{
	if (node->role != SKOPS_ROLE_STATE || node->reference)
		return false;
	switch (node->kind) {
	case SKOPS_NODE_DICT:
	case SKOPS_NODE_TUPLE:
	case SKOPS_NODE_LIST:
	case SKOPS_NODE_ARRAY:
	case SKOPS_NODE_OBJECT_ARRAY:
		return true;
	default:
		return false;
	}
}

static bool add (struct skops_entries *entries, size_t *capacity, struct skops_entry entry)
{
	if (entries->count == *capacity) {
		size_t grown = *capacity ? *capacity * 2 : 256;
		struct skops_entry *items = realloc (entries->items, grown * sizeof *items);

		if (!items)
			return false;
		entries->items = items;
		*capacity = grown;
	}
	entries->items[entries->count++] = entry;
	return true;
}

/* From the end: an entry is the last of its level unless one of the same level came behind it, with nothing less deep between. */
static bool mark_last (struct skops_entries *entries, uint32_t deepest)
{
	bool *seen = calloc ((size_t) deepest + 2, sizeof *seen);

	if (!seen)
		return false;
	for (size_t i = entries->count; i-- > 0;) {
		struct skops_entry *entry = &entries->items[i];

		entry->last = !seen[entry->depth];
		seen[entry->depth] = true;
		seen[entry->depth + 1] = false; /* what came behind on the next level was its own */
	}
	free (seen);
	return true;
}

enum skops_status skops_entries_collect (struct skops_error *err, struct skops_entries *out, const struct skops_document *document,
                                         const struct skops_node *top, size_t depth)
{
	uint32_t *depths = calloc (document->n_nodes, sizeof *depths);
	struct skops_entries entries = {0};
	size_t capacity = 0;
	uint32_t deepest = 0;
	bool down, memory = depths;

	*out = entries;
	for (const struct skops_node *node = memory ? top : NULL; node && memory; node = skops_node_next (node, top, down)) {
		uint32_t own = node == top ? 0 : depths[node->parent->number] + (is_state (node) ? 0 : 1);

		depths[node->number] = own;
		down = node == top || !is_dull (node);
		if (!down || own > depth || (node != top && is_state (node)))
			continue;
		if (own > deepest)
			deepest = own;
		memory = add (&entries, &capacity, (struct skops_entry) { .node = node, .depth = own });
	}
	free (depths);
	if (!memory || !mark_last (&entries, deepest)) {
		free (entries.items);
		return skops_error_memory (err);
	}
	*out = entries;
	return SKOPS_OK;
}

bool skops_entry_is_short (const struct skops_node *node)
{
	return node->kind == SKOPS_NODE_JSON && node->content.size <= SHORT;
}

const struct skops_node *skops_entries_find (const struct skops_document *document, const char *path)
{
	char at[PATH];

	for (const struct skops_node *node = document->root; node; node = skops_node_next (node, document->root, true))
		if (strcmp (skops_node_path (at, sizeof at, node), path) == 0)
			return node;
	return NULL;
}
