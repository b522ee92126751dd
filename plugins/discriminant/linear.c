/* SPDX-License-Identifier: BSD-3-Clause */
/* LinearDiscriminantAnalysis: X · coef_' + intercept_ of each class, or of the difference of two; transform projects on the directions that tell classes apart.
 * Sources: sklearn/discriminant_analysis.py, LinearDiscriminantAnalysis; sklearn/linear_model/_base.py, LinearClassifierMixin. */
#include <float.h>
#include <math.h>
#include <string.h>

#include "discriminant.h"

enum { SOLVER_SVD, SOLVER_LSQR, SOLVER_EIGEN };
static const struct skops_word solver_words[] = {
	SKOPS_TEXT_WORD ("svd", SOLVER_SVD), SKOPS_TEXT_WORD ("lsqr", SOLVER_LSQR), SKOPS_TEXT_WORD ("eigen", SOLVER_EIGEN), SKOPS_END_WORD,
};

struct linear {
	struct discriminant discriminant;
	struct skops_array coef_, intercept_, xbar_, scalings_;
	int64_t max_components;
	int solver;
};

SKOPS_TABLE (table, struct linear,
	DISCRIMINANT_CLASSES (struct linear),
	SKOPS_ARRAY (struct linear, coef_, .dims = "b(K),F"),
	SKOPS_ARRAY (struct linear, intercept_, .dims = "b(K)"),
	SKOPS_ARRAY (struct linear, xbar_, .dims = "F", .flags = SKOPS_OPTIONAL),
	SKOPS_ARRAY (struct linear, scalings_, .dims = "F,?", .flags = SKOPS_OPTIONAL),
	SKOPS_INT (struct linear, max_components, .attribute = "_max_components", .flags = SKOPS_INDEX),
	SKOPS_WORD (struct linear, solver, solver_words, .flags = SKOPS_PARAMETER));

static enum skops_status check (struct skops_call *call, void *state)
{
	const struct linear *self = state;

	if (self->max_components > self->coef_.dims[1] || (uint64_t) self->max_components >= self->discriminant.classes_.count)
		return skops_fail (call, SKOPS_BAD_FILE, "%lld components of %zu classes and %lld features", (long long) self->max_components, self->discriminant.classes_.count,
		                   (long long) self->coef_.dims[1]);
	if (self->solver != SOLVER_LSQR && !self->scalings_.data)
		return skops_fail (call, SKOPS_BAD_FILE, "scalings_ is missing");
	if (self->solver == SOLVER_SVD && !self->xbar_.data)
		return skops_fail (call, SKOPS_BAD_FILE, "xbar_ is missing, which solver \"svd\" leaves");
	return SKOPS_OK;
}

static enum skops_status build (struct skops_call *call, void *state)
{
	return discriminant_build (call, &((struct linear *) state)->discriminant);
}

static void score (const struct linear *self, const struct skops_block *x, size_t row, double *scores)
{
	size_t count = self->intercept_.count;
	const double *weights = skops_f8 (&self->coef_);

	for (size_t k = 0; k < count; k++, weights += x->width) {
		double sum = 0;

		if (x->form == SKOPS_CSR)
			for (int64_t i = x->indptr[row]; i < x->indptr[row + 1]; i++)
				sum += x->f8[i] * weights[x->indices[i]];
		else
			for (size_t f = 0; f < x->width; f++)
				sum += skops_row (x, row)[f] * weights[f];
		scores[k] = sum + skops_f8 (&self->intercept_)[k];
	}
}

static enum skops_status run_predict (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct linear *self = state;
	size_t count = self->intercept_.count;
	double *scores = skops_scratch (call, count, sizeof *scores);

	if (!scores)
		return SKOPS_NO_MEMORY;
	for (size_t r = 0; r < x->rows; r++) {
		score (self, x, r, scores);
		skops_row (out, r)[0] = count == 1 ? scores[0] > 0 : (double) discriminant_best (scores, count);
	}
	return SKOPS_OK;
}

static enum skops_status decision_function (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	(void) call;
	for (size_t r = 0; r < x->rows; r++)
		score (state, x, r, skops_row (out, r));
	return SKOPS_OK;
}

static enum skops_status predict_proba (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct linear *self = state;

	(void) call;
	for (size_t r = 0; r < x->rows; r++) {
		double *scores = skops_row (out, r);

		score (self, x, r, scores);
		if (self->intercept_.count == 1) {
			scores[1] = skops_round_to (out->dtype, 1 / (1 + exp (-scores[0])));
			scores[0] = 1 - scores[1];
		} else {
			discriminant_softmax (scores, self->intercept_.count);
		}
	}
	return SKOPS_OK;
}

/* Probabilities that underflow count as the smallest normal number of their dtype. */
static enum skops_status predict_log_proba (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const double smallest = out->dtype == SKOPS_F4 ? (double) FLT_MIN : DBL_MIN;

	predict_proba (call, state, x, out);
	for (size_t r = 0; r < x->rows; r++)
		for (size_t k = 0; k < out->width; k++) {
			double *number = &skops_row (out, r)[k];
			*number = skops_round_to (out->dtype, *number);
			*number = log (*number == 0 ? smallest : *number);
		}
	return SKOPS_OK;
}

static enum skops_status transform (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct linear *self = state;
	const double *centre = self->solver == SOLVER_SVD ? skops_f8 (&self->xbar_) : NULL;
	size_t stride = (size_t) self->scalings_.dims[1];
	/* The difference of float32 is one, also where scalings_ is float64: so it is in 1.5. */
	uint8_t difference = self->xbar_.stored_dtype == SKOPS_F4 ? x->dtype : SKOPS_F8;

	(void) call;
	for (size_t r = 0; r < x->rows; r++)
		for (size_t c = 0; c < out->width; c++) {
			double sum = 0;

			for (size_t f = 0; f < x->width; f++)
				sum += skops_round_to (difference, skops_row (x, r)[f] - (centre ? centre[f] : 0)) * skops_f8 (&self->scalings_)[f * stride + c];
			skops_row (out, r)[c] = sum;
		}
	return SKOPS_OK;
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	static const struct discriminant_methods methods = { run_predict, decision_function, predict_proba, predict_log_proba };
	const struct linear *self = state;
	enum skops_status status = discriminant_describe (call, &self->discriminant, &methods, self->coef_.stored_dtype == SKOPS_F4 ? SKOPS_FOLLOW : SKOPS_F8, true);
	struct skops_method *method;

	if (status || self->solver == SOLVER_LSQR)
		return status;
	method = skops_method_add (call, "transform", transform);
	if (!method)
		return SKOPS_NO_MEMORY;
	method->tolerance = SKOPS_ROUNDING;
	method->outputs[0].width = self->scalings_.dims[1] < self->max_components ? self->scalings_.dims[1] : self->max_components;
	method->outputs[0].dtype = self->scalings_.stored_dtype == SKOPS_F4 && (self->solver != SOLVER_SVD || self->xbar_.stored_dtype == SKOPS_F4) ? SKOPS_FOLLOW : SKOPS_F8;
	return SKOPS_OK;
}

/* As many as components were asked for, also where transform has fewer and where there is no transform. */
static enum skops_status names (struct skops_call *call, const void *state, const struct skops_names *in)
{
	(void) in;
	return skops_names_counted (call, (size_t) ((const struct linear *) state)->max_components);
}

/* Of two classes the probability of the second is 1 / (1 + exp (-score)), whose exponential overflows to what scikit-learn has as well. */
static struct skops_tensor emit_probabilities (struct skops_call *call, struct skops_tensor scores)
{
	struct skops_tensor one = skops_onnx_number (call, 1), sides[2];

	if (scores.dims[1] > 1)
		return skops_onnx_along (call, "Softmax", &scores, 1, 1);
	sides[1] = skops_onnx_1 (call, "Reciprocal", skops_onnx_2 (call, "Add", one, skops_onnx_1 (call, "Exp", skops_onnx_1 (call, "Neg", scores))));
	sides[0] = skops_onnx_2 (call, "Sub", one, sides[1]);
	return skops_onnx_along (call, "Concat", sides, 2, 1);
}

static struct skops_tensor emit_transform (struct skops_call *call, const struct linear *self, struct skops_tensor x)
{
	size_t features = (size_t) self->scalings_.dims[0], stride = (size_t) self->scalings_.dims[1], width = (size_t) self->max_components < stride ? (size_t) self->max_components : stride;
	double *directions = skops_scratch (call, features * width, sizeof *directions);

	if (!directions)
		return (struct skops_tensor) { 0 };
	for (size_t f = 0; f < features; f++)
		memcpy (directions + f * width, skops_f8 (&self->scalings_) + f * stride, width * sizeof *directions);
	if (self->solver == SOLVER_SVD)
		x = skops_onnx_2 (call, "Sub", x, skops_onnx_row (call, skops_f8 (&self->xbar_), features));
	return skops_onnx_2 (call, "MatMul", x, skops_onnx_matrix (call, directions, features, width));
}

static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct linear *self = state;
	size_t outputs = self->intercept_.count;
	struct skops_tensor numbers = skops_onnx_dense (call, x), scores, smallest;

	if (!strcmp (method, "transform"))
		return skops_onnx_answer (call, out, emit_transform (call, self, numbers));
	scores = skops_onnx_affine (call, numbers, skops_f8 (&self->coef_), outputs, (size_t) self->coef_.dims[1], skops_f8 (&self->intercept_), outputs);
	if (!strcmp (method, "predict"))
		scores = discriminant_emit_predict (call, scores);
	else if (strcmp (method, "decision_function") != 0)
		scores = emit_probabilities (call, scores);
	if (!strcmp (method, "predict_log_proba")) {
		smallest = skops_onnx_number (call, DBL_MIN);
		scores = skops_onnx_3 (call, "Where", skops_onnx_2 (call, "Equal", scores, skops_onnx_number (call, 0)), smallest, scores);
		scores = skops_onnx_1 (call, "Log", scores);
	}
	return skops_onnx_answer (call, out, scores);
}

const struct skops_onnx linear_onnx = { .size = sizeof linear_onnx, .table = &table, .check = check, .build = build, .emit = emit };
const struct skops_predict linear_predict = { .size = sizeof linear_predict, .table = &table, .check = check, .build = build, .describe = describe, .names = names };

struct coefficients {
	struct skops_array coef_;
};

SKOPS_TABLE (coefficients_table, struct coefficients,
	SKOPS_ARRAY (struct coefficients, coef_, .dims = "K,F"));

static enum skops_status matrix (struct skops_call *call, const void *state, struct skops_array *out)
{
	(void) call;
	*out = ((const struct coefficients *) state)->coef_;
	return SKOPS_OK;
}

const struct skops_importances linear_importances = { .size = sizeof linear_importances, .table = &coefficients_table, .matrix = matrix };
