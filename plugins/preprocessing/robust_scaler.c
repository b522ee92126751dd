/* SPDX-License-Identifier: BSD-3-Clause */
/* RobustScaler: (x - center_) / scale_. Source: sklearn/preprocessing/_data.py, RobustScaler. */
#include <string.h>

#include "scalers.h"

struct robust_scaler {
	bool with_centering, with_scaling;
	struct skops_array center_, scale_;
	int64_t n_features;
	const struct skops_scaling *scaling;
};

SKOPS_TABLE (table, struct robust_scaler,
	SKOPS_BOOL (struct robust_scaler, with_centering, .flags = SKOPS_PARAMETER),
	SKOPS_BOOL (struct robust_scaler, with_scaling, .flags = SKOPS_PARAMETER),
	SKOPS_ARRAY (struct robust_scaler, center_, .dims = "F", .flags = SKOPS_NULLABLE),
	SKOPS_ARRAY (struct robust_scaler, scale_, .dims = "F", .flags = SKOPS_NULLABLE),
	SKOPS_DIM (struct robust_scaler, n_features, "F"));

static enum skops_status check (struct skops_call *call, void *state)
{
	const struct robust_scaler *self = state;

	if ((self->with_centering && !self->center_.data) || (self->with_scaling && !self->scale_.data))
		return skops_fail (call, SKOPS_BAD_FILE, "a RobustScaler that was not fitted");
	return SKOPS_OK;
}

static enum skops_status build (struct skops_call *call, void *state)
{
	struct robust_scaler *self = state;
	const double *center = self->with_centering ? skops_f8 (&self->center_) : NULL, *scale = self->with_scaling ? skops_f8 (&self->scale_) : NULL;

	self->scaling = skops_scaling_new (call, center, scale, (size_t) self->n_features, false);
	return self->scaling ? SKOPS_OK : SKOPS_NO_MEMORY;
}

/* Sparse rows are never centred, whatever with_centering says: scikit-learn does not complain either. */
static enum skops_status transform (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct robust_scaler *self = state;

	if (x->form != SKOPS_CSR)
		return skops_scaling_run (call, self->scaling, x, out);
	for (int64_t k = 0; self->with_scaling && k < x->indptr[x->rows]; k++)
		out->f8[k] = skops_round_to (out->dtype, x->f8[k] * scaler_reciprocal (&self->scale_, (size_t) x->indices[k]));
	return SKOPS_OK;
}

static enum skops_status inverse_transform (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct robust_scaler *self = state;
	const double *center = skops_f8 (&self->center_), *scale = skops_f8 (&self->scale_);

	(void) call;
	if (x->form == SKOPS_CSR) {
		for (int64_t k = 0; self->with_scaling && k < x->indptr[x->rows]; k++)
			out->f8[k] = x->f8[k] * scale[x->indices[k]];
		return SKOPS_OK;
	}
	for (size_t r = 0; r < x->rows; r++)
		for (size_t c = 0; c < x->width; c++) {
			double value = skops_row (x, r)[c];
			if (self->with_scaling)
				value = skops_round_to (x->dtype, value * scale[c]);
			if (self->with_centering)
				value += center[c];
			skops_row (out, r)[c] = value;
		}
	return SKOPS_OK;
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	const struct robust_scaler *self = state;

	return scaler_describe (call, self->n_features, transform, inverse_transform, true, true);
}

static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct robust_scaler *self = state;
	bool inverse = !strcmp (method, "inverse_transform");
	struct skops_tensor value = skops_onnx_dense (call, x);

	if (inverse && self->with_scaling)
		value = skops_onnx_2 (call, "Mul", value, skops_onnx_row (call, skops_f8 (&self->scale_), self->scale_.count));
	if (self->with_centering)
		value = skops_onnx_2 (call, inverse ? "Add" : "Sub", value, skops_onnx_row (call, skops_f8 (&self->center_), self->center_.count));
	if (!inverse && self->with_scaling)
		value = skops_onnx_2 (call, "Div", value, skops_onnx_row (call, skops_f8 (&self->scale_), self->scale_.count));
	return skops_onnx_answer (call, out, value);
}

static const struct skops_onnx onnx = { .size = sizeof onnx, .table = &table, .check = check, .build = build, .emit = emit };
static const struct skops_predict predict = {
	.size = sizeof predict, .table = &table, .check = check, .build = build, .describe = describe, .names = skops_names_same,
};

const struct skops_handler robust_scaler = {
	.size = sizeof robust_scaler, .module = "sklearn.preprocessing._data", .class_name = "RobustScaler", .loader = "ObjectNode",
	.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = &predict, .onnx = &onnx,
};
