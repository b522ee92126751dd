/* SPDX-License-Identifier: BSD-3-Clause */
/* SplineTransformer: a column as the values of a basis of B-splines. Source: sklearn/preprocessing/_polynomial.py, SplineTransformer.transform. */
#include <math.h>
#include <string.h>

#include "b_spline.h"
#include "scalers.h"

enum { ERROR, CONSTANT, LINEAR, CONTINUE, PERIODIC };
static const struct skops_word extrapolation_words[] = { SKOPS_TEXT_WORD ("error", ERROR), SKOPS_TEXT_WORD ("constant", CONSTANT), SKOPS_TEXT_WORD ("linear", LINEAR),
	SKOPS_TEXT_WORD ("continue", CONTINUE), SKOPS_TEXT_WORD ("periodic", PERIODIC), SKOPS_END_WORD };

enum { MISSING_ERROR, MISSING_ZEROS };
static const struct skops_word missing_words[] = { SKOPS_TEXT_WORD ("error", MISSING_ERROR), SKOPS_TEXT_WORD ("zeros", MISSING_ZEROS), SKOPS_END_WORD };

/* Where a column is extrapolated, and by what: the splines' values and slopes at both ends. */
struct ends {
	double low, high;
	size_t continued; /* splines at either end that go on */
	double *low_values, *high_values, *low_slopes, *high_slopes;
};

struct spline_transformer {
	struct skops_list bsplines_;
	int extrapolation, handle_missing;
	bool include_bias, sparse_output;
	int64_t degree, n_features;
	/* checked, built */
	struct b_spline *splines;
	struct ends *ends;
	size_t count, kept; /* splines of a column; those that are answered */
	size_t named;       /* those that have a name: 1.1 also names the repeated ones of a period */
	bool missing_is_lowest;   /* sparse answers take NaN for the lowest number of its column in the batch, but in the first column: so scikit-learn, by mistake */
	bool zero_without_period; /* from 1.8 on, a column that was constant is 0 everywhere */
};

SKOPS_ITEM_FIELD (spline_item, SKOPS_KIND_RECORD, struct skops_record, .cases = b_spline_cases);

SKOPS_TABLE (table, struct spline_transformer,
	SKOPS_LIST (struct spline_transformer, bsplines_, &spline_item, .dims = "F"),
	SKOPS_WORD (struct spline_transformer, extrapolation, extrapolation_words, .flags = SKOPS_PARAMETER),
	SKOPS_WORD (struct spline_transformer, handle_missing, missing_words, .flags = SKOPS_PARAMETER | SKOPS_OPTIONAL, .since = SKOPS_VERSION (1, 8)),
	SKOPS_BOOL (struct spline_transformer, include_bias, .flags = SKOPS_PARAMETER),
	SKOPS_BOOL (struct spline_transformer, sparse_output, .flags = SKOPS_PARAMETER | SKOPS_OPTIONAL),
	SKOPS_INT (struct spline_transformer, degree, .flags = SKOPS_PARAMETER | SKOPS_INDEX),
	SKOPS_DIM (struct spline_transformer, n_features, "F"));

static enum skops_status check (struct skops_call *call, void *state)
{
	struct spline_transformer *self = state;

	self->splines = skops_alloc (call, self->bsplines_.count, sizeof *self->splines);
	if (!self->splines)
		return SKOPS_NO_MEMORY;
	if (!self->bsplines_.count)
		return skops_fail (call, SKOPS_BAD_FILE, "a SplineTransformer without splines");
	for (size_t c = 0; c < self->bsplines_.count; c++) {
		struct b_spline *spline = &self->splines[c];

		*spline = *(const struct b_spline *) SKOPS_ITEM (&self->bsplines_, struct skops_record, c)->state;
		if (b_spline_check (call, spline))
			return SKOPS_BAD_FILE;
		if (spline->k != self->degree || spline->count != self->splines[0].count)
			return skops_fail (call, SKOPS_BAD_FILE, "column %zu has %zu splines of degree %lld, the first one has %zu, and degree is %lld", c, spline->count,
			                   (long long) spline->k, self->splines[0].count, (long long) self->degree);
	}
	self->count = self->splines[0].count;
	self->kept = self->count - !self->include_bias;
	if (self->kept * self->bsplines_.count > WIDEST)
		return skops_fail (call, SKOPS_UNSUPPORTED, "%zu columns of %zu splines are more than %d columns", self->bsplines_.count, self->kept, WIDEST);
	return SKOPS_OK;
}

static enum skops_status build (struct skops_call *call, void *state)
{
	struct spline_transformer *self = state;
	size_t degree = (size_t) self->degree;
	double *values;

	self->named = self->kept + (call->writer < SKOPS_VERSION (1, 2) ? (size_t) self->splines[0].c.dims[0] - self->count : 0);
	self->missing_is_lowest = self->sparse_output && self->handle_missing == MISSING_ZEROS && self->extrapolation != CONSTANT && self->extrapolation != LINEAR;
	self->zero_without_period = call->writer >= SKOPS_VERSION (1, 8);
	if (self->extrapolation != CONSTANT && self->extrapolation != LINEAR)
		return SKOPS_OK;
	self->ends = skops_alloc (call, self->bsplines_.count, sizeof *self->ends);
	values = skops_alloc (call, self->bsplines_.count * self->count, 4 * sizeof *values);
	if (!self->ends || !values)
		return SKOPS_NO_MEMORY;
	for (size_t c = 0; c < self->bsplines_.count; c++, values += 4 * self->count) {
		const struct b_spline *spline = &self->splines[c];
		struct ends *ends = &self->ends[c];

		if (degree >= spline->t.count)
			return skops_fail (call, SKOPS_UNSUPPORTED, "scikit-learn itself cannot continue %zu knots of degree %lld linearly; extrapolation=\"constant\" can", spline->t.count, (long long) self->degree);
		*ends = (struct ends) { skops_f8 (&spline->t)[degree], skops_f8 (&spline->t)[spline->t.count - 1 - degree], degree,
			values, values + self->count, values + 2 * self->count, values + 3 * self->count };
		b_spline_values (spline, ends->low, false, ends->low_values);
		b_spline_values (spline, ends->high, false, ends->high_values);
		if (self->extrapolation == CONSTANT)
			continue;
		b_spline_values (spline, ends->low, true, ends->low_slopes);
		b_spline_values (spline, ends->high, true, ends->high_slopes);
		/* scikit-learn counts up for the first columns and never back: columns behind them are continued from inner knots */
		if (degree <= 1)
			degree++;
		ends->continued = degree;
		if (degree > self->count)
			return skops_fail (call, SKOPS_UNSUPPORTED, "scikit-learn itself cannot continue one spline of degree 0 linearly; extrapolation=\"constant\" can");
	}
	return SKOPS_OK;
}

/* numpy.remainder: of the sign of the divisor. */
static double remainder_of (double x, double divisor)
{
	double rest = fmod (x, divisor);

	return rest < 0 ? rest + divisor : rest;
}

/* Where a number lies between the knots. */
static double place (const struct spline_transformer *self, size_t column, double x)
{
	const struct b_spline *spline = &self->splines[column];
	const double *t = skops_f8 (&spline->t);
	double low = t[spline->k], period = t[spline->t.count - (size_t) spline->k - 1] - low;

	if (self->extrapolation != PERIODIC || isnan (x))
		return x;
	return period > 0 || !self->zero_without_period ? low + remainder_of (x - low, period) : 0;
}

/* The lowest number of each column, 0 where there is none. NULL without memory. */
static double *lowest_of (struct skops_call *call, const struct spline_transformer *self, const struct skops_block *x)
{
	double *lowest = skops_scratch (call, x->width, sizeof *lowest);

	for (size_t c = 0; lowest && c < x->width; c++) {
		lowest[c] = INFINITY;
		for (size_t r = 0; r < x->rows; r++)
			lowest[c] = fmin (lowest[c], place (self, c, skops_row (x, r)[c]));
		if (isinf (lowest[c]))
			lowest[c] = 0;
	}
	return lowest;
}

/* The values of a number that is none of the inner ones, or NaN. */
static enum skops_status extrapolate (struct skops_call *call, const struct spline_transformer *self, const struct ends *ends, size_t row, size_t column, double x, double *values)
{
	size_t above = ends->continued;

	if (self->extrapolation == CONSTANT) {
		if (!above && x > ends->high) { /* scikit-learn writes f_max[-0:], which is all of it, to columns of which there are all or none */
			if (!self->sparse_output && self->count > 1)
				return skops_fail_at (call, SKOPS_UNFIT, row, (int64_t) column, "%g is above the last knot, where scikit-learn itself fails to continue splines of degree 0", x);
			above = self->sparse_output ? self->count : 0;
		}
		for (size_t j = 0; x < ends->low && j < ends->continued; j++)
			values[j] = ends->low_values[j];
		for (size_t j = self->count - above; x > ends->high && j < self->count; j++)
			values[j] = ends->high_values[j];
		return SKOPS_OK;
	}
	for (size_t j = 0; j < ends->continued; j++) {
		size_t k = self->count - 1 - j;

		if (x < ends->low)
			values[j] = ends->low_values[j] + (x - ends->low) * ends->low_slopes[j];
		if (x > ends->high)
			values[k] = ends->high_values[k] + (x - ends->high) * ends->high_slopes[k];
	}
	return SKOPS_OK;
}

static enum skops_status values_of (struct skops_call *call, const struct spline_transformer *self, size_t row, size_t column, double x, double *values)
{
	const struct ends *ends = self->ends ? &self->ends[column] : NULL;
	bool inside = ends ? ends->low <= x && x <= ends->high : !isnan (x) || self->handle_missing == MISSING_ERROR; /* NaN then of a column without a period */

	if (inside)
		b_spline_values (&self->splines[column], x, false, values);
	else
		memset (values, 0, self->count * sizeof *values);
	if (self->extrapolation == ERROR && isnan (values[0]))
		return skops_fail_at (call, SKOPS_UNFIT, row, (int64_t) column, "%g is beyond the limits of the knots", x);
	return ends ? extrapolate (call, self, ends, row, column, x, values) : SKOPS_OK;
}

static enum skops_status transform (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct spline_transformer *self = state;
	double *values = skops_scratch (call, self->count, sizeof *values), *lowest = self->missing_is_lowest ? lowest_of (call, self, x) : NULL;
	size_t used = 0;

	if (!values || (self->missing_is_lowest && !lowest))
		return SKOPS_NO_MEMORY;
	for (size_t r = 0; r < x->rows; r++)
		for (size_t c = 0; c < x->width; c++) {
			double number = place (self, c, skops_row (x, r)[c]);

			if (values_of (call, self, r, c, isnan (number) && lowest && c ? lowest[c] : number, values))
				return SKOPS_UNFIT;
			if (out->form == SKOPS_DENSE) {
				memcpy (skops_row (out, r) + c * self->kept, values, self->kept * sizeof *values);
				continue;
			}
			if (skops_reserve (call, out, used, self->kept))
				return SKOPS_NO_MEMORY;
			for (size_t s = 0; s < self->kept; s++)
				if (values[s] != 0) {
					out->indices[used] = (int32_t) (c * self->kept + s);
					out->f8[used++] = values[s];
				}
			out->indptr[r + 1] = (int64_t) used;
		}
	return SKOPS_OK;
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	const struct spline_transformer *self = state;
	struct skops_method *method = skops_method_add (call, "transform", transform);

	if (!method)
		return SKOPS_NO_MEMORY;
	method->flags = (self->handle_missing == MISSING_ZEROS ? SKOPS_TAKES_NAN : 0) | (self->missing_is_lowest ? SKOPS_WHOLE_BATCH : 0);
	method->tolerance = SKOPS_ROUNDING;
	method->outputs[0].width = (int64_t) (self->kept * self->bsplines_.count);
	method->outputs[0].form = self->sparse_output ? SKOPS_CSR : SKOPS_DENSE;
	method->outputs[0].dtype = self->sparse_output ? SKOPS_F8 : SKOPS_FOLLOW;
	return SKOPS_OK;
}

static enum skops_status names (struct skops_call *call, const void *state, const struct skops_names *in)
{
	const struct spline_transformer *self = state;

	for (size_t c = 0; c < self->bsplines_.count; c++)
		for (size_t s = 0; s < self->named; s++) {
			if (c >= in->count)
				return skops_fail (call, SKOPS_UNFIT, "%zu names for %zu columns", in->count, self->bsplines_.count);
			if (skops_name_add (call, "%.*s_sp_%zu", (int) in->items[c].size, in->items[c].data, s))
				return SKOPS_NO_MEMORY;
		}
	return SKOPS_OK;
}

/* ---- in a graph ---- */

static enum skops_status support (struct skops_call *call, const void *state, const char *method)
{
	const struct spline_transformer *self = state;

	(void) method;
	if (self->extrapolation == CONSTANT && !self->degree && !self->sparse_output && self->count > 1)
		return skops_onnx_refuse (call, "degree", "above the last knot, scikit-learn itself fails to continue splines of degree 0");
	for (size_t c = 0; c < self->bsplines_.count; c++)
		if (self->splines[c].t.count != self->splines[0].t.count || (!self->ends && self->splines[c].extrapolate == (self->extrapolation == ERROR)))
			return skops_onnx_refuse (call, "bsplines_", "the splines of column %zu are not those that extrapolation and the other columns call for", c + 1);
	return self->kept ? SKOPS_OK : skops_onnx_refuse (call, "include_bias", "there is no column to answer");
}

/* [F] where each column's splines begin or end. */
static struct skops_tensor limits_of (struct skops_call *call, const struct spline_transformer *self, bool upper)
{
	double *numbers = skops_scratch (call, self->bsplines_.count, sizeof *numbers);
	size_t degree = (size_t) self->degree;

	for (size_t c = 0; numbers && c < self->bsplines_.count; c++) {
		const struct skops_array *t = &self->splines[c].t;

		if (self->ends)
			numbers[c] = upper ? self->ends[c].high : self->ends[c].low;
		else
			numbers[c] = skops_f8 (t)[upper ? t->count - 1 - degree : degree];
	}
	return numbers ? skops_onnx_row (call, numbers, self->bsplines_.count) : (struct skops_tensor) { 0 };
}

/* place () of all numbers, [N, F]. */
static struct skops_tensor emit_period (struct skops_call *call, const struct spline_transformer *self, struct skops_tensor x, struct skops_tensor low, struct skops_tensor high)
{
	struct skops_tensor zero = skops_onnx_number (call, 0), period = skops_onnx_2 (call, "Sub", high, low), inputs[2], rest, value;
	struct skops_attribute fmod_rule = skops_attribute_int ("fmod", 1);

	inputs[0] = skops_onnx_2 (call, "Sub", x, low);
	inputs[1] = period;
	rest = skops_onnx_op (call, "Mod", inputs, 2, &fmod_rule, 1);
	rest = skops_onnx_3 (call, "Where", skops_onnx_2 (call, "Less", rest, zero), skops_onnx_2 (call, "Add", rest, period), rest);
	value = skops_onnx_2 (call, "Add", low, rest);
	if (self->zero_without_period)
		value = skops_onnx_3 (call, "Where", skops_onnx_2 (call, "Greater", period, zero), value, zero);
	return skops_onnx_3 (call, "Where", skops_onnx_1 (call, "IsNaN", x), x, value);
}

/* b_spline_values () of numbers between the knots or continued, [N, F, count]. */
static struct skops_tensor emit_values (struct skops_call *call, const struct spline_transformer *self, struct skops_tensor x)
{
	size_t features = self->bsplines_.count, knots = self->splines[0].t.count, degree = (size_t) self->degree, intervals = knots - 2 * degree - 1;
	double *numbers = skops_scratch (call, features * knots, sizeof *numbers), *inner = skops_scratch (call, features * intervals, sizeof *inner);
	int64_t *starts = skops_scratch (call, features, sizeof *starts), *slots = skops_scratch (call, self->count, sizeof *slots);
	struct skops_tensor zero = skops_onnx_number (call, 0), h[B_SPLINE_DEGREE + 1], before[B_SPLINE_DEGREE + 1], t, at, place, values = zero;

	if (!numbers || !inner || !starts || !slots)
		return (struct skops_tensor) { 0 };
	for (size_t c = 0; c < features; c++) {
		memcpy (numbers + c * knots, skops_f8 (&self->splines[c].t), knots * sizeof *numbers);
		memcpy (inner + c * intervals, numbers + c * knots + degree, intervals * sizeof *inner);
		starts[c] = (int64_t) (c * knots + degree);
	}
	for (size_t s = 0; s < self->count; s++)
		slots[s] = (int64_t) s;
	t = skops_onnx_row (call, numbers, features * knots);
	at = skops_onnx_2 (call, "GreaterOrEqual", skops_onnx_axis (call, "Unsqueeze", x, 2), skops_onnx_matrix (call, inner, features, intervals));
	at = skops_onnx_reduce (call, "ReduceSum", skops_onnx_cast (call, at, SKOPS_TENSOR_INT64), 2, false);
	at = skops_onnx_2 (call, "Max", skops_onnx_2 (call, "Sub", at, skops_onnx_int (call, 1)), skops_onnx_int (call, 0)); /* from the first interval on */
	place = skops_onnx_2 (call, "Add", at, skops_onnx_ints (call, starts, features));
	h[0] = skops_onnx_2 (call, "Pow", x, zero);
	for (size_t j = 1; j <= degree; j++) {
		memcpy (before, h, j * sizeof *h);
		h[0] = zero;
		for (size_t i = 1; i <= j; i++) {
			struct skops_tensor above = skops_onnx_gather (call, t, skops_onnx_2 (call, "Add", place, skops_onnx_int (call, (int64_t) i)), 0);
			struct skops_tensor below = skops_onnx_gather (call, t, skops_onnx_2 (call, "Add", place, skops_onnx_int (call, (int64_t) i - (int64_t) j)), 0);
			struct skops_tensor w = skops_onnx_2 (call, "Div", before[i - 1], skops_onnx_2 (call, "Sub", above, below)), equal = skops_onnx_2 (call, "Equal", above, below);

			h[i - 1] = skops_onnx_2 (call, "Add", h[i - 1], skops_onnx_3 (call, "Where", equal, zero, skops_onnx_2 (call, "Mul", w, skops_onnx_2 (call, "Sub", above, x))));
			h[i] = skops_onnx_3 (call, "Where", equal, zero, skops_onnx_2 (call, "Mul", w, skops_onnx_2 (call, "Sub", x, below)));
		}
	}
	for (size_t i = 0; i <= degree; i++) {
		struct skops_tensor slot = skops_onnx_2 (call, "Mod", skops_onnx_2 (call, "Add", at, skops_onnx_int (call, (int64_t) i)), skops_onnx_int (call, (int64_t) self->count));

		slot = skops_onnx_2 (call, "Equal", skops_onnx_axis (call, "Unsqueeze", slot, 2), skops_onnx_ints (call, slots, self->count));
		values = skops_onnx_2 (call, "Add", values, skops_onnx_3 (call, "Where", slot, skops_onnx_axis (call, "Unsqueeze", h[i], 2), zero));
	}
	return values;
}

/* extrapolate () of one end, [N, F, count]: of the lower end the first splines, of the upper one the last. `beyond` [N, F, 1] is how far a number is from it. */
static struct skops_tensor emit_end (struct skops_call *call, const struct spline_transformer *self, bool upper, struct skops_tensor beyond)
{
	size_t features = self->bsplines_.count;
	double *levels = skops_scratch (call, features * self->count, sizeof *levels), *slopes = skops_scratch (call, features * self->count, sizeof *slopes);
	struct skops_tensor level;

	if (!levels || !slopes)
		return (struct skops_tensor) { 0 };
	for (size_t c = 0; c < features; c++) {
		const struct ends *ends = &self->ends[c];
		size_t all = upper && !ends->continued && self->sparse_output ? self->count : ends->continued, from = upper ? self->count - all : 0;

		memcpy (levels + c * self->count + from, (upper ? ends->high_values : ends->low_values) + from, all * sizeof *levels);
		memcpy (slopes + c * self->count + from, (upper ? ends->high_slopes : ends->low_slopes) + from, all * sizeof *slopes);
	}
	level = skops_onnx_matrix (call, levels, features, self->count);
	if (self->extrapolation == CONSTANT)
		return level;
	return skops_onnx_2 (call, "Add", level, skops_onnx_2 (call, "Mul", beyond, skops_onnx_matrix (call, slopes, features, self->count)));
}

/* A number beyond the knots looks up what is not there: that ends the run, as scikit-learn raises an error. */
static struct skops_tensor emit_limits (struct skops_call *call, struct skops_tensor x, struct skops_tensor low, struct skops_tensor high)
{
	struct skops_tensor beyond = skops_onnx_2 (call, "Or", skops_onnx_2 (call, "Less", x, low), skops_onnx_2 (call, "Greater", x, high));
	double zero = 0;

	return skops_onnx_2 (call, "Add", x, skops_onnx_gather (call, skops_onnx_row (call, &zero, 1), skops_onnx_cast (call, beyond, SKOPS_TENSOR_INT64), 0));
}

static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct spline_transformer *self = state;
	int64_t dims[2] = { -1, (int64_t) (self->kept * self->bsplines_.count) }, *kept = skops_scratch (call, self->kept, sizeof *kept);
	struct skops_tensor number = skops_onnx_dense (call, x), low = limits_of (call, self, false), high = limits_of (call, self, true), values;

	(void) method;
	if (!kept)
		return SKOPS_NO_MEMORY;
	for (size_t s = 0; s < self->kept; s++)
		kept[s] = (int64_t) s;
	if (self->extrapolation == PERIODIC)
		number = emit_period (call, self, number, low, high);
	if (self->extrapolation == ERROR)
		number = emit_limits (call, number, low, high);
	values = emit_values (call, self, number);
	number = skops_onnx_axis (call, "Unsqueeze", number, 2);
	if (self->ends) {
		struct skops_tensor below = skops_onnx_2 (call, "Sub", number, skops_onnx_axis (call, "Unsqueeze", low, 1)), zero = skops_onnx_number (call, 0);
		struct skops_tensor above = skops_onnx_2 (call, "Sub", number, skops_onnx_axis (call, "Unsqueeze", high, 1));

		values = skops_onnx_3 (call, "Where", skops_onnx_2 (call, "Less", below, zero), emit_end (call, self, false, below), values);
		values = skops_onnx_3 (call, "Where", skops_onnx_2 (call, "Greater", above, zero), emit_end (call, self, true, above), values);
	}
	values = skops_onnx_3 (call, "Where", skops_onnx_1 (call, "IsNaN", number), skops_onnx_number (call, self->handle_missing == MISSING_ZEROS ? 0 : NAN), values);
	if (self->kept < self->count)
		values = skops_onnx_gather (call, values, skops_onnx_ints (call, kept, self->kept), 2);
	return skops_onnx_answer (call, out, skops_onnx_reshape (call, values, 2, dims));
}

static const struct skops_onnx onnx = { .size = sizeof onnx, .table = &table, .check = check, .build = build, .support = support, .emit = emit };
static const struct skops_predict predict = {
	.size = sizeof predict, .table = &table, .check = check, .build = build, .describe = describe, .names = names,
};

const struct skops_handler spline_transformer = {
	.size = sizeof spline_transformer, .module = "sklearn.preprocessing._polynomial", .class_name = "SplineTransformer", .loader = "ObjectNode",
	.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = &predict, .onnx = &onnx,
};
