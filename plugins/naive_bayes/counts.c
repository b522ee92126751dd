/* SPDX-License-Identifier: BSD-3-Clause */
/* MultinomialNB, ComplementNB, BernoulliNB: joint log probabilities that are linear in X. Source: sklearn/naive_bayes.py, _joint_log_likelihood of each. */
#include <math.h>

#include "naive_bayes.h"

struct counts {
	struct bayes bayes;
	struct skops_array feature_log_prob_, class_log_prior_;
	double binarize; /* BernoulliNB: what is above counts as 1, the rest as 0; NaN: X is taken as it is */
	const double *weights, *constants; /* [K,F], [K] */
};

SKOPS_TABLE (table, struct counts,
	BAYES_CLASSES (struct counts),
	SKOPS_ARRAY (struct counts, feature_log_prob_, .dims = "K,F"),
	SKOPS_ARRAY (struct counts, class_log_prior_, .dims = "K"));

SKOPS_TABLE (bernoulli_table, struct counts,
	BAYES_CLASSES (struct counts),
	SKOPS_ARRAY (struct counts, feature_log_prob_, .dims = "K,F"),
	SKOPS_ARRAY (struct counts, class_log_prior_, .dims = "K"),
	SKOPS_FLOAT (struct counts, binarize, .flags = SKOPS_PARAMETER | SKOPS_NULLABLE));

static enum skops_status joint (struct skops_call *call, const void *state, const struct skops_block *x, size_t row, double *out)
{
	const struct counts *self = state;
	bool sparse = x->form == SKOPS_CSR, binarizes = !isnan (self->binarize);
	const double *numbers = sparse ? x->f8 + x->indptr[row] : skops_row (x, row);
	const int32_t *columns = sparse ? x->indices + x->indptr[row] : NULL;
	size_t count = sparse ? (size_t) (x->indptr[row + 1] - x->indptr[row]) : x->width;
	double threshold = skops_round_to (x->dtype, self->binarize);

	(void) call;
	for (size_t k = 0; k < self->bayes.classes_.count; k++) {
		const double *weights = self->weights + k * x->width;
		double sum = 0;

		for (size_t i = 0; i < count; i++)
			sum += (binarizes ? numbers[i] > threshold : numbers[i]) * weights[columns ? (size_t) columns[i] : i];
		out[k] = sum + self->constants[k];
	}
	return SKOPS_OK;
}

/* An input of float32 meets the threshold as float32. */
static struct skops_tensor emit_joint (struct skops_call *call, const void *state, struct skops_tensor x)
{
	const struct counts *self = state;
	size_t classes = self->bayes.classes_.count, features = (size_t) self->feature_log_prob_.dims[1];
	uint8_t type = skops_onnx_double (call) ? SKOPS_TENSOR_DOUBLE : SKOPS_TENSOR_FLOAT;

	if (!isnan (self->binarize))
		x = skops_onnx_cast (call, skops_onnx_2 (call, "Greater", skops_onnx_cast (call, x, type), skops_onnx_constant (call, type, 0, NULL, &self->binarize)), SKOPS_TENSOR_DOUBLE);
	return skops_onnx_affine (call, x, self->weights, classes, features, self->constants, classes);
}

/* X · feature_log_prob_' + class_log_prior_. */
static enum skops_status build_multinomial (struct skops_call *call, void *state)
{
	struct counts *self = state;

	self->binarize = NAN;
	self->weights = skops_f8 (&self->feature_log_prob_);
	self->constants = skops_f8 (&self->class_log_prior_);
	self->bayes.dtype = SKOPS_F8;
	self->bayes.takes_sparse = true;
	return bayes_build (call, &self->bayes, joint, emit_joint);
}

/* Likewise, but the prior counts only where there is one class. */
static enum skops_status build_complement (struct skops_call *call, void *state)
{
	struct counts *self = state;
	enum skops_status status = build_multinomial (call, state);

	if (status || self->bayes.classes_.count == 1)
		return status;
	self->constants = skops_alloc (call, self->bayes.classes_.count, sizeof *self->constants); /* zeros */
	return self->constants ? SKOPS_OK : SKOPS_NO_MEMORY;
}

/* With q = log (1 - P(flag)): X · (feature_log_prob_ - q)' + class_log_prior_ + Σ q. */
static enum skops_status build_bernoulli (struct skops_call *call, void *state)
{
	struct counts *self = state;
	double binarize = self->binarize, *weights, *constants;
	size_t features = (size_t) self->feature_log_prob_.dims[1];
	enum skops_status status = build_multinomial (call, state);

	if (status)
		return status;
	weights = skops_alloc (call, self->feature_log_prob_.count, sizeof *weights);
	constants = skops_alloc (call, self->bayes.classes_.count, sizeof *constants);
	if (!weights || !constants)
		return SKOPS_NO_MEMORY;
	for (size_t k = 0; k < self->bayes.classes_.count; k++) {
		double sum = 0;

		for (size_t f = k * features; f < (k + 1) * features; f++) {
			double absent = log (1 - exp (self->weights[f]));
			weights[f] = self->weights[f] - absent;
			sum += absent;
		}
		constants[k] = self->constants[k] + sum;
	}
	self->binarize = binarize;
	self->weights = weights;
	self->constants = constants;
	/* Zeros that are not stored would be above a negative threshold. */
	self->bayes.takes_sparse = !(binarize < 0);
	return SKOPS_OK;
}

const struct skops_onnx multinomial_onnx = { .size = sizeof multinomial_onnx, .table = &table, .build = build_multinomial, .emit = bayes_emit };
const struct skops_onnx complement_onnx = { .size = sizeof complement_onnx, .table = &table, .build = build_complement, .emit = bayes_emit };
const struct skops_onnx bernoulli_onnx = { .size = sizeof bernoulli_onnx, .table = &bernoulli_table, .build = build_bernoulli, .emit = bayes_emit };
const struct skops_predict multinomial_predict = { .size = sizeof multinomial_predict, .table = &table, .build = build_multinomial, .describe = bayes_describe };
const struct skops_predict complement_predict = { .size = sizeof complement_predict, .table = &table, .build = build_complement, .describe = bayes_describe };
const struct skops_predict bernoulli_predict = { .size = sizeof bernoulli_predict, .table = &bernoulli_table, .build = build_bernoulli, .describe = bayes_describe };
