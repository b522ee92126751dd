/* SPDX-License-Identifier: BSD-3-Clause */
/* Sessions: a method that is run again and again. */
#include <math.h>
#include <stdlib.h>

#include "context.h"
#include "model/blocks.h"
#include "model/data.h"
#include "model/frame.h"

/* What a thread works with. */
struct worker {
	struct skops_workspace workspace;
	struct skops_block x, answer; /* of every block of rows, but for its rows and numbers */
};

struct skops_session {
	const struct skops_model *model;
	const struct skops_method_entry *method;
	struct skops_pool *pool;
	struct skops_names names;
	size_t columns, width, rows; /* rows: of a block */
	bool takes_floats; /* the method takes float32 rows as they are */
	struct worker *workers; /* [threads]; the first one is the caller's, and has the error */
	unsigned threads;
};

/* What one call shares among its threads. */
struct run {
	struct skops_session *session;
	enum skops_dtype dtype;
	const void *x;
	double *out;
	size_t n_rows;
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

static void end_workers (struct skops_session *session)
{
	for (unsigned i = 0; i < session->threads; i++)
		skops_workspace_end (&session->workers[i].workspace);
	free (session->workers);
}

/* False without memory; to be ended also then. */
static bool start_worker (const struct skops_session *session, struct worker *worker)
{
	worker->x = (struct skops_block) { .form = SKOPS_DENSE, .width = session->columns, .stride = session->columns };
	worker->answer = (struct skops_block) { .form = SKOPS_DENSE, .width = session->width, .stride = session->width };
	return skops_workspace_start (&worker->workspace, session->model, session->names.count ? &session->names : NULL);
}

/* False without memory: then the session is as it was. */
static bool set_threads (struct skops_session *session, unsigned threads)
{
	struct skops_session changed = *session;

	changed.workers = calloc (threads, sizeof *changed.workers);
	changed.threads = 0;
	while (changed.workers && changed.threads < threads)
		if (!start_worker (session, &changed.workers[changed.threads++])) {
			end_workers (&changed);
			return false;
		}
	if (!changed.workers)
		return false;
	end_workers (session);
	*session = changed;
	return true;
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
	session->model = model->model;
	session->method = method;
	session->pool = ctx->pool;
	session->names = skops_model_names_in (model->model);
	session->columns = (size_t) method->method.features;
	session->width = (size_t) method->method.outputs[0].width;
	session->rows = skops_model_block_rows (method, session->columns);
	session->takes_floats = method->forms >> SKOPS_DENSE_F4 & 1;
	if (!set_threads (session, 1)) {
		skops_session_free (session);
		return skops_error_memory (err);
	}
	*out = session;
	return SKOPS_OK;
}

void skops_session_free (struct skops_session *session)
{
	if (!session)
		return;
	end_workers (session);
	free (session);
}

int skops_session_threads (struct skops_context *ctx, struct skops_session *session, unsigned threads)
{
	struct skops_error *err = skops_context_begin (ctx);

	if (!set_threads (session, skops_pool_threads (threads)))
		return skops_error_memory (err);
	session->pool = ctx->pool;
	return SKOPS_OK;
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
static enum skops_status take_floats (const struct skops_session *session, struct worker *worker, const float *rows)
{
	struct skops_block *x = &worker->x;
	size_t count = x->rows * x->width;

	x->dtype = SKOPS_F4;
	if (session->takes_floats) {
		x->form = SKOPS_DENSE_F4;
		x->f4 = (float *) (uintptr_t) rows;
		return SKOPS_OK;
	}
	x->form = SKOPS_DENSE;
	x->f8 = skops_arena_scratch (worker->workspace.results, count, sizeof (double));
	if (!x->f8)
		return skops_error_memory (&worker->workspace.err);
	for (size_t i = 0; i < count; i++)
		x->f8[i] = (double) rows[i];
	return SKOPS_OK;
}

static enum skops_status take_doubles (struct worker *worker, const double *rows)
{
	worker->x.dtype = SKOPS_F8;
	worker->x.form = SKOPS_DENSE;
	worker->x.f8 = (double *) (uintptr_t) rows;
	return SKOPS_OK;
}

static enum skops_status run_block (void *data, unsigned thread, size_t number)
{
	const struct run *run = data;
	const struct skops_session *session = run->session;
	struct worker *worker = &session->workers[thread];
	size_t first = number * session->rows, rows = run->n_rows - first < session->rows ? run->n_rows - first : session->rows;
	struct skops_arena_mark mark = skops_arena_mark (worker->workspace.results);
	enum skops_status status;

	worker->x.rows = worker->answer.rows = rows;
	worker->x.first = first;
	worker->answer.f8 = run->out + first * session->width;
	status = run->dtype == SKOPS_F4 ? take_floats (session, worker, (const float *) run->x + first * session->columns)
		: take_doubles (worker, (const double *) run->x + first * session->columns);
	if (!status)
		status = skops_frame_apply (&worker->workspace, NULL, NULL, session->method, &worker->x, &worker->answer);
	skops_arena_reset (worker->workspace.results, mark);
	return status;
}

int skops_session_run (struct skops_session *session, enum skops_dtype dtype, const void *x, size_t rows, double *out)
{
	struct run run = { .session = session, .dtype = dtype, .x = x, .out = out, .n_rows = rows };
	struct skops_error *err = &session->workers[0].workspace.err;
	size_t blocks;
	unsigned failed = 0;

	for (unsigned i = 0; i < session->threads; i++) {
		session->workers[i].workspace.err.status = SKOPS_OK;
		session->workers[i].workspace.err.message[0] = 0;
	}
	if (dtype != SKOPS_F8 && dtype != SKOPS_F4)
		return skops_error_set (err, SKOPS_MISUSE, "a session takes float64 or float32");
	if (rows && rows <= session->rows)
		return run_block (&run, 0, 0);
	if (rows > (size_t) INT64_MAX / 8 / (session->columns > session->width ? session->columns : session->width))
		return skops_error_set (err, SKOPS_MISUSE, "a matrix of %zu rows and %zu columns cannot be in memory", rows, session->columns);
	blocks = rows / session->rows + (rows % session->rows != 0);
	if (skops_blocks_fail (session->pool, blocks < session->threads ? (unsigned) blocks : session->threads, blocks, run_block, &run, &failed) && failed)
		*err = session->workers[failed].workspace.err;
	return err->status;
}

const char *skops_session_error (const struct skops_session *session)
{
	return session->workers[0].workspace.err.message;
}

const struct skops_value *skops_session_label (const struct skops_session *session, size_t column, double index)
{
	const struct skops_output *output = &session->method->method.outputs[0];
	const struct skops_values *labels;

	if (!output->labels || output->per_label || column >= session->width)
		return NULL;
	labels = output->labels[output->one_label_set ? 0 : column];
	return index >= 0 && index < (double) labels->count && index == floor (index) ? &labels->items[(size_t) index] : NULL;
}
