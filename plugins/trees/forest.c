/* SPDX-License-Identifier: BSD-3-Clause */
/* RandomForest* and ExtraTrees*: their state, with the trees as records. */
#include "trees.h"

SKOPS_ITEM_FIELD (classifier, SKOPS_KIND_RECORD, struct skops_record, .cases = tree_classifier_cases);
const struct skops_field forest_regressor = { .name = "", .kind = SKOPS_KIND_RECORD, .size = (uint32_t) sizeof (struct skops_record), .cases = tree_regressor_cases };

SKOPS_TABLE (classifier_table, struct forest,
	SKOPS_INT (struct forest, n_outputs_, .dims = "O", .flags = SKOPS_INDEX),
	SKOPS_LIST (struct forest, classes_, &tree_labels, .dims = "O", .flags = SKOPS_ONE_OR_MANY),
	SKOPS_DIM (struct forest, n_features, "F"),
	SKOPS_LIST (struct forest, estimators_, &classifier, .dims = "T"));

SKOPS_TABLE (regressor_table, struct forest,
	SKOPS_INT (struct forest, n_outputs_, .dims = "O", .flags = SKOPS_INDEX),
	SKOPS_DIM (struct forest, n_features, "F"),
	SKOPS_LIST (struct forest, estimators_, &forest_regressor, .dims = "T"));

enum skops_status forest_build (struct skops_call *call, void *state)
{
	struct forest *self = state;
	const struct tree **members = skops_alloc (call, self->estimators_.count, sizeof (void *));

	if (!members)
		return SKOPS_NO_MEMORY;
	for (size_t t = 0; t < self->estimators_.count; t++)
		members[t] = SKOPS_ITEM (&self->estimators_, struct skops_record, t)->state;
	return trees_build (call, &self->trees, members, self->estimators_.count, self->n_features, self->n_outputs_, &self->classes_);
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	return trees_describe (call, state);
}

const struct skops_predict forest_classifier_predict = { .size = sizeof forest_classifier_predict, .table = &classifier_table, .build = forest_build, .describe = describe };
const struct skops_predict forest_regressor_predict = { .size = sizeof forest_regressor_predict, .table = &regressor_table, .build = forest_build, .describe = describe };
const struct skops_onnx forest_classifier_onnx = { .size = sizeof forest_classifier_onnx, .table = &classifier_table, .build = forest_build, .support = trees_support, .emit = trees_emit };
const struct skops_onnx forest_regressor_onnx = { .size = sizeof forest_regressor_onnx, .table = &regressor_table, .build = forest_build, .support = trees_support, .emit = trees_emit };
