/* SPDX-License-Identifier: BSD-3-Clause */
/* Regressors whose prediction is X · coef_' + intercept_. Source: sklearn/linear_model/_base.py, LinearModel._decision_function. */
#include "linear.h"

struct regressor {
	struct skops_array coef_, intercept_;
	struct affine affine;
};

SKOPS_TABLE (table, struct regressor,
	SKOPS_ARRAY (struct regressor, coef_, .dims = "O,F|F"),
	SKOPS_ARRAY (struct regressor, intercept_, .dims = "O|"));

static enum skops_status build (struct skops_call *call, void *state)
{
	struct regressor *self = state;

	return affine_bind (call, &self->affine, &self->coef_, &self->intercept_);
}

static enum skops_status run_predict (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct regressor *self = state;

	(void) call;
	for (size_t r = 0; r < x->rows; r++)
		affine_row (&self->affine, x, r, skops_row (out, r));
	return SKOPS_OK;
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	const struct regressor *self = state;
	struct skops_method *method = skops_method_add (call, "predict", run_predict);

	if (!method)
		return SKOPS_NO_MEMORY;
	method->accepts[1] = SKOPS_CSR;
	method->tolerance = SKOPS_ROUNDING;
	method->outputs[0].width = (int64_t) self->affine.outputs;
	method->outputs[0].flat = self->coef_.stored_rank == 1;
	method->outputs[0].dtype = linear_dtype (&self->coef_);
	return SKOPS_OK;
}

static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct regressor *self = state;

	(void) method;
	return skops_onnx_answer (call, out, affine_emit (call, &self->affine, skops_onnx_dense (call, x)));
}

const struct skops_onnx regressor_onnx = { .size = sizeof regressor_onnx, .table = &table, .build = build, .emit = emit };
const struct skops_predict regressor_predict = { .size = sizeof regressor_predict, .table = &table, .build = build, .describe = describe };
