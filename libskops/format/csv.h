/* SPDX-License-Identifier: BSD-3-Clause */
/* RFC 4180 tables: bytes to cells, nothing interpreted. */
#ifndef SKOPS_FORMAT_CSV_H
#define SKOPS_FORMAT_CSV_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "skops/value.h"

struct skops_csv {
	const struct skops_text *header; /* n_columns names */
	size_t n_columns;
	size_t n_rows;
	const struct skops_text *cells; /* row by row; an empty unquoted cell has data NULL, an empty quoted one size 0 */
};

/* `separator` is ',' or '\t'. UTF-8, a BOM is skipped, CRLF and LF, quotes doubled inside quotes; a line with another number of cells than the header
 * is SKOPS_UNFIT with its line number; so are an unclosed quote and invalid UTF-8. Blank lines are skipped; in a table of one column those behind the
 * last row alone, for one before it is a row with an empty cell. A NUL byte is SKOPS_UNFIT too. Cells are views into the arena's copy, NUL-terminated. */
enum skops_status skops_csv_parse (struct skops_error *err, struct skops_csv *out, struct skops_arena *arena,
                                   const char *bytes, size_t size, char separator);

/* Appends one cell, quoted where RFC 4180 asks for it. */
void skops_csv_cell (struct skops_buffer *out, struct skops_text cell, char separator);

#endif
