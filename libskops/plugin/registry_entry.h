/* SPDX-License-Identifier: BSD-3-Clause */
/* What a plugin's own tables say of it, as the `handlers` section of its registry file: so that the file cannot promise what the library does not keep,
 * and an audit knows without opening the library which attributes are read. */
#ifndef SKOPS_PLUGIN_REGISTRY_ENTRY_H
#define SKOPS_PLUGIN_REGISTRY_ENTRY_H

#include "base/buffer.h"
#include "base/error.h"
#include "skops/plugin.h"

/* Appends, for every handler of a plugin that skops_plugin_open has checked: `type`, `loader`, `facets`, `binds` (every attribute that the type's tables
 * read, with all its other names) and `records` (the same for each class of objects inside it that are no estimators, once each):
 *
 *     handlers:
 *       - type: "sklearn.svm._classes:SVC"
 *         loader: "ObjectNode"
 *         facets: ["predict"]
 *         binds: ["kernel", "support_vectors_"]
 *         records:
 *           - type: "sklearn.tree._tree:Tree"
 *             binds: ["nodes", "values"] */
enum skops_status skops_registry_entry (struct skops_error *err, struct skops_buffer *out, const struct skops_plugin *plugin);

#endif
