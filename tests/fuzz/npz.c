/* SPDX-License-Identifier: BSD-3-Clause */
/* SciPy's sparse matrices: whatever their format, what is accepted is CSR that cannot reach outside of itself. */
#include "format/npz.h"
#include "fuzz.h"

static void check_matrix (const struct skops_matrix *matrix, const struct skops_sparse_info *info)
{
	fuzz_assert (matrix->sparse && matrix->rows == info->shape[0] && matrix->columns == info->shape[1] && matrix->indptr[0] == 0);
	for (int64_t r = 0; r < matrix->rows; r++)
		fuzz_assert (matrix->indptr[r] <= matrix->indptr[r + 1]);
	for (int64_t i = 0; i < matrix->indptr[matrix->rows]; i++)
		fuzz_assert (matrix->indices[i] >= 0 && matrix->indices[i] < matrix->columns);
	fuzz_touch (matrix->data, (size_t) matrix->indptr[matrix->rows] * sizeof *matrix->data);
}

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
	struct skops_arena *arena = skops_arena_new (fuzz_limits.memory);
	struct skops_error err = { 0 };
	struct skops_sparse_info info;
	struct skops_matrix matrix;
	const struct skops_zip *zip;
	enum skops_status described, status;

	fuzz_assert (arena != NULL);
	if (!skops_zip_parse (&err, &zip, arena, data, size, false, &fuzz_limits)) {
		described = skops_sparse_describe (&err, &info, zip);
		fuzz_check_status (&err, described);
		err.status = SKOPS_OK;
		status = skops_sparse_read (&err, &matrix, arena, zip);
		fuzz_check_status (&err, status);
		fuzz_assert (!described || status);
		if (!status)
			check_matrix (&matrix, &info);
	}
	skops_arena_free (arena);
	return 0;
}
