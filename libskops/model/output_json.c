/* SPDX-License-Identifier: BSD-3-Clause */
/* Answers as JSON: a list for a flat one, {"columns", "data"} for a matrix, an object by name for several; or one line for each row. JSON has no NaN:
 * it is null, and an infinity is 1e999, which every reader takes for one. */
#include "model/output.h"

#include <math.h>
#include <stdlib.h>

#include "base/text.h"

static void append_float (struct skops_buffer *out, double number, uint8_t dtype)
{
	char text[SKOPS_REPR];

	if (isnan (number))
		skops_buffer_text (out, "null");
	else if (isinf (number))
		skops_buffer_text (out, number > 0 ? "1e999" : "-1e999");
	else if (dtype == SKOPS_F4)
		skops_buffer_text (out, skops_repr_f4 (text, (float) number));
	else if (dtype == SKOPS_F2)
		skops_buffer_text (out, skops_repr_f2 (text, number));
	else
		skops_buffer_text (out, skops_repr_f8 (text, number));
}

static void append_element (struct skops_buffer *out, struct skops_buffer *scratch, const struct skops_rows *rows, size_t column)
{
	struct skops_value value = skops_rows_value (rows, column);
	uint8_t dtype = skops_answer_dtype (rows->answer, column);

	switch (value.kind) {
	case SKOPS_IS_NONE: case SKOPS_IS_NA:
		skops_buffer_text (out, "null");
		break;
	case SKOPS_IS_BOOL:
		skops_buffer_text (out, value.i ? "true" : "false");
		break;
	case SKOPS_IS_FLOAT:
		append_float (out, value.f, dtype);
		break;
	case SKOPS_IS_TEXT: case SKOPS_IS_BYTES:
		skops_text_json (out, (struct skops_text) { value.text, value.size });
		break;
	case SKOPS_IS_DATETIME: case SKOPS_IS_TIMEDELTA:
		scratch->size = 0;
		skops_value_str (scratch, &value, dtype);
		skops_text_json (out, (struct skops_text) { scratch->data, scratch->size });
		break;
	default:
		skops_value_str (out, &value, dtype);
		break;
	}
}

/* A row as a list, or as the one value that a flat answer has there. */
static void append_row (struct skops_buffer *out, struct skops_buffer *scratch, const struct skops_rows *rows)
{
	bool bare = rows->answer->flat && rows->answer->form != SKOPS_RAGGED;
	size_t last_axis = rows->answer->last_axis;

	if (!bare)
		skops_buffer_text (out, last_axis ? "[[" : "[");
	for (size_t c = 0; c < rows->width; c++) {
		if (c)
			skops_buffer_text (out, last_axis && c % last_axis == 0 ? "], [" : ", ");
		append_element (out, scratch, rows, c);
	}
	if (!bare)
		skops_buffer_text (out, last_axis ? "]]" : "]");
}

static enum skops_status append_rows (struct skops_error *err, struct skops_buffer *out, struct skops_buffer *scratch, const struct skops_answer *answer)
{
	struct skops_rows rows;
	enum skops_status status = skops_rows_start (err, &rows, answer);

	skops_buffer_text (out, "[");
	for (size_t r = 0; !status && r < answer->rows && !out->failed; r++) {
		if (r)
			skops_buffer_text (out, ", ");
		skops_rows_at (&rows, r);
		append_row (out, scratch, &rows);
	}
	skops_buffer_text (out, "]");
	skops_rows_end (&rows);
	return status;
}

static bool is_matrix (const struct skops_answer *answer)
{
	return !answer->flat && answer->form != SKOPS_RAGGED && !answer->last_axis;
}

enum skops_status skops_output_json (struct skops_error *err, struct skops_buffer *out, const struct skops_answers *answers)
{
	struct skops_buffer scratch = { 0 };
	bool several = answers->count != 1;
	char name[SKOPS_REPR];
	enum skops_status status = SKOPS_OK;

	if (several) {
		skops_buffer_text (out, "{");
		for (size_t i = 0; !status && i < answers->count; i++) {
			if (i)
				skops_buffer_text (out, ", ");
			skops_text_json (out, skops_text_of (skops_answer_name (name, answers, i)));
			skops_buffer_text (out, ": ");
			status = append_rows (err, out, &scratch, &answers->items[i]);
		}
		skops_buffer_text (out, "}");
	} else if (is_matrix (&answers->items[0])) {
		skops_buffer_text (out, "{\"columns\": [");
		for (size_t c = 0; c < answers->items[0].width; c++) {
			if (c)
				skops_buffer_text (out, ", ");
			skops_text_json (out, skops_answer_heading (&scratch, answers, 0, c));
		}
		skops_buffer_text (out, "], \"data\": ");
		status = append_rows (err, out, &scratch, &answers->items[0]);
		skops_buffer_text (out, "}");
	} else {
		status = append_rows (err, out, &scratch, &answers->items[0]);
	}
	skops_buffer_text (out, "\n");
	if (!status && scratch.failed)
		status = skops_error_memory (err);
	skops_buffer_free (&scratch);
	return status;
}

/* A line of a matrix: an object by column. */
static void append_record (struct skops_buffer *out, struct skops_buffer *scratch, const struct skops_answers *answers, const struct skops_rows *rows)
{
	skops_buffer_text (out, "{");
	for (size_t c = 0; c < rows->width; c++) {
		if (c)
			skops_buffer_text (out, ", ");
		skops_text_json (out, skops_answer_heading (scratch, answers, 0, c));
		skops_buffer_text (out, ": ");
		append_element (out, scratch, rows, c);
	}
	skops_buffer_text (out, "}");
}

static void append_line (struct skops_buffer *out, struct skops_buffer *scratch, const struct skops_answers *answers, const struct skops_rows *rows)
{
	char name[SKOPS_REPR];

	if (answers->count == 1 && is_matrix (&answers->items[0])) {
		append_record (out, scratch, answers, rows);
	} else if (answers->count == 1) {
		append_row (out, scratch, rows);
	} else {
		skops_buffer_text (out, "{");
		for (size_t i = 0; i < answers->count; i++) {
			if (i)
				skops_buffer_text (out, ", ");
			skops_text_json (out, skops_text_of (skops_answer_name (name, answers, i)));
			skops_buffer_text (out, ": ");
			append_row (out, scratch, &rows[i]);
		}
		skops_buffer_text (out, "}");
	}
	skops_buffer_text (out, "\n");
}

enum skops_status skops_output_jsonl (struct skops_error *err, struct skops_buffer *out, const struct skops_answers *answers)
{
	struct skops_buffer scratch = { 0 };
	struct skops_rows *rows;
	size_t started = 0;
	enum skops_status status = SKOPS_OK;

	for (size_t i = 1; i < answers->count; i++)
		if (answers->items[i].rows != answers->items[0].rows)
			return skops_error_set (err, SKOPS_MISUSE, "the answer is of arrays with different numbers of rows, which lines cannot hold: write it to .npz or .json");
	if (answers->count == 0)
		return SKOPS_OK;
	rows = calloc (answers->count, sizeof *rows);
	if (!rows)
		return skops_error_memory (err);
	for (; !status && started < answers->count; started++)
		status = skops_rows_start (err, &rows[started], &answers->items[started]);
	for (size_t r = 0; !status && r < answers->items[0].rows && !out->failed; r++) {
		for (size_t i = 0; i < answers->count; i++)
			skops_rows_at (&rows[i], r);
		append_line (out, &scratch, answers, rows);
	}
	if (!status && scratch.failed)
		status = skops_error_memory (err);
	for (size_t i = 0; i < started; i++)
		skops_rows_end (&rows[i]);
	skops_buffer_free (&scratch);
	free (rows);
	return status;
}
