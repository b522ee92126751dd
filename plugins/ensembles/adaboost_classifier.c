/* SPDX-License-Identifier: BSD-3-Clause */
/* AdaBoostClassifier: weighted votes of its members (SAMME), or their probabilities (SAMME.R, through 1.5). Source: sklearn/ensemble/_weight_boosting.py. */
#include <float.h>
#include <math.h>
#include <string.h>

#include "adaboost.h"

enum { SAMME, SAMME_R };

struct adaboost {
	struct skops_values classes_;
	struct skops_list estimators_;
	struct skops_array estimator_weights_; /* perhaps longer than the members are many: 0 there */
	int algorithm;
	double miss; /* what a vote is worth to the classes that it is not for: 0 through 1.2 */
	double norm;
	size_t classes, width; /* columns of decision_function */
	struct labels *labels; /* SAMME: of each member, as places among classes_ */
	const struct skops_values *class_labels[1];
};

static const struct skops_word algorithms[] = { SKOPS_TEXT_WORD ("SAMME", SAMME), SKOPS_TEXT_WORD ("SAMME.R", SAMME_R), SKOPS_END_WORD };

SKOPS_TABLE (table, struct adaboost,
	SKOPS_VALUES (struct adaboost, classes_, .dims = "K"),
	SKOPS_LIST (struct adaboost, estimators_, &member_item, .dims = "T"),
	SKOPS_ARRAY (struct adaboost, estimator_weights_, .dims = "?"),
	SKOPS_WORD (struct adaboost, algorithm, algorithms, .until = SKOPS_VERSION (1, 7), .flags = SKOPS_PARAMETER | SKOPS_OPTIONAL, .otherwise = SAMME));

static const char *asked (const struct adaboost *self)
{
	return self->algorithm == SAMME_R ? "predict_proba" : "predict";
}

static enum skops_status build (struct skops_call *call, void *state)
{
	struct adaboost *self = state;
	enum skops_status status = SKOPS_OK;

	self->classes = self->classes_.count;
	self->width = self->classes == 2 ? 1 : self->classes;
	self->class_labels[0] = &self->classes_;
	self->miss = call->writer < SKOPS_VERSION (1, 3) || self->classes < 2 ? 0 : -1.0 / ((double) self->classes - 1);
	self->norm = skops_sum (skops_f8 (&self->estimator_weights_), self->estimator_weights_.count);
	if (!self->classes || !self->estimators_.count || self->estimator_weights_.count < self->estimators_.count)
		return skops_fail (call, SKOPS_BAD_FILE, "%zu estimators with %zu weights for %zu classes", self->estimators_.count, self->estimator_weights_.count, self->classes);
	if (self->algorithm == SAMME_R)
		return ensemble_check (call, &self->estimators_, "predict_proba", (int64_t) self->classes);
	self->labels = skops_alloc (call, self->estimators_.count, sizeof *self->labels);
	if (!self->labels)
		return SKOPS_NO_MEMORY;
	for (size_t t = 0; t < self->estimators_.count && !status; t++) {
		status = labels_build (call, &self->labels[t], member_at (&self->estimators_, t), "predict", &self->classes_);
		if (!status && self->labels[t].columns != 1)
			status = skops_fail (call, SKOPS_UNSUPPORTED, "%s predicts no labels of one kind", skops_child_type (call, member_at (&self->estimators_, t)));
	}
	return status;
}

/* (K - 1) (ln p - mean of ln p), on top of `sum`. */
static void add_probabilities (const struct adaboost *self, const double *proba, double smallest, double *room, double *sum)
{
	size_t classes = self->classes;
	double mean;

	for (size_t k = 0; k < classes; k++)
		room[k] = log (proba[k] < smallest ? smallest : proba[k]);
	mean = 1.0 / (double) classes * skops_sum (room, classes);
	for (size_t k = 0; k < classes; k++)
		sum[k] += ((double) classes - 1) * (room[k] - mean);
}

/* What member t says of all rows, on top of `sum` [rows, classes]. */
static enum skops_status add_member (struct skops_call *call, const struct adaboost *self, size_t t, const struct skops_block *x, double *room, double *sum)
{
	double weight = skops_f8 (&self->estimator_weights_)[t];
	struct skops_block made;
	enum skops_status status = ensemble_ask (call, t, x, &made);

	if (!status && self->algorithm == SAMME)
		status = labels_decode (call, &self->labels[t], &made);
	for (size_t r = 0; r < x->rows && !status; r++, sum += self->classes) {
		const double *answer = skops_row (&made, r);

		if (self->algorithm == SAMME_R)
			add_probabilities (self, answer, made.dtype == SKOPS_F4 ? (double) FLT_EPSILON : DBL_EPSILON, room, sum);
		else
			for (size_t k = 0; k < self->classes; k++)
				sum[k] += answer[0] == (double) k ? weight : self->miss * weight;
	}
	return status;
}

/* A row of decision_function as the method answers it. */
typedef void answer_function (const struct adaboost *self, const double *decision, double *out);

static void give_decision (const struct adaboost *self, const double *decision, double *out)
{
	memcpy (out, decision, self->width * sizeof *out);
}

static void give_probabilities (const struct adaboost *self, const double *decision, double *out)
{
	size_t classes = self->classes;

	if (classes == 2) {
		out[0] = -*decision / 2;
		out[1] = *decision / 2;
	} else {
		for (size_t k = 0; k < classes; k++)
			out[k] = classes == 1 ? 0 : decision[k] / ((double) classes - 1);
	}
	ensemble_softmax (out, classes);
}

static void give_log_probabilities (const struct adaboost *self, const double *decision, double *out)
{
	give_probabilities (self, decision, out);
	for (size_t k = 0; k < self->classes; k++)
		out[k] = log (out[k]);
}

static void give_label (const struct adaboost *self, const double *decision, double *out)
{
	*out = self->classes == 2 ? *decision > 0 : (double) ensemble_argmax (decision, self->classes);
}

/* sum / norm, the first class's negated and added to the second's where there are two. */
static void decide (const struct adaboost *self, const double *sum, double norm, double *out)
{
	if (self->classes == 2)
		*out = -(sum[0] / norm) + sum[1] / norm;
	for (size_t k = 0; k < self->classes && self->classes != 2; k++)
		out[k] = self->classes == 1 ? 0 : sum[k] / norm;
}

/* `staged`: output t after t + 1 members. */
static enum skops_status run (struct skops_call *call, const struct adaboost *self, const struct skops_block *x, struct skops_block *out, bool staged, answer_function *answer)
{
	size_t count = self->estimators_.count, numbers = x->rows * self->classes;
	double *sum = skops_scratch (call, numbers, sizeof *sum), *room = skops_scratch (call, self->classes, sizeof *room), norm = 0;
	enum skops_status status = sum && room ? SKOPS_OK : SKOPS_NO_MEMORY;

	if (!status)
		memset (sum, 0, numbers * sizeof *sum);
	for (size_t t = 0; t < count && !status; t++) {
		status = add_member (call, self, t, x, room, sum);
		norm += skops_f8 (&self->estimator_weights_)[t];
		if (!staged && t + 1 < count)
			continue;
		for (size_t r = 0; r < x->rows && !status; r++) {
			decide (self, sum + r * self->classes, staged ? norm : self->norm, room);
			answer (self, room, skops_row (&out[staged ? t : 0], r));
		}
	}
	return status;
}

#define METHOD(id, staged, answer) \
	static enum skops_status id (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out) \
	{ \
		return run (call, state, x, out, staged, answer); \
	}

METHOD (predict, false, give_label)
METHOD (predict_proba, false, give_probabilities)
METHOD (predict_log_proba, false, give_log_probabilities)
METHOD (decision_function, false, give_decision)
METHOD (staged_predict, true, give_label)
METHOD (staged_predict_proba, true, give_probabilities)
METHOD (staged_decision_function, true, give_decision)

static enum skops_status describe_one (struct skops_call *call, const struct adaboost *self, const char *name, skops_apply *apply)
{
	struct skops_method *method = adaboost_method (call, &self->estimators_, name, apply, asked (self));
	struct skops_output *output;

	if (!method)
		return SKOPS_UNSUPPORTED;
	output = &method->outputs[0];
	output->labels = self->class_labels;
	if (strstr (name, "proba")) {
		output->width = (int64_t) self->classes;
		output->per_label = true;
	} else if (strstr (name, "decision")) {
		output->width = (int64_t) self->width;
		output->flat = self->classes == 2;
		output->per_label = true;
		output->labels = self->classes == 2 ? NULL : output->labels;
	} else {
		output->dtype = SKOPS_I8;
		output->flat = true;
	}
	return strncmp (name, "staged_", 7) || skops_outputs (call, method, self->estimators_.count) ? SKOPS_OK : SKOPS_NO_MEMORY;
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	static const struct {
		const char *name;
		skops_apply *apply;
	} methods[] = {
		{ "predict", predict }, { "predict_proba", predict_proba }, { "predict_log_proba", predict_log_proba }, { "decision_function", decision_function },
		{ "staged_predict", staged_predict }, { "staged_predict_proba", staged_predict_proba }, { "staged_decision_function", staged_decision_function },
	};
	enum skops_status status = SKOPS_OK;

	for (size_t i = 0; i < sizeof methods / sizeof *methods && !status; i++)
		status = describe_one (call, state, methods[i].name, methods[i].apply);
	return status;
}

/* ---- ONNX ---- */

/* What member t says of all rows, [N, classes]. */
static struct skops_tensor emit_member (struct skops_call *call, const struct adaboost *self, size_t t, const struct skops_columns *x)
{
	struct skops_tensor made = ensemble_emit (call, member_at (&self->estimators_, t), asked (self), x);
	double weight = skops_f8 (&self->estimator_weights_)[t], *places = skops_scratch (call, self->classes, sizeof *places);

	if (!places)
		return (struct skops_tensor) { 0 };
	if (self->algorithm == SAMME_R) {
		made = skops_onnx_1 (call, "Log", skops_onnx_2 (call, "Max", made, skops_onnx_number (call, DBL_EPSILON)));
		made = skops_onnx_2 (call, "Sub", made, skops_onnx_reduce (call, "ReduceMean", made, 1, true));
		return skops_onnx_2 (call, "Mul", made, skops_onnx_number (call, (double) self->classes - 1));
	}
	for (size_t k = 0; k < self->classes; k++)
		places[k] = (double) k;
	made = skops_onnx_2 (call, "Equal", labels_emit (call, &self->labels[t], made), skops_onnx_row (call, places, self->classes));
	return skops_onnx_3 (call, "Where", made, skops_onnx_number (call, weight), skops_onnx_number (call, self->miss * weight));
}

static struct skops_tensor emit_decision (struct skops_call *call, const struct adaboost *self, const struct skops_columns *x)
{
	size_t count = self->estimators_.count;
	struct skops_tensor *parts = skops_scratch (call, count, sizeof *parts), sum;

	if (!parts)
		return (struct skops_tensor) { 0 };
	for (size_t t = 0; t < count; t++)
		parts[t] = emit_member (call, self, t, x);
	sum = skops_onnx_op (call, "Sum", parts, count, NULL, 0);
	if (self->classes == 1)
		return skops_onnx_2 (call, "Mul", sum, skops_onnx_number (call, 0));
	sum = skops_onnx_2 (call, "Div", sum, skops_onnx_number (call, self->norm));
	return self->classes == 2 ? skops_onnx_2 (call, "Sub", skops_onnx_column (call, sum, 1), skops_onnx_column (call, sum, 0)) : sum;
}

static enum skops_status support (struct skops_call *call, const void *state, const char *method)
{
	(void) state;
	return strncmp (method, "staged_", 7) ? SKOPS_OK : skops_onnx_refuse (call, method, "an answer after each member; the last one converts, as predict");
}

static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct adaboost *self = state;
	struct skops_tensor decision = emit_decision (call, self, x), sides[2];

	if (!strcmp (method, "decision_function"))
		return skops_onnx_answer (call, out, decision);
	if (!strcmp (method, "predict"))
		return skops_onnx_answer (call, out, self->classes == 2 ? skops_onnx_2 (call, "Greater", decision, skops_onnx_number (call, 0))
		                                                        : skops_onnx_argument (call, "ArgMax", decision));
	sides[0] = decision;
	if (self->classes > 2)
		sides[0] = skops_onnx_2 (call, "Div", decision, skops_onnx_number (call, (double) self->classes - 1));
	if (self->classes == 2) {
		sides[1] = skops_onnx_2 (call, "Div", decision, skops_onnx_number (call, 2));
		sides[0] = skops_onnx_1 (call, "Neg", sides[1]);
		sides[0] = skops_onnx_along (call, "Concat", sides, 2, 1);
	}
	return skops_onnx_answer (call, out, skops_onnx_along (call, !strcmp (method, "predict_proba") ? "Softmax" : "LogSoftmax", sides, 1, 1));
}

static const struct skops_predict predict_facet = { .size = sizeof predict_facet, .table = &table, .build = build, .describe = describe };
static const struct skops_onnx onnx = { .size = sizeof onnx, .table = &table, .build = build, .support = support, .emit = emit };

const struct skops_handler adaboost_classifier = {
	.size = sizeof adaboost_classifier, .module = "sklearn.ensemble._weight_boosting", .class_name = "AdaBoostClassifier", .loader = "ObjectNode",
	.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = &predict_facet, .importances = &adaboost_importances, .onnx = &onnx,
};
