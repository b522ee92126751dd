/* SPDX-License-Identifier: BSD-3-Clause */
/* The audit of Python skops, node kind by node kind (skops/io/_audit.py and the trusted defaults of each node class). It joins module and class with a dot
 * and compares that, so this does as well. */
#include "report/python.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/text.h"
#include "report/python_trusted.h"
#include "report/structural.h"

struct collector {
	struct skops_error *err;
	struct skops_arena *arena;
	struct skops_map *seen;
	struct skops_text *names;
	size_t count, capacity;
};

struct list {
	const char *const *names;
	size_t count;
};
#define LIST(array) ((struct list) { array, sizeof array / sizeof array[0] })

static int by_bytes (const void *a, const void *b)
{
	const struct skops_text *x = a, *y = b;
	size_t least = x->size < y->size ? x->size : y->size;
	int order = least ? memcmp (x->data, y->data, least) : 0;

	return order ? order : (x->size > y->size) - (x->size < y->size);
}

static int to_name (const void *key, const void *item)
{
	struct skops_text name = skops_text_of (*(const char *const *) item);

	return by_bytes (key, &name);
}

static bool is_in (struct skops_text name, struct list list)
{
	return bsearch (&name, list.names, list.count, sizeof *list.names, to_name);
}

/* "a.b", or "a.b.c" with a third part, in the arena. */
static struct skops_text join (struct collector *collector, struct skops_text a, struct skops_text b, struct skops_text c)
{
	struct skops_text joined = { NULL, a.size + 1 + b.size + (c.data ? 1 + c.size : 0) };
	char *at = skops_arena_scratch (collector->arena, joined.size + 1, 1);

	joined.data = at;
	if (!at)
		return joined;
	memcpy (at, a.data, a.size);
	at[a.size] = '.';
	memcpy (at + a.size + 1, b.data, b.size);
	if (c.data) {
		at[a.size + 1 + b.size] = '.';
		memcpy (at + a.size + 2 + b.size, c.data, c.size);
	}
	at[joined.size] = '\0';
	return joined;
}

static enum skops_status add (struct collector *collector, struct skops_text name)
{
	uintptr_t *slot;
	bool is_new;

	if (!name.data || !skops_map_add (collector->seen, name.data, name.size, &slot, &is_new))
		return skops_error_memory (collector->err);
	if (!is_new)
		return SKOPS_OK;
	if (collector->count == collector->capacity) {
		size_t capacity = collector->capacity ? collector->capacity * 2 : 16;
		struct skops_text *names = realloc (collector->names, capacity * sizeof *names);

		if (!names)
			return skops_error_memory (collector->err);
		collector->names = names;
		collector->capacity = capacity;
	}
	collector->names[collector->count++] = name;
	return SKOPS_OK;
}

/* A loss hands its own trusted names down to all that it holds. */
static bool below_loss (const struct skops_node *node)
{
	while (node && !skops_text_is (node->loader, "LossNode"))
		node = node->parent;
	return node;
}

static bool is_trusted (const struct skops_document *document, const struct skops_node *node, struct skops_text name)
{
	switch (node->kind) {
	case SKOPS_NODE_DICT:
		return skops_text_is (name, "builtins.dict") || skops_text_is (name, "collections.OrderedDict");
	case SKOPS_NODE_DEFAULT_DICT:
		return skops_text_is (name, "collections.defaultdict");
	case SKOPS_NODE_LIST:
		return skops_text_is (name, "builtins.list");
	case SKOPS_NODE_TUPLE:
		return skops_text_is (name, "builtins.tuple");
	case SKOPS_NODE_SET:
		return skops_text_is (name, "builtins.set");
	case SKOPS_NODE_BYTES:
		return skops_text_is (name, "builtins.bytes");
	case SKOPS_NODE_BYTEARRAY:
		return skops_text_is (name, "builtins.bytearray");
	case SKOPS_NODE_JSON:
	case SKOPS_NODE_SLICE:
		return true;
	case SKOPS_NODE_TYPE:
		return is_in (name, LIST (trusted_types));
	case SKOPS_NODE_FUNCTION:
		/* the reader of protocol 0 knew SciPy's only */
		return is_in (name, LIST (trusted_functions)) && (document->protocol > 0 || (name.size > 6 && memcmp (name.data, "scipy.", 6) == 0));
	case SKOPS_NODE_ARRAY:
	case SKOPS_NODE_OBJECT_ARRAY:
		return is_in (name, LIST (trusted_arrays));
	case SKOPS_NODE_MASKED_ARRAY:
		return is_in (name, LIST (trusted_masked_arrays));
	case SKOPS_NODE_RANDOM_STATE:
		return is_in (name, LIST (trusted_random_states));
	case SKOPS_NODE_RANDOM_GENERATOR:
		return is_in (name, LIST (trusted_random_generators));
	case SKOPS_NODE_OBJECT:
		return is_in (name, LIST (trusted_objects));
	case SKOPS_NODE_DEPRECATED_DICT:
		return skops_text_is (name, "sklearn.covariance._graph_lasso._DictWithDeprecatedKeys");
	case SKOPS_NODE_REDUCE:
		return skops_text_is (node->loader, "LossNode") && is_in (name, LIST (trusted_losses));
	default:
		return false;
	}
}

/* Names that a node brings in besides its own. */
static enum skops_status add_others (struct collector *collector, const struct skops_node *node)
{
	const struct skops_text none = {0};

	if (node->kind == SKOPS_NODE_REDUCE && skops_text_is (node->loader, "TreeNode"))
		return add (collector, skops_text_of ("sklearn.tree._tree.Tree"));
	if (node->kind == SKOPS_NODE_REDUCE && skops_text_is (node->loader, "QuantileForestNode"))
		return add (collector, skops_text_of ("quantile_forest._quantile_forest_fast.QuantileForest"));
	if (node->kind == SKOPS_NODE_RANDOM_GENERATOR) {
		struct skops_text name = skops_bit_generator (node), joined;

		joined = join (collector, skops_text_of ("numpy.random"), name, none);
		return joined.data && is_in (joined, LIST (trusted_bit_generators)) ? SKOPS_OK : add (collector, joined);
	}
	if (node->kind == SKOPS_NODE_METHOD) {
		const struct skops_node *object = skops_node_part (node, "obj"), *function = skops_node_part (node, "func");
		struct skops_text name = function->content;

		if (name.size >= 2 && name.data[0] == '"')
			name = (struct skops_text) { name.data + 1, name.size - 2 };
		return add (collector, join (collector, object->module, object->class_name, name));
	}
	return SKOPS_OK;
}

enum skops_status skops_python_untrusted (struct skops_error *err, const struct skops_text **names, size_t *count, struct skops_arena *arena,
                                          const struct skops_document *document)
{
	struct collector collector = { .err = err, .arena = arena, .seen = skops_map_new (64) };
	enum skops_status status = SKOPS_OK;
	struct skops_text *sorted;

	if (!collector.seen)
		return skops_error_memory (err);
	for (const struct skops_node *node = document->root; node && !status; node = skops_node_next (node, document->root, true)) {
		struct skops_arena_mark mark = skops_arena_mark (arena);
		size_t before = collector.count;
		struct skops_text name;

		/* the loader-less parts are plain JSON, not nodes */
		if (node->reference || node->kind == SKOPS_NODE_JSON || node->loader.size == 0)
			continue;
		name = join (&collector, node->module, node->class_name, (struct skops_text) {0});
		if (!name.data)
			status = skops_error_memory (err);
		else if (!is_trusted (document, node, name) && !(is_in (name, LIST (trusted_losses)) && below_loss (node->parent)))
			status = add (&collector, name);
		if (!status)
			status = add_others (&collector, node);
		if (!status && collector.count == before)
			skops_arena_reset (arena, mark);
	}
	sorted = status ? NULL : skops_arena_alloc (arena, collector.count, sizeof *sorted);
	if (!status && !sorted)
		status = skops_error_memory (err);
	if (!status && collector.count) {
		memcpy (sorted, collector.names, collector.count * sizeof *sorted);
		qsort (sorted, collector.count, sizeof *sorted, by_bytes);
	}
	*names = sorted;
	*count = collector.count;
	skops_map_free (collector.seen);
	free (collector.names);
	return status;
}
