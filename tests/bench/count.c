/* SPDX-License-Identifier: BSD-3-Clause */
/* A session's work, for a tool that counts instructions, those of `counted`: count MODEL METHOD f4|f8 ROWS CALLS. The first call, which allocates, is not counted. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "skops.h"

/* Rows in one call after the other. */
__attribute__ ((noinline))
static enum skops_status counted (struct skops_session *session, bool f4, const void *x, size_t rows, size_t calls, double *out)
{
	size_t step = rows * skops_session_columns (session) * (f4 ? sizeof (float) : sizeof (double));
	int status = SKOPS_OK;

	for (size_t i = 0; i < calls && !status; i++)
		status = skops_session_run (session, f4 ? SKOPS_F4 : SKOPS_F8, (const char *) x + i * step, rows, out);
	return status;
}

int main (int argc, char **argv)
{
	struct skops_context *ctx = skops_context_new ();
	struct skops_estimator *model = NULL;
	struct skops_session *session = NULL;
	size_t rows, calls, numbers;
	unsigned state = 7;
	double *x, *out;
	float *narrow;
	bool f4;

	if (argc != 6 || skops_estimator_open (ctx, &model, argv[1]) || skops_session_new (ctx, model, argv[2], &session)) {
		fprintf (stderr, "count: %s\n", argc == 6 ? skops_context_error (ctx) : "MODEL METHOD f4|f8 ROWS CALLS");
		return 2;
	}
	f4 = !strcmp (argv[3], "f4");
	rows = strtoul (argv[4], NULL, 10);
	calls = strtoul (argv[5], NULL, 10);
	numbers = rows * skops_session_columns (session);
	x = calloc (calls * numbers, sizeof *x);
	narrow = calloc (calls * numbers, sizeof *narrow);
	out = calloc (rows * skops_session_width (session), sizeof *out);
	for (size_t i = 0; i < calls * numbers; i++) {
		state = state * 1664525 + 1013904223;
		narrow[i] = (float) (state >> 8) / (1 << 21) - 4;
		x[i] = (double) state / (1 << 29) - 4;
	}
	if (skops_session_run (session, f4 ? SKOPS_F4 : SKOPS_F8, f4 ? (void *) narrow : (void *) x, rows, out) ||
	    counted (session, f4, f4 ? (void *) narrow : (void *) x, rows, calls, out)) {
		fprintf (stderr, "count: %s\n", skops_session_error (session));
		return 2;
	}
	free (x);
	free (narrow);
	free (out);
	skops_session_free (session);
	skops_estimator_free (model);
	skops_context_free (ctx);
	return 0;
}
