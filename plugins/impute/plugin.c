/* SPDX-License-Identifier: BSD-3-Clause */
/* The descriptor of the impute plugin. */
#include "impute.h"

static const struct skops_handler *const handlers[] = {
	&simple_imputer,
	&knn_imputer,
	&missing_indicator,
	&iterative_imputer,
	NULL,
};

static const struct skops_plugin plugin = SKOPS_PLUGIN ("impute", "0.1.0", handlers);

const struct skops_plugin *skops_plugin_query (void)
{
	return &plugin;
}
