/* SPDX-License-Identifier: BSD-3-Clause */
/* Graphs of ONNX: equal nodes are one and unequal ones are not, what leads nowhere is refused, and made names are nobody's. */
#include <criterion/criterion.h>
#include <string.h>

#include "config.h"

#include <onnx.pb-c.h>

#include "out/graph.h"

static struct skops_arena *arena;
static struct skops_graph *graph;
static struct skops_error err;
static struct skops_tensor x, y, text, integer;

static void setup (void)
{
	static const int64_t one[1] = { 1 }, axis[1] = { 0 };

	arena = skops_arena_new (SIZE_MAX);
	graph = skops_graph_new (arena);
	memset (&err, 0, sizeof err);
	x = skops_graph_input (&err, graph, "t4", SKOPS_TENSOR_DOUBLE, 1);
	y = skops_graph_input (&err, graph, "v4", SKOPS_TENSOR_DOUBLE, 1);
	text = skops_graph_input (&err, graph, "c3", SKOPS_TENSOR_STRING, 1);
	integer = skops_graph_constant (&err, graph, SKOPS_TENSOR_INT64, 1, one, axis);
	cr_assert (x.id && y.id && text.id && integer.id);
}

static void teardown (void)
{
	skops_graph_free (graph);
	skops_arena_free (arena);
}

TestSuite (graph, .init = setup, .fini = teardown);

static enum skops_status node (const char *domain, const char *op, const struct skops_tensor *inputs, size_t n_inputs, const struct skops_attribute *attributes, size_t n_attributes,
                               struct skops_tensor *outputs, size_t n_outputs)
{
	err.status = SKOPS_OK;
	return skops_graph_node (&err, graph, domain, op, inputs, n_inputs, attributes, n_attributes, outputs, n_outputs);
}

static struct skops_tensor op (const char *name, struct skops_tensor a, struct skops_tensor b)
{
	struct skops_tensor inputs[2] = { a, b }, out = { 0 };

	cr_assert_eq (node ("", name, inputs, b.id ? 2 : 1, NULL, 0, &out, 1), SKOPS_OK, "%s: %s", name, err.message);
	return out;
}

static const struct skops_tensor nothing;

Test (graph, equal_nodes_are_one)
{
	struct skops_tensor one[1] = { { .type = SKOPS_TENSOR_DOUBLE, .rank = 2, .dims = { -1, 1 } } }, two[2] = { one[0], one[0] }, other[1] = { one[0] };

	cr_assert_eq (op ("Add", x, y).id, op ("Add", x, y).id);
	cr_assert_neq (op ("Add", x, y).id, op ("Add", y, x).id);
	cr_assert_eq (node ("mine", "Odd", &x, 1, NULL, 0, one, 1), SKOPS_OK);
	cr_assert_eq (node ("mine", "Odd", &x, 1, NULL, 0, two, 2), SKOPS_OK);
	cr_assert_neq (one[0].id, two[0].id, "another number of outputs");
	cr_assert (two[1].id && two[1].id != y.id);
	other[0].type = SKOPS_TENSOR_INT64;
	cr_assert_eq (node ("mine", "Odd", &x, 1, NULL, 0, other, 1), SKOPS_OK);
	cr_assert_neq (one[0].id, other[0].id, "another type stated");
	cr_assert_eq (other[0].type, SKOPS_TENSOR_INT64);
}

Test (graph, numbers_of_inputs_and_outputs)
{
	struct skops_tensor out[2] = { { 0 } }, inputs[3] = { op ("IsNaN", x, nothing), nothing, nothing }, parts[2] = { x, nothing };

	cr_assert_eq (node ("", "Abs", &x, 1, NULL, 0, out, 2), SKOPS_UNSUPPORTED);
	cr_assert_eq (node ("", "TopK", (struct skops_tensor[]) { x, integer }, 2, NULL, 0, out, 1), SKOPS_UNSUPPORTED);
	cr_assert_eq (node ("", "Where", inputs, 3, NULL, 0, out, 1), SKOPS_UNSUPPORTED);
	cr_assert_eq (node ("", "Concat", parts, 2, &(struct skops_attribute) { .name = "axis", .kind = SKOPS_ATTRIBUTE_INT, .i = 1 }, 1, out, 1), SKOPS_UNSUPPORTED);
	cr_assert_eq (node ("", "Clip", (struct skops_tensor[]) { x, nothing, y }, 3, NULL, 0, out, 1), SKOPS_OK, "%s", err.message);
}

Test (graph, attributes)
{
	static const int64_t perm[2] = { 1, 0 };
	static const int64_t empty[1] = { 0 };
	struct skops_attribute attribute = { .name = "mine", .kind = 8 };
	struct skops_tensor out[1] = { { 0 } }, axes = skops_graph_constant (&err, graph, SKOPS_TENSOR_INT64, 1, empty, perm);

	cr_assert_eq (node ("", "Abs", &x, 1, &attribute, 1, out, 1), SKOPS_UNSUPPORTED);
	attribute.kind = 0;
	cr_assert_eq (node ("", "Abs", &x, 1, &attribute, 1, out, 1), SKOPS_UNSUPPORTED);
	attribute = skops_attribute_ints ("mine", NULL, 3);
	cr_assert_eq (node ("", "Abs", &x, 1, &attribute, 1, out, 1), SKOPS_UNSUPPORTED);
	attribute = skops_attribute_tensor ("mine", x);
	cr_assert_eq (node ("", "Abs", &x, 1, &attribute, 1, out, 1), SKOPS_UNSUPPORTED, "no constant");
	attribute = skops_attribute_tensor ("mine", integer);
	cr_assert_eq (node ("", "Abs", &x, 1, &attribute, 1, out, 1), SKOPS_OK);
	attribute = skops_attribute_int ("perm", 2);
	attribute.count = 2;
	cr_assert_eq (node ("", "Transpose", &x, 1, &attribute, 1, out, 1), SKOPS_UNSUPPORTED);
	attribute = skops_attribute_ints ("perm", perm, 2);
	cr_assert_eq (node ("", "Transpose", &x, 1, &attribute, 1, out, 1), SKOPS_OK);
	cr_assert_eq (node ("", "ReduceSum", (struct skops_tensor[]) { x, axes }, 2, NULL, 0, out, 1), SKOPS_UNSUPPORTED);
	cr_assert_eq (node ("", "Squeeze", (struct skops_tensor[]) { x, axes }, 2, NULL, 0, out, 1), SKOPS_UNSUPPORTED);
	cr_assert_eq (node ("", "Unsqueeze", (struct skops_tensor[]) { x, axes }, 2, NULL, 0, out, 1), SKOPS_UNSUPPORTED);
}

Test (graph, names)
{
	struct skops_buffer bytes = { 0 };
	struct skops_tensor sum = op ("Add", op ("Add", x, y), op ("Squeeze", op ("Unsqueeze", y, integer), integer));
	Onnx__GraphProto *made;
	Onnx__ModelProto *model;

	cr_assert_eq (skops_graph_output (&err, graph, sum, "v4"), SKOPS_UNSUPPORTED, "an input's name");
	err.status = SKOPS_OK;
	cr_assert_eq (skops_graph_output (&err, graph, sum, "variable"), SKOPS_OK);
	cr_assert_eq (skops_graph_write (&err, &bytes, graph, 21), SKOPS_OK, "%s", err.message);
	model = onnx__model_proto__unpack (NULL, bytes.size, (const uint8_t *) bytes.data);
	cr_assert_not_null (model);
	made = model->graph;
	cr_assert_eq (made->n_input, 2);
	cr_assert_str_eq (made->input[0]->name, "t4");
	cr_assert_str_eq (made->output[0]->name, "variable");
	cr_assert_eq (made->n_node, 5);
	for (size_t i = 0; i < made->n_node; i++) {
		const char *name = made->node[i]->output[0];
		for (size_t n = 0; n < made->n_input; n++)
			cr_assert_str_neq (name, made->input[n]->name);
		for (size_t n = 0; n < made->n_initializer; n++)
			cr_assert_str_neq (name, made->initializer[n]->name);
		for (size_t n = 0; n < i; n++)
			cr_assert_str_neq (name, made->node[n]->output[0]);
	}
	onnx__model_proto__free_unpacked (model, NULL);
	skops_buffer_free (&bytes);
}

Test (graph, opsets)
{
	struct skops_buffer bytes = { 0 };

	cr_assert_eq (skops_graph_output (&err, graph, op ("Equal", x, y), "numbers"), SKOPS_OK);
	cr_assert_eq (skops_graph_write (&err, &bytes, graph, 18), SKOPS_OK);
	cr_assert_eq (skops_graph_output (&err, graph, op ("Equal", text, text), "texts"), SKOPS_OK);
	cr_assert_eq (skops_graph_write (&err, &bytes, graph, 19), SKOPS_OK);
	cr_assert_eq (skops_graph_write (&err, &bytes, graph, 18), SKOPS_UNSUPPORTED);
	cr_assert_not_null (strstr (err.message, "opset 19"));
	skops_buffer_free (&bytes);
}
