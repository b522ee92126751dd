/* SPDX-License-Identifier: BSD-3-Clause */
/* Blocks side by side: numpy.hstack and scipy.sparse.hstack, as FeatureUnion and ColumnTransformer use them. */
#include <string.h>

#include "compose.h"

const struct skops_word step_words[] = {
	SKOPS_TEXT_WORD ("passthrough", IS_PASSTHROUGH), SKOPS_TEXT_WORD ("drop", IS_DROP), SKOPS_NONE_WORD (IS_NONE), SKOPS_END_WORD,
};

const struct skops_field weight_item = { .name = "", .kind = SKOPS_KIND_FLOAT, .size = sizeof (double), .flags = SKOPS_FINITE };

double weight_of (const struct skops_dict *weights, struct skops_text name)
{
	for (size_t i = 0; i < weights->count; i++)
		if (weights->keys[i].kind == SKOPS_IS_TEXT && weights->keys[i].size == name.size && !memcmp (weights->keys[i].text, name.data, name.size))
			return *SKOPS_ITEM (weights, double, i);
	return 1;
}

enum skops_status weigh (struct skops_call *call, struct skops_block *part, double weight)
{
	struct skops_block given = *part;
	bool sparse = given.form == SKOPS_CSR;
	size_t rows, width;
	double *own;

	if (weight == 1)
		return SKOPS_OK;
	if (!sparse && skops_to_dense (call, &given, part))
		return SKOPS_UNFIT;
	rows = sparse ? 1 : given.rows;
	width = sparse ? (size_t) given.indptr[given.rows] : given.width;
	own = skops_scratch (call, rows * width, sizeof *own);
	if (!own)
		return SKOPS_NO_MEMORY;
	weight = skops_round_to (given.dtype, weight);
	for (size_t r = 0; r < rows; r++)
		for (size_t i = 0; i < width; i++)
			own[r * width + i] = skops_round_to (given.dtype, skops_row (&given, r)[i] * weight);
	*part = given;
	part->f8 = own;
	part->stride = given.width;
	if (given.dtype != SKOPS_F4 && given.dtype != SKOPS_F2)
		part->dtype = SKOPS_F8;
	return SKOPS_OK;
}

/* NumPy's promotion, as far as the dtypes of transformers go. */
static uint8_t promote (uint8_t a, uint8_t b)
{
	if (a == b)
		return a;
	if (a == SKOPS_OBJECT || b == SKOPS_OBJECT)
		return SKOPS_OBJECT;
	if ((a == SKOPS_F4 && (b == SKOPS_F2 || b == SKOPS_B1 || b == SKOPS_I1 || b == SKOPS_I2 || b == SKOPS_U1 || b == SKOPS_U2))
	    || (b == SKOPS_F4 && (a == SKOPS_F2 || a == SKOPS_B1 || a == SKOPS_I1 || a == SKOPS_I2 || a == SKOPS_U1 || a == SKOPS_U2)))
		return SKOPS_F4;
	if (a == SKOPS_B1)
		return b;
	if (b == SKOPS_B1)
		return a;
	if (a >= SKOPS_I8 && a <= SKOPS_U1 && b >= SKOPS_I8 && b <= SKOPS_U1)
		return SKOPS_I8;
	return SKOPS_F8;
}

/* A number of a block as the object that NumPy makes of it. */
static struct skops_value object_of (double number, uint8_t dtype)
{
	if (dtype == SKOPS_B1)
		return (struct skops_value) { .kind = SKOPS_IS_BOOL, .i = number != 0 };
	if (dtype >= SKOPS_I8 && dtype <= SKOPS_U1)
		return (struct skops_value) { .kind = SKOPS_IS_INT, .i = (int64_t) number };
	return (struct skops_value) { .kind = SKOPS_IS_FLOAT, .f = number };
}

static enum skops_status join_tables (struct skops_call *call, struct skops_block *out, const struct skops_block *parts, size_t count, size_t rows, size_t width)
{
	size_t at = 0;

	if (skops_shape (call, out, SKOPS_TABLE, rows, width))
		return SKOPS_NO_MEMORY;
	for (size_t i = 0; i < count; i++) {
		struct skops_block dense = parts[i];

		if (parts[i].form != SKOPS_TABLE && skops_to_dense (call, &dense, &parts[i]))
			return SKOPS_NO_MEMORY;
		for (size_t c = 0; c < parts[i].width; c++, at++) {
			struct skops_value *values = (struct skops_value *) (uintptr_t) out->columns[at].data;
			for (size_t r = 0; r < rows; r++)
				values[r] = parts[i].form == SKOPS_TABLE ? skops_column_at (&parts[i].columns[c], r) : object_of (skops_row (&dense, r)[c], dense.dtype);
		}
	}
	out->dtype = SKOPS_OBJECT;
	return SKOPS_OK;
}

static enum skops_status join_csr (struct skops_call *call, struct skops_block *out, const struct skops_block *parts, size_t count, size_t rows, size_t width)
{
	size_t used = 0;

	if (skops_shape (call, out, SKOPS_CSR, rows, width))
		return SKOPS_NO_MEMORY;
	for (size_t r = 0; r < rows; r++) {
		size_t offset = 0;

		for (size_t i = 0; i < count; i++) {
			const struct skops_block *part = &parts[i];

			if (part->form == SKOPS_CSR) {
				size_t stored = (size_t) (part->indptr[r + 1] - part->indptr[r]);
				if (skops_reserve (call, out, used, stored))
					return SKOPS_NO_MEMORY;
				for (int64_t k = part->indptr[r]; k < part->indptr[r + 1]; k++, used++) {
					out->indices[used] = part->indices[k] + (int32_t) offset;
					out->f8[used] = part->f8[k];
				}
			} else {
				if (skops_reserve (call, out, used, part->width))
					return SKOPS_NO_MEMORY;
				for (size_t c = 0; c < part->width; c++)
					if (skops_row (part, r)[c] != 0) {
						out->indices[used] = (int32_t) (offset + c);
						out->f8[used++] = skops_row (part, r)[c];
					}
			}
			offset += part->width;
		}
		out->indptr[r + 1] = (int64_t) used;
	}
	return SKOPS_OK;
}

static enum skops_status join_dense (struct skops_call *call, struct skops_block *out, const struct skops_block *parts, size_t count, size_t rows, size_t width)
{
	size_t at = 0;

	if (skops_shape (call, out, SKOPS_DENSE, rows, width))
		return SKOPS_NO_MEMORY;
	for (size_t i = 0; i < count; i++) {
		struct skops_block dense;

		if (skops_to_dense (call, &dense, &parts[i]))
			return SKOPS_NO_MEMORY;
		for (size_t r = 0; dense.width && r < rows; r++)
			memcpy (skops_row (out, r) + at, skops_row (&dense, r), dense.width * sizeof (double));
		at += dense.width;
	}
	return SKOPS_OK;
}

/* A table of numbers alone is a dense block in a table's clothes; pandas makes objects of one that mixes bools with other numbers. */
static bool is_numeric (const struct skops_block *block)
{
	size_t bools = 0;

	for (size_t c = 0; c < block->width; c++) {
		uint8_t kind = block->columns[c].kind;
		if (kind != SKOPS_COLUMN_F8 && kind != SKOPS_COLUMN_F4 && kind != SKOPS_COLUMN_I8 && kind != SKOPS_COLUMN_BOOL)
			return false;
		bools += kind == SKOPS_COLUMN_BOOL;
	}
	return !bools || bools == block->width;
}

enum skops_status join_columns (struct skops_call *call, struct skops_block *out, const struct skops_block *parts, size_t count, enum join_sparse sparse)
{
	struct skops_block *numbers = skops_scratch (call, count, sizeof *numbers);
	size_t width = 0, rows = count ? parts[0].rows : out->rows;
	bool any_table = false, any_sparse = false;
	uint8_t dtype = SKOPS_F8;
	enum skops_status status;

	if (!numbers)
		return SKOPS_NO_MEMORY;
	for (size_t i = 0; i < count; i++) {
		numbers[i] = parts[i];
		if (parts[i].form == SKOPS_TABLE && is_numeric (&parts[i]) && skops_to_dense (call, &numbers[i], &parts[i]))
			return SKOPS_NO_MEMORY;
		any_table |= numbers[i].form == SKOPS_TABLE;
		any_sparse |= numbers[i].form == SKOPS_CSR;
		dtype = i ? promote (dtype, numbers[i].dtype) : numbers[i].dtype;
		width += numbers[i].width;
	}
	if (any_table)
		return join_tables (call, out, numbers, count, rows, width);
	if (width > INT32_MAX)
		return skops_fail (call, SKOPS_UNSUPPORTED, "%zu columns are too many", width);
	status = sparse == SPARSE_ALWAYS || (sparse == SPARSE_IF_ANY && any_sparse) ? join_csr (call, out, numbers, count, rows, width)
		: join_dense (call, out, numbers, count, rows, width);
	out->dtype = dtype;
	return status;
}

enum skops_status weigh_columns (struct skops_call *call, struct skops_columns *part, double weight)
{
	if (weight == 1)
		return SKOPS_OK;
	return skops_onnx_answer (call, part, skops_onnx_2 (call, "Mul", skops_onnx_dense (call, part), skops_onnx_number (call, weight)));
}
