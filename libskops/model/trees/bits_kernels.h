/* SPDX-License-Identifier: BSD-3-Clause */
/* The kernels on sets of leaves, as each file that includes this is compiled: KERNELS names what it makes. Vectors are the compiler's own, so that one
 * source serves every processor; where a processor has an instruction that compilers do not find, it is named. */
#include <string.h>

#include "model/trees/bits.h"

#ifdef __AVX512F__
#include <immintrin.h>
#endif

enum { LANES = SKOPS_BITS_NODES };

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
	lanes low[2], high[2]; /* of SKOPS_BITS_ROWS rows */
};

static inline __attribute__ ((always_inline)) void strike_nodes (const struct skops_bits *bits, const struct skops_bits_tree *tree, const int32_t *keys, bool wide,
                                                                 struct group *group)
{
	for (uint32_t n = tree->node, end = tree->node + tree->nodes; n < end; n++) {
		const int32_t *at = keys + (size_t) bits->slot[n] * SKOPS_BITS_ROWS;
		lanes first = load (at), second = load (at + LANES), node = all (bits->keys[n]), struck = all ((int32_t) bits->low[n]);

		group->low[0] = strike (group->low[0], first, node, struck);
		group->low[1] = strike (group->low[1], second, node, struck);
		if (wide) {
			struck = all ((int32_t) bits->high[n]);
			group->high[0] = strike (group->high[0], first, node, struck);
			group->high[1] = strike (group->high[1], second, node, struck);
		}
	}
}

static inline __attribute__ ((always_inline)) void many (const struct skops_bits *bits, const int32_t *keys, const uint16_t *codes, size_t rows, size_t from, size_t to,
                                                         double *out, size_t stride, bool wide)
{
	for (size_t t = from; t < to; t++) {
		const struct skops_bits_tree *tree = &bits->trees[t];
		struct group group = { .low = { all (-1), all (-1) }, .high = { all (-1), all (-1) } };
		uint32_t low[SKOPS_BITS_ROWS], high[SKOPS_BITS_ROWS];

		strike_nodes (bits, tree, keys, wide, &group);
		memcpy (low, group.low, sizeof low);
		if (wide)
			memcpy (high, group.high, sizeof high);
		for (uint32_t k = tree->table; k < tree->table + tree->tables; k++) {
			const struct skops_bits_table *table = &bits->tables[k];
			const uint16_t *code = codes + (size_t) table->feature * SKOPS_BITS_ROWS;
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

static void run_many (const struct skops_bits *bits, const int32_t *keys, const uint16_t *codes, size_t rows, size_t from, size_t to, double *out, size_t stride)
{
	if (bits->wide)
		many (bits, keys, codes, rows, from, to, out, stride, true);
	else
		many (bits, keys, codes, rows, from, to, out, stride, false);
}

/* ---- one row ---- */

/* The keys of LANES nodes. Up to 32 slots fit into two registers. */
static inline __attribute__ ((always_inline)) lanes pick (const int32_t *keys, const uint16_t *slots, bool few)
{
#ifdef __AVX512F__
	__m512i indices = _mm512_cvtepu16_epi32 (_mm256_loadu_si256 ((const void *) slots));

	if (few)
		return (lanes) _mm512_permutex2var_epi32 (_mm512_loadu_si512 (keys), indices, _mm512_loadu_si512 (keys + LANES));
	return (lanes) _mm512_i32gather_epi32 (indices, keys, 4);
#else
	lanes out;

	(void) few;
	for (int i = 0; i < LANES; i++)
		out[i] = keys[slots[i]];
	return out;
#endif
}

static inline uint32_t all_of (lanes sets)
{
#ifdef __AVX512F__
	return (uint32_t) _mm512_reduce_and_epi32 ((__m512i) sets);
#else
	int32_t out = -1;

	for (int i = 0; i < LANES; i++)
		out &= sets[i];
	return (uint32_t) out;
#endif
}

static inline __attribute__ ((always_inline)) void one (const struct skops_bits *bits, const int32_t *keys, const uint16_t *codes, size_t from, size_t to, double *out,
                                                        bool wide, bool few)
{
	for (size_t t = from; t < to; t++) {
		const struct skops_bits_tree *tree = &bits->trees[t];
		lanes low = all (-1), high = all (-1);
		uint32_t lows, highs = 0;

		for (uint32_t n = tree->node, end = tree->node + tree->nodes; n < end; n += LANES) {
			lanes picked = pick (keys, bits->slot + n, few), nodes = load (bits->keys + n);

			low = strike (low, picked, nodes, load (bits->low + n));
			if (wide)
				high = strike (high, picked, nodes, load (bits->high + n));
		}
		lows = all_of (low);
		if (wide)
			highs = all_of (high);
		for (uint32_t k = tree->table; k < tree->table + tree->tables; k++) {
			const struct skops_bits_table *table = &bits->tables[k];
			lows &= bits->low_sets[table->sets + codes[table->feature]];
			if (wide)
				highs &= bits->high_sets[table->sets + codes[table->feature]];
		}
		add_leaf (bits, tree, lowest (lows, highs, wide), out);
	}
}

static void run_one (const struct skops_bits *bits, const int32_t *keys, const uint16_t *codes, size_t from, size_t to, double *out)
{
	bool few = bits->n_slots <= 2 * LANES;

	if (bits->wide)
		one (bits, keys, codes, from, to, out, true, few);
	else if (few)
		one (bits, keys, codes, from, to, out, false, true);
	else
		one (bits, keys, codes, from, to, out, false, false);
}

const struct skops_bits_kernels KERNELS = { KERNELS_NAME, run_many, run_one };
