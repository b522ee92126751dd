/* SPDX-License-Identifier: BSD-3-Clause */
/* The evaluation of kernels, step by step on a stack of rows of values. Source: sklearn/gaussian_process/kernels.py and sklearn/metrics/pairwise.py. */
#include <float.h>
#include <math.h>

#include "kernel.h"

static const double pi = 3.14159265358979323846;

void kernel_prepare (const struct kernel_step *step, const double *row, size_t features, double *out)
{
	double norm = 0;

	for (size_t f = 0; f < features; f++)
		out[f] = step->lengths ? row[f] / step->lengths[step->n_lengths == 1 ? 0 : f] : row[f];
	for (size_t f = 0; step->normalised && f < features; f++)
		norm += row[f] * row[f];
	for (size_t f = 0; norm > 0 && f < features; f++)
		out[f] /= sqrt (norm);
}

enum skops_status kernel_lay_out (struct skops_call *call, struct kernel_rows *out, const struct kernel *kernel, const double *rows, size_t count, size_t stride, kernel_memory *memory)
{
	size_t features = kernel->features;
	double *row = memory (call, features, sizeof *row);

	out->rows = count;
	out->step = (count + LANES - 1) / LANES * LANES;
	out->tiles = memory (call, kernel->count, sizeof *out->tiles);
	if (!row || !out->tiles)
		return SKOPS_NO_MEMORY;
	for (size_t s = 0; s < kernel->count; s++) {
		double *tiles = NULL;

		if (kernel->steps[s].gather != GATHER_NOTHING && !(tiles = memory (call, out->step, features * sizeof *tiles)))
			return SKOPS_NO_MEMORY;
		out->tiles[s] = tiles;
		for (size_t r = 0; tiles && r < out->step; r++) {
			kernel_prepare (&kernel->steps[s], rows + (r < count ? r : count - 1) * stride, features, row);
			for (size_t f = 0; f < features; f++)
				tiles[(r / LANES * features + f) * LANES + r % LANES] = row[f];
		}
	}
	return SKOPS_OK;
}

/* Unrolled, the sums of all lanes stay in registers. */
static inline __attribute__ ((always_inline)) void gather_tile (const double *x, const double *tile, size_t features, double *out, enum kernel_gather gather)
{
	double sum[LANES] = { 0 };

	for (size_t f = 0; f < features; f++)
#pragma GCC unroll 8
		for (size_t lane = 0; lane < LANES; lane++) {
			double a = x[f], b = tile[f * LANES + lane];

			switch (gather) {
			case GATHER_SQUARES: sum[lane] += (a - b) * (a - b); break;
			case GATHER_PRODUCTS: sum[lane] += a * b; break;
			case GATHER_ABSOLUTES: sum[lane] += fabs (a - b); break;
			default: sum[lane] -= a + b != 0 ? (a - b) * (a - b) / (a + b) : 0;
			}
		}
	memcpy (out, sum, sizeof sum);
}

static void gather (const struct kernel_step *step, const double *x, const double *tiles, size_t features, size_t count, double *out)
{
	for (size_t i = 0; i < count; i += LANES) {
		const double *tile = tiles + i * features;

		switch (step->gather) {
		case GATHER_SQUARES: gather_tile (x, tile, features, out + i, GATHER_SQUARES); break;
		case GATHER_PRODUCTS: gather_tile (x, tile, features, out + i, GATHER_PRODUCTS); break;
		case GATHER_ABSOLUTES: gather_tile (x, tile, features, out + i, GATHER_ABSOLUTES); break;
		default: gather_tile (x, tile, features, out + i, GATHER_CHI2);
		}
	}
}

static double matern (const struct kernel_step *step, double distance)
{
	double scaled;

	if (step->a == 0.5)
		return exp (-distance);
	if (step->a == 1.5) {
		scaled = distance * sqrt (3);
		return (1 + scaled) * exp (-scaled);
	}
	if (step->a == 2.5) {
		scaled = distance * sqrt (5);
		return (1 + scaled + scaled * scaled / 3) * exp (-scaled);
	}
	if (isinf (step->a))
		return exp (-(distance * distance) / 2);
	scaled = sqrt (2 * step->a) * (distance == 0 ? DBL_EPSILON : distance);
	return step->c * pow (scaled, step->a) * bessel_k (step->a, scaled);
}

/* The value of a step from what it gathered of two rows; of a row with itself a stationary kernel is 1. */
static double leaf (const struct kernel_step *step, double gathered, bool same)
{
	double sine;

	switch (step->kind) {
	case KERNEL_CONSTANT: return step->a;
	case KERNEL_WHITE: return same ? step->a : 0;
	case KERNEL_RBF: return exp (-0.5 * gathered);
	case KERNEL_MATERN: return same ? 1 : matern (step, sqrt (gathered));
	case KERNEL_RATIONAL_QUADRATIC: return pow (1 + gathered / (2 * step->a * (step->b * step->b)), -step->a);
	case KERNEL_EXP_SINE_SQUARED: sine = sin (pi / step->a * sqrt (gathered)) / step->b; return exp (-2 * (sine * sine));
	case KERNEL_DOT_PRODUCT: return gathered + step->a * step->a;
	case KERNEL_POLYNOMIAL: return pow (step->a * gathered + step->b, step->c);
	case KERNEL_SIGMOID: return tanh (step->a * gathered + step->b);
	case KERNEL_PAIRWISE_RBF:
	case KERNEL_LAPLACIAN: return exp (-step->a * gathered);
	case KERNEL_CHI2: return exp (step->a * gathered);
	default: return gathered;
	}
}

/* Joins the `count` values on top with those below them. Returns where the stack ends now. */
static double *join (const struct kernel_step *step, double *top, size_t count)
{
	double *values = top - count, *below = values - count;

	if (step->kind == KERNEL_EXPONENTIATION) {
		for (size_t i = 0; i < count; i++)
			values[i] = pow (values[i], step->a);
		return top;
	}
	for (size_t i = 0; i < count; i++)
		below[i] = step->kind == KERNEL_SUM ? below[i] + values[i] : below[i] * values[i];
	return values;
}

static bool joins (const struct kernel_step *step)
{
	return step->kind == KERNEL_SUM || step->kind == KERNEL_PRODUCT || step->kind == KERNEL_EXPONENTIATION;
}

enum skops_status kernel_values (struct skops_call *call, const struct kernel *kernel, const struct skops_block *x, const struct kernel_rows *rows, bool same, double *values)
{
	double *stack = skops_scratch (call, kernel->depth, rows->step * sizeof *stack), *prepared = skops_scratch (call, kernel->features, sizeof *prepared);

	if (!stack || !prepared)
		return SKOPS_NO_MEMORY;
	for (size_t r = 0; r < x->rows; r++) {
		double *top = stack;

		for (size_t s = 0; s < kernel->count; s++) {
			const struct kernel_step *step = &kernel->steps[s];

			if (joins (step)) {
				top = join (step, top, rows->step);
				continue;
			}
			if (rows->tiles[s]) {
				kernel_prepare (step, skops_row (x, r), kernel->features, prepared);
				gather (step, prepared, rows->tiles[s], kernel->features, rows->step, top);
			} else {
				memset (top, 0, rows->step * sizeof *top);
			}
			for (size_t i = 0; i < rows->step; i++)
				top[i] = leaf (step, top[i], same && i == r);
			top += rows->step;
		}
		memcpy (values + r * rows->step, stack, rows->step * sizeof *values);
	}
	return SKOPS_OK;
}

enum skops_status kernel_diagonal (struct skops_call *call, const struct kernel *kernel, const struct skops_block *x, double *values)
{
	double *stack = skops_scratch (call, kernel->depth, sizeof *stack), *prepared = skops_scratch (call, kernel->features, sizeof *prepared);

	if (!stack || !prepared)
		return SKOPS_NO_MEMORY;
	for (size_t r = 0; r < x->rows; r++) {
		double *top = stack;

		for (size_t s = 0; s < kernel->count; s++) {
			const struct kernel_step *step = &kernel->steps[s];
			double gathered = 0;

			if (joins (step)) {
				top = join (step, top, 1);
				continue;
			}
			if (step->gather == GATHER_PRODUCTS) {
				kernel_prepare (step, skops_row (x, r), kernel->features, prepared);
				for (size_t f = 0; f < kernel->features; f++)
					gathered += prepared[f] * prepared[f];
			}
			*top++ = leaf (step, gathered, true);
		}
		values[r] = stack[0];
	}
	return SKOPS_OK;
}
