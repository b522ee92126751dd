/* SPDX-License-Identifier: BSD-3-Clause */
/* Writing a zip container: the same parts give the same bytes, every header says all it knows, and stored arrays begin at a multiple of 64
 * bytes, so that a reader may map them. libarchive's own writer leaves sizes and sums to descriptors behind the data and aligns nothing. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "format/deflate.h"
#include "format/zip.h"

enum {
	ALIGN = 64, ALIGN_FIELD = 0xD935, /* the extra field of Android's zipalign */
	ZIP64_FIELD = 1, VERSION = 20, VERSION_ZIP64 = 45, HOST_UNIX = 3,
	FLAG_UTF8 = 1 << 11, METHOD_STORED = 0, METHOD_DEFLATED = 8,
	DOS_1980 = 1 << 5 | 1, /* the first of January: nothing of the writer's clock gets into the file */
};

static const uint32_t attributes = 0100644u << 16;

struct written {
	uint64_t offset, packed, size;
	uint32_t crc;
	uint16_t method, flags;
	size_t name_size;
};

static void put (struct skops_buffer *out, uint64_t value, size_t bytes)
{
	char little[8];

	for (size_t i = 0; i < bytes; i++, value >>= 8)
		little[i] = (char) (value & 0xFF);
	skops_buffer_append (out, little, bytes);
}

/* A size or offset of 32 bits, or the word that sends readers to the zip64 field. */
static void put32 (struct skops_buffer *out, uint64_t value)
{
	put (out, value < UINT32_MAX ? value : UINT32_MAX, 4);
}

static void put_common (struct skops_buffer *out, const struct written *member, bool zip64)
{
	put (out, zip64 ? VERSION_ZIP64 : VERSION, 2);
	put (out, member->flags, 2);
	put (out, member->method, 2);
	put (out, 0, 2);
	put (out, DOS_1980, 2);
	put (out, member->crc, 4);
	put (out, zip64 ? UINT32_MAX : member->packed, 4);
	put (out, zip64 ? UINT32_MAX : member->size, 4);
	put (out, member->name_size, 2);
}

static bool is_array (const char *name, size_t size)
{
	return size >= 4 && memcmp (name + size - 4, ".npy", 4) == 0;
}

static bool needs_zip64 (const struct written *member)
{
	return member->size >= UINT32_MAX || member->packed >= UINT32_MAX;
}

static void put_local (struct skops_buffer *out, const struct written *member, const char *name)
{
	bool zip64 = needs_zip64 (member);
	size_t extra = zip64 ? 20 : 0, padding = 0, data = (size_t) member->offset + 30 + member->name_size + extra;

	if (member->method == METHOD_STORED && is_array (name, member->name_size) && data % ALIGN) {
		padding = ALIGN - data % ALIGN;
		if (padding < 6)
			padding += ALIGN;
	}
	skops_buffer_append (out, "PK\3\4", 4);
	put_common (out, member, zip64);
	put (out, extra + padding, 2);
	skops_buffer_append (out, name, member->name_size);
	if (zip64) {
		put (out, ZIP64_FIELD, 2);
		put (out, 16, 2);
		put (out, member->size, 8);
		put (out, member->packed, 8);
	}
	if (padding) {
		static const char zeros[2 * ALIGN];

		put (out, ALIGN_FIELD, 2);
		put (out, padding - 4, 2);
		put (out, ALIGN, 2);
		skops_buffer_append (out, zeros, padding - 6);
	}
}

static void put_central (struct skops_buffer *out, const struct written *member, const char *name)
{
	bool zip64 = needs_zip64 (member), far = member->offset >= UINT32_MAX;

	skops_buffer_append (out, "PK\1\2", 4);
	put (out, VERSION_ZIP64, 1);
	put (out, HOST_UNIX, 1);
	put_common (out, member, zip64);
	put (out, zip64 || far ? 4u + 16u * zip64 + 8u * far : 0, 2);
	put (out, 0, 2 + 2 + 2);
	put (out, attributes, 4);
	put32 (out, member->offset);
	skops_buffer_append (out, name, member->name_size);
	if (zip64 || far) {
		put (out, ZIP64_FIELD, 2);
		put (out, 16u * zip64 + 8u * far, 2);
	}
	if (zip64) {
		put (out, member->size, 8);
		put (out, member->packed, 8);
	}
	if (far)
		put (out, member->offset, 8);
}

static void put_end (struct skops_buffer *out, uint64_t start, uint64_t end, uint64_t count)
{
	uint64_t size = end - start;

	if (count >= UINT16_MAX || size >= UINT32_MAX || start >= UINT32_MAX) {
		skops_buffer_append (out, "PK\6\6", 4);
		put (out, 44, 8);
		put (out, VERSION_ZIP64, 2);
		put (out, VERSION_ZIP64, 2);
		put (out, 0, 4 + 4);
		put (out, count, 8);
		put (out, count, 8);
		put (out, size, 8);
		put (out, start, 8);
		skops_buffer_append (out, "PK\6\7", 4);
		put (out, 0, 4);
		put (out, end, 8);
		put (out, 1, 4);
	}
	skops_buffer_append (out, "PK\5\6", 4);
	put (out, 0, 2 + 2);
	put (out, count < UINT16_MAX ? count : UINT16_MAX, 2);
	put (out, count < UINT16_MAX ? count : UINT16_MAX, 2);
	put32 (out, size);
	put32 (out, start);
	put (out, 0, 2);
}

static bool is_ascii (const char *name)
{
	while (*name && (unsigned char) *name < 0x80)
		name++;
	return !*name;
}

static enum skops_status write_member (struct skops_error *err, struct skops_buffer *out, size_t base, struct written *member,
                                       const struct skops_zip_part *part)
{
	struct skops_buffer packed = {0};
	const void *data = part->data;
	enum skops_status status;

	*member = (struct written) {
		.offset = out->size - base, .packed = part->size, .size = part->size,
		.crc = skops_crc32 (0, part->data, part->size),
		.method = METHOD_STORED,
		.flags = is_ascii (part->name) ? 0 : FLAG_UTF8,
		.name_size = strlen (part->name),
	};
	if (member->name_size == 0 || member->name_size > UINT16_MAX)
		return skops_error_set (err, SKOPS_MISUSE, "a member of a zip container needs a name of at most 65,535 bytes");
	if (part->deflate && part->size) {
		status = skops_deflate (err, &packed, part->data, part->size);
		if (status)
			goto out;
		if (packed.size < part->size) {
			data = packed.data;
			member->packed = packed.size;
			member->method = METHOD_DEFLATED;
		}
	}
	put_local (out, member, part->name);
	skops_buffer_append (out, data, (size_t) member->packed);
	status = SKOPS_OK;
out:
	skops_buffer_free (&packed);
	return status;
}

enum skops_status skops_zip_write (struct skops_error *err, struct skops_buffer *out, const struct skops_zip_part *parts, size_t count)
{
	struct written *members = calloc (count ? count : 1, sizeof *members);
	enum skops_status status = members ? SKOPS_OK : skops_error_memory (err);
	size_t base = out->size; /* offsets count from here */

	for (size_t i = 0; i < count && !status; i++)
		status = write_member (err, out, base, &members[i], &parts[i]);
	if (!status) {
		uint64_t start = out->size - base;

		for (size_t i = 0; i < count; i++)
			put_central (out, &members[i], parts[i].name);
		put_end (out, start, out->size - base, count);
		if (out->failed)
			status = skops_error_memory (err);
	}
	free (members);
	return status;
}
