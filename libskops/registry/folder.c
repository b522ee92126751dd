/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading a folder through descriptors, so that what was checked is what is read. */
#include "registry/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LARGEST = 1 << 20, MOST_FILES = 1000 };

static enum skops_status check_owner (struct skops_error *err, const struct stat *info)
{
	if (info->st_uid != 0 && info->st_uid != geteuid ())
		return skops_error_set (err, SKOPS_UNSUPPORTED, "belongs to another user (uid %u)", (unsigned) info->st_uid);
	if ((info->st_mode & S_IWOTH) || ((info->st_mode & S_IWGRP) && info->st_gid != 0 && info->st_gid != getegid ()))
		return skops_error_set (err, SKOPS_UNSUPPORTED, "others can write it (chmod go-w)");
	return SKOPS_OK;
}

static enum skops_status read_file (struct skops_error *err, struct skops_arena *arena, int folder, const char *name, char **bytes, size_t *size)
{
	int fd = openat (folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	struct stat info;
	ssize_t got = 1;

	*size = 0;
	if (fd < 0)
		return skops_error_set (err, SKOPS_UNSUPPORTED, "%s", errno == ELOOP ? "is a symbolic link" : strerror (errno));
	if (fstat (fd, &info))
		skops_error_set (err, SKOPS_UNSUPPORTED, "%s", strerror (errno));
	else if (!S_ISREG (info.st_mode))
		skops_error_set (err, SKOPS_UNSUPPORTED, "is no file");
	else if (info.st_size > LARGEST)
		skops_error_set (err, SKOPS_UNSUPPORTED, "is larger than 1 MiB");
	else if (!check_owner (err, &info) && !(*bytes = skops_arena_alloc (arena, (size_t) info.st_size + 1, 1)))
		skops_error_memory (err);
	while (!err->status && got > 0 && *size < (size_t) info.st_size) {
		got = read (fd, *bytes + *size, (size_t) info.st_size - *size);
		if (got > 0)
			*size += (size_t) got;
		else if (got < 0 && errno == EINTR)
			got = 1;
		else if (got < 0)
			skops_error_set (err, SKOPS_UNSUPPORTED, "%s", strerror (errno));
	}
	close (fd);
	return err->status;
}

static int by_name (const void *a, const void *b)
{
	return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static bool is_registry_file (const char *name)
{
	size_t size = strlen (name);

	return name[0] != '.' && size > 5 && strcmp (name + size - 5, ".yaml") == 0;
}

static enum skops_status list (struct skops_error *err, struct skops_arena *arena, DIR *stream, const char **names, size_t *count)
{
	for (struct dirent *item; (item = readdir (stream));) {
		if (!is_registry_file (item->d_name))
			continue;
		if (*count == MOST_FILES)
			return skops_error_set (err, SKOPS_UNSUPPORTED, "holds more than %d registry files", MOST_FILES);
		names[*count] = skops_arena_copy (arena, item->d_name, strlen (item->d_name));
		if (!names[(*count)++])
			return skops_error_memory (err);
	}
	qsort (names, *count, sizeof *names, by_name);
	return SKOPS_OK;
}

enum skops_status skops_folder_read (struct skops_error *err, struct skops_arena *arena, const char *folder, bool *absent, skops_folder_file *file,
                                     void *data)
{
	const char **names = skops_arena_alloc (arena, MOST_FILES, sizeof *names);
	DIR *stream = NULL;
	struct stat info;
	size_t count = 0;
	int fd = -1;

	*absent = false;
	if (!names)
		return skops_error_memory (err);
	if (folder[0] != '/')
		return skops_error_set (err, SKOPS_UNSUPPORTED, "is no absolute path");
	fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0) {
		*absent = errno == ENOENT;
		return *absent ? SKOPS_OK : skops_error_set (err, SKOPS_UNSUPPORTED, "%s", strerror (errno));
	}
	if (fstat (fd, &info))
		skops_error_set (err, SKOPS_UNSUPPORTED, "%s", strerror (errno));
	else if (!check_owner (err, &info) && !(stream = fdopendir (fd)))
		skops_error_set (err, SKOPS_UNSUPPORTED, "%s", strerror (errno));
	if (!err->status)
		list (err, arena, stream, names, &count);
	for (size_t i = 0; !err->status && i < count; i++) {
		struct skops_error refusal = {0};
		size_t length = strlen (folder), size = 0;
		char *path = skops_arena_alloc (arena, length + strlen (names[i]) + 2, 1), *bytes = NULL;

		if (!path) {
			skops_error_memory (err);
			break;
		}
		memcpy (path, folder, length);
		path[length] = '/';
		strcpy (path + length + 1, names[i]);
		read_file (&refusal, arena, fd, names[i], &bytes, &size);
		if (file (data, path, refusal.status ? NULL : bytes, size, &refusal))
			break;
	}
	if (stream)
		closedir (stream);
	else
		close (fd);
	return err->status;
}
