/* SPDX-License-Identifier: BSD-3-Clause */
/* RandomTreesEmbedding: the leaves of a forest, one-hot encoded by the encoder that it holds. Source: sklearn/ensemble/_forest.py. */
#include <string.h>

#include "trees.h"

SKOPS_TABLE (table, struct forest,
	SKOPS_INT (struct forest, n_outputs_, .dims = "O", .flags = SKOPS_INDEX),
	SKOPS_DIM (struct forest, n_features, "F"),
	SKOPS_LIST (struct forest, estimators_, &forest_regressor, .dims = "T"),
	SKOPS_CHILD (struct forest, one_hot_encoder_, .flags = 0));

static enum skops_status transform (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct forest *self = state;
	struct skops_block leaves = { .form = SKOPS_DENSE, .dtype = SKOPS_I8, .rows = x->rows, .width = self->trees.count, .stride = self->trees.count, .first = x->first };
	enum skops_status status;

	leaves.f8 = skops_scratch (call, leaves.rows * leaves.width, sizeof *leaves.f8);
	status = leaves.f8 ? trees_apply (call, state, x, &leaves) : SKOPS_NO_MEMORY;
	return status ? status : skops_run (call, 0, &leaves, out);
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	static const struct skops_edge from_step = { .source = SKOPS_FROM_STEP };
	const struct forest *self = state;
	const struct skops_method *encoder = skops_child_method (call, self->one_hot_encoder_.child, "transform");
	struct skops_method *method = trees_method (call, &self->trees, "transform", transform);

	if (!method)
		return SKOPS_NO_MEMORY;
	if (encoder) {
		method->outputs[0] = encoder->outputs[0];
		method->outputs[0].dtype = SKOPS_DECIDED;
		if (method->outputs[0].form != SKOPS_DENSE)
			method->outputs[0].form = SKOPS_ANY;
	}
	if (skops_edge_add (call, method, self->one_hot_encoder_.child, "transform", &from_step))
		return SKOPS_UNSUPPORTED;
	return trees_describe_nodes (call, &self->trees);
}

/* The encoder names a column by its input and the leaf. */
static enum skops_status names (struct skops_call *call, const void *state, const struct skops_names *in)
{
	static const char prefix[] = "randomtreesembedding_";
	const struct forest *self = state;
	struct skops_text *items = skops_scratch (call, self->trees.count, sizeof *items);
	struct skops_names trees = { items, self->trees.count };
	struct skops_value number = { .kind = SKOPS_IS_INT };

	(void) in;
	if (!items)
		return SKOPS_NO_MEMORY;
	for (size_t t = 0; t < trees.count; t++) {
		struct skops_text digits;
		char *name;

		number.i = (int64_t) t;
		if (skops_value_text (call, &digits, &number, SKOPS_I8) || !(name = skops_scratch (call, sizeof prefix + digits.size, 1)))
			return SKOPS_NO_MEMORY;
		memcpy (name, prefix, sizeof prefix);
		memcpy (name + sizeof prefix - 1, digits.data, digits.size);
		items[t] = (struct skops_text) { name, sizeof prefix - 1 + digits.size };
	}
	if (skops_child_names (call, self->one_hot_encoder_.child, &trees, &trees))
		return SKOPS_UNSUPPORTED;
	return skops_names_same (call, state, &trees);
}

/* The leaf in which a row ends: a tree whose leaves answer their own number. */
static struct skops_tensor emit_leaf (struct skops_call *call, const struct trees *self, size_t t, struct skops_tensor x)
{
	struct skops_forest_options options = { .size = sizeof options, .compare = SKOPS_COMPARE_F4, .features = x.dims[1], .width = 1 };
	struct skops_tree_source source = self->sources[t];
	double *numbers = skops_scratch (call, (size_t) source.nodes, sizeof *numbers);

	if (!numbers)
		return (struct skops_tensor) { 0 };
	for (int64_t n = 0; n < source.nodes; n++)
		numbers[n] = (double) n;
	source.values = numbers;
	return skops_onnx_trees (call, &source, 1, &options, (struct skops_tensor) { 0 }, x);
}

static enum skops_status support (struct skops_call *call, const void *state, const char *method)
{
	return strcmp (method, "transform") ? trees_support (call, state, method) : SKOPS_OK;
}

static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct forest *self = state;
	struct skops_tensor dense = skops_onnx_dense (call, x), *leaves = skops_scratch (call, self->trees.count, sizeof *leaves);
	struct skops_columns step;

	if (!leaves)
		return SKOPS_NO_MEMORY;
	for (size_t t = 0; t < self->trees.count; t++)
		leaves[t] = emit_leaf (call, &self->trees, t, dense);
	if (skops_onnx_answer (call, &step, skops_onnx_along (call, "Concat", leaves, self->trees.count, 1)))
		return SKOPS_UNSUPPORTED;
	return skops_onnx_run (call, self->one_hot_encoder_.child, method, &step, out);
}

const struct skops_predict embedding_predict = { .size = sizeof embedding_predict, .table = &table, .build = forest_build, .describe = describe, .names = names };
const struct skops_onnx embedding_onnx = { .size = sizeof embedding_onnx, .table = &table, .build = forest_build, .support = support, .emit = emit };
