/* SPDX-License-Identifier: BSD-3-Clause */
/* IsolationForest: how soon its trees part a row from the others. Source: sklearn/ensemble/_iforest.py, _compute_score_samples. A tree answers, for a leaf,
 * the nodes on the path to it and the mean length of the paths that would follow in a tree of the leaf's samples. */
#include <math.h>
#include <string.h>

#include "trees.h"

struct isolation {
	int64_t n_features, _max_samples, _max_features;
	double offset_;
	struct skops_list estimators_;          /* struct skops_record of struct counted_tree */
	struct skops_list estimators_features_; /* struct skops_array: the columns of X that a tree was fitted on */
	bool takes_all; /* NaN and infinities, too: from 1.6 */
	double longest; /* what the sum of all paths is divided by; 0 for a forest of single samples */
	const struct skops_tree_source *sources;
	const struct skops_forest *forest;
};

SKOPS_ITEM_FIELD (columns, SKOPS_KIND_ARRAY, struct skops_array, .dtype = SKOPS_I8, .dims = "?", .flags = SKOPS_INDEX);

SKOPS_TABLE (table, struct isolation,
	SKOPS_DIM (struct isolation, n_features, "F"),
	SKOPS_INT (struct isolation, _max_samples, .flags = SKOPS_INDEX),
	SKOPS_INT (struct isolation, _max_features, .flags = SKOPS_INDEX),
	SKOPS_FLOAT (struct isolation, offset_),
	SKOPS_LIST (struct isolation, estimators_, &tree_with_statistics, .dims = "T"),
	SKOPS_LIST (struct isolation, estimators_features_, &columns, .dims = "T"));

static double mean_path (double samples)
{
	static const double euler_gamma = 0.57721566490153286061;

	if (samples <= 1)
		return 0;
	return samples == 2 ? 1 : 2.0 * (log (samples - 1.0) + euler_gamma) - 2.0 * (samples - 1.0) / samples;
}

/* Columns of the tree as columns of X. */
static enum skops_status take_features (struct skops_call *call, const struct isolation *self, const struct skops_tree *tree, const struct skops_array *chosen, int32_t *out)
{
	bool all = self->_max_features == self->n_features;

	if (tree->features != (all ? self->n_features : (int64_t) chosen->count))
		return skops_fail (call, SKOPS_BAD_FILE, "a tree has %lld features and was fitted on %lld", (long long) tree->features,
		                   all ? (long long) self->n_features : (long long) chosen->count);
	for (int64_t n = 0; n < tree->nodes; n++) {
		int64_t column = tree->left[n] < 0 ? 0 : all ? tree->feature[n] : skops_i8 (chosen)[tree->feature[n]];
		if (column >= self->n_features)
			return skops_fail (call, SKOPS_BAD_FILE, "a tree was fitted on column %lld of %lld", (long long) column, (long long) self->n_features);
		out[n] = (int32_t) column;
	}
	return SKOPS_OK;
}

static void measure_paths (const struct skops_tree *tree, double *depth)
{
	depth[0] = 1;
	for (int64_t n = 0; n < tree->nodes; n++)
		if (tree->left[n] >= 0)
			depth[tree->left[n]] = depth[tree->right[n]] = depth[n] + 1;
		else
			depth[n] = depth[n] + mean_path ((double) tree->samples[n]) - 1.0;
}

static enum skops_status take_tree (struct skops_call *call, const struct isolation *self, size_t t, struct skops_tree_source *out)
{
	const struct counted_tree *item = SKOPS_ITEM (&self->estimators_, struct skops_record, t)->state;
	const struct skops_tree *tree = &item->tree_;
	int32_t *feature = skops_alloc (call, (size_t) tree->nodes, sizeof *feature);
	double *paths = skops_alloc (call, (size_t) tree->nodes, sizeof *paths);

	if (!feature || !paths)
		return SKOPS_NO_MEMORY;
	measure_paths (tree, paths);
	*out = (struct skops_tree_source) { .nodes = tree->nodes, .left = tree->left, .right = tree->right, .feature = feature, .threshold = tree->threshold,
		.missing_left = tree->missing_left, .values = paths };
	return take_features (call, self, tree, SKOPS_ITEM (&self->estimators_features_, struct skops_array, t), feature);
}

static enum skops_status build (struct skops_call *call, void *state)
{
	struct isolation *self = state;
	struct skops_forest_options options = { .size = sizeof options, .compare = SKOPS_COMPARE_F4, .features = self->n_features, .width = 1 };
	struct skops_tree_source *sources = skops_alloc (call, self->estimators_.count, sizeof *sources);

	if (!sources)
		return SKOPS_NO_MEMORY;
	if (!self->estimators_.count || self->n_features < 1 || self->n_features > INT32_MAX)
		return skops_fail (call, SKOPS_BAD_FILE, "a forest of %zu trees on %lld features", self->estimators_.count, (long long) self->n_features);
	for (size_t t = 0; t < self->estimators_.count; t++) {
		enum skops_status status = take_tree (call, self, t, &sources[t]);
		if (status)
			return status;
	}
	self->takes_all = call->writer >= SKOPS_VERSION (1, 6);
	self->longest = (double) self->estimators_.count * mean_path ((double) self->_max_samples);
	self->sources = sources;
	self->forest = skops_forest_new (call, sources, self->estimators_.count, &options);
	return self->forest ? SKOPS_OK : SKOPS_BAD_FILE;
}

/* score_samples less `offset`. */
static enum skops_status scores (struct skops_call *call, const struct isolation *self, const struct skops_block *x, struct skops_block *out, double offset)
{
	enum skops_status status;

	for (size_t r = 0; r < x->rows; r++)
		*skops_row (out, r) = 0;
	status = skops_forest_sum (call, self->forest, x, 0, self->estimators_.count, out->f8, out->stride);
	for (size_t r = 0; r < x->rows && !status; r++) {
		double *score = skops_row (out, r);
		*score = -pow (2, -(self->longest != 0 ? *score / self->longest : 1)) - offset;
	}
	return status;
}

static enum skops_status score_samples (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	return scores (call, state, x, out, 0);
}

static enum skops_status decision_function (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	return scores (call, state, x, out, ((const struct isolation *) state)->offset_);
}

static enum skops_status predict (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	enum skops_status status = decision_function (call, state, x, out);

	for (size_t r = 0; r < x->rows && !status; r++)
		*skops_row (out, r) = *skops_row (out, r) < 0 ? -1 : 1;
	return status;
}

static enum skops_status describe_one (struct skops_call *call, const struct isolation *self, const char *name, skops_apply *apply, uint8_t dtype)
{
	struct skops_method *method = skops_method_add (call, name, apply);

	if (!method)
		return SKOPS_NO_MEMORY;
	method->accepts[0] = SKOPS_DENSE_F4;
	method->flags = self->takes_all ? SKOPS_TAKES_NAN | SKOPS_TAKES_INF : 0;
	method->tolerance = SKOPS_ROUNDING;
	method->outputs[0].flat = true;
	method->outputs[0].dtype = dtype;
	return SKOPS_OK;
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	enum skops_status status = describe_one (call, state, "predict", predict, SKOPS_I8);

	if (!status)
		status = describe_one (call, state, "decision_function", decision_function, SKOPS_F8);
	return status ? status : describe_one (call, state, "score_samples", score_samples, SKOPS_F8);
}

static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct isolation *self = state;
	struct skops_forest_options options = { .size = sizeof options, .compare = SKOPS_COMPARE_F4, .features = self->n_features, .width = 1 };
	struct skops_tensor paths = skops_onnx_trees (call, self->sources, self->estimators_.count, &options, (struct skops_tensor) { 0 }, skops_onnx_dense (call, x)), score;

	paths = self->longest != 0 ? skops_onnx_2 (call, "Div", paths, skops_onnx_number (call, -self->longest))
		: skops_onnx_2 (call, "Sub", skops_onnx_2 (call, "Mul", paths, skops_onnx_number (call, 0)), skops_onnx_number (call, 1));
	score = skops_onnx_1 (call, "Neg", skops_onnx_2 (call, "Pow", skops_onnx_number (call, 2), paths));
	if (strcmp (method, "score_samples") != 0)
		score = skops_onnx_2 (call, "Sub", score, skops_onnx_number (call, self->offset_));
	if (!strcmp (method, "predict"))
		score = skops_onnx_3 (call, "Where", skops_onnx_2 (call, "Less", score, skops_onnx_number (call, 0)), skops_onnx_int (call, -1), skops_onnx_int (call, 1));
	return skops_onnx_answer (call, out, score);
}

const struct skops_predict isolation_predict = { .size = sizeof isolation_predict, .table = &table, .build = build, .describe = describe };
const struct skops_onnx isolation_onnx = { .size = sizeof isolation_onnx, .table = &table, .build = build, .emit = emit };
