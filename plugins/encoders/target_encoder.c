/* SPDX-License-Identifier: BSD-3-Clause */
/* TargetEncoder: the target's shrunk mean over the rows of a category. Source: sklearn/preprocessing/_target_encoder.py, TargetEncoder._transform_X_ordinal. */
#include <string.h>

#include "encoders.h"

enum { TARGET_NUMBER, TARGET_MULTICLASS };
static const struct skops_word target_words[] = { SKOPS_TEXT_WORD ("continuous", TARGET_NUMBER), SKOPS_TEXT_WORD ("binary", TARGET_NUMBER),
	SKOPS_TEXT_WORD ("multiclass", TARGET_MULTICLASS), SKOPS_END_WORD };

struct target_encoder {
	struct skops_list categories_, encodings_;
	struct skops_array target_mean_;
	struct skops_values classes_;
	int target_type_;
	int64_t n_features;
	/* built */
	struct encoder_column *columns;
	size_t each; /* columns of the output for one of X: a class each */
};

SKOPS_ITEM_FIELD (encoding_item, SKOPS_KIND_ARRAY, struct skops_array, .dtype = SKOPS_F8, .dims = "?");

SKOPS_TABLE (table, struct target_encoder,
	SKOPS_LIST (struct target_encoder, categories_, &encoder_categories_item, .dims = "F"),
	SKOPS_LIST (struct target_encoder, encodings_, &encoding_item),
	SKOPS_ARRAY (struct target_encoder, target_mean_, .dims = "T|"),
	SKOPS_VALUES (struct target_encoder, classes_, .dims = "K", .flags = SKOPS_NULLABLE, .since = SKOPS_VERSION (1, 4)),
	SKOPS_WORD (struct target_encoder, target_type_, target_words),
	SKOPS_DIM (struct target_encoder, n_features, "F"));

static enum skops_status build (struct skops_call *call, void *state)
{
	struct target_encoder *self = state;

	self->each = self->target_type_ == TARGET_MULTICLASS ? self->classes_.count : 1;
	if (!self->each || self->target_mean_.count != self->each || self->encodings_.count / self->each != self->categories_.count || self->encodings_.count % self->each)
		return skops_fail (call, SKOPS_BAD_FILE, "%zu encodings and %zu means of %zu columns and %zu classes", self->encodings_.count, self->target_mean_.count,
		                   self->categories_.count, self->each);
	for (size_t i = 0; i < self->encodings_.count; i++)
		if (SKOPS_ITEM (&self->encodings_, struct skops_array, i)->count != SKOPS_ITEM (&self->categories_, struct skops_values, i / self->each)->count)
			return skops_fail (call, SKOPS_BAD_FILE, "encoding %zu has another length than the categories of column %zu", i, i / self->each);
	return encoder_columns_new (call, &self->columns, &self->categories_, NULL);
}

static enum skops_status transform (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct target_encoder *self = state;

	for (size_t c = 0; c < x->width; c++) {
		const struct skops_array *encodings = SKOPS_ITEM (&self->encodings_, struct skops_array, c * self->each);

		for (size_t r = 0; r < x->rows; r++) {
			int64_t code = encoder_find (call, &self->columns[c], &x->columns[c], r);

			if (code < 0 && encoder_unseen (call, r, c, &x->columns[c], self->columns[c].categories, NULL))
				return SKOPS_UNFIT;
			for (size_t k = 0; k < self->each; k++)
				skops_row (out, r)[c * self->each + k] = code < 0 ? skops_f8 (&self->target_mean_)[k] : skops_f8 (&encodings[k])[code];
		}
	}
	return SKOPS_OK;
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	const struct target_encoder *self = state;
	struct skops_method *method = encoder_method (call, "transform", transform, self->n_features, (int64_t) self->encodings_.count);

	if (!method)
		return SKOPS_NO_MEMORY;
	method->accepts[0] = SKOPS_TABLE;
	for (int64_t c = 0; c < self->n_features; c++)
		if (encoder_describe_column (call, c, self->columns[c].categories, true))
			return SKOPS_NO_MEMORY;
	return SKOPS_OK;
}

static enum skops_status names (struct skops_call *call, const void *state, const struct skops_names *in)
{
	const struct target_encoder *self = state;
	struct skops_text text;

	if (self->target_type_ != TARGET_MULTICLASS)
		return skops_names_same (call, state, in);
	for (size_t c = 0; c < in->count; c++)
		for (size_t k = 0; k < self->each; k++)
			if (skops_value_text (call, &text, &self->classes_.items[k], self->classes_.dtype)
			    || skops_name_add (call, "%.*s_%.*s", (int) in->items[c].size, in->items[c].data, (int) text.size, text.data))
				return SKOPS_NO_MEMORY;
	return SKOPS_OK;
}

static enum skops_status support (struct skops_call *call, const void *state, const char *method)
{
	const struct target_encoder *self = state;

	(void) method;
	for (size_t c = 0; c < self->categories_.count; c++)
		if (encoder_onnx_support (call, self->columns[c].categories, "categories_", c))
			return SKOPS_UNSUPPORTED;
	return SKOPS_OK;
}

static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct target_encoder *self = state;
	size_t columns = self->categories_.count;
	struct skops_tensor *parts = skops_scratch (call, columns, sizeof *parts);

	(void) method;
	if (!parts)
		return SKOPS_NO_MEMORY;
	for (size_t c = 0; c < columns; c++) {
		const struct skops_array *encodings = SKOPS_ITEM (&self->encodings_, struct skops_array, c * self->each);
		size_t count = self->columns[c].categories->count;
		double *numbers = skops_scratch (call, (count + 1) * self->each, sizeof *numbers);
		struct skops_tensor index;

		if (!numbers)
			return SKOPS_NO_MEMORY;
		for (size_t i = 0; i <= count; i++) /* the last row is for all that was not learnt */
			for (size_t k = 0; k < self->each; k++)
				numbers[i * self->each + k] = i < count ? skops_f8 (&encodings[k])[i] : skops_f8 (&self->target_mean_)[k];
		index = skops_onnx_reshape (call, encoder_onnx_index (call, self->columns[c].categories, x, c), 1, (const int64_t[]) { -1 });
		parts[c] = skops_onnx_gather (call, skops_onnx_matrix (call, numbers, count + 1, self->each), index, 0);
	}
	return skops_onnx_answer (call, out, skops_onnx_along (call, "Concat", parts, columns, 1));
}

static const struct skops_onnx onnx = { .size = sizeof onnx, .table = &table, .build = build, .support = support, .emit = emit };
static const struct skops_predict predict = { .size = sizeof predict, .table = &table, .build = build, .describe = describe, .names = names };

const struct skops_handler target_encoder = {
	.size = sizeof target_encoder, .module = "sklearn.preprocessing._target_encoder", .class_name = "TargetEncoder", .loader = "ObjectNode",
	.since = SKOPS_VERSION (1, 3), .until = SKOPS_VERSION (1, 9), .predict = &predict, .onnx = &onnx,
};
