/* SPDX-License-Identifier: BSD-3-Clause */
/* Building a forest: every tree is copied, then checked in the copy, and laid out level by level, so that a walk goes through few cache lines. */
#include "model/trees/forest.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/hash.h"
#include "model/frame.h"
#include "model/trees/tree_check.h"

/* What is needed while a forest grows. */
struct growth {
	struct skops_call *call;
	struct skops_arena *arena;
	struct skops_forest *forest;
	size_t nodes, leaves, bitsets; /* of all trees */
	size_t largest;                /* tree, in nodes */
	int32_t *left, *right, *feature; /* [largest]: the tree in work */
	const double **rows;           /* [leaves]: the different rows of values found so far */
	size_t n_rows;
	struct skops_map *map;         /* of rows, to find equal ones; NULL for single values, where it would not pay */
};

/* Adds up what the trees hold; the layouts need every number of nodes, and of bitsets, in 31 bits. */
static enum skops_status measure (struct growth *growth, const struct skops_tree_source *trees, size_t count)
{
	for (size_t t = 0; t < count; t++) {
		if (trees[t].nodes < 1 || trees[t].nodes > INT32_MAX || trees[t].n_bitsets < 0 || trees[t].n_bitsets > INT32_MAX)
			return skops_fail (growth->call, SKOPS_BAD_FILE, "tree %zu has %lld nodes and %lld sets of categories", t, (long long) trees[t].nodes, (long long) trees[t].n_bitsets);
		growth->nodes += (size_t) trees[t].nodes;
		growth->leaves += ((size_t) trees[t].nodes + 1) / 2;
		growth->bitsets += (size_t) trees[t].n_bitsets;
		if (growth->largest < (size_t) trees[t].nodes)
			growth->largest = (size_t) trees[t].nodes;
		if (growth->nodes > UINT32_MAX || growth->bitsets > INT32_MAX)
			return skops_fail (growth->call, SKOPS_UNSUPPORTED, "a forest of more than 4,294,967,295 nodes");
	}
	return SKOPS_OK;
}

static unsigned bits_for (size_t count)
{
	unsigned bits = 0;

	while ((count - 1) >> bits)
		bits++;
	return bits;
}

static bool allocate (struct growth *growth, bool categories, const struct skops_forest_options *options)
{
	struct skops_forest *forest = growth->forest;
	unsigned bits = bits_for (forest->features ? forest->features : 1);

	forest->shift = bits + 1;
	forest->trees = skops_arena_alloc (growth->arena, forest->count, sizeof *forest->trees);
	forest->leaf = skops_arena_alloc (growth->arena, growth->nodes, sizeof *forest->leaf);
	forest->number = skops_arena_alloc (growth->arena, growth->nodes, sizeof *forest->number);
	if (forest->compare == SKOPS_COMPARE_F4 && !categories && forest->shift < 32 && forest->shift + bits_for (growth->largest ? growth->largest : 1) <= 32)
		forest->narrow = skops_arena_alloc (growth->arena, growth->nodes, sizeof *forest->narrow);
	else
		forest->wide = skops_arena_alloc (growth->arena, growth->nodes, sizeof *forest->wide);
	if (categories) {
		forest->category = skops_arena_alloc (growth->arena, growth->nodes, sizeof *forest->category);
		forest->bitsets = skops_arena_alloc (growth->arena, growth->bitsets, sizeof *forest->bitsets);
		if (!forest->category || !forest->bitsets)
			return false;
		if (options->known) {
			forest->known = skops_arena_alloc (growth->arena, forest->features, sizeof *forest->known);
			if (!forest->known)
				return false;
			memcpy (forest->known, options->known, forest->features * sizeof *forest->known);
		}
	}
	if (!forest->trees || !forest->leaf || !forest->number || (!forest->narrow && !forest->wide))
		return false;
	growth->left = malloc ((growth->largest + 1) * sizeof *growth->left);
	growth->right = malloc ((growth->largest + 1) * sizeof *growth->right);
	growth->feature = malloc ((growth->largest + 1) * sizeof *growth->feature);
	growth->rows = malloc ((growth->leaves + 1) * sizeof *growth->rows);
	if (forest->width > 1)
		growth->map = skops_map_new (0);
	return growth->left && growth->right && growth->feature && growth->rows && (growth->map || forest->width == 1);
}

/* The number of a leaf's row of values: one for all equal rows. */
static enum skops_status share_row (struct growth *growth, const double *row, uint32_t *number)
{
	uintptr_t *slot;
	bool is_new = true;

	if (growth->map) {
		if (!skops_map_add (growth->map, row, growth->forest->width * sizeof *row, &slot, &is_new))
			return skops_fail (growth->call, SKOPS_NO_MEMORY, "no memory for the leaves of a forest");
		if (is_new)
			*slot = growth->n_rows;
		*number = (uint32_t) *slot;
	} else {
		*number = (uint32_t) growth->n_rows;
	}
	if (is_new)
		growth->rows[growth->n_rows++] = row;
	return SKOPS_OK;
}

static float largest_float (double threshold)
{
	float rounded = (float) threshold;

	return (double) rounded > threshold ? nextafterf (rounded, -INFINITY) : rounded;
}

static void set_node (struct skops_forest *forest, size_t at, double threshold, uint32_t child, uint32_t feature, bool missing_right)
{
	if (forest->narrow)
		forest->narrow[at] = (struct skops_node_narrow) { largest_float (threshold), child << forest->shift | (uint32_t) missing_right << (forest->shift - 1) | feature };
	else
		forest->wide[at] = (struct skops_node_wide) { threshold, child, (uint32_t) missing_right << 31 | feature };
}

static enum skops_status add_tree (struct growth *growth, size_t t, const struct skops_tree_source *source, size_t root, size_t bitset)
{
	struct skops_forest *forest = growth->forest;
	size_t nodes = (size_t) source->nodes;
	int32_t *number = forest->number + root; /* also the queue of the level order */
	uint32_t next = 1;
	int64_t depth;
	struct skops_error err = { 0 };

	memcpy (growth->left, source->left, nodes * sizeof *growth->left);
	memcpy (growth->right, source->right, nodes * sizeof *growth->right);
	memcpy (growth->feature, source->feature, nodes * sizeof *growth->feature);
	if (skops_tree_check (&err, growth->arena, source->nodes, growth->left, growth->right, growth->feature, (int64_t) forest->features, &depth))
		return skops_fail (growth->call, err.status, "tree %zu: %s", t, err.message);
	forest->trees[t] = (struct skops_forest_tree) { .root = root, .depth = (uint32_t) depth };
	number[0] = 0;
	for (uint32_t i = 0; i < nodes; i++) {
		int32_t file = number[i], category = -1;
		double threshold = INFINITY;

		if (growth->left[file] == -1) {
			set_node (forest, root + i, INFINITY, i, 0, false);
			if (share_row (growth, source->values + (size_t) file * forest->width, &forest->leaf[root + i]))
				return SKOPS_NO_MEMORY;
		} else {
			if (source->category)
				category = source->category[file];
			if (category < -1 || category >= source->n_bitsets)
				return skops_fail (growth->call, SKOPS_BAD_FILE, "tree %zu: node %d has the set of categories %d of %lld", t, (int) file, (int) category, (long long) source->n_bitsets);
			if (category == -1)
				threshold = source->threshold[file];
			if (isnan (threshold))
				return skops_fail (growth->call, SKOPS_BAD_FILE, "tree %zu: the threshold of node %d is not a number", t, (int) file);
			set_node (forest, root + i, threshold, next, (uint32_t) growth->feature[file], !source->missing_left || !source->missing_left[file]);
			number[next++] = growth->left[file];
			number[next++] = growth->right[file];
		}
		if (forest->category)
			forest->category[root + i] = category == -1 ? -1 : category + (int32_t) bitset;
	}
	if (forest->category && source->n_bitsets)
		memcpy (forest->bitsets + bitset, source->bitsets, (size_t) source->n_bitsets * sizeof *forest->bitsets);
	return SKOPS_OK;
}

static enum skops_status grow (struct growth *growth, const struct skops_tree_source *trees, const struct skops_forest_options *options)
{
	struct skops_forest *forest = growth->forest;
	size_t root = 0, bitset = 0;
	bool categories = false;
	enum skops_status status = measure (growth, trees, forest->count);

	for (size_t t = 0; t < forest->count; t++)
		categories |= trees[t].category && trees[t].n_bitsets;
	if (!status && !allocate (growth, categories, options))
		status = skops_fail (growth->call, SKOPS_NO_MEMORY, "no memory for a forest of %zu nodes", growth->nodes);
	for (size_t t = 0; t < forest->count && !status; t++) {
		status = add_tree (growth, t, &trees[t], root, bitset);
		root += (size_t) trees[t].nodes;
		bitset += (size_t) trees[t].n_bitsets;
	}
	if (status)
		return status;
	forest->values = skops_arena_alloc (growth->arena, growth->n_rows, forest->width * sizeof *forest->values);
	if (!forest->values)
		return skops_fail (growth->call, SKOPS_NO_MEMORY, "no memory for the leaves of a forest");
	for (size_t r = 0; r < growth->n_rows; r++)
		memcpy (forest->values + r * forest->width, growth->rows[r], forest->width * sizeof *forest->values);
	return SKOPS_OK;
}

const struct skops_forest *skops_host_forest_new (struct skops_call *call, const struct skops_tree_source *trees, size_t count, const struct skops_forest_options *options)
{
	struct growth growth = { .call = call, .arena = skops_frame_of (call)->arena };
	enum skops_status status;

	if (options->size < sizeof *options || options->compare > SKOPS_COMPARE_F8 || options->features < 0 || options->features > INT32_MAX ||
	    options->width < 1 || options->width > INT32_MAX) {
		skops_fail (call, SKOPS_MISUSE, "a forest of %lld features and %lld values", (long long) options->features, (long long) options->width);
		return NULL;
	}
	growth.forest = skops_arena_alloc (growth.arena, 1, sizeof *growth.forest);
	if (!growth.forest) {
		skops_fail (call, SKOPS_NO_MEMORY, "no memory for a forest");
		return NULL;
	}
	growth.forest->compare = (enum skops_compare) options->compare;
	growth.forest->features = (size_t) options->features;
	growth.forest->width = (size_t) options->width;
	growth.forest->count = count;
	status = grow (&growth, trees, options);
	free (growth.left);
	free (growth.right);
	free (growth.feature);
	free (growth.rows);
	skops_map_free (growth.map);
	return status ? NULL : growth.forest;
}
