/* SPDX-License-Identifier: BSD-3-Clause */
/* The affine map of linear models, and their coefficients as importances. */
#include "linear.h"

static double dot_sparse (const struct skops_block *x, size_t row, const double *weights)
{
	double sum = 0;

	for (int64_t k = x->indptr[row]; k < x->indptr[row + 1]; k++)
		sum += x->f8[k] * weights[x->indices[k]];
	return sum;
}

enum skops_status affine_scores (struct skops_call *call, const struct affine *affine, const struct skops_block *x, size_t first, size_t rows, double *out, size_t stride)
{
	if (x->form != SKOPS_CSR)
		return skops_affine_run (call, affine->dense, x, first, rows, out, stride);
	for (size_t r = 0; r < rows; r++)
		for (size_t o = 0; o < affine->outputs; o++)
			out[r * stride + o] = dot_sparse (x, first + r, affine->weights + o * affine->features) + affine->intercepts[affine->one_intercept ? 0 : o];
	return SKOPS_OK;
}

enum skops_status affine_run (struct skops_call *call, const struct affine *affine, const struct skops_block *x, struct skops_block *out)
{
	out->dtype = affine_dtype (affine, x->dtype);
	return affine_scores (call, affine, x, 0, x->rows, out->f8, out->stride);
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

enum skops_status affine_bind (struct skops_call *call, struct affine *affine, const struct skops_matrix *coef, const struct skops_array *intercept, bool subtracted)
{
	double *intercepts = skops_alloc (call, intercept->count, sizeof *intercepts);

	if (!intercepts)
		return SKOPS_NO_MEMORY;
	for (size_t i = 0; i < intercept->count; i++)
		intercepts[i] = subtracted ? -skops_f8 (intercept)[i] : skops_f8 (intercept)[i];
	*affine = (struct affine) { .intercepts = intercepts, .outputs = (size_t) coef->rows, .features = (size_t) coef->columns, .one_intercept = intercept->count == 1,
		/* A single number is a Python float, or of the coefficients' dtype: it widens nothing. */
		.narrow = coef->stored_dtype == SKOPS_F4 && (intercept->stored_dtype == SKOPS_F4 || !intercept->stored_rank) };
	if (!affine->one_intercept && intercept->count != affine->outputs)
		return skops_fail (call, SKOPS_BAD_FILE, "coef_ has %zu rows, intercept_ %zu numbers", affine->outputs, intercept->count);
	affine->weights = coef->sparse ? densify (call, coef) : coef->data;
	if (!affine->weights)
		return SKOPS_NO_MEMORY;
	affine->dense = skops_affine_new (call, affine->weights, affine->outputs, affine->features, intercepts, intercept->count);
	return affine->dense ? SKOPS_OK : SKOPS_NO_MEMORY;
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
	method->flags |= SKOPS_FINDS_INFINITE;
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
