/* SPDX-License-Identifier: BSD-3-Clause */
/* Whole files: complete or not at all, and nobody's file overwritten unasked. */
#include <criterion/criterion.h>
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "format/file.h"

static char folder[] = "file-XXXXXX";

static void enter (void)
{
	cr_assert_not_null (mkdtemp (folder));
	cr_assert_eq (chdir (folder), 0);
}

/* Files of the folder, besides itself and its parent. */
static int count_files (bool remove_them)
{
	DIR *dir = opendir (".");
	struct dirent *entry;
	int count = 0;

	while ((entry = readdir (dir)))
		if (strcmp (entry->d_name, ".") && strcmp (entry->d_name, "..")) {
			count++;
			if (remove_them)
				remove (entry->d_name);
		}
	closedir (dir);
	return count;
}

static void leave (void)
{
	count_files (true);
	if (chdir ("..") == 0)
		rmdir (folder);
}

static void check_file (const char *path, const char *expected)
{
	struct skops_arena *arena = skops_arena_new (SIZE_MAX);
	struct skops_error err = {0};
	const char *bytes;
	size_t size;

	cr_assert_eq (skops_file_read (&err, &bytes, &size, arena, path, 1000), SKOPS_OK, "%s", err.message);
	cr_assert_eq (size, strlen (expected));
	cr_assert_str_eq (bytes, expected);
	skops_arena_free (arena);
}

static enum skops_status put (const char *path, const char *text, bool replace)
{
	struct skops_error err = {0};
	enum skops_status status = skops_file_write (&err, path, text, strlen (text), replace);

	cr_assert_eq (err.status, status);
	cr_assert_eq (err.message[0] == '\0', status == SKOPS_OK);
	return status;
}

Test (file, write_and_read, .init = enter, .fini = leave)
{
	cr_assert_eq (put ("new", "first", false), SKOPS_OK);
	check_file ("new", "first");
	cr_assert_eq (put ("new", "second", false), SKOPS_MISUSE);
	check_file ("new", "first");
	cr_assert_eq (put ("new", "second", true), SKOPS_OK);
	check_file ("new", "second");
	cr_assert_eq (put ("empty", "", true), SKOPS_OK);
	check_file ("empty", "");
	cr_assert_eq (count_files (false), 2);
}

Test (file, longest_name, .init = enter, .fini = leave)
{
	char name[NAME_MAX + 2] = { 0 };

	memset (name, 'n', NAME_MAX);
	cr_assert_eq (put (name, "first", false), SKOPS_OK);
	cr_assert_eq (put (name, "second", true), SKOPS_OK);
	check_file (name, "second");
	cr_assert_eq (count_files (false), 1);
	name[NAME_MAX] = 'n';
	cr_assert_eq (put (name, "x", false), SKOPS_MISUSE);
}

Test (file, modes, .init = enter, .fini = leave)
{
	struct stat about;

	umask (027);
	cr_assert_eq (put ("new", "x", false), SKOPS_OK);
	cr_assert_eq (stat ("new", &about), 0);
	cr_assert_eq (about.st_mode & 0777, 0640);
	cr_assert_eq (chmod ("new", 0604), 0);
	cr_assert_eq (put ("new", "y", true), SKOPS_OK);
	cr_assert_eq (stat ("new", &about), 0);
	cr_assert_eq (about.st_mode & 0777, 0604, "a file that is replaced keeps its mode");
}

Test (file, links, .init = enter, .fini = leave)
{
	struct stat about;

	cr_assert_eq (put ("target", "old", false), SKOPS_OK);
	cr_assert_eq (symlink ("target", "link"), 0);
	cr_assert_eq (symlink ("nowhere", "dangling"), 0);
	cr_assert_eq (put ("link", "x", false), SKOPS_MISUSE);
	cr_assert_eq (put ("dangling", "x", false), SKOPS_MISUSE);
	cr_assert_eq (put ("dangling", "x", true), SKOPS_MISUSE);
	check_file ("target", "old");
	cr_assert_eq (put ("link", "new", true), SKOPS_OK);
	check_file ("target", "new");
	cr_assert_eq (lstat ("link", &about), 0);
	cr_assert (S_ISLNK (about.st_mode), "the link is still one");
	cr_assert_eq (count_files (false), 3);
}

Test (file, places_that_cannot_be_written, .init = enter, .fini = leave)
{
	cr_assert_eq (put ("absent/file", "x", false), SKOPS_MISUSE);
	cr_assert_eq (put (".", "x", false), SKOPS_MISUSE);
	cr_assert_eq (put (".", "x", true), SKOPS_MISUSE);
	cr_assert_eq (put ("", "x", true), SKOPS_MISUSE);
	cr_assert_eq (count_files (false), 0);
}

Test (file, a_full_disk_leaves_nothing, .init = enter, .fini = leave)
{
	struct skops_error err = {0};

	if (access ("/dev/full", W_OK) == 0) {
		cr_assert_eq (skops_file_write (&err, "/dev/full", "x", 1, false), SKOPS_MISUSE);
		cr_assert_str_eq (err.message, "/dev/full cannot be written: No space left on device");
	}
	cr_assert_eq (put ("/dev/null", "x", false), SKOPS_OK);
	cr_assert_eq (count_files (false), 0);
}

Test (file, what_cannot_be_read, .init = enter, .fini = leave)
{
	struct skops_arena *arena = skops_arena_new (SIZE_MAX), *small = skops_arena_new (10);
	struct skops_error err = {0};
	const char *bytes;
	size_t size;

	cr_assert_eq (skops_file_read (&err, &bytes, &size, arena, "ab\nsent", 10), SKOPS_MISUSE);
	cr_assert_str_eq (err.message, "ab\\x0asent cannot be read: No such file or directory");
	err = (struct skops_error) {0};
	cr_assert_eq (skops_file_read (&err, &bytes, &size, arena, ".", 10), SKOPS_MISUSE);
	err = (struct skops_error) {0};
	cr_assert_eq (put ("file", "12345678901", false), SKOPS_OK);
	cr_assert_eq (skops_file_read (&err, &bytes, &size, arena, "file", 10), SKOPS_NO_MEMORY);
	err = (struct skops_error) {0};
	cr_assert_eq (skops_file_read (&err, &bytes, &size, small, "file", 11), SKOPS_NO_MEMORY);
	err = (struct skops_error) {0};
	cr_assert_eq (skops_file_read (&err, &bytes, &size, arena, "file", 11), SKOPS_OK);
	skops_arena_free (arena);
	skops_arena_free (small);
}

Test (file, a_pipe_is_read_to_its_end, .init = enter, .fini = leave)
{
	enum { N = 300000 };
	struct skops_arena *arena = skops_arena_new (SIZE_MAX);
	struct skops_error err = {0};
	char *data = malloc (N);
	const char *bytes;
	size_t size;

	for (size_t i = 0; i < N; i++)
		data[i] = (char) (i * i >> 7);
	for (int limited = 0; limited < 2; limited++) {
		int ends[2];
		enum skops_status status;

		cr_assert_eq (pipe (ends), 0);
		if (fork () == 0) {
			close (ends[0]);
			for (size_t at = 0; at < N; at += 1000)
				if (write (ends[1], data + at, 1000) != 1000)
					break;
			_exit (0);
		}
		close (ends[1]);
		cr_assert_geq (dup2 (ends[0], STDIN_FILENO), 0);
		close (ends[0]);
		status = skops_file_read (&err, &bytes, &size, arena, "-", limited ? N - 1 : N);
		cr_assert_eq (status, limited ? SKOPS_NO_MEMORY : SKOPS_OK, "%s", err.message);
		if (!limited) {
			cr_assert_eq (size, N);
			cr_assert_eq (memcmp (bytes, data, N), 0);
		}
	}
	skops_arena_free (arena);
	free (data);
}
