/* SPDX-License-Identifier: BSD-3-Clause */
/* NMF by coordinate descent. Source: sklearn/decomposition/_nmf.py, _fit_coordinate_descent; sklearn/decomposition/_cdnmf_fast.pyx. */
#include <math.h>

#include "nmf.h"

/* One round over all coordinates of one row; adds their violations of the optimality conditions. */
static void update_row (double *w, const double *hht, const double *xht, size_t components, double *violations)
{
	for (size_t t = 0; t < components; t++) {
		double gradient = -xht[t], hessian = hht[t * components + t];

		for (size_t r = 0; r < components; r++)
			gradient += hht[t * components + r] * w[r];
		violations[t] += fabs (w[t] == 0 ? fmin (0, gradient) : gradient);
		if (hessian != 0)
			w[t] = fmax (w[t] - gradient / hessian, 0);
	}
}

enum skops_status nmf_coordinate_descent (struct skops_call *call, const struct nmf_problem *problem, double *w)
{
	size_t rows = problem->x->rows, components = problem->n_components;
	double *hht = skops_scratch (call, components, components * sizeof *hht), *xht = skops_scratch (call, rows, components * sizeof *xht);
	double *violations = skops_scratch (call, components, sizeof *violations), first = 0;
	enum skops_status status;

	if (!hht || !xht || !violations)
		return SKOPS_NO_MEMORY;
	status = skops_gemm (call, true, false, components, components, problem->features, 1, problem->components, components, problem->components, components, 0, hht, components);
	if (!status)
		status = block_product (call, problem->x, problem->components, components, xht, components);
	if (status)
		return status;
	for (size_t t = 0; t < components; t++)
		hht[t * components + t] += problem->l2;
	for (size_t i = 0; i < rows * components; i++) {
		xht[i] -= problem->l1;
		w[i] = 0;
	}
	for (int64_t round = 0; round < problem->max_iter; round++) {
		double violation = 0;

		status = nmf_may_go_on (call, problem, round, (double) rows * (double) (components * (components + 4)));
		if (status)
			return status;
		memset (violations, 0, components * sizeof *violations);
		for (size_t r = 0; r < rows; r++)
			update_row (w + r * components, hht, xht + r * components, components, violations);
		for (size_t t = 0; t < components; t++)
			violation += violations[t];
		if (!round)
			first = violation;
		if (first == 0 || violation / first <= problem->tol)
			break;
	}
	return SKOPS_OK;
}
