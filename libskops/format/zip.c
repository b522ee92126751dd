/* SPDX-License-Identifier: BSD-3-Clause */
/* The door to libarchive: unpacks the compressed members that the central directory was proven to hold. It is opened at first use, not linked: with the libraries that it needs
 * itself it costs a program that meets no compressed member a millisecond. Sums are checked here: by the processor's own instructions they cost little, and in libarchive half of all
 * its time. */
#include "format/zip.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <archive.h>
#include <archive_entry.h>

#include "base/text.h"
#include "format/deflate.h"
#include "format/zip_unpack.h"

enum { BLOCK = 128 << 10 }; /* read from a file at once */

/* The functions that are used. */
#define FUNCTIONS(F) \
	F (archive_read_new) F (archive_read_free) F (archive_read_support_format_zip_seekable) F (archive_read_support_format_zip_streamable) F (archive_read_set_option) \
	F (archive_read_set_read_callback) F (archive_read_set_skip_callback) F (archive_read_set_seek_callback) F (archive_read_set_callback_data) F (archive_read_open1) \
	F (archive_read_next_header) F (archive_read_data) F (archive_read_data_block) F (archive_read_data_skip) F (archive_entry_is_encrypted) F (archive_entry_size) F (archive_errno) \
	F (archive_error_string) F (archive_set_error)

/* Written once, by open_library, before anybody reads it. */
static struct {
#define MEMBER(name) __typeof__ (name) *name;
	FUNCTIONS (MEMBER)
#undef MEMBER
	char why_not[256]; /* set if it cannot be used */
} library;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void find (void *opened, const char *name, void *function)
{
	void *symbol = opened ? dlsym (opened, name) : NULL;
	const char *why = symbol ? NULL : dlerror ();

	if (symbol)
		memcpy (function, &symbol, sizeof symbol);
	else if (!library.why_not[0])
		snprintf (library.why_not, sizeof library.why_not, "%s", why ? why : name);
}

/* The soname is that of libarchive 3, as its headers must be. It stays open until the process ends. */
_Static_assert (ARCHIVE_VERSION_NUMBER / 1000000 == 3, "libarchive 3");
static void open_library (void)
{
	void *opened = dlopen ("libarchive.so.13", RTLD_NOW | RTLD_LOCAL);

#define FIND(name) find (opened, #name, &library.name);
	FUNCTIONS (FIND)
#undef FIND
}

/* What libarchive reads from. */
struct stream {
	const struct skops_zip_source *source;
	uint64_t at, end;
	uint8_t *block; /* unused for memory */
};

static la_ssize_t stream_read (struct archive *archive, void *data, const void **bytes)
{
	struct stream *stream = data;
	uint64_t left = stream->end - stream->at;
	size_t size = left < BLOCK ? (size_t) left : BLOCK;

	if (stream->source->bytes) {
		*bytes = stream->source->bytes + stream->at;
		size = (size_t) left;
	} else {
		*bytes = stream->block;
		if (!skops_zip_source_read (stream->source, stream->at, stream->block, size)) {
			library.archive_set_error (archive, EIO, "the file cannot be read");
			return ARCHIVE_FATAL;
		}
	}
	stream->at += size;
	return (la_ssize_t) size;
}

static la_int64_t stream_skip (struct archive *archive, void *data, la_int64_t request)
{
	struct stream *stream = data;
	uint64_t left = stream->end - stream->at, step = request < 0 ? 0 : (uint64_t) request;

	(void) archive;
	if (step > left)
		step = left;
	stream->at += step;
	return (la_int64_t) step;
}

static la_int64_t stream_seek (struct archive *archive, void *data, la_int64_t offset, int whence)
{
	struct stream *stream = data;
	int64_t size = (int64_t) stream->end;
	int64_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? (int64_t) stream->at : size;

	(void) archive;
	if (offset < -base || offset > size - base)
		return ARCHIVE_FATAL;
	stream->at = (uint64_t) (base + offset);
	return (la_int64_t) stream->at;
}

static enum skops_status archive_failed (struct skops_error *err, struct archive *archive, struct skops_text name)
{
	const char *why = library.archive_error_string (archive);
	char shown[256];

	if (library.archive_errno (archive) == ENOMEM)
		return skops_error_memory (err);
	if (!why)
		why = "its data is broken";
	return skops_error_set (err, SKOPS_BAD_FILE, "member %s of the zip container cannot be unpacked: %.*s", skops_text_show (shown, sizeof shown, name),
	                        (int) strcspn (why, "\n"), why); /* some of its messages are lines */
}

static enum skops_status read_member (struct skops_error *err, const struct skops_zip_share *share, size_t i, struct archive *archive)
{
	struct skops_member *member = &share->members[i];
	size_t keep = skops_zip_keeps (share, i);
	uint8_t *data = skops_zip_room (member, keep, share->arena), more;
	la_ssize_t got;

	if (!data)
		return skops_error_memory (err);
	got = library.archive_read_data (archive, data, keep);
	if (got < 0)
		return archive_failed (err, archive, member->name);
	if ((size_t) got < keep)
		return skops_zip_contradicts (err, member->name, "holds less than its headers say");
	if (keep < member->size)
		return library.archive_read_data_skip (archive) < ARCHIVE_OK ? archive_failed (err, archive, member->name) : SKOPS_OK;
	got = library.archive_read_data (archive, &more, 1); /* its end is where the sizes are checked */
	if (got < 0)
		return archive_failed (err, archive, member->name);
	if (got)
		return skops_zip_contradicts (err, member->name, "holds more than its headers say");
	return skops_crc32 (0, data, keep) == share->directory->entries[i].crc ? SKOPS_OK : skops_zip_contradicts (err, member->name, SKOPS_ZIP_DAMAGED);
}

/* The same of a member that nobody wants, block by block. */
static enum skops_status check_member (struct skops_error *err, const struct skops_zip_entry *entry, struct archive *archive)
{
	const void *block;
	uint64_t left = entry->size;
	uint32_t crc = 0;
	size_t size;
	la_int64_t at;
	int result;

	while ((result = library.archive_read_data_block (archive, &block, &size, &at)) == ARCHIVE_OK) {
		if (size > left)
			return skops_zip_contradicts (err, entry->name, "holds more than its headers say");
		crc = size ? skops_crc32 (crc, block, size) : crc;
		left -= size;
	}
	if (result != ARCHIVE_EOF)
		return archive_failed (err, archive, entry->name);
	if (left)
		return skops_zip_contradicts (err, entry->name, "holds less than its headers say");
	return crc == entry->crc ? SKOPS_OK : skops_zip_contradicts (err, entry->name, SKOPS_ZIP_DAMAGED);
}

/* libarchive goes through the members by their place in the file, as the directory's entries are sorted. */
static enum skops_status read_members (struct skops_error *err, const struct skops_zip_share *share, struct archive *archive)
{
	const struct skops_zip_directory *directory = share->directory;
	struct archive_entry *header;

	for (size_t i = share->first; i < share->first + share->count; i++) {
		const struct skops_zip_entry *entry = &directory->entries[i];
		int result = library.archive_read_next_header (archive, &header);

		if (result == ARCHIVE_EOF)
			return skops_zip_contradicts (err, entry->name, "is not found by its directory entry");
		if (result < ARCHIVE_WARN)
			return archive_failed (err, archive, entry->name);
		if (library.archive_entry_is_encrypted (header) || library.archive_entry_size (header) != (la_int64_t) entry->size)
			return skops_zip_contradicts (err, entry->name, "is not as its directory entry says");
		if (!skops_zip_is_packed (entry) || share->members[i].kept)
			continue;
		if (share->arena ? read_member (err, share, i, archive) : check_member (err, entry, archive))
			return err->status;
	}
	if (!share->streams && library.archive_read_next_header (archive, &header) != ARCHIVE_EOF)
		return skops_error_set (err, SKOPS_BAD_FILE, "the zip container holds more members than its directory says");
	return SKOPS_OK;
}

/* All members are found by the central directory, some by their local headers, which say the same: else they have no share of their own. */
static bool set_reader (struct archive *archive, const struct skops_zip_share *share)
{
	if ((share->streams ? library.archive_read_support_format_zip_streamable (archive) : library.archive_read_support_format_zip_seekable (archive)) != ARCHIVE_OK)
		return false;
	return library.archive_read_set_option (archive, "zip", "ignorecrc32", "1") == ARCHIVE_OK && (share->streams || library.archive_read_set_seek_callback (archive, stream_seek) == ARCHIVE_OK);
}

static enum skops_status unpack (struct skops_error *err, const struct skops_zip_share *share)
{
	const struct skops_zip_source *source = share->source;
	const struct skops_zip_directory *directory = share->directory;
	size_t behind = share->first + share->count;
	struct stream stream = { .source = source, .end = source->size, .block = source->bytes ? NULL : malloc (BLOCK) };
	struct archive *archive = library.archive_read_new ();
	enum skops_status status;

	if (share->streams) {
		stream.at = directory->entries[share->first].offset;
		stream.end = behind < directory->count ? directory->entries[behind].offset : directory->end;
	}
	if (!archive || (!source->bytes && !stream.block)) {
		status = skops_error_memory (err);
	} else if (!set_reader (archive, share) || library.archive_read_set_read_callback (archive, stream_read) != ARCHIVE_OK ||
	           library.archive_read_set_skip_callback (archive, stream_skip) != ARCHIVE_OK ||
	           library.archive_read_set_callback_data (archive, &stream) != ARCHIVE_OK || library.archive_read_open1 (archive) != ARCHIVE_OK) {
		const char *why = library.archive_error_string (archive);

		status = skops_error_set (err, SKOPS_BAD_FILE, "the zip container cannot be opened: %s", why ? why : "its format is not recognised");
	} else {
		status = read_members (err, share, archive);
	}
	library.archive_read_free (archive);
	free (stream.block);
	return status;
}

enum skops_status skops_zip_unpack (struct skops_error *err, const struct skops_zip_share *share)
{
	pthread_once (&once, open_library);
	if (library.why_not[0])
		return skops_error_set (err, SKOPS_UNSUPPORTED, "members of the zip container are compressed, and libarchive, which unpacks them, is missing (%s): "
		                        "install it (libarchive13 on Debian 12), or save the model uncompressed", library.why_not);
	return unpack (err, share);
}
