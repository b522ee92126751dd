/* SPDX-License-Identifier: BSD-3-Clause */
/* Times engines side by side: bench FOLDER... takes workloads of make_models.py and prints a line of JSON for each engine, size of batch and number of threads.
 *
 * All engines of a line-up are open at once and take turns for some rounds, so that what the machine does meanwhile meets all of them; what counts are the
 * ratios within a round. Calls go through all rows in turn: a row that is asked again is known to the branch predictor. Answers are compared with
 * scikit-learn's before anything is timed. */
#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bench.h"

enum { ROUNDS = 9, REPEATED = 10, MOST_ENGINES = 4, COMPARED = 1000 /* calls */ };

/* A round is as long as this, where a call is not longer; before it, threads that another engine left spinning may come to rest. */
static const double ROUND_SECONDS = 0.1;
/* Probabilities of float32 are that near to scikit-learn's. */
static const double MOST_OFF = 1e-6;
static const struct timespec REST = { .tv_nsec = 20 * 1000 * 1000 };

struct entrant {
	const struct engine *engine;
	void *self;
	size_t calls;
	double off;             /* the largest difference from scikit-learn's answers */
	double seconds[ROUNDS]; /* per row */
};

const char *bench_path (char *out, size_t size, const struct workload *workload, const char *name)
{
	snprintf (out, size, "%s/%s", workload->folder, name);
	return out;
}

static double now (void)
{
	struct timespec t;

	clock_gettime (CLOCK_MONOTONIC, &t);
	return (double) t.tv_sec + 1e-9 * (double) t.tv_nsec;
}

static void *read_all (const struct workload *workload, const char *name, size_t bytes, size_t times)
{
	char path[1024];
	FILE *file = fopen (bench_path (path, sizeof path, workload, name), "rb");
	char *out = malloc (bytes * times);

	if (!file || !out || fread (out, 1, bytes, file) != bytes) {
		perror (path);
		exit (2);
	}
	fclose (file);
	for (size_t i = 1; i < times; i++)
		memcpy (out + i * bytes, out, bytes);
	return out;
}

/* The rows are there REPEATED times over, for calls of many. */
static struct workload load (const char *folder)
{
	struct workload out = { .folder = folder };
	char path[1024];
	FILE *file = fopen (bench_path (path, sizeof path, &out, "workload.txt"), "r");

	if (!file || fscanf (file, "%63s %zu %zu %zu", out.method, &out.rows, &out.columns, &out.width) != 4) {
		perror (path);
		exit (2);
	}
	fclose (file);
	out.x = read_all (&out, "x.f4", out.rows * out.columns * sizeof *out.x, REPEATED);
	out.expected = read_all (&out, "expected.f8", out.rows * out.width * sizeof *out.expected, 1);
	out.rows *= REPEATED;
	return out;
}

static double time_calls (const struct workload *workload, struct entrant *entrant, size_t rows, size_t calls)
{
	size_t most = rows < workload->rows / REPEATED ? workload->rows / REPEATED : workload->rows, first = 0;
	double start;

	if (entrant->engine->time)
		return entrant->engine->time (entrant->self, rows, calls);
	start = now ();
	for (size_t i = 0; i < calls; i++) {
		entrant->engine->run (entrant->self, first, rows);
		first = first + 2 * rows <= most ? first + rows : 0;
	}
	return now () - start;
}

/* The answers that the calls to be timed give. */
static void compare (const struct workload *workload, struct entrant *entrant, size_t rows)
{
	size_t distinct = workload->rows / REPEATED;

	for (size_t first = 0; first < distinct && first / rows < COMPARED; first += rows) {
		entrant->engine->run (entrant->self, first, rows);
		for (size_t r = 0; r < rows && first + r < distinct; r++)
			for (size_t c = 0; c < workload->width; c++) {
				double off = fabs (entrant->engine->answer (entrant->self, r, c) - workload->expected[(first + r) * workload->width + c]);
				if (!(off <= entrant->off))
					entrant->off = off;
			}
	}
}

static size_t calls_for (const struct workload *workload, struct entrant *entrant, size_t rows)
{
	size_t calls = 1;
	double seconds;

	while ((seconds = time_calls (workload, entrant, rows, calls)) < ROUND_SECONDS / 4)
		calls *= 2;
	calls = (size_t) ((double) calls * ROUND_SECONDS / seconds);
	return calls ? calls : 1;
}

static int ascending (const void *a, const void *b)
{
	double x = *(const double *) a, y = *(const double *) b;

	return (x > y) - (x < y);
}

static void report (const struct workload *workload, const struct entrant *entrant, const struct entrant *own, size_t rows, unsigned threads)
{
	const char *name = strrchr (workload->folder, '/');
	double seconds[ROUNDS], ratios[ROUNDS];

	for (int i = 0; i < ROUNDS; i++) {
		seconds[i] = entrant->seconds[i];
		ratios[i] = entrant->seconds[i] / own->seconds[i];
	}
	qsort (seconds, ROUNDS, sizeof *seconds, ascending);
	qsort (ratios, ROUNDS, sizeof *ratios, ascending);
	printf ("{\"workload\": \"%s\", \"rows\": %zu, \"threads\": %u, \"engine\": \"%s\", \"ns_per_row\": %.4g, \"off\": %.3g, \"ratio\": %.4g, \"lowest\": %.4g, \"highest\": %.4g}\n",
	        name ? name + 1 : workload->folder, rows, threads, entrant->engine->name, 1e9 * seconds[ROUNDS / 2], entrant->off, ratios[ROUNDS / 2], ratios[0], ratios[ROUNDS - 1]);
	fflush (stdout);
}

/* As many processors as threads. */
static void pin (unsigned threads)
{
	cpu_set_t set;

	CPU_ZERO (&set);
	for (unsigned i = 0; i < threads; i++)
		CPU_SET (i, &set);
	sched_setaffinity (0, sizeof set, &set);
}

static void line_up (const struct workload *workload, const struct engine *const *engines, size_t rows, unsigned threads)
{
	struct entrant entrants[MOST_ENGINES] = { 0 };
	size_t count = 0;

	pin (threads);
	for (size_t i = 0; engines[i]; i++) {
		struct entrant *entrant = &entrants[count];

		entrant->engine = engines[i];
		entrant->self = engines[i]->open (workload, threads);
		if (entrant->self) {
			compare (workload, entrant, rows);
			count++;
		}
		if (!i && !(entrant->self && entrant->off <= MOST_OFF)) { /* what all others are compared with */
			fprintf (stderr, "bench: %s on %s %s\n", engines[i]->name, workload->folder, entrant->self ? "is wrong" : "does not open");
			exit (2);
		}
		if (!entrant->self)
			continue;
		entrant->calls = calls_for (workload, entrant, rows);
	}
	for (int round = 0; round < ROUNDS; round++)
		for (size_t i = 0; i < count; i++) {
			nanosleep (&REST, NULL);
			entrants[i].seconds[round] = time_calls (workload, &entrants[i], rows, entrants[i].calls) / (double) (entrants[i].calls * rows);
		}
	for (size_t i = 0; i < count; i++) {
		report (workload, &entrants[i], &entrants[0], rows, threads);
		entrants[i].engine->close (entrants[i].self);
	}
}

int main (int argc, char **argv)
{
	static const struct engine *const all[] = { &bench_skops, &bench_onnxruntime, &bench_treelite, &bench_python, NULL };

	for (int i = 1; i < argc; i++) {
		struct workload workload = load (argv[i]);

		line_up (&workload, all, 1, 1);
		line_up (&workload, all, 10000, 1);
		line_up (&workload, all, 100000, 1);
		if (sysconf (_SC_NPROCESSORS_ONLN) > 1)
			line_up (&workload, all, 100000, 2);
		free (workload.x);
		free (workload.expected);
	}
	return 0;
}
