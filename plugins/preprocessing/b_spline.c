/* SPDX-License-Identifier: BSD-3-Clause */
/* B-splines by de Boor's recursion. Source: scipy/interpolate, find_interval and evaluate_spline of _bspl; _deBoor_D of __fitpack. */
#include <math.h>

#include "b_spline.h"

SKOPS_TABLE (b_spline_table, struct b_spline,
	SKOPS_ARRAY (struct b_spline, t, .attribute = "t|_t", .dims = "T", .flags = SKOPS_FINITE),
	SKOPS_ARRAY (struct b_spline, c, .attribute = "c|_c", .dims = "M,S", .flags = SKOPS_FINITE),
	SKOPS_INT (struct b_spline, k, .flags = SKOPS_INDEX, .low = 0, .high = B_SPLINE_DEGREE),
	SKOPS_BOOL (struct b_spline, extrapolate));

const struct skops_case b_spline_cases[] = { { "scipy.interpolate._bsplines:BSpline", &b_spline_table, 1 }, { 0 } };

enum skops_status b_spline_check (struct skops_call *call, struct b_spline *spline)
{
	size_t degree = (size_t) spline->k, knots = spline->t.count, rows = (size_t) spline->c.dims[0];
	const double *t = skops_f8 (&spline->t), *c = skops_f8 (&spline->c);

	spline->count = (size_t) spline->c.dims[1];
	if (knots < 2 * degree + 2 || rows != knots - degree - 1 || (spline->count != rows && spline->count + degree != rows) || !spline->count)
		return skops_fail (call, SKOPS_BAD_FILE, "%zu knots and %zu × %zu coefficients of degree %zu", knots, rows, spline->count, degree);
	for (size_t i = 1; i < knots; i++)
		if (t[i] < t[i - 1])
			return skops_fail (call, SKOPS_BAD_FILE, "knot %zu is below the one before it", i);
	for (size_t i = 0; i < spline->c.count; i++)
		if (c[i] != (i % spline->count == i / spline->count % spline->count))
			return skops_fail (call, SKOPS_BAD_FILE, "coefficients that are not those of a basis of splines");
	return SKOPS_OK;
}

/* The last knot at or below x, from t[k] on and up to the last but k + 1. */
static size_t interval (const double *t, size_t k, size_t n, double x)
{
	size_t low = k, high = n;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		if (x < t[middle])
			high = middle;
		else
			low = middle;
	}
	return low;
}

void b_spline_values (const struct b_spline *spline, double x, bool derivatives, double *values)
{
	const double *t = skops_f8 (&spline->t);
	size_t k = (size_t) spline->k, n = spline->t.count - k - 1, at;
	double h[B_SPLINE_DEGREE + 1], before[B_SPLINE_DEGREE + 1];
	bool beyond = isnan (x) || (!spline->extrapolate && (x < t[k] || x > t[n]));

	for (size_t s = 0; s < spline->count; s++)
		values[s] = beyond ? NAN : 0;
	if (beyond)
		return;
	at = interval (t, k, n, x);
	h[0] = 1;
	for (size_t j = 1; j <= (derivatives && k ? k - 1 : k); j++) {
		memcpy (before, h, j * sizeof *h);
		h[0] = 0;
		for (size_t i = 1; i <= j; i++) {
			double above = t[at + i], below = t[at + i - j], w = before[i - 1] / (above - below);
			if (above == below) {
				h[i] = 0;
				continue;
			}
			h[i - 1] += w * (above - x);
			h[i] = w * (x - below);
		}
	}
	if (derivatives) { /* the last step of the recursion is the derivative's */
		memcpy (before, h, k * sizeof *h);
		h[0] = 0;
		for (size_t i = 1; i <= k; i++) {
			double above = t[at + i], below = t[at + i - k], w = (double) k * before[i - 1] / (above - below);
			if (above == below) {
				h[1] = 0; /* sic */
				continue;
			}
			h[i - 1] -= w;
			h[i] = w;
		}
	}
	for (size_t i = 0; i <= k; i++)
		values[(at - k + i) % spline->count] += h[i];
}
