/* SPDX-License-Identifier: BSD-3-Clause */
/* Taking members out of a container whose directory was read and checked. */
#ifndef SKOPS_FORMAT_ZIP_UNPACK_H
#define SKOPS_FORMAT_ZIP_UNPACK_H

#include <stdatomic.h>

#include "format/zip.h"
#include "format/zip_directory.h"

#define SKOPS_ZIP_DAMAGED "is damaged: its CRC-32 is another than its headers say"

/* Some neighbours of a container's members. */
struct skops_zip_share {
	const struct skops_zip_source *source;
	const struct skops_zip_directory *directory;
	size_t first, count;
	bool headers_only, leaves;    /* leaves: long stored members stay in the file, but for schema.json */
	bool keeps_packed;            /* so do members packed that unpack to much more than they take */
	bool streams;                 /* they are found by their local headers, not by the directory */
	struct skops_member *members; /* of the whole directory: name, size, method and packed are set */
	struct skops_arena *arena;    /* for their data; NULL: compressed ones are checked only */
};

/* Where members were left. */
struct skops_zip_file {
	struct skops_zip_source source; /* fd -1: not in the file */
	const struct skops_zip_entry *entries; /* of the members, in their order */
	atomic_bool *checked; /* whether the sum of each one that was left was checked */
};

/* Each sets data and loaded of some of the share's members: those that are stored, which are a range of the file; and those that are compressed, through libarchive, but for those that take
 * keeps packed. Shares of one directory may be taken by several threads, if none of its entries has a descriptor behind its data. */
enum skops_status skops_zip_take (struct skops_error *err, const struct skops_zip_share *share);
enum skops_status skops_zip_unpack (struct skops_error *err, const struct skops_zip_share *share);

/* Whether a member is one that stays packed; copies it, sets kept; unpacks it into an arena (NULL: checks it only). */
bool skops_zip_stays_packed (const struct skops_zip_share *share, size_t i);
enum skops_status skops_zip_keep (struct skops_error *err, const struct skops_zip_share *share, size_t i);
enum skops_status skops_zip_unpack_kept (struct skops_error *err, const uint8_t **out, const struct skops_zip *zip, const struct skops_member *member, struct skops_arena *arena);

/* ---- for all of them ---- */

enum { SKOPS_ZIP_LONG = 8 << 10 }; /* of a member that is worth leaving */

static inline bool skops_zip_is_packed (const struct skops_zip_entry *entry)
{
	return entry->method != 0;
}

/* Whether a member is read whole where the others' headers are enough. */
bool skops_zip_is_read_whole (struct skops_text name);

/* Bytes of a member that are kept. */
size_t skops_zip_keeps (const struct skops_zip_share *share, size_t i);

/* Memory for so many of them, with its padding, set in the member; NULL without. */
uint8_t *skops_zip_room (struct skops_member *member, size_t keep, struct skops_arena *arena);

/* SKOPS_BAD_FILE: says what is wrong with a member. */
enum skops_status skops_zip_contradicts (struct skops_error *err, struct skops_text name, const char *what);

#endif
