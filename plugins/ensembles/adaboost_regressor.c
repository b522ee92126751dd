/* SPDX-License-Identifier: BSD-3-Clause */
/* AdaBoostRegressor: the weighted median of its members' predictions. Source: sklearn/ensemble/_weight_boosting.py, _get_median_predict. */
#include <string.h>

#include "adaboost.h"

struct adaboost {
	struct skops_list estimators_;
	struct skops_array estimator_weights_; /* perhaps longer than the members are many */
};

SKOPS_TABLE (table, struct adaboost,
	SKOPS_LIST (struct adaboost, estimators_, &member_item, .dims = "T"),
	SKOPS_ARRAY (struct adaboost, estimator_weights_, .dims = "?"));

static enum skops_status build (struct skops_call *call, void *state)
{
	struct adaboost *self = state;

	if (self->estimator_weights_.count < self->estimators_.count)
		return skops_fail (call, SKOPS_BAD_FILE, "%zu estimators with %zu weights", self->estimators_.count, self->estimator_weights_.count);
	return ensemble_check (call, &self->estimators_, "predict", 1);
}

static bool is_behind (const double *numbers, size_t a, size_t b)
{
	return numbers[a] > numbers[b] || (numbers[a] == numbers[b] && a > b);
}

/* Lets the element at `at` sink in a heap whose first is the one behind all others. */
static void sink (const double *numbers, size_t *order, size_t at, size_t count)
{
	for (size_t child; (child = 2 * at + 1) < count; at = child) {
		size_t here = order[at];

		if (child + 1 < count && is_behind (numbers, order[child + 1], order[child]))
			child++;
		if (!is_behind (numbers, order[child], here))
			return;
		order[at] = order[child];
		order[child] = here;
	}
}

/* numpy.argsort, equal numbers in their order. */
static void sort (const double *numbers, size_t *order, size_t count)
{
	for (size_t i = 0; i < count; i++)
		order[i] = i;
	for (size_t i = count / 2; i-- > 0;)
		sink (numbers, order, i, count);
	for (size_t left = count; left-- > 1;) {
		size_t last = order[left];
		order[left] = order[0];
		order[0] = last;
		sink (numbers, order, 0, left);
	}
}

/* The first of the ascending numbers at which half of all weight is reached. */
static double median (const double *numbers, const double *weights, size_t *order, size_t count)
{
	double half = 0, sum = 0;

	sort (numbers, order, count);
	for (size_t i = 0; i < count; i++)
		half += weights[order[i]];
	half *= 0.5;
	for (size_t i = 0; i < count; i++) {
		sum += weights[order[i]];
		if (sum >= half)
			return numbers[order[i]];
	}
	return numbers[order[0]];
}

/* All members' predictions, [rows, members]. */
static enum skops_status ask (struct skops_call *call, const struct adaboost *self, const struct skops_block *x, double *out, uint8_t *dtype)
{
	size_t count = self->estimators_.count;

	for (size_t t = 0; t < count; t++) {
		struct skops_block made;
		enum skops_status status = ensemble_ask (call, t, x, &made);

		if (status)
			return status;
		*dtype = ensemble_dtype (*dtype, made.dtype);
		for (size_t r = 0; r < x->rows; r++)
			out[r * count + t] = *skops_row (&made, r);
	}
	return SKOPS_OK;
}

/* Output i of members 0..first + i. */
static enum skops_status run (struct skops_call *call, const struct adaboost *self, const struct skops_block *x, struct skops_block *out, size_t first)
{
	size_t count = self->estimators_.count, *order = skops_scratch (call, count, sizeof *order);
	double *numbers = skops_scratch (call, x->rows * count, sizeof *numbers);
	uint8_t dtype = 0;
	enum skops_status status = order && numbers ? ask (call, self, x, numbers, &dtype) : SKOPS_NO_MEMORY;

	for (size_t i = 0; first + i < count && !status; i++) {
		out[i].dtype = dtype;
		for (size_t r = 0; r < x->rows; r++)
			*skops_row (&out[i], r) = median (numbers + r * count, skops_f8 (&self->estimator_weights_), order, first + i + 1);
	}
	return status;
}

static enum skops_status predict (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	return run (call, state, x, out, ((const struct adaboost *) state)->estimators_.count - 1);
}

static enum skops_status staged_predict (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	return run (call, state, x, out, 0);
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	const struct adaboost *self = state;
	struct skops_method *method = adaboost_method (call, &self->estimators_, "predict", predict, "predict");
	struct skops_method *staged = method ? adaboost_method (call, &self->estimators_, "staged_predict", staged_predict, "predict") : NULL;

	if (!staged)
		return SKOPS_UNSUPPORTED;
	method->outputs[0].flat = staged->outputs[0].flat = true;
	method->outputs[0].dtype = staged->outputs[0].dtype = SKOPS_DECIDED;
	return skops_outputs (call, staged, self->estimators_.count) ? SKOPS_OK : SKOPS_NO_MEMORY;
}

static enum skops_status support (struct skops_call *call, const void *state, const char *method)
{
	(void) state;
	return strncmp (method, "staged_", 7) ? SKOPS_OK : skops_onnx_refuse (call, method, "an answer after each member; the last one converts, as predict");
}

static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct adaboost *self = state;
	size_t count = self->estimators_.count;
	int64_t members = (int64_t) count, axis = 1;
	struct skops_tensor *parts = skops_scratch (call, count, sizeof *parts), sorted[2] = { 0 }, inputs[2], reached;
	struct skops_attribute ascending[2] = { skops_attribute_int ("largest", 0), skops_attribute_int ("axis", 1) };

	if (!parts)
		return SKOPS_NO_MEMORY;
	for (size_t t = 0; t < count; t++)
		parts[t] = ensemble_emit (call, member_at (&self->estimators_, t), method, x);
	inputs[0] = skops_onnx_along (call, "Concat", parts, count, 1);
	inputs[1] = skops_onnx_ints (call, &members, 1);
	if (skops_onnx_node (call, "", "TopK", inputs, 2, ascending, 2, sorted, 2))
		return SKOPS_UNSUPPORTED;
	reached = skops_onnx_gather (call, skops_onnx_row (call, skops_f8 (&self->estimator_weights_), count), sorted[1], 0);
	reached = skops_onnx_2 (call, "CumSum", reached, skops_onnx_int (call, axis));
	reached = skops_onnx_2 (call, "GreaterOrEqual", reached, skops_onnx_2 (call, "Mul", skops_onnx_column (call, reached, members - 1), skops_onnx_number (call, 0.5)));
	reached = skops_onnx_argument (call, "ArgMax", skops_onnx_cast (call, reached, SKOPS_TENSOR_DOUBLE));
	inputs[0] = sorted[0];
	inputs[1] = skops_onnx_axis (call, "Unsqueeze", reached, 1);
	return skops_onnx_answer (call, out, skops_onnx_along (call, "GatherElements", inputs, 2, 1));
}

static const struct skops_predict predict_facet = { .size = sizeof predict_facet, .table = &table, .build = build, .describe = describe };
static const struct skops_onnx onnx = { .size = sizeof onnx, .table = &table, .build = build, .support = support, .emit = emit };

const struct skops_handler adaboost_regressor = {
	.size = sizeof adaboost_regressor, .module = "sklearn.ensemble._weight_boosting", .class_name = "AdaBoostRegressor", .loader = "ObjectNode",
	.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = &predict_facet, .importances = &adaboost_importances, .onnx = &onnx,
};
