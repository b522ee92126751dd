/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading spreads from the root: through containers as it is, into an estimator's state by the attributes that its tables name, into records by those
 * that their owner's tables name. What is read once, through whatever reference, is read. */
#include "report/reading.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "report/structural.h"

/* Lists of attributes; what none of them has is not read. Without lists everything is. */
struct binder {
	const struct skops_registry_names *lists[SKOPS_FACETS];
	size_t count;
};

/* A node to be visited. */
struct due {
	const struct skops_node *node;
	const struct skops_claim *owner;
	struct binder binder; /* of the object whose state this is */
	bool read;
};

struct spreader {
	struct skops_error *err;
	struct skops_arena *arena;
	const struct skops_registry *registry;
	uint8_t *read;
	const struct skops_claim **owners;
	struct due *due;
	size_t count, capacity;
};

void skops_claim_find (struct skops_claim *out, const struct skops_registry *registry, const struct skops_node *node)
{
	*out = (struct skops_claim) {0};
	for (unsigned facet = 0; facet < SKOPS_FACETS; facet++) {
		const char *type;
		const struct skops_registry_plugin *plugin = skops_registry_resolve (registry, node->module, node->class_name, node->loader, facet, &type);

		if (!plugin)
			continue;
		if (!out->plugin) {
			out->plugin = plugin;
			out->type = type;
		}
		out->handlers[out->n_handlers++] = skops_registry_handler (plugin, type);
	}
}

/* The format's own pairs: such a class comes with this loader and no other. */
bool skops_record_fits (const struct skops_node *node)
{
	static const struct { const char *type, *loader; } pairs[] = {
		{ "sklearn.tree._tree:Tree", "TreeNode" },
		{ "quantile_forest._quantile_forest_fast:QuantileForest", "QuantileForestNode" },
	};

	switch (node->kind) {
	case SKOPS_NODE_OBJECT:
	case SKOPS_NODE_REDUCE:
	case SKOPS_NODE_CONSTRUCTOR:
	case SKOPS_NODE_TUPLE:
	case SKOPS_NODE_LIST:
	case SKOPS_NODE_DICT:
		break;
	default:
		return false;
	}
	for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
		if (skops_node_is (node, pairs[i].type) != skops_text_is (node->loader, pairs[i].loader))
			return false;
	return true;
}

size_t skops_claim_record (const struct skops_claim *owner, const struct skops_node *node, const struct skops_registry_names *out[SKOPS_FACETS])
{
	size_t count = 0;

	if (!owner || !skops_record_fits (node))
		return 0;
	for (size_t h = 0; h < owner->n_handlers; h++) {
		const struct skops_registry_handler *handler = owner->handlers[h];

		for (size_t i = 0; i < handler->n_records; i++)
			if (skops_node_is (node, handler->records[i].type)) {
				out[count++] = &handler->records[i].attributes;
				break;
			}
	}
	return count;
}

static bool binds (const struct binder *binder, struct skops_text attribute)
{
	/* the core itself reads these of any estimator */
	static const char *const core[] = { "_sklearn_version", "n_features_in_", "feature_names_in_" };

	if (binder->count == 0)
		return true;
	for (size_t i = 0; i < sizeof core / sizeof core[0]; i++)
		if (skops_text_is (attribute, core[i]))
			return true;
	for (size_t i = 0; i < binder->count; i++)
		for (size_t k = 0; k < binder->lists[i]->count; k++)
			if (skops_text_is (attribute, binder->lists[i]->items[k]))
				return true;
	return false;
}

static enum skops_status push (struct spreader *s, const struct skops_node *node, const struct skops_claim *owner, bool read, const struct binder *binder)
{
	const struct skops_node *target = node->target;

	if (s->read[target->number] >= (read ? SKOPS_READ_YES : SKOPS_READ_NEVER))
		return SKOPS_OK;
	if (s->count == s->capacity) {
		size_t capacity = s->capacity ? s->capacity * 2 : 256;
		struct due *due = realloc (s->due, capacity * sizeof *due);

		if (!due)
			return skops_error_memory (s->err);
		s->due = due;
		s->capacity = capacity;
	}
	s->due[s->count] = (struct due) { .node = target, .owner = owner, .read = read };
	if (binder)
		s->due[s->count].binder = *binder;
	s->count++;
	return SKOPS_OK;
}

/* Of an object's own lists, or a record's: whose attributes its state has. */
static enum skops_status claim (struct spreader *s, const struct due *due, const struct skops_claim **owner, struct binder *binder)
{
	struct skops_claim found;
	struct skops_claim *kept;

	*owner = due->owner;
	if (skops_is_structural (due->node))
		return SKOPS_OK;
	skops_claim_find (&found, s->registry, due->node);
	if (!found.plugin) {
		binder->count = skops_claim_record (due->owner, due->node, binder->lists);
		return SKOPS_OK;
	}
	kept = skops_arena_alloc (s->arena, 1, sizeof *kept);
	if (!kept)
		return skops_error_memory (s->err);
	*kept = found;
	*owner = kept;
	for (size_t i = 0; i < found.n_handlers; i++)
		binder->lists[binder->count++] = &found.handlers[i]->binds;
	return SKOPS_OK;
}

static enum skops_status visit (struct spreader *s, struct due due)
{
	const struct skops_node *node = due.node;
	struct binder binder = {0};
	const struct skops_claim *owner;
	enum skops_status status = SKOPS_OK;

	if (s->read[node->number] >= (due.read ? SKOPS_READ_YES : SKOPS_READ_NEVER))
		return SKOPS_OK;
	s->read[node->number] = due.read ? SKOPS_READ_YES : SKOPS_READ_NEVER;
	s->owners[node->number] = due.owner;
	if (!node->n_children)
		return SKOPS_OK;
	status = claim (s, &due, &owner, &binder);
	for (size_t i = 0; i < node->n_children && !status; i++) {
		const struct skops_node *child = &node->children[i];
		char position[32];
		struct skops_text attribute = child->name;
		bool read = due.read;

		if (child->role == SKOPS_ROLE_ITEM && due.binder.count) {
			if (node->kind != SKOPS_NODE_DICT) {
				snprintf (position, sizeof position, "%u", child->index);
				attribute = skops_text_of (position);
			}
			read = read && binds (&due.binder, attribute);
		}
		status = push (s, child, owner, read, child->role == SKOPS_ROLE_STATE ? &binder : NULL);
	}
	return status;
}

enum skops_status skops_reading_find (struct skops_error *err, struct skops_reading *out, struct skops_arena *arena, const struct skops_document *document,
                                      const struct skops_registry *registry)
{
	struct spreader s = { .err = err, .arena = arena, .registry = registry };
	enum skops_status status;

	s.read = skops_arena_alloc (arena, document->n_nodes, sizeof *s.read);
	s.owners = skops_arena_alloc (arena, document->n_nodes, sizeof *s.owners);
	if (!s.read || !s.owners)
		return skops_error_memory (err);
	status = push (&s, document->root, NULL, true, NULL);
	while (!status && s.count)
		status = visit (&s, s.due[--s.count]);
	free (s.due);
	*out = (struct skops_reading) { .read = s.read, .owners = s.owners };
	return status;
}
