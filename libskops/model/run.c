/* SPDX-License-Identifier: BSD-3-Clause */
/* One method on one block: checks and forms on the way in, dtypes on the way out. */
#include <string.h>

#include "model/frame.h"
#include "model/number.h"

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
	memcpy (out->indices, x->indices, stored * sizeof *out->indices);
	memcpy (out->f8, x->f8, stored * sizeof *out->f8);
	return SKOPS_OK;
}

/* Memory for what the plugin is about to write, unless the caller brought its own. */
static enum skops_status prepare_output (struct skops_frame *frame, struct skops_block *out, const struct skops_output *output, const struct skops_block *x)
{
	size_t rows = output->rows_of ? output->rows_of : x->rows;

	out->dtype = dtype_of (output, x);
	out->first = x->first;
	if (out->form == SKOPS_DENSE && out->f8) {
		if (output->form != SKOPS_DENSE && output->form != SKOPS_ANY && (output->form != SKOPS_LIKE_X || x->form == SKOPS_CSR))
			return skops_fail (&frame->call, SKOPS_UNSUPPORTED, "its caller wants a dense answer and this one is not");
		if (out->rows != rows || (output->width >= 0 && out->width != (size_t) output->width))
			return skops_fail (&frame->call, SKOPS_UNSUPPORTED, "its caller made room for %zu × %zu numbers, the answer has %zu × %lld", out->rows, out->width, rows, (long long) output->width);
		return SKOPS_OK;
	}
	if (output->form == SKOPS_ANY || output->width < 0) {
		out->form = SKOPS_ANY;
		out->rows = rows;
		return SKOPS_OK;
	}
	if (output->form == SKOPS_LIKE_X)
		return x->form == SKOPS_CSR ? copy_sparse (frame, out, x) : skops_host_shape (&frame->call, out, SKOPS_DENSE, rows, (size_t) output->width);
	return skops_host_shape (&frame->call, out, (enum skops_form) output->form, rows, (size_t) output->width);
}

/* What a plugin wrote is believed by the next step only so far. */
static enum skops_status check_output (struct skops_frame *frame, const struct skops_block *out, size_t i)
{
	if (out->form == SKOPS_ANY)
		return skops_fail (&frame->call, SKOPS_UNSUPPORTED, "the plugin of %s left output %zu without a form", frame->self->type, i);
	if (frame->method->method.outputs[i].last_axis && (out->form != SKOPS_DENSE || out->width % frame->method->method.outputs[i].last_axis))
		return skops_fail (&frame->call, SKOPS_UNSUPPORTED, "the plugin of %s answered %zu columns for an axis of %zu", frame->self->type, out->width,
		                   frame->method->method.outputs[i].last_axis);
	if (out->form != SKOPS_CSR && out->form != SKOPS_RAGGED)
		return SKOPS_OK;
	for (size_t r = 0; r < out->rows; r++)
		if (out->indptr[r + 1] < out->indptr[r] || (size_t) out->indptr[r + 1] > out->capacity)
			return skops_fail (&frame->call, SKOPS_UNSUPPORTED, "the plugin of %s answered a broken sparse row %zu", frame->self->type, r);
	for (int64_t k = 0; out->form == SKOPS_CSR && k < out->indptr[out->rows]; k++)
		if (out->indices[k] < 0 || (size_t) out->indices[k] >= out->width)
			return skops_fail (&frame->call, SKOPS_UNSUPPORTED, "the plugin of %s answered column %d of %zu", frame->self->type, (int) out->indices[k], out->width);
	return SKOPS_OK;
}

enum skops_status skops_frame_apply (struct skops_session *session, const struct skops_frame *caller, const struct skops_edge_entry *edge,
                                     const struct skops_method_entry *method, const struct skops_block *x, struct skops_block *out)
{
	struct skops_frame frame = skops_frame_make (&session->err, method->owner);
	struct skops_block accepted;
	struct skops_arena_mark mark;
	enum skops_status status;

	frame.session = session;
	frame.caller = caller;
	frame.edge = edge;
	frame.method = method;
	frame.first = x->first;
	frame.results = session->results;
	frame.scratch = session->scratch;
	mark = skops_arena_mark (frame.scratch);
	status = skops_block_accept (&frame, &accepted, x, &method->method);
	for (uint32_t i = 0; i < method->method.n_outputs && !status; i++)
		status = prepare_output (&frame, &out[i], &method->method.outputs[i], &accepted);
	if (!status)
		status = skops_frame_result (&frame, method->method.apply (&frame.call, method->owner->state, &accepted, out), method->method.name);
	for (uint32_t i = 0; i < method->method.n_outputs && !status; i++) {
		status = check_output (&frame, &out[i], i);
		if (!status)
			skops_block_round (&out[i]);
	}
	skops_arena_reset (frame.scratch, mark);
	return status;
}

enum skops_status skops_host_run (struct skops_call *call, size_t edge, const struct skops_block *x, struct skops_block *out)
{
	struct skops_frame *frame = skops_frame_of (call);
	const struct skops_edge_entry *entry;
	struct skops_block taken;

	if (!frame->method || edge >= frame->method->n_edges || !frame->method->edges[edge].method)
		return skops_fail (call, SKOPS_UNSUPPORTED, "the plugin of %s runs edge %zu, which it did not state", frame->self->type, edge);
	entry = &frame->method->edges[edge];
	if (entry->edge.source == SKOPS_FROM_X && entry->edge.columns) {
		if (skops_block_take (frame, &taken, x, entry->edge.columns, entry->edge.n_columns))
			return frame->err->status;
		x = &taken;
	}
	return skops_frame_apply (frame->session, frame, entry, entry->method, x, out);
}
