/* SPDX-License-Identifier: BSD-3-Clause */
/* The public interface as programs use it: a model from a file or from memory, matrices in memory, threads with contexts of their own, progress. */
#include <criterion/criterion.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "built_plugins.h"
#include "base/text.h"
#include "format/file.h"
#include "format/zip.h"
#include "skops.h"
#include "tree/node.h"

static struct skops_context *ctx;
static char path[4096];

static const char *fixture (const char *name)
{
	const char *top = getenv ("top_srcdir");

	snprintf (path, sizeof path, "%s/tests/fixtures/%s", top ? top : "..", name);
	return path;
}

static void enter (void)
{
	ctx = context_of_build ();
}

static void leave (void)
{
	skops_context_free (ctx);
}

TestSuite (api, .init = enter, .fini = leave);

static struct skops_estimator *open_model (const char *name)
{
	struct skops_estimator *model = NULL;

	cr_assert_eq (skops_estimator_open (ctx, &model, fixture (name)), SKOPS_OK, "%s", skops_context_error (ctx));
	return model;
}

/* Rows × columns of numbers that differ. */
static double *make_matrix (size_t rows, size_t columns)
{
	double *x = malloc (rows * columns * sizeof *x);

	for (size_t i = 0; i < rows * columns; i++)
		x[i] = sin ((double) i);
	return x;
}

Test (api, models_describe_themselves)
{
	struct skops_estimator *model = open_model ("cases/1.9/logistic/model.skops");
	bool found = false;

	cr_expect_str_eq (skops_estimator_type (model), "sklearn.linear_model._logistic:LogisticRegression");
	cr_expect_str_eq (skops_estimator_default_method (model), "predict");
	cr_expect_gt (skops_estimator_features (model), 0);
	cr_expect_null (skops_estimator_feature_name (model, 1000000));
	for (size_t i = 0; skops_estimator_method (model, i); i++)
		found |= !strcmp (skops_estimator_method (model, i), "predict_proba");
	cr_expect (found);
	skops_estimator_free (model);
	model = open_model ("cases/1.9/pipeline-of-children/model.skops");
	cr_expect_gt (skops_estimator_features (model), 0, "the first step states it");
	skops_estimator_free (model);
}

Test (api, matrices_in_memory)
{
	struct skops_estimator *model = open_model ("cases/1.9/logistic/model.skops");
	size_t columns = (size_t) skops_estimator_features (model), rows = 600;
	double *x = make_matrix (rows, columns), sum;
	float *narrow = malloc (rows * columns * sizeof *narrow);
	struct skops_result *result, *labels, *narrow_result;
	struct skops_result_array array, narrow_array;
	struct skops_value value;

	cr_assert_eq (skops_estimator_run (ctx, model, "predict_proba", SKOPS_F8, x, rows, columns, &result), SKOPS_OK, "%s", skops_context_error (ctx));
	cr_assert_eq (skops_result_count (result), 1);
	cr_assert_eq (skops_result_array (ctx, result, 0, &array), SKOPS_OK);
	cr_assert (array.rows == rows && array.columns >= 2 && !array.flat && array.dtype == SKOPS_F8 && array.numbers);
	for (size_t r = 0; r < rows; r++) {
		sum = 0;
		for (size_t c = 0; c < array.columns; c++)
			sum += array.numbers[r * array.columns + c];
		cr_assert (fabs (sum - 1) < 1e-12);
	}
	cr_assert_eq (skops_estimator_run (ctx, model, NULL, SKOPS_F8, x, rows, columns, &labels), SKOPS_OK);
	cr_assert_eq (skops_result_array (ctx, labels, 0, &array), SKOPS_OK);
	cr_expect (array.flat && array.rows == rows && !array.numbers);
	cr_assert_eq (skops_result_value (ctx, labels, 0, rows - 1, 0, &value), SKOPS_OK);
	cr_expect_neq (value.kind, SKOPS_IS_NONE);
	cr_expect_eq (skops_result_value (ctx, labels, 0, rows, 0, &value), SKOPS_MISUSE);
	cr_expect_eq (skops_result_value (ctx, labels, 0, 0, 1, &value), SKOPS_MISUSE);
	cr_expect_eq (skops_result_array (ctx, labels, 1, &array), SKOPS_MISUSE);

	for (size_t i = 0; i < rows * columns; i++)
		narrow[i] = (float) x[i];
	cr_assert_eq (skops_estimator_run (ctx, model, "predict_proba", SKOPS_F4, narrow, rows, columns, &narrow_result), SKOPS_OK);
	cr_assert_eq (skops_result_array (ctx, narrow_result, 0, &narrow_array), SKOPS_OK);
	cr_assert_eq (skops_result_array (ctx, result, 0, &array), SKOPS_OK);
	for (size_t i = 0; i < rows * array.columns; i++)
		cr_assert (fabs (array.numbers[i] - narrow_array.numbers[i]) < 1e-4);

	cr_expect_eq (skops_estimator_run (ctx, model, NULL, SKOPS_F8, x, rows, columns + 1, &labels), SKOPS_UNFIT);
	cr_expect_eq (skops_estimator_run (ctx, model, NULL, SKOPS_I8, x, rows, columns, &labels), SKOPS_MISUSE);
	cr_expect_eq (skops_estimator_run (ctx, model, "kneighbors", SKOPS_F8, x, rows, columns, &labels), SKOPS_MISUSE);
	cr_expect (strstr (skops_context_error (ctx), "predict_proba"));
	x[5 * columns + 1] = NAN;
	cr_expect_eq (skops_estimator_run (ctx, model, NULL, SKOPS_F8, x, rows, columns, &labels), SKOPS_UNFIT);
	cr_expect (strstr (skops_context_error (ctx), "row 6"), "%s", skops_context_error (ctx));
	skops_result_free (result);
	skops_result_free (labels);
	skops_result_free (narrow_result);
	skops_estimator_free (model);
	free (narrow);
	free (x);
}

static char *read_whole (const char *name, size_t *size)
{
	FILE *file = fopen (fixture (name), "rb");
	char *bytes;

	cr_assert (file && !fseek (file, 0, SEEK_END));
	*size = (size_t) ftell (file);
	rewind (file);
	bytes = malloc (*size);
	cr_assert_eq (fread (bytes, 1, *size, file), *size);
	fclose (file);
	return bytes;
}

Test (api, models_in_memory)
{
	struct skops_estimator *model;
	struct skops_result *result;
	size_t size, text_size;
	char *bytes = read_whole ("cases/1.9/standard-scaler/model.skops", &size), *text;

	cr_assert_eq (skops_estimator_open_bytes (ctx, &model, bytes, size), SKOPS_OK, "%s", skops_context_error (ctx));
	memset (bytes, 0, size);
	cr_assert_eq (skops_estimator_names_out (ctx, model, &result), SKOPS_OK, "%s", skops_context_error (ctx));
	cr_assert_eq (skops_result_format (ctx, result, "json", &text, &text_size), SKOPS_OK);
	cr_expect (text_size == strlen (text) && text[0] == '[' && text[1] == '"');
	skops_free (text);
	cr_expect_eq (skops_result_format (ctx, result, "xls", &text, &text_size), SKOPS_MISUSE);
	skops_result_free (result);
	skops_estimator_free (model);
	cr_expect_eq (skops_estimator_open_bytes (ctx, &model, bytes, size), SKOPS_BAD_FILE);
	free (bytes);
}

struct thread {
	pthread_t id;
	const struct skops_estimator *model;
	const double *x;
	size_t rows, columns;
	struct skops_context *ctx;
	struct skops_result *result;
	int status;
};

static void *run_thread (void *data)
{
	struct thread *self = data;

	self->ctx = skops_context_new ();
	skops_context_set (self->ctx, SKOPS_SETTING_THREADS, 2);
	self->status = skops_estimator_run (self->ctx, self->model, "predict_proba", SKOPS_F8, self->x, self->rows, self->columns, &self->result);
	return NULL;
}

/* One model, many threads, each with a context of its own: the same answer to the bit. */
Test (api, a_model_serves_many_threads)
{
	struct skops_estimator *model = open_model ("cases/1.9/random-forest/model.skops");
	size_t columns = (size_t) skops_estimator_features (model), rows = 2000;
	double *x = make_matrix (rows, columns);
	struct thread threads[4];
	struct skops_result_array first, other;

	for (size_t t = 0; t < 4; t++) {
		threads[t] = (struct thread) { .model = model, .x = x, .rows = rows, .columns = columns };
		cr_assert_eq (pthread_create (&threads[t].id, NULL, run_thread, &threads[t]), 0);
	}
	for (size_t t = 0; t < 4; t++)
		cr_assert (!pthread_join (threads[t].id, NULL) && threads[t].status == SKOPS_OK);
	cr_assert_eq (skops_result_array (ctx, threads[0].result, 0, &first), SKOPS_OK);
	for (size_t t = 1; t < 4; t++) {
		cr_assert_eq (skops_result_array (ctx, threads[t].result, 0, &other), SKOPS_OK);
		cr_expect_eq (memcmp (first.numbers, other.numbers, rows * first.columns * sizeof (double)), 0);
	}
	for (size_t t = 0; t < 4; t++) {
		skops_result_free (threads[t].result);
		skops_context_free (threads[t].ctx);
	}
	skops_estimator_free (model);
	free (x);
}

Test (api, settings)
{
	struct skops_estimator *model;

	cr_expect_eq (skops_context_set (ctx, SKOPS_SETTING_THREADS, 4), SKOPS_OK);
	cr_expect_eq (skops_context_set (ctx, SKOPS_SETTING_THREADS, 100000), SKOPS_MISUSE);
	cr_expect_eq (skops_context_set (ctx, SKOPS_SETTING_ASSUME_VERSION, 1009), SKOPS_OK);
	cr_expect_eq (skops_context_set (ctx, SKOPS_SETTING_ASSUME_VERSION, 9), SKOPS_MISUSE);
	cr_expect_eq (skops_context_set (ctx, SKOPS_SETTING_SYSTEM_ONLY, 2), SKOPS_MISUSE);
	cr_expect_eq (skops_context_set (ctx, (enum skops_setting) 99, 1), SKOPS_MISUSE);
	cr_expect_eq (skops_context_set (ctx, SKOPS_SETTING_MEMORY, 0), SKOPS_MISUSE);
	cr_expect_eq (skops_context_set (ctx, SKOPS_SETTING_MEMORY, 1000), SKOPS_OK);
	cr_expect_eq (skops_estimator_open (ctx, &model, fixture ("cases/1.9/random-forest/model.skops")), SKOPS_NO_MEMORY, "%s", skops_context_error (ctx));
}

Test (api, reports)
{
	struct skops_report_options options = { .flags = SKOPS_REPORT_JSON };
	char *text = NULL;

	cr_assert_eq (skops_inspect (ctx, fixture ("cases/1.9/logistic/model.skops"), NULL, &text), SKOPS_OK);
	cr_expect (strstr (text, "coef_"));
	skops_free (text);
	cr_assert_eq (skops_audit (ctx, path, &options, &text), SKOPS_OK);
	cr_expect (text[0] == '{' && strstr (text, "\"verdict\": \"ok\""));
	skops_free (text);
	cr_assert_eq (skops_verify (ctx, path, &options, &text), SKOPS_OK);
	cr_expect (strstr (text, "\"verified\": true"));
	skops_free (text);
	text = NULL;
	cr_expect_eq (skops_audit (ctx, "/absent", NULL, &text), SKOPS_MISUSE);
	cr_expect (!text && *skops_context_error (ctx));
}

static struct skops_document *open_logistic (void)
{
	struct skops_error err = { 0 };
	struct skops_document *document;

	cr_assert_eq (skops_document_open (&err, &document, fixture ("cases/1.9/logistic/model.skops"), false, &skops_limits_default), SKOPS_OK, "%s", err.message);
	return document;
}

static const struct skops_zip *read_logistic (struct skops_arena *arena)
{
	struct skops_error err = { 0 };
	const struct skops_zip *zip;

	cr_assert_eq (skops_zip_open (&err, &zip, arena, fixture ("cases/1.9/logistic/model.skops"), false, &skops_limits_default), SKOPS_OK, "%s", err.message);
	return zip;
}

/* A copy of the file with one member changed, under a new name for the template. */
static void write_altered (char *template, const struct skops_zip *zip, struct skops_text member_name, struct skops_text bytes)
{
	struct skops_error err = { 0 };
	struct skops_buffer out = { 0 };
	struct skops_zip_part parts[64];
	int fd = mkstemp (template);

	cr_assert (fd >= 0 && zip->count <= 64);
	close (fd);
	for (size_t i = 0; i < zip->count; i++) {
		const struct skops_member *member = &zip->members[i];
		parts[i] = (struct skops_zip_part) { .name = member->name.data, .data = member->data, .size = member->size };
		if (skops_text_equal (member->name, member_name)) {
			parts[i].data = bytes.data;
			parts[i].size = bytes.size;
		}
	}
	cr_assert_eq (skops_zip_write (&err, &out, parts, zip->count), SKOPS_OK);
	cr_assert_eq (skops_file_write (&err, template, out.data, out.size, true), SKOPS_OK, "%s", err.message);
	skops_buffer_free (&out);
}

/* A header that prediction never looks at is broken all the same: Python's load fails of it, and inspect says so. */
Test (api, verify_looks_at_what_nobody_reads)
{
	struct skops_document *document = open_logistic ();
	struct skops_arena *arena = skops_arena_new (SIZE_MAX);
	const struct skops_node *iterations = skops_node_get (skops_node_state (document->root), skops_text_of ("n_iter_"));
	char *text = NULL, name[] = "broken-XXXXXX";

	cr_assert_not_null (iterations);
	write_altered (name, read_logistic (arena), iterations->file, skops_text_of ("no array"));
	cr_expect_eq (skops_verify (ctx, name, NULL, &text), SKOPS_BAD_FILE);
	cr_expect (strstr (skops_context_error (ctx), "n_iter_: "), "%s", skops_context_error (ctx));
	cr_expect (text && strstr (text, "not verified: n_iter_"));
	skops_free (text);
	skops_arena_free (arena);
	skops_document_close (document);
	remove (name);
}

/* Whether the logistic regression opens if `version`, of five characters, wrote it. */
static int opens_as (const char *version)
{
	struct skops_arena *arena = skops_arena_new (SIZE_MAX);
	const struct skops_zip *zip = read_logistic (arena);
	const struct skops_member *schema = skops_zip_find (zip, skops_text_of ("schema.json"));
	char *text = malloc (schema->size + 1), name[] = "version-XXXXXX";
	struct skops_estimator *model = NULL;
	int status;

	memcpy (text, schema->data, schema->size);
	text[schema->size] = '\0';
	for (char *at = text; (at = strstr (at, "1.9.")); at += 5)
		memcpy (at, version, 5);
	write_altered (name, zip, schema->name, (struct skops_text) { text, schema->size });
	free (text);
	skops_arena_free (arena);
	status = skops_estimator_open (ctx, &model, name);
	skops_estimator_free (model);
	remove (name);
	return status;
}

/* The version to assume is the nearest that is known. */
Test (api, writers_that_are_not_known)
{
	cr_expect_eq (opens_as ("1.9.1"), SKOPS_OK, "%s", skops_context_error (ctx));
	cr_expect_eq (opens_as ("2.0.1"), SKOPS_UNSUPPORTED);
	cr_expect (strstr (skops_context_error (ctx), "--assume-version 1.9"), "%s", skops_context_error (ctx));
	cr_expect_eq (opens_as ("1.0.2"), SKOPS_UNSUPPORTED);
	cr_expect (strstr (skops_context_error (ctx), "--assume-version 1.1"), "%s", skops_context_error (ctx));
	cr_expect_eq (opens_as ("a.b.c"), SKOPS_UNSUPPORTED);
	cr_expect (strstr (skops_context_error (ctx), "by a scikit-learn that the file does not name"), "%s", skops_context_error (ctx));
	cr_expect_eq (skops_context_set (ctx, SKOPS_SETTING_ASSUME_VERSION, 1005), SKOPS_OK);
	cr_expect_eq (opens_as ("a.b.c"), SKOPS_OK, "%s", skops_context_error (ctx));
}

/* What a run has reported. */
struct heard {
	pthread_t thread;
	size_t calls, ends, done, rows;
	bool in_order;
};

static void hear (void *data, size_t done, size_t total)
{
	struct heard *heard = data;

	heard->in_order &= pthread_equal (heard->thread, pthread_self ()) && heard->done <= done && done <= total && total == heard->rows;
	heard->done = done;
	heard->calls++;
	heard->ends += done == total;
}

/* From the thread that runs, never less than before, all rows once, at the end; and not there if the run fails. */
Test (api, progress_is_reported)
{
	struct skops_estimator *model = open_model ("cases/1.9/random-forest/model.skops");
	size_t columns = (size_t) skops_estimator_features (model), rows = 5000;
	double *x = make_matrix (rows, columns);
	struct heard heard;
	struct skops_result *result;

	for (size_t threads = 1; threads <= 4; threads++) {
		heard = (struct heard) { .thread = pthread_self (), .rows = rows, .in_order = true };
		skops_context_set (ctx, SKOPS_SETTING_THREADS, threads);
		skops_context_progress (ctx, hear, &heard);
		cr_assert_eq (skops_estimator_run (ctx, model, NULL, SKOPS_F8, x, rows, columns, &result), SKOPS_OK, "%s", skops_context_error (ctx));
		cr_expect (heard.in_order && heard.ends == 1 && heard.done == rows);
		cr_expect (threads > 1 ? heard.calls >= 1 : heard.calls == (rows + 255) / 256 + 1, "%zu calls", heard.calls);
		skops_result_free (result);
	}
	x[0] = INFINITY;
	heard = (struct heard) { .thread = pthread_self (), .rows = rows, .in_order = true };
	cr_expect_eq (skops_estimator_run (ctx, model, NULL, SKOPS_F8, x, rows, columns, &result), SKOPS_UNFIT);
	cr_expect (heard.in_order && heard.ends == 0);
	x[0] = 0;
	skops_context_progress (ctx, NULL, NULL);
	heard.calls = 0;
	cr_assert_eq (skops_estimator_run (ctx, model, NULL, SKOPS_F8, x, rows, columns, &result), SKOPS_OK);
	cr_expect_eq (heard.calls, 0);
	skops_result_free (result);
	skops_estimator_free (model);
	free (x);
}
