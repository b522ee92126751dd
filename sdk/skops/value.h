/* SPDX-License-Identifier: BSD-3-Clause */
/* The plain data that tables bind: texts, values, arrays, lists. All of it is const to a plugin, lives in the model's
 * arena and dies with the model. */
#ifndef SKOPS_VALUE_H
#define SKOPS_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes with a length. A NUL inside is a byte like another; text bound from a file is also NUL-terminated behind `size`. */
struct skops_text {
	const char *data;
	size_t size;
};

/* Element types, named as NumPy names them. */
enum skops_dtype {
	SKOPS_NO_DTYPE = 0,
	SKOPS_F8, SKOPS_F4, SKOPS_F2,
	SKOPS_I8, SKOPS_I4, SKOPS_I2, SKOPS_I1,
	SKOPS_U8, SKOPS_U4, SKOPS_U2, SKOPS_U1,
	SKOPS_B1,                      /* bool, one byte */
	SKOPS_STRING,                  /* <U */
	SKOPS_BYTES,                   /* |S */
	SKOPS_DATETIME, SKOPS_TIMEDELTA, /* int64 of a unit */
	SKOPS_OBJECT,                  /* Python objects: mixed values */
	SKOPS_RECORD_DTYPE,            /* structured */
};

enum skops_value_kind {
	SKOPS_IS_NONE = 0,  /* Python's None */
	SKOPS_IS_NA,        /* pandas.NA */
	SKOPS_IS_BOOL,      /* i */
	SKOPS_IS_INT,       /* i */
	SKOPS_IS_UINT,      /* u, above INT64_MAX */
	SKOPS_IS_FLOAT,     /* f; NaN is the missing value of numbers */
	SKOPS_IS_TEXT,      /* text, size */
	SKOPS_IS_BYTES,     /* text, size */
	SKOPS_IS_DATETIME,  /* i in `unit`; INT64_MIN is NaT */
	SKOPS_IS_TIMEDELTA, /* i in `unit` */
};

/* Units of datetime64 and timedelta64. */
enum skops_unit {
	SKOPS_UNIT_GENERIC = 0,
	SKOPS_YEAR, SKOPS_MONTH, SKOPS_WEEK, SKOPS_DAY, SKOPS_HOUR, SKOPS_MINUTE, SKOPS_SECOND,
	SKOPS_MILLISECOND, SKOPS_MICROSECOND, SKOPS_NANOSECOND, SKOPS_PICOSECOND, SKOPS_FEMTOSECOND, SKOPS_ATTOSECOND,
};

/* One Python scalar. Equality is Python's: 1 == 1.0 == True, "1" != 1; the index of the host finds NaN as equal to NaN. */
struct skops_value {
	uint8_t kind; /* enum skops_value_kind */
	uint8_t unit; /* enum skops_unit */
	uint16_t reserved;
	uint32_t size; /* bytes of text */
	union {
		int64_t i;
		uint64_t u;
		double f;
		const char *text;
	};
};

/* A sequence of scalars, whatever it was in the file: an array of numbers, of strings, of objects, a list. `classes_`, `categories_`. */
struct skops_values {
	const struct skops_value *items;
	size_t count;
	uint8_t dtype;        /* enum skops_dtype: what predictions made of these are written as */
	uint8_t unit;         /* of datetimes */
	uint8_t rank;         /* of the stored array: 0 to 2; items are in C order */
	uint8_t reserved[5];
	int64_t dims[2];
};

enum { SKOPS_MAX_RANK = 4 };

/* A numeric array, native-endian, aligned, C-ordered unless the field asked otherwise, already of the dtype that the field asked for. */
struct skops_array {
	const void *data; /* NULL: absent or None */
	uint8_t dtype;        /* of data */
	uint8_t stored_dtype; /* in the file: tells a float32 model from a float64 one */
	uint8_t rank;         /* of the view */
	uint8_t stored_rank;  /* in the file: `coef_` [F] or [1,F] decides what predict returns */
	uint32_t flags;
	size_t count;                    /* elements: the product of dims */
	int64_t dims[SKOPS_MAX_RANK];    /* 1 behind rank */
	int64_t strides[SKOPS_MAX_RANK]; /* bytes */
};

/* Dense, or CSR with sorted or unsorted columns; every index is in range and indptr is monotone. Values are float64. */
struct skops_matrix {
	bool sparse;
	uint8_t stored_dtype;
	uint8_t stored_rank;
	uint8_t reserved[5];
	int64_t rows, columns;
	const double *data;     /* dense: rows × columns in C order; sparse: indptr[rows] values */
	const int64_t *indptr;  /* rows + 1 */
	const int32_t *indices;
};

/* A list, tuple or object array; `items` points to `count` members of the type that the field's item states. */
struct skops_list {
	const void *items;
	size_t count;
	uint32_t rank;      /* 2 for an object array of two dimensions */
	uint32_t reserved;
	int64_t dims[2];
};

/* A dictionary, in the file's order: keys, and items as in a list. */
struct skops_dict {
	const struct skops_value *keys;
	const void *items;
	size_t count;
};

struct skops_child; /* a fitted estimator inside another, complete before its owner is built */

/* A child, or the word that stands in its place ("passthrough", "drop", None). */
struct skops_step {
	const struct skops_child *child; /* NULL: see word */
	int word;
	int reserved;
};

/* An object that is no estimator, chosen by its class. */
struct skops_record {
	const void *state; /* the struct of the case's table; NULL where the case has none, or the record is absent */
	int tag;           /* the case's */
	int reserved;
};

#define SKOPS_INT_NONE INT64_MIN /* None where an int was allowed to be None; a float is NaN then, a text NULL */

static inline const double *skops_f8 (const struct skops_array *array)
{
	return (const double *) array->data;
}

static inline const int64_t *skops_i8 (const struct skops_array *array)
{
	return (const int64_t *) array->data;
}

/* Item i of a list or dictionary as `type`. */
#define SKOPS_ITEM(list, type, i) (&((const type *) (list)->items)[i])

#endif
