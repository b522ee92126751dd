/* SPDX-License-Identifier: BSD-3-Clause */
/* The proof that nodes form a tree: one pass, since children come after their parents. */
#include "model/trees/tree_check.h"

enum skops_status skops_tree_refuse (struct skops_error *err, int64_t node, int64_t nodes, int32_t left, int32_t right)
{
	if (left <= node || right <= node || left >= nodes || right >= nodes || left == right)
		return skops_error_set (err, SKOPS_BAD_FILE, "node %lld of %lld has the children %d and %d", (long long) node, (long long) nodes, (int) left, (int) right);
	return skops_error_set (err, SKOPS_BAD_FILE, "a child of node %lld has another parent", (long long) node);
}

enum skops_status skops_tree_orphan (struct skops_error *err, const int32_t *depths)
{
	int64_t node = 0;

	while (depths[node])
		node++;
	return skops_error_set (err, SKOPS_BAD_FILE, "node %lld has no parent", (long long) node);
}

enum skops_status skops_feature_refuse (struct skops_error *err, int64_t node, int32_t feature, int64_t features)
{
	return skops_error_set (err, SKOPS_BAD_FILE, "node %lld splits on feature %d of %lld", (long long) node, (int) feature, (long long) features);
}

enum skops_status skops_tree_check (struct skops_error *err, struct skops_arena *arena, int64_t nodes, const int32_t *left, const int32_t *right,
                                    const int32_t *feature, int64_t features, int64_t *depth)
{
	struct skops_arena_mark mark = skops_arena_mark (arena);
	int32_t *depths = skops_arena_alloc (arena, (size_t) nodes, sizeof *depths), deepest = 1;
	enum skops_status status = SKOPS_OK;

	if (!depths)
		return skops_error_memory (err);
	if (nodes > 0)
		depths[0] = 1;
	for (int64_t i = 0; i < nodes && !status; i++) {
		if (!depths[i])
			status = skops_tree_orphan (err, depths);
		else if (!skops_tree_step (i, nodes, left[i], right[i], depths))
			status = skops_tree_refuse (err, i, nodes, left[i], right[i]);
		else if (left[i] != -1 && !skops_feature_fits (feature[i], features))
			status = skops_feature_refuse (err, i, feature[i], features);
		deepest = depths[i] > deepest ? depths[i] : deepest;
	}
	*depth = deepest - 1;
	skops_arena_reset (arena, mark);
	return status;
}

enum skops_status skops_trees_check (struct skops_error *err, const struct skops_tree_source *trees, size_t count, const struct skops_forest_options *options)
{
	if (options->size < sizeof *options || options->compare > SKOPS_COMPARE_F8 || options->features < 0 || options->features > INT32_MAX ||
	    options->width < 1 || options->width > INT32_MAX)
		return skops_error_set (err, SKOPS_MISUSE, "a forest of %lld features and %lld values", (long long) options->features, (long long) options->width);
	if (options->groups < 0 || options->groups > INT32_MAX || (options->groups && count % (size_t) options->groups))
		return skops_error_set (err, SKOPS_MISUSE, "%zu trees in %lld groups", count, (long long) options->groups);
	for (size_t t = 0; t < count; t++)
		if (trees[t].nodes < 1 || trees[t].nodes > INT32_MAX || trees[t].n_bitsets < 0 || trees[t].n_bitsets > INT32_MAX)
			return skops_error_set (err, SKOPS_BAD_FILE, "tree %zu has %lld nodes and %lld sets of categories", t, (long long) trees[t].nodes, (long long) trees[t].n_bitsets);
	return SKOPS_OK;
}

enum skops_status skops_split_refuse (struct skops_error *err, const struct skops_tree_source *source, int64_t node)
{
	if (source->category && source->category[node] != -1)
		return skops_error_set (err, SKOPS_BAD_FILE, "node %lld has the set of categories %d of %lld", (long long) node, (int) source->category[node], (long long) source->n_bitsets);
	return skops_error_set (err, SKOPS_BAD_FILE, "the threshold of node %lld is not a number", (long long) node);
}
