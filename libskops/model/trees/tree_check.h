/* SPDX-License-Identifier: BSD-3-Clause */
/* The proof that nodes form a tree, and what else is proved of trees before they are used. */
#ifndef SKOPS_MODEL_TREES_TREE_CHECK_H
#define SKOPS_MODEL_TREES_TREE_CHECK_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "skops/plugin.h"

/* One node, met after its parent: false unless it is a leaf, or has two children that come after it and were met under no other node. `depths` [nodes] has 1 for the
 * root, and 0 for all nodes whose parent was not met; the children get theirs. */
static inline bool skops_tree_step (int64_t node, int64_t nodes, int32_t left, int32_t right, int32_t *depths)
{
	if (left == -1 && right == -1)
		return true;
	if (left <= node || right <= node || left >= nodes || right >= nodes || left == right || depths[left] || depths[right])
		return false;
	depths[left] = depths[right] = depths[node] + 1;
	return true;
}

/* Says what skops_tree_step had against a node's children; skops_tree_orphan, which node has no parent when all that can be met were. */
enum skops_status skops_tree_refuse (struct skops_error *err, int64_t node, int64_t nodes, int32_t left, int32_t right);
enum skops_status skops_tree_orphan (struct skops_error *err, const int32_t *depths);

/* Whether an inner node's feature is one of the model's. */
static inline bool skops_feature_fits (int32_t feature, int64_t features)
{
	return feature >= 0 && feature < features;
}

/* Says that it is not. */
enum skops_status skops_feature_refuse (struct skops_error *err, int64_t node, int32_t feature, int64_t features);

/* Every node is a leaf (both children -1) or has two children that come after it; every node but 0 has exactly one parent; features of inner nodes are in
 * 0..features-1. Then every walk from the root ends. `depth` gets the deepest leaf's. SKOPS_BAD_FILE else, naming the node. */
enum skops_status skops_tree_check (struct skops_error *err, struct skops_arena *arena, int64_t nodes, const int32_t *left, const int32_t *right,
                                    const int32_t *feature, int64_t features, int64_t *depth);

/* What is said of all trees together, before any node is looked at: the options, and that numbers of nodes and of bitsets fit into 31 bits each. */
enum skops_status skops_trees_check (struct skops_error *err, const struct skops_tree_source *trees, size_t count, const struct skops_forest_options *options);

/* What the file says of an inner node beyond its place in the tree: a set of categories that is there (-1: none), or a threshold that is a number. Both are put
 * out, so that what is used is what was checked. */
static inline bool skops_split_is_sound (const struct skops_tree_source *source, int64_t node, int32_t *category, double *threshold)
{
	*category = source->category ? source->category[node] : -1;
	*threshold = *category == -1 ? source->threshold[node] : 0;
	return *category >= -1 && *category < source->n_bitsets && !isnan (*threshold);
}

/* Says what is not sound about it. */
enum skops_status skops_split_refuse (struct skops_error *err, const struct skops_tree_source *source, int64_t node);

#endif
