/* SPDX-License-Identifier: BSD-3-Clause */
/* What missing is, in rows and in graphs, and the indicator that imputers append. */
#include <math.h>

#include "impute.h"

enum skops_status impute_missing_build (struct skops_call *call, struct impute_missing *missing, const struct skops_value *value)
{
	bool nan = value->kind == SKOPS_IS_FLOAT && isnan (value->f);

	missing->value = *value;
	missing->is_any = value->kind == SKOPS_IS_NA;
	missing->is_nan = nan || missing->is_any;
	missing->is_number = missing->is_nan || value->kind == SKOPS_IS_BOOL || value->kind == SKOPS_IS_INT || value->kind == SKOPS_IS_UINT || value->kind == SKOPS_IS_FLOAT;
	missing->number = value->kind == SKOPS_IS_FLOAT ? value->f : value->kind == SKOPS_IS_UINT ? (double) value->u : (double) value->i;
	missing->index = skops_index_new (call, &missing->value, 1);
	return missing->index ? SKOPS_OK : SKOPS_NO_MEMORY;
}

bool impute_is_missing_value (struct skops_call *call, const struct impute_missing *missing, const struct skops_value *value)
{
	bool nan = value->kind == SKOPS_IS_FLOAT && isnan (value->f);
	bool not_a_time = (value->kind == SKOPS_IS_DATETIME || value->kind == SKOPS_IS_TIMEDELTA) && value->i == INT64_MIN;

	if (missing->is_nan)
		return nan || not_a_time || (missing->is_any && (value->kind == SKOPS_IS_NONE || value->kind == SKOPS_IS_NA));
	return skops_index_find (call, missing->index, value) >= 0;
}

uint32_t impute_missing_kind (const struct impute_missing *missing)
{
	if (missing->value.kind == SKOPS_IS_NONE)
		return SKOPS_MISSING_NONE;
	if (missing->is_any)
		return SKOPS_MISSING_NONE | SKOPS_MISSING_NAN | SKOPS_MISSING_NA;
	return missing->is_nan ? SKOPS_MISSING_NAN : SKOPS_MISSING_NONE | SKOPS_MISSING_NAN;
}

struct skops_tensor impute_onnx_missing (struct skops_call *call, const struct impute_missing *missing, struct skops_tensor x)
{
	bool none = missing->value.kind == SKOPS_IS_NONE, text = missing->value.kind == SKOPS_IS_TEXT;
	uint8_t type = missing->number != (double) (float) missing->number && !skops_onnx_double (call) ? SKOPS_TENSOR_FLOAT : SKOPS_TENSOR_DOUBLE;

	if (x.type == SKOPS_TENSOR_STRING) {
		struct skops_text key = { text ? missing->value.text : "", text ? missing->value.size : 0 };
		int64_t found = text || none || missing->is_nan;
		struct skops_attribute attributes[3];
		struct skops_tensor out = { 0 };

		attributes[0] = skops_attribute_texts ("keys_strings", &key, 1);
		attributes[1] = skops_attribute_ints ("values_int64s", &found, 1);
		attributes[2] = skops_attribute_int ("default_int64", 0);
		skops_onnx_node (call, "ai.onnx.ml", "LabelEncoder", &x, 1, attributes, 3, &out, 1);
		return skops_onnx_cast (call, out, SKOPS_TENSOR_BOOL);
	}
	if (!none && !missing->is_number) {
		skops_fail (call, SKOPS_UNSUPPORTED, "missing_values is no number, and the column one of numbers: a graph has no column of both");
		return (struct skops_tensor) { 0 };
	}
	if (none || missing->is_nan)
		return skops_onnx_1 (call, "IsNaN", skops_onnx_cast (call, x, SKOPS_TENSOR_DOUBLE));
	return skops_onnx_2 (call, "Equal", skops_onnx_cast (call, x, type), skops_onnx_constant (call, type, 0, NULL, &missing->number));
}

enum skops_status impute_onnx_mask (struct skops_call *call, const struct impute_missing *missing, const struct skops_columns *x, const struct skops_array *columns, struct skops_columns *out)
{
	enum skops_status status = skops_onnx_take (call, out, x, skops_i8 (columns), columns->count);
	struct skops_tensor *parts = status ? NULL : skops_scratch (call, out->count, sizeof *parts);

	if (!parts)
		return SKOPS_UNSUPPORTED;
	for (size_t i = 0; i < out->count; i++)
		parts[i] = impute_onnx_missing (call, missing, out->parts[i]);
	out->parts = parts;
	return SKOPS_OK;
}

SKOPS_TABLE (indicator_table, struct impute_indicator,
	SKOPS_INTS (struct impute_indicator, features_, .dims = "N", .flags = SKOPS_INDEX));

const struct skops_case impute_indicator_cases[] = { { "sklearn.impute._base:MissingIndicator", &indicator_table, 1 }, { 0 } };

enum skops_status impute_indicator_features (struct skops_call *call, const struct skops_record *record, int64_t n_features, const struct skops_array **out)
{
	static const struct impute_indicator none = { { .data = NULL } };
	const struct impute_indicator *indicator = record->state ? record->state : &none;

	*out = &indicator->features_;
	for (size_t i = 0; i < (*out)->count; i++)
		if (skops_i8 (*out)[i] >= n_features)
			return skops_fail (call, SKOPS_BAD_FILE, "indicator_ names column %lld of %lld", (long long) skops_i8 (*out)[i], (long long) n_features);
	return SKOPS_OK;
}

enum skops_status impute_indicator_names (struct skops_call *call, const struct skops_array *features, const struct skops_names *in)
{
	enum skops_status status = SKOPS_OK;

	for (size_t i = 0; i < features->count && !status; i++) {
		size_t feature = (size_t) skops_i8 (features)[i];
		if (feature >= in->count)
			return skops_fail (call, SKOPS_UNFIT, "%zu names, column %zu is to be named", in->count, feature);
		status = skops_name_add (call, "missingindicator_%.*s", (int) in->items[feature].size, in->items[feature].data);
	}
	return status;
}
