/* SPDX-License-Identifier: BSD-3-Clause */
/* The kernel on the heads of trees, as each file that includes this is compiled: KERNEL names it. */
#include <immintrin.h>
#include <string.h>

#include "model/trees/heads.h"

enum { LANES = 8 };

#define INLINE static inline __attribute__ ((always_inline))

#ifdef __AVX512VL__
INLINE __m256i strike (__m256i sets, __m256i rows, __m256i key, __m256i struck)
{
	return _mm256_mask_andnot_epi32 (sets, _mm256_cmpgt_epu32_mask (rows, key), struck, sets);
}

INLINE void find_exits (const struct skops_head *head, __m256i sets, uint32_t *at)
{
	__m256i exits = _mm256_permutex2var_epi32 (_mm256_loadu_si256 ((const void *) head->exits), _mm256_lzcnt_epi32 (sets), _mm256_loadu_si256 ((const void *) (head->exits + LANES)));

	_mm256_storeu_si256 ((void *) at, exits);
}
#else
/* There is only a comparison of signed numbers. */
INLINE __m256i strike (__m256i sets, __m256i rows, __m256i key, __m256i struck)
{
	const __m256i sign = _mm256_set1_epi32 (INT32_MIN);
	__m256i right = _mm256_cmpgt_epi32 (_mm256_xor_si256 (rows, sign), _mm256_xor_si256 (key, sign));

	return _mm256_andnot_si256 (_mm256_and_si256 (right, struck), sets);
}

INLINE void find_exits (const struct skops_head *head, __m256i sets, uint32_t *at)
{
	uint32_t words[LANES];

	memcpy (words, &sets, sizeof words);
	for (int lane = 0; lane < LANES; lane++)
		at[lane] = head->exits[__builtin_clz (words[lane])];
}
#endif

INLINE void strike_bundles (const struct skops_head *head, const uint32_t *keys, size_t apart, int bundles, uint32_t *at)
{
	__m256i sets[SKOPS_HEAD_TOGETHER];

#pragma GCC unroll 4
	for (int b = 0; b < bundles; b++)
		sets[b] = _mm256_set1_epi32 (-1);
	for (uint32_t n = 0; n < head->nodes; n++) {
		const uint32_t *rows = keys + head->feature[n];
		__m256i key = _mm256_set1_epi32 ((int32_t) head->keys[n]), struck = _mm256_set1_epi32 ((int32_t) head->struck[n]);

#pragma GCC unroll 4
		for (int b = 0; b < bundles; b++)
			sets[b] = strike (sets[b], _mm256_loadu_si256 ((const void *) (rows + (size_t) b * apart)), key, struck);
	}
#pragma GCC unroll 4
	for (int b = 0; b < bundles; b++)
		find_exits (head, sets[b], at + b * LANES);
}

void KERNEL (const struct skops_head *head, const uint32_t *keys, size_t apart, size_t bundles, uint32_t *at)
{
	for (; bundles >= SKOPS_HEAD_TOGETHER; bundles -= SKOPS_HEAD_TOGETHER, keys += SKOPS_HEAD_TOGETHER * apart, at += SKOPS_HEAD_TOGETHER * LANES)
		strike_bundles (head, keys, apart, SKOPS_HEAD_TOGETHER, at);
	for (; bundles; bundles--, keys += apart, at += LANES)
		strike_bundles (head, keys, apart, 1, at);
}
