/* SPDX-License-Identifier: BSD-3-Clause */
/* The descriptor of the trees plugin. */
#include "trees.h"

#define HANDLER(id, file, name, shape, importances_facet) \
	static const struct skops_handler id = { .size = sizeof id, .module = file, .class_name = name, .loader = "ObjectNode", \
		.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = &shape##_predict, .onnx = &shape##_onnx, .importances = &importances_facet }

HANDLER (decision_tree_classifier, "sklearn.tree._classes", "DecisionTreeClassifier", tree_classifier, tree_importances);
HANDLER (decision_tree_regressor, "sklearn.tree._classes", "DecisionTreeRegressor", tree_regressor, tree_importances);
HANDLER (extra_tree_classifier, "sklearn.tree._classes", "ExtraTreeClassifier", tree_classifier, tree_importances);
HANDLER (extra_tree_regressor, "sklearn.tree._classes", "ExtraTreeRegressor", tree_regressor, tree_importances);
HANDLER (random_forest_classifier, "sklearn.ensemble._forest", "RandomForestClassifier", forest_classifier, forest_importances);
HANDLER (random_forest_regressor, "sklearn.ensemble._forest", "RandomForestRegressor", forest_regressor, forest_importances);
HANDLER (extra_trees_classifier, "sklearn.ensemble._forest", "ExtraTreesClassifier", forest_classifier, forest_importances);
HANDLER (extra_trees_regressor, "sklearn.ensemble._forest", "ExtraTreesRegressor", forest_regressor, forest_importances);
HANDLER (random_trees_embedding, "sklearn.ensemble._forest", "RandomTreesEmbedding", embedding, forest_importances);

/* It has no feature_importances_. */
static const struct skops_handler isolation_forest = {
	.size = sizeof isolation_forest, .module = "sklearn.ensemble._iforest", .class_name = "IsolationForest", .loader = "ObjectNode",
	.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = &isolation_predict, .onnx = &isolation_onnx,
};

static const struct skops_handler *const handlers[] = {
	&decision_tree_classifier, &decision_tree_regressor, &extra_tree_classifier, &extra_tree_regressor,
	&random_forest_classifier, &random_forest_regressor, &extra_trees_classifier, &extra_trees_regressor,
	&random_trees_embedding, &isolation_forest,
	NULL,
};

static const struct skops_plugin plugin = SKOPS_PLUGIN ("trees", "0.1.0", handlers);

const struct skops_plugin *skops_plugin_query (void)
{
	return &plugin;
}
