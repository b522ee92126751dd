/* SPDX-License-Identifier: BSD-3-Clause */
/* BayesianRidge and ARDRegression: a linear prediction, and its standard deviation sqrt (x Σ x' + 1/α). Source: sklearn/linear_model/_bayes.py. */
#include <math.h>

#include "linear.h"

struct bayesian {
	struct skops_matrix coef_;
	struct skops_array intercept_, sigma_, X_offset_, lambda_, alpha_;
	double threshold_lambda;
	struct affine affine;
	size_t *kept; /* features that sigma_ is about */
	size_t n_kept;
	double noise; /* 1/α, of α's dtype */
	bool centres; /* from 1.9 on the quadratic form is of x - X_offset_ */
};

SKOPS_TABLE (ridge_table, struct bayesian,
	SKOPS_MATRIX (struct bayesian, coef_, .dims = "O,F|F"),
	SKOPS_ARRAY (struct bayesian, intercept_, .dims = "O|"),
	SKOPS_ARRAY (struct bayesian, sigma_, .dims = "S,S"),
	SKOPS_ARRAY (struct bayesian, X_offset_, .dims = "F", .flags = SKOPS_OPTIONAL),
	SKOPS_ARRAY (struct bayesian, alpha_, .dims = ""));

SKOPS_TABLE (ard_table, struct bayesian,
	SKOPS_MATRIX (struct bayesian, coef_, .dims = "O,F|F"),
	SKOPS_ARRAY (struct bayesian, intercept_, .dims = "O|"),
	SKOPS_ARRAY (struct bayesian, sigma_, .dims = "S,S"),
	SKOPS_ARRAY (struct bayesian, X_offset_, .dims = "F", .flags = SKOPS_OPTIONAL),
	SKOPS_ARRAY (struct bayesian, lambda_, .dims = "F"),
	SKOPS_ARRAY (struct bayesian, alpha_, .dims = ""),
	SKOPS_FLOAT (struct bayesian, threshold_lambda, .flags = SKOPS_PARAMETER));

static enum skops_status build (struct skops_call *call, void *state)
{
	struct bayesian *self = state;
	enum skops_status status = affine_bind (call, &self->affine, &self->coef_, &self->intercept_, false);

	if (status)
		return status;
	if (self->affine.outputs != 1)
		return skops_fail (call, SKOPS_BAD_FILE, "coef_ of %zu outputs", self->affine.outputs);
	self->kept = skops_alloc (call, self->affine.features, sizeof *self->kept);
	if (!self->kept)
		return SKOPS_NO_MEMORY;
	for (size_t f = 0; f < self->affine.features; f++)
		if (!self->lambda_.data || skops_f8 (&self->lambda_)[f] < self->threshold_lambda)
			self->kept[self->n_kept++] = f;
	if ((size_t) self->sigma_.dims[0] != self->n_kept)
		return skops_fail (call, SKOPS_BAD_FILE, "sigma_ is about %lld features, the model about %zu", (long long) self->sigma_.dims[0], self->n_kept);
	self->noise = skops_round_to (self->alpha_.stored_dtype, 1 / skops_f8 (&self->alpha_)[0]);
	self->centres = call->writer >= SKOPS_VERSION (1, 9) && self->X_offset_.data;
	return SKOPS_OK;
}

static enum skops_status run_predict (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct bayesian *self = state;

	return affine_run (call, &self->affine, x, out);
}

static enum skops_status predict_std (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct bayesian *self = state;
	const double *sigma = skops_f8 (&self->sigma_), *offset = skops_f8 (&self->X_offset_);
	double *kept = skops_scratch (call, self->n_kept, sizeof *kept);
	enum skops_status status;

	if (!kept)
		return SKOPS_NO_MEMORY;
	out[0].dtype = out[1].dtype = affine_dtype (&self->affine, x->dtype);
	status = affine_scores (call, &self->affine, x, 0, x->rows, out[0].f8, out[0].stride);
	for (size_t r = 0; r < x->rows && !status; r++) {
		double variance = 0;

		for (size_t i = 0; i < self->n_kept; i++)
			kept[i] = skops_row (x, r)[self->kept[i]] - (self->centres ? offset[self->kept[i]] : 0);
		for (size_t i = 0; i < self->n_kept; i++) {
			double sum = 0;
			for (size_t k = 0; k < self->n_kept; k++)
				sum += kept[k] * sigma[k * self->n_kept + i];
			variance += sum * kept[i];
		}
		skops_row (&out[1], r)[0] = sqrt (variance + self->noise);
	}
	return status;
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	struct skops_method *method = linear_method (call, "predict", run_predict, 1), *with_std = linear_method (call, "predict_std", predict_std, 1);

	(void) state;
	if (!method || !with_std || !skops_outputs (call, with_std, 2))
		return SKOPS_NO_MEMORY;
	with_std->accepts[1] = with_std->accepts[2] = SKOPS_ANY; /* dense float64 alone: the variance reads it */
	return SKOPS_OK;
}

static enum skops_status support (struct skops_call *call, const void *state, const char *method)
{
	(void) state;
	return !strcmp (method, "predict") ? SKOPS_OK : skops_onnx_refuse (call, "method", "predict converts, not %s", method);
}

static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct bayesian *self = state;

	(void) method;
	return skops_onnx_answer (call, out, affine_emit (call, &self->affine, skops_onnx_dense (call, x)));
}

const struct skops_onnx bayesian_ridge_onnx = { .size = sizeof bayesian_ridge_onnx, .table = &ridge_table, .build = build, .support = support, .emit = emit };
const struct skops_onnx ard_onnx = { .size = sizeof ard_onnx, .table = &ard_table, .build = build, .support = support, .emit = emit };
const struct skops_predict bayesian_ridge_predict = { .size = sizeof bayesian_ridge_predict, .table = &ridge_table, .build = build, .describe = describe };
const struct skops_predict ard_predict = { .size = sizeof ard_predict, .table = &ard_table, .build = build, .describe = describe };
