/* SPDX-License-Identifier: BSD-3-Clause */
/* MultiLabelBinarizer: a column for each label, with a 1 in the rows that have it. Source: sklearn/preprocessing/_label.py, MultiLabelBinarizer. */
#include "encoders.h"

struct multi_label_binarizer {
	struct skops_values classes_;
	bool sparse_output;
	int64_t n_classes;
	/* built */
	const struct skops_index *index;
	const struct skops_values *labels[1];
};

SKOPS_TABLE (table, struct multi_label_binarizer,
	SKOPS_VALUES (struct multi_label_binarizer, classes_, .dims = "K"),
	SKOPS_BOOL (struct multi_label_binarizer, sparse_output, .flags = SKOPS_PARAMETER),
	SKOPS_DIM (struct multi_label_binarizer, n_classes, "K"));

static enum skops_status build (struct skops_call *call, void *state)
{
	struct multi_label_binarizer *self = state;

	self->labels[0] = &self->classes_;
	self->index = skops_index_new (call, self->classes_.items, self->classes_.count);
	return self->index ? SKOPS_OK : SKOPS_NO_MEMORY;
}

/* Labels that were not learnt are passed over, as scikit-learn does with a warning. */
static enum skops_status transform (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct multi_label_binarizer *self = state;
	const struct skops_column *column = &x->columns[0];
	size_t *last = skops_scratch (call, self->classes_.count, sizeof *last), used = 0; /* last: the row, from 1, that had the label last */

	if (!last)
		return SKOPS_NO_MEMORY;
	if (x->width != 1 || column->kind != SKOPS_COLUMN_LISTS)
		return skops_fail (call, SKOPS_UNFIT, "a row is to be a list of labels, as in [[\"a\", \"b\"], [], [\"a\"]]");
	memset (last, 0, self->classes_.count * sizeof *last);
	for (size_t r = 0; r < x->rows; r++) {
		const struct skops_values *list = (const struct skops_values *) (const void *) ((const char *) column->data + r * column->stride);

		if (list->rank > 1)
			return skops_fail_at (call, SKOPS_UNFIT, r, 0, "a list where a label is needed");
		if (out->form == SKOPS_CSR && skops_reserve (call, out, used, list->count))
			return SKOPS_NO_MEMORY;
		for (size_t k = 0; out->form != SKOPS_CSR && k < out->width; k++)
			skops_row (out, r)[k] = 0;
		for (size_t i = 0; i < list->count; i++) {
			int64_t at = skops_index_find (call, self->index, &list->items[i]);

			if (at < 0 || last[at] == r + 1)
				continue;
			last[at] = r + 1;
			if (out->form != SKOPS_CSR) {
				skops_row (out, r)[at] = 1;
				continue;
			}
			out->indices[used] = (int32_t) at;
			out->f8[used++] = 1;
		}
		if (out->form == SKOPS_CSR)
			out->indptr[r + 1] = (int64_t) used;
	}
	return SKOPS_OK;
}

/* The labels of each row. Of sparse rows every stored value counts, also a 0: so does scikit-learn. */
static enum skops_status inverse_transform (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	size_t used = 0;

	(void) state;
	for (size_t r = 0; r < x->rows; r++) {
		bool sparse = x->form == SKOPS_CSR;
		size_t count = sparse ? (size_t) (x->indptr[r + 1] - x->indptr[r]) : x->width;
		const double *row = sparse ? x->f8 + x->indptr[r] : skops_row (x, r);

		if (skops_reserve (call, out, used, count))
			return SKOPS_NO_MEMORY;
		for (size_t i = 0; i < count; i++) {
			if (row[i] != 0 && row[i] != 1)
				return skops_fail_at (call, SKOPS_UNFIT, r, sparse ? x->indices[x->indptr[r] + (int64_t) i] : (int64_t) i, "%g, where only 0 and 1 stand for labels", row[i]);
			if (sparse || row[i] == 1)
				out->f8[used++] = sparse ? (double) x->indices[x->indptr[r] + (int64_t) i] : (double) i;
		}
		out->indptr[r + 1] = (int64_t) used;
	}
	return SKOPS_OK;
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	const struct multi_label_binarizer *self = state;
	struct skops_method *method = encoder_method (call, "transform", transform, -1, self->n_classes);

	if (!method)
		return SKOPS_NO_MEMORY;
	method->accepts[0] = SKOPS_TABLE;
	method->flags = SKOPS_TAKES_Y | SKOPS_TAKES_LISTS;
	method->outputs[0].form = self->sparse_output ? SKOPS_CSR : SKOPS_DENSE;
	method->outputs[0].dtype = SKOPS_I8;
	method = encoder_method (call, "inverse_transform", inverse_transform, self->n_classes, 1);
	if (!method)
		return SKOPS_NO_MEMORY;
	method->accepts[1] = SKOPS_CSR;
	method->flags = SKOPS_TAKES_OUTPUT;
	method->outputs[0].form = SKOPS_RAGGED;
	method->outputs[0].dtype = SKOPS_I8;
	method->outputs[0].labels = self->labels;
	method->outputs[0].one_label_set = true;
	return SKOPS_OK;
}

static const struct skops_predict predict = { .size = sizeof predict, .table = &table, .build = build, .describe = describe };

const struct skops_handler multi_label_binarizer = {
	.size = sizeof multi_label_binarizer, .module = "sklearn.preprocessing._label", .class_name = "MultiLabelBinarizer", .loader = "ObjectNode",
	.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = &predict,
};
