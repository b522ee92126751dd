/* SPDX-License-Identifier: BSD-3-Clause */
/* The forest: every layout and every walk answers what a plain walk down the file's arrays answers, bit by bit; broken trees are refused. */
#include <math.h>
#include <stdlib.h>

#include "config.h"

#include "mock-frame.h"
#include "model/trees/forest.h"

static struct mock mock;
static struct skops_call *call;
static uint32_t state;

static void setup (void)
{
	call = mock_open (&mock, false);
	state = 7;
}

static void teardown (void)
{
	mock_close (&mock);
}

static uint32_t dice (uint32_t sides)
{
	state = state * 1664525 + 1013904223;
	return (uint32_t) ((uint64_t) (state >> 4) * sides >> 28);
}

static void *memory (size_t count, size_t size)
{
	void *result = skops_arena_alloc (mock.frame.arena, count, size);

	cr_assert_not_null (result);
	return result;
}

/* What a forest is made of, and how. */
struct plan {
	size_t trees, nodes, rows;
	int64_t features, width, groups;
	enum skops_compare compare;
	bool missing_left;  /* else NULL: NaN goes right */
	bool missing;       /* some of X is NaN */
	bool categories, known;
	bool chain;         /* as deep as can be */
	bool float32;       /* X is, though its numbers come as float64 */
};

struct wood {
	struct skops_tree_source *trees;
	struct skops_forest_options options;
	const struct skops_forest *forest;
	struct skops_block x;
};

enum { SETS = 3 };

static struct skops_tree_source make_tree (const struct plan *plan)
{
	size_t n = plan->nodes | 1, open = 1;
	int32_t *left = memory (n, 4), *right = memory (n, 4), *feature = memory (n, 4), *category = memory (n, 4);
	double *threshold = memory (n, 8), *values = memory (n * (size_t) plan->width, 8);
	uint8_t *missing_left = memory (n, 1);
	uint32_t *bitsets = memory (SETS * 8, 4);

	/* each node takes the next two free numbers or is a leaf; children are swapped at random */
	for (size_t i = 0; i < n; i++) {
		bool inner = open + 2 <= n && (plan->chain ? i == 0 || left[i] != -2 : open == i + 1 || dice (n > 1000 ? 64 : 4));

		feature[i] = inner ? (int32_t) dice ((uint32_t) plan->features) : -2;
		threshold[i] = inner ? (double) dice (64) / 8 - 4 + (dice (2) ? 0 : 1e-9) : -2;
		missing_left[i] = (uint8_t) dice (2);
		category[i] = inner && plan->categories && dice (2) ? (int32_t) dice (SETS) : -1;
		for (int64_t k = 0; k < plan->width; k++)
			values[(int64_t) i * plan->width + k] = plan->width > 1 && dice (2) ? (double) dice (3) : (double) dice (1 << 27) / 1e6;
		if (inner) {
			left[i] = (int32_t) open + (int32_t) dice (2);
			right[i] = (int32_t) (2 * open + 1) - left[i];
			if (plan->chain)
				left[open + dice (2)] = -2;
			open += 2;
		} else {
			left[i] = right[i] = -1;
		}
	}
	for (size_t i = 0; i < SETS * 8; i++)
		bitsets[i] = dice (1 << 28) << 4 ^ dice (1 << 28);
	return (struct skops_tree_source) {
		.nodes = (int64_t) open, .left = left, .right = right, .feature = feature, .threshold = threshold,
		.missing_left = plan->missing_left ? missing_left : NULL, .category = plan->categories ? category : NULL,
		.bitsets = bitsets, .n_bitsets = plan->categories ? SETS : 0, .values = values,
	};
}

static struct wood make_wood (const struct plan *plan)
{
	struct wood wood = { .options = { .size = sizeof wood.options, .compare = plan->compare, .features = plan->features, .width = plan->width, .groups = plan->groups } };
	size_t features = (size_t) plan->features, stride = features + 3;
	static const double edges[] = { -1, -0.5, 255, 255.5, 256, 1e300, -1e300, INFINITY, -INFINITY, 0, -0.0 };

	wood.trees = memory (plan->trees, sizeof *wood.trees);
	for (size_t t = 0; t < plan->trees; t++)
		wood.trees[t] = make_tree (plan);
	if (plan->known) {
		uint32_t *known = memory (features * 8, 4);
		for (size_t i = 0; i < features * 8; i++)
			known[i] = dice (1 << 28) << 4 ^ dice (1 << 28);
		wood.options.known = known;
	}
	wood.x = (struct skops_block) { .form = plan->compare == SKOPS_COMPARE_F4 ? SKOPS_DENSE_F4 : SKOPS_DENSE, .rows = plan->rows, .width = features, .stride = stride };
	wood.x.dtype = plan->float32 || plan->compare == SKOPS_COMPARE_F4 ? SKOPS_F4 : SKOPS_F8;
	wood.x.f4 = memory (plan->rows * stride, 4);
	wood.x.f8 = memory (plan->rows * stride, 8);
	for (size_t i = 0; i < plan->rows * stride; i++) {
		double x = dice (8) ? (double) dice (64) / 8 - 4 : dice (2) ? dice (300) : edges[dice (sizeof edges / sizeof edges[0])];

		if (plan->missing && !dice (5))
			x = NAN;
		if (!dice (4))
			x = (double) nextafterf ((float) x, dice (2) ? INFINITY : -INFINITY);
		wood.x.f4[i] = (float) x;
		wood.x.f8[i] = plan->float32 ? (double) (float) x : x;
	}
	wood.forest = skops_host_forest_new (call, wood.trees, plan->trees, &wood.options);
	cr_assert_not_null (wood.forest, "%s", mock.err.message);
	return wood;
}

static double x_at (const struct wood *wood, size_t row, int32_t feature)
{
	size_t at = row * wood->x.stride + (size_t) feature;

	return wood->options.compare == SKOPS_COMPARE_F4 ? (double) wood->x.f4[at] : wood->x.f8[at];
}

static bool bit (const uint32_t *bits, uint32_t i)
{
	return bits[i / 32] >> i % 32 & 1;
}

/* The walk as scikit-learn's own loops have it. */
static int32_t leaf_of (const struct wood *wood, const struct skops_tree_source *tree, size_t row)
{
	int32_t node = 0;

	while (tree->left[node] != -1) {
		double x = x_at (wood, row, tree->feature[node]);
		bool missing = isnan (x), left = x <= tree->threshold[node];

		if (tree->category && tree->category[node] != -1) {
			uint32_t c = x >= 0 && x < 1e6 ? (uint32_t) x : 1000;
			left = c < 256 && bit (tree->bitsets + 8 * tree->category[node], c);
			missing = c >= 256 || (!left && wood->options.known && !bit (wood->options.known + 8 * tree->feature[node], c));
		}
		if (missing)
			left = tree->missing_left && tree->missing_left[node];
		node = left ? tree->left[node] : tree->right[node];
	}
	return node;
}

static void sum_in_one_way (const struct wood *wood, const struct skops_forest *forest, const char *way, size_t from, size_t to, const double *start, const double *expected, size_t stride)
{
	size_t bytes = wood->x.rows * stride * sizeof (double);
	double *out = memory (wood->x.rows * stride, sizeof *out);

	memcpy (out, start, bytes);
	cr_assert_eq (skops_host_forest_sum (call, forest, &wood->x, from, to, out, stride), SKOPS_OK, "%s", mock.err.message);
	cr_assert_eq (memcmp (out, expected, bytes), 0, "%s", way);
}

/* Every way of adding up that runs here: sets of leaves by each of its kernels, the walk alone, and behind each of the kernels on heads. */
static void sum_in_every_way (const struct wood *wood, size_t from, size_t to, const double *start, const double *expected, size_t stride)
{
	struct skops_forest forest = *wood->forest;
	struct skops_bits bits;

	forest.bits = NULL;
	forest.heads = NULL;
	sum_in_one_way (wood, &forest, "walk", from, to, start, expected, stride);
	for (enum skops_simd simd = SKOPS_SIMD_PORTABLE; simd < SKOPS_SIMDS && skops_simd_runs (simd); simd++) {
		if (forest.narrow && skops_head_kernel_for (simd)) {
			forest.heads = skops_heads_new (mock.frame.arena, &forest);
			forest.leave_head = skops_head_kernel_for (simd);
			sum_in_one_way (wood, &forest, "heads", from, to, start, expected, stride);
			forest.heads = NULL;
		}
		if (wood->forest->bits) {
			bits = *wood->forest->bits;
			bits.kernels = skops_bits_kernels_for (simd);
			forest.bits = &bits;
			sum_in_one_way (wood, &forest, bits.kernels->name, from, to, start, expected, stride);
			forest.bits = NULL;
		}
	}
}

static void compare (const struct plan *plan)
{
	struct wood wood = make_wood (plan);
	size_t width = (size_t) plan->width, groups = plan->groups ? (size_t) plan->groups : 1, each = plan->trees / groups, stride = groups * width + 2, from = each > 3 ? 1 : 0;
	double *out = memory (plan->rows * stride, 8), *expected = memory (plan->rows * stride, 8);
	int32_t *leaves = memory (plan->rows, 4);

	for (size_t i = 0; i < plan->rows * stride; i++)
		out[i] = expected[i] = dice (100);
	for (size_t row = 0; row < plan->rows; row++)
		for (size_t t = 0; t < plan->trees; t++)
			for (size_t k = 0; k < width && t % each >= from; k++)
				expected[row * stride + t / each * width + k] += wood.trees[t].values[(size_t) leaf_of (&wood, &wood.trees[t], row) * width + k];
	sum_in_every_way (&wood, from, each, out, expected, stride);
	for (size_t t = 0; t < plan->trees; t++) {
		cr_assert_eq (skops_host_forest_leaves (call, wood.forest, &wood.x, t, leaves), SKOPS_OK, "%s", mock.err.message);
		for (size_t row = 0; row < plan->rows; row++)
			cr_assert_eq (leaves[row], leaf_of (&wood, &wood.trees[t], row));
	}
}

Test (forest, every_kind_of_tree, .init = setup, .fini = teardown)
{
	static const size_t rows[] = { 1, 2, 7, 8, 9, 63, 64, 65, 150 };

	for (unsigned kind = 0; kind < 64; kind++)
		for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++)
			compare (&(struct plan) { .trees = 1 + kind % 20, .nodes = 1 + dice (r % 3 ? 60 : 126), .float32 = r & 1, .rows = rows[r], .features = 1 + dice (40), .width = kind & 1 ? 3 : 1,
				.compare = kind & 2 ? SKOPS_COMPARE_F8 : SKOPS_COMPARE_F4, .missing_left = kind & 4, .missing = kind & 8, .categories = kind & 16, .known = kind & 32 });
}

Test (forest, small_trees_in_groups, .init = setup, .fini = teardown)
{
	static const size_t rows[] = { 1, 3, 8, 33, 64 };

	for (unsigned kind = 0; kind < 32; kind++)
		for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++)
			for (int64_t groups = 1; groups < 4; groups++)
				compare (&(struct plan) { .trees = (size_t) groups * (1 + kind % 7), .nodes = 3 + dice (kind & 16 ? 13 : 40), .float32 = true, .rows = rows[r], .features = 1 + dice (40),
					.width = kind & 1 ? 2 : 1, .groups = groups, .compare = kind & 2 ? SKOPS_COMPARE_F8 : SKOPS_COMPARE_F4, .missing_left = kind & 4, .missing = kind & 8 });
}

Test (forest, trees_too_large_for_narrow_nodes, .init = setup, .fini = teardown)
{
	for (unsigned kind = 0; kind < 8; kind++)
		compare (&(struct plan) { .trees = 2, .nodes = kind & 1 ? 40000 : 200000, .rows = 9, .features = kind & 1 ? 70000 : 5, .width = 1,
			.missing_left = kind & 2, .missing = kind & 4 });
}

Test (forest, deep_trees, .init = setup, .fini = teardown)
{
	compare (&(struct plan) { .trees = 3, .nodes = 20001, .rows = 20, .features = 5, .width = 2, .chain = true });
	compare (&(struct plan) { .trees = 3, .nodes = 20001, .rows = 20, .features = 5, .width = 2, .compare = SKOPS_COMPARE_F8, .chain = true, .missing = true });
}

Test (forest, trees_that_are_leaves, .init = setup, .fini = teardown)
{
	compare (&(struct plan) { .trees = 5, .nodes = 1, .rows = 12, .features = 2, .width = 1, .missing = true });
	compare (&(struct plan) { .trees = 1, .nodes = 1, .rows = 3, .features = 0, .width = 2 });
	compare (&(struct plan) { .trees = 0, .nodes = 1, .rows = 3, .features = 4, .width = 2 });
	compare (&(struct plan) { .trees = 2, .nodes = 9, .rows = 0, .features = 4, .width = 2 });
}

/* float32 (x) <= threshold, on both sides of thresholds that are no float32. */
Test (forest, thresholds_are_exact, .init = setup, .fini = teardown)
{
	static const double thresholds[] = { 0.1, 0.3, 1.0 / 3, -0.1, 1e300, -1e300, 1e-60, -1e-60, INFINITY, -INFINITY, 16777217, 0, 3.4028235677973366e38 };
	int32_t left[] = { 1, -1, -1 }, right[] = { 2, -1, -1 }, feature[] = { 0, -2, -2 };
	double values[] = { 0, 10, 20 };

	for (size_t i = 0; i < sizeof thresholds / sizeof thresholds[0]; i++) {
		double threshold[] = { thresholds[i], -2, -2 };
		struct skops_tree_source tree = { .nodes = 3, .left = left, .right = right, .feature = feature, .threshold = threshold, .values = values };
		struct skops_forest_options options = { .size = sizeof options, .features = 1, .width = 1 };
		const struct skops_forest *forest = skops_host_forest_new (call, &tree, 1, &options);
		float near = (float) thresholds[i];
		float x[] = { near, nextafterf (near, INFINITY), nextafterf (near, -INFINITY), 0, INFINITY, -INFINITY, 0x1.fffffep127f, -0x1.fffffep127f };
		struct skops_block block = { .form = SKOPS_DENSE_F4, .rows = sizeof x / sizeof x[0], .width = 1, .stride = 1, .f4 = x };
		double start[sizeof x / sizeof x[0]] = { 0 }, expected[sizeof x / sizeof x[0]];

		for (size_t r = 0; r < block.rows; r++)
			expected[r] = (double) x[r] <= thresholds[i] ? 10 : 20;
		for (block.rows = sizeof x / sizeof x[0]; block.rows; block.rows--) /* fewer than eight go another way than eight */
			sum_in_every_way (&(struct wood) { .forest = forest, .x = block }, 0, 1, start, expected, 1);
	}
}

Test (forest, broken_trees_are_refused, .init = setup, .fini = teardown)
{
	static const struct { int32_t left[5], right[5], feature[5], category[5]; double threshold; int64_t nodes; const char *message; } cases[] = {
		{ { 1, -1, -1 }, { 3, -1, -1 }, { 0 }, { -1 }, 0, 3, "tree 1: node 0 of 3 has the children 1 and 3" },
		{ { 0, -1, -1 }, { 1, -1, -1 }, { 0 }, { -1 }, 0, 3, "tree 1: node 0 of 3 has the children 0 and 1" },
		{ { -2, -1, -1 }, { 1, -1, -1 }, { 0 }, { -1 }, 0, 3, "tree 1: node 0 of 3 has the children -2 and 1" },
		{ { 1, -1, -1 }, { -1, -1, -1 }, { 0 }, { -1 }, 0, 3, "tree 1: node 0 of 3 has the children 1 and -1" },
		{ { 1, 3, 3, -1, -1 }, { 2, 4, 4, -1, -1 }, { 0 }, { -1, -1, -1, -1, -1 }, 0, 5, "tree 1: a child of node 2 has another parent" },
		{ { 1, -1, -1 }, { 2, -1, -1 }, { 2 }, { -1 }, 0, 3, "tree 1: node 0 splits on feature 2 of 2" },
		{ { 1, -1, -1 }, { 2, -1, -1 }, { -1 }, { -1 }, 0, 3, "tree 1: node 0 splits on feature -1 of 2" },
		{ { 1, -1, -1 }, { 2, -1, -1 }, { 0 }, { 3 }, 0, 3, "tree 1: node 0 has the set of categories 3 of 3" },
		{ { 1, -1, -1 }, { 2, -1, -1 }, { 0 }, { -2 }, 0, 3, "tree 1: node 0 has the set of categories -2 of 3" },
		{ { 1, -1, -1 }, { 2, -1, -1 }, { 0 }, { -1 }, NAN, 3, "tree 1: the threshold of node 0 is not a number" },
		{ { -1 }, { -1 }, { 0 }, { -1 }, 0, 0, "tree 1 has 0 nodes and 3 sets of categories" },
		{ { -1 }, { -1 }, { 0 }, { -1 }, 0, 1ll << 31, "tree 1 has 2147483648 nodes and 3 sets of categories" },
	};
	static const uint32_t bitsets[3 * 8] = { 0 };
	static const double values[5] = { 0 };

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		double threshold[5] = { cases[i].threshold };
		int32_t leaf = -1;
		struct skops_tree_source trees[] = {
			{ .nodes = 1, .left = &leaf, .right = &leaf, .feature = &leaf, .threshold = threshold, .values = values },
			{ .nodes = cases[i].nodes, .left = cases[i].left, .right = cases[i].right, .feature = cases[i].feature, .threshold = threshold,
			  .category = cases[i].category, .bitsets = bitsets, .n_bitsets = 3, .values = values },
		};
		struct skops_forest_options options = { .size = sizeof options, .compare = SKOPS_COMPARE_F8, .features = 2, .width = 1 };

		memset (&mock.err, 0, sizeof mock.err);
		cr_expect_null (skops_host_forest_new (call, trees, 2, &options));
		cr_expect_eq (mock.err.status, SKOPS_BAD_FILE);
		cr_expect_str_eq (mock.err.message, cases[i].message);
	}
}

Test (forest, wrong_use_is_refused, .init = setup, .fini = teardown)
{
	struct wood wood = make_wood (&(struct plan) { .trees = 2, .nodes = 5, .rows = 3, .features = 4, .width = 2 });
	struct skops_forest_options options = wood.options;
	struct skops_block x = wood.x;
	int32_t leaves[3];
	double out[6] = { 0 };

	cr_expect_eq (skops_host_forest_sum (call, wood.forest, &wood.x, 1, 3, out, 2), SKOPS_MISUSE);
	cr_expect_eq (skops_host_forest_sum (call, wood.forest, &wood.x, 2, 1, out, 2), SKOPS_MISUSE);
	cr_expect_eq (skops_host_forest_sum (call, wood.forest, &wood.x, 0, 2, out, 1), SKOPS_MISUSE);
	cr_expect_eq (skops_host_forest_leaves (call, wood.forest, &wood.x, 2, leaves), SKOPS_MISUSE);
	x.width = 3;
	cr_expect_eq (skops_host_forest_sum (call, wood.forest, &x, 0, 2, out, 2), SKOPS_MISUSE);
	x = wood.x;
	x.form = SKOPS_DENSE;
	cr_expect_eq (skops_host_forest_sum (call, wood.forest, &x, 0, 2, out, 2), SKOPS_MISUSE);
	options.width = 0;
	cr_expect_null (skops_host_forest_new (call, wood.trees, 2, &options));
	options.width = 2;
	options.groups = 3;
	cr_expect_null (skops_host_forest_new (call, wood.trees, 2, &options));
	options.groups = 0;
	options.size = 8;
	cr_expect_null (skops_host_forest_new (call, wood.trees, 2, &options));
}

/* What is kept of trees beside the file: a third at most of what the file has for their nodes, 64 bytes each. */
Test (forest, layouts_are_compact, .init = setup, .fini = teardown)
{
	struct wood wood = make_wood (&(struct plan) { .trees = 40, .nodes = 701, .rows = 1, .features = 30, .width = 2 });
	size_t before = skops_arena_mark (mock.frame.arena).total, nodes = 0;

	cr_assert_not_null (skops_host_forest_new (call, wood.trees, 40, &wood.options));
	for (size_t t = 0; t < 40; t++)
		nodes += (size_t) wood.trees[t].nodes;
	cr_assert_gt (nodes, 4000);
	cr_expect_leq (skops_arena_mark (mock.frame.arena).total - before, nodes * 64 / 3);
}

Test (forest, memory_may_end_anywhere, .init = setup, .fini = teardown)
{
	struct wood wood = make_wood (&(struct plan) { .trees = 3, .nodes = 31, .rows = 1, .features = 4, .width = 2, .categories = true, .known = true, .compare = SKOPS_COMPARE_F8 });
	struct skops_arena *whole = mock.frame.arena;
	size_t made = 0;

	for (size_t limit = 0; limit < 65536; limit += 256) {
		memset (&mock.err, 0, sizeof mock.err);
		mock.frame.arena = skops_arena_new (limit);
		if (skops_host_forest_new (call, wood.trees, 3, &wood.options))
			made++;
		else
			cr_assert_eq (mock.err.status, SKOPS_NO_MEMORY);
		skops_arena_free (mock.frame.arena);
	}
	mock.frame.arena = whole;
	cr_expect_gt (made, 0);
}
