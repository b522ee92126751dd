/* SPDX-License-Identifier: BSD-3-Clause */
/* A zip container's own account of itself: the central directory, held against every local header and every byte of the file. */
#ifndef SKOPS_FORMAT_ZIP_DIRECTORY_H
#define SKOPS_FORMAT_ZIP_DIRECTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/limits.h"
#include "skops/value.h"

/* Where the bytes come from: memory, or a regular file when `bytes` is NULL. */
struct skops_zip_source {
	const uint8_t *bytes;
	int fd;
	uint64_t size;
};

/* False when the range is not there or cannot be read. */
bool skops_zip_source_read (const struct skops_zip_source *source, uint64_t offset, void *to, size_t size);

struct skops_zip_entry {
	struct skops_text name; /* in the arena */
	uint64_t offset, data;  /* of the local header; of what follows it, once that is checked */
	uint64_t packed, size;
	uint32_t crc;
	uint16_t method, flags;
};

struct skops_zip_directory {
	struct skops_zip_entry *entries; /* by offset */
	const uint32_t *by_name;               /* indices of entries, sorted by name */
	size_t count;
	uint64_t end; /* of the last member */
	uint64_t total; /* bytes that the members unpack to */
};

enum { SKOPS_ZIP_FREE = 64 << 20 }; /* bytes that any file may unpack to */

/* Reads the central directory. SKOPS_BAD_FILE where it contradicts itself or the limits; SKOPS_UNSUPPORTED for a compression method that is not read. */
enum skops_status skops_zip_directory_read (struct skops_error *err, struct skops_zip_directory *out, struct skops_arena *arena,
                                            const struct skops_zip_source *source, const struct skops_limits *limits);

/* Holds it against the file: on success the local headers and data of the entries, the central directory and its end record follow one another without a gap, no two of them overlap and
 * nothing else is in the file; so no reader can see another file in it. Sets every entry's `data`. SKOPS_BAD_FILE else. */
enum skops_status skops_zip_directory_check (struct skops_error *err, const struct skops_zip_directory *directory, const struct skops_zip_source *source);

/* The same of one entry by itself, for who needs it while another thread checks all. Before that one starts. */
enum skops_status skops_zip_directory_check_one (struct skops_error *err, const struct skops_zip_directory *directory, const struct skops_zip_source *source, size_t i);

/* Whether a member's size and sum follow its data, so that they are not known before it. */
bool skops_zip_has_descriptor (const struct skops_zip_entry *entry);

/* "stored", "deflated" …; NULL for one that is not read. */
const char *skops_zip_method (uint16_t method);

/* Says what the bytes are instead, when they are no zip. */
enum skops_status skops_zip_not_one (struct skops_error *err, const struct skops_zip_source *source);

/* Order of names: by bytes, then by length. */
int skops_zip_compare (struct skops_text a, struct skops_text b);

#endif
