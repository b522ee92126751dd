/* SPDX-License-Identifier: BSD-3-Clause */
/* A program that asks a model row by row: rows MODEL prints the first answer to every line of numbers on standard input: of a classifier the index of its label. */
#include <skops.h>
#include <stdio.h>

int main (int argc, char **argv)
{
	struct skops_context *ctx = skops_context_new ();
	struct skops_estimator *model = NULL;
	struct skops_session *session = NULL;
	double row[1024], answer[1024];
	int status = argc != 2 || !ctx || skops_estimator_open (ctx, &model, argv[1]) || skops_session_new (ctx, model, NULL, &session)
		|| skops_session_columns (session) > 1024 || skops_session_width (session) > 1024;

	size_t n = 0;

	for (; !status && scanf ("%lf", &row[n]) == 1; n = (n + 1) % skops_session_columns (session))
		if (n + 1 == skops_session_columns (session) && !(status = skops_session_run (session, SKOPS_F8, row, 1, answer)))
			printf ("%.17g\n", answer[0]);
	if (status)
		fprintf (stderr, "%s\n", argc != 2 ? "usage: rows MODEL < NUMBERS" : session ? skops_session_error (session) : ctx ? skops_context_error (ctx) : "no memory");
	else if ((status = n || !feof (stdin)))
		fprintf (stderr, "no number, or too few of them, in the last row\n");
	skops_session_free (session);
	skops_estimator_free (model);
	skops_context_free (ctx);
	return status ? 1 : 0;
}
