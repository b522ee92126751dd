/* SPDX-License-Identifier: BSD-3-Clause */
/* The descriptor of the encoders plugin. */
#include "encoders.h"

static const struct skops_handler *const handlers[] = {
	&one_hot_encoder,
	&ordinal_encoder,
	&target_encoder,
	&label_encoder,
	&label_binarizer,
	&multi_label_binarizer,
	&k_bins_discretizer,
	NULL,
};

static const struct skops_plugin plugin = SKOPS_PLUGIN ("encoders", "0.1.0", handlers);

const struct skops_plugin *skops_plugin_query (void)
{
	return &plugin;
}
