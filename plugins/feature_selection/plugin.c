/* SPDX-License-Identifier: BSD-3-Clause */
/* The descriptor of the feature_selection plugin. */
#include "feature_selection.h"

static const struct skops_handler *const handlers[] = {
	&generic_univariate_select,
	&rfe,
	&rfecv,
	&select_fdr,
	&select_fpr,
	&select_from_model,
	&select_fwe,
	&select_k_best,
	&select_percentile,
	&sequential_feature_selector,
	&variance_threshold,
	NULL,
};

static const struct skops_plugin plugin = SKOPS_PLUGIN ("feature_selection", "0.1.0", handlers);

const struct skops_plugin *skops_plugin_query (void)
{
	return &plugin;
}
