/* SPDX-License-Identifier: BSD-3-Clause */
/* SciPy's sparse matrices as save_npz writes them, brought to CSR and checked. */
#ifndef SKOPS_FORMAT_NPZ_H
#define SKOPS_FORMAT_NPZ_H

#include "base/arena.h"
#include "base/error.h"
#include "base/limits.h"
#include "format/zip.h"
#include "skops/value.h"

/* What save_npz says of itself, without its values. */
struct skops_sparse_info {
	char format[4];     /* "csr", "csc", "coo", "bsr", "dia" */
	int64_t shape[2];
	size_t stored;      /* explicit values */
	enum skops_dtype dtype;
};

/* From an opened .npz: SKOPS_UNSUPPORTED if it is not a sparse matrix at all (no `format`), SKOPS_BAD_FILE if it is a broken one. */
enum skops_status skops_sparse_describe (struct skops_error *err, struct skops_sparse_info *out, const struct skops_zip *npz);

/* Any of the five formats to CSR (duplicates of COO summed in order, explicit zeros kept, order within a row kept as SciPy's tocsr gives it).
 * Values become float64 (an integer that float64 does not have is SKOPS_UNFIT). */
enum skops_status skops_sparse_read (struct skops_error *err, struct skops_matrix *out, struct skops_arena *arena, const struct skops_zip *npz);

#endif
