/* SPDX-License-Identifier: BSD-3-Clause */
/* Building a forest: the features that its trees use, then the trees, by several threads where they are many. */
#include "model/trees/forest.h"

#include <stdlib.h>
#include <string.h>

#include "model/blocks.h"
#include "model/builder.h"
#include "model/frame.h"
#include "model/trees/forest_layout.h"
#include "model/trees/tree_check.h"

enum { FEW_FEATURES = 1 << 16, THREADS = 4, RUN = 4 /* trees at once */, WORTH_A_THREAD = 1 << 15 /* nodes */, WORTH_A_HEAD = 64 /* nodes of a tree */ };
enum { NARROW_FEATURES = (UINT16_MAX + 1) / SKOPS_FOREST_LANES, NODES_OF_A_FEATURE = 64 };

/* What is needed while a forest grows. */
struct growth {
	struct skops_call *call;
	struct skops_arena *arena;
	struct skops_forest *forest;
	const struct skops_tree_source *trees;
	size_t nodes, bitsets; /* of all trees */
	size_t largest;        /* tree, in nodes */
	struct skops_forest_places places;
	size_t *first_bitset;  /* [trees] */
	uint8_t *by;           /* [trees]: the thread that laid it out */
	unsigned threads;
	struct skops_forest_layer *layers; /* [threads] */
};

/* Adds up what the trees hold; the layouts need the number of nodes in 32 bits, that of bitsets in 31. */
static enum skops_status measure (struct growth *growth)
{
	const struct skops_tree_source *trees = growth->trees;

	for (size_t t = 0; t < growth->forest->count; t++) {
		growth->nodes += (size_t) trees[t].nodes;
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

/* Notes the features that a tree uses. */
static enum skops_status mark_features (struct growth *growth, size_t t)
{
	const struct skops_tree_source *tree = &growth->trees[t];
	struct skops_forest_places *places = &growth->places;
	struct skops_error err = { 0 };

	for (int64_t i = 0; i < tree->nodes; i++) {
		if (tree->left[i] == -1)
			continue;
		if (!skops_feature_fits (tree->feature[i], (int64_t) growth->forest->features)) {
			skops_feature_refuse (&err, i, tree->feature[i], (int64_t) growth->forest->features);
			return refuse_tree (growth, t, &err);
		}
		if ((size_t) tree->feature[i] < places->few)
			places->near[tree->feature[i]] = 1;
		else
			places->far[places->n_far++] = tree->feature[i];
	}
	return SKOPS_OK;
}

/* Whether nodes are so many that hardly a feature is left out: to look is not worth it then. */
static bool takes_all (const struct growth *growth)
{
	return growth->forest->features < NARROW_FEATURES && growth->nodes / NODES_OF_A_FEATURE >= growth->forest->features;
}

/* Finds the features that are used: their number in the file says nothing about how many they are, so that only the first ones have a slot each. */
static enum skops_status find_features (struct growth *growth)
{
	struct skops_forest *forest = growth->forest;
	struct skops_forest_places *places = &growth->places;
	size_t all = 0, unique = 0;

	places->few = forest->features < FEW_FEATURES ? forest->features : FEW_FEATURES;
	places->near = calloc (places->few + 1, sizeof *places->near);
	places->far = malloc ((places->few < forest->features ? growth->nodes : 1) * sizeof *places->far);
	if (!places->near || !places->far)
		return no_memory_for (growth);
	if (takes_all (growth))
		for (size_t f = 0; f < places->few; f++)
			places->near[f] = 1;
	else
		for (size_t t = 0; t < forest->count; t++)
			if (mark_features (growth, t))
				return SKOPS_BAD_FILE;
	qsort (places->far, places->n_far, sizeof *places->far, skops_forest_compare_features);
	for (size_t i = 0; i < places->n_far; i++)
		if (!i || places->far[i] != places->far[i - 1])
			places->far[unique++] = places->far[i];
	places->n_far = unique;
	for (size_t f = 0; f < places->few; f++)
		all += places->near[f];
	forest->used = skops_arena_alloc (growth->arena, all + unique, sizeof *forest->used);
	if (!forest->used)
		return no_memory_for (growth);
	for (size_t f = 0; f < places->few; f++)
		if (places->near[f]) {
			forest->used[forest->n_used++] = (int32_t) f;
			places->near[f] = (uint32_t) forest->n_used;
		}
	for (size_t i = 0; i < unique; i++)
		forest->used[forest->n_used++] = places->far[i];
	return SKOPS_OK;
}

static enum skops_status allocate (struct growth *growth, bool categories, const struct skops_forest_options *options)
{
	struct skops_forest *forest = growth->forest;

	if (forest->n_used >= UINT32_MAX / SKOPS_FOREST_LANES)
		return skops_fail (growth->call, SKOPS_UNSUPPORTED, "a forest that uses %zu features", forest->n_used);
	forest->trees = skops_arena_alloc (growth->arena, forest->count, sizeof *forest->trees);
	forest->number = skops_arena_scratch (growth->arena, growth->nodes, sizeof *forest->number);
	if (forest->compare == SKOPS_COMPARE_F4 && !categories && growth->largest <= UINT16_MAX + 1 && forest->n_used < NARROW_FEATURES)
		forest->narrow = skops_arena_scratch (growth->arena, growth->nodes, sizeof *forest->narrow);
	else
		forest->wide = skops_arena_scratch (growth->arena, growth->nodes, sizeof *forest->wide);
	growth->first_bitset = calloc (forest->count + 1, sizeof *growth->first_bitset);
	growth->by = calloc (forest->count + 1, sizeof *growth->by);
	if (categories) {
		forest->category = skops_arena_alloc (growth->arena, growth->nodes, sizeof *forest->category);
		forest->bitsets = skops_arena_alloc (growth->arena, growth->bitsets, sizeof *forest->bitsets);
		if (options->known)
			forest->known = skops_arena_alloc (growth->arena, forest->n_used, sizeof *forest->known);
	}
	if (!forest->trees || !forest->number || (!forest->narrow && !forest->wide) || !growth->first_bitset || !growth->by ||
	    (categories && (!forest->category || !forest->bitsets || (options->known && !forest->known))))
		return no_memory_for (growth);
	for (size_t i = 0; forest->known && i < forest->n_used; i++)
		memcpy (forest->known[i], options->known + 8 * (size_t) forest->used[i], sizeof *forest->known);
	return SKOPS_OK;
}

static enum skops_status work (void *data, unsigned thread, size_t number)
{
	struct growth *growth = data;
	struct skops_forest_layer *layer = &growth->layers[thread];
	size_t end = (number + 1) * RUN < growth->forest->count ? (number + 1) * RUN : growth->forest->count;

	for (size_t t = number * RUN; t < end; t++) {
		growth->by[t] = (uint8_t) thread;
		if (skops_forest_lay_out (layer, growth->forest, &growth->places, t, &growth->trees[t], growth->first_bitset[t]))
			return layer->err.status;
	}
	return SKOPS_OK;
}

/* Gives all trees their places, and lays them out. */
static enum skops_status lay_out (struct growth *growth, struct skops_pool *pool)
{
	struct skops_forest *forest = growth->forest;
	size_t root = 0, bitset = 0, runs = (forest->count + RUN - 1) / RUN;
	unsigned failed = 0;

	for (size_t t = 0; t < forest->count; t++) {
		forest->trees[t].root = root;
		growth->first_bitset[t] = bitset;
		root += (size_t) growth->trees[t].nodes;
		bitset += (size_t) growth->trees[t].n_bitsets;
	}
	growth->threads = pool && growth->nodes >= WORTH_A_THREAD ? skops_pool_threads (0) : 1;
	if (growth->threads > THREADS)
		growth->threads = THREADS;
	growth->layers = calloc (growth->threads, sizeof *growth->layers);
	if (!growth->layers)
		return no_memory_for (growth);
	for (unsigned i = 0; i < growth->threads; i++)
		if (!skops_forest_layer_start (&growth->layers[i], growth->largest))
			return no_memory_for (growth);
	if (!skops_blocks_fail (pool, growth->threads, runs, work, growth, &failed))
		return SKOPS_OK;
	if (growth->layers[failed].err.status == SKOPS_NO_MEMORY)
		return no_memory_for (growth);
	return refuse_tree (growth, growth->layers[failed].tree, &growth->layers[failed].err);
}

/* The rows of values that each thread found, one thread's behind another's. */
static enum skops_status join_rows (struct growth *growth)
{
	struct skops_forest *forest = growth->forest;
	size_t first[THREADS] = { 0 }, all = 0;

	for (unsigned i = 0; i < growth->threads; i++) {
		first[i] = all;
		all += growth->layers[i].n_rows;
	}
	forest->values = skops_arena_scratch (growth->arena, all, forest->width * sizeof *forest->values);
	if (!forest->values)
		return no_memory_for (growth);
	for (unsigned i = 0; i < growth->threads; i++)
		if (growth->layers[i].n_rows)
			memcpy (forest->values + first[i] * forest->width, growth->layers[i].rows, growth->layers[i].n_rows * forest->width * sizeof *forest->values);
	for (size_t t = 0; t < forest->count; t++)
		if (first[growth->by[t]])
			skops_forest_shift_rows (forest, t, (uint32_t) growth->trees[t].nodes, (uint32_t) first[growth->by[t]]);
	return SKOPS_OK;
}

static enum skops_status grow (struct growth *growth, const struct skops_forest_options *options)
{
	const struct skops_builder *builder = skops_frame_of (growth->call)->builder;
	bool categories = false;
	enum skops_status status = measure (growth);

	for (size_t t = 0; t < growth->forest->count; t++)
		categories |= growth->trees[t].category && growth->trees[t].n_bitsets;
	if (!status)
		status = find_features (growth);
	if (!status)
		status = allocate (growth, categories, options);
	if (!status)
		status = lay_out (growth, builder ? builder->pool : NULL);
	return status ? status : join_rows (growth);
}

/* Where a row takes so many steps that it pays to do the first ones for many rows at once. */
static enum skops_status add_heads (struct growth *growth)
{
	struct skops_forest *forest = growth->forest;

	forest->leave_head = skops_head_kernel_for (skops_simd_widest ());
	if (!forest->narrow || !forest->leave_head || growth->nodes / WORTH_A_HEAD < forest->count)
		return SKOPS_OK;
	forest->heads = skops_heads_new (growth->arena, forest);
	return forest->heads ? SKOPS_OK : no_memory_for (growth);
}

static void end (struct growth *growth)
{
	for (unsigned i = 0; growth->layers && i < growth->threads; i++)
		skops_forest_layer_end (&growth->layers[i]);
	free (growth->layers);
	free (growth->first_bitset);
	free (growth->by);
	free (growth->places.near);
	free (growth->places.far);
}

const struct skops_forest *skops_host_forest_new (struct skops_call *call, const struct skops_tree_source *trees, size_t count, const struct skops_forest_options *options)
{
	struct growth growth = { .call = call, .arena = skops_frame_of (call)->arena, .trees = trees };
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
	status = grow (&growth, options);
	if (!status)
		status = add_heads (&growth);
	if (!status) {
		growth.forest->bits = skops_bits_new (growth.arena, trees, count, options, &no_memory);
		status = no_memory ? no_memory_for (&growth) : SKOPS_OK;
	}
	end (&growth);
	return status ? NULL : growth.forest;
}
