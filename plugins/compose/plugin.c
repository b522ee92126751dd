/* SPDX-License-Identifier: BSD-3-Clause */
/* The descriptor of the compose plugin. */
#include "compose.h"

static const struct skops_handler *const handlers[] = {
	&pipeline, &feature_union, &column_transformer, &function_transformer, &transformed_target_regressor,
	&grid_search, &randomized_search, &halving_grid_search, &halving_random_search, &frozen_estimator, &ransac,
	NULL,
};

static const struct skops_plugin plugin = SKOPS_PLUGIN ("compose", "0.1.0", handlers);

const struct skops_plugin *skops_plugin_query (void)
{
	return &plugin;
}
