/* SPDX-License-Identifier: BSD-3-Clause */
/* The arrays of a sparse matrix as they lie in its .npz, named and measured, values unread. */
#ifndef SKOPS_FORMAT_SPARSE_ARRAYS_H
#define SKOPS_FORMAT_SPARSE_ARRAYS_H

#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "format/npy.h"
#include "format/zip.h"

enum skops_sparse_format { SKOPS_CSR, SKOPS_CSC, SKOPS_COO, SKOPS_BSR, SKOPS_DIA };

struct skops_sparse_arrays {
	enum skops_sparse_format format;
	int64_t rows, columns;   /* columns fit in 32 bits */
	struct skops_npy data;   /* of rank 1; bsr: blocks of rank 3; dia: diagonals of rank 2 */
	struct skops_npy first;  /* csr, csc, bsr: indices; coo: row; dia: offsets */
	struct skops_npy second; /* csr, csc, bsr: indptr; coo: col; dia: not there */
};

/* As skops_sparse_describe; the arrays' data is NULL where a headers-only reading left it out. */
enum skops_status skops_sparse_open (struct skops_error *err, struct skops_sparse_arrays *out, struct skops_arena *arena, const struct skops_zip *npz);

/* Element i of an integer or bool array; an unsigned one above INT64_MAX is -1, for no index is that large. */
int64_t skops_sparse_index (const struct skops_npy *array, size_t i);

/* How much of diagonal `offset` lies inside of the matrix: columns *begin to *end of the data's row. */
void skops_sparse_diagonal (const struct skops_sparse_arrays *arrays, int64_t offset, int64_t *begin, int64_t *end);

extern const char *const skops_sparse_names[5];

#endif
