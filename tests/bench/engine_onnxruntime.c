/* SPDX-License-Identifier: BSD-3-Clause */
/* onnxruntime through its C interface, as favourably as it goes: rows are handed over where they are, probabilities alone are asked for, into memory that is there. */
#include <dlfcn.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench.h"
#include "onnxruntime_c_api.h"

struct self {
	const struct workload *workload;
	const OrtApi *api;
	OrtEnv *env;
	OrtSession *session;
	OrtMemoryInfo *memory;
	float *out;
};

static void must (const struct self *self, OrtStatus *status)
{
	if (!status)
		return;
	fprintf (stderr, "onnxruntime: %s\n", self->api->GetErrorMessage (status));
	abort ();
}

/* The library in the Python package of the benchmark's folder. */
static const OrtApi *load (const struct workload *workload)
{
	char pattern[1024];
	glob_t found;
	void *library = NULL;
	const OrtApiBase *(*base) (void);

	bench_path (pattern, sizeof pattern, workload, "../../venv/lib/python3*/site-packages/onnxruntime/capi/libonnxruntime.so.*");
	if (!glob (pattern, 0, NULL, &found))
		library = dlopen (found.gl_pathv[0], RTLD_NOW);
	globfree (&found);
	if (!library)
		return NULL;
	*(void **) &base = dlsym (library, "OrtGetApiBase");
	return base ? base ()->GetApi (ORT_API_VERSION) : NULL;
}

static void *open_it (const struct workload *workload, unsigned threads)
{
	struct self *self = calloc (1, sizeof *self);
	OrtSessionOptions *options;
	char path[1024];

	self->workload = workload;
	self->api = load (workload);
	if (!self->api) {
		free (self);
		return NULL;
	}
	self->out = malloc (workload->rows * workload->width * sizeof *self->out);
	must (self, self->api->CreateEnv (ORT_LOGGING_LEVEL_ERROR, "bench", &self->env));
	must (self, self->api->CreateSessionOptions (&options));
	must (self, self->api->SetIntraOpNumThreads (options, (int) threads));
	must (self, self->api->SetInterOpNumThreads (options, 1));
	must (self, self->api->SetSessionGraphOptimizationLevel (options, ORT_ENABLE_ALL));
	must (self, self->api->CreateSession (self->env, bench_path (path, sizeof path, workload, "model.onnx"), options, &self->session));
	must (self, self->api->CreateCpuMemoryInfo (OrtArenaAllocator, OrtMemTypeDefault, &self->memory));
	self->api->ReleaseSessionOptions (options);
	return self;
}

static OrtValue *tensor (const struct self *self, float *data, size_t rows, size_t columns)
{
	int64_t shape[2] = { (int64_t) rows, (int64_t) columns };
	OrtValue *out;

	must (self, self->api->CreateTensorWithDataAsOrtValue (self->memory, data, rows * columns * sizeof *data, shape, 2, ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, &out));
	return out;
}

static void run (void *data, size_t first, size_t rows)
{
	struct self *self = data;
	const char *input = "X", *output = "probabilities";
	OrtValue *in = tensor (self, self->workload->x + first * self->workload->columns, rows, self->workload->columns);
	OrtValue *out = tensor (self, self->out, rows, self->workload->width);

	must (self, self->api->Run (self->session, NULL, &input, (const OrtValue *const *) &in, 1, &output, 1, &out));
	self->api->ReleaseValue (in);
	self->api->ReleaseValue (out);
}

static double answer (void *data, size_t row, size_t column)
{
	struct self *self = data;

	return (double) self->out[row * self->workload->width + column];
}

static void close_it (void *data)
{
	struct self *self = data;

	self->api->ReleaseMemoryInfo (self->memory);
	self->api->ReleaseSession (self->session);
	self->api->ReleaseEnv (self->env);
	free (self->out);
	free (self);
}

const struct engine bench_onnxruntime = { .name = "onnxruntime", .open = open_it, .run = run, .answer = answer, .close = close_it };
