/* SPDX-License-Identifier: BSD-3-Clause */
/* OneHotEncoder: a column for each category. Source: sklearn/preprocessing/_encoders.py, OneHotEncoder. */
#include "encoders.h"

enum { UNKNOWN_ERROR, UNKNOWN_IGNORE, UNKNOWN_INFREQUENT, UNKNOWN_WARN };
enum { COMBINE_CONCAT, COMBINE_FUNCTION };

struct one_hot_encoder {
	struct skops_list categories_, mappings;
	struct skops_values drop;
	int handle_unknown, dtype, feature_name_combiner;
	bool sparse_output, infrequent_enabled;
	int64_t n_features;
	/* built */
	struct encoder_column *columns;
	int64_t n_out;
	bool unknown_is_infrequent; /* an unknown value counts as an infrequent category where the column has such */
	uint8_t common; /* dtype of categories together */
};

static const struct skops_word unknown_words[] = { SKOPS_TEXT_WORD ("error", UNKNOWN_ERROR), SKOPS_TEXT_WORD ("ignore", UNKNOWN_IGNORE),
	SKOPS_TEXT_WORD ("infrequent_if_exist", UNKNOWN_INFREQUENT), SKOPS_TEXT_WORD ("warn", UNKNOWN_WARN), SKOPS_END_WORD };
static const struct skops_word combiner_words[] = { SKOPS_TEXT_WORD ("concat", COMBINE_CONCAT), SKOPS_OTHER_WORD (COMBINE_FUNCTION), SKOPS_END_WORD };

SKOPS_TABLE (table, struct one_hot_encoder,
	SKOPS_LIST (struct one_hot_encoder, categories_, &encoder_categories_item, .dims = "F"),
	SKOPS_LIST (struct one_hot_encoder, mappings, &encoder_mapping_item, .attribute = "_default_to_infrequent_mappings", .dims = "F", .flags = SKOPS_OPTIONAL),
	SKOPS_BOOL (struct one_hot_encoder, infrequent_enabled, .attribute = "_infrequent_enabled", .flags = SKOPS_OPTIONAL),
	SKOPS_VALUES (struct one_hot_encoder, drop, .attribute = "_drop_idx_after_grouping|drop_idx_", .dims = "F", .flags = SKOPS_NULLABLE | SKOPS_OPTIONAL),
	SKOPS_WORD (struct one_hot_encoder, handle_unknown, unknown_words, .flags = SKOPS_PARAMETER),
	SKOPS_WORD (struct one_hot_encoder, feature_name_combiner, combiner_words, .flags = SKOPS_PARAMETER | SKOPS_OPTIONAL, .since = SKOPS_VERSION (1, 3)),
	SKOPS_BOOL (struct one_hot_encoder, sparse_output, .attribute = "sparse_output|sparse", .flags = SKOPS_PARAMETER),
	SKOPS_DTYPE (struct one_hot_encoder, dtype, .flags = SKOPS_PARAMETER),
	SKOPS_DIM (struct one_hot_encoder, n_features, "F"));

static enum skops_status build (struct skops_call *call, void *state)
{
	struct one_hot_encoder *self = state;
	enum skops_status status = encoder_columns_new (call, &self->columns, &self->categories_, self->infrequent_enabled ? &self->mappings : NULL);

	if (status)
		return status;
	for (size_t i = 0; i < self->categories_.count; i++) {
		struct encoder_column *column = &self->columns[i];
		const struct skops_value *drop = self->drop.items ? &self->drop.items[i] : NULL;

		if (column->mapping && column->mapped != column->categories->count)
			return skops_fail (call, SKOPS_BAD_FILE, "column %zu has %zu categories and %zu codes", i, column->categories->count, column->mapped);
		if (drop && drop->kind != SKOPS_IS_NONE) {
			if (drop->kind != SKOPS_IS_INT || drop->i < 0 || drop->i >= column->grouped)
				return skops_fail (call, SKOPS_BAD_FILE, "the dropped category of column %zu is none of its %lld", i, (long long) column->grouped);
			column->drop = drop->i;
		}
		column->first = self->n_out;
		column->width = column->grouped - (column->drop >= 0);
		self->n_out += column->width;
	}
	if (self->n_out > INT32_MAX)
		return skops_fail (call, SKOPS_UNSUPPORTED, "%lld columns of output", (long long) self->n_out);
	self->unknown_is_infrequent = self->handle_unknown == UNKNOWN_INFREQUENT || (self->handle_unknown == UNKNOWN_WARN && call->writer >= SKOPS_VERSION (1, 8));
	self->common = encoder_common_dtype (self->columns, self->categories_.count);
	return SKOPS_OK;
}

/* The output's column for a value; -1 where all of its columns stay 0. */
static enum skops_status place (struct skops_call *call, const struct one_hot_encoder *self, const struct skops_block *x, size_t row, size_t c, int64_t *out)
{
	const struct encoder_column *column = &self->columns[c];
	int64_t code = encoder_find (call, column, &x->columns[c], row);

	*out = -1;
	if (code < 0) {
		if (encoder_unseen (call, row, c, &x->columns[c], column->categories, self->handle_unknown != UNKNOWN_ERROR ? NULL
		                    : "an encoder fitted with handle_unknown='ignore' encodes unknown categories as zeros"))
			return SKOPS_UNFIT;
		if (!column->mapping || !self->unknown_is_infrequent)
			return SKOPS_OK;
		code = column->grouped - 1;
	} else if (column->mapping) {
		code = column->mapping[code];
	}
	if (code != column->drop)
		*out = column->first + code - (column->drop >= 0 && code > column->drop);
	return SKOPS_OK;
}

static enum skops_status transform (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct one_hot_encoder *self = state;
	bool sparse = out->form == SKOPS_CSR;
	size_t used = 0;
	int64_t at;

	for (size_t r = 0; r < x->rows; r++) {
		if (sparse && skops_reserve (call, out, used, x->width))
			return SKOPS_NO_MEMORY;
		for (size_t k = 0; !sparse && k < out->width; k++)
			skops_row (out, r)[k] = 0;
		for (size_t c = 0; c < x->width; c++) {
			if (place (call, self, x, r, c, &at))
				return SKOPS_UNFIT;
			if (at >= 0 && sparse) {
				out->indices[used] = (int32_t) at;
				out->f8[used++] = 1;
			} else if (at >= 0) {
				skops_row (out, r)[at] = 1;
			}
		}
		if (sparse)
			out->indptr[r + 1] = (int64_t) used;
	}
	return SKOPS_OK;
}

/* What a row of zeros in the columns of `c` stands for. */
static enum skops_status of_zeros (struct skops_call *call, const struct one_hot_encoder *self, size_t row, size_t c, struct skops_value *out)
{
	const struct encoder_column *column = &self->columns[c];
	bool ignored = self->handle_unknown == UNKNOWN_IGNORE || (self->handle_unknown != UNKNOWN_ERROR && !column->mapping);

	if (column->drop >= 0)
		*out = ignored ? column->categories->items[column->drop] : column->transformed[column->drop];
	else if (ignored)
		*out = (struct skops_value) { .kind = SKOPS_IS_NONE };
	else
		return skops_fail_at (call, SKOPS_UNFIT, row, -1, "input column %zu: all of its columns are 0, which stands for no category", c);
	return SKOPS_OK;
}

static enum skops_status inverse_transform (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct one_hot_encoder *self = state;
	struct skops_block dense;

	if (skops_to_dense (call, &dense, x))
		return SKOPS_NO_MEMORY;
	out->dtype = self->common;
	for (size_t r = 0; r < x->rows; r++)
		for (size_t c = 0; c < self->categories_.count; c++) {
			const struct encoder_column *column = &self->columns[c];
			const double *row = skops_row (&dense, r) + column->first;
			struct skops_value *value = skops_cell (out, r, c);
			int64_t best = 0;
			double sum = 0;

			for (int64_t k = 0; k < column->width; k++) {
				sum += row[k];
				best = row[k] > row[best] ? k : best;
			}
			if (!column->width)
				*value = column->categories->items[column->drop];
			else if (sum != 0)
				*value = column->transformed[best + (column->drop >= 0 && best >= column->drop)];
			else if (of_zeros (call, self, r, c, value))
				return SKOPS_UNFIT;
			*value = encoder_as_common (self->common, *value);
			if (value->kind == SKOPS_IS_NONE)
				out->dtype = SKOPS_OBJECT;
		}
	return SKOPS_OK;
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	const struct one_hot_encoder *self = state;
	struct skops_method *method = encoder_method (call, "transform", transform, self->n_features, self->n_out);

	if (!method)
		return SKOPS_NO_MEMORY;
	method->accepts[0] = SKOPS_TABLE;
	method->outputs[0].form = self->sparse_output ? SKOPS_CSR : SKOPS_DENSE;
	method->outputs[0].dtype = (uint8_t) (self->dtype == SKOPS_NO_DTYPE || self->dtype == SKOPS_OBJECT ? SKOPS_F8 : self->dtype);
	method = encoder_method (call, "inverse_transform", inverse_transform, self->n_out, self->n_features);
	if (!method)
		return SKOPS_NO_MEMORY;
	method->accepts[1] = SKOPS_CSR;
	method->flags = SKOPS_TAKES_OUTPUT;
	method->outputs[0].form = SKOPS_TABLE;
	method->outputs[0].dtype = SKOPS_DECIDED;
	for (int64_t c = 0; c < self->n_features; c++)
		if (encoder_describe_column (call, c, self->columns[c].categories, self->handle_unknown != UNKNOWN_ERROR))
			return SKOPS_NO_MEMORY;
	return SKOPS_OK;
}

static enum skops_status names (struct skops_call *call, const void *state, const struct skops_names *in)
{
	const struct one_hot_encoder *self = state;
	struct skops_text text;

	if (self->feature_name_combiner == COMBINE_FUNCTION)
		return skops_fail (call, SKOPS_UNSUPPORTED, "feature_name_combiner is a function of the file, and none is run; \"concat\" names columns without one");
	for (size_t c = 0; c < self->categories_.count; c++) {
		const struct encoder_column *column = &self->columns[c];
		/* grouped categories are Python objects: a float32 has become a float */
		uint8_t dtype = (uint8_t) (column->mapping ? SKOPS_OBJECT : column->categories->dtype);

		if (c >= in->count)
			return skops_fail (call, SKOPS_UNFIT, "%zu names for %zu columns", in->count, self->categories_.count);
		for (int64_t k = 0; k < column->grouped; k++) {
			if (k == column->drop)
				continue;
			if (skops_value_text (call, &text, &column->transformed[k], dtype)
			    || skops_name_add (call, "%.*s_%.*s", (int) in->items[c].size, in->items[c].data, (int) text.size, text.data))
				return SKOPS_NO_MEMORY;
		}
	}
	return SKOPS_OK;
}

static enum skops_status support (struct skops_call *call, const void *state, const char *method)
{
	const struct one_hot_encoder *self = state;

	if (strcmp (method, "transform") != 0)
		return skops_onnx_refuse (call, "method", "%s of an encoder is not converted", method);
	if (!self->n_out)
		return skops_onnx_refuse (call, "drop", "no column is left to answer");
	for (size_t c = 0; c < self->categories_.count; c++)
		if (encoder_onnx_support (call, self->columns[c].categories, "categories_", c))
			return SKOPS_UNSUPPORTED;
	return SKOPS_OK;
}

/* The codes of a column, after grouping: [N, 1]. */
static struct skops_tensor emit_codes (struct skops_call *call, const struct one_hot_encoder *self, const struct skops_columns *x, size_t c)
{
	const struct encoder_column *column = &self->columns[c];
	size_t count = column->categories->count;
	bool fails = self->handle_unknown == UNKNOWN_ERROR;
	int64_t *codes = skops_scratch (call, count + 1, sizeof *codes);
	struct skops_tensor index = encoder_onnx_index (call, column->categories, x, c);

	if (!codes)
		return (struct skops_tensor) { 0 };
	if (!column->mapping && !fails)
		return index;
	for (size_t i = 0; i < count; i++)
		codes[i] = column->mapping ? column->mapping[i] : (int64_t) i;
	codes[count] = self->unknown_is_infrequent ? column->grouped - 1 : -1;
	return skops_onnx_gather (call, skops_onnx_ints (call, codes, count + !fails), index, 0);
}

static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct one_hot_encoder *self = state;
	struct skops_tensor *parts = skops_scratch (call, self->categories_.count, sizeof *parts);
	int64_t *kept = skops_scratch (call, (size_t) self->n_out, sizeof *kept);
	size_t count = 0;

	(void) method;
	if (!parts || !kept)
		return SKOPS_NO_MEMORY;
	for (size_t c = 0; c < self->categories_.count; c++) {
		const struct encoder_column *column = &self->columns[c];
		int64_t width = 0;

		for (int64_t code = 0; code < column->grouped; code++)
			if (code != column->drop)
				kept[width++] = code;
		if (width)
			parts[count++] = skops_onnx_2 (call, "Equal", emit_codes (call, self, x, c), skops_onnx_ints (call, kept, (size_t) width));
	}
	return skops_onnx_answer (call, out, skops_onnx_cast (call, skops_onnx_along (call, "Concat", parts, count, 1), SKOPS_TENSOR_DOUBLE));
}

static const struct skops_onnx onnx = { .size = sizeof onnx, .table = &table, .build = build, .support = support, .emit = emit };
static const struct skops_predict predict = {
	.size = sizeof predict, .table = &table, .build = build, .describe = describe, .names = names,
};

const struct skops_handler one_hot_encoder = {
	.size = sizeof one_hot_encoder, .module = "sklearn.preprocessing._encoders", .class_name = "OneHotEncoder", .loader = "ObjectNode",
	.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = &predict, .onnx = &onnx,
};
