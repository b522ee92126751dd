/* SPDX-License-Identifier: BSD-3-Clause */
/* The normal distribution's function and its inverse. The inverse is M. J. Wichura's algorithm AS 241 (PPND16), Applied Statistics 37 (1988), 477-484: relative
 * accuracy about 1e-16. */
#include "normal.h"

#include <math.h>

static const double central[2][8] = {
	{ 3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
	  4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3 },
	{ 1, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
	  2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3 },
};
static const double middle[2][8] = {
	{ 1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
	  1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4 },
	{ 1, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
	  1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9 },
};
static const double tail[2][8] = {
	{ 6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
	  2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7 },
	{ 1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
	  7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15 },
};

static double ratio (const double coefficients[2][8], double x)
{
	double above = 0, below = 0;

	for (int i = 7; i >= 0; i--) {
		above = above * x + coefficients[0][i];
		below = below * x + coefficients[1][i];
	}
	return above / below;
}

double normal_quantile (double p)
{
	double q = p - 0.5, r;

	if (!(p > 0 && p < 1))
		return p == 0 ? -INFINITY : p == 1 ? INFINITY : NAN;
	if (fabs (q) <= 0.425)
		return q * ratio (central, 0.180625 - q * q);
	r = sqrt (-log (q < 0 ? p : 1 - p));
	r = r <= 5 ? ratio (middle, r - 1.6) : ratio (tail, r - 5);
	return q < 0 ? -r : r;
}

double normal_probability (double x)
{
	return 0.5 * erfc (-x * 0.70710678118654752440);
}

static struct skops_tensor emit_ratio (struct skops_call *call, const double coefficients[2][8], struct skops_tensor x)
{
	struct skops_tensor sides[2];

	for (int i = 0; i < 2; i++) {
		sides[i] = skops_onnx_number (call, coefficients[i][7]);
		for (int k = 6; k >= 0; k--)
			sides[i] = skops_onnx_2 (call, "Add", skops_onnx_2 (call, "Mul", sides[i], x), skops_onnx_number (call, coefficients[i][k]));
	}
	return skops_onnx_2 (call, "Div", sides[0], sides[1]);
}

struct skops_tensor normal_emit_quantile (struct skops_call *call, struct skops_tensor p)
{
	struct skops_tensor zero = skops_onnx_number (call, 0), one = skops_onnx_number (call, 1);
	struct skops_tensor q = skops_onnx_2 (call, "Sub", p, skops_onnx_number (call, 0.5)), lower = skops_onnx_2 (call, "Less", q, zero);
	struct skops_tensor inner = skops_onnx_2 (call, "Sub", skops_onnx_number (call, 0.180625), skops_onnx_2 (call, "Mul", q, q)), r, value;

	inner = skops_onnx_2 (call, "Mul", q, emit_ratio (call, central, inner));
	r = skops_onnx_1 (call, "Log", skops_onnx_3 (call, "Where", lower, p, skops_onnx_2 (call, "Sub", one, p)));
	r = skops_onnx_1 (call, "Sqrt", skops_onnx_1 (call, "Neg", r));
	value = skops_onnx_3 (call, "Where", skops_onnx_2 (call, "LessOrEqual", r, skops_onnx_number (call, 5)),
	                      emit_ratio (call, middle, skops_onnx_2 (call, "Sub", r, skops_onnx_number (call, 1.6))),
	                      emit_ratio (call, tail, skops_onnx_2 (call, "Sub", r, skops_onnx_number (call, 5))));
	value = skops_onnx_3 (call, "Where", lower, skops_onnx_1 (call, "Neg", value), value);
	value = skops_onnx_3 (call, "Where", skops_onnx_2 (call, "LessOrEqual", skops_onnx_1 (call, "Abs", q), skops_onnx_number (call, 0.425)), inner, value);
	value = skops_onnx_3 (call, "Where", skops_onnx_2 (call, "Equal", p, zero), skops_onnx_number (call, -INFINITY), value);
	return skops_onnx_3 (call, "Where", skops_onnx_2 (call, "Equal", p, one), skops_onnx_number (call, INFINITY), value);
}
