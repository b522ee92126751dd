/* SPDX-License-Identifier: BSD-3-Clause */
/* Trees for a graph are refused for all that a forest is refused for. */
#include <math.h>

#include "config.h"

#include "mock-frame.h"
#include "model/convert.h"

static struct mock mock;
static struct skops_call *call;
static struct skops_convert convert;
static struct skops_tensor x;

static void setup (void)
{
	call = mock_open (&mock, false);
	mock.frame.call.host = &skops_host_table;
	convert = (struct skops_convert) { .err = &mock.err, .arena = mock.frame.arena, .graph = skops_graph_new (mock.frame.arena), .wide = true };
	mock.frame.convert = &convert;
	mock.frame.scratch = skops_arena_new (SIZE_MAX);
	x = skops_graph_input (&mock.err, convert.graph, "X", SKOPS_TENSOR_DOUBLE, 2);
	cr_assert (x.id);
}

static void teardown (void)
{
	skops_graph_free (convert.graph);
	mock_close (&mock);
}

TestSuite (onnx_trees, .init = setup, .fini = teardown);

static const int32_t left[] = { 1, -1, -1 }, right[] = { 2, -1, -1 }, feature[] = { 1, -2, -2 }, first[] = { 0, -1, -1 };
static const double threshold[] = { 0.5, -2, -2 }, values[] = { 0, 1, 2 };
static const uint32_t bitsets[8] = { 6 };
static const struct skops_forest_options options = { .size = sizeof options, .compare = SKOPS_COMPARE_F8, .features = 2, .width = 1 };

static struct skops_tree_source stump (void)
{
	return (struct skops_tree_source) { .nodes = 3, .left = left, .right = right, .feature = feature, .threshold = threshold, .values = values };
}

static bool taken (struct skops_tree_source tree)
{
	mock.err.status = SKOPS_OK;
	return skops_host_onnx_trees (call, &tree, 1, &options, (struct skops_tensor) { 0 }, x).id;
}

Test (onnx_trees, broken_trees_are_refused)
{
	static const int32_t far[] = { 9, -1, -1 }, missing[] = { 2, -2, -2 }, loop[] = { 0, -1, -1 }, other[] = { 1, -1, -1 }, odd[] = { -2, -1, -1 };
	static const double nan[] = { NAN, 0, 0 };
	struct skops_tree_source tree = stump ();

	cr_expect (taken (tree), "%s", mock.err.message);
	tree.right = left;
	cr_expect_not (taken (tree), "one child twice");
	tree.right = far;
	cr_expect_not (taken (tree), "a child that is not there");
	tree = stump ();
	tree.left = loop;
	cr_expect_not (taken (tree), "a loop");
	tree = stump ();
	tree.feature = missing;
	cr_expect_not (taken (tree), "a feature that is not there");
	cr_expect_eq (mock.err.status, SKOPS_BAD_FILE);
	tree = stump ();
	tree.threshold = nan;
	cr_expect_not (taken (tree), "a threshold that is not a number");
	tree = stump ();
	tree.category = other;
	tree.bitsets = bitsets;
	tree.n_bitsets = 1;
	cr_expect_not (taken (tree), "a set that is not there");
	tree.category = odd;
	cr_expect_not (taken (tree), "a set below none");
	tree = stump ();
	tree.nodes = 0;
	cr_expect_not (taken (tree), "no nodes");
}

/* The set is { 1, 2 }: behind missing values that go left, all others are on the other side. */
Test (onnx_trees, all_categories_are_known)
{
	static const uint8_t missing_left[] = { 1, 0, 0 };
	struct skops_tree_source tree = stump ();
	const struct skops_graph_node *node = NULL;
	size_t members = 0;

	tree.category = first;
	tree.bitsets = bitsets;
	tree.n_bitsets = 1;
	tree.missing_left = missing_left;
	cr_assert (taken (tree), "%s", mock.err.message);
	for (size_t i = 0; i < convert.graph->n_nodes; i++)
		if (!strcmp (convert.graph->nodes[i].op, "TreeEnsemble"))
			node = &convert.graph->nodes[i];
	cr_assert_not_null (node);
	for (size_t i = 0; i < node->n_attributes; i++)
		if (!strcmp (node->attributes[i].name, "membership_values"))
			members = skops_graph_value (convert.graph, node->attributes[i].tensor)->elements;
	cr_assert_eq (members, 254 + 1);
}
