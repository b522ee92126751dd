/* SPDX-License-Identifier: BSD-3-Clause */
/* HistGradientBoosting* as ONNX graphs: the trees' sums on the baseline, and the link. */
#include <string.h>

#include "hist.h"

/* Categories are whole numbers to scikit-learn, whatever stands behind their point. */
static struct skops_tensor whole_categories (struct skops_call *call, const struct hist *self, struct skops_tensor x)
{
	const struct hist_bins *bins = self->_bin_mapper.state;
	const uint8_t *categorical = bins->is_categorical_.data;
	uint8_t any = 0;

	for (size_t f = 0; f < bins->is_categorical_.count; f++)
		any |= categorical[f];
	if (!any)
		return x;
	return skops_onnx_3 (call, "Where", skops_onnx_constant (call, SKOPS_TENSOR_BOOL, 1, (const int64_t[]) { self->n_features }, categorical),
	                     skops_onnx_1 (call, "Floor", x), x);
}

/* Raw values [N, width]. */
static struct skops_tensor emit_raw (struct skops_call *call, const struct hist *self, struct skops_tensor x)
{
	struct skops_forest_options options = { .size = sizeof options, .compare = SKOPS_COMPARE_F8, .features = self->n_features, .width = 1, .known = self->known };
	struct skops_tensor *raw = skops_scratch (call, self->width, sizeof *raw);

	if (!raw)
		return (struct skops_tensor) { 0 };
	x = whole_categories (call, self, x);
	for (size_t k = 0; k < self->width; k++)
		raw[k] = skops_onnx_2 (call, "Add", skops_onnx_number (call, skops_f8 (&self->_baseline_prediction)[k]),
		                       skops_onnx_trees (call, self->sources + k * self->stages, self->stages, &options, x));
	return self->width == 1 ? raw[0] : skops_onnx_along (call, "Concat", raw, self->width, 1);
}

static struct skops_tensor emit_target (struct skops_call *call, const struct hist *self, struct skops_tensor raw)
{
	switch (self->link) {
	case HIST_LOG: return skops_onnx_1 (call, "Exp", raw);
	case HIST_LOGIT: return skops_onnx_1 (call, "Sigmoid", raw);
	case HIST_HALF_LOGIT: return skops_onnx_1 (call, "Sigmoid", skops_onnx_2 (call, "Mul", raw, skops_onnx_number (call, 2)));
	default: return raw;
	}
}

static struct skops_tensor emit_probabilities (struct skops_call *call, const struct hist *self, struct skops_tensor raw)
{
	struct skops_tensor sides[2];

	if (self->width > 1)
		return skops_onnx_along (call, "Softmax", &raw, 1, 1);
	sides[1] = emit_target (call, self, raw);
	sides[0] = skops_onnx_2 (call, "Sub", skops_onnx_number (call, 1), sides[1]);
	return skops_onnx_along (call, "Concat", sides, 2, 1);
}

/* One class alone always wins. */
static struct skops_tensor emit_label (struct skops_call *call, const struct hist *self, struct skops_tensor raw)
{
	if (self->by_probability)
		raw = emit_probabilities (call, self, raw);
	if (self->width > 1 || (self->by_probability && self->classes_.count > 1))
		return skops_onnx_argument (call, "ArgMax", raw);
	if (self->classes_.count > 1)
		return skops_onnx_2 (call, "Greater", raw, skops_onnx_number (call, 0));
	return skops_onnx_2 (call, "Mul", skops_onnx_argument (call, "ArgMax", raw), skops_onnx_int (call, 0));
}

enum skops_status hist_support (struct skops_call *call, const void *state, const char *method)
{
	(void) state;
	return strncmp (method, "staged_", 7) ? SKOPS_OK : skops_onnx_refuse (call, method, "an answer after each iteration; the last one converts, as predict");
}

enum skops_status hist_emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct hist *self = state;
	struct skops_columns columns = *x;
	struct skops_tensor raw;

	if (self->_preprocessor.child && skops_onnx_run (call, self->_preprocessor.child, "transform", x, &columns))
		return SKOPS_UNSUPPORTED;
	raw = emit_raw (call, self, skops_onnx_dense (call, &columns));
	if (!strcmp (method, "predict"))
		raw = self->regression ? emit_target (call, self, raw) : emit_label (call, self, raw);
	else if (!strcmp (method, "predict_proba"))
		raw = emit_probabilities (call, self, raw);
	return skops_onnx_answer (call, out, raw);
}
