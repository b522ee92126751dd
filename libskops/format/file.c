/* SPDX-License-Identifier: BSD-3-Clause */
/* Whole files in, whole files out: nobody ever sees half of an output, whatever interrupts its writing. */
#include "format/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/text.h"

static const char *shown (char out[256], const char *path)
{
	return skops_text_show (out, 256, skops_text_of (path));
}

static enum skops_status cannot (struct skops_error *err, const char *path, const char *what, int reason)
{
	char name[256];

	return skops_error_set (err, SKOPS_MISUSE, "%s cannot be %s: %s", shown (name, path), what, strerror (reason));
}

/* Fills `size` bytes unless the file ends before; returns the number read or -1. */
static ssize_t read_full (int fd, char *bytes, size_t size)
{
	size_t got = 0;

	while (got < size) {
		size_t want = size - got < SSIZE_MAX ? size - got : SSIZE_MAX;
		ssize_t n = read (fd, bytes + got, want);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		if (n == 0)
			break;
		got += (size_t) n;
	}
	return (ssize_t) got;
}

/* A pipe: its size is known when it has ended. */
static enum skops_status read_stream (struct skops_error *err, const char **bytes, size_t *size, struct skops_arena *arena,
                                      const char *path, int fd, size_t limit)
{
	enum { PIECE = 1 << 16 };
	struct skops_buffer all = {0};
	enum skops_status status = SKOPS_OK;
	char *piece = malloc (PIECE);
	ssize_t n = PIECE;

	while (piece && !status && n == PIECE) {
		n = read_full (fd, piece, PIECE);
		if (n < 0)
			status = cannot (err, path, "read", errno);
		else if ((size_t) n > limit - all.size)
			status = skops_error_set (err, SKOPS_NO_MEMORY, "the input is over the limit of %zu bytes", limit);
		else
			skops_buffer_append (&all, piece, (size_t) n);
	}
	if (!status) {
		*bytes = piece && !all.failed ? skops_arena_copy (arena, all.data, all.size) : NULL;
		*size = all.size;
		if (!*bytes)
			status = skops_error_memory (err);
	}
	free (piece);
	skops_buffer_free (&all);
	return status;
}

enum skops_status skops_file_read (struct skops_error *err, const char **bytes, size_t *size, struct skops_arena *arena,
                                   const char *path, size_t limit)
{
	enum skops_status status = SKOPS_OK;
	char *data, name[256];
	struct stat about;
	ssize_t got;
	int fd;

	if (strcmp (path, "-") == 0)
		return read_stream (err, bytes, size, arena, "standard input", STDIN_FILENO, limit);
	fd = open (path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return cannot (err, path, "read", errno);
	if (fstat (fd, &about) < 0) {
		status = cannot (err, path, "read", errno);
		goto out;
	}
	if (!S_ISREG (about.st_mode) || about.st_size == 0) {
		status = read_stream (err, bytes, size, arena, path, fd, limit);
		goto out;
	}
	if ((uintmax_t) about.st_size > limit) {
		status = skops_error_set (err, SKOPS_NO_MEMORY, "%s is over the limit of %zu bytes", shown (name, path), limit);
		goto out;
	}
	data = skops_arena_scratch (arena, (size_t) about.st_size + 1, 1);
	if (!data) {
		status = skops_error_memory (err);
		goto out;
	}
	got = read_full (fd, data, (size_t) about.st_size);
	if (got < 0) {
		status = cannot (err, path, "read", errno);
		goto out;
	}
	data[got] = '\0';
	*bytes = data;
	*size = (size_t) got;
out:
	close (fd);
	return status;
}

/* Returns 0 or the reason. */
static int write_full (int fd, const char *bytes, size_t size)
{
	while (size) {
		ssize_t n = write (fd, bytes, size < SSIZE_MAX ? size : SSIZE_MAX);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno;
		bytes += n;
		size -= (size_t) n;
	}
	return 0;
}

/* A new file beside `path`; its name goes to `temporary`, and is short, for that of the target may be as long as a name can be. */
static int create_beside (char *temporary, size_t capacity, const char *path, mode_t mode)
{
	const char *slash = strrchr (path, '/');
	int folder = slash ? (int) (slash - path) + 1 : 0;

	for (int attempt = 0; attempt < 100; attempt++) {
		unsigned random = (unsigned) attempt;
		int size, fd;

		if (getrandom (&random, sizeof random, GRND_NONBLOCK) < 0)
			random += (unsigned) getpid () * 131;
		size = snprintf (temporary, capacity, "%.*s.skops-%08x.part", folder, path, random);
		if (size < 0 || (size_t) size >= capacity) {
			errno = ENAMETOOLONG;
			return -1;
		}
		fd = open (temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
		if (fd >= 0 || errno != EEXIST)
			return fd;
	}
	return -1;
}

/* Makes the new name last through a power cut; a file system that cannot do so is no fault of the caller. */
static void sync_folder (const char *path)
{
	char folder[PATH_MAX];
	const char *slash = strrchr (path, '/');
	size_t size = slash ? (size_t) (slash - path) + 1 : 1;
	int fd;

	memcpy (folder, slash ? path : ".", size);
	folder[size] = '\0';
	fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0) {
		fsync (fd);
		close (fd);
	}
}

/* Gives the temporary file its name. Without `replace` a file that came to be meanwhile stays. */
static int publish (const char *temporary, const char *path, bool replace)
{
	if (replace)
		return rename (temporary, path) < 0 ? errno : 0;
	if (link (temporary, path) == 0) {
		unlink (temporary);
		return 0;
	}
	if (errno == EEXIST)
		return EEXIST;
	return access (path, F_OK) == 0 ? EEXIST : rename (temporary, path) < 0 ? errno : 0; /* a file system without hard links */
}

static int write_beside (const char *path, const void *bytes, size_t size, bool replace, mode_t mode)
{
	char temporary[PATH_MAX];
	int fd = create_beside (temporary, sizeof temporary, path, mode & 0777), reason;

	if (fd < 0)
		return errno;
	if (replace && fchmod (fd, mode & 07777) < 0 && errno != EPERM)
		reason = errno;
	else
		reason = write_full (fd, bytes, size);
	if (!reason && fsync (fd) < 0 && errno != EINVAL && errno != EROFS)
		reason = errno;
	if (close (fd) < 0 && !reason && errno != EINTR)
		reason = errno;
	if (!reason)
		reason = publish (temporary, path, replace);
	if (reason)
		unlink (temporary);
	else
		sync_folder (path);
	return reason;
}

/* A device or a pipe holds nothing that could be lost: it is written to. */
static int write_device (const char *path, const void *bytes, size_t size)
{
	int fd = open (path, O_WRONLY | O_CLOEXEC), reason;

	if (fd < 0)
		return errno;
	reason = write_full (fd, bytes, size);
	if (close (fd) < 0 && !reason && errno != EINTR)
		reason = errno;
	return reason;
}

enum skops_status skops_file_write (struct skops_error *err, const char *path, const void *bytes, size_t size, bool replace)
{
	char target[PATH_MAX], name[256];
	struct stat about;
	int reason;

	if (strcmp (path, "-") == 0) {
		reason = write_full (STDOUT_FILENO, bytes, size);
		return reason ? cannot (err, "standard output", "written", reason) : SKOPS_OK;
	}
	if (lstat (path, &about) < 0) {
		reason = errno == ENOENT ? write_beside (path, bytes, size, false, 0666) : errno;
	} else if (stat (path, &about) == 0 && (S_ISCHR (about.st_mode) || S_ISFIFO (about.st_mode))) {
		reason = write_device (path, bytes, size);
	} else if (!replace) {
		reason = EEXIST;
	} else if (!realpath (path, target)) {
		reason = errno;
	} else if (!S_ISREG (about.st_mode)) {
		reason = S_ISDIR (about.st_mode) ? EISDIR : EINVAL;
	} else {
		reason = write_beside (target, bytes, size, true, about.st_mode);
	}
	if (reason == EEXIST)
		return skops_error_set (err, SKOPS_MISUSE, "%s exists already", shown (name, path));
	return reason ? cannot (err, path, "written", reason) : SKOPS_OK;
}
