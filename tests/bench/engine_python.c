/* SPDX-License-Identifier: BSD-3-Clause */
/* scikit-learn in a Python process of its own, which times itself and is told by lines what to do next: engine_python.py. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"

struct self {
	const struct workload *workload;
	pid_t pid;
	FILE *to, *from;
	double *out;
};

static void *open_it (const struct workload *workload, unsigned threads)
{
	struct self *self = calloc (1, sizeof *self);
	const char *script = getenv ("BENCH_PYTHON_SCRIPT");
	char python[1024], count[16];
	int down[2], up[2];

	bench_path (python, sizeof python, workload, "../../venv/bin/python");
	snprintf (count, sizeof count, "%u", threads);
	if (!script || pipe (down) || pipe (up) || (self->pid = fork ()) < 0) {
		free (self);
		return NULL;
	}
	if (!self->pid) {
		dup2 (down[0], 0);
		dup2 (up[1], 1);
		close (down[1]);
		close (up[0]);
		execl (python, python, script, workload->folder, count, (char *) NULL);
		_exit (127);
	}
	close (down[0]);
	close (up[1]);
	self->workload = workload;
	self->to = fdopen (down[1], "w");
	self->from = fdopen (up[0], "r");
	self->out = malloc (workload->rows * workload->width * sizeof *self->out);
	return self;
}

static void ask (struct self *self, const char *what, size_t first, size_t second)
{
	fprintf (self->to, "%s %zu %zu\n", what, first, second);
	fflush (self->to);
}

static void run (void *data, size_t first, size_t rows)
{
	struct self *self = data;

	ask (self, "run", first, rows);
	if (fread (self->out, sizeof *self->out, rows * self->workload->width, self->from) != rows * self->workload->width)
		abort ();
}

static double time_it (void *data, size_t rows, size_t calls)
{
	struct self *self = data;
	double seconds;

	ask (self, "time", rows, calls);
	if (fread (&seconds, sizeof seconds, 1, self->from) != 1)
		abort ();
	return seconds;
}

static double answer (void *data, size_t row, size_t column)
{
	struct self *self = data;

	return self->out[row * self->workload->width + column];
}

static void close_it (void *data)
{
	struct self *self = data;

	fclose (self->to);
	fclose (self->from);
	waitpid (self->pid, NULL, 0);
	free (self->out);
	free (self);
}

const struct engine bench_python = { .name = "scikit-learn", .open = open_it, .run = run, .time = time_it, .answer = answer, .close = close_it };
