/* SPDX-License-Identifier: BSD-3-Clause */
/* Columns made of values: which kind holds them, what stands for a missing one, and when a table is a matrix after all. */
#include "model/input.h"

#include <math.h>
#include <string.h>

#include "base/checked.h"
#include "base/text.h"
#include "model/times.h"

/* What a column holds. */
struct census {
	size_t rows, nones, nans, bools, ints, uints, floats, texts, lists, times;
	size_t first_text, first_negative;
	bool negative;
};

static void take_census (struct census *census, const struct skops_value *values, size_t rows)
{
	memset (census, 0, sizeof *census);
	census->rows = rows;
	for (size_t r = 0; r < rows; r++)
		switch (values[r].kind) {
		case SKOPS_IS_BOOL: census->bools++; break;
		case SKOPS_IS_INT:
			census->ints++;
			if (values[r].i < 0 && !census->negative) {
				census->negative = true;
				census->first_negative = r;
			}
			break;
		case SKOPS_IS_UINT: census->uints++; break;
		case SKOPS_IS_FLOAT: ++*(isnan (values[r].f) ? &census->nans : &census->floats); break;
		case SKOPS_IS_TEXT:
			if (census->texts++ == 0)
				census->first_text = r;
			break;
		case SKOPS_CELL_LIST: census->lists++; break;
		case SKOPS_IS_DATETIME: case SKOPS_IS_TIMEDELTA: census->times++; break;
		default: census->nones++; break;
		}
}

static bool is_missing (const struct skops_value *value)
{
	return value->kind == SKOPS_IS_NONE || value->kind == SKOPS_IS_NA || (value->kind == SKOPS_IS_FLOAT && isnan (value->f));
}

/* None and NaN become whichever the column has learnt. */
static void settle_missing (struct skops_value *values, size_t rows, uint32_t mask, bool tells_none)
{
	uint8_t kind = mask == SKOPS_MISSING_NONE ? SKOPS_IS_NONE : mask == SKOPS_MISSING_NAN ? SKOPS_IS_FLOAT : SKOPS_IS_NA;

	if (mask != SKOPS_MISSING_NONE && mask != SKOPS_MISSING_NAN && mask != SKOPS_MISSING_NA)
		return;
	for (size_t r = 0; r < rows; r++)
		if (is_missing (&values[r]) && !(tells_none && values[r].kind == SKOPS_IS_NONE)) {
			values[r] = (struct skops_value) { .kind = kind };
			if (kind == SKOPS_IS_FLOAT)
				values[r].f = NAN;
		}
}

static enum skops_status fill_texts (const struct skops_reader *reader, struct skops_column *column, const struct skops_value *values, size_t rows)
{
	uint8_t *valid = NULL;
	size_t total = 0;
	bool wide;
	char *bytes, *at;
	void *offsets;

	for (size_t r = 0; r < rows; r++)
		if (values[r].kind == SKOPS_IS_TEXT)
			total += values[r].size;
	wide = total > INT32_MAX;
	bytes = skops_arena_scratch (reader->arena, total, 1);
	offsets = skops_arena_scratch (reader->arena, rows + 1, wide ? sizeof (int64_t) : sizeof (int32_t));
	if (!bytes || !offsets)
		return skops_error_memory (reader->err);
	at = bytes;
	for (size_t r = 0; r <= rows; r++) {
		if (wide)
			((int64_t *) offsets)[r] = at - bytes;
		else
			((int32_t *) offsets)[r] = (int32_t) (at - bytes);
		if (r == rows)
			break;
		if (values[r].kind == SKOPS_IS_TEXT) {
			if (values[r].size)
				memcpy (at, values[r].text, values[r].size);
			at += values[r].size;
			continue;
		}
		if (!valid) {
			valid = skops_arena_scratch (reader->arena, rows, 1);
			if (!valid)
				return skops_error_memory (reader->err);
			memset (valid, 1, rows);
			column->missing = values[r].kind;
		}
		valid[r] = 0;
	}
	column->kind = wide ? SKOPS_COLUMN_TEXT64 : SKOPS_COLUMN_TEXT32;
	column->data = bytes;
	column->offsets = offsets;
	column->valid = valid;
	return SKOPS_OK;
}

static struct skops_value *keep_values (const struct skops_reader *reader, const struct skops_value *values, size_t rows)
{
	struct skops_value *copy = skops_arena_scratch (reader->arena, rows, sizeof *copy);

	if (copy && rows)
		memcpy (copy, values, rows * sizeof *copy);
	return copy;
}

static enum skops_status fill_values (const struct skops_reader *reader, struct skops_column *column, const struct skops_value *values, size_t rows)
{
	column->kind = SKOPS_COLUMN_VALUES;
	column->stride = sizeof *values;
	column->data = keep_values (reader, values, rows);
	return column->data ? SKOPS_OK : skops_error_memory (reader->err);
}

/* Rows that are lists; a scalar among them is a list of one, a missing one a list of none. */
static enum skops_status fill_lists (const struct skops_reader *reader, struct skops_column *column, const struct skops_value *values, size_t rows,
                                     const struct skops_value *elements)
{
	struct skops_values *lists = skops_arena_alloc (reader->arena, rows, sizeof *lists);
	const struct skops_value *copy = keep_values (reader, values, rows);

	if (!lists || !copy)
		return skops_error_memory (reader->err);
	for (size_t r = 0; r < rows; r++) {
		bool list = copy[r].kind == SKOPS_CELL_LIST;
		lists[r].items = list ? elements + copy[r].i : &copy[r];
		lists[r].count = list ? copy[r].size : !is_missing (&copy[r]);
		lists[r].dtype = SKOPS_OBJECT;
		lists[r].rank = 1;
		lists[r].dims[0] = (int64_t) lists[r].count;
		lists[r].dims[1] = 1;
	}
	column->kind = SKOPS_COLUMN_LISTS;
	column->stride = sizeof *lists;
	column->data = lists;
	return SKOPS_OK;
}

/* An integer as a float64. */
static enum skops_status widen (const struct skops_reader *reader, const struct skops_column *column, size_t position, size_t row, const struct skops_value *value, double *out)
{
	bool is_unsigned = value->kind == SKOPS_IS_UINT;
	char shown[SKOPS_INTEGER_TEXT];

	if (is_unsigned ? skops_uint64_widens (value->u, out) : skops_int64_widens (value->i, out))
		return SKOPS_OK;
	return skops_reader_fail (reader, row, column->name, position, SKOPS_NO_FLOAT64, skops_text_integer (shown, value->u, is_unsigned));
}

static enum skops_status fill_floats (const struct skops_reader *reader, struct skops_column *column, size_t position, const struct skops_value *values, size_t rows,
                                      double *slot)
{
	for (size_t r = 0; r < rows; r++)
		switch (values[r].kind) {
		case SKOPS_IS_FLOAT: slot[r] = values[r].f; break;
		case SKOPS_IS_BOOL: slot[r] = (double) values[r].i; break;
		case SKOPS_IS_INT: case SKOPS_IS_UINT:
			if (widen (reader, column, position, r, &values[r], &slot[r]))
				return SKOPS_UNFIT;
			break;
		default: slot[r] = NAN; break;
		}
	column->kind = SKOPS_COLUMN_F8;
	column->stride = sizeof *slot;
	column->data = slot;
	return SKOPS_OK;
}

static enum skops_status fill_numbers (const struct skops_reader *reader, struct skops_column *column, size_t position, const struct skops_value *values,
                                       const struct census *census, bool bools, void *slot)
{
	size_t missing = census->nones + census->nans;

	if (bools && census->bools == census->rows) {
		for (size_t r = 0; r < census->rows; r++)
			((uint8_t *) slot)[r] = values[r].i != 0;
		column->kind = SKOPS_COLUMN_BOOL;
		column->stride = 1;
	} else if (missing || census->floats) {
		return fill_floats (reader, column, position, values, census->rows, slot);
	} else if (census->uints && census->negative) {
		return skops_reader_fail (reader, census->first_negative, column->name, position,
		                          "a negative integer, and one beyond 9223372036854775807 elsewhere in the column: no integer type holds both");
	} else {
		for (size_t r = 0; r < census->rows; r++)
			((int64_t *) slot)[r] = values[r].i;
		column->kind = census->uints ? SKOPS_COLUMN_U8 : SKOPS_COLUMN_I8;
		column->stride = sizeof (int64_t);
	}
	column->data = slot;
	return SKOPS_OK;
}

/* Texts as dates or durations, where the column has learnt such; false with the first row that is none. */
static bool fill_times (struct skops_column *column, const struct skops_value *values, size_t rows, bool dates, int64_t *slot, size_t *bad)
{
	bool fine = false;

	for (size_t r = 0; r < rows; r++)
		if (values[r].kind == SKOPS_IS_TEXT)
			fine |= skops_time_is_fine ((struct skops_text) { values[r].text, values[r].size });
	for (*bad = 0; *bad < rows; ++*bad) {
		const struct skops_value *value = &values[*bad];
		struct skops_text text = { value->text, value->size };
		if (is_missing (value))
			slot[*bad] = INT64_MIN;
		else if (value->kind != SKOPS_IS_TEXT || !(dates ? skops_datetime_parse (text, fine, &slot[*bad]) : skops_timedelta_parse (text, fine, &slot[*bad])))
			return false;
	}
	column->kind = dates ? SKOPS_COLUMN_DATETIME : SKOPS_COLUMN_TIMEDELTA;
	column->unit = fine ? SKOPS_NANOSECOND : SKOPS_MICROSECOND;
	column->stride = sizeof *slot;
	column->data = slot;
	return true;
}

static enum skops_status refuse_text (const struct skops_reader *reader, const struct skops_column *column, size_t position, const struct skops_value *value, size_t row,
                                      uint32_t kinds)
{
	const char *wanted = kinds & SKOPS_ACCEPTS_DATETIME ? "a date (2024-02-29, 2024-02-29T12:30:00)"
	                     : kinds & SKOPS_ACCEPTS_TIMEDELTA ? "a duration (2 days 03:04:05)"
	                     : kinds & SKOPS_ACCEPTS_NUMBER ? "a number" : "True or False";
	char shown[80];

	return skops_reader_fail (reader, row, column->name, position, "\"%s\" is not %s, as which the model has learnt the column; a missing value is an empty field or null",
	                          skops_text_show (shown, sizeof shown, (struct skops_text) { value->text, value->size }), wanted);
}

bool skops_reader_takes_numbers (struct skops_column_use learnt)
{
	return learnt.kinds == 0 || (learnt.kinds & (SKOPS_ACCEPTS_NUMBER | SKOPS_ACCEPTS_BOOL));
}

enum skops_status skops_reader_refuse_number (const struct skops_reader *reader, size_t row, struct skops_text name, size_t position, struct skops_column_use learnt)
{
	if (learnt.kinds & SKOPS_ACCEPTS_DATETIME)
		return skops_reader_fail (reader, row, name, position, "a number or truth value, and the model has learnt the column as dates; write them as such (2024-02-29, 2024-02-29T12:30:00)");
	if (learnt.kinds & SKOPS_ACCEPTS_TIMEDELTA)
		return skops_reader_fail (reader, row, name, position, "a number or truth value, and the model has learnt the column as durations; write them as such (2 days 03:04:05)");
	return skops_reader_fail (reader, row, name, position, "a number or truth value, and the model has learnt the column as strings, which are never equal to such; write it as one, \"1\"");
}

static bool is_number (const struct skops_value *value)
{
	return value->kind >= SKOPS_IS_BOOL && value->kind <= SKOPS_IS_FLOAT && !is_missing (value);
}

/* A number, or the text of one. */
static bool spells_number (const struct skops_value *value)
{
	struct skops_value number;

	if (value->kind != SKOPS_IS_TEXT)
		return is_number (value);
	return skops_number_parse ((struct skops_text) { value->text, value->size }, &number) == SKOPS_SPELLS_NUMBER && !is_missing (&number);
}

enum skops_status skops_reader_column (const struct skops_reader *reader, struct skops_data *out, size_t position, struct skops_value *values,
                                       const struct skops_value *elements, void *slot)
{
	struct skops_column *column = &out->columns[position];
	struct skops_column_use learnt = skops_reader_kinds (reader, column->name, position);
	size_t rows = out->rows, missing, numbers, bad;
	bool any = learnt.kinds == 0;
	struct census census;

	take_census (&census, values, rows);
	if (census.lists && reader->numbers_only)
		for (size_t r = 0; r < rows; r++)
			if (values[r].kind == SKOPS_CELL_LIST)
				return skops_reader_fail (reader, r, column->name, position, "a list stands where a number is due");
	if (census.lists)
		return fill_lists (reader, column, values, rows, elements);
	if (learnt.kinds & (SKOPS_ACCEPTS_DATETIME | SKOPS_ACCEPTS_TIMEDELTA) && (census.texts || census.nones + census.nans == rows)) {
		if (fill_times (column, values, rows, learnt.kinds & SKOPS_ACCEPTS_DATETIME, slot, &bad))
			return SKOPS_OK;
		if (spells_number (&values[bad]))
			return skops_reader_refuse_number (reader, bad, column->name, position, learnt);
		if (!(learnt.kinds & SKOPS_ACCEPTS_TEXT))
			return refuse_text (reader, column, position, &values[bad], bad, learnt.kinds);
	} else if (census.texts && !any && !(learnt.kinds & SKOPS_ACCEPTS_TEXT)) {
		return refuse_text (reader, column, position, &values[census.first_text], census.first_text, learnt.kinds);
	}

	settle_missing (values, rows, learnt.missing, reader->tells_none);
	take_census (&census, values, rows);
	missing = census.nones + census.nans;
	numbers = census.bools + census.ints + census.uints + census.floats;
	if (numbers && !skops_reader_takes_numbers (learnt)) {
		for (bad = 0; !is_number (&values[bad]);)
			bad++;
		return skops_reader_refuse_number (reader, bad, column->name, position, learnt);
	}
	if (census.texts + missing == rows && (census.texts || learnt.kinds == SKOPS_ACCEPTS_TEXT))
		return census.nones && census.nans ? fill_values (reader, column, values, rows) : fill_texts (reader, column, values, rows);
	if (numbers + missing == rows) {
		bool bools = any || (learnt.kinds & SKOPS_ACCEPTS_BOOL);
		bool objects = !reader->numbers_only && missing && (learnt.missing == SKOPS_MISSING_NONE || learnt.missing == SKOPS_MISSING_NA
		                                                   || (bools && census.bools && census.bools == numbers));
		if (!objects)
			return fill_numbers (reader, column, position, values, &census, bools, slot);
	}
	return fill_values (reader, column, values, rows);
}

enum skops_status skops_reader_start (const struct skops_reader *reader, struct skops_data *out, size_t rows, size_t width, const struct skops_text *names, char **slots)
{
	struct skops_text *copies = names ? skops_arena_alloc (reader->arena, width, sizeof *copies) : NULL;
	size_t cells;

	out->form = SKOPS_TABLE;
	out->dtype = SKOPS_OBJECT;
	out->rows = rows;
	out->width = width;
	out->columns = skops_arena_alloc (reader->arena, width, sizeof *out->columns);
	if (skops_multiply_overflows (rows, width, &cells) || !out->columns || (names && !copies))
		return skops_error_memory (reader->err);
	*slots = skops_arena_scratch (reader->arena, cells, 8);
	if (!*slots)
		return skops_error_memory (reader->err);
	for (size_t c = 0; names && c < width; c++)
		out->columns[c].name = copies[c] = names[c];
	if (names)
		out->names = (struct skops_names) { copies, width };
	return SKOPS_OK;
}

/* Turns a column of numbers into float64, in its slot. */
static enum skops_status promote (const struct skops_reader *reader, struct skops_column *column, size_t position, size_t rows, double *slot)
{
	struct skops_value value;
	float narrow;

	for (size_t r = rows; r > 0 && column->kind == SKOPS_COLUMN_BOOL; r--)
		slot[r - 1] = ((const uint8_t *) column->data)[r - 1];
	for (size_t r = rows; r > 0 && column->kind == SKOPS_COLUMN_F4; r--) {
		memcpy (&narrow, (const char *) column->data + 4 * (r - 1), sizeof narrow);
		slot[r - 1] = (double) narrow;
	}
	for (size_t r = 0; r < rows && (column->kind == SKOPS_COLUMN_I8 || column->kind == SKOPS_COLUMN_U8); r++) {
		value = skops_column_at (column, r);
		if (widen (reader, column, position, r, &value, &slot[r]))
			return SKOPS_UNFIT;
	}
	column->kind = SKOPS_COLUMN_F8;
	column->stride = sizeof *slot;
	return SKOPS_OK;
}

enum skops_status skops_reader_finish (const struct skops_reader *reader, struct skops_data *out, char *slots)
{
	static const uint8_t dtypes[] = {
		[SKOPS_COLUMN_F8] = SKOPS_F8, [SKOPS_COLUMN_F4] = SKOPS_F4, [SKOPS_COLUMN_I8] = SKOPS_I8, [SKOPS_COLUMN_U8] = SKOPS_U8, [SKOPS_COLUMN_BOOL] = SKOPS_B1,
	};
	bool uniform = true;

	if (out->width == 0)
		return SKOPS_OK;
	for (size_t c = 0; c < out->width; c++) {
		uint8_t kind = out->columns[c].kind;
		if (kind >= sizeof dtypes || !dtypes[kind])
			return SKOPS_OK;
		uniform &= kind == out->columns[0].kind;
	}
	if (!uniform && !reader->numbers_only && out->names.count)
		return SKOPS_OK;
	for (size_t c = 0; !uniform && c < out->width; c++) {
		enum skops_status status = promote (reader, &out->columns[c], c, out->rows, (double *) (void *) (slots + c * out->rows * 8));
		if (status)
			return status;
	}
	out->form = SKOPS_DENSE;
	out->dtype = dtypes[out->columns[0].kind];
	out->data = slots;
	out->row_stride = (int64_t) out->columns[0].stride;
	out->column_stride = (int64_t) out->rows * 8;
	return SKOPS_OK;
}

enum skops_status skops_reader_documents (const struct skops_reader *reader, struct skops_data *out, const struct skops_text *texts, size_t count)
{
	struct skops_value *values = skops_arena_scratch (reader->arena, count, sizeof *values);
	char *slots;
	enum skops_status status;

	if (!values)
		return skops_error_memory (reader->err);
	for (size_t r = 0; r < count; r++) {
		if (texts[r].size > UINT32_MAX)
			return skops_error_set (reader->err, SKOPS_UNFIT, "row %zu: a document of over 4 GiB", r + 1);
		values[r] = (struct skops_value) { .kind = SKOPS_IS_TEXT, .size = (uint32_t) texts[r].size, .text = texts[r].data };
	}
	status = skops_reader_start (reader, out, count, 1, NULL, &slots);
	out->flat = true;
	return status ? status : fill_texts (reader, &out->columns[0], values, count);
}
