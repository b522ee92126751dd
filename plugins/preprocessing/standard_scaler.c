/* SPDX-License-Identifier: BSD-3-Clause */
/* StandardScaler: (x - mean) / scale. Source: sklearn/preprocessing/_data.py, StandardScaler.transform. */
#include "scalers.h"

enum { QUAD = 4 };
typedef float quad __attribute__ ((vector_size (QUAD * sizeof (float))));

struct standard_scaler {
	bool with_mean, with_std;
	struct skops_array mean_, scale_;
	int64_t n_features;
	const float *narrow_mean, *narrow_scale; /* as a float32 input meets them, from 1.8 on; 0 and 1 where it meets none */
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

/* `count` statistics, or `otherwise` for each where there are none; padded to a whole register. */
static const float *narrow (struct skops_call *call, const double *from, size_t count, float otherwise)
{
	float *out = skops_alloc (call, count + QUAD, sizeof *out);

	for (size_t i = 0; out && i < count + QUAD; i++)
		out[i] = from && i < count ? (float) from[i] : otherwise;
	return out;
}

static enum skops_status build (struct skops_call *call, void *state)
{
	struct standard_scaler *self = state;
	size_t count = self->n_features > 0 ? (size_t) self->n_features : 0;

	self->rounds_statistics = call->writer >= SKOPS_VERSION (1, 8);
	self->narrow_mean = narrow (call, self->with_mean ? skops_f8 (&self->mean_) : NULL, count, 0);
	self->narrow_scale = narrow (call, self->with_std ? skops_f8 (&self->scale_) : NULL, count, 1);
	return self->narrow_mean && self->narrow_scale ? SKOPS_OK : SKOPS_NO_MEMORY;
}

/* A row of float32 and statistics that are: what float64 would make of them and round after each step is what float32 makes of them. */
static void transform_narrow (const struct standard_scaler *self, const float *x, size_t width, double *out)
{
	size_t c = 0;
	quad value, mean, scale;

	for (; c + QUAD <= width; c += QUAD) {
		memcpy (&value, x + c, sizeof value);
		memcpy (&mean, self->narrow_mean + c, sizeof mean);
		memcpy (&scale, self->narrow_scale + c, sizeof scale);
		value = (value - mean) / scale;
		skops_pair_store (out + c, __builtin_convertvector (__builtin_shufflevector (value, value, 0, 1), skops_pair));
		skops_pair_store (out + c + 2, __builtin_convertvector (__builtin_shufflevector (value, value, 2, 3), skops_pair));
	}
	for (; c < width; c++)
		out[c] = (double) ((x[c] - self->narrow_mean[c]) / self->narrow_scale[c]);
}

/* A statistic as the arithmetic sees it. */
static double statistic (const struct standard_scaler *self, uint8_t dtype, double value)
{
	return self->rounds_statistics ? skops_round_to (dtype, value) : value;
}

/* Any row. */
static void transform_row (const struct standard_scaler *self, const struct skops_block *x, size_t row, double *out)
{
	const double *mean = skops_f8 (&self->mean_), *scale = skops_f8 (&self->scale_);

	for (size_t c = 0; c < x->width; c++) {
		double value = x->form == SKOPS_DENSE_F4 ? (double) skops_row_f4 (x, row)[c] : skops_row (x, row)[c];

		if (self->with_mean)
			value = skops_round_to (x->dtype, value - statistic (self, x->dtype, mean[c]));
		if (self->with_std)
			value = skops_round_to (x->dtype, value / statistic (self, x->dtype, scale[c]));
		out[c] = value;
	}
}

/* The columns of a row of float64 two by two. */
static void transform_wide (const struct standard_scaler *self, const double *x, size_t width, double *out)
{
	const double *mean = skops_f8 (&self->mean_), *scale = skops_f8 (&self->scale_);
	size_t c = 0;

	for (; c + 2 <= width; c += 2) {
		skops_pair value = skops_pair_load (x + c);

		if (self->with_mean)
			value -= skops_pair_load (mean + c);
		if (self->with_std)
			value /= skops_pair_load (scale + c);
		skops_pair_store (out + c, value);
	}
	if (c < width)
		out[c] = (x[c] - (self->with_mean ? mean[c] : 0)) / (self->with_std ? scale[c] : 1);
}

static enum skops_status transform (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct standard_scaler *self = state;
	bool wide = x->form == SKOPS_DENSE && x->dtype != SKOPS_F4 && x->dtype != SKOPS_F2;

	(void) call;
	if (x->form == SKOPS_CSR) { /* scikit-learn multiplies by the reciprocal here, and rounds no statistics */
		for (int64_t k = 0; self->with_std && k < x->indptr[x->rows]; k++)
			out->f8[k] = skops_round_to (out->dtype, out->f8[k] * (1 / skops_f8 (&self->scale_)[x->indices[k]]));
		return SKOPS_OK;
	}
	for (size_t r = 0; r < x->rows; r++)
		if (x->form == SKOPS_DENSE_F4 && x->dtype == SKOPS_F4 && self->rounds_statistics && (int64_t) x->width == self->n_features)
			transform_narrow (self, skops_row_f4 (x, r), x->width, skops_row (out, r));
		else if (wide)
			transform_wide (self, skops_row (x, r), x->width, skops_row (out, r));
		else
			transform_row (self, x, r, skops_row (out, r));
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
