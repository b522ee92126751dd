/* SPDX-License-Identifier: BSD-3-Clause */
/* KernelCenterer: a kernel matrix as if its features were centred. Source: sklearn/preprocessing/_data.py, KernelCenterer.transform. */
#include "scalers.h"

struct kernel_centerer {
	struct skops_array K_fit_rows_;
	double K_fit_all_;
	int64_t n_features;
};

SKOPS_TABLE (table, struct kernel_centerer,
	SKOPS_ARRAY (struct kernel_centerer, K_fit_rows_, .dims = "F"),
	SKOPS_FLOAT (struct kernel_centerer, K_fit_all_),
	SKOPS_DIM (struct kernel_centerer, n_features, "F"));

static enum skops_status transform (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct kernel_centerer *self = state;
	const double *rows = skops_f8 (&self->K_fit_rows_);

	(void) call;
	for (size_t r = 0; r < x->rows; r++) {
		const double *from = skops_row (x, r);
		double *to = skops_row (out, r);
		double mean = skops_round_to (x->dtype, skops_sum (from, x->width) / (double) x->width);

		for (size_t c = 0; c < x->width; c++) {
			double value = skops_round_to (x->dtype, from[c] - rows[c]);
			to[c] = skops_round_to (x->dtype, value - mean) + self->K_fit_all_;
		}
	}
	return SKOPS_OK;
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	const struct kernel_centerer *self = state;
	struct skops_method *method = skops_method_add (call, "transform", transform);

	if (!method)
		return SKOPS_NO_MEMORY;
	method->outputs[0].width = self->n_features;
	method->outputs[0].dtype = SKOPS_FOLLOW;
	return SKOPS_OK;
}

static enum skops_status names (struct skops_call *call, const void *state, const struct skops_names *in)
{
	const struct kernel_centerer *self = state;

	(void) in;
	return skops_names_counted (call, (size_t) self->n_features);
}

static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct kernel_centerer *self = state;
	struct skops_tensor value = skops_onnx_dense (call, x), mean;

	(void) method;
	mean = skops_onnx_2 (call, "Div", skops_onnx_reduce (call, "ReduceSum", value, 1, true), skops_onnx_number (call, (double) self->n_features));
	value = skops_onnx_2 (call, "Sub", value, skops_onnx_row (call, skops_f8 (&self->K_fit_rows_), self->K_fit_rows_.count));
	value = skops_onnx_2 (call, "Add", skops_onnx_2 (call, "Sub", value, mean), skops_onnx_number (call, self->K_fit_all_));
	return skops_onnx_answer (call, out, value);
}

static const struct skops_onnx onnx = { .size = sizeof onnx, .table = &table, .emit = emit };
static const struct skops_predict predict = { .size = sizeof predict, .table = &table, .describe = describe, .names = names };

const struct skops_handler kernel_centerer = {
	.size = sizeof kernel_centerer, .module = "sklearn.preprocessing._data", .class_name = "KernelCenterer", .loader = "ObjectNode",
	.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = &predict, .onnx = &onnx,
};
