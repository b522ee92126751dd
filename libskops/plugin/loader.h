/* SPDX-License-Identifier: BSD-3-Clause */
/* The loader: opens a plugin on first use of a type, compares it with what its registry file promised, and keeps it until the process ends. */
#ifndef SKOPS_PLUGIN_LOADER_H
#define SKOPS_PLUGIN_LOADER_H

#include "base/error.h"
#include "registry/registry.h"
#include "skops/plugin.h"

/* A context's view of the plugins that are open. Thread-safe. */
struct skops_loader;

struct skops_loader *skops_loader_new (const struct skops_registry *registry); /* borrows the registry; NULL without memory */
void skops_loader_free (struct skops_loader *loader); /* closes no plugin */

/* The handler of a type that the registry gave to `entry`; opens the library if nobody has. SKOPS_UNSUPPORTED with what is wrong and the way out:
 * a library that others can write, a missing file, an undefined symbol, a wrong magic, ABI, size or stride, a handler that the registry file did not
 * promise or one that it promised and the library lacks. */
enum skops_status skops_loader_handler (struct skops_error *err, const struct skops_handler **out, struct skops_loader *loader,
                                        const struct skops_registry_plugin *entry, const char *type);

/* Opens the library at an absolute path and checks its descriptor, without a registry: for `skops-plugins registry` and tests. `pin`: the SHA-256 that it must have, in hexadecimal digits, or NULL. */
enum skops_status skops_plugin_open (struct skops_error *err, const struct skops_plugin **out, const char *path, const char *pin);

#endif
