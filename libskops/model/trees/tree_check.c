/* SPDX-License-Identifier: BSD-3-Clause */
/* The proof that nodes form a tree: one pass, since children come after their parents. */
#include "model/trees/tree_check.h"

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
