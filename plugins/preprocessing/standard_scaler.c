/* SPDX-License-Identifier: BSD-3-Clause */
/* StandardScaler: (x - mean) / scale. Source: sklearn/preprocessing/_data.py, StandardScaler.transform. */
#include "scalers.h"

struct standard_scaler {
	bool with_mean, with_std;
	struct skops_array mean_, scale_;
	int64_t n_features;
	const struct skops_scaling *scaling;
	bool rounds_statistics; /* from 1.8 on a float32 input meets statistics that were rounded to float32 first */
};

SKOPS_TABLE (table, struct standard_scaler,
	SKOPS_BOOL (struct standard_scaler, with_mean, .flags = SKOPS_PARAMETER),
	SKOPS_BOOL (struct standard_scaler, with_std, .flags = SKOPS_PARAMETER),
	SKOPS_ARRAY (struct standard_scaler, mean_, .dims = "F", .flags = SKOPS_NULLABLE),
	SKOPS_ARRAY (struct standard_scaler, scale_, .dims = "F", .flags = SKOPS_NULLABLE),
	SKOPS_DIM (struct standard_scaler, n_features, "F"));

static enum skops_status check (struct skops_call *call, void *state)
{
	const struct standard_scaler *self = state;

	if ((self->with_mean && !self->mean_.data) || (self->with_std && !self->scale_.data))
		return skops_fail (call, SKOPS_BAD_FILE, "a StandardScaler that was not fitted");
	return SKOPS_OK;
}

static enum skops_status build (struct skops_call *call, void *state)
{
	struct standard_scaler *self = state;
	const double *mean = self->with_mean ? skops_f8 (&self->mean_) : NULL, *scale = self->with_std ? skops_f8 (&self->scale_) : NULL;

	self->rounds_statistics = call->writer >= SKOPS_VERSION (1, 8);
	self->scaling = skops_scaling_new (call, mean, scale, (size_t) self->n_features, self->rounds_statistics);
	return self->scaling ? SKOPS_OK : SKOPS_NO_MEMORY;
}

/* A statistic as the arithmetic sees it. */
static double statistic (const struct standard_scaler *self, uint8_t dtype, double value)
{
	return self->rounds_statistics ? skops_round_to (dtype, value) : value;
}

static enum skops_status transform (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct standard_scaler *self = state;

	if (x->form != SKOPS_CSR)
		return skops_scaling_run (call, self->scaling, x, out);
	for (int64_t k = 0; self->with_std && k < x->indptr[x->rows]; k++) /* scikit-learn multiplies by the reciprocal here, and rounds no statistics */
		out->f8[k] = skops_round_to (out->dtype, out->f8[k] * (1 / skops_f8 (&self->scale_)[x->indices[k]]));
	return SKOPS_OK;
}

static enum skops_status inverse_transform (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct standard_scaler *self = state;
	const double *mean = skops_f8 (&self->mean_), *scale = skops_f8 (&self->scale_);

	(void) call;
	if (x->form == SKOPS_CSR) {
		for (int64_t k = 0; self->with_std && k < x->indptr[x->rows]; k++)
			out->f8[k] *= scale[x->indices[k]];
		return SKOPS_OK;
	}
	for (size_t r = 0; r < x->rows; r++)
		for (size_t c = 0; c < x->width; c++) {
			double value = skops_row (x, r)[c];
			if (self->with_std)
				value = skops_round_to (x->dtype, value * statistic (self, x->dtype, scale[c]));
			if (self->with_mean)
				value += statistic (self, x->dtype, mean[c]);
			skops_row (out, r)[c] = value;
		}
	return SKOPS_OK;
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	const struct standard_scaler *self = state;

	return scaler_describe (call, self->n_features, transform, inverse_transform, !self->with_mean, true);
}

static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct standard_scaler *self = state;
	bool inverse = !strcmp (method, "inverse_transform");
	struct skops_tensor value = skops_onnx_dense (call, x);

	if (inverse && self->with_std)
		value = skops_onnx_2 (call, "Mul", value, skops_onnx_row (call, skops_f8 (&self->scale_), self->scale_.count));
	if (self->with_mean)
		value = skops_onnx_2 (call, inverse ? "Add" : "Sub", value, skops_onnx_row (call, skops_f8 (&self->mean_), self->mean_.count));
	if (!inverse && self->with_std)
		value = skops_onnx_2 (call, "Div", value, skops_onnx_row (call, skops_f8 (&self->scale_), self->scale_.count));
	return skops_onnx_answer (call, out, value);
}

static const struct skops_onnx onnx = { .size = sizeof onnx, .table = &table, .check = check, .build = build, .emit = emit };
static const struct skops_predict predict = {
	.size = sizeof predict, .table = &table, .check = check, .build = build, .describe = describe, .names = skops_names_same,
};

const struct skops_handler standard_scaler = {
	.size = sizeof standard_scaler, .module = "sklearn.preprocessing._data", .class_name = "StandardScaler", .loader = "ObjectNode",
	.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = &predict, .onnx = &onnx,
};
