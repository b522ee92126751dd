/* SPDX-License-Identifier: BSD-3-Clause */
/* Who says what of a type or function, found by its two names. */
#ifndef SKOPS_REGISTRY_INDEX_H
#define SKOPS_REGISTRY_INDEX_H

#include "base/arena.h"
#include "base/error.h"
#include "registry/registry.h"

struct skops_registry_index;

/* Of the entries that were not refused. The functions behind are those of registry.h. */
enum skops_status skops_registry_index_new (struct skops_error *err, struct skops_registry_index **out, struct skops_arena *arena,
                                            struct skops_registry_plugin *const *plugins, size_t count);
void skops_registry_index_free (struct skops_registry_index *index);

const struct skops_registry_plugin *skops_registry_index_resolve (const struct skops_registry_index *index, struct skops_text module,
                                                                  struct skops_text class_name, struct skops_text loader, enum skops_facet facet,
                                                                  const char **type);
const char *skops_registry_index_alias (const struct skops_registry_index *index, const char *type, const struct skops_registry_plugin **by);

size_t skops_registry_index_candidates (const struct skops_registry_index *index, const char *type, enum skops_facet facet,
                                        const struct skops_registry_plugin **out, size_t capacity);
const struct skops_registry_plugin *skops_registry_index_inert (const struct skops_registry_index *index, struct skops_text module, struct skops_text class_name);
const struct skops_registry_plugin *skops_registry_index_function (const struct skops_registry_index *index, struct skops_text module, struct skops_text name);
const struct skops_registry_plugin *skops_registry_index_record (const struct skops_registry_index *index, struct skops_text module, struct skops_text class_name);

#endif
