/* SPDX-License-Identifier: BSD-3-Clause */
/* Sessions: a method that is run again and again on one thread. */
#include <stdlib.h>

#include "context.h"
#include "model/data.h"
#include "model/frame.h"

struct skops_session {
	struct skops_workspace workspace;
	const struct skops_method_entry *method;
	struct skops_names names;
	size_t columns, width, rows; /* rows: of a block */
};

/* Why a method cannot have a session; NULL if it can. */
static const char *unfit (const struct skops_method *method)
{
	if (method->flags & (SKOPS_TAKES_TEXT | SKOPS_TAKES_Y | SKOPS_TAKES_LISTS))
		return "it takes other things than numbers";
	if (method->features < 0)
		return "the number of its columns is not fixed";
	if (method->n_outputs != 1 || method->outputs[0].rows_of || method->outputs[0].width <= 0)
		return "its answer is not one array of a fixed width";
	return NULL;
}

int skops_session_new (struct skops_context *ctx, const struct skops_estimator *model, const char *name, struct skops_session **out)
{
	struct skops_error *err = skops_context_begin (ctx);
	const struct skops_method_entry *method;
	struct skops_session *session;
	const char *why;

	name = name ? name : skops_model_default_method (model->model);
	method = name ? skops_model_method (model->model->root, name) : NULL;
	if (!method)
		return skops_error_set (err, SKOPS_MISUSE, "the model has no method %s", name ? name : "at all");
	why = unfit (&method->method);
	if (why)
		return skops_error_set (err, SKOPS_UNSUPPORTED, "%s cannot have a session: %s", name, why);
	session = calloc (1, sizeof *session);
	if (!session)
		return skops_error_memory (err);
	session->method = method;
	session->names = skops_model_names_in (model->model);
	session->columns = (size_t) method->method.features;
	session->width = (size_t) method->method.outputs[0].width;
	session->rows = skops_model_block_rows (method, session->columns);
	if (!skops_workspace_start (&session->workspace, model->model, session->names.count ? &session->names : NULL)) {
		skops_session_free (session);
		return skops_error_memory (err);
	}
	*out = session;
	return SKOPS_OK;
}

void skops_session_free (struct skops_session *session)
{
	if (session)
		skops_workspace_end (&session->workspace);
	free (session);
}

size_t skops_session_columns (const struct skops_session *session)
{
	return session->columns;
}

size_t skops_session_width (const struct skops_session *session)
{
	return session->width;
}

/* Rows of float32 as they are, where the method takes them so; else widened. */
static enum skops_status take_floats (struct skops_session *session, struct skops_block *x, const float *rows)
{
	const struct skops_method *method = &session->method->method;
	size_t count = x->rows * x->width;

	x->dtype = SKOPS_F4;
	if (method->accepts[0] == SKOPS_DENSE_F4) {
		x->form = SKOPS_DENSE_F4;
		x->f4 = (float *) (uintptr_t) rows;
		return SKOPS_OK;
	}
	x->form = SKOPS_DENSE;
	x->f8 = skops_arena_scratch (session->workspace.results, count, sizeof (double));
	if (!x->f8)
		return skops_error_memory (&session->workspace.err);
	for (size_t i = 0; i < count; i++)
		x->f8[i] = (double) rows[i];
	return SKOPS_OK;
}

static enum skops_status run_block (struct skops_session *session, enum skops_dtype dtype, const void *x, size_t first, size_t rows, double *out)
{
	struct skops_workspace *workspace = &session->workspace;
	struct skops_arena_mark mark = skops_arena_mark (workspace->results);
	struct skops_block in = { .form = SKOPS_DENSE, .dtype = SKOPS_F8, .rows = rows, .width = session->columns, .stride = session->columns, .first = first };
	struct skops_block answer = { .form = SKOPS_DENSE, .rows = rows, .width = session->width, .stride = session->width, .f8 = out };
	enum skops_status status = SKOPS_OK;

	if (dtype == SKOPS_F4)
		status = take_floats (session, &in, (const float *) x + first * session->columns);
	else
		in.f8 = (double *) (uintptr_t) x + first * session->columns;
	if (!status)
		status = skops_frame_apply (workspace, NULL, NULL, session->method, &in, &answer);
	skops_arena_reset (workspace->results, mark);
	return status;
}

int skops_session_run (struct skops_session *session, enum skops_dtype dtype, const void *x, size_t rows, double *out)
{
	struct skops_error *err = &session->workspace.err;
	enum skops_status status = SKOPS_OK;

	err->status = SKOPS_OK;
	err->message[0] = 0;
	if (dtype != SKOPS_F8 && dtype != SKOPS_F4)
		return skops_error_set (err, SKOPS_MISUSE, "a session takes float64 or float32");
	for (size_t first = 0; first < rows && !status;) {
		size_t count = rows - first < session->rows ? rows - first : session->rows;

		status = run_block (session, dtype, x, first, count, out + first * session->width);
		first += count;
	}
	return status;
}

const char *skops_session_error (const struct skops_session *session)
{
	return session->workspace.err.message;
}

const struct skops_value *skops_session_label (const struct skops_session *session, size_t column, double index)
{
	const struct skops_output *output = &session->method->method.outputs[0];
	const struct skops_values *labels;

	if (!output->labels || output->per_label || column >= session->width)
		return NULL;
	labels = output->labels[output->one_label_set ? 0 : column];
	return index >= 0 && index < (double) labels->count ? &labels->items[(size_t) index] : NULL;
}
