/* SPDX-License-Identifier: BSD-3-Clause */
/* A plugin that serves mocklib.Mock, built once as it should be and once for each way to be wrong: MOCK names the way. */
#include <fenv.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "skops/plugin.h"

/* The ways, as the preprocessor compares them. */
#define GOOD 0
#define MAGIC 1
#define MAJOR 2
#define MINOR 3
#define DESCRIPTOR_SIZE 4
#define HANDLER_SIZE 5
#define FACET_SIZE 6
#define STRIDE 7
#define TABLE_SIZE 8
#define MEMBER 9
#define OFFSET 10
#define NO_DESCRIPTOR 11
#define UNDEFINED 12
#define NO_ENTRY 13
#define LESS_TYPES 14
#define OTHER_NAME 15
#define OTHER_VERSION 16
#define OTHER_FACETS 17
#define CONSTRUCTOR 18
#define SILENT 19
#define UNWRITTEN 20
#define BAD_CSR 21
#define SURPRISE_EDGE 22
/* What only a trial shows: tests/abi/kit.sh. */
#define CRASH_OPEN 30
#define CRASH_BUILD 31
#define CRASH_APPLY 32
#define CALLS_EXIT 33
#define ENDLESS 34
#define HOG 35
#define PRINTS 36
#define KEEPS_STATE 37
#define WRITES_MODEL 38
#define BATCH 39
#define RACE 40
#define WRITES_INPUT 41
#define HALF_WRITTEN 42
#define READS_SCRATCH 43
#define WRONG_WIDTH 44
#define OTHER_BINDS 45
#define ONNX_WIDTH 46
#define ONNX_SILENT 47
#define SETS_LOCALE 48
#define SETS_FOLDER 49
#define SETS_MASK 50
#define SETS_SIGNAL 51
#define SETS_ENVIRONMENT 52
#define SETS_ROUNDING 53
#define LEAKS 54
#define LEAKS_MODEL 55
#define REFUSES_NAN 56
#define BAD_LABEL 57
#define NO_INTEGER 58
#define MORE_NAMES 59
#define BAD_IMPORTANCES 60
#define BAD_CARD 61
#define ONNX_GOOD 62
#define ONNX_OPERATOR 63
#define FLOODS 64
#define NAMES_IN_APPLY 65
#define NO_CHAIN 66
#define HANDS_ON 67
#define NOT_ROUNDED 68
#define FINDS_NOTHING 69
#define PRINTS_ON 70
#define HAS_ONNX (MOCK == ONNX_GOOD || MOCK == ONNX_OPERATOR || MOCK == ONNX_WIDTH || MOCK == ONNX_SILENT)

struct mock {
	double alpha;
	double beta;
};

#if MOCK == MEMBER
#define MOCK_FIELD { .name = "alpha", .kind = SKOPS_KIND_FLOAT, .offset = 0, .size = 4 }
#elif MOCK == OFFSET
#define MOCK_FIELD { .name = "alpha", .kind = SKOPS_KIND_FLOAT, .offset = 800, .size = 8 }
#else
#define MOCK_FIELD SKOPS_FLOAT (struct mock, alpha, .flags = SKOPS_PARAMETER)
#endif

static const struct skops_field fields[] = {
	MOCK_FIELD,
#if MOCK == OTHER_BINDS
	SKOPS_FLOAT (struct mock, beta, .flags = SKOPS_OPTIONAL, .otherwise = 0),
#endif
};

static const struct skops_table table = {
	.size = sizeof (struct skops_table) - (MOCK == TABLE_SIZE), .field_size = sizeof (struct skops_field) - (MOCK == STRIDE ? 8 : 0),
	.count = sizeof fields / sizeof *fields, .struct_size = sizeof (struct mock), .fields = fields,
};

#if MOCK == CONSTRUCTOR
/* Leaves a trace when the library is opened. */
__attribute__ ((constructor)) static void on_open (void)
{
	const char *path = getenv ("MOCK_TRACE");
	FILE *file = path ? fopen (path, "w") : NULL;

	if (file)
		fclose (file);
}
#endif

#if MOCK == UNDEFINED
extern int nobody_defines_this (void);
#endif

/* Global state: what no plugin has. */
static double kept;

static void crash (void)
{
	volatile int *volatile nowhere = NULL;

	*nowhere = 1;
}

/* What is the process's and not a plugin's. */
static void meddle (void)
{
	if (MOCK == PRINTS)
		printf ("hello\n");
	if (MOCK == SETS_LOCALE)
		setlocale (LC_ALL, "C.UTF-8");
	if (MOCK == SETS_FOLDER && chdir ("/"))
		abort ();
	if (MOCK == SETS_MASK)
		umask (0123);
	if (MOCK == SETS_SIGNAL)
		signal (SIGUSR1, SIG_IGN);
	if (MOCK == SETS_ENVIRONMENT)
		setenv ("MOCK_WAS_HERE", "1", 1);
	if (MOCK == SETS_ROUNDING)
		fesetround (FE_UPWARD);
}

/* The C library's one buffer for dates, which another thread overwrites. */
static double through_a_buffer (double number)
{
	time_t seconds = (time_t) (number * 1e6);
	struct tm *shared = gmtime (&seconds);

	usleep (200);
	return (double) timegm (shared);
}

/* The rows by themselves, in all the wrong ways. */
static enum skops_status answer (struct skops_call *call, const struct mock *self, const struct skops_block *x, struct skops_block *out)
{
	double *scratch = skops_scratch (call, 4, sizeof *scratch);

	if (!scratch)
		return SKOPS_NO_MEMORY;
	meddle ();
	if (MOCK == CRASH_APPLY)
		crash ();
	if (MOCK == CALLS_EXIT)
		exit (0);
	for (volatile int i = 0; MOCK == ENDLESS; i = !i)
		;
	while (MOCK == HOG)
		*(volatile char *) malloc (16 << 20) = 1;
	while (MOCK == PRINTS_ON) {
		static const char zeros[1 << 20];

		if (write (1, zeros, sizeof zeros) < 0)
			exit (1);
	}
	while (MOCK == FLOODS)
		if (write (3, call, sizeof *call) < 0)
			exit (1);
	if (MOCK == LEAKS)
		*(volatile char *) malloc (100) = 1;
	if (MOCK == WRITES_MODEL)
		((struct mock *) (uintptr_t) self)->beta += 1;
	if (MOCK == WRITES_INPUT)
		skops_row (x, 0)[0] = 7;
	if (MOCK == WRONG_WIDTH)
		out->width = 2;
	if (MOCK == NAMES_IN_APPLY && skops_name_add (call, "a"))
		return SKOPS_UNFIT;
	for (size_t r = 0; r < x->rows; r++) {
		double *to = skops_row (out, r);
		if (MOCK == HALF_WRITTEN && r % 2)
			continue;
		if (MOCK == REFUSES_NAN && skops_row (x, r)[0] != skops_row (x, r)[0])
			return skops_fail_at (call, SKOPS_UNFIT, r, 0, "a NaN");
		to[0] = MOCK == KEEPS_STATE ? (kept += 1) : MOCK == BATCH ? (double) x->rows : MOCK == RACE ? through_a_buffer (skops_row (x, r)[0])
			: MOCK == READS_SCRATCH ? scratch[1] : MOCK == BAD_LABEL ? 5 : MOCK == NOT_ROUNDED ? 0.1 : self->alpha;
	}
	return SKOPS_OK;
}

static enum skops_status run_predict (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct mock *self = state;

	if (MOCK == SILENT)
		return SKOPS_UNFIT;
	if (MOCK == UNWRITTEN)
		return SKOPS_OK;
	if (MOCK == SURPRISE_EDGE)
		return skops_run (call, 3, x, out);
	if (MOCK == BAD_CSR) {
		if (skops_reserve (call, out, 0, 1))
			return SKOPS_NO_MEMORY;
		out->indices[0] = 77;
		out->f8[0] = 1;
		for (size_t r = 0; r < x->rows; r++)
			out->indptr[r + 1] = 1;
		return SKOPS_OK;
	}
#if MOCK == UNDEFINED
	return nobody_defines_this ();
#endif
	return answer (call, self, x, out);
}

static enum skops_status build (struct skops_call *call, void *state)
{
	(void) call;
	(void) state;
	if (MOCK == CRASH_BUILD)
		crash ();
	if (MOCK == LEAKS_MODEL)
		*(volatile char *) malloc (100) = 1;
	return SKOPS_OK;
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	static const struct skops_value label = { .kind = SKOPS_IS_INT, .i = 3 };
	static const struct skops_values classes = { .items = &label, .count = 1, .dtype = SKOPS_I8, .rank = 1, .dims = { 1 } };
	static const struct skops_values *const labels[] = { &classes };
	struct skops_method *method = skops_method_add (call, MOCK == MORE_NAMES ? "transform" : "predict", MOCK == NO_CHAIN || MOCK == HANDS_ON ? NULL : run_predict);

	(void) state;
	if (!method)
		return SKOPS_NO_MEMORY;
	method->flags = MOCK == REFUSES_NAN ? SKOPS_TAKES_NAN : MOCK == NOT_ROUNDED ? SKOPS_ROUNDED : MOCK == FINDS_NOTHING ? SKOPS_FINDS_INFINITE : 0;
	if (MOCK == NOT_ROUNDED)
		method->outputs[0].dtype = SKOPS_FOLLOW;
	if (MOCK == HANDS_ON) {
		method->outputs[0] = (struct skops_output) { .width = -1, .form = SKOPS_ANY, .dtype = SKOPS_DECIDED };
		method->flags = SKOPS_TAKES_ANY_WIDTH;
		return SKOPS_OK;
	}
	if (MOCK == BAD_LABEL)
		method->outputs[0].labels = labels;
	if (MOCK == NO_INTEGER)
		method->outputs[0].dtype = SKOPS_I8;
	method->outputs[0].flat = true;
	if (MOCK == UNWRITTEN)
		method->outputs[0].form = SKOPS_ANY;
	if (MOCK == BAD_CSR)
		method->outputs[0].form = SKOPS_CSR;
	return SKOPS_OK;
}

static enum skops_status matrix (struct skops_call *call, const void *state, struct skops_array *out)
{
	(void) state;
	(void) out;
	if (MOCK == BAD_IMPORTANCES)
		return SKOPS_OK;
	return skops_fail (call, SKOPS_UNSUPPORTED, "a mock has no importances");
}

static enum skops_status names (struct skops_call *call, const void *state, const struct skops_names *in)
{
	(void) state;
	(void) in;
	return skops_names_counted (call, 2);
}

static enum skops_status support (struct skops_call *call, const void *state, const char *method)
{
	(void) call;
	(void) state;
	(void) method;
	return MOCK == ONNX_SILENT ? SKOPS_UNSUPPORTED : SKOPS_OK;
}

static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	struct skops_tensor dense = skops_onnx_dense (call, x), twice[2] = { dense, dense };

	(void) state;
	(void) method;
	return skops_onnx_answer (call, out, MOCK == ONNX_WIDTH ? skops_onnx_along (call, "Concat", twice, 2, 1) : skops_onnx_1 (call, MOCK == ONNX_OPERATOR ? "Negg" : "Neg", dense));
}

static enum skops_status sections (struct skops_call *call, const void *state)
{
	(void) call;
	(void) state;
	return SKOPS_UNSUPPORTED;
}

static const struct skops_predict predict = { .size = sizeof predict - (MOCK == FACET_SIZE), .table = &table, .build = build, .describe = describe, .names = MOCK == MORE_NAMES ? names : NULL };
static const struct skops_importances importances = { .size = sizeof importances, .table = &table, .build = build, .matrix = matrix };
static const struct skops_onnx onnx = { .size = sizeof onnx, .table = &table, .build = build, .support = support, .emit = emit };
static const struct skops_card card = { .size = sizeof card, .table = &table, .build = build, .sections = sections };

static const struct skops_handler handler = {
	.size = sizeof handler - (MOCK == HANDLER_SIZE), .module = "mocklib", .class_name = MOCK == LESS_TYPES ? "Another" : "Mock", .loader = "ObjectNode",
	.predict = &predict, .importances = MOCK == OTHER_FACETS || MOCK == BAD_IMPORTANCES ? &importances : NULL, .onnx = HAS_ONNX ? &onnx : NULL,
	.card = MOCK == BAD_CARD ? &card : NULL,
};

static const struct skops_handler *const handlers[] = { &handler, NULL };

static const struct skops_plugin plugin = {
	.magic = MOCK == MAGIC ? 0x6b6f6f6cu : SKOPS_PLUGIN_MAGIC,
	.abi_major = SKOPS_ABI_MAJOR + (MOCK == MAJOR), .abi_minor = SKOPS_ABI_MINOR + (MOCK == MINOR),
	.size = sizeof plugin - (MOCK == DESCRIPTOR_SIZE),
	.name = MOCK == OTHER_NAME ? "another" : "mock", .version = MOCK == OTHER_VERSION ? "2" : "1", .handlers = handlers,
};

#if MOCK == NO_ENTRY
__attribute__ ((visibility ("default"))) const struct skops_plugin *some_other_entry (void);
const struct skops_plugin *some_other_entry (void)
#else
const struct skops_plugin *skops_plugin_query (void)
#endif
{
	if (MOCK == CRASH_OPEN)
		crash ();
	return MOCK == NO_DESCRIPTOR ? NULL : &plugin;
}
