/* SPDX-License-Identifier: BSD-3-Clause */
/* Walking a forest. A walk waits for memory and, where it branches, for branches predicted wrongly, so eight go side by side without a branch: eight rows
 * down one tree, or one row down eight trees where rows are few. Leaves lead to themselves, so that all take as many steps as the deepest needs. */
#include <string.h>

#include "model/frame.h"
#include "model/trees/forest.h"

enum { LANES = SKOPS_FOREST_LANES, MISSING_LEFT = SKOPS_FOREST_MISSING_LEFT, MOST_BUNDLES = 32, TILE_BYTES = 32768 };

/* Eight walks. */
struct walk {
	const struct skops_forest *forest;
	const void *keys;    /* of a bundle of eight rows */
	bool across;         /* one tree, the bundle's rows; else several trees, its first row */
	size_t root[LANES];  /* where the tree starts in the arrays of nodes */
	uint32_t depth;      /* steps to take */
	uint32_t at[LANES];  /* from its root: where each walk starts, then its leaf */
};

#define FEATURE(node) ((uint32_t) (node)->feature & ~(uint32_t) (LANES - 1))
#define RAISE(node) ((uint32_t) (node)->feature & MISSING_LEFT)
#define EACH_LANE(do) do (0) do (1) do (2) do (3) do (4) do (5) do (6) do (7)
#define START_ACROSS(i) uint32_t at##i = walk->at[i], before##i;
#define START_DOWN(i) const NODE *nodes##i = all + walk->root[i]; uint32_t at##i = 0, before##i;
#define STEP(i, nodes, lane) { const NODE *node = (nodes) + at##i; const uint32_t child = node->child; at##i = child + (keys[FEATURE (node) + lane] > node->key); }
#define STEP_RAISED(i, nodes, lane) { const NODE *node = (nodes) + at##i; const uint32_t child = node->child; const KEY raise = RAISE (node); \
                                      at##i = child + ((KEY) (keys[FEATURE (node) + lane] + raise) > (KEY) (node->key + raise)); }
#define ACROSS(i) STEP (i, nodes, i)
#define ACROSS_MISSING(i) STEP_RAISED (i, nodes, i)
#define DOWN(i) STEP (i, nodes##i, 0)
#define DOWN_MISSING(i) STEP_RAISED (i, nodes##i, 0)
#define SAVE(i) before##i = at##i;
#define MOVED(i) | (at##i ^ before##i)
#define FINISH(i) walk->at[i] = at##i;

/* Every fourth step shows whether all have arrived: trees are much deeper in places than most rows go. */
#define WALK(name, START, DO) \
	static void name (struct walk *walk) \
	{ \
		const NODE *all = walk->forest->NODES, *nodes = all + walk->root[0]; \
		const KEY *keys = walk->keys; \
		EACH_LANE (START) \
		for (uint32_t left = walk->depth % 4; left; left--) { \
			EACH_LANE (DO) \
		} \
		for (uint32_t left = walk->depth / 4; left; left--) { \
			EACH_LANE (DO) \
			EACH_LANE (DO) \
			EACH_LANE (DO) \
			EACH_LANE (SAVE) \
			EACH_LANE (DO) \
			if (!(0 EACH_LANE (MOVED))) \
				break; \
		} \
		EACH_LANE (FINISH) \
		(void) nodes; \
	}

#define NODE struct skops_node_narrow
#define NODES narrow
#define KEY uint32_t
WALK (across_narrow, START_ACROSS, ACROSS)
WALK (across_narrow_missing, START_ACROSS, ACROSS_MISSING)
WALK (down_narrow, START_DOWN, DOWN)
WALK (down_narrow_missing, START_DOWN, DOWN_MISSING)
#undef NODE
#undef NODES
#undef KEY

#define NODE struct skops_node_wide
#define NODES wide
#define KEY uint64_t
WALK (across_wide, START_ACROSS, ACROSS)
WALK (across_wide_missing, START_ACROSS, ACROSS_MISSING)
WALK (down_wide, START_DOWN, DOWN)
WALK (down_wide_missing, START_DOWN, DOWN_MISSING)

static bool has_bit (const uint32_t bits[8], uint32_t bit)
{
	return bits[bit / 32] >> bit % 32 & 1;
}

/* Whether a key goes right at a node that splits by category (_predict_one_from_raw_data of scikit-learn's _predictor.pyx). */
static bool category_right (const struct skops_forest *forest, const struct skops_node_wide *node, int32_t set, uint64_t key)
{
	bool missing_right = !(node->feature & MISSING_LEFT);
	uint32_t category;
	double x;

	if (key < skops_key_wide (0) || key >= skops_key_wide (256))
		return missing_right;
	key ^= 1ull << 63;
	memcpy (&x, &key, sizeof x);
	category = (uint32_t) x;
	if (has_bit (forest->bitsets[set], category))
		return false;
	return !forest->known || has_bit (forest->known[node->feature / LANES], category) || missing_right;
}

static void walk_categories (struct walk *walk)
{
	const struct skops_forest *forest = walk->forest;

	for (size_t lane = 0; lane < LANES; lane++) {
		const struct skops_node_wide *nodes = forest->wide + walk->root[lane];
		const int32_t *sets = forest->category + walk->root[lane];
		const uint64_t *keys = (const uint64_t *) walk->keys + (walk->across ? lane : 0);
		uint32_t at = 0;

		for (uint32_t left = walk->depth; left && nodes[at].child != at; left--) {
			const struct skops_node_wide *node = &nodes[at];
			uint64_t key = keys[FEATURE (node)], raise = RAISE (node);

			at = node->child + (sets[at] >= 0 ? category_right (forest, node, sets[at], key) : key + raise > node->key + raise);
		}
		walk->at[lane] = at;
	}
}

/* The fastest walk that is right. */
static void go (struct walk *walk, bool missing)
{
	static void (*const walks[2][2][2]) (struct walk *) = { /* narrow, across, missing */
		{ { down_wide, down_wide_missing }, { across_wide, across_wide_missing } },
		{ { down_narrow, down_narrow_missing }, { across_narrow, across_narrow_missing } },
	};

	if (walk->forest->category)
		walk_categories (walk);
	else
		walks[walk->forest->narrow != NULL][walk->across][missing] (walk);
}

/* The keys of `count` rows, as a bundle; tells whether one is missing. */
#define CONVERT(name, NUMBER, KEY, key_of) \
	static bool name (const struct skops_forest *forest, KEY *keys, const NUMBER *x, size_t stride, size_t count) \
	{ \
		const KEY nan = (KEY) -1; \
		bool missing = false; \
		for (size_t i = 0; i < forest->n_used; i++, keys += LANES) \
			for (size_t row = 0; row < count; row++) { \
				keys[row] = key_of (x[row * stride + (size_t) forest->used[i]]); \
				missing |= keys[row] == nan; \
			} \
		memset (keys, 0, LANES * sizeof *keys); /* what leaves ask for */ \
		return missing; \
	}
CONVERT (convert_narrow, float, uint32_t, skops_key_narrow)
CONVERT (convert_f4, float, uint64_t, skops_key_wide)
CONVERT (convert_f8, double, uint64_t, skops_key_wide)

static size_t bundle_bytes (const struct skops_forest *forest)
{
	return (forest->n_used + 1) * LANES * (forest->narrow ? sizeof (uint32_t) : sizeof (uint64_t));
}

static bool convert (const struct skops_forest *forest, void *keys, const struct skops_block *x, size_t row, size_t count)
{
	if (forest->narrow)
		return convert_narrow (forest, keys, skops_row_f4 (x, row), x->stride, count);
	if (forest->compare == SKOPS_COMPARE_F4)
		return convert_f4 (forest, keys, skops_row_f4 (x, row), x->stride, count);
	return convert_f8 (forest, keys, skops_row (x, row), x->stride, count);
}

static const double *answer (const struct walk *walk, size_t lane)
{
	const struct skops_forest *forest = walk->forest;
	size_t leaf = walk->root[lane] + walk->at[lane];

	return forest->values + (forest->narrow ? forest->narrow[leaf].key : forest->wide[leaf].key) * forest->width;
}

static void add (const struct walk *walk, size_t lane, double *out)
{
	const double *values = answer (walk, lane);

	for (size_t i = 0; i < walk->forest->width; i++)
		out[i] += values[i];
}

/* One row down eight trees at a time. */
static void sum_row (struct walk *walk, bool missing, size_t from, size_t to, double *out)
{
	const struct skops_forest *forest = walk->forest;

	walk->across = false;
	for (size_t first = from; first < to; first += LANES) {
		size_t count = to - first < LANES ? to - first : LANES;

		walk->depth = 0;
		for (size_t lane = 0; lane < LANES; lane++) {
			const struct skops_forest_tree *tree = &forest->trees[first + (lane < count ? lane : 0)];

			walk->root[lane] = tree->root;
			walk->at[lane] = 0;
			if (walk->depth < tree->depth)
				walk->depth = tree->depth;
		}
		go (walk, missing);
		for (size_t lane = 0; lane < count; lane++)
			add (walk, lane, out);
	}
}

static void enter (struct walk *walk, size_t tree)
{
	walk->across = true;
	walk->depth = walk->forest->trees[tree].depth;
	for (size_t lane = 0; lane < LANES; lane++)
		walk->root[lane] = walk->forest->trees[tree].root;
}

/* The first levels of a tree for all rows of a tile: `at` gets where each goes on. */
static void leave_head (struct walk *walk, size_t tree, const char *keys, size_t bundles, uint32_t *at)
{
	const struct skops_forest *forest = walk->forest;

	forest->leave_head (&forest->heads[tree], (const uint32_t *) (const void *) keys, bundle_bytes (forest) / sizeof (uint32_t), bundles, at);
	walk->depth = walk->depth > SKOPS_HEAD_LEVELS ? walk->depth - SKOPS_HEAD_LEVELS : 0;
}

/* Eight rows at a time down one tree, a tile of rows before the next tree: what a tile touches stays in the nearest cache. */
static void sum_tile (struct walk *walk, const char *keys, size_t bundles, bool missing, size_t from, size_t to, double *out, size_t stride)
{
	size_t bytes = bundle_bytes (walk->forest);
	bool heads = walk->forest->heads && !missing;
	uint32_t at[MOST_BUNDLES * LANES] = { 0 };

	for (size_t t = from; t < to; t++) {
		enter (walk, t);
		if (heads)
			leave_head (walk, t, keys, bundles, at);
		for (size_t bundle = 0; bundle < bundles; bundle++) {
			double *rows = out + bundle * LANES * stride;

			walk->keys = keys + bundle * bytes;
			memcpy (walk->at, at + bundle * LANES, sizeof walk->at);
			go (walk, missing);
			if (walk->forest->width == 1)
				for (size_t lane = 0; lane < LANES; lane++)
					rows[lane * stride] += *answer (walk, lane);
			else
				for (size_t lane = 0; lane < LANES; lane++)
					add (walk, lane, rows + lane * stride);
		}
	}
}

static enum skops_status check (struct skops_call *call, const struct skops_forest *forest, const struct skops_block *x, size_t from, size_t to, size_t count)
{
	if (x->form != (forest->compare == SKOPS_COMPARE_F4 ? SKOPS_DENSE_F4 : SKOPS_DENSE) || x->width < forest->features)
		return skops_fail (call, SKOPS_MISUSE, "a forest of %zu features does not take this block of %zu columns", forest->features, x->width);
	if (from > to || to > count)
		return skops_fail (call, SKOPS_MISUSE, "trees %zu to %zu of %zu", from, to, count);
	return SKOPS_OK;
}

static struct skops_arena *scratch_of (struct skops_call *call)
{
	struct skops_frame *frame = skops_frame_of (call);

	return frame->scratch ? frame->scratch : frame->arena;
}

/* Whether the rows are float32, as they came or all the same: whole numbers, categories. */
static bool is_float32 (const struct skops_block *x)
{
	if (x->form == SKOPS_DENSE_F4 || x->dtype == SKOPS_F4)
		return true;
	for (size_t r = 0; r < x->rows; r++)
		for (size_t c = 0; c < x->width; c++) {
			double number = skops_row (x, r)[c];

			if (number == number && (double) (float) number != number)
				return false;
		}
	return true;
}

enum skops_status skops_host_forest_sum (struct skops_call *call, const struct skops_forest *forest, const struct skops_block *x, size_t from, size_t to, double *out, size_t stride)
{
	struct walk walk = { .forest = forest };
	struct skops_arena *arena = scratch_of (call);
	struct skops_arena_mark mark = skops_arena_mark (arena);
	size_t bytes = bundle_bytes (forest), bundles = MOST_BUNDLES, trees = forest->count / forest->groups, width = forest->width * forest->groups, row = 0;
	enum skops_status status = check (call, forest, x, from, to, trees);
	char *keys;

	if (!status && stride < width && x->rows > 1)
		status = skops_fail (call, SKOPS_MISUSE, "rows of %zu values %zu apart", width, stride);
	if (status)
		return status;
	if (forest->bits && is_float32 (x))
		return skops_bits_sum (call, forest->bits, forest->groups, x, from, to, out, stride);
	while (bundles > 1 && (bytes * bundles > TILE_BYTES || (bundles - 1) * LANES >= x->rows))
		bundles--;
	keys = skops_arena_scratch (arena, bundles, bytes);
	if (!keys)
		return skops_fail (call, SKOPS_NO_MEMORY, "no memory for rows of %zu features", forest->features);
	while (x->rows - row >= LANES) {
		size_t count = (x->rows - row) / LANES;
		bool missing = false;

		count = count < bundles ? count : bundles;
		for (size_t bundle = 0; bundle < count; bundle++)
			missing |= convert (forest, keys + bundle * bytes, x, row + bundle * LANES, LANES);
		for (size_t g = 0; g < forest->groups; g++)
			sum_tile (&walk, keys, count, missing, g * trees + from, g * trees + to, out + row * stride + g * forest->width, stride);
		row += count * LANES;
	}
	walk.keys = keys;
	for (; row < x->rows; row++) {
		bool missing = convert (forest, keys, x, row, 1);

		for (size_t g = 0; g < forest->groups; g++)
			sum_row (&walk, missing, g * trees + from, g * trees + to, out + row * stride + g * forest->width);
	}
	skops_arena_reset (arena, mark);
	return SKOPS_OK;
}

enum skops_status skops_host_forest_leaves (struct skops_call *call, const struct skops_forest *forest, const struct skops_block *x, size_t tree, int32_t *leaves)
{
	struct walk walk = { .forest = forest };
	struct skops_arena *arena = scratch_of (call);
	struct skops_arena_mark mark = skops_arena_mark (arena);
	enum skops_status status = check (call, forest, x, tree, tree < forest->count ? tree + 1 : tree, forest->count);
	void *keys;

	if (!status && tree >= forest->count)
		status = skops_fail (call, SKOPS_MISUSE, "tree %zu of %zu", tree, forest->count);
	if (status)
		return status;
	keys = skops_arena_alloc (arena, 1, bundle_bytes (forest)); /* the rows that are missing from the last bundle are 0 */
	if (!keys)
		return skops_fail (call, SKOPS_NO_MEMORY, "no memory for rows of %zu features", forest->features);
	walk.keys = keys;
	enter (&walk, tree);
	for (size_t row = 0; row < x->rows; row += LANES) {
		size_t count = x->rows - row < LANES ? x->rows - row : LANES;

		memset (walk.at, 0, sizeof walk.at);
		go (&walk, convert (forest, keys, x, row, count));
		for (size_t lane = 0; lane < count; lane++)
			leaves[row + lane] = forest->number[walk.root[lane] + walk.at[lane]];
	}
	skops_arena_reset (arena, mark);
	return SKOPS_OK;
}
