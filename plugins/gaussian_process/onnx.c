/* SPDX-License-Identifier: BSD-3-Clause */
/* Kernels in a graph, step by step as kernel.c evaluates them: features are gathered one after the other, so that a row at distance 0 is there at exactly 0. */
#include <math.h>

#include "kernel.h"

static const double pi = 3.14159265358979323846;

/* A step and two sets of rows as it compares them: X [N,F], and `rows` [count,F]. */
struct pairs {
	struct skops_call *call;
	const struct kernel_step *step;
	struct skops_tensor x;
	const double *rows;
	double *column;
	size_t count, features;
};

static struct skops_tensor with (struct skops_call *call, const char *op, struct skops_tensor a, double b)
{
	return skops_onnx_2 (call, op, a, skops_onnx_number (call, b));
}

/* X as kernel_prepare does rows. */
static struct skops_tensor prepare (struct skops_call *call, const struct kernel_step *step, struct skops_tensor x)
{
	struct skops_tensor norm;

	if (step->lengths)
		return skops_onnx_2 (call, "Div", x, skops_onnx_row (call, step->lengths, step->n_lengths));
	if (!step->normalised)
		return x;
	norm = skops_onnx_1 (call, "Sqrt", skops_onnx_reduce (call, "ReduceSumSquare", x, 1, true));
	return skops_onnx_2 (call, "Div", x, skops_onnx_3 (call, "Where", with (call, "Greater", norm, 0), norm, skops_onnx_number (call, 1)));
}

/* What one feature adds. */
static struct skops_tensor gather_feature (const struct pairs *p, size_t f)
{
	struct skops_tensor a = skops_onnx_column (p->call, p->x, (int64_t) f), b, difference, sum, none;

	for (size_t i = 0; i < p->count; i++)
		p->column[i] = p->rows[i * p->features + f];
	b = skops_onnx_row (p->call, p->column, p->count);
	difference = skops_onnx_2 (p->call, "Sub", a, b);
	if (p->step->gather == GATHER_ABSOLUTES)
		return skops_onnx_1 (p->call, "Abs", difference);
	if (p->step->gather == GATHER_SQUARES)
		return skops_onnx_2 (p->call, "Mul", difference, difference);
	sum = skops_onnx_2 (p->call, "Add", a, b);
	none = with (p->call, "Equal", sum, 0);
	difference = skops_onnx_2 (p->call, "Div", skops_onnx_2 (p->call, "Mul", difference, difference), sum);
	return skops_onnx_3 (p->call, "Where", none, skops_onnx_number (p->call, 0), skops_onnx_1 (p->call, "Neg", difference));
}

static struct skops_tensor gather (const struct pairs *p)
{
	struct skops_tensor sum = { 0 };
	double zero = 0;

	if (p->step->gather == GATHER_PRODUCTS)
		return skops_onnx_affine (p->call, p->x, p->rows, p->count, p->features, &zero, 1);
	for (size_t f = 0; f < p->features; f++) {
		struct skops_tensor part = gather_feature (p, f);
		sum = f ? skops_onnx_2 (p->call, "Add", sum, part) : part;
	}
	return sum;
}

/* As matern of kernel.c: a polynomial times an exponential, of the distance. */
static struct skops_tensor matern (struct skops_call *call, double nu, struct skops_tensor squares)
{
	struct skops_tensor distance = skops_onnx_1 (call, "Sqrt", squares), scaled, factor;

	if (isinf (nu))
		return skops_onnx_1 (call, "Exp", with (call, "Div", skops_onnx_1 (call, "Neg", squares), 2));
	if (nu == 0.5)
		return skops_onnx_1 (call, "Exp", skops_onnx_1 (call, "Neg", distance));
	scaled = with (call, "Mul", distance, sqrt (2 * nu));
	factor = with (call, "Add", scaled, 1);
	if (nu == 2.5)
		factor = skops_onnx_2 (call, "Add", factor, with (call, "Div", skops_onnx_2 (call, "Mul", scaled, scaled), 3));
	return skops_onnx_2 (call, "Mul", factor, skops_onnx_1 (call, "Exp", skops_onnx_1 (call, "Neg", scaled)));
}

/* As leaf of kernel.c, of rows that are not the same. */
static struct skops_tensor leaf (struct skops_call *call, const struct kernel_step *step, struct skops_tensor gathered)
{
	struct skops_tensor value;

	switch (step->kind) {
	case KERNEL_CONSTANT: return skops_onnx_number (call, step->a);
	case KERNEL_WHITE: return skops_onnx_number (call, 0);
	case KERNEL_RBF: return skops_onnx_1 (call, "Exp", with (call, "Mul", gathered, -0.5));
	case KERNEL_MATERN: return matern (call, step->a, gathered);
	case KERNEL_RATIONAL_QUADRATIC: return with (call, "Pow", with (call, "Add", with (call, "Div", gathered, 2 * step->a * (step->b * step->b)), 1), -step->a);
	case KERNEL_EXP_SINE_SQUARED:
		value = skops_onnx_1 (call, "Sin", with (call, "Mul", skops_onnx_1 (call, "Sqrt", gathered), pi / step->a));
		value = with (call, "Div", value, step->b);
		return skops_onnx_1 (call, "Exp", with (call, "Mul", skops_onnx_2 (call, "Mul", value, value), -2));
	case KERNEL_DOT_PRODUCT: return with (call, "Add", gathered, step->a * step->a);
	case KERNEL_POLYNOMIAL: return with (call, "Pow", with (call, "Add", with (call, "Mul", gathered, step->a), step->b), step->c);
	case KERNEL_SIGMOID: return skops_onnx_1 (call, "Tanh", with (call, "Add", with (call, "Mul", gathered, step->a), step->b));
	case KERNEL_PAIRWISE_RBF:
	case KERNEL_LAPLACIAN: return skops_onnx_1 (call, "Exp", with (call, "Mul", gathered, -step->a));
	case KERNEL_CHI2: return skops_onnx_1 (call, "Exp", with (call, "Mul", gathered, step->a));
	default: return gathered;
	}
}

/* The kernels of one leaf; those that look at no feature are one number. */
static struct skops_tensor leaf_of_rows (struct skops_call *call, const struct kernel *kernel, const struct kernel_step *step, struct skops_tensor x, const double *rows, size_t count)
{
	struct pairs p = { .call = call, .step = step, .count = count, .features = kernel->features };
	double *prepared;

	if (step->gather == GATHER_NOTHING)
		return leaf (call, step, (struct skops_tensor) { 0 });
	prepared = skops_scratch (call, count, kernel->features * sizeof *prepared);
	p.column = skops_scratch (call, count, sizeof *p.column);
	if (!prepared || !p.column)
		return (struct skops_tensor) { 0 };
	for (size_t i = 0; i < count; i++)
		kernel_prepare (step, rows + i * kernel->features, kernel->features, prepared + i * kernel->features);
	p.rows = prepared;
	p.x = prepare (call, step, x);
	return leaf (call, step, gather (&p));
}

struct skops_tensor kernel_emit (struct skops_call *call, const struct kernel *kernel, struct skops_tensor x, const double *rows, size_t count)
{
	struct skops_tensor *stack = skops_scratch (call, kernel->depth, sizeof *stack), *top = stack;
	double *zeros = skops_scratch (call, count, kernel->features * sizeof *zeros);

	if (!stack || !zeros)
		return (struct skops_tensor) { 0 };
	for (size_t s = 0; s < kernel->count; s++) {
		const struct kernel_step *step = &kernel->steps[s];

		switch (step->kind) {
		case KERNEL_EXPONENTIATION: top[-1] = with (call, "Pow", top[-1], step->a); break;
		case KERNEL_SUM:
		case KERNEL_PRODUCT:
			top--;
			top[-1] = skops_onnx_2 (call, step->kind == KERNEL_SUM ? "Add" : "Mul", top[-1], top[0]);
			break;
		default: *top++ = leaf_of_rows (call, kernel, step, x, rows, count);
		}
	}
	if (stack[0].rank)
		return stack[0];
	memset (zeros, 0, count * kernel->features * sizeof *zeros); /* a constant: the same of all rows */
	return skops_onnx_2 (call, "Add", skops_onnx_2 (call, "MatMul", x, skops_onnx_matrix (call, zeros, kernel->features, count)), stack[0]);
}

enum skops_status kernel_support (struct skops_call *call, const struct kernel *kernel)
{
	for (size_t s = 0; s < kernel->count; s++) {
		double nu = kernel->steps[s].a;

		if (kernel->steps[s].kind == KERNEL_MATERN && nu != 0.5 && nu != 1.5 && nu != 2.5 && !isinf (nu))
			return skops_onnx_refuse (call, "kernel", "Matern of nu %g needs a Bessel function, which ONNX has not; 0.5, 1.5, 2.5 and infinity convert", nu);
	}
	return SKOPS_OK;
}
