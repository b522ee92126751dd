/* SPDX-License-Identifier: BSD-3-Clause */
/* Unpacking members whose directory entries are known and checked. */
#ifndef SKOPS_FORMAT_ZIP_UNPACK_H
#define SKOPS_FORMAT_ZIP_UNPACK_H

#include "format/zip.h"
#include "format/zip_directory.h"

/* Some neighbours of a container's members, that are read one after another. */
struct skops_zip_share {
	const struct skops_zip_source *source;
	const struct skops_zip_directory *directory;
	size_t first, count;
	bool headers_only, leaves; /* leaves: what can be read later is passed over */
	struct skops_member *members; /* of the whole directory: name, size, method and packed are set */
	struct skops_arena *arena;    /* for their data */
};

#define SKOPS_ZIP_DAMAGED "is damaged: its CRC-32 is another than its headers say"

/* SKOPS_BAD_FILE: says what is wrong with a member. */
enum skops_status skops_zip_contradicts (struct skops_error *err, struct skops_text name, const char *what);

/* Sets data and loaded of the share's members. Shares of one directory may be unpacked by several threads, if none of its entries has a descriptor behind its data. */
enum skops_status skops_zip_unpack (struct skops_error *err, const struct skops_zip_share *share);

#endif
