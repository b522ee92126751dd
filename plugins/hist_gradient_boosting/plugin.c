/* SPDX-License-Identifier: BSD-3-Clause */
/* The descriptor of the hist_gradient_boosting plugin. */
#include "hist.h"

#define HANDLER(id, name) \
	static const struct skops_handler id = { .size = sizeof id, .module = "sklearn.ensemble._hist_gradient_boosting.gradient_boosting", .class_name = name, \
		.loader = "ObjectNode", .since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = &hist_##id##_predict, .onnx = &hist_##id##_onnx }

HANDLER (classifier, "HistGradientBoostingClassifier");
HANDLER (regressor, "HistGradientBoostingRegressor");

static const struct skops_handler *const handlers[] = { &classifier, &regressor, NULL };

static const struct skops_plugin plugin = SKOPS_PLUGIN ("hist_gradient_boosting", "0.1.0", handlers);

const struct skops_plugin *skops_plugin_query (void)
{
	return &plugin;
}
