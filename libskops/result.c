/* SPDX-License-Identifier: BSD-3-Clause */
/* The public functions: running methods, and what they answered. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "context.h"
#include "format/file.h"
#include "headings.h"
#include "model/output.h"

/* Says which methods there are instead. */
static enum skops_status no_such_method (struct skops_error *err, const struct skops_child *root, const char *method)
{
	struct skops_buffer list = { 0 };
	char shown[80];

	for (size_t i = 0; i < root->n_methods && list.size < 400; i++)
		skops_buffer_format (&list, "%s%s", i ? ", " : "", root->methods[i]->method.name);
	skops_error_set (err, SKOPS_MISUSE, "the model has no method %s; it has %s", skops_text_show (shown, sizeof shown, skops_text_of (method)), list.size ? list.data : "none");
	skops_buffer_free (&list);
	return err->status;
}

static enum skops_status find_method (struct skops_error *err, const struct skops_method_entry **out, const struct skops_model *model, const char *method)
{
	if (!method)
		method = skops_model_default_method (model);
	if (!method)
		return skops_error_set (err, SKOPS_UNSUPPORTED, "the model has no method that maps new data");
	*out = skops_model_method (model->root, method);
	return *out ? SKOPS_OK : no_such_method (err, model->root, method);
}

/* The names of unknown columns as they can be shown. */
static enum skops_status keep_unknown (struct skops_error *err, struct skops_result *result)
{
	const struct skops_names *extra = &result->answers.extra;
	struct skops_buffer shown = { 0 };

	result->unknown = skops_arena_alloc (result->answers.arena, extra->count, sizeof *result->unknown);
	if (!result->unknown)
		return skops_error_memory (err);
	for (size_t i = 0; i < extra->count; i++) {
		shown.size = 0;
		skops_text_escape (&shown, extra->items[i]);
		result->unknown[i] = skops_arena_copy (result->answers.arena, shown.data ? shown.data : "", shown.size);
		if (!result->unknown[i] || shown.failed) {
			skops_buffer_free (&shown);
			return skops_error_memory (err);
		}
	}
	skops_buffer_free (&shown);
	return SKOPS_OK;
}

/* Runs over data that lives in `input`, which it takes over. */
static enum skops_status run (struct skops_context *ctx, const struct skops_estimator *model, const struct skops_method_entry *method, const struct skops_data *data,
                              struct skops_arena *input, struct skops_result **out)
{
	struct skops_result *result = calloc (1, sizeof *result);
	enum skops_status status = result ? SKOPS_OK : skops_error_memory (&ctx->err);

	if (!status)
		status = skops_model_run_parallel (&ctx->err, &result->answers, model->model, method, data, ctx->pool, ctx->threads, &ctx->progress);
	if (!status)
		status = keep_unknown (&ctx->err, result);
	if (status) {
		if (result)
			skops_answers_free (&result->answers);
		skops_arena_free (input);
		free (result);
		return status;
	}
	result->answers.method = method->method.name;
	result->model = model->model;
	result->method = method;
	result->input = input;
	result->notes = data->notes;
	result->n_notes = data->n_notes;
	*out = result;
	return SKOPS_OK;
}

int skops_estimator_run (struct skops_context *ctx, const struct skops_estimator *model, const char *method, enum skops_dtype dtype, const void *x, size_t rows,
                         size_t columns, struct skops_result **out)
{
	struct skops_error *err = skops_context_begin (ctx);
	int64_t item = dtype == SKOPS_F8 ? 8 : 4;
	struct skops_data data = { .form = SKOPS_DENSE, .dtype = (uint8_t) dtype, .rows = rows, .width = columns, .data = x, .row_stride = (int64_t) columns * item, .column_stride = item };
	const struct skops_method_entry *entry;

	if (dtype != SKOPS_F8 && dtype != SKOPS_F4)
		return skops_error_set (err, SKOPS_MISUSE, "a matrix of float64 or float32 is due");
	if (columns > INT32_MAX || (columns && rows > (size_t) INT64_MAX / 8 / columns))
		return skops_error_set (err, SKOPS_MISUSE, "a matrix of %zu rows and %zu columns cannot be in memory", rows, columns);
	if (find_method (err, &entry, model->model, method))
		return err->status;
	return run (ctx, model, entry, &data, NULL, out);
}

static enum skops_status format_of (struct skops_error *err, enum skops_format *out, const char *format)
{
	char shown[40];

	*out = format ? skops_format_of (format) : SKOPS_FORMAT_UNKNOWN;
	if (format && *out == SKOPS_FORMAT_UNKNOWN)
		return skops_error_set (err, SKOPS_MISUSE, "the format %s is unknown: npy, npz, csv, tsv, json and jsonl are known", skops_text_show (shown, sizeof shown, skops_text_of (format)));
	return SKOPS_OK;
}

int skops_estimator_run_file (struct skops_context *ctx, const struct skops_estimator *model, const char *method, const char *path, const char *format,
                              struct skops_result **out)
{
	struct skops_error *err = skops_context_begin (ctx);
	const struct skops_method_entry *entry;
	enum skops_format known;
	struct skops_arena *input;
	struct skops_data data;
	enum skops_status status;

	if (find_method (err, &entry, model->model, method) || format_of (err, &known, format))
		return err->status;
	input = skops_arena_new (ctx->limits.memory);
	if (!input)
		return skops_error_memory (err);
	if (skops_data_read (err, &data, input, model->model, entry, path, known)) {
		skops_arena_free (input);
		return err->status;
	}
	status = run (ctx, model, entry, &data, input, out);
	return status == SKOPS_UNFIT ? skops_context_about (ctx, status, path) : status;
}

/* Texts as a flat answer of one array. */
static enum skops_status answer_names (struct skops_error *err, struct skops_answers *answers, const struct skops_names *names)
{
	struct skops_answer *answer = skops_arena_alloc (answers->arena, 1, sizeof *answer);
	struct skops_value *values = skops_arena_alloc (answers->arena, names->count, sizeof *values);
	const struct skops_value **columns = skops_arena_alloc (answers->arena, 1, sizeof *columns);

	if (!answer || !values || !columns)
		return skops_error_memory (err);
	for (size_t i = 0; i < names->count; i++)
		values[i] = (struct skops_value) { .kind = SKOPS_IS_TEXT, .size = (uint32_t) names->items[i].size, .text = names->items[i].data };
	columns[0] = values;
	*answer = (struct skops_answer) { .form = SKOPS_TABLE, .dtype = SKOPS_OBJECT, .flat = true, .rows = names->count, .width = 1, .values = columns };
	answers->items = answer;
	answers->count = 1;
	answers->method = "get_feature_names_out";
	return SKOPS_OK;
}

int skops_estimator_names_out (struct skops_context *ctx, const struct skops_estimator *model, struct skops_result **out)
{
	struct skops_error *err = skops_context_begin (ctx);
	struct skops_result *result = calloc (1, sizeof *result);
	struct skops_names names;

	if (!result)
		return skops_error_memory (err);
	result->answers.arena = skops_arena_new (ctx->limits.memory);
	if (!result->answers.arena || skops_model_names_out (err, model->model, result->answers.arena, &names) || answer_names (err, &result->answers, &names)) {
		if (!result->answers.arena)
			skops_error_memory (err);
		skops_result_free (result);
		return err->status;
	}
	*out = result;
	return SKOPS_OK;
}

void skops_result_free (struct skops_result *result)
{
	if (!result)
		return;
	skops_answers_free (&result->answers);
	skops_arena_free (result->input);
	free (result);
}

size_t skops_result_count (const struct skops_result *result)
{
	return result->answers.count;
}

static enum skops_status find_array (struct skops_error *err, const struct skops_answer **out, const struct skops_result *result, size_t i)
{
	if (i >= result->answers.count)
		return skops_error_set (err, SKOPS_MISUSE, "the result has %zu arrays, and no array %zu", result->answers.count, i);
	*out = &result->answers.items[i];
	return SKOPS_OK;
}

int skops_result_array (struct skops_context *ctx, const struct skops_result *result, size_t i, struct skops_result_array *out)
{
	struct skops_error *err = skops_context_begin (ctx);
	const struct skops_answer *answer = NULL;

	if (find_array (err, &answer, result, i))
		return err->status;
	*out = (struct skops_result_array) {
		.name = answer->name ? answer->name : "", .rows = answer->rows, .columns = answer->form == SKOPS_RAGGED ? 0 : answer->width, .last_axis = answer->last_axis,
		.flat = answer->flat, .dtype = answer->width || answer->form == SKOPS_RAGGED ? (enum skops_dtype) skops_answer_dtype (answer, 0) : (enum skops_dtype) answer->dtype,
		.numbers = answer->form == SKOPS_DENSE && !answer->labels ? answer->f8 : NULL,
	};
	return SKOPS_OK;
}

int skops_result_value (struct skops_context *ctx, const struct skops_result *result, size_t i, size_t row, size_t column, struct skops_value *out)
{
	struct skops_error *err = skops_context_begin (ctx);
	const struct skops_answer *answer = NULL;
	struct skops_rows rows;
	enum skops_status status = find_array (err, &answer, result, i);

	if (status)
		return status;
	if (row >= answer->rows)
		return skops_error_set (err, SKOPS_MISUSE, "the array has %zu rows, and no row %zu", answer->rows, row);
	status = skops_rows_start (err, &rows, answer);
	if (!status) {
		skops_rows_at (&rows, row);
		if (column < rows.width)
			*out = skops_rows_value (&rows, column);
		else
			status = skops_error_set (err, SKOPS_MISUSE, "row %zu has %zu columns, and no column %zu", row, rows.width, column);
	}
	skops_rows_end (&rows);
	return status;
}

const char *skops_result_unknown_column (const struct skops_result *result, size_t i)
{
	return i < result->answers.extra.count ? result->unknown[i] : NULL;
}

const char *skops_result_note (const struct skops_result *result, size_t i)
{
	return i < result->n_notes ? result->notes[i] : NULL;
}

static bool has_headings (enum skops_format format)
{
	return format != SKOPS_FORMAT_NPY && format != SKOPS_FORMAT_NPZ;
}

static enum skops_status write_to (struct skops_error *err, struct skops_buffer *out, const struct skops_context *ctx, const struct skops_result *result, enum skops_format format)
{
	struct skops_answers named = result->answers;
	struct skops_arena *arena = NULL;
	enum skops_status status = SKOPS_OK;

	if (has_headings (format)) {
		arena = skops_arena_new (ctx->limits.memory);
		status = arena ? skops_headings (err, &named, arena, result) : skops_error_memory (err);
	}
	if (!status)
		status = skops_answers_write (err, out, &named, format);
	skops_arena_free (arena);
	return status;
}

int skops_result_format (struct skops_context *ctx, const struct skops_result *result, const char *format, char **bytes, size_t *size)
{
	struct skops_error *err = skops_context_begin (ctx);
	struct skops_buffer buffer = { 0 };
	enum skops_format known;

	if (format_of (err, &known, format))
		return err->status;
	if (write_to (err, &buffer, ctx, result, known)) {
		skops_buffer_free (&buffer);
		return err->status;
	}
	return skops_context_text (ctx, bytes, size, &buffer);
}

int skops_result_write (struct skops_context *ctx, const struct skops_result *result, const char *path, const char *format, bool replace)
{
	struct skops_error *err = skops_context_begin (ctx);
	struct skops_buffer buffer = { 0 };
	enum skops_format known;
	enum skops_status status = format_of (err, &known, format);

	if (!status)
		status = write_to (err, &buffer, ctx, result, known == SKOPS_FORMAT_UNKNOWN ? skops_format_of (path) : known);
	if (!status)
		status = skops_file_write (err, path, buffer.data ? buffer.data : "", buffer.size, replace);
	skops_buffer_free (&buffer);
	return status;
}
