/* SPDX-License-Identifier: BSD-3-Clause */
/* The kernels on sets of leaves, as each file that includes this is compiled: KERNELS names what it makes. Vectors are the compiler's own, so that one
 * source serves every processor; where a processor has an instruction that compilers do not find, it is named. */
#include <string.h>

#include "model/trees/bits.h"

#ifdef __AVX512F__
#include <immintrin.h>
#endif

/* The widest registers. */
#ifdef __AVX512F__
enum { LANES = 16 };
#elif defined __AVX2__
enum { LANES = 8 };
#else
enum { LANES = 4 };
#endif
enum { ROWS = SKOPS_BITS_ROWS, REGISTERS = ROWS / LANES, EIGHT = 8 };

typedef int32_t lanes __attribute__ ((vector_size (LANES * sizeof (int32_t))));
typedef int32_t eight __attribute__ ((vector_size (EIGHT * sizeof (int32_t))));

#define INLINE static inline __attribute__ ((always_inline))

INLINE lanes all (int32_t x)
{
	return x - (lanes) { 0 };
}

#define LOAD(name, vector) \
	INLINE vector name (const void *from) \
	{ \
		vector out; \
		memcpy (&out, from, sizeof out); \
		return out; \
	}
LOAD (load, lanes)
LOAD (load_eight, eight)

/* `sets` without `struck` where the key is above the node's. */
INLINE lanes strike (lanes sets, lanes keys, lanes nodes, lanes struck)
{
#ifdef __AVX512F__
	return (lanes) _mm512_mask_andnot_epi32 ((__m512i) sets, _mm512_cmpgt_epi32_mask ((__m512i) keys, (__m512i) nodes), (__m512i) struck, (__m512i) sets);
#else
	return sets & ~((keys > nodes) & struck);
#endif
}

INLINE eight strike_eight (eight sets, eight keys, eight nodes, eight struck)
{
#ifdef __AVX512VL__
	return (eight) _mm256_mask_andnot_epi32 ((__m256i) sets, _mm256_cmpgt_epi32_mask ((__m256i) keys, (__m256i) nodes), (__m256i) struck, (__m256i) sets);
#else
	return sets & ~((keys > nodes) & struck);
#endif
}

INLINE unsigned lowest (uint32_t low, uint32_t high, bool wide)
{
	return !wide || low ? (unsigned) __builtin_ctz (low) : 32 + (unsigned) __builtin_ctz (high);
}

INLINE void add_leaf (const struct skops_bits *bits, const struct skops_bits_tree *tree, unsigned leaf, double *out)
{
	const double *values = bits->values + ((size_t) tree->leaf + leaf) * bits->width;

	for (size_t i = 0; i < bits->width; i++)
		out[i] += values[i];
}

/* Where a node's feature is, in keys `apart` from feature to feature. */
INLINE size_t place (const struct skops_bits *bits, uint16_t slot, size_t apart, bool missing)
{
	size_t feature = slot & (SKOPS_BITS_MISSING_LEFT - 1);

	return (missing && slot & SKOPS_BITS_MISSING_LEFT ? bits->plane + feature : feature) * apart;
}

/* ---- rows made ready ---- */

static bool convert (const struct skops_bits *bits, const float *x, size_t stride, size_t count, size_t apart, int32_t *keys)
{
	int32_t highest = INT32_MIN;

	for (size_t f = 0; f < bits->n_used; f++) {
		const float *column = x + bits->used[f];
		int32_t *to = keys + f * apart;

		for (size_t r = 0; r < count; r++) {
			to[r] = skops_bits_key (column[r * stride]);
			highest = to[r] > highest ? to[r] : highest;
		}
	}
	if (highest != SKOPS_BITS_NAN)
		return false;
	for (size_t i = 0; i < bits->n_used * apart; i++)
		keys[bits->plane * apart + i] = keys[i] == SKOPS_BITS_NAN ? INT32_MIN : keys[i];
	return true;
}

/* ---- many rows ---- */

struct group {
	lanes low[REGISTERS], high[REGISTERS]; /* of ROWS rows */
};

/* What a tree answers to ROWS rows. */
struct leaves {
	uint32_t low[ROWS], high[ROWS];
};

INLINE void strike_nodes (const struct skops_bits *bits, const struct skops_bits_tree *tree, const int32_t *keys, bool wide, bool missing, struct group *group)
{
	for (uint32_t n = tree->node, end = tree->node + tree->nodes; n < end; n++) {
		const int32_t *at = keys + place (bits, bits->slot[n], ROWS, missing);
		lanes node = all (bits->keys[n]), low = all ((int32_t) bits->low[n]), high = all (wide ? (int32_t) bits->high[n] : 0);

#pragma GCC unroll 8
		for (int i = 0; i < REGISTERS; i++) {
			lanes rows = load (at + i * LANES);

			group->low[i] = strike (group->low[i], rows, node, low);
			if (wide)
				group->high[i] = strike (group->high[i], rows, node, high);
		}
	}
}

/* leaves[r] &= sets[code[r]] */
INLINE void and_sets (uint32_t leaves[ROWS], const uint32_t *sets, const uint16_t *code)
{
#ifdef __AVX512F__
	for (int r = 0; r < ROWS; r += 16) {
		__m512i found = _mm512_i32gather_epi32 (_mm512_cvtepu16_epi32 (_mm256_loadu_si256 ((const void *) (code + r))), sets, 4);

		_mm512_storeu_si512 (leaves + r, _mm512_and_si512 (found, _mm512_loadu_si512 (leaves + r)));
	}
#else
	for (int r = 0; r < ROWS; r++)
		leaves[r] &= sets[code[r]];
#endif
}

INLINE void look_up_sets (const struct skops_bits *bits, const struct skops_bits_tree *tree, const uint16_t *codes, bool wide, struct leaves *leaves)
{
	for (uint32_t k = tree->table; k < tree->table + tree->tables; k++) {
		const struct skops_bits_table *table = &bits->tables[k];
		const uint16_t *code = codes + (size_t) table->feature * ROWS;

		and_sets (leaves->low, bits->low_sets + table->sets, code);
		if (wide)
			and_sets (leaves->high, bits->high_sets + table->sets, code);
	}
}

/* Adds the tree's single values to ROWS sums. */
INLINE void add_values (const double *values, const struct leaves *leaves, bool wide, double *sums)
{
#ifdef __AVX512CD__
	const __m512i zero = _mm512_setzero_si512 (), last = _mm512_set1_epi32 (31);

	for (int r = 0; r < ROWS; r += 16) {
		__m512i low = _mm512_loadu_si512 (leaves->low + r), bit = _mm512_and_si512 (low, _mm512_sub_epi32 (zero, low)), leaf;

		if (wide) {
			__m512i high = _mm512_loadu_si512 (leaves->high + r);
			__mmask16 in_high = _mm512_cmpeq_epi32_mask (low, zero);

			bit = _mm512_mask_and_epi32 (bit, in_high, high, _mm512_sub_epi32 (zero, high));
			leaf = _mm512_sub_epi32 (_mm512_mask_set1_epi32 (last, in_high, 63), _mm512_lzcnt_epi32 (bit));
		} else {
			leaf = _mm512_sub_epi32 (last, _mm512_lzcnt_epi32 (bit));
		}
		_mm512_storeu_pd (sums + r, _mm512_add_pd (_mm512_loadu_pd (sums + r), _mm512_i32gather_pd (_mm512_castsi512_si256 (leaf), values, 8)));
		_mm512_storeu_pd (sums + r + 8, _mm512_add_pd (_mm512_loadu_pd (sums + r + 8), _mm512_i32gather_pd (_mm512_extracti64x4_epi64 (leaf, 1), values, 8)));
	}
#else
	for (int r = 0; r < ROWS; r++)
		sums[r] += values[lowest (leaves->low[r], wide ? leaves->high[r] : 0, wide)];
#endif
}

INLINE void many (const struct skops_bits *bits, const struct skops_bits_rows *x, size_t rows, size_t from, size_t to, double *out, size_t stride, bool wide, bool missing)
{
	double sums[ROWS] = { 0 };

	for (size_t r = 0; r < rows && bits->width == 1; r++)
		sums[r] = out[r * stride];
	for (size_t t = from; t < to; t++) {
		const struct skops_bits_tree *tree = &bits->trees[t];
		struct leaves leaves;
		struct group group;

		memset (&group, 0xff, sizeof group);
		strike_nodes (bits, tree, x->keys, wide, missing, &group);
		memcpy (leaves.low, group.low, sizeof leaves.low);
		if (wide)
			memcpy (leaves.high, group.high, sizeof leaves.high);
		look_up_sets (bits, tree, x->codes, wide, &leaves);
		if (bits->width == 1)
			add_values (bits->values + tree->leaf, &leaves, wide, sums);
		else
			for (size_t r = 0; r < rows; r++)
				add_leaf (bits, tree, lowest (leaves.low[r], wide ? leaves.high[r] : 0, wide), out + r * stride);
	}
	for (size_t r = 0; r < rows && bits->width == 1; r++)
		out[r * stride] = sums[r];
}

static void run_many (const struct skops_bits *bits, const struct skops_bits_rows *x, size_t rows, size_t from, size_t to, double *out, size_t stride)
{
	if (bits->wide)
		many (bits, x, rows, from, to, out, stride, true, x->missing);
	else if (x->missing)
		many (bits, x, rows, from, to, out, stride, false, true);
	else
		many (bits, x, rows, from, to, out, stride, false, false);
}

/* ---- one row ---- */

#ifdef __AVX512F__
/* The keys of sixteen nodes. Up to 32 features fit into two registers. */
INLINE __m512i pick_sixteen (const struct skops_bits *bits, const int32_t *keys, const uint16_t *slots, bool few, bool missing)
{
	__m512i slot = _mm512_cvtepu16_epi32 (_mm256_loadu_si256 ((const void *) slots)), feature, picked;
	__mmask16 low = _mm512_test_epi32_mask (slot, _mm512_set1_epi32 (SKOPS_BITS_MISSING_LEFT));

	if (few) { /* the permutation looks at the five lowest bits */
		picked = _mm512_permutex2var_epi32 (_mm512_loadu_si512 (keys), slot, _mm512_loadu_si512 (keys + 16));
		if (missing)
			picked = _mm512_mask_mov_epi32 (picked, low, _mm512_permutex2var_epi32 (_mm512_loadu_si512 (keys + 32), slot, _mm512_loadu_si512 (keys + 48)));
		return picked;
	}
	feature = _mm512_and_epi32 (slot, _mm512_set1_epi32 (SKOPS_BITS_MISSING_LEFT - 1));
	if (missing)
		feature = _mm512_mask_add_epi32 (feature, low, feature, _mm512_set1_epi32 ((int) bits->plane));
	return _mm512_i32gather_epi32 (feature, keys, 4);
}
#endif

INLINE eight pick_eight (const struct skops_bits *bits, const int32_t *keys, const uint16_t *slots, bool few, bool missing)
{
#ifdef __AVX512F__
	if (few) /* behind the nodes of a tree there are those of the next, or what is behind them all */
		return (eight) _mm512_castsi512_si256 (pick_sixteen (bits, keys, slots, few, missing));
#endif
	eight out = { 0 };

	(void) few;
#pragma GCC unroll 8
	for (int i = 0; i < EIGHT; i++)
		out[i] = keys[place (bits, slots[i], 1, missing)];
	return out;
}

INLINE uint32_t all_of (eight sets)
{
	typedef int32_t four __attribute__ ((vector_size (16)));
	four a, b;

	memcpy (&a, &sets, sizeof a);
	memcpy (&b, (const char *) &sets + sizeof a, sizeof b);
	a &= b;
	a &= __builtin_shufflevector (a, a, 2, 3, 0, 1);
	return (uint32_t) (a[0] & a[1]);
}

/* The leaves that are left of a tree. */
INLINE void strike_tree (const struct skops_bits *bits, const struct skops_bits_tree *tree, const struct skops_bits_rows *x, bool wide, bool few, bool missing, uint32_t *low, uint32_t *high)
{
	uint32_t n = tree->node, end = tree->node + tree->nodes;
	eight lows = ~(eight) { 0 }, highs = lows;

#ifdef __AVX512F__
	if (tree->nodes > EIGHT) {
		lanes low16 = all (-1), high16 = low16;

		for (; n + EIGHT < end; n += 16) {
			lanes picked = (lanes) pick_sixteen (bits, x->keys, bits->slot + n, few, missing), nodes = load (bits->keys + n);

			low16 = strike (low16, picked, nodes, load (bits->low + n));
			if (wide)
				high16 = strike (high16, picked, nodes, load (bits->high + n));
		}
		lows = (eight) _mm512_castsi512_si256 ((__m512i) low16) & (eight) _mm512_extracti64x4_epi64 ((__m512i) low16, 1);
		highs = (eight) _mm512_castsi512_si256 ((__m512i) high16) & (eight) _mm512_extracti64x4_epi64 ((__m512i) high16, 1);
	}
#endif
	for (; n < end; n += EIGHT) {
		eight picked = pick_eight (bits, x->keys, bits->slot + n, few, missing), nodes = load_eight (bits->keys + n);

		lows = strike_eight (lows, picked, nodes, load_eight (bits->low + n));
		if (wide)
			highs = strike_eight (highs, picked, nodes, load_eight (bits->high + n));
	}
	*low = all_of (lows);
	*high = wide ? all_of (highs) : 0;
}

#ifdef __AVX512F__
/* The leaves that are left of two trees of at most eight nodes, the second behind the first. */
INLINE void strike_two (const struct skops_bits *bits, const struct skops_bits_tree *tree, const struct skops_bits_rows *x, bool few, bool missing, uint32_t left[2])
{
	lanes picked = (lanes) pick_sixteen (bits, x->keys, bits->slot + tree->node, few, missing);
	__m512i sets = (__m512i) strike (all (-1), picked, load (bits->keys + tree->node), load (bits->low + tree->node));

	sets = _mm512_and_si512 (sets, _mm512_shuffle_epi32 (sets, _MM_PERM_BADC));
	sets = _mm512_and_si512 (sets, _mm512_shuffle_epi32 (sets, _MM_PERM_CDAB));
	sets = _mm512_and_si512 (sets, _mm512_shuffle_i64x2 (sets, sets, _MM_SHUFFLE (2, 3, 0, 1)));
	left[0] = (uint32_t) _mm_cvtsi128_si32 (_mm512_castsi512_si128 (sets));
	left[1] = (uint32_t) _mm_cvtsi128_si32 (_mm512_extracti32x4_epi32 (sets, 2));
}
#endif

INLINE void one (const struct skops_bits *bits, const struct skops_bits_rows *x, size_t from, size_t to, double *out, bool wide, bool few, bool missing)
{
	double sum = bits->width == 1 ? *out : 0;

	for (size_t t = from; t < to; t++) {
		const struct skops_bits_tree *tree = &bits->trees[t];
		uint32_t low, high;

#ifdef __AVX512F__
		if (bits->pairs && t + 1 < to) {
			uint32_t left[2];

			strike_two (bits, tree, x, few, missing, left);
			sum += bits->values[tree->leaf + lowest (left[0], 0, false)];
			sum += bits->values[tree[1].leaf + lowest (left[1], 0, false)];
			t++;
			continue;
		}
#endif
		strike_tree (bits, tree, x, wide, few, missing, &low, &high);
		for (uint32_t k = tree->table; k < tree->table + tree->tables; k++) {
			const struct skops_bits_table *table = &bits->tables[k];
			low &= bits->low_sets[table->sets + x->codes[table->feature]];
			if (wide)
				high &= bits->high_sets[table->sets + x->codes[table->feature]];
		}
		if (bits->width == 1)
			sum += bits->values[tree->leaf + lowest (low, high, wide)];
		else
			add_leaf (bits, tree, lowest (low, high, wide), out);
	}
	if (bits->width == 1)
		*out = sum;
}

static void run_one (const struct skops_bits *bits, const struct skops_bits_rows *x, size_t from, size_t to, double *out)
{
	bool few = bits->n_used <= 32;

	if (bits->wide || !few)
		one (bits, x, from, to, out, bits->wide, false, x->missing);
	else if (x->missing)
		one (bits, x, from, to, out, false, true, true);
	else
		one (bits, x, from, to, out, false, true, false);
}

const struct skops_bits_kernels KERNELS = { KERNELS_NAME, convert, run_many, run_one };
