/* SPDX-License-Identifier: BSD-3-Clause */
/* Arithmetic of dense rows: what linear models and their like are made of. Each kernel computes the same numbers, bit for bit, on every processor. */
#ifndef SKOPS_MODEL_DENSE_H
#define SKOPS_MODEL_DENSE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/simd.h"
#include "skops/plugin.h"

enum { SKOPS_DENSE_LANES = 8 }; /* sums side by side: each addition waits for the one before it */

/* x · weights' + intercepts. Weights come in eights; the last eight are of the last eight features, with zeros in the place of those that came before; of fewer than eight features, those and
 * zeros. */
struct skops_affine {
	size_t outputs, features, eights;
	const double *weights;    /* [outputs, eights, 8] */
	const double *intercepts; /* [outputs] */
};

/* Affine: rows `stride` numbers apart, answers likewise; true if all of them are finite. Finite: whether all numbers are. Round: to float32. Logistic: 1 / (1 + exp (-value)) in the place of the value; narrow: rounded to float32 at each step. */
struct skops_dense_kernels {
	bool (*affine) (const struct skops_affine *affine, const double *x, size_t stride, size_t rows, double *out, size_t out_stride);
	bool (*affine_f4) (const struct skops_affine *affine, const float *x, size_t stride, size_t rows, double *out, size_t out_stride);
	bool (*finite) (const double *x, size_t count);
	bool (*finite_f4) (const float *x, size_t count);
	void (*round_narrow) (double *values, size_t count);
	void (*logistic) (double *values, size_t count);
	void (*logistic_narrow) (double *values, size_t count);
};

const struct skops_dense_kernels *skops_dense_kernels_for (enum skops_simd simd);

extern const struct skops_dense_kernels skops_dense_portable, skops_dense_avx2, skops_dense_avx512;

#endif
