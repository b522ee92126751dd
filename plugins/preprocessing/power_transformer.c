/* SPDX-License-Identifier: BSD-3-Clause */
/* PowerTransformer: columns made more normal by a power, then standardized. Source: sklearn/preprocessing/_data.py, PowerTransformer; scipy/stats/_morestats.py,
 * _yeojohnson_transform; scipy/special/_boxcox.pxd. */
#include <float.h>
#include <math.h>

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

static const struct skops_predict predict = {
	.size = sizeof predict, .table = &table, .check = check, .build = build, .describe = describe, .names = skops_names_same,
};

const struct skops_handler power_transformer = {
	.size = sizeof power_transformer, .module = "sklearn.preprocessing._data", .class_name = "PowerTransformer", .loader = "ObjectNode",
	.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = &predict,
};
