/* SPDX-License-Identifier: BSD-3-Clause */
/* DummyRegressor: constants, whatever the strategy was. Source: sklearn/dummy.py. */
#include <string.h>

#include "dummy.h"

struct regressor {
	int64_t n_outputs_;
	struct skops_array constant_;
};

SKOPS_TABLE (table, struct regressor,
	SKOPS_INT (struct regressor, n_outputs_, .dims = "O", .low = 1, .high = INT32_MAX),
	SKOPS_ARRAY (struct regressor, constant_, .dims = "1,O"));

static enum skops_status predict (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct regressor *self = state;

	(void) call;
	for (size_t r = 0; r < x->rows; r++)
		for (size_t o = 0; o < out->width; o++)
			skops_row (out, r)[o] = skops_f8 (&self->constant_)[o];
	return SKOPS_OK;
}

static enum skops_status predict_std (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	for (size_t r = 0; r < x->rows; r++)
		for (size_t o = 0; o < out[1].width; o++)
			skops_row (&out[1], r)[o] = 0;
	return predict (call, state, x, out);
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	const struct regressor *self = state;

	for (int i = 0; i < 2; i++) {
		struct skops_method *method = dummy_method (call, i ? "predict_std" : "predict", i ? predict_std : predict);

		if (!method)
			return SKOPS_NO_MEMORY;
		method->outputs[0].width = self->n_outputs_;
		method->outputs[0].flat = self->n_outputs_ == 1;
		method->outputs[0].dtype = self->constant_.stored_dtype;
		method->flags |= i ? 0 : SKOPS_CONSTANT;
		if (i && !skops_outputs (call, method, 2))
			return SKOPS_NO_MEMORY;
		if (i)
			method->outputs[1].dtype = SKOPS_F8;
	}
	return SKOPS_OK;
}

static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct regressor *self = state;
	struct skops_tensor zeros = dummy_emit_zeros (call, x), rows = skops_onnx_reshape (call, zeros, 1, (const int64_t[]) { -1 });
	enum skops_status status = skops_onnx_answer (call, out, skops_onnx_gather (call, skops_onnx_matrix (call, skops_f8 (&self->constant_), 1, (size_t) self->n_outputs_), rows, 0));

	return status || strcmp (method, "predict_std") != 0 ? status : skops_onnx_answer (call, out + 1, skops_onnx_cast (call, zeros, SKOPS_TENSOR_DOUBLE));
}

const struct skops_onnx dummy_regressor_onnx = { .size = sizeof dummy_regressor_onnx, .table = &table, .emit = emit };
const struct skops_predict dummy_regressor_predict = { .size = sizeof dummy_regressor_predict, .table = &table, .describe = describe };
