/* SPDX-License-Identifier: BSD-3-Clause */
/* Whole files in, whole files out: a reader of bytes and a writer that shows its output complete or not at all. */
#ifndef SKOPS_FORMAT_FILE_H
#define SKOPS_FORMAT_FILE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"

/* "-" is standard input. SKOPS_MISUSE when it cannot be read, SKOPS_NO_MEMORY over `limit` bytes. */
enum skops_status skops_file_read (struct skops_error *err, const char **bytes, size_t *size, struct skops_arena *arena,
                                   const char *path, size_t limit);

/* Writes a temporary file beside `path`, syncs, renames. "-" is standard output. An existing file is refused unless `replace`;
 * a symbolic link is followed to its target's folder only with `replace`. SKOPS_MISUSE when it cannot be written. */
enum skops_status skops_file_write (struct skops_error *err, const char *path, const void *bytes, size_t size, bool replace);

#endif
