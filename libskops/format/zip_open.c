/* SPDX-License-Identifier: BSD-3-Clause */
/* Opening a zip container: from a file, a pipe or memory, in one go or in two steps. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "base/thread.h"
#include "format/file.h"
#include "format/zip_unpack.h"

/* Below so many bytes a thread costs more than it saves, and so does leaving members in the file. */
enum { WORTH_A_THREAD = 1 << 20 };

struct skops_zip_reading {
	struct skops_zip_source source;
	struct skops_zip_directory directory;
	struct skops_zip *zip;
	struct skops_member *members;
	struct skops_arena *rest;
	size_t first; /* the member that is read before the others */
	struct skops_error err;
	pthread_t thread;
	bool has_thread;
	bool leaves; /* long members stay in the file */
	bool keeps_packed; /* and some in memory, packed */
	bool began, before; /* the first member was read; what is wrong is wrong with a header, or with a member before it */
};

static enum skops_status read_directory (struct skops_error *err, struct skops_zip_reading *reading, const struct skops_zip **out, struct skops_arena *arena,
                                         bool headers_only, const struct skops_limits *limits)
{
	struct skops_zip_directory *directory = &reading->directory;
	struct skops_zip *zip = skops_arena_alloc (arena, 1, sizeof *zip);
	enum skops_status status = zip ? skops_zip_directory_read (err, directory, arena, &reading->source, limits) : skops_error_memory (err);

	if (status)
		return status;
	reading->members = skops_arena_alloc (arena, directory->count, sizeof *reading->members);
	if (!reading->members)
		return skops_error_memory (err);
	for (size_t i = 0; i < directory->count; i++) {
		const struct skops_zip_entry *entry = &directory->entries[i];

		reading->members[i] = (struct skops_member) { .name = entry->name, .size = (size_t) entry->size, .method = skops_zip_method (entry->method), .packed = (size_t) entry->packed };
	}
	*zip = (struct skops_zip) { .members = reading->members, .count = directory->count, .whole = !headers_only, .by_name = directory->by_name };
	*out = reading->zip = zip;
	return SKOPS_OK;
}

/* What is to be unpacked at once. */
static bool has_packed (const struct skops_zip_reading *reading, size_t first, size_t count)
{
	for (size_t i = first; i < first + count; i++)
		if (skops_zip_is_packed (&reading->directory.entries[i]) && !reading->members[i].kept)
			return true;
	return false;
}

static enum skops_status unpack (struct skops_error *err, const struct skops_zip_reading *reading, struct skops_arena *arena, size_t first, size_t count, bool headers_only)
{
	const struct skops_zip_share share = { .source = &reading->source, .directory = &reading->directory, .first = first, .count = count, .headers_only = headers_only,
		.leaves = reading->leaves, .keeps_packed = reading->keeps_packed, .streams = count < reading->directory.count, .members = reading->members, .arena = arena };
	enum skops_status status = skops_zip_take (err, &share);

	return !status && has_packed (reading, first, count) ? skops_zip_unpack (err, &share) : status;
}

/* All members. */
static enum skops_status unpack_all (struct skops_error *err, const struct skops_zip_reading *reading, struct skops_arena *arena, bool headers_only)
{
	enum skops_status status = skops_zip_directory_check (err, &reading->directory, &reading->source);

	return status ? status : unpack (err, reading, arena, 0, reading->directory.count, headers_only);
}

/* Whether much packed members stay so; and a place for what is known of members that are left. */
static enum skops_status prepare_left (struct skops_error *err, struct skops_zip_reading *reading, struct skops_arena *arena, bool keeps_packed)
{
	struct skops_zip_file *file;
	atomic_bool *checked;

	reading->keeps_packed = keeps_packed && reading->directory.total > SKOPS_ZIP_FREE;
	if (!reading->leaves && !reading->keeps_packed)
		return SKOPS_OK;
	file = skops_arena_alloc (arena, 1, sizeof *file);
	checked = skops_arena_alloc (arena, reading->directory.count, sizeof *checked);
	if (!file || !checked)
		return skops_error_memory (err);
	*file = (struct skops_zip_file) { reading->source, reading->directory.entries, checked };
	if (!reading->leaves)
		file->source.fd = -1;
	reading->zip->file = file;
	return SKOPS_OK;
}

/* In one go. What stays packed of a headers-only reading is checked at once, for nobody does it later. */
static enum skops_status read_source (struct skops_error *err, const struct skops_zip **out, struct skops_arena *arena,
                                      const struct skops_zip_source *source, bool headers_only, bool keeps_packed, const struct skops_limits *limits)
{
	struct skops_zip_reading reading = { .source = *source };
	enum skops_status status = read_directory (err, &reading, out, arena, headers_only, limits);

	if (!status)
		status = prepare_left (err, &reading, arena, keeps_packed);
	if (!status)
		status = unpack_all (err, &reading, arena, headers_only);
	return !status && headers_only ? skops_zip_check_rest (err, *out) : status;
}

static struct skops_zip_source memory_source (const void *bytes, size_t size)
{
	static const uint8_t nothing[1];

	return (struct skops_zip_source) { .bytes = bytes ? bytes : nothing, .fd = -1, .size = size };
}

/* A pipe has to be read to its end before its central directory is known. */
static enum skops_status read_pipe (struct skops_error *err, const struct skops_zip **out, struct skops_arena *arena, const char *path,
                                    bool headers_only, bool keeps_packed, const struct skops_limits *limits)
{
	struct skops_zip_source source;
	struct skops_arena *packed = skops_arena_new (limits->memory);
	enum skops_status status = packed ? SKOPS_OK : skops_error_memory (err);
	const char *bytes = NULL;
	size_t size = 0;

	if (!status)
		status = skops_file_read (err, &bytes, &size, packed, path, limits->total_bytes);
	if (!status) {
		source = memory_source (bytes, size);
		status = read_source (err, out, arena, &source, headers_only, keeps_packed, limits);
	}
	skops_arena_free (packed);
	return status;
}

/* A regular file as a source; `pipe` where it is none. The descriptor is to be closed whatever is answered, if it is not -1. */
static enum skops_status open_file (struct skops_error *err, struct skops_zip_source *source, bool *pipe, const char *path)
{
	struct stat about;
	char shown[256];
	int reason;

	*source = (struct skops_zip_source) { .fd = -1 };
	*pipe = strcmp (path, "-") == 0;
	if (*pipe)
		return SKOPS_OK;
	source->fd = open (path, O_RDONLY | O_CLOEXEC);
	if (source->fd < 0 || fstat (source->fd, &about) < 0) {
		reason = errno;
		return skops_error_set (err, SKOPS_MISUSE, "%s cannot be read: %s", skops_text_show (shown, sizeof shown, skops_text_of (path)), strerror (reason));
	}
	*pipe = !S_ISREG (about.st_mode);
	source->size = (uint64_t) about.st_size;
	return SKOPS_OK;
}

enum skops_status skops_zip_open (struct skops_error *err, const struct skops_zip **out, struct skops_arena *arena,
                                  const char *path, bool headers_only, const struct skops_limits *limits)
{
	struct skops_zip_source source;
	bool pipe;
	enum skops_status status = open_file (err, &source, &pipe, path);

	if (!status)
		status = pipe ? read_pipe (err, out, arena, path, headers_only, headers_only, limits) : read_source (err, out, arena, &source, headers_only, headers_only, limits);
	if (source.fd >= 0)
		close (source.fd);
	return status;
}

enum skops_status skops_zip_parse (struct skops_error *err, const struct skops_zip **out, struct skops_arena *arena,
                                   const void *bytes, size_t size, bool headers_only, const struct skops_limits *limits)
{
	const struct skops_zip_source source = memory_source (bytes, size);

	return read_source (err, out, arena, &source, headers_only, headers_only, limits);
}

/* The headers, the members before the first one, and those behind it. */
static void *read_rest (void *data)
{
	struct skops_zip_reading *reading = data;
	size_t behind = reading->first + 1;

	reading->before = skops_zip_directory_check (&reading->err, &reading->directory, &reading->source);
	if (!reading->before)
		reading->before = unpack (&reading->err, reading, reading->rest, 0, reading->first, false);
	if (!reading->before)
		unpack (&reading->err, reading, reading->rest, behind, reading->directory.count - behind, false);
	return NULL;
}

/* Whether the members can be shared out. */
static bool can_share (const struct skops_zip_reading *reading, const struct skops_limits *limits)
{
	for (size_t i = 0; i < reading->directory.count; i++)
		if (skops_zip_has_descriptor (&reading->directory.entries[i]))
			return false;
	return reading->directory.count > 1 && reading->directory.total <= limits->memory / 2;
}

static enum skops_status begin (struct skops_error *err, struct skops_zip_reading *reading, const struct skops_zip **out, struct skops_arena *arena, struct skops_text first,
                                const struct skops_limits *limits)
{
	enum skops_status status = read_directory (err, reading, out, arena, false, limits), checked;
	const struct skops_member *member;

	if (status)
		return status;
	reading->leaves = !reading->source.bytes && reading->source.size >= WORTH_A_THREAD;
	if (prepare_left (err, reading, arena, true))
		return err->status;
	if (reading->source.size < WORTH_A_THREAD)
		return unpack_all (err, reading, arena, false);
	member = skops_zip_find (*out, first);
	if (!member || !can_share (reading, limits))
		return unpack_all (err, reading, arena, false);
	reading->first = (size_t) (member - reading->members);
	checked = skops_zip_directory_check_one (err, &reading->directory, &reading->source, reading->first);
	reading->has_thread = skops_thread_start (&reading->thread, read_rest, reading);
	if (!reading->has_thread)
		return unpack_all (err, reading, arena, false);
	status = checked ? checked : unpack (err, reading, arena, reading->first, 1, false);
	reading->began = !status;
	return status;
}

enum skops_status skops_zip_begin (struct skops_error *err, struct skops_zip_reading **reading, const struct skops_zip **out, struct skops_arena *arena,
                                   struct skops_arena *rest, const char *path, const void *bytes, size_t size, struct skops_text first, const struct skops_limits *limits)
{
	enum skops_status status = SKOPS_OK;
	bool pipe = false;

	*reading = calloc (1, sizeof **reading);
	if (!*reading)
		return skops_error_memory (err);
	(*reading)->rest = rest;
	(*reading)->source = memory_source (bytes, size);
	if (path)
		status = open_file (err, &(*reading)->source, &pipe, path);
	if (status)
		return status;
	return pipe ? read_pipe (err, out, arena, path, false, true, limits) : begin (err, *reading, out, arena, first, limits);
}

enum skops_status skops_zip_finish (struct skops_error *err, struct skops_zip_reading *reading)
{
	enum skops_status status;

	if (!reading)
		return err->status;
	if (reading->has_thread)
		pthread_join (reading->thread, NULL);
	if (reading->err.status && (reading->began || reading->before))
		*err = reading->err;
	status = err->status;
	if (reading->source.fd >= 0 && (status || !reading->leaves)) {
		close (reading->source.fd);
		if (reading->leaves)
			reading->zip->file = NULL;
	}
	free (reading);
	return status;
}

const struct skops_member *skops_zip_find (const struct skops_zip *zip, struct skops_text name)
{
	size_t low = 0, high = zip->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct skops_member *member = &zip->members[zip->by_name[middle]];
		int order = skops_zip_compare (name, member->name);

		if (order == 0)
			return member;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}
