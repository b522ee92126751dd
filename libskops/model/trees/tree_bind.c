/* SPDX-License-Identifier: BSD-3-Clause */
/* The tree record: sklearn.tree._tree.Tree copied out of the file, and proven to be a tree. */
#include <string.h>

#include "model/bind.h"
#include "model/trees/tree_check.h"
#include "skops/tree.h"

/* The state as the file has it. */
struct tree_state {
	struct node_columns {
		struct skops_array left_child, right_child, feature, threshold, impurity, n_node_samples, weighted_n_node_samples, missing_go_to_left;
	} nodes;
	struct skops_array values;
	int64_t node_count, max_depth;
};

/* (n_features, n_classes, n_outputs) */
struct tree_arguments {
	int64_t features, outputs;
	struct skops_array n_classes;
};

#define SPLIT_FIELDS \
	SKOPS_ARRAY_OF (struct node_columns, left_child, SKOPS_I4, .dims = "nodes"), \
	SKOPS_ARRAY_OF (struct node_columns, right_child, SKOPS_I4, .dims = "nodes"), \
	SKOPS_ARRAY_OF (struct node_columns, feature, SKOPS_I4, .dims = "nodes"), \
	SKOPS_ARRAY (struct node_columns, threshold, .dims = "nodes"), \
	SKOPS_ARRAY_OF (struct node_columns, missing_go_to_left, SKOPS_U1, .dims = "nodes", .flags = SKOPS_OPTIONAL)
SKOPS_TABLE (split_table, struct node_columns, SPLIT_FIELDS);
SKOPS_TABLE (node_table, struct node_columns,
	SPLIT_FIELDS,
	SKOPS_ARRAY (struct node_columns, impurity, .dims = "nodes"),
	SKOPS_INTS (struct node_columns, n_node_samples, .dims = "nodes"),
	SKOPS_ARRAY (struct node_columns, weighted_n_node_samples, .dims = "nodes"));

#define STATE_FIELDS(nodes_table) \
	SKOPS_INT (struct tree_state, node_count, .dims = "nodes", .low = 1, .high = INT32_MAX), \
	SKOPS_INT (struct tree_state, max_depth, .flags = SKOPS_INDEX), \
	SKOPS_COLUMNS (struct tree_state, nodes, struct node_columns, nodes_table), \
	SKOPS_ARRAY (struct tree_state, values, .dims = "nodes,O,classes")
SKOPS_TABLE (state_table, struct tree_state, STATE_FIELDS (&split_table));
SKOPS_TABLE (statistics_table, struct tree_state, STATE_FIELDS (&node_table));

SKOPS_TABLE (argument_table, struct tree_arguments,
	SKOPS_INT (struct tree_arguments, features, .attribute = "0", .low = 1, .high = INT32_MAX),
	SKOPS_INTS (struct tree_arguments, n_classes, .attribute = "1", .dims = "O", .flags = SKOPS_INDEX),
	SKOPS_INT (struct tree_arguments, outputs, .attribute = "2", .dims = "O", .low = 1, .high = 1 << 20));

enum skops_status skops_bind_tree (struct skops_binder *binder, const struct skops_node *node, bool statistics, struct skops_tree *out)
{
	const struct skops_node *target = skops_node_target (node), *arguments, *content;
	struct skops_dims outer = binder->dims;
	struct tree_arguments args = { 0 };
	struct tree_state state = { 0 };
	struct skops_error inner = { 0 };
	uint8_t *missing;

	if (target->kind != SKOPS_NODE_REDUCE || !skops_node_is (target, "sklearn.tree._tree:Tree"))
		return skops_bind_fail (binder, node, SKOPS_BAD_FILE, "a sklearn.tree._tree.Tree is due here");
	arguments = skops_node_part (target, "args");
	content = skops_node_state (target);
	if (!arguments || !content)
		return skops_bind_fail (binder, node, SKOPS_BAD_FILE, "a tree without state");
	binder->dims.count = 0;
	if (skops_bind_table (binder, arguments, &argument_table, &args) || skops_bind_table (binder, content, statistics ? &statistics_table : &state_table, &state))
		return binder->err->status;
	binder->dims = outer;
	*out = (struct skops_tree) {
		.nodes = state.node_count, .features = args.features, .outputs = args.outputs, .classes = state.values.dims[2],
		.n_classes = skops_i8 (&args.n_classes),
		.left = state.nodes.left_child.data, .right = state.nodes.right_child.data, .feature = state.nodes.feature.data,
		.threshold = skops_f8 (&state.nodes.threshold), .impurity = skops_f8 (&state.nodes.impurity), .weight = skops_f8 (&state.nodes.weighted_n_node_samples),
		.samples = skops_i8 (&state.nodes.n_node_samples), .missing_left = state.nodes.missing_go_to_left.data, .values = skops_f8 (&state.values),
	};
	if (!out->missing_left) {
		missing = skops_arena_alloc (binder->arena, (size_t) out->nodes, 1);
		out->missing_left = missing;
	}
	if (!out->missing_left)
		return skops_error_memory (binder->err);
	for (int64_t o = 0; o < out->outputs; o++)
		if (out->n_classes[o] > out->classes)
			return skops_bind_fail (binder, node, SKOPS_BAD_FILE, "output %lld has %lld classes, the values only %lld", (long long) o, (long long) out->n_classes[o], (long long) out->classes);
	if (skops_tree_check (&inner, binder->scratch, out->nodes, out->left, out->right, out->feature, out->features, &out->depth))
		return skops_bind_fail (binder, node, inner.status, "%s", inner.message);
	if (out->depth > state.max_depth)
		return skops_bind_fail (binder, node, SKOPS_BAD_FILE, "the tree is %lld deep and says %lld", (long long) out->depth, (long long) state.max_depth);
	return SKOPS_OK;
}
