/* SPDX-License-Identifier: BSD-3-Clause */
/* GaussianNB: log P(class) - Σ log (2π σ²) / 2 - Σ (x - θ)² / σ² / 2. Source: sklearn/naive_bayes.py, GaussianNB._joint_log_likelihood. */
#include <math.h>

#include "naive_bayes.h"

struct gaussian {
	struct bayes bayes;
	struct skops_array theta_, var_, class_prior_;
	double *constants; /* of each class: what does not depend on x */
};

SKOPS_TABLE (table, struct gaussian,
	BAYES_CLASSES (struct gaussian),
	SKOPS_ARRAY (struct gaussian, theta_, .dims = "K,F"),
	SKOPS_ARRAY (struct gaussian, var_, .dims = "K,F"),
	SKOPS_ARRAY (struct gaussian, class_prior_, .dims = "K"));

static enum skops_status joint (struct skops_call *call, const void *state, const struct skops_block *x, size_t row, double *out)
{
	const struct gaussian *self = state;
	const double *means = skops_f8 (&self->theta_), *variances = skops_f8 (&self->var_), *numbers = skops_row (x, row);

	(void) call;
	for (size_t k = 0; k < self->bayes.classes_.count; k++) {
		double sum = 0;

		for (size_t f = 0; f < x->width; f++) {
			double distance = numbers[f] - *means++;
			sum += distance * distance / *variances++;
		}
		out[k] = self->constants[k] - 0.5 * sum;
	}
	return SKOPS_OK;
}

/* (x - θ)² / σ² as [N, K, F], added up over F. */
static struct skops_tensor emit_joint (struct skops_call *call, const void *state, struct skops_tensor x)
{
	const struct gaussian *self = state;
	size_t classes = self->bayes.classes_.count, features = (size_t) self->theta_.dims[1];
	struct skops_tensor distance = skops_onnx_2 (call, "Sub", skops_onnx_axis (call, "Unsqueeze", x, 1), skops_onnx_matrix (call, skops_f8 (&self->theta_), classes, features));

	distance = skops_onnx_2 (call, "Div", skops_onnx_2 (call, "Mul", distance, distance), skops_onnx_matrix (call, skops_f8 (&self->var_), classes, features));
	distance = skops_onnx_2 (call, "Mul", skops_onnx_number (call, 0.5), skops_onnx_reduce (call, "ReduceSum", distance, 2, false));
	return skops_onnx_2 (call, "Sub", skops_onnx_row (call, self->constants, classes), distance);
}

static enum skops_status build (struct skops_call *call, void *state)
{
	const double pi = 3.14159265358979323846;
	struct gaussian *self = state;
	size_t features = (size_t) self->theta_.dims[1];

	self->constants = skops_alloc (call, self->bayes.classes_.count, sizeof *self->constants);
	if (!self->constants)
		return SKOPS_NO_MEMORY;
	for (size_t k = 0; k < self->bayes.classes_.count; k++) {
		double sum = 0;

		for (size_t f = 0; f < features; f++)
			sum += log (2 * pi * skops_f8 (&self->var_)[k * features + f]);
		self->constants[k] = log (skops_f8 (&self->class_prior_)[k]) - 0.5 * sum;
	}
	/* From 1.8 on a model fitted to float32 is one of float32. */
	self->bayes.dtype = self->theta_.stored_dtype == SKOPS_F4 ? SKOPS_FOLLOW : SKOPS_F8;
	return bayes_build (call, &self->bayes, joint, emit_joint);
}

const struct skops_onnx gaussian_onnx = { .size = sizeof gaussian_onnx, .table = &table, .build = build, .emit = bayes_emit };
const struct skops_predict gaussian_predict = { .size = sizeof gaussian_predict, .table = &table, .build = build, .describe = bayes_describe };
