/* SPDX-License-Identifier: BSD-3-Clause */
/* Trees as sets of leaves, for ensembles of small trees: at most 64 leaves each.
 *
 * Leaves are numbered from left to right, and a row starts with the set of all of them; the first leaf is the highest bit of its word. Every node whose answer is
 * "right" strikes out the leaves of its left subtree, whether or not the row would have come there; the first leaf that is left is the one that a walk would have reached. So a tree is a handful of
 * comparisons and ANDs in any order, without a branch, for many rows or for many nodes at a time.
 * Source: C. Lucchese et al., QuickScorer, SIGIR 2015, and its vectorised form, SIGIR 2016.
 *
 * Numbers are compared as keys: int32 in the order of the floats, in two planes: in the first, NaN is above all numbers; in the second, which is there only for
 * rows that have one, it is below them all, for nodes where it belongs to the left. All nodes of a tree that split one feature by categories are one
 * table of sets: a row looks up the set that its category leaves. */
#ifndef SKOPS_MODEL_TREES_BITS_H
#define SKOPS_MODEL_TREES_BITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/simd.h"
#include "skops/tree.h"

enum {
	SKOPS_BITS_ROWS = 64, SKOPS_BITS_NODES = 8, SKOPS_BITS_LEAVES = 64, SKOPS_BITS_MISSING_LEFT = 0x8000,
	SKOPS_BITS_SHAPES = 16, /* of small trees, that are told apart */
	SKOPS_BITS_BEHIND = 32, /* values of leaves, and sets, that may be read behind those that there are */
};

/* The categories of one feature that any node tells apart; all others, and NaN, have the last code. */
struct skops_bits_feature {
	int32_t feature;
	uint16_t codes;      /* [0, codes] */
	uint16_t code[256];
};

struct skops_bits_table {
	uint32_t feature; /* of `features` */
	uint32_t sets;    /* where its codes + 1 sets begin */
};

struct skops_bits_tree {
	uint32_t node, nodes;   /* up to the next multiple of SKOPS_BITS_NODES, nodes follow that strike out nothing */
	uint32_t table, tables;
	uint32_t leaf;          /* where its leaves begin */
	uint32_t shape;         /* of `shapes` */
};

struct skops_bits;

/* Rows made ready: `keys` is plane by plane, feature by feature, SKOPS_BITS_ROWS rows side by side (or one row alone; then 32 keys at least may be read of a plane). */
struct skops_bits_rows {
	int32_t *keys;
	uint16_t *codes; /* of `features`, likewise */
	bool missing; /* there is a second plane */
};

/* Makes `count` rows ready, from x [count, …] with `stride` numbers from row to row: writes keys [n_used, apart] of the first plane and, where a number is missing, of the second; tells whether. */
typedef bool skops_bits_keys (const struct skops_bits *bits, const float *x, size_t stride, size_t count, size_t apart, int32_t *keys);

/* Adds trees from … to to `count` rows of sums. */
typedef void skops_bits_many (const struct skops_bits *bits, const struct skops_bits_rows *rows, size_t count, size_t from, size_t to, double *out, size_t stride);

/* The same of one row. */
typedef void skops_bits_one (const struct skops_bits *bits, const struct skops_bits_rows *row, size_t from, size_t to, double *out);

struct skops_bits_kernels {
	const char *name; /* "avx512" */
	skops_bits_keys *convert;
	skops_bits_many *many;
	skops_bits_one *one;
};

struct skops_bits {
	size_t width, count;
	size_t leaves; /* of the largest tree */
	bool wide;   /* more than 32 leaves in some tree: `high` is used */
	bool pairs;  /* no tree has more than eight nodes, or tables, all are of a few shapes, and there is one value for a leaf: two go through the widest register together */
	uint8_t (*shapes)[256]; /* of pairs: the leaf, by the answers of a tree's nodes, the first one's the lowest bit */
	int32_t *used; /* features that some node compares */
	size_t n_used, plane; /* keys of a row in a plane: n_used, but 32 at least */
	struct skops_bits_feature *features;
	size_t n_features;
	struct skops_bits_tree *trees;
	int32_t *keys;        /* [nodes] */
	uint16_t *slot;       /* [nodes]: of `used`, with SKOPS_BITS_MISSING_LEFT */
	uint32_t *low, *high; /* [nodes]: the leaves that a node strikes out; the first 32 of a tree, and the others */
	struct skops_bits_table *tables;
	uint32_t *low_sets, *high_sets; /* the leaves that a code leaves */
	double *values;       /* [leaves, width] */
	const struct skops_bits_kernels *kernels;
};

/* The layout of trees that were checked, for float32 rows; NULL where a tree has too many leaves, or without memory (`*no_memory`). */
const struct skops_bits *skops_bits_new (struct skops_arena *arena, const struct skops_tree_source *trees, size_t count, const struct skops_forest_options *options,
                                         bool *no_memory);

/* The key of a float32 in the first plane. No number has NaN's, nor INT32_MIN. */
#define SKOPS_BITS_NAN INT32_MAX
static inline int32_t skops_bits_key (float x)
{
	int32_t bits;

	x += 0.0f; /* -0 is 0 */
	__builtin_memcpy (&bits, &x, sizeof bits);
	return x != x ? SKOPS_BITS_NAN : bits ^ ((bits >> 31) & INT32_MAX);
}

static inline uint16_t skops_bits_code (const struct skops_bits_feature *feature, double x)
{
	return x >= 0 && x < 256 ? feature->code[(unsigned) x] : feature->codes;
}

const struct skops_bits_kernels *skops_bits_kernels_for (enum skops_simd simd);

extern const struct skops_bits_kernels skops_bits_portable, skops_bits_avx2, skops_bits_avx512;

#endif
