/* SPDX-License-Identifier: BSD-3-Clause */
/* The proof that nodes form a tree, and what else is proved of trees before they are used. */
#ifndef SKOPS_MODEL_TREES_TREE_CHECK_H
#define SKOPS_MODEL_TREES_TREE_CHECK_H

#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "skops/plugin.h"

/* Every node is a leaf (both children -1) or has two children that come after it; every node but 0 has exactly one parent; features of inner nodes are in
 * 0..features-1. Then every walk from the root ends. `depth` gets the deepest leaf's. SKOPS_BAD_FILE else, naming the node. */
enum skops_status skops_tree_check (struct skops_error *err, struct skops_arena *arena, int64_t nodes, const int32_t *left, const int32_t *right,
                                    const int32_t *feature, int64_t features, int64_t *depth);

/* What is said of all trees together, before any node is looked at: the options, and that numbers of nodes and of bitsets fit into 31 bits each. */
enum skops_status skops_trees_check (struct skops_error *err, const struct skops_tree_source *trees, size_t count, const struct skops_forest_options *options);

/* What the file says of an inner node beyond its place in the tree: a set of categories that is there (-1: none), or a threshold that is a number. Both are put
 * out, so that what is used is what was checked. */
enum skops_status skops_split_check (struct skops_error *err, const struct skops_tree_source *source, int64_t node, int32_t *category, double *threshold);

#endif
