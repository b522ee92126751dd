/* SPDX-License-Identifier: BSD-3-Clause */
/* The forest's layout: what forest.c builds and forest_walk.c walks. */
#ifndef SKOPS_MODEL_TREES_FOREST_H
#define SKOPS_MODEL_TREES_FOREST_H

#include "skops/tree.h"

/* The nodes of a tree lie level by level, the right child behind the left one. Links are relative to the tree's root. A leaf is its own left child and
 * no number is above its threshold, so that a walk may go on from it for ever and stay. */

/* link: child << shift | to the right when missing << (shift - 1) | feature */
struct skops_node_narrow {
	float threshold; /* the largest float32 that is not above the file's: for a float32 the comparison is the same */
	uint32_t link;
};

/* Where a link of 32 bits is too small, or thresholds are float64. */
struct skops_node_wide {
	double threshold;
	uint32_t child;
	uint32_t feature; /* above it, in the highest bit: to the right when missing */
};

struct skops_forest_tree {
	size_t root;    /* of its nodes, in the arrays of all */
	uint32_t depth; /* of the deepest leaf */
};

struct skops_forest {
	enum skops_compare compare;
	size_t features, width, count;
	struct skops_forest_tree *trees;  /* [count] */
	unsigned shift;                   /* of narrow links */
	struct skops_node_narrow *narrow; /* [all nodes], or NULL: */
	struct skops_node_wide *wide;     /* [all nodes] */
	uint32_t *leaf;                   /* [all nodes]: the row of `values` that a leaf answers; 0 for inner nodes */
	int32_t *number;                  /* [all nodes]: in the file */
	double *values;                   /* [different leaves, width] */
	int32_t *category;                /* NULL: no node splits by category; else [all nodes]: -1, or a bitset */
	uint32_t (*bitsets)[8];           /* of all trees */
	uint32_t (*known)[8];             /* NULL, or [features] */
};

#endif
