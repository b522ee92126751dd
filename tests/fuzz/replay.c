/* SPDX-License-Identifier: BSD-3-Clause */
/* In the place of libFuzzer: gives each file, and each file in each folder, to the target it is linked with. Options, which begin with '-', are libFuzzer's. */
#include <fts.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "fuzz.h"

/* The bytes in a block of exactly their size, so that a read past their end is seen. */
static void replay (const char *path, size_t size)
{
	uint8_t *bytes = malloc (size ? size : 1);
	FILE *file = fopen (path, "rb");

	if (!bytes || !file || fread (bytes, 1, size, file) != size) {
		fprintf (stderr, "%s: cannot be read\n", path);
		exit (2);
	}
	fclose (file);
	fprintf (stderr, "%s\n", path);
	LLVMFuzzerTestOneInput (bytes, size);
	free (bytes);
}

static int by_name (const FTSENT **a, const FTSENT **b)
{
	return strcmp ((*a)->fts_name, (*b)->fts_name);
}

int main (int argc, char **argv)
{
	size_t count = 0;
	FTSENT *entry;

	for (int i = 1; i < argc; i++) {
		char *paths[] = { argv[i], NULL };
		FTS *walk;

		if (argv[i][0] == '-')
			continue;
		walk = fts_open (paths, FTS_LOGICAL | FTS_NOCHDIR, by_name);
		while (walk && (entry = fts_read (walk)))
			if (entry->fts_info == FTS_F) {
				replay (entry->fts_accpath, (size_t) entry->fts_statp->st_size);
				count++;
			} else if (entry->fts_info == FTS_NS || entry->fts_info == FTS_ERR || entry->fts_info == FTS_DNR) {
				fprintf (stderr, "%s: %s\n", entry->fts_path, strerror (entry->fts_errno));
				return 2;
			}
		if (walk)
			fts_close (walk);
	}
	printf ("%zu inputs\n", count);
	return count ? 0 : 2;
}
