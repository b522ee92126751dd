/* SPDX-License-Identifier: BSD-3-Clause */
/* The central directory against the file. Readers differ in what they believe (end records, local or central headers, extra fields); this
 * one accepts only files in which all of them would find the same members. Field names are those of PKWARE's APPNOTE 6.3. */
#include "format/zip_directory.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/checked.h"
#include "base/text.h"

enum {
	END_SIZE = 22, LOCATOR_SIZE = 20, END64_SIZE = 56, CENTRAL_SIZE = 46, LOCAL_SIZE = 30,
	FLAG_ENCRYPTED = 1 << 0, FLAG_DESCRIPTOR = 1 << 3, FLAG_STRONG = 1 << 6, FLAG_UTF8 = 1 << 11, FLAG_MASKED = 1 << 13,
	EXTRA_ZIP64 = 0x0001, EXTRA_UNICODE_PATH = 0x7075, EXTRA_AES = 0x9901, EXTRA_STRONG = 0x0017,
	METHOD_AES = 99, HOST_UNIX = 3, DOS_FOLDER = 0x10,
	NAME_MAX_SIZE = 65535,
	MOST_OF_NOTHING = 32, /* bytes that no bytes are packed to, by any method */
};

static uint16_t le16 (const uint8_t *p)
{
	return (uint16_t) (p[0] | p[1] << 8);
}

static uint32_t le32 (const uint8_t *p)
{
	return le16 (p) | (uint32_t) le16 (p + 2) << 16;
}

static uint64_t le64 (const uint8_t *p)
{
	return le32 (p) | (uint64_t) le32 (p + 4) << 32;
}

bool skops_zip_source_read (const struct skops_zip_source *source, uint64_t offset, void *to, size_t size)
{
	char *bytes = to;

	if (offset > source->size || size > source->size - offset)
		return false;
	if (source->bytes) {
		if (size)
			memcpy (to, source->bytes + offset, size);
		return true;
	}
	while (size) {
		ssize_t n = pread (source->fd, bytes, size, (off_t) offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		bytes += n;
		offset += (uint64_t) n;
		size -= (size_t) n;
	}
	return true;
}

bool skops_zip_has_descriptor (const struct skops_zip_entry *entry)
{
	return entry->flags & FLAG_DESCRIPTOR;
}

const char *skops_zip_method (uint16_t method)
{
	switch (method) {
	case 0: return "stored";
	case 8: return "deflated";
	case 12: return "bzip2";
	case 14: return "lzma";
	default: return NULL;
	}
}

int skops_zip_compare (struct skops_text a, struct skops_text b)
{
	size_t common = a.size < b.size ? a.size : b.size;
	int order = memcmp (a.data, b.data, common);

	return order ? order : (a.size > b.size) - (a.size < b.size);
}

static enum skops_status bad (struct skops_error *err, const char *what)
{
	return skops_error_set (err, SKOPS_BAD_FILE, "the zip container is broken: %s", what);
}

static enum skops_status bad_entry (struct skops_error *err, struct skops_text name, const char *what)
{
	char shown[256];

	return skops_error_set (err, SKOPS_BAD_FILE, "member %s of the zip container: %s", skops_text_show (shown, sizeof shown, name), what);
}

/* Where the central directory is, as the end records say. */
struct end {
	uint64_t count, size, offset, limit; /* limit: where the end records begin */
};

static enum skops_status read_end64 (struct skops_error *err, struct end *end, const struct skops_zip_source *source, uint64_t locator_offset,
                                     const uint8_t *locator)
{
	uint8_t record[END64_SIZE];
	uint64_t offset = le64 (locator + 8), size;

	if (le32 (locator + 4) != 0 || le32 (locator + 16) > 1)
		return bad (err, "it has more than one disk");
	if (!skops_zip_source_read (source, offset, record, sizeof record) || memcmp (record, "PK\6\6", 4) != 0)
		return bad (err, "there is no zip64 end record where its locator points");
	size = le64 (record + 4);
	if (size < END64_SIZE - 12 || size > locator_offset - offset - 12 || offset + 12 + size != locator_offset)
		return bad (err, "the zip64 end record has a wrong size");
	if (le32 (record + 16) != 0 || le32 (record + 20) != 0 || le64 (record + 24) != le64 (record + 32))
		return bad (err, "it has more than one disk");
	if ((end->count != 0xFFFF && end->count != le64 (record + 32)) || (end->size != UINT32_MAX && end->size != le64 (record + 40)) ||
	    (end->offset != UINT32_MAX && end->offset != le64 (record + 48)))
		return bad (err, "its two end records contradict one another");
	*end = (struct end) { .count = le64 (record + 32), .size = le64 (record + 40), .offset = le64 (record + 48), .limit = offset };
	return SKOPS_OK;
}

/* The end record is the last one in the file, and its comment ends where the file does. */
static enum skops_status read_end (struct skops_error *err, struct end *end, const struct skops_zip_source *source)
{
	enum { REACH = END_SIZE + 65535 };
	size_t size = source->size < REACH ? (size_t) source->size : REACH, at;
	uint64_t start = source->size - size, offset;
	uint8_t *tail = malloc (REACH), *record, locator[LOCATOR_SIZE];
	enum skops_status status = SKOPS_OK;

	if (!tail)
		return skops_error_memory (err);
	if (!skops_zip_source_read (source, start, tail, size)) {
		status = skops_error_set (err, SKOPS_MISUSE, "the file cannot be read to its end");
		goto out;
	}
	for (at = size < END_SIZE ? 0 : size - END_SIZE + 1; at > 0; at--)
		if (memcmp (tail + at - 1, "PK\5\6", 4) == 0)
			break;
	if (at == 0) {
		status = skops_zip_not_one (err, source);
		goto out;
	}
	record = tail + at - 1;
	offset = start + at - 1;
	if (offset + END_SIZE + le16 (record + 20) != source->size) {
		status = bad (err, "something follows its end record");
		goto out;
	}
	if (le16 (record + 4) != 0 || le16 (record + 6) != 0 || le16 (record + 8) != le16 (record + 10)) {
		status = bad (err, "it has more than one disk");
		goto out;
	}
	*end = (struct end) { .count = le16 (record + 10), .size = le32 (record + 12), .offset = le32 (record + 16), .limit = offset };
	if (offset >= LOCATOR_SIZE && skops_zip_source_read (source, offset - LOCATOR_SIZE, locator, sizeof locator) &&
	    memcmp (locator, "PK\6\7", 4) == 0)
		status = read_end64 (err, end, source, offset - LOCATOR_SIZE, locator);
	if (!status && (end->offset > end->limit || end->size != end->limit - end->offset))
		status = bad (err, "its central directory is not where its end record says");
out:
	free (tail);
	return status;
}

/* The zip64 field among the extra fields (NULL if there is none). What hides or renames a member is refused. */
static const char *read_extra (const uint8_t *extra, size_t size, const uint8_t **zip64, size_t *zip64_size)
{
	*zip64 = NULL;
	*zip64_size = 0;
	while (size >= 4) {
		size_t length = le16 (extra + 2);

		if (length > size - 4)
			return "an extra field is cut short";
		switch (le16 (extra)) {
		case EXTRA_ZIP64:
			if (*zip64)
				return "it has two zip64 fields";
			*zip64 = extra + 4;
			*zip64_size = length;
			break;
		case EXTRA_UNICODE_PATH:
			return "an extra field gives it another name";
		case EXTRA_AES:
		case EXTRA_STRONG:
			return "it is encrypted";
		}
		extra += 4 + length;
		size -= 4 + length;
	}
	return NULL; /* up to three bytes of padding may be left */
}

/* Replaces a 32-bit field that says "see zip64". */
static bool widen (uint64_t *value, const uint8_t **zip64, size_t *zip64_size)
{
	if (*value != UINT32_MAX)
		return true;
	if (*zip64_size < 8)
		return false;
	*value = le64 (*zip64);
	*zip64 += 8;
	*zip64_size -= 8;
	return *value <= INT64_MAX;
}

static const char *check_name (struct skops_text name, uint16_t flags)
{
	bool ascii = true;

	if (name.size == 0)
		return "it has no name";
	for (size_t i = 0; i < name.size; i++) {
		unsigned char c = (unsigned char) name.data[i];

		if (c < 0x20 || c == 0x7F)
			return "its name has a control character";
		ascii = ascii && c < 0x80;
	}
	if (!ascii && !skops_text_is_utf8 (name))
		return "its name is no valid UTF-8";
	if (!ascii && !(flags & FLAG_UTF8))
		return "its name is not ASCII and not marked as UTF-8";
	return NULL;
}

/* A member is a file; a folder's entry holds nothing. */
static const char *check_attributes (const struct skops_zip_entry *entry, const uint8_t *record)
{
	bool folder = entry->name.data[entry->name.size - 1] == '/';
	uint32_t attributes = le32 (record + 38), mode = record[5] == HOST_UNIX ? attributes >> 16 & S_IFMT : 0;

	if (mode == S_IFLNK)
		return "it is a symbolic link";
	if (mode && mode != S_IFREG && mode != S_IFDIR)
		return "it is no file";
	if (!folder && (mode == S_IFDIR || (attributes & DOS_FOLDER)))
		return "it is a folder by its attributes and a file by its name";
	if (folder && (mode == S_IFREG || entry->size || entry->packed > MOST_OF_NOTHING))
		return "it is a folder by its name and holds data";
	return NULL;
}

/* One record of the central directory; *used becomes its length. */
static enum skops_status read_central (struct skops_error *err, struct skops_zip_entry *entry, struct skops_arena *arena,
                                       const uint8_t *record, size_t left, size_t *used, const struct skops_limits *limits)
{
	size_t name_size, extra_size, zip64_size;
	const uint8_t *zip64;
	const char *wrong;

	if (left < CENTRAL_SIZE || memcmp (record, "PK\1\2", 4) != 0)
		return bad (err, "its central directory has fewer members than its end record says");
	name_size = le16 (record + 28);
	extra_size = le16 (record + 30);
	*used = CENTRAL_SIZE + name_size + extra_size + le16 (record + 32);
	if (*used > left)
		return bad (err, "its central directory is cut short");
	entry->name.data = skops_arena_copy (arena, record + CENTRAL_SIZE, name_size);
	entry->name.size = name_size;
	if (!entry->name.data)
		return skops_error_memory (err);
	entry->flags = le16 (record + 8);
	entry->method = le16 (record + 10);
	entry->crc = le32 (record + 16);
	entry->packed = le32 (record + 20);
	entry->size = le32 (record + 24);
	entry->offset = le32 (record + 42);
	wrong = check_name (entry->name, entry->flags);
	if (!wrong)
		wrong = read_extra (record + CENTRAL_SIZE + name_size, extra_size, &zip64, &zip64_size);
	if (!wrong && (!widen (&entry->size, &zip64, &zip64_size) || !widen (&entry->packed, &zip64, &zip64_size) ||
	               !widen (&entry->offset, &zip64, &zip64_size)))
		wrong = "its zip64 field is wrong";
	if (!wrong && ((entry->flags & (FLAG_ENCRYPTED | FLAG_STRONG | FLAG_MASKED)) || entry->method == METHOD_AES))
		wrong = "it is encrypted";
	if (!wrong && le16 (record + 34) != 0)
		wrong = "it is on another disk";
	if (!wrong)
		wrong = check_attributes (entry, record);
	if (!wrong && entry->method == 0 && entry->packed != entry->size)
		wrong = "it is stored, but its two sizes differ";
	if (!wrong && entry->size > limits->member_bytes)
		wrong = "it is over the limit for one member";
	if (wrong)
		return bad_entry (err, entry->name, wrong);
	if (!skops_zip_method (entry->method)) {
		char shown[256];

		return skops_error_set (err, SKOPS_UNSUPPORTED, "member %s of the zip container is compressed by method %u, which is not read",
		                        skops_text_show (shown, sizeof shown, entry->name), entry->method);
	}
	return SKOPS_OK;
}

/* What follows the data of a member written to a stream: its CRC and sizes again. Sets *end behind it. */
static bool skip_descriptor (const struct skops_zip_source *source, const struct skops_zip_entry *entry, uint64_t *end)
{
	uint8_t bytes[24];
	uint64_t left = source->size - *end;

	for (size_t mark = 0; mark <= 4; mark += 4)
		for (size_t wide = 4; wide <= 8; wide += 4) {
			size_t size = mark + 4 + 2 * wide;

			if (size > left || !skops_zip_source_read (source, *end, bytes, size) || (mark && memcmp (bytes, "PK\7\10", 4) != 0))
				continue;
			if (le32 (bytes + mark) != entry->crc)
				continue;
			if (wide == 4 ? le32 (bytes + mark + 4) == entry->packed && le32 (bytes + mark + 8) == entry->size
			              : le64 (bytes + mark + 4) == entry->packed && le64 (bytes + mark + 12) == entry->size) {
				*end += size;
				return true;
			}
		}
	return false;
}

/* The local header must repeat the central one. `scratch` has room for the longest; *end becomes the place behind the member. */
static const char *check_local (const struct skops_zip_source *source, struct skops_zip_entry *entry, uint8_t *scratch,
                                uint64_t limit, uint64_t *end)
{
	size_t known = LOCAL_SIZE + entry->name.size, extra_size, zip64_size;
	uint64_t packed, size;
	const uint8_t *zip64;
	const char *wrong;
	bool later;

	if (entry->offset > limit || known > limit - entry->offset || !skops_zip_source_read (source, entry->offset, scratch, known) ||
	    memcmp (scratch, "PK\3\4", 4) != 0)
		return "there is no local header where the central directory says";
	if (le16 (scratch + 26) != entry->name.size || memcmp (scratch + LOCAL_SIZE, entry->name.data, entry->name.size) != 0)
		return "its local header gives another name";
	extra_size = le16 (scratch + 28);
	if (extra_size > limit - entry->offset - known || !skops_zip_source_read (source, entry->offset + known, scratch + known, extra_size))
		return "its local header is cut short";
	wrong = read_extra (scratch + known, extra_size, &zip64, &zip64_size);
	if (wrong)
		return wrong;
	if (le16 (scratch + 6) != entry->flags || le16 (scratch + 8) != entry->method)
		return "its local header gives other flags or another method";
	later = entry->flags & FLAG_DESCRIPTOR;
	packed = le32 (scratch + 18);
	size = le32 (scratch + 22);
	if (!widen (&size, &zip64, &zip64_size) || !widen (&packed, &zip64, &zip64_size))
		return "its local zip64 field is wrong";
	if ((le32 (scratch + 14) != entry->crc && !(later && le32 (scratch + 14) == 0)) || (packed != entry->packed && !(later && packed == 0)) ||
	    (size != entry->size && !(later && size == 0)))
		return "its local header gives another size or checksum";
	*end = entry->offset + known + extra_size;
	if (entry->data != *end) /* what was checked before, another thread may read by now */
		entry->data = *end;
	if (entry->packed > limit - *end)
		return "its data is cut short";
	*end += entry->packed;
	if (later && !skip_descriptor (source, entry, end))
		return "its data descriptor contradicts the central directory";
	return NULL;
}

static int by_offset (const void *a, const void *b)
{
	const struct skops_zip_entry *x = a, *y = b;

	return (x->offset > y->offset) - (x->offset < y->offset);
}

static int by_name (const void *a, const void *b, void *data)
{
	const struct skops_zip_entry *entries = data;

	return skops_zip_compare (entries[*(const uint32_t *) a].name, entries[*(const uint32_t *) b].name);
}

static enum skops_status check_names (struct skops_error *err, struct skops_zip_directory *directory, struct skops_zip_entry *entries,
                                      struct skops_arena *arena)
{
	uint32_t *sorted = skops_arena_alloc (arena, directory->count, sizeof *sorted);

	if (!sorted)
		return skops_error_memory (err);
	for (size_t i = 0; i < directory->count; i++)
		sorted[i] = (uint32_t) i;
	qsort_r (sorted, directory->count, sizeof *sorted, by_name, entries);
	for (size_t i = 1; i < directory->count; i++)
		if (skops_text_equal (entries[sorted[i - 1]].name, entries[sorted[i]].name))
			return bad_entry (err, entries[sorted[i]].name, "its name occurs twice");
	directory->by_name = sorted;
	return SKOPS_OK;
}

static enum skops_status read_entries (struct skops_error *err, struct skops_zip_directory *directory, struct skops_zip_entry *entries, struct skops_arena *arena,
                                       const uint8_t *bytes, const struct end *end, uint64_t file_size, const struct skops_limits *limits)
{
	size_t at = 0, size = (size_t) end->size;

	for (size_t i = 0; i < directory->count; i++) {
		size_t used = 0;
		enum skops_status status = read_central (err, &entries[i], arena, bytes + at, size - at, &used, limits);

		if (status)
			return status;
		at += used;
		if (skops_add_overflows (directory->total, entries[i].size, &directory->total) || directory->total > limits->total_bytes)
			return bad (err, "its members are over the limit for all of them");
	}
	if (at != size)
		return bad (err, "its central directory has more in it than its end record says");
	if (directory->total > SKOPS_ZIP_FREE && limits->ratio && directory->total / limits->ratio > file_size)
		return bad (err, "its members unpack to more than the limit for a file of this size");
	return SKOPS_OK;
}

enum skops_status skops_zip_directory_read (struct skops_error *err, struct skops_zip_directory *out, struct skops_arena *arena,
                                            const struct skops_zip_source *source, const struct skops_limits *limits)
{
	struct skops_zip_entry *entries;
	uint8_t *bytes = NULL;
	struct end end = {0};
	enum skops_status status = read_end (err, &end, source);

	if (status)
		return status;
	if (end.count > limits->members || end.count > UINT32_MAX)
		return bad (err, "it has more members than the limit");
	if (end.count > end.size / CENTRAL_SIZE || end.size > SIZE_MAX / 2)
		return bad (err, "its central directory has fewer members than its end record says");
	*out = (struct skops_zip_directory) { .count = (size_t) end.count };
	entries = skops_arena_alloc (arena, out->count, sizeof *entries);
	bytes = malloc ((size_t) end.size + 1);
	if (!entries || !bytes)
		status = skops_error_memory (err);
	else if (!skops_zip_source_read (source, end.offset, bytes, (size_t) end.size))
		status = skops_error_set (err, SKOPS_MISUSE, "the file cannot be read");
	if (!status)
		status = read_entries (err, out, entries, arena, bytes, &end, source->size, limits);
	if (!status) {
		qsort (entries, out->count, sizeof *entries, by_offset);
		out->entries = entries;
		out->end = end.offset;
		status = check_names (err, out, entries, arena);
	}
	free (bytes);
	return status;
}

/* Some entries, the first of which begins at `at` and the last of which ends at *end. */
static enum skops_status check_locals (struct skops_error *err, const struct skops_zip_directory *directory, const struct skops_zip_source *source, size_t first, size_t count,
                                       uint64_t at, uint64_t *end)
{
	uint8_t *scratch = malloc (LOCAL_SIZE + 2 * NAME_MAX_SIZE);
	enum skops_status status = SKOPS_OK;

	if (!scratch)
		return skops_error_memory (err);
	*end = at;
	for (size_t i = first; i < first + count && !status; i++) {
		struct skops_zip_entry *entry = &directory->entries[i];
		const char *wrong = NULL;

		if (entry->offset > *end)
			wrong = "there are bytes before it that belong to no member";
		else if (entry->offset < *end)
			wrong = "it overlaps another";
		else
			wrong = check_local (source, entry, scratch, directory->end, end);
		if (wrong)
			status = bad_entry (err, entry->name, wrong);
	}
	free (scratch);
	return status;
}

enum skops_status skops_zip_directory_check (struct skops_error *err, const struct skops_zip_directory *directory, const struct skops_zip_source *source)
{
	uint64_t end;
	enum skops_status status = check_locals (err, directory, source, 0, directory->count, 0, &end);

	return !status && end != directory->end ? bad (err, "there are bytes before its central directory that belong to no member") : status;
}

enum skops_status skops_zip_directory_check_one (struct skops_error *err, const struct skops_zip_directory *directory, const struct skops_zip_source *source, size_t i)
{
	uint64_t end;

	return check_locals (err, directory, source, i, 1, directory->entries[i].offset, &end);
}
