/* SPDX-License-Identifier: BSD-3-Clause */
/* Regressors whose prediction is X · coef_' + intercept_, and the generalized ones, which put it through the inverse of a link.
 * Sources: sklearn/linear_model/_base.py, LinearModel._decision_function; sklearn/linear_model/_glm/glm.py, _GeneralizedLinearRegressor; sklearn/_loss/link.py. */
#include <math.h>

#include "linear.h"

struct regressor {
	struct skops_matrix coef_;
	struct skops_array intercept_;
	struct affine affine;
};

SKOPS_TABLE (table, struct regressor,
	SKOPS_MATRIX (struct regressor, coef_, .dims = "O,F|F"),
	SKOPS_ARRAY (struct regressor, intercept_, .dims = "O|"));

static enum skops_status build (struct skops_call *call, void *state)
{
	struct regressor *self = state;

	return affine_bind (call, &self->affine, &self->coef_, &self->intercept_, false);
}

static enum skops_status run_predict (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct regressor *self = state;

	return affine_run (call, &self->affine, x, out);
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	const struct regressor *self = state;
	struct skops_method *method = linear_method (call, "predict", run_predict, self->affine.outputs);

	if (!method)
		return SKOPS_NO_MEMORY;
	/* Only the SGD family has sparsify (); of one output it makes a row, and predicts flat as before. */
	method->outputs[0].flat = self->coef_.stored_rank == 1 || (self->coef_.sparse && self->affine.outputs == 1);
	return SKOPS_OK;
}

static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct regressor *self = state;

	(void) method;
	return skops_onnx_answer (call, out, affine_emit (call, &self->affine, skops_onnx_dense (call, x)));
}

const struct skops_onnx regressor_onnx = { .size = sizeof regressor_onnx, .table = &table, .build = build, .emit = emit };
const struct skops_predict regressor_predict = { .size = sizeof regressor_predict, .table = &table, .build = build, .describe = describe };

enum { LINK_IDENTITY, LINK_LOG };

static const struct skops_case links[] = { { "sklearn._loss.link:IdentityLink", NULL, LINK_IDENTITY }, { "sklearn._loss.link:LogLink", NULL, LINK_LOG }, { NULL, NULL, 0 } };

struct loss {
	struct skops_record link;
};

SKOPS_TABLE (loss_table, struct loss, SKOPS_RECORD (struct loss, link, links));

static const struct skops_case losses[] = { { "*", &loss_table, 0 }, { NULL, NULL, 0 } };

struct generalized {
	struct regressor base;
	struct skops_record _base_loss;
};

/* TweedieRegressor's link="auto" is decided in the link that was fitted. */
SKOPS_TABLE (generalized_table, struct generalized,
	SKOPS_MATRIX (struct generalized, base.coef_, .attribute = "coef_", .dims = "F"),
	SKOPS_ARRAY (struct generalized, base.intercept_, .attribute = "intercept_", .dims = ""),
	SKOPS_RECORD (struct generalized, _base_loss, losses));

static enum skops_status predict_generalized (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct generalized *self = state;
	const struct loss *loss = self->_base_loss.state;
	enum skops_status status = run_predict (call, state, x, out);

	if (x->dtype != SKOPS_F4)
		out->dtype = SKOPS_F8; /* whatever is no float32 is made float64 first */
	for (size_t r = 0; r < x->rows && loss->link.tag == LINK_LOG && !status; r++)
		skops_row (out, r)[0] = exp (skops_round_to (out->dtype, skops_row (out, r)[0]));
	return status;
}

static enum skops_status describe_generalized (struct skops_call *call, const void *state)
{
	(void) state;
	return linear_method (call, "predict", predict_generalized, 1) ? SKOPS_OK : SKOPS_NO_MEMORY;
}

static enum skops_status emit_generalized (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct generalized *self = state;
	struct skops_tensor answer = affine_emit (call, &self->base.affine, skops_onnx_dense (call, x));

	(void) method;
	return skops_onnx_answer (call, out, ((const struct loss *) self->_base_loss.state)->link.tag == LINK_LOG ? skops_onnx_1 (call, "Exp", answer) : answer);
}

const struct skops_onnx generalized_onnx = { .size = sizeof generalized_onnx, .table = &generalized_table, .build = build, .emit = emit_generalized };
const struct skops_predict generalized_predict = { .size = sizeof generalized_predict, .table = &generalized_table, .build = build, .describe = describe_generalized };
