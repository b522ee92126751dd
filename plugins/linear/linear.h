/* SPDX-License-Identifier: BSD-3-Clause */
/* The facets of this plugin, the affine map that all of them share, and what linear classifiers have in common. */
#ifndef LINEAR_H
#define LINEAR_H

#include "skops/plugin.h"

/* Weights [O,F] and intercepts [O]; an intercept of one number serves all outputs. */
struct affine {
	const double *weights, *intercepts;
	const struct skops_affine *dense; /* for dense rows */
	size_t outputs, features;
	bool one_intercept;
	bool narrow; /* the model is float32, so that what it makes of narrow X is, too */
};

/* X · weights' + intercepts of some rows of a block: out is rows × O, rows `stride` numbers apart. As skops_affine_run, and of CSR. */
enum skops_status affine_scores (struct skops_call *call, const struct affine *affine, const struct skops_block *x, size_t first, size_t rows, double *out, size_t stride);

/* The same of all rows, as a method's answer. */
enum skops_status affine_run (struct skops_call *call, const struct affine *affine, const struct skops_block *x, struct skops_block *out);

/* The same of all rows in a graph: [N, O]. */
struct skops_tensor affine_emit (struct skops_call *call, const struct affine *affine, struct skops_tensor x);

/* From bound coef_ (seen as [O,F]; CSR after sparsify ()) and intercept_ (seen as [O]); refuses counts that do not fit. `subtracted`: the intercept is. */
enum skops_status affine_bind (struct skops_call *call, struct affine *affine, const struct skops_matrix *coef, const struct skops_array *intercept, bool subtracted);

/* The dtype of X · weights' + intercepts as NumPy promotes. */
uint8_t affine_dtype (const struct affine *affine, uint8_t x);

/* coef_ as it is stored: [F] or [K,F]. */
extern const struct skops_importances coef_importances;

struct classifier;

/* How decision values become probabilities. */
struct link {
	/* In place of the decision values of each row, numbers of the answer's dtype, come the probabilities of all classes. */
	void (*apply) (struct skops_call *call, const struct classifier *self, struct skops_block *out);
	/* The same of all rows in a graph: [N, K] from [N, O]. */
	struct skops_tensor (*emit) (struct skops_call *call, const struct classifier *self, struct skops_tensor scores);
};

/* A linear classifier. The state of every classifier's facet begins with it. */
struct classifier {
	struct skops_values classes_;
	struct skops_matrix coef_;
	struct skops_array intercept_;
	/* built */
	struct affine affine; /* one output for two classes */
	size_t classes;
	const struct skops_values **labels;
	bool rescues_zero; /* from 1.9 on: probabilities of one against the rest whose sum is 0 are equal */
	const struct link *link; /* NULL: it has no probabilities */
};

#define CLASSIFIER_FIELDS(T) \
	SKOPS_VALUES (T, base.classes_, .attribute = "classes_", .dims = "K"), \
	SKOPS_MATRIX (T, base.coef_, .attribute = "coef_", .dims = "b(K),F"), \
	SKOPS_ARRAY (T, base.intercept_, .attribute = "intercept_", .dims = "b(K)|")

/* In build: from the bound members; refuses a decision of other than one value for two classes, else one for each. */
enum skops_status classifier_build (struct skops_call *call, struct classifier *self);

/* decision_function. */
enum skops_status classifier_decide (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out);

/* predict and decision_function, predict_proba and predict_log_proba. */
enum skops_status classifier_describe (struct skops_call *call, const void *state);

/* A method that takes dense blocks, float32 as they are, and CSR, puts them all through affine_scores, and answers `width` numbers a row, whose dtype it decides; NULL without memory. */
struct skops_method *linear_method (struct skops_call *call, const char *name, skops_apply *apply, size_t width);

/* emit of the same methods. */
enum skops_status classifier_emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out);

extern const struct link classifier_one_against_rest;

/* From probabilities of each class by itself, one or more at the start of each row, those of all: of two classes the first has what the second leaves, else as below. */
void classifier_sides (const struct classifier *self, bool rescue, struct skops_block *out);

/* Divides probabilities by their sum; with `rescue`, all are equal where that is 0. */
void classifier_normalise (const struct classifier *self, bool rescue, double *values);

/* From probabilities of each class [N, O] by itself those of all: of two classes the first has what the second leaves, else as above. */
struct skops_tensor classifier_emit_sides (struct skops_call *call, const struct classifier *self, bool rescue, struct skops_tensor values);

/* One for each shape of state. */
extern const struct skops_predict regressor_predict, bayesian_ridge_predict, ard_predict, generalized_predict, logistic_predict, classifier_predict, sgd_predict,
	sgd_one_class_predict, ridge_classifier_predict;
extern const struct skops_onnx regressor_onnx, bayesian_ridge_onnx, ard_onnx, generalized_onnx, logistic_onnx, classifier_onnx, sgd_onnx, sgd_one_class_onnx,
	ridge_classifier_onnx;

#endif
