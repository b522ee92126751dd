/* SPDX-License-Identifier: BSD-3-Clause */
/* Models of scikit-learn's with a number changed, so that they ask for work without end: they answer as fast as before, or are refused. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "built_plugins.h"
#include "context.h"
#include "mock-frame.h"
#include "model/card.h"
#include "model/convert.h"
#include "../../plugins/decomposition/nmf.h"

static struct skops_context *ctx;
static struct skops_estimator *model;
static struct skops_result *result;

static void enter (void)
{
	ctx = context_of_build ();
}

static void leave (void)
{
	skops_result_free (result);
	skops_estimator_free (model);
	skops_context_free (ctx);
}

TestSuite (endless, .init = enter, .fini = leave, .timeout = 60);

/* In a schema, the first `"content": "FROM"` behind `"ATTRIBUTE"` becomes TO; without FROM the attribute itself does. */
struct change {
	const char *attribute, *from, *to;
};

static void apply (struct skops_buffer *schema, const struct change *change)
{
	const char *at, *from = change->from ? change->from : change->attribute;
	struct skops_buffer changed = { 0 };
	char wanted[256];

	snprintf (wanted, sizeof wanted, "\"%s\": {", change->attribute);
	at = strstr (schema->data, wanted);
	cr_assert (at, "no %s", change->attribute);
	if (change->from) {
		snprintf (wanted, sizeof wanted, "\"content\": \"%s\"", from);
		at = strstr (at, wanted);
		cr_assert (at, "no %s of %s", change->attribute, from);
		at += strlen (wanted) - strlen (from) - 2;
	}
	at++;
	skops_buffer_append (&changed, schema->data, (size_t) (at - schema->data));
	skops_buffer_text (&changed, change->to);
	skops_buffer_append (&changed, at + strlen (from), schema->size - (size_t) (at - schema->data) - strlen (from));
	skops_buffer_free (schema);
	*schema = changed;
}

/* Loads a fixture with changes; the last has no attribute. */
static int load (const char *name, const struct change *changes)
{
	const char *source = getenv ("top_srcdir");
	struct skops_arena *arena = skops_arena_new (1 << 26);
	struct skops_buffer schema = { 0 }, file = { 0 };
	struct skops_zip_part parts[64];
	struct skops_error err = { 0 };
	const struct skops_zip *zip;
	char path[4096];
	int status;

	snprintf (path, sizeof path, "%s/tests/fixtures/cases/1.9/%s/model.skops", source ? source : ".", name);
	cr_assert_eq (skops_zip_open (&err, &zip, arena, path, false, &skops_limits_default), SKOPS_OK, "%s", err.message);
	cr_assert_leq (zip->count, 64);
	for (size_t i = 0; i < zip->count; i++) {
		const struct skops_member *member = &zip->members[i];

		parts[i] = (struct skops_zip_part) { skops_arena_copy (arena, member->name.data, member->name.size), member->data, member->size, false };
		if (strcmp (parts[i].name, "schema.json") != 0)
			continue;
		skops_buffer_append (&schema, member->data, member->size);
		skops_buffer_append (&schema, "", 1);
		for (; changes->attribute; changes++)
			apply (&schema, changes);
		parts[i].data = schema.data;
		parts[i].size = schema.size - 1;
	}
	cr_assert_eq (skops_zip_write (&err, &file, parts, zip->count), SKOPS_OK, "%s", err.message);
	status = skops_estimator_open_bytes (ctx, &model, file.data, file.size);
	skops_buffer_free (&schema);
	skops_buffer_free (&file);
	skops_arena_free (arena);
	return status;
}

/* Transforms one long document, a JSON list of one text. */
static void transform_text (void)
{
	char path[] = "/tmp/skops-test-XXXXXX";
	FILE *file = fdopen (mkstemp (path), "w");
	int status;

	cr_assert_not_null (file);
	fputs ("[\"", file);
	for (int i = 0; i < 20000; i++)
		fprintf (file, "%sw%d", i ? " " : "", i * 7919 % 20000);
	fputs ("\"]", file);
	fclose (file);
	status = skops_estimator_run_file (ctx, model, "transform", path, "json", &result);
	unlink (path);
	cr_assert_eq (status, SKOPS_OK, "%s", skops_context_error (ctx));
}

Test (endless, n_grams_of_words)
{
	cr_assert_eq (load ("count-vectorizer-characters", (struct change[]) { { "ngram_range", "2", "1000000" }, { "analyzer", "\\\"char_wb\\\"", "\\\"word\\\"" }, { 0 } }), SKOPS_OK, "%s", skops_context_error (ctx));
	transform_text ();
}

Test (endless, n_grams_of_characters)
{
	cr_assert_eq (load ("count-vectorizer-characters", (struct change[]) { { "ngram_range", "2", "1000000" }, { "analyzer", "\\\"char_wb\\\"", "\\\"char\\\"" }, { 0 } }), SKOPS_OK, "%s", skops_context_error (ctx));
	transform_text ();
}

Test (endless, rounds_that_nothing_stops)
{
	cr_assert_eq (load ("nmf", (struct change[]) { { "tol", "0.0001", "-1" }, { 0 } }), SKOPS_BAD_FILE);
	cr_assert (strstr (skops_context_error (ctx), "tol: -1 is outside"), "%s", skops_context_error (ctx));
}

Test (endless, rounds_beyond_a_thousand)
{
	struct mock mock;
	struct skops_call *call = mock_open (&mock, true);
	struct nmf_problem problem = { .tol = 1e-4, .max_iter = 10000000 };

	cr_assert_eq (nmf_may_go_on (call, &problem, 999, 1e12), SKOPS_OK);
	cr_assert_eq (nmf_may_go_on (call, &problem, 100000, 1e5), SKOPS_OK);
	cr_assert_eq (nmf_may_go_on (call, &problem, 1000000, 1e5), SKOPS_UNSUPPORTED);
	cr_assert (strstr (mock.err.message, "1000000 rounds were not enough"), "%s", mock.err.message);
	mock_close (&mock);
}

/* A step's name stands in front of each of its parameters. */
Test (endless, names_of_parameters)
{
	char *name = malloc (3000003);
	struct skops_buffer card = { 0 };
	struct skops_error err = { 0 }, left_out = { 0 };

	cr_assert_not_null (name);
	memset (name, 'n', 3000002);
	memcpy (name, "\\\"", 2);
	memcpy (name + 3000000, "\\\"", 3);
	cr_assert_eq (load ("pipeline", (struct change[]) { { "steps", "\\\"impute\\\"", name }, { 0 } }), SKOPS_OK, "%s", skops_context_error (ctx));
	cr_assert_eq (skops_card_write (&err, &card, model->model, "model.skops", &left_out), SKOPS_OK, "%s", err.message);
	cr_assert_lt (card.size, 30000000);
	skops_buffer_append (&card, "", 1);
	cr_assert (strstr (card.data, "These are not all: further parameters are left out"));
	skops_buffer_free (&card);
	free (name);
}

/* Converts the model; all of its scratch is given back. */
static void convert (enum skops_status wanted)
{
	struct skops_convert made;
	struct skops_error err = { 0 };

	skops_convert_model (&err, &made, model->model, NULL);
	cr_assert_eq (skops_arena_mark (made.scratch).total, 0);
	skops_convert_free (&made);
	cr_assert_eq (err.status, wanted, "%s", err.message);
}

Test (endless, graph_of_one_long_term)
{
	struct change changes[] = { { "ngram_range", "2", "1000000" }, { "analyzer", "\\\"char_wb\\\"", "\\\"word\\\"" },
		{ "strip_accents", "\\\"unicode\\\"", "null" }, { " ", NULL, "" }, { 0 } };
	struct skops_buffer term = { 0 };

	for (int i = 0; i < 100000; i++)
		skops_buffer_text (&term, i ? " aa" : "aa");
	skops_buffer_append (&term, "", 1);
	cr_assert_not (term.failed);
	changes[3].to = term.data;
	cr_assert_eq (load ("count-vectorizer-characters", changes), SKOPS_OK, "%s", skops_context_error (ctx));
	convert (SKOPS_OK);
	skops_buffer_free (&term);
}

Test (endless, graph_of_a_billion_columns)
{
	cr_assert_eq (load ("normalizer", (struct change[]) { { "n_features_in_", "4", "2147483647" }, { 0 } }), SKOPS_OK, "%s", skops_context_error (ctx));
	convert (SKOPS_UNSUPPORTED);
}
