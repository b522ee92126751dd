/* SPDX-License-Identifier: BSD-3-Clause */
/* LabelBinarizer: a column for each label, and back. Source: sklearn/preprocessing/_label.py, LabelBinarizer, label_binarize. */
#include <math.h>

#include "encoders.h"

enum { Y_BINARY, Y_MULTICLASS, Y_MULTILABEL };

struct label_binarizer {
	struct skops_values classes_;
	int64_t neg_label, pos_label, n_classes;
	bool sparse_output, sparse_input_;
	int y_type_;
	/* built */
	const struct skops_index *index;
	const struct skops_values *labels[1];
	bool follows_signed, follows_unsigned; /* dense answers have the integer dtype of y */
};

static const struct skops_word type_words[] = { SKOPS_TEXT_WORD ("binary", Y_BINARY), SKOPS_TEXT_WORD ("multiclass", Y_MULTICLASS),
	SKOPS_TEXT_WORD ("multilabel-indicator", Y_MULTILABEL), SKOPS_END_WORD };

SKOPS_TABLE (table, struct label_binarizer,
	SKOPS_VALUES (struct label_binarizer, classes_, .dims = "K"),
	SKOPS_INT (struct label_binarizer, neg_label, .flags = SKOPS_PARAMETER),
	SKOPS_INT (struct label_binarizer, pos_label, .flags = SKOPS_PARAMETER),
	SKOPS_BOOL (struct label_binarizer, sparse_output, .flags = SKOPS_PARAMETER),
	SKOPS_BOOL (struct label_binarizer, sparse_input_),
	SKOPS_WORD (struct label_binarizer, y_type_, type_words),
	SKOPS_DIM (struct label_binarizer, n_classes, "K"));

static enum skops_status check (struct skops_call *call, void *state)
{
	const struct label_binarizer *self = state;

	if (self->n_classes < 1 || (self->y_type_ == Y_BINARY && self->n_classes > 2))
		return skops_fail (call, SKOPS_BAD_FILE, "%lld classes of this kind of labels", (long long) self->n_classes);
	return SKOPS_OK;
}

static enum skops_status build (struct skops_call *call, void *state)
{
	struct label_binarizer *self = state;

	self->labels[0] = &self->classes_;
	self->follows_signed = call->writer >= SKOPS_VERSION (1, 8);
	self->follows_unsigned = call->writer == SKOPS_VERSION (1, 8);
	self->index = skops_index_new (call, self->classes_.items, self->classes_.count);
	return self->index ? SKOPS_OK : SKOPS_NO_MEMORY;
}

static uint8_t integer_dtype (const struct label_binarizer *self, uint8_t dtype)
{
	bool is_signed = dtype == SKOPS_I8 || dtype == SKOPS_I4 || dtype == SKOPS_I2 || dtype == SKOPS_I1;
	bool is_unsigned = dtype == SKOPS_U8 || dtype == SKOPS_U4 || dtype == SKOPS_U2 || dtype == SKOPS_U1;

	return (is_signed && self->follows_signed) || (is_unsigned && self->follows_unsigned) ? dtype : (uint8_t) SKOPS_I8;
}

static bool same (const struct skops_value *a, const struct skops_value *b)
{
	double x = a->kind == SKOPS_IS_FLOAT ? a->f : (double) a->i, y = b->kind == SKOPS_IS_FLOAT ? b->f : (double) b->i;
	bool text = a->kind == SKOPS_IS_TEXT || a->kind == SKOPS_IS_BYTES, other = b->kind == SKOPS_IS_TEXT || b->kind == SKOPS_IS_BYTES;

	if (text || other)
		return a->kind == b->kind && a->size == b->size && (!a->size || !memcmp (a->text, b->text, a->size));
	return x == y;
}

/* The class of each row, -1 for labels that were not learnt; `distinct` counts different labels, up to 3. */
static enum skops_status find (struct skops_call *call, const struct label_binarizer *self, const struct skops_block *x, int64_t *codes, unsigned *distinct)
{
	const struct skops_column *column = &x->columns[0];
	struct skops_value seen[3];

	for (size_t r = 0; r < x->rows; r++) {
		struct skops_value value = skops_column_at (column, r);
		unsigned i = 0;

		if (value.kind == SKOPS_IS_NONE || value.kind == SKOPS_IS_NA || (value.kind == SKOPS_IS_FLOAT && isnan (value.f)))
			return skops_fail_at (call, SKOPS_UNFIT, r, 0, "a missing label");
		if (value.kind == SKOPS_IS_FLOAT && value.f != floor (value.f))
			return skops_fail_at (call, SKOPS_UNFIT, r, 0, "%.17g is a continuous value, no label", value.f);
		codes[r] = skops_index_find (call, self->index, &value);
		while (i < *distinct && !same (&seen[i], &value))
			i++;
		if (i == *distinct && *distinct < 3)
			seen[(*distinct)++] = value;
	}
	return SKOPS_OK;
}

/* Ones and others at the place of each row's class; `only` is the one class that has a column, or -1. */
static enum skops_status put (struct skops_call *call, const struct label_binarizer *self, const int64_t *codes, int64_t only, struct skops_block *out)
{
	size_t used = 0;

	if (out->form == SKOPS_CSR && skops_reserve (call, out, 0, out->rows))
		return SKOPS_NO_MEMORY;
	for (size_t r = 0; r < out->rows; r++) {
		int64_t at = only < 0 ? codes[r] : codes[r] == only ? 0 : -1;

		if (out->form == SKOPS_CSR) {
			if (at >= 0) {
				out->indices[used] = (int32_t) at;
				out->f8[used++] = (double) self->pos_label;
			}
			out->indptr[r + 1] = (int64_t) used;
			continue;
		}
		for (size_t k = 0; k < out->width; k++)
			skops_row (out, r)[k] = (double) (at == (int64_t) k ? self->pos_label : self->neg_label);
	}
	return SKOPS_OK;
}

static enum skops_status transform (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct label_binarizer *self = state;
	int64_t *codes = skops_scratch (call, x->rows, sizeof *codes), only = -1;
	unsigned distinct = 0;

	if (!codes)
		return SKOPS_NO_MEMORY;
	if (x->width != 1)
		return skops_fail (call, SKOPS_UNFIT, "labels are one column, the input has %zu", x->width);
	if (find (call, self, x, codes, &distinct))
		return SKOPS_UNFIT;
	if (self->n_classes <= 2 && distinct <= 2) /* two labels need one column only; one label none, so its column never tells it */
		only = self->n_classes == 2 ? 1 : INT64_MAX;
	if (skops_shape (call, out, self->sparse_output ? SKOPS_CSR : SKOPS_DENSE, x->rows, only < 0 ? (size_t) self->n_classes : 1))
		return SKOPS_NO_MEMORY;
	out->dtype = self->sparse_output ? SKOPS_I8 : integer_dtype (self, x->dtype);
	return put (call, self, codes, only, out);
}

/* A matrix of labels: its ones and zeros become pos_label and neg_label. */
static enum skops_status transform_multilabel (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct label_binarizer *self = state;
	struct skops_block dense;
	size_t used = 0;

	if (skops_to_dense (call, &dense, x))
		return SKOPS_NO_MEMORY;
	out->dtype = self->sparse_output ? SKOPS_I8 : integer_dtype (self, x->dtype);
	for (size_t r = 0; r < x->rows; r++) {
		if (self->sparse_output && skops_reserve (call, out, used, x->width))
			return SKOPS_NO_MEMORY;
		for (size_t k = 0; k < x->width; k++) {
			double flag = skops_row (&dense, r)[k], label = flag == 0 ? (double) self->neg_label : self->pos_label == 1 ? trunc (flag) : (double) self->pos_label;
			if (!self->sparse_output) {
				skops_row (out, r)[k] = label;
			} else if (flag != 0) {
				out->indices[used] = (int32_t) k;
				out->f8[used++] = label;
			}
		}
		if (self->sparse_output)
			out->indptr[r + 1] = (int64_t) used;
	}
	return SKOPS_OK;
}

static enum skops_status inverse_transform (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct label_binarizer *self = state;
	double threshold = ((double) self->pos_label + (double) self->neg_label) / 2;
	struct skops_block dense;
	size_t used = 0;

	if (skops_to_dense (call, &dense, x))
		return SKOPS_NO_MEMORY;
	if (self->y_type_ == Y_BINARY && (!x->width || x->width > 2))
		return skops_fail (call, SKOPS_UNFIT, "binarized labels have one column or two here, the input has %zu", x->width);
	if (self->y_type_ == Y_MULTILABEL)
		out->dtype = integer_dtype (self, x->dtype);
	for (size_t r = 0; r < x->rows; r++) {
		const double *row = skops_row (&dense, r);
		size_t best = 0;

		switch (self->y_type_) {
		case Y_BINARY:
			skops_row (out, r)[0] = self->n_classes == 2 && row[x->width - 1] > threshold;
			break;
		case Y_MULTICLASS:
			for (size_t k = 1; k < x->width; k++)
				best = row[k] > row[best] ? k : best;
			skops_row (out, r)[0] = (double) best;
			break;
		default:
			if (out->form == SKOPS_CSR && skops_reserve (call, out, used, x->width))
				return SKOPS_NO_MEMORY;
			for (size_t k = 0; k < x->width; k++)
				if (out->form != SKOPS_CSR) {
					skops_row (out, r)[k] = row[k] > threshold;
				} else if (row[k] > threshold) {
					out->indices[used] = (int32_t) k;
					out->f8[used++] = 1;
				}
			if (out->form == SKOPS_CSR)
				out->indptr[r + 1] = (int64_t) used;
		}
	}
	return SKOPS_OK;
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	const struct label_binarizer *self = state;
	bool multilabel = self->y_type_ == Y_MULTILABEL;
	struct skops_method *method = encoder_method (call, "transform", multilabel ? transform_multilabel : transform, multilabel ? self->n_classes : -1,
	                                              !multilabel && self->n_classes == 2 ? -1 : self->n_classes);

	if (!method)
		return SKOPS_NO_MEMORY;
	method->accepts[0] = multilabel ? SKOPS_DENSE : SKOPS_TABLE;
	method->accepts[1] = multilabel ? SKOPS_CSR : SKOPS_ANY;
	method->flags = multilabel ? 0 : SKOPS_TAKES_Y | SKOPS_WHOLE_BATCH; /* how many labels there are decides the width */
	method->outputs[0].form = !multilabel ? SKOPS_ANY : self->sparse_output ? SKOPS_CSR : SKOPS_DENSE;
	method->outputs[0].dtype = SKOPS_DECIDED;
	method = encoder_method (call, "inverse_transform", inverse_transform, self->y_type_ == Y_BINARY ? -1 : self->n_classes, multilabel ? self->n_classes : 1);
	if (!method)
		return SKOPS_NO_MEMORY;
	method->accepts[1] = SKOPS_CSR;
	method->flags = SKOPS_TAKES_OUTPUT;
	method->outputs[0].dtype = multilabel ? SKOPS_DECIDED : SKOPS_I8;
	method->outputs[0].flat = !multilabel;
	method->outputs[0].form = multilabel && self->sparse_input_ ? SKOPS_CSR : SKOPS_DENSE;
	method->outputs[0].labels = multilabel ? NULL : self->labels;
	return multilabel ? SKOPS_OK : encoder_describe_column (call, -1, &self->classes_, false);
}

/* The width of single labels depends on the batch, so that only matrices of labels have a graph. */
static enum skops_status support (struct skops_call *call, const void *state, const char *method)
{
	(void) state;
	return !strcmp (method, "transform") ? SKOPS_OK : skops_onnx_refuse (call, "method", "%s of a binarizer is not converted", method);
}

static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct label_binarizer *self = state;
	struct skops_tensor flags = skops_onnx_dense (call, x), label = skops_onnx_number (call, (double) self->pos_label);

	(void) method;
	if (self->pos_label == 1) /* trunc */
		label = skops_onnx_2 (call, "Mul", skops_onnx_1 (call, "Sign", flags), skops_onnx_1 (call, "Floor", skops_onnx_1 (call, "Abs", flags)));
	return skops_onnx_answer (call, out, skops_onnx_3 (call, "Where", skops_onnx_2 (call, "Equal", flags, skops_onnx_number (call, 0)),
	                                                   skops_onnx_number (call, (double) self->neg_label), label));
}

static const struct skops_onnx onnx = { .size = sizeof onnx, .table = &table, .check = check, .build = build, .support = support, .emit = emit };
static const struct skops_predict predict = {
	.size = sizeof predict, .table = &table, .check = check, .build = build, .describe = describe,
};

const struct skops_handler label_binarizer = {
	.size = sizeof label_binarizer, .module = "sklearn.preprocessing._label", .class_name = "LabelBinarizer", .loader = "ObjectNode",
	.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = &predict, .onnx = &onnx,
};
