/* SPDX-License-Identifier: BSD-3-Clause */
/* TfidfTransformer: weights of counts that were counted elsewhere. Source: sklearn/feature_extraction/text.py, TfidfTransformer. */
#include <math.h>

#include "vectorizers.h"

static enum skops_status build (struct skops_call *call, void *state)
{
	return text_tfidf_build (call, state);
}

/* A row of a dense input as a sparse one. */
static size_t pack (const double *row, size_t width, double *values, int32_t *indices)
{
	size_t used = 0;

	for (size_t c = 0; c < width; c++)
		if (row[c] != 0) {
			indices[used] = (int32_t) c;
			values[used++] = row[c];
		}
	return used;
}

static enum skops_status transform (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct text_tfidf *self = state;
	bool sparse = x->form == SKOPS_CSR;
	uint8_t dtype = x->dtype == SKOPS_F4 ? SKOPS_F4 : SKOPS_F8;
	size_t used = 0, here;

	if (self->idf && x->width != self->n_idf)
		return skops_fail (call, SKOPS_UNFIT, "the input has %zu columns, idf_ weights %zu", x->width, self->n_idf);
	if (out->form != SKOPS_CSR && skops_shape (call, out, SKOPS_CSR, x->rows, x->width))
		return SKOPS_NO_MEMORY;
	out->dtype = text_tfidf_dtype (self, dtype, sparse);
	for (size_t r = 0; r < x->rows; r++) {
		here = sparse ? (size_t) (x->indptr[r + 1] - x->indptr[r]) : x->width;
		if (skops_reserve (call, out, used, here))
			return SKOPS_NO_MEMORY;
		if (!sparse) {
			here = pack (skops_row (x, r), x->width, out->f8 + used, out->indices + used);
		} else if (here) {
			memcpy (out->f8 + used, x->f8 + x->indptr[r], here * sizeof *out->f8);
			memcpy (out->indices + used, x->indices + x->indptr[r], here * sizeof *out->indices);
		}
		text_tfidf_row (self, dtype, sparse, out->f8 + used, out->indices + used, here);
		for (size_t k = used; k < used + here; k++)
			if (!isfinite (out->f8[k]))
				return skops_fail_at (call, SKOPS_UNFIT, r, out->indices[k], "the weight of this count is no finite number");
		used += here;
		out->indptr[r + 1] = (int64_t) used;
	}
	return SKOPS_OK;
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	const struct text_tfidf *self = state;
	struct skops_method *method = skops_method_add (call, "transform", transform);

	if (!method)
		return SKOPS_NO_MEMORY;
	if (method->features < 0 && self->idf)
		method->features = (int64_t) self->n_idf;
	method->accepts[0] = SKOPS_CSR;
	method->accepts[1] = SKOPS_DENSE;
	method->tolerance = SKOPS_ROUNDING;
	method->outputs[0].width = method->features;
	method->outputs[0].form = SKOPS_CSR;
	method->outputs[0].dtype = SKOPS_DECIDED;
	return SKOPS_OK;
}

static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	(void) method;
	return skops_onnx_answer (call, out, text_tfidf_emit (call, state, skops_onnx_dense (call, x)));
}

static const struct skops_onnx onnx = { .size = sizeof onnx, .table = &text_tfidf_table, .build = build, .emit = emit };
static const struct skops_predict predict = {
	.size = sizeof predict, .table = &text_tfidf_table, .build = build, .describe = describe, .names = skops_names_same,
};

const struct skops_handler tfidf_transformer = {
	.size = sizeof tfidf_transformer, .module = "sklearn.feature_extraction.text", .class_name = "TfidfTransformer", .loader = "ObjectNode",
	.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = &predict, .onnx = &onnx,
};
