/* SPDX-License-Identifier: BSD-3-Clause */
/* QuantileClipper: each column between two quantiles of its sketch. Source: python/clipper/_clip.py and _state.py. */
#include <math.h>

#include "clipper.h"

enum { CLIP, MISSING };

/* A QuantileSketch, as its __getstate__ gives it. */
struct sketch {
	int64_t rows;
	struct skops_array levels; /* ascending, [Q] */
	struct skops_array points; /* [F,Q] */
};

struct clipper {
	double lower, upper;
	int outside;
	struct skops_record sketch_;
	int64_t n_features;
	struct skops_values feature_names_in_;
	/* made by build */
	double *low, *high; /* [F] */
};

SKOPS_TABLE (sketch_table, struct sketch,
	SKOPS_INT (struct sketch, rows, .low = 1, .high = 9e15),
	SKOPS_ARRAY (struct sketch, levels, .dims = "Q", .flags = SKOPS_FINITE),
	SKOPS_ARRAY (struct sketch, points, .dims = "F,Q", .flags = SKOPS_FINITE));

static const struct skops_case sketches[] = { { "clipper._state:QuantileSketch", &sketch_table, 0 }, { NULL, NULL, 0 } };

static const struct skops_word outside_words[] = { SKOPS_TEXT_WORD ("clip", CLIP), SKOPS_TEXT_WORD ("missing", MISSING), SKOPS_END_WORD };

SKOPS_TABLE (table, struct clipper,
	SKOPS_FLOAT (struct clipper, lower, .low = 0, .high = 1, .flags = SKOPS_PARAMETER),
	SKOPS_FLOAT (struct clipper, upper, .low = 0, .high = 1, .flags = SKOPS_PARAMETER),
	SKOPS_WORD (struct clipper, outside, outside_words, .flags = SKOPS_PARAMETER),
	SKOPS_RECORD (struct clipper, sketch_, sketches, .flags = SKOPS_INHERIT),
	SKOPS_VALUES (struct clipper, feature_names_in_, .dims = "F", .flags = SKOPS_OPTIONAL),
	SKOPS_DIM (struct clipper, n_features, "F"));

/* What the table cannot say. The number of levels is not 0, since they begin at 0 and end at 1. */
static enum skops_status check (struct skops_call *call, void *state)
{
	struct clipper *self = state;
	const struct skops_array *levels = &((const struct sketch *) self->sketch_.state)->levels;
	const double *level = skops_f8 (levels);

	if (self->lower > self->upper)
		return skops_fail (call, SKOPS_BAD_FILE, "lower is %g, upper is %g", self->lower, self->upper);
	if (levels->count < 2 || level[0] != 0 || level[levels->count - 1] != 1)
		return skops_fail (call, SKOPS_BAD_FILE, "levels of a sketch go from 0 to 1");
	for (size_t i = 1; i < levels->count; i++)
		if (level[i] <= level[i - 1])
			return skops_fail (call, SKOPS_BAD_FILE, "levels of a sketch ascend");
	return SKOPS_OK;
}

/* numpy.interp of one number within the levels. Source: numpy/_core/src/multiarray/compiled_base.c, arr_interp. */
static double interpolate (double level, const double *levels, const double *points, size_t count)
{
	size_t i = 0;

	while (i + 1 < count && levels[i + 1] <= level)
		i++;
	if (i + 1 == count || levels[i] == level)
		return points[i];
	return (points[i + 1] - points[i]) / (levels[i + 1] - levels[i]) * (level - levels[i]) + points[i];
}

static enum skops_status build (struct skops_call *call, void *state)
{
	struct clipper *self = state;
	const struct sketch *sketch = self->sketch_.state;
	size_t features = (size_t) self->n_features, count = sketch->levels.count;

	self->low = skops_alloc (call, features, sizeof *self->low);
	self->high = skops_alloc (call, features, sizeof *self->high);
	if (!self->low || !self->high)
		return SKOPS_NO_MEMORY;
	for (size_t c = 0; c < features; c++) {
		const double *points = skops_f8 (&sketch->points) + c * count;

		self->low[c] = interpolate (self->lower, skops_f8 (&sketch->levels), points, count);
		self->high[c] = interpolate (self->upper, skops_f8 (&sketch->levels), points, count);
	}
	return SKOPS_OK;
}

/* ---- predict ---- */

static enum skops_status transform (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct clipper *self = state;

	(void) call;
	for (size_t r = 0; r < x->rows; r++)
		for (size_t c = 0; c < x->width; c++) {
			double value = skops_row (x, r)[c];

			if (value < self->low[c])
				value = self->outside == CLIP ? self->low[c] : (double) NAN;
			else if (value > self->high[c])
				value = self->outside == CLIP ? self->high[c] : (double) NAN;
			skops_row (out, r)[c] = value;
		}
	return SKOPS_OK;
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	const struct clipper *self = state;
	struct skops_method *method = skops_method_add (call, "transform", transform);

	if (!method)
		return SKOPS_NO_MEMORY;
	method->flags = SKOPS_TAKES_NAN;
	method->outputs[0].width = self->n_features;
	return SKOPS_OK;
}

static const struct skops_predict predict = {
	.size = sizeof predict, .table = &table, .check = check, .build = build, .describe = describe, .names = skops_names_same,
};

/* ---- ONNX ---- */

/* Where, and not Clip: a comparison with NaN is false, so that NaN stays. */
static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct clipper *self = state;
	size_t features = (size_t) self->n_features;
	struct skops_tensor values = skops_onnx_dense (call, x), low = skops_onnx_row (call, self->low, features), high = skops_onnx_row (call, self->high, features);
	struct skops_tensor is_low = skops_onnx_2 (call, "Less", values, low), is_high = skops_onnx_2 (call, "Greater", values, high);
	struct skops_tensor missing = skops_onnx_number (call, (double) NAN);

	(void) method;
	values = skops_onnx_3 (call, "Where", is_low, self->outside == CLIP ? low : missing, values);
	values = skops_onnx_3 (call, "Where", is_high, self->outside == CLIP ? high : missing, values);
	return skops_onnx_answer (call, out, values);
}

static const struct skops_onnx onnx = { .size = sizeof onnx, .table = &table, .check = check, .build = build, .emit = emit };

/* ---- model card ---- */

static enum skops_status cell (struct skops_call *call, struct skops_text *out, double number)
{
	struct skops_value value = { .kind = SKOPS_IS_FLOAT, .f = number };

	return skops_value_text (call, out, &value, SKOPS_F8);
}

static enum skops_status sections (struct skops_call *call, const void *state)
{
	static const struct skops_text headings[3] = { { "Column", 6 }, { "From", 4 }, { "To", 2 } };
	const struct clipper *self = state;
	const struct sketch *sketch = self->sketch_.state;
	size_t features = (size_t) self->n_features;
	struct skops_text *cells = skops_scratch (call, 3 * features, sizeof *cells);

	if (!cells)
		return SKOPS_NO_MEMORY;
	for (size_t c = 0; c < features; c++) {
		struct skops_value name = { .kind = SKOPS_IS_INT, .i = (int64_t) c };

		if (self->feature_names_in_.count)
			name = self->feature_names_in_.items[c];
		if (skops_value_text (call, &cells[3 * c], &name, SKOPS_OBJECT) || cell (call, &cells[3 * c + 1], self->low[c]) || cell (call, &cells[3 * c + 2], self->high[c]))
			return SKOPS_NO_MEMORY;
	}
	if (skops_card_section (call, "Outliers")
	    || skops_card_text (call, "Numbers beyond the quantiles %g and %g of %lld rows are %s.", self->lower, self->upper, (long long) sketch->rows,
	                        self->outside == CLIP ? "clipped" : "taken as missing"))
		return SKOPS_NO_MEMORY;
	return skops_card_table (call, headings, 3, cells, features);
}

static const struct skops_card card = { .size = sizeof card, .table = &table, .check = check, .build = build, .sections = sections };

const struct skops_handler quantile_clipper = {
	.size = sizeof quantile_clipper, .module = "clipper._clip", .class_name = "QuantileClipper", .loader = "ObjectNode",
	.predict = &predict, .onnx = &onnx, .card = &card,
};
