/* SPDX-License-Identifier: BSD-3-Clause */
/* The descriptor of the preprocessing plugin. */
#include "scalers.h"

static const struct skops_handler *const handlers[] = {
	&min_max_scaler, &quantile_transformer, &standard_scaler,
	NULL,
};

static const struct skops_plugin plugin = SKOPS_PLUGIN ("preprocessing", "0.1.0", handlers);

const struct skops_plugin *skops_plugin_query (void)
{
	return &plugin;
}
