/* SPDX-License-Identifier: BSD-3-Clause */
/* SGDClassifier, which has probabilities for some losses, and SGDOneClassSVM. Source: sklearn/linear_model/_stochastic_gradient.py. */
#include <math.h>
#include <string.h>

#include "linear.h"

enum { LOSS_OTHER, LOSS_LOG, LOSS_MODIFIED_HUBER };
static const struct skops_word loss_words[] = {
	SKOPS_TEXT_WORD ("log_loss", LOSS_LOG), SKOPS_TEXT_WORD ("log", LOSS_LOG), SKOPS_TEXT_WORD ("modified_huber", LOSS_MODIFIED_HUBER), SKOPS_OTHER_WORD (LOSS_OTHER),
	SKOPS_END_WORD,
};

struct sgd {
	struct classifier base;
	int loss;
};

SKOPS_TABLE (table, struct sgd,
	CLASSIFIER_FIELDS (struct sgd),
	SKOPS_WORD (struct sgd, loss, loss_words, .flags = SKOPS_PARAMETER));

static void modified_huber (struct skops_call *call, const struct classifier *self, struct skops_block *out)
{
	(void) call;
	for (size_t r = 0; r < out->rows; r++)
		for (size_t k = 0; k < self->affine.outputs; k++) {
			double *value = skops_row (out, r) + k;

			*value = skops_round_to (out->dtype, fmin (fmax (skops_round_to (out->dtype, *value), -1), 1) + 1) / 2;
		}
	classifier_sides (self, true, out);
}

static struct skops_tensor emit_modified_huber (struct skops_call *call, const struct classifier *self, struct skops_tensor scores)
{
	struct skops_tensor one = skops_onnx_number (call, 1);

	scores = skops_onnx_2 (call, "Add", skops_onnx_3 (call, "Clip", scores, skops_onnx_number (call, -1), one), one);
	return classifier_emit_sides (call, self, true, skops_onnx_2 (call, "Div", scores, skops_onnx_number (call, 2)));
}

static const struct link modified_huber_link = { modified_huber, emit_modified_huber };

static enum skops_status build (struct skops_call *call, void *state)
{
	struct sgd *self = state;

	if (self->loss != LOSS_OTHER)
		self->base.link = self->loss == LOSS_LOG ? &classifier_one_against_rest : &modified_huber_link;
	return classifier_build (call, &self->base);
}

const struct skops_onnx sgd_onnx = { .size = sizeof sgd_onnx, .table = &table, .build = build, .emit = classifier_emit };
const struct skops_predict sgd_predict = { .size = sizeof sgd_predict, .table = &table, .build = build, .describe = classifier_describe };

struct one_class {
	struct skops_matrix coef_;
	struct skops_array offset_;
	struct affine affine;
	double intercept;
};

SKOPS_TABLE (one_class_table, struct one_class,
	SKOPS_MATRIX (struct one_class, coef_, .dims = "F|1,F"),
	SKOPS_ARRAY (struct one_class, offset_, .dims = "1"));

static enum skops_status build_one_class (struct skops_call *call, void *state)
{
	struct one_class *self = state;
	enum skops_status status = affine_bind (call, &self->affine, &self->coef_, &self->offset_, true);

	self->intercept = -skops_f8 (&self->offset_)[0];
	return status;
}

static enum skops_status decide (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct one_class *self = state;

	return affine_run (call, &self->affine, x, out);
}

static enum skops_status score_samples (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct one_class *self = state;
	enum skops_status status = decide (call, state, x, out);

	for (size_t r = 0; r < x->rows && !status; r++)
		skops_row (out, r)[0] = skops_round_to (out->dtype, skops_row (out, r)[0]) - self->intercept;
	return status;
}

static enum skops_status predict_one_class (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	enum skops_status status = decide (call, state, x, out);

	for (size_t r = 0; r < x->rows && !status; r++)
		skops_row (out, r)[0] = skops_row (out, r)[0] >= 0 ? 1 : -1;
	out->dtype = SKOPS_I4;
	return status;
}

static enum skops_status describe_one_class (struct skops_call *call, const void *state)
{
	struct skops_method *method = linear_method (call, "predict", predict_one_class, 1);

	(void) state;
	if (!method || !linear_method (call, "decision_function", decide, 1) || !linear_method (call, "score_samples", score_samples, 1))
		return SKOPS_NO_MEMORY;
	method->tolerance = SKOPS_EXACT;
	method->outputs[0].dtype = SKOPS_I4;
	return SKOPS_OK;
}

static enum skops_status emit_one_class (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct one_class *self = state;
	struct skops_tensor answer = affine_emit (call, &self->affine, skops_onnx_dense (call, x));

	if (!strcmp (method, "score_samples"))
		answer = skops_onnx_2 (call, "Sub", answer, skops_onnx_number (call, self->intercept));
	else if (!strcmp (method, "predict"))
		answer = skops_onnx_3 (call, "Where", skops_onnx_2 (call, "GreaterOrEqual", answer, skops_onnx_number (call, 0)), skops_onnx_int (call, 1), skops_onnx_int (call, -1));
	return skops_onnx_answer (call, out, answer);
}

const struct skops_onnx sgd_one_class_onnx = { .size = sizeof sgd_one_class_onnx, .table = &one_class_table, .build = build_one_class, .emit = emit_one_class };
const struct skops_predict sgd_one_class_predict = { .size = sizeof sgd_one_class_predict, .table = &one_class_table, .build = build_one_class, .describe = describe_one_class };
