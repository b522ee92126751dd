/* SPDX-License-Identifier: BSD-3-Clause */
/* Kernels: objects of sklearn.gaussian_process.kernels, laid out as steps that follow one another. */
#ifndef KERNEL_H
#define KERNEL_H

#include "skops/plugin.h"

/* Rows of the second matrix whose kernels are computed side by side: element f of row r of a tile is at f × LANES + r. */
enum { LANES = 8 };

/* Half-integer orders apart, K is computed by a recurrence as long as nu. */
enum { MOST_NU = 1000 };

enum {
	KERNEL_LINEAR, KERNEL_POLYNOMIAL, KERNEL_PAIRWISE_RBF, KERNEL_LAPLACIAN, KERNEL_SIGMOID, KERNEL_COSINE, KERNEL_CHI2, KERNEL_ADDITIVE_CHI2, /* metrics of PairwiseKernel */
	KERNEL_SUM, KERNEL_PRODUCT, KERNEL_EXPONENTIATION, KERNEL_CONSTANT, KERNEL_WHITE, KERNEL_RBF, KERNEL_MATERN, KERNEL_RATIONAL_QUADRATIC, KERNEL_EXP_SINE_SQUARED,
	KERNEL_DOT_PRODUCT,
};

/* What a step gathers over the features of two rows. */
enum kernel_gather { GATHER_NOTHING, GATHER_SQUARES, GATHER_PRODUCTS, GATHER_ABSOLUTES, GATHER_CHI2 };

/* One step of a kernel: pushes its value, or joins the values that were pushed last. */
struct kernel_step {
	int kind;
	enum kernel_gather gather;
	const double *lengths; /* rows are divided by these first: `n_lengths` of them, one or F; NULL: not */
	size_t n_lengths;
	bool normalised;       /* rows are of length 1 first */
	double a; /* constant_value, noise_level, sigma_0, exponent, nu, alpha, periodicity, gamma */
	double b; /* length_scale, coef0 */
	double c; /* of Matern's general case; degree */
};

struct kernel {
	const struct kernel_step *steps; /* in the order of evaluation */
	size_t count, depth;             /* steps; values that are pushed at a time */
	size_t features;                 /* 0: any */
	bool non_negative;               /* refuses negative numbers */
};

/* Classes that a record of a kernel may have. */
extern const struct skops_case kernel_cases[];

/* A row as a step compares it. */
void kernel_prepare (const struct kernel_step *step, const double *row, size_t features, double *out);

/* In emit: the kernels of X [N,F] and `count` rows, [N, count]; whether all steps have a form in a graph. */
struct skops_tensor kernel_emit (struct skops_call *call, const struct kernel *kernel, struct skops_tensor x, const double *rows, size_t count);
enum skops_status kernel_support (struct skops_call *call, const struct kernel *kernel);

/* In build: from the record of an object of kernel_cases; without one, the default of GaussianProcessRegressor. `features` 0: not known. */
enum skops_status kernel_build (struct skops_call *call, struct kernel *kernel, const struct skops_record *record, size_t features);

/* Rows as the steps of a kernel compare others with them: tiles for each step, NULL where it needs none. */
struct kernel_rows {
	size_t rows, step; /* step: rows rounded up to LANES */
	double **tiles;
};

/* `memory` is skops_alloc in build, skops_scratch in apply. */
typedef void *kernel_memory (struct skops_call *call, size_t count, size_t size);
enum skops_status kernel_lay_out (struct skops_call *call, struct kernel_rows *out, const struct kernel *kernel, const double *rows, size_t count, size_t stride, kernel_memory *memory);

/* In apply: values[r × step + i] is the kernel of row r of X and row i of `rows`; `same`: these are the rows of X themselves. */
enum skops_status kernel_values (struct skops_call *call, const struct kernel *kernel, const struct skops_block *x, const struct kernel_rows *rows, bool same, double *values);

/* In apply: the kernel of every row of X and itself. */
enum skops_status kernel_diagonal (struct skops_call *call, const struct kernel *kernel, const struct skops_block *x, double *values);

/* The modified Bessel function of the second kind, of order nu > 0 at x > 0. */
double bessel_k (double nu, double x);

#endif
