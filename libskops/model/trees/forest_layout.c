/* SPDX-License-Identifier: BSD-3-Clause */
#include "model/trees/forest_layout.h"

#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "model/trees/tree_check.h"

enum { RECENT = 1 << 13, FIRST_ROOM = 256, AHEAD = 16 /* nodes */ };

int skops_forest_compare_features (const void *a, const void *b)
{
	int32_t left = *(const int32_t *) a, right = *(const int32_t *) b;

	return (left > right) - (left < right);
}

bool skops_forest_layer_start (struct skops_forest_layer *layer, size_t largest)
{
	layer->depths = malloc ((largest + 1) * sizeof *layer->depths);
	layer->recent = calloc (RECENT, sizeof *layer->recent);
	return layer->depths && layer->recent;
}

void skops_forest_layer_end (struct skops_forest_layer *layer)
{
	free (layer->depths);
	free (layer->recent);
	free (layer->rows);
}

static uint32_t place_of (const struct skops_forest *forest, const struct skops_forest_places *places, int32_t feature)
{
	const int32_t *found;

	if ((size_t) feature < places->few)
		return places->near[feature] - 1;
	found = bsearch (&feature, places->far, places->n_far, sizeof feature, skops_forest_compare_features);
	return (uint32_t) (forest->n_used - places->n_far + (size_t) (found - places->far));
}

/* Room for one more row; false without memory. */
static bool make_room (struct skops_forest_layer *layer, size_t width)
{
	size_t room = layer->room ? 2 * layer->room : FIRST_ROOM, bytes;
	double *rows;

	if (layer->n_rows < layer->room)
		return true;
	rows = skops_multiply_overflows (room, width * sizeof *rows, &bytes) ? NULL : realloc (layer->rows, bytes);
	if (!rows)
		return false;
	layer->rows = rows;
	layer->room = room;
	return true;
}

/* The number of a leaf's row of values. Equal rows share one, mostly: many leaves are of one class. Single numbers seldom repeat. */
static bool share_row (struct skops_forest_layer *layer, size_t width, const double *row, uint32_t *number)
{
	uint64_t bits, hash = 0;
	uint32_t *recent = NULL;

	if (width > 1) {
		for (size_t i = 0; i < width; i++) {
			memcpy (&bits, &row[i], sizeof bits);
			hash = (hash ^ bits) * UINT64_C (0x9e3779b97f4a7c15);
			hash ^= hash >> 32;
		}
		recent = &layer->recent[hash % RECENT];
		*number = *recent - 1;
		if (*recent && !memcmp (layer->rows + *number * width, row, width * sizeof *row))
			return true;
	}
	if (!make_room (layer, width))
		return false;
	memcpy (layer->rows + layer->n_rows * width, row, width * sizeof *row);
	*number = (uint32_t) layer->n_rows++;
	if (recent)
		*recent = *number + 1;
	return true;
}

static void set_leaf (struct skops_forest *forest, size_t at, uint32_t self, uint32_t row)
{
	uint32_t feature = (uint32_t) forest->n_used * SKOPS_FOREST_LANES;

	if (forest->narrow)
		forest->narrow[at] = (struct skops_node_narrow) { row, (uint16_t) self, (uint16_t) feature };
	else
		forest->wide[at] = (struct skops_node_wide) { row, self, feature };
}

static void set_inner (struct skops_forest *forest, size_t at, double threshold, uint32_t child, uint32_t feature, bool missing_left)
{
	feature = feature * SKOPS_FOREST_LANES | (missing_left ? SKOPS_FOREST_MISSING_LEFT : 0);
	if (forest->narrow)
		forest->narrow[at] = (struct skops_node_narrow) { skops_key_below (threshold), (uint16_t) child, (uint16_t) feature };
	else
		forest->wide[at] = (struct skops_node_wide) { skops_key_wide (threshold), child, feature };
}

/* What is soon asked of a node: in level order, neighbours come from far apart. */
static void prefetch (const struct skops_tree_source *source, size_t width, size_t node)
{
	__builtin_prefetch (&source->left[node]);
	__builtin_prefetch (&source->right[node]);
	__builtin_prefetch (&source->feature[node]);
	__builtin_prefetch (&source->threshold[node]);
	__builtin_prefetch (source->values + node * width);
}

enum skops_status skops_forest_lay_out (struct skops_forest_layer *layer, struct skops_forest *forest, const struct skops_forest_places *places, size_t t,
                                        const struct skops_tree_source *source, size_t bitset)
{
	struct skops_forest_tree *tree = &forest->trees[t];
	int32_t *number = forest->number + tree->root, *depths = layer->depths; /* number: also the queue of the level order */
	uint32_t next = 1, nodes = (uint32_t) source->nodes, row;

	layer->tree = t;
	memset (depths, 0, nodes * sizeof *depths);
	depths[0] = 1;
	number[0] = 0;
	for (uint32_t i = 0; i < nodes; i++) {
		int32_t node = number[i], left, right, category = -1;
		double threshold;

		if (i == next)
			return skops_tree_orphan (&layer->err, depths);
		if (i + AHEAD < next)
			prefetch (source, forest->width, (size_t) number[i + AHEAD]);
		left = source->left[node];
		right = source->right[node];
		if (!skops_tree_step (node, nodes, left, right, depths))
			return skops_tree_refuse (&layer->err, node, nodes, left, right);
		if (left == -1) {
			tree->depth = (uint32_t) depths[node] - 1; /* the last leaf's is the largest */
			if (!share_row (layer, forest->width, source->values + (size_t) node * forest->width, &row))
				return skops_error_memory (&layer->err);
			set_leaf (forest, tree->root + i, i, row);
		} else {
			if (!skops_feature_fits (source->feature[node], (int64_t) forest->features))
				return skops_feature_refuse (&layer->err, node, source->feature[node], (int64_t) forest->features);
			if (!skops_split_is_sound (source, node, &category, &threshold))
				return skops_split_refuse (&layer->err, source, node);
			set_inner (forest, tree->root + i, threshold, next, place_of (forest, places, source->feature[node]), source->missing_left && source->missing_left[node]);
			number[next++] = left;
			number[next++] = right;
		}
		if (forest->category)
			forest->category[tree->root + i] = category == -1 ? -1 : category + (int32_t) bitset;
	}
	if (forest->category && source->n_bitsets)
		memcpy (forest->bitsets + bitset, source->bitsets, (size_t) source->n_bitsets * sizeof *forest->bitsets);
	return SKOPS_OK;
}

void skops_forest_shift_rows (struct skops_forest *forest, size_t t, uint32_t nodes, uint32_t first)
{
	size_t root = forest->trees[t].root;

	for (uint32_t i = 0; i < nodes; i++) /* a leaf is its own child */
		if (forest->narrow)
			forest->narrow[root + i].key += forest->narrow[root + i].child == i ? first : 0;
		else
			forest->wide[root + i].key += forest->wide[root + i].child == i ? first : 0;
}
