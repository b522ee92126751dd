/* SPDX-License-Identifier: BSD-3-Clause */
/* The proof that nodes form a tree. */
#ifndef SKOPS_MODEL_TREES_TREE_CHECK_H
#define SKOPS_MODEL_TREES_TREE_CHECK_H

#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"

/* Every node is a leaf (both children -1) or has two children that come after it; every node but 0 has exactly one parent; features of inner nodes are in
 * 0..features-1. Then every walk from the root ends. `depth` gets the deepest leaf's. SKOPS_BAD_FILE else, naming the node. */
enum skops_status skops_tree_check (struct skops_error *err, struct skops_arena *arena, int64_t nodes, const int32_t *left, const int32_t *right,
                                    const int32_t *feature, int64_t features, int64_t *depth);

#endif
