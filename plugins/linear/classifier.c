/* SPDX-License-Identifier: BSD-3-Clause */
/* What linear classifiers have in common, and those that have no more: Perceptron, PassiveAggressiveClassifier, LinearSVC.
 * Source: sklearn/linear_model/_base.py, LinearClassifierMixin. */
#include <math.h>
#include <string.h>

#include "linear.h"

enum skops_status classifier_build (struct skops_call *call, struct classifier *self)
{
	enum skops_status status = affine_bind (call, &self->affine, &self->coef_, &self->intercept_, false);

	if (status)
		return status;
	self->classes = self->classes_.count;
	if (self->affine.outputs != (self->classes == 2 ? 1 : self->classes) || !self->classes)
		return skops_fail (call, SKOPS_BAD_FILE, "%zu decision values for %zu classes", self->affine.outputs, self->classes);
	self->rescues_zero = call->writer >= SKOPS_VERSION (1, 9);
	self->labels = skops_alloc (call, 1, sizeof (void *));
	if (!self->labels)
		return SKOPS_NO_MEMORY;
	self->labels[0] = &self->classes_;
	return SKOPS_OK;
}

enum skops_status classifier_decide (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct classifier *self = state;

	return affine_run (call, &self->affine, x, out);
}

/* The class that scores decide for. */
static size_t choose (const struct classifier *self, const double *scores)
{
	size_t best = 0;

	if (self->affine.outputs == 1)
		return scores[0] > 0;
	for (size_t k = 1; k < self->affine.outputs; k++)
		if (scores[k] > scores[best])
			best = k;
	return best;
}

static enum skops_status run_predict (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	enum { TOGETHER = 1024 }; /* scores; of one row at least */
	const struct classifier *self = state;
	size_t outputs = self->affine.outputs, most = outputs < TOGETHER ? TOGETHER / outputs : 1;
	double *scores = skops_scratch (call, most * outputs, sizeof *scores);

	if (!scores)
		return SKOPS_NO_MEMORY;
	for (size_t first = 0, rows; first < x->rows; first += rows) {
		rows = x->rows - first < most ? x->rows - first : most;
		if (affine_scores (call, &self->affine, x, first, rows, scores, outputs))
			return SKOPS_UNFIT;
		for (size_t r = 0; r < rows; r++) {
			size_t best = choose (self, scores + r * outputs);

			if (best >= self->classes)
				return skops_fail_at (call, SKOPS_UNFIT, first + r, -1, "it is decided to be of a second class, but the model was fitted on one alone");
			skops_row (out, first + r)[0] = (double) best;
		}
	}
	return SKOPS_OK;
}

void classifier_normalise (const struct classifier *self, bool rescue, double *values)
{
	double sum = 0;

	for (size_t k = 0; k < self->classes; k++)
		sum += values[k];
	for (size_t k = 0; k < self->classes; k++)
		values[k] = rescue && sum == 0 ? 1 / (double) self->classes : values[k] / sum;
}

void classifier_sides (const struct classifier *self, bool rescue, struct skops_block *out)
{
	for (size_t r = 0; r < out->rows && self->classes > 2; r++)
		classifier_normalise (self, rescue, skops_row (out, r));
	for (size_t r = 0; r < out->rows && self->classes == 2; r++) {
		double *values = skops_row (out, r);

		values[1] = values[0];
		values[0] = 1 - values[1];
	}
}

static void one_against_rest (struct skops_call *call, const struct classifier *self, struct skops_block *out)
{
	for (size_t r = 0; r < out->rows; r++)
		skops_logistic (call, out->dtype, skops_row (out, r), self->affine.outputs);
	classifier_sides (self, self->rescues_zero, out);
}

/* The same of two classes, some rows at once, and rounded. The first one has what a float32, if it is one, leaves of 1. */
static enum skops_status two_sides (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	enum { TOGETHER = 64 };
	const struct classifier *self = state;
	double values[TOGETHER];

	out->dtype = affine_dtype (&self->affine, x->dtype);
	for (size_t first = 0, rows; first < x->rows; first += rows) {
		double *to = skops_row (out, first);

		rows = x->rows - first < TOGETHER ? x->rows - first : TOGETHER;
		if (affine_scores (call, &self->affine, x, first, rows, values, 1))
			return SKOPS_UNFIT;
		skops_logistic (call, out->dtype, values, rows);
		for (size_t r = 0; r < rows; r++, to += out->stride) {
			to[0] = skops_round_to (out->dtype, 1 - values[r]);
			to[1] = values[r];
		}
	}
	return SKOPS_OK;
}

struct skops_tensor classifier_emit_sides (struct skops_call *call, const struct classifier *self, bool rescue, struct skops_tensor values)
{
	struct skops_tensor sides[2], sum;

	if (self->classes == 2) {
		sides[0] = skops_onnx_2 (call, "Sub", skops_onnx_number (call, 1), values);
		sides[1] = values;
		return skops_onnx_along (call, "Concat", sides, 2, 1);
	}
	sum = skops_onnx_reduce (call, "ReduceSum", values, 1, true);
	values = skops_onnx_2 (call, "Div", values, sum);
	if (!rescue)
		return values;
	return skops_onnx_3 (call, "Where", skops_onnx_2 (call, "Equal", sum, skops_onnx_number (call, 0)), skops_onnx_number (call, 1 / (double) self->classes), values);
}

/* Not Sigmoid: the exponential is to overflow, so that probabilities are 0 where scikit-learn's are. */
static struct skops_tensor emit_one_against_rest (struct skops_call *call, const struct classifier *self, struct skops_tensor scores)
{
	struct skops_tensor odds = skops_onnx_1 (call, "Exp", skops_onnx_1 (call, "Neg", scores));

	return classifier_emit_sides (call, self, self->rescues_zero, skops_onnx_1 (call, "Reciprocal", skops_onnx_2 (call, "Add", skops_onnx_number (call, 1), odds)));
}

const struct link classifier_one_against_rest = { one_against_rest, emit_one_against_rest };

static enum skops_status many_sides (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct classifier *self = state;
	enum skops_status status = classifier_decide (call, state, x, out);

	if (!status)
		self->link->apply (call, self, out);
	return status;
}

static skops_apply *predict_proba_of (const struct classifier *self)
{
	return self->classes == 2 && self->link == &classifier_one_against_rest ? two_sides : many_sides;
}

static enum skops_status predict_log_proba (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct classifier *self = state;
	enum skops_status status = predict_proba_of (self) (call, state, x, out);

	for (size_t r = 0; r < x->rows && !status; r++)
		for (size_t k = 0; k < self->classes; k++)
			skops_row (out, r)[k] = log (skops_round_to (out->dtype, skops_row (out, r)[k]));
	return status;
}

enum skops_status classifier_describe (struct skops_call *call, const void *state)
{
	const struct classifier *self = state;
	const struct {
		const char *name;
		skops_apply *apply;
	} methods[] = { { "predict", run_predict }, { "decision_function", classifier_decide }, { "predict_proba", predict_proba_of (self) }, { "predict_log_proba", predict_log_proba } };

	for (int i = 0; i < (self->link ? 4 : 2); i++) {
		struct skops_method *method = linear_method (call, methods[i].name, methods[i].apply, i == 0 ? 1 : i == 1 ? self->affine.outputs : self->classes);
		struct skops_output *output;

		if (!method)
			return SKOPS_NO_MEMORY;
		output = &method->outputs[0];
		output->per_label = output->width == (int64_t) self->classes && i;
		if (i == 0 || output->per_label)
			output->labels = self->labels;
		if (i > 1)
			output->flat = false;
		if (methods[i].apply == two_sides)
			method->flags |= SKOPS_ROUNDED;
		if (i == 0) {
			method->tolerance = SKOPS_EXACT;
			output->dtype = SKOPS_I8;
		}
	}
	return SKOPS_OK;
}

/* A classifier of one class has one label, which a second one is looked up behind: that ends the run. */
enum skops_status classifier_emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct classifier *self = state;
	struct skops_tensor scores = affine_emit (call, &self->affine, skops_onnx_dense (call, x));

	if (!strcmp (method, "decision_function"))
		return skops_onnx_answer (call, out, scores);
	if (!strcmp (method, "predict"))
		return skops_onnx_answer (call, out, self->affine.outputs == 1 ? skops_onnx_2 (call, "Greater", scores, skops_onnx_number (call, 0))
		                                                                : skops_onnx_argument (call, "ArgMax", scores));
	scores = self->link->emit (call, self, scores);
	return skops_onnx_answer (call, out, !strcmp (method, "predict_proba") ? scores : skops_onnx_1 (call, "Log", scores));
}

struct plain {
	struct classifier base;
};

SKOPS_TABLE (table, struct plain, CLASSIFIER_FIELDS (struct plain));

static enum skops_status build (struct skops_call *call, void *state)
{
	return classifier_build (call, state);
}

const struct skops_onnx classifier_onnx = { .size = sizeof classifier_onnx, .table = &table, .build = build, .emit = classifier_emit };
const struct skops_predict classifier_predict = { .size = sizeof classifier_predict, .table = &table, .build = build, .describe = classifier_describe };
