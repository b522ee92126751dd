/* SPDX-License-Identifier: BSD-3-Clause */
/* GaussianProcessRegressor: the posterior of its training rows, or the prior where it was not fitted. Source: sklearn/gaussian_process/_gpr.py, predict. */
#include <math.h>

#include "gaussian_process.h"
#include "kernel.h"

struct regressor {
	struct skops_record kernel_;
	struct skops_array X_train_, alpha_, L_, _y_train_mean, _y_train_std;
	int64_t n_targets, n_features;

	struct kernel kernel;
	struct kernel_rows train;
	bool fitted;
	size_t targets; /* of the mean */
	size_t spreads; /* of standard deviation and covariance */
};

SKOPS_TABLE (table, struct regressor,
	SKOPS_RECORD (struct regressor, kernel_, kernel_cases, .attribute = "kernel_|kernel", .flags = SKOPS_NULLABLE | SKOPS_INHERIT),
	SKOPS_ARRAY (struct regressor, X_train_, .dims = "N,F", .flags = SKOPS_OPTIONAL),
	SKOPS_ARRAY (struct regressor, alpha_, .dims = "N,O|N", .flags = SKOPS_OPTIONAL),
	SKOPS_ARRAY (struct regressor, L_, .dims = "N,N", .flags = SKOPS_OPTIONAL),
	SKOPS_ARRAY (struct regressor, _y_train_mean, .dims = "?|", .flags = SKOPS_OPTIONAL),
	SKOPS_ARRAY (struct regressor, _y_train_std, .dims = "?|", .flags = SKOPS_OPTIONAL),
	SKOPS_INT (struct regressor, n_targets, .flags = SKOPS_PARAMETER | SKOPS_OPTIONAL | SKOPS_NULLABLE, .otherwise = 1, .low = 1, .high = 1000000),
	SKOPS_DIM (struct regressor, n_features, "F"));

static enum skops_status check (struct skops_call *call, void *state)
{
	struct regressor *self = state;
	bool some = self->X_train_.data || self->alpha_.data || self->L_.data;

	self->fitted = self->X_train_.data && self->alpha_.data && self->L_.data && self->_y_train_mean.data && self->_y_train_std.data;
	if (some && !self->fitted)
		return skops_fail (call, SKOPS_BAD_FILE, "a part of the fitted state is missing");
	if (!self->fitted) {
		self->targets = self->spreads = self->n_targets == SKOPS_INT_NONE ? 1 : (size_t) self->n_targets;
		return SKOPS_OK;
	}
	self->targets = self->alpha_.stored_rank == 2 ? (size_t) self->alpha_.dims[1] : 1;
	self->spreads = self->_y_train_std.count;
	if (!self->X_train_.count || !self->targets || (self->_y_train_mean.count != 1 && self->_y_train_mean.count != self->targets)
	    || (self->spreads != 1 && self->spreads != self->targets))
		return skops_fail (call, SKOPS_BAD_FILE, "%zu targets, but %zu means and %zu deviations of y", self->targets, self->_y_train_mean.count, self->spreads);
	return SKOPS_OK;
}

static enum skops_status build (struct skops_call *call, void *state)
{
	struct regressor *self = state;
	enum skops_status status = kernel_build (call, &self->kernel, &self->kernel_, self->n_features > 0 ? (size_t) self->n_features : 0);

	if (!status && self->fitted)
		status = kernel_lay_out (call, &self->train, &self->kernel, skops_f8 (&self->X_train_), (size_t) self->X_train_.dims[0], self->kernel.features, skops_alloc);
	return status;
}

/* The kernel for X: that of a prior may fit any width. */
static struct kernel kernel_for (const struct regressor *self, const struct skops_block *x)
{
	struct kernel kernel = self->kernel;

	kernel.features = x->width;
	return kernel;
}

/* The kernels of X and the training rows, in scratch: [rows, train.step]. NULL (and the error is set) on failure. */
static double *cross_kernels (struct skops_call *call, const struct regressor *self, const struct skops_block *x)
{
	double *kernels = skops_scratch (call, x->rows, self->train.step * sizeof *kernels);

	return kernels && !kernel_values (call, &self->kernel, x, &self->train, false, kernels) ? kernels : NULL;
}

static enum skops_status mean_of (struct skops_call *call, const struct regressor *self, const struct skops_block *x, const double *kernels, struct skops_block *out)
{
	const double *mean = skops_f8 (&self->_y_train_mean), *std = skops_f8 (&self->_y_train_std);
	enum skops_status status = skops_gemm (call, false, false, x->rows, self->targets, self->train.rows, 1, kernels, self->train.step, skops_f8 (&self->alpha_), self->targets, 0,
	                                       out->f8, out->stride);

	for (size_t r = 0; r < x->rows && !status; r++)
		for (size_t t = 0; t < self->targets; t++)
			skops_row (out, r)[t] = std[self->spreads == 1 ? 0 : t] * skops_row (out, r)[t] + mean[self->_y_train_mean.count == 1 ? 0 : t];
	return status;
}

static void mean_of_prior (struct skops_block *out)
{
	for (size_t r = 0; r < out->rows; r++)
		memset (skops_row (out, r), 0, out->width * sizeof (double));
}

static enum skops_status predict (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct regressor *self = state;
	const double *kernels;

	if (!self->fitted) {
		mean_of_prior (out);
		return SKOPS_OK;
	}
	kernels = cross_kernels (call, self, x);
	return kernels ? mean_of (call, self, x, kernels, out) : SKOPS_NO_MEMORY;
}

/* V = L\K', in scratch: [train.rows, rows]. NULL (and the error is set) on failure. */
static double *explained (struct skops_call *call, const struct regressor *self, const struct skops_block *x, const double *kernels)
{
	size_t n = self->train.rows;
	double *v = skops_scratch (call, n, x->rows * sizeof *v);

	for (size_t i = 0; v && i < n; i++)
		for (size_t r = 0; r < x->rows; r++)
			v[i * x->rows + r] = kernels[r * self->train.step + i];
	return v && !skops_solve_triangular (call, false, false, n, x->rows, skops_f8 (&self->L_), n, v, x->rows) ? v : NULL;
}

static enum skops_status predict_std (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct regressor *self = state;
	struct kernel kernel = kernel_for (self, x);
	double *variance = skops_scratch (call, x->rows, sizeof *variance);
	const double *kernels, *v;

	if (!variance || kernel_diagonal (call, &kernel, x, variance))
		return SKOPS_NO_MEMORY;
	if (!self->fitted) {
		mean_of_prior (&out[0]);
		for (size_t r = 0; r < x->rows; r++)
			for (size_t t = 0; t < self->spreads; t++)
				skops_row (&out[1], r)[t] = sqrt (variance[r]);
		return SKOPS_OK;
	}
	kernels = cross_kernels (call, self, x);
	v = kernels ? explained (call, self, x, kernels) : NULL;
	if (!v || mean_of (call, self, x, kernels, &out[0]))
		return SKOPS_NO_MEMORY;
	for (size_t i = 0; i < self->train.rows; i++)
		for (size_t r = 0; r < x->rows; r++)
			variance[r] -= v[i * x->rows + r] * v[i * x->rows + r];
	for (size_t r = 0; r < x->rows; r++)
		for (size_t t = 0; t < self->spreads; t++) {
			double std = skops_f8 (&self->_y_train_std)[t];
			skops_row (&out[1], r)[t] = sqrt ((variance[r] < 0 ? 0 : variance[r]) * (std * std));
		}
	return SKOPS_OK;
}

/* Covariances of all rows with all rows, of one target after the other within an element. */
static enum skops_status predict_cov (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct regressor *self = state;
	struct kernel kernel = kernel_for (self, x);
	struct kernel_rows rows;
	size_t n = x->rows;
	const double *kernels, *v;
	double *own;

	if (kernel_lay_out (call, &rows, &kernel, x->f8, n, x->stride, skops_scratch))
		return SKOPS_NO_MEMORY;
	own = skops_scratch (call, n, rows.step * sizeof *own);
	if (!own || kernel_values (call, &kernel, x, &rows, true, own) || skops_shape (call, &out[1], SKOPS_DENSE, n, n * self->spreads))
		return SKOPS_NO_MEMORY;
	if (!self->fitted) {
		mean_of_prior (&out[0]);
	} else {
		kernels = cross_kernels (call, self, x);
		v = kernels ? explained (call, self, x, kernels) : NULL;
		if (!v || mean_of (call, self, x, kernels, &out[0]) || skops_gemm (call, true, false, n, n, self->train.rows, -1, v, n, v, n, 1, own, rows.step))
			return SKOPS_NO_MEMORY;
	}
	for (size_t r = 0; r < n; r++)
		for (size_t i = 0; i < n; i++)
			for (size_t t = 0; t < self->spreads; t++) {
				double std = self->fitted ? skops_f8 (&self->_y_train_std)[t] : 1;
				skops_row (&out[1], r)[i * self->spreads + t] = own[r * rows.step + i] * (std * std);
			}
	return SKOPS_OK;
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	static const struct {
		const char *name;
		skops_apply *apply;
	} methods[] = { { "predict", predict }, { "predict_std", predict_std }, { "predict_cov", predict_cov } };
	const struct regressor *self = state;

	for (int i = 0; i < 3; i++) {
		struct skops_method *method = skops_method_add (call, methods[i].name, methods[i].apply);
		struct skops_output *outputs = method ? skops_outputs (call, method, i ? 2 : 1) : NULL;

		if (!outputs)
			return SKOPS_NO_MEMORY;
		method->tolerance = SKOPS_ROUNDING;
		method->flags = self->kernel.non_negative ? SKOPS_NON_NEGATIVE : 0;
		if (self->kernel.features)
			method->features = (int64_t) self->kernel.features;
		else
			method->flags |= SKOPS_TAKES_ANY_WIDTH;
		outputs[0].width = (int64_t) self->targets;
		outputs[0].flat = self->targets == 1;
		if (!i)
			continue;
		outputs[1].width = (int64_t) self->spreads;
		outputs[1].flat = self->spreads == 1;
		if (i == 2) {
			method->flags |= SKOPS_WHOLE_BATCH;
			outputs[1].form = SKOPS_ANY;
			outputs[1].width = -1;
			outputs[1].flat = false;
			outputs[1].last_axis = self->spreads > 1 ? self->spreads : 0;
		}
	}
	return SKOPS_OK;
}

static enum skops_status support (struct skops_call *call, const void *state, const char *method)
{
	const struct regressor *self = state;

	if (strcmp (method, "predict") != 0)
		return skops_onnx_refuse (call, "method", "predict converts, not %s", method);
	return self->fitted ? kernel_support (call, &self->kernel) : SKOPS_OK;
}

static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct regressor *self = state;
	struct skops_tensor value = skops_onnx_dense (call, x);

	(void) method;
	if (!self->fitted) {
		size_t width = (size_t) (value.rank == 2 ? value.dims[1] : 0);
		double *zeros = skops_scratch (call, width, self->targets * sizeof *zeros);

		if (!zeros)
			return SKOPS_NO_MEMORY;
		memset (zeros, 0, width * self->targets * sizeof *zeros);
		return skops_onnx_answer (call, out, skops_onnx_2 (call, "MatMul", value, skops_onnx_matrix (call, zeros, width, self->targets)));
	}
	value = kernel_emit (call, &self->kernel, value, skops_f8 (&self->X_train_), self->train.rows);
	value = skops_onnx_2 (call, "MatMul", value, skops_onnx_matrix (call, skops_f8 (&self->alpha_), self->train.rows, self->targets));
	value = skops_onnx_2 (call, "Mul", value, skops_onnx_row (call, skops_f8 (&self->_y_train_std), self->spreads));
	return skops_onnx_answer (call, out, skops_onnx_2 (call, "Add", value, skops_onnx_row (call, skops_f8 (&self->_y_train_mean), self->_y_train_mean.count)));
}

const struct skops_onnx regressor_onnx = { .size = sizeof regressor_onnx, .table = &table, .check = check, .build = build, .support = support, .emit = emit };
const struct skops_predict regressor_predict = { .size = sizeof regressor_predict, .table = &table, .check = check, .build = build, .describe = describe };
