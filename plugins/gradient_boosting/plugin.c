/* SPDX-License-Identifier: BSD-3-Clause */
/* The descriptor of the gradient_boosting plugin. */
#include "gradient.h"

#define HANDLER(id, name) \
	static const struct skops_handler id = { .size = sizeof id, .module = "sklearn.ensemble._gb", .class_name = name, .loader = "ObjectNode", \
		.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = &gradient_##id##_predict, .onnx = &gradient_##id##_onnx, \
		.importances = &gradient_importances }

HANDLER (classifier, "GradientBoostingClassifier");
HANDLER (regressor, "GradientBoostingRegressor");

static const struct skops_handler *const handlers[] = { &classifier, &regressor, NULL };

static const struct skops_plugin plugin = SKOPS_PLUGIN ("gradient_boosting", "0.1.0", handlers);

const struct skops_plugin *skops_plugin_query (void)
{
	return &plugin;
}
