/* SPDX-License-Identifier: BSD-3-Clause */
/* Selectors whose mask is in the file or nearly so: SequentialFeatureSelector and VarianceThreshold.
 * Sources: sklearn/feature_selection/_sequential.py, _variance_threshold.py. */
#include "feature_selection.h"

struct sequential {
	struct selection selection;
	struct skops_array support_;
	struct skops_step estimator;
	struct skops_record parameters;
};

SKOPS_TABLE (sequential_table, struct sequential,
	SKOPS_BOOLS (struct sequential, support_, .dims = "F"),
	SKOPS_CHILD (struct sequential, estimator, .flags = SKOPS_LENIENT), /* never fitted: there for its type */
	SKOPS_RECORD (struct sequential, parameters, selection_estimators, .attribute = "estimator"));

static enum skops_status build_sequential (struct skops_call *call, void *state)
{
	struct sequential *self = state;

	self->selection.takes_nan = selection_takes_nan (call, &self->estimator, &self->parameters);
	return selection_make (call, &self->selection, self->support_.data, self->support_.count);
}

struct variance {
	struct selection selection;
	struct skops_array variances_;
	double threshold;
};

SKOPS_TABLE (variance_table, struct variance,
	SKOPS_ARRAY (struct variance, variances_, .dims = "F"),
	SKOPS_FLOAT (struct variance, threshold, .flags = SKOPS_PARAMETER));

static enum skops_status build_variance (struct skops_call *call, void *state)
{
	struct variance *self = state;
	size_t count = self->variances_.count;
	bool *mask = skops_alloc (call, count, sizeof *mask);

	if (!mask)
		return SKOPS_NO_MEMORY;
	for (size_t f = 0; f < count; f++)
		mask[f] = skops_f8 (&self->variances_)[f] > self->threshold;
	self->selection.takes_nan = true;
	return selection_make (call, &self->selection, mask, count);
}

#define HANDLER(id, in_module, name, bound, builds) \
	static const struct skops_predict id##_predict = { .size = sizeof id##_predict, .table = &bound, .build = builds, .describe = selection_describe, .names = selection_names }; \
	static const struct skops_onnx id##_onnx = { .size = sizeof id##_onnx, .table = &bound, .build = builds, .support = selection_support, .emit = selection_emit }; \
	const struct skops_handler id = { \
		.size = sizeof id, .module = in_module, .class_name = name, .loader = "ObjectNode", \
		.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = &id##_predict, .onnx = &id##_onnx, \
	}

HANDLER (sequential_feature_selector, "sklearn.feature_selection._sequential", "SequentialFeatureSelector", sequential_table, build_sequential);
HANDLER (variance_threshold, "sklearn.feature_selection._variance_threshold", "VarianceThreshold", variance_table, build_variance);
