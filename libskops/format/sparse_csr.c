/* SPDX-License-Identifier: BSD-3-Clause */
/* SciPy's five sparse formats to CSR, in the order in which SciPy's tocsr puts the values. Every index is checked when it is copied. */
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/text.h"
#include "format/npz.h"
#include "format/sparse_arrays.h"

/* The matrix that is being made. */
struct target {
	struct skops_error *err;
	const struct skops_sparse_arrays *from;
	double *data;
	int64_t *indptr;
	int32_t *indices;
};

static enum skops_status bad (struct skops_error *err, const char *what)
{
	return skops_error_set (err, SKOPS_BAD_FILE, "the sparse matrix is broken: %s", what);
}

/* Value i, as a double; an integer must be one exactly. */
static enum skops_status value_at (struct skops_error *err, const struct skops_npy *array, size_t i, double *value)
{
	char shown[SKOPS_INTEGER_TEXT];
	uint64_t wide;
	uint32_t narrow;
	int64_t integer;

	switch (array->type.dtype) {
	case SKOPS_F8:
	case SKOPS_U8:
		memcpy (&wide, array->data + 8 * i, 8);
		wide = array->type.swapped ? __builtin_bswap64 (wide) : wide;
		if (array->type.dtype == SKOPS_F8)
			memcpy (value, &wide, 8);
		else if (!skops_uint64_widens (wide, value))
			return skops_error_set (err, SKOPS_UNFIT, SKOPS_NO_FLOAT64, skops_text_integer (shown, wide, true));
		return SKOPS_OK;
	case SKOPS_F4: {
		float single;

		memcpy (&narrow, array->data + 4 * i, 4);
		narrow = array->type.swapped ? __builtin_bswap32 (narrow) : narrow;
		memcpy (&single, &narrow, 4);
		*value = (double) single;
		return SKOPS_OK;
	}
	case SKOPS_B1:
		*value = array->data[i] != 0;
		return SKOPS_OK;
	default:
		integer = skops_sparse_index (array, i);
		if (!skops_int64_widens (integer, value))
			return skops_error_set (err, SKOPS_UNFIT, SKOPS_NO_FLOAT64, skops_text_integer (shown, (uint64_t) integer, false));
		return SKOPS_OK;
	}
}

/* Rows of indptr must follow one another, from 0 to the number of indices. */
static enum skops_status check_indptr (struct skops_error *err, const struct skops_npy *indptr, size_t stored)
{
	int64_t before = 0;

	for (size_t i = 0; i < indptr->count; i++) {
		int64_t here = skops_sparse_index (indptr, i);

		if (i == 0 ? here != 0 : here < before)
			return bad (err, "its indptr does not rise from 0");
		before = here;
	}
	return (size_t) before == stored ? SKOPS_OK : bad (err, "its indptr does not end at the number of indices");
}

static enum skops_status column_at (struct skops_error *err, const struct skops_npy *array, size_t i, int64_t limit, int32_t *column)
{
	int64_t index = skops_sparse_index (array, i);

	if (index < 0 || index >= limit)
		return bad (err, "an index is out of range");
	*column = (int32_t) index;
	return SKOPS_OK;
}

static enum skops_status from_csr (struct target *t)
{
	const struct skops_sparse_arrays *from = t->from;
	enum skops_status status = check_indptr (t->err, &from->second, from->data.count);

	for (size_t i = 0; i < from->second.count && !status; i++)
		t->indptr[i] = skops_sparse_index (&from->second, i);
	for (size_t i = 0; i < from->data.count && !status; i++) {
		status = column_at (t->err, &from->first, i, from->columns, &t->indices[i]);
		if (!status)
			status = value_at (t->err, &from->data, i, &t->data[i]);
	}
	return status;
}

/* From the number of entries of row r in indptr[r + 1] to the place of its first one: filling moves it on, so that in the end it is the
 * place behind its last one, as CSR has it. */
static void places_of_counts (struct target *t)
{
	int64_t place = 0;

	for (int64_t row = 0; row < t->from->rows; row++) {
		int64_t count = t->indptr[row + 1];

		t->indptr[row + 1] = place;
		place += count;
	}
}

/* The places of entries whose rows are listed; checks the row numbers. */
static enum skops_status place_rows (struct target *t)
{
	const struct skops_npy *rows = &t->from->first;

	for (size_t i = 0; i < rows->count; i++) {
		int64_t row = skops_sparse_index (rows, i);

		if (row < 0 || row >= t->from->rows)
			return bad (t->err, "an index is out of range");
		t->indptr[row + 1]++;
	}
	places_of_counts (t);
	return SKOPS_OK;
}

static enum skops_status from_csc (struct target *t)
{
	const struct skops_sparse_arrays *from = t->from;
	enum skops_status status = check_indptr (t->err, &from->second, from->data.count);
	size_t i = 0;

	if (!status)
		status = place_rows (t);
	for (int64_t column = 0; column < from->columns && !status; column++) {
		size_t end = (size_t) skops_sparse_index (&from->second, (size_t) column + 1);

		for (; i < end && !status; i++) {
			int64_t place = t->indptr[skops_sparse_index (&from->first, i) + 1]++;

			t->indices[place] = (int32_t) column;
			status = value_at (t->err, &from->data, i, &t->data[place]);
		}
	}
	return status;
}

struct entry { int32_t column; size_t order; double value; };

static int by_column (const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	return x->column != y->column ? (x->column > y->column) - (x->column < y->column) : (x->order > y->order) - (x->order < y->order);
}

/* Equal places add up, in the type that the file has. */
static double sum (const struct skops_npy *data, double a, double b)
{
	if (data->type.dtype == SKOPS_B1)
		return a != 0 || b != 0;
	return data->type.dtype == SKOPS_F4 ? (double) (float) (a + b) : a + b;
}

static enum skops_status from_coo (struct target *t, struct skops_arena *arena)
{
	const struct skops_sparse_arrays *from = t->from;
	struct entry *entries = skops_arena_scratch (arena, from->data.count, sizeof *entries);
	enum skops_status status = entries ? place_rows (t) : skops_error_memory (t->err);
	int64_t used = 0, begin = 0;

	for (size_t i = 0; i < from->data.count && !status; i++) {
		struct entry entry = { .order = i };

		status = column_at (t->err, &from->second, i, from->columns, &entry.column);
		if (!status)
			status = value_at (t->err, &from->data, i, &entry.value);
		if (!status)
			entries[t->indptr[skops_sparse_index (&from->first, i) + 1]++] = entry;
	}
	for (int64_t row = 0; row < from->rows && !status; row++) {
		int64_t end = t->indptr[row + 1], first = used;

		qsort (entries + begin, (size_t) (end - begin), sizeof *entries, by_column);
		for (int64_t i = begin; i < end; i++)
			if (used > first && t->indices[used - 1] == entries[i].column) {
				t->data[used - 1] = sum (&from->data, t->data[used - 1], entries[i].value);
			} else {
				t->indices[used] = entries[i].column;
				t->data[used++] = entries[i].value;
			}
		begin = end;
		t->indptr[row + 1] = used;
	}
	return status;
}

static enum skops_status from_bsr (struct target *t)
{
	const struct skops_sparse_arrays *from = t->from;
	int64_t height = from->data.shape[1], width = from->data.shape[2], block_columns = from->columns / width, used = 0;
	enum skops_status status = check_indptr (t->err, &from->second, from->first.count);

	for (int64_t row = 0; row < from->rows && !status; row++) {
		size_t above = (size_t) (row / height);
		int64_t end = skops_sparse_index (&from->second, above + 1);

		for (int64_t block = skops_sparse_index (&from->second, above); block < end && !status; block++) {
			int64_t at = (block * height + row % height) * width;
			int32_t column = 0;

			status = column_at (t->err, &from->first, (size_t) block, block_columns, &column);
			for (int64_t k = 0; k < width && !status; k++, used++) {
				t->indices[used] = (int32_t) (column * width + k);
				status = value_at (t->err, &from->data, (size_t) (at + k), &t->data[used]);
			}
		}
		t->indptr[row + 1] = used;
	}
	return status;
}

struct diagonal { int64_t offset; size_t index; };

static int by_offset (const void *a, const void *b)
{
	const struct diagonal *x = a, *y = b;

	return (x->offset > y->offset) - (x->offset < y->offset);
}

/* One pass over the values of a diagonal: counts its entries by row, or puts them in their places. */
static enum skops_status walk_diagonal (struct target *t, struct diagonal diagonal, bool fill)
{
	const struct skops_npy *data = &t->from->data;
	enum skops_status status = SKOPS_OK;
	int64_t begin, end;

	skops_sparse_diagonal (t->from, diagonal.offset, &begin, &end);
	for (int64_t column = begin; column < end && !status; column++) {
		int64_t *place = &t->indptr[column - diagonal.offset + 1];
		double value = 0;

		status = value_at (t->err, data, diagonal.index * (size_t) data->shape[1] + (size_t) column, &value);
		if (value == 0)
			continue;
		if (fill) {
			t->indices[*place] = (int32_t) column;
			t->data[*place] = value;
		}
		++*place;
	}
	return status;
}

/* From the lowest diagonal to the highest, which gives a row's columns in order. SciPy drops the zeros, which are mostly padding. */
static enum skops_status from_dia (struct target *t, struct skops_arena *arena)
{
	size_t count = t->from->first.count;
	struct diagonal *diagonals = skops_arena_scratch (arena, count, sizeof *diagonals);
	enum skops_status status = diagonals ? SKOPS_OK : skops_error_memory (t->err);

	for (size_t i = 0; i < count && !status; i++)
		diagonals[i] = (struct diagonal) { skops_sparse_index (&t->from->first, i), i };
	if (!status)
		qsort (diagonals, count, sizeof *diagonals, by_offset);
	for (size_t i = 1; i < count && !status; i++)
		if (diagonals[i - 1].offset == diagonals[i].offset)
			status = bad (t->err, "it has a diagonal twice");
	for (size_t i = 0; i < count && !status; i++)
		status = walk_diagonal (t, diagonals[i], false);
	places_of_counts (t);
	for (size_t i = 0; i < count && !status; i++)
		status = walk_diagonal (t, diagonals[i], true);
	return status;
}

/* Rows cost memory that no byte of the file stands for, where empty ones need not be listed. */
static bool has_too_many_rows (const struct skops_sparse_arrays *arrays)
{
	const int64_t free_rows = 1 << 24;

	return arrays->format != SKOPS_CSR && arrays->rows > free_rows && (uint64_t) arrays->rows / 64 > arrays->data.count;
}

enum skops_status skops_sparse_read (struct skops_error *err, struct skops_matrix *out, struct skops_arena *arena, const struct skops_zip *npz)
{
	struct skops_sparse_arrays arrays;
	struct target target = { .err = err, .from = &arrays };
	struct skops_arena_mark mark;
	enum skops_status status = skops_sparse_open (err, &arrays, arena, npz);
	size_t stored;

	if (status)
		return status;
	if (!arrays.data.data || !arrays.first.data || (arrays.format != SKOPS_DIA && !arrays.second.data))
		return skops_error_set (err, SKOPS_MISUSE, "the sparse matrix was opened for its headers only");
	if (has_too_many_rows (&arrays))
		return skops_error_set (err, SKOPS_UNSUPPORTED, "a sparse matrix of %lld rows, nearly all of them empty, is not read", (long long) arrays.rows);
	stored = arrays.data.count;
	target.data = skops_arena_scratch (arena, stored, sizeof *target.data);
	target.indices = skops_arena_scratch (arena, stored, sizeof *target.indices);
	target.indptr = skops_arena_alloc (arena, (size_t) arrays.rows + 1, sizeof *target.indptr);
	if (!target.data || !target.indices || !target.indptr)
		return skops_error_memory (err);
	mark = skops_arena_mark (arena);
	switch (arrays.format) {
	case SKOPS_CSR: status = from_csr (&target); break;
	case SKOPS_CSC: status = from_csc (&target); break;
	case SKOPS_COO: status = from_coo (&target, arena); break;
	case SKOPS_BSR: status = from_bsr (&target); break;
	case SKOPS_DIA: status = from_dia (&target, arena); break;
	}
	skops_arena_reset (arena, mark);
	*out = (struct skops_matrix) {
		.sparse = true, .stored_dtype = arrays.data.type.dtype, .stored_rank = 2, .rows = arrays.rows, .columns = arrays.columns,
		.data = target.data, .indptr = target.indptr, .indices = target.indices,
	};
	return status;
}
