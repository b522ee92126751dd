/* SPDX-License-Identifier: BSD-3-Clause */
/* skops: a session, float32 rows. */
#include <stdio.h>
#include <stdlib.h>

#include "bench.h"
#include "skops.h"

struct self {
	const struct workload *workload;
	struct skops_context *ctx;
	struct skops_estimator *model;
	struct skops_session *session;
	double *out;
};

static void close_it (void *data)
{
	struct self *self = data;

	skops_session_free (self->session);
	skops_estimator_free (self->model);
	skops_context_free (self->ctx);
	free (self->out);
	free (self);
}

static void *open_it (const struct workload *workload, unsigned threads)
{
	struct self *self = calloc (1, sizeof *self);
	char path[1024];

	self->workload = workload;
	self->ctx = skops_context_new ();
	self->out = malloc (workload->rows * workload->width * sizeof *self->out);
	if (skops_estimator_open (self->ctx, &self->model, bench_path (path, sizeof path, workload, "model.skops"))
	    || skops_session_new (self->ctx, self->model, workload->method, &self->session)
	    || skops_session_threads (self->ctx, self->session, threads)) {
		fprintf (stderr, "skops: %s\n", skops_context_error (self->ctx));
		close_it (self);
		return NULL;
	}
	return self;
}

static void run (void *data, size_t first, size_t rows)
{
	struct self *self = data;

	if (skops_session_run (self->session, SKOPS_F4, self->workload->x + first * self->workload->columns, rows, self->out)) {
		fprintf (stderr, "skops: %s\n", skops_session_error (self->session));
		abort ();
	}
}

static double answer (void *data, size_t row, size_t column)
{
	struct self *self = data;

	return self->out[row * self->workload->width + column];
}

const struct engine bench_skops = { .name = "skops", .open = open_it, .run = run, .answer = answer, .close = close_it };
