/* SPDX-License-Identifier: BSD-3-Clause */
/* The descriptor of the Gaussian process plugin. */
#include "gaussian_process.h"

static const struct skops_handler gaussian_process_regressor = {
	.size = sizeof gaussian_process_regressor, .module = "sklearn.gaussian_process._gpr", .class_name = "GaussianProcessRegressor", .loader = "ObjectNode",
	.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = &regressor_predict, .onnx = &regressor_onnx,
};

static const struct skops_handler *const handlers[] = {
	&gaussian_process_regressor,
	NULL,
};

static const struct skops_plugin plugin = SKOPS_PLUGIN ("gaussian_process", "0.1.0", handlers);

const struct skops_plugin *skops_plugin_query (void)
{
	return &plugin;
}
