/* SPDX-License-Identifier: BSD-3-Clause */
/* RFC 4180 tables, cell by cell. */
#include <criterion/criterion.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "format/csv.h"

/* What was read, cell by cell: "a|b/1|2" with ~ for a missing cell. */
static char *shown (const struct skops_csv *csv)
{
	struct skops_buffer out = {0};

	for (size_t i = 0; i < (csv->n_rows + 1) * csv->n_columns; i++) {
		struct skops_text cell = i < csv->n_columns ? csv->header[i] : csv->cells[i - csv->n_columns];

		if (i)
			skops_buffer_text (&out, i % csv->n_columns ? "|" : "/");
		skops_buffer_append (&out, cell.data ? cell.data : "~", cell.data ? cell.size : 1);
		if (cell.data)
			cr_assert_eq (cell.data[cell.size], '\0');
	}
	return out.data;
}

static void check (const char *text, const char *expected)
{
	struct skops_arena *arena = skops_arena_new (SIZE_MAX);
	struct skops_error err = {0};
	struct skops_csv csv;
	size_t size = strlen (text);
	char *exact = malloc (size), *got;

	memcpy (exact, text, size);
	cr_expect_eq (skops_csv_parse (&err, &csv, arena, exact, size, ','), SKOPS_OK, "%s: %s", text, err.message);
	if (!err.status) {
		got = shown (&csv);
		cr_expect_str_eq (got, expected);
		free (got);
	}
	free (exact);
	skops_arena_free (arena);
}

static void check_bad (const char *text, size_t size, const char *message)
{
	struct skops_arena *arena = skops_arena_new (SIZE_MAX);
	struct skops_error err = {0};
	struct skops_csv csv;

	cr_expect_eq (skops_csv_parse (&err, &csv, arena, text, size, ','), SKOPS_UNFIT, "%s", text);
	cr_expect_str_eq (err.message, message);
	skops_arena_free (arena);
}

#define BAD(text, message) check_bad (text, sizeof (text) - 1, message)

Test (csv, cells)
{
	check ("a,b\n1,2\n3,4\n", "a|b/1|2/3|4");
	check ("a,b\r\n1,2\r\n3,4", "a|b/1|2/3|4");
	check ("\xEF\xBB\xBF" "a,b\n", "a|b");
	check ("a,b\n,\n\"\",x\n", "a|b/~|~/|x");
	check ("a,b\n1,\n", "a|b/1|~");
	check ("a,b\n1,", "a|b/1|~");
	check ("a,b\n1,\"\"", "a|b/1|");
	check ("\"a,\"\"x\"\"\",\"b\nc\"\n\" 1 \", 2 \r\n", "a,\"x\"|b\nc/ 1 | 2 ");
	check ("a,b\nit\"s,5\" x\n", "a|b/it\"s|5\" x");
	check ("a,b\nx\ry,\r\n", "a|b/x\ry|~");
	check ("ä,b\nß,\xF0\x9F\x98\x80\n", "ä|b/ß|\xF0\x9F\x98\x80");
	check ("a,a\n1,2", "a|a/1|2");
	check (",\n1,2", "~|~/1|2");
}

Test (csv, blank_lines)
{
	check ("a,b\n\n1,2\n\r\n\n3,4\n\n", "a|b/1|2/3|4");
	check ("a\n1\n\n2\n", "a/1/~/2");
	check ("a\n1\n\n", "a/1");
	check ("a\n1\n\n\r\n\n", "a/1");
	check ("a\n1\n\"\"\n", "a/1/");
	check ("a\n\n", "a");
	check ("a\n1", "a/1");
	check ("a\n", "a");
	check ("a", "a");
	check ("a\n\"\"\n", "a/");
}

Test (csv, another_separator)
{
	struct skops_arena *arena = skops_arena_new (SIZE_MAX);
	struct skops_error err = {0};
	struct skops_csv csv;
	char *got;

	cr_assert_eq (skops_csv_parse (&err, &csv, arena, "a\tb\n1,5\t\"x\ty\"\n", 14, '\t'), SKOPS_OK, "%s", err.message);
	got = shown (&csv);
	cr_assert_str_eq (got, "a|b/1,5|x\ty");
	free (got);
	skops_arena_free (arena);
}

Test (csv, what_does_not_fit_has_a_line)
{
	BAD ("", "line 1: there is no header");
	BAD ("\xEF\xBB\xBF", "line 1: there is no header");
	BAD ("\na,b\n", "line 1: there is no header");
	BAD ("a,b\n1,2\n3\n", "line 3: 1 cells where the header has 2 columns");
	BAD ("a,b\n1,2,3\n", "line 2: more cells than the header has columns");
	BAD ("a\n1,\n", "line 2: more cells than the header has columns");
	BAD ("a,b\n1,2\n\"\"\n", "line 3: 1 cells where the header has 2 columns");
	BAD ("a,b\n\"x\ny\",2\n3\n", "line 4: 1 cells where the header has 2 columns");
	BAD ("a,b\n\n1,\"2\n3\n", "line 3: a quoted cell without an end");
	BAD ("a,b\n1,\"", "line 2: a quoted cell without an end");
	BAD ("a,b\n1,\"2\"x\n", "line 2: something follows the closing quote of a cell");
	BAD ("a,b\n1,\"2\"\r", "line 2: something follows the closing quote of a cell");
	BAD ("a,b\n1,2\n\xff,\n", "line 3: invalid UTF-8");
	BAD ("a,b\n1,\xc3", "line 2: invalid UTF-8");
	BAD ("a,b\n\n1,\0\n", "line 3: a NUL byte");
	BAD ("a,b\r1,2\r", "line 1: no line ends but in CR alone; lines must end in LF or CRLF");
}

Test (csv, cells_are_quoted_where_needed)
{
	static const struct { const char *cell, *expected; } cells[] = {
		{ "plain", "plain" }, { "a b", "a b" }, { "a,b", "\"a,b\"" }, { "\"", "\"\"\"\"" }, { "a\"b\"c", "\"a\"\"b\"\"c\"" }, { "a\nb", "\"a\nb\"" },
		{ "a\r", "\"a\r\"" }, { "", "\"\"" }, { NULL, "" }, { "a\tb", "a\tb" },
	};

	for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
		struct skops_text cell = { cells[i].cell, cells[i].cell ? strlen (cells[i].cell) : 0 };
		struct skops_buffer out = {0};

		skops_csv_cell (&out, cell, ',');
		cr_expect_str_eq (out.data, cells[i].expected);
		skops_buffer_free (&out);
	}
}
