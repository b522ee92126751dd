/* SPDX-License-Identifier: BSD-3-Clause */
/* Decision trees: the record that the core binds and checks, and the forest that it evaluates for any plugin.
 * Every ensemble stands on it, so that speed and safety live in one place. */
#ifndef SKOPS_TREE_H
#define SKOPS_TREE_H

#include "skops/value.h"

/* One sklearn.tree._tree.Tree, copied and checked: children come after their parents, each node has at most one parent, features are
 * in range, a leaf has no child at all. Node 0 is the root. Arrays have `nodes` elements; leaves have left -1. */
struct skops_tree {
	int64_t nodes;
	int64_t features;      /* F */
	int64_t outputs;       /* O */
	int64_t classes;       /* the widest output's classes; 1 for regressors */
	int64_t depth;         /* of the deepest leaf; a root alone is 0 */
	const int64_t *n_classes;   /* [O] */
	const int32_t *left, *right, *feature;
	const double *threshold;
	const double *impurity, *weight; /* NULL without SKOPS_STATISTICS; weight: weighted_n_node_samples */
	const int64_t *samples;     /* likewise: n_node_samples */
	const uint8_t *missing_left; /* all 0 before scikit-learn 1.3 */
	const double *values;       /* [nodes, O, classes], as stored: counts through 1.3, fractions from 1.4 */
};

/* What goes left. */
enum skops_compare {
	SKOPS_COMPARE_F4, /* float32 (x) <= threshold: trees of sklearn.tree */
	SKOPS_COMPARE_F8, /* x <= threshold: HistGradientBoosting */
};

/* One tree as a plugin hands it to the forest. Pointers are borrowed during the call; the core checks again what it copies. */
struct skops_tree_source {
	int64_t nodes;
	const int32_t *left, *right;     /* -1: leaf */
	const int32_t *feature;
	const double *threshold;
	const uint8_t *missing_left;     /* NULL: NaN compares false and goes right */
	const int32_t *category;         /* NULL, or per node: -1, or an index of bitsets; then x is a category and goes left if its bit is set */
	const uint32_t *bitsets;         /* [n_bitsets, 8]: categories 0 to 255 */
	int64_t n_bitsets;
	const double *values;            /* [nodes, width]: a leaf's row is what the tree answers */
};

struct skops_forest_options {
	uint32_t size;            /* sizeof (struct skops_forest_options) */
	uint32_t compare;         /* enum skops_compare */
	int64_t features;         /* F: every feature is below it */
	int64_t width;            /* values of one leaf */
	int64_t groups;           /* 0: one; else trees are [groups, n], and each group adds up to `width` numbers of its own: a raw value of each class, say */
	const uint32_t *known;    /* NULL, or [F, 8]: categories that are known; others and NaN go to the missing side */
};

struct skops_forest; /* built, const, shared by threads */

#endif
