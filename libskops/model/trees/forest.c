/* SPDX-License-Identifier: BSD-3-Clause */
/* Building a forest: every tree is copied, checked in the copy, and laid out level by level, so that a walk goes through few cache lines. */
#include "model/trees/forest.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/hash.h"
#include "model/frame.h"
#include "model/trees/tree_check.h"

enum { RECENT_BITS = 10, RECENT = 1 << RECENT_BITS, FEW_FEATURES = 1 << 16 };

/* What is needed while a forest grows. */
struct growth {
	struct skops_call *call;
	struct skops_arena *arena;
	struct skops_forest *forest;
	size_t nodes, leaves, bitsets; /* of all trees */
	size_t largest;                /* tree, in nodes */
	int32_t *left, *right, *feature; /* [nodes]: the copies that are checked; then `feature` becomes an index of `seen` */
	int32_t *seen, *place;         /* [leaves]: the features that are used, as they were found; their places in order */
	const double **rows;           /* [leaves]: the different rows of values found so far */
	size_t n_rows;
	uint32_t recent[RECENT];       /* by a hash that costs little: a row's number + 1 */
	struct skops_map *map;         /* first of features; then of rows, to find equal ones; NULL for single values, where it would not pay */
};

/* Adds up what the trees hold; the layouts need every number of nodes, and of bitsets, in 31 bits. */
static enum skops_status measure (struct growth *growth, const struct skops_tree_source *trees, size_t count)
{
	for (size_t t = 0; t < count; t++) {
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

static enum skops_status no_memory_for (struct growth *growth)
{
	return skops_fail (growth->call, SKOPS_NO_MEMORY, "no memory for a forest of %zu nodes", growth->nodes);
}

/* Trees of several groups are told by their place in their own. */
static enum skops_status refuse_tree (struct growth *growth, size_t t, const struct skops_error *err)
{
	size_t each = growth->forest->count / growth->forest->groups;

	if (growth->forest->groups > 1)
		return skops_fail (growth->call, err->status, "tree %zu of group %zu: %s", t % each, t / each, err->message);
	return skops_fail (growth->call, err->status, "tree %zu: %s", t, err->message);
}

/* Copies the trees and checks the copies. */
static enum skops_status copy (struct growth *growth, const struct skops_tree_source *trees)
{
	struct skops_forest *forest = growth->forest;
	size_t root = 0;

	forest->trees = skops_arena_alloc (growth->arena, forest->count, sizeof *forest->trees);
	growth->left = malloc ((growth->nodes + 1) * sizeof *growth->left);
	growth->right = malloc ((growth->nodes + 1) * sizeof *growth->right);
	growth->feature = malloc ((growth->nodes + 1) * sizeof *growth->feature);
	if (!forest->trees || !growth->left || !growth->right || !growth->feature)
		return no_memory_for (growth);
	for (size_t t = 0; t < forest->count; t++) {
		size_t nodes = (size_t) trees[t].nodes;
		struct skops_error err = { 0 };
		int64_t depth;

		memcpy (growth->left + root, trees[t].left, nodes * sizeof *growth->left);
		memcpy (growth->right + root, trees[t].right, nodes * sizeof *growth->right);
		memcpy (growth->feature + root, trees[t].feature, nodes * sizeof *growth->feature);
		if (skops_tree_check (&err, growth->arena, trees[t].nodes, growth->left + root, growth->right + root, growth->feature + root, (int64_t) forest->features, &depth))
			return refuse_tree (growth, t, &err);
		forest->trees[t] = (struct skops_forest_tree) { .root = root, .depth = (uint32_t) depth };
		root += nodes;
	}
	return SKOPS_OK;
}

static int compare_features (const void *a, const void *b)
{
	int32_t left = *(const int32_t *) a, right = *(const int32_t *) b;

	return (left > right) - (left < right);
}

/* Finds the features that are used: their number in the file says nothing about how many they are, so that only the first ones have a slot each. */
static enum skops_status find_features (struct growth *growth)
{
	struct skops_forest *forest = growth->forest;
	int32_t few = forest->features < FEW_FEATURES ? (int32_t) forest->features : FEW_FEATURES;
	uintptr_t *slot, *slots = calloc ((size_t) few + 1, sizeof *slots); /* place in `seen` + 1 */

	growth->seen = malloc ((growth->leaves + 1) * sizeof *growth->seen);
	growth->place = malloc ((growth->leaves + 1) * sizeof *growth->place);
	growth->map = skops_map_new (0);
	if (!slots || !growth->seen || !growth->place || !growth->map) {
		free (slots);
		return no_memory_for (growth);
	}
	for (size_t i = 0; i < growth->nodes; i++) {
		int32_t feature = growth->feature[i];
		bool is_new;

		if (growth->left[i] == -1)
			continue;
		growth->seen[forest->n_used] = feature;
		if (feature < few) {
			slot = &slots[feature];
		} else if (!skops_map_add (growth->map, &growth->seen[forest->n_used], sizeof *growth->seen, &slot, &is_new)) {
			free (slots);
			return no_memory_for (growth);
		} else if (is_new) {
			*slot = 0;
		}
		if (!*slot)
			*slot = ++forest->n_used;
		growth->feature[i] = (int32_t) (*slot - 1);
	}
	free (slots);
	skops_map_free (growth->map);
	growth->map = NULL;
	forest->used = skops_arena_alloc (growth->arena, forest->n_used, sizeof *forest->used);
	if (!forest->used)
		return no_memory_for (growth);
	memcpy (forest->used, growth->seen, forest->n_used * sizeof *forest->used);
	qsort (forest->used, forest->n_used, sizeof *forest->used, compare_features);
	for (size_t i = 0; i < forest->n_used; i++) {
		const int32_t *found = bsearch (&growth->seen[i], forest->used, forest->n_used, sizeof *forest->used, compare_features);
		growth->place[i] = (int32_t) (found - forest->used);
	}
	return SKOPS_OK;
}

static enum skops_status allocate (struct growth *growth, bool categories, const struct skops_forest_options *options)
{
	struct skops_forest *forest = growth->forest;

	if (forest->n_used >= UINT32_MAX / SKOPS_FOREST_LANES)
		return skops_fail (growth->call, SKOPS_UNSUPPORTED, "a forest that uses %zu features", forest->n_used);
	forest->number = skops_arena_alloc (growth->arena, growth->nodes, sizeof *forest->number);
	if (forest->compare == SKOPS_COMPARE_F4 && !categories && growth->largest <= UINT16_MAX + 1 && forest->n_used < (UINT16_MAX + 1) / SKOPS_FOREST_LANES)
		forest->narrow = skops_arena_alloc (growth->arena, growth->nodes, sizeof *forest->narrow);
	else
		forest->wide = skops_arena_alloc (growth->arena, growth->nodes, sizeof *forest->wide);
	growth->rows = malloc ((growth->leaves + 1) * sizeof *growth->rows);
	if (forest->width > 1)
		growth->map = skops_map_new (0);
	if (categories) {
		forest->category = skops_arena_alloc (growth->arena, growth->nodes, sizeof *forest->category);
		forest->bitsets = skops_arena_alloc (growth->arena, growth->bitsets, sizeof *forest->bitsets);
		if (options->known)
			forest->known = skops_arena_alloc (growth->arena, forest->n_used, sizeof *forest->known);
	}
	if (!forest->number || (!forest->narrow && !forest->wide) || !growth->rows || (!growth->map && forest->width > 1) ||
	    (categories && (!forest->category || !forest->bitsets || (options->known && !forest->known))))
		return no_memory_for (growth);
	for (size_t i = 0; forest->known && i < forest->n_used; i++)
		memcpy (forest->known[i], options->known + 8 * (size_t) forest->used[i], sizeof *forest->known);
	return SKOPS_OK;
}

/* Most rows are among a few: leaves of one class. */
static uint32_t *recent_row (struct growth *growth, const double *row)
{
	uint64_t bits, hash = 0;

	for (size_t i = 0; i < growth->forest->width; i++) {
		memcpy (&bits, &row[i], sizeof bits);
		hash = (hash ^ bits) * UINT64_C (0x9e3779b97f4a7c15);
	}
	return &growth->recent[hash >> (64 - RECENT_BITS)];
}

/* The number of a leaf's row of values: one for all equal rows. */
static enum skops_status share_row (struct growth *growth, const double *row, uint32_t *number)
{
	size_t size = growth->forest->width * sizeof *row;
	uintptr_t *slot;
	bool is_new = true;

	if (growth->map) {
		uint32_t *recent = recent_row (growth, row);
		if (*recent && !memcmp (growth->rows[*recent - 1], row, size)) {
			*number = *recent - 1;
			return SKOPS_OK;
		}
		if (!skops_map_add (growth->map, row, size, &slot, &is_new))
			return no_memory_for (growth);
		if (is_new)
			*slot = growth->n_rows;
		*number = (uint32_t) *slot;
		*recent = *number + 1;
	} else {
		*number = (uint32_t) growth->n_rows;
	}
	if (is_new)
		growth->rows[growth->n_rows++] = row;
	return SKOPS_OK;
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
		forest->narrow[at] = (struct skops_node_narrow) { skops_key_narrow (skops_largest_float (threshold)), (uint16_t) child, (uint16_t) feature };
	else
		forest->wide[at] = (struct skops_node_wide) { skops_key_wide (threshold), child, feature };
}

static enum skops_status lay_out (struct growth *growth, size_t t, const struct skops_tree_source *source, size_t bitset)
{
	struct skops_forest *forest = growth->forest;
	size_t root = forest->trees[t].root;
	const int32_t *left = growth->left + root, *right = growth->right + root, *feature = growth->feature + root;
	int32_t *number = forest->number + root; /* also the queue of the level order */
	uint32_t next = 1, row = 0;

	number[0] = 0;
	for (uint32_t i = 0; i < (uint32_t) source->nodes; i++) {
		int32_t node = number[i], category = -1;
		double threshold;

		if (left[node] == -1) {
			if (share_row (growth, source->values + (size_t) node * forest->width, &row))
				return SKOPS_NO_MEMORY;
			set_leaf (forest, root + i, i, row);
		} else {
			struct skops_error err = { 0 };
			if (skops_split_check (&err, source, node, &category, &threshold))
				return refuse_tree (growth, t, &err);
			set_inner (forest, root + i, threshold, next, (uint32_t) growth->place[feature[node]], source->missing_left && source->missing_left[node]);
			number[next++] = left[node];
			number[next++] = right[node];
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
	size_t bitset = 0;
	bool categories = false;
	enum skops_status status = measure (growth, trees, forest->count);

	for (size_t t = 0; t < forest->count; t++)
		categories |= trees[t].category && trees[t].n_bitsets;
	if (!status)
		status = copy (growth, trees);
	if (!status)
		status = find_features (growth);
	if (!status)
		status = allocate (growth, categories, options);
	for (size_t t = 0; t < forest->count && !status; t++) {
		status = lay_out (growth, t, &trees[t], bitset);
		bitset += (size_t) trees[t].n_bitsets;
	}
	if (status)
		return status;
	forest->values = skops_arena_alloc (growth->arena, growth->n_rows, forest->width * sizeof *forest->values);
	if (!forest->values)
		return no_memory_for (growth);
	for (size_t r = 0; r < growth->n_rows; r++)
		memcpy (forest->values + r * forest->width, growth->rows[r], forest->width * sizeof *forest->values);
	return SKOPS_OK;
}

const struct skops_forest *skops_host_forest_new (struct skops_call *call, const struct skops_tree_source *trees, size_t count, const struct skops_forest_options *options)
{
	struct growth growth = { .call = call, .arena = skops_frame_of (call)->arena };
	struct skops_error err = { 0 };
	enum skops_status status;
	bool no_memory = false;

	if (skops_trees_check (&err, trees, count, options)) {
		skops_fail (call, err.status, "%s", err.message);
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
	growth.forest->groups = options->groups ? (size_t) options->groups : 1;
	status = grow (&growth, trees, options);
	if (!status) {
		growth.forest->bits = skops_bits_new (growth.arena, trees, count, options, &no_memory);
		status = no_memory ? no_memory_for (&growth) : SKOPS_OK;
	}
	free (growth.left);
	free (growth.right);
	free (growth.feature);
	free (growth.seen);
	free (growth.place);
	free (growth.rows);
	skops_map_free (growth.map);
	return status ? NULL : growth.forest;
}
