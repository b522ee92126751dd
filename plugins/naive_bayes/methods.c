/* SPDX-License-Identifier: BSD-3-Clause */
/* The methods of naive Bayes classifiers, from joint log probabilities. Source: sklearn/naive_bayes.py, _BaseNB. */
#include <math.h>
#include <string.h>

#include "naive_bayes.h"

/* numpy.argmax: the first of the highest, where NaN is higher than any number. */
static size_t highest_of (const double *joint, size_t classes)
{
	size_t best = 0;

	for (size_t k = 1; k < classes && !isnan (joint[best]); k++)
		if (joint[k] > joint[best] || isnan (joint[k]))
			best = k;
	return best;
}

/* scipy.special.logsumexp, the log probability of the row. Without a finite highest the exponentials are taken as they are. */
static double log_sum_exp (const double *joint, size_t classes)
{
	double highest = joint[highest_of (joint, classes)], sum = 0;

	if (!isfinite (highest))
		highest = 0;
	for (size_t k = 0; k < classes; k++)
		sum += exp (joint[k] - highest);
	return log (sum) + highest;
}

static enum skops_status predict_joint_log_proba (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct bayes *bayes = state;
	enum skops_status status = SKOPS_OK;

	for (size_t r = 0; r < x->rows && !status; r++)
		status = bayes->joint (call, state, x, r, skops_row (out, r));
	return status;
}

static enum skops_status run_predict (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct bayes *bayes = state;
	double *joint = skops_scratch (call, bayes->classes_.count, sizeof *joint);

	if (!joint)
		return SKOPS_NO_MEMORY;
	for (size_t r = 0; r < x->rows; r++) {
		enum skops_status status = bayes->joint (call, state, x, r, joint);
		if (status)
			return status;
		skops_row (out, r)[0] = (double) highest_of (joint, bayes->classes_.count);
	}
	return SKOPS_OK;
}

static enum skops_status predict_log_proba (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct bayes *bayes = state;

	for (size_t r = 0; r < x->rows; r++) {
		double *numbers = skops_row (out, r), sum;
		enum skops_status status = bayes->joint (call, state, x, r, numbers);

		if (status)
			return status;
		sum = log_sum_exp (numbers, bayes->classes_.count);
		for (size_t k = 0; k < bayes->classes_.count; k++)
			numbers[k] -= sum;
	}
	return SKOPS_OK;
}

static enum skops_status predict_proba (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	enum skops_status status = predict_log_proba (call, state, x, out);

	for (size_t r = 0; r < x->rows && !status; r++)
		for (size_t k = 0; k < out->width; k++)
			skops_row (out, r)[k] = exp (skops_row (out, r)[k]);
	return status;
}

enum skops_status bayes_build (struct skops_call *call, struct bayes *bayes, bayes_joint *joint, bayes_emit_joint *emit_joint)
{
	if (!bayes->classes_.count)
		return skops_fail (call, SKOPS_BAD_FILE, "a classifier without classes");
	bayes->joint = joint;
	bayes->emit_joint = emit_joint;
	bayes->labels = skops_alloc (call, 1, sizeof (void *));
	if (!bayes->labels)
		return SKOPS_NO_MEMORY;
	bayes->labels[0] = &bayes->classes_;
	return SKOPS_OK;
}

enum skops_status bayes_describe (struct skops_call *call, const void *state)
{
	static const struct {
		const char *name;
		skops_apply *apply;
	} methods[] = { { "predict", run_predict }, { "predict_proba", predict_proba }, { "predict_log_proba", predict_log_proba },
		{ "predict_joint_log_proba", predict_joint_log_proba } };
	const struct bayes *bayes = state;

	for (int i = 0; i < 4; i++) {
		struct skops_method *method = skops_method_add (call, methods[i].name, methods[i].apply);
		struct skops_output *output;

		if (!method)
			return SKOPS_NO_MEMORY;
		method->accepts[1] = bayes->takes_sparse ? SKOPS_CSR : 0;
		method->tolerance = i ? SKOPS_ROUNDING : SKOPS_EXACT;
		output = &method->outputs[0];
		output->labels = bayes->labels;
		output->flat = !i;
		output->per_label = i > 0;
		output->width = i ? (int64_t) bayes->classes_.count : 1;
		output->dtype = i ? bayes->dtype : SKOPS_I8;
	}
	return SKOPS_OK;
}

enum skops_status bayes_emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	struct skops_tensor joint = ((const struct bayes *) state)->emit_joint (call, state, skops_onnx_dense (call, x)), logarithm;

	if (!strcmp (method, "predict_joint_log_proba"))
		return skops_onnx_answer (call, out, joint);
	if (!strcmp (method, "predict"))
		return skops_onnx_answer (call, out, skops_onnx_argument (call, "ArgMax", joint));
	logarithm = skops_onnx_2 (call, "Sub", joint, skops_onnx_reduce (call, "ReduceLogSumExp", joint, 1, true));
	return skops_onnx_answer (call, out, !strcmp (method, "predict_proba") ? skops_onnx_1 (call, "Exp", logarithm) : logarithm);
}
