/* SPDX-License-Identifier: BSD-3-Clause */
/* Walking a forest. A walk waits for memory and, where it branches, for branches predicted wrongly, so eight go side by side without a branch: eight rows
 * down one tree, or one row down eight trees where rows are few. Leaves lead to themselves, so that all take as many steps as the deepest needs. */
#include <math.h>
#include <string.h>

#include "model/frame.h"
#include "model/trees/forest.h"

enum { LANES = 8, TILE = 64 };

/* Eight walks. */
struct lanes {
	const struct skops_forest *forest;
	size_t root[LANES];     /* where the tree starts in the arrays of nodes */
	const void *row[LANES]; /* the features */
	uint32_t depth;         /* steps to take */
	uint32_t at[LANES];     /* gets the leaf, from its root */
};

typedef void walk_function (struct lanes *lanes);

#define EACH_LANE(do) do (0) do (1) do (2) do (3) do (4) do (5) do (6) do (7)
#define START(i) const NODE *nodes##i = all + lanes->root[i]; const NUMBER *row##i = lanes->row[i]; uint32_t at##i = 0, before##i;
#define STEP_PLAIN(i) { const NODE *node = nodes##i + at##i; at##i = CHILD (node) + (row##i[FEATURE (node)] > node->threshold); }
#define STEP_MISSING(i) { const NODE *node = nodes##i + at##i; const NUMBER x = row##i[FEATURE (node)]; \
                          at##i = CHILD (node) + ((uint32_t) (x > node->threshold) | ((uint32_t) (x != x) & MISSING_RIGHT (node))); }
#define SAVE(i) before##i = at##i;
#define MOVED(i) | (at##i ^ before##i)
#define FINISH(i) lanes->at[i] = at##i;

/* Every fourth step shows whether all have arrived: trees are much deeper in places than most rows go. */
#define WALK(name, array, STEP) \
	static void name (struct lanes *lanes) \
	{ \
		const NODE *all = lanes->forest->array; \
		const unsigned shift = lanes->forest->shift; \
		const uint32_t mask = FEATURES (shift); \
		EACH_LANE (START) \
		for (uint32_t left = lanes->depth % 4; left; left--) { \
			EACH_LANE (STEP) \
		} \
		for (uint32_t left = lanes->depth / 4; left; left--) { \
			EACH_LANE (STEP) \
			EACH_LANE (STEP) \
			EACH_LANE (STEP) \
			EACH_LANE (SAVE) \
			EACH_LANE (STEP) \
			if (!(0 EACH_LANE (MOVED))) \
				break; \
		} \
		EACH_LANE (FINISH) \
	}

#define NODE struct skops_node_narrow
#define NUMBER float
#define FEATURES(shift) (1u << (shift - 1)) - 1
#define CHILD(node) (node->link >> shift)
#define FEATURE(node) (node->link & mask)
#define MISSING_RIGHT(node) (node->link >> (shift - 1) & 1)
WALK (walk_narrow, narrow, STEP_PLAIN)
WALK (walk_narrow_missing, narrow, STEP_MISSING)
#undef NODE
#undef NUMBER
#undef FEATURES
#undef CHILD
#undef FEATURE
#undef MISSING_RIGHT

#define NODE struct skops_node_wide
#define NUMBER float
#define FEATURES(shift) ((void) (shift), INT32_MAX)
#define CHILD(node) (node->child)
#define FEATURE(node) (node->feature & mask)
#define MISSING_RIGHT(node) (node->feature >> 31)
WALK (walk_wide_f4, wide, STEP_PLAIN)
WALK (walk_wide_f4_missing, wide, STEP_MISSING)
#undef NUMBER
#define NUMBER double
WALK (walk_wide, wide, STEP_PLAIN)
WALK (walk_wide_missing, wide, STEP_MISSING)

static bool has_bit (const uint32_t bits[8], uint32_t bit)
{
	return bits[bit / 32] >> bit % 32 & 1;
}

/* Whether `x` goes right at a node that splits by category (_predict_one_from_raw_data of scikit-learn's _predictor.pyx). */
static bool category_right (const struct skops_forest *forest, const struct skops_node_wide *node, int32_t set, double x)
{
	bool missing_right = node->feature >> 31;
	uint32_t category;

	if (!(x >= 0 && x < 256))
		return missing_right;
	category = (uint32_t) x;
	if (has_bit (forest->bitsets[set], category))
		return false;
	return !forest->known || has_bit (forest->known[node->feature & INT32_MAX], category) || missing_right;
}

static void walk_categories (struct lanes *lanes)
{
	const struct skops_forest *forest = lanes->forest;

	for (size_t lane = 0; lane < LANES; lane++) {
		const struct skops_node_wide *nodes = forest->wide + lanes->root[lane];
		const int32_t *sets = forest->category + lanes->root[lane];
		uint32_t at = 0;

		for (uint32_t left = lanes->depth; left && nodes[at].child != at; left--) {
			const struct skops_node_wide *node = nodes + at;
			size_t feature = node->feature & INT32_MAX;
			double x = forest->compare == SKOPS_COMPARE_F4 ? (double) ((const float *) lanes->row[lane])[feature] : ((const double *) lanes->row[lane])[feature];

			if (sets[at] >= 0)
				at = node->child + category_right (forest, node, sets[at], x);
			else
				at = node->child + (isnan (x) ? node->feature >> 31 : x > node->threshold);
		}
		lanes->at[lane] = at;
	}
}

static const void *row_of (const struct skops_forest *forest, const struct skops_block *x, size_t row)
{
	return forest->compare == SKOPS_COMPARE_F4 ? (const void *) skops_row_f4 (x, row) : (const void *) skops_row (x, row);
}

/* Whether a row has a NaN; counted, not searched, for compilers turn that into vectors. */
static bool row_has_missing (const struct skops_forest *forest, const struct skops_block *x, size_t row)
{
	enum { STRIDE = 16 };
	size_t width = forest->features, i = 0;
	uint32_t missing = 0;

	if (forest->compare == SKOPS_COMPARE_F4) {
		const float *f4 = skops_row_f4 (x, row);
		for (; i + STRIDE <= width; i += STRIDE)
			for (size_t k = 0; k < STRIDE; k++)
				missing += f4[i + k] != f4[i + k];
		for (; i < width; i++)
			missing += f4[i] != f4[i];
	} else {
		const double *f8 = skops_row (x, row);
		for (; i < width; i++)
			missing |= f8[i] != f8[i];
	}
	return missing != 0;
}

/* The fastest walk that is right for some rows. */
static walk_function *choose (const struct skops_forest *forest, const struct skops_block *x, size_t first, size_t end)
{
	bool missing = false;

	if (forest->category)
		return walk_categories;
	for (size_t row = first; row < end && !missing; row++)
		missing = row_has_missing (forest, x, row);
	if (forest->narrow)
		return missing ? walk_narrow_missing : walk_narrow;
	if (forest->compare == SKOPS_COMPARE_F4)
		return missing ? walk_wide_f4_missing : walk_wide_f4;
	return missing ? walk_wide_missing : walk_wide;
}

static void add (const struct skops_forest *forest, const struct lanes *lanes, size_t lane, double *out)
{
	const double *values = forest->values + forest->leaf[lanes->root[lane] + lanes->at[lane]] * forest->width;

	for (size_t i = 0; i < forest->width; i++)
		out[i] += values[i];
}

/* One row through eight trees at a time. */
static void sum_row (struct lanes *lanes, walk_function *walk, const struct skops_block *x, size_t row, size_t from, size_t to, double *out)
{
	const struct skops_forest *forest = lanes->forest;

	for (size_t lane = 0; lane < LANES; lane++)
		lanes->row[lane] = row_of (forest, x, row);
	for (size_t first = from; first < to; first += LANES) {
		size_t count = to - first < LANES ? to - first : LANES;

		lanes->depth = 0;
		for (size_t lane = 0; lane < LANES; lane++) {
			const struct skops_forest_tree *tree = &forest->trees[first + (lane < count ? lane : 0)];

			lanes->root[lane] = tree->root;
			if (lanes->depth < tree->depth)
				lanes->depth = tree->depth;
		}
		walk (lanes);
		for (size_t lane = 0; lane < count; lane++)
			add (forest, lanes, lane, out);
	}
}

/* Eight rows at a time down one tree, a tile of rows before the next tree: what a tile touches stays in the nearest cache. */
static void sum_tile (struct lanes *lanes, walk_function *walk, const struct skops_block *x, size_t first, size_t end, size_t from, size_t to, double *out, size_t stride)
{
	const struct skops_forest *forest = lanes->forest;

	for (size_t t = from; t < to; t++) {
		for (size_t lane = 0; lane < LANES; lane++)
			lanes->root[lane] = forest->trees[t].root;
		lanes->depth = forest->trees[t].depth;
		for (size_t row = first; row < end; row += LANES) {
			for (size_t lane = 0; lane < LANES; lane++)
				lanes->row[lane] = row_of (forest, x, row + lane);
			walk (lanes);
			for (size_t lane = 0; lane < LANES; lane++)
				add (forest, lanes, lane, out + (row + lane) * stride);
		}
	}
}

static enum skops_status check (struct skops_call *call, const struct skops_forest *forest, const struct skops_block *x, size_t from, size_t to)
{
	if (x->form != (forest->compare == SKOPS_COMPARE_F4 ? SKOPS_DENSE_F4 : SKOPS_DENSE) || x->width < forest->features)
		return skops_fail (call, SKOPS_MISUSE, "a forest of %zu features does not take this block of %zu columns", forest->features, x->width);
	if (from > to || to > forest->count)
		return skops_fail (call, SKOPS_MISUSE, "trees %zu to %zu of %zu", from, to, forest->count);
	return SKOPS_OK;
}

enum skops_status skops_host_forest_sum (struct skops_call *call, const struct skops_forest *forest, const struct skops_block *x, size_t from, size_t to, double *out, size_t stride)
{
	struct lanes lanes = { .forest = forest };
	enum skops_status status = check (call, forest, x, from, to);
	size_t whole = x->rows - x->rows % LANES;

	if (!status && stride < forest->width && x->rows > 1)
		status = skops_fail (call, SKOPS_MISUSE, "rows of %zu values %zu apart", forest->width, stride);
	if (status)
		return status;
	for (size_t first = 0; first < whole; first += TILE) {
		size_t end = whole - first < TILE ? whole : first + TILE;

		sum_tile (&lanes, choose (forest, x, first, end), x, first, end, from, to, out, stride);
	}
	for (size_t row = whole; row < x->rows; row++)
		sum_row (&lanes, choose (forest, x, row, row + 1), x, row, from, to, out + row * stride);
	return SKOPS_OK;
}

enum skops_status skops_host_forest_leaves (struct skops_call *call, const struct skops_forest *forest, const struct skops_block *x, size_t tree, int32_t *leaves)
{
	struct lanes lanes = { .forest = forest };
	enum skops_status status = check (call, forest, x, tree, tree < forest->count ? tree + 1 : tree);

	if (!status && tree >= forest->count)
		status = skops_fail (call, SKOPS_MISUSE, "tree %zu of %zu", tree, forest->count);
	if (status)
		return status;
	for (size_t lane = 0; lane < LANES; lane++)
		lanes.root[lane] = forest->trees[tree].root;
	lanes.depth = forest->trees[tree].depth;
	for (size_t first = 0; first < x->rows; first += LANES) {
		size_t count = x->rows - first < LANES ? x->rows - first : LANES;

		for (size_t lane = 0; lane < LANES; lane++)
			lanes.row[lane] = row_of (forest, x, first + (lane < count ? lane : 0));
		choose (forest, x, first, first + count) (&lanes);
		for (size_t lane = 0; lane < count; lane++)
			leaves[first + lane] = forest->number[lanes.root[lane] + lanes.at[lane]];
	}
	return SKOPS_OK;
}
