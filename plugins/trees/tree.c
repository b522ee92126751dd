/* SPDX-License-Identifier: BSD-3-Clause */
/* DecisionTree* and ExtraTree*: their state. */
#include "trees.h"

/* Criteria with which a tree could be fitted on missing values through 1.8. */
static const struct skops_word criteria[] = {
	SKOPS_TEXT_WORD ("gini", 1), SKOPS_TEXT_WORD ("entropy", 1), SKOPS_TEXT_WORD ("log_loss", 1), SKOPS_TEXT_WORD ("squared_error", 1),
	SKOPS_TEXT_WORD ("friedman_mse", 1), SKOPS_TEXT_WORD ("poisson", 1), SKOPS_OTHER_WORD (0), SKOPS_END_WORD,
};

static const struct skops_word splitters[] = {
	SKOPS_TEXT_WORD ("best", SPLITTER_BEST), SKOPS_TEXT_WORD ("random", SPLITTER_RANDOM), SKOPS_OTHER_WORD (SPLITTER_OTHER), SKOPS_END_WORD,
};

static const struct skops_word constraints[] = { SKOPS_NONE_WORD (0), SKOPS_OTHER_WORD (1), SKOPS_END_WORD };

const struct skops_field tree_labels = { .name = "", .kind = SKOPS_KIND_VALUES, .size = (uint32_t) sizeof (struct skops_values), .dims = "?" };

#define MEMBER_FIELDS \
	SKOPS_WORD (struct tree, criterion, criteria, .since = SKOPS_VERSION (1, 3), .until = SKOPS_VERSION (1, 8), .flags = SKOPS_PARAMETER), \
	SKOPS_WORD (struct tree, splitter, splitters, .since = SKOPS_VERSION (1, 3), .until = SKOPS_VERSION (1, 8), .flags = SKOPS_PARAMETER), \
	SKOPS_WORD (struct tree, monotonic_cst, constraints, .since = SKOPS_VERSION (1, 4), .until = SKOPS_VERSION (1, 8), .flags = SKOPS_PARAMETER), \
	SKOPS_TREE (struct tree, tree_)

SKOPS_TABLE (member_table, struct tree, MEMBER_FIELDS);

SKOPS_TABLE (classifier_table, struct tree,
	SKOPS_INT (struct tree, n_outputs_, .dims = "O", .flags = SKOPS_INDEX),
	SKOPS_LIST (struct tree, classes_, &tree_labels, .dims = "O", .flags = SKOPS_ONE_OR_MANY),
	SKOPS_DIM (struct tree, n_features, "F"),
	MEMBER_FIELDS);

SKOPS_TABLE (regressor_table, struct tree,
	SKOPS_INT (struct tree, n_outputs_, .dims = "O", .flags = SKOPS_INDEX),
	SKOPS_DIM (struct tree, n_features, "F"),
	MEMBER_FIELDS);

const struct skops_case tree_classifier_cases[] = {
	{ "sklearn.tree._classes:DecisionTreeClassifier", &member_table, 0 }, { "sklearn.tree._classes:ExtraTreeClassifier", &member_table, 0 }, { NULL, NULL, 0 },
};
const struct skops_case tree_regressor_cases[] = {
	{ "sklearn.tree._classes:DecisionTreeRegressor", &member_table, 0 }, { "sklearn.tree._classes:ExtraTreeRegressor", &member_table, 0 }, { NULL, NULL, 0 },
};

static enum skops_status build (struct skops_call *call, void *state)
{
	struct tree *self = state;
	const struct tree *member = self;

	self->trees.alone = true;
	return trees_build (call, &self->trees, &member, 1, self->n_features, self->n_outputs_, &self->classes_);
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	return trees_describe (call, state);
}

const struct skops_predict tree_classifier_predict = { .size = sizeof tree_classifier_predict, .table = &classifier_table, .build = build, .describe = describe };
const struct skops_predict tree_regressor_predict = { .size = sizeof tree_regressor_predict, .table = &regressor_table, .build = build, .describe = describe };
const struct skops_onnx tree_classifier_onnx = { .size = sizeof tree_classifier_onnx, .table = &classifier_table, .build = build, .support = trees_support, .emit = trees_emit };
const struct skops_onnx tree_regressor_onnx = { .size = sizeof tree_regressor_onnx, .table = &regressor_table, .build = build, .support = trees_support, .emit = trees_emit };
