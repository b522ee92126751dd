/* SPDX-License-Identifier: BSD-3-Clause */
/* MaxAbsScaler: x / scale_, perhaps clipped. Source: sklearn/preprocessing/_data.py, MaxAbsScaler. */
#include <string.h>

#include "scalers.h"

struct max_abs_scaler {
	struct skops_array scale_;
	bool clip;
	int64_t n_features;
	const struct skops_scaling *scaling;
};

SKOPS_TABLE (table, struct max_abs_scaler,
	SKOPS_ARRAY (struct max_abs_scaler, scale_, .dims = "F"),
	SKOPS_BOOL (struct max_abs_scaler, clip, .flags = SKOPS_PARAMETER | SKOPS_OPTIONAL, .since = SKOPS_VERSION (1, 8)),
	SKOPS_DIM (struct max_abs_scaler, n_features, "F"));

static enum skops_status build (struct skops_call *call, void *state)
{
	struct max_abs_scaler *self = state;

	self->scaling = skops_scaling_new (call, NULL, skops_f8 (&self->scale_), (size_t) self->n_features, false);
	return self->scaling ? SKOPS_OK : SKOPS_NO_MEMORY;
}

static double clipped (const struct max_abs_scaler *self, double value)
{
	return !self->clip ? value : value < -1 ? -1 : value > 1 ? 1 : value;
}

static enum skops_status transform (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct max_abs_scaler *self = state;
	enum skops_status status;

	if (x->form == SKOPS_CSR) {
		for (int64_t k = 0; k < x->indptr[x->rows]; k++)
			out->f8[k] = skops_round_to (out->dtype, clipped (self, x->f8[k] * scaler_reciprocal (&self->scale_, (size_t) x->indices[k])));
		return SKOPS_OK;
	}
	status = skops_scaling_run (call, self->scaling, x, out);
	for (size_t r = 0; r < x->rows && self->clip && !status; r++)
		for (size_t c = 0; c < x->width; c++)
			skops_row (out, r)[c] = clipped (self, skops_row (out, r)[c]);
	return status;
}

static enum skops_status inverse_transform (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct max_abs_scaler *self = state;
	const double *scale = skops_f8 (&self->scale_);

	(void) call;
	if (x->form == SKOPS_CSR) {
		for (int64_t k = 0; k < x->indptr[x->rows]; k++)
			out->f8[k] = x->f8[k] * scale[x->indices[k]];
		return SKOPS_OK;
	}
	for (size_t r = 0; r < x->rows; r++)
		for (size_t c = 0; c < x->width; c++)
			skops_row (out, r)[c] = skops_row (x, r)[c] * scale[c];
	return SKOPS_OK;
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	const struct max_abs_scaler *self = state;

	return scaler_describe (call, self->n_features, transform, inverse_transform, true, true);
}

static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct max_abs_scaler *self = state;
	bool inverse = !strcmp (method, "inverse_transform");
	struct skops_tensor value = skops_onnx_2 (call, inverse ? "Mul" : "Div", skops_onnx_dense (call, x), skops_onnx_row (call, skops_f8 (&self->scale_), self->scale_.count));

	return skops_onnx_answer (call, out, self->clip && !inverse ? scaler_emit_clip (call, value, -1, 1) : value);
}

static const struct skops_onnx onnx = { .size = sizeof onnx, .table = &table, .build = build, .emit = emit };
static const struct skops_predict predict = { .size = sizeof predict, .table = &table, .build = build, .describe = describe, .names = skops_names_same };

const struct skops_handler max_abs_scaler = {
	.size = sizeof max_abs_scaler, .module = "sklearn.preprocessing._data", .class_name = "MaxAbsScaler", .loader = "ObjectNode",
	.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = &predict, .onnx = &onnx,
};
