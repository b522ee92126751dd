/* SPDX-License-Identifier: BSD-3-Clause */
/* The proof that nodes form a tree: one pass, since children come after their parents. */
#include "model/trees/tree_check.h"

#include <math.h>

enum skops_status skops_tree_check (struct skops_error *err, struct skops_arena *arena, int64_t nodes, const int32_t *left, const int32_t *right,
                                    const int32_t *feature, int64_t features, int64_t *depth)
{
	struct skops_arena_mark mark = skops_arena_mark (arena);
	int32_t *depths = skops_arena_alloc (arena, (size_t) nodes, sizeof *depths); /* depth + 1; 0: no parent so far */
	enum skops_status status = SKOPS_OK;

	if (!depths)
		return skops_error_memory (err);
	*depth = 0;
	if (nodes > 0)
		depths[0] = 1;
	for (int64_t i = 0; i < nodes && !status; i++) {
		if (!depths[i]) {
			status = skops_error_set (err, SKOPS_BAD_FILE, "node %lld has no parent", (long long) i);
		} else if (left[i] == -1 && right[i] == -1) {
			if (depths[i] - 1 > *depth)
				*depth = depths[i] - 1;
		} else if (left[i] <= i || right[i] <= i || left[i] >= nodes || right[i] >= nodes || left[i] == right[i]) {
			status = skops_error_set (err, SKOPS_BAD_FILE, "node %lld of %lld has the children %d and %d", (long long) i, (long long) nodes, (int) left[i], (int) right[i]);
		} else if (depths[left[i]] || depths[right[i]]) {
			status = skops_error_set (err, SKOPS_BAD_FILE, "a child of node %lld has another parent", (long long) i);
		} else if (feature[i] < 0 || feature[i] >= features) {
			status = skops_error_set (err, SKOPS_BAD_FILE, "node %lld splits on feature %d of %lld", (long long) i, (int) feature[i], (long long) features);
		} else {
			depths[left[i]] = depths[right[i]] = depths[i] + 1;
		}
	}
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

enum skops_status skops_split_check (struct skops_error *err, const struct skops_tree_source *source, int64_t node, int32_t *category, double *threshold)
{
	*category = source->category ? source->category[node] : -1;
	*threshold = *category == -1 ? source->threshold[node] : 0;
	if (*category < -1 || *category >= source->n_bitsets)
		return skops_error_set (err, SKOPS_BAD_FILE, "node %lld has the set of categories %d of %lld", (long long) node, (int) *category, (long long) source->n_bitsets);
	if (isnan (*threshold))
		return skops_error_set (err, SKOPS_BAD_FILE, "the threshold of node %lld is not a number", (long long) node);
	return SKOPS_OK;
}
