/* SPDX-License-Identifier: BSD-3-Clause */
/* One method on one block: checks and forms on the way in, dtypes on the way out. */
#include <string.h>

#include "model/frame.h"
#include "format/number.h"

bool skops_workspace_start (struct skops_workspace *workspace, const struct skops_model *model, const struct skops_names *names)
{
	*workspace = (struct skops_workspace) { .names = names, .dense = skops_dense_kernels_for (skops_simd_widest ()), .row_numbers = model->limits->row_numbers,
		.scratch = skops_arena_new (model->limits->session), .results = skops_arena_new (model->limits->session) };
	workspace->frame = (struct skops_frame) { .call = { .host = &skops_host_table }, .err = &workspace->err, .scratch = workspace->scratch, .results = workspace->results, .workspace = workspace };
	return workspace->scratch && workspace->results;
}

void skops_workspace_watch (struct skops_workspace *workspace, unsigned char fill)
{
	workspace->watches = true;
	skops_arena_fill (workspace->scratch, fill);
	skops_arena_fill (workspace->results, fill);
}

void skops_workspace_end (struct skops_workspace *workspace)
{
	skops_arena_free (workspace->scratch);
	skops_arena_free (workspace->results);
}

static uint8_t dtype_of (const struct skops_output *output, const struct skops_block *x)
{
	switch (output->dtype) {
	case SKOPS_FOLLOW: return x->dtype == SKOPS_F4 || x->dtype == SKOPS_F2 ? x->dtype : SKOPS_F8;
	case SKOPS_SAME: return x->dtype == SKOPS_OBJECT ? SKOPS_F8 : x->dtype;
	case SKOPS_DECIDED: return x->dtype;
	default: return output->dtype;
	}
}

static enum skops_status copy_sparse (struct skops_frame *frame, struct skops_block *out, const struct skops_block *x)
{
	size_t stored = (size_t) x->indptr[x->rows];

	if (skops_host_shape (&frame->call, out, SKOPS_CSR, x->rows, x->width) || skops_host_reserve (&frame->call, out, stored))
		return frame->err->status;
	memcpy (out->indptr, x->indptr, (x->rows + 1) * sizeof *out->indptr);
	if (!stored)
		return SKOPS_OK;
	memcpy (out->indices, x->indices, stored * sizeof *out->indices);
	memcpy (out->f8, x->f8, stored * sizeof *out->f8);
	return SKOPS_OK;
}

/* The columns of an output as far as they are known before apply; -1. */
static int64_t width_of (const struct skops_output *output, const struct skops_block *x)
{
	return output->form == SKOPS_LIKE_X && output->width < 0 ? (int64_t) x->width : output->width;
}

static bool is_in_place (const struct skops_block *out)
{
	return out->form == SKOPS_DENSE && out->f8;
}

/* Memory for what the plugin is about to write: the caller's own where it brought some and the answer is dense and of a known width; else fresh. */
static enum skops_status prepare_output (struct skops_frame *frame, struct skops_block *made, const struct skops_block *out, const struct skops_output *output,
                                         const struct skops_block *x)
{
	size_t rows = output->rows_of ? output->rows_of : x->rows;
	int64_t width = width_of (output, x);
	bool dense = output->form == SKOPS_DENSE || (output->form == SKOPS_LIKE_X && x->form != SKOPS_CSR);

	*made = (struct skops_block) { .dtype = dtype_of (output, x), .first = frame->first, .rows = rows };
	if (output->form == SKOPS_ANY || width < 0)
		return SKOPS_OK;
	if (dense && is_in_place (out) && out->rows == rows && out->width == (size_t) width) {
		made->form = SKOPS_DENSE;
		made->width = out->width;
		made->stride = out->stride;
		made->f8 = out->f8;
		return SKOPS_OK;
	}
	if (output->form == SKOPS_LIKE_X && !dense)
		return copy_sparse (frame, made, x);
	return skops_host_shape (&frame->call, made, dense ? SKOPS_DENSE : (enum skops_form) output->form, rows, (size_t) width);
}

static enum skops_status check_sparse (struct skops_frame *frame, const struct skops_block *made)
{
	size_t stored;

	if (!made->indptr || made->indptr[0] != 0)
		return skops_fail (&frame->call, SKOPS_UNSUPPORTED, "the plugin of %s answered sparse rows that do not begin at 0", frame->self->type);
	for (size_t r = 0; r < made->rows; r++)
		if (made->indptr[r + 1] < made->indptr[r] || (size_t) made->indptr[r + 1] > made->capacity)
			return skops_fail (&frame->call, SKOPS_UNSUPPORTED, "the plugin of %s answered a broken sparse row %zu", frame->self->type, r);
	stored = (size_t) made->indptr[made->rows];
	for (size_t k = 0; made->form == SKOPS_CSR && k < stored; k++)
		if (made->indices[k] < 0 || (size_t) made->indices[k] >= made->width)
			return skops_fail (&frame->call, SKOPS_UNSUPPORTED, "the plugin of %s answered column %d of %zu", frame->self->type, (int) made->indices[k], made->width);
	return SKOPS_OK;
}

/* What a plugin wrote is believed by the next step only so far. */
static enum skops_status check_output (struct skops_frame *frame, const struct skops_block *made, size_t i, const struct skops_block *x)
{
	const struct skops_output *output = &frame->method->method.outputs[i];
	size_t rows = output->rows_of ? output->rows_of : x->rows;
	int64_t width = width_of (output, x);

	if (made->form == SKOPS_ANY)
		return skops_fail (&frame->call, SKOPS_UNSUPPORTED, "the plugin of %s left output %zu without a form", frame->self->type, i);
	if (made->rows != rows || (width >= 0 && made->width != (size_t) width))
		return skops_fail (&frame->call, SKOPS_UNSUPPORTED, "the plugin of %s answered %zu × %zu values where %zu × %lld are due", frame->self->type, made->rows,
		                   made->width, rows, (long long) width);
	if (output->last_axis && (made->form != SKOPS_DENSE || made->width % output->last_axis))
		return skops_fail (&frame->call, SKOPS_UNSUPPORTED, "the plugin of %s answered %zu columns for an axis of %zu", frame->self->type, made->width,
		                   output->last_axis);
	if (made->form == SKOPS_CSR || made->form == SKOPS_RAGGED)
		return check_sparse (frame, made);
	if (made->form == SKOPS_DENSE ? !made->f8 || made->stride < made->width : made->form != SKOPS_TABLE || !made->columns)
		return skops_fail (&frame->call, SKOPS_UNSUPPORTED, "the plugin of %s answered a block of form %d without content", frame->self->type, made->form);
	return SKOPS_OK;
}

/* Hands the answer to the caller; its numbers go to the caller's own memory where it brought some. */
static enum skops_status give (struct skops_frame *frame, struct skops_block *out, const struct skops_block *made)
{
	struct skops_block dense;

	if (!is_in_place (out)) {
		*out = *made;
		return SKOPS_OK;
	}
	if (made->form != SKOPS_DENSE) {
		if (skops_host_to_dense (&frame->call, &dense, made))
			return frame->err->status;
		made = &dense;
	}
	if (out->rows != made->rows || out->width != made->width)
		return skops_fail (&frame->call, SKOPS_UNSUPPORTED, "its caller made room for %zu × %zu numbers, the answer has %zu × %zu", out->rows, out->width, made->rows,
		                   made->width);
	out->dtype = made->dtype;
	out->first = made->first;
	for (size_t r = 0; out->f8 != made->f8 && r < made->rows; r++)
		memcpy (skops_row (out, r), skops_row (made, r), made->width * sizeof (double));
	return SKOPS_OK;
}

/* The plugin's work, on a block that it accepts, into what is prepared for its answers. */
static enum skops_status call_plugin (struct skops_frame *frame, const struct skops_block *x, struct skops_block *made)
{
	const struct skops_method *method = &frame->method->method;
	bool watches = frame->workspace->watches;
	uint64_t sum = watches ? skops_block_sum (x) : 0;
	enum skops_status status = method->apply (&frame->call, frame->self->facets[SKOPS_FACET_PREDICT].state, x, made);

	if (status || frame->err->status)
		return skops_frame_result (frame, status, method->name);
	if (watches && sum != skops_block_sum (x))
		return skops_fail (&frame->call, SKOPS_UNSUPPORTED, "the plugin of %s wrote to the input of %s", frame->self->type, method->name);
	return SKOPS_OK;
}

static enum skops_status round_answer (struct skops_frame *frame, struct skops_block *made)
{
	if (!(frame->method->method.flags & SKOPS_ROUNDED))
		skops_block_round (frame->workspace->dense, made);
	else if (frame->workspace->watches && !skops_block_is_rounded (made))
		return skops_fail (&frame->call, SKOPS_UNSUPPORTED, "the plugin of %s states SKOPS_ROUNDED and answers %s with numbers that are no %s", frame->self->type,
		                   frame->method->method.name, skops_dtype_name ((enum skops_dtype) made->dtype));
	return SKOPS_OK;
}

static enum skops_status finish (struct skops_frame *frame, const struct skops_block *x, struct skops_block *made, size_t i, struct skops_block *out)
{
	if (check_output (frame, made, i, x) || round_answer (frame, made))
		return frame->err->status;
	return give (frame, out, made);
}

/* Answers of any kind and number. */
static enum skops_status answer (struct skops_frame *frame, const struct skops_block *x, struct skops_block *out)
{
	enum { FEW = 2 };
	const struct skops_method *method = &frame->method->method;
	struct skops_block few[FEW], *made = method->n_outputs <= FEW ? few : skops_arena_alloc (frame->scratch, method->n_outputs, sizeof *made);
	enum skops_status status = made ? SKOPS_OK : skops_error_memory (frame->err);

	for (uint32_t i = 0; i < method->n_outputs && !status; i++)
		status = prepare_output (frame, &made[i], &out[i], &method->outputs[i], x);
	if (!status)
		status = call_plugin (frame, x, made);
	for (uint32_t i = 0; i < method->n_outputs && !status; i++)
		status = finish (frame, x, &made[i], i, &out[i]);
	return status;
}

/* The one answer of a plain method: the same in fewer steps, which one row alone feels. */
static enum skops_status answer_plain (struct skops_frame *frame, const struct skops_block *x, struct skops_block *out)
{
	const struct skops_method_entry *entry = frame->method;
	struct skops_block made = entry->answer;
	bool own = is_in_place (out) && out->rows == x->rows && out->width == made.width;
	double *numbers = own ? out->f8 : skops_arena_scratch (frame->results, x->rows, made.width * sizeof *numbers);

	if (!numbers)
		return skops_error_memory (frame->err);
	made.dtype = dtype_of (entry->method.outputs, x);
	made.rows = x->rows;
	made.first = frame->first;
	made.f8 = numbers;
	if (own)
		made.stride = out->stride;
	if (call_plugin (frame, x, &made))
		return frame->err->status;
	if (made.form != SKOPS_DENSE || made.f8 != numbers || made.rows != x->rows || made.width != entry->answer.width || made.stride < made.width)
		return finish (frame, x, &made, 0, out);
	if (round_answer (frame, &made))
		return frame->err->status;
	if (!own)
		return give (frame, out, &made);
	out->dtype = made.dtype;
	out->first = made.first;
	return SKOPS_OK;
}

/* What skops_block_accept would leave as it is, without a look at its numbers. */
static bool is_taken (const struct skops_method_entry *method, const struct skops_frame *frame, const struct skops_block *x)
{
	return x->form != SKOPS_TABLE && (method->forms & method->unchecked) >> x->form & 1 && x->first == frame->first &&
		(method->method.features < 0 || (uint64_t) method->method.features == x->width);
}

/* A method without a function: each edge is given what the one before it answers. */
static enum skops_status run_chain (struct skops_frame *frame, const struct skops_block *x, struct skops_block *out)
{
	struct skops_block between[2]; /* what an edge is given, and what it answers */
	size_t n_edges = frame->method->n_edges;

	for (size_t e = 0; e + 1 < n_edges; e++) {
		struct skops_block *next = &between[e % 2];

		*next = (struct skops_block) { 0 };
		if (skops_host_run (&frame->call, e, x, next))
			return frame->err->status;
		x = next;
	}
	return n_edges ? skops_host_run (&frame->call, n_edges - 1, x, out) : give (frame, out, x);
}

enum skops_status skops_frame_apply (struct skops_workspace *workspace, const struct skops_frame *caller, const struct skops_edge_entry *edge,
                                     const struct skops_method_entry *method, const struct skops_block *x, struct skops_block *out)
{
	struct skops_arena_mark mark = skops_arena_mark (workspace->scratch);
	struct skops_frame copy, *frame = &workspace->frame; /* the root's own; all others begin as it does */
	struct skops_block converted;
	enum skops_status status;

	if (caller) {
		copy = *frame;
		frame = &copy;
	}
	frame->call.writer = method->owner->writer;
	frame->self = (struct skops_child *) (uintptr_t) method->owner;
	frame->caller = caller;
	frame->edge = edge;
	frame->method = method;
	frame->first = caller ? caller->first : x->first;
	status = is_taken (method, frame, x) ? SKOPS_OK : skops_block_accept (frame, &x, &converted);
	if (!status && !method->method.apply)
		status = run_chain (frame, x, out);
	else if (!status)
		status = method->is_plain && (x->form != SKOPS_CSR || method->method.outputs->form == SKOPS_DENSE) ? answer_plain (frame, x, out) : answer (frame, x, out);
	skops_arena_reset (workspace->scratch, mark);
	return status;
}

enum skops_status skops_host_run (struct skops_call *call, size_t edge, const struct skops_block *x, struct skops_block *out)
{
	struct skops_frame *frame = skops_frame_of (call);
	const struct skops_edge_entry *entry;
	struct skops_block taken;

	if (!frame->method || edge >= frame->method->n_edges)
		return skops_fail (call, SKOPS_UNSUPPORTED, "the plugin of %s runs edge %zu, which it did not state", frame->self->type, edge);
	entry = &frame->method->edges[edge];
	if (entry->edge.source == SKOPS_FROM_X && entry->edge.columns) {
		if (skops_block_take (frame, &taken, x, entry->edge.columns, entry->edge.n_columns))
			return frame->err->status;
		x = &taken;
	}
	if (!entry->method)
		return give (frame, out, x);
	return skops_frame_apply (frame->workspace, frame, entry, entry->method, x, out);
}
