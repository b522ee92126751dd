/* SPDX-License-Identifier: BSD-3-Clause */
/* B-splines: the values of a basis at a point. */
#ifndef B_SPLINE_H
#define B_SPLINE_H

#include "skops/plugin.h"

/* A scipy.interpolate.BSpline whose coefficients are those of the basis itself. */
struct b_spline {
	struct skops_array t, c;
	int64_t k;
	bool extrapolate;
	/* checked */
	size_t count; /* splines: columns of c; row m of c has its 1 in column m % count */
};

enum { B_SPLINE_DEGREE = 64 }; /* the highest: an evaluation takes its square of steps */

extern const struct skops_case b_spline_cases[];

/* In check: ascending knots, enough of them, coefficients as stated. */
enum skops_status b_spline_check (struct skops_call *call, struct b_spline *spline);

/* The `count` values at x, or their first derivatives. NaN all of them where x is NaN, or beyond the knots and they are not extrapolated. */
void b_spline_values (const struct b_spline *spline, double x, bool derivatives, double *values);

#endif
