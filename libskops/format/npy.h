/* SPDX-License-Identifier: BSD-3-Clause */
/* The .npy format, versions 1 to 3: bytes to a checked description of an array, and back. The header is read by a grammar of its own;
 * nothing is evaluated. */
#ifndef SKOPS_FORMAT_NPY_H
#define SKOPS_FORMAT_NPY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "skops/value.h"

enum { SKOPS_NPY_RANK = 32, SKOPS_NPY_FIELDS = 64 };

/* One scalar type: "<f8", "|S5", "<M8[us]". */
struct skops_npy_type {
	uint8_t dtype;     /* enum skops_dtype; SKOPS_RECORD_DTYPE for structured types */
	bool swapped;      /* big-endian */
	uint8_t unit;      /* enum skops_unit */
	uint32_t unit_count; /* the 25 of [25us]; 1 */
	size_t item;       /* bytes of one element (4 × characters for <U) */
};

struct skops_npy_field {
	char name[64];
	struct skops_npy_type type;
	size_t offset; /* in the record; may be unaligned */
};

struct skops_npy {
	struct skops_npy_type type;
	const struct skops_npy_field *fields; /* structured types */
	size_t n_fields;
	bool fortran;
	unsigned rank;
	int64_t shape[SKOPS_NPY_RANK];
	size_t count;       /* product of shape, checked */
	const uint8_t *data; /* inside the bytes given, unaligned perhaps; NULL where only the header was there */
	size_t header;      /* bytes before data */
	char descr[128];    /* as shown to people: "float64", "<U7", "{left_child: int64, …}" cut with … */
};

/* Checks magic, version, header length against `size`, the header's grammar, dtype, shape (no negative, no overflow), and that exactly
 * count × item bytes follow (`total` is the member's full size; when `size` < total only the header need be there and data is NULL).
 * SKOPS_BAD_FILE else; object arrays (|O) are SKOPS_UNSUPPORTED. */
enum skops_status skops_npy_parse (struct skops_error *err, struct skops_npy *out, struct skops_arena *arena,
                                   const uint8_t *bytes, size_t size, size_t total);

/* Copies element types between layouts: native-endian, C-ordered, aligned, into `out` of count × item bytes. */
void skops_npy_copy (void *out, const struct skops_npy *array);

/* Appends an .npy of version 1 (or 2 for long headers): `descr` as NumPy spells it ("<f8", "<U5", "|b1"); data is C-ordered, native. */
void skops_npy_write (struct skops_buffer *out, const char *descr, const int64_t *shape, unsigned rank, const void *data, size_t bytes);

/* "float64", "int32", "<U", "bool" … of an element type: for messages. */
const char *skops_dtype_name (enum skops_dtype dtype);
size_t skops_dtype_size (enum skops_dtype dtype); /* 0 where it varies */

#endif
