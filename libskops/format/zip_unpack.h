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
	bool headers_only;
	struct skops_member *members; /* of the whole directory: name, size, method and packed are set */
	struct skops_arena *arena;    /* for their data */
};

/* Sets data and loaded of the share's members. Shares of one directory may be unpacked by several threads, if none of its entries has a descriptor behind its data. */
enum skops_status skops_zip_unpack (struct skops_error *err, const struct skops_zip_share *share);

#endif
