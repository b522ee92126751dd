/* SPDX-License-Identifier: BSD-3-Clause */
/* The facets of this plugin, and the machine that all of them share: libsvm's decision values. */
#ifndef SVM_H
#define SVM_H

#include "skops/plugin.h"

/* Kernels. CALLED: given as a function of scikit-learn's, which is called with its defaults; a machine that was checked has none. */
enum { LINEAR, POLY, RBF, SIGMOID, PRECOMPUTED, CALLED = 8 };

/* The first member of every estimator's state. */
struct machine {
	struct skops_matrix support_vectors_; /* [S,F]; [0,0] of a precomputed kernel */
	struct skops_matrix _dual_coef_;      /* [K-1,S], with libsvm's own signs */
	struct skops_array support_, _intercept_, _n_support;
	struct skops_array fitted_rows; /* [N,F] where the kernel is a function */
	int kernel;
	double _gamma, coef0;
	int64_t degree, n_features;
	bool _sparse;

	size_t classes;        /* K; 2 for regression and one class, whose vectors are all of the first */
	size_t vectors, pairs; /* S; K(K-1)/2 */
	double *coefficients;  /* [K-1,S] */
	size_t *first;         /* [K+1]: where the vectors of a class begin */
	double *tiles;         /* [ceil (S / 8), F, 8]: dense vectors eight abreast; NULL if there is none */
	double *weights;       /* [pairs,F]: what a linear kernel of dense vectors adds up to, else NULL */
};

extern const struct skops_word kernel_words[];

#define MACHINE_FIELDS(T) \
	SKOPS_MATRIX (T, machine.support_vectors_, .attribute = "support_vectors_", .dims = "?,?"), \
	SKOPS_MATRIX (T, machine._dual_coef_, .attribute = "_dual_coef_", .dims = "?,?"), \
	SKOPS_ARRAY (T, machine.fitted_rows, .attribute = "_BaseLibSVM__Xfit", .dims = "N,F", .flags = SKOPS_OPTIONAL | SKOPS_NULLABLE), \
	SKOPS_INTS (T, machine.support_, .attribute = "support_", .dims = "?", .flags = SKOPS_INDEX), \
	SKOPS_ARRAY (T, machine._intercept_, .attribute = "_intercept_", .dims = "?"), \
	SKOPS_INTS (T, machine._n_support, .attribute = "_n_support", .dims = "?", .flags = SKOPS_INDEX), \
	SKOPS_WORD (T, machine.kernel, kernel_words, .attribute = "kernel", .flags = SKOPS_PARAMETER), \
	SKOPS_FLOAT (T, machine._gamma, .attribute = "_gamma"), \
	SKOPS_FLOAT (T, machine.coef0, .attribute = "coef0", .flags = SKOPS_PARAMETER), \
	SKOPS_INT (T, machine.degree, .attribute = "degree", .flags = SKOPS_PARAMETER | SKOPS_INDEX), \
	SKOPS_BOOL (T, machine._sparse, .attribute = "_sparse"), \
	SKOPS_DIM (T, machine.n_features, "F")

/* In check: holds the parts of the state against each other. `classes` is 0 for regression and one class. */
enum skops_status machine_check (struct skops_call *call, struct machine *machine, size_t classes);

enum skops_status machine_build (struct skops_call *call, struct machine *machine);

/* In describe: a method that decides. NULL (and the error is set) without memory. */
struct skops_method *machine_method (struct skops_call *call, const struct machine *machine, const char *name, skops_apply *apply);

/* In apply: libsvm's decision values of all pairs of classes, in scratch: [rows, pairs]. NULL (and the error is set) on failure. */
double *machine_decide (struct skops_call *call, const struct machine *machine, const struct skops_block *x);

/* The same in a graph: [N, pairs]. */
struct skops_tensor machine_emit (struct skops_call *call, const struct machine *machine, struct skops_tensor x);

extern const struct skops_predict svc_predict, svr_predict, one_class_predict;
extern const struct skops_onnx svc_onnx, svr_onnx, one_class_onnx;

#endif
