/* SPDX-License-Identifier: BSD-3-Clause */
/* Rows of a block through the sets of leaves of small trees: many rows side by side, or a few one by one. */
#include <string.h>

#include "model/frame.h"
#include "model/trees/forest.h"

/* Below so many rows, one at a time is faster than side by side. */
enum { MANY = 8, ROWS = SKOPS_BITS_ROWS };

/* Rows in the form that kernels take: what is float32 but came as float64 is narrowed again. */
static const float *floats (const struct skops_block *x, size_t row, size_t count, float *room, size_t *stride)
{
	if (x->form == SKOPS_DENSE_F4) {
		*stride = x->stride;
		return skops_row_f4 (x, row);
	}
	*stride = x->width;
	for (size_t r = 0; r < count; r++)
		for (size_t c = 0; c < x->width; c++)
			room[r * x->width + c] = (float) skops_row (x, row + r)[c];
	return room;
}

static void convert (const struct skops_bits *bits, const struct skops_block *x, size_t row, size_t count, size_t apart, float *room, struct skops_bits_rows *to)
{
	size_t stride;
	const float *numbers = floats (x, row, count, room, &stride);

	to->missing = bits->kernels->convert (bits, numbers, stride, count, apart, to->keys);
	for (size_t f = 0; f < bits->n_features; f++)
		for (size_t r = 0; r < apart; r++) /* all lanes are looked up */
			to->codes[f * apart + r] = r < count ? skops_bits_code (&bits->features[f], (double) numbers[r * stride + (size_t) bits->features[f].feature]) : 0;
}

enum skops_status skops_bits_sum (struct skops_call *call, const struct skops_bits *bits, size_t groups, const struct skops_block *x, size_t from, size_t to, double *out, size_t stride)
{
	struct skops_frame *frame = skops_frame_of (call);
	struct skops_arena *arena = frame->scratch ? frame->scratch : frame->arena;
	struct skops_arena_mark mark = skops_arena_mark (arena);
	size_t apart = x->rows < MANY ? 1 : ROWS, trees = bits->count / groups, row = 0;
	float *room = x->form == SKOPS_DENSE ? skops_arena_scratch (arena, x->width, apart * sizeof *room) : NULL;
	struct skops_bits_rows rows = { .keys = skops_arena_scratch (arena, 2 * bits->plane, apart * sizeof *rows.keys),
		.codes = skops_arena_scratch (arena, bits->n_features, apart * sizeof *rows.codes) };

	if (!rows.keys || !rows.codes || (x->form == SKOPS_DENSE && !room))
		return skops_fail (call, SKOPS_NO_MEMORY, "no memory for rows of %zu features", x->width);
	while (x->rows - row >= MANY) {
		size_t count = x->rows - row < ROWS ? x->rows - row : ROWS;

		convert (bits, x, row, count, ROWS, room, &rows);
		for (size_t g = 0; g < groups; g++)
			bits->kernels->many (bits, &rows, count, g * trees + from, g * trees + to, out + row * stride + g * bits->width, stride);
		row += count;
	}
	for (; row < x->rows; row++) {
		convert (bits, x, row, 1, 1, room, &rows);
		for (size_t g = 0; g < groups; g++)
			bits->kernels->one (bits, &rows, g * trees + from, g * trees + to, out + row * stride + g * bits->width);
	}
	skops_arena_reset (arena, mark);
	return SKOPS_OK;
}
