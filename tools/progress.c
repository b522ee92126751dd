/* SPDX-License-Identifier: BSD-3-Clause */
/* How far a long work is, on a line of a terminal. It has no colours, so NO_COLOR does not matter to it. */
#include "tool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const double BEFORE = 0.5, BETWEEN = 0.1; /* seconds */

static double seconds (void)
{
	struct timespec now;

	clock_gettime (CLOCK_MONOTONIC, &now);
	return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

struct tool_progress tool_progress (bool wanted)
{
	const char *term = getenv ("TERM");

	return (struct tool_progress) { .wanted = wanted && isatty (STDERR_FILENO) && term && strcmp (term, "dumb") };
}

/* Whether the line is to be drawn now; the first call starts the clock. */
static bool is_due (struct tool_progress *progress)
{
	double now = seconds ();

	if (!progress->wanted)
		return false;
	if (progress->started == 0)
		progress->started = now;
	if (now - progress->started < BEFORE || now - progress->drawn < BETWEEN)
		return false;
	progress->drawn = now;
	return progress->shown = true;
}

/* A bar and a percentage; what stood on the line before goes. */
static void draw_bar (double part)
{
	enum { WIDTH = 24 };
	char bar[WIDTH + 1];
	size_t full = (size_t) (part * WIDTH);

	memset (bar, ' ', WIDTH);
	memset (bar, '=', full);
	bar[WIDTH] = '\0';
	fprintf (stderr, "\r\033[K[%s] %3d%%", bar, (int) (part * 100));
}

void tool_progress_rows (void *data, size_t done, size_t total)
{
	struct tool_progress *progress = data;

	if (done == total || !is_due (progress))
		return;
	draw_bar ((double) done / (double) total);
	fprintf (stderr, "  %.0f rows/s", (double) done / (progress->drawn - progress->started));
	fflush (stderr);
}

void tool_progress_files (struct tool_progress *progress, int number, int count)
{
	if (!is_due (progress))
		return;
	draw_bar ((double) (number - 1) / (double) count);
	fprintf (stderr, "  file %d of %d", number, count);
	fflush (stderr);
}

void tool_progress_clear (struct tool_progress *progress)
{
	if (!progress->shown)
		return;
	fputs ("\r\033[K", stderr);
	fflush (stderr);
	progress->shown = false;
}
