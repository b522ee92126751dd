/* SPDX-License-Identifier: BSD-3-Clause */
#include "format/deflate.h"

#include <stdlib.h>

#include <libdeflate.h>

enum { LEVEL = 6 }; /* as zlib's, and so Python's, when nothing is asked for */

enum skops_status skops_deflate (struct skops_error *err, struct skops_buffer *out, const void *bytes, size_t size)
{
	struct libdeflate_compressor *compressor = libdeflate_alloc_compressor (LEVEL);
	size_t room = compressor ? libdeflate_deflate_compress_bound (compressor, size) : 0, used = 0;
	void *packed = room ? malloc (room) : NULL;

	if (packed)
		used = libdeflate_deflate_compress (compressor, bytes, size, packed, room);
	if (used)
		skops_buffer_append (out, packed, used);
	free (packed);
	if (compressor)
		libdeflate_free_compressor (compressor);
	return used && !out->failed ? SKOPS_OK : skops_error_memory (err);
}

uint32_t skops_crc32 (uint32_t crc, const void *bytes, size_t size)
{
	return libdeflate_crc32 (crc, bytes, size);
}
