/* SPDX-License-Identifier: BSD-3-Clause */
/* Binarizer: 1 above the threshold, else 0. Source: sklearn/preprocessing/_data.py, binarize. */
#include "scalers.h"

struct binarizer {
	double threshold;
	int64_t n_features; /* -1: it may be stored without having been fitted */
};

SKOPS_TABLE (table, struct binarizer,
	SKOPS_FLOAT (struct binarizer, threshold, .flags = SKOPS_PARAMETER | SKOPS_FINITE),
	SKOPS_DIM (struct binarizer, n_features, "F"));

static enum skops_status transform (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct binarizer *self = state;
	double threshold = skops_round_to (x->dtype, self->threshold); /* the comparison is one of float32, too */
	size_t used = 0;

	if (x->form != SKOPS_CSR) {
		for (size_t r = 0; r < x->rows; r++)
			for (size_t c = 0; c < x->width; c++)
				skops_row (out, r)[c] = skops_row (x, r)[c] > threshold;
		return SKOPS_OK;
	}
	if (threshold < 0)
		return skops_fail (call, SKOPS_UNFIT, "a threshold below 0 would make ones of what a sparse input leaves out; a dense one is needed");
	for (size_t r = 0; r < x->rows; r++) {
		for (int64_t k = x->indptr[r]; k < x->indptr[r + 1]; k++)
			if (x->f8[k] > threshold) {
				out->indices[used] = x->indices[k];
				out->f8[used++] = 1;
			}
		out->indptr[r + 1] = (int64_t) used;
	}
	return SKOPS_OK;
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	const struct binarizer *self = state;
	struct skops_method *method = skops_method_add (call, "transform", transform);

	if (!method)
		return SKOPS_NO_MEMORY;
	method->accepts[1] = SKOPS_CSR;
	method->outputs[0].width = self->n_features;
	method->outputs[0].form = SKOPS_LIKE_X;
	method->outputs[0].dtype = SKOPS_SAME;
	return SKOPS_OK;
}

/* An input of float32 meets the threshold as float32. */
static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct binarizer *self = state;
	uint8_t type = skops_onnx_double (call) ? SKOPS_TENSOR_DOUBLE : SKOPS_TENSOR_FLOAT;
	struct skops_tensor threshold = skops_onnx_constant (call, type, 0, NULL, &self->threshold);

	(void) method;
	return skops_onnx_answer (call, out, skops_onnx_2 (call, "Greater", skops_onnx_cast (call, skops_onnx_dense (call, x), type), threshold));
}

static const struct skops_onnx onnx = { .size = sizeof onnx, .table = &table, .emit = emit };
static const struct skops_predict predict = { .size = sizeof predict, .table = &table, .describe = describe, .names = skops_names_same };

const struct skops_handler binarizer = {
	.size = sizeof binarizer, .module = "sklearn.preprocessing._data", .class_name = "Binarizer", .loader = "ObjectNode",
	.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = &predict, .onnx = &onnx,
};
