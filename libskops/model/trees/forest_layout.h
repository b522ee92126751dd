/* SPDX-License-Identifier: BSD-3-Clause */
/* The layout of one tree of a forest. */
#ifndef SKOPS_MODEL_TREES_FOREST_LAYOUT_H
#define SKOPS_MODEL_TREES_FOREST_LAYOUT_H

#include "base/error.h"
#include "model/trees/forest.h"

/* The features that a forest uses, and the place of each among them. */
struct skops_forest_places {
	size_t few;     /* features below it have a slot each: */
	uint32_t *near; /* [few]: 0 where a feature is not used; else its place + 1 */
	int32_t *far;   /* [n_far]: the others that are used, ascending; their places follow those of all others */
	size_t n_far;
};

/* For qsort and bsearch of `far`. */
int skops_forest_compare_features (const void *a, const void *b);

/* What one thread lays out trees with. */
struct skops_forest_layer {
	int32_t *depths;     /* [nodes of the largest tree] */
	double *rows;        /* [n_rows, width]: the different rows of values that it met, mostly */
	size_t n_rows, room;
	uint32_t *recent;    /* by a row's hash: the last one's number + 1 */
	struct skops_error err;
	size_t tree;         /* that err is about */
};

/* False without memory; to be ended also then. */
bool skops_forest_layer_start (struct skops_forest_layer *layer, size_t largest);
void skops_forest_layer_end (struct skops_forest_layer *layer);

/* A tree's nodes level by level, from trees[t].root on; its depth; its sets of categories from `bitset` on. Each node is met once, behind its parent, or the tree is refused: so no walk
 * leaves it, or goes round in it. Leaves have numbers of layer->rows. `places` has all features that are used and in range.
 * Several threads may lay out other trees of the forest, each with a layer of its own. */
enum skops_status skops_forest_lay_out (struct skops_forest_layer *layer, struct skops_forest *forest, const struct skops_forest_places *places, size_t t,
                                        const struct skops_tree_source *source, size_t bitset);

/* Adds `first` to the row that each leaf of a tree answers. */
void skops_forest_shift_rows (struct skops_forest *forest, size_t t, uint32_t nodes, uint32_t first);

#endif
