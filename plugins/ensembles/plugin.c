/* SPDX-License-Identifier: BSD-3-Clause */
/* The descriptor of the ensembles plugin. */
#include "ensembles.h"

static const struct skops_handler *const handlers[] = {
	&bagging_classifier, &bagging_regressor, &adaboost_classifier, &adaboost_regressor,
	&voting_classifier, &voting_regressor, &stacking_classifier, &stacking_regressor,
	NULL,
};

static const struct skops_plugin plugin = SKOPS_PLUGIN ("ensembles", "0.1.0", handlers);

const struct skops_plugin *skops_plugin_query (void)
{
	return &plugin;
}
