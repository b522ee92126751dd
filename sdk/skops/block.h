/* SPDX-License-Identifier: BSD-3-Clause */
/* Blocks: some rows of data on their way through the model. Numbers are float64 inside a block whatever they were outside; `dtype` says what
 * they stand for, and the core rounds or casts where scikit-learn would. */
#ifndef SKOPS_BLOCK_H
#define SKOPS_BLOCK_H

#include <math.h>
#include <string.h>

#include "skops/value.h"

enum skops_form {
	SKOPS_ANY = 0,       /* accepted: whatever comes; as an output: the child or the method itself decides */
	SKOPS_DENSE = 1,     /* f8: rows × width, row r at f8 + r × stride */
	SKOPS_DENSE_F4 = 2,  /* f4, likewise: numbers that are float32, or were narrowed as scikit-learn narrows for trees; input only, and only of a method that names it */
	SKOPS_CSR = 3,       /* indptr, indices, f8 */
	SKOPS_TABLE = 4,     /* columns, each with its own kind */
	SKOPS_RAGGED = 5,    /* indptr, f8: rows of different length; output only */
	SKOPS_LIKE_X = 6,    /* output only: dense for any X but CSR; for CSR the core hands out a copy of X, whose values are to be changed */
};

/* What an element of a column is. */
enum skops_column_kind {
	SKOPS_COLUMN_F8 = 1, SKOPS_COLUMN_F4, SKOPS_COLUMN_I8, SKOPS_COLUMN_U8, SKOPS_COLUMN_BOOL, /* bytes of 0 and 1 */
	SKOPS_COLUMN_TEXT32, SKOPS_COLUMN_TEXT64,     /* UTF-8 bytes at data + offsets[r], as Arrow has them */
	SKOPS_COLUMN_CATEGORY,                         /* int32 codes into `dictionary`; -1 is missing */
	SKOPS_COLUMN_DATETIME, SKOPS_COLUMN_TIMEDELTA, /* int64 of `unit` */
	SKOPS_COLUMN_VALUES,                           /* struct skops_value: anything */
	SKOPS_COLUMN_LISTS,                            /* struct skops_values: rows that are lists (tokens, label sets) */
};

/* One column of a table, Arrow-shaped. Read it with skops_column_at, or by kind where speed asks for it. */
struct skops_column {
	uint8_t kind;
	uint8_t unit;
	uint8_t missing;       /* enum skops_value_kind of a missing text or value: NONE, NA or FLOAT (NaN) */
	uint8_t reserved[5];
	const void *data;      /* element r at data + r × stride */
	size_t stride;         /* bytes */
	const void *offsets;   /* texts: int32 or int64, rows + 1 of them */
	const uint8_t *valid;  /* NULL, or one byte per row: 0 is missing */
	const struct skops_values *dictionary;
	struct skops_text name; /* data NULL: none */
};

struct skops_block {
	uint8_t form;  /* enum skops_form */
	uint8_t dtype; /* enum skops_dtype that the numbers stand for; of a table the one that all values have, or SKOPS_OBJECT */
	uint8_t reserved[6];
	size_t rows, width;
	size_t first;  /* the first row's number in the input */
	double *f8;    /* CSR: the explicit values */
	float *f4;
	size_t stride; /* dense: elements from row to row */
	int64_t *indptr;   /* rows + 1; indptr[0] is 0 */
	int32_t *indices;
	size_t capacity;   /* CSR, ragged: elements that f8 and indices have room for */
	struct skops_column *columns;
};

static inline double *skops_row (const struct skops_block *block, size_t row)
{
	return block->f8 + row * block->stride;
}

static inline const float *skops_row_f4 (const struct skops_block *block, size_t row)
{
	return block->f4 + row * block->stride;
}

/* The place of a value in a table that apply is to fill. */
static inline struct skops_value *skops_cell (const struct skops_block *block, size_t row, size_t column)
{
	return (struct skops_value *) (uintptr_t) ((const char *) block->columns[column].data + row * block->columns[column].stride);
}

/* The float16 nearest to `value`, of two equally near ones the even one. Adding a number so large that its last place is that of the result rounds to there. */
static inline double skops_round_to_half (double value)
{
	uint64_t bits, large_bits;
	double large, rounded;
	int exponent;

	memcpy (&bits, &value, sizeof bits);
	exponent = (int) (bits >> 52 & 2047) - 1023;
	if (exponent > 15)
		return exponent == 1024 ? value : __builtin_copysign (__builtin_inf (), value);
	if (exponent < -14) /* subnormal: the last place is 2^-24 */
		exponent = -14;
	large_bits = (uint64_t) (exponent + 42 + 1023) << 52 | UINT64_C (1) << 51; /* 1.5 × 2^(exponent + 42) */
	memcpy (&large, &large_bits, sizeof large);
	rounded = __builtin_copysign (value + large - large, value);
	return __builtin_fabs (rounded) > 65504 ? __builtin_copysign (__builtin_inf (), value) : rounded;
}

/* `value` as an element of `dtype` holds it: the rounding of an in-place operation on a float32 or float16 array, where one step of an estimator has several. */
static inline double skops_round_to (uint8_t dtype, double value)
{
	return dtype == SKOPS_F4 ? (double) (float) value : dtype == SKOPS_F2 ? skops_round_to_half (value) : value;
}

/* The value at `row` of any column; texts point into the column. */
static inline struct skops_value skops_column_at (const struct skops_column *column, size_t row)
{
	struct skops_value value;
	const char *at = (const char *) column->data + row * column->stride;

	memset (&value, 0, sizeof value);
	if (column->valid && !column->valid[row]) {
		value.kind = column->missing;
		if (value.kind == SKOPS_IS_FLOAT)
			value.f = __builtin_nan ("");
		return value;
	}
	switch (column->kind) {
	case SKOPS_COLUMN_F8: value.kind = SKOPS_IS_FLOAT; value.f = *(const double *) (const void *) at; break;
	case SKOPS_COLUMN_F4: value.kind = SKOPS_IS_FLOAT; value.f = (double) *(const float *) (const void *) at; break;
	case SKOPS_COLUMN_I8: value.kind = SKOPS_IS_INT; value.i = *(const int64_t *) (const void *) at; break;
	case SKOPS_COLUMN_U8:
		value.u = *(const uint64_t *) (const void *) at;
		value.kind = value.u > (uint64_t) INT64_MAX ? SKOPS_IS_UINT : SKOPS_IS_INT;
		break;
	case SKOPS_COLUMN_BOOL: value.kind = SKOPS_IS_BOOL; value.i = *(const uint8_t *) at != 0; break;
	case SKOPS_COLUMN_TEXT32: {
		const int32_t *offsets = (const int32_t *) column->offsets + row;
		value.kind = SKOPS_IS_TEXT;
		value.text = (const char *) column->data + offsets[0];
		value.size = (uint32_t) (offsets[1] - offsets[0]);
		break;
	}
	case SKOPS_COLUMN_TEXT64: {
		const int64_t *offsets = (const int64_t *) column->offsets + row;
		value.kind = SKOPS_IS_TEXT;
		value.text = (const char *) column->data + offsets[0];
		value.size = (uint32_t) (offsets[1] - offsets[0]);
		break;
	}
	case SKOPS_COLUMN_CATEGORY: {
		int32_t code = *(const int32_t *) (const void *) at;
		if (code >= 0)
			return column->dictionary->items[code];
		value.kind = column->missing;
		if (value.kind == SKOPS_IS_FLOAT)
			value.f = __builtin_nan ("");
		break;
	}
	case SKOPS_COLUMN_DATETIME: value.kind = SKOPS_IS_DATETIME; value.unit = column->unit; value.i = *(const int64_t *) (const void *) at; break;
	case SKOPS_COLUMN_TIMEDELTA: value.kind = SKOPS_IS_TIMEDELTA; value.unit = column->unit; value.i = *(const int64_t *) (const void *) at; break;
	case SKOPS_COLUMN_VALUES: return *(const struct skops_value *) (const void *) at;
	default: break;
	}
	return value;
}

#endif
