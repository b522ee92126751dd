/* SPDX-License-Identifier: BSD-3-Clause */
/* Many threads on one model, each in another way, and all answers compared: share MODEL METHOD. Criterion's processes and the thread sanitizer do not go together,
 * so this is a program of its own. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "skops.h"

enum { ROWS = 2048, BLOCK = 256, /* of the core: answers of dense algebra depend on it */ THREADS = 6, MOST_COLUMNS = 64, ROUNDS = 5 };

struct asker {
	pthread_t thread;
	const struct skops_estimator *model;
	const char *method;
	const double *x, *expected;
	size_t columns, width;
	unsigned number;
	const char *wrong; /* NULL: all was right */
};

static void by_session (struct asker *asker, struct skops_context *ctx, double *out)
{
	struct skops_session *session;

	if (skops_session_new (ctx, asker->model, asker->method, &session)) {
		asker->wrong = "no session";
		return;
	}
	if (asker->number % 3 == 0) {
		for (size_t r = 0; r < ROWS; r += BLOCK)
			skops_session_run (session, SKOPS_F8, asker->x + r * asker->columns, BLOCK, out + r * asker->width);
	} else {
		if (skops_session_threads (ctx, session, asker->number))
			asker->wrong = "no threads";
		if (skops_session_run (session, SKOPS_F8, asker->x, ROWS, out))
			asker->wrong = "a session failed";
	}
	skops_session_free (session);
}

static void by_run (struct asker *asker, struct skops_context *ctx, double *out)
{
	struct skops_result_array array;
	struct skops_result *result;

	skops_context_set (ctx, SKOPS_SETTING_THREADS, 3);
	if (skops_estimator_run (ctx, asker->model, asker->method, SKOPS_F8, asker->x, ROWS, asker->columns, &result) || skops_result_array (ctx, result, 0, &array)) {
		asker->wrong = "a run failed";
		return;
	}
	memcpy (out, array.numbers, ROWS * asker->width * sizeof *out);
	skops_result_free (result);
}

static void *ask (void *data)
{
	struct asker *asker = data;
	struct skops_context *ctx = skops_context_new ();
	double *out = calloc (ROWS * asker->width, sizeof *out);

	for (int i = 0; i < ROUNDS && !asker->wrong; i++) {
		(asker->number % 2 ? by_session : by_run) (asker, ctx, out);
		if (!asker->wrong && memcmp (out, asker->expected, ROWS * asker->width * sizeof *out))
			asker->wrong = "another answer";
	}
	skops_context_free (ctx);
	free (out);
	return NULL;
}

int main (int argc, char **argv)
{
	static double x[ROWS * MOST_COLUMNS];
	static struct asker askers[THREADS];
	struct skops_context *ctx = skops_context_new ();
	struct skops_estimator *model = NULL;
	struct skops_session *session = NULL;
	double *expected;
	int status = 0;

	if (argc != 3 || skops_estimator_open (ctx, &model, argv[1]) || skops_session_new (ctx, model, argv[2], &session) || skops_session_columns (session) > MOST_COLUMNS) {
		fprintf (stderr, "share: %s\n", argc == 3 ? skops_context_error (ctx) : "MODEL METHOD");
		return 2;
	}
	srand (5);
	for (size_t i = 0; i < ROWS * skops_session_columns (session); i++)
		x[i] = (double) (rand () % 4096) / 512 - 4;
	expected = calloc (ROWS * skops_session_width (session), sizeof *expected);
	if (skops_session_run (session, SKOPS_F8, x, ROWS, expected)) {
		fprintf (stderr, "share: %s\n", skops_session_error (session));
		return 2;
	}
	for (unsigned t = 0; t < THREADS; t++) {
		askers[t] = (struct asker) { .model = model, .method = argv[2], .x = x, .expected = expected, .number = t, .columns = skops_session_columns (session), .width = skops_session_width (session) };
		pthread_create (&askers[t].thread, NULL, ask, &askers[t]);
	}
	for (unsigned t = 0; t < THREADS; t++) {
		pthread_join (askers[t].thread, NULL);
		if (askers[t].wrong) {
			fprintf (stderr, "share: thread %u: %s\n", t, askers[t].wrong);
			status = 1;
		}
	}
	free (expected);
	skops_session_free (session);
	skops_estimator_free (model);
	skops_context_free (ctx);
	return status;
}
