/* SPDX-License-Identifier: BSD-3-Clause */
/* The affine map of linear models, and their coefficients as importances. */
#include <string.h>

#include "linear.h"

/* Eight sums side by side in four registers, whatever the processor: each addition waits for the one before it, and answers are the same everywhere. */
enum { LANES = 8 };

/* x · weights. What is left of the features behind whole eights is the end of the last eight, which `tail` has the weights of. */
#define ADD_EIGHT(load_numbers, x, weights) \
	a += load_numbers (x) * skops_pair_load (weights); \
	b += load_numbers ((x) + 2) * skops_pair_load ((weights) + 2); \
	c += load_numbers ((x) + 4) * skops_pair_load ((weights) + 4); \
	d += load_numbers ((x) + 6) * skops_pair_load ((weights) + 6);
#define DOT(name, NUMBER, load_numbers) \
	static double name (size_t features, const NUMBER *x, const double *weights, const double *tail) \
	{ \
		skops_pair a = { 0 }, b = a, c = a, d = a; \
		for (size_t f = 0; f + LANES <= features; f += LANES) { \
			ADD_EIGHT (load_numbers, x + f, weights + f) \
		} \
		if (features < LANES) { \
			NUMBER few[LANES] = { 0 }; \
			memcpy (few, x, features * sizeof *x); \
			ADD_EIGHT (load_numbers, few, tail) \
		} else if (features % LANES) { \
			ADD_EIGHT (load_numbers, x + features - LANES, tail) \
		} \
		a = (a + c) + (b + d); \
		return a[0] + a[1]; \
	}
DOT (dot, double, skops_pair_load)
DOT (dot_floats, float, skops_pair_load_f4)

static double dot_sparse (const struct skops_block *x, size_t row, const double *weights)
{
	double sum = 0;

	for (int64_t k = x->indptr[row]; k < x->indptr[row + 1]; k++)
		sum += x->f8[k] * weights[x->indices[k]];
	return sum;
}

void affine_row (const struct affine *affine, const struct skops_block *x, size_t row, double *scores)
{
	for (size_t o = 0; o < affine->outputs; o++) {
		const double *weights = affine->weights + o * affine->features, *tail = affine->tails + o * LANES;
		double sum = x->form == SKOPS_CSR ? dot_sparse (x, row, weights) : x->form == SKOPS_DENSE_F4 ? dot_floats (affine->features, skops_row_f4 (x, row), weights, tail)
			: dot (affine->features, skops_row (x, row), weights, tail);

		scores[o] = sum + affine->intercepts[affine->one_intercept ? 0 : o];
	}
}

enum skops_status affine_run (const struct affine *affine, const struct skops_block *x, struct skops_block *out)
{
	out->dtype = affine_dtype (affine, x->dtype);
	for (size_t r = 0; r < x->rows; r++)
		affine_row (affine, x, r, skops_row (out, r));
	return SKOPS_OK;
}

/* What sparsify () made of coef_, as it was before; equal places add up. */
static const double *densify (struct skops_call *call, const struct skops_matrix *coef)
{
	double *weights = skops_alloc (call, (size_t) coef->rows, (size_t) coef->columns * sizeof *weights);

	for (int64_t r = 0; weights && r < coef->rows; r++)
		for (int64_t k = coef->indptr[r]; k < coef->indptr[r + 1]; k++)
			weights[r * coef->columns + coef->indices[k]] += coef->data[k];
	return weights;
}

enum skops_status affine_bind (struct skops_call *call, struct affine *affine, const struct skops_matrix *coef, const struct skops_array *intercept)
{
	double *tails;
	size_t left;
	/* A single number is a Python float, or of the coefficients' dtype: it widens nothing. */
	bool narrow = coef->stored_dtype == SKOPS_F4 && (intercept->stored_dtype == SKOPS_F4 || !intercept->stored_rank);

	*affine = (struct affine) { .intercepts = skops_f8 (intercept), .outputs = (size_t) coef->rows, .features = (size_t) coef->columns,
		.one_intercept = intercept->count == 1, .narrow = narrow };
	if (!affine->one_intercept && intercept->count != affine->outputs)
		return skops_fail (call, SKOPS_BAD_FILE, "coef_ has %zu rows, intercept_ %zu numbers", affine->outputs, intercept->count);
	affine->weights = coef->sparse ? densify (call, coef) : coef->data;
	tails = skops_alloc (call, affine->outputs, LANES * sizeof *tails);
	if (!affine->weights || !tails)
		return SKOPS_NO_MEMORY;
	left = affine->features % LANES;
	for (size_t o = 0; o < affine->outputs; o++)
		memcpy (tails + o * LANES + (affine->features < LANES ? 0 : LANES - left), affine->weights + (o + 1) * affine->features - left, left * sizeof *tails);
	affine->tails = tails;
	return SKOPS_OK;
}

uint8_t affine_dtype (const struct affine *affine, uint8_t x)
{
	switch (x) {
	case SKOPS_F4: case SKOPS_F2: case SKOPS_I2: case SKOPS_I1: case SKOPS_U2: case SKOPS_U1: case SKOPS_B1: return affine->narrow ? SKOPS_F4 : SKOPS_F8;
	default: return SKOPS_F8;
	}
}

struct skops_method *linear_method (struct skops_call *call, const char *name, skops_apply *apply, size_t width)
{
	struct skops_method *method = skops_method_add (call, name, apply);

	if (!method)
		return NULL;
	method->accepts[1] = SKOPS_CSR;
	method->accepts[2] = SKOPS_DENSE_F4;
	method->tolerance = SKOPS_ROUNDING;
	method->outputs[0].width = (int64_t) width;
	method->outputs[0].flat = width == 1;
	method->outputs[0].dtype = SKOPS_DECIDED;
	return method;
}

struct skops_tensor affine_emit (struct skops_call *call, const struct affine *affine, struct skops_tensor x)
{
	return skops_onnx_affine (call, x, affine->weights, affine->outputs, affine->features, affine->intercepts, affine->one_intercept ? 1 : affine->outputs);
}

struct coefficients {
	struct skops_array coef_;
};

SKOPS_TABLE (table, struct coefficients,
	SKOPS_ARRAY (struct coefficients, coef_, .dims = "F|K,F"));

static enum skops_status matrix (struct skops_call *call, const void *state, struct skops_array *out)
{
	(void) call;
	*out = ((const struct coefficients *) state)->coef_;
	return SKOPS_OK;
}

const struct skops_importances coef_importances = { .size = sizeof coef_importances, .table = &table, .matrix = matrix };
