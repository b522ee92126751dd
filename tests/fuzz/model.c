/* SPDX-License-Identifier: BSD-3-Clause */
/* A whole .skops file: audited, loaded with the bundled plugins as `skops verify` does, then every method that it has is run on a few rows. */
#include <math.h>
#include <string.h>

#include "fuzz.h"
#include "model/output.h"
#include "report/audit.h"

enum { ROWS = 5, MOST_COLUMNS = 600 };

static const double numbers[] = { 0, 1, -1.5, 2, 3.25, 1e6, -1e300, 1e-300, 7, 0.5, 255, 4294967296.0 };
static const char *const texts[] = { "a", "red", "The cat sat on the mat, 2nd CAT! \xc3\xa9t\xc3\xa9", "", "S" };

enum way { WAY_DENSE, WAY_FLOAT32, WAY_SPARSE, WAY_TABLE, WAYS };

static double number_at (const struct skops_method_entry *method, size_t i)
{
	double number = numbers[i * 7 % (sizeof numbers / sizeof *numbers)];

	if (i % 11 == 3 && (method->method.flags & SKOPS_TAKES_NAN))
		return NAN;
	return method->method.flags & SKOPS_NON_NEGATIVE ? fabs (number) : number;
}

/* What a cell of a table may be, by what the model says of its column. */
static struct skops_value value_at (const struct skops_method_entry *method, struct skops_column_use use, size_t i)
{
	const char *text = texts[i % 5];

	if (use.missing && i % 7 == 5)
		return (struct skops_value) { .kind = use.missing & SKOPS_MISSING_NONE ? SKOPS_IS_NONE : SKOPS_IS_FLOAT, .f = NAN };
	if ((use.kinds & SKOPS_ACCEPTS_TEXT) || (!use.kinds && i % 3 == 0) || (method->method.flags & SKOPS_TAKES_TEXT))
		return (struct skops_value) { .kind = SKOPS_IS_TEXT, .text = text, .size = (uint32_t) strlen (text) };
	if (!use.kinds && i % 3 == 1)
		return (struct skops_value) { .kind = SKOPS_IS_INT, .i = (int64_t) i };
	return (struct skops_value) { .kind = SKOPS_IS_FLOAT, .f = number_at (method, i) };
}

static void make_table (struct skops_error *err, struct skops_data *data, struct skops_arena *arena, const struct skops_method_entry *method, bool as_told)
{
	data->form = SKOPS_TABLE;
	data->dtype = SKOPS_OBJECT;
	data->columns = skops_arena_alloc (arena, data->width, sizeof *data->columns);
	for (size_t c = 0; c < data->width; c++) {
		struct skops_value *values = skops_arena_alloc (arena, ROWS, sizeof *values);
		struct skops_column_use use = as_told ? skops_model_column (err, method, c) : (struct skops_column_use) { 0, 0 };

		for (size_t r = 0; r < ROWS; r++)
			values[r] = value_at (method, use, r * data->width + c);
		data->columns[c] = (struct skops_column) { .kind = SKOPS_COLUMN_VALUES, .data = values, .stride = sizeof *values };
	}
}

static void make_sparse (struct skops_data *data, struct skops_arena *arena, const struct skops_method_entry *method)
{
	double *values = skops_arena_alloc (arena, ROWS * data->width, sizeof *values);
	int64_t *indptr = skops_arena_alloc (arena, ROWS + 1, sizeof *indptr);
	int32_t *indices = skops_arena_alloc (arena, ROWS * data->width, sizeof *indices);

	for (size_t r = 0; r < ROWS; r++) {
		indptr[r + 1] = indptr[r];
		for (size_t c = 0; c < data->width; c++)
			if ((r + c) % 3) {
				values[indptr[r + 1]] = number_at (method, r + c * ROWS);
				indices[indptr[r + 1]++] = (int32_t) c;
			}
	}
	data->form = SKOPS_CSR;
	data->dtype = SKOPS_F8;
	data->csr = (struct skops_matrix) { .sparse = true, .stored_dtype = SKOPS_F8, .stored_rank = 2, .rows = ROWS, .columns = (int64_t) data->width,
		.data = values, .indptr = indptr, .indices = indices };
}

static void make_dense (struct skops_data *data, struct skops_arena *arena, const struct skops_method_entry *method, bool f4)
{
	size_t count = ROWS * data->width;
	double *f8 = skops_arena_alloc (arena, count, sizeof *f8);
	float *narrow = skops_arena_alloc (arena, count, sizeof *narrow);
	int64_t item = f4 ? 4 : 8;

	for (size_t i = 0; i < count; i++) {
		f8[i] = number_at (method, i);
		narrow[i] = fabs (f8[i]) < 1e30 ? (float) f8[i] : 4.f;
	}
	data->form = SKOPS_DENSE;
	data->dtype = f4 ? SKOPS_F4 : SKOPS_F8;
	data->data = f4 ? (const void *) narrow : f8;
	data->row_stride = (int64_t) data->width * item;
	data->column_stride = item;
}

/* Everything that can be done with an answer; returns its width. */
static size_t use_answers (const struct skops_answers *answers)
{
	static const enum skops_format formats[] = { SKOPS_FORMAT_CSV, SKOPS_FORMAT_JSON, SKOPS_FORMAT_TERMINAL, SKOPS_FORMAT_NPZ };

	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		struct skops_buffer out = { 0 };
		struct skops_error err = { 0 };
		enum skops_status status = skops_answers_write (&err, &out, answers, formats[i]);

		fuzz_check_status (&err, status);
		fuzz_touch (out.data, out.size);
		skops_buffer_free (&out);
	}
	return answers->count ? answers->items[0].width : 0;
}

static size_t run (const struct skops_model *model, const struct skops_method_entry *method, enum way way, size_t width)
{
	struct skops_arena *arena = skops_arena_new (SIZE_MAX / 2);
	struct skops_data data = { .rows = ROWS, .width = width, .flat = method->method.flags & (SKOPS_TAKES_TEXT | SKOPS_TAKES_Y) };
	struct skops_answers answers = { 0 };
	struct skops_error err = { 0 };
	size_t answered = 0;
	enum skops_status status;

	fuzz_assert (arena != NULL);
	if (data.flat)
		data.width = 1;
	if (way == WAY_TABLE)
		make_table (&err, &data, arena, method, true);
	else if (data.flat)
		make_table (&err, &data, arena, method, way == WAY_DENSE);
	else if (way == WAY_SPARSE)
		make_sparse (&data, arena, method);
	else
		make_dense (&data, arena, method, way == WAY_FLOAT32);
	status = skops_model_run (&err, &answers, model, method, &data);
	fuzz_check_status (&err, status);
	if (!status)
		answered = use_answers (&answers);
	skops_answers_free (&answers);
	skops_arena_free (arena);
	return answered;
}

static void use (const struct skops_model *model)
{
	struct skops_arena *arena = skops_arena_new (fuzz_limits.memory);
	struct skops_error err = { 0 };
	struct skops_names names;
	size_t answered = 1; /* columns that transform gave: what inverse_transform takes */

	fuzz_assert (arena != NULL);
	for (size_t m = 0; m < model->root->n_methods; m++) {
		const struct skops_method_entry *method = model->root->methods[m];
		int64_t features = method->method.features >= 0 ? method->method.features : model->root->features;
		size_t width = method->method.flags & SKOPS_TAKES_OUTPUT ? answered : features >= 0 ? (size_t) features : 3;

		for (unsigned way = 0; way < WAYS && width <= MOST_COLUMNS; way++) {
			size_t got = run (model, method, (enum way) way, width);
			if (got)
				answered = got;
		}
	}
	fuzz_check_status (&err, skops_model_names_out (&err, model, arena, &names));
	if (!err.status)
		for (size_t i = 0; i < names.count; i++)
			fuzz_touch (names.items[i].data, names.items[i].size);
	skops_arena_free (arena);
}

static void audit (const struct skops_context *ctx, const struct skops_document *document)
{
	const struct skops_audit_options options = { .json = true, .python = true };
	struct skops_audit *judged;
	struct skops_buffer out = { 0 };
	struct skops_error err = { 0 };

	fuzz_check_status (&err, skops_audit_new (&err, &judged, document, ctx->registry, NULL));
	if (err.status)
		return;
	fuzz_check_status (&err, skops_audit_report (&err, &out, judged, "model.skops", &options));
	skops_audit_free (judged);
	skops_buffer_free (&out);
}

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
	struct skops_context *ctx = fuzz_context ();
	struct skops_document *document;
	struct skops_model *model;
	enum skops_status status = skops_document_parse (&ctx->err, &document, data, size, false, &fuzz_limits);

	fuzz_check_status (&ctx->err, status);
	if (status)
		return 0;
	audit (ctx, document);
	status = skops_context_load (ctx, &model, document);
	fuzz_check_status (&ctx->err, status);
	if (status)
		return 0;
	use (model);
	skops_model_free (model);
	return 0;
}
