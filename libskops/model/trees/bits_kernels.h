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
enum { REGISTERS = SKOPS_BITS_ROWS / LANES };

typedef int32_t lanes __attribute__ ((vector_size (LANES * sizeof (int32_t))));

static inline lanes all (int32_t x)
{
	return x - (lanes) { 0 };
}

static inline lanes load (const void *from)
{
	lanes out;

	memcpy (&out, from, sizeof out);
	return out;
}

/* `sets` without `struck` where the key is above the node's. */
static inline lanes strike (lanes sets, lanes keys, lanes nodes, lanes struck)
{
#ifdef __AVX512F__
	return (lanes) _mm512_mask_andnot_epi32 ((__m512i) sets, _mm512_cmpgt_epi32_mask ((__m512i) keys, (__m512i) nodes), (__m512i) struck, (__m512i) sets);
#else
	return sets & ~((keys > nodes) & struck);
#endif
}

static inline unsigned lowest (uint32_t low, uint32_t high, bool wide)
{
	return !wide || low ? (unsigned) __builtin_ctz (low) : 32 + (unsigned) __builtin_ctz (high);
}

static inline void add_leaf (const struct skops_bits *bits, const struct skops_bits_tree *tree, unsigned leaf, double *out)
{
	const double *values = bits->values + ((size_t) tree->leaf + leaf) * bits->width;

	for (size_t i = 0; i < bits->width; i++)
		out[i] += values[i];
}

/* ---- many rows ---- */

struct group {
	lanes low[REGISTERS], high[REGISTERS]; /* of SKOPS_BITS_ROWS rows */
};

#define INLINE static inline __attribute__ ((always_inline))

/* Where a node's feature is, in keys `apart` from feature to feature. */
INLINE size_t place (const struct skops_bits *bits, uint16_t slot, size_t apart, bool missing)
{
	size_t feature = slot & (SKOPS_BITS_MISSING_LEFT - 1);

	return (missing && slot & SKOPS_BITS_MISSING_LEFT ? bits->plane + feature : feature) * apart;
}

INLINE void strike_nodes (const struct skops_bits *bits, const struct skops_bits_tree *tree, const int32_t *keys, bool wide, bool missing, struct group *group)
{
	for (uint32_t n = tree->node, end = tree->node + tree->nodes; n < end; n++) {
		const int32_t *at = keys + place (bits, bits->slot[n], SKOPS_BITS_ROWS, missing);
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

INLINE void many (const struct skops_bits *bits, const struct skops_bits_rows *x, size_t rows, size_t from, size_t to, double *out, size_t stride, bool wide, bool missing)
{
	for (size_t t = from; t < to; t++) {
		const struct skops_bits_tree *tree = &bits->trees[t];
		uint32_t low[SKOPS_BITS_ROWS], high[SKOPS_BITS_ROWS];
		struct group group;

		memset (&group, 0xff, sizeof group);
		strike_nodes (bits, tree, x->keys, wide, missing, &group);
		memcpy (low, group.low, sizeof low);
		if (wide)
			memcpy (high, group.high, sizeof high);
		for (uint32_t k = tree->table; k < tree->table + tree->tables; k++) {
			const struct skops_bits_table *table = &bits->tables[k];
			const uint16_t *code = x->codes + (size_t) table->feature * SKOPS_BITS_ROWS;
			for (size_t r = 0; r < rows; r++) {
				low[r] &= bits->low_sets[table->sets + code[r]];
				if (wide)
					high[r] &= bits->high_sets[table->sets + code[r]];
			}
		}
		if (bits->width == 1 && !wide) {
			const double *values = bits->values + tree->leaf;
			for (size_t r = 0; r < rows; r++)
				out[r * stride] += values[__builtin_ctz (low[r])];
			continue;
		}
		for (size_t r = 0; r < rows; r++)
			add_leaf (bits, tree, lowest (low[r], wide ? high[r] : 0, wide), out + r * stride);
	}
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

/* The keys of LANES nodes. Up to 32 features fit into two registers of AVX-512. */
INLINE lanes pick (const struct skops_bits *bits, const int32_t *keys, const uint16_t *slots, bool few, bool missing)
{
#ifdef __AVX512F__
	__m512i slot = _mm512_cvtepu16_epi32 (_mm256_loadu_si256 ((const void *) slots)), feature = _mm512_and_epi32 (slot, _mm512_set1_epi32 (SKOPS_BITS_MISSING_LEFT - 1));
	__mmask16 low = _mm512_test_epi32_mask (slot, _mm512_set1_epi32 (SKOPS_BITS_MISSING_LEFT));
	__m512i picked;

	if (few) {
		picked = _mm512_permutex2var_epi32 (_mm512_loadu_si512 (keys), feature, _mm512_loadu_si512 (keys + 16));
		if (missing)
			picked = _mm512_mask_mov_epi32 (picked, low, _mm512_permutex2var_epi32 (_mm512_loadu_si512 (keys + 32), feature, _mm512_loadu_si512 (keys + 48)));
		return (lanes) picked;
	}
	if (missing)
		feature = _mm512_mask_add_epi32 (feature, low, feature, _mm512_set1_epi32 ((int) bits->plane));
	return (lanes) _mm512_i32gather_epi32 (feature, keys, 4);
#else
	lanes out;

	(void) few;
#pragma GCC unroll 8
	for (int i = 0; i < LANES; i++)
		out[i] = keys[place (bits, slots[i], 1, missing)];
	return out;
#endif
}

static inline uint32_t all_of (lanes sets)
{
#ifdef __AVX512F__
	return (uint32_t) _mm512_reduce_and_epi32 ((__m512i) sets);
#else
	int32_t out = -1;

#pragma GCC unroll 8
	for (int i = 0; i < LANES; i++)
		out &= sets[i];
	return (uint32_t) out;
#endif
}

INLINE void one (const struct skops_bits *bits, const struct skops_bits_rows *x, size_t from, size_t to, double *out, bool wide, bool few, bool missing)
{
	double sum = bits->width == 1 ? *out : 0;

	for (size_t t = from; t < to; t++) {
		const struct skops_bits_tree *tree = &bits->trees[t];
		lanes low = all (-1), high = all (-1);
		uint32_t lows, highs = 0;

		for (uint32_t n = tree->node, end = tree->node + tree->nodes; n < end; n += LANES) {
			lanes picked = pick (bits, x->keys, bits->slot + n, few, missing), nodes = load (bits->keys + n);

			low = strike (low, picked, nodes, load (bits->low + n));
			if (wide)
				high = strike (high, picked, nodes, load (bits->high + n));
		}
		lows = all_of (low);
		if (wide)
			highs = all_of (high);
		for (uint32_t k = tree->table; k < tree->table + tree->tables; k++) {
			const struct skops_bits_table *table = &bits->tables[k];
			lows &= bits->low_sets[table->sets + x->codes[table->feature]];
			if (wide)
				highs &= bits->high_sets[table->sets + x->codes[table->feature]];
		}
		if (bits->width == 1)
			sum += bits->values[tree->leaf + lowest (lows, highs, wide)];
		else
			add_leaf (bits, tree, lowest (lows, highs, wide), out);
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

const struct skops_bits_kernels KERNELS = { KERNELS_NAME, run_many, run_one };
