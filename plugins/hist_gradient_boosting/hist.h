/* SPDX-License-Identifier: BSD-3-Clause */
/* The state of HistGradientBoosting*, and the facets of this plugin. */
#ifndef HIST_H
#define HIST_H

#include "skops/plugin.h"

/* How raw values become answers. Source: sklearn/_loss/link.py. */
enum hist_link { HIST_IDENTITY, HIST_LOG, HIST_LOGIT, HIST_HALF_LOGIT, HIST_MULTINOMIAL };

struct hist {
	int64_t n_trees_per_iteration_, n_features;
	struct skops_values classes_; /* none in regression */
	struct skops_array _baseline_prediction;
	struct skops_list _predictors;    /* struct skops_list, one for each iteration, of struct skops_record of struct hist_predictor */
	struct skops_record _loss, _bin_mapper; /* struct hist_loss, struct hist_bins */
	struct skops_step _preprocessor;
	bool regression, by_probability;  /* predict compared probabilities through 1.4, raw values since */
	enum hist_link link;
	size_t stages, width;             /* iterations; trees in each */
	struct skops_tree_source *sources;   /* [width, stages] */
	const uint32_t *known;               /* [F, 8], or NULL where nothing splits by category */
	const struct skops_forest **forests; /* for each column of raw values: its tree of every iteration */
	const struct skops_values *labels[1];
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
	struct skops_record link; /* tag: enum hist_link */
};

/* _BinMapper: the thresholds of a categorical feature are the categories that were known. */
struct hist_bins {
	struct skops_array is_categorical_; /* u1 [F] */
	struct skops_list bin_thresholds_;  /* struct skops_array */
};

/* In build: the forests from the predictors. */
enum skops_status hist_grow (struct skops_call *call, struct hist *self);

/* In describe: all methods. */
enum skops_status hist_describe (struct skops_call *call, const void *state);

/* Facet onnx. */
enum skops_status hist_support (struct skops_call *call, const void *state, const char *method);
enum skops_status hist_emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out);

extern const struct skops_onnx hist_classifier_onnx, hist_regressor_onnx;
extern const struct skops_predict hist_classifier_predict, hist_regressor_predict;

#endif
