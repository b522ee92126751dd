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

/* Rows row … row + count - 1 into memory that has room for both planes, `apart` keys from feature to feature. */
static void convert (const struct skops_bits *bits, const struct skops_block *x, size_t row, size_t count, size_t apart, int32_t *keys, uint16_t *codes, bool *missing)
{
	int32_t highest = INT32_MIN;

	for (size_t f = 0; f < bits->n_used; f++)
		for (size_t r = 0; r < count; r++) {
			float value = x->form == SKOPS_DENSE_F4 ? skops_row_f4 (x, row + r)[bits->used[f]] : (float) skops_row (x, row + r)[bits->used[f]];
			int32_t key = skops_bits_key (value);

			keys[f * apart + r] = key;
			highest = key > highest ? key : highest;
		}
	*missing = highest == SKOPS_BITS_NAN;
	for (size_t i = 0; *missing && i < bits->n_used * apart; i++)
		keys[bits->plane * apart + i] = keys[i] == SKOPS_BITS_NAN ? INT32_MIN : keys[i];
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
	int32_t *keys = skops_arena_scratch (arena, 2 * bits->plane, apart * sizeof *keys);
	uint16_t *codes = skops_arena_scratch (arena, bits->n_features, apart * sizeof *codes);
	struct skops_bits_rows rows = { keys, codes, false };

	if (!keys || !codes)
		return skops_fail (call, SKOPS_NO_MEMORY, "no memory for rows of %zu features", x->width);
	while (x->rows - row >= MANY) {
		size_t count = x->rows - row < ROWS ? x->rows - row : ROWS;

		convert (bits, x, row, count, ROWS, keys, codes, &rows.missing);
		bits->kernels->many (bits, &rows, count, from, to, out + row * stride, stride);
		row += count;
	}
	for (; row < x->rows; row++) {
		convert (bits, x, row, 1, 1, keys, codes, &rows.missing);
		bits->kernels->one (bits, &rows, from, to, out + row * stride);
	}
	skops_arena_reset (arena, mark);
	return SKOPS_OK;
}
