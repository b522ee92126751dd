/* SPDX-License-Identifier: BSD-3-Clause */
/* MinMaxScaler: x · scale_ + min_, perhaps clipped. Source: sklearn/preprocessing/_data.py, MinMaxScaler. */
#include <string.h>

#include "scalers.h"

struct range {
	double low, high;
};

struct min_max_scaler {
	struct skops_array scale_, min_;
	struct range feature_range;
	bool clip;
	int64_t n_features;
};

SKOPS_TABLE (range_table, struct range,
	SKOPS_FLOAT (struct range, low, .attribute = "0"),
	SKOPS_FLOAT (struct range, high, .attribute = "1"));

SKOPS_TABLE (table, struct min_max_scaler,
	SKOPS_ARRAY (struct min_max_scaler, scale_, .dims = "F"),
	SKOPS_ARRAY (struct min_max_scaler, min_, .dims = "F"),
	SKOPS_TUPLE (struct min_max_scaler, feature_range, struct range, &range_table, .flags = SKOPS_PARAMETER),
	SKOPS_BOOL (struct min_max_scaler, clip, .flags = SKOPS_PARAMETER | SKOPS_OPTIONAL),
	SKOPS_DIM (struct min_max_scaler, n_features, "F"));

static enum skops_status transform (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct min_max_scaler *self = state;
	const double *scale = skops_f8 (&self->scale_), *min = skops_f8 (&self->min_);

	(void) call;
	for (size_t r = 0; r < x->rows; r++)
		for (size_t c = 0; c < x->width; c++) {
			double value = skops_round_to (x->dtype, skops_row (x, r)[c] * scale[c]) + min[c];
			if (self->clip && value < self->feature_range.low)
				value = self->feature_range.low;
			if (self->clip && value > self->feature_range.high)
				value = self->feature_range.high;
			skops_row (out, r)[c] = value;
		}
	return SKOPS_OK;
}

static enum skops_status inverse_transform (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct min_max_scaler *self = state;
	const double *scale = skops_f8 (&self->scale_), *min = skops_f8 (&self->min_);

	(void) call;
	for (size_t r = 0; r < x->rows; r++)
		for (size_t c = 0; c < x->width; c++)
			skops_row (out, r)[c] = skops_round_to (x->dtype, skops_row (x, r)[c] - min[c]) / scale[c];
	return SKOPS_OK;
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	const struct min_max_scaler *self = state;

	return scaler_describe (call, self->n_features, transform, inverse_transform, false, false);
}

static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct min_max_scaler *self = state;
	size_t features = self->scale_.count;
	struct skops_tensor value = skops_onnx_dense (call, x), scale = skops_onnx_row (call, skops_f8 (&self->scale_), features), min = skops_onnx_row (call, skops_f8 (&self->min_), features);

	if (!strcmp (method, "inverse_transform"))
		return skops_onnx_answer (call, out, skops_onnx_2 (call, "Div", skops_onnx_2 (call, "Sub", value, min), scale));
	value = skops_onnx_2 (call, "Add", skops_onnx_2 (call, "Mul", value, scale), min);
	return skops_onnx_answer (call, out, self->clip ? scaler_emit_clip (call, value, self->feature_range.low, self->feature_range.high) : value);
}

static const struct skops_onnx onnx = { .size = sizeof onnx, .table = &table, .emit = emit };
static const struct skops_predict predict = { .size = sizeof predict, .table = &table, .describe = describe, .names = skops_names_same };

const struct skops_handler min_max_scaler = {
	.size = sizeof min_max_scaler, .module = "sklearn.preprocessing._data", .class_name = "MinMaxScaler", .loader = "ObjectNode",
	.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = &predict, .onnx = &onnx,
};
