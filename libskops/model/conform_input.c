/* SPDX-License-Identifier: BSD-3-Clause */
/* Rows for a method where the user gave none. They are the same in every run. */
#include "model/conform.h"
#include "model/output.h"

enum { ROWS = 12, ANY_WIDTH = 3 };

/* From 0 below 1: a linear congruence is enough. */
static double next_number (uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (double) (*seed >> 8) / 16777216.0;
}

static bool takes (const struct skops_method *method, enum skops_form form)
{
	for (int i = 0; i < 4; i++)
		if (method->accepts[i] == form)
			return true;
	return false;
}

/* Documents, or a column of texts. */
static bool invent_texts (struct skops_column *column, struct skops_arena *arena)
{
	static const char *const words[] = { "the quick brown fox", "a lazy dog", "b", "", "jumps over it twice, twice" };
	struct skops_value *values = skops_arena_alloc (arena, ROWS, sizeof *values);

	for (size_t r = 0; values && r < ROWS; r++) {
		struct skops_text text = { words[r % 5], 0 };
		while (text.data[text.size])
			text.size++;
		values[r] = (struct skops_value) { .kind = SKOPS_IS_TEXT, .size = (uint32_t) text.size, .text = text.data };
	}
	*column = (struct skops_column) { .kind = SKOPS_COLUMN_VALUES, .data = values, .stride = sizeof *values };
	return values;
}

bool skops_conform_invent (struct skops_conform *conform, struct skops_data *out, struct skops_arena *arena, const struct skops_method_entry *entry)
{
	const struct skops_method *method = &entry->method;
	size_t width = method->flags & SKOPS_TAKES_TEXT ? 1 : method->features >= 0 ? (size_t) method->features : ANY_WIDTH;
	bool table = method->flags & SKOPS_TAKES_TEXT || (!takes (method, SKOPS_ANY) && !takes (method, SKOPS_DENSE) && !takes (method, SKOPS_DENSE_F4));
	double low = method->flags & SKOPS_NON_NEGATIVE ? 0 : -2;
	uint32_t seed = 1;
	struct skops_error err = { 0 };
	double *numbers = skops_arena_alloc (arena, ROWS * width, sizeof *numbers);

	if (method->flags & (SKOPS_TAKES_Y | SKOPS_TAKES_LISTS)) {
		skops_conform_note (conform, "%s takes labels or lists, which are not made up: give an input with --input", method->name);
		return false;
	}
	if (!numbers)
		return false;
	for (size_t i = 0; i < ROWS * width; i++)
		numbers[i] = low + 4 * next_number (&seed);
	*out = (struct skops_data) { .form = SKOPS_DENSE, .dtype = SKOPS_F8, .rows = ROWS, .width = width, .data = numbers,
		.row_stride = (int64_t) (width * sizeof (double)), .column_stride = sizeof (double) };
	for (size_t c = 0; c < width && !table; c++)
		table = (skops_model_column (&err, entry, c).kinds & (SKOPS_ACCEPTS_TEXT | SKOPS_ACCEPTS_NUMBER)) == SKOPS_ACCEPTS_TEXT;
	if (!table)
		return true;
	out->form = SKOPS_TABLE;
	out->dtype = SKOPS_OBJECT;
	out->flat = method->flags & SKOPS_TAKES_TEXT;
	out->columns = skops_arena_alloc (arena, width, sizeof *out->columns);
	for (size_t c = 0; out->columns && c < width; c++) {
		struct skops_column_use use = skops_model_column (&err, entry, c);
		out->columns[c] = (struct skops_column) { .kind = SKOPS_COLUMN_F8, .data = numbers + c, .stride = width * sizeof (double) };
		if ((out->flat || (use.kinds & SKOPS_ACCEPTS_TEXT && !(use.kinds & SKOPS_ACCEPTS_NUMBER))) && !invent_texts (&out->columns[c], arena))
			return false;
	}
	return out->columns;
}

bool skops_conform_output (struct skops_data *out, struct skops_arena *arena, const struct skops_answer *answer)
{
	struct skops_error err = { 0 };
	struct skops_rows rows;

	*out = (struct skops_data) { .form = SKOPS_DENSE, .dtype = SKOPS_F8, .flat = answer->flat, .rows = answer->rows, .width = answer->width, .data = answer->f8,
		.row_stride = (int64_t) (answer->width * sizeof (double)), .column_stride = sizeof (double) };
	if (answer->form == SKOPS_DENSE && !answer->labels)
		return true;
	if (answer->form == SKOPS_CSR) {
		out->form = SKOPS_CSR;
		out->csr = (struct skops_matrix) { .sparse = true, .stored_dtype = SKOPS_F8, .stored_rank = 2, .rows = (int64_t) answer->rows, .columns = (int64_t) answer->width,
			.data = answer->f8, .indptr = answer->indptr, .indices = answer->indices };
		return true;
	}
	if (answer->form == SKOPS_RAGGED)
		return false;
	out->form = SKOPS_TABLE;
	out->dtype = SKOPS_OBJECT;
	out->columns = skops_arena_alloc (arena, answer->width, sizeof *out->columns);
	if (!out->columns || skops_rows_start (&err, &rows, answer))
		return false;
	for (size_t c = 0; c < answer->width; c++) {
		struct skops_value *values = skops_arena_alloc (arena, answer->rows, sizeof *values);
		for (size_t r = 0; values && r < answer->rows; r++) {
			skops_rows_at (&rows, r);
			values[r] = skops_rows_value (&rows, c);
		}
		out->columns[c] = (struct skops_column) { .kind = SKOPS_COLUMN_VALUES, .data = values, .stride = sizeof *values };
		if (!values)
			out->columns = NULL;
		if (!values)
			break;
	}
	skops_rows_end (&rows);
	return out->columns;
}
