/* SPDX-License-Identifier: BSD-3-Clause */
/* Members that are stored as they are: ranges of the file, read when the container is opened or, of a large file, when they are wanted; and what was left of any. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "format/deflate.h"
#include "format/zip_unpack.h"

enum { BLOCK = 128 << 10 /* read at once */, HEAD = 64 << 10 /* kept of a member in a headers-only reading */ };

enum skops_status skops_zip_contradicts (struct skops_error *err, struct skops_text name, const char *what)
{
	char shown[256];

	return skops_error_set (err, SKOPS_BAD_FILE, "member %s of the zip container %s", skops_text_show (shown, sizeof shown, name), what);
}

bool skops_zip_is_read_whole (struct skops_text name)
{
	return skops_text_is (name, "schema.json") || (name.size >= 4 && memcmp (name.data + name.size - 4, ".npz", 4) == 0);
}

size_t skops_zip_keeps (const struct skops_zip_share *share, size_t i)
{
	size_t size = share->members[i].size;

	return share->headers_only && size > HEAD && !skops_zip_is_read_whole (share->members[i].name) ? HEAD : size;
}

uint8_t *skops_zip_room (struct skops_member *member, size_t keep, struct skops_arena *arena)
{
	uint8_t *data = skops_arena_scratch (arena, keep + SKOPS_ZIP_PADDING, 1);

	if (data) {
		memset (data + keep, 0, SKOPS_ZIP_PADDING);
		member->data = data;
		member->loaded = keep;
	}
	return data;
}

static enum skops_status take_member (struct skops_error *err, const struct skops_zip_share *share, size_t i)
{
	const struct skops_zip_entry *entry = &share->directory->entries[i];
	size_t keep = skops_zip_keeps (share, i);
	uint8_t *data;

	if (share->leaves && entry->size >= SKOPS_ZIP_LONG && !skops_zip_is_read_whole (entry->name))
		return SKOPS_OK;
	data = skops_zip_room (&share->members[i], keep, share->arena);
	if (!data)
		return skops_error_memory (err);
	if (!skops_zip_source_read (share->source, entry->data, data, keep))
		return skops_zip_contradicts (err, entry->name, "cannot be read");
	if (keep == entry->size && skops_crc32 (0, data, keep) != entry->crc)
		return skops_zip_contradicts (err, entry->name, SKOPS_ZIP_DAMAGED);
	return SKOPS_OK;
}

enum skops_status skops_zip_take (struct skops_error *err, const struct skops_zip_share *share)
{
	enum skops_status status = SKOPS_OK;

	for (size_t i = share->first; i < share->first + share->count && !status; i++)
		if (skops_zip_stays_packed (share, i))
			status = skops_zip_keep (err, share, i);
		else if (!skops_zip_is_packed (&share->directory->entries[i]))
			status = take_member (err, share, i);
	return status;
}

/* A member that was left, or a part of it; the sum goes on from *crc. */
static enum skops_status read_left (struct skops_error *err, const struct skops_zip *zip, size_t i, uint64_t at, uint8_t *to, size_t size, uint32_t *crc)
{
	const struct skops_zip_entry *entry = &zip->file->entries[i];

	if (!skops_zip_source_read (&zip->file->source, entry->data + at, to, size))
		return skops_zip_contradicts (err, entry->name, "cannot be read any more");
	*crc = skops_crc32 (*crc, to, size);
	if (at + size < entry->size)
		return SKOPS_OK;
	if (*crc != entry->crc)
		return skops_zip_contradicts (err, entry->name, SKOPS_ZIP_DAMAGED);
	atomic_store_explicit (&zip->file->checked[i], true, memory_order_relaxed);
	return SKOPS_OK;
}

enum skops_status skops_zip_data (struct skops_error *err, const uint8_t **out, const struct skops_zip *zip, const struct skops_member *member, struct skops_arena *arena)
{
	uint32_t crc = 0;
	uint8_t *data;

	*out = member->data;
	if (member->loaded == member->size)
		return SKOPS_OK;
	if (member->kept)
		return skops_zip_unpack_kept (err, out, zip, member, arena);
	if (!zip->file || zip->file->source.fd < 0)
		return skops_zip_contradicts (err, member->name, "was not read");
	*out = data = skops_arena_scratch (arena, member->size + SKOPS_ZIP_PADDING, 1);
	if (!data)
		return skops_error_memory (err);
	memset (data + member->size, 0, SKOPS_ZIP_PADDING);
	return read_left (err, zip, (size_t) (member - zip->members), 0, data, member->size, &crc);
}

static enum skops_status check_left (struct skops_error *err, const struct skops_zip *zip, size_t i, uint8_t *block)
{
	uint64_t left = zip->members[i].size, at = 0;
	enum skops_status status = SKOPS_OK;
	uint32_t crc = 0;

	for (size_t size; left && !status; left -= size, at += size) {
		size = left < BLOCK ? (size_t) left : BLOCK;
		status = read_left (err, zip, i, at, block, size, &crc);
	}
	return status;
}

enum skops_status skops_zip_check_rest (struct skops_error *err, const struct skops_zip *zip)
{
	enum skops_status status = SKOPS_OK;
	uint8_t *block = zip->file ? malloc (BLOCK) : NULL;

	if (zip->file && !block)
		return skops_error_memory (err);
	for (size_t i = 0; zip->file && i < zip->count && !status; i++) {
		const struct skops_member *member = &zip->members[i];
		const uint8_t *none;

		if (member->loaded == member->size || atomic_load_explicit (&zip->file->checked[i], memory_order_relaxed))
			continue;
		if (member->kept)
			status = skops_zip_unpack_kept (err, &none, zip, member, NULL);
		else if (zip->file->source.fd >= 0)
			status = check_left (err, zip, i, block);
	}
	free (block);
	return status;
}

void skops_zip_close (const struct skops_zip *zip)
{
	if (zip && zip->file && zip->file->source.fd >= 0)
		close (zip->file->source.fd);
}
