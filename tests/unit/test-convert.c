/* SPDX-License-Identifier: BSD-3-Clause */
/* One step of a conversion, by a converter of this file: what counts as its refusal, and that its own memory is not written to. */
#include "config.h"

#include <criterion/criterion.h>
#include <string.h>

#include "model/convert.h"
#include "model/frame.h"
#include "tree/node.h"

static struct skops_error err;
static struct skops_limits limits;
static struct skops_model model;
static struct skops_convert convert;
static struct skops_tensor own, before; /* what the converter answers with, and what it was */

static enum skops_status support (struct skops_call *call, const void *state, const char *method)
{
	(void) state;
	return strcmp (method, "fails") ? SKOPS_OK : skops_fail (call, SKOPS_UNSUPPORTED, "of another shape");
}

/* Row by row: [N]. */
static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	(void) state;
	(void) method;
	own = before = skops_onnx_axis (call, "Squeeze", x->parts[0], 1);
	*out = (struct skops_columns) { &own, 1 };
	return SKOPS_OK;
}

static const struct skops_onnx facet = { .size = sizeof facet, .support = support, .emit = emit };
static const struct skops_handler handler = { .size = sizeof handler, .onnx = &facet };
static struct skops_node node = { .target = &node };
static int state;
static struct skops_child child;
static struct skops_output output;
static struct skops_method_entry entries[2];
static const struct skops_method_entry *const methods[] = { &entries[0], &entries[1] };

/* The step's report after a call of its method. */
static const struct skops_convert_reason *reasons_after (const char *method, struct skops_columns *out)
{
	struct skops_tensor x = skops_graph_input (&err, convert.graph, "X", SKOPS_TENSOR_DOUBLE, 1);

	cr_assert_eq (skops_convert_run (&convert, &child, method, &(struct skops_columns) { &x, 1 }, out), SKOPS_OK, "%s", err.message);
	cr_assert_eq (convert.n_steps, 1);
	return convert.steps[0].reasons;
}

static void setup (void)
{
	limits = skops_limits_default;
	model = (struct skops_model) { .arena = skops_arena_new (SIZE_MAX), .limits = &limits };
	output = (struct skops_output) { .width = 1 };
	for (int i = 0; i < 2; i++)
		entries[i] = (struct skops_method_entry) { .method = { .name = i ? "fails" : "works", .features = 1, .outputs = &output, .n_outputs = 1 }, .owner = &child };
	child = (struct skops_child) { .node = &node, .type = "mine:Mine", .methods = (const struct skops_method_entry **) (uintptr_t) methods, .n_methods = 2 };
	child.facets[SKOPS_FACET_ONNX] = (struct skops_child_facet) { &handler, &state };
	convert = (struct skops_convert) { .err = &err, .model = &model, .arena = skops_arena_new (SIZE_MAX), .scratch = skops_arena_new (SIZE_MAX), .made = skops_map_new (16) };
	convert.graph = skops_graph_new (convert.arena);
}

static void teardown (void)
{
	skops_convert_free (&convert);
	skops_arena_free (model.arena);
}

TestSuite (convert, .init = setup, .fini = teardown);

Test (convert, an_error_of_support_is_a_refusal_behind_others_too)
{
	struct skops_columns out;

	convert.refused = true;
	cr_assert_not_null (reasons_after ("fails", &out));
	cr_assert_not_null (strstr (convert.steps[0].reasons->why, "of another shape"));
}

Test (convert, parts_stay_as_the_plugin_made_them)
{
	struct skops_columns out;

	cr_assert_null (reasons_after ("works", &out));
	cr_assert_eq (out.parts[0].rank, 2, "a flat answer becomes a column");
	cr_assert_eq (memcmp (&own, &before, sizeof own), 0);
}
