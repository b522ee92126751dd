/* SPDX-License-Identifier: BSD-3-Clause */
/* Sessions: the answers of skops_estimator_run, float32 rows as they are, no memory after the first runs, one model on several threads. */
#include <criterion/criterion.h>
#include <malloc.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "built_plugins.h"
#include "model/data.h"
#include "model/model.h"
#include "skops.h"

static struct skops_context *ctx;
static struct skops_estimator *model;
enum { ROWS = 300, COLUMNS = 4, THREADS = 4 };
static double x[ROWS * COLUMNS];

static void open_model (const char *name)
{
	char path[512];

	snprintf (path, sizeof path, "%s/tests/fixtures/cases/1.9/%s/model.skops", getenv ("top_srcdir"), name);
	ctx = context_of_build ();
	cr_assert_eq (skops_estimator_open (ctx, &model, path), SKOPS_OK, "%s", skops_context_error (ctx));
	srand (3);
	for (size_t i = 0; i < ROWS * COLUMNS; i++)
		x[i] = (double) (rand () % 64) / 8 - 4;
}

static void close_model (void)
{
	skops_estimator_free (model);
	skops_context_free (ctx);
}

/* Row by row and all at once, a session answers as a run does. */
static void compare (const char *method, enum skops_dtype dtype)
{
	size_t size = dtype == SKOPS_F4 ? sizeof (float) : sizeof (double);
	struct skops_result_array array;
	struct skops_session *session;
	struct skops_result *result;
	char *rows = malloc (ROWS * COLUMNS * size);
	double *out;

	for (size_t i = 0; i < ROWS * COLUMNS; i++)
		if (dtype == SKOPS_F4)
			((float *) (void *) rows)[i] = (float) x[i];
		else
			((double *) (void *) rows)[i] = x[i];
	cr_assert_eq (skops_session_new (ctx, model, method, &session), SKOPS_OK, "%s", skops_context_error (ctx));
	cr_assert_eq (skops_estimator_run (ctx, model, method, dtype, rows, ROWS, COLUMNS, &result), SKOPS_OK, "%s", skops_context_error (ctx));
	cr_assert_eq (skops_result_array (ctx, result, 0, &array), SKOPS_OK);
	cr_assert_eq (array.columns, skops_session_width (session));
	cr_assert_eq (skops_session_columns (session), COLUMNS);
	out = malloc (ROWS * array.columns * sizeof *out);
	cr_assert_eq (skops_session_run (session, dtype, rows, ROWS, out), SKOPS_OK, "%s", skops_session_error (session));
	cr_assert_eq (memcmp (out, array.numbers, ROWS * array.columns * sizeof *out), 0);
	for (size_t r = 0; r < ROWS; r++)
		cr_assert_eq (skops_session_run (session, dtype, rows + r * COLUMNS * size, 1, out + r * array.columns), SKOPS_OK);
	cr_assert_eq (memcmp (out, array.numbers, ROWS * array.columns * sizeof *out), 0);
	skops_session_free (session);
	skops_result_free (result);
	free (rows);
	free (out);
}

Test (session, answers_as_a_run)
{
	static const char *const names[] = { "random-forest", "hist-gradient-boosting-binary", "logistic-binary", "decision-tree", "pipeline-of-children" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		open_model (names[i]);
		compare ("predict_proba", SKOPS_F8);
		compare ("predict_proba", SKOPS_F4);
		close_model ();
	}
}

/* Float32 rows are scaled as they are, those of a wider step as float64: with the same answers, and what is infinite is found. */
Test (session, scales_rows_as_they_are)
{
	static const char *const names[] = { "standard-scaler", "robust-scaler", "max-abs-scaler-float32" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct skops_session *session;
		float rows[ROWS * COLUMNS];
		double out[ROWS * COLUMNS];

		open_model (names[i]);
		compare ("transform", SKOPS_F8);
		compare ("transform", SKOPS_F4);
		cr_assert_eq (skops_session_new (ctx, model, "transform", &session), SKOPS_OK);
		for (size_t k = 0; k < ROWS * COLUMNS; k++)
			rows[k] = (float) x[k];
		x[5] = INFINITY;
		rows[ROWS * COLUMNS - 1] = -INFINITY;
		cr_assert_eq (skops_session_run (session, SKOPS_F8, x, ROWS, out), SKOPS_UNFIT, "%s", names[i]);
		cr_assert (strstr (skops_session_error (session), "row 2, column 2"), "%s", skops_session_error (session));
		cr_assert_eq (skops_session_run (session, SKOPS_F4, rows, ROWS, out), SKOPS_UNFIT, "%s", names[i]);
		cr_assert (strstr (skops_session_error (session), "row 300, column 4"), "%s", skops_session_error (session));
		skops_session_free (session);
		close_model ();
	}
}

Test (session, labels_and_mistakes)
{
	const struct skops_value *label;
	struct skops_session *session;
	double out, bad[COLUMNS] = { 1, __builtin_nan (""), 2, 3 };

	open_model ("logistic");
	cr_assert_eq (skops_session_new (ctx, model, "transform", &session), SKOPS_MISUSE);
	cr_assert_eq (skops_session_new (ctx, model, NULL, &session), SKOPS_OK);
	cr_assert_eq (skops_session_run (session, SKOPS_F8, x, 1, &out), SKOPS_OK);
	label = skops_session_label (session, 0, out);
	cr_assert (label && label->kind == SKOPS_IS_TEXT);
	cr_assert_null (skops_session_label (session, 0, 3));
	cr_assert_null (skops_session_label (session, 1, 0));
	cr_assert_null (skops_session_label (session, 0, 0.5));
	cr_assert_eq (skops_session_run (session, SKOPS_F8, x, SIZE_MAX, &out), SKOPS_MISUSE);
	cr_assert_eq (skops_session_run (session, SKOPS_F8, bad, 1, &out), SKOPS_UNFIT);
	cr_assert (strstr (skops_session_error (session), "row 1, column 2"), "%s", skops_session_error (session));
	cr_assert_eq (skops_session_run (session, SKOPS_F8, x, 1, &out), SKOPS_OK);
	cr_assert_str_empty (skops_session_error (session));
	skops_session_free (session);
	close_model ();
}

#ifndef __SANITIZE_ADDRESS__
Test (session, takes_no_memory_after_the_first_runs)
{
	struct skops_session *session;
	double out[3];
	size_t before;

	open_model ("random-forest");
	cr_assert_eq (skops_session_new (ctx, model, "predict_proba", &session), SKOPS_OK);
	for (int i = 0; i < 3; i++)
		cr_assert_eq (skops_session_run (session, SKOPS_F8, x, 1, out), SKOPS_OK);
	before = mallinfo2 ().uordblks;
	for (size_t r = 0; r < ROWS; r++)
		cr_assert_eq (skops_session_run (session, SKOPS_F8, x + r * COLUMNS, 1, out), SKOPS_OK);
	cr_assert_eq (mallinfo2 ().uordblks, before);
	skops_session_free (session);
	close_model ();
}
#endif

static void *ask (void *data)
{
	struct skops_context *own = skops_context_new ();
	struct skops_session *session;
	double *out = data;

	if (!skops_session_new (own, model, "predict_proba", &session)) {
		for (size_t r = 0; r < ROWS; r++)
			skops_session_run (session, SKOPS_F8, x + r * COLUMNS, 1, out + 3 * r);
		skops_session_free (session);
	}
	skops_context_free (own);
	return NULL;
}

Test (session, many_share_a_model)
{
	static double out[THREADS][ROWS * 3];
	pthread_t threads[THREADS];

	open_model ("random-forest");
	for (int t = 0; t < THREADS; t++)
		cr_assert_eq (pthread_create (&threads[t], NULL, ask, out[t]), 0);
	for (int t = 0; t < THREADS; t++)
		pthread_join (threads[t], NULL);
	for (int t = 1; t < THREADS; t++)
		cr_assert_eq (memcmp (out[t], out[0], sizeof out[0]), 0);
	close_model ();
}

/* Several threads answer what one does, and fail where one fails: at the first row that is wrong. */
Test (session, shares_its_rows_among_threads)
{
	enum { MANY = 5000 };
	double *many = malloc (MANY * COLUMNS * sizeof *many), *one = malloc (MANY * 3 * sizeof *one), *several = malloc (MANY * 3 * sizeof *several);
	struct skops_session *session;

	open_model ("logistic");
	for (size_t i = 0; i < MANY * COLUMNS; i++)
		many[i] = x[i % (ROWS * COLUMNS)] + (double) i / MANY;
	cr_assert_eq (skops_session_new (ctx, model, "predict_proba", &session), SKOPS_OK);
	cr_assert_eq (skops_session_run (session, SKOPS_F8, many, MANY, one), SKOPS_OK);
	cr_assert_eq (skops_session_threads (ctx, session, THREADS), SKOPS_OK);
	for (int i = 0; i < 20; i++) {
		memset (several, 0, MANY * 3 * sizeof *several);
		cr_assert_eq (skops_session_run (session, SKOPS_F8, many, MANY, several), SKOPS_OK);
		cr_assert_eq (memcmp (one, several, MANY * 3 * sizeof *one), 0);
	}
	many[4000 * COLUMNS] = many[1500 * COLUMNS + 2] = many[1501 * COLUMNS] = __builtin_nan ("");
	for (int i = 0; i < 20; i++) {
		cr_assert_eq (skops_session_run (session, SKOPS_F8, many, MANY, several), SKOPS_UNFIT);
		cr_assert (strstr (skops_session_error (session), "row 1501, column 3"), "%s", skops_session_error (session));
	}
	cr_assert_eq (skops_session_run (session, SKOPS_F8, x, ROWS, several), SKOPS_OK);
	cr_assert_str_empty (skops_session_error (session));
	skops_session_free (session);
	close_model ();
	free (many);
	free (one);
	free (several);
}

/* A session takes its blocks from here, as a run does. */
Test (session, wide_rows_go_in_small_blocks)
{
	struct skops_method_entry entry = { .numbers = 4 };

	cr_assert_eq (skops_model_block_rows (&entry, 4), 256);
	cr_assert_eq (skops_model_block_rows (&entry, 1000000000), 4);
	entry.numbers = 1000000000;
	cr_assert_eq (skops_model_block_rows (&entry, 4), 1);
	entry.whole_batch = true;
	cr_assert_eq (skops_model_block_rows (&entry, 4), SIZE_MAX);
}
