/* SPDX-License-Identifier: BSD-3-Clause */
/* Blocks: making them, taking columns of them, and bringing them to the form that a method accepts. */
#include <math.h>
#include <string.h>

#include "base/checked.h"
#include "base/hash.h"
#include "base/text.h"
#include "model/frame.h"
#include "format/number.h"
#include "model/input.h"

static enum skops_status shape_in (struct skops_frame *frame, struct skops_arena *arena, struct skops_block *block, enum skops_form form, size_t rows, size_t width)
{
	size_t count;

	if (form != SKOPS_CSR && form != SKOPS_RAGGED && frame->workspace && width > frame->workspace->row_numbers)
		return skops_fail (&frame->call, SKOPS_UNSUPPORTED, "a row of %zu columns is wider than %zu", width, frame->workspace->row_numbers);
	if (skops_multiply_overflows (rows, width, &count))
		return skops_error_memory (frame->err);
	block->form = (uint8_t) form;
	block->rows = rows;
	block->width = width;
	block->stride = width;
	switch (form) {
	case SKOPS_DENSE: block->f8 = skops_arena_scratch (arena, count, sizeof (double)); break;
	case SKOPS_DENSE_F4: block->f4 = skops_arena_scratch (arena, count, sizeof (float)); break;
	case SKOPS_CSR:
	case SKOPS_RAGGED:
		block->capacity = 0;
		block->indptr = skops_arena_alloc (arena, rows + 1, sizeof *block->indptr);
		break;
	case SKOPS_TABLE:
		block->columns = skops_arena_alloc (arena, width, sizeof *block->columns);
		for (size_t c = 0; block->columns && c < width; c++) {
			block->columns[c] = (struct skops_column) { .kind = SKOPS_COLUMN_VALUES, .stride = sizeof (struct skops_value),
				.data = skops_arena_alloc (arena, rows, sizeof (struct skops_value)) };
			if (!block->columns[c].data)
				block->columns = NULL;
		}
		break;
	default: return skops_error_set (frame->err, SKOPS_UNSUPPORTED, "a block of form %d", form);
	}
	if (form == SKOPS_TABLE ? !block->columns : form >= SKOPS_CSR ? !block->indptr : form == SKOPS_DENSE ? !block->f8 : !block->f4)
		return skops_error_memory (frame->err);
	return SKOPS_OK;
}

enum skops_status skops_host_shape (struct skops_call *call, struct skops_block *block, enum skops_form form, size_t rows, size_t width)
{
	struct skops_frame *frame = skops_frame_of (call);

	return shape_in (frame, frame->results, block, form, rows, width);
}

enum skops_status skops_host_reserve (struct skops_call *call, struct skops_block *block, size_t total)
{
	struct skops_frame *frame = skops_frame_of (call);
	size_t capacity = block->capacity < 256 ? 256 : block->capacity, used = block->capacity;
	int32_t *indices;
	double *values;

	while (capacity < total)
		if (skops_multiply_overflows (capacity, (size_t) 2, &capacity))
			return skops_error_memory (frame->err);
	values = skops_arena_scratch (frame->results, capacity, sizeof *values);
	indices = skops_arena_scratch (frame->results, capacity, sizeof *indices);
	if (!values || !indices)
		return skops_error_memory (frame->err);
	if (used) {
		memcpy (values, block->f8, used * sizeof *values);
		memcpy (indices, block->indices, used * sizeof *indices);
	}
	block->f8 = values;
	block->indices = indices;
	block->capacity = capacity;
	return SKOPS_OK;
}

/* A cell as a number; fails with its place. */
static enum skops_status cell_number (struct skops_frame *frame, const struct skops_column *column, size_t row, size_t at, double *out)
{
	struct skops_value value = skops_column_at (column, row);
	char shown[SKOPS_INTEGER_TEXT];

	switch (value.kind) {
	case SKOPS_IS_FLOAT: *out = value.f; return SKOPS_OK;
	case SKOPS_IS_BOOL: *out = (double) value.i; return SKOPS_OK;
	case SKOPS_IS_INT:
	case SKOPS_IS_UINT:
		if (value.kind == SKOPS_IS_UINT ? skops_uint64_widens (value.u, out) : skops_int64_widens (value.i, out))
			return SKOPS_OK;
		return skops_fail_at (&frame->call, SKOPS_UNFIT, row, (int64_t) at, SKOPS_NO_FLOAT64, skops_text_integer (shown, value.u, value.kind == SKOPS_IS_UINT));
	case SKOPS_IS_NONE:
	case SKOPS_IS_NA: *out = NAN; return SKOPS_OK;
	case SKOPS_IS_TEXT: { /* numpy.asarray (…, dtype=float) reads the numbers of texts, too */
		struct skops_value number;
		if (skops_number_parse ((struct skops_text) { value.text, value.size }, &number) == SKOPS_SPELLS_NUMBER) {
			*out = number.kind == SKOPS_IS_FLOAT ? number.f : number.kind == SKOPS_IS_UINT ? (double) number.u : (double) number.i;
			return SKOPS_OK;
		}
		int size = value.size > 40 ? 40 : (int) value.size;
		return skops_fail_at (&frame->call, SKOPS_UNFIT, row, (int64_t) at, "\"%.*s\" where a number is needed", size, value.text);
	}
	default: return skops_fail_at (&frame->call, SKOPS_UNFIT, row, (int64_t) at, "something that is no number where one is needed");
	}
}

/* The dtype that NumPy would give to a table's numbers. */
static enum skops_dtype common_dtype (const struct skops_block *x)
{
	enum skops_dtype common = SKOPS_NO_DTYPE;

	for (size_t c = 0; c < x->width; c++) {
		const struct skops_column *column = &x->columns[c];
		enum skops_dtype here = column->valid ? SKOPS_F8 : column->kind == SKOPS_COLUMN_F4 ? SKOPS_F4 : column->kind == SKOPS_COLUMN_I8 ? SKOPS_I8
			: column->kind == SKOPS_COLUMN_BOOL ? SKOPS_B1 : SKOPS_F8;
		common = common == SKOPS_NO_DTYPE || common == here ? here : SKOPS_F8;
	}
	return common == SKOPS_NO_DTYPE ? SKOPS_F8 : common;
}

static enum skops_status dense_of (struct skops_frame *frame, struct skops_arena *arena, struct skops_block *out, const struct skops_block *x)
{
	*out = (struct skops_block) { .dtype = x->dtype, .first = x->first };
	if (shape_in (frame, arena, out, SKOPS_DENSE, x->rows, x->width))
		return frame->err->status;
	if (x->form == SKOPS_CSR) {
		memset (out->f8, 0, x->rows * x->width * sizeof (double));
		for (size_t r = 0; r < x->rows; r++)
			for (int64_t k = x->indptr[r]; k < x->indptr[r + 1]; k++)
				skops_row (out, r)[x->indices[k]] += x->f8[k];
		return SKOPS_OK;
	}
	if (x->form == SKOPS_DENSE_F4) {
		for (size_t r = 0; r < x->rows; r++)
			for (size_t c = 0; c < x->width; c++)
				skops_row (out, r)[c] = (double) skops_row_f4 (x, r)[c];
		return SKOPS_OK;
	}
	if (x->form != SKOPS_TABLE)
		return skops_fail (&frame->call, SKOPS_UNSUPPORTED, "an input of form %d where numbers are due", x->form);
	out->dtype = (uint8_t) common_dtype (x);
	for (size_t c = 0; c < x->width; c++) {
		const struct skops_column *column = &x->columns[c];
		if (column->kind == SKOPS_COLUMN_F8 && !column->valid) {
			for (size_t r = 0; r < x->rows; r++)
				skops_row (out, r)[c] = *(const double *) (const void *) ((const char *) column->data + r * column->stride);
			continue;
		}
		for (size_t r = 0; r < x->rows; r++)
			if (cell_number (frame, column, r, c, &skops_row (out, r)[c]))
				return frame->err->status;
	}
	return SKOPS_OK;
}

enum skops_status skops_host_to_dense (struct skops_call *call, struct skops_block *out, const struct skops_block *block)
{
	struct skops_frame *frame = skops_frame_of (call);

	if (block->form == SKOPS_DENSE) {
		*out = *block;
		return SKOPS_OK;
	}
	return dense_of (frame, frame->scratch, out, block);
}

/* Where X is made another block: what the method may hand on lives as long as its answer. */
static struct skops_arena *arena_for (const struct skops_frame *frame)
{
	return frame->method->hands_on ? frame->results : frame->scratch;
}

/* Each element as scikit-learn narrows X for its trees: what overflows is refused, as it is infinite then. */
static enum skops_status narrow (struct skops_frame *frame, struct skops_block *out, const struct skops_block *x)
{
	bool takes_infinite = frame->method->method.flags & SKOPS_TAKES_INF;

	*out = (struct skops_block) { .dtype = x->dtype, .first = x->first };
	if (shape_in (frame, arena_for (frame), out, SKOPS_DENSE_F4, x->rows, x->width))
		return frame->err->status;
	for (size_t r = 0; r < x->rows; r++) {
		const double *from = skops_row (x, r);
		float *to = out->f4 + r * out->stride;
		for (size_t c = 0; c < x->width; c++) {
			to[c] = (float) from[c];
			if (isinf (to[c]) && isfinite (from[c]) && !takes_infinite)
				return skops_fail_at (&frame->call, SKOPS_UNFIT, r, (int64_t) c, "%.17g is too large for float32, in which this estimator compares", from[c]);
		}
	}
	return SKOPS_OK;
}

/* Columns that look into the block. */
static enum skops_status as_table (struct skops_frame *frame, struct skops_block *out, const struct skops_block *x)
{
	*out = (struct skops_block) { .form = SKOPS_TABLE, .dtype = x->dtype, .rows = x->rows, .width = x->width, .first = x->first,
		.columns = skops_arena_alloc (arena_for (frame), x->width, sizeof *out->columns) };
	if (!out->columns)
		return skops_error_memory (frame->err);
	for (size_t c = 0; c < x->width; c++)
		out->columns[c] = (struct skops_column) { .kind = SKOPS_COLUMN_F8, .data = x->f8 + c, .stride = x->stride * sizeof (double) };
	return SKOPS_OK;
}

static enum skops_status refuse_number (struct skops_frame *frame, size_t row, size_t column, double number)
{
	if (isnan (number))
		return skops_fail_at (&frame->call, SKOPS_UNFIT, row, (int64_t) column, "a missing value (NaN), which %s does not accept; fill it in, or train with an imputer before this step", frame->self->type);
	if (isinf (number))
		return skops_fail_at (&frame->call, SKOPS_UNFIT, row, (int64_t) column, "an infinite number, which %s does not accept; put a finite one in its place", frame->self->type);
	return skops_fail_at (&frame->call, SKOPS_UNFIT, row, (int64_t) column, "%.17g is negative, which %s does not accept", number, frame->self->type);
}

static bool number_fits (double number, uint32_t flags)
{
	return (isfinite (number) || (isnan (number) ? flags & SKOPS_TAKES_NAN : flags & SKOPS_TAKES_INF))
		&& !((flags & SKOPS_NON_NEGATIVE) && number < 0);
}

static bool all_finite (const struct skops_dense_kernels *kernels, const struct skops_block *x, size_t first, size_t rows)
{
	size_t count = rows * x->width;

	return x->form == SKOPS_DENSE ? kernels->finite (skops_row (x, first), count) : kernels->finite_f4 (skops_row_f4 (x, first), count);
}

enum skops_status skops_block_check (struct skops_frame *frame, const struct skops_block *x, size_t first, size_t rows, uint32_t flags)
{
	const struct skops_dense_kernels *kernels = frame->workspace->dense;
	bool plain = x->form != SKOPS_CSR && !(flags & SKOPS_NON_NEGATIVE);

	if (plain && x->stride == x->width && all_finite (kernels, x, first, rows))
		return SKOPS_OK;
	for (size_t r = first; r < first + rows; r++) {
		if (x->form == SKOPS_CSR) {
			for (int64_t k = x->indptr[r]; k < x->indptr[r + 1]; k++)
				if (!number_fits (x->f8[k], flags))
					return refuse_number (frame, r, (size_t) x->indices[k], x->f8[k]);
			continue;
		}
		if (plain && all_finite (kernels, x, r, 1))
			continue;
		for (size_t c = 0; c < x->width; c++) {
			double number = x->form == SKOPS_DENSE ? skops_row (x, r)[c] : (double) skops_row_f4 (x, r)[c];
			if (!number_fits (number, flags))
				return refuse_number (frame, r, c, number);
		}
	}
	return SKOPS_OK;
}

static bool accepts (const struct skops_method *method, enum skops_form form)
{
	for (int i = 0; i < 4; i++)
		if (method->accepts[i] == form)
			return true;
	return false;
}

/* Rows that are lists, where the method takes single values. */
static enum skops_status refuse_lists (struct skops_frame *frame, const struct skops_block *x)
{
	for (size_t c = 0; c < x->width; c++)
		if (x->columns[c].kind == SKOPS_COLUMN_LISTS && x->rows) {
			const struct skops_values *rows = x->columns[c].data;
			size_t row = 0;
			while (row + 1 < x->rows && rows[row].count == 1)
				row++;
			return skops_fail_at (&frame->call, SKOPS_UNFIT, row, (int64_t) c, "a list where a single value is needed");
		}
	return SKOPS_OK;
}

/* A block in another form, which a method accepts. Float32 rows are for those that name them. */
static enum skops_status convert (struct skops_frame *frame, struct skops_block *out, const struct skops_block *x, const struct skops_method *method)
{
	struct skops_block dense;

	if (x->form == SKOPS_DENSE) {
		dense = *x;
	} else if (dense_of (frame, arena_for (frame), &dense, x)) {
		return frame->err->status;
	}
	if (method->accepts[0] == SKOPS_ANY || accepts (method, SKOPS_DENSE)) {
		*out = dense;
		return SKOPS_OK;
	}
	if (accepts (method, SKOPS_DENSE_F4))
		return narrow (frame, out, &dense);
	if (accepts (method, SKOPS_TABLE))
		return as_table (frame, out, &dense);
	return skops_fail (&frame->call, SKOPS_UNSUPPORTED, "%s does not accept an input of this form", frame->self->type);
}

/* *x in another form, or as another part of the input, where it needs that. */
static enum skops_status adapt (struct skops_frame *frame, const struct skops_block **x, struct skops_block *converted)
{
	const struct skops_method *method = &frame->method->method;
	const struct skops_block *in = *x;
	bool fits = frame->method->forms >> in->form & 1;

	if (in->form == SKOPS_TABLE && method->accepts[0] != SKOPS_ANY && !(method->flags & SKOPS_TAKES_LISTS) && refuse_lists (frame, in))
		return frame->err->status;
	if (fits && in->first == frame->first)
		return SKOPS_OK;
	if (fits)
		*converted = *in;
	else if (convert (frame, converted, in, method))
		return frame->err->status;
	converted->first = frame->first;
	*x = converted;
	return SKOPS_OK;
}

enum skops_status skops_block_accept (struct skops_frame *frame, const struct skops_block **x, struct skops_block *converted)
{
	const struct skops_method_entry *entry = frame->method;
	const struct skops_method *method = &entry->method;

	if (method->features >= 0 && (uint64_t) method->features != (*x)->width)
		return skops_fail (&frame->call, SKOPS_UNFIT, "the input has %zu columns, %s expects %lld", (*x)->width, frame->self->type, (long long) method->features);
	if (adapt (frame, x, converted))
		return frame->err->status;
	return entry->unchecked >> (*x)->form & 1 ? SKOPS_OK : skops_block_check (frame, *x, 0, (*x)->rows, method->flags);
}

enum skops_status skops_block_take (struct skops_frame *frame, struct skops_block *out, const struct skops_block *x, const int64_t *columns, size_t count)
{
	struct skops_arena *arena = arena_for (frame);
	int32_t *place;
	size_t used = 0;

	*out = (struct skops_block) { .dtype = x->dtype, .first = x->first, .rows = x->rows, .width = count };
	for (size_t i = 0; i < count; i++)
		if ((uint64_t) columns[i] >= x->width)
			return skops_fail (&frame->call, SKOPS_UNFIT, "the input has %zu columns, column %lld is needed", x->width, (long long) columns[i]);
	switch (x->form) {
	case SKOPS_TABLE:
		out->form = SKOPS_TABLE;
		out->columns = skops_arena_alloc (arena, count, sizeof *out->columns);
		if (!out->columns)
			return skops_error_memory (frame->err);
		for (size_t i = 0; i < count; i++)
			out->columns[i] = x->columns[columns[i]];
		return SKOPS_OK;
	case SKOPS_DENSE:
		if (shape_in (frame, arena, out, SKOPS_DENSE, x->rows, count))
			return frame->err->status;
		for (size_t r = 0; r < x->rows; r++)
			for (size_t i = 0; i < count; i++)
				skops_row (out, r)[i] = skops_row (x, r)[columns[i]];
		return SKOPS_OK;
	case SKOPS_CSR:
		if (shape_in (frame, arena, out, SKOPS_CSR, x->rows, count))
			return frame->err->status;
		place = skops_arena_alloc (frame->scratch, x->width, sizeof *place); /* column of X → position + 1 */
		out->f8 = skops_arena_scratch (arena, (size_t) x->indptr[x->rows], sizeof *out->f8);
		out->indices = skops_arena_scratch (arena, (size_t) x->indptr[x->rows], sizeof *out->indices);
		if (!place || !out->f8 || !out->indices)
			return skops_error_memory (frame->err);
		out->capacity = (size_t) x->indptr[x->rows];
		for (size_t i = 0; i < count; i++) {
			if (place[columns[i]])
				return skops_fail (&frame->call, SKOPS_UNSUPPORTED, "a column of a sparse input is taken twice");
			place[columns[i]] = (int32_t) i + 1;
		}
		for (size_t r = 0; r < x->rows; r++) {
			for (int64_t k = x->indptr[r]; k < x->indptr[r + 1]; k++)
				if (place[x->indices[k]]) {
					out->indices[used] = place[x->indices[k]] - 1;
					out->f8[used++] = x->f8[k];
				}
			out->indptr[r + 1] = (int64_t) used;
		}
		return SKOPS_OK;
	default: return skops_fail (&frame->call, SKOPS_UNSUPPORTED, "columns of a block of form %d", x->form);
	}
}

uint64_t skops_block_sum (const struct skops_block *block)
{
	uint64_t sum = block->rows;

	for (size_t r = 0; r < block->rows; r++) {
		if (block->form == SKOPS_DENSE)
			sum = skops_sum_bytes (sum, skops_row (block, r), block->width * sizeof (double));
		else if (block->form == SKOPS_DENSE_F4)
			sum = skops_sum_bytes (sum, skops_row_f4 (block, r), block->width * sizeof (float));
		for (size_t c = 0; block->form == SKOPS_TABLE && c < block->width; c++) {
			struct skops_value value;
			if (block->columns[c].kind == SKOPS_COLUMN_LISTS)
				continue;
			value = skops_column_at (&block->columns[c], r);
			sum = skops_sum_bytes (sum, &value, sizeof value);
			if (value.kind == SKOPS_IS_TEXT || value.kind == SKOPS_IS_BYTES)
				sum = skops_sum_bytes (sum, value.text, value.size);
		}
	}
	if (block->form == SKOPS_CSR) {
		size_t stored = (size_t) block->indptr[block->rows];
		sum = skops_sum_bytes (sum, block->indptr, (block->rows + 1) * sizeof *block->indptr);
		sum = skops_sum_bytes (sum, block->f8, stored * sizeof *block->f8);
		sum = skops_sum_bytes (sum, block->indices, stored * sizeof *block->indices);
	}
	return sum;
}

static void round_run (const struct skops_dense_kernels *kernels, double *numbers, size_t count, uint8_t dtype)
{
	if (dtype == SKOPS_F4) {
		kernels->round_narrow (numbers, count);
		return;
	}
	for (size_t i = 0; i < count; i++)
		numbers[i] = skops_round_to (dtype, numbers[i]);
}

static bool is_rounded (const double *numbers, size_t count, uint8_t dtype)
{
	for (size_t i = 0; i < count; i++)
		if (!isnan (numbers[i]) && skops_round_to (dtype, numbers[i]) != numbers[i])
			return false;
	return true;
}

bool skops_block_is_rounded (const struct skops_block *block)
{
	bool rounded = true;

	if (block->form == SKOPS_CSR || block->form == SKOPS_RAGGED)
		return is_rounded (block->f8, (size_t) block->indptr[block->rows], block->dtype);
	for (size_t r = 0; block->form == SKOPS_DENSE && r < block->rows; r++)
		rounded &= is_rounded (skops_row (block, r), block->width, block->dtype);
	return rounded;
}

void skops_block_round (const struct skops_dense_kernels *kernels, struct skops_block *block)
{
	if (block->dtype != SKOPS_F4 && block->dtype != SKOPS_F2)
		return;
	if (block->form == SKOPS_DENSE && block->stride == block->width)
		round_run (kernels, block->f8, block->rows * block->width, block->dtype);
	else if (block->form == SKOPS_DENSE)
		for (size_t r = 0; r < block->rows; r++)
			round_run (kernels, skops_row (block, r), block->width, block->dtype);
	else if (block->form == SKOPS_CSR || block->form == SKOPS_RAGGED)
		round_run (kernels, block->f8, (size_t) block->indptr[block->rows], block->dtype);
}
