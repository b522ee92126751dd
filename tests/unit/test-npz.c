/* SPDX-License-Identifier: BSD-3-Clause */
/* Sparse matrices: SciPy's files give SciPy's CSR, and no index gets out of range. */
#include <criterion/criterion.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/file.h"
#include "format/npy.h"
#include "format/npz.h"

enum { MOST_MEMBERS = 6, MOST_ITEMS = 16 };

/* An .npz in the making. */
struct made {
	struct skops_zip_part parts[MOST_MEMBERS];
	struct skops_buffer data[MOST_MEMBERS];
	size_t count;
};

static void add (struct made *made, const char *name, const char *descr, unsigned rank, const int64_t *shape, const void *data, size_t bytes)
{
	struct skops_buffer *buffer = &made->data[made->count];

	skops_npy_write (buffer, descr, shape, rank, data, bytes);
	made->parts[made->count++] = (struct skops_zip_part) { .name = name, .data = buffer->data, .size = buffer->size };
}

static void add_format (struct made *made, const char *format)
{
	char descr[32];

	snprintf (descr, sizeof descr, "|S%zu", strlen (format));
	add (made, "format.npy", descr, 0, NULL, format, strlen (format));
}

static void add_list (struct made *made, const char *name, size_t count, const int64_t *items)
{
	add (made, name, "<i8", 1, (int64_t[]) { (int64_t) count }, items, 8 * count);
}

static void add_floats (struct made *made, size_t count)
{
	static const double values[MOST_ITEMS] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 };

	add (made, "data.npy", "<f8", 1, (int64_t[]) { (int64_t) count }, values, 8 * count);
}

struct given {
	struct skops_error err;
	struct skops_arena *arena;
	struct skops_matrix matrix;
	struct skops_sparse_info info;
	enum skops_status described, status;
};

static void read_npz (struct given *given, const void *bytes, size_t size)
{
	struct skops_error err = {0};
	const struct skops_zip *npz;

	cr_assert_eq (skops_zip_parse (&given->err, &npz, given->arena, bytes, size, false, &skops_limits_default), SKOPS_OK, "%s", given->err.message);
	given->described = skops_sparse_describe (&err, &given->info, npz);
	given->status = skops_sparse_read (&given->err, &given->matrix, given->arena, npz);
}

static struct given finish (struct made *made)
{
	struct given given = { .arena = skops_arena_new (1 << 28) };
	struct skops_buffer out = {0};

	cr_assert_eq (skops_zip_write (&given.err, &out, made->parts, made->count), SKOPS_OK, "%s", given.err.message);
	read_npz (&given, out.data, out.size);
	skops_buffer_free (&out);
	for (size_t i = 0; i < made->count; i++)
		skops_buffer_free (&made->data[i]);
	memset (made, 0, sizeof *made);
	return given;
}

static void check_bad (struct made *made, enum skops_status status, const char *message)
{
	struct given given = finish (made);

	cr_expect_eq (given.status, status, "%d %s, where \"%s\" is due", (int) given.status, given.err.message, message);
	cr_expect (strstr (given.err.message, message), "\"%s\", where \"%s\" is due", given.err.message, message);
	skops_arena_free (given.arena);
}

/* What a matrix of three columns is, for a CSR or CSC one of the given arrays. */
static void make (struct made *made, const char *format, int64_t rows, size_t n_indices, const int64_t *indices, size_t n_indptr, const int64_t *indptr)
{
	add_format (made, format);
	add_list (made, "shape.npy", 2, (int64_t[]) { rows, 3 });
	add_floats (made, n_indices);
	add_list (made, "indices.npy", n_indices, indices);
	add_list (made, "indptr.npy", n_indptr, indptr);
}

#define LIST(...) sizeof (int64_t[]) { __VA_ARGS__ } / sizeof (int64_t), (int64_t[]) { __VA_ARGS__ }

static void check_matrix (const struct skops_matrix *matrix, size_t stored, const int64_t *indptr, const int32_t *indices, const double *data)
{
	cr_assert (matrix->sparse);
	cr_assert_eq (matrix->rows, 4);
	cr_assert_eq (matrix->columns, 4);
	cr_assert_arr_eq (matrix->indptr, indptr, 5 * sizeof *indptr);
	cr_assert_arr_eq (matrix->indices, indices, stored * sizeof *indices);
	for (size_t i = 0; i < stored; i++)
		cr_assert_eq (matrix->data[i], data[i]);
}

Test (npz, files_of_scipy)
{
	static const struct { const char *format; size_t stored; enum skops_dtype dtype; } files[] = {
		{ "csr", 6, SKOPS_F8 }, { "csc", 6, SKOPS_I4 }, { "coo", 9, SKOPS_F4 }, { "bsr", 16, SKOPS_F8 }, { "dia", 11, SKOPS_F8 },
	};
	const char *top = getenv ("top_srcdir");

	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		struct given given = { .arena = skops_arena_new (1 << 20) };
		char path[4096];
		const char *bytes;
		size_t size;

		snprintf (path, sizeof path, "%s/tests/unit/sparse/%s.npz", top ? top : ".", files[i].format);
		cr_assert_eq (skops_file_read (&given.err, &bytes, &size, given.arena, path, 10000), SKOPS_OK, "%s", given.err.message);
		read_npz (&given, bytes, size);
		cr_assert_eq (given.status, SKOPS_OK, "%s: %s", files[i].format, given.err.message);
		cr_assert_eq (given.described, SKOPS_OK);
		cr_assert_str_eq (given.info.format, files[i].format);
		cr_assert_eq (given.info.shape[0], 4);
		cr_assert_eq (given.info.shape[1], 4);
		cr_assert_eq (given.info.stored, files[i].stored, "%s: %zu", files[i].format, given.info.stored);
		cr_assert_eq (given.info.dtype, files[i].dtype);
		cr_assert_eq (given.matrix.stored_dtype, files[i].dtype);
		if (i == 3)
			check_matrix (&given.matrix, 16, (int64_t[]) { 0, 4, 8, 12, 16 }, (int32_t[]) { 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3 },
			              (double[]) { 1, 0, 2, 0, 0, 0, 0, 3, 4, 5, 0, 0, 0, 0, 6, 0 });
		else
			check_matrix (&given.matrix, 6, (int64_t[]) { 0, 2, 3, 5, 6 }, (int32_t[]) { 0, 2, 3, 0, 1, 2 }, (double[]) { 1, 2, 3, 4, 5, 6 });
		skops_arena_free (given.arena);
	}
}

Test (npz, csr_keeps_its_order_and_duplicates)
{
	struct made made = {0};
	struct given given;

	make (&made, "csr", 3, LIST (2, 0, 2, 1), LIST (0, 3, 3, 4));
	given = finish (&made);
	cr_assert_eq (given.status, SKOPS_OK, "%s", given.err.message);
	cr_assert_arr_eq (given.matrix.indices, ((int32_t[]) { 2, 0, 2, 1 }), 16);
	cr_assert_arr_eq (given.matrix.indptr, ((int64_t[]) { 0, 3, 3, 4 }), 32);
	skops_arena_free (given.arena);
}

Test (npz, nothing_stored)
{
	static const char *const formats[] = { "csr", "csc" };
	struct made made = {0};

	for (size_t i = 0; i < 2; i++) {
		struct given given;

		make (&made, formats[i], 3, 0, NULL, LIST (0, 0, 0, 0));
		given = finish (&made);
		cr_assert_eq (given.status, SKOPS_OK, "%s", given.err.message);
		cr_assert_eq (given.matrix.indptr[3], 0);
		skops_arena_free (given.arena);
	}
	make (&made, "csr", 0, 0, NULL, LIST (0));
	check_bad (&made, SKOPS_OK, "");
}

Test (npz, indices_that_lead_astray)
{
	struct made made = {0};

	for (int csc = 0; csc < 2; csc++) {
		const char *format = csc ? "csc" : "csr";

		make (&made, format, 3, LIST (0, 1, 3), LIST (0, 1, 2, 3));
		check_bad (&made, SKOPS_BAD_FILE, "an index is out of range");
		make (&made, format, 3, LIST (0, 1, -1), LIST (0, 1, 2, 3));
		check_bad (&made, SKOPS_BAD_FILE, "an index is out of range");
		make (&made, format, 3, LIST (0, 1, INT64_MAX), LIST (0, 1, 2, 3));
		check_bad (&made, SKOPS_BAD_FILE, "an index is out of range");
		make (&made, format, 3, LIST (0, 1, (int64_t) 1 << 32), LIST (0, 1, 2, 3));
		check_bad (&made, SKOPS_BAD_FILE, "an index is out of range");
		make (&made, format, 3, LIST (0, 1, 2), LIST (0, 2, 1, 3));
		check_bad (&made, SKOPS_BAD_FILE, "does not rise");
		make (&made, format, 3, LIST (0, 1, 2), LIST (1, 1, 2, 3));
		check_bad (&made, SKOPS_BAD_FILE, "does not rise");
		make (&made, format, 3, LIST (0, 1, 2), LIST (0, -1, 2, 3));
		check_bad (&made, SKOPS_BAD_FILE, "does not rise");
		make (&made, format, 3, LIST (0, 1, 2), LIST (0, 1, 2, 2));
		check_bad (&made, SKOPS_BAD_FILE, "does not end at");
		make (&made, format, 3, LIST (0, 1, 2), LIST (0, 1, 2, 4));
		check_bad (&made, SKOPS_BAD_FILE, "does not end at");
		make (&made, format, 3, LIST (0, 1, 2), LIST (0, 1, 3));
		check_bad (&made, SKOPS_BAD_FILE, "one entry more");
		make (&made, format, 3, LIST (0, 1, 2), 0, NULL);
		check_bad (&made, SKOPS_BAD_FILE, "one entry more");
	}
}

Test (npz, coo)
{
	struct made made = {0};
	struct given given;
	static const struct { int64_t row, column; } wrong[] = { { 2, 0 }, { -1, 0 }, { 0, 3 }, { 0, -1 } };

	add_format (&made, "coo");
	add_list (&made, "shape.npy", 2, (int64_t[]) { 2, 3 });
	add_floats (&made, 5);
	add_list (&made, "row.npy", LIST (1, 0, 1, 1, 0));
	add_list (&made, "col.npy", LIST (2, 1, 0, 2, 1));
	given = finish (&made);
	cr_assert_eq (given.status, SKOPS_OK, "%s", given.err.message);
	cr_assert_arr_eq (given.matrix.indptr, ((int64_t[]) { 0, 1, 3 }), 24);
	cr_assert_arr_eq (given.matrix.indices, ((int32_t[]) { 1, 0, 2 }), 12);
	cr_assert_arr_eq (given.matrix.data, ((double[]) { 7, 3, 5 }), 24);
	skops_arena_free (given.arena);
	for (size_t i = 0; i < 4; i++) {
		add_format (&made, "coo");
		add_list (&made, "shape.npy", 2, (int64_t[]) { 2, 3 });
		add_floats (&made, 2);
		add_list (&made, "row.npy", LIST (0, wrong[i].row));
		add_list (&made, "col.npy", LIST (0, wrong[i].column));
		check_bad (&made, SKOPS_BAD_FILE, "an index is out of range");
	}
	add_format (&made, "coo");
	add_list (&made, "shape.npy", 2, (int64_t[]) { 2, 3 });
	add_floats (&made, 2);
	add_list (&made, "row.npy", LIST (0, 1));
	add_list (&made, "col.npy", LIST (0, 1, 2));
	check_bad (&made, SKOPS_BAD_FILE, "not as many indices");
	add_format (&made, "coo");
	add_list (&made, "shape.npy", 2, (int64_t[]) { (int64_t) 1 << 40, 3 });
	add_floats (&made, 1);
	add_list (&made, "row.npy", LIST (0));
	add_list (&made, "col.npy", LIST (0));
	check_bad (&made, SKOPS_UNSUPPORTED, "nearly all of them empty");
}

static void make_bsr (struct made *made, int64_t rows, int64_t columns, int64_t height, int64_t width, int64_t block)
{
	static const double values[MOST_ITEMS] = { 1, 2, 3, 4, 5, 6, 7, 8 };

	add_format (made, "bsr");
	add_list (made, "shape.npy", 2, (int64_t[]) { rows, columns });
	add (made, "data.npy", "<f8", 3, (int64_t[]) { 2, height, width }, values, (size_t) (16 * height * width));
	add_list (made, "indices.npy", LIST (block, 0));
	add_list (made, "indptr.npy", LIST (0, 1, 2));
}

Test (npz, bsr)
{
	struct made made = {0};
	struct given given;

	make_bsr (&made, 2, 8, 1, 4, 1);
	given = finish (&made);
	cr_assert_eq (given.status, SKOPS_OK, "%s", given.err.message);
	cr_assert_arr_eq (given.matrix.indices, ((int32_t[]) { 4, 5, 6, 7, 0, 1, 2, 3 }), 32);
	skops_arena_free (given.arena);
	make_bsr (&made, 2, 8, 1, 4, 2);
	check_bad (&made, SKOPS_BAD_FILE, "an index is out of range");
	make_bsr (&made, 2, 7, 1, 4, 1);
	check_bad (&made, SKOPS_BAD_FILE, "blocks do not fill");
	make_bsr (&made, 5, 8, 2, 2, 1);
	check_bad (&made, SKOPS_BAD_FILE, "blocks do not fill");
	make_bsr (&made, 2, 8, 0, 4, 1);
	check_bad (&made, SKOPS_BAD_FILE, "blocks do not fill");
	make_bsr (&made, 2, 8, 1, 0, 1);
	check_bad (&made, SKOPS_BAD_FILE, "blocks do not fill");
	make_bsr (&made, 4, 8, 1, 4, 1);
	check_bad (&made, SKOPS_BAD_FILE, "one entry more");
}

static void make_dia (struct made *made, int64_t rows, int64_t columns, int64_t length, int64_t first, int64_t second)
{
	static const double values[MOST_ITEMS] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 };

	add_format (made, "dia");
	add_list (made, "shape.npy", 2, (int64_t[]) { rows, columns });
	add (made, "data.npy", "<f8", 2, (int64_t[]) { 2, length }, values, (size_t) (16 * length));
	add_list (made, "offsets.npy", LIST (first, second));
}

Test (npz, dia)
{
	struct made made = {0};
	struct given given;

	/* scipy.sparse.dia_matrix (([[1, 2, 3], [4, 5, 6]], [1, -1]), shape = (2, 4)).toarray () is [[0, 2, 0, 0], [4, 0, 3, 0]] */
	make_dia (&made, 2, 4, 3, 1, -1);
	given = finish (&made);
	cr_assert_eq (given.status, SKOPS_OK, "%s", given.err.message);
	cr_assert_eq (given.info.stored, 3);
	cr_assert_arr_eq (given.matrix.indptr, ((int64_t[]) { 0, 1, 3 }), 24);
	cr_assert_arr_eq (given.matrix.indices, ((int32_t[]) { 1, 0, 2 }), 12);
	cr_assert_arr_eq (given.matrix.data, ((double[]) { 2, 4, 3 }), 24);
	skops_arena_free (given.arena);
	make_dia (&made, 2, 4, 3, INT64_MAX, INT64_MIN);
	given = finish (&made);
	cr_assert_eq (given.status, SKOPS_OK, "%s", given.err.message);
	cr_assert_eq (given.info.stored, 0);
	cr_assert_eq (given.matrix.indptr[2], 0);
	skops_arena_free (given.arena);
	make_dia (&made, 2, 4, 3, 1, 1);
	check_bad (&made, SKOPS_BAD_FILE, "a diagonal twice");
	make_dia (&made, INT64_MAX, 4, 3, 1, 0);
	check_bad (&made, SKOPS_UNSUPPORTED, "nearly all of them empty");
	make_dia (&made, 0, 0, 3, 1, 0);
	check_bad (&made, SKOPS_OK, "");
	make_dia (&made, 2, 4, 0, 1, 0);
	check_bad (&made, SKOPS_OK, "");
}

Test (npz, what_is_no_sparse_matrix)
{
	struct made made = {0};

	add_list (&made, "a.npy", LIST (1, 2));
	check_bad (&made, SKOPS_UNSUPPORTED, "holds no sparse matrix");
	add_format (&made, "lil");
	check_bad (&made, SKOPS_BAD_FILE, "its format is \"lil\"");
	add_format (&made, "csrcsrcsr");
	check_bad (&made, SKOPS_BAD_FILE, "no short text");
	add (&made, "format.npy", "<U3", 0, NULL, "c\0\0\0s\0\0\0\x72\0\0\0", 12);
	check_bad (&made, SKOPS_BAD_FILE, "has no shape.npy");
	add (&made, "format.npy", "<i8", 0, NULL, "csr\0\0\0\0\0", 8);
	check_bad (&made, SKOPS_BAD_FILE, "no short text");
	add_format (&made, "csr");
	add_list (&made, "shape.npy", LIST (3));
	check_bad (&made, SKOPS_UNSUPPORTED, "of 1 dimensions");
	add_format (&made, "csr");
	add_list (&made, "shape.npy", LIST (-1, 3));
	check_bad (&made, SKOPS_BAD_FILE, "negative");
	add_format (&made, "csr");
	add_list (&made, "shape.npy", LIST (3, (int64_t) 1 << 31));
	check_bad (&made, SKOPS_UNSUPPORTED, "columns");
	add_format (&made, "csr");
	add_list (&made, "shape.npy", LIST (3, 3));
	check_bad (&made, SKOPS_BAD_FILE, "has no data.npy");
	add_format (&made, "csr");
	add_list (&made, "shape.npy", LIST (3, 3));
	add_floats (&made, 3);
	add_list (&made, "indices.npy", LIST (0, 1, 2));
	check_bad (&made, SKOPS_BAD_FILE, "has no indptr.npy");
	add_format (&made, "csr");
	add_list (&made, "shape.npy", LIST (3, 3));
	add_floats (&made, 3);
	add (&made, "indices.npy", "<f8", 1, (int64_t[]) { 3 }, (double[]) { 0, 1, 2 }, 24);
	add_list (&made, "indptr.npy", LIST (0, 1, 2, 3));
	check_bad (&made, SKOPS_BAD_FILE, "no list of integers");
	add_format (&made, "csr");
	add_list (&made, "shape.npy", LIST (3, 3));
	add (&made, "data.npy", "|S8", 1, (int64_t[]) { 1 }, "12345678", 8);
	check_bad (&made, SKOPS_UNSUPPORTED, "of type |S8 is not read");
	add_format (&made, "csr");
	add_list (&made, "shape.npy", LIST (3, 3));
	add (&made, "data.npy", "<f8", 2, (int64_t[]) { 1, 1 }, (double[]) { 1 }, 8);
	check_bad (&made, SKOPS_BAD_FILE, "wrong number of dimensions");
}

static void make_values (struct made *made, const char *descr, const void *data, size_t bytes)
{
	add_format (made, "csr");
	add_list (made, "shape.npy", 2, (int64_t[]) { 1, 3 });
	add (made, "data.npy", descr, 1, (int64_t[]) { 1 }, data, bytes);
	add_list (made, "indices.npy", LIST (0));
	add_list (made, "indptr.npy", LIST (0, 1));
}

static void check_value (const char *descr, const void *data, size_t bytes, double expected)
{
	struct made made = {0};
	struct given given;

	make_values (&made, descr, data, bytes);
	given = finish (&made);
	cr_expect_eq (given.status, SKOPS_OK, "%s: %s", descr, given.err.message);
	cr_expect_eq (given.matrix.data[0], expected, "%s", descr);
	skops_arena_free (given.arena);
}

Test (npz, values_become_doubles)
{
	struct made made = {0};

	check_value ("<f4", &(float) { 0.1f }, 4, (double) 0.1f);
	check_value ("<i8", &(int64_t) { -((int64_t) 1 << 53) }, 8, -9007199254740992.0);
	check_value ("<i8", &(int64_t) { INT64_MIN }, 8, -0x1p63);
	check_value ("<u8", &(uint64_t) { (uint64_t) 1 << 63 }, 8, 0x1p63);
	check_value ("<u8", &(uint64_t) { 1 << 30 }, 8, 1 << 30);
	check_value ("<i2", &(int16_t) { -2 }, 2, -2);
	check_value ("|i1", &(int8_t) { -128 }, 1, -128);
	check_value ("|u1", &(uint8_t) { 255 }, 1, 255);
	check_value ("|b1", &(uint8_t) { 7 }, 1, 1);
	check_value (">f8", "\x3f\xf8\0\0\0\0\0\0", 8, 1.5);
	check_value (">f4", "\x3f\xc0\0\0", 4, 1.5);
	check_value (">i4", "\xff\xff\xff\xfe", 4, -2);
	check_value (">u2", "\xff\xfe", 2, 65534);
	make_values (&made, "<i8", &(int64_t) { ((int64_t) 1 << 53) + 1 }, 8);
	check_bad (&made, SKOPS_UNFIT, "no exact float64");
	make_values (&made, "<u8", &(uint64_t) { UINT64_MAX }, 8);
	check_bad (&made, SKOPS_UNFIT, "no exact float64");
	make_values (&made, "<f2", &(uint16_t) { 1 }, 2);
	check_bad (&made, SKOPS_UNSUPPORTED, "float16");
}
