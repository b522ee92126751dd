/* SPDX-License-Identifier: BSD-3-Clause */
/* LogisticRegression and LogisticRegressionCV. Sources: sklearn/linear_model/_logistic.py, predict_proba; _base.py, LinearClassifierMixin. */
#include <math.h>

#include "linear.h"

enum { MULTI_AUTO, MULTI_OVR, MULTI_MULTINOMIAL };
static const struct skops_word multi_words[] = {
	SKOPS_TEXT_WORD ("auto", MULTI_AUTO), SKOPS_TEXT_WORD ("deprecated", MULTI_AUTO), SKOPS_TEXT_WORD ("ovr", MULTI_OVR),
	SKOPS_TEXT_WORD ("multinomial", MULTI_MULTINOMIAL), SKOPS_END_WORD,
};

enum { SOLVER_OTHER, SOLVER_LIBLINEAR, SOLVER_NEWTON_CHOLESKY };
static const struct skops_word solver_words[] = {
	SKOPS_TEXT_WORD ("liblinear", SOLVER_LIBLINEAR), SKOPS_TEXT_WORD ("newton-cholesky", SOLVER_NEWTON_CHOLESKY), SKOPS_OTHER_WORD (SOLVER_OTHER), SKOPS_END_WORD,
};

/* How decision values become probabilities. */
enum link { LINK_OVR, LINK_SOFTMAX };

struct logistic {
	struct skops_values classes_;
	struct skops_array coef_, intercept_;
	int multi_class, solver;
	struct affine affine;
	size_t classes;
	enum link link;
	const struct skops_values **labels;
};

SKOPS_TABLE (table, struct logistic,
	SKOPS_VALUES (struct logistic, classes_, .dims = "K"),
	SKOPS_ARRAY (struct logistic, coef_, .dims = "b(K),F"),
	SKOPS_ARRAY (struct logistic, intercept_, .dims = "b(K)|"),
	SKOPS_WORD (struct logistic, multi_class, multi_words, .until = SKOPS_VERSION (1, 7), .flags = SKOPS_PARAMETER | SKOPS_OPTIONAL, .otherwise = MULTI_AUTO),
	SKOPS_WORD (struct logistic, solver, solver_words, .flags = SKOPS_PARAMETER));

/* scikit-learn 1.8 dropped one-against-rest; 1.2 to 1.5 kept newton-cholesky to it. */
static enum link link_of (const struct logistic *self, uint32_t writer)
{
	bool binary = self->classes <= 2;

	if (writer >= SKOPS_VERSION (1, 8))
		return binary ? LINK_OVR : LINK_SOFTMAX;
	if (self->multi_class == MULTI_OVR)
		return LINK_OVR;
	if (self->multi_class == MULTI_AUTO
	    && (binary || self->solver == SOLVER_LIBLINEAR || (self->solver == SOLVER_NEWTON_CHOLESKY && writer <= SKOPS_VERSION (1, 5))))
		return LINK_OVR;
	return LINK_SOFTMAX;
}

static enum skops_status build (struct skops_call *call, void *state)
{
	struct logistic *self = state;

	self->classes = self->classes_.count;
	if (self->classes < 2)
		return skops_fail (call, SKOPS_BAD_FILE, "a classifier of %zu classes", self->classes);
	self->link = link_of (self, call->writer);
	self->labels = skops_alloc (call, 1, sizeof (void *));
	if (!self->labels)
		return SKOPS_NO_MEMORY;
	self->labels[0] = &self->classes_;
	return affine_bind (call, &self->affine, &self->coef_, &self->intercept_);
}

static enum skops_status decision_function (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct logistic *self = state;

	(void) call;
	for (size_t r = 0; r < x->rows; r++)
		affine_row (&self->affine, x, r, skops_row (out, r));
	return SKOPS_OK;
}

static enum skops_status run_predict (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct logistic *self = state;
	double *scores = skops_scratch (call, self->affine.outputs, sizeof *scores);

	if (!scores)
		return SKOPS_NO_MEMORY;
	for (size_t r = 0; r < x->rows; r++) {
		size_t best = 0;

		affine_row (&self->affine, x, r, scores);
		for (size_t k = 1; k < self->affine.outputs; k++)
			if (scores[k] > scores[best])
				best = k;
		skops_row (out, r)[0] = self->classes == 2 ? scores[0] > 0 : (double) best;
	}
	return SKOPS_OK;
}

static void softmax (double *values, size_t count)
{
	double highest = values[0], sum = 0;

	for (size_t k = 1; k < count; k++)
		if (values[k] > highest)
			highest = values[k];
	for (size_t k = 0; k < count; k++)
		sum += values[k] = exp (values[k] - highest);
	for (size_t k = 0; k < count; k++)
		values[k] /= sum;
}

/* Decision values in place of which the probabilities of all classes come. */
static void to_probabilities (const struct logistic *self, double *values)
{
	double sum = 0;

	if (self->classes == 2) {
		values[1] = values[0];
		if (self->link == LINK_SOFTMAX) {
			values[0] = -values[1];
			softmax (values, 2);
		} else {
			values[1] = 1 / (1 + exp (-values[1]));
			values[0] = 1 - values[1];
		}
	} else if (self->link == LINK_SOFTMAX) {
		softmax (values, self->classes);
	} else {
		for (size_t k = 0; k < self->classes; k++)
			sum += values[k] = 1 / (1 + exp (-values[k]));
		for (size_t k = 0; k < self->classes; k++)
			values[k] /= sum;
	}
}

static enum skops_status predict_proba (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct logistic *self = state;

	(void) call;
	for (size_t r = 0; r < x->rows; r++) {
		affine_row (&self->affine, x, r, skops_row (out, r));
		to_probabilities (self, skops_row (out, r));
	}
	return SKOPS_OK;
}

static enum skops_status predict_log_proba (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct logistic *self = state;

	predict_proba (call, state, x, out);
	for (size_t r = 0; r < x->rows; r++)
		for (size_t k = 0; k < self->classes; k++)
			skops_row (out, r)[k] = log (skops_round_to (out->dtype, skops_row (out, r)[k]));
	return SKOPS_OK;
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	static const struct {
		const char *name;
		skops_apply *apply;
	} methods[] = { { "predict", run_predict }, { "decision_function", decision_function }, { "predict_proba", predict_proba }, { "predict_log_proba", predict_log_proba } };
	const struct logistic *self = state;

	for (int i = 0; i < 4; i++) {
		struct skops_method *method = skops_method_add (call, methods[i].name, methods[i].apply);
		struct skops_output *output;

		if (!method)
			return SKOPS_NO_MEMORY;
		method->accepts[1] = SKOPS_CSR;
		method->tolerance = i ? SKOPS_ROUNDING : SKOPS_EXACT;
		output = &method->outputs[0];
		output->labels = self->labels;
		output->per_label = i && !(i == 1 && self->classes == 2);
		output->flat = !output->per_label;
		output->width = output->per_label ? (int64_t) self->classes : 1;
		output->dtype = i ? linear_dtype (&self->coef_) : SKOPS_I8;
		if (i == 1 && self->classes == 2)
			output->labels = NULL;
	}
	return SKOPS_OK;
}

/* Probabilities from decision values [N, O], as above. */
static struct skops_tensor emit_probabilities (struct skops_call *call, const struct logistic *self, struct skops_tensor scores)
{
	struct skops_tensor sides[2], one = skops_onnx_number (call, 1);

	if (self->classes > 2 && self->link == LINK_SOFTMAX)
		return skops_onnx_along (call, "Softmax", &scores, 1, 1);
	if (self->classes > 2) {
		scores = skops_onnx_1 (call, "Sigmoid", scores);
		return skops_onnx_2 (call, "Div", scores, skops_onnx_reduce (call, "ReduceSum", scores, 1, true));
	}
	if (self->link == LINK_SOFTMAX)
		scores = skops_onnx_2 (call, "Mul", scores, skops_onnx_number (call, 2)); /* softmax of -d and d */
	sides[1] = skops_onnx_1 (call, "Sigmoid", scores);
	sides[0] = skops_onnx_2 (call, "Sub", one, sides[1]);
	return skops_onnx_along (call, "Concat", sides, 2, 1);
}

static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct logistic *self = state;
	struct skops_tensor scores = affine_emit (call, &self->affine, skops_onnx_dense (call, x));

	if (!strcmp (method, "decision_function"))
		return skops_onnx_answer (call, out, scores);
	if (!strcmp (method, "predict"))
		return skops_onnx_answer (call, out, self->classes == 2 ? skops_onnx_2 (call, "Greater", scores, skops_onnx_number (call, 0))
		                                                         : skops_onnx_argument (call, "ArgMax", scores));
	scores = emit_probabilities (call, self, scores);
	return skops_onnx_answer (call, out, !strcmp (method, "predict_proba") ? scores : skops_onnx_1 (call, "Log", scores));
}

const struct skops_onnx logistic_onnx = { .size = sizeof logistic_onnx, .table = &table, .build = build, .emit = emit };
const struct skops_predict logistic_predict = { .size = sizeof logistic_predict, .table = &table, .build = build, .describe = describe };
