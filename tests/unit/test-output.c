/* SPDX-License-Identifier: BSD-3-Clause */
/* Answers as files: the shortest numbers, the dtypes that NumPy would have, every form in every format or a way out. */
#include <criterion/criterion.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "format/npy.h"
#include "format/zip.h"
#include "model/output.h"

static struct skops_buffer out;
static struct skops_error err;

static void finish (void)
{
	skops_buffer_free (&out);
}

TestSuite (output, .fini = finish);

/* As repr () of CPython says. */
Test (output, numbers_are_python_s)
{
	static const struct {
		double value;
		const char *repr;
	} cases[] = {
		{ 0.1, "0.1" }, { 1, "1.0" }, { -0.0, "-0.0" }, { 0, "0.0" }, { 1e15, "1000000000000000.0" }, { 1e16, "1e+16" }, { 123456789012345678.0, "1.2345678901234568e+17" },
		{ 0.0001, "0.0001" }, { 0.00001, "1e-05" }, { 1.0 / 3, "0.3333333333333333" }, { 2.0 / 3, "0.6666666666666666" }, { 0.1 + 0.2, "0.30000000000000004" }, { 1e100, "1e+100" },
		{ 1.7976931348623157e308, "1.7976931348623157e+308" }, { 5e-324, "5e-324" }, { 2.2250738585072014e-308, "2.2250738585072014e-308" }, { 123.456, "123.456" }, { 1e22, "1e+22" },
		{ 9007199254740993.0, "9007199254740992.0" }, { 0.5, "0.5" }, { 100, "100.0" }, { 1e23, "1e+23" }, { 1e-320, "1e-320" }, { 0x1p-44, "5.684341886080802e-14" }, { 99999999999999.98, "99999999999999.98" },
	};
	char text[SKOPS_REPR];

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		cr_expect_str_eq (skops_repr_f8 (text, cases[i].value), cases[i].repr);
	cr_expect_str_eq (skops_repr_f8 (text, NAN), "nan");
	cr_expect_str_eq (skops_repr_f8 (text, -INFINITY), "-inf");
	cr_expect_str_eq (skops_repr_f4 (text, 0.1f), "0.1");
	cr_expect_str_eq (skops_repr_f4 (text, 16777216.0f), "16777216.0");
	cr_expect_str_eq (skops_repr_f4 (text, 1.0f / 3), "0.33333334");
	cr_expect_str_eq (skops_repr_f2 (text, 0.0999755859375), "0.1");
	cr_expect_str_eq (skops_repr_f2 (text, 65504), "65500.0");
}

/* Any double comes back from its text; what 15 or 16 digits can say is said by them. */
Test (output, numbers_come_back)
{
	char text[SKOPS_REPR], longer[SKOPS_REPR];
	uint64_t bits = 88172645463325252u;
	double value;

	for (int i = 0; i < 200000; i++) {
		bits ^= bits << 13;
		bits ^= bits >> 7;
		bits ^= bits << 17;
		memcpy (&value, &bits, sizeof value);
		if (i % 2)
			value = (double) (bits >> 11) / 9007199254740992.0;
		if (!isfinite (value))
			continue;
		cr_assert_eq (strtod (skops_repr_f8 (text, value), NULL), value, "%.17g is %s", value, text);
		for (int precision = 14; precision < 16; precision++) {
			snprintf (longer, sizeof longer, "%.*e", precision, value);
			if (strtod (longer, NULL) == value) {
				size_t digits = 0;
				for (const char *c = text; *c && *c != 'e'; c++)
					digits += *c >= '0' && *c <= '9';
				cr_assert (!strchr (text, 'e') || digits <= (size_t) precision + 1, "%s is longer than %s", text, longer);
				break;
			}
		}
	}
}

Test (output, float16_rounds_to_even)
{
	cr_expect_eq (skops_f2_bits (1), 0x3c00);
	cr_expect_eq (skops_f2_bits (-2), 0xc000);
	cr_expect_eq (skops_f2_bits (65504), 0x7bff);
	cr_expect_eq (skops_f2_bits (65519.99), 0x7bff);
	cr_expect_eq (skops_f2_bits (65520), 0x7c00);
	cr_expect_eq (skops_f2_bits (5.960464477539063e-08), 1);
	cr_expect_eq (skops_f2_bits (2.9802322387695312e-08), 0);
	cr_expect_eq (skops_f2_bits (1 + 1.0 / 2048), 0x3c00);
	cr_expect_eq (skops_f2_bits (1 + 3.0 / 2048), 0x3c02);
	cr_expect_eq (skops_f2_bits (6.1035e-05), 0x0400);
	cr_expect_eq (skops_f2_bits (INFINITY), 0x7c00);
}

static struct skops_value text_value (const char *text)
{
	return (struct skops_value) { .kind = SKOPS_IS_TEXT, .size = (uint32_t) strlen (text), .text = text };
}

static void write_one (struct skops_answer answer, enum skops_format format)
{
	struct skops_answers answers = { .items = &answer, .count = 1, .method = "predict" };

	out.size = 0;
	cr_assert_eq (skops_answers_write (&err, &out, &answers, format), SKOPS_OK, "%s", err.message);
}

static enum skops_status refusal (struct skops_answer *answer, size_t count, enum skops_format format)
{
	struct skops_answers answers = { .items = answer, .count = count, .method = "predict" };

	err = (struct skops_error) { 0 };
	return skops_answers_write (&err, &out, &answers, format);
}

static const struct skops_npy *parse (struct skops_arena *arena, const char *bytes, size_t size)
{
	struct skops_npy *array = skops_arena_alloc (arena, 1, sizeof *array);

	cr_assert_eq (skops_npy_parse (&err, array, arena, (const uint8_t *) bytes, size, size), SKOPS_OK, "%s", err.message);
	return array;
}

static double matrix[] = { 1, 0.25, NAN, -3, INFINITY, 1e-7 };

Test (output, matrices)
{
	struct skops_answer answer = { .form = SKOPS_DENSE, .dtype = SKOPS_F8, .rows = 2, .width = 3, .f8 = matrix };
	struct skops_text names[] = { { "a", 1 }, { "b,c", 3 }, { "d", 1 } };

	write_one (answer, SKOPS_FORMAT_CSV);
	cr_expect_str_eq (out.data, "0,1,2\n1.0,0.25,nan\n-3.0,inf,1e-07\n");
	write_one (answer, SKOPS_FORMAT_JSON);
	cr_expect_str_eq (out.data, "{\"columns\": [\"0\", \"1\", \"2\"], \"data\": [[1.0, 0.25, null], [-3.0, 1e999, 1e-07]]}\n");
	answer.names = (struct skops_names) { names, 3 };
	write_one (answer, SKOPS_FORMAT_TSV);
	cr_expect_str_eq (out.data, "a\tb,c\td\n1.0\t0.25\tnan\n-3.0\tinf\t1e-07\n");
	write_one (answer, SKOPS_FORMAT_CSV);
	cr_expect (!strncmp (out.data, "a,\"b,c\",d\n", 10));
	write_one (answer, SKOPS_FORMAT_JSONL);
	cr_expect_str_eq (out.data, "{\"a\": 1.0, \"b,c\": 0.25, \"d\": null}\n{\"a\": -3.0, \"b,c\": 1e999, \"d\": 1e-07}\n");
	write_one (answer, SKOPS_FORMAT_TERMINAL);
	cr_expect_str_eq (out.data, " a   b,c      d\n 1  0.25    nan\n-3   inf  1e-07\n");
}

Test (output, dtypes_are_cast)
{
	static double numbers[] = { 0, 1, 200, 3 };
	struct skops_arena *arena = skops_arena_new (SIZE_MAX);
	static const struct {
		uint8_t dtype;
		size_t item;
	} cases[] = { { SKOPS_F8, 8 }, { SKOPS_F4, 4 }, { SKOPS_F2, 2 }, { SKOPS_I8, 8 }, { SKOPS_I4, 4 }, { SKOPS_I2, 2 }, { SKOPS_U8, 8 }, { SKOPS_U4, 4 }, { SKOPS_U2, 2 },
		{ SKOPS_U1, 1 }, { SKOPS_B1, 1 } };

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct skops_answer answer = { .form = SKOPS_DENSE, .dtype = cases[i].dtype, .rows = 2, .width = 2, .f8 = numbers };
		const struct skops_npy *array;
		write_one (answer, SKOPS_FORMAT_NPY);
		array = parse (arena, out.data, out.size);
		cr_expect_eq (array->type.dtype, cases[i].dtype);
		cr_expect_eq (array->type.item, cases[i].item);
		cr_expect_eq (array->rank, 2);
		if (cases[i].dtype == SKOPS_I4) {
			int32_t third;
			memcpy (&third, array->data + 8, 4);
			cr_expect_eq (third, 200);
		}
	}
	write_one ((struct skops_answer) { .form = SKOPS_DENSE, .dtype = SKOPS_I8, .flat = true, .rows = 4, .width = 1, .f8 = numbers }, SKOPS_FORMAT_CSV);
	cr_expect_str_eq (out.data, "predict\n0\n1\n200\n3\n");
	write_one ((struct skops_answer) { .form = SKOPS_DENSE, .dtype = SKOPS_B1, .flat = true, .rows = 2, .width = 1, .f8 = numbers }, SKOPS_FORMAT_JSON);
	cr_expect_str_eq (out.data, "[false, true]\n");
	skops_arena_free (arena);
}

Test (output, three_axes)
{
	static double numbers[] = { 1, 2, 3, 4, 5, 6, 7, 8 };
	struct skops_arena *arena = skops_arena_new (SIZE_MAX);
	struct skops_answer answer = { .form = SKOPS_DENSE, .dtype = SKOPS_I8, .rows = 2, .width = 4, .last_axis = 2, .f8 = numbers };
	const struct skops_npy *array;

	write_one (answer, SKOPS_FORMAT_NPY);
	array = parse (arena, out.data, out.size);
	cr_expect (array->rank == 3 && array->shape[0] == 2 && array->shape[1] == 2 && array->shape[2] == 2);
	write_one (answer, SKOPS_FORMAT_JSON);
	cr_expect_str_eq (out.data, "[[[1, 2], [3, 4]], [[5, 6], [7, 8]]]\n");
	skops_arena_free (arena);
}

/* classes_ of strings: <U of the longest one, characters counted rather than bytes. */
Test (output, labels_keep_their_dtype)
{
	struct skops_arena *arena = skops_arena_new (SIZE_MAX);
	struct skops_value words[] = { text_value ("no"), text_value ("déjà"), text_value ("a\"b,c") };
	struct skops_values texts = { .items = words, .count = 3, .dtype = SKOPS_STRING, .rank = 1 };
	const struct skops_values *sets[] = { &texts };
	double picks[] = { 1, 2, 0 };
	struct skops_answer answer = { .form = SKOPS_DENSE, .dtype = SKOPS_I8, .flat = true, .rows = 3, .width = 1, .f8 = picks, .labels = sets };
	const struct skops_npy *array;
	uint32_t characters[5];

	write_one (answer, SKOPS_FORMAT_NPY);
	array = parse (arena, out.data, out.size);
	cr_expect_eq (array->type.dtype, SKOPS_STRING);
	cr_expect_eq (array->type.item, 20);
	cr_expect_eq (array->rank, 1);
	memcpy (characters, array->data, sizeof characters);
	cr_expect (characters[0] == 'd' && characters[1] == 0xe9 && characters[3] == 0xe0 && characters[4] == 0);
	write_one (answer, SKOPS_FORMAT_CSV);
	cr_expect_str_eq (out.data, "predict\ndéjà\n\"a\"\"b,c\"\nno\n");
	write_one (answer, SKOPS_FORMAT_JSON);
	cr_expect_str_eq (out.data, "[\"déjà\", \"a\\\"b,c\", \"no\"]\n");
	skops_arena_free (arena);
}

static const struct skops_npy *labels_as_npy (struct skops_arena *arena, struct skops_value *items, size_t count, uint8_t dtype)
{
	struct skops_values values = { .items = items, .count = count, .dtype = dtype, .rank = 1 };
	const struct skops_values *sets[] = { &values };
	double picks[] = { 0, 1 };

	write_one ((struct skops_answer) { .form = SKOPS_DENSE, .flat = true, .rows = 2, .width = 1, .f8 = picks, .labels = sets }, SKOPS_FORMAT_NPY);
	return parse (arena, out.data, out.size);
}

Test (output, labels_of_objects_take_the_dtype_of_their_kind)
{
	struct skops_arena *arena = skops_arena_new (SIZE_MAX);
	struct skops_value ints[] = { { .kind = SKOPS_IS_INT, .i = 7 }, { .kind = SKOPS_IS_INT, .i = -9007199254740993 } };
	struct skops_value mixed[] = { { .kind = SKOPS_IS_INT, .i = 7 }, text_value ("x") };
	struct skops_value floats[] = { { .kind = SKOPS_IS_FLOAT, .f = 0.5 }, { .kind = SKOPS_IS_FLOAT, .f = NAN } };
	const struct skops_npy *array = labels_as_npy (arena, ints, 2, SKOPS_OBJECT);
	int64_t second;

	cr_expect_eq (array->type.dtype, SKOPS_I8);
	memcpy (&second, array->data + 8, 8);
	cr_expect_eq (second, -9007199254740993);
	cr_expect_eq (labels_as_npy (arena, ints, 2, SKOPS_I4)->type.dtype, SKOPS_I4);
	cr_expect_eq (labels_as_npy (arena, floats, 2, SKOPS_OBJECT)->type.dtype, SKOPS_F8);
	array = labels_as_npy (arena, mixed, 2, SKOPS_OBJECT);
	cr_expect_eq (array->type.dtype, SKOPS_STRING);
	cr_expect_eq (array->data[0], '7');
	skops_arena_free (arena);
}

Test (output, a_label_that_is_not_there_harms_nothing)
{
	struct skops_value words[] = { text_value ("a") };
	struct skops_values texts = { .items = words, .count = 1, .dtype = SKOPS_STRING, .rank = 1 };
	const struct skops_values *sets[] = { &texts };
	double picks[] = { 5, -1, NAN };
	struct skops_answer answer = { .form = SKOPS_DENSE, .flat = true, .rows = 3, .width = 1, .f8 = picks, .labels = sets };

	write_one (answer, SKOPS_FORMAT_NPY);
	write_one (answer, SKOPS_FORMAT_CSV);
	cr_expect_str_eq (out.data, "predict\n\"\"\n\"\"\n\"\"\n");
}

/* Objects of several kinds are what Python's str () says of each. */
Test (output, tables_of_values)
{
	struct skops_arena *arena = skops_arena_new (SIZE_MAX);
	struct skops_value first[] = { text_value ("pink"), { .kind = SKOPS_IS_NONE }, { .kind = SKOPS_IS_BOOL, .i = 1 } };
	struct skops_value second[] = { { .kind = SKOPS_IS_FLOAT, .f = 1 }, { .kind = SKOPS_IS_FLOAT, .f = NAN }, { .kind = SKOPS_IS_INT, .i = 3 } };
	const struct skops_value *columns[] = { first, second };
	struct skops_answer answer = { .form = SKOPS_TABLE, .dtype = SKOPS_OBJECT, .rows = 3, .width = 2, .values = columns };
	const struct skops_npy *array;

	write_one (answer, SKOPS_FORMAT_NPY);
	array = parse (arena, out.data, out.size);
	cr_expect_str_eq (array->descr, "<U4");
	cr_expect_eq (array->data[16], '1');
	cr_expect_eq (array->data[20], '.');
	cr_expect_eq (array->data[32], 'N');
	cr_expect_eq (array->data[64], 'T');
	write_one (answer, SKOPS_FORMAT_CSV);
	cr_expect_str_eq (out.data, "0,1\npink,1.0\n,\nTrue,3\n");
	write_one (answer, SKOPS_FORMAT_JSON);
	cr_expect_str_eq (out.data, "{\"columns\": [\"0\", \"1\"], \"data\": [[\"pink\", 1.0], [null, null], [true, 3]]}\n");
	answer.width = 1;
	write_one (answer, SKOPS_FORMAT_CSV);
	cr_expect_str_eq (out.data, "0\npink\n\"\"\nTrue\n", "a blank line would be no row to many readers");
	answer.values = &columns[1];
	second[2] = second[0];
	write_one (answer, SKOPS_FORMAT_NPY);
	cr_expect_str_eq (parse (arena, out.data, out.size)->descr, "<U3", "numbers alone are objects, too");
	skops_arena_free (arena);
}

static int64_t indptr[] = { 0, 2, 2, 3 };
static int32_t indices[] = { 2, 0, 1 };
static double stored[] = { 5, 6, 7 };

static const struct skops_npy *member (struct skops_arena *arena, const char *name)
{
	const struct skops_zip *zip;
	const struct skops_member *found;

	cr_assert_eq (skops_zip_parse (&err, &zip, arena, out.data, out.size, false, &skops_limits_default), SKOPS_OK, "%s", err.message);
	found = skops_zip_find (zip, (struct skops_text) { name, strlen (name) });
	cr_assert_not_null (found, "%s", name);
	return parse (arena, (const char *) found->data, found->size);
}

Test (output, sparse_matrices)
{
	struct skops_arena *arena = skops_arena_new (SIZE_MAX);
	struct skops_answer answer = { .form = SKOPS_CSR, .dtype = SKOPS_I8, .rows = 3, .width = 4, .f8 = stored, .indptr = indptr, .indices = indices };

	write_one (answer, SKOPS_FORMAT_CSV);
	cr_expect_str_eq (out.data, "0,1,2,3\n6,0,5,0\n0,0,0,0\n0,7,0,0\n");
	write_one (answer, SKOPS_FORMAT_NPY);
	cr_expect_eq (parse (arena, out.data, out.size)->count, 12);
	write_one (answer, SKOPS_FORMAT_NPZ);
	cr_expect_eq (member (arena, "data.npy")->type.dtype, SKOPS_I8);
	cr_expect_eq (member (arena, "indices.npy")->count, 3);
	cr_expect_eq (member (arena, "indptr.npy")->type.dtype, SKOPS_I4);
	cr_expect_eq (member (arena, "format.npy")->rank, 0);
	cr_expect_eq (memcmp (member (arena, "format.npy")->data, "csr", 3), 0);
	cr_expect_eq (member (arena, "shape.npy")->data[8], 4);
	skops_arena_free (arena);
}

Test (output, ragged_rows)
{
	struct skops_arena *arena = skops_arena_new (SIZE_MAX);
	struct skops_answer answers[] = {
		{ .name = "distances", .form = SKOPS_RAGGED, .dtype = SKOPS_F8, .rows = 3, .f8 = stored, .indptr = indptr },
		{ .name = "indices", .form = SKOPS_RAGGED, .dtype = SKOPS_I8, .rows = 3, .f8 = stored, .indptr = indptr },
	};

	cr_expect_eq (refusal (answers, 2, SKOPS_FORMAT_CSV), SKOPS_MISUSE);
	cr_expect_eq (refusal (answers, 1, SKOPS_FORMAT_NPY), SKOPS_MISUSE);
	cr_expect (strstr (err.message, ".npz"));
	out.size = 0;
	cr_expect_eq (refusal (answers, 2, SKOPS_FORMAT_JSON), SKOPS_OK);
	cr_expect_str_eq (out.data, "{\"distances\": [[5.0, 6.0], [], [7.0]], \"indices\": [[5, 6], [], [7]]}\n");
	out.size = 0;
	cr_expect_eq (refusal (answers, 2, SKOPS_FORMAT_JSONL), SKOPS_OK);
	cr_expect_str_eq (out.data, "{\"distances\": [5.0, 6.0], \"indices\": [5, 6]}\n{\"distances\": [], \"indices\": []}\n{\"distances\": [7.0], \"indices\": [7]}\n");
	out.size = 0;
	cr_expect_eq (refusal (answers, 2, SKOPS_FORMAT_NPZ), SKOPS_OK);
	cr_expect_eq (member (arena, "indptr.npy")->count, 4);
	cr_expect_eq (member (arena, "distances.npy")->count, 3);
	cr_expect_eq (member (arena, "indices.npy")->type.dtype, SKOPS_I8);
	out.size = 0;
	cr_expect_eq (refusal (answers, 1, SKOPS_FORMAT_NPZ), SKOPS_OK);
	cr_expect_eq (member (arena, "0.npy")->count, 2);
	cr_expect_eq (member (arena, "1.npy")->count, 0);
	cr_expect_eq (member (arena, "2.npy")->rank, 1);
	out.size = 0;
	cr_expect_eq (refusal (answers, 2, SKOPS_FORMAT_TERMINAL), SKOPS_OK);
	out.size = 0;
	cr_expect_eq (refusal (answers, 1, SKOPS_FORMAT_NPZ), SKOPS_OK, "alone it is a sequence");
	cr_expect_eq (member (arena, "0.npy")->count, 2);
	cr_expect_eq (member (arena, "1.npy")->count, 0);
	cr_expect_eq (member (arena, "2.npy")->data[6], 0x1c);
	skops_arena_free (arena);
}

Test (output, several_arrays)
{
	struct skops_arena *arena = skops_arena_new (SIZE_MAX);
	double mean[] = { 1, 2 }, cov[] = { 1, 2, 3, 4 };
	struct skops_answer answers[] = {
		{ .form = SKOPS_DENSE, .dtype = SKOPS_F8, .flat = true, .rows = 2, .width = 1, .f8 = mean },
		{ .form = SKOPS_DENSE, .dtype = SKOPS_F8, .rows = 2, .width = 2, .f8 = cov },
	};

	cr_expect_eq (refusal (answers, 2, SKOPS_FORMAT_NPY), SKOPS_MISUSE);
	out.size = 0;
	cr_expect_eq (refusal (answers, 2, SKOPS_FORMAT_CSV), SKOPS_OK);
	cr_expect_str_eq (out.data, "0,1_0,1_1\n1.0,1.0,2.0\n2.0,3.0,4.0\n");
	out.size = 0;
	cr_expect_eq (refusal (answers, 2, SKOPS_FORMAT_NPZ), SKOPS_OK);
	cr_expect_eq (member (arena, "0.npy")->rank, 1);
	cr_expect_eq (member (arena, "1.npy")->rank, 2);
	answers[1].rows = 1;
	cr_expect_eq (refusal (answers, 2, SKOPS_FORMAT_CSV), SKOPS_MISUSE);
	skops_arena_free (arena);
}

Test (output, terminals_see_no_control_characters)
{
	struct skops_value words[] = { text_value ("a\033[31mb"), text_value ("a very long text that goes on and on, far beyond what a column of a table can take") };
	const struct skops_value *columns[] = { words };

	write_one ((struct skops_answer) { .form = SKOPS_TABLE, .dtype = SKOPS_OBJECT, .flat = true, .rows = 2, .width = 1, .values = columns }, SKOPS_FORMAT_TERMINAL);
	cr_expect_null (strchr (out.data, '\033'));
	cr_expect (strstr (out.data, "…"));
}

Test (output, long_tables_are_cut_for_people)
{
	double *numbers = calloc (1000 * 50, sizeof *numbers);
	struct skops_answer answer = { .form = SKOPS_DENSE, .dtype = SKOPS_F8, .rows = 1000, .width = 50, .f8 = numbers };

	write_one (answer, SKOPS_FORMAT_TERMINAL);
	cr_expect (strstr (out.data, "1000 rows of 50 columns"));
	cr_expect_lt (out.size, 8000);
	free (numbers);
}

/* The decimal point is the file's, not the locale's. */
Test (output, no_locale_changes_the_numbers)
{
	struct skops_answer answer = { .form = SKOPS_DENSE, .dtype = SKOPS_F8, .rows = 1, .width = 2, .f8 = (double[]) { 0.30000000000000004, 1.25 } };

	if (!setlocale (LC_ALL, "de_DE.UTF-8") && !setlocale (LC_ALL, "fr_FR.UTF-8"))
		cr_skip_test ("no such locale here");
	write_one (answer, SKOPS_FORMAT_CSV);
	cr_expect_str_eq (out.data, "0,1\n0.30000000000000004,1.25\n");
}

Test (output, formats_by_name)
{
	cr_expect_eq (skops_format_of ("a.b/X.npy"), SKOPS_FORMAT_NPY);
	cr_expect_eq (skops_format_of ("csv"), SKOPS_FORMAT_CSV);
	cr_expect_eq (skops_format_of ("X.JSON"), SKOPS_FORMAT_JSON);
	cr_expect_eq (skops_format_of ("-"), SKOPS_FORMAT_UNKNOWN);
	cr_expect_eq (skops_format_of ("a.csv/b"), SKOPS_FORMAT_UNKNOWN);
	cr_expect_eq (refusal (&(struct skops_answer) { .form = SKOPS_DENSE, .dtype = SKOPS_F8 }, 1, SKOPS_FORMAT_UNKNOWN), SKOPS_MISUSE);
}
