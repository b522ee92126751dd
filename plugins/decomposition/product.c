/* SPDX-License-Identifier: BSD-3-Clause */
/* A block of rows times a matrix. */
#include "decomposition.h"

enum skops_status block_product (struct skops_call *call, const struct skops_block *x, const double *b, size_t columns, double *out, size_t step)
{
	if (x->form != SKOPS_CSR)
		return skops_gemm (call, false, false, x->rows, columns, x->width, 1, x->f8, x->stride, b, columns, 0, out, step);
	for (size_t r = 0; r < x->rows; r++) {
		memset (out + r * step, 0, columns * sizeof *out);
		for (int64_t k = x->indptr[r]; k < x->indptr[r + 1]; k++) {
			const double *row = b + (size_t) x->indices[k] * columns;

			for (size_t c = 0; c < columns; c++)
				out[r * step + c] += x->f8[k] * row[c];
		}
	}
	return SKOPS_OK;
}
