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

enum skops_status skops_host_affine_run (struct skops_call *call, const struct skops_affine *affine, const struct skops_block *x, size_t first, size_t rows, double *out, size_t stride)
{
	struct skops_frame *frame = skops_frame_of (call);
	const struct skops_dense_kernels *kernels = frame->workspace->dense;
	bool finite = x->form == SKOPS_DENSE_F4 ? kernels->affine_f4 (affine, skops_row_f4 (x, first), x->stride, rows, out, stride)
		: kernels->affine (affine, skops_row (x, first), x->stride, rows, out, stride);

	/* What is not finite makes a sum that is none; a sum may also be too large. */
	return finite || !(frame->method->method.flags & SKOPS_FINDS_INFINITE) ? SKOPS_OK
		: skops_block_check (frame, x, first, rows, frame->method->method.flags);
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
