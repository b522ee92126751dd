/* SPDX-License-Identifier: BSD-3-Clause */
/* The descriptor: what the library serves. */
#include "clipper.h"

static const struct skops_handler *const handlers[] = { &quantile_clipper, &clipped_regressor, NULL };

static const struct skops_plugin plugin = SKOPS_PLUGIN ("clipper", PACKAGE_VERSION, handlers);

const struct skops_plugin *skops_plugin_query (void)
{
	return &plugin;
}
