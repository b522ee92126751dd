/* SPDX-License-Identifier: BSD-3-Clause */
/* Trees of sklearn.tree, alone or many: what their methods need, and the handlers of this plugin. */
#ifndef TREES_H
#define TREES_H

#include "skops/plugin.h"

/* What all methods answer from. The state of every predict facet begins with it. */
struct trees {
	bool alone; /* a tree, rather than a forest of perhaps one: its answers have no dimension for trees */
	bool takes_nan, path_ignores_missing;
	size_t count, outputs, classes; /* leaf values are [outputs, classes]; classes is 1 in regression */
	size_t nodes;                   /* of all trees */
	const struct skops_tree **items;
	const struct skops_values **labels; /* for each output; NULL in regression */
	const struct skops_tree_source *sources; /* of the forest */
	const struct skops_forest *forest;  /* leaf values are targets, or the fractions of the classes */
};

/* A tree estimator. As a member of a forest only the tree itself and what decides about missing values is bound. */
struct tree {
	struct trees trees;
	int64_t n_outputs_, n_features;
	struct skops_list classes_; /* struct skops_values, one for each output; none in regression */
	int criterion, splitter, monotonic_cst;
	struct skops_tree tree_;
};

/* Many trees, bound as records. */
struct forest {
	struct trees trees;
	int64_t n_outputs_, n_features;
	struct skops_list classes_;    /* struct skops_values, one for each output; none in regression */
	struct skops_list estimators_; /* struct skops_record of struct tree */
	struct skops_step one_hot_encoder_; /* of RandomTreesEmbedding */
};

enum { SPLITTER_OTHER, SPLITTER_BEST, SPLITTER_RANDOM };

/* Labels of one output or of several. */
extern const struct skops_field tree_labels;

/* The classes of a forest's members, bound as struct tree. */
extern const struct skops_case tree_classifier_cases[], tree_regressor_cases[];

/* A member of a forest of regressors. */
extern const struct skops_field forest_regressor;

/* Any tree, with what its nodes counted. */
struct counted_tree {
	struct skops_tree tree_;
};
extern const struct skops_field tree_with_statistics;

/* In build: `self` from the trees of one estimator. Refuses trees whose shape is not what the estimator says. `classes` has no items in regression. */
enum skops_status trees_build (struct skops_call *call, struct trees *self, const struct tree *const *members, size_t count, int64_t features, int64_t outputs,
                               const struct skops_list *classes);

/* Facets' build of a struct forest. */
enum skops_status forest_build (struct skops_call *call, void *state);

/* In describe: all methods; those that answer nodes; and one method, to be changed as needed, for X narrowed to float32. */
enum skops_status trees_describe (struct skops_call *call, const struct trees *self);
enum skops_status trees_describe_nodes (struct skops_call *call, const struct trees *self);
struct skops_method *trees_method (struct skops_call *call, const struct trees *self, const char *name, skops_apply *function);

/* Method apply: the leaf of each tree. */
enum skops_status trees_apply (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out);

/* Facet onnx. */
enum skops_status trees_support (struct skops_call *call, const void *state, const char *method);
enum skops_status trees_emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out);

/* One facet for each shape of state. */
extern const struct skops_predict tree_classifier_predict, tree_regressor_predict, forest_classifier_predict, forest_regressor_predict;
extern const struct skops_onnx tree_classifier_onnx, tree_regressor_onnx, forest_classifier_onnx, forest_regressor_onnx;
extern const struct skops_predict embedding_predict, isolation_predict;
extern const struct skops_onnx embedding_onnx, isolation_onnx;
extern const struct skops_importances tree_importances, forest_importances;

#endif
