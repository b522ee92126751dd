/* SPDX-License-Identifier: BSD-3-Clause */
/* Rows of a block through the sets of leaves of small trees: many rows side by side, or a few one by one. */
#include <string.h>

#include "model/frame.h"
#include "model/trees/forest.h"

/* Below so many rows, one at a time is faster than side by side. */
enum { MANY = 8, ROWS = SKOPS_BITS_ROWS };

static double number (const struct skops_block *x, size_t row, int32_t column)
{
	return x->form == SKOPS_DENSE_F4 ? (double) skops_row_f4 (x, row)[column] : skops_row (x, row)[column];
}

/* Rows row … row + count - 1, `apart` keys from slot to slot. */
static void convert (const struct skops_bits *bits, const struct skops_block *x, size_t row, size_t count, size_t apart, int32_t *keys, uint16_t *codes)
{
	for (size_t s = 0; s < bits->n_slots; s++, keys += apart) {
		const struct skops_bits_slot *slot = &bits->slots[s];

		if (x->form == SKOPS_DENSE_F4)
			for (size_t r = 0; r < count; r++)
				keys[r] = skops_bits_key (skops_row_f4 (x, row + r)[slot->feature], slot->missing_low);
		else
			for (size_t r = 0; r < count; r++)
				keys[r] = skops_bits_key ((float) skops_row (x, row + r)[slot->feature], slot->missing_low);
	}
	for (size_t f = 0; f < bits->n_features; f++, codes += apart)
		for (size_t r = 0; r < count; r++)
			codes[r] = skops_bits_code (&bits->features[f], number (x, row + r, bits->features[f].feature));
}

enum skops_status skops_bits_sum (struct skops_call *call, const struct skops_bits *bits, const struct skops_block *x, size_t from, size_t to, double *out, size_t stride)
{
	struct skops_frame *frame = skops_frame_of (call);
	struct skops_arena *arena = frame->scratch ? frame->scratch : frame->arena;
	struct skops_arena_mark mark = skops_arena_mark (arena);
	size_t apart = x->rows < MANY ? 1 : ROWS, row = 0;
	/* Registers are loaded whole. */
	int32_t *keys = skops_arena_scratch (arena, bits->n_slots + 2 * SKOPS_BITS_NODES, apart * sizeof *keys);
	uint16_t *codes = skops_arena_scratch (arena, bits->n_features, apart * sizeof *codes);

	if (!keys || !codes)
		return skops_fail (call, SKOPS_NO_MEMORY, "no memory for rows of %zu features", x->width);
	for (; x->rows - row >= MANY; row += x->rows - row < ROWS ? x->rows - row : ROWS) {
		size_t count = x->rows - row < ROWS ? x->rows - row : ROWS;

		convert (bits, x, row, count, ROWS, keys, codes);
		bits->kernels->many (bits, keys, codes, count, from, to, out + row * stride, stride);
	}
	for (; row < x->rows; row++) {
		convert (bits, x, row, 1, 1, keys, codes);
		bits->kernels->one (bits, keys, codes, from, to, out + row * stride);
	}
	skops_arena_reset (arena, mark);
	return SKOPS_OK;
}
