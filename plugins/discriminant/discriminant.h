/* SPDX-License-Identifier: BSD-3-Clause */
/* The facets of this plugin, and what both analyses share. Source: sklearn/discriminant_analysis.py. */
#ifndef DISCRIMINANT_H
#define DISCRIMINANT_H

#include "skops/plugin.h"

/* First in the struct of both. Their tables bind classes_. */
struct discriminant {
	struct skops_values classes_;
	const struct skops_values **labels;
};

#define DISCRIMINANT_CLASSES(T) SKOPS_VALUES (T, discriminant.classes_, .attribute = "classes_", .dims = "K")

struct discriminant_methods {
	skops_apply *predict, *decision_function, *predict_proba, *predict_log_proba;
};

enum skops_status discriminant_build (struct skops_call *call, struct discriminant *discriminant);
enum skops_status discriminant_describe (struct skops_call *call, const struct discriminant *discriminant, const struct discriminant_methods *methods, uint8_t dtype, bool takes_sparse);

/* numpy.argmax: the first of the highest, where NaN is higher than any number. */
size_t discriminant_best (const double *scores, size_t classes);

/* exp (score), divided by their sum, in place. */
void discriminant_softmax (double *scores, size_t classes);

/* predict in a graph, from scores [N, K], or [N, 1] of the difference of two classes. */
struct skops_tensor discriminant_emit_predict (struct skops_call *call, struct skops_tensor scores);

extern const struct skops_predict linear_predict, quadratic_predict;
extern const struct skops_onnx linear_onnx, quadratic_onnx;
extern const struct skops_importances linear_importances;

#endif
