/* SPDX-License-Identifier: BSD-3-Clause */
/* Learnt columns: their lookup, the grouping of infrequent categories, their dtype, and what is said of values that are not among them.
 * Source: sklearn/preprocessing/_encoders.py, _BaseEncoder. */
#include <math.h>

#include "encoders.h"

const struct skops_field encoder_categories_item = { .name = "", .kind = SKOPS_KIND_VALUES, .size = (uint32_t) sizeof (struct skops_values), .dims = "?" };
const struct skops_field encoder_mapping_item = { .name = "", .kind = SKOPS_KIND_ARRAY, .dtype = SKOPS_I8, .size = (uint32_t) sizeof (struct skops_array), .dims = "?",
	.flags = SKOPS_NULLABLE | SKOPS_INDEX };

static const char INFREQUENT[] = "infrequent_sklearn";

/* Codes after grouping: 0, 1, … for the frequent categories, the highest for all others. */
static enum skops_status group (struct skops_call *call, struct encoder_column *column, size_t number, const struct skops_array *mapping)
{
	size_t count = column->categories->count;
	struct skops_value *transformed;
	int64_t highest = 0, next = 0;

	column->mapping = skops_i8 (mapping);
	column->mapped = mapping->count;
	for (size_t i = 0; i < mapping->count; i++)
		highest = column->mapping[i] > highest ? column->mapping[i] : highest;
	if (mapping->count > count || !mapping->count || highest >= (int64_t) mapping->count)
		return skops_fail (call, SKOPS_BAD_FILE, "column %zu has %zu categories and %zu codes up to %lld", number, count, mapping->count, (long long) highest);
	transformed = skops_alloc (call, (size_t) highest + 1, sizeof *transformed);
	if (!transformed)
		return SKOPS_NO_MEMORY;
	for (size_t i = 0; i < mapping->count; i++) {
		if (column->mapping[i] == highest)
			continue;
		if (column->mapping[i] != next)
			return skops_fail (call, SKOPS_BAD_FILE, "column %zu: the codes of its frequent categories are not 0, 1, …", number);
		transformed[next++] = column->categories->items[i];
	}
	if (next != highest)
		return skops_fail (call, SKOPS_BAD_FILE, "column %zu: no category has the code %lld", number, (long long) next);
	transformed[highest] = (struct skops_value) { .kind = SKOPS_IS_TEXT, .size = sizeof INFREQUENT - 1, .text = INFREQUENT };
	column->transformed = transformed;
	column->grouped = highest + 1;
	return SKOPS_OK;
}

/* How many categories can be met: from 1.6 on NaT, which comes last, perhaps repeatedly, is an unknown one even where it was learnt. */
static size_t findable (const struct skops_call *call, const struct skops_values *categories)
{
	size_t count = categories->count;

	if (call->writer < SKOPS_VERSION (1, 6))
		return count;
	for (; count; count--) {
		const struct skops_value *last = &categories->items[count - 1];
		if ((last->kind != SKOPS_IS_DATETIME && last->kind != SKOPS_IS_TIMEDELTA) || last->i != INT64_MIN)
			break;
	}
	return count;
}

enum skops_status encoder_columns_new (struct skops_call *call, struct encoder_column **out, const struct skops_list *categories, const struct skops_list *mappings)
{
	struct encoder_column *columns = skops_alloc (call, categories->count, sizeof *columns);

	*out = columns;
	if (!columns)
		return SKOPS_NO_MEMORY;
	if (mappings && mappings->count != categories->count)
		return skops_fail (call, SKOPS_BAD_FILE, "%zu columns have categories, %zu infrequent ones", categories->count, mappings->count);
	for (size_t i = 0; i < categories->count; i++) {
		struct encoder_column *column = &columns[i];
		const struct skops_array *mapping = mappings ? SKOPS_ITEM (mappings, struct skops_array, i) : NULL;

		column->categories = SKOPS_ITEM (categories, struct skops_values, i);
		column->grouped = (int64_t) column->categories->count;
		column->transformed = column->categories->items;
		column->drop = -1;
		column->bytes = column->categories->count && column->categories->items[0].kind == SKOPS_IS_BYTES;
		column->index = skops_index_new (call, column->categories->items, findable (call, column->categories));
		if (!column->index)
			return SKOPS_NO_MEMORY;
		if (mapping && mapping->data && group (call, column, i, mapping))
			return SKOPS_BAD_FILE;
	}
	return SKOPS_OK;
}

int64_t encoder_find (struct skops_call *call, const struct encoder_column *column, const struct skops_column *from, size_t row)
{
	struct skops_value value = skops_column_at (from, row);

	if (column->bytes && value.kind == SKOPS_IS_TEXT)
		value.kind = SKOPS_IS_BYTES;
	return skops_index_find (call, column->index, &value);
}

uint8_t encoder_common_dtype (const struct encoder_column *columns, size_t count)
{
	uint8_t common = SKOPS_NO_DTYPE;

	for (size_t i = 0; i < count; i++) {
		uint8_t dtype = columns[i].mapping ? SKOPS_OBJECT : columns[i].categories->dtype;

		if (common == SKOPS_NO_DTYPE || common == dtype)
			common = dtype;
		else if ((dtype > SKOPS_U1 && dtype != SKOPS_B1) || (common > SKOPS_U1 && common != SKOPS_B1))
			return SKOPS_OBJECT;
		else
			common = dtype <= SKOPS_F2 || common <= SKOPS_F2 ? SKOPS_F8 : SKOPS_I8;
	}
	return common;
}

struct skops_value encoder_as_common (uint8_t dtype, struct skops_value value)
{
	if (dtype > SKOPS_F2 && dtype <= SKOPS_U1 && value.kind == SKOPS_IS_BOOL)
		value.kind = SKOPS_IS_INT;
	if (dtype > SKOPS_F2 || value.kind == SKOPS_IS_FLOAT || value.kind == SKOPS_IS_NONE)
		return value;
	return (struct skops_value) { .kind = SKOPS_IS_FLOAT, .f = value.kind == SKOPS_IS_UINT ? (double) value.u : (double) value.i };
}

enum skops_status encoder_describe_column (struct skops_call *call, int64_t column, const struct skops_values *categories, bool lenient)
{
	uint32_t kinds = 0, missing = 0;

	for (size_t i = 0; i < categories->count; i++) {
		const struct skops_value *value = &categories->items[i];
		switch (value->kind) {
		case SKOPS_IS_NONE: missing |= SKOPS_MISSING_NONE; break;
		case SKOPS_IS_NA: missing |= SKOPS_MISSING_NA; break;
		case SKOPS_IS_BOOL: kinds |= SKOPS_ACCEPTS_BOOL; break;
		case SKOPS_IS_TEXT:
		case SKOPS_IS_BYTES: kinds |= SKOPS_ACCEPTS_TEXT; break;
		case SKOPS_IS_DATETIME: kinds |= SKOPS_ACCEPTS_DATETIME; break;
		case SKOPS_IS_TIMEDELTA: kinds |= SKOPS_ACCEPTS_TIMEDELTA; break;
		case SKOPS_IS_FLOAT:
			if (isnan (value->f))
				missing |= SKOPS_MISSING_NAN;
			else
				kinds |= SKOPS_ACCEPTS_NUMBER;
			break;
		default: kinds |= SKOPS_ACCEPTS_NUMBER; break;
		}
	}
	return skops_column_kinds (call, column, kinds && lenient ? kinds | SKOPS_ACCEPTS_TEXT : kinds, missing);
}

struct skops_method *encoder_method (struct skops_call *call, const char *name, skops_apply *apply, int64_t features, int64_t width)
{
	struct skops_method *method = skops_method_add (call, name, apply);

	if (!method)
		return NULL;
	method->features = features;
	method->outputs[0].width = width;
	return method;
}

/* A value as a sentence shows it. */
static const char *show (struct skops_call *call, const struct skops_value *value, uint8_t dtype)
{
	enum { LONGEST = 60 };
	bool quoted = value->kind == SKOPS_IS_TEXT;
	struct skops_text text;
	char *shown = skops_scratch (call, LONGEST + 8, 1);
	size_t size, used = 0;

	if (!shown || skops_value_text (call, &text, value, dtype))
		return "it";
	size = text.size > LONGEST ? LONGEST : text.size;
	if (quoted)
		shown[used++] = '\'';
	if (size)
		memcpy (shown + used, text.data, size);
	used += size;
	for (int i = 0; i < 3 && text.size > LONGEST; i++)
		shown[used++] = '.';
	if (quoted)
		shown[used++] = '\'';
	shown[used] = '\0';
	return shown;
}

enum skops_status encoder_unseen (struct skops_call *call, size_t row, size_t column, const struct skops_column *from, const struct skops_values *categories, const char *way_out)
{
	struct skops_value value = skops_column_at (from, row);
	bool number = from->kind == SKOPS_COLUMN_F8 || from->kind == SKOPS_COLUMN_F4;

	if (number && isinf (value.f))
		return skops_fail_at (call, SKOPS_UNFIT, row, (int64_t) column, "an infinite number, which encoders do not accept");
	if (!way_out)
		return SKOPS_OK;
	if (!categories->count)
		return skops_fail_at (call, SKOPS_UNFIT, row, (int64_t) column, "%s was not seen in training; %s", show (call, &value, SKOPS_OBJECT), way_out);
	return skops_fail_at (call, SKOPS_UNFIT, row, (int64_t) column, "%s was not seen in training, where the column held %s%s; %s", show (call, &value, SKOPS_OBJECT),
	                      show (call, &categories->items[0], categories->dtype), categories->count > 1 ? " and others" : "", way_out);
}
