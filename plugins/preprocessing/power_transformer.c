/* SPDX-License-Identifier: BSD-3-Clause */
/* PowerTransformer: columns made more normal by a power, then standardized. Source: sklearn/preprocessing/_data.py, PowerTransformer; scipy/stats/_morestats.py,
 * _yeojohnson_transform; scipy/special/_boxcox.pxd. */
#include <float.h>
#include <math.h>
#include <string.h>

#include "scalers.h"

enum { BOX_COX, YEO_JOHNSON };
static const struct skops_word method_words[] = { SKOPS_TEXT_WORD ("box-cox", BOX_COX), SKOPS_TEXT_WORD ("yeo-johnson", YEO_JOHNSON), SKOPS_END_WORD };

struct power_transformer {
	struct skops_array lambdas_;
	int method;
	bool standardize;
	struct skops_step scaler;
	int64_t n_features;
	/* built */
	bool yeo_johnson_of_scipy; /* from 1.9 on: by expm1 and log1p rather than by powers */
	bool box_cox_of_scipy;     /* from 1.6 on, backwards */
};

SKOPS_TABLE (table, struct power_transformer,
	SKOPS_ARRAY (struct power_transformer, lambdas_, .dims = "F"),
	SKOPS_WORD (struct power_transformer, method, method_words, .flags = SKOPS_PARAMETER),
	SKOPS_BOOL (struct power_transformer, standardize, .flags = SKOPS_PARAMETER),
	SKOPS_CHILD (struct power_transformer, scaler, .attribute = "_scaler", .flags = SKOPS_OPTIONAL),
	SKOPS_DIM (struct power_transformer, n_features, "F"));

static enum skops_status check (struct skops_call *call, void *state)
{
	const struct power_transformer *self = state;

	if (self->standardize && !self->scaler.child)
		return skops_fail (call, SKOPS_BAD_FILE, "a PowerTransformer with standardize=True and without its _scaler");
	return SKOPS_OK;
}

static enum skops_status build (struct skops_call *call, void *state)
{
	struct power_transformer *self = state;

	self->yeo_johnson_of_scipy = call->writer >= SKOPS_VERSION (1, 9);
	self->box_cox_of_scipy = call->writer >= SKOPS_VERSION (1, 6);
	return SKOPS_OK;
}

/* One column's power, and the numbers that scikit-learn makes of it in the dtype of lambdas_. */
struct power {
	double lambda, two_less, inverse, inverse_two_less, least;
};

static struct power power_of (const struct power_transformer *self, size_t column, uint8_t dtype)
{
	uint8_t stored = self->lambdas_.stored_dtype;
	double lambda = skops_f8 (&self->lambdas_)[column], two_less = skops_round_to (stored, 2 - lambda);
	bool single = self->yeo_johnson_of_scipy && stored == SKOPS_F4 && dtype == SKOPS_F4;

	return (struct power) { lambda, two_less, skops_round_to (stored, 1 / lambda), skops_round_to (stored, 1 / two_less), single ? (double) FLT_EPSILON : DBL_EPSILON };
}

static double box_cox (const struct power *p, double x)
{
	return fabs (p->lambda) < 1e-19 ? log (x) : expm1 (p->lambda * log (x)) / p->lambda;
}

static double yeo_johnson (const struct power_transformer *self, const struct power *p, double x)
{
	if (x >= 0) {
		if (fabs (p->lambda) < p->least)
			return log1p (x);
		return (self->yeo_johnson_of_scipy ? expm1 (p->lambda * log1p (x)) : pow (x + 1, p->lambda) - 1) / p->lambda;
	}
	if (!(fabs (p->lambda - 2) > p->least))
		return -log1p (-x);
	return -(self->yeo_johnson_of_scipy ? expm1 (p->two_less * log1p (-x)) : pow (-x + 1, p->two_less) - 1) / p->two_less;
}

static double inverse_box_cox (const struct power_transformer *self, const struct power *p, double x)
{
	if (p->lambda == 0)
		return exp (x);
	return self->box_cox_of_scipy ? exp (log1p (p->lambda * x) / p->lambda) : pow (x * p->lambda + 1, p->inverse);
}

static double inverse_yeo_johnson (const struct power *p, double x)
{
	if (x >= 0)
		return fabs (p->lambda) < DBL_EPSILON ? exp (x) - 1 : pow (x * p->lambda + 1, p->inverse) - 1;
	return fabs (p->lambda - 2) > DBL_EPSILON ? 1 - pow (-p->two_less * x + 1, p->inverse_two_less) : 1 - exp (-x);
}

static enum skops_status transform (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct power_transformer *self = state;
	struct skops_block made = *out;

	made.first = x->first;
	if (self->standardize && skops_shape (call, &made, SKOPS_DENSE, x->rows, x->width))
		return SKOPS_NO_MEMORY;
	for (size_t c = 0; c < x->width; c++) {
		struct power power = power_of (self, c, x->dtype);

		for (size_t r = 0; r < x->rows; r++) {
			double value = skops_row (x, r)[c];
			if (self->method == BOX_COX && value <= 0)
				return skops_fail_at (call, SKOPS_UNFIT, r, (int64_t) c, "%g, and the Box-Cox transformation is of positive numbers only", value);
			value = self->method == BOX_COX ? box_cox (&power, value) : yeo_johnson (self, &power, value);
			skops_row (&made, r)[c] = skops_round_to (x->dtype, value);
		}
	}
	return self->standardize ? skops_run (call, 0, &made, out) : SKOPS_OK;
}

static enum skops_status inverse_transform (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct power_transformer *self = state;
	const struct skops_block *from = x;

	if (self->standardize) {
		if (skops_run (call, 0, x, out))
			return SKOPS_UNFIT;
		from = out;
	}
	for (size_t c = 0; c < x->width; c++) {
		struct power power = power_of (self, c, x->dtype);

		for (size_t r = 0; r < x->rows; r++) {
			double value = skops_row (from, r)[c];
			skops_row (out, r)[c] = self->method == BOX_COX ? inverse_box_cox (self, &power, value) : inverse_yeo_johnson (&power, value);
		}
	}
	return SKOPS_OK;
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	const struct power_transformer *self = state;
	struct skops_edge made = { .source = SKOPS_FROM_STEP };

	for (int i = 0; i < 2; i++) {
		const char *name = i ? "inverse_transform" : "transform";
		const struct skops_method *scale = self->standardize ? skops_child_method (call, self->scaler.child, name) : NULL;
		struct skops_method *method = skops_method_add (call, name, i ? inverse_transform : transform);

		if (!method)
			return SKOPS_NO_MEMORY;
		method->flags = SKOPS_TAKES_NAN | (i ? SKOPS_TAKES_OUTPUT : 0);
		method->tolerance = SKOPS_ROUNDING;
		method->outputs[0].width = self->n_features;
		method->outputs[0].dtype = SKOPS_FOLLOW;
		if (!self->standardize)
			continue;
		if (!scale || scale->features != self->n_features)
			return skops_fail (call, SKOPS_BAD_FILE, "_scaler does not scale the %lld columns", (long long) self->n_features);
		if (skops_edge_add (call, method, self->scaler.child, name, &made))
			return SKOPS_BAD_FILE;
	}
	return SKOPS_OK;
}

/* ---- in a graph ---- */

/* A number of each column's power, as a row. */
enum { LAMBDA, TWO_LESS, INVERSE, INVERSE_TWO_LESS, ROWS };

struct rows {
	struct skops_tensor of[ROWS];
	struct skops_tensor is_zero, is_two; /* bools: columns of a logarithm rather than a power */
	bool any_zero, any_two;
};

static bool rows_of (struct skops_call *call, const struct power_transformer *self, bool inverse, struct rows *rows)
{
	size_t count = self->lambdas_.count;
	double *numbers = skops_scratch (call, ROWS * count, sizeof *numbers);
	uint8_t *flags = skops_scratch (call, 2 * count, 1);
	int64_t dims[1] = { (int64_t) count };

	*rows = (struct rows) { 0 };
	if (!numbers || !flags)
		return false;
	for (size_t c = 0; c < count; c++) {
		struct power power = power_of (self, c, skops_onnx_double (call) ? SKOPS_F8 : SKOPS_F4);
		double zero = self->method == BOX_COX ? inverse ? 0x1p-1074 : 1e-19 : inverse ? DBL_EPSILON : power.least;

		flags[c] = fabs (power.lambda) < zero;
		flags[count + c] = !(fabs (power.lambda - 2) > (inverse ? DBL_EPSILON : power.least));
		rows->any_zero |= flags[c];
		rows->any_two |= flags[count + c];
		numbers[LAMBDA * count + c] = flags[c] ? 1 : power.lambda;
		numbers[TWO_LESS * count + c] = flags[count + c] ? 1 : power.two_less;
		numbers[INVERSE * count + c] = power.inverse;
		numbers[INVERSE_TWO_LESS * count + c] = power.inverse_two_less;
	}
	for (size_t i = 0; i < ROWS; i++)
		rows->of[i] = skops_onnx_row (call, numbers + i * count, count);
	rows->is_zero = skops_onnx_constant (call, SKOPS_TENSOR_BOOL, 1, dims, flags);
	rows->is_two = skops_onnx_constant (call, SKOPS_TENSOR_BOOL, 1, dims, flags + count);
	return true;
}

/* A number that is not positive looks up what is not there: that ends the run, as scikit-learn raises an error. */
static struct skops_tensor emit_positive (struct skops_call *call, struct skops_tensor x)
{
	struct skops_tensor place = skops_onnx_cast (call, skops_onnx_2 (call, "LessOrEqual", x, skops_onnx_number (call, 0)), SKOPS_TENSOR_INT64);
	double zero = 0;

	return skops_onnx_2 (call, "Add", x, skops_onnx_gather (call, skops_onnx_row (call, &zero, 1), place, 0));
}

static struct skops_tensor emit_box_cox (struct skops_call *call, const struct rows *rows, struct skops_tensor x)
{
	struct skops_tensor logarithm = skops_onnx_1 (call, "Log", emit_positive (call, x));
	struct skops_tensor power = skops_onnx_2 (call, "Div", skops_onnx_expm1 (call, skops_onnx_2 (call, "Mul", rows->of[LAMBDA], logarithm)), rows->of[LAMBDA]);

	return rows->any_zero ? skops_onnx_3 (call, "Where", rows->is_zero, logarithm, power) : power;
}

/* ((1 + x)^lambda - 1) / lambda of x >= 0. */
static struct skops_tensor emit_power (struct skops_call *call, const struct power_transformer *self, struct skops_tensor lambda, struct skops_tensor is_log, bool any_log, struct skops_tensor x)
{
	struct skops_tensor one = skops_onnx_number (call, 1), logarithm = skops_onnx_log1p (call, x), power;

	if (self->yeo_johnson_of_scipy)
		power = skops_onnx_expm1 (call, skops_onnx_2 (call, "Mul", lambda, logarithm));
	else
		power = skops_onnx_2 (call, "Sub", skops_onnx_2 (call, "Pow", skops_onnx_2 (call, "Add", x, one), lambda), one);
	power = skops_onnx_2 (call, "Div", power, lambda);
	return any_log ? skops_onnx_3 (call, "Where", is_log, logarithm, power) : power;
}

/* Both sides of 0, each computed of what is on it and of 0 for the rest. */
static struct skops_tensor emit_yeo_johnson (struct skops_call *call, const struct power_transformer *self, const struct rows *rows, struct skops_tensor x)
{
	struct skops_tensor zero = skops_onnx_number (call, 0), below = skops_onnx_2 (call, "Less", x, zero);
	struct skops_tensor above = emit_power (call, self, rows->of[LAMBDA], rows->is_zero, rows->any_zero, skops_onnx_3 (call, "Where", below, zero, x));
	struct skops_tensor under = emit_power (call, self, rows->of[TWO_LESS], rows->is_two, rows->any_two, skops_onnx_3 (call, "Where", below, skops_onnx_1 (call, "Neg", x), zero));

	return skops_onnx_3 (call, "Where", below, skops_onnx_1 (call, "Neg", under), above);
}

static struct skops_tensor emit_inverse_box_cox (struct skops_call *call, const struct power_transformer *self, const struct rows *rows, struct skops_tensor x)
{
	struct skops_tensor product = skops_onnx_2 (call, "Mul", x, rows->of[LAMBDA]), value;

	if (self->box_cox_of_scipy)
		value = skops_onnx_1 (call, "Exp", skops_onnx_2 (call, "Div", skops_onnx_log1p (call, product), rows->of[LAMBDA]));
	else
		value = skops_onnx_2 (call, "Pow", skops_onnx_2 (call, "Add", product, skops_onnx_number (call, 1)), rows->of[INVERSE]);
	return rows->any_zero ? skops_onnx_3 (call, "Where", rows->is_zero, skops_onnx_1 (call, "Exp", x), value) : value;
}

static struct skops_tensor emit_inverse_yeo_johnson (struct skops_call *call, const struct rows *rows, struct skops_tensor x)
{
	struct skops_tensor one = skops_onnx_number (call, 1), below = skops_onnx_2 (call, "Less", x, skops_onnx_number (call, 0)), above, under;

	above = skops_onnx_2 (call, "Pow", skops_onnx_2 (call, "Add", skops_onnx_2 (call, "Mul", x, rows->of[LAMBDA]), one), rows->of[INVERSE]);
	if (rows->any_zero)
		above = skops_onnx_3 (call, "Where", rows->is_zero, skops_onnx_1 (call, "Exp", x), above);
	under = skops_onnx_2 (call, "Mul", skops_onnx_1 (call, "Neg", rows->of[TWO_LESS]), x);
	under = skops_onnx_2 (call, "Pow", skops_onnx_2 (call, "Add", under, one), rows->of[INVERSE_TWO_LESS]);
	if (rows->any_two)
		under = skops_onnx_3 (call, "Where", rows->is_two, skops_onnx_1 (call, "Exp", skops_onnx_1 (call, "Neg", x)), under);
	return skops_onnx_3 (call, "Where", below, skops_onnx_2 (call, "Sub", one, under), skops_onnx_2 (call, "Sub", above, one));
}

static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct power_transformer *self = state;
	bool inverse = !strcmp (method, "inverse_transform");
	struct skops_columns made = *x;
	struct skops_tensor value;
	struct rows rows;
	enum skops_status status;

	if (!rows_of (call, self, inverse, &rows))
		return SKOPS_NO_MEMORY;
	if (inverse && self->standardize && skops_onnx_run (call, self->scaler.child, method, x, &made))
		return SKOPS_UNSUPPORTED;
	value = skops_onnx_dense (call, &made);
	if (inverse)
		value = self->method == BOX_COX ? emit_inverse_box_cox (call, self, &rows, value) : emit_inverse_yeo_johnson (call, &rows, value);
	else
		value = self->method == BOX_COX ? emit_box_cox (call, &rows, value) : emit_yeo_johnson (call, self, &rows, value);
	status = skops_onnx_answer (call, inverse || !self->standardize ? out : &made, value);
	return status || inverse || !self->standardize ? status : skops_onnx_run (call, self->scaler.child, method, &made, out);
}

static const struct skops_onnx onnx = { .size = sizeof onnx, .table = &table, .check = check, .build = build, .emit = emit };
static const struct skops_predict predict = {
	.size = sizeof predict, .table = &table, .check = check, .build = build, .describe = describe, .names = skops_names_same,
};

const struct skops_handler power_transformer = {
	.size = sizeof power_transformer, .module = "sklearn.preprocessing._data", .class_name = "PowerTransformer", .loader = "ObjectNode",
	.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = &predict, .onnx = &onnx,
};
