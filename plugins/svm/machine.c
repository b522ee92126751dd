/* SPDX-License-Identifier: BSD-3-Clause */
/* The machine: kernels of rows with support vectors, and the decision values that they add up to.
 * Source: sklearn/svm/src/libsvm/svm.cpp, Kernel::k_function and svm_predict_values. */
#include <math.h>

#include "svm.h"

/* Support vectors whose kernels are computed side by side, and rows that pass over them together. */
enum { LANES = 8, ROWS = 16 };

const struct skops_word kernel_words[] = {
	SKOPS_TEXT_WORD ("linear", LINEAR), SKOPS_TEXT_WORD ("poly", POLY), SKOPS_TEXT_WORD ("rbf", RBF), SKOPS_TEXT_WORD ("sigmoid", SIGMOID),
	SKOPS_TEXT_WORD ("precomputed", PRECOMPUTED),
	SKOPS_FUNCTION_WORD ("sklearn.metrics.pairwise:linear_kernel", CALLED | LINEAR), SKOPS_FUNCTION_WORD ("sklearn.metrics.pairwise:polynomial_kernel", CALLED | POLY),
	SKOPS_FUNCTION_WORD ("sklearn.metrics.pairwise:rbf_kernel", CALLED | RBF), SKOPS_FUNCTION_WORD ("sklearn.metrics.pairwise:sigmoid_kernel", CALLED | SIGMOID),
	SKOPS_END_WORD,
};

/* A machine whose kernel is a function keeps all rows of its fit, and computes on them what is otherwise precomputed. From here on it is a machine of
 * that kernel with the function's defaults (sklearn/metrics/pairwise.py). */
static enum skops_status take_fitted_rows (struct skops_call *call, struct machine *self)
{
	const struct skops_array *fitted = &self->fitted_rows;
	size_t features = (size_t) fitted->dims[1];
	double *rows = skops_alloc (call, self->support_.count, features * sizeof *rows);

	if (!fitted->data || !features)
		return skops_fail (call, SKOPS_BAD_FILE, "a kernel that is a function, but no rows that it was fitted on");
	if (!rows)
		return SKOPS_NO_MEMORY;
	for (size_t s = 0; s < self->support_.count; s++) {
		int64_t row = skops_i8 (&self->support_)[s];

		if (row >= fitted->dims[0])
			return skops_fail (call, SKOPS_BAD_FILE, "support_ names row %lld of %lld", (long long) row, (long long) fitted->dims[0]);
		memcpy (rows + s * features, skops_f8 (fitted) + (size_t) row * features, features * sizeof *rows);
	}
	self->support_vectors_ = (struct skops_matrix) { .rows = (int64_t) self->support_.count, .columns = fitted->dims[1], .data = rows };
	self->kernel &= ~CALLED;
	self->_gamma = 1 / (double) features;
	self->coef0 = 1;
	self->degree = 3;
	return SKOPS_OK;
}

/* Columns of X or rows of support_vectors_. */
static enum skops_status check_vectors (struct skops_call *call, const struct machine *self)
{
	const struct skops_matrix *vectors = &self->support_vectors_;

	if (self->kernel != PRECOMPUTED) {
		if (vectors->sparse != self->_sparse || (uint64_t) vectors->rows != self->vectors || (self->vectors && vectors->columns != self->n_features))
			return skops_fail (call, SKOPS_BAD_FILE, "support_vectors_ is [%lld, %lld], [%zu, %lld] are needed", (long long) vectors->rows, (long long) vectors->columns,
			                   self->vectors, (long long) self->n_features);
		return SKOPS_OK;
	}
	if (self->_sparse)
		return skops_fail (call, SKOPS_UNSUPPORTED, "a precomputed kernel of sparse data");
	if (self->support_.count != self->vectors)
		return skops_fail (call, SKOPS_BAD_FILE, "support_ has %zu numbers, _dual_coef_ %zu columns", self->support_.count, self->vectors);
	for (size_t s = 0; s < self->vectors; s++)
		if (skops_i8 (&self->support_)[s] >= self->n_features)
			return skops_fail (call, SKOPS_BAD_FILE, "support_ names row %lld of %lld", (long long) skops_i8 (&self->support_)[s], (long long) self->n_features);
	return SKOPS_OK;
}

enum skops_status machine_check (struct skops_call *call, struct machine *self, size_t classes)
{
	enum skops_status status;
	uint64_t left;

	self->classes = classes ? classes : 2;
	self->pairs = self->_intercept_.count;
	self->vectors = (size_t) self->_dual_coef_.columns;
	self->first = skops_alloc (call, self->classes + 1, sizeof *self->first);
	if (!self->first)
		return SKOPS_NO_MEMORY;
	if (self->n_features < 0)
		return skops_fail (call, SKOPS_BAD_FILE, "n_features_in_ is missing");
	if (self->classes < 2 || self->classes > 65536 || self->pairs != self->classes * (self->classes - 1) / 2 || (uint64_t) self->_dual_coef_.rows != self->classes - 1)
		return skops_fail (call, SKOPS_BAD_FILE, "%zu classes, but %zu intercepts and %lld rows of _dual_coef_", self->classes, self->pairs, (long long) self->_dual_coef_.rows);
	if (classes && self->_n_support.count != classes)
		return skops_fail (call, SKOPS_BAD_FILE, "_n_support has %zu numbers for %zu classes", self->_n_support.count, classes);
	left = self->vectors;
	for (size_t k = 0; k < self->classes; k++) {
		uint64_t count = classes ? (uint64_t) skops_i8 (&self->_n_support)[k] : k ? 0 : left;

		if (count > left)
			return skops_fail (call, SKOPS_BAD_FILE, "_n_support adds up to more than the %zu columns of _dual_coef_", self->vectors);
		left -= count;
		self->first[k + 1] = self->first[k] + (size_t) count;
	}
	if (left)
		return skops_fail (call, SKOPS_BAD_FILE, "_n_support adds up to less than the %zu columns of _dual_coef_", self->vectors);
	status = self->kernel & CALLED ? take_fitted_rows (call, self) : SKOPS_OK;
	return status ? status : check_vectors (call, self);
}

/* Where kernels of pair (i, j) with the vectors of class i find their coefficients is row j - 1; with those of class j, row i. */
static double pair_sum (const struct machine *self, size_t i, size_t j, const double *kernels)
{
	const double *of_i = self->coefficients + (j - 1) * self->vectors, *of_j = self->coefficients + i * self->vectors;
	double sum = 0;

	for (size_t s = self->first[i]; s < self->first[i + 1]; s++)
		sum += of_i[s] * kernels[s];
	for (size_t s = self->first[j]; s < self->first[j + 1]; s++)
		sum += of_j[s] * kernels[s];
	return sum;
}

static enum skops_status build_weights (struct skops_call *call, struct machine *self)
{
	size_t features = (size_t) self->n_features, pair = 0;
	double *column = skops_alloc (call, self->vectors, sizeof *column);

	self->weights = skops_alloc (call, self->pairs, features * sizeof *self->weights);
	if (!self->weights || !column)
		return SKOPS_NO_MEMORY;
	for (size_t f = 0; f < features; f++) {
		for (size_t s = 0; s < self->vectors; s++)
			column[s] = self->support_vectors_.data[s * features + f];
		pair = 0;
		for (size_t i = 0; i < self->classes; i++)
			for (size_t j = i + 1; j < self->classes; j++)
				self->weights[pair++ * features + f] = pair_sum (self, i, j, column);
	}
	return SKOPS_OK;
}

static enum skops_status build_tiles (struct skops_call *call, struct machine *self)
{
	size_t features = (size_t) self->n_features;

	self->tiles = skops_alloc (call, (self->vectors + LANES - 1) / LANES * LANES, features * sizeof *self->tiles);
	if (!self->tiles)
		return SKOPS_NO_MEMORY;
	for (size_t s = 0; s < self->vectors; s++)
		for (size_t f = 0; f < features; f++)
			self->tiles[(s / LANES * features + f) * LANES + s % LANES] = self->support_vectors_.data[s * features + f];
	return SKOPS_OK;
}

enum skops_status machine_build (struct skops_call *call, struct machine *self)
{
	const struct skops_matrix *dual = &self->_dual_coef_;

	self->coefficients = skops_alloc (call, self->classes - 1, self->vectors * sizeof *self->coefficients);
	if (!self->coefficients)
		return SKOPS_NO_MEMORY;
	if (!dual->sparse && self->vectors)
		memcpy (self->coefficients, dual->data, (self->classes - 1) * self->vectors * sizeof *self->coefficients);
	for (int64_t r = 0; dual->sparse && r < dual->rows; r++)
		for (int64_t k = dual->indptr[r]; k < dual->indptr[r + 1]; k++)
			self->coefficients[(size_t) r * self->vectors + (size_t) dual->indices[k]] = dual->data[k];
	if (self->kernel == PRECOMPUTED || self->_sparse)
		return SKOPS_OK;
	return self->kernel == LINEAR ? build_weights (call, self) : build_tiles (call, self);
}

struct skops_method *machine_method (struct skops_call *call, const struct machine *self, const char *name, skops_apply *apply)
{
	struct skops_method *method = skops_method_add (call, name, apply);

	if (!method)
		return NULL;
	if (self->_sparse)
		method->accepts[1] = SKOPS_CSR;
	method->tolerance = SKOPS_ROUNDING;
	return method;
}

/* libsvm's powi. */
static double power (double base, int64_t exponent)
{
	double result = 1;

	for (; exponent > 0; exponent /= 2) {
		if (exponent % 2)
			result *= base;
		base *= base;
	}
	return result;
}

/* A kernel from a product of two rows, or for RBF from their squared distance. */
static double kernel_of (const struct machine *self, double value)
{
	switch (self->kernel) {
	case POLY: return power (self->_gamma * value + self->coef0, self->degree);
	case RBF: return exp (-self->_gamma * value);
	case SIGMOID: return tanh (self->_gamma * value + self->coef0);
	default: return value;
	}
}

/* Unrolled, the sums of all lanes stay in registers. */
static void tile_products (const double *x, const double *tile, size_t features, double *out)
{
	double sum[LANES] = { 0 };

	for (size_t f = 0; f < features; f++)
#pragma GCC unroll 8
		for (size_t lane = 0; lane < LANES; lane++)
			sum[lane] += x[f] * tile[f * LANES + lane];
	memcpy (out, sum, sizeof sum);
}

static void tile_distances (const double *x, const double *tile, size_t features, double *out)
{
	double sum[LANES] = { 0 };

	for (size_t f = 0; f < features; f++)
#pragma GCC unroll 8
		for (size_t lane = 0; lane < LANES; lane++) {
			double difference = x[f] - tile[f * LANES + lane];
			sum[lane] += difference * difference;
		}
	memcpy (out, sum, sizeof sum);
}

/* The kernels of `rows` rows from `from` on, `step` numbers a row. */
static void dense_kernels (const struct machine *self, const struct skops_block *x, size_t from, size_t rows, double *kernels, size_t step)
{
	for (size_t s = 0; s < self->vectors; s += LANES)
		for (size_t r = 0; r < rows; r++) {
			const double *row = skops_row (x, from + r), *tile = self->tiles + s * x->width;
			double *out = kernels + r * step + s;

			if (self->kernel == RBF)
				tile_distances (row, tile, x->width, out);
			else
				tile_products (row, tile, x->width, out);
			for (size_t lane = 0; lane < LANES && s + lane < self->vectors; lane++)
				out[lane] = kernel_of (self, out[lane]);
		}
}

static void precomputed_kernels (const struct machine *self, const struct skops_block *x, size_t from, size_t rows, double *kernels, size_t step)
{
	for (size_t r = 0; r < rows; r++)
		for (size_t s = 0; s < self->vectors; s++)
			kernels[r * step + s] = skops_row (x, from + r)[skops_i8 (&self->support_)[s]];
}

/* One row of X in full, and where it is not 0. */
struct sparse_row {
	double *dense;
	int32_t *columns;
	size_t count;
	int64_t *met; /* [F]: the last vector that had a number in a column */
	int64_t stamp;
};

static void take_row (const struct skops_block *x, size_t r, struct sparse_row *row)
{
	memset (row->dense, 0, x->width * sizeof *row->dense);
	if (x->form == SKOPS_CSR)
		for (int64_t k = x->indptr[r]; k < x->indptr[r + 1]; k++)
			row->dense[x->indices[k]] += x->f8[k];
	else
		memcpy (row->dense, skops_row (x, r), x->width * sizeof *row->dense);
	row->count = 0;
	for (size_t f = 0; f < x->width; f++)
		if (row->dense[f] != 0)
			row->columns[row->count++] = (int32_t) f;
}

static void sparse_kernels (const struct machine *self, struct sparse_row *row, double *kernels)
{
	const struct skops_matrix *vectors = &self->support_vectors_;

	for (size_t s = 0; s < self->vectors; s++) {
		double sum = 0;

		row->stamp++;
		for (int64_t k = vectors->indptr[s]; k < vectors->indptr[s + 1]; k++) {
			double a = row->dense[vectors->indices[k]], b = vectors->data[k];

			sum += self->kernel == RBF ? (a - b) * (a - b) : a * b;
			row->met[vectors->indices[k]] = row->stamp;
		}
		for (size_t k = 0; self->kernel == RBF && k < row->count; k++)
			if (row->met[row->columns[k]] != row->stamp)
				sum += row->dense[row->columns[k]] * row->dense[row->columns[k]];
		kernels[s] = kernel_of (self, sum);
	}
}

static void pair_sums (const struct machine *self, const double *kernels, double *decisions)
{
	for (size_t i = 0; i < self->classes; i++)
		for (size_t j = i + 1; j < self->classes; j++)
			*decisions++ = pair_sum (self, i, j, kernels);
}

static enum skops_status decide_sparse (struct skops_call *call, const struct machine *self, const struct skops_block *x, double *decisions)
{
	double *kernels = skops_scratch (call, self->vectors, sizeof *kernels);
	struct sparse_row row = {
		.dense = skops_scratch (call, x->width, sizeof (double)), .columns = skops_scratch (call, x->width, sizeof (int32_t)),
		.met = skops_scratch (call, x->width, sizeof (int64_t)),
	};

	if (!kernels || !row.dense || !row.columns || !row.met)
		return SKOPS_NO_MEMORY;
	memset (row.met, 0, x->width * sizeof *row.met);
	for (size_t r = 0; r < x->rows; r++) {
		take_row (x, r, &row);
		sparse_kernels (self, &row, kernels);
		pair_sums (self, kernels, decisions + r * self->pairs);
	}
	return SKOPS_OK;
}

static enum skops_status decide_dense (struct skops_call *call, const struct machine *self, const struct skops_block *x, double *decisions)
{
	size_t step = (self->vectors + LANES - 1) / LANES * LANES;
	double *kernels = skops_scratch (call, ROWS, step * sizeof *kernels);

	if (!kernels)
		return SKOPS_NO_MEMORY;
	for (size_t from = 0; from < x->rows; from += ROWS) {
		size_t rows = x->rows - from < ROWS ? x->rows - from : ROWS;

		if (self->kernel == PRECOMPUTED)
			precomputed_kernels (self, x, from, rows, kernels, step);
		else
			dense_kernels (self, x, from, rows, kernels, step);
		for (size_t r = 0; r < rows; r++)
			pair_sums (self, kernels + r * step, decisions + (from + r) * self->pairs);
	}
	return SKOPS_OK;
}

double *machine_decide (struct skops_call *call, const struct machine *self, const struct skops_block *x)
{
	double *decisions = skops_scratch (call, x->rows, self->pairs * sizeof *decisions);
	enum skops_status status;

	if (!decisions)
		return NULL;
	if (self->weights)
		status = skops_gemm (call, false, true, x->rows, self->pairs, x->width, 1, x->f8, x->stride, self->weights, x->width, 0, decisions, self->pairs);
	else if (self->_sparse)
		status = decide_sparse (call, self, x, decisions);
	else
		status = decide_dense (call, self, x, decisions);
	for (size_t r = 0; r < x->rows && !status; r++)
		for (size_t p = 0; p < self->pairs; p++)
			decisions[r * self->pairs + p] += skops_f8 (&self->_intercept_)[p];
	return status ? NULL : decisions;
}
