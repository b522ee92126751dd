/* SPDX-License-Identifier: BSD-3-Clause */
/* JSON rows that are no rows of a table: token lists, sets of labels, pairs, dictionaries of features. Each becomes one value of a column of lists, so that memory
 * follows what is there, and not rows times keys. */
#include "model/input_json.h"

#include "base/hash.h"

static const struct skops_value *at (const struct skops_shape *s, size_t i)
{
	return &s->tape.values[i];
}

static enum skops_status start (const struct skops_shape *s, size_t rows, struct skops_values **lists)
{
	char *slots;
	enum skops_status status = skops_reader_start (s->reader, s->out, rows, 1, NULL, &slots);

	*lists = skops_arena_alloc (s->reader->arena, rows, sizeof **lists);
	if (status || !*lists)
		return status ? status : skops_error_memory (s->reader->err);
	s->out->flat = true;
	s->out->columns[0].kind = SKOPS_COLUMN_LISTS;
	s->out->columns[0].stride = sizeof **lists;
	s->out->columns[0].data = *lists;
	return SKOPS_OK;
}

static void set (struct skops_values *list, const struct skops_value *items, size_t length, size_t width, bool pairs)
{
	list->items = items;
	list->count = length * width;
	list->dtype = SKOPS_OBJECT;
	list->rank = pairs ? 2 : 1;
	list->dims[0] = (int64_t) length;
	list->dims[1] = (int64_t) width;
}

/* A list of lists of equal length, as one of two dimensions. */
static enum skops_status flatten (const struct skops_shape *s, struct skops_values *list, size_t i, size_t row)
{
	size_t length = at (s, i)->size, width = at (s, i + 1)->size;
	struct skops_value *items = skops_arena_scratch (s->reader->arena, length * width, sizeof *items), *item = items;

	if (!items)
		return skops_error_memory (s->reader->err);
	for (size_t k = 0, j = i + 1; k < length; k++, j = skops_tape_next (&s->tape, j)) {
		if (at (s, j)->kind != SKOPS_TAPE_LIST || at (s, j)->size != width)
			return skops_error_set (s->reader->err, SKOPS_UNFIT, "row %zu: element %zu is not a list of %zu as the first one is", row + 1, k + 1, width);
		for (size_t m = 0; m < width; m++) {
			*item = *at (s, j + 1 + m);
			if (item++->kind >= SKOPS_TAPE_LIST)
				return skops_error_set (s->reader->err, SKOPS_UNFIT, "row %zu: lists in lists in lists are too deep", row + 1);
		}
	}
	set (list, items, length, width, true);
	return SKOPS_OK;
}

enum skops_status skops_shape_lists (const struct skops_shape *s, size_t root)
{
	size_t rows = at (s, root)->size, i = root + 1;
	struct skops_values *lists;
	enum skops_status status = start (s, rows, &lists);

	for (size_t r = 0; r < rows && !status; r++, i = skops_tape_next (&s->tape, i)) {
		bool deep = at (s, i)->size && at (s, i + 1)->kind == SKOPS_TAPE_LIST;
		if (deep) {
			status = flatten (s, &lists[r], i, r);
			continue;
		}
		for (size_t k = 0; k < at (s, i)->size; k++)
			if (at (s, i + 1 + k)->kind >= SKOPS_TAPE_LIST)
				return skops_error_set (s->reader->err, SKOPS_UNFIT, "row %zu: element %zu is %s, and the first one is not", r + 1, k + 1, skops_tape_kind (at (s, i + 1 + k)));
		set (&lists[r], at (s, i + 1), at (s, i)->size, 1, false);
	}
	return status;
}

static size_t count_pairs (const struct skops_shape *s, size_t i)
{
	size_t pairs = 0;

	for (size_t k = 0, j = i + 1; k < at (s, i)->size; k++, j = skops_tape_next (&s->tape, j + 1))
		pairs += at (s, j + 1)->kind == SKOPS_TAPE_LIST ? at (s, j + 1)->size : 1;
	return pairs;
}

/* One object as pairs; `rows_of` has the last row, from 1, in which each key was. */
static enum skops_status pair_up (const struct skops_shape *s, struct skops_values *list, struct skops_map *rows_of, size_t i, size_t row)
{
	size_t pairs = count_pairs (s, i);
	struct skops_value *items = skops_arena_scratch (s->reader->arena, 2 * pairs, sizeof *items), *item = items;
	uintptr_t *last;
	bool is_new;

	if (!items)
		return skops_error_memory (s->reader->err);
	for (size_t k = 0, j = i + 1; k < at (s, i)->size; k++, j = skops_tape_next (&s->tape, j + 1)) {
		size_t value = j + 1, count = 1;
		if (!skops_map_add (rows_of, at (s, j)->text, at (s, j)->size, &last, &is_new))
			return skops_error_memory (s->reader->err);
		if (*last == row + 1)
			return skops_tape_twice (s, row, (struct skops_text) { at (s, j)->text, at (s, j)->size });
		*last = row + 1;
		if (at (s, value)->kind == SKOPS_TAPE_LIST)
			count = at (s, value++)->size;
		for (size_t m = 0; m < count; m++) {
			*item++ = *at (s, j);
			*item = *at (s, value + m);
			if (item++->kind >= SKOPS_TAPE_LIST)
				return skops_error_set (s->reader->err, SKOPS_UNFIT, "row %zu: the value of a feature is %s, too deep", row + 1, skops_tape_kind (at (s, value + m)));
		}
	}
	set (list, items, pairs, 2, true);
	return SKOPS_OK;
}

enum skops_status skops_shape_dictionaries (const struct skops_shape *s, size_t root)
{
	size_t rows = at (s, root)->size, i = root + 1;
	struct skops_map *rows_of = skops_map_new (64);
	struct skops_values *lists;
	enum skops_status status = rows_of ? start (s, rows, &lists) : skops_error_memory (s->reader->err);

	for (size_t r = 0; r < rows && !status; r++, i = skops_tape_next (&s->tape, i))
		status = pair_up (s, &lists[r], rows_of, i, r);
	skops_map_free (rows_of);
	return status;
}
