/* SPDX-License-Identifier: BSD-3-Clause */
/* One registry file, from YAML to an entry. */
#ifndef SKOPS_REGISTRY_ENTRY_H
#define SKOPS_REGISTRY_ENTRY_H

#include "base/arena.h"
#include "base/error.h"
#include "registry/registry.h"

/* Fills `out`, whose file and layer are set, from the file's bytes; all of it lives in `arena`. A library without '/' is one of `libraries`: folders
 * with ':' between them, the first that has the file or else the first. On failure name and critical are set as far as they were read, and
 * SKOPS_BAD_FILE says what is wrong. */
enum skops_status skops_entry_parse (struct skops_error *err, struct skops_registry_plugin *out, struct skops_arena *arena, const char *bytes, size_t size,
                                     const char *libraries);

#endif
