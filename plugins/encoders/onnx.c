/* SPDX-License-Identifier: BSD-3-Clause */
/* Learnt columns in graphs: the number of a value among the categories, by ai.onnx.ml's LabelEncoder. A missing text is the empty one, a missing number NaN, whatever of
 * Python's was learnt for it. Numbers that float32 cannot hold are compared as float32 where the graph's inputs are such. */
#include <math.h>
#include <stdlib.h>

#include "encoders.h"

static bool is_missing (const struct skops_value *value)
{
	return value->kind == SKOPS_IS_NONE || value->kind == SKOPS_IS_NA || (value->kind == SKOPS_IS_FLOAT && isnan (value->f));
}

static bool is_text (const struct skops_value *value)
{
	return value->kind == SKOPS_IS_TEXT || value->kind == SKOPS_IS_BYTES;
}

static double number_of (const struct skops_value *value)
{
	return is_missing (value) ? NAN : value->kind == SKOPS_IS_FLOAT ? value->f : value->kind == SKOPS_IS_UINT ? (double) value->u : (double) value->i;
}

/* Whether to compare as float32. */
static bool is_narrow (struct skops_call *call, const struct skops_values *categories)
{
	bool exact = true;

	for (size_t i = 0; i < categories->count && exact; i++) {
		double number = number_of (&categories->items[i]);
		exact = isnan (number) || number == (double) (float) number;
	}
	return !exact && !skops_onnx_double (call);
}

static int order (const void *a, const void *b)
{
	double x = *(const double *) a, y = *(const double *) b;

	return (x > y) - (x < y);
}

/* Refuses numbers that are one in the type that they are compared in. */
static enum skops_status check_numbers (struct skops_call *call, const struct skops_values *categories, const char *parameter, size_t column)
{
	double *numbers = skops_scratch (call, categories->count, sizeof *numbers);
	bool narrow = is_narrow (call, categories);
	size_t count = 0;

	if (!numbers)
		return SKOPS_NO_MEMORY;
	for (size_t i = 0; i < categories->count; i++) {
		double number = number_of (&categories->items[i]);
		if (!isnan (number))
			numbers[count++] = narrow ? (double) (float) number : number;
	}
	qsort (numbers, count, sizeof *numbers, order);
	for (size_t i = 1; i < count; i++)
		if (numbers[i] == numbers[i - 1])
			return skops_onnx_refuse (call, parameter, "column %zu has categories that are the same number in %s, %.9g%s", column + 1, narrow ? "float32" : "float64",
			                          numbers[i], narrow ? "; inputs of float64 may tell them apart (--double)" : "");
	return SKOPS_OK;
}

enum skops_status encoder_onnx_support (struct skops_call *call, const struct skops_values *categories, const char *parameter, size_t column)
{
	size_t texts = 0, missing = 0;
	bool empty = false;

	for (size_t i = 0; i < categories->count; i++) {
		const struct skops_value *value = &categories->items[i];

		if (value->kind == SKOPS_IS_DATETIME || value->kind == SKOPS_IS_TIMEDELTA)
			return skops_onnx_refuse (call, parameter, "column %zu has dates or times, for which ONNX has no type", column + 1);
		missing += is_missing (value);
		texts += is_text (value);
		empty |= is_text (value) && !value->size;
	}
	if (!categories->count)
		return skops_onnx_refuse (call, parameter, "column %zu has no category", column + 1);
	if (texts && texts + missing < categories->count)
		return skops_onnx_refuse (call, parameter, "column %zu has texts and numbers, and a column of a graph holds one of them", column + 1);
	if (missing > 1)
		return skops_onnx_refuse (call, parameter, "column %zu tells None from NaN, and a graph has one missing value", column + 1);
	if (missing && empty)
		return skops_onnx_refuse (call, parameter, "column %zu tells the empty text from a missing one, and in a graph the empty text is missing", column + 1);
	return texts ? SKOPS_OK : check_numbers (call, categories, parameter, column);
}

/* [0, 1, …, count - 1], and `count` for all else. */
static struct skops_tensor index_of_texts (struct skops_call *call, const struct skops_values *categories, const int64_t *places, struct skops_tensor x)
{
	struct skops_text *texts = skops_scratch (call, categories->count, sizeof *texts);
	struct skops_attribute attributes[3];
	struct skops_tensor index = { 0 };

	if (!texts)
		return index;
	for (size_t i = 0; i < categories->count; i++) {
		const struct skops_value *value = &categories->items[i];

		if (!is_text (value) && !is_missing (value)) {
			skops_fail (call, SKOPS_UNSUPPORTED, "a column of texts, where numbers were learnt");
			return index;
		}
		texts[i] = is_missing (value) ? (struct skops_text) { "", 0 } : (struct skops_text) { value->text, value->size };
	}
	attributes[0] = skops_attribute_texts ("keys_strings", texts, categories->count);
	attributes[1] = skops_attribute_ints ("values_int64s", places, categories->count);
	attributes[2] = skops_attribute_int ("default_int64", (int64_t) categories->count);
	skops_onnx_node (call, "ai.onnx.ml", "LabelEncoder", &x, 1, attributes, 3, &index, 1);
	return index;
}

static struct skops_tensor index_of_numbers (struct skops_call *call, const struct skops_values *categories, const int64_t *places, struct skops_tensor x)
{
	uint8_t type = is_narrow (call, categories) ? SKOPS_TENSOR_FLOAT : SKOPS_TENSOR_DOUBLE;
	int64_t dims[1] = { (int64_t) categories->count };
	double *numbers = skops_scratch (call, categories->count, sizeof *numbers);
	struct skops_attribute attributes[3];
	struct skops_tensor index = { 0 };

	if (!numbers)
		return index;
	for (size_t i = 0; i < categories->count; i++) {
		if (is_text (&categories->items[i])) {
			skops_fail (call, SKOPS_UNSUPPORTED, "a column of numbers, where texts were learnt");
			return index;
		}
		numbers[i] = number_of (&categories->items[i]);
	}
	x = skops_onnx_cast (call, x, type);
	attributes[0] = skops_attribute_tensor ("keys_tensor", skops_onnx_constant (call, type, 1, dims, numbers));
	attributes[1] = skops_attribute_tensor ("values_tensor", skops_onnx_ints (call, places, categories->count));
	attributes[2] = skops_attribute_tensor ("default_tensor", skops_onnx_ints (call, dims, 1));
	skops_onnx_node (call, "ai.onnx.ml", "LabelEncoder", &x, 1, attributes, 3, &index, 1);
	return index;
}

struct skops_tensor encoder_onnx_index (struct skops_call *call, const struct skops_values *categories, const struct skops_columns *x, size_t column)
{
	int64_t *places = skops_scratch (call, categories->count, sizeof *places), at = (int64_t) column;
	struct skops_columns one;

	if (!places || skops_onnx_take (call, &one, x, &at, 1))
		return (struct skops_tensor) { 0 };
	for (size_t i = 0; i < categories->count; i++)
		places[i] = (int64_t) i;
	return one.parts[0].type == SKOPS_TENSOR_STRING ? index_of_texts (call, categories, places, one.parts[0]) : index_of_numbers (call, categories, places, one.parts[0]);
}
