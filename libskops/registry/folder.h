/* SPDX-License-Identifier: BSD-3-Clause */
/* A folder of registry files, read only where nobody else could have written. */
#ifndef SKOPS_REGISTRY_FOLDER_H
#define SKOPS_REGISTRY_FOLDER_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"

/* Called for each file NAME.yaml in the order of names: with its bytes, or with NULL and why it was refused in `refusal`. Returning a status ends the walk. */
typedef enum skops_status skops_folder_file (void *data, const char *path, const char *bytes, size_t size, const struct skops_error *refusal);

/* SKOPS_OK also for a folder that is not there, with `absent` set. SKOPS_UNSUPPORTED says why the folder as a whole is refused: no absolute path, no
 * folder, owned by another user than root and this one, writable by others. Files are refused for the same reasons, and when they are links or larger
 * than 1 MiB. Bytes and paths live in the arena. */
enum skops_status skops_folder_read (struct skops_error *err, struct skops_arena *arena, const char *folder, bool *absent, skops_folder_file *file,
                                     void *data);

#endif
