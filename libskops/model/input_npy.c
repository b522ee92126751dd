/* SPDX-License-Identifier: BSD-3-Clause */
/* .npy and .npz to data. Numbers stay where they are in the file's bytes whenever these are native and aligned; strings become columns of UTF-8. */
#include <math.h>
#include <string.h>

#include "base/checked.h"
#include "base/text.h"
#include "format/npy.h"
#include "format/npz.h"
#include "format/zip.h"
#include "model/input.h"
#include "format/number.h"

static bool is_number (uint8_t dtype)
{
	return dtype >= SKOPS_F8 && dtype <= SKOPS_B1;
}

static enum skops_status check_rank (const struct skops_reader *reader, const struct skops_npy *array)
{
	if (array->rank == 1 || array->rank == 2)
		return SKOPS_OK;
	return skops_error_set (reader->err, SKOPS_UNFIT, "an array of %u dimensions; rows and columns are due (a.reshape (len (a), -1))", array->rank);
}

/* Refuses numbers, native elements `stride` bytes apart, where the model has learnt something else; NaN is missing. */
static enum skops_status check_numbers (const struct skops_reader *reader, struct skops_text name, size_t position, const char *at, enum skops_dtype dtype, int64_t stride, size_t rows)
{
	struct skops_column_use learnt = skops_reader_kinds (reader, name, position);

	if (skops_reader_takes_numbers (learnt))
		return SKOPS_OK;
	for (size_t r = 0; r < rows; r++)
		if (!isnan (skops_number_at (at + (int64_t) r * stride, dtype)))
			return skops_reader_refuse_number (reader, r, name, position, learnt);
	return SKOPS_OK;
}

/* To scikit-learn, a float32 or float16 of the other byte order is another dtype than the one that it keeps, so that it makes float64 of it (sklearn/utils/validation.py, check_array). */
static bool is_foreign_float (const struct skops_npy *array)
{
	return array->type.swapped && (array->type.dtype == SKOPS_F4 || array->type.dtype == SKOPS_F2);
}

/* Rows × columns of floats of the other byte order. */
static enum skops_status read_foreign (const struct skops_reader *reader, struct skops_data *out, const struct skops_npy *array)
{
	char *native = skops_arena_scratch (reader->arena, array->count, array->type.item);
	double *wide = skops_arena_scratch (reader->arena, array->count, sizeof *wide);

	if (!native || !wide)
		return skops_error_memory (reader->err);
	skops_npy_copy (native, array);
	for (size_t i = 0; i < array->count; i++)
		wide[i] = skops_number_at (native + i * array->type.item, (enum skops_dtype) array->type.dtype);
	out->dtype = SKOPS_F8;
	out->data = wide;
	out->row_stride = (int64_t) (out->width * sizeof *wide);
	out->column_stride = sizeof *wide;
	return SKOPS_OK;
}

/* Rows × columns of numbers. */
static enum skops_status read_numbers (const struct skops_reader *reader, struct skops_data *out, const struct skops_npy *array)
{
	int64_t item = (int64_t) array->type.item;
	void *copy;

	out->form = SKOPS_DENSE;
	out->dtype = array->type.dtype;
	out->data = array->data;
	out->row_stride = item * (array->fortran ? 1 : (int64_t) out->width);
	out->column_stride = item * (array->fortran ? (int64_t) out->rows : 1);
	if (is_foreign_float (array)) {
		if (read_foreign (reader, out, array))
			return reader->err->status;
	} else if (array->type.swapped || (uintptr_t) array->data % array->type.item) {
		copy = skops_arena_scratch (reader->arena, array->count, array->type.item);
		if (!copy)
			return skops_error_memory (reader->err);
		skops_npy_copy (copy, array);
		out->data = copy;
		out->row_stride = item * (int64_t) out->width;
		out->column_stride = item;
	}
	for (size_t c = 0; c < out->width; c++) {
		enum skops_status status = check_numbers (reader, (struct skops_text) { NULL, 0 }, c, (const char *) out->data + (int64_t) c * out->column_stride,
		                                          (enum skops_dtype) out->dtype, out->row_stride, out->rows);
		if (status)
			return status;
	}
	return SKOPS_OK;
}

static size_t encode (char *out, uint32_t code)
{
	if (code < 0x80) {
		out[0] = (char) code;
		return 1;
	}
	if (code < 0x800) {
		out[0] = (char) (0xc0 | code >> 6);
		out[1] = (char) (0x80 | (code & 0x3f));
		return 2;
	}
	if (code < 0x10000) {
		out[0] = (char) (0xe0 | code >> 12);
		out[1] = (char) (0x80 | (code >> 6 & 0x3f));
		out[2] = (char) (0x80 | (code & 0x3f));
		return 3;
	}
	out[0] = (char) (0xf0 | code >> 18);
	out[1] = (char) (0x80 | (code >> 12 & 0x3f));
	out[2] = (char) (0x80 | (code >> 6 & 0x3f));
	out[3] = (char) (0x80 | (code & 0x3f));
	return 4;
}

/* One string of a <U array as UTF-8 in the arena, without the NULs that pad it. */
static enum skops_status decode (const struct skops_reader *reader, const struct skops_npy *array, const uint8_t *at, struct skops_value *out)
{
	size_t characters = array->type.item / 4, size = 0;
	uint32_t code;
	char *text;

	while (characters && !memcmp (at + 4 * (characters - 1), "\0\0\0\0", 4))
		characters--;
	text = skops_arena_scratch (reader->arena, characters, 4);
	if (!text || characters > UINT32_MAX / 4)
		return skops_error_memory (reader->err);
	for (size_t i = 0; i < characters; i++) {
		memcpy (&code, at + 4 * i, 4);
		if (array->type.swapped)
			code = __builtin_bswap32 (code);
		if (code > 0x10ffff)
			return skops_error_set (reader->err, SKOPS_UNFIT, "a character beyond Unicode's last in a string array");
		size += encode (text + size, code);
	}
	*out = (struct skops_value) { .kind = SKOPS_IS_TEXT, .size = (uint32_t) size, .text = text };
	return SKOPS_OK;
}

static enum skops_status decode_bytes (const struct skops_reader *reader, const struct skops_npy *array, const uint8_t *at, struct skops_value *out)
{
	size_t size = array->type.item;

	while (size && !at[size - 1])
		size--;
	if (size > UINT32_MAX || !skops_text_is_utf8 ((struct skops_text) { (const char *) at, size }))
		return skops_error_set (reader->err, SKOPS_UNFIT, "an array of bytes that are no UTF-8; write it with dtype str");
	*out = (struct skops_value) { .kind = SKOPS_IS_TEXT, .size = (uint32_t) size, .text = (const char *) at };
	return SKOPS_OK;
}

static enum skops_status decode_time (const struct skops_reader *reader, const struct skops_npy *array, const uint8_t *at, struct skops_value *out)
{
	uint64_t bits;

	memcpy (&bits, at, 8);
	if (array->type.swapped)
		bits = __builtin_bswap64 (bits);
	*out = (struct skops_value) { .kind = array->type.dtype == SKOPS_DATETIME ? SKOPS_IS_DATETIME : SKOPS_IS_TIMEDELTA, .unit = array->type.unit, .i = (int64_t) bits };
	if (out->i != INT64_MIN && skops_multiply_overflows (out->i, (int64_t) array->type.unit_count, &out->i))
		return skops_error_set (reader->err, SKOPS_UNFIT, "a time that does not fit its unit");
	return SKOPS_OK;
}

/* Row `row` of the column that starts at element `first`; `stride` elements from row to row. */
static enum skops_status decode_column (const struct skops_reader *reader, const struct skops_npy *array, size_t first, size_t stride, size_t rows, struct skops_value *values)
{
	enum skops_status status = SKOPS_OK;

	for (size_t r = 0; r < rows && !status; r++) {
		const uint8_t *at = array->data + (first + r * stride) * array->type.item;
		switch (array->type.dtype) {
		case SKOPS_STRING: status = decode (reader, array, at, &values[r]); break;
		case SKOPS_BYTES: status = decode_bytes (reader, array, at, &values[r]); break;
		default: status = decode_time (reader, array, at, &values[r]); break;
		}
	}
	return status;
}

/* A column of datetimes, in its own unit. */
static void set_times (struct skops_data *out, size_t c, const struct skops_npy *array, const struct skops_value *values, int64_t *slot)
{
	for (size_t r = 0; r < out->rows; r++)
		slot[r] = values[r].i;
	out->columns[c].kind = array->type.dtype == SKOPS_DATETIME ? SKOPS_COLUMN_DATETIME : SKOPS_COLUMN_TIMEDELTA;
	out->columns[c].unit = array->type.unit;
	out->columns[c].stride = sizeof *slot;
	out->columns[c].data = slot;
}

/* One column of a table, of anything but numbers. */
static enum skops_status read_column (const struct skops_reader *reader, struct skops_data *out, size_t c, const struct skops_npy *array, size_t first, size_t stride,
                                      struct skops_value *values, void *slot)
{
	enum skops_status status = decode_column (reader, array, first, stride, out->rows, values);

	if (status)
		return status;
	if (array->type.dtype != SKOPS_DATETIME && array->type.dtype != SKOPS_TIMEDELTA)
		return skops_reader_column (reader, out, c, values, NULL, slot);
	set_times (out, c, array, values, slot);
	return SKOPS_OK;
}

static enum skops_status check_dtype (const struct skops_reader *reader, const struct skops_npy *array)
{
	char shown[160];

	if (is_number (array->type.dtype) || array->type.dtype == SKOPS_STRING || array->type.dtype == SKOPS_BYTES || array->type.dtype == SKOPS_DATETIME
	    || array->type.dtype == SKOPS_TIMEDELTA)
		return SKOPS_OK;
	return skops_error_set (reader->err, SKOPS_UNFIT, "an array of %s; write a structured one as .csv or as one array per column (numpy.savez)",
	                        skops_text_show (shown, sizeof shown, skops_text_of (array->descr)));
}

static enum skops_status read_array (const struct skops_reader *reader, struct skops_data *out, const struct skops_npy *array)
{
	size_t rows = (size_t) array->shape[0], width = array->rank == 1 ? 1 : (size_t) array->shape[1];
	struct skops_value *values;
	char *slots;
	enum skops_status status;

	out->rows = rows;
	out->width = width;
	out->flat = array->rank == 1;
	if (is_number (array->type.dtype))
		return read_numbers (reader, out, array);
	status = skops_reader_start (reader, out, rows, width, NULL, &slots);
	values = skops_arena_scratch (reader->arena, rows, sizeof *values);
	if (!values)
		return skops_error_memory (reader->err);
	for (size_t c = 0; c < width && !status; c++)
		status = read_column (reader, out, c, array, array->fortran ? c * rows : c, array->fortran ? 1 : width, values, slots + c * rows * 8);
	return status;
}

static enum skops_status parse (const struct skops_reader *reader, struct skops_npy *array, const void *bytes, size_t size)
{
	struct skops_error inner = { 0 };
	enum skops_status status = skops_npy_parse (&inner, array, reader->arena, bytes, size, size);

	if (status)
		skops_error_set (reader->err, status, status == SKOPS_UNSUPPORTED ? "%s; real numbers, strings (dtype str) and dates are, and tables as .csv or .json" : "%s", inner.message);
	if (!status)
		status = check_dtype (reader, array);
	return status ? status : check_rank (reader, array);
}

enum skops_status skops_input_npy (const struct skops_reader *reader, struct skops_data *out, const char *bytes, size_t size)
{
	struct skops_npy array;
	enum skops_status status = parse (reader, &array, bytes, size);

	return status ? status : read_array (reader, out, &array);
}

static enum skops_status read_sparse (const struct skops_reader *reader, struct skops_data *out, const struct skops_zip *zip)
{
	struct skops_sparse_info info;
	enum skops_status status = skops_sparse_describe (reader->err, &info, zip);

	if (!status)
		status = skops_sparse_read (reader->err, &out->csr, reader->arena, zip);
	if (status)
		return status;
	out->form = SKOPS_CSR;
	out->dtype = (uint8_t) info.dtype;
	out->rows = (size_t) out->csr.rows;
	out->width = (size_t) out->csr.columns;
	return SKOPS_OK;
}

/* Numbers of any dtype to the nearest kind that a column has, in its slot. */
static void set_numbers (struct skops_column *column, const struct skops_npy *array, size_t rows, const void *native, void *slot)
{
	bool foreign = is_foreign_float (array);

	for (size_t r = 0; r < rows; r++) {
		const char *at = (const char *) native + r * array->type.item;
		int64_t wide = 0;
		switch (array->type.dtype) {
		case SKOPS_F8: case SKOPS_I8: case SKOPS_U8: memcpy ((char *) slot + 8 * r, at, 8); break;
		case SKOPS_F4:
			if (foreign)
				((double *) slot)[r] = skops_number_at (at, SKOPS_F4);
			else
				memcpy ((char *) slot + 4 * r, at, 4);
			break;
		case SKOPS_B1: ((uint8_t *) slot)[r] = *at != 0; break;
		case SKOPS_F2: ((double *) slot)[r] = skops_number_at (at, SKOPS_F2); break;
		default:
			wide = (int64_t) skops_number_at (at, (enum skops_dtype) array->type.dtype);
			((int64_t *) slot)[r] = wide;
			break;
		}
	}
	switch (array->type.dtype) {
	case SKOPS_F8: case SKOPS_F2: column->kind = SKOPS_COLUMN_F8; break;
	case SKOPS_F4: column->kind = foreign ? SKOPS_COLUMN_F8 : SKOPS_COLUMN_F4; break;
	case SKOPS_U8: column->kind = SKOPS_COLUMN_U8; break;
	case SKOPS_B1: column->kind = SKOPS_COLUMN_BOOL; break;
	default: column->kind = SKOPS_COLUMN_I8; break;
	}
	column->stride = column->kind == SKOPS_COLUMN_F4 ? 4 : column->kind == SKOPS_COLUMN_BOOL ? 1 : 8;
	column->data = slot;
}

/* The name of a member without ".npy". */
static struct skops_text array_name (const struct skops_member *member)
{
	struct skops_text name = member->name;

	if (name.size > 4 && memcmp (name.data + name.size - 4, ".npy", 4) == 0)
		name.size -= 4;
	return name;
}

static enum skops_status read_columns (const struct skops_reader *reader, struct skops_data *out, const struct skops_npy *arrays, const struct skops_text *names, size_t count)
{
	size_t rows = (size_t) arrays[0].shape[0], widest = 0;
	struct skops_value *values = skops_arena_scratch (reader->arena, rows, sizeof *values);
	char *slots, *native, shown[80];
	enum skops_status status;

	for (size_t c = 0; c < count; c++) {
		if (arrays[c].rank != 1)
			return skops_error_set (reader->err, SKOPS_UNFIT, "array \"%s\" has %u dimensions; several arrays are the columns of a table, each of one dimension",
			                        skops_text_show (shown, sizeof shown, names[c]), arrays[c].rank);
		if (arrays[c].shape[0] != arrays[0].shape[0])
			return skops_error_set (reader->err, SKOPS_UNFIT, "array \"%s\" has %lld elements, and the first one has %zu", skops_text_show (shown, sizeof shown, names[c]),
			                        (long long) arrays[c].shape[0], rows);
		if (is_number (arrays[c].type.dtype) && arrays[c].type.item > widest)
			widest = arrays[c].type.item;
	}
	status = skops_reader_start (reader, out, rows, count, names, &slots);
	native = skops_arena_scratch (reader->arena, rows, widest);
	if (!values || !native)
		return skops_error_memory (reader->err);
	for (size_t c = 0; c < count && !status; c++) {
		if (is_number (arrays[c].type.dtype)) {
			skops_npy_copy (native, &arrays[c]);
			status = check_numbers (reader, names[c], c, native, (enum skops_dtype) arrays[c].type.dtype, (int64_t) arrays[c].type.item, rows);
			set_numbers (&out->columns[c], &arrays[c], rows, native, slots + c * rows * 8);
		} else {
			status = read_column (reader, out, c, &arrays[c], 0, 1, values, slots + c * rows * 8);
		}
	}
	return status ? status : skops_reader_finish (reader, out, slots);
}

enum skops_status skops_input_npz (const struct skops_reader *reader, struct skops_data *out, const char *bytes, size_t size)
{
	const struct skops_zip *zip;
	struct skops_npy *arrays;
	struct skops_text *names;
	char shown[80];
	enum skops_status status = skops_zip_parse (reader->err, &zip, reader->arena, bytes, size, false, reader->model->limits);

	if (status)
		return status;
	if (skops_zip_find (zip, skops_text_of ("format.npy")) && skops_zip_find (zip, skops_text_of ("data.npy")))
		return read_sparse (reader, out, zip);
	if (zip->count == 0)
		return skops_error_set (reader->err, SKOPS_UNFIT, "the file holds no arrays");
	arrays = skops_arena_alloc (reader->arena, zip->count, sizeof *arrays);
	names = skops_arena_alloc (reader->arena, zip->count, sizeof *names);
	if (!arrays || !names)
		return skops_error_memory (reader->err);
	for (size_t i = 0; i < zip->count && !status; i++) {
		names[i] = array_name (&zip->members[i]);
		status = parse (reader, &arrays[i], zip->members[i].data, zip->members[i].size);
		if (status)
			skops_error_prefix (reader->err, "array \"%s\"", skops_text_show (shown, sizeof shown, names[i]));
	}
	if (status)
		return status;
	return zip->count == 1 && arrays[0].rank == 2 ? read_array (reader, out, &arrays[0]) : read_columns (reader, out, arrays, names, zip->count);
}
