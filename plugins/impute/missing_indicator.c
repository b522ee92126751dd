/* SPDX-License-Identifier: BSD-3-Clause */
/* MissingIndicator: where values are missing. Source: sklearn/impute/_base.py, MissingIndicator. */
#include "impute.h"

enum { FEATURES_MISSING_ONLY, FEATURES_ALL };
enum { SPARSE_AUTO, SPARSE_TRUE, SPARSE_FALSE };

struct missing_indicator {
	struct skops_array features_;
	struct skops_value missing_values;
	int features, sparse;
	bool error_on_new;
	int64_t n_features;
	/* built */
	struct impute_missing missing;
	int32_t *place; /* per column of X its column in the output; -1: none */
};

static const struct skops_word features_words[] = { SKOPS_TEXT_WORD ("missing-only", FEATURES_MISSING_ONLY), SKOPS_TEXT_WORD ("all", FEATURES_ALL), SKOPS_END_WORD };
static const struct skops_word sparse_words[] = { SKOPS_TEXT_WORD ("auto", SPARSE_AUTO), SKOPS_TRUE_WORD (SPARSE_TRUE), SKOPS_FALSE_WORD (SPARSE_FALSE), SKOPS_END_WORD };

SKOPS_TABLE (table, struct missing_indicator,
	SKOPS_INTS (struct missing_indicator, features_, .dims = "N", .flags = SKOPS_INDEX),
	SKOPS_VALUE (struct missing_indicator, missing_values, .flags = SKOPS_PARAMETER),
	SKOPS_WORD (struct missing_indicator, features, features_words, .flags = SKOPS_PARAMETER),
	SKOPS_WORD (struct missing_indicator, sparse, sparse_words, .flags = SKOPS_PARAMETER),
	SKOPS_BOOL (struct missing_indicator, error_on_new, .flags = SKOPS_PARAMETER),
	SKOPS_INT (struct missing_indicator, n_features, .attribute = "_n_features", .dims = "F", .flags = SKOPS_INDEX, .low = 0, .high = INT32_MAX));

static enum skops_status build (struct skops_call *call, void *state)
{
	struct missing_indicator *self = state;

	self->place = skops_alloc (call, (size_t) self->n_features, sizeof *self->place);
	if (!self->place || impute_missing_build (call, &self->missing, &self->missing_values))
		return SKOPS_NO_MEMORY;
	memset (self->place, -1, (size_t) self->n_features * sizeof *self->place);
	for (size_t i = 0; i < self->features_.count; i++) {
		int64_t feature = skops_i8 (&self->features_)[i];
		if (feature >= self->n_features || self->place[feature] >= 0)
			return skops_fail (call, SKOPS_BAD_FILE, "features_ names column %lld of %lld, or names it twice", (long long) feature, (long long) self->n_features);
		self->place[feature] = (int32_t) i;
	}
	return SKOPS_OK;
}

/* A missing value was met: where it goes, or why it may not be there. */
static enum skops_status mark (struct skops_call *call, const struct missing_indicator *self, size_t row, size_t column, struct skops_block *out, size_t *used)
{
	int32_t at = self->place[column];

	if (at < 0)
		return !self->error_on_new ? SKOPS_OK
			: skops_fail_at (call, SKOPS_UNFIT, row, (int64_t) column, "a missing value, and there was none in this column in training; error_on_new=False lets it pass");
	if (out->form != SKOPS_CSR) {
		skops_row (out, row)[at] = 1;
		return SKOPS_OK;
	}
	if (skops_reserve (call, out, *used, 1))
		return SKOPS_NO_MEMORY;
	out->indices[*used] = at;
	out->f8[(*used)++] = 1;
	return SKOPS_OK;
}

static enum skops_status transform (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct missing_indicator *self = state;
	size_t used = 0;

	if (x->form != SKOPS_TABLE && !self->missing.is_number)
		return skops_fail (call, SKOPS_UNFIT, "missing_values is no number, and the input has nothing but numbers");
	if (x->form == SKOPS_CSR && self->missing.is_number && self->missing.number == 0)
		return skops_fail (call, SKOPS_UNFIT, "missing_values=0 cannot be told from what a sparse input leaves out; a dense one is needed");
	out->width = self->features_.count;
	for (size_t r = 0; r < x->rows; r++) {
		if (out->form != SKOPS_CSR)
			memset (skops_row (out, r), 0, out->width * sizeof (double));
		if (x->form == SKOPS_CSR) {
			for (int64_t k = x->indptr[r]; k < x->indptr[r + 1]; k++)
				if (impute_is_missing (&self->missing, x->dtype, x->f8[k]) && mark (call, self, r, (size_t) x->indices[k], out, &used))
					return SKOPS_UNFIT;
		} else {
			for (size_t c = 0; c < x->width; c++) {
				struct skops_value value = x->form == SKOPS_TABLE ? skops_column_at (&x->columns[c], r) : (struct skops_value) { 0 };
				bool missing = x->form == SKOPS_TABLE ? impute_is_missing_value (call, &self->missing, &value) : impute_is_missing (&self->missing, x->dtype, skops_row (x, r)[c]);
				if (missing && mark (call, self, r, c, out, &used))
					return SKOPS_UNFIT;
			}
		}
		if (out->form == SKOPS_CSR)
			out->indptr[r + 1] = (int64_t) used;
	}
	return SKOPS_OK;
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	const struct missing_indicator *self = state;
	struct skops_method *method = skops_method_add (call, "transform", transform);

	if (!method)
		return SKOPS_NO_MEMORY;
	method->accepts[1] = SKOPS_CSR;
	method->accepts[2] = SKOPS_TABLE;
	method->flags = self->missing.is_nan ? SKOPS_TAKES_NAN : 0;
	method->outputs[0].width = (int64_t) self->features_.count;
	method->outputs[0].form = self->sparse == SPARSE_AUTO ? SKOPS_LIKE_X : self->sparse == SPARSE_TRUE ? SKOPS_CSR : SKOPS_DENSE;
	method->outputs[0].dtype = SKOPS_B1;
	return skops_column_kinds (call, -1, self->missing.is_number ? 0 : SKOPS_ACCEPTS_TEXT | SKOPS_ACCEPTS_NUMBER | SKOPS_ACCEPTS_BOOL, impute_missing_kind (&self->missing));
}

static enum skops_status names (struct skops_call *call, const void *state, const struct skops_names *in)
{
	const struct missing_indicator *self = state;

	return impute_indicator_names (call, &self->features_, in);
}

static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct missing_indicator *self = state;
	int64_t *others = skops_scratch (call, (size_t) self->n_features, sizeof *others);
	uint8_t flags[2] = { 0, 1 };
	int64_t dims[1] = { 2 };
	struct skops_array rest = { .data = others };
	struct skops_columns mask;
	struct skops_tensor seen, unseen;

	(void) method;
	if (!others || impute_onnx_mask (call, &self->missing, x, &self->features_, out))
		return SKOPS_UNSUPPORTED;
	for (int64_t c = 0; c < self->n_features; c++)
		if (self->place[c] < 0)
			others[rest.count++] = c;
	if (!self->error_on_new || !rest.count || !self->features_.count)
		return SKOPS_OK;
	/* The flags, looked up in a constant that ends before them where a column is missing that never was: that ends the run, as scikit-learn raises an error. */
	if (impute_onnx_mask (call, &self->missing, x, &rest, &mask))
		return SKOPS_UNSUPPORTED;
	seen = skops_onnx_dense (call, out);
	unseen = skops_onnx_reduce (call, "ReduceSum", skops_onnx_dense (call, &mask), 1, true);
	seen = skops_onnx_2 (call, "Add", seen, skops_onnx_2 (call, "Mul", unseen, skops_onnx_number (call, 2)));
	return skops_onnx_answer (call, out, skops_onnx_gather (call, skops_onnx_constant (call, SKOPS_TENSOR_BOOL, 1, dims, flags), skops_onnx_cast (call, seen, SKOPS_TENSOR_INT64), 0));
}

static const struct skops_onnx onnx = { .size = sizeof onnx, .table = &table, .build = build, .emit = emit };
static const struct skops_predict predict = {
	.size = sizeof predict, .table = &table, .build = build, .describe = describe, .names = names,
};

const struct skops_handler missing_indicator = {
	.size = sizeof missing_indicator, .module = "sklearn.impute._base", .class_name = "MissingIndicator", .loader = "ObjectNode",
	.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = &predict, .onnx = &onnx,
};
