/* SPDX-License-Identifier: BSD-3-Clause */
/* Input files: what a column is, is said by the model; what is missing, by what the column has learnt; what does not fit, with its place. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "format/file.h"
#include "format/npy.h"
#include "format/zip.h"
#include "model/data.h"
#include "model/input.h"

/* A model of one estimator with one method; `columns` say what its input may hold. */
static struct skops_column_use uses[4];
static struct skops_text expected[4];
static struct skops_child root = { .type = "module:Class", .columns = uses };
static struct skops_model model = { .root = &root, .limits = &skops_limits_default };
static struct skops_method_entry method = { .method = { .name = "predict", .accepts = { SKOPS_TABLE } }, .owner = &root };

static struct skops_arena *arena;
static struct skops_error err;
static struct skops_data data;
static char folder[] = "input-XXXXXX";

static void enter (void)
{
	cr_assert (mkdtemp (folder) && chdir (folder) == 0);
	arena = skops_arena_new (SIZE_MAX);
}

static void leave (void)
{
	skops_arena_free (arena);
	cr_assert (chdir ("..") == 0 && rmdir (folder) == 0);
}

TestSuite (input, .init = enter, .fini = leave);

static void learnt (size_t column, uint32_t kinds, uint32_t missing)
{
	uses[column] = (struct skops_column_use) { kinds, missing };
	if (root.n_columns <= column)
		root.n_columns = column + 1;
	if (root.n_columns == 1)
		root.n_columns = 2; /* one would hold for all */
}

static void named (size_t column, const char *name)
{
	expected[column] = (struct skops_text) { name, strlen (name) };
	root.names_in = (struct skops_names) { expected, column + 1 };
}

static void takes (uint8_t form, uint32_t flags)
{
	memset (method.method.accepts, 0, sizeof method.method.accepts);
	method.method.accepts[0] = form;
	method.method.flags = flags;
}

static enum skops_status read_bytes (const char *name, const void *bytes, size_t size)
{
	struct skops_error ignored = { 0 };
	enum skops_status status;

	cr_assert_eq (skops_file_write (&ignored, name, bytes, size, true), SKOPS_OK, "%s", ignored.message);
	err = (struct skops_error) { 0 };
	status = skops_data_read (&err, &data, arena, &model, &method, name, SKOPS_FORMAT_UNKNOWN);
	remove (name);
	return status;
}

static void reads (const char *name, const char *text)
{
	cr_assert_eq (read_bytes (name, text, strlen (text)), SKOPS_OK, "%s", err.message);
}

static void refuses (const char *name, const char *text, const char *why)
{
	cr_expect_eq (read_bytes (name, text, strlen (text)), SKOPS_UNFIT, "%s", text);
	cr_expect (strstr (err.message, why), "\"%s\" says nothing of \"%s\"", err.message, why);
}

/* An element of a table or a dense matrix of numbers. */
static struct skops_value at (size_t row, size_t column)
{
	const char *element = (const char *) data.data + (int64_t) row * data.row_stride + (int64_t) column * data.column_stride;

	cr_assert (row < data.rows && column < data.width);
	if (data.form == SKOPS_TABLE)
		return skops_column_at (&data.columns[column], row);
	switch (data.dtype) {
	case SKOPS_F8: return (struct skops_value) { .kind = SKOPS_IS_FLOAT, .f = *(const double *) (const void *) element };
	case SKOPS_F4: return (struct skops_value) { .kind = SKOPS_IS_FLOAT, .f = (double) *(const float *) (const void *) element };
	case SKOPS_I8: return (struct skops_value) { .kind = SKOPS_IS_INT, .i = *(const int64_t *) (const void *) element };
	case SKOPS_I4: return (struct skops_value) { .kind = SKOPS_IS_INT, .i = *(const int32_t *) (const void *) element };
	case SKOPS_B1: return (struct skops_value) { .kind = SKOPS_IS_BOOL, .i = *(const uint8_t *) element };
	default: cr_assert_fail ("dtype %d", data.dtype); return (struct skops_value) { 0 };
	}
}

static bool is_text (struct skops_value value, const char *text)
{
	return value.kind == SKOPS_IS_TEXT && value.size == strlen (text) && !memcmp (value.text, text, value.size);
}

static bool is_nan (struct skops_value value)
{
	return value.kind == SKOPS_IS_FLOAT && isnan (value.f);
}

Test (input, csv_without_a_word_from_the_model_is_guessed)
{
	reads ("d.csv", "a,b,c,d,e\n1,1.5,True,x,\n2,,False,3,\n");
	cr_assert_eq (data.form, SKOPS_TABLE);
	cr_assert_eq (data.columns[0].kind, SKOPS_COLUMN_I8);
	cr_assert_eq (data.columns[1].kind, SKOPS_COLUMN_F8);
	cr_assert_eq (data.columns[2].kind, SKOPS_COLUMN_BOOL);
	cr_assert_eq (data.columns[3].kind, SKOPS_COLUMN_TEXT32);
	cr_assert_eq (data.columns[4].kind, SKOPS_COLUMN_F8);
	cr_expect (is_nan (at (1, 1)) && is_text (at (1, 3), "3") && is_nan (at (0, 4)));
	cr_expect_eq (data.names.count, 5);
}

Test (input, csv_strings_stay_strings)
{
	learnt (0, SKOPS_ACCEPTS_TEXT, SKOPS_MISSING_NONE);
	learnt (1, SKOPS_ACCEPTS_TEXT, SKOPS_MISSING_NAN);
	learnt (2, SKOPS_ACCEPTS_TEXT, 0);
	learnt (3, SKOPS_ACCEPTS_TEXT, SKOPS_MISSING_NONE | SKOPS_MISSING_NAN);
	reads ("d.csv", "a,b,c,d\n007,1,2,3\n,,,\n\"\",\"\",\"\",\"\"\nNaN,NA,None,null\n");
	cr_expect (is_text (at (0, 0), "007"));
	cr_expect_eq (at (1, 0).kind, SKOPS_IS_NONE);
	cr_expect (is_nan (at (1, 1)));
	cr_expect (is_text (at (1, 2), ""), "nothing is missing where nothing missing was learnt");
	cr_expect (is_nan (at (1, 3)));
	cr_expect_eq (at (2, 0).kind, SKOPS_IS_NONE, "a quoted empty field is missing like any other: pandas writes and reads it so");
	cr_expect (is_nan (at (2, 1)) && is_text (at (2, 2), "") && is_nan (at (2, 3)));
	cr_expect (is_text (at (3, 0), "NaN") && is_text (at (3, 1), "NA"));
}

Test (input, csv_columns_are_typed_by_name)
{
	learnt (0, SKOPS_ACCEPTS_TEXT, 0);
	learnt (1, SKOPS_ACCEPTS_NUMBER, SKOPS_MISSING_NAN);
	named (0, "code");
	named (1, "size");
	reads ("d.csv", "size,other,code\n1,z,01\n2,1,02\n");
	cr_expect (is_text (at (0, 2), "01"));
	cr_expect_eq (data.columns[0].kind, SKOPS_COLUMN_I8);
	cr_expect (is_text (at (1, 1), "1"));
	refuses ("d.csv", "size,code\n1,a\nbig,b\n", "row 2, column \"size\": \"big\" is not a number");
	takes (SKOPS_DENSE, 0);
	uses[0] = uses[1];
	reads ("d.csv", "size,note,code\n1,z,01\n2,1,02\n");
	cr_expect_eq (data.form, SKOPS_TABLE, "an unknown column may hold anything");
}

Test (input, csv_of_numbers_is_a_matrix)
{
	takes (SKOPS_DENSE, 0);
	root.n_columns = 0;
	reads ("d.csv", "a,b\n1,2\n3,4\n");
	cr_assert_eq (data.form, SKOPS_DENSE);
	cr_assert_eq (data.dtype, SKOPS_I8);
	cr_expect_eq (at (1, 0).i, 3);
	reads ("d.csv", "a,b\n1,2.5\n3,\n");
	cr_assert_eq (data.dtype, SKOPS_F8);
	cr_expect (at (1, 0).f == 3 && at (0, 1).f == 2.5 && is_nan (at (1, 1)));
	reads ("d.csv", "a,b\nTrue,2\nFalse,3\n");
	cr_assert_eq (data.dtype, SKOPS_I8, "truth is a number to those who know numbers only");
	cr_expect_eq (at (0, 0).i, 1);
	refuses ("d.csv", "a\n1\n2\nred\n", "row 3, column \"a\"");
	refuses ("d.csv", "a,b\n9007199254740993,1.5\n", "the integer 9007199254740993 has no exact float64");
	refuses ("d.csv", "a\n9223372036854775807\n1.5\n", "the integer 9223372036854775807 has no exact float64");
	refuses ("d.csv", "a\n18446744073709551615\n1.5\n", "the integer 18446744073709551615 has no exact float64");
	reads ("d.csv", "a\n1152921504606846976\n-9223372036854775808\n1.5\n");
	cr_expect (at (0, 0).f == 0x1p60 && at (1, 0).f == -0x1p63);
	reads ("d.csv", "a\n9223372036854775808\n1.5\n");
	cr_expect (at (0, 0).f == 0x1p63);
	refuses ("d.csv", "a\n99999999999999999999999\n", "over 64 bits");
	reads ("d.csv", "a\n18446744073709551615\n");
	cr_expect_eq (data.dtype, SKOPS_U8);
	refuses ("d.csv", "a\n18446744073709551615\n-1\n", "row 2");
}

Test (input, csv_faults_have_a_place)
{
	refuses ("d.csv", "a,b\n1,2\n3\n", "line 3");
	refuses ("d.csv", "a,b\n1,\"2\n", "d.csv");
	refuses ("d.csv", "a\n\xff\n", "UTF-8");
	learnt (0, SKOPS_ACCEPTS_NUMBER, 0);
	learnt (1, SKOPS_ACCEPTS_NUMBER, 0);
	refuses ("d.csv", "a\033,b\nx,1\n", "column \"a\\x1b\"");
	cr_expect_null (strchr (err.message, '\033'));
}

Test (input, csv_of_mixed_categories)
{
	learnt (0, SKOPS_ACCEPTS_TEXT | SKOPS_ACCEPTS_NUMBER, SKOPS_MISSING_NONE);
	learnt (1, SKOPS_ACCEPTS_BOOL, 0);
	reads ("d.csv", "a,b\n1,True\nx,False\n,True\n");
	cr_expect_eq (at (0, 0).kind, SKOPS_IS_INT);
	cr_expect (is_text (at (1, 0), "x"));
	cr_expect_eq (at (2, 0).kind, SKOPS_IS_NONE);
	cr_expect_eq (data.columns[1].kind, SKOPS_COLUMN_BOOL);
	refuses ("d.csv", "a,b\n1,maybe\n", "True or False");
}

/* OneHotEncoder finds 1 where it has learnt True, and the other way round; a category that stands for others is no reason to read 1 as a text. */
Test (input, csv_truth_is_a_number)
{
	learnt (0, SKOPS_ACCEPTS_BOOL, 0);
	learnt (1, SKOPS_ACCEPTS_BOOL | SKOPS_ACCEPTS_TEXT, 0);
	learnt (2, SKOPS_ACCEPTS_NUMBER | SKOPS_ACCEPTS_TEXT, 0);
	reads ("d.csv", "a,b,c\n1,1.0,True\n0,0,false\n");
	cr_expect (at (0, 0).kind == SKOPS_IS_INT && at (0, 0).i == 1 && at (1, 0).i == 0);
	cr_expect (at (0, 1).kind == SKOPS_IS_FLOAT && at (0, 1).f == 1 && at (1, 1).f == 0);
	cr_expect (at (0, 2).kind == SKOPS_IS_INT && at (0, 2).i == 1 && at (1, 2).i == 0);
	reads ("d.csv", "a,b,c\nTrue,x,x\nFalse,1,True\n");
	cr_expect (at (0, 0).kind == SKOPS_IS_BOOL && is_text (at (0, 1), "x") && at (1, 1).i == 1 && is_text (at (0, 2), "x") && at (1, 2).kind == SKOPS_IS_BOOL);
}

Test (input, csv_of_times)
{
	learnt (0, SKOPS_ACCEPTS_DATETIME, 0);
	learnt (1, SKOPS_ACCEPTS_TIMEDELTA, 0);
	reads ("d.csv", "a,b\n2024-02-29,1 days\n,00:00:01\n");
	cr_expect_eq (at (0, 0).kind, SKOPS_IS_DATETIME);
	cr_expect_eq (at (0, 0).i, 1709164800000000);
	cr_expect_eq (at (1, 0).i, INT64_MIN);
	cr_expect_eq (at (1, 1).i, 1000000);
	refuses ("d.csv", "a,b\n2023-02-29,1 days\n", "is not a date");
}

Test (input, numbers_are_no_strings_and_no_dates)
{
	learnt (0, SKOPS_ACCEPTS_TEXT, 0);
	learnt (1, SKOPS_ACCEPTS_DATETIME | SKOPS_ACCEPTS_TEXT, 0);
	learnt (2, SKOPS_ACCEPTS_TIMEDELTA, 0);
	refuses ("d.json", "[[\"1\", \"2024-01-01\", \"1 days\"], [1, \"2024-01-01\", \"1 days\"]]", "row 2, column 1: a number");
	refuses ("d.json", "[[null, \"2024-01-01\", \"1 days\"], [true, \"2024-01-01\", \"1 days\"]]", "row 2, column 1: a number or truth value");
	refuses ("d.json", "[[\"1\", null, \"1 days\"], [\"1\", 1704067200000, \"1 days\"]]", "row 2, column 2: a number or truth value, and the model has learnt the column as dates");
	refuses ("d.json", "[[\"1\", \"2024-01-01\", \"1 days\"], [\"1\", 1704067200000, \"1 days\"]]", "row 2, column 2: a number");
	refuses ("d.json", "[[\"1\", \"2024-01-01\", 86400]]", "row 1, column 3: a number or truth value, and the model has learnt the column as durations");
	refuses ("d.csv", "a,b,c\n1,1704067200000,1 days\n", "row 1, column \"b\": a number");
	reads ("d.csv", "a,b,c\n1,someday,\n");
	cr_expect (is_text (at (0, 1), "someday"));
	reads ("d.json", "[[null, null, null], [NaN, NaN, NaN]]");
}

Test (input, documents)
{
	takes (SKOPS_TABLE, SKOPS_TAKES_TEXT);
	reads ("d.csv", "any\nsome words\n\n7\n");
	cr_assert (data.flat && data.rows == 3 && data.width == 1);
	cr_expect (is_text (at (0, 0), "some words") && is_text (at (1, 0), "") && is_text (at (2, 0), "7"));
	refuses ("d.csv", "a,b\n1,2\n", "one column of texts");
	reads ("d.json", "[\"a\", \"\", \"caf\\u00e9\"]");
	cr_expect (data.flat && is_text (at (2, 0), "café"));
	reads ("d.json", "[{\"text\": \"a\"}, {\"text\": \"b\"}]");
	cr_expect (data.flat && is_text (at (1, 0), "b"));
	refuses ("d.json", "[\"a\", null]", "row 2: null where a text is due");
	refuses ("d.json", "[\"a\", 7]", "row 2: a number");
	reads ("d.json", "[[\"fox\"], [\"dog\"]]");
	cr_expect (data.flat && data.width == 1 && is_text (at (0, 0), "fox") && is_text (at (1, 0), "dog"), "a table of one column");
	reads ("d.json", "[[\"a\", \"b\"], [\"c\", \"d\"]]");
	cr_assert_eq (data.columns[0].kind, SKOPS_COLUMN_LISTS);
	cr_expect_eq (((const struct skops_values *) data.columns[0].data)[1].count, 2);
	reads ("d.jsonl", "\"one\"\n\n\"two\"\r\n");
	cr_expect (data.rows == 2 && is_text (at (1, 0), "two"));
}

Test (input, labels)
{
	takes (SKOPS_TABLE, SKOPS_TAKES_Y);
	reads ("y.csv", "y\nno\nyes\n");
	cr_expect (data.flat && is_text (at (1, 0), "yes"));
	reads ("y.json", "[1, 2, 3]");
	cr_expect (data.flat && data.form == SKOPS_DENSE && data.dtype == SKOPS_I8);
	reads ("y.json", "[[1, 2], []]");
	cr_assert_eq (data.columns[0].kind, SKOPS_COLUMN_LISTS);
	cr_expect_eq (((const struct skops_values *) data.columns[0].data)[1].count, 0);
	refuses ("y.csv", "a,b\n1,2\n", "one column of labels");
}

static void expect_two_by_two (void)
{
	cr_assert (data.rows == 2 && data.width == 2 && !data.flat);
	cr_expect (is_text (at (0, 0), "x") && at (0, 1).i == 1 && is_text (at (1, 0), "y") && at (1, 1).i == 2);
}

Test (input, json_shapes)
{
	reads ("d.json", "[{\"a\": \"x\", \"b\": 1}, {\"b\": 2, \"a\": \"y\"}]");
	expect_two_by_two ();
	cr_expect_eq (data.names.count, 2);
	reads ("d.json", "{\"columns\": [\"a\", \"b\"], \"index\": [0, 1], \"data\": [[\"x\", 1], [\"y\", 2]]}");
	expect_two_by_two ();
	reads ("d.json", "{\"a\": [\"x\", \"y\"], \"b\": [1, 2]}");
	expect_two_by_two ();
	reads ("d.json", "[[\"x\", 1], [\"y\", 2]]");
	expect_two_by_two ();
	cr_expect_eq (data.names.count, 0);
	reads ("d.jsonl", "{\"a\": \"x\", \"b\": 1}\n{\"a\": \"y\", \"b\": 2}\n");
	expect_two_by_two ();
	reads ("d.jsonl", "[\"x\", 1]\n[\"y\", 2]");
	expect_two_by_two ();
	reads ("d.json", "{\"a\": \"x\", \"b\": 1}");
	cr_expect (data.rows == 1 && is_text (at (0, 0), "x"));
	refuses ("d.json", "[[1, 2], [3]]x", "byte 13");
	refuses ("d.json", "{\"a\": [1], \"b\": [1, 2]}", "column \"b\" has 2 values");
	refuses ("d.json", "{\"columns\": [\"a\"], \"data\": [[1, 2]]}", "row 1 has 2 values, \"columns\" has 1");
	refuses ("d.json", "[1, [2]]", "row 2 is a list");
	refuses ("d.json", "{\"a\": {\"0\": 1}}", "orient");
	refuses ("d.json", "7", "no table");
	refuses ("d.json", "[]", "no rows");
	refuses ("d.json", "[[[[1]]]]", "too deep");
	refuses ("d.jsonl", "[1]\n[2\n", "line 2");
}

Test (input, json_numbers)
{
	takes (SKOPS_DENSE, 0);
	root.n_columns = 0;
	reads ("d.json", "[[1, 2], [3, 4]]");
	cr_expect (data.form == SKOPS_DENSE && data.dtype == SKOPS_I8 && at (1, 1).i == 4);
	reads ("d.json", "[[1, 2.5], [null, NaN], [Infinity, -1e400]]");
	cr_expect (data.dtype == SKOPS_F8 && at (0, 0).f == 1 && is_nan (at (1, 0)) && is_nan (at (1, 1)) && isinf (at (2, 0).f) && isinf (at (2, 1).f));
	reads ("d.json", "[[true], [false]]");
	cr_expect_eq (at (0, 0).i, 1);
	reads ("d.json", "[0.5, 1]");
	cr_expect (data.flat && data.width == 1 && data.dtype == SKOPS_F8);
	refuses ("d.json", "[[1], [\"2\"]]", "row 2, column 1: \"2\" is not a number");
	refuses ("d.json", "[[1], [99999999999999999999]]", "over 64 bits");
	refuses ("d.json", "[[1, 2], [3]]", "row 2 has 1 value, row 1 has 2");
	refuses ("d.json", "[[[1], 2]]", "a list");
}

Test (input, json_missing_values)
{
	learnt (0, SKOPS_ACCEPTS_TEXT, SKOPS_MISSING_NONE);
	learnt (1, SKOPS_ACCEPTS_TEXT, SKOPS_MISSING_NAN);
	learnt (2, SKOPS_ACCEPTS_TEXT, SKOPS_MISSING_NONE | SKOPS_MISSING_NAN);
	learnt (3, SKOPS_ACCEPTS_NUMBER, SKOPS_MISSING_NAN);
	reads ("d.json", "[[\"a\", \"b\", \"c\", 1], [null, null, null, null], [NaN, NaN, NaN, NaN]]");
	cr_expect (at (1, 0).kind == SKOPS_IS_NONE && at (2, 0).kind == SKOPS_IS_NONE);
	cr_expect (at (1, 1).kind == SKOPS_IS_NONE && is_nan (at (2, 1))); /* this file tells None from NaN */
	cr_expect (at (1, 2).kind == SKOPS_IS_NONE && is_nan (at (2, 2)));
	cr_expect (is_nan (at (1, 3)) && is_nan (at (2, 3)));
	reads ("d.json", "[[\"a\", \"b\", \"c\", 1], [null, null, null, null]]");
	cr_expect (at (1, 0).kind == SKOPS_IS_NONE && is_nan (at (1, 1)) && at (1, 2).kind == SKOPS_IS_NONE && is_nan (at (1, 3)));
	reads ("d.json", "[{\"a\": \"x\"}, {\"b\": \"y\"}]");
	cr_expect (is_text (at (0, 0), "x") && at (1, 0).kind == SKOPS_IS_NONE && is_nan (at (0, 1)));
}

/* A key that some records lack is missing there, as in pandas; the user is told, for it may be a slip. */
Test (input, json_absent_keys_are_noted)
{
	named (0, "a");
	named (1, "b");
	reads ("d.jsonl", "{\"a\": 1, \"b\": 2}\n{\"a\": 1}\n{\"a\": 1, \"b\": 2}\n{\"a\": 1}\n");
	cr_assert_eq (data.n_notes, 1);
	cr_expect_str_eq (data.notes[0], "column \"b\" is absent in 2 of 4 rows, first in row 2: taken as missing there");
	reads ("d.json", "[{\"b\": 2}, {\"a\": null, \"b\": 2}]");
	cr_assert_eq (data.n_notes, 1);
	cr_expect (strstr (data.notes[0], "\"a\" is absent in 1 of 2 rows, first in row 1"));
	reads ("d.json", "[{\"a\": 1, \"b\": 2}, {\"a\": 1, \"b\": 2, \"c\": 3}]");
	cr_expect_eq (data.n_notes, 0, "who does not know c does not miss it");
}

/* Which of two is meant, nobody can know. */
Test (input, json_keys_that_stand_twice_are_refused)
{
	refuses ("d.json", "[{\"a\": 1}, {\"a\": 1, \"b\": 2, \"a\": 3}]", "row 2: the key \"a\" stands twice");
	refuses ("d.json", "{\"a\": 1, \"a\": 2}", "the key \"a\" stands twice");
	refuses ("d.json", "{\"columns\": [\"a\"], \"data\": [[1]], \"columns\": [\"b\"]}", "\"columns\" stands twice");
	refuses ("d.json", "{\"data\": [[2]], \"columns\": [\"a\"], \"data\": [[1]]}", "\"data\" stands twice");
	takes (SKOPS_TABLE, SKOPS_TAKES_ANY_WIDTH);
	root.n_columns = 0;
	refuses ("d.json", "[{\"a\": 1}, {\"a\": 1, \"a\": 1}]", "row 2: the key \"a\" stands twice");
}

/* A method that knows how many columns it takes is given rows, however ragged. */
Test (input, json_ragged_rows)
{
	method.method.features = 3;
	refuses ("d.json", "[[1, 2, 3], [\"a\"]]", "row 2 has 1 value, row 1 has 3");
	reads ("d.json", "[[]]");
	cr_expect (data.rows == 1 && data.width == 0);
	method.method.features = -1;
	reads ("d.json", "[[1, 2, 3], [\"a\"]]");
	cr_assert_eq (data.columns[0].kind, SKOPS_COLUMN_LISTS);
}

/* Dictionaries of features follow what is there, not rows times keys. */
Test (input, json_dictionaries)
{
	const struct skops_values *lists;

	takes (SKOPS_TABLE, SKOPS_TAKES_ANY_WIDTH);
	root.n_columns = 0;
	reads ("d.json", "[{\"a\": 1, \"b\": \"x\"}, {}, {\"c\": [\"y\", \"z\"], \"d\": 2.5}]");
	cr_assert (data.flat && data.columns[0].kind == SKOPS_COLUMN_LISTS);
	lists = data.columns[0].data;
	cr_expect (lists[0].rank == 2 && lists[0].dims[0] == 2 && lists[0].dims[1] == 2 && lists[0].count == 4);
	cr_expect (is_text (lists[0].items[0], "a") && lists[0].items[1].i == 1 && is_text (lists[0].items[3], "x"));
	cr_expect_eq (lists[1].count, 0);
	cr_expect (lists[2].count == 6 && is_text (lists[2].items[2], "c") && is_text (lists[2].items[3], "z"));
	reads ("d.json", "[[[\"a\", 1.0], [\"b\", -2]], [[\"c\", 3]]]");
	lists = data.columns[0].data;
	cr_expect (lists[0].rank == 2 && lists[0].dims[0] == 2 && lists[1].dims[0] == 1 && is_text (lists[1].items[0], "c"));
	reads ("d.json", "[[\"a\", \"b\"], [\"c\"]]");
	lists = data.columns[0].data;
	cr_expect (lists[0].rank == 1 && lists[0].count == 2 && is_text (lists[1].items[0], "c"));
	refuses ("d.json", "[[[\"a\", 1], [\"b\"]]]", "element 2");
	refuses ("d.json", "[{\"a\": {\"b\": 1}}]", "too deep");
}

Test (input, json_records_of_ever_new_names_are_refused)
{
	struct skops_buffer text = { 0 };

	skops_buffer_text (&text, "[");
	for (int i = 0; i < 20000; i++)
		skops_buffer_format (&text, "%s{\"k%d\": 1}", i ? ", " : "", i);
	skops_buffer_text (&text, "]");
	refuses ("d.json", text.data, "nearly all of them empty");
	skops_buffer_free (&text);
}

static enum skops_status read_npy (const char *descr, const int64_t *shape, unsigned rank, const void *bytes, size_t size)
{
	struct skops_buffer buffer = { 0 };
	enum skops_status status;

	skops_npy_write (&buffer, descr, shape, rank, bytes, size);
	status = read_bytes ("X.npy", buffer.data, buffer.size);
	skops_buffer_free (&buffer);
	return status;
}

Test (input, npy)
{
	static const double numbers[] = { 1, 2, 3, 4, 5, 6 };
	static const int32_t ints[] = { 7, -8 };
	static const uint32_t texts[] = { 'a', 'b', 0, 0xe9, 0, 0, 0x1f600, 'z', 'z', 0, 0, 0 };

	cr_assert_eq (read_npy ("<f8", (const int64_t[]) { 2, 3 }, 2, numbers, sizeof numbers), SKOPS_OK);
	cr_expect (data.form == SKOPS_DENSE && data.rows == 2 && data.width == 3 && !data.flat && at (1, 0).f == 4);
	cr_assert_eq (read_npy (">f8", (const int64_t[]) { 6 }, 1, (const uint8_t[48]) { 0x3f, 0xf0 }, 48), SKOPS_OK);
	cr_expect (data.flat && data.rows == 6 && data.width == 1 && at (0, 0).f == 1);
	cr_assert_eq (read_npy (">f4", (const int64_t[]) { 1, 2 }, 2, (const uint8_t[8]) { 0x3f, 0x80, [4] = 0xc0 }, 8), SKOPS_OK);
	cr_expect (data.dtype == SKOPS_F8 && at (0, 0).f == 1 && at (0, 1).f == -2);
	cr_assert_eq (read_npy (">f2", (const int64_t[]) { 1, 1 }, 2, (const uint8_t[2]) { 0x3c }, 2), SKOPS_OK);
	cr_expect (data.dtype == SKOPS_F8 && at (0, 0).f == 1);
	cr_assert_eq (read_npy ("<i4", (const int64_t[]) { 2, 1 }, 2, ints, sizeof ints), SKOPS_OK);
	cr_expect (data.dtype == SKOPS_I4 && at (1, 0).i == -8);
	cr_assert_eq (read_npy ("<U3", (const int64_t[]) { 2, 2 }, 2, texts, sizeof texts), SKOPS_OK);
	cr_expect (data.form == SKOPS_TABLE && is_text (at (0, 0), "ab") && is_text (at (0, 1), "é") && is_text (at (1, 0), "😀zz") && is_text (at (1, 1), ""));
	cr_assert_eq (read_npy ("|S2", (const int64_t[]) { 2 }, 1, "abc\0", 4), SKOPS_OK);
	cr_expect (data.flat && is_text (at (0, 0), "ab") && is_text (at (1, 0), "c"));
	cr_assert_eq (read_npy ("<M8[D]", (const int64_t[]) { 1, 1 }, 2, (const int64_t[]) { 19782 }, 8), SKOPS_OK);
	cr_expect (at (0, 0).kind == SKOPS_IS_DATETIME && at (0, 0).unit == SKOPS_DAY && at (0, 0).i == 19782);
	learnt (0, SKOPS_ACCEPTS_NUMBER, 0);
	learnt (1, SKOPS_ACCEPTS_TEXT, SKOPS_MISSING_NAN);
	cr_expect_eq (read_npy ("<f8", (const int64_t[]) { 2, 2 }, 2, (const double[]) { 1, NAN, 2, 3 }, 32), SKOPS_UNFIT, "numbers where texts are due");
	cr_expect (strstr (err.message, "row 2, column 2: a number"));
	cr_expect_eq (read_npy (">f8", (const int64_t[]) { 1, 2 }, 2, (const uint8_t[16]) { 0x3f, 0xf0, [8] = 0x7f, 0xf8 }, 16), SKOPS_OK, "missing is no number");
	learnt (1, 0, 0);
	cr_expect_eq (read_npy ("<f8", (const int64_t[]) { 1, 2, 3 }, 3, numbers, sizeof numbers), SKOPS_UNFIT);
	cr_expect (strstr (err.message, "3 dimensions"));
	cr_expect_eq (read_npy ("<f8", (const int64_t[]) { 2, 3 }, 2, numbers, 40), SKOPS_UNFIT, "cut short");
	cr_expect_eq (read_npy ("<c16", (const int64_t[]) { 3 }, 1, numbers, sizeof numbers), SKOPS_UNSUPPORTED);
	cr_expect (strstr (err.message, "arrays of type <c16 are not read; real numbers, strings"), "%s", err.message);
	cr_expect_eq (read_bytes ("X.npy", "PK\003\004", 4), SKOPS_UNFIT);
	takes (SKOPS_DENSE, 0);
	root.n_columns = 0;
	cr_expect_eq (read_npy ("<U3", (const int64_t[]) { 2, 2 }, 2, texts, sizeof texts), SKOPS_UNFIT);
	cr_expect (strstr (err.message, "row 1, column 1"));
}

static enum skops_status read_npz (const struct skops_zip_part *parts, size_t count)
{
	struct skops_buffer buffer = { 0 };
	struct skops_error ignored = { 0 };
	enum skops_status status;

	cr_assert_eq (skops_zip_write (&ignored, &buffer, parts, count), SKOPS_OK);
	status = read_bytes ("X.npz", buffer.data, buffer.size);
	skops_buffer_free (&buffer);
	return status;
}

Test (input, npz_of_columns)
{
	struct skops_buffer sizes = { 0 }, codes = { 0 };
	struct skops_zip_part parts[2];

	skops_npy_write (&sizes, "<i2", (const int64_t[]) { 2 }, 1, (const int16_t[]) { -1, 300 }, 4);
	skops_npy_write (&codes, "<U1", (const int64_t[]) { 2 }, 1, (const uint32_t[]) { 'x', 'y' }, 8);
	parts[0] = (struct skops_zip_part) { .name = "size.npy", .data = sizes.data, .size = sizes.size };
	parts[1] = (struct skops_zip_part) { .name = "code.npy", .data = codes.data, .size = codes.size };
	cr_assert_eq (read_npz (parts, 2), SKOPS_OK, "%s", err.message);
	cr_expect (data.names.count == 2 && skops_column_at (&data.columns[0], 1).i == 300 && is_text (at (1, 1), "y"));
	cr_expect_eq (data.names.items[1].size, 4);
	learnt (0, SKOPS_ACCEPTS_TEXT, 0);
	cr_expect_eq (read_npz (parts, 2), SKOPS_UNFIT, "numbers where texts are due");
	cr_expect (strstr (err.message, "row 1, column \"size\": a number"));
	learnt (0, 0, 0);
	sizes.size = 0;
	skops_npy_write (&sizes, ">f4", (const int64_t[]) { 2 }, 1, (const uint8_t[8]) { 0x3f, 0x80, [4] = 0xc0 }, 8);
	parts[0] = (struct skops_zip_part) { .name = "size.npy", .data = sizes.data, .size = sizes.size };
	cr_assert_eq (read_npz (parts, 2), SKOPS_OK, "%s", err.message);
	cr_expect (data.columns[0].kind == SKOPS_COLUMN_F8 && skops_column_at (&data.columns[0], 1).f == -2);
	codes.size = 0;
	skops_npy_write (&codes, "<U1", (const int64_t[]) { 1 }, 1, (const uint32_t[]) { 'x' }, 4);
	parts[1].size = codes.size;
	cr_expect_eq (read_npz (parts, 2), SKOPS_UNFIT);
	cr_expect (strstr (err.message, "\"code\" has 1 elements"));
	skops_buffer_free (&sizes);
	skops_buffer_free (&codes);
}

Test (input, inverse_methods_take_what_transform_gives)
{
	learnt (0, SKOPS_ACCEPTS_TEXT, 0);
	named (0, "colour");
	takes (SKOPS_DENSE, SKOPS_TAKES_OUTPUT);
	reads ("d.csv", "x\n0\n1\n");
	cr_expect (data.form == SKOPS_DENSE && data.dtype == SKOPS_I8, "the column that was learnt is the method's answer here");
}

Test (input, files_that_cannot_be_read)
{
	err = (struct skops_error) { 0 };
	cr_expect_eq (skops_data_read (&err, &data, arena, &model, &method, "absent.csv", SKOPS_FORMAT_UNKNOWN), SKOPS_MISUSE);
	cr_expect_eq (read_bytes ("data.xls", "x", 1), SKOPS_MISUSE);
	cr_expect (strstr (err.message, "--format"));
}

Test (input, spellings_of_numbers)
{
	static const struct {
		const char *text;
		double value;
	} floats[] = { { "1.5", 1.5 }, { ".5", 0.5 }, { "-.12345678901234567890123", -.12345678901234567890123 }, { "5.", 5 }, { "+1e3", 1000 }, { "-1E-3", -0.001 }, { " 2.5 ", 2.5 }, { "1e400", INFINITY }, { "1e-400", 0 }, { "-inf", -INFINITY },
		{ "Infinity", INFINITY }, { "0.1", 0.1 }, { "123456789012345678901234567890.0", 123456789012345678901234567890.0 }, { "9007199254740993.0", 9007199254740992.0 },
		{ "2.2250738585072011e-308", 2.2250738585072011e-308 }, { "1e22", 1e22 }, { "1e23", 1e23 }, { "0.000000000000000000000000000001", 1e-30 } };
	static const char *const nothing[] = { "", " ", "-", "+", ".", "e5", "1e", "1e+", "1.2.3", "0x10", "1_000", "1,5", "nano", "infinit", "1 2", "--1", "1-" };
	struct skops_value value;

	for (size_t i = 0; i < sizeof floats / sizeof floats[0]; i++) {
		cr_expect_eq (skops_number_parse ((struct skops_text) { floats[i].text, strlen (floats[i].text) }, &value), SKOPS_SPELLS_NUMBER, "%s", floats[i].text);
		cr_expect (value.kind == SKOPS_IS_FLOAT && value.f == floats[i].value, "%s", floats[i].text);
	}
	for (size_t i = 0; i < sizeof nothing / sizeof nothing[0]; i++)
		cr_expect_eq (skops_number_parse ((struct skops_text) { nothing[i], strlen (nothing[i]) }, &value), SKOPS_SPELLS_NOTHING, "%s", nothing[i]);
	cr_expect_eq (skops_number_parse ((struct skops_text) { "-9223372036854775808", 20 }, &value), SKOPS_SPELLS_NUMBER);
	cr_expect_eq (value.i, INT64_MIN);
	cr_expect_eq (skops_number_parse ((struct skops_text) { "-9223372036854775809", 20 }, &value), SKOPS_SPELLS_LARGE);
	cr_expect_eq (skops_number_parse ((struct skops_text) { "18446744073709551616", 20 }, &value), SKOPS_SPELLS_LARGE);
	cr_expect_eq (skops_number_parse ((struct skops_text) { "007", 3 }, &value), SKOPS_SPELLS_NUMBER);
	cr_expect_eq (value.i, 7);
	cr_expect_eq (skops_number_parse ((struct skops_text) { "NaN", 3 }, &value), SKOPS_SPELLS_NUMBER);
	cr_expect (isnan (value.f));
}
