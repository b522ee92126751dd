/* SPDX-License-Identifier: BSD-3-Clause */
/* JSON to data: which of the shapes it has (records, {"columns", "data"}, {"column": [...]}, rows, a list), and the grid of values that it describes. */
#include "model/input_json.h"

#include <math.h>
#include <string.h>

#include "base/checked.h"
#include "base/hash.h"
#include "base/text.h"

static const struct skops_value *at (const struct skops_shape *s, size_t i)
{
	return &s->tape.values[i];
}

static struct skops_text text_of (const struct skops_value *value)
{
	return (struct skops_text) { value->text, value->size };
}

const char *skops_tape_kind (const struct skops_value *value)
{
	switch (value->kind) {
	case SKOPS_TAPE_OBJECT: return "an object";
	case SKOPS_TAPE_LIST: return "a list";
	case SKOPS_IS_TEXT: return "a string";
	case SKOPS_IS_NONE: return "null";
	case SKOPS_IS_BOOL: return "true or false";
	case SKOPS_IS_FLOAT: return isnan (value->f) ? "a missing value" : "a number";
	default: return "a number";
	}
}

static bool has_flag (const struct skops_shape *s, uint32_t flag)
{
	return s->reader->method->method.flags & flag;
}

/* The method takes dictionaries or token lists rather than tables: nothing but a table, of any width. */
static bool takes_dictionaries (const struct skops_shape *s)
{
	const uint8_t *accepts = s->reader->method->method.accepts;

	return has_flag (s, SKOPS_TAKES_ANY_WIDTH) && accepts[0] == SKOPS_TABLE && accepts[1] == SKOPS_ANY;
}

/* A cell of the grid: lists of scalars keep their place, deeper ones are refused. */
static enum skops_status put (const struct skops_shape *s, struct skops_value *cell, size_t i, size_t row, struct skops_text name, size_t column)
{
	const struct skops_value *value = at (s, i);

	if (value->kind == SKOPS_TAPE_OBJECT)
		return skops_reader_fail (s->reader, row, name, column, "an object stands where a value is due");
	*cell = *value;
	if (value->kind == SKOPS_TAPE_LIST) {
		cell->i = (int64_t) i + 1;
		for (uint32_t k = 0; k < value->size; k++)
			if (at (s, i + 1 + k)->kind >= SKOPS_TAPE_LIST)
				return skops_reader_fail (s->reader, row, name, column, "lists in lists in a cell are too deep");
	}
	return SKOPS_OK;
}

/* Memory for rows × width values, all missing. Records may name many columns of which each has few: what is far larger than the document is refused. */
static enum skops_status new_grid (const struct skops_shape *s, struct skops_value **grid, size_t rows, size_t width)
{
	size_t cells;

	if (skops_multiply_overflows (rows, width, &cells) || cells / 256 > s->tape.count + 4096)
		return skops_error_set (s->reader->err, SKOPS_UNFIT, "a table of %zu rows and %zu columns, nearly all of them empty: write it as a sparse matrix (scipy.sparse.save_npz)", rows, width);
	*grid = skops_arena_scratch (s->reader->arena, cells, sizeof **grid);
	if (!*grid)
		return skops_error_memory (s->reader->err);
	for (size_t i = 0; i < cells; i++)
		(*grid)[i] = (struct skops_value) { .kind = SKOPS_IS_FLOAT, .f = NAN };
	return SKOPS_OK;
}

/* A grid, column by column, to data. */
static enum skops_status finish (const struct skops_shape *s, struct skops_value *grid, size_t rows, size_t width, const struct skops_text *names, bool flat)
{
	char *slots;
	enum skops_status status;

	if ((has_flag (s, SKOPS_TAKES_TEXT) || has_flag (s, SKOPS_TAKES_Y)) && width != 1)
		return skops_error_set (s->reader->err, SKOPS_UNFIT, "the method takes one column of %s, and the input has %zu", has_flag (s, SKOPS_TAKES_TEXT) ? "texts" : "labels", width);
	if (has_flag (s, SKOPS_TAKES_TEXT))
		for (size_t r = 0; r < rows; r++)
			if (grid[r].kind != SKOPS_IS_TEXT && grid[r].kind != SKOPS_CELL_LIST)
				return skops_error_set (s->reader->err, SKOPS_UNFIT, "row %zu: %s where a text is due; an empty document is \"\"", r + 1, skops_tape_kind (&grid[r]));
	status = skops_reader_start (s->reader, s->out, rows, width, names, &slots);
	s->out->flat = flat || has_flag (s, SKOPS_TAKES_TEXT | SKOPS_TAKES_Y);
	for (size_t c = 0; !status && c < width; c++)
		status = skops_reader_column (s->reader, s->out, c, grid + c * rows, s->tape.values, slots + c * rows * 8);
	return status ? status : skops_reader_finish (s->reader, s->out, slots);
}

/* Names of columns in the order of their first appearance. */
struct headings {
	struct skops_map *map; /* positions from 1 */
	struct skops_text *names;
	size_t count;
};

/* Memory for at most `most` names. */
static enum skops_status headings_start (const struct skops_shape *s, struct headings *h, size_t most)
{
	*h = (struct headings) { skops_map_new (64), skops_arena_scratch (s->reader->arena, most, sizeof *h->names), 0 };
	return h->map && h->names ? SKOPS_OK : skops_error_memory (s->reader->err);
}

static enum skops_status headings_add (const struct skops_shape *s, struct headings *h, struct skops_text name, size_t *position)
{
	uintptr_t *slot;
	bool is_new;

	if (!skops_map_add (h->map, name.data, name.size, &slot, &is_new))
		return skops_error_memory (s->reader->err);
	if (is_new) {
		h->names[h->count++] = name;
		*slot = h->count;
	}
	*position = *slot - 1;
	return SKOPS_OK;
}

enum skops_status skops_tape_twice (const struct skops_shape *s, size_t row, struct skops_text key)
{
	char shown[80];

	return skops_error_set (s->reader->err, SKOPS_UNFIT, "row %zu: the key \"%s\" stands twice in one object", row + 1, skops_text_show (shown, sizeof shown, key));
}

static size_t count_keys (const struct skops_shape *s, size_t rows, size_t first)
{
	size_t keys = 0;

	for (size_t r = 0, i = first; r < rows; r++, i = skops_tape_next (&s->tape, i))
		keys += at (s, i)->size;
	return keys;
}

/* In which records a key is. */
struct presence {
	size_t rows, next; /* how many have it; the row behind the last that has */
	size_t gap;        /* the first that has it not, from 1; 0: none so far */
};

/* A key that stands in some records alone is missing in the others, as in pandas; but it may be a slip, so the user is told. */
static enum skops_status note_absences (const struct skops_shape *s, const struct headings *h, const struct presence *presences, size_t rows)
{
	const char **notes = skops_arena_alloc (s->reader->arena, h->count, sizeof *notes);
	struct skops_buffer text = { 0 };
	char shown[80];

	if (!notes)
		return skops_error_memory (s->reader->err);
	s->out->notes = notes;
	for (size_t c = 0; c < h->count; c++) {
		const struct presence *presence = &presences[c];
		size_t absent = rows - presence->rows, first = presence->gap ? presence->gap : presence->next + 1;
		if (!absent || (s->reader->positions && !skops_map_find (s->reader->positions, h->names[c].data, h->names[c].size, 0)))
			continue;
		text.size = 0;
		skops_buffer_format (&text, "column \"%s\" is absent in %zu of %zu rows, first in row %zu: taken as missing there", skops_text_show (shown, sizeof shown, h->names[c]),
		                     absent, rows, first);
		if (text.failed || !(notes[s->out->n_notes++] = skops_arena_copy (s->reader->arena, text.data, text.size))) {
			skops_error_memory (s->reader->err);
			break;
		}
	}
	skops_buffer_free (&text);
	return s->reader->err->status;
}

/* One record into its row of the grid. */
static enum skops_status put_record (const struct skops_shape *s, struct headings *h, struct presence *presences, struct skops_value *grid, size_t rows, size_t row, size_t i)
{
	enum skops_status status = SKOPS_OK;
	size_t column, j = i + 1;

	for (uint32_t k = 0; k < at (s, i)->size && !status; k++, j = skops_tape_next (&s->tape, j + 1)) {
		status = headings_add (s, h, text_of (at (s, j)), &column);
		if (status)
			return status;
		if (presences[column].next == row + 1)
			return skops_tape_twice (s, row, text_of (at (s, j)));
		if (presences[column].next < row && !presences[column].gap)
			presences[column].gap = presences[column].next + 1;
		presences[column].next = row + 1;
		presences[column].rows++;
		status = put (s, &grid[column * rows + row], j + 1, row, h->names[column], column);
	}
	return status;
}

/* [{"a": 1, "b": 2}, …]: `rows` objects from index `first` on. */
static enum skops_status read_records (const struct skops_shape *s, size_t rows, size_t first)
{
	struct headings h;
	struct presence *presences = NULL;
	struct skops_value *grid = NULL;
	size_t column, i, j;
	enum skops_status status = headings_start (s, &h, count_keys (s, rows, first));

	i = first;
	for (size_t r = 0; r < rows && !status; r++, i = skops_tape_next (&s->tape, i)) {
		j = i + 1;
		for (uint32_t k = 0; k < at (s, i)->size && !status; k++, j = skops_tape_next (&s->tape, j + 1))
			status = headings_add (s, &h, text_of (at (s, j)), &column);
	}
	if (!status)
		status = new_grid (s, &grid, rows, h.count);
	if (!status && !(presences = skops_arena_alloc (s->reader->arena, h.count, sizeof *presences)))
		status = skops_error_memory (s->reader->err);
	i = first;
	for (size_t r = 0; r < rows && !status; r++, i = skops_tape_next (&s->tape, i))
		status = put_record (s, &h, presences, grid, rows, r, i);
	if (!status)
		status = note_absences (s, &h, presences, rows);
	skops_map_free (h.map);
	return status ? status : finish (s, grid, rows, h.count, h.names, false);
}

/* {"a": [1, 3], "b": [2, 4]} */
static enum skops_status read_columns (const struct skops_shape *s)
{
	size_t width = at (s, 0)->size, rows = at (s, 2)->size, i = 1;
	struct skops_text *names = skops_arena_scratch (s->reader->arena, width, sizeof *names);
	struct skops_value *grid;
	char shown[80];
	enum skops_status status = names ? new_grid (s, &grid, rows, width) : skops_error_memory (s->reader->err);

	for (size_t c = 0; c < width && !status; c++, i = skops_tape_next (&s->tape, i + 1)) {
		size_t j = i + 2;
		names[c] = text_of (at (s, i));
		if (at (s, i + 1)->size != rows)
			return skops_error_set (s->reader->err, SKOPS_UNFIT, "column \"%s\" has %u values, and the first column has %zu", skops_text_show (shown, sizeof shown, names[c]),
			                        at (s, i + 1)->size, rows);
		for (size_t r = 0; r < rows && !status; r++, j = skops_tape_next (&s->tape, j))
			status = put (s, &grid[c * rows + r], j, r, names[c], c);
	}
	return status ? status : finish (s, grid, rows, width, names, false);
}

/* [[1, 2], [3, 4]], under the names of {"columns": […]} at index `columns` if that is not 0. */
static enum skops_status read_rows (const struct skops_shape *s, size_t root, size_t columns)
{
	size_t rows = at (s, root)->size, width = columns ? at (s, columns)->size : rows ? at (s, root + 1)->size : 0, i = root + 1;
	struct skops_text *names = columns ? skops_arena_scratch (s->reader->arena, width, sizeof *names) : NULL;
	struct skops_value *grid;
	enum skops_status status = columns && !names ? skops_error_memory (s->reader->err) : new_grid (s, &grid, rows, width);

	for (size_t c = 0; columns && c < width && !status; c++) {
		names[c] = text_of (at (s, columns + 1 + c));
		if (at (s, columns + 1 + c)->kind != SKOPS_IS_TEXT)
			return skops_error_set (s->reader->err, SKOPS_UNFIT, "\"columns\": name %zu is %s, not a string", c + 1, skops_tape_kind (at (s, columns + 1 + c)));
	}
	for (size_t r = 0; r < rows && !status; r++, i = skops_tape_next (&s->tape, i)) {
		size_t j = i + 1;
		if (at (s, i)->kind != SKOPS_TAPE_LIST)
			return skops_error_set (s->reader->err, SKOPS_UNFIT, "row %zu is %s, not a list", r + 1, skops_tape_kind (at (s, i)));
		if (at (s, i)->size != width)
			return skops_error_set (s->reader->err, SKOPS_UNFIT, "row %zu has %u value%s, %s has %zu", r + 1, at (s, i)->size, at (s, i)->size == 1 ? "" : "s",
			                        columns ? "\"columns\"" : "row 1", width);
		for (size_t c = 0; c < width && !status; c++, j = skops_tape_next (&s->tape, j))
			status = put (s, &grid[c * rows + r], j, r, names ? names[c] : (struct skops_text) { NULL, 0 }, c);
	}
	return status ? status : finish (s, grid, rows, width, names, false);
}

/* Whether rows that are lists are values in themselves (tokens, sets of labels, pairs) rather than rows of a table. To a method that knows how many columns it
 * takes, they are rows; so are rows of one text each to a method that takes texts. */
static bool rows_are_lists (const struct skops_shape *s, size_t root)
{
	size_t rows = at (s, root)->size, i = root + 1;
	bool ragged = false, deep = true, single = true;

	for (size_t r = 0; r < rows; r++, i = skops_tape_next (&s->tape, i)) {
		ragged |= at (s, i)->size != at (s, root + 1)->size;
		single &= at (s, i)->size == 1 && at (s, i + 1)->kind == SKOPS_IS_TEXT;
		for (size_t k = 0, j = i + 1; k < at (s, i)->size; k++, j = skops_tape_next (&s->tape, j))
			deep &= at (s, j)->kind == SKOPS_TAPE_LIST;
	}
	if (has_flag (s, SKOPS_TAKES_TEXT))
		return !single;
	if (has_flag (s, SKOPS_TAKES_Y) || takes_dictionaries (s))
		return true;
	return !s->reader->numbers_only && s->reader->method->method.features <= 0 && (ragged || deep);
}

static enum skops_status read_list (const struct skops_shape *s)
{
	size_t rows = at (s, 0)->size, i = 1;
	struct skops_value *grid;
	uint8_t kind;
	enum skops_status status;

	if (rows == 0)
		return skops_error_set (s->reader->err, SKOPS_UNFIT, "the input has no rows");
	kind = at (s, 1)->kind;
	for (size_t r = 0; r < rows; r++, i = skops_tape_next (&s->tape, i))
		if (at (s, i)->kind != kind && (at (s, i)->kind >= SKOPS_TAPE_LIST || kind >= SKOPS_TAPE_LIST))
			return skops_error_set (s->reader->err, SKOPS_UNFIT, "row %zu is %s, and the first row is %s", r + 1, skops_tape_kind (at (s, i)), skops_tape_kind (at (s, 1)));
	if (kind == SKOPS_TAPE_OBJECT)
		return takes_dictionaries (s) ? skops_shape_dictionaries (s, 0) : read_records (s, rows, 1);
	if (kind == SKOPS_TAPE_LIST)
		return rows_are_lists (s, 0) ? skops_shape_lists (s, 0) : read_rows (s, 0, 0);
	status = new_grid (s, &grid, rows, 1);
	for (size_t r = 0; r < rows && !status; r++)
		grid[r] = *at (s, 1 + r);
	return status ? status : finish (s, grid, rows, 1, NULL, true);
}

static enum skops_status read_object (const struct skops_shape *s)
{
	size_t columns = 0, data = 0, lists = 0, objects = 0, i = 1;

	for (uint32_t k = 0; k < at (s, 0)->size; k++, i = skops_tape_next (&s->tape, i + 1)) {
		const struct skops_value *value = at (s, i + 1);
		bool names_columns = value->kind == SKOPS_TAPE_LIST && skops_text_is (text_of (at (s, i)), "columns");
		bool holds_data = value->kind == SKOPS_TAPE_LIST && skops_text_is (text_of (at (s, i)), "data");
		if ((names_columns && columns) || (holds_data && data))
			return skops_error_set (s->reader->err, SKOPS_UNFIT, "the key \"%s\" stands twice in one object", names_columns ? "columns" : "data");
		lists += value->kind == SKOPS_TAPE_LIST;
		objects += value->kind == SKOPS_TAPE_OBJECT;
		if (names_columns)
			columns = i + 1;
		if (holds_data)
			data = i + 1;
	}
	if (columns && data)
		return read_rows (s, data, columns);
	if (lists && lists == at (s, 0)->size)
		return read_columns (s);
	if (!lists && !objects && at (s, 0)->size)
		return read_records (s, 1, 0);
	return skops_error_set (s->reader->err, SKOPS_UNFIT,
	                        "an object that is neither {\"columns\": [...], \"data\": [...]} nor {\"column\": [...], ...}; pandas writes such with to_json (orient=\"split\")");
}

enum skops_status skops_input_json (const struct skops_reader *reader, struct skops_data *out, const char *bytes, size_t size, bool lines)
{
	struct skops_reader own = *reader;
	struct skops_shape s = { .reader = &own, .out = out };
	enum skops_status status = skops_tape_parse (reader, &s.tape, bytes, size, lines);

	if (status)
		return status;
	for (size_t i = 0; i < s.tape.count && !own.tells_none; i++)
		own.tells_none = s.tape.values[i].kind == SKOPS_IS_FLOAT && isnan (s.tape.values[i].f);
	switch (at (&s, 0)->kind) {
	case SKOPS_TAPE_LIST: return read_list (&s);
	case SKOPS_TAPE_OBJECT: return read_object (&s);
	default: return skops_error_set (reader->err, SKOPS_UNFIT, "%s is no table: a list of rows is due", skops_tape_kind (at (&s, 0)));
	}
}
