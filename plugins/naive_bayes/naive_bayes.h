/* SPDX-License-Identifier: BSD-3-Clause */
/* The handlers of this plugin, and what naive Bayes classifiers share: every method is made of the joint log probabilities of classes and row.
 * Source: sklearn/naive_bayes.py, _BaseNB. */
#ifndef NAIVE_BAYES_H
#define NAIVE_BAYES_H

#include "skops/plugin.h"

/* Writes log P(class) + log P(row | class) for each class. */
typedef enum skops_status bayes_joint (struct skops_call *call, const void *state, const struct skops_block *x, size_t row, double *out);

/* The same of all rows in a graph: [N, K]. */
typedef struct skops_tensor bayes_emit_joint (struct skops_call *call, const void *state, struct skops_tensor x);

/* First in the struct of every classifier. Its table binds classes_; build sets the rest. */
struct bayes {
	struct skops_values classes_;
	bayes_joint *joint;
	bayes_emit_joint *emit_joint;
	uint8_t dtype;     /* of what the methods but predict answer */
	bool takes_sparse;
	const struct skops_values **labels;
};

#define BAYES_CLASSES(T) SKOPS_VALUES (T, bayes.classes_, .attribute = "classes_", .dims = "K")

/* At the end of build. */
enum skops_status bayes_build (struct skops_call *call, struct bayes *bayes, bayes_joint *joint, bayes_emit_joint *emit_joint);

/* describe of every classifier here. */
enum skops_status bayes_describe (struct skops_call *call, const void *state);

/* emit of every classifier here. */
enum skops_status bayes_emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out);

extern const struct skops_predict gaussian_predict, multinomial_predict, complement_predict, bernoulli_predict, categorical_predict;
extern const struct skops_onnx gaussian_onnx, multinomial_onnx, complement_onnx, bernoulli_onnx, categorical_onnx;

#endif
