/* SPDX-License-Identifier: BSD-3-Clause */
/* What the core refuses in a descriptor before it believes anything else of it. */
#ifndef SKOPS_PLUGIN_ABI_H
#define SKOPS_PLUGIN_ABI_H

#include "base/error.h"
#include "registry/registry.h"
#include "skops/plugin.h"

/* Magic, ABI (0.x: equal), sizes, names, handlers, facets, and every table with the tables below it: strides, offsets and member sizes. `path` is
 * the library's, for the message. */
enum skops_status skops_abi_check_plugin (struct skops_error *err, const struct skops_plugin *plugin, const char *path);

/* A facet of a handler that was checked; NULL where it has none. */
const struct skops_facet_head *skops_handler_facet (const struct skops_handler *handler, enum skops_facet facet);

/* One table alone. */
enum skops_status skops_abi_check_table (struct skops_error *err, const struct skops_table *table, const char *what);

#endif
