/* SPDX-License-Identifier: BSD-3-Clause */
/* The facets of this plugin, and the affine map that all of them share. */
#ifndef LINEAR_H
#define LINEAR_H

#include "skops/plugin.h"

/* Weights [O,F] and intercepts [O]; an intercept of one number serves all outputs. */
struct affine {
	const double *weights, *intercepts;
	size_t outputs, features;
	bool one_intercept;
};

/* scores[o] of row `row` of a dense or CSR block: X · weights' + intercepts. */
void affine_row (const struct affine *affine, const struct skops_block *x, size_t row, double *scores);

/* The same of all rows in a graph: [N, O]. */
struct skops_tensor affine_emit (struct skops_call *call, const struct affine *affine, struct skops_tensor x);

/* From bound arrays coef_ (seen as [O,F]) and intercept_ (seen as [O]); refuses counts that do not fit. */
enum skops_status affine_bind (struct skops_call *call, struct affine *affine, const struct skops_array *coef, const struct skops_array *intercept);

/* float32 where model and X are, as NumPy promotes. */
static inline uint8_t linear_dtype (const struct skops_array *coef)
{
	return coef->stored_dtype == SKOPS_F4 ? SKOPS_FOLLOW : SKOPS_F8;
}

/* coef_ as it is stored: [F] or [K,F]. */
extern const struct skops_importances coef_importances;

/* One for each shape of state. */
extern const struct skops_predict regressor_predict, bayesian_ridge_predict, ard_predict, logistic_predict;
extern const struct skops_onnx regressor_onnx, bayesian_ridge_onnx, ard_onnx, logistic_onnx;

#endif
