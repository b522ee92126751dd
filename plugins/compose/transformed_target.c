/* SPDX-License-Identifier: BSD-3-Clause */
/* TransformedTargetRegressor: the regressor's prediction through the transformer's inverse. Source: sklearn/compose/_target.py. */
#include "compose.h"

struct transformed_target {
	struct skops_step regressor_, transformer_;
	int64_t training_dim;
};

SKOPS_TABLE (table, struct transformed_target,
	SKOPS_CHILD (struct transformed_target, regressor_, .flags = 0),
	SKOPS_CHILD (struct transformed_target, transformer_, .flags = 0),
	SKOPS_INT (struct transformed_target, training_dim, .attribute = "_training_dim", .low = 1, .high = 2));

static enum skops_status run_predict (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	struct skops_block prediction = { 0 };
	enum skops_status status = skops_run (call, 0, x, &prediction);

	(void) state;
	return status ? status : skops_run (call, 1, &prediction, out);
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	static const struct skops_edge from_step = { .source = SKOPS_FROM_STEP };
	const struct transformed_target *self = state;
	const struct skops_method *inner = skops_child_method (call, self->regressor_.child, "predict");
	struct skops_method *method = skops_method_add (call, "predict", run_predict);

	if (!method)
		return SKOPS_NO_MEMORY;
	method->accepts[0] = SKOPS_ANY;
	method->flags = SKOPS_TAKES_NAN | SKOPS_TAKES_INF;
	method->tolerance = SKOPS_ROUNDING;
	method->outputs[0] = (struct skops_output) { .width = inner ? inner->outputs[0].width : -1, .flat = self->training_dim == 1, .form = SKOPS_ANY, .dtype = SKOPS_DECIDED };
	if (skops_edge_add (call, method, self->regressor_.child, "predict", NULL))
		return SKOPS_UNSUPPORTED;
	return skops_edge_add (call, method, self->transformer_.child, "inverse_transform", &from_step);
}

static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct transformed_target *self = state;
	struct skops_columns prediction;
	enum skops_status status = skops_onnx_run (call, self->regressor_.child, method, x, &prediction);

	return status ? status : skops_onnx_run (call, self->transformer_.child, "inverse_transform", &prediction, out);
}

static const struct skops_onnx onnx = { .size = sizeof onnx, .table = &table, .emit = emit };
static const struct skops_predict predict = { .size = sizeof predict, .table = &table, .describe = describe };

const struct skops_handler transformed_target_regressor = {
	.size = sizeof transformed_target_regressor, .module = "sklearn.compose._target", .class_name = "TransformedTargetRegressor", .loader = "ObjectNode",
	.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = &predict, .onnx = &onnx,
};
