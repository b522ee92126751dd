/* SPDX-License-Identifier: BSD-3-Clause */
/* What scikit-learn's get_params says, from nodes: parameters and fitted attributes stand side by side in an object's state; names of the latter begin or end with '_'.
 * Source: sklearn/base.py, BaseEstimator.get_params; sklearn/utils/metaestimators.py, _BaseComposition._get_params. */
#include "report/parameters.h"

#include <string.h>

#include "base/text.h"
#include "report/facts.h"

/* MOST: back-references can make any number of paths to one estimator, and each step of a path may be as long as the file lets it be. */
enum { SHOWN_ITEMS = 6, SHOWN_DEPTH = 3, MOST = 5000, MOST_BYTES = 4 << 20 };

static bool is_parameter (const struct skops_node *item)
{
	struct skops_text name = item->name;

	return item->role == SKOPS_ROLE_ITEM && name.size && name.data[0] != '_' && name.data[name.size - 1] != '_';
}

/* The texts that stand for a parameter that is not to be given any more. */
static bool is_deprecated (const struct skops_node *value)
{
	return value->kind == SKOPS_NODE_JSON && (skops_text_is (value->content, "\"deprecated\"") || skops_text_is (value->content, "\"warn\""));
}

/* An object of scikit-learn's, or like one: its state is a dictionary of attributes. */
static bool is_estimator (const struct skops_node *node)
{
	const struct skops_node *state = skops_node_state (node);

	return node->kind == SKOPS_NODE_OBJECT && state && state->kind == SKOPS_NODE_DICT;
}

static bool is_text (const struct skops_document *document, const struct skops_node *node, struct skops_text *out)
{
	struct skops_error ignored = { 0 };
	struct skops_value value;

	if (node->kind != SKOPS_NODE_JSON || skops_node_value (&ignored, &value, document, node) || value.kind != SKOPS_IS_TEXT)
		return false;
	*out = (struct skops_text) { value.text, value.size };
	return true;
}

/* The name and estimator of a tuple (name, estimator, …). */
static bool named (const struct skops_document *document, const struct skops_node *item, struct skops_text *name, const struct skops_node **estimator)
{
	if (item->kind != SKOPS_NODE_TUPLE || skops_node_count (item) < 2 || !is_text (document, skops_node_target (skops_node_item (item, 0)), name))
		return false;
	*estimator = skops_node_target (skops_node_item (item, 1));
	return true;
}

bool skops_parameters_parts (const struct skops_document *document, const struct skops_node *node, skops_part_function *each, void *data)
{
	const struct skops_node *state = skops_node_state (node);

	for (size_t i = 0; state && i < skops_node_count (state); i++) {
		const struct skops_node *item = skops_node_item (state, i), *value = skops_node_target (item);

		if (!is_parameter (item))
			continue;
		if (is_estimator (value) && !each (data, item->name, value))
			return false;
		for (size_t k = 0; value->kind == SKOPS_NODE_LIST && k < skops_node_count (value); k++) {
			const struct skops_node *estimator;
			struct skops_text name;
			if (named (document, skops_node_target (skops_node_item (value, k)), &name, &estimator) && !each (data, name, estimator))
				return false;
		}
	}
	return true;
}

struct collector {
	struct skops_error *err;
	struct skops_arena *arena;
	const struct skops_document *document;
	struct skops_parameters *out;
	const char *prefix;
	unsigned depth;
};

/* The prefix, a name, and what goes behind it, in the arena. NULL: nothing more is to be collected. */
static char *join (struct collector *collector, struct skops_text name, const char *end)
{
	struct skops_parameters *out = collector->out;
	size_t prefix = strlen (collector->prefix), size = prefix + name.size + strlen (end) + 1;
	char *joined;

	if (out->count == MOST || size > MOST_BYTES - out->bytes) {
		out->cut = true;
		return NULL;
	}
	joined = skops_arena_alloc (collector->arena, size, 1);
	if (!joined) {
		skops_error_memory (collector->err);
		return NULL;
	}
	out->bytes += size;
	memcpy (joined, collector->prefix, prefix);
	memcpy (joined + prefix, name.data, name.size);
	memcpy (joined + prefix + name.size, end, strlen (end) + 1);
	return joined;
}

static bool add (struct collector *collector, struct skops_text name, const struct skops_node *value)
{
	struct skops_parameters *out = collector->out;
	char *full = join (collector, name, "");

	if (!full)
		return false;
	if (out->count == out->capacity) {
		size_t capacity = out->capacity ? 2 * out->capacity : 32;
		struct skops_parameter *grown = skops_arena_alloc (collector->arena, capacity, sizeof *grown);
		if (grown && out->count)
			memcpy (grown, out->items, out->count * sizeof *grown);
		out->items = grown;
		out->capacity = grown ? capacity : 0;
	}
	if (!out->items) {
		skops_error_memory (collector->err);
		return false;
	}
	out->items[out->count++] = (struct skops_parameter) { full, value };
	return true;
}

static bool collect (struct collector *collector, const struct skops_node *node);

static bool collect_part (void *data, struct skops_text name, const struct skops_node *estimator)
{
	struct collector *outer = data, inner = *outer;

	if (!add (outer, name, estimator))
		return false;
	if (!is_estimator (estimator))
		return true;
	if (!outer->depth) {
		outer->out->cut = true;
		return true;
	}
	inner.prefix = join (outer, name, "__");
	inner.depth--;
	return inner.prefix && collect (&inner, estimator);
}

static bool collect (struct collector *collector, const struct skops_node *node)
{
	const struct skops_node *state = skops_node_state (node);

	for (size_t i = 0; state && i < skops_node_count (state); i++) {
		const struct skops_node *item = skops_node_item (state, i), *value = skops_node_target (item);
		if (is_parameter (item) && !is_deprecated (value) && !is_estimator (value) && !add (collector, item->name, value))
			return false;
	}
	return skops_parameters_parts (collector->document, node, collect_part, collector);
}

enum skops_status skops_parameters_of (struct skops_error *err, struct skops_parameters *out, struct skops_arena *arena, const struct skops_document *document,
                                       const struct skops_node *node, unsigned depth)
{
	struct collector collector = { err, arena, document, out, "", depth };

	*out = (struct skops_parameters) { 0 };
	collect (&collector, skops_node_target (node));
	return err->status;
}

static void show (struct skops_buffer *out, const struct skops_document *document, const struct skops_node *node, unsigned depth)
{
	static const char *const brackets[][2] = { { "[", "]" }, { "(", ")" }, { "{", "}" } };
	unsigned bracket = node->kind == SKOPS_NODE_TUPLE ? 1 : node->kind == SKOPS_NODE_LIST ? 0 : 2;
	size_t count = skops_node_count (node);
	struct skops_error ignored = { 0 };
	struct skops_value value;

	if (!skops_node_value (&ignored, &value, document, node)) {
		skops_facts_value (out, &value, false);
		return;
	}
	switch (node->kind) {
	case SKOPS_NODE_LIST:
	case SKOPS_NODE_TUPLE:
	case SKOPS_NODE_SET:
	case SKOPS_NODE_DICT:
		skops_buffer_text (out, brackets[bracket][0]);
		for (size_t i = 0; i < count && i < SHOWN_ITEMS && depth; i++) {
			const struct skops_node *item = skops_node_item (node, i);
			skops_buffer_text (out, i ? ", " : "");
			if (node->kind == SKOPS_NODE_DICT) {
				skops_text_escape (out, item->name);
				skops_buffer_text (out, ": ");
			}
			show (out, document, skops_node_target (item), depth - 1);
		}
		if (count > SHOWN_ITEMS || (count && !depth))
			skops_buffer_format (out, ", … %zu in all", count);
		skops_buffer_text (out, brackets[bracket][1]);
		break;
	case SKOPS_NODE_ARRAY:
	case SKOPS_NODE_OBJECT_ARRAY:
	case SKOPS_NODE_SPARSE: skops_buffer_text (out, "array"); break;
	case SKOPS_NODE_TYPE:
	case SKOPS_NODE_FUNCTION: skops_text_escape (out, node->class_name); break;
	default:
		skops_text_escape (out, node->class_name.size ? node->class_name : skops_text_of ("…"));
		skops_buffer_text (out, node->class_name.size ? "()" : "");
		break;
	}
}

void skops_parameter_show (struct skops_buffer *out, const struct skops_document *document, const struct skops_node *value)
{
	show (out, document, skops_node_target (value), SHOWN_DEPTH);
}
