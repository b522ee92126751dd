/* SPDX-License-Identifier: BSD-3-Clause */
/* Where GradientBoosting* starts from: what `init_` says of X, as raw values. Sources: _init_raw_predictions (sklearn/ensemble/_gb.py, from 1.4),
 * get_init_raw_predictions (sklearn/ensemble/_gb_losses.py, through 1.3), sklearn/_loss/link.py. */
#include <float.h>
#include <math.h>
#include <string.h>

#include "gradient.h"

static const char *start_method (const struct gradient *self)
{
	return self->boosting.classes ? "predict_proba" : "predict";
}

/* Probabilities this far from 0 and 1 count. */
static double margin (const struct gradient *self)
{
	return self->float_margin ? (double) FLT_EPSILON : DBL_EPSILON;
}

/* 1 - margin, where float32's own is a float32. */
static double upper (const struct gradient *self)
{
	return self->float_margin ? (double) (1 - FLT_EPSILON) : 1 - DBL_EPSILON;
}

/* A row of probabilities as raw values; `dtype` is that of the probabilities, in which old losses computed. */
static void link_row (const struct gradient *self, const double *proba, double *raw, uint8_t dtype)
{
	size_t width = self->boosting.width;
	double logarithms = 0, middle;

	if (!self->old)
		dtype = SKOPS_F8;
	for (size_t k = 0; k < width; k++) {
		double p = fmin (fmax (proba[width == 1 ? 1 : k], margin (self)), upper (self));
		if (width == 1)
			p = skops_round_to (dtype, p / skops_round_to (dtype, 1 - p));
		raw[k] = p;
		logarithms += log (p);
	}
	middle = width > 1 && !self->old ? exp (logarithms / (double) width) : 1; /* the geometric mean is the reference category */
	for (size_t k = 0; k < width; k++)
		raw[k] = skops_round_to (dtype, log (raw[k] / middle)) * (self->boosting.link == BOOSTING_HALF_LOGIT ? 0.5 : 1);
}

/* X in float32, which `init_` was fitted on, too. */
static enum skops_status ask_init (struct skops_call *call, const struct skops_block *x, struct skops_block *out)
{
	struct skops_block floats = { .form = SKOPS_DENSE, .dtype = SKOPS_F4, .rows = x->rows, .width = x->width, .stride = x->width, .first = x->first }, made = { 0 };
	enum skops_status status;

	floats.f8 = skops_scratch (call, x->rows * x->width, sizeof *floats.f8);
	if (!floats.f8)
		return SKOPS_NO_MEMORY;
	for (size_t r = 0; r < x->rows; r++)
		for (size_t c = 0; c < x->width; c++)
			skops_row (&floats, r)[c] = (double) skops_row_f4 (x, r)[c];
	status = skops_run (call, 0, &floats, &made);
	return status ? status : skops_to_dense (call, out, &made);
}

enum skops_status gradient_fold_start (struct skops_call *call, struct gradient *self)
{
	const double *answer = self->init_.child ? skops_child_constant (call, self->init_.child, start_method (self)) : NULL;
	size_t width = self->boosting.width;
	double *raw;

	if (!answer)
		return SKOPS_OK;
	if (skops_child_method (call, self->init_.child, start_method (self))->outputs[0].width != (int64_t) (self->boosting.classes ? self->boosting.classes->count : 1))
		return SKOPS_OK; /* refused when it is described */
	raw = skops_alloc (call, width, sizeof *raw);
	if (!raw)
		return SKOPS_NO_MEMORY;
	if (self->boosting.classes)
		link_row (self, answer, raw, SKOPS_F8);
	else
		raw[0] = answer[0];
	self->constant = raw;
	return SKOPS_OK;
}

enum skops_status gradient_start (struct skops_call *call, const struct boosting *boosting, const struct skops_block *x, struct skops_block *columns, double *raw)
{
	const struct gradient *self = (const struct gradient *) boosting;
	struct skops_block made;
	enum skops_status status;

	(void) columns;
	for (size_t r = 0; r < x->rows && self->constant; r++)
		memcpy (raw + r * boosting->width, self->constant, boosting->width * sizeof *raw);
	if (self->constant)
		return SKOPS_OK;
	memset (raw, 0, x->rows * boosting->width * sizeof *raw);
	if (!self->init_.child)
		return SKOPS_OK;
	status = ask_init (call, x, &made);
	for (size_t r = 0; r < x->rows && !status; r++)
		if (boosting->classes)
			link_row (self, skops_row (&made, r), raw + r * boosting->width, made.dtype);
		else
			raw[r] = skops_row (&made, r)[0];
	return status;
}

enum skops_status gradient_connect (struct skops_call *call, const struct boosting *boosting, struct skops_method *method)
{
	static const struct skops_edge from_step = { .source = SKOPS_FROM_STEP };
	const struct gradient *self = (const struct gradient *) boosting;
	const struct skops_method *start;
	int64_t due = boosting->classes ? (int64_t) boosting->classes->count : 1;

	if (!self->init_.child)
		return SKOPS_OK;
	if (skops_edge_add (call, method, self->init_.child, start_method (self), &from_step))
		return SKOPS_UNSUPPORTED;
	start = skops_child_method (call, self->init_.child, start_method (self));
	method->tolerance = start->tolerance > method->tolerance ? start->tolerance : method->tolerance;
	if (start->outputs[0].width != due || (!boosting->classes && start->outputs[0].labels))
		return skops_fail (call, SKOPS_BAD_FILE, "init_ answers %lld columns where %lld numbers are due", (long long) start->outputs[0].width, (long long) due);
	return SKOPS_OK;
}

/* As link_row, in float64. */
static struct skops_tensor emit_link (struct skops_call *call, const struct gradient *self, struct skops_tensor proba)
{
	bool two = self->boosting.width == 1;
	struct skops_tensor p = two ? skops_onnx_column (call, proba, 1) : proba;

	p = skops_onnx_3 (call, "Clip", p, skops_onnx_number (call, margin (self)), skops_onnx_number (call, upper (self)));
	if (two)
		p = skops_onnx_2 (call, "Div", p, skops_onnx_2 (call, "Sub", skops_onnx_number (call, 1), p));
	p = skops_onnx_1 (call, "Log", p);
	if (self->boosting.link == BOOSTING_HALF_LOGIT)
		return skops_onnx_2 (call, "Mul", p, skops_onnx_number (call, 0.5));
	return two || self->old ? p : skops_onnx_2 (call, "Sub", p, skops_onnx_reduce (call, "ReduceMean", p, 1, true));
}

struct skops_tensor gradient_emit_start (struct skops_call *call, const struct boosting *boosting, const struct skops_columns *x, struct skops_tensor *columns)
{
	const struct gradient *self = (const struct gradient *) boosting;
	struct skops_tensor start;
	struct skops_columns step, made;

	*columns = skops_onnx_dense (call, x);
	if (!self->init_.child)
		return skops_onnx_number (call, 0);
	start = skops_onnx_cast (call, skops_onnx_cast (call, *columns, SKOPS_TENSOR_FLOAT), SKOPS_TENSOR_DOUBLE);
	if (skops_onnx_answer (call, &step, start) || skops_onnx_run (call, self->init_.child, start_method (self), &step, &made))
		return (struct skops_tensor) { 0 };
	start = skops_onnx_dense (call, &made);
	return boosting->classes ? emit_link (call, self, start) : start;
}
