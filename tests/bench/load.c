/* SPDX-License-Identifier: BSD-3-Clause */
/* How long a model takes from its file to ready, beside libarchive's time to hand out the file's bytes: load FILE ROUNDS prints a line of JSON for each of the two. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <archive.h>
#include <archive_entry.h>

#include "skops.h"

enum { MOST_ROUNDS = 100 };

static double now (void)
{
	struct timespec t;

	clock_gettime (CLOCK_MONOTONIC, &t);
	return (double) t.tv_sec + 1e-9 * (double) t.tv_nsec;
}

static void load (const char *path)
{
	struct skops_context *ctx = skops_context_new ();
	struct skops_estimator *model = NULL;

	if (skops_estimator_open (ctx, &model, path)) {
		fprintf (stderr, "load: %s\n", skops_context_error (ctx));
		exit (2);
	}
	skops_estimator_free (model);
	skops_context_free (ctx);
}

static void drain (const char *path)
{
	struct archive *archive = archive_read_new ();
	struct archive_entry *entry;
	const void *block;
	size_t size;
	la_int64_t offset;

	archive_read_support_format_zip_seekable (archive);
	if (archive_read_open_filename (archive, path, 128 << 10)) {
		fprintf (stderr, "load: %s\n", archive_error_string (archive));
		exit (2);
	}
	while (archive_read_next_header (archive, &entry) == ARCHIVE_OK)
		while (archive_read_data_block (archive, &block, &size, &offset) == ARCHIVE_OK)
			;
	archive_read_free (archive);
}

static double seconds (void (*work) (const char *path), const char *path)
{
	double start = now ();

	work (path);
	return now () - start;
}

static int ascending (const void *a, const void *b)
{
	double x = *(const double *) a, y = *(const double *) b;

	return (x > y) - (x < y);
}

int main (int argc, char **argv)
{
	int rounds = argc == 3 ? atoi (argv[2]) : 0;
	double own[MOST_ROUNDS], theirs[MOST_ROUNDS];

	if (rounds < 1 || rounds > MOST_ROUNDS) {
		fprintf (stderr, "usage: load FILE ROUNDS\n");
		return 2;
	}
	for (int i = 0; i < rounds; i++) {
		own[i] = seconds (load, argv[1]);
		theirs[i] = seconds (drain, argv[1]);
	}
	qsort (own, (size_t) rounds, sizeof *own, ascending);
	qsort (theirs, (size_t) rounds, sizeof *theirs, ascending);
	printf ("{\"engine\": \"skops\", \"seconds\": %.4g}\n{\"engine\": \"libarchive, bytes alone\", \"seconds\": %.4g}\n", own[rounds / 2], theirs[rounds / 2]);
	return 0;
}
