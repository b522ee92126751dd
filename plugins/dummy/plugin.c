/* SPDX-License-Identifier: BSD-3-Clause */
/* The descriptor of the dummy plugin, and what its methods have in common. */
#include "dummy.h"

struct skops_method *dummy_method (struct skops_call *call, const char *name, skops_apply *apply)
{
	struct skops_method *method = skops_method_add (call, name, apply);

	if (method) {
		method->accepts[0] = SKOPS_ANY;
		method->flags = SKOPS_TAKES_NAN | SKOPS_TAKES_INF | SKOPS_TAKES_ANY_WIDTH;
	}
	return method;
}

struct skops_tensor dummy_emit_zeros (struct skops_call *call, const struct skops_columns *x)
{
	int64_t first = 0;
	struct skops_columns column;

	if (skops_onnx_take (call, &column, x, &first, 1))
		return (struct skops_tensor) { 0 };
	return skops_onnx_2 (call, "Mul", skops_onnx_cast (call, skops_onnx_2 (call, "Equal", column.parts[0], column.parts[0]), SKOPS_TENSOR_INT64), skops_onnx_int (call, 0));
}

#define HANDLER(name, facet, converter) \
	&(const struct skops_handler) { \
		.size = sizeof (struct skops_handler), .module = "sklearn.dummy", .class_name = name, .loader = "ObjectNode", \
		.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = &facet, .onnx = &converter, \
	}

static const struct skops_handler *const handlers[] = {
	HANDLER ("DummyClassifier", dummy_classifier_predict, dummy_classifier_onnx),
	HANDLER ("DummyRegressor", dummy_regressor_predict, dummy_regressor_onnx),
	NULL,
};

static const struct skops_plugin plugin = SKOPS_PLUGIN ("dummy", "0.1.0", handlers);

const struct skops_plugin *skops_plugin_query (void)
{
	return &plugin;
}
