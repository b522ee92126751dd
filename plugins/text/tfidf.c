/* SPDX-License-Identifier: BSD-3-Clause */
/* The weights of terms. Source: sklearn/feature_extraction/text.py, TfidfTransformer; sklearn/utils/sparsefuncs_fast.pyx, inplace_csr_row_normalize_l2. */
#include <math.h>

#include "vectorizers.h"

static const struct skops_word norm_words[] = { SKOPS_TEXT_WORD ("l1", TEXT_NORM_L1), SKOPS_TEXT_WORD ("l2", TEXT_NORM_L2), SKOPS_NONE_WORD (TEXT_NORM_NONE), SKOPS_END_WORD };

static const struct skops_field tfidf_fields[] = {
	SKOPS_ARRAY (struct text_tfidf, idf_, .dims = "F", .flags = SKOPS_OPTIONAL, .since = SKOPS_VERSION (1, 5)),
	SKOPS_MATRIX (struct text_tfidf, idf_diag, .attribute = "_idf_diag", .dims = "F,F", .flags = SKOPS_OPTIONAL, .until = SKOPS_VERSION (1, 4)),
	SKOPS_BOOL (struct text_tfidf, use_idf, .flags = SKOPS_PARAMETER),
	SKOPS_BOOL (struct text_tfidf, sublinear_tf, .flags = SKOPS_PARAMETER),
	SKOPS_WORD (struct text_tfidf, norm, norm_words, .flags = SKOPS_PARAMETER),
};

const struct skops_table text_tfidf_table = { .size = sizeof text_tfidf_table, .field_size = sizeof tfidf_fields[0], .count = sizeof tfidf_fields / sizeof tfidf_fields[0],
	.struct_size = sizeof (struct text_tfidf), .fields = tfidf_fields };

/* The diagonal of a matrix that has nothing else. */
static enum skops_status diagonal (struct skops_call *call, const struct skops_matrix *matrix, double *out)
{
	for (int64_t r = 0; r < matrix->rows; r++) {
		if (!matrix->sparse) {
			out[r] = matrix->data[r * matrix->columns + r];
			continue;
		}
		for (int64_t k = matrix->indptr[r]; k < matrix->indptr[r + 1]; k++) {
			if (matrix->indices[k] != r)
				return skops_fail (call, SKOPS_BAD_FILE, "_idf_diag is no diagonal");
			out[r] += matrix->data[k];
		}
	}
	return SKOPS_OK;
}

enum skops_status text_tfidf_build (struct skops_call *call, struct text_tfidf *tfidf)
{
	const struct skops_matrix *matrix = &tfidf->idf_diag;
	double *idf;

	tfidf->old = call->writer < SKOPS_VERSION (1, 5);
	if (!tfidf->old) {
		tfidf->idf = skops_f8 (&tfidf->idf_);
		tfidf->n_idf = tfidf->idf_.count;
	} else if (tfidf->use_idf && (matrix->data || matrix->indptr)) {
		if (matrix->rows != matrix->columns)
			return skops_fail (call, SKOPS_BAD_FILE, "_idf_diag is %lld × %lld", (long long) matrix->rows, (long long) matrix->columns);
		idf = skops_alloc (call, (size_t) matrix->rows, sizeof *idf);
		if (!idf)
			return SKOPS_NO_MEMORY;
		tfidf->idf = idf;
		tfidf->n_idf = (size_t) matrix->rows;
		tfidf->wide = matrix->stored_dtype != SKOPS_F4;
		if (diagonal (call, matrix, idf))
			return SKOPS_BAD_FILE;
	}
	if (tfidf->use_idf && !tfidf->idf)
		return skops_fail (call, SKOPS_UNSUPPORTED, "a TfidfTransformer that was not fitted; save it after fit");
	return SKOPS_OK;
}

uint8_t text_tfidf_dtype (const struct text_tfidf *tfidf, uint8_t dtype, bool sparse)
{
	return dtype != SKOPS_F4 || (tfidf->old && (!sparse || (tfidf->idf && tfidf->wide))) ? SKOPS_F8 : SKOPS_F4;
}

void text_tfidf_row (const struct text_tfidf *tfidf, uint8_t dtype, bool sparse, double *values, const int32_t *indices, size_t count)
{
	uint8_t weights = text_tfidf_dtype (tfidf, dtype, sparse);
	double sum = 0;

	if (tfidf->old && !sparse)
		dtype = SKOPS_F8;
	for (size_t k = 0; k < count; k++) {
		if (tfidf->sublinear_tf)
			values[k] = skops_round_to (dtype, skops_round_to (dtype, log (values[k])) + 1);
		if (tfidf->idf)
			values[k] = skops_round_to (weights, values[k] * tfidf->idf[indices[k]]);
	}
	for (size_t k = 0; k < count; k++) {
		double value = values[tfidf->old && tfidf->idf ? count - 1 - k : k]; /* a product of matrices turns the order of columns round */
		sum += tfidf->norm == TEXT_NORM_L1 ? fabs (value) : skops_round_to (weights, value * value);
	}
	if (tfidf->norm == TEXT_NORM_NONE || sum == 0)
		return;
	if (tfidf->norm == TEXT_NORM_L2)
		sum = sqrt (sum);
	for (size_t k = 0; k < count; k++)
		values[k] = skops_round_to (weights, values[k] / sum);
}

struct skops_tensor text_tfidf_emit (struct skops_call *call, const struct text_tfidf *tfidf, struct skops_tensor counts)
{
	struct skops_tensor zero = skops_onnx_number (call, 0), one = skops_onnx_number (call, 1), values = counts, norm;

	if (tfidf->sublinear_tf) {
		values = skops_onnx_2 (call, "Add", skops_onnx_1 (call, "Log", counts), one);
		values = skops_onnx_3 (call, "Where", skops_onnx_2 (call, "Equal", counts, zero), zero, values);
	}
	if (tfidf->idf)
		values = skops_onnx_2 (call, "Mul", values, skops_onnx_row (call, tfidf->idf, tfidf->n_idf));
	if (tfidf->norm == TEXT_NORM_NONE)
		return values;
	if (tfidf->norm == TEXT_NORM_L1)
		norm = skops_onnx_reduce (call, "ReduceL1", values, 1, true);
	else
		norm = skops_onnx_1 (call, "Sqrt", skops_onnx_reduce (call, "ReduceSumSquare", values, 1, true));
	return skops_onnx_2 (call, "Div", values, skops_onnx_3 (call, "Where", skops_onnx_2 (call, "Equal", norm, zero), one, norm));
}
