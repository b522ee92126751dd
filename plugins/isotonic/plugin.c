/* SPDX-License-Identifier: BSD-3-Clause */
/* IsotonicRegression: the line through thresholds. Sources: sklearn/isotonic.py, _transform; scipy.interpolate.interp1d, which takes numpy.interp for float64
 * (numpy/_core/src/multiarray/compiled_base.c, arr_interp) and _call_linear for float32. */
#include <math.h>
#include <string.h>

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
		method->features = 1;
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

/* The line between thresholds i and i + 1: slopes[i] · (x - xs[i]) + ys[i]; it is level behind the last one. `type` is what it is computed in. */
static struct skops_tensor emit_line (struct skops_call *call, const struct isotonic *self, struct skops_tensor x, struct skops_tensor place, uint8_t type)
{
	const double *xs = skops_f8 (&self->X_thresholds_), *ys = skops_f8 (&self->y_thresholds_);
	int64_t dims[1] = { self->X_thresholds_.dims[0] };
	double *slopes = skops_scratch (call, (size_t) dims[0], sizeof *slopes);
	struct skops_tensor from, value;

	if (!slopes)
		return (struct skops_tensor) { 0 };
	for (int64_t i = 0; i + 1 < dims[0]; i++)
		slopes[i] = type == SKOPS_TENSOR_FLOAT ? (double) (((float) ys[i + 1] - (float) ys[i]) / ((float) xs[i + 1] - (float) xs[i])) : (ys[i + 1] - ys[i]) / (xs[i + 1] - xs[i]);
	from = skops_onnx_gather (call, skops_onnx_constant (call, type, 1, dims, xs), place, 0);
	value = skops_onnx_2 (call, "Sub", skops_onnx_cast (call, x, type), from);
	value = skops_onnx_2 (call, "Mul", skops_onnx_gather (call, skops_onnx_constant (call, type, 1, dims, slopes), place, 0), value);
	value = skops_onnx_2 (call, "Add", value, skops_onnx_gather (call, skops_onnx_constant (call, type, 1, dims, ys), place, 0));
	return skops_onnx_cast (call, value, SKOPS_TENSOR_DOUBLE);
}

/* The line that x [N, 1] is on: numpy.interp takes the threshold at x, _call_linear the one before it. A place behind the last threshold, where there is none,
 * ends the run. */
static struct skops_tensor emit_place (struct skops_call *call, const struct isotonic *self, struct skops_tensor x, struct skops_tensor inside)
{
	int64_t count = self->X_thresholds_.dims[0];
	bool narrow = self->X_thresholds_.stored_dtype == SKOPS_F4;
	struct skops_tensor above = skops_onnx_2 (call, narrow ? "Greater" : "GreaterOrEqual", x, skops_onnx_row (call, skops_f8 (&self->X_thresholds_), (size_t) count));
	struct skops_tensor place = skops_onnx_reduce (call, "ReduceSum", skops_onnx_cast (call, above, SKOPS_TENSOR_INT64), 1, true);

	place = skops_onnx_2 (call, "Sub", place, skops_onnx_int (call, 1));
	place = skops_onnx_3 (call, "Clip", place, skops_onnx_int (call, 0), skops_onnx_int (call, narrow && count > 1 ? count - 2 : count - 1));
	return self->out_of_bounds == OUT_RAISE ? skops_onnx_3 (call, "Where", inside, place, skops_onnx_int (call, count)) : place;
}

static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct isotonic *self = state;
	size_t count = self->X_thresholds_.count;
	const double *xs = skops_f8 (&self->X_thresholds_);
	bool narrow = self->X_thresholds_.stored_dtype == SKOPS_F4;
	struct skops_tensor value = skops_onnx_dense (call, x), inside;

	(void) method;
	if (narrow)
		value = skops_onnx_cast (call, skops_onnx_cast (call, value, SKOPS_TENSOR_FLOAT), SKOPS_TENSOR_DOUBLE);
	if (count == 1) { /* one answer, and no bounds */
		value = skops_onnx_cast (call, skops_onnx_2 (call, "Equal", value, value), SKOPS_TENSOR_INT64);
		value = skops_onnx_gather (call, skops_onnx_row (call, skops_f8 (&self->y_thresholds_), 1), skops_onnx_2 (call, "Mul", value, skops_onnx_int (call, 0)), 0);
		return skops_onnx_answer (call, out, value);
	}
	if (self->out_of_bounds == OUT_CLIP)
		value = skops_onnx_3 (call, "Clip", value, skops_onnx_number (call, self->X_min_), skops_onnx_number (call, self->X_max_));
	inside = skops_onnx_2 (call, "And", skops_onnx_2 (call, "GreaterOrEqual", value, skops_onnx_number (call, xs[0])),
	                       skops_onnx_2 (call, "LessOrEqual", value, skops_onnx_number (call, xs[count - 1])));
	value = emit_line (call, self, value, emit_place (call, self, value, inside), narrow ? SKOPS_TENSOR_FLOAT : SKOPS_TENSOR_DOUBLE);
	return skops_onnx_answer (call, out, skops_onnx_3 (call, "Where", inside, value, skops_onnx_number (call, NAN)));
}

/* numpy.interp has its ways around slopes that are no numbers. */
static enum skops_status support (struct skops_call *call, const void *state, const char *method)
{
	const struct isotonic *self = state;
	const double *xs = skops_f8 (&self->X_thresholds_), *ys = skops_f8 (&self->y_thresholds_);

	(void) method;
	for (size_t i = 1; i < self->X_thresholds_.count; i++)
		if (!isfinite ((ys[i] - ys[i - 1]) / (xs[i] - xs[i - 1])))
			return skops_onnx_refuse (call, "X_thresholds_", "the line from threshold %zu to the next is too steep for float64", i - 1);
	return SKOPS_OK;
}

static const struct skops_onnx onnx = { .size = sizeof onnx, .table = &table, .check = check, .support = support, .emit = emit };
static const struct skops_predict predict = { .size = sizeof predict, .table = &table, .check = check, .describe = describe, .names = names };

static const struct skops_handler isotonic_regression = {
	.size = sizeof isotonic_regression, .module = "sklearn.isotonic", .class_name = "IsotonicRegression", .loader = "ObjectNode",
	.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = &predict, .onnx = &onnx,
};

static const struct skops_handler *const handlers[] = { &isotonic_regression, NULL };

static const struct skops_plugin plugin = SKOPS_PLUGIN ("isotonic", "0.1.0", handlers);

const struct skops_plugin *skops_plugin_query (void)
{
	return &plugin;
}
