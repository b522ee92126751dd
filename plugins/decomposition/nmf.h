/* SPDX-License-Identifier: BSD-3-Clause */
/* The solvers of NMF: weights W of rows X ≈ W·H for components H that stay as they are. */
#ifndef NMF_H
#define NMF_H

#include "decomposition.h"

struct nmf_problem {
	const struct skops_block *x;   /* dense or CSR, [n,F] */
	const double *components;      /* H', [F,C] */
	size_t features, n_components;
	double beta, tol, l1, l2;      /* l1, l2: regularisation of W as it is added to gradients */
	int64_t max_iter;
	bool floors;                   /* from 1.3 on products below epsilon are raised to it; before, only zeros */
	bool minibatch;                /* MiniBatchNMF's rule to stop */
};

/* Before round `round` (from 0), where each takes `work` steps of a few operations: fails where more would be without end. */
enum skops_status nmf_may_go_on (struct skops_call *call, const struct nmf_problem *problem, int64_t round, double work);

/* In apply: fills W [n,C]. */
enum skops_status nmf_coordinate_descent (struct skops_call *call, const struct nmf_problem *problem, double *w);
enum skops_status nmf_multiplicative_update (struct skops_call *call, const struct nmf_problem *problem, double *w);

#endif
