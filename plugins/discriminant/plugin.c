/* SPDX-License-Identifier: BSD-3-Clause */
/* The descriptor of the discriminant plugin. */
#include "discriminant.h"

#define HANDLER(name, ...) \
	&(const struct skops_handler) { \
		.size = sizeof (struct skops_handler), .module = "sklearn.discriminant_analysis", .class_name = name, .loader = "ObjectNode", \
		.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), __VA_ARGS__, \
	}

static const struct skops_handler *const handlers[] = {
	HANDLER ("LinearDiscriminantAnalysis", .predict = &linear_predict, .onnx = &linear_onnx, .importances = &linear_importances),
	HANDLER ("QuadraticDiscriminantAnalysis", .predict = &quadratic_predict, .onnx = &quadratic_onnx),
	NULL,
};

static const struct skops_plugin plugin = SKOPS_PLUGIN ("discriminant", "0.1.0", handlers);

const struct skops_plugin *skops_plugin_query (void)
{
	return &plugin;
}
