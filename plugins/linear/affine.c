/* SPDX-License-Identifier: BSD-3-Clause */
/* The affine map of linear models, and their coefficients as importances. */
#include "linear.h"

void affine_row (const struct affine *affine, const struct skops_block *x, size_t row, double *scores)
{
	for (size_t o = 0; o < affine->outputs; o++) {
		const double *weights = affine->weights + o * affine->features;
		double sum = 0;

		if (x->form == SKOPS_CSR) {
			for (int64_t k = x->indptr[row]; k < x->indptr[row + 1]; k++)
				sum += x->f8[k] * weights[x->indices[k]];
		} else {
			const double *numbers = skops_row (x, row);
			for (size_t f = 0; f < affine->features; f++)
				sum += numbers[f] * weights[f];
		}
		scores[o] = sum + affine->intercepts[affine->one_intercept ? 0 : o];
	}
}

enum skops_status affine_bind (struct skops_call *call, struct affine *affine, const struct skops_array *coef, const struct skops_array *intercept)
{
	*affine = (struct affine) { .weights = skops_f8 (coef), .intercepts = skops_f8 (intercept), .outputs = (size_t) coef->dims[0], .features = (size_t) coef->dims[1],
		.one_intercept = intercept->count == 1 };
	if (!affine->one_intercept && intercept->count != affine->outputs)
		return skops_fail (call, SKOPS_BAD_FILE, "coef_ has %zu rows, intercept_ %zu numbers", affine->outputs, intercept->count);
	return SKOPS_OK;
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
