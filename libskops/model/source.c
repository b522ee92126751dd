/* SPDX-License-Identifier: BSD-3-Clause */
/* Cutting an input into blocks of the model's columns. */
#include "model/source.h"

#include <string.h>

#include "base/checked.h"
#include "base/hash.h"
#include "base/text.h"
#include "format/npy.h"
#include "model/builder.h"
#include "format/number.h"

/* Name → its place; of equal names the first. */
static struct skops_map *map_names (const struct skops_names *names)
{
	struct skops_map *map = skops_map_new (names->count);
	uintptr_t *slot;
	bool is_new;

	for (size_t i = 0; map && i < names->count; i++) {
		if (!skops_map_add (map, names->items[i].data, names->items[i].size, &slot, &is_new)) {
			skops_map_free (map);
			return NULL;
		}
		if (is_new)
			*slot = i;
	}
	return map;
}

static int64_t find_name (const struct skops_map *map, struct skops_text name)
{
	uintptr_t place = skops_map_find (map, name.data, name.size, UINTPTR_MAX);

	return place == UINTPTR_MAX ? -1 : (int64_t) place;
}

static enum skops_status missing_column (struct skops_error *err, struct skops_text name, const struct skops_names *have)
{
	struct skops_buffer list = { 0 };
	char shown[96];

	for (size_t i = 0; i < have->count && list.size < 300; i++) {
		skops_buffer_text (&list, i ? ", " : "");
		skops_text_escape (&list, have->items[i]);
	}
	skops_error_set (err, SKOPS_UNFIT, "column %s is missing; the input has %s", skops_text_show (shown, sizeof shown, name), list.data && !list.failed ? list.data : "none");
	skops_buffer_free (&list);
	return err->status;
}

static enum skops_status match_names (struct skops_error *err, struct skops_source_plan *plan, struct skops_answers *answers,
                                      const struct skops_method_entry *method, const struct skops_names *wanted)
{
	const struct skops_names *have = &plan->data->names;
	int64_t *columns = skops_arena_alloc (answers->arena, wanted->count, sizeof *columns);
	struct skops_text *extra = skops_arena_alloc (answers->arena, have->count, sizeof *extra);
	struct skops_map *in_data = map_names (have), *in_model = map_names (wanted);
	char shown[96];

	if (!columns || !extra || !in_data || !in_model) {
		skops_error_memory (err);
		goto out;
	}
	for (size_t i = 0; i < wanted->count; i++) {
		columns[i] = find_name (in_data, wanted->items[i]);
		if (columns[i] < 0 && skops_describe_reads (err, method, i)) {
			missing_column (err, wanted->items[i], have);
			goto out;
		}
	}
	for (size_t i = 0; i < have->count; i++) {
		if (find_name (in_model, have->items[i]) < 0) {
			extra[answers->extra_columns++] = have->items[i];
		} else if (find_name (in_data, have->items[i]) != (int64_t) i) {
			skops_error_set (err, SKOPS_UNFIT, "column %s stands twice in the input: which one is meant? Name each column once", skops_text_show (shown, sizeof shown, have->items[i]));
			goto out;
		}
	}
	answers->extra = (struct skops_names) { extra, answers->extra_columns };
	plan->columns = columns;
	plan->width = wanted->count;
out:
	skops_map_free (in_data);
	skops_map_free (in_model);
	return err->status;
}

enum skops_status skops_source_plan (struct skops_error *err, struct skops_source_plan *out, struct skops_answers *answers, const struct skops_model *model,
                                     const struct skops_method_entry *method, const struct skops_data *data)
{
	struct skops_names wanted = skops_model_names_in (model);
	const uint8_t *accepts = method->method.accepts;

	*out = (struct skops_source_plan) { .data = data, .width = data->width };
	out->as_table = data->form == SKOPS_DENSE && !memchr (accepts, SKOPS_DENSE, 4) && memchr (accepts, SKOPS_TABLE, 4)
		&& (data->dtype == SKOPS_I8 || data->dtype == SKOPS_U8 || data->dtype == SKOPS_B1);
	if (method->method.flags & (SKOPS_TAKES_Y | SKOPS_TAKES_TEXT)) {
		if (data->width != 1 && !(data->flat && data->width == 0))
			return skops_error_set (err, SKOPS_UNFIT, "%s takes one column, the input has %zu", method->method.name, data->width);
		return SKOPS_OK;
	}
	if (wanted.count && data->names.count && !(method->method.flags & SKOPS_TAKES_OUTPUT))
		return match_names (err, out, answers, method, &wanted);
	return SKOPS_OK;
}

static int64_t column_of (const struct skops_source_plan *plan, size_t c)
{
	return plan->columns ? plan->columns[c] : (int64_t) c;
}

/* Of an integer in the data's row and column. */
static enum skops_status no_float64 (struct skops_error *err, const struct skops_source_plan *plan, const char *at, size_t row, int64_t column)
{
	const struct skops_names *names = &plan->data->names;
	struct skops_buffer text = { 0 };
	char shown[SKOPS_INTEGER_TEXT];
	uint64_t integer;

	memcpy (&integer, at, sizeof integer);
	skops_error_set (err, SKOPS_UNFIT, SKOPS_NO_FLOAT64, skops_text_integer (shown, integer, plan->data->dtype == SKOPS_U8)); /* narrower ones all fit */
	skops_buffer_format (&text, "row %zu, column ", row + 1);
	if ((size_t) column < names->count)
		skops_text_escape (&text, names->items[column]);
	else
		skops_buffer_format (&text, "%lld", (long long) column + 1);
	if (!text.failed)
		skops_error_prefix (err, "%s", text.data);
	skops_buffer_free (&text);
	return err->status;
}

static enum skops_status dense_block (struct skops_error *err, struct skops_block *out, const struct skops_source_plan *plan,
                                      struct skops_arena *arena, size_t from, size_t rows)
{
	const struct skops_data *data = plan->data;
	const char *base = (const char *) data->data + (int64_t) from * data->row_stride;
	bool side_by_side = !plan->columns && data->column_stride == (int64_t) skops_dtype_size ((enum skops_dtype) data->dtype);
	size_t run = side_by_side && plan->width ? plan->width : 1, item = skops_dtype_size ((enum skops_dtype) data->dtype), bad; /* run: elements converted at a time */
	double *numbers;

	out->form = SKOPS_DENSE;
	out->stride = plan->width;
	if (data->dtype == SKOPS_F8 && !plan->columns && data->column_stride == sizeof (double) && data->row_stride > 0 && data->row_stride % (int64_t) sizeof (double) == 0) {
		out->f8 = (double *) (uintptr_t) base; /* blocks of X are never written */
		out->stride = (size_t) data->row_stride / sizeof (double);
		return SKOPS_OK;
	}
	out->f8 = numbers = skops_arena_scratch (arena, rows * plan->width, sizeof *numbers);
	if (!numbers)
		return skops_error_memory (err);
	for (size_t r = 0; r < rows; r++)
		for (size_t c = 0; c < plan->width; c += run) {
			int64_t column = column_of (plan, c);
			const char *at = base + (int64_t) r * data->row_stride + column * data->column_stride;
			if (column < 0) {
				numbers[r * plan->width + c] = __builtin_nan ("");
			} else if (!skops_numbers_convert (&numbers[r * plan->width + c], SKOPS_F8, at, item, (enum skops_dtype) data->dtype, run, &bad)) {
				return no_float64 (err, plan, at + bad * item, from + r, column + (int64_t) bad);
			}
		}
	return SKOPS_OK;
}

/* A column from row `from` on. */
static struct skops_column shifted (const struct skops_column *column, size_t from)
{
	struct skops_column out = *column;

	if (column->kind == SKOPS_COLUMN_TEXT32)
		out.offsets = (const int32_t *) column->offsets + from;
	else if (column->kind == SKOPS_COLUMN_TEXT64)
		out.offsets = (const int64_t *) column->offsets + from;
	else
		out.data = (const char *) column->data + from * column->stride;
	if (column->valid)
		out.valid = column->valid + from;
	return out;
}

bool skops_data_slice (struct skops_data *out, struct skops_arena *arena, const struct skops_data *data, size_t from, size_t rows)
{
	*out = *data;
	out->rows = rows;
	if (data->form == SKOPS_CSR) {
		out->csr.indptr += from;
		out->csr.rows = (int64_t) rows;
	} else if (data->form == SKOPS_DENSE) {
		out->data = (const char *) data->data + (int64_t) from * data->row_stride;
	} else {
		out->columns = skops_arena_alloc (arena, data->width, sizeof *out->columns);
		for (size_t c = 0; out->columns && c < data->width; c++)
			out->columns[c] = shifted (&data->columns[c], from);
	}
	return data->form != SKOPS_TABLE || out->columns;
}

static enum skops_status table_block (struct skops_error *err, struct skops_block *out, const struct skops_source_plan *plan, struct skops_arena *arena, size_t from)
{
	static const struct skops_value nothing = { .kind = SKOPS_IS_NONE };
	const struct skops_data *data = plan->data;

	out->form = SKOPS_TABLE;
	out->columns = skops_arena_alloc (arena, plan->width, sizeof *out->columns);
	if (!out->columns)
		return skops_error_memory (err);
	for (size_t c = 0; c < plan->width; c++) {
		int64_t column = column_of (plan, c);
		if (column < 0)
			out->columns[c] = (struct skops_column) { .kind = SKOPS_COLUMN_VALUES, .data = &nothing, .stride = 0 };
		else if (data->form == SKOPS_TABLE)
			out->columns[c] = shifted (&data->columns[column], from);
		else
			out->columns[c] = (struct skops_column) {
				.kind = data->dtype == SKOPS_I8 ? SKOPS_COLUMN_I8 : data->dtype == SKOPS_U8 ? SKOPS_COLUMN_U8 : SKOPS_COLUMN_BOOL, .stride = (size_t) data->row_stride,
				.data = (const char *) data->data + (int64_t) from * data->row_stride + column * data->column_stride };
	}
	return SKOPS_OK;
}

static enum skops_status sparse_block (struct skops_error *err, struct skops_block *out, const struct skops_source_plan *plan, struct skops_arena *arena, size_t from, size_t rows)
{
	const struct skops_matrix *csr = &plan->data->csr;
	int64_t start = csr->indptr[from];

	out->form = SKOPS_CSR;
	out->indptr = skops_arena_scratch (arena, rows + 1, sizeof *out->indptr);
	if (!out->indptr)
		return skops_error_memory (err);
	for (size_t r = 0; r <= rows; r++)
		out->indptr[r] = csr->indptr[from + r] - start;
	out->indices = (int32_t *) (uintptr_t) (csr->indices + start); /* blocks of X are never written */
	out->f8 = (double *) (uintptr_t) (csr->data + start);
	out->capacity = (size_t) out->indptr[rows];
	return SKOPS_OK;
}

enum skops_status skops_source_block (struct skops_error *err, struct skops_block *out, const struct skops_source_plan *plan,
                                      struct skops_arena *arena, size_t from, size_t rows)
{
	*out = (struct skops_block) { .dtype = plan->data->form == SKOPS_TABLE ? SKOPS_OBJECT : plan->data->dtype, .rows = rows, .width = plan->width, .first = from };
	if (plan->data->form == SKOPS_CSR)
		return sparse_block (err, out, plan, arena, from, rows);
	if (plan->data->form == SKOPS_TABLE || plan->as_table)
		return table_block (err, out, plan, arena, from);
	return dense_block (err, out, plan, arena, from, rows);
}
