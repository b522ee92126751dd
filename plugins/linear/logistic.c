/* SPDX-License-Identifier: BSD-3-Clause */
/* LogisticRegression and LogisticRegressionCV. Source: sklearn/linear_model/_logistic.py, predict_proba. */
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

struct logistic {
	struct classifier base;
	int multi_class, solver;
};

SKOPS_TABLE (table, struct logistic,
	CLASSIFIER_FIELDS (struct logistic),
	SKOPS_WORD (struct logistic, multi_class, multi_words, .until = SKOPS_VERSION (1, 7), .flags = SKOPS_PARAMETER | SKOPS_OPTIONAL, .otherwise = MULTI_AUTO),
	SKOPS_WORD (struct logistic, solver, solver_words, .flags = SKOPS_PARAMETER));

/* scikit-learn 1.8 dropped one-against-rest but for two classes; 1.2 to 1.5 kept newton-cholesky to it. */
static bool is_one_against_rest (const struct logistic *self, uint32_t writer)
{
	bool binary = self->base.classes <= 2;

	if (writer >= SKOPS_VERSION (1, 8))
		return binary;
	if (self->multi_class == MULTI_AUTO)
		return binary || self->solver == SOLVER_LIBLINEAR || (self->solver == SOLVER_NEWTON_CHOLESKY && writer <= SKOPS_VERSION (1, 5));
	return self->multi_class == MULTI_OVR;
}

static void softmax_row (const struct classifier *self, uint8_t dtype, double *values)
{
	double highest, sum = 0;

	for (size_t k = 0; k < self->affine.outputs; k++)
		values[k] = skops_round_to (dtype, values[k]);
	if (self->classes == 2) {
		values[1] = values[0];
		values[0] = -values[1];
	}
	highest = values[0];
	for (size_t k = 1; k < self->classes; k++)
		if (values[k] > highest)
			highest = values[k];
	for (size_t k = 0; k < self->classes; k++)
		sum += values[k] = exp (values[k] - highest);
	for (size_t k = 0; k < self->classes; k++)
		values[k] /= sum;
}

static void softmax (struct skops_call *call, const struct classifier *self, struct skops_block *out)
{
	(void) call;
	for (size_t r = 0; r < out->rows; r++)
		softmax_row (self, out->dtype, skops_row (out, r));
}

static struct skops_tensor emit_softmax (struct skops_call *call, const struct classifier *self, struct skops_tensor scores)
{
	struct skops_tensor sides[2];

	if (self->classes == 2) {
		sides[0] = skops_onnx_1 (call, "Neg", scores);
		sides[1] = scores;
		scores = skops_onnx_along (call, "Concat", sides, 2, 1);
	}
	return skops_onnx_along (call, "Softmax", &scores, 1, 1);
}

static const struct link softmax_link = { softmax, emit_softmax };

static enum skops_status build (struct skops_call *call, void *state)
{
	struct logistic *self = state;
	enum skops_status status = classifier_build (call, &self->base);

	if (!status && self->base.classes < 2)
		return skops_fail (call, SKOPS_BAD_FILE, "a classifier of one class");
	self->base.link = is_one_against_rest (self, call->writer) ? &classifier_one_against_rest : &softmax_link;
	return status;
}

const struct skops_onnx logistic_onnx = { .size = sizeof logistic_onnx, .table = &table, .build = build, .emit = classifier_emit };
const struct skops_predict logistic_predict = { .size = sizeof logistic_predict, .table = &table, .build = build, .describe = classifier_describe };
