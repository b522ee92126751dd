/* SPDX-License-Identifier: BSD-3-Clause */
/* predict, predict_proba, apply, decision_path. Sources: sklearn/tree/_classes.py, sklearn/tree/_tree.pyx, sklearn/ensemble/_forest.py. */
#include <math.h>
#include <string.h>

#include "trees.h"

/* The mean of the trees' leaf values, summed in their order: rows of [outputs, classes], `stride` numbers apart. */
static enum skops_status average (struct skops_call *call, const struct trees *self, const struct skops_block *x, double *out, size_t stride)
{
	size_t width = self->outputs * self->classes;
	enum skops_status status;

	for (size_t r = 0; r < x->rows; r++)
		memset (out + r * stride, 0, width * sizeof *out);
	status = skops_forest_sum (call, self->forest, x, 0, self->count, out, stride);
	for (size_t r = 0; r < x->rows && !status; r++)
		for (size_t i = 0; i < width; i++)
			out[r * stride + i] /= (double) self->count;
	return status;
}

static enum skops_status predict_targets (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	return average (call, state, x, out->f8, out->stride);
}

/* The first class of the highest value, for each output. */
static void choose (const struct trees *self, const double *values, double *out)
{
	for (size_t o = 0; o < self->outputs; o++) {
		const double *here = values + o * self->classes;
		size_t best = 0;

		for (size_t k = 1; k < self->labels[o]->count; k++)
			if (here[k] > here[best])
				best = k;
		out[o] = (double) best;
	}
}

static enum skops_status predict_labels (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct trees *self = state;
	size_t width = self->outputs * self->classes;
	double *values = skops_scratch (call, x->rows * width, sizeof *values);
	enum skops_status status;

	if (!values)
		return SKOPS_NO_MEMORY;
	status = average (call, self, x, values, width);
	for (size_t r = 0; r < x->rows && !status; r++)
		choose (self, values + r * width, skops_row (out, r));
	return status;
}

/* A single tree compares the values as they are stored: counts through 1.3, which may differ where their fractions do not. */
static enum skops_status predict_leaf_labels (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct trees *self = state;
	int32_t *leaves = skops_scratch (call, x->rows, sizeof *leaves);
	enum skops_status status;

	if (!leaves)
		return SKOPS_NO_MEMORY;
	status = skops_forest_leaves (call, self->forest, x, 0, leaves);
	for (size_t r = 0; r < x->rows && !status; r++)
		choose (self, self->items[0]->values + (size_t) leaves[r] * self->outputs * self->classes, skops_row (out, r));
	return status;
}

static enum skops_status predict_proba (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct trees *self = state;
	size_t width = self->outputs * self->classes;
	enum skops_status status;
	double *values;

	if (self->outputs == 1 && self->classes == out->width)
		return average (call, self, x, out->f8, out->stride);
	values = skops_scratch (call, x->rows * width, sizeof *values);
	if (!values)
		return SKOPS_NO_MEMORY;
	status = average (call, self, x, values, width);
	for (size_t o = 0; o < self->outputs && !status; o++)
		for (size_t r = 0; r < x->rows; r++)
			memcpy (skops_row (&out[o], r), values + r * width + o * self->classes, out[o].width * sizeof *values);
	return status;
}

static enum skops_status predict_log_proba (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct trees *self = state;
	enum skops_status status = predict_proba (call, state, x, out);

	for (size_t o = 0; o < self->outputs && !status; o++)
		for (size_t r = 0; r < x->rows; r++)
			for (size_t k = 0; k < out[o].width; k++)
				skops_row (&out[o], r)[k] = log (skops_row (&out[o], r)[k]);
	return status;
}

enum skops_status trees_apply (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct trees *self = state;
	int32_t *leaves = skops_scratch (call, x->rows, sizeof *leaves);
	enum skops_status status = leaves ? SKOPS_OK : SKOPS_NO_MEMORY;

	for (size_t t = 0; t < self->count && !status; t++) {
		status = skops_forest_leaves (call, self->forest, x, t, leaves);
		for (size_t r = 0; r < x->rows && !status; r++)
			skops_row (out, r)[t] = leaves[r];
	}
	return status;
}

/* The nodes from the root to the leaf, behind the `used` elements of `out`; returns how many it has then. */
static size_t walk (const struct trees *self, const struct skops_tree *tree, const float *row, size_t offset, struct skops_block *out, size_t used)
{
	int32_t node = 0;

	for (;;) {
		float value;
		bool left;

		out->indices[used] = (int32_t) (offset + (size_t) node);
		out->f8[used++] = 1;
		if (tree->left[node] < 0)
			return used;
		value = row[tree->feature[node]];
		left = isnan (value) && !self->path_ignores_missing ? tree->missing_left[node] : (double) value <= tree->threshold[node];
		node = left ? tree->left[node] : tree->right[node];
	}
}

static enum skops_status decision_path (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct trees *self = state;
	size_t used = 0, longest = 0, offset;

	for (size_t t = 0; t < self->count; t++)
		longest += (size_t) self->items[t]->depth + 1;
	for (size_t r = 0; r < x->rows; r++) {
		enum skops_status status = skops_reserve (call, &out[0], used, longest);

		if (status)
			return status;
		offset = 0;
		for (size_t t = 0; t < self->count; t++) {
			used = walk (self, self->items[t], skops_row_f4 (x, r), offset, &out[0], used);
			offset += (size_t) self->items[t]->nodes;
		}
		out[0].indptr[r + 1] = (int64_t) used;
	}
	if (self->alone)
		return SKOPS_OK;
	offset = 0;
	skops_row (&out[1], 0)[0] = 0;
	for (size_t t = 0; t < self->count; t++) {
		offset += (size_t) self->items[t]->nodes;
		skops_row (&out[1], t + 1)[0] = (double) offset;
	}
	return SKOPS_OK;
}

struct skops_method *trees_method (struct skops_call *call, const struct trees *self, const char *name, skops_apply *function)
{
	struct skops_method *method = skops_method_add (call, name, function);

	if (method) {
		method->accepts[0] = SKOPS_DENSE_F4;
		method->flags = self->takes_nan ? SKOPS_TAKES_NAN : 0;
	}
	return method;
}

static enum skops_status describe_predict (struct skops_call *call, const struct trees *self)
{
	struct skops_method *method = trees_method (call, self, "predict", !self->labels ? predict_targets : self->alone ? predict_leaf_labels : predict_labels);

	if (!method)
		return SKOPS_NO_MEMORY;
	method->outputs[0].width = (int64_t) self->outputs;
	method->outputs[0].flat = self->outputs == 1;
	if (self->labels) {
		method->outputs[0].dtype = SKOPS_I8;
		method->outputs[0].labels = self->labels;
	}
	return SKOPS_OK;
}

static enum skops_status describe_proba (struct skops_call *call, const struct trees *self, const char *name, skops_apply *function, uint8_t tolerance)
{
	struct skops_method *method = trees_method (call, self, name, function);
	struct skops_output *outputs = method ? skops_outputs (call, method, self->outputs) : NULL;

	if (!outputs)
		return SKOPS_NO_MEMORY;
	method->tolerance = tolerance;
	for (size_t o = 0; o < self->outputs; o++) {
		outputs[o].width = (int64_t) self->labels[o]->count;
		outputs[o].labels = &self->labels[o];
		outputs[o].per_label = true;
	}
	return SKOPS_OK;
}

enum skops_status trees_describe_nodes (struct skops_call *call, const struct trees *self)
{
	struct skops_method *leaves = trees_method (call, self, "apply", trees_apply), *path = trees_method (call, self, "decision_path", decision_path);
	struct skops_output *outputs;

	if (!leaves || !path)
		return SKOPS_NO_MEMORY;
	leaves->outputs[0].width = (int64_t) self->count;
	leaves->outputs[0].flat = self->alone;
	leaves->outputs[0].dtype = SKOPS_I8;
	path->outputs[0].width = (int64_t) self->nodes;
	path->outputs[0].form = SKOPS_CSR;
	path->outputs[0].dtype = SKOPS_I8;
	if (self->alone)
		return SKOPS_OK;
	outputs = skops_outputs (call, path, 2);
	if (!outputs)
		return SKOPS_NO_MEMORY;
	path->flags |= SKOPS_WHOLE_BATCH;
	outputs[1].width = 1;
	outputs[1].flat = true;
	outputs[1].form = SKOPS_DENSE;
	outputs[1].rows_of = self->count + 1;
	return SKOPS_OK;
}

enum skops_status trees_describe (struct skops_call *call, const struct trees *self)
{
	enum skops_status status = describe_predict (call, self);

	if (!status && self->labels)
		status = describe_proba (call, self, "predict_proba", predict_proba, SKOPS_EXACT);
	if (!status && self->labels)
		status = describe_proba (call, self, "predict_log_proba", predict_log_proba, SKOPS_ROUNDING);
	return status ? status : trees_describe_nodes (call, self);
}
