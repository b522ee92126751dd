/* SPDX-License-Identifier: BSD-3-Clause */
/* The methods of HistGradientBoosting*, with all iterations or after each. Source: sklearn/ensemble/_hist_gradient_boosting/gradient_boosting.py. */
#include <math.h>
#include <string.h>

#include "hist.h"

/* A row of raw values as the method answers it; `room` holds as many numbers as there are classes. */
typedef void answer_function (const struct hist *self, const double *raw, double *room, double *out);

static void give_raw (const struct hist *self, const double *raw, double *room, double *out)
{
	(void) room;
	memcpy (out, raw, self->width * sizeof *out);
}

static double expit (double x)
{
	return 1 / (1 + exp (-x));
}

static void give_target (const struct hist *self, const double *raw, double *room, double *out)
{
	(void) room;
	switch (self->link) {
	case HIST_LOG: *out = exp (*raw); break;
	case HIST_LOGIT: *out = expit (*raw); break;
	case HIST_HALF_LOGIT: *out = expit (2 * *raw); break;
	default: *out = *raw; break;
	}
}

/* sklearn/utils/extmath.py, softmax; its matrix is column by column, so that NumPy adds in order. */
static void give_probabilities (const struct hist *self, const double *raw, double *room, double *out)
{
	double highest = raw[0], sum = 0;

	if (self->width == 1) {
		give_target (self, raw, room, &out[1]);
		out[0] = 1 - out[1];
		return;
	}
	for (size_t k = 1; k < self->width; k++)
		if (raw[k] > highest)
			highest = raw[k];
	for (size_t k = 0; k < self->width; k++)
		sum += out[k] = exp (raw[k] - highest);
	for (size_t k = 0; k < self->width; k++)
		out[k] /= sum;
}

static void give_label (const struct hist *self, const double *raw, double *room, double *out)
{
	size_t best = 0;

	if (self->by_probability)
		give_probabilities (self, raw, room, room);
	if (self->width == 1) {
		*out = self->classes_.count > 1 && (self->by_probability ? room[1] > room[0] : raw[0] > 0);
		return;
	}
	if (self->by_probability)
		raw = room;
	for (size_t k = 1; k < self->width; k++)
		if (raw[k] > raw[best])
			best = k;
	*out = (double) best;
}

/* The columns that the trees were fitted on: X, or what the preprocessor makes of it. */
static enum skops_status preprocess (struct skops_call *call, const struct hist *self, const struct skops_block *x, struct skops_block *out)
{
	struct skops_block made = { 0 };
	enum skops_status status;

	*out = *x;
	if (!self->_preprocessor.child)
		return SKOPS_OK;
	status = skops_run (call, 0, x, &made);
	return status ? status : skops_to_dense (call, out, &made);
}

/* Output i after `step` times i + 1 iterations. */
static enum skops_status run (struct skops_call *call, const struct hist *self, const struct skops_block *x, struct skops_block *out, size_t step, answer_function *answer)
{
	double *raw = skops_scratch (call, x->rows * self->width, sizeof *raw), *room = skops_scratch (call, self->width + 1, sizeof *room);
	struct skops_block columns;
	enum skops_status status = raw && room ? preprocess (call, self, x, &columns) : SKOPS_NO_MEMORY;

	for (size_t r = 0; r < x->rows && !status; r++)
		memcpy (raw + r * self->width, self->_baseline_prediction.data, self->width * sizeof *raw);
	for (size_t done = 0; !status; out++) {
		for (size_t k = 0; k < self->width && !status; k++)
			status = skops_forest_sum (call, self->forests[k], &columns, done, done + step, raw + k, self->width);
		for (size_t r = 0; r < x->rows && !status; r++)
			answer (self, raw + r * self->width, room, skops_row (out, r));
		done += step;
		if (done >= self->stages)
			break;
	}
	return status;
}

#define METHOD(id, answer) \
	static enum skops_status id (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out) \
	{ \
		return run (call, state, x, out, ((const struct hist *) state)->stages, answer); \
	} \
	static enum skops_status staged_##id (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out) \
	{ \
		return run (call, state, x, out, 1, answer); \
	}

METHOD (predict_targets, give_target)
METHOD (predict_labels, give_label)
METHOD (predict_proba, give_probabilities)
METHOD (decision_function, give_raw)

struct plan {
	const char *name, *staged_name;
	skops_apply *apply, *staged_apply;
	uint8_t tolerance, dtype;
	int64_t width;
	bool flat, has_labels, per_label;
};

static enum skops_status describe_one (struct skops_call *call, const struct hist *self, const struct plan *plan, bool staged)
{
	struct skops_method *method = skops_method_add (call, staged ? plan->staged_name : plan->name, staged ? plan->staged_apply : plan->apply);
	struct skops_output *output = method ? method->outputs : NULL;

	if (!method)
		return SKOPS_NO_MEMORY;
	method->flags = SKOPS_TAKES_NAN | SKOPS_TAKES_INF;
	method->tolerance = plan->tolerance;
	output->width = plan->width;
	output->flat = plan->flat;
	output->dtype = plan->dtype;
	output->labels = plan->has_labels || plan->per_label ? self->labels : NULL;
	output->per_label = plan->per_label;
	if (staged && !skops_outputs (call, method, self->stages))
		return SKOPS_NO_MEMORY;
	if (!self->_preprocessor.child)
		return SKOPS_OK;
	method->accepts[0] = SKOPS_ANY;
	return skops_edge_add (call, method, self->_preprocessor.child, "transform", NULL);
}

enum skops_status hist_describe (struct skops_call *call, const void *state)
{
	const struct hist *self = state;
	int64_t width = (int64_t) self->width, classes = width == 1 ? 2 : width;
	bool named = !self->regression && self->classes_.count == (size_t) classes;
	const struct plan regressor[] = {
		{ "predict", "staged_predict", predict_targets, staged_predict_targets, self->link == HIST_IDENTITY ? SKOPS_EXACT : SKOPS_ROUNDING, SKOPS_F8, 1, true, false, false },
	};
	const struct plan classifier[] = {
		{ "predict", "staged_predict", predict_labels, staged_predict_labels, SKOPS_EXACT, SKOPS_I8, 1, true, true, false },
		{ "predict_proba", "staged_predict_proba", predict_proba, staged_predict_proba, SKOPS_ROUNDING, SKOPS_F8, classes, false, false, named },
		{ "decision_function", "staged_decision_function", decision_function, staged_decision_function, SKOPS_EXACT, SKOPS_F8, width, width == 1, false, named && width > 1 },
	};
	const struct plan *plans = self->regression ? regressor : classifier;
	size_t count = self->regression ? sizeof regressor / sizeof *regressor : sizeof classifier / sizeof *classifier;
	enum skops_status status = SKOPS_OK;

	for (size_t i = 0; i < count && !status; i++)
		status = describe_one (call, self, &plans[i], false);
	for (size_t i = 0; i < count && !status; i++)
		status = describe_one (call, self, &plans[i], true);
	return status;
}
