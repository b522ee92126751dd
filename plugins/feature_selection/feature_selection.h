/* SPDX-License-Identifier: BSD-3-Clause */
/* The handlers of this plugin, and what every selector does once it has a mask. Source: sklearn/feature_selection/_base.py, SelectorMixin. */
#ifndef FEATURE_SELECTION_H
#define FEATURE_SELECTION_H

#include "skops/plugin.h"

/* First in the struct of every selector, so that the functions below serve all of them as they are. */
struct selection {
	int64_t *kept;   /* columns of X, ascending */
	size_t n_kept;
	int64_t *place;  /* of each column of X among the kept ones, or -1 */
	size_t features;
	bool takes_nan;  /* X of transform may hold NaN and infinities: to be set in build */
};

/* The estimator that a selector wraps, as far as selection_takes_nan looks at it: for a record beside the child. */
extern const struct skops_case selection_estimators[];

/* For takes_nan: what the tag allow_nan of that estimator says; where it is not scikit-learn's own, what its predict says; yes where it has none. */
bool selection_takes_nan (struct skops_call *call, const struct skops_step *estimator, const struct skops_record *record);

/* At the end of build. */
enum skops_status selection_make (struct skops_call *call, struct selection *selection, const bool *mask, size_t features);

/* transform and inverse_transform, dense or CSR; the inverse puts zeros where columns are missing, and takes neither NaN nor infinities, whatever transform takes. */
enum skops_status selection_describe (struct skops_call *call, const void *state);
enum skops_status selection_names (struct skops_call *call, const void *state, const struct skops_names *in);

/* transform in a graph; the inverse is refused. */
enum skops_status selection_support (struct skops_call *call, const void *state, const char *method);
enum skops_status selection_emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out);

extern const struct skops_handler generic_univariate_select, rfe, rfecv, select_fdr, select_fpr, select_from_model, select_fwe, select_k_best, select_percentile,
	sequential_feature_selector, variance_threshold;

#endif
