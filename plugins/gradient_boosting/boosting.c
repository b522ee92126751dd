/* SPDX-License-Identifier: BSD-3-Clause */
/* The methods of gradient boosting, with all iterations or after each. Sources: sklearn/ensemble/_gb.py, sklearn/ensemble/_gb_losses.py (through 1.3),
 * sklearn/ensemble/_hist_gradient_boosting/gradient_boosting.py. */
#include <math.h>
#include <string.h>

#include "boosting.h"

enum skops_status boosting_grow (struct skops_call *call, struct boosting *self)
{
	struct skops_forest_options options = { .size = sizeof options, .compare = self->form == SKOPS_DENSE_F4 ? SKOPS_COMPARE_F4 : SKOPS_COMPARE_F8,
		.features = self->features, .width = 1, .groups = (int64_t) self->width, .known = self->known };

	self->forest = skops_forest_new (call, self->sources, self->width * self->stages, &options);
	return self->forest ? SKOPS_OK : SKOPS_BAD_FILE;
}

/* A row of raw values as the method answers it; `room` holds as many numbers as there are classes. */
typedef void answer_function (const struct boosting *self, const double *raw, double *room, double *out);

static void give_raw (const struct boosting *self, const double *raw, double *room, double *out)
{
	(void) room;
	memcpy (out, raw, self->width * sizeof *out);
}

static double expit (double x)
{
	return 1 / (1 + exp (-x));
}

static void give_target (const struct boosting *self, const double *raw, double *room, double *out)
{
	(void) room;
	switch (self->link) {
	case BOOSTING_LOG: *out = exp (*raw); break;
	case BOOSTING_LOGIT: *out = expit (*raw); break;
	case BOOSTING_HALF_LOGIT: *out = expit (2 * *raw); break;
	default: *out = *raw; break;
	}
}

/* sklearn/utils/extmath.py, softmax; its matrix is column by column, so that NumPy adds in order. */
static void give_probabilities (const struct boosting *self, const double *raw, double *room, double *out)
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

static void give_log_probabilities (const struct boosting *self, const double *raw, double *room, double *out)
{
	give_probabilities (self, raw, room, out);
	for (size_t k = 0; k < self->classes->count; k++)
		out[k] = log (out[k]);
}

static void give_label (const struct boosting *self, const double *raw, double *room, double *out)
{
	size_t best = 0;

	if (self->by_probability)
		give_probabilities (self, raw, room, room);
	if (self->width == 1) {
		*out = self->classes->count > 1 && (self->by_probability ? room[1] > room[0] : raw[0] > 0 || (raw[0] == 0 && self->zero_is_second));
		return;
	}
	if (self->by_probability)
		raw = room;
	for (size_t k = 1; k < self->width; k++)
		if (raw[k] > raw[best])
			best = k;
	*out = (double) best;
}

/* Output i after `step` times i + 1 iterations. */
static enum skops_status run (struct skops_call *call, const struct boosting *self, const struct skops_block *x, struct skops_block *out, size_t step, answer_function *answer)
{
	double *raw = skops_scratch (call, x->rows * self->width, sizeof *raw), *room = skops_scratch (call, self->width + 1, sizeof *room);
	struct skops_block columns = *x;
	enum skops_status status = raw && room ? self->start (call, self, x, &columns, raw) : SKOPS_NO_MEMORY;

	for (size_t done = 0; !status; out++) {
		status = skops_forest_sum (call, self->forest, &columns, done, done + step, raw, self->width);
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
		return run (call, state, x, out, ((const struct boosting *) state)->stages, answer); \
	}
#define STAGED_METHOD(id, answer) \
	METHOD (id, answer) \
	static enum skops_status staged_##id (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out) \
	{ \
		return run (call, state, x, out, 1, answer); \
	}

STAGED_METHOD (predict_targets, give_target)
STAGED_METHOD (predict_labels, give_label)
STAGED_METHOD (predict_proba, give_probabilities)
STAGED_METHOD (decision_function, give_raw)
METHOD (predict_log_proba, give_log_probabilities)

struct plan {
	const char *name, *staged_name; /* staged_name NULL: there is none */
	skops_apply *apply, *staged_apply;
	uint8_t tolerance, dtype;
	int64_t width;
	bool flat, staged_flat, has_labels, per_label;
};

static enum skops_status describe_one (struct skops_call *call, const struct boosting *self, const struct plan *plan, bool staged)
{
	struct skops_method *method = skops_method_add (call, staged ? plan->staged_name : plan->name, staged ? plan->staged_apply : plan->apply);
	struct skops_output *output = method ? method->outputs : NULL;

	if (!method)
		return SKOPS_NO_MEMORY;
	method->accepts[0] = self->form;
	method->flags = self->flags;
	method->tolerance = plan->tolerance > self->raw_tolerance ? plan->tolerance : self->raw_tolerance;
	output->width = plan->width;
	output->flat = staged ? plan->staged_flat : plan->flat;
	output->dtype = plan->dtype;
	output->labels = plan->has_labels || plan->per_label ? self->labels : NULL;
	output->per_label = plan->per_label;
	if (staged && !skops_outputs (call, method, self->stages))
		return SKOPS_NO_MEMORY;
	return self->connect (call, self, method);
}

enum skops_status boosting_describe (struct skops_call *call, const struct boosting *self)
{
	int64_t width = (int64_t) self->width, classes = width == 1 ? 2 : width;
	bool named = self->classes && self->classes->count == (size_t) classes, alone = width == 1, staged_alone = alone && !self->staged_keeps_column;
	const struct plan regressor[] = {
		{ "predict", "staged_predict", predict_targets, staged_predict_targets, self->link == BOOSTING_IDENTITY ? SKOPS_EXACT : SKOPS_ROUNDING, SKOPS_F8, 1,
		  true, true, false, false },
	};
	const struct plan classifier[] = {
		{ "predict", "staged_predict", predict_labels, staged_predict_labels, SKOPS_EXACT, SKOPS_I8, 1, true, true, true, false },
		{ "predict_proba", "staged_predict_proba", predict_proba, staged_predict_proba, SKOPS_ROUNDING, SKOPS_F8, classes, false, false, false, named },
		{ "decision_function", "staged_decision_function", decision_function, staged_decision_function, SKOPS_EXACT, SKOPS_F8, width, alone, staged_alone, false,
		  named && !alone },
		{ "predict_log_proba", NULL, predict_log_proba, NULL, SKOPS_ROUNDING, SKOPS_F8, classes, false, false, false, named },
	};
	const struct plan *plans = self->classes ? classifier : regressor;
	size_t count = !self->classes ? sizeof regressor / sizeof *regressor : sizeof classifier / sizeof *classifier - !self->has_log_proba;
	enum skops_status status = SKOPS_OK;

	for (size_t i = 0; i < count && !status; i++)
		status = describe_one (call, self, &plans[i], false);
	for (size_t i = 0; i < count && !status; i++)
		status = plans[i].staged_name ? describe_one (call, self, &plans[i], true) : SKOPS_OK;
	return status;
}
