/* SPDX-License-Identifier: BSD-3-Clause */
/* The state of HistGradientBoosting*, and the facets of this plugin. */
#ifndef HIST_H
#define HIST_H

#include "../gradient_boosting/boosting.h"

struct hist {
	struct boosting boosting;
	int64_t n_trees_per_iteration_, n_features;
	struct skops_values classes_; /* none in regression */
	struct skops_array _baseline_prediction;
	struct skops_list _predictors;    /* struct skops_list, one for each iteration, of struct skops_record of struct hist_predictor */
	struct skops_record _loss, _bin_mapper; /* struct hist_loss, struct hist_bins */
	struct skops_step _preprocessor;
};

/* TreePredictor. */
struct hist_predictor {
	struct hist_nodes {
		struct skops_array value, num_threshold; /* f8 */
		struct skops_array feature_idx, left, right, bitset_idx; /* i4 */
		struct skops_array missing_go_to_left, is_leaf, is_categorical; /* u1 */
	} nodes;
	struct skops_array raw_left_cat_bitsets; /* u4 [?, 8] */
};

/* Whose class says everything but the link. */
struct hist_loss {
	struct skops_record link; /* tag: enum boosting_link */
};

/* _BinMapper: the thresholds of a categorical feature are the categories that were known. */
struct hist_bins {
	struct skops_array is_categorical_; /* u1 [F] */
	struct skops_list bin_thresholds_;  /* struct skops_array */
};

/* In build: the forests from the predictors. */
enum skops_status hist_grow (struct skops_call *call, struct hist *self);

/* What trees are asked with: X, or what the preprocessor makes of it, and the raw values before any tree. */
enum skops_status hist_start (struct skops_call *call, const struct boosting *boosting, const struct skops_block *x, struct skops_block *columns, double *raw);
enum skops_status hist_connect (struct skops_call *call, const struct boosting *boosting, struct skops_method *method);
struct skops_tensor hist_emit_start (struct skops_call *call, const struct boosting *boosting, const struct skops_columns *x, struct skops_tensor *columns);

extern const struct skops_onnx hist_classifier_onnx, hist_regressor_onnx;
extern const struct skops_predict hist_classifier_predict, hist_regressor_predict;

#endif
