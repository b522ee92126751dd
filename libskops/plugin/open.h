/* SPDX-License-Identifier: BSD-3-Clause */
/* The only door to libltdl: an absolute path to a library that is resolved whole or refused with the true reason. */
#ifndef SKOPS_PLUGIN_OPEN_H
#define SKOPS_PLUGIN_OPEN_H

#include "base/error.h"
#include "skops/plugin.h"

typedef const struct skops_plugin *skops_query_function (void);

/* Opens (or finds again) the library and its skops_plugin_query. Never closed. Thread-safe. */
enum skops_status skops_open_library (struct skops_error *err, skops_query_function **out, const char *path);

#endif
