/* SPDX-License-Identifier: BSD-3-Clause */
/* feature_importances_: not stored, but computed from impurities and weights. Sources: Tree.compute_feature_importances (sklearn/tree/_tree.pyx),
 * BaseForest.feature_importances_ (sklearn/ensemble/_forest.py). */
#include "impurity.h"
#include "trees.h"

struct forest_state {
	struct skops_list estimators_; /* struct skops_record of struct counted_tree */
};

SKOPS_TABLE (tree_table, struct counted_tree, SKOPS_TREE (struct counted_tree, tree_, .flags = SKOPS_STATISTICS));

static const struct skops_case cases[] = {
	{ "sklearn.tree._classes:DecisionTreeClassifier", &tree_table, 0 }, { "sklearn.tree._classes:ExtraTreeClassifier", &tree_table, 0 },
	{ "sklearn.tree._classes:DecisionTreeRegressor", &tree_table, 0 }, { "sklearn.tree._classes:ExtraTreeRegressor", &tree_table, 0 }, { NULL, NULL, 0 },
};
const struct skops_field tree_with_statistics = { .name = "", .kind = SKOPS_KIND_RECORD, .size = (uint32_t) sizeof (struct skops_record), .cases = cases };
SKOPS_TABLE (forest_table, struct forest_state, SKOPS_LIST (struct forest_state, estimators_, &tree_with_statistics, .dims = "T"));

static enum skops_status tree_matrix (struct skops_call *call, const void *state, struct skops_array *out)
{
	return impurity_of_tree (call, &((const struct counted_tree *) state)->tree_, out);
}

static enum skops_status forest_matrix (struct skops_call *call, const void *state, struct skops_array *out)
{
	return impurity_mean (call, &((const struct forest_state *) state)->estimators_, true, out);
}

const struct skops_importances tree_importances = { .size = sizeof tree_importances, .table = &tree_table, .matrix = tree_matrix };
const struct skops_importances forest_importances = { .size = sizeof forest_importances, .table = &forest_table, .matrix = forest_matrix };
