/* SPDX-License-Identifier: BSD-3-Clause */
/* IsotonicRegression: the line through thresholds. Sources: sklearn/isotonic.py, _transform; scipy.interpolate.interp1d, which takes numpy.interp for float64
 * (numpy/_core/src/multiarray/compiled_base.c, arr_interp) and _call_linear for float32. */
#include <math.h>

#include "skops/plugin.h"

enum { OUT_NAN, OUT_CLIP, OUT_RAISE };
static const struct skops_word bounds_words[] = {
	SKOPS_TEXT_WORD ("nan", OUT_NAN), SKOPS_TEXT_WORD ("clip", OUT_CLIP), SKOPS_TEXT_WORD ("raise", OUT_RAISE), SKOPS_END_WORD,
};

struct isotonic {
	struct skops_array X_thresholds_, y_thresholds_;
	double X_min_, X_max_;
	int out_of_bounds;
};

SKOPS_TABLE (table, struct isotonic,
	SKOPS_ARRAY (struct isotonic, X_thresholds_, .dims = "N", .flags = SKOPS_FINITE),
	SKOPS_ARRAY (struct isotonic, y_thresholds_, .dims = "N"),
	SKOPS_FLOAT (struct isotonic, X_min_, .flags = 0),
	SKOPS_FLOAT (struct isotonic, X_max_, .flags = 0),
	SKOPS_WORD (struct isotonic, out_of_bounds, bounds_words, .flags = SKOPS_PARAMETER));

static enum skops_status check (struct skops_call *call, void *state)
{
	const struct isotonic *self = state;
	const double *x = skops_f8 (&self->X_thresholds_);

	if (!self->X_thresholds_.count)
		return skops_fail (call, SKOPS_BAD_FILE, "X_thresholds_ is empty");
	for (size_t i = 1; i < self->X_thresholds_.count; i++)
		if (x[i] < x[i - 1])
			return skops_fail (call, SKOPS_BAD_FILE, "X_thresholds_ falls from element %zu to the next", i - 1);
	return SKOPS_OK;
}

/* How many thresholds are below `x`, or below or equal to it. */
static size_t count_below (const double *thresholds, size_t count, double x, bool or_equal)
{
	size_t from = 0, to = count;

	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (thresholds[middle] < x || (or_equal && thresholds[middle] == x))
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

/* numpy.interp between the first and the last threshold. */
static double interpolate (const double *xs, const double *ys, size_t count, double x)
{
	size_t i = count_below (xs, count, x, true) - 1;
	double slope, y;

	if (i == count - 1 || xs[i] == x)
		return ys[i];
	slope = (ys[i + 1] - ys[i]) / (xs[i + 1] - xs[i]);
	y = slope * (x - xs[i]) + ys[i];
	if (isnan (y))
		y = slope * (x - xs[i + 1]) + ys[i + 1];
	return isnan (y) && ys[i] == ys[i + 1] ? ys[i] : y;
}

/* The same in float32, as interp1d._call_linear does it, every step rounded. */
static double interpolate_f4 (const double *xs, const double *ys, size_t count, double x)
{
	size_t i = count_below (xs, count, x, false);
	float slope;

	i = i < 1 ? 1 : i > count - 1 ? count - 1 : i;
	slope = ((float) ys[i] - (float) ys[i - 1]) / ((float) xs[i] - (float) xs[i - 1]);
	return (double) (slope * ((float) x - (float) xs[i - 1]) + (float) ys[i - 1]);
}

static enum skops_status apply (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct isotonic *self = state;
	const double *xs = skops_f8 (&self->X_thresholds_), *ys = skops_f8 (&self->y_thresholds_);
	size_t count = self->X_thresholds_.count;
	bool narrow = self->X_thresholds_.stored_dtype == SKOPS_F4;

	if (x->width != 1)
		return skops_fail (call, SKOPS_UNFIT, "isotonic regression is of one column, the input has %zu", x->width);
	for (size_t r = 0; r < x->rows; r++) {
		double value = skops_round_to (narrow ? SKOPS_F4 : SKOPS_F8, skops_row (x, r)[0]), *y = skops_row (out, r);

		if (self->out_of_bounds == OUT_CLIP)
			value = fmin (fmax (value, self->X_min_), self->X_max_);
		if (count == 1)
			*y = ys[0]; /* scikit-learn looks at no bounds then */
		else if (value >= xs[0] && value <= xs[count - 1])
			*y = narrow ? interpolate_f4 (xs, ys, count, value) : interpolate (xs, ys, count, value);
		else if (self->out_of_bounds == OUT_RAISE)
			return skops_fail_at (call, SKOPS_UNFIT, r, 0, "%.17g is outside of what was learnt, %.17g to %.17g, and out_of_bounds=\"raise\"", value, xs[0], xs[count - 1]);
		else
			*y = NAN;
	}
	return SKOPS_OK;
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	const struct isotonic *self = state;

	for (int i = 0; i < 2; i++) {
		struct skops_method *method = skops_method_add (call, i ? "transform" : "predict", apply);

		if (!method)
			return SKOPS_NO_MEMORY;
		method->flags = SKOPS_TAKES_ANY_WIDTH;
		method->outputs[0].flat = true;
		method->outputs[0].dtype = self->X_thresholds_.stored_dtype == SKOPS_F4 ? SKOPS_F4 : SKOPS_F8;
	}
	return SKOPS_OK;
}

/* The names of X are not looked at. */
static enum skops_status names (struct skops_call *call, const void *state, const struct skops_names *in)
{
	(void) state;
	(void) in;
	return skops_names_counted (call, 1);
}

static const struct skops_predict predict = { .size = sizeof predict, .table = &table, .check = check, .describe = describe, .names = names };

static const struct skops_handler isotonic_regression = {
	.size = sizeof isotonic_regression, .module = "sklearn.isotonic", .class_name = "IsotonicRegression", .loader = "ObjectNode",
	.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = &predict,
};

static const struct skops_handler *const handlers[] = { &isotonic_regression, NULL };

static const struct skops_plugin plugin = SKOPS_PLUGIN ("isotonic", "0.1.0", handlers);

const struct skops_plugin *skops_plugin_query (void)
{
	return &plugin;
}
