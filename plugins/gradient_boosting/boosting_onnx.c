/* SPDX-License-Identifier: BSD-3-Clause */
/* Gradient boosting as ONNX graphs: the trees' sums on the raw values that they start from, and the link. */
#include <string.h>

#include "boosting.h"

/* Raw values [N, width]. */
static struct skops_tensor emit_raw (struct skops_call *call, const struct boosting *self, const struct skops_columns *x)
{
	struct skops_forest_options options = { .size = sizeof options, .compare = self->form == SKOPS_DENSE_F4 ? SKOPS_COMPARE_F4 : SKOPS_COMPARE_F8,
		.features = self->features, .width = 1, .known = self->known };
	struct skops_tensor columns = { 0 }, start = self->emit_start (call, self, x, &columns), *trees = skops_scratch (call, self->width, sizeof *trees);

	if (!trees)
		return (struct skops_tensor) { 0 };
	for (size_t k = 0; k < self->width; k++) {
		int64_t column = (int64_t) k;
		struct skops_tensor from = start.rank ? skops_onnx_gather (call, start, skops_onnx_ints (call, &column, 1), start.rank - 1) : start;

		trees[k] = skops_onnx_trees (call, self->sources + k * self->stages, self->stages, &options, from, columns);
	}
	return self->width == 1 ? trees[0] : skops_onnx_along (call, "Concat", trees, self->width, 1);
}

static struct skops_tensor emit_target (struct skops_call *call, const struct boosting *self, struct skops_tensor raw)
{
	switch (self->link) {
	case BOOSTING_LOG: return skops_onnx_1 (call, "Exp", raw);
	case BOOSTING_LOGIT: return skops_onnx_1 (call, "Sigmoid", raw);
	case BOOSTING_HALF_LOGIT: return skops_onnx_1 (call, "Sigmoid", skops_onnx_2 (call, "Mul", raw, skops_onnx_number (call, 2)));
	default: return raw;
	}
}

static struct skops_tensor emit_probabilities (struct skops_call *call, const struct boosting *self, struct skops_tensor raw)
{
	struct skops_tensor sides[2];

	if (self->width > 1)
		return skops_onnx_along (call, "Softmax", &raw, 1, 1);
	sides[1] = emit_target (call, self, raw);
	sides[0] = skops_onnx_2 (call, "Sub", skops_onnx_number (call, 1), sides[1]);
	return skops_onnx_along (call, "Concat", sides, 2, 1);
}

/* One class alone always wins. */
static struct skops_tensor emit_label (struct skops_call *call, const struct boosting *self, struct skops_tensor raw)
{
	if (self->by_probability)
		raw = emit_probabilities (call, self, raw);
	if (self->width > 1 || (self->by_probability && self->classes->count > 1))
		return skops_onnx_argument (call, "ArgMax", raw);
	if (self->classes->count > 1)
		return skops_onnx_2 (call, self->zero_is_second ? "GreaterOrEqual" : "Greater", raw, skops_onnx_number (call, 0));
	return skops_onnx_2 (call, "Mul", skops_onnx_argument (call, "ArgMax", raw), skops_onnx_int (call, 0));
}

enum skops_status boosting_support (struct skops_call *call, const void *state, const char *method)
{
	(void) state;
	if (!strcmp (method, "apply"))
		return skops_onnx_refuse (call, method, "node numbers mean nothing in another graph");
	return strncmp (method, "staged_", 7) ? SKOPS_OK : skops_onnx_refuse (call, method, "an answer after each iteration; the last one converts, as predict");
}

enum skops_status boosting_emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct boosting *self = state;
	struct skops_tensor raw = emit_raw (call, self, x);

	if (!strcmp (method, "predict"))
		return skops_onnx_answer (call, out, self->classes ? emit_label (call, self, raw) : emit_target (call, self, raw));
	if (!strcmp (method, "decision_function"))
		return skops_onnx_answer (call, out, raw);
	raw = emit_probabilities (call, self, raw);
	return skops_onnx_answer (call, out, !strcmp (method, "predict_log_proba") ? skops_onnx_1 (call, "Log", raw) : raw);
}
