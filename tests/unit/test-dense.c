/* SPDX-License-Identifier: BSD-3-Clause */
/* The kernels of dense rows: all answer the same, bit by bit, and what plain loops in their order of additions, or long double, answer. */
#include <criterion/criterion.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/simd.h"
#include "mock-frame.h"
#include "model/dense/dense.h"

enum { MOST_FEATURES = 40, MOST_ROWS = 21, MOST_OUTPUTS = 3, STRIDE = 43 };

static uint32_t state = 5;

/* From -4 on, up to 4; as float32 hold. */
static double number (void)
{
	state = state * 1664525 + 1013904223;
	return (double) (float) ((double) (state >> 8) / (1 << 21) - 4);
}

/* Eight sums side by side. What is left behind whole eights is the end of the last eight features. */
static double product (const double *x, const double *weights, size_t features)
{
	double sums[8] = { 0 };
	size_t whole = features - features % 8, left = features % 8;

	for (size_t f = 0; f < whole; f++)
		sums[f % 8] += x[f] * weights[f];
	for (size_t f = whole; f < features; f++)
		sums[features < 8 ? f : 8 - left + f - whole] += x[f] * weights[f];
	return ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]));
}

struct rows {
	double f8[MOST_ROWS * STRIDE];
	float f4[MOST_ROWS * STRIDE];
};

static void check_affine (const struct rows *x, const struct skops_affine *affine, const double *weights, const double *intercepts, size_t rows)
{
	for (enum skops_simd simd = SKOPS_SIMD_PORTABLE; simd < SKOPS_SIMDS && skops_simd_runs (simd); simd++) {
		const struct skops_dense_kernels *kernels = skops_dense_kernels_for (simd);
		double wide[MOST_ROWS * MOST_OUTPUTS], narrow[MOST_ROWS * MOST_OUTPUTS];

		cr_assert (kernels->affine (affine, x->f8, STRIDE, rows, wide, MOST_OUTPUTS));
		cr_assert (kernels->affine_f4 (affine, x->f4, STRIDE, rows, narrow, MOST_OUTPUTS));
		for (size_t r = 0; r < rows; r++)
			for (size_t o = 0; o < affine->outputs; o++) {
				double expected = product (x->f8 + r * STRIDE, weights + o * affine->features, affine->features) + intercepts[o];

				cr_assert_eq (wide[r * MOST_OUTPUTS + o], expected, "%zu features, kernel %d", affine->features, (int) simd);
				cr_assert_eq (narrow[r * MOST_OUTPUTS + o], expected, "%zu features, kernel %d, float32", affine->features, (int) simd);
			}
	}
}

Test (dense, products)
{
	struct mock mock;
	struct skops_call *call = mock_open (&mock, false);
	static struct rows x;
	double weights[MOST_OUTPUTS * MOST_FEATURES], intercepts[MOST_OUTPUTS];

	for (size_t i = 0; i < MOST_ROWS * STRIDE; i++)
		x.f4[i] = (float) (x.f8[i] = number ());
	for (size_t features = 1; features <= MOST_FEATURES; features++)
		for (size_t outputs = 1; outputs <= MOST_OUTPUTS; outputs++) {
			for (size_t i = 0; i < outputs * features; i++)
				weights[i] = number () + 1e-9;
			for (size_t i = 0; i < outputs; i++)
				intercepts[i] = number ();
			for (size_t rows = 1; rows <= MOST_ROWS; rows += 4)
				check_affine (&x, skops_host_affine_new (call, weights, outputs, features, intercepts, outputs), weights, intercepts, rows);
		}
	mock_close (&mock);
}

/* Each step as float32 holds it. */
static double in_steps (double x, double center, double scale)
{
	return (double) (float) ((double) (float) (x - center) / scale);
}

static void check_scaling (const struct rows *x, const struct skops_scaling *scaling, size_t rows)
{
	enum { KERNELS = 4, SIZE = MOST_ROWS * STRIDE };
	static double out[KERNELS][SIZE], narrow[SIZE];

	for (size_t i = 0; i < SIZE; i++)
		narrow[i] = (double) x->f4[i];
	for (enum skops_simd simd = SKOPS_SIMD_PORTABLE; simd < SKOPS_SIMDS && skops_simd_runs (simd); simd++) {
		const struct skops_dense_kernels *kernels = skops_dense_kernels_for (simd);

		memset (out, 0, sizeof out);
		cr_assert (kernels->scale (scaling, x->f8, STRIDE, rows, out[0], STRIDE));
		cr_assert (kernels->scale_narrow (scaling, narrow, STRIDE, rows, out[1], STRIDE));
		cr_assert (kernels->scale_f4 (scaling, x->f4, STRIDE, rows, out[2], STRIDE));
		cr_assert (kernels->scale_f4_by_f4 (scaling, x->f4, STRIDE, rows, out[3], STRIDE));
		for (size_t r = 0; r < rows; r++) {
			for (size_t c = 0; c < scaling->features; c++) {
				size_t at = r * STRIDE + c;
				double center = scaling->centers[c], scale = scaling->scales[c], met = in_steps (narrow[at], scaling->rounds ? (float) center : center, scaling->rounds ? (float) scale : scale);

				cr_assert_eq (out[0][at], (x->f8[at] - center) / scale, "%zu columns, kernel %d", scaling->features, (int) simd);
				cr_assert_eq (out[1][at], met, "%zu columns, kernel %d, narrow", scaling->features, (int) simd);
				cr_assert_eq (out[2][at], met, "%zu columns, kernel %d, float32", scaling->features, (int) simd);
				cr_assert_eq (out[3][at], in_steps (narrow[at], (float) center, (float) scale), "%zu columns, kernel %d, float32 by float32", scaling->features, (int) simd);
			}
			for (int k = 0; k < KERNELS; k++)
				cr_assert_eq (out[k][r * STRIDE + scaling->features], 0, "kernel %d writes behind %zu columns", (int) simd, scaling->features);
		}
	}
}

Test (dense, columns_are_scaled)
{
	struct mock mock;
	struct skops_call *call = mock_open (&mock, false);
	static struct rows x;
	double centers[MOST_FEATURES], scales[MOST_FEATURES];

	for (size_t i = 0; i < MOST_ROWS * STRIDE; i++)
		x.f4[i] = (float) (x.f8[i] = number ());
	for (size_t i = 0; i < MOST_FEATURES; i++) {
		centers[i] = number () + 1e-9;
		scales[i] = number () + 5 + 1e-9;
	}
	for (size_t features = 1; features <= MOST_FEATURES; features++)
		for (int given = 1; given < 4; given++)
			for (int rounds = 0; rounds < 2; rounds++)
				check_scaling (&x, skops_host_scaling_new (call, given & 1 ? centers : NULL, given & 2 ? scales : NULL, features, rounds), 1 + features % MOST_ROWS);
	mock_close (&mock);
}

static int finite_scalings (const struct skops_dense_kernels *kernels, const struct skops_scaling *scaling, const double *x, const float *f4, size_t features)
{
	double out[9 * MOST_FEATURES];

	return kernels->scale (scaling, x, features, 9, out, features) + kernels->scale_narrow (scaling, x, features, 9, out, features) + kernels->scale_f4 (scaling, f4, features, 9, out, features) +
		kernels->scale_f4_by_f4 (scaling, f4, features, 9, out, features);
}

/* Where a number is not finite, wherever it is, the sum shows it, and what it is scaled to. */
Test (dense, what_is_not_finite)
{
	static const double odd[] = { NAN, INFINITY, -INFINITY };
	struct mock mock;
	struct skops_call *call = mock_open (&mock, false);
	double weights[MOST_FEATURES] = { 0 }, x[9 * MOST_FEATURES], out[9];
	float f4[9 * MOST_FEATURES];

	for (size_t features = 1; features <= MOST_FEATURES; features += 3)
		for (size_t place = 0; place < 9 * features; place++)
			for (enum skops_simd simd = SKOPS_SIMD_PORTABLE; simd < SKOPS_SIMDS && skops_simd_runs (simd); simd++) {
				const struct skops_affine *affine = skops_host_affine_new (call, weights, 1, features, NULL, 0);
				const struct skops_scaling *scaling = skops_host_scaling_new (call, weights, NULL, features, true);
				const struct skops_dense_kernels *kernels = skops_dense_kernels_for (simd);

				for (size_t i = 0; i < 9 * features; i++)
					f4[i] = (float) (x[i] = number ());
				cr_assert (kernels->finite (x, 9 * features) && kernels->finite_f4 (f4, 9 * features));
				cr_assert (kernels->affine (affine, x, features, 9, out, 1) && kernels->affine_f4 (affine, f4, features, 9, out, 1));
				cr_assert_eq (finite_scalings (kernels, scaling, x, f4, features), 4);
				f4[place] = (float) (x[place] = odd[place % 3]);
				cr_assert_eq (finite_scalings (kernels, scaling, x, f4, features), 0, "%zu of %zu", place, 9 * features);
				cr_assert (!kernels->finite (x, 9 * features) && !kernels->finite_f4 (f4, 9 * features), "%zu of %zu", place, 9 * features);
				cr_assert (!kernels->affine (affine, x, features, 9, out, 1) && !kernels->affine_f4 (affine, f4, features, 9, out, 1), "%zu of %zu", place, 9 * features);
			}
	mock_close (&mock);
}

static double logistic_of (double value)
{
	return (double) (1 / (1 + expl (-(long double) value)));
}

Test (dense, the_logistic_function)
{
	enum { COUNT = 40007 };
	static const double edges[] = { 0, -0.0, 709.78, -709.78, 709.8, -709.8, 745.2, -745.2, 800, -800, 1e300, -1e300, INFINITY, -INFINITY, DBL_MIN, 5e-324, 36.9, -36.9, 88.8f, -88.8f, 104, -104 };
	static double values[COUNT], first[COUNT], narrow[COUNT], out[COUNT];

	for (size_t i = 0; i < COUNT; i++)
		values[i] = i < sizeof edges / sizeof *edges ? edges[i] : number () * (i % 3 ? 4 : 170) + 1e-9;
	for (enum skops_simd simd = SKOPS_SIMD_PORTABLE; simd < SKOPS_SIMDS && skops_simd_runs (simd); simd++) {
		const struct skops_dense_kernels *kernels = skops_dense_kernels_for (simd);

		memcpy (out, values, sizeof out);
		kernels->logistic (out, COUNT);
		if (simd == SKOPS_SIMD_PORTABLE)
			memcpy (first, out, sizeof out);
		cr_assert_arr_eq (out, first, sizeof out);
		memcpy (out, values, sizeof out);
		kernels->logistic_narrow (out, COUNT);
		if (simd == SKOPS_SIMD_PORTABLE)
			memcpy (narrow, out, sizeof out);
		cr_assert_arr_eq (out, narrow, sizeof out);
		memcpy (out, values, sizeof out);
		kernels->round_narrow (out, COUNT);
		for (size_t i = 0; i < COUNT; i++)
			cr_assert_eq (out[i], (double) (float) values[i]);
	}
	for (size_t i = 0; i < COUNT; i++) {
		double expected = logistic_of (values[i]);
		float exponential = (float) exp (-(double) (float) values[i]), rounded = 1 / (1 + exponential);

		cr_assert_float_eq (first[i], expected, 4 * DBL_EPSILON * expected + DBL_MIN, "%.17g: %.17g, due %.17g", values[i], first[i], expected);
		cr_assert_float_eq (narrow[i], (double) rounded, FLT_EPSILON * (double) rounded, "%.17g: %.9g, due %.9g", values[i], narrow[i], (double) rounded);
	}
	out[0] = NAN;
	skops_dense_kernels_for (SKOPS_SIMD_PORTABLE)->logistic (out, 1);
	cr_expect (isnan (out[0]));
}
