/* SPDX-License-Identifier: BSD-3-Clause */
/* Normalizer: rows divided by their norm. Source: sklearn/preprocessing/_data.py, normalize; sklearn/utils/sparsefuncs_fast.pyx, inplace_csr_row_normalize_l1 and _l2. */
#include <float.h>
#include <math.h>

#include "scalers.h"

enum { NORM_L1, NORM_L2, NORM_MAX };
static const struct skops_word norm_words[] = { SKOPS_TEXT_WORD ("l1", NORM_L1), SKOPS_TEXT_WORD ("l2", NORM_L2), SKOPS_TEXT_WORD ("max", NORM_MAX), SKOPS_END_WORD };

struct normalizer {
	int norm;
	int64_t n_features; /* -1: it may be stored without having been fitted */
};

SKOPS_TABLE (table, struct normalizer,
	SKOPS_WORD (struct normalizer, norm, norm_words, .flags = SKOPS_PARAMETER),
	SKOPS_DIM (struct normalizer, n_features, "F"));

/* Dense rows are added as NumPy does, sparse ones (`absolute` NULL) in their order. `absolute` has room for `count` numbers. Squares of float32 and float16 overflow: their sum in dense rows,
 * each of them in sparse ones, where all else is float64. */
static double norm_of (int norm, uint8_t dtype, const double *row, size_t count, double *absolute)
{
	double result = 0;

	if (norm == NORM_L2 && absolute)
		return sqrt (skops_round_to (dtype, skops_sum_squares (row, count)));
	for (size_t i = 0; i < count; i++) {
		double part = norm == NORM_L2 ? skops_round_to (dtype, row[i] * row[i]) : fabs (row[i]);

		if (norm == NORM_MAX)
			result = part > result ? part : result;
		else if (absolute)
			absolute[i] = part;
		else
			result += part;
	}
	if (norm == NORM_L1 && absolute)
		return skops_sum (absolute, count);
	return norm == NORM_L2 ? sqrt (result) : result;
}

static enum skops_status transform (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct normalizer *self = state;
	/* dense rows whose norm is all but 0 are left alone, as _handle_zeros_in_scale has it */
	double least = 10 * (x->dtype == SKOPS_F4 ? (double) FLT_EPSILON : x->dtype == SKOPS_F2 ? 0x1p-10 : DBL_EPSILON), norm;
	double *absolute;

	for (size_t r = 0; x->form == SKOPS_CSR && r < x->rows; r++) {
		norm = norm_of (self->norm, x->dtype, x->f8 + x->indptr[r], (size_t) (x->indptr[r + 1] - x->indptr[r]), NULL);
		for (int64_t k = x->indptr[r]; norm != 0 && k < x->indptr[r + 1]; k++)
			out->f8[k] = x->f8[k] / norm;
	}
	if (x->form == SKOPS_CSR)
		return SKOPS_OK;
	absolute = skops_scratch (call, x->width, sizeof *absolute);
	if (!absolute)
		return SKOPS_NO_MEMORY;
	for (size_t r = 0; r < x->rows; r++) {
		norm = skops_round_to (x->dtype, norm_of (self->norm, x->dtype, skops_row (x, r), x->width, absolute));
		for (size_t c = 0; c < x->width; c++)
			skops_row (out, r)[c] = norm < least ? skops_row (x, r)[c] : skops_row (x, r)[c] / norm;
	}
	return SKOPS_OK;
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	const struct normalizer *self = state;
	struct skops_method *method = skops_method_add (call, "transform", transform);

	if (!method)
		return SKOPS_NO_MEMORY;
	method->accepts[1] = SKOPS_CSR;
	method->tolerance = self->norm == NORM_MAX ? SKOPS_EXACT : SKOPS_ROUNDING;
	method->outputs[0].width = self->n_features;
	method->outputs[0].form = SKOPS_LIKE_X;
	method->outputs[0].dtype = SKOPS_FOLLOW;
	return SKOPS_OK;
}

/* A row whose norm is all but 0 in the graph's inputs' type is left alone, as a dense one is above; what overflows in that type does so here. */
static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct normalizer *self = state;
	struct skops_tensor value = skops_onnx_dense (call, x), least = skops_onnx_number (call, 10 * (skops_onnx_double (call) ? DBL_EPSILON : (double) FLT_EPSILON)), norm;

	(void) method;
	if (self->norm == NORM_MAX)
		norm = skops_onnx_reduce (call, "ReduceMax", skops_onnx_1 (call, "Abs", value), 1, true);
	else
		norm = skops_onnx_reduce (call, self->norm == NORM_L1 ? "ReduceL1" : "ReduceSumSquare", value, 1, true);
	if (!skops_onnx_double (call))
		norm = skops_onnx_cast (call, skops_onnx_cast (call, norm, SKOPS_TENSOR_FLOAT), SKOPS_TENSOR_DOUBLE);
	if (self->norm == NORM_L2)
		norm = skops_onnx_1 (call, "Sqrt", norm);
	norm = skops_onnx_3 (call, "Where", skops_onnx_2 (call, "Less", norm, least), skops_onnx_number (call, 1), norm);
	return skops_onnx_answer (call, out, skops_onnx_2 (call, "Div", value, norm));
}

static const struct skops_onnx onnx = { .size = sizeof onnx, .table = &table, .emit = emit };
static const struct skops_predict predict = { .size = sizeof predict, .table = &table, .describe = describe, .names = skops_names_same };

const struct skops_handler normalizer = {
	.size = sizeof normalizer, .module = "sklearn.preprocessing._data", .class_name = "Normalizer", .loader = "ObjectNode",
	.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = &predict, .onnx = &onnx,
};
