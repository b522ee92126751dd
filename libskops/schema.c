/* SPDX-License-Identifier: BSD-3-Clause */
/* Tables for people. A table may hold itself through a record (a kernel of kernels), so that those on the way down are not entered again. */
#include "schema.h"

#include <string.h>

#include "base/text.h"
#include "format/npy.h"

enum { DEPTH = 16 };

/* The tables on the way from the top. */
struct path {
	const struct skops_table *tables[DEPTH];
	unsigned depth;
	bool json;
};

static const char *kind_name (const struct skops_field *field)
{
	static const char *const names[] = { "", "bool", "int", "float", "text", "value", "one of", "dtype", "array", "values", "matrix", "list", "dictionary", "tuple", "structured array",
		"record", "estimator", "tree", "dimension" };

	return field->kind < sizeof names / sizeof names[0] ? names[field->kind] : "?";
}

static const char *attribute (const struct skops_field *field)
{
	return field->attribute ? field->attribute : field->name;
}

static void append_words (struct skops_buffer *out, const struct skops_word *words)
{
	bool first = true;

	for (; words && words->is != SKOPS_WORD_END; words++) {
		skops_buffer_text (out, first ? " " : ", ");
		first = false;
		switch (words->is) {
		case SKOPS_WORD_NONE: skops_buffer_text (out, "None"); break;
		case SKOPS_WORD_TRUE: skops_buffer_text (out, "True"); break;
		case SKOPS_WORD_FALSE: skops_buffer_text (out, "False"); break;
		case SKOPS_WORD_OTHER: skops_buffer_text (out, "anything else"); break;
		case SKOPS_WORD_TEXT: skops_buffer_format (out, "\"%s\"", words->text); break;
		default: skops_buffer_text (out, words->text); break;
		}
	}
}

/* "float64 array [K,F], a parameter, may be None". */
static void append_meaning (struct skops_buffer *out, const struct skops_field *field)
{
	if (field->kind == SKOPS_KIND_ARRAY)
		skops_buffer_format (out, "%s ", skops_dtype_name ((enum skops_dtype) field->dtype));
	skops_buffer_text (out, kind_name (field));
	if (field->dims)
		skops_buffer_format (out, " [%s]", field->dims);
	if (field->kind == SKOPS_KIND_LIST || field->kind == SKOPS_KIND_DICT)
		skops_buffer_format (out, " of %s", field->item ? kind_name (field->item) : "?");
	append_words (out, field->words);
	if (field->low < field->high)
		skops_buffer_format (out, ", from %.10g to %.10g", field->low, field->high);
	if (field->flags & SKOPS_PARAMETER)
		skops_buffer_text (out, ", a parameter");
	if (field->flags & SKOPS_NULLABLE)
		skops_buffer_text (out, ", may be None");
	if (field->flags & SKOPS_OPTIONAL)
		skops_buffer_text (out, ", may be absent");
	if (field->flags & SKOPS_FINITE)
		skops_buffer_text (out, ", finite");
	if (field->since)
		skops_buffer_format (out, ", since %u.%u", field->since / 1000, field->since % 1000);
	if (field->until)
		skops_buffer_format (out, ", until %u.%u", field->until / 1000, field->until % 1000);
}

static void append_table (struct skops_buffer *out, const struct skops_table *table, struct path *path);

static bool on_the_way (const struct path *path, const struct skops_table *table)
{
	for (unsigned i = 0; i < path->depth; i++)
		if (path->tables[i] == table)
			return true;
	return path->depth == DEPTH;
}

/* The tables of a field's tuples, items and records, indented below it. */
static void append_parts (struct skops_buffer *out, const struct skops_field *field, struct path *path)
{
	if (field->table && !on_the_way (path, field->table))
		append_table (out, field->table, path);
	for (const struct skops_case *c = field->cases; c && c->type; c++) {
		bool shown = c->table && !on_the_way (path, c->table);
		skops_buffer_format (out, "%*s%s%s\n", (int) (2 * path->depth), "", c->type, shown || !c->table ? ":" : " (as above)");
		if (shown)
			append_table (out, c->table, path);
	}
	if (field->item)
		append_parts (out, field->item, path);
}

static void append_parts_json (struct skops_buffer *out, const struct skops_field *field, struct path *path)
{
	bool first = true;

	if (field->table && !on_the_way (path, field->table)) {
		skops_buffer_text (out, ", \"fields\": ");
		append_table (out, field->table, path);
	}
	if (field->cases) {
		skops_buffer_text (out, ", \"records\": {");
		for (const struct skops_case *c = field->cases; c->type; c++) {
			skops_buffer_text (out, first ? "" : ", ");
			first = false;
			skops_text_json (out, skops_text_of (c->type));
			skops_buffer_text (out, ": ");
			if (c->table && !on_the_way (path, c->table))
				append_table (out, c->table, path);
			else
				skops_buffer_text (out, "null");
		}
		skops_buffer_text (out, "}");
	}
	if (field->item)
		append_parts_json (out, field->item, path);
}

static void append_table (struct skops_buffer *out, const struct skops_table *table, struct path *path)
{
	struct skops_buffer meaning = { 0 };
	bool first = true;

	path->tables[path->depth++] = table;
	if (path->json)
		skops_buffer_text (out, "[");
	for (uint32_t i = 0; i < table->count; i++) {
		const struct skops_field *field = &table->fields[i];
		if (field->kind == SKOPS_KIND_DIM)
			continue;
		meaning.size = 0;
		append_meaning (&meaning, field);
		if (path->json) {
			skops_buffer_text (out, first ? "{\"attribute\": " : ", {\"attribute\": ");
			skops_text_json (out, skops_text_of (attribute (field)));
			skops_buffer_text (out, ", \"is\": ");
			skops_text_json (out, (struct skops_text) { meaning.data, meaning.size });
			append_parts_json (out, field, path);
			skops_buffer_text (out, "}");
		} else {
			skops_buffer_format (out, "%*s%-24s ", (int) (2 * path->depth), "", attribute (field));
			skops_buffer_append (out, meaning.data, meaning.size);
			skops_buffer_text (out, "\n");
			append_parts (out, field, path);
		}
		first = false;
	}
	if (path->json)
		skops_buffer_text (out, "]");
	path->depth--;
	skops_buffer_free (&meaning);
}

void skops_schema_text (struct skops_buffer *out, const struct skops_table *table)
{
	struct path path = { .json = false };

	append_table (out, table, &path);
}

void skops_schema_json (struct skops_buffer *out, const struct skops_table *table)
{
	struct path path = { .json = true };

	append_table (out, table, &path);
}
