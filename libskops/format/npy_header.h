/* SPDX-License-Identifier: BSD-3-Clause */
/* The header of an .npy file: a Python dictionary, of which exactly NumPy's own spellings are understood. */
#ifndef SKOPS_FORMAT_NPY_HEADER_H
#define SKOPS_FORMAT_NPY_HEADER_H

#include "base/arena.h"
#include "base/error.h"
#include "format/npy.h"
#include "skops/value.h"

/* Fills type, fields, fortran, rank, shape and descr. Versions 1 and 2 are Latin-1, version 3 is UTF-8. */
enum skops_status skops_npy_header (struct skops_error *err, struct skops_npy *out, struct skops_arena *arena, struct skops_text text,
                                    bool latin1);

/* "<f8" and its like, without the quotes. SKOPS_UNSUPPORTED for objects, complex numbers, long doubles and plain void. */
enum skops_status skops_npy_type_parse (struct skops_error *err, struct skops_npy_type *out, struct skops_text text);

/* "float64", "<U7", "datetime64[us]" for people, into `out`. */
char *skops_npy_type_show (char *out, size_t capacity, const struct skops_npy_type *type);

#endif
