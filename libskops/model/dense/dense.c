/* SPDX-License-Identifier: BSD-3-Clause */
/* Services of the host on dense rows. */
#include "model/dense/dense.h"

#include <string.h>

#include "config.h"

#include "model/frame.h"

const struct skops_dense_kernels *skops_dense_kernels_for (enum skops_simd simd)
{
#ifdef HAVE_X86_KERNELS
	static const struct skops_dense_kernels *const kernels[SKOPS_SIMDS] = { &skops_dense_portable, &skops_dense_avx2, &skops_dense_avx512 };

	return kernels[simd];
#else
	(void) simd;
	return &skops_dense_portable;
#endif
}

const struct skops_affine *skops_host_affine_new (struct skops_call *call, const double *weights, size_t outputs, size_t features, const double *intercepts, size_t n_intercepts)
{
	struct skops_arena *arena = skops_frame_of (call)->arena;
	size_t left = features % SKOPS_DENSE_LANES, before = features < SKOPS_DENSE_LANES ? 0 : SKOPS_DENSE_LANES - left;
	struct skops_affine *affine = skops_arena_alloc (arena, 1, sizeof *affine);
	double *tails = skops_arena_alloc (arena, outputs, SKOPS_DENSE_LANES * sizeof *tails), *added = skops_arena_alloc (arena, outputs, sizeof *added);

	if (!affine || !tails || !added) {
		skops_fail (call, SKOPS_NO_MEMORY, "no memory for %zu × %zu weights", outputs, features);
		return NULL;
	}
	*affine = (struct skops_affine) { .outputs = outputs, .features = features, .weights = weights, .tails = tails, .intercepts = added };
	for (size_t o = 0; o < outputs; o++) {
		if (left)
			memcpy (tails + o * SKOPS_DENSE_LANES + before, weights + (o + 1) * features - left, left * sizeof *tails);
		added[o] = n_intercepts ? intercepts[n_intercepts == 1 ? 0 : o] : 0;
	}
	return affine;
}

/* What is not finite makes an answer that is none; an answer may also be too large. */
static enum skops_status find_infinite (struct skops_frame *frame, const struct skops_block *x, size_t first, size_t rows)
{
	uint32_t flags = frame->method->method.flags;

	return flags & SKOPS_FINDS_INFINITE ? skops_block_check (frame, x, first, rows, flags) : SKOPS_OK;
}

enum skops_status skops_host_affine_run (struct skops_call *call, const struct skops_affine *affine, const struct skops_block *x, size_t first, size_t rows, double *out, size_t stride)
{
	struct skops_frame *frame = skops_frame_of (call);
	const struct skops_dense_kernels *kernels = frame->workspace->dense;
	bool finite = x->form == SKOPS_DENSE_F4 ? kernels->affine_f4 (affine, skops_row_f4 (x, first), x->stride, rows, out, stride)
		: kernels->affine (affine, skops_row (x, first), x->stride, rows, out, stride);

	return finite ? SKOPS_OK : find_infinite (frame, x, first, rows);
}

/* `count` statistics, or `otherwise` for each where there are none; those that float32 rows meet; and as float32. */
static bool take_statistics (struct skops_arena *arena, const double *from, size_t count, double otherwise, bool rounds, const double **out, const double **met, const float **narrow)
{
	size_t places = count < SKOPS_DENSE_LANES ? SKOPS_DENSE_LANES : count;
	double *wide = skops_arena_alloc (arena, places, sizeof *wide), *rounded = rounds ? skops_arena_alloc (arena, places, sizeof *rounded) : wide;
	float *floats = skops_arena_alloc (arena, places, sizeof *floats);

	for (size_t i = 0; wide && rounded && floats && i < places; i++) {
		wide[i] = from && i < count ? from[i] : otherwise;
		floats[i] = (float) wide[i];
		if (rounds)
			rounded[i] = (double) floats[i];
	}
	*out = wide;
	*met = rounded;
	*narrow = floats;
	return wide && rounded && floats;
}

const struct skops_scaling *skops_host_scaling_new (struct skops_call *call, const double *centers, const double *scales, size_t features, bool rounds)
{
	struct skops_arena *arena = skops_frame_of (call)->arena;
	struct skops_scaling *scaling = skops_arena_alloc (arena, 1, sizeof *scaling);

	if (scaling) {
		scaling->features = centers || scales ? features : 0;
		scaling->rounds = rounds;
	}
	if (!scaling || !take_statistics (arena, centers, scaling->features, 0, rounds, &scaling->centers, &scaling->met_centers, &scaling->narrow_centers) ||
	    !take_statistics (arena, scales, scaling->features, 1, rounds, &scaling->scales, &scaling->met_scales, &scaling->narrow_scales)) {
		skops_fail (call, SKOPS_NO_MEMORY, "no memory for the statistics of %zu columns", features);
		return NULL;
	}
	return scaling;
}

/* A row of any dtype, rounded to it after each step; whether it is finite. */
static bool scale_row (const struct skops_scaling *scaling, const struct skops_block *x, size_t row, double *out)
{
	uint8_t narrowed = scaling->rounds ? x->dtype : SKOPS_F8;
	bool finite = true;

	for (size_t c = 0; c < x->width; c++) {
		double value = x->form == SKOPS_DENSE_F4 ? (double) skops_row_f4 (x, row)[c] : skops_row (x, row)[c];

		if (scaling->features) {
			value = skops_round_to (x->dtype, value - skops_round_to (narrowed, scaling->centers[c]));
			value = skops_round_to (x->dtype, value / skops_round_to (narrowed, scaling->scales[c]));
		}
		out[c] = value;
		finite &= isfinite (value) != 0;
	}
	return finite;
}

/* All rows by the kernel for their dtype, or one by one where there is none; whether they are finite. */
static bool scale (const struct skops_dense_kernels *kernels, const struct skops_scaling *scaling, const struct skops_block *x, struct skops_block *out)
{
	bool finite = true;

	if (scaling->features && x->dtype != SKOPS_F2) {
		if (x->form == SKOPS_DENSE)
			return (x->dtype == SKOPS_F4 ? kernels->scale_narrow : kernels->scale) (scaling, x->f8, x->stride, x->rows, out->f8, out->stride);
		if (x->dtype == SKOPS_F4)
			return (scaling->rounds ? kernels->scale_f4_by_f4 : kernels->scale_f4) (scaling, x->f4, x->stride, x->rows, out->f8, out->stride);
	}
	for (size_t r = 0; r < x->rows; r++)
		finite &= scale_row (scaling, x, r, skops_row (out, r));
	return finite;
}

enum skops_status skops_host_scaling_run (struct skops_call *call, const struct skops_scaling *scaling, const struct skops_block *x, struct skops_block *out)
{
	struct skops_frame *frame = skops_frame_of (call);

	if (scaling->features && scaling->features != x->width)
		return skops_fail (call, SKOPS_UNFIT, "the input has %zu columns, %zu are scaled", x->width, scaling->features);
	if ((x->form != SKOPS_DENSE && x->form != SKOPS_DENSE_F4) || out->form != SKOPS_DENSE || out->rows != x->rows || out->width != x->width)
		return skops_fail (call, SKOPS_UNSUPPORTED, "the plugin of %s scales blocks that are not dense, or not of the same size", frame->self->type);
	return scale (frame->workspace->dense, scaling, x, out) ? SKOPS_OK : find_infinite (frame, x, 0, x->rows);
}

void skops_host_logistic (struct skops_call *call, uint8_t dtype, double *values, size_t count)
{
	const struct skops_dense_kernels *kernels = skops_frame_of (call)->workspace->dense;

	if (dtype == SKOPS_F4) {
		kernels->logistic_narrow (values, count);
		return;
	}
	if (dtype != SKOPS_F2) {
		kernels->logistic (values, count);
		return;
	}
	for (size_t i = 0; i < count; i++)
		values[i] = skops_round_to (dtype, 1 / skops_round_to (dtype, 1 + skops_round_to (dtype, exp (-skops_round_to (dtype, values[i])))));
}
