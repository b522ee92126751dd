/* SPDX-License-Identifier: BSD-3-Clause */
/* The forest's layout: what forest.c builds and forest_walk.c walks.
 *
 * Numbers are compared as keys: unsigned integers in the order of the floats, with one above them all for NaN. A row goes right at a node if its key is
 * above the node's; where NaN belongs to the left, both keys are first raised by one, which makes NaN's 0. Only features that some node splits on are
 * made keys, eight rows side by side: the key of feature f and row r is number f × 8 + r % 8 of its bundle.
 *
 * The nodes of a tree lie level by level, the right child behind the left one. Links are relative to the tree's root. A leaf is its own left child and asks for
 * a feature behind all others, whose key is always 0: above no key, so that a walk may go on from it for ever and stay. So its own key is free to say what it answers. */
#ifndef SKOPS_MODEL_TREES_FOREST_H
#define SKOPS_MODEL_TREES_FOREST_H

#include <math.h>
#include <string.h>

#include "model/trees/bits.h"
#include "model/trees/heads.h"
#include "skops/plugin.h"

enum { SKOPS_FOREST_LANES = 8, SKOPS_FOREST_MISSING_LEFT = 1 };

/* For float32. */
struct skops_node_narrow {
	uint32_t key; /* of the largest float32 that is not above the threshold: for a float32 the comparison is the same. Of a leaf: the row of `values` that it answers */
	uint16_t child;
	uint16_t feature; /* × 8 | missing left */
};

/* For float64, and where 16 bits are too few. */
struct skops_node_wide {
	uint64_t key;
	uint32_t child;
	uint32_t feature;
};

struct skops_forest_tree {
	size_t root;    /* of its nodes, in the arrays of all */
	uint32_t depth; /* of the deepest leaf */
};

struct skops_forest {
	enum skops_compare compare;
	size_t features, width, count, groups;
	int32_t *used;                    /* [n_used]: features that some node splits on, ascending; a node's feature is an index of it */
	size_t n_used;
	struct skops_forest_tree *trees;  /* [count] */
	struct skops_node_narrow *narrow; /* [all nodes], or NULL: */
	struct skops_node_wide *wide;     /* [all nodes] */
	int32_t *number;                  /* [all nodes]: in the file */
	double *values;                   /* [different leaves, width] */
	int32_t *category;                /* NULL: no node splits by category; else [all nodes]: -1, or a bitset */
	uint32_t (*bitsets)[8];           /* of all trees */
	uint32_t (*known)[8];             /* NULL, or [n_used] */
	const struct skops_head *heads;   /* NULL, or [count]: where trees are large, and a kernel finds the ways out of them */
	skops_head_kernel *leave_head;
	const struct skops_bits *bits;    /* NULL, or where all trees are small: for rows that are float32 */
};

/* The largest float32 that is not above a threshold: a float32 is above both or neither. */
static inline float skops_largest_float (double threshold)
{
	float rounded = (float) threshold;

	return (double) rounded > threshold ? nextafterf (rounded, -INFINITY) : rounded;
}

/* In apply: skops_forest_sum by sets of leaves; bits_run.c. */
enum skops_status skops_bits_sum (struct skops_call *call, const struct skops_bits *bits, size_t groups, const struct skops_block *x, size_t from, size_t to, double *out, size_t stride);

static inline uint32_t skops_key_narrow (float x)
{
	uint32_t bits;

	x += 0.0f; /* -0 is 0 */
	memcpy (&bits, &x, sizeof bits);
	return x != x ? UINT32_MAX : bits ^ ((uint32_t) ((int32_t) bits >> 31) | 1u << 31);
}

/* The key of skops_largest_float: the next key below a float32's is that of the next float32 below, but for 0, where no number has it. */
static inline uint32_t skops_key_below (double threshold)
{
	float rounded = (float) threshold;

	return skops_key_narrow (rounded) - ((double) rounded > threshold);
}

static inline uint64_t skops_key_wide (double x)
{
	uint64_t bits;

	x += 0.0;
	memcpy (&bits, &x, sizeof bits);
	return x != x ? UINT64_MAX : bits ^ ((uint64_t) ((int64_t) bits >> 63) | 1ull << 63);
}

#endif
