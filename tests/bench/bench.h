/* SPDX-License-Identifier: BSD-3-Clause */
/* What the benchmark's driver and the engines that it compares agree on. */
#ifndef BENCH_H
#define BENCH_H

#include <stddef.h>

struct workload {
	const char *folder; /* as make_models.py leaves it */
	char method[64];
	size_t rows, columns, width;
	float *x;         /* [rows, columns] */
	double *expected; /* [rows, width]: scikit-learn's */
};

struct engine {
	const char *name;
	/* Opens the workload's model; NULL where it does not apply. `threads`: of one call. */
	void *(*open) (const struct workload *workload, unsigned threads);
	/* Answers rows first … first + rows - 1 into the engine's own memory. */
	void (*run) (void *self, size_t first, size_t rows);
	/* Seconds that `calls` such calls take, of `rows` rows each, all others; NULL: the driver's loop over `run` is timed. */
	double (*time) (void *self, size_t rows, size_t calls);
	/* What the last run answered: element `column` of its row. */
	double (*answer) (void *self, size_t row, size_t column);
	void (*close) (void *self);
};

extern const struct engine bench_skops, bench_onnxruntime, bench_treelite, bench_python;

/* "FOLDER/NAME" in a buffer of the caller's. */
const char *bench_path (char *out, size_t size, const struct workload *workload, const char *name);

#endif
