/* SPDX-License-Identifier: BSD-3-Clause */
/* Answers for people: aligned columns, at most some dozen rows and what fits a line; everything is escaped, and what is left out is said. */
#include "model/output.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

enum { ROWS_SHOWN = 40, HEAD_SHOWN = 30, LINE = 120, CELL = 40 };

struct cell {
	char text[3 * CELL];
	int columns; /* that it takes on the screen, as far as one can know: characters */
	bool right;  /* a number */
};

static int count_columns (const char *text)
{
	int count = 0;

	for (; *text; text++)
		count += ((unsigned char) *text & 0xc0) != 0x80;
	return count;
}

static void set_text (struct cell *cell, struct skops_text text, bool right)
{
	struct skops_buffer escaped = { 0 };
	int columns = 0;
	size_t size = 0;

	skops_text_escape (&escaped, text);
	for (; size < escaped.size; size++) {
		if (((unsigned char) escaped.data[size] & 0xc0) != 0x80 && ++columns > CELL)
			break;
		if (size + 4 >= sizeof cell->text)
			break;
	}
	while (size < escaped.size && ((unsigned char) escaped.data[size] & 0xc0) == 0x80)
		size--;
	snprintf (cell->text, sizeof cell->text, "%.*s%s", (int) size, escaped.data ? escaped.data : "", size < escaped.size ? "…" : "");
	cell->columns = count_columns (cell->text);
	cell->right = right;
	skops_buffer_free (&escaped);
}

static void set_value (struct cell *cell, const struct skops_rows *rows, size_t column)
{
	struct skops_value value = skops_rows_value (rows, column);
	struct skops_buffer text = { 0 };

	if (value.kind == SKOPS_IS_FLOAT)
		skops_buffer_format (&text, "%.6g", value.f);
	else
		skops_value_str (&text, &value, skops_answer_dtype (rows->answer, column));
	set_text (cell, (struct skops_text) { text.data ? text.data : "", text.size },
	          value.kind == SKOPS_IS_FLOAT || value.kind == SKOPS_IS_INT || value.kind == SKOPS_IS_UINT);
	skops_buffer_free (&text);
}

static void append_cell (struct skops_buffer *out, const struct cell *cell, int width)
{
	int pad = width - cell->columns;

	if (cell->right)
		skops_buffer_format (out, "%*s%s", pad, "", cell->text);
	else
		skops_buffer_format (out, "%s%*s", cell->text, pad, "");
}

/* Ends the line without the blanks that padding left. */
static void end_line (struct skops_buffer *out)
{
	while (out->size && out->data[out->size - 1] == ' ')
		out->size--;
	skops_buffer_text (out, "\n");
}

/* The r-th row shown: the first rows, then the last ones. */
static size_t shown_row (size_t r, size_t rows)
{
	return rows <= ROWS_SHOWN || r < HEAD_SHOWN ? r : rows - ROWS_SHOWN + r;
}

static enum skops_status append_table (struct skops_error *err, struct skops_buffer *out, const struct skops_answers *answers, size_t i)
{
	const struct skops_answer *answer = &answers->items[i];
	size_t n = answer->rows < ROWS_SHOWN ? answer->rows : ROWS_SHOWN, shown = 0, most = LINE / 2;
	struct cell *cells;
	struct skops_buffer scratch = { 0 };
	struct skops_rows rows;
	int widths[LINE / 2], line = 0;
	enum skops_status status;

	if (answer->width < most)
		most = answer->width;
	cells = calloc ((n + 1) * (most ? most : 1), sizeof *cells);
	if (!cells)
		return skops_error_memory (err);
	status = skops_rows_start (err, &rows, answer);
	if (status)
		goto out;
	for (size_t c = 0; c < most; c++)
		set_text (&cells[c], skops_answer_heading (&scratch, answers, i, c), false);
	for (size_t r = 0; r < n; r++) {
		skops_rows_at (&rows, shown_row (r, answer->rows));
		for (size_t c = 0; c < most; c++)
			set_value (&cells[(r + 1) * most + c], &rows, c);
	}
	for (; shown < most; shown++) {
		widths[shown] = 0;
		for (size_t r = 0; r <= n; r++)
			if (cells[r * most + shown].columns > widths[shown])
				widths[shown] = cells[r * most + shown].columns;
		if (shown && line + 2 + widths[shown] > LINE)
			break;
		line += 2 + widths[shown];
		cells[shown].right = n > 0 && cells[most + shown].right;
	}
	for (size_t r = 0; r <= n; r++) {
		if (r == HEAD_SHOWN + 1 && answer->rows > ROWS_SHOWN)
			skops_buffer_text (out, "…\n");
		for (size_t c = 0; c < shown; c++) {
			if (c)
				skops_buffer_text (out, "  ");
			append_cell (out, &cells[r * most + c], widths[c]);
		}
		if (shown < answer->width)
			skops_buffer_text (out, "  …");
		end_line (out);
	}
	if (shown < answer->width || answer->rows > ROWS_SHOWN)
		skops_buffer_format (out, "(%zu rows of %zu %s; write to a file or a pipe for all of it)\n", answer->rows, answer->width, answer->width == 1 ? "column" : "columns");
	if (scratch.failed)
		status = skops_error_memory (err);
out:
	skops_rows_end (&rows);
	skops_buffer_free (&scratch);
	free (cells);
	return status;
}

static enum skops_status append_ragged (struct skops_error *err, struct skops_buffer *out, const struct skops_answer *answer)
{
	size_t n = answer->rows < ROWS_SHOWN ? answer->rows : ROWS_SHOWN;
	struct skops_rows rows;
	enum skops_status status = skops_rows_start (err, &rows, answer);
	int line;

	for (size_t r = 0; !status && r < n; r++) {
		if (r == HEAD_SHOWN && answer->rows > ROWS_SHOWN)
			skops_buffer_text (out, "…\n");
		skops_rows_at (&rows, shown_row (r, answer->rows));
		line = 0;
		for (size_t c = 0; c < rows.width; c++) {
			struct cell cell;
			set_value (&cell, &rows, c);
			line += cell.columns + 2;
			if (line > LINE) {
				skops_buffer_format (out, "… (%zu)", rows.width);
				break;
			}
			skops_buffer_format (out, "%s%s", cell.text, c + 1 < rows.width ? ", " : "");
		}
		skops_buffer_text (out, "\n");
	}
	skops_rows_end (&rows);
	return status;
}

enum skops_status skops_output_terminal (struct skops_error *err, struct skops_buffer *out, const struct skops_answers *answers)
{
	char name[SKOPS_REPR];
	enum skops_status status = SKOPS_OK;

	for (size_t i = 0; !status && i < answers->count; i++) {
		const struct skops_answer *answer = &answers->items[i];
		if (answers->count > 1)
			skops_buffer_format (out, "%s%s:\n", i ? "\n" : "", skops_answer_name (name, answers, i));
		status = answer->form == SKOPS_RAGGED ? append_ragged (err, out, answer) : append_table (err, out, answers, i);
	}
	return status;
}
