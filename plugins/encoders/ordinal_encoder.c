/* SPDX-License-Identifier: BSD-3-Clause */
/* OrdinalEncoder: a number for each category. Source: sklearn/preprocessing/_encoders.py, OrdinalEncoder. */
#include <math.h>

#include "encoders.h"

enum { UNKNOWN_ERROR, UNKNOWN_ENCODED };

struct ordinal_encoder {
	struct skops_list categories_, mappings;
	struct skops_dict missing_indices;
	int handle_unknown, dtype;
	double unknown_value, encoded_missing_value;
	bool infrequent_enabled;
	int64_t n_features;
	/* built */
	struct encoder_column *columns;
	int64_t *missing; /* per column the code of NaN; -1: none */
	uint8_t common; /* dtype of categories together */
};

static const struct skops_word unknown_words[] = { SKOPS_TEXT_WORD ("error", UNKNOWN_ERROR), SKOPS_TEXT_WORD ("use_encoded_value", UNKNOWN_ENCODED), SKOPS_END_WORD };
SKOPS_ITEM_FIELD (missing_item, SKOPS_KIND_INT, int64_t, .flags = SKOPS_INDEX);

SKOPS_TABLE (table, struct ordinal_encoder,
	SKOPS_LIST (struct ordinal_encoder, categories_, &encoder_categories_item, .dims = "F"),
	SKOPS_LIST (struct ordinal_encoder, mappings, &encoder_mapping_item, .attribute = "_default_to_infrequent_mappings", .dims = "F", .flags = SKOPS_OPTIONAL),
	SKOPS_BOOL (struct ordinal_encoder, infrequent_enabled, .attribute = "_infrequent_enabled", .flags = SKOPS_OPTIONAL),
	SKOPS_DICT (struct ordinal_encoder, missing_indices, &missing_item, .attribute = "_missing_indices"),
	SKOPS_WORD (struct ordinal_encoder, handle_unknown, unknown_words, .flags = SKOPS_PARAMETER),
	SKOPS_FLOAT (struct ordinal_encoder, unknown_value, .flags = SKOPS_PARAMETER | SKOPS_NULLABLE),
	SKOPS_FLOAT (struct ordinal_encoder, encoded_missing_value, .flags = SKOPS_PARAMETER),
	SKOPS_DTYPE (struct ordinal_encoder, dtype, .flags = SKOPS_PARAMETER),
	SKOPS_DIM (struct ordinal_encoder, n_features, "F"));

static enum skops_status build (struct skops_call *call, void *state)
{
	struct ordinal_encoder *self = state;
	enum skops_status status = encoder_columns_new (call, &self->columns, &self->categories_, self->infrequent_enabled ? &self->mappings : NULL);

	if (status)
		return status;
	self->missing = skops_alloc (call, self->categories_.count, sizeof *self->missing);
	if (!self->missing)
		return SKOPS_NO_MEMORY;
	for (size_t i = 0; i < self->categories_.count; i++)
		self->missing[i] = -1;
	for (size_t i = 0; i < self->missing_indices.count; i++) {
		const struct skops_value *key = &self->missing_indices.keys[i];
		int64_t code = *SKOPS_ITEM (&self->missing_indices, int64_t, i);

		if (key->kind != SKOPS_IS_INT || key->i < 0 || key->i >= self->n_features || code >= (int64_t) self->columns[key->i].categories->count)
			return skops_fail (call, SKOPS_BAD_FILE, "_missing_indices names a category that is not there");
		self->missing[key->i] = code;
	}
	for (size_t i = 0; i < self->categories_.count; i++) {
		const struct encoder_column *column = &self->columns[i];
		int64_t count = (int64_t) column->categories->count;

		if (column->mapping && (int64_t) column->mapped != count && ((int64_t) column->mapped != count - 1 || self->missing[i] != count - 1))
			return skops_fail (call, SKOPS_BAD_FILE, "column %zu has %lld categories and %zu codes", i, (long long) count, column->mapped);
	}
	self->common = encoder_common_dtype (self->columns, self->categories_.count);
	return SKOPS_OK;
}

/* What transform answers for a category, by its number. */
static double encoded (const struct ordinal_encoder *self, size_t c, int64_t code)
{
	const struct encoder_column *column = &self->columns[c];

	return code == self->missing[c] ? self->encoded_missing_value : (double) (column->mapping ? column->mapping[code] : code);
}

/* A number as the dtype holds it: NumPy's casts of integers wrap around. */
static double cast (int dtype, double number)
{
	if (!(fabs (number) < 9.0e15))
		return number;
	switch (dtype) {
	case SKOPS_I4: return (double) (int32_t) (int64_t) number;
	case SKOPS_I2: return (double) (int16_t) (int64_t) number;
	case SKOPS_I1: return (double) (int8_t) (int64_t) number;
	case SKOPS_U4: return (double) (uint32_t) (int64_t) number;
	case SKOPS_U2: return (double) (uint16_t) (int64_t) number;
	case SKOPS_U1: return (double) (uint8_t) (int64_t) number;
	case SKOPS_B1: return number != 0;
	default: return number;
	}
}

static enum skops_status transform (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct ordinal_encoder *self = state;

	for (size_t c = 0; c < x->width; c++) {
		const struct encoder_column *column = &self->columns[c];
		for (size_t r = 0; r < x->rows; r++) {
			int64_t code = encoder_find (call, column, &x->columns[c], r);

			if (code < 0 && encoder_unseen (call, r, c, &x->columns[c], column->categories, self->handle_unknown == UNKNOWN_ENCODED ? NULL
			                                : "an encoder fitted with handle_unknown='use_encoded_value' gives unknown categories a number of their own"))
				return SKOPS_UNFIT;
			skops_row (out, r)[c] = cast (self->dtype, code < 0 ? self->unknown_value : encoded (self, c, code));
		}
	}
	return SKOPS_OK;
}

static bool same (double a, double b)
{
	return a == b || (isnan (a) && isnan (b));
}

/* What a number stands for. An encoder that groups infrequent categories counts NaN among the categories here, though transform does not; so does ours. */
static enum skops_status decode (struct skops_call *call, const struct ordinal_encoder *self, size_t row, size_t c, double number, struct skops_value *out)
{
	const struct encoder_column *column = &self->columns[c];
	int64_t count = (int64_t) column->categories->count, known = count, code;

	if (self->missing[c] >= 0 && same (number, self->encoded_missing_value))
		number = (double) self->missing[c];
	if (column->mapping) {
		known = column->grouped - 1 + count - (int64_t) column->mapped;
		if (number == (double) known) {
			*out = column->transformed[column->grouped - 1];
			return SKOPS_OK;
		}
	}
	if (self->handle_unknown == UNKNOWN_ENCODED && same (number, self->unknown_value)) {
		*out = (struct skops_value) { .kind = SKOPS_IS_NONE };
		return SKOPS_OK;
	}
	if (!(number > -1.0e9 && number < 1.0e9))
		return skops_fail_at (call, SKOPS_UNFIT, row, -1, "column %zu: %g is the number of no category", c, number);
	code = (int64_t) number;
	if (code < 0)
		code += known; /* counted from the end, as Python does */
	if (code < 0 || code >= known)
		return skops_fail_at (call, SKOPS_UNFIT, row, -1, "column %zu: %g is the number of no category, there are %lld", c, number, (long long) known);
	*out = !column->mapping ? column->categories->items[code] : code < column->grouped - 1 ? column->transformed[code] : column->categories->items[count - 1];
	*out = encoder_as_common (self->common, *out);
	return SKOPS_OK;
}

static enum skops_status inverse_transform (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct ordinal_encoder *self = state;

	for (size_t r = 0; r < x->rows; r++)
		for (size_t c = 0; c < x->width; c++)
			if (decode (call, self, r, c, skops_row (x, r)[c], skops_cell (out, r, c)))
				return SKOPS_UNFIT;
	return SKOPS_OK;
}

/* Whether NaN stands for a missing value or an unknown category in any column. */
static bool nan_is_a_number (const struct ordinal_encoder *self)
{
	bool any = self->handle_unknown == UNKNOWN_ENCODED && isnan (self->unknown_value);

	for (int64_t c = 0; c < self->n_features && isnan (self->encoded_missing_value); c++)
		any |= self->missing[c] >= 0;
	return any;
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	const struct ordinal_encoder *self = state;
	struct skops_method *method = encoder_method (call, "transform", transform, self->n_features, self->n_features);

	if (!method)
		return SKOPS_NO_MEMORY;
	method->accepts[0] = SKOPS_TABLE;
	method->outputs[0].dtype = (uint8_t) (self->dtype == SKOPS_NO_DTYPE || self->dtype == SKOPS_OBJECT ? SKOPS_F8 : self->dtype);
	method = encoder_method (call, "inverse_transform", inverse_transform, self->n_features, self->n_features);
	if (!method)
		return SKOPS_NO_MEMORY;
	method->flags = SKOPS_TAKES_OUTPUT | (nan_is_a_number (self) ? SKOPS_TAKES_NAN : 0);
	method->outputs[0].form = SKOPS_TABLE;
	method->outputs[0].dtype = self->handle_unknown == UNKNOWN_ENCODED ? SKOPS_OBJECT : self->common;
	for (int64_t c = 0; c < self->n_features; c++)
		if (encoder_describe_column (call, c, self->columns[c].categories, self->handle_unknown != UNKNOWN_ERROR))
			return SKOPS_NO_MEMORY;
	return SKOPS_OK;
}

static enum skops_status support (struct skops_call *call, const void *state, const char *method)
{
	const struct ordinal_encoder *self = state;

	if (strcmp (method, "transform") != 0)
		return skops_onnx_refuse (call, "method", "%s of an encoder is not converted", method);
	for (size_t c = 0; c < self->categories_.count; c++)
		if (encoder_onnx_support (call, self->columns[c].categories, "categories_", c))
			return SKOPS_UNSUPPORTED;
	return SKOPS_OK;
}

static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct ordinal_encoder *self = state;
	bool fails = self->handle_unknown == UNKNOWN_ERROR;
	struct skops_tensor *parts = skops_scratch (call, self->categories_.count, sizeof *parts);

	(void) method;
	if (!parts)
		return SKOPS_NO_MEMORY;
	for (size_t c = 0; c < self->categories_.count; c++) {
		size_t count = self->columns[c].categories->count;
		double *numbers = skops_scratch (call, count + 1, sizeof *numbers);

		if (!numbers)
			return SKOPS_NO_MEMORY;
		for (size_t i = 0; i < count; i++)
			numbers[i] = cast (self->dtype, encoded (self, c, (int64_t) i));
		numbers[count] = cast (self->dtype, self->unknown_value);
		parts[c] = skops_onnx_gather (call, skops_onnx_row (call, numbers, count + !fails), encoder_onnx_index (call, self->columns[c].categories, x, c), 0);
	}
	return skops_onnx_answer (call, out, skops_onnx_along (call, "Concat", parts, self->categories_.count, 1));
}

static const struct skops_onnx onnx = { .size = sizeof onnx, .table = &table, .build = build, .support = support, .emit = emit };
static const struct skops_predict predict = {
	.size = sizeof predict, .table = &table, .build = build, .describe = describe, .names = skops_names_same,
};

const struct skops_handler ordinal_encoder = {
	.size = sizeof ordinal_encoder, .module = "sklearn.preprocessing._encoders", .class_name = "OrdinalEncoder", .loader = "ObjectNode",
	.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = &predict, .onnx = &onnx,
};
