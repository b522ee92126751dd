/* SPDX-License-Identifier: BSD-3-Clause */
/* The descriptor of the preprocessing plugin. */
#include "scalers.h"

static const struct skops_handler *const handlers[] = {
	&standard_scaler,
	&min_max_scaler,
	&max_abs_scaler,
	&robust_scaler,
	&normalizer,
	&binarizer,
	&kernel_centerer,
	&power_transformer,
	&quantile_transformer,
	&polynomial_features,
	&spline_transformer,
	NULL,
};

static const struct skops_plugin plugin = SKOPS_PLUGIN ("preprocessing", "0.1.0", handlers);

const struct skops_plugin *skops_plugin_query (void)
{
	return &plugin;
}
