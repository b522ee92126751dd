/* SPDX-License-Identifier: BSD-3-Clause */
/* CSV to data: what a cell is, is said by what the model's column has learnt. A column that was learnt as strings stays strings; where nobody has said anything,
 * a column is numbers if every cell is one, and strings else. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "format/csv.h"
#include "model/input.h"

/* A table in the reading. */
struct table {
	const struct skops_reader *reader;
	const struct skops_csv *csv;
	struct skops_value *values; /* of one column */
};

static const struct skops_text *cell (const struct table *table, size_t row, size_t column)
{
	return &table->csv->cells[row * table->csv->n_columns + column];
}

static enum skops_status as_text (const struct table *table, size_t row, size_t column, struct skops_value *out)
{
	const struct skops_text *text = cell (table, row, column);

	if (text->size > UINT32_MAX)
		return skops_reader_fail (table->reader, row, table->csv->header[column], column, "a text of over 4 GiB");
	*out = (struct skops_value) { .kind = SKOPS_IS_TEXT, .size = (uint32_t) text->size, .text = text->data };
	return SKOPS_OK;
}

/* Strings alone. An empty field, quoted or not, is the empty string where the column has learnt no missing value: a document, a category. */
static enum skops_status read_texts (const struct table *table, size_t column, bool missing)
{
	for (size_t r = 0; r < table->csv->n_rows; r++) {
		enum skops_status status = as_text (table, r, column, &table->values[r]);
		if (status)
			return status;
		if (missing && !table->values[r].size)
			table->values[r] = (struct skops_value) { .kind = SKOPS_IS_FLOAT, .f = NAN };
	}
	return SKOPS_OK;
}

/* Each cell by its spelling, as far as the column takes it. True is 1 and False is 0, as in Python: a column that was learnt as either takes both spellings. `*texts`: how many are neither numbers nor words for true and false. */
static enum skops_status read_spellings (const struct table *table, size_t column, uint32_t kinds, size_t *texts)
{
	bool numbers = kinds == 0 || (kinds & (SKOPS_ACCEPTS_NUMBER | SKOPS_ACCEPTS_BOOL)), bools = numbers || !(kinds & SKOPS_ACCEPTS_TEXT);
	enum skops_status status;

	*texts = 0;
	for (size_t r = 0; r < table->csv->n_rows; r++) {
		const struct skops_text *text = cell (table, r, column);
		struct skops_value *value = &table->values[r];
		if (!text->size) {
			*value = (struct skops_value) { .kind = SKOPS_IS_FLOAT, .f = NAN };
			continue;
		}
		switch (numbers ? skops_number_parse (*text, value) : SKOPS_SPELLS_NOTHING) {
		case SKOPS_SPELLS_NUMBER:
			continue;
		case SKOPS_SPELLS_LARGE:
			if (!(kinds & SKOPS_ACCEPTS_TEXT) && kinds)
				return skops_reader_fail (table->reader, r, table->csv->header[column], column, "an integer of over 64 bits; write it as a decimal number if its nearest float64 will do");
			break;
		default:
			break;
		}
		if (bools && skops_bool_parse (*text, value))
			continue;
		++*texts;
		status = as_text (table, r, column, value);
		if (status)
			return status;
	}
	return SKOPS_OK;
}

static enum skops_status read_column (const struct table *table, struct skops_data *out, size_t column, void *slot)
{
	struct skops_column_use learnt = skops_reader_kinds (table->reader, table->csv->header[column], column);
	enum skops_status status;
	size_t texts;

	if (learnt.kinds == SKOPS_ACCEPTS_TEXT) {
		status = read_texts (table, column, learnt.missing != 0);
	} else {
		status = read_spellings (table, column, learnt.kinds, &texts);
		if (!status && learnt.kinds == 0 && texts)
			status = read_texts (table, column, true);
	}
	return status ? status : skops_reader_column (table->reader, out, column, table->values, NULL, slot);
}

/* A first line of nothing but numbers may be a row, and lost: the user is told. Not where the model knows names, and so misses them; nor where the columns are counted from 0, as pandas names
 * those that nobody named. */
static enum skops_status note_header (const struct skops_reader *reader, struct skops_data *out, const struct skops_csv *csv)
{
	static const char note[] = "%s: its first line is taken for the header and holds nothing but numbers; if it is a row, put a line of names above it";
	size_t size = strlen (reader->file) + sizeof note, counted = 0;
	const char **notes;
	char *text;

	for (size_t c = 0; c < csv->n_columns; c++) {
		struct skops_value value;

		if (skops_number_parse (csv->header[c], &value) == SKOPS_SPELLS_NOTHING)
			return SKOPS_OK;
		counted += value.kind == SKOPS_IS_INT && value.i == (int64_t) c;
	}
	if (reader->positions || (counted == csv->n_columns && counted > 1))
		return SKOPS_OK;
	notes = skops_arena_alloc (reader->arena, 1, sizeof *notes);
	text = skops_arena_alloc (reader->arena, size, 1);
	if (!notes || !text)
		return skops_error_memory (reader->err);
	snprintf (text, size, note, reader->file);
	notes[0] = text;
	out->notes = notes;
	out->n_notes = 1;
	return SKOPS_OK;
}

static enum skops_status one_column (const struct skops_reader *reader, const struct skops_csv *csv, const char *what)
{
	if (csv->n_columns == 1)
		return SKOPS_OK;
	return skops_error_set (reader->err, SKOPS_UNFIT, "the method takes one column of %s, and the file has %zu", what, csv->n_columns);
}

enum skops_status skops_input_csv (const struct skops_reader *reader, struct skops_data *out, const char *bytes, size_t size, char separator)
{
	struct skops_csv csv;
	struct table table = { reader, &csv, NULL };
	uint32_t flags = reader->method->method.flags;
	char *slots;
	enum skops_status status = skops_csv_parse (reader->err, &csv, reader->arena, bytes, size, separator);

	if (!status)
		status = note_header (reader, out, &csv);
	if (status)
		return status;
	if (flags & SKOPS_TAKES_TEXT) {
		status = one_column (reader, &csv, "texts");
		return status ? status : skops_reader_documents (reader, out, csv.cells, csv.n_rows);
	}
	if ((flags & SKOPS_TAKES_Y) && (status = one_column (reader, &csv, "labels")))
		return status;
	status = skops_reader_start (reader, out, csv.n_rows, csv.n_columns, csv.header, &slots);
	if (status)
		return status;
	out->flat = flags & SKOPS_TAKES_Y;
	table.values = skops_arena_scratch (reader->arena, csv.n_rows, sizeof *table.values);
	if (!table.values)
		return skops_error_memory (reader->err);
	for (size_t c = 0; !status && c < csv.n_columns; c++)
		status = read_column (&table, out, c, slots + c * csv.n_rows * 8);
	return status ? status : skops_reader_finish (reader, out, slots);
}
