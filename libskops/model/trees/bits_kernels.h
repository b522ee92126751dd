/* SPDX-License-Identifier: BSD-3-Clause */
/* The kernels on sets of leaves, as each file that includes this is compiled: KERNELS names what it makes. Vectors are the compiler's own, so that one
 * source serves every processor; where a processor has an instruction that compilers do not find, it is named. */
#include <string.h>

#include "model/trees/bits.h"

#ifdef __AVX512F__
#include <immintrin.h>
#endif

/* The widest registers; rows that are struck side by side at most, so that their sets stay in them. */
#ifdef __AVX512F__
enum { LANES = 16, GROUP = 64 };
#elif defined __AVX2__
enum { LANES = 8, GROUP = 32 };
#else
enum { LANES = 4, GROUP = 32 };
#endif
enum { ROWS = SKOPS_BITS_ROWS, REGISTERS = GROUP / LANES, EIGHT = 8 };

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

INLINE unsigned first_of (uint32_t low, uint32_t high, bool wide)
{
	return !wide || low ? (unsigned) __builtin_clz (low) : 32 + (unsigned) __builtin_clz (high);
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

/* The leaves that are left of a tree to GROUP rows, or to the first `registers` of them. */
struct group {
	lanes low[REGISTERS], high[REGISTERS];
};

INLINE void strike_nodes (const struct skops_bits *bits, const struct skops_bits_tree *tree, const int32_t *keys, int registers, bool wide, bool missing, struct group *group)
{
	for (uint32_t n = tree->node, end = tree->node + tree->nodes; n < end; n++) {
		const int32_t *at = keys + place (bits, bits->slot[n], ROWS, missing);
		lanes node = all (bits->keys[n]), low = all ((int32_t) bits->low[n]), high = all (wide ? (int32_t) bits->high[n] : 0);

#pragma GCC unroll 8
		for (int i = 0; i < registers; i++) {
			lanes rows = load (at + i * LANES);

			group->low[i] = strike (group->low[i], rows, node, low);
			if (wide)
				group->high[i] = strike (group->high[i], rows, node, high);
		}
	}
}

#ifdef __AVX512F__
/* sets[code], of up to 32 sets by permutation. */
INLINE lanes look_up (const uint32_t *sets, const uint16_t *codes, uint16_t last)
{
	__m512i code = _mm512_cvtepu16_epi32 (_mm256_loadu_si256 ((const void *) codes));

	if (last < 16)
		return (lanes) _mm512_permutexvar_epi32 (code, _mm512_loadu_si512 (sets));
	if (last < 32)
		return (lanes) _mm512_permutex2var_epi32 (_mm512_loadu_si512 (sets), code, _mm512_loadu_si512 (sets + 16));
	return (lanes) _mm512_i32gather_epi32 (code, sets, 4);
}
#else
INLINE lanes look_up (const uint32_t *sets, const uint16_t *codes, uint16_t last)
{
	lanes out;

	(void) last;
#pragma GCC unroll 8
	for (int i = 0; i < LANES; i++)
		out[i] = (int32_t) sets[codes[i]];
	return out;
}
#endif

INLINE void strike_tables (const struct skops_bits *bits, const struct skops_bits_tree *tree, const uint16_t *codes, int registers, bool wide, struct group *group)
{
	for (uint32_t k = tree->table; k < tree->table + tree->tables; k++) {
		const struct skops_bits_table *table = &bits->tables[k];
		const uint16_t *code = codes + (size_t) table->feature * ROWS;
		uint16_t last = bits->features[table->feature].codes;

#pragma GCC unroll 8
		for (int i = 0; i < registers; i++) {
			group->low[i] &= look_up (bits->low_sets + table->sets, code + i * LANES, last);
			if (wide)
				group->high[i] &= look_up (bits->high_sets + table->sets, code + i * LANES, last);
		}
	}
}

/* How a leaf's value is found: among eight or 32 by permutation, or in memory. */
enum { BY_EIGHT = 8, BY_32 = 32, IN_MEMORY = 64 };

/* Adds the tree's single values to the rows' sums. */
#ifdef __AVX512F__
INLINE __m512d look_up_values (const double *values, __m256i leaf, __mmask8 upper, int how)
{
	__m512i at = _mm512_cvtepu32_epi64 (leaf);

	if (how == BY_EIGHT)
		return _mm512_permutexvar_pd (at, _mm512_loadu_pd (values));
	if (how == BY_32)
		return _mm512_mask_mov_pd (_mm512_permutex2var_pd (_mm512_loadu_pd (values), at, _mm512_loadu_pd (values + 8)), upper,
		                           _mm512_permutex2var_pd (_mm512_loadu_pd (values + 16), at, _mm512_loadu_pd (values + 24)));
	return _mm512_i32gather_pd (leaf, values, 8);
}

INLINE void add_values (const double *values, const struct group *group, int registers, bool wide, int how, double *sums)
{
#pragma GCC unroll 8
	for (int i = 0; i < registers; i++) {
		__m512i leaf = _mm512_lzcnt_epi32 ((__m512i) group->low[i]);
		__mmask16 upper = _mm512_test_epi32_mask (leaf, _mm512_set1_epi32 (16));
		double *to = sums + i * LANES;

		if (wide)
			leaf = _mm512_mask_add_epi32 (leaf, _mm512_testn_epi32_mask ((__m512i) group->low[i], (__m512i) group->low[i]), _mm512_set1_epi32 (32),
			                              _mm512_lzcnt_epi32 ((__m512i) group->high[i]));
		_mm512_storeu_pd (to, _mm512_add_pd (_mm512_loadu_pd (to), look_up_values (values, _mm512_castsi512_si256 (leaf), (__mmask8) upper, how)));
		_mm512_storeu_pd (to + 8, _mm512_add_pd (_mm512_loadu_pd (to + 8), look_up_values (values, _mm512_extracti64x4_epi64 (leaf, 1), (__mmask8) (upper >> 8), how)));
	}
}
#else
INLINE void add_values (const double *values, const struct group *group, int registers, bool wide, int how, double *sums)
{
	uint32_t low[GROUP], high[GROUP];

	(void) how;
	memcpy (low, group->low, sizeof low);
	if (wide)
		memcpy (high, group->high, sizeof high);
	for (int r = 0; r < registers * LANES; r++)
		sums[r] += values[first_of (low[r], wide ? high[r] : 0, wide)];
}
#endif

INLINE void add_leaves (const struct skops_bits *bits, const struct skops_bits_tree *tree, const struct group *group, size_t rows, bool wide, double *out, size_t stride)
{
	uint32_t low[GROUP], high[GROUP];

	memcpy (low, group->low, sizeof low);
	if (wide)
		memcpy (high, group->high, sizeof high);
	for (size_t r = 0; r < rows; r++)
		add_leaf (bits, tree, first_of (low[r], wide ? high[r] : 0, wide), out + r * stride);
}

/* `rows` rows from `first` on, at most `registers` full. */
INLINE void many (const struct skops_bits *bits, const struct skops_bits_rows *x, size_t first, size_t rows, size_t from, size_t to, double *out, size_t stride, int registers, bool wide,
                  bool missing, int how)
{
	double sums[GROUP] = { 0 };

	for (size_t r = 0; r < rows && bits->width == 1; r++)
		sums[r] = out[r * stride];
	for (size_t t = from; t < to; t++) {
		const struct skops_bits_tree *tree = &bits->trees[t];
		struct group group;

#pragma GCC unroll 8
		for (int i = 0; i < registers; i++)
			group.low[i] = group.high[i] = all (-1);
		strike_nodes (bits, tree, x->keys + first, registers, wide, missing, &group);
		strike_tables (bits, tree, x->codes + first, registers, wide, &group);
		if (bits->width == 1)
			add_values (bits->values + tree->leaf, &group, registers, wide, how, sums);
		else
			add_leaves (bits, tree, &group, rows, wide, out, stride);
	}
	for (size_t r = 0; r < rows && bits->width == 1; r++)
		out[r * stride] = sums[r];
}

INLINE void run_group (const struct skops_bits *bits, const struct skops_bits_rows *x, size_t first, size_t rows, size_t from, size_t to, double *out, size_t stride, int registers)
{
	int how = bits->leaves <= BY_EIGHT ? BY_EIGHT : BY_32;

	if (bits->wide)
		many (bits, x, first, rows, from, to, out, stride, registers, true, x->missing, IN_MEMORY);
	else if (x->missing)
		many (bits, x, first, rows, from, to, out, stride, registers, false, true, BY_32);
	else if (how == BY_32)
		many (bits, x, first, rows, from, to, out, stride, registers, false, false, BY_32);
	else
		many (bits, x, first, rows, from, to, out, stride, registers, false, false, BY_EIGHT);
}

static void run_many (const struct skops_bits *bits, const struct skops_bits_rows *x, size_t rows, size_t from, size_t to, double *out, size_t stride)
{
	enum { HALF = REGISTERS / 2 };

	for (size_t first = 0; first < rows; first += GROUP) {
		size_t count = rows - first < GROUP ? rows - first : GROUP;

		if (count > HALF * LANES)
			run_group (bits, x, first, count, from, to, out + first * stride, stride, REGISTERS);
		else
			run_group (bits, x, first, count, from, to, out + first * stride, stride, HALF);
	}
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
/* The values of the leaves of two trees of at most eight nodes, the second behind the first: all comparisons at once, and a look at what they lead to. */
INLINE double add_two (const struct skops_bits *bits, const struct skops_bits_tree *tree, const struct skops_bits_rows *x, bool few, bool missing, double sum)
{
	__m512i picked = pick_sixteen (bits, x->keys, bits->slot + tree->node, few, missing), keys = _mm512_loadu_si512 (bits->keys + tree->node);
	unsigned answers = _cvtmask16_u32 (_mm512_cmpgt_epi32_mask (picked, keys));

	sum += bits->values[tree[0].leaf + bits->shapes[tree[0].shape][answers & 255]];
	return sum + bits->values[tree[1].leaf + bits->shapes[tree[1].shape][answers >> 8]];
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
			sum = add_two (bits, tree, x, few, missing, sum);
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
			sum += bits->values[tree->leaf + first_of (low, high, wide)];
		else
			add_leaf (bits, tree, first_of (low, high, wide), out);
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
