/* SPDX-License-Identifier: BSD-3-Clause */
/* The heads of large trees: their first levels as a set of ways out, which many rows strike side by side before each walks on alone (bits.h has the idea). */
#ifndef SKOPS_MODEL_TREES_HEADS_H
#define SKOPS_MODEL_TREES_HEADS_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/simd.h"

enum { SKOPS_HEAD_LEVELS = 4, SKOPS_HEAD_EXITS = 1 << SKOPS_HEAD_LEVELS, SKOPS_HEAD_TOGETHER = 4 /* bundles */ };

struct skops_head {
	uint32_t nodes;                      /* that split, of the first levels */
	uint32_t keys[SKOPS_HEAD_EXITS];     /* of `nodes` */
	uint32_t struck[SKOPS_HEAD_EXITS];   /* the exits that a row does not take which goes right; the first exit is the highest bit */
	uint32_t feature[SKOPS_HEAD_EXITS];  /* as the node has it, without a mark for missing numbers */
	uint32_t exits[SKOPS_HEAD_EXITS];    /* nodes, from the root, from left to right */
};

/* Where the rows of a few bundles leave the head: keys as forest.h has them for narrow nodes, none of them missing, bundles `apart` keys one behind the other; at has eight numbers for each. */
typedef void skops_head_kernel (const struct skops_head *head, const uint32_t *keys, size_t apart, size_t bundles, uint32_t *at);

/* NULL where it would not be faster than walking. */
skops_head_kernel *skops_head_kernel_for (enum skops_simd simd);

skops_head_kernel skops_head_avx2, skops_head_avx512;

struct skops_forest;

/* The heads of a forest of narrow nodes; NULL without memory. */
const struct skops_head *skops_heads_new (struct skops_arena *arena, const struct skops_forest *forest);

#endif
