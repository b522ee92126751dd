/* SPDX-License-Identifier: BSD-3-Clause */
/* PCA and IncrementalPCA: projections, and PCA's log-likelihood. Source: sklearn/decomposition/_base.py, _BasePCA; sklearn/decomposition/_pca.py, score_samples. */
#include <float.h>
#include <math.h>

#include "decomposition.h"

struct pca {
	struct skops_array components_, mean_, explained_variance_; /* components_ is seen as [F,C] in memory */
	double noise_variance_;
	int64_t n_features, n_components;
	bool whiten;

	const double *components; /* [F,C] */
	double *offset;           /* [C]: the mean times components, for where it is subtracted after the product */
	double *scale;            /* [C]: by which whitening divides; NULL: it does not */
	double *back;             /* [F,C]: components as whitening scales them back */
	bool subtracts_first;     /* the mean of dense rows, before the product */
	bool takes_sparse;
};

#define PCA_FIELDS \
	SKOPS_ARRAY (struct pca, components_, .dims = "C,F", .flags = SKOPS_FORTRAN), \
	SKOPS_ARRAY (struct pca, mean_, .dims = "F"), \
	SKOPS_ARRAY (struct pca, explained_variance_, .dims = "C"), \
	SKOPS_BOOL (struct pca, whiten, .flags = SKOPS_PARAMETER), \
	SKOPS_DIM (struct pca, n_features, "F"), \
	SKOPS_DIM (struct pca, n_components, "C")

SKOPS_TABLE (pca_table, struct pca, PCA_FIELDS, SKOPS_FLOAT (struct pca, noise_variance_));

SKOPS_TABLE (incremental_table, struct pca, PCA_FIELDS);

/* The smallest scale: that of the dtype in which scikit-learn computes it. */
static double least_scale (const struct pca *self)
{
	return self->explained_variance_.stored_dtype == SKOPS_F4 ? FLT_EPSILON : DBL_EPSILON;
}

static enum skops_status build (struct skops_call *call, void *state)
{
	struct pca *self = state;
	size_t features = (size_t) self->n_features, components = (size_t) self->n_components;
	bool subtracts_last = call->writer >= SKOPS_VERSION (1, 5);

	self->components = skops_f8 (&self->components_);
	self->takes_sparse = call->writer >= SKOPS_VERSION (1, 4);
	if (subtracts_last || self->takes_sparse) {
		self->offset = skops_alloc (call, components, sizeof *self->offset);
		if (!self->offset)
			return SKOPS_NO_MEMORY;
	}
	for (size_t f = 0; self->offset && f < features; f++)
		for (size_t c = 0; c < components; c++)
			self->offset[c] += skops_f8 (&self->mean_)[f] * self->components[f * components + c];
	self->subtracts_first = !subtracts_last;
	if (!self->whiten)
		return SKOPS_OK;
	self->scale = skops_alloc (call, components, sizeof *self->scale);
	self->back = skops_alloc (call, features, components * sizeof *self->back);
	if (!self->scale || !self->back)
		return SKOPS_NO_MEMORY;
	for (size_t c = 0; c < components; c++) {
		double scale = sqrt (skops_f8 (&self->explained_variance_)[c]);

		self->scale[c] = subtracts_last && scale < least_scale (self) ? least_scale (self) : scale;
		for (size_t f = 0; f < features; f++)
			self->back[f * components + c] = scale * self->components[f * components + c];
	}
	return SKOPS_OK;
}

/* X - mean in scratch, as a block. */
static enum skops_status centre (struct skops_call *call, const struct pca *self, const struct skops_block *x, struct skops_block *out)
{
	*out = *x;
	out->stride = x->width;
	out->f8 = skops_scratch (call, x->rows, x->width * sizeof *out->f8);
	if (!out->f8)
		return SKOPS_NO_MEMORY;
	for (size_t r = 0; r < x->rows; r++)
		for (size_t f = 0; f < x->width; f++)
			skops_row (out, r)[f] = skops_row (x, r)[f] - skops_f8 (&self->mean_)[f];
	return SKOPS_OK;
}

static enum skops_status transform (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct pca *self = state;
	size_t components = (size_t) self->n_components;
	bool first = self->subtracts_first && x->form == SKOPS_DENSE;
	struct skops_block centred;

	if (first) {
		if (centre (call, self, x, &centred))
			return SKOPS_NO_MEMORY;
		x = &centred;
	}
	if (block_product (call, x, self->components, components, out->f8, out->stride))
		return SKOPS_UNSUPPORTED;
	for (size_t r = 0; r < x->rows; r++)
		for (size_t c = 0; c < components; c++) {
			double *value = &skops_row (out, r)[c];

			if (!first)
				*value -= self->offset[c];
			if (self->scale)
				*value /= self->scale[c];
		}
	return SKOPS_OK;
}

static enum skops_status inverse_transform (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct pca *self = state;
	size_t components = (size_t) self->n_components;
	enum skops_status status = skops_gemm (call, false, true, x->rows, (size_t) self->n_features, components, 1, x->f8, x->stride, self->back ? self->back : self->components,
	                                       components, 0, out->f8, out->stride);

	for (size_t r = 0; r < x->rows && !status; r++)
		for (size_t f = 0; f < out->width; f++)
			skops_row (out, r)[f] += skops_f8 (&self->mean_)[f];
	return status;
}

/* How much the variance of a component exceeds the noise. */
static double excess (const struct pca *self, size_t c)
{
	double variance = skops_f8 (&self->explained_variance_)[c];

	return variance > self->noise_variance_ ? variance - self->noise_variance_ : 0;
}

/* A Gaussian of covariance S·D·S' + noise·I, S [F,C] and D the excess of each component, tells the squared Mahalanobis length of centred rows and its log-determinant.
 * With noise both come from the matrix inversion lemma, through S'·S/noise + 1/D [C,C]; components without excess are left out. */
static enum skops_status with_noise (struct skops_call *call, const struct pca *self, const struct skops_block *centred, double *lengths, double *log_determinant)
{
	const double *all = self->back ? self->back : self->components;
	size_t features = (size_t) self->n_features, n = 0, rows = centred->rows, most = (size_t) self->n_components;
	double noise = self->noise_variance_;
	double *s = skops_scratch (call, features, most * sizeof *s), *a = skops_scratch (call, most, most * sizeof *a), *z = skops_scratch (call, most, rows * sizeof *z);
	enum skops_status status;

	if (!s || !a || !z)
		return SKOPS_NO_MEMORY;
	*log_determinant = (double) features * log (noise);
	for (size_t c = 0; c < most; c++)
		n += excess (self, c) > 0;
	for (size_t c = 0, k = 0; c < most; c++) {
		if (excess (self, c) <= 0)
			continue;
		for (size_t f = 0; f < features; f++)
			s[f * n + k] = all[f * most + c];
		*log_determinant += log (excess (self, c));
		k++;
	}
	status = skops_gemm (call, true, false, n, n, features, 1 / noise, s, n, s, n, 0, a, n);
	for (size_t c = 0, k = 0; c < most && !status; c++)
		if (excess (self, c) > 0) {
			a[k * n + k] += 1 / excess (self, c);
			k++;
		}
	if (!status)
		status = skops_cholesky (call, n, a, n);
	if (!status)
		status = skops_gemm (call, true, true, n, rows, features, 1, s, n, centred->f8, centred->stride, 0, z, rows);
	if (!status)
		status = skops_solve_triangular (call, false, false, n, rows, a, n, z, rows);
	for (size_t r = 0; r < rows && !status; r++) {
		double own = 0, explained = 0;

		for (size_t f = 0; f < features; f++)
			own += skops_row (centred, r)[f] * skops_row (centred, r)[f];
		for (size_t k = 0; k < n; k++)
			explained += z[k * rows + r] * z[k * rows + r];
		lengths[r] = (own - explained / noise) / noise;
	}
	for (size_t k = 0; k < n && !status; k++)
		*log_determinant += 2 * log (a[k * n + k]);
	return status;
}

/* The same where no noise is left: the covariance itself is factored. */
static enum skops_status without_noise (struct skops_call *call, const struct pca *self, const struct skops_block *centred, double *lengths, double *log_determinant)
{
	const double *s = self->back ? self->back : self->components;
	size_t features = (size_t) self->n_features, n = (size_t) self->n_components, rows = centred->rows;
	double *scaled = skops_scratch (call, features, n * sizeof *scaled), *covariance = skops_scratch (call, features, features * sizeof *covariance);
	double *z = skops_scratch (call, features, rows * sizeof *z);
	double greatest = 0, least = INFINITY;
	enum skops_status status;

	if (!scaled || !covariance || !z)
		return SKOPS_NO_MEMORY;
	for (size_t c = 0; c < n; c++) {
		greatest = fmax (greatest, excess (self, c));
		least = fmin (least, excess (self, c));
	}
	if (n < features || !(least > greatest * DBL_EPSILON))
		return skops_fail (call, SKOPS_UNSUPPORTED, "no likelihood: the covariance of the components is singular, and there is no noise");
	for (size_t f = 0; f < features; f++)
		for (size_t c = 0; c < n; c++)
			scaled[f * n + c] = s[f * n + c] * excess (self, c);
	status = skops_gemm (call, false, true, features, features, n, 1, scaled, n, s, n, 0, covariance, features);
	if (!status)
		status = skops_cholesky (call, features, covariance, features);
	for (size_t r = 0; r < rows && !status; r++)
		for (size_t f = 0; f < features; f++)
			z[f * rows + r] = skops_row (centred, r)[f];
	if (!status)
		status = skops_solve_triangular (call, false, false, features, rows, covariance, features, z, rows);
	for (size_t r = 0; r < rows && !status; r++)
		lengths[r] = 0;
	for (size_t f = 0; f < features && !status; f++) {
		*log_determinant += 2 * log (covariance[f * features + f]);
		for (size_t r = 0; r < rows; r++)
			lengths[r] += z[f * rows + r] * z[f * rows + r];
	}
	return status;
}

static enum skops_status score_samples (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct pca *self = state;
	double *lengths = skops_scratch (call, x->rows, sizeof *lengths), log_determinant = 0;
	struct skops_block centred;
	enum skops_status status;

	if (!lengths || centre (call, self, x, &centred))
		return SKOPS_NO_MEMORY;
	status = self->noise_variance_ == 0 ? without_noise (call, self, &centred, lengths, &log_determinant) : with_noise (call, self, &centred, lengths, &log_determinant);
	for (size_t r = 0; r < x->rows && !status; r++)
		skops_row (out, r)[0] = -0.5 * lengths[r] - 0.5 * ((double) self->n_features * log (2 * 3.14159265358979323846) + log_determinant);
	return status;
}

static enum skops_status describe_projections (struct skops_call *call, const void *state)
{
	const struct pca *self = state;
	struct skops_method *method = skops_method_add (call, "transform", transform);
	uint8_t dtype = self->components_.stored_dtype == SKOPS_F4 && self->mean_.stored_dtype == SKOPS_F4 ? SKOPS_FOLLOW : SKOPS_F8;

	if (!method)
		return SKOPS_NO_MEMORY;
	method->accepts[1] = self->takes_sparse ? SKOPS_CSR : SKOPS_ANY;
	method->tolerance = SKOPS_ROUNDING;
	method->outputs[0].width = self->n_components;
	method->outputs[0].dtype = dtype;
	method = skops_method_add (call, "inverse_transform", inverse_transform);
	if (!method)
		return SKOPS_NO_MEMORY;
	method->flags = SKOPS_TAKES_OUTPUT;
	method->tolerance = SKOPS_ROUNDING;
	method->features = self->n_components;
	method->outputs[0].width = self->n_features;
	method->outputs[0].dtype = dtype;
	return SKOPS_OK;
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	const struct pca *self = state;
	struct skops_method *method;

	if (describe_projections (call, state))
		return SKOPS_NO_MEMORY;
	method = skops_method_add (call, "score_samples", score_samples);
	if (!method)
		return SKOPS_NO_MEMORY;
	method->flags = SKOPS_WHOLE_BATCH; /* so that the covariance is factored once */
	method->tolerance = SKOPS_ROUNDING;
	method->outputs[0].flat = true;
	method->outputs[0].dtype = self->components_.stored_dtype == SKOPS_F4 ? SKOPS_FOLLOW : SKOPS_F8;
	return SKOPS_OK;
}

static enum skops_status names (struct skops_call *call, const void *state, const struct skops_names *in)
{
	(void) in;
	return skops_names_counted (call, (size_t) ((const struct pca *) state)->n_components);
}

/* transform and inverse_transform, as above. */
static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct pca *self = state;
	size_t features = (size_t) self->n_features, components = (size_t) self->n_components;
	struct skops_tensor value = skops_onnx_dense (call, x);

	if (!strcmp (method, "inverse_transform"))
		return skops_onnx_answer (call, out, skops_onnx_affine (call, value, self->back ? self->back : self->components, features, components, skops_f8 (&self->mean_), features));
	if (self->subtracts_first)
		value = skops_onnx_2 (call, "Sub", value, skops_onnx_row (call, skops_f8 (&self->mean_), features));
	value = skops_onnx_2 (call, "MatMul", value, skops_onnx_matrix (call, self->components, features, components));
	if (!self->subtracts_first)
		value = skops_onnx_2 (call, "Sub", value, skops_onnx_row (call, self->offset, components));
	if (self->scale)
		value = skops_onnx_2 (call, "Div", value, skops_onnx_row (call, self->scale, components));
	return skops_onnx_answer (call, out, value);
}

const struct skops_onnx pca_onnx = { .size = sizeof pca_onnx, .table = &pca_table, .build = build, .emit = emit };
const struct skops_onnx incremental_pca_onnx = { .size = sizeof incremental_pca_onnx, .table = &incremental_table, .build = build, .emit = emit };
const struct skops_predict pca_predict = { .size = sizeof pca_predict, .table = &pca_table, .build = build, .describe = describe, .names = names };
const struct skops_predict incremental_pca_predict = {
	.size = sizeof incremental_pca_predict, .table = &incremental_table, .build = build, .describe = describe_projections, .names = names,
};
