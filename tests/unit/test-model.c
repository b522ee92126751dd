/* SPDX-License-Identifier: BSD-3-Clause */
/* Whole models made by hand, with what scikit-learn would not write: they are refused or answered, never read beyond their ends. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "built_plugins.h"
#include "context.h"
#include "model/builder.h"
#include "skops.h"
#include "skops_file.h"

static struct skops_context *ctx;
static struct skops_estimator *model;
static struct skops_result *result;

static void enter (void)
{
	ctx = context_of_build ();
	ctx->assume_version = 1005; /* none of these models says who wrote it */
}

static void leave (void)
{
	skops_result_free (result);
	skops_estimator_free (model);
	skops_context_free (ctx);
}

TestSuite (model, .init = enter, .fini = leave);

#define NAME(id, text) JSON (id, "\\\"" text "\\\"")
#define IDENTITY(id) OBJECT (id, "sklearn.preprocessing._function_transformer", "FunctionTransformer", \
	DICT ("50", LIST ("51", STR ("52") "," STR ("53") "," STR ("59") "," STR ("60")), "'func':" JSON ("54", "null") ",'inverse_func':" JSON ("55", "null") ",'kw_args':" JSON ("57", "null") ",'inv_kw_args':" JSON ("58", "null")))

/* In the place of the model before it. */
static int load (const char *root)
{
	struct skops_buffer text = { 0 };
	struct skops_buffer file;
	int status;

	skops_buffer_append (&text, root, strlen (root) - 1);
	skops_buffer_text (&text, ",'protocol':2,'_skops_version':'0.11.0'}");
	file = file_of (text.data, NULL);
	skops_estimator_free (model);
	model = NULL;
	status = skops_estimator_open_bytes (ctx, &model, file.data, file.size);
	skops_buffer_free (&text);
	skops_buffer_free (&file);
	return status;
}

/* Runs transform on two rows of two numbers, which it must leave alone. */
static int transform (void)
{
	double x[] = { 1, 2, 3, 4 };
	int status = skops_estimator_run (ctx, model, "transform", SKOPS_F8, x, 2, 2, &result);

	for (int i = 0; i < 4; i++)
		cr_assert_eq (x[i], i + 1);
	return status;
}

static const double *answer (void)
{
	struct skops_result_array array;

	cr_assert_eq (skops_result_array (ctx, result, 0, &array), SKOPS_OK, "%s", skops_context_error (ctx));
	cr_assert_eq (array.rows, 2);
	return array.numbers;
}

Test (model, a_scaler_that_knows_nothing_hands_on_its_input)
{
	cr_assert_eq (load (OBJECT ("1", "sklearn.preprocessing._data", "StandardScaler",
	                            DICT ("2", LIST ("3", STR ("4") "," STR ("5") "," STR ("6") "," STR ("7")),
	                                  "'with_mean':" JSON ("8", "false") ",'with_std':" JSON ("9", "false") ",'mean_':" JSON ("10", "null")
	                                  ",'scale_':" JSON ("11", "null")))), SKOPS_OK, "%s", skops_context_error (ctx));
	cr_assert_eq (transform (), SKOPS_OK, "%s", skops_context_error (ctx));
	cr_assert_eq (answer ()[3], 4);
}

#define WRITTEN_BY(version) OBJECT ("1", "sklearn.preprocessing._data", "StandardScaler", DICT ("2", LIST ("3", STR ("4") "," STR ("4") "," STR ("4") "," STR ("4") "," STR ("4")), \
	"'with_mean':" JSON ("8", "false") ",'with_std':" JSON ("9", "false") ",'mean_':" JSON ("10", "null") ",'scale_':" JSON ("11", "null") ",'_sklearn_version':" JSON ("12", version)))

Test (model, one_of_an_unknown_writer)
{
	static const char *const unreadable[] = { WRITTEN_BY ("\\\"unknown\\\""), WRITTEN_BY ("null"), WRITTEN_BY ("1.5"), IDENTITY ("1") };

	for (size_t i = 0; i < sizeof unreadable / sizeof *unreadable; i++) {
		ctx->assume_version = 0;
		cr_assert_eq (load (unreadable[i]), SKOPS_UNSUPPORTED);
		cr_assert (strstr (skops_context_error (ctx), "--assume-version 1.9"), "%s", skops_context_error (ctx));
		ctx->assume_version = 1005;
		cr_assert_eq (load (unreadable[i]), SKOPS_OK, "%s", skops_context_error (ctx));
		skops_estimator_free (model);
		model = NULL;
	}
	ctx->assume_version = 0;
	cr_assert_eq (load (WRITTEN_BY ("\\\"1.5\\\"")), SKOPS_OK, "%s", skops_context_error (ctx));
}

#define COLUMN_TRANSFORMER(columns) OBJECT ("1", "sklearn.compose._column_transformer", "ColumnTransformer", \
	DICT ("2", LIST ("3", STR ("4") "," STR ("5") "," STR ("6") "," STR ("7")), \
	      "'transformers_':" LIST ("8", TUPLE ("9", NAME ("10", "a") "," NAME ("11", "passthrough") "," LIST ("12", columns))) \
	      ",'_transformer_to_input_indices':" DICT ("13", LIST ("14", STR ("15")), "'a':" LIST ("16", columns)) \
	      ",'transformer_weights':" DICT ("17", LIST ("18", STR ("19")), "'a':" JSON ("20", "2.0")) ",'sparse_output_':" JSON ("21", "false")))

Test (model, a_column_beyond_the_input)
{
	cr_assert_eq (load (COLUMN_TRANSFORMER (JSON ("30", "1000000000"))), SKOPS_OK, "%s", skops_context_error (ctx));
	cr_assert_eq (transform (), SKOPS_UNFIT);
	cr_assert (strstr (skops_context_error (ctx), "column 1000000000 is needed"), "%s", skops_context_error (ctx));
}

Test (model, a_weight_counts_for_columns_that_are_passed_on)
{
	cr_assert_eq (load (COLUMN_TRANSFORMER (JSON ("30", "1"))), SKOPS_OK, "%s", skops_context_error (ctx));
	cr_assert_eq (transform (), SKOPS_OK, "%s", skops_context_error (ctx));
	cr_assert_eq (answer ()[0], 4);
	cr_assert_eq (answer ()[1], 8);
}

Test (model, a_weighted_identity_leaves_its_input_alone)
{
	cr_assert_eq (load (OBJECT ("1", "sklearn.pipeline", "FeatureUnion",
	                            DICT ("2", LIST ("3", STR ("4") "," STR ("5")),
	                                  "'transformer_list':" LIST ("6", TUPLE ("7", NAME ("8", "a") "," IDENTITY ("9")) ","
	                                                              TUPLE ("10", NAME ("11", "b") "," NAME ("12", "passthrough")))
	                                  ",'transformer_weights':" DICT ("13", LIST ("14", STR ("15")), "'a':" JSON ("16", "3.0"))))),
	              SKOPS_OK, "%s", skops_context_error (ctx));
	cr_assert_eq (transform (), SKOPS_OK, "%s", skops_context_error (ctx));
	cr_assert_eq (answer ()[1], 6);
	cr_assert_eq (answer ()[3], 2);
}

/* One estimator around another, twice: the second time by reference. '#' stands for its level, '@' for the inner one, '~' for that one's id. */
#define TWICE(module, class_, list) OBJECT ("1#", module, class_, DICT ("2#", LIST ("3#", STR ("4#") "," STR ("5#")), "'transformer_weights':" JSON ("6#", "null") ",'" list "':" \
	LIST ("7#", TUPLE ("8#", NAME ("9#", "a") "," "@") "," TUPLE ("10#", NAME ("11#", "b") "," NODE ("CachedNode", module, class_, "~", "")))))
#define PIPELINE TWICE ("sklearn.pipeline", "Pipeline", "steps")
#define UNION TWICE ("sklearn.pipeline", "FeatureUnion", "transformer_list")

static int load_tower (const char *floor, int height)
{
	struct skops_buffer text = { 0 };
	int status;

	skops_buffer_text (&text, IDENTITY ("1000"));
	for (int level = 1; level <= height; level++) {
		struct skops_buffer whole = { 0 };

		skops_buffer_append (&text, "", 1);
		for (const char *c = floor; *c; c++)
			if (*c == '#')
				skops_buffer_format (&whole, "%03d", level);
			else if (*c == '~')
				skops_buffer_format (&whole, "1%03d", level - 1);
			else if (*c == '@')
				skops_buffer_text (&whole, text.data);
			else
				skops_buffer_append (&whole, c, 1);
		skops_buffer_free (&text);
		text = whole;
	}
	skops_buffer_append (&text, "", 1);
	status = load (text.data);
	skops_buffer_free (&text);
	return status;
}

Test (model, an_estimator_may_be_shared)
{
	cr_assert_eq (load_tower (PIPELINE, 10), SKOPS_OK, "%s", skops_context_error (ctx));
	cr_assert_eq (transform (), SKOPS_OK, "%s", skops_context_error (ctx));
	cr_assert_eq (answer ()[3], 4);
}

Test (model, but_not_until_the_calls_have_no_end)
{
	cr_assert_eq (load_tower (PIPELINE, 40), SKOPS_UNSUPPORTED);
	cr_assert (strstr (skops_context_error (ctx), "more than 1000000 estimators"), "%s", skops_context_error (ctx));
}

Test (model, columns_are_looked_up_once_for_each_estimator, .timeout = 60)
{
	ctx->limits.calls = ctx->limits.row_numbers = SIZE_MAX - 1;
	cr_assert_eq (load_tower (PIPELINE, 60), SKOPS_OK, "%s", skops_context_error (ctx));
	cr_assert_eq (skops_model_column (&ctx->err, model->model->root->methods[0], 1).kinds, 0);
	ctx->limits.calls = ctx->limits.row_numbers = SIZE_MAX - 1;
	cr_assert_eq (load_tower (UNION, 60), SKOPS_OK, "%s", skops_context_error (ctx));
	cr_assert_eq (skops_model_column (&ctx->err, model->model->root->methods[0], 1).kinds, 0);
	cr_assert (skops_describe_reads (&ctx->err, model->model->root->methods[0], 1));
	cr_assert_eq (ctx->err.status, SKOPS_OK);
}

Test (model, a_row_that_doubles_at_each_step)
{
	ctx->limits.row_numbers = 1000;
	cr_assert_eq (load_tower (UNION, 9), SKOPS_UNSUPPORTED);
	cr_assert (strstr (skops_context_error (ctx), "more than 1000 numbers of a single row"), "%s", skops_context_error (ctx));
	ctx->limits.row_numbers = 511; /* what is known of it before the run; with two columns it becomes 512 */
	cr_assert_eq (load_tower (UNION, 8), SKOPS_OK, "%s", skops_context_error (ctx));
	cr_assert_eq (transform (), SKOPS_UNSUPPORTED);
	cr_assert (strstr (skops_context_error (ctx), "wider than 511"), "%s", skops_context_error (ctx));
}

/* Everything that a PolynomialFeatures of `columns` columns is made from. */
#define POLYNOMIAL(columns, degree, interactions, products) OBJECT ("1", "sklearn.preprocessing._polynomial", "PolynomialFeatures", \
	DICT ("2", LIST ("3", STR ("4") "," STR ("5") "," STR ("6") "," STR ("7") "," STR ("8") "," STR ("9")), \
	      "'n_features_in_':" JSON ("10", columns) ",'_min_degree':" JSON ("11", "0") ",'_max_degree':" JSON ("12", degree) \
	      ",'interaction_only':" JSON ("13", interactions) ",'include_bias':" JSON ("14", "true") ",'n_output_features_':" JSON ("15", products)))

Test (model, products_beyond_all_memory)
{
	cr_assert_eq (load (POLYNOMIAL ("3", "1000000", "false", "166667666668500001")), SKOPS_UNSUPPORTED);
	cr_assert (strstr (skops_context_error (ctx), "3 columns up to degree 1000000 are more than"), "%s", skops_context_error (ctx));
	cr_assert_eq (load (POLYNOMIAL ("2147483647", "3", "true", "1")), SKOPS_UNSUPPORTED);
	cr_assert_eq (load (POLYNOMIAL ("1", "9223372036854775807", "false", "1")), SKOPS_UNSUPPORTED);
}

Test (model, products_that_were_miscounted)
{
	cr_assert_eq (load (POLYNOMIAL ("2", "2", "false", "7")), SKOPS_BAD_FILE);
	cr_assert (strstr (skops_context_error (ctx), "there are 6 products"), "%s", skops_context_error (ctx));
}

Test (model, a_degree_that_no_product_has)
{
	cr_assert_eq (load (POLYNOMIAL ("2", "9223372036854775807", "true", "4")), SKOPS_OK, "%s", skops_context_error (ctx));
	cr_assert_eq (transform (), SKOPS_OK, "%s", skops_context_error (ctx));
	cr_assert_eq (answer ()[3], 2);
	cr_assert_eq (answer ()[7], 12);
}
