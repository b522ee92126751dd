/* SPDX-License-Identifier: BSD-3-Clause */
/* feature_importances_: not stored, but computed from impurities and weights. Sources: Tree.compute_feature_importances (sklearn/tree/_tree.pyx),
 * BaseForest.feature_importances_ (sklearn/ensemble/_forest.py). */
#include "impurity.h"
#include "trees.h"

struct tree_state {
	struct skops_tree tree_;
};

struct forest_state {
	struct skops_list estimators_; /* struct skops_record of struct tree_state */
};

SKOPS_TABLE (tree_table, struct tree_state, SKOPS_TREE (struct tree_state, tree_));

static const struct skops_case cases[] = {
	{ "sklearn.tree._classes:DecisionTreeClassifier", &tree_table, 0 }, { "sklearn.tree._classes:ExtraTreeClassifier", &tree_table, 0 },
	{ "sklearn.tree._classes:DecisionTreeRegressor", &tree_table, 0 }, { "sklearn.tree._classes:ExtraTreeRegressor", &tree_table, 0 }, { NULL, NULL, 0 },
};
SKOPS_ITEM_FIELD (member, SKOPS_KIND_RECORD, struct skops_record, .cases = cases);
SKOPS_TABLE (forest_table, struct forest_state, SKOPS_LIST (struct forest_state, estimators_, &member, .dims = "T"));

/* The tree's own importances, as parts of 1; `out` is zeroed. */
static void measure (const struct skops_tree *tree, double *out)
{
	size_t features = (size_t) tree->features;
	double sum;

	impurity_reduction (tree, out);
	sum = skops_sum (out, features);
	if (sum > 0)
		for (size_t f = 0; f < features; f++)
			out[f] /= sum;
}

static enum skops_status tree_matrix (struct skops_call *call, const void *state, struct skops_array *out)
{
	const struct tree_state *self = state;
	double *values = impurity_array (call, out, self->tree_.features);

	if (!values)
		return SKOPS_NO_MEMORY;
	measure (&self->tree_, values);
	return SKOPS_OK;
}

static enum skops_status check_forest (struct skops_call *call, void *state)
{
	const struct forest_state *self = state;
	const struct tree_state *first = self->estimators_.count ? SKOPS_ITEM (&self->estimators_, struct skops_record, 0)->state : NULL;

	if (!first)
		return skops_fail (call, SKOPS_BAD_FILE, "a forest without trees");
	for (size_t t = 1; t < self->estimators_.count; t++) {
		const struct tree_state *member = SKOPS_ITEM (&self->estimators_, struct skops_record, t)->state;
		if (member->tree_.features != first->tree_.features)
			return skops_fail (call, SKOPS_BAD_FILE, "tree %zu has %lld features, the first %lld", t, (long long) member->tree_.features, (long long) first->tree_.features);
	}
	return SKOPS_OK;
}

/* The mean over all trees that split at all, again as parts of 1. */
static enum skops_status forest_matrix (struct skops_call *call, const void *state, struct skops_array *out)
{
	const struct forest_state *self = state;
	const struct tree_state *first = SKOPS_ITEM (&self->estimators_, struct skops_record, 0)->state;
	size_t features = (size_t) first->tree_.features, counted = 0;
	double *values = impurity_array (call, out, first->tree_.features), *of_tree = skops_alloc (call, features, sizeof *of_tree), sum;

	if (!values || !of_tree)
		return SKOPS_NO_MEMORY;
	for (size_t t = 0; t < self->estimators_.count; t++) {
		const struct tree_state *member = SKOPS_ITEM (&self->estimators_, struct skops_record, t)->state;
		if (member->tree_.nodes < 2)
			continue;
		for (size_t f = 0; f < features; f++)
			of_tree[f] = 0;
		measure (&member->tree_, of_tree);
		for (size_t f = 0; f < features; f++)
			values[f] += of_tree[f];
		counted++;
	}
	if (!counted)
		return SKOPS_OK;
	for (size_t f = 0; f < features; f++)
		values[f] /= (double) counted;
	sum = skops_sum (values, features);
	for (size_t f = 0; f < features; f++)
		values[f] /= sum;
	return SKOPS_OK;
}

const struct skops_importances tree_importances = { .size = sizeof tree_importances, .table = &tree_table, .matrix = tree_matrix };
const struct skops_importances forest_importances = { .size = sizeof forest_importances, .table = &forest_table, .check = check_forest, .matrix = forest_matrix };
