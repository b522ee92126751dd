/* SPDX-License-Identifier: BSD-3-Clause */
/* Members that unpack to many times what they take: they stay packed until somebody wants them, since what nobody reads must not cost its memory. */
#include <string.h>

#include "base/text.h"
#include "format/zip_unpack.h"

enum {
	MUCH = 64, /* times; arrays of numbers rarely come to 10 */
	HEADER = 30 + 1 + 20, /* local header, name, zip64 field */
	FLAG_END_MARK = 1 << 1, /* of LZMA data */
};

bool skops_zip_stays_packed (const struct skops_zip_share *share, size_t i)
{
	const struct skops_zip_entry *entry = &share->directory->entries[i];

	if (!share->keeps_packed || skops_text_is (entry->name, "schema.json") || (share->headers_only && !skops_zip_is_read_whole (entry->name)))
		return false;
	return skops_zip_is_packed (entry) && entry->size >= SKOPS_ZIP_LONG && entry->size / MUCH > entry->packed;
}

static void put (uint8_t *to, uint64_t value, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++, value >>= 8)
		to[i] = (uint8_t) value;
}

/* The member gets a local header that says all of it beforehand, whatever the file's own one leaves to a descriptor. */
enum skops_status skops_zip_keep (struct skops_error *err, const struct skops_zip_share *share, size_t i)
{
	const struct skops_zip_entry *entry = &share->directory->entries[i];
	uint8_t *kept = skops_arena_scratch (share->arena, HEADER + (size_t) entry->packed, 1);

	if (!kept)
		return skops_error_memory (err);
	memset (kept, 0, HEADER);
	put (kept, 0x04034b50, 4);
	put (kept + 4, 45, 2);
	put (kept + 6, entry->flags & FLAG_END_MARK, 2);
	put (kept + 8, entry->method, 2);
	put (kept + 14, entry->crc, 4);
	put (kept + 18, UINT32_MAX, 4);
	put (kept + 22, UINT32_MAX, 4);
	put (kept + 26, 1, 2);
	put (kept + 28, 20, 2);
	kept[30] = 'm';
	put (kept + 31, 1, 2);
	put (kept + 33, 16, 2);
	put (kept + 35, entry->size, 8);
	put (kept + 43, entry->packed, 8);
	if (!skops_zip_source_read (share->source, entry->data, kept + HEADER, (size_t) entry->packed))
		return skops_zip_contradicts (err, entry->name, "cannot be read");
	share->members[i].kept = kept;
	return SKOPS_OK;
}

enum skops_status skops_zip_unpack_kept (struct skops_error *err, const uint8_t **out, const struct skops_zip *zip, const struct skops_member *member, struct skops_arena *arena)
{
	size_t i = (size_t) (member - zip->members);
	struct skops_zip_entry entry = zip->file->entries[i];
	struct skops_member alone = *member;
	const struct skops_zip_source source = { .bytes = member->kept, .fd = -1, .size = HEADER + entry.packed };
	const struct skops_zip_directory directory = { .entries = &entry, .count = 1, .end = source.size };
	const struct skops_zip_share share = { .source = &source, .directory = &directory, .count = 1, .streams = true, .members = &alone, .arena = arena };

	entry.offset = 0;
	alone.kept = NULL;
	if (skops_zip_unpack (err, &share))
		return err->status;
	atomic_store_explicit (&zip->file->checked[i], true, memory_order_relaxed);
	*out = alone.data;
	return SKOPS_OK;
}
