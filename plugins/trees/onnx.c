/* SPDX-License-Identifier: BSD-3-Clause */
/* Trees and forests as ONNX graphs: the mean of the leaves, and what predict makes of it. */
#include <string.h>

#include "trees.h"

/* Columns from … to of a tensor [N, width]. */
static struct skops_tensor columns (struct skops_call *call, struct skops_tensor x, size_t from, size_t to)
{
	int64_t start = (int64_t) from, end = (int64_t) to, axis = 1;
	struct skops_tensor inputs[4] = { x, skops_onnx_ints (call, &start, 1), skops_onnx_ints (call, &end, 1), skops_onnx_ints (call, &axis, 1) };

	return !from && (int64_t) to == x.dims[1] ? x : skops_onnx_op (call, "Slice", inputs, 4, NULL, 0);
}

/* [N, outputs × classes]: the trees' leaf values added up, as fractions or (for the label of a single tree) as they are stored. */
static struct skops_tensor sum (struct skops_call *call, const struct trees *self, struct skops_tensor x, bool stored)
{
	struct skops_forest_options options = { .size = sizeof options, .compare = SKOPS_COMPARE_F4, .features = x.dims[1], .width = (int64_t) (self->outputs * self->classes) };
	struct skops_tree_source raw;

	if (!stored)
		return skops_onnx_trees (call, self->sources, self->count, &options, (struct skops_tensor) { 0 }, x);
	raw = self->sources[0];
	raw.values = self->items[0]->values;
	return skops_onnx_trees (call, &raw, 1, &options, (struct skops_tensor) { 0 }, x);
}

static struct skops_tensor mean (struct skops_call *call, const struct trees *self, struct skops_tensor x)
{
	struct skops_tensor total = sum (call, self, x, false);

	return self->count == 1 ? total : skops_onnx_2 (call, "Div", total, skops_onnx_number (call, (double) self->count));
}

static enum skops_status emit_labels (struct skops_call *call, const struct trees *self, struct skops_tensor x, struct skops_columns *out)
{
	struct skops_tensor values = self->alone ? sum (call, self, x, true) : mean (call, self, x);
	struct skops_tensor *labels = skops_scratch (call, self->outputs, sizeof *labels);

	if (!labels)
		return SKOPS_NO_MEMORY;
	for (size_t o = 0; o < self->outputs; o++) {
		size_t from = o * self->classes;
		labels[o] = skops_onnx_argument (call, "ArgMax", columns (call, values, from, from + self->labels[o]->count));
		labels[o] = skops_onnx_axis (call, "Unsqueeze", labels[o], 1);
	}
	return skops_onnx_answer (call, out, skops_onnx_along (call, "Concat", labels, self->outputs, 1));
}

static enum skops_status emit_probabilities (struct skops_call *call, const struct trees *self, const char *method, struct skops_tensor x, struct skops_columns *out)
{
	struct skops_tensor values = mean (call, self, x);
	enum skops_status status = SKOPS_OK;

	if (!strcmp (method, "predict_log_proba"))
		values = skops_onnx_1 (call, "Log", values);
	for (size_t o = 0; o < self->outputs && !status; o++)
		status = skops_onnx_answer (call, &out[o], columns (call, values, o * self->classes, o * self->classes + self->labels[o]->count));
	return status;
}

enum skops_status trees_support (struct skops_call *call, const void *state, const char *method)
{
	(void) state;
	return strncmp (method, "predict", 7) ? skops_onnx_refuse (call, method, "node numbers mean nothing in another graph") : SKOPS_OK;
}

enum skops_status trees_emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct trees *self = state;
	struct skops_tensor dense = skops_onnx_dense (call, x);

	if (strcmp (method, "predict") != 0)
		return emit_probabilities (call, self, method, dense, out);
	return self->labels ? emit_labels (call, self, dense, out) : skops_onnx_answer (call, out, mean (call, self, dense));
}
