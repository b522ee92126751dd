/* SPDX-License-Identifier: BSD-3-Clause */
/* Answers as CSV or TSV: one table, several arrays side by side. None is an empty field; NaN is "nan" among numbers and an empty field among objects.
 * A row of one empty field is "", as pandas writes it: many readers skip a blank line. */
#include "model/output.h"

#include <stdlib.h>

#include "format/csv.h"

/* One cell, or an error's nothing: the buffer remembers that memory ran out. */
static void append_cell (struct skops_buffer *out, struct skops_buffer *scratch, const struct skops_value *value, uint8_t dtype, char separator)
{
	bool missing = value->kind == SKOPS_IS_NONE || value->kind == SKOPS_IS_NA
	               || (dtype == SKOPS_OBJECT && value->kind == SKOPS_IS_FLOAT && value->f != value->f);

	if (missing)
		return;
	if (value->kind == SKOPS_IS_TEXT || value->kind == SKOPS_IS_BYTES) {
		skops_csv_cell (out, (struct skops_text) { value->text ? value->text : "", value->size }, separator);
		return;
	}
	scratch->size = 0;
	skops_value_str (scratch, value, dtype);
	skops_buffer_append (out, scratch->data, scratch->size);
}

static enum skops_status check (struct skops_error *err, const struct skops_answers *answers)
{
	for (size_t i = 0; i < answers->count; i++) {
		if (answers->items[i].form == SKOPS_RAGGED)
			return skops_error_set (err, SKOPS_MISUSE, "the answer's rows differ in length, which a table cannot hold: write it to .npz or .json");
		if (answers->items[i].rows != answers->items[0].rows)
			return skops_error_set (err, SKOPS_MISUSE, "the answer is of arrays with different numbers of rows, which one table cannot hold: write it to .npz or .json");
	}
	return SKOPS_OK;
}

static void append_header (struct skops_buffer *out, struct skops_buffer *scratch, const struct skops_answers *answers, char separator)
{
	bool first = true;

	for (size_t i = 0; i < answers->count; i++)
		for (size_t c = 0; c < answers->items[i].width; c++) {
			if (!first)
				skops_buffer_append (out, &separator, 1);
			first = false;
			skops_csv_cell (out, skops_answer_heading (scratch, answers, i, c), separator);
		}
	skops_buffer_text (out, "\n");
}

static void append_row (struct skops_buffer *out, struct skops_buffer *scratch, const struct skops_rows *rows, char separator)
{
	const struct skops_answer *answer = rows->answer;
	bool floats = !answer->labels && answer->form != SKOPS_TABLE && answer->dtype == SKOPS_F8;
	char number[SKOPS_REPR];

	for (size_t c = 0; c < rows->width; c++) {
		if (c)
			skops_buffer_append (out, &separator, 1);
		if (floats) {
			skops_buffer_text (out, skops_repr_f8 (number, rows->numbers[c]));
		} else {
			struct skops_value value = skops_rows_value (rows, c);
			append_cell (out, scratch, &value, skops_answer_dtype (answer, c), separator);
		}
	}
}

enum skops_status skops_output_csv (struct skops_error *err, struct skops_buffer *out, const struct skops_answers *answers, char separator)
{
	struct skops_buffer scratch = { 0 };
	struct skops_rows *rows = NULL;
	size_t started = 0;
	enum skops_status status = check (err, answers);

	if (status || answers->count == 0)
		return status;
	rows = calloc (answers->count, sizeof *rows);
	if (!rows)
		return skops_error_memory (err);
	for (; !status && started < answers->count; started++)
		status = skops_rows_start (err, &rows[started], &answers->items[started]);
	if (!status)
		append_header (out, &scratch, answers, separator);
	for (size_t r = 0; !status && r < answers->items[0].rows && !out->failed; r++) {
		size_t start = out->size;
		for (size_t i = 0; i < answers->count; i++) {
			if (i)
				skops_buffer_append (out, &separator, 1);
			skops_rows_at (&rows[i], r);
			append_row (out, &scratch, &rows[i], separator);
		}
		skops_buffer_text (out, out->size == start ? "\"\"\n" : "\n");
	}
	if (!status && scratch.failed)
		status = skops_error_memory (err);
	for (size_t i = 0; i < started; i++)
		skops_rows_end (&rows[i]);
	skops_buffer_free (&scratch);
	free (rows);
	return status;
}
