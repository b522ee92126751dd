/* SPDX-License-Identifier: BSD-3-Clause */
/* Arithmetic of dense rows: what linear models and their like are made of. Each kernel computes the same numbers, bit for bit, on every processor. */
#ifndef SKOPS_MODEL_DENSE_H
#define SKOPS_MODEL_DENSE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/simd.h"
#include "skops/plugin.h"

enum { SKOPS_DENSE_LANES = 8 }; /* sums side by side: each addition waits for the one before it */

/* x · weights' + intercepts. Features come in eights. What is left of them behind whole eights is the end of the last eight, for which a tail has the weights of those alone, behind zeros; of fewer
 * than eight features a tail has all weights, before zeros. */
struct skops_affine {
	size_t outputs, features;
	const double *weights;    /* [outputs, features] */
	const double *tails;      /* [outputs, 8] */
	const double *intercepts; /* [outputs] */
};

/* (x - centers) / scales, column by column: 0 and 1 where there are none, and behind the last column, so that there are eight. */
struct skops_scaling {
	size_t features;   /* 0: nothing is to be done to rows of any width */
	bool rounds;       /* float32 and float16 rows meet statistics that were rounded likewise */
	const double *centers, *scales;              /* [features, 8 at least] */
	const double *met_centers, *met_scales;      /* those that float32 rows meet */
	const float *narrow_centers, *narrow_scales; /* rounded */
};

/* Affine: rows `stride` numbers apart, answers likewise; true if all of them are finite. Scale: the same; narrow: rows that stand for float32, rounded after each step; f4_by_f4: in float32
 * arithmetic, where the statistics are rounded. Finite: whether all numbers are. Round: to float32. Logistic: 1 / (1 + exp (-value)) in the place of the value; narrow: rounded to float32 at each
 * step. */
struct skops_dense_kernels {
	bool (*affine) (const struct skops_affine *affine, const double *x, size_t stride, size_t rows, double *out, size_t out_stride);
	bool (*affine_f4) (const struct skops_affine *affine, const float *x, size_t stride, size_t rows, double *out, size_t out_stride);
	bool (*scale) (const struct skops_scaling *scaling, const double *x, size_t stride, size_t rows, double *out, size_t out_stride);
	bool (*scale_narrow) (const struct skops_scaling *scaling, const double *x, size_t stride, size_t rows, double *out, size_t out_stride);
	bool (*scale_f4) (const struct skops_scaling *scaling, const float *x, size_t stride, size_t rows, double *out, size_t out_stride);
	bool (*scale_f4_by_f4) (const struct skops_scaling *scaling, const float *x, size_t stride, size_t rows, double *out, size_t out_stride);
	bool (*finite) (const double *x, size_t count);
	bool (*finite_f4) (const float *x, size_t count);
	void (*round_narrow) (double *values, size_t count);
	void (*logistic) (double *values, size_t count);
	void (*logistic_narrow) (double *values, size_t count);
};

const struct skops_dense_kernels *skops_dense_kernels_for (enum skops_simd simd);

extern const struct skops_dense_kernels skops_dense_portable, skops_dense_avx2, skops_dense_avx512;

#endif
