/* SPDX-License-Identifier: BSD-3-Clause */
/* treelite: the ensemble as C that tl2cgen wrote and gcc compiled. */
#include <dlfcn.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

/* An element of a row, as the generated code has it. */
union entry {
	int missing; /* -1 */
	double number;
};

struct self {
	const struct workload *workload;
	void *library;
	void (*predict) (union entry *row, int margin, double *out);
	size_t outputs; /* 1 where the answer is the second class's probability alone */
	union entry *row;
	double *out;
};

static void *open_it (const struct workload *workload, unsigned threads)
{
	char path[1024];
	void *library = threads == 1 ? dlopen (bench_path (path, sizeof path, workload, "treelite.so"), RTLD_NOW) : NULL;
	struct self *self;
	void (*classes) (int *);
	int count = 0;

	if (!library)
		return NULL;
	self = calloc (1, sizeof *self);
	self->workload = workload;
	self->library = library;
	*(void **) &self->predict = dlsym (library, "predict");
	*(void **) &classes = dlsym (library, "get_num_class");
	if (!self->predict || !classes)
		abort ();
	classes (&count);
	self->outputs = (size_t) count;
	self->row = calloc (workload->columns, sizeof *self->row);
	self->out = malloc (workload->rows * workload->width * sizeof *self->out);
	return self;
}

/* The row is written anew for each call, as a user's would be. */
static void run (void *data, size_t first, size_t rows)
{
	struct self *self = data;
	size_t columns = self->workload->columns;

	memset (self->out, 0, rows * self->outputs * sizeof *self->out);
	for (size_t r = 0; r < rows; r++) {
		const float *x = self->workload->x + (first + r) * columns;

		for (size_t c = 0; c < columns; c++)
			if (isnan (x[c]))
				self->row[c].missing = -1;
			else
				self->row[c].number = (double) x[c];
		self->predict (self->row, 0, self->out + r * self->outputs);
	}
}

static double answer (void *data, size_t row, size_t column)
{
	struct self *self = data;

	if (self->outputs == 1)
		return column ? self->out[row] : 1 - self->out[row];
	return self->out[row * self->outputs + column];
}

static void close_it (void *data)
{
	struct self *self = data;

	free (self->row);
	free (self->out);
	dlclose (self->library);
	free (self);
}

const struct engine bench_treelite = { .name = "treelite, compiled", .open = open_it, .run = run, .answer = answer, .close = close_it };
