/* SPDX-License-Identifier: BSD-3-Clause */
/* Trees as nodes of ONNX: TreeEnsemble of ai.onnx.ml 5 in float64, whose thresholds and leaves are scikit-learn's own numbers.
 *
 * A leaf of TreeEnsemble adds one number to one target. Every tree has a target of its own, since runtimes add up in an order of theirs. Where a tree answers
 * several numbers, its leaves' own numbers are the targets' content and the rows behind them are looked up. A decision on categories is BRANCH_MEMBER on the side away from missing values, so that categories that
 * are not known, which are members of nothing, go where missing values go. */
#include <math.h>
#include <string.h>

#include "model/convert.h"
#include "model/frame.h"
#include "model/trees/tree_check.h"

enum { MODE_LESS_OR_EQUAL = 0, MODE_MEMBER = 6 };

/* The attributes of one node, and how full they are. */
struct ensemble {
	struct skops_arena *arena;
	bool narrow; /* what was float64 comes as float32 */
	size_t nodes, leaves, members;
	uint8_t *modes;
	int64_t *features, *yes, *yes_leaf, *no, *no_leaf, *targets, *roots;
	int64_t *missing; /* 1: missing values take the yes side */
	double *splits, *weights, *membership;
};

/* Whether node `n` decides on categories. */
static bool is_category (const struct skops_tree_source *tree, int64_t n)
{
	return tree->category && tree->category[n] >= 0;
}

static bool missing_left (const struct skops_tree_source *tree, int64_t n)
{
	return tree->missing_left && tree->missing_left[n];
}

/* The categories that go right (if missing values go left) or left (if not): those on the side away from missing values. */
static size_t members_of (const struct skops_tree_source *tree, const struct skops_forest_options *options, int64_t n, double *out)
{
	const uint32_t *left = tree->bitsets + (size_t) tree->category[n] * 8, *known = options->known ? options->known + (size_t) tree->feature[n] * 8 : NULL;
	size_t count = 0;

	for (uint32_t category = 0; category < 256; category++) {
		bool in_left = left[category / 32] >> category % 32 & 1, is_known = !known || known[category / 32] >> category % 32 & 1;
		/* A category in the left set goes left, known or not. */
		if (missing_left (tree, n) ? is_known && !in_left : in_left) {
			if (out)
				out[count] = category;
			count++;
		}
	}
	return count;
}

/* All that a forest would be refused for, and that TreeEnsemble could not tell. */
static enum skops_status check_trees (struct skops_frame *frame, const struct skops_tree_source *trees, size_t count, const struct skops_forest_options *options, struct skops_tensor x)
{
	enum skops_status status = skops_trees_check (frame->err, trees, count, options);

	if (!status && options->groups > 1)
		return skops_error_set (frame->err, SKOPS_MISUSE, "trees of %lld groups, which are to be emitted one by one", (long long) options->groups);
	if (!status && (x.rank != 2 || x.dims[1] < options->features))
		return skops_error_set (frame->err, SKOPS_UNSUPPORTED, "trees on %lld columns where %lld are", (long long) options->features, (long long) x.dims[1]);
	for (size_t t = 0; t < count && !status; t++) {
		const struct skops_tree_source *tree = &trees[t];
		int64_t depth;

		status = skops_tree_check (frame->err, frame->arena, tree->nodes, tree->left, tree->right, tree->feature, options->features, &depth);
		for (int64_t n = 0; n < tree->nodes && !status; n++) {
			int32_t category;
			double threshold;

			if (tree->left[n] >= 0 && !skops_split_is_sound (tree, n, &category, &threshold))
				status = skops_split_refuse (frame->err, tree, n);
		}
		if (status)
			skops_error_prefix (frame->err, "tree %zu", t);
	}
	return status;
}

/* Room for all trees; a tree that is a leaf alone becomes a node with that leaf on both sides. */
static bool make_room (struct ensemble *made, const struct skops_tree_source *trees, size_t count, const struct skops_forest_options *options)
{
	size_t nodes = 0, members = 0;

	for (size_t t = 0; t < count; t++) {
		nodes += (size_t) trees[t].nodes;
		for (int64_t n = 0; n < trees[t].nodes; n++)
			if (trees[t].left[n] >= 0 && is_category (&trees[t], n))
				members += members_of (&trees[t], options, n, NULL) + 1;
	}
	made->modes = skops_arena_alloc (made->arena, nodes, sizeof *made->modes);
	made->features = skops_arena_alloc (made->arena, nodes, sizeof (int64_t));
	made->yes = skops_arena_alloc (made->arena, nodes, sizeof (int64_t));
	made->yes_leaf = skops_arena_alloc (made->arena, nodes, sizeof (int64_t));
	made->no = skops_arena_alloc (made->arena, nodes, sizeof (int64_t));
	made->no_leaf = skops_arena_alloc (made->arena, nodes, sizeof (int64_t));
	made->missing = skops_arena_alloc (made->arena, nodes, sizeof (int64_t));
	made->targets = skops_arena_alloc (made->arena, nodes + count, sizeof (int64_t));
	made->roots = skops_arena_alloc (made->arena, count, sizeof (int64_t));
	made->splits = skops_arena_alloc (made->arena, nodes, sizeof (double));
	made->weights = skops_arena_alloc (made->arena, nodes + count, sizeof (double));
	made->membership = skops_arena_alloc (made->arena, members, sizeof (double));
	return made->modes && made->features && made->yes && made->yes_leaf && made->no && made->no_leaf && made->missing && made->targets && made->roots && made->splits
		&& made->weights && made->membership;
}

/* The numbers that nodes and leaves of one tree get: nodes count on from made->nodes, leaves from made->leaves. */
static void number (const struct ensemble *made, const struct skops_tree_source *tree, int64_t *numbers)
{
	int64_t node = (int64_t) made->nodes, leaf = (int64_t) made->leaves;

	for (int64_t n = 0; n < tree->nodes; n++)
		numbers[n] = tree->left[n] < 0 ? leaf++ : node++;
}

static void add_node (struct ensemble *made, const struct skops_tree_source *tree, const struct skops_forest_options *options, int64_t n, const int64_t *numbers)
{
	size_t at = made->nodes++;
	int64_t left = tree->left[n], right = tree->right[n];
	bool swapped = is_category (tree, n) && missing_left (tree, n);
	int64_t yes = swapped ? right : left, no = swapped ? left : right;

	made->features[at] = tree->feature[n];
	made->yes[at] = numbers[yes];
	made->yes_leaf[at] = tree->left[yes] < 0;
	made->no[at] = numbers[no];
	made->no_leaf[at] = tree->left[no] < 0;
	if (is_category (tree, n)) {
		made->modes[at] = MODE_MEMBER;
		made->members += members_of (tree, options, n, made->membership + made->members);
		made->membership[made->members++] = NAN; /* ends a set */
	} else {
		made->modes[at] = MODE_LESS_OR_EQUAL;
		/* A float64 that is a threshold is no more than it, in float32 too. */
		made->splits[at] = made->narrow ? (double) (float) tree->threshold[n] : tree->threshold[n];
		made->missing[at] = missing_left (tree, n);
	}
}

/* A tree answers target `t`. `rows` NULL: leaves add their own number; else their row's. */
static bool add_tree (struct ensemble *made, const struct skops_tree_source *tree, const struct skops_forest_options *options, size_t t, int64_t *rows)
{
	int64_t *numbers = skops_arena_alloc (made->arena, (size_t) tree->nodes, sizeof *numbers);

	if (!numbers)
		return false;
	number (made, tree, numbers);
	made->roots[t] = (int64_t) made->nodes;
	for (int64_t n = 0; n < tree->nodes; n++) {
		if (tree->left[n] >= 0) {
			add_node (made, tree, options, n, numbers);
			continue;
		}
		made->targets[made->leaves] = (int64_t) t;
		made->weights[made->leaves++] = rows ? (double) (*rows)++ : tree->values[n];
	}
	if (tree->left[0] < 0) {
		size_t at = made->nodes++;
		made->yes[at] = made->no[at] = numbers[0];
		made->yes_leaf[at] = made->no_leaf[at] = 1;
	}
	return true;
}

static struct skops_attribute tensor_attribute (struct skops_call *call, const char *name, uint8_t type, size_t count, const void *data)
{
	int64_t dims[1] = { (int64_t) count };

	return skops_attribute_tensor (name, skops_onnx_constant (call, type, 1, dims, data));
}

static struct skops_tensor ensemble_node (struct skops_call *call, const struct ensemble *made, size_t count, int64_t targets, struct skops_tensor x)
{
	struct skops_attribute attributes[16];
	struct skops_tensor out = { 0 };
	size_t n = 0;

	attributes[n++] = skops_attribute_int ("n_targets", targets);
	attributes[n++] = skops_attribute_int ("aggregate_function", 1); /* sum */
	attributes[n++] = skops_attribute_int ("post_transform", 0);
	attributes[n++] = skops_attribute_ints ("tree_roots", made->roots, count);
	attributes[n++] = tensor_attribute (call, "nodes_modes", SKOPS_TENSOR_UINT8, made->nodes, made->modes);
	attributes[n++] = tensor_attribute (call, "nodes_splits", SKOPS_TENSOR_DOUBLE, made->nodes, made->splits);
	attributes[n++] = skops_attribute_ints ("nodes_featureids", made->features, made->nodes);
	attributes[n++] = skops_attribute_ints ("nodes_truenodeids", made->yes, made->nodes);
	attributes[n++] = skops_attribute_ints ("nodes_trueleafs", made->yes_leaf, made->nodes);
	attributes[n++] = skops_attribute_ints ("nodes_falsenodeids", made->no, made->nodes);
	attributes[n++] = skops_attribute_ints ("nodes_falseleafs", made->no_leaf, made->nodes);
	attributes[n++] = skops_attribute_ints ("nodes_missing_value_tracks_true", made->missing, made->nodes);
	attributes[n++] = skops_attribute_ints ("leaf_targetids", made->targets, made->leaves);
	attributes[n++] = tensor_attribute (call, "leaf_weights", SKOPS_TENSOR_DOUBLE, made->leaves, made->weights);
	if (made->members)
		attributes[n++] = tensor_attribute (call, "membership_values", SKOPS_TENSOR_DOUBLE, made->members, made->membership);
	if (skops_onnx_node (call, "ai.onnx.ml", "TreeEnsemble", &x, 1, attributes, n, &out, 1))
		out.id = 0;
	return out;
}

/* The rows that leaves answer, in the order of the leaves. */
static struct skops_tensor leaf_rows (struct skops_call *call, struct skops_arena *arena, const struct skops_tree_source *trees, size_t count, int64_t width, size_t leaves)
{
	double *rows = skops_arena_alloc (arena, leaves, (size_t) width * sizeof *rows), *at = rows;

	for (size_t t = 0; rows && t < count; t++)
		for (int64_t n = 0; n < trees[t].nodes; n++)
			if (trees[t].left[n] < 0) {
				memcpy (at, trees[t].values + n * width, (size_t) width * sizeof *at);
				at += width;
			}
	if (!rows) {
		skops_error_memory (skops_frame_of (call)->err);
		return (struct skops_tensor) { 0 };
	}
	return skops_onnx_matrix (call, rows, leaves, (size_t) width);
}

/* Elements from … to of axis 1. */
static struct skops_tensor slice (struct skops_call *call, struct skops_tensor x, int64_t from, int64_t to)
{
	int64_t axis = 1;
	struct skops_tensor inputs[4] = { x, skops_onnx_ints (call, &from, 1), skops_onnx_ints (call, &to, 1), skops_onnx_ints (call, &axis, 1) };

	return skops_onnx_op (call, "Slice", inputs, 4, NULL, 0);
}

/* Answers [N, count, …] added up in their order: a sum in another one differs in its last bit, and then a tie is none. Kept as [N, 1, …]. */
static struct skops_tensor add_in_order (struct skops_call *call, struct skops_tensor answers, size_t count, struct skops_tensor start)
{
	struct skops_tensor parts[2];

	if (start.id) {
		parts[0] = skops_onnx_2 (call, "Add", start, slice (call, answers, 0, 1));
		parts[1] = count > 1 ? slice (call, answers, 1, (int64_t) count) : parts[0];
		answers = skops_onnx_along (call, "Concat", parts, count > 1 ? 2 : 1, 1);
	}
	return slice (call, skops_onnx_2 (call, "CumSum", answers, skops_onnx_int (call, 1)), (int64_t) count - 1, (int64_t) count);
}

struct skops_tensor skops_host_onnx_trees (struct skops_call *call, const struct skops_tree_source *trees, size_t count, const struct skops_forest_options *options,
                                           struct skops_tensor start, struct skops_tensor x)
{
	struct skops_frame *frame = skops_frame_of (call);
	struct ensemble made = { .arena = frame->scratch, .narrow = options->compare == SKOPS_COMPARE_F8 && !skops_onnx_double (call) };
	bool lookup = options->width != 1;
	struct skops_tensor answers;
	int64_t row = 0;

	if (frame->err->status || check_trees (frame, trees, count, options, x))
		return (struct skops_tensor) { 0 };
	if (!frame->convert || !count || !make_room (&made, trees, count, options)) {
		skops_fail (call, SKOPS_UNSUPPORTED, "trees that cannot be made into a graph");
		return (struct skops_tensor) { 0 };
	}
	for (size_t t = 0; t < count; t++)
		if (!add_tree (&made, &trees[t], options, t, lookup ? &row : NULL)) {
			skops_error_memory (frame->err);
			return (struct skops_tensor) { 0 };
		}
	if (options->compare == SKOPS_COMPARE_F4)
		x = skops_onnx_cast (call, skops_onnx_cast (call, x, SKOPS_TENSOR_FLOAT), SKOPS_TENSOR_DOUBLE);
	answers = ensemble_node (call, &made, count, (int64_t) count, x);
	if (!lookup)
		return add_in_order (call, answers, count, start);
	if (start.id)
		start = skops_onnx_axis (call, "Unsqueeze", start, start.rank - 1);
	answers = skops_onnx_cast (call, answers, SKOPS_TENSOR_INT64);
	answers = skops_onnx_gather (call, leaf_rows (call, frame->scratch, trees, count, options->width, made.leaves), answers, 0);
	return skops_onnx_axis (call, "Squeeze", add_in_order (call, answers, count, start), 1);
}
