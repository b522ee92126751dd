/* SPDX-License-Identifier: BSD-3-Clause */
/* The members of a sparse matrix's .npz, found and held against one another before any value is read. */
#include "format/npz.h"

#include <string.h>

#include "base/text.h"
#include "format/sparse_arrays.h"

const char *const skops_sparse_names[5] = { "csr", "csc", "coo", "bsr", "dia" };

static enum skops_status bad (struct skops_error *err, const char *what)
{
	return skops_error_set (err, SKOPS_BAD_FILE, "the sparse matrix is broken: %s", what);
}

static enum skops_status get (struct skops_error *err, struct skops_npy *out, struct skops_arena *arena, const struct skops_zip *npz, const char *name)
{
	const struct skops_member *member = skops_zip_find (npz, skops_text_of (name));
	enum skops_status status;

	if (!member)
		return skops_error_set (err, SKOPS_BAD_FILE, "the sparse matrix is broken: it has no %s", name);
	status = skops_npy_parse (err, out, arena, member->data, member->loaded, member->size);
	if (status)
		skops_error_prefix (err, "%s", name);
	return status;
}

static bool is_integer (const struct skops_npy *array)
{
	return array->type.dtype >= SKOPS_I8 && array->type.dtype <= SKOPS_U1;
}

int64_t skops_sparse_index (const struct skops_npy *array, size_t i)
{
	const uint8_t *bytes = array->data + i * array->type.item;
	size_t size = array->type.item;
	bool big = array->type.swapped == (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__);
	bool is_signed = array->type.dtype >= SKOPS_I8 && array->type.dtype <= SKOPS_I1;
	uint64_t value = is_signed && (bytes[big ? 0 : size - 1] & 0x80) ? UINT64_MAX : 0;

	for (size_t k = 0; k < size; k++)
		value = value << 8 | bytes[big ? k : size - 1 - k];
	return !is_signed && value > INT64_MAX ? -1 : (int64_t) value;
}

/* One to four ASCII characters, of |S or <U. */
static enum skops_status read_format (struct skops_error *err, struct skops_sparse_arrays *out, struct skops_arena *arena, const struct skops_zip *npz)
{
	struct skops_npy array;
	char name[8] = "";
	enum skops_status status;
	size_t unit;

	if (!skops_zip_find (npz, skops_text_of ("format.npy")))
		return skops_error_set (err, SKOPS_UNSUPPORTED, "the .npz holds no sparse matrix");
	status = get (err, &array, arena, npz, "format.npy");
	if (status)
		return status;
	unit = array.type.dtype == SKOPS_STRING ? 4 : 1;
	if ((array.type.dtype != SKOPS_STRING && array.type.dtype != SKOPS_BYTES) || array.rank != 0 || !array.data || array.type.item >= unit * sizeof name)
		return bad (err, "its format is no short text");
	for (size_t i = 0; i < array.type.item / unit; i++) {
		const uint8_t *at = array.data + i * unit;
		bool big = array.type.swapped == (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__);

		name[i] = (char) at[big ? unit - 1 : 0];
	}
	for (unsigned i = 0; i < 5; i++)
		if (strcmp (name, skops_sparse_names[i]) == 0) {
			out->format = i;
			return SKOPS_OK;
		}
	return skops_error_set (err, SKOPS_BAD_FILE, "the sparse matrix is broken: its format is \"%s\"", name);
}

static enum skops_status read_shape (struct skops_error *err, struct skops_sparse_arrays *out, struct skops_arena *arena, const struct skops_zip *npz)
{
	struct skops_npy array;
	enum skops_status status = get (err, &array, arena, npz, "shape.npy");

	if (status)
		return status;
	if (!is_integer (&array) || array.rank != 1 || !array.data)
		return bad (err, "its shape is no list of integers");
	if (array.count != 2)
		return skops_error_set (err, SKOPS_UNSUPPORTED, "a sparse array of %zu dimensions is not read", array.count);
	out->rows = skops_sparse_index (&array, 0);
	out->columns = skops_sparse_index (&array, 1);
	if (out->rows < 0 || out->columns < 0)
		return bad (err, "its shape is negative");
	if (out->columns > INT32_MAX)
		return skops_error_set (err, SKOPS_UNSUPPORTED, "a sparse matrix of over 2,147,483,647 columns is not read");
	return SKOPS_OK;
}

static enum skops_status check_data (struct skops_error *err, const struct skops_sparse_arrays *arrays)
{
	static const unsigned ranks[] = { 1, 1, 1, 3, 2 };

	if (arrays->data.type.dtype == SKOPS_NO_DTYPE || arrays->data.type.dtype > SKOPS_B1 || arrays->data.type.dtype == SKOPS_F2)
		return skops_error_set (err, SKOPS_UNSUPPORTED, "a sparse matrix of type %s is not read", arrays->data.descr);
	if (arrays->data.rank != ranks[arrays->format])
		return bad (err, "its data has the wrong number of dimensions");
	return SKOPS_OK;
}

/* Lengths that must agree, and sizes that must be those of the shape. */
static enum skops_status check_lengths (struct skops_error *err, const struct skops_sparse_arrays *arrays)
{
	const struct skops_npy *data = &arrays->data, *first = &arrays->first, *second = &arrays->second;
	int64_t major = arrays->format == SKOPS_CSC ? arrays->columns : arrays->rows, block;

	if (!is_integer (first) || first->rank != 1 || (arrays->format != SKOPS_DIA && (!is_integer (second) || second->rank != 1)))
		return bad (err, "its indices are no list of integers");
	if (first->count != (size_t) data->shape[0])
		return bad (err, "it has not as many indices as values");
	if (arrays->format == SKOPS_DIA)
		return SKOPS_OK;
	if (arrays->format == SKOPS_COO)
		return second->count == data->count ? SKOPS_OK : bad (err, "it has not as many indices as values");
	if (arrays->format == SKOPS_BSR) {
		block = data->shape[1];
		if (block < 1 || data->shape[2] < 1 || major % block || arrays->columns % data->shape[2])
			return bad (err, "its blocks do not fill its shape");
		major /= block;
	}
	if (second->count == 0 || second->count - 1 != (size_t) major)
		return bad (err, "its indptr has not one entry more than its shape has rows");
	return SKOPS_OK;
}

enum skops_status skops_sparse_open (struct skops_error *err, struct skops_sparse_arrays *out, struct skops_arena *arena, const struct skops_zip *npz)
{
	static const char *const firsts[] = { "indices.npy", "indices.npy", "row.npy", "indices.npy", "offsets.npy" };
	static const char *const seconds[] = { "indptr.npy", "indptr.npy", "col.npy", "indptr.npy", NULL };
	enum skops_status status;

	memset (out, 0, sizeof *out);
	status = read_format (err, out, arena, npz);
	if (!status)
		status = read_shape (err, out, arena, npz);
	if (!status)
		status = get (err, &out->data, arena, npz, "data.npy");
	if (!status)
		status = check_data (err, out);
	if (!status)
		status = get (err, &out->first, arena, npz, firsts[out->format]);
	if (!status && seconds[out->format])
		status = get (err, &out->second, arena, npz, seconds[out->format]);
	return status ? status : check_lengths (err, out);
}

void skops_sparse_diagonal (const struct skops_sparse_arrays *arrays, int64_t offset, int64_t *begin, int64_t *end)
{
	int64_t width = arrays->data.shape[1] < arrays->columns ? arrays->data.shape[1] : arrays->columns;

	*begin = *end = 0;
	if (offset <= -arrays->rows || offset >= width)
		return;
	*begin = offset > 0 ? offset : 0;
	*end = offset < width - arrays->rows ? arrays->rows + offset : width;
}

enum skops_status skops_sparse_describe (struct skops_error *err, struct skops_sparse_info *out, const struct skops_zip *npz)
{
	struct skops_arena *arena = skops_arena_new (1 << 20);
	struct skops_sparse_arrays arrays;
	enum skops_status status = arena ? skops_sparse_open (err, &arrays, arena, npz) : skops_error_memory (err);

	if (!status) {
		*out = (struct skops_sparse_info) {
			.shape = { arrays.rows, arrays.columns },
			.stored = arrays.data.count,
			.dtype = arrays.data.type.dtype,
		};
		memcpy (out->format, skops_sparse_names[arrays.format], sizeof out->format);
		if (arrays.format == SKOPS_DIA && arrays.first.data) {
			out->stored = 0;
			for (size_t i = 0; i < arrays.first.count; i++) {
				int64_t begin, end;

				skops_sparse_diagonal (&arrays, skops_sparse_index (&arrays.first, i), &begin, &end);
				out->stored += (size_t) (end > begin ? end - begin : 0);
			}
		}
	}
	skops_arena_free (arena);
	return status;
}
