/* SPDX-License-Identifier: BSD-3-Clause */
/* RFC 4180, cut in place: one copy of the text, in which every cell ends with a NUL where its separator stood. */
#include "format/csv.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/text.h"

struct reader {
	struct skops_error *err;
	char *p, *end;
	char separator;
	size_t line; /* from 1, of the text */
};

static enum skops_status unfit (struct reader *r, const char *what)
{
	return skops_error_set (r->err, SKOPS_UNFIT, "line %zu: %s", r->line, what);
}

/* What stands behind a cell. */
enum behind { SEPARATOR, LINE_END, TEXT_END };

static bool is_line_end (const struct reader *r, const char *p)
{
	return p < r->end && (*p == '\n' || (*p == '\r' && p + 1 < r->end && p[1] == '\n'));
}

/* Ends the cell that ends at r->p, and goes behind its separator or line end. */
static enum behind end_cell (struct reader *r)
{
	if (r->p == r->end)
		return TEXT_END;
	if (*r->p == r->separator) {
		*r->p++ = '\0';
		return SEPARATOR;
	}
	r->line++;
	if (*r->p == '\r')
		*r->p++ = '\0';
	*r->p++ = '\0';
	return LINE_END;
}

static enum skops_status read_quoted (struct reader *r, struct skops_text *cell, enum behind *behind)
{
	char *start = ++r->p, *to = start;
	size_t first_line = r->line;

	for (;;) {
		char *quote = memchr (r->p, '"', (size_t) (r->end - r->p));

		if (!quote) {
			r->line = first_line;
			return unfit (r, "a quoted cell without an end");
		}
		for (char *c = r->p; c < quote; c++)
			r->line += *c == '\n';
		memmove (to, r->p, (size_t) (quote - r->p));
		to += quote - r->p;
		r->p = quote + 1;
		if (r->p == r->end || *r->p != '"')
			break;
		*to++ = '"';
		r->p++;
	}
	if (r->p < r->end && *r->p != r->separator && !is_line_end (r, r->p))
		return unfit (r, "something follows the closing quote of a cell");
	*cell = (struct skops_text) { start, (size_t) (to - start) };
	*behind = end_cell (r);
	*to = '\0';
	return SKOPS_OK;
}

static enum skops_status read_cell (struct reader *r, struct skops_text *cell, enum behind *behind)
{
	char *start = r->p;

	if (r->p < r->end && *r->p == '"')
		return read_quoted (r, cell, behind);
	while (r->p < r->end && *r->p != r->separator && *r->p != '\n' && (*r->p != '\r' || !is_line_end (r, r->p)))
		r->p++;
	*cell = (struct skops_text) { r->p > start ? start : NULL, (size_t) (r->p - start) };
	*behind = end_cell (r);
	return SKOPS_OK;
}

/* Cells that the text can have at most: each has a separator or a line end behind it, but for the last. */
static size_t count_cells (const char *bytes, size_t size, char separator)
{
	size_t count = 1;

	for (size_t i = 0; i < size; i++)
		count += bytes[i] == separator || bytes[i] == '\n';
	return count;
}

static enum skops_status check_bytes (struct skops_error *err, const char *bytes, size_t size)
{
	struct reader r = { .err = err, .line = 1 };
	const char *nul = memchr (bytes, '\0', size);

	if (nul) {
		for (const char *p = bytes; p < nul; p++)
			r.line += *p == '\n';
		return unfit (&r, "a NUL byte");
	}
	if (skops_text_is_utf8 ((struct skops_text) { bytes, size }))
		return SKOPS_OK;
	while (size) { /* the first line that is none; a line end never stands inside of a character */
		const char *line_end = memchr (bytes, '\n', size);
		size_t length = line_end ? (size_t) (line_end - bytes) + 1 : size;

		if (!skops_text_is_utf8 ((struct skops_text) { bytes, length }))
			break;
		r.line++;
		bytes += length;
		size -= length;
	}
	return unfit (&r, "invalid UTF-8");
}

static enum skops_status read_row (struct reader *r, struct skops_text *cells, size_t most, size_t *count, bool *at_end)
{
	enum behind behind = SEPARATOR;

	for (*count = 0; behind == SEPARATOR; ++*count) {
		enum skops_status status = *count < most ? read_cell (r, &cells[*count], &behind) : unfit (r, "more cells than the header has columns");

		if (status)
			return status;
	}
	*at_end = r->p == r->end;
	return SKOPS_OK;
}

enum skops_status skops_csv_parse (struct skops_error *err, struct skops_csv *out, struct skops_arena *arena,
                                   const char *bytes, size_t size, char separator)
{
	struct reader r = { .err = err, .separator = separator, .line = 1 };
	struct skops_text *cells;
	enum skops_status status;
	size_t most, used, count;
	bool at_end;

	if (size >= 3 && memcmp (bytes, "\xEF\xBB\xBF", 3) == 0) {
		bytes += 3;
		size -= 3;
	}
	status = size ? check_bytes (err, bytes, size) : unfit (&r, "there is no header");
	if (status)
		return status;
	most = count_cells (bytes, size, separator);
	r.p = skops_arena_copy (arena, bytes, size);
	cells = skops_arena_scratch (arena, most, sizeof *cells);
	if (!r.p || !cells)
		return skops_error_memory (err);
	r.end = r.p + size;
	status = read_row (&r, cells, most, &used, &at_end);
	if (status)
		return status;
	if (used == 1 && !cells[0].data) {
		r.line = 1;
		return unfit (&r, "there is no header");
	}
	*out = (struct skops_csv) { .header = cells, .n_columns = used, .cells = cells + used };
	while (!at_end) {
		size_t line = r.line;

		status = read_row (&r, cells + used, out->n_columns, &count, &at_end);
		if (status)
			return status;
		if (count == 1 && out->n_columns > 1 && !cells[used].data)
			continue;
		if (count < out->n_columns)
			return skops_error_set (err, SKOPS_UNFIT, "line %zu: %zu cells where the header has %zu columns", line, count, out->n_columns);
		used += count;
		out->n_rows++;
	}
	/* In the only column a blank line is an empty cell, but behind the last row it is an editor's. */
	while (out->n_columns == 1 && out->n_rows && !out->cells[out->n_rows - 1].data)
		out->n_rows--;
	if (!out->n_rows && memchr (bytes, '\r', size) && !memchr (bytes, '\n', size)) {
		r.line = 1;
		return unfit (&r, "no line ends but in CR alone; lines must end in LF or CRLF");
	}
	return SKOPS_OK;
}

void skops_csv_cell (struct skops_buffer *out, struct skops_text cell, char separator)
{
	bool quoted = cell.data && cell.size == 0; /* an empty text is not a missing one */
	size_t start = 0;

	for (size_t i = 0; i < cell.size && !quoted; i++)
		quoted = cell.data[i] == separator || cell.data[i] == '"' || cell.data[i] == '\n' || cell.data[i] == '\r';
	if (!quoted) {
		skops_buffer_append (out, cell.data, cell.size);
		return;
	}
	skops_buffer_append (out, "\"", 1);
	for (size_t i = 0; i < cell.size; i++)
		if (cell.data[i] == '"') {
			skops_buffer_append (out, cell.data + start, i + 1 - start);
			start = i;
		}
	skops_buffer_append (out, cell.data + start, cell.size - start);
	skops_buffer_append (out, "\"", 1);
}
