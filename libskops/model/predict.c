/* SPDX-License-Identifier: BSD-3-Clause */
/* A method over a whole input: columns matched by name, rows cut into blocks, blocks spread over threads, answers joined in order. */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/text.h"
#include "model/blocks.h"
#include "model/builder.h"
#include "model/data.h"
#include "model/frame.h"
#include "model/source.h"

enum { BLOCK_ROWS = 256, BLOCK_NUMBERS = 1 << 20 };

/* What a block answered where it could not be written in place: a copy with memory of its own. */
struct piece {
	struct skops_arena *arena;
	struct skops_block *blocks; /* one for each output */
};

struct run {
	const struct skops_model *model;
	const struct skops_method_entry *method;
	struct skops_source_plan source;
	size_t block_rows, n_blocks;
	int fill; /* of memory that is to be written to, or -1 */
	struct skops_answers *answers;
	struct piece *pieces;
	struct skops_pool *pool;  /* NULL: the caller's thread alone */
	struct skops_workspace *workspaces; /* one for each thread */
	unsigned threads;
	const struct skops_progress *progress; /* or NULL */
	atomic_size_t finished; /* blocks */
};

static bool in_place (const struct run *run, const struct skops_output *output)
{
	return (output->form == SKOPS_DENSE || (output->form == SKOPS_LIKE_X && run->source.data->form != SKOPS_CSR)) && output->width >= 0 && !output->rows_of;
}

/* Some hundred rows, fewer where they are wide or become so on their way: a step's block stays within some megabytes. */
size_t skops_model_block_rows (const struct skops_method_entry *method, size_t width)
{
	size_t rows = BLOCK_ROWS;

	if (method->whole_batch)
		return SIZE_MAX;
	if (width > BLOCK_NUMBERS / BLOCK_ROWS)
		rows = width > BLOCK_NUMBERS / 4 ? 4 : BLOCK_NUMBERS / width;
	if (method->numbers > BLOCK_NUMBERS / rows)
		rows = method->numbers > BLOCK_NUMBERS ? 1 : BLOCK_NUMBERS / method->numbers;
	return rows;
}

static void *copy_run (struct skops_arena *arena, const void *from, size_t count, size_t size)
{
	void *out = skops_arena_scratch (arena, count, size);

	if (out && count)
		memcpy (out, from, count * size);
	return out;
}

static bool keep_table (struct skops_arena *arena, struct skops_block *to, const struct skops_block *from)
{
	to->columns = skops_arena_alloc (arena, from->width, sizeof *to->columns);
	for (size_t c = 0; to->columns && c < from->width; c++) {
		struct skops_value *values = skops_arena_alloc (arena, from->rows, sizeof *values);
		if (!values)
			return false;
		for (size_t r = 0; r < from->rows; r++) {
			values[r] = skops_column_at (&from->columns[c], r);
			if (values[r].kind == SKOPS_IS_TEXT || values[r].kind == SKOPS_IS_BYTES) {
				values[r].text = skops_arena_copy (arena, values[r].text, values[r].size);
				if (!values[r].text)
					return false;
			}
		}
		to->columns[c] = (struct skops_column) { .kind = SKOPS_COLUMN_VALUES, .data = values, .stride = sizeof *values };
	}
	return to->columns != NULL;
}

static bool keep (struct skops_arena *arena, struct skops_block *to, const struct skops_block *from)
{
	*to = *from;
	switch (from->form) {
	case SKOPS_DENSE:
		to->f8 = skops_arena_scratch (arena, from->rows * from->width, sizeof (double));
		to->stride = from->width;
		for (size_t r = 0; to->f8 && r < from->rows; r++)
			memcpy (skops_row (to, r), skops_row (from, r), from->width * sizeof (double));
		return to->f8 != NULL;
	case SKOPS_CSR:
	case SKOPS_RAGGED:
		to->indptr = copy_run (arena, from->indptr, from->rows + 1, sizeof *to->indptr);
		to->f8 = copy_run (arena, from->f8, (size_t) from->indptr[from->rows], sizeof *to->f8);
		to->indices = from->form == SKOPS_CSR ? copy_run (arena, from->indices, (size_t) from->indptr[from->rows], sizeof *to->indices) : NULL;
		return to->indptr && to->f8 && (to->indices || from->form == SKOPS_RAGGED);
	default: return keep_table (arena, to, from);
	}
}

static enum skops_status run_block (struct run *run, struct skops_workspace *workspace, size_t number)
{
	const struct skops_method *method = &run->method->method;
	struct skops_block x, *out = skops_arena_alloc (workspace->results, method->n_outputs, sizeof *out);
	struct piece *piece = &run->pieces[number];
	size_t from = number * run->block_rows, rows = run->source.data->rows - from;
	enum skops_status status;

	if (!out)
		return skops_error_memory (&workspace->err);
	if (rows > run->block_rows)
		rows = run->block_rows;
	status = skops_source_block (&workspace->err, &x, &run->source, workspace->results, from, rows);
	for (uint32_t i = 0; i < method->n_outputs; i++)
		if (in_place (run, &method->outputs[i])) {
			struct skops_answer *answer = &run->answers->items[i];
			out[i] = (struct skops_block) { .form = SKOPS_DENSE, .rows = rows, .width = answer->width, .stride = answer->width, .f8 = answer->f8 + from * answer->width };
		}
	if (!status)
		status = skops_frame_apply (workspace, NULL, NULL, run->method, &x, out);
	for (uint32_t i = 0; i < method->n_outputs && !status; i++) {
		if (in_place (run, &method->outputs[i])) {
			if (!number)
				run->answers->items[i].dtype = out[i].dtype;
			continue;
		}
		if (!piece->arena && (piece->arena = skops_arena_new (run->model->limits->memory)))
			piece->blocks = skops_arena_alloc (piece->arena, method->n_outputs, sizeof *piece->blocks);
		if (!piece->arena || !piece->blocks || !keep (piece->arena, &piece->blocks[i], &out[i]))
			status = skops_error_memory (&workspace->err);
	}
	return status;
}

/* Threads count whole blocks: where the last one, which is shorter, is done before others, the rows are some too many, but never all. */
static void report_progress (const struct run *run)
{
	size_t rows = run->source.data->rows, finished = atomic_load (&run->finished);

	if (run->progress && run->progress->report)
		run->progress->report (run->progress->data, finished == run->n_blocks ? rows : finished * run->block_rows, rows);
}

static enum skops_status work (void *data, unsigned thread, size_t number)
{
	struct run *run = data;
	struct skops_workspace *workspace = &run->workspaces[thread];
	struct skops_arena_mark mark = skops_arena_mark (workspace->results);
	enum skops_status status;

	if (!thread)
		report_progress (run);
	status = run_block (run, workspace, number);
	atomic_fetch_add (&run->finished, 1);
	skops_arena_reset (workspace->results, mark);
	return status;
}

static enum skops_status run_blocks (struct skops_error *err, struct run *run, const struct skops_names *names)
{
	unsigned threads = run->pool ? skops_pool_threads (run->threads) : 1, failed;

	if (threads > run->n_blocks)
		threads = (unsigned) run->n_blocks;
	run->workspaces = calloc (threads, sizeof *run->workspaces);
	if (!run->workspaces)
		return skops_error_memory (err);
	for (unsigned i = 0; i < threads; i++) {
		if (!skops_workspace_start (&run->workspaces[i], run->model, names))
			skops_error_memory (err);
		else if (run->fill >= 0)
			skops_workspace_watch (&run->workspaces[i], (unsigned char) run->fill);
	}
	if (!err->status && skops_blocks_fail (run->pool, threads, run->n_blocks, work, run, &failed))
		*err = run->workspaces[failed].err;
	else if (!err->status)
		report_progress (run);
	for (unsigned i = 0; i < threads; i++)
		skops_workspace_end (&run->workspaces[i]);
	free (run->workspaces);
	return err->status;
}

static enum skops_status join_values (struct skops_error *err, const struct run *run, struct skops_answer *answer, uint32_t i)
{
	struct skops_arena *arena = run->answers->arena;
	size_t row = 0;

	answer->values = skops_arena_alloc (arena, answer->width, sizeof *answer->values);
	for (size_t c = 0; answer->values && c < answer->width; c++) {
		struct skops_value *column = skops_arena_alloc (arena, answer->rows, sizeof *column);
		answer->values[c] = column;
		row = 0;
		for (size_t b = 0; column && b < run->n_blocks; b++) {
			const struct skops_block *block = &run->pieces[b].blocks[i];
			for (size_t r = 0; r < block->rows; r++, row++) {
				column[row] = skops_column_at (&block->columns[c], r);
				if (column[row].kind != SKOPS_IS_TEXT && column[row].kind != SKOPS_IS_BYTES)
					continue;
				column[row].text = skops_arena_copy (arena, column[row].text, column[row].size);
				if (!column[row].text)
					return skops_error_memory (err);
			}
		}
		if (!column)
			return skops_error_memory (err);
	}
	return answer->values ? SKOPS_OK : skops_error_memory (err);
}

static enum skops_status join_sparse (struct skops_error *err, const struct run *run, struct skops_answer *answer, uint32_t i)
{
	struct skops_arena *arena = run->answers->arena;
	size_t stored = 0, row = 0;

	for (size_t b = 0; b < run->n_blocks; b++)
		stored += (size_t) run->pieces[b].blocks[i].indptr[run->pieces[b].blocks[i].rows];
	answer->indptr = skops_arena_alloc (arena, answer->rows + 1, sizeof *answer->indptr);
	answer->f8 = skops_arena_scratch (arena, stored, sizeof *answer->f8);
	answer->indices = answer->form == SKOPS_CSR ? skops_arena_scratch (arena, stored, sizeof *answer->indices) : NULL;
	if (!answer->indptr || !answer->f8 || (!answer->indices && answer->form == SKOPS_CSR))
		return skops_error_memory (err);
	stored = 0;
	for (size_t b = 0; b < run->n_blocks; b++) {
		const struct skops_block *block = &run->pieces[b].blocks[i];
		size_t here = (size_t) block->indptr[block->rows];
		if (here) {
			memcpy (answer->f8 + stored, block->f8, here * sizeof *answer->f8);
			if (answer->indices)
				memcpy (answer->indices + stored, block->indices, here * sizeof *answer->indices);
		}
		for (size_t r = 0; r < block->rows; r++)
			answer->indptr[++row] = (int64_t) stored + block->indptr[r + 1];
		stored += here;
	}
	return SKOPS_OK;
}

/* The pieces of one output as one answer. */
static enum skops_status join (struct skops_error *err, const struct run *run, uint32_t i)
{
	struct skops_answer *answer = &run->answers->items[i];
	const struct skops_block *first = &run->pieces[0].blocks[i];
	size_t row = 0;

	answer->form = first->form;
	answer->dtype = first->dtype;
	answer->width = first->width;
	answer->rows = 0;
	for (size_t b = 0; b < run->n_blocks; b++) {
		const struct skops_block *block = &run->pieces[b].blocks[i];
		if (block->form != first->form || block->width != first->width)
			return skops_error_set (err, SKOPS_UNSUPPORTED, "block %zu of the answer has another form than the first", b);
		if (block->dtype != first->dtype && block->form == SKOPS_TABLE)
			answer->dtype = SKOPS_OBJECT;
		answer->rows += block->rows;
	}
	if (answer->form == SKOPS_TABLE)
		return join_values (err, run, answer, i);
	if (answer->form != SKOPS_DENSE)
		return join_sparse (err, run, answer, i);
	answer->f8 = skops_arena_scratch (run->answers->arena, answer->rows * answer->width, sizeof (double));
	if (!answer->f8)
		return skops_error_memory (err);
	for (size_t b = 0; b < run->n_blocks; b++) {
		const struct skops_block *block = &run->pieces[b].blocks[i];
		memcpy (answer->f8 + row * answer->width, block->f8, block->rows * block->width * sizeof (double));
		row += block->rows;
	}
	return SKOPS_OK;
}

static enum skops_status prepare (struct skops_error *err, struct run *run)
{
	const struct skops_method *method = &run->method->method;
	struct skops_answers *answers = run->answers;
	char *position = NULL;

	answers->items = skops_arena_alloc (answers->arena, method->n_outputs, sizeof *answers->items);
	if (!answers->items)
		return skops_error_memory (err);
	answers->count = method->n_outputs;
	for (uint32_t i = 0; i < method->n_outputs; i++) {
		const struct skops_output *output = &method->outputs[i];
		struct skops_answer *answer = &answers->items[i];

		if (!output->name && !(position = skops_arena_alloc (answers->arena, 12, 1)))
			return skops_error_memory (err);
		if (!output->name)
			snprintf (position, 12, "%u", i);
		*answer = (struct skops_answer) { .name = output->name ? output->name : position, .form = SKOPS_DENSE, .flat = output->flat,
			.rows = run->source.data->rows, .width = output->width > 0 ? (size_t) output->width : 0, .labels = output->per_label ? NULL : output->labels,
			.one_label_set = output->one_label_set, .last_axis = output->last_axis };
		if (in_place (run, output)) {
			size_t count;
			if (!skops_multiply_overflows (answer->rows, answer->width, &count))
				answer->f8 = skops_arena_alloc (answers->arena, count, sizeof (double));
			if (!answer->f8)
				return skops_error_memory (err);
			if (run->fill >= 0)
				memset (answer->f8, run->fill, count * sizeof (double));
		}
	}
	return SKOPS_OK;
}

static enum skops_status run_whole (struct skops_error *err, struct run *run, const struct skops_data *data)
{
	const struct skops_model *model = run->model;
	const struct skops_method_entry *method = run->method;
	struct skops_answers *out = run->answers;
	bool takes_x = !(method->method.flags & (SKOPS_TAKES_Y | SKOPS_TAKES_TEXT | SKOPS_TAKES_OUTPUT));
	struct skops_names user = takes_x ? skops_model_names_in (model) : data->names;
	enum skops_status status;

	*out = (struct skops_answers) { .arena = skops_arena_new (model->limits->memory) };
	if (!out->arena)
		return skops_error_memory (err);
	if (!data->rows)
		return skops_error_set (err, SKOPS_UNFIT, "the input has no rows: there is nothing to answer");
	status = skops_source_plan (err, &run->source, out, model, method, data);
	run->block_rows = skops_model_block_rows (method, data->width);
	if (run->block_rows > data->rows)
		run->block_rows = data->rows;
	run->n_blocks = (data->rows + run->block_rows - 1) / run->block_rows;
	run->pieces = calloc (run->n_blocks, sizeof *run->pieces);
	if (!run->pieces)
		status = skops_error_memory (err);
	if (!status)
		status = prepare (err, run);
	if (!status)
		status = run_blocks (err, run, user.count ? &user : data->names.count ? &data->names : NULL);
	for (uint32_t i = 0; i < method->method.n_outputs && !status; i++)
		if (!in_place (run, &method->method.outputs[i]))
			status = join (err, run, i);
	for (size_t b = 0; run->pieces && b < run->n_blocks; b++)
		skops_arena_free (run->pieces[b].arena);
	free (run->pieces);
	return status;
}

enum skops_status skops_model_run (struct skops_error *err, struct skops_answers *out, const struct skops_model *model, const struct skops_method_entry *method,
                                   const struct skops_data *data)
{
	return skops_model_run_parallel (err, out, model, method, data, NULL, 1, NULL);
}

enum skops_status skops_model_run_parallel (struct skops_error *err, struct skops_answers *out, const struct skops_model *model, const struct skops_method_entry *method,
                                            const struct skops_data *data, struct skops_pool *pool, unsigned threads, const struct skops_progress *progress)
{
	struct run run = { .model = model, .method = method, .answers = out, .fill = -1, .pool = pool, .threads = threads, .progress = progress };

	return run_whole (err, &run, data);
}

enum skops_status skops_model_run_watched (struct skops_error *err, struct skops_answers *out, const struct skops_model *model, const struct skops_method_entry *method,
                                           const struct skops_data *data, unsigned char fill)
{
	struct run run = { .model = model, .method = method, .answers = out, .fill = fill };

	return run_whole (err, &run, data);
}

void skops_answers_free (struct skops_answers *answers)
{
	skops_arena_free (answers->arena);
	answers->arena = NULL;
}
