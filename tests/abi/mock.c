/* SPDX-License-Identifier: BSD-3-Clause */
/* A plugin that serves mocklib.Mock, built once as it should be and once for each way to be wrong: MOCK names the way. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

struct mock {
	double alpha;
};

#if MOCK == MEMBER
#define MOCK_FIELD { .name = "alpha", .kind = SKOPS_KIND_FLOAT, .offset = 0, .size = 4 }
#elif MOCK == OFFSET
#define MOCK_FIELD { .name = "alpha", .kind = SKOPS_KIND_FLOAT, .offset = 800, .size = 8 }
#else
#define MOCK_FIELD SKOPS_FLOAT (struct mock, alpha, .flags = SKOPS_PARAMETER)
#endif

static const struct skops_field fields[] = { MOCK_FIELD };

static const struct skops_table table = {
	.size = sizeof (struct skops_table) - (MOCK == TABLE_SIZE), .field_size = sizeof (struct skops_field) - (MOCK == STRIDE ? 8 : 0),
	.count = 1, .struct_size = sizeof (struct mock), .fields = fields,
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
	for (size_t r = 0; r < x->rows; r++)
		skops_row (out, r)[0] = self->alpha;
	return SKOPS_OK;
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	struct skops_method *method = skops_method_add (call, "predict", run_predict);

	(void) state;
	if (!method)
		return SKOPS_NO_MEMORY;
	method->flags = SKOPS_TAKES_ANY_WIDTH;
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
	return skops_fail (call, SKOPS_UNSUPPORTED, "a mock has no importances");
}

static const struct skops_predict predict = { .size = sizeof predict - (MOCK == FACET_SIZE), .table = &table, .describe = describe };
static const struct skops_importances importances = { .size = sizeof importances, .table = &table, .matrix = matrix };

static const struct skops_handler handler = {
	.size = sizeof handler - (MOCK == HANDLER_SIZE), .module = "mocklib", .class_name = MOCK == LESS_TYPES ? "Another" : "Mock", .loader = "ObjectNode",
	.predict = &predict, .importances = MOCK == OTHER_FACETS ? &importances : NULL,
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
	return MOCK == NO_DESCRIPTOR ? NULL : &plugin;
}
