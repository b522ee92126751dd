/* SPDX-License-Identifier: BSD-3-Clause */
/* The state of GradientBoosting*, and the facets of this plugin. */
#ifndef GRADIENT_H
#define GRADIENT_H

#include "boosting.h"

struct gradient {
	struct boosting boosting;
	int64_t n_features;
	double learning_rate;
	struct skops_values classes_;  /* none in regression */
	struct skops_list estimators_; /* [stages, width] of struct skops_record of struct gradient_member */
	struct skops_record _loss;     /* tag: enum gradient_loss */
	struct skops_step init_;       /* none: 0 */
	const double *constant;        /* [width]: the raw values that init_ leads to, if it says the same of every row; NULL */
	bool old;                      /* through 1.3: the losses of sklearn.ensemble._gb_losses */
	bool float_margin;             /* through 1.7: how near to 0 and 1 probabilities of init_ may be */
};

/* A DecisionTreeRegressor. */
struct gradient_member {
	struct skops_tree tree_;
};

enum gradient_loss { LOSS_REGRESSION, LOSS_BINOMIAL, LOSS_MULTINOMIAL, LOSS_EXPONENTIAL };

extern const struct skops_field gradient_member;

/* In build: finds `constant`. */
enum skops_status gradient_fold_start (struct skops_call *call, struct gradient *self);

/* The raw values before any tree. */
enum skops_status gradient_start (struct skops_call *call, const struct boosting *boosting, const struct skops_block *x, struct skops_block *columns, double *raw);
enum skops_status gradient_connect (struct skops_call *call, const struct boosting *boosting, struct skops_method *method);
struct skops_tensor gradient_emit_start (struct skops_call *call, const struct boosting *boosting, const struct skops_columns *x, struct skops_tensor *columns);

extern const struct skops_predict gradient_classifier_predict, gradient_regressor_predict;
extern const struct skops_onnx gradient_classifier_onnx, gradient_regressor_onnx;
extern const struct skops_importances gradient_importances;

#endif
