/* SPDX-License-Identifier: BSD-3-Clause */
/* The machine in a graph: kernels with all vectors at once, then a product with the coefficients of each pair. Source: as machine.c. */
#include <math.h>

#include "svm.h"

/* The vectors [S,F] in scratch, sparse ones in full. */
static double *dense_vectors (struct skops_call *call, const struct machine *self)
{
	const struct skops_matrix *vectors = &self->support_vectors_;
	size_t features = (size_t) self->n_features;
	double *dense = skops_scratch (call, self->vectors, features * sizeof *dense);

	if (!dense)
		return NULL;
	if (!vectors->sparse) {
		memcpy (dense, vectors->data, self->vectors * features * sizeof *dense);
		return dense;
	}
	memset (dense, 0, self->vectors * features * sizeof *dense);
	for (size_t s = 0; s < self->vectors; s++)
		for (int64_t k = vectors->indptr[s]; k < vectors->indptr[s + 1]; k++)
			dense[s * features + (size_t) vectors->indices[k]] += vectors->data[k];
	return dense;
}

static struct skops_tensor products (struct skops_call *call, struct skops_tensor x, const double *vectors, size_t count, size_t features)
{
	double zero = 0;

	return skops_onnx_affine (call, x, vectors, count, features, &zero, 1);
}

/* Squared distances expanded into products, around the centre of the vectors, so that their differences survive the rounding. `vectors` are moved. */
static struct skops_tensor squared_distances (struct skops_call *call, const struct machine *self, struct skops_tensor x, double *vectors)
{
	size_t features = (size_t) self->n_features, count = self->vectors;
	double *centre = skops_scratch (call, features, sizeof *centre), *lengths = skops_scratch (call, count, sizeof *lengths);
	struct skops_tensor own, twice = skops_onnx_number (call, 2);

	if (!centre || !lengths)
		return (struct skops_tensor) { 0 };
	for (size_t f = 0; f < features; f++) {
		centre[f] = 0;
		for (size_t s = 0; s < count; s++)
			centre[f] += vectors[s * features + f] / (double) count;
	}
	for (size_t s = 0; s < count; s++) {
		lengths[s] = 0;
		for (size_t f = 0; f < features; f++) {
			vectors[s * features + f] -= centre[f];
			lengths[s] += vectors[s * features + f] * vectors[s * features + f];
		}
	}
	x = skops_onnx_2 (call, "Sub", x, skops_onnx_row (call, centre, features));
	own = skops_onnx_2 (call, "Add", skops_onnx_reduce (call, "ReduceSumSquare", x, 1, true), skops_onnx_row (call, lengths, count));
	own = skops_onnx_2 (call, "Sub", own, skops_onnx_2 (call, "Mul", products (call, x, vectors, count, features), twice));
	return skops_onnx_2 (call, "Max", own, skops_onnx_number (call, 0));
}

/* [N, S] */
static struct skops_tensor kernels (struct skops_call *call, const struct machine *self, struct skops_tensor x)
{
	double *vectors;
	struct skops_tensor value;

	if (self->kernel == PRECOMPUTED)
		return skops_onnx_gather (call, x, skops_onnx_ints (call, skops_i8 (&self->support_), self->vectors), 1);
	vectors = dense_vectors (call, self);
	if (!vectors)
		return (struct skops_tensor) { 0 };
	if (self->kernel == RBF) {
		value = skops_onnx_2 (call, "Mul", squared_distances (call, self, x, vectors), skops_onnx_number (call, -self->_gamma));
		return skops_onnx_1 (call, "Exp", value);
	}
	value = products (call, x, vectors, self->vectors, (size_t) self->n_features);
	if (self->kernel == LINEAR)
		return value;
	value = skops_onnx_2 (call, "Add", skops_onnx_2 (call, "Mul", value, skops_onnx_number (call, self->_gamma)), skops_onnx_number (call, self->coef0));
	return self->kernel == SIGMOID ? skops_onnx_1 (call, "Tanh", value) : skops_onnx_2 (call, "Pow", value, skops_onnx_number (call, (double) self->degree));
}

/* Coefficients of each pair for the vectors of its two classes, 0 for all others: [pairs, S], in scratch. */
static double *pair_coefficients (struct skops_call *call, const struct machine *self)
{
	double *out = skops_scratch (call, self->pairs, self->vectors * sizeof *out), *row = out;

	for (size_t i = 0; out && i < self->classes; i++)
		for (size_t j = i + 1; j < self->classes; j++, row += self->vectors) {
			memset (row, 0, self->vectors * sizeof *row);
			for (size_t s = self->first[i]; s < self->first[i + 1]; s++)
				row[s] = self->coefficients[(j - 1) * self->vectors + s];
			for (size_t s = self->first[j]; s < self->first[j + 1]; s++)
				row[s] = self->coefficients[i * self->vectors + s];
		}
	return out;
}

struct skops_tensor machine_emit (struct skops_call *call, const struct machine *self, struct skops_tensor x)
{
	const double *intercepts = skops_f8 (&self->_intercept_);
	const double *weights = self->weights;

	if (!weights && self->vectors) {
		x = kernels (call, self, x);
		weights = pair_coefficients (call, self);
		return weights ? skops_onnx_affine (call, x, weights, self->pairs, self->vectors, intercepts, self->pairs) : (struct skops_tensor) { 0 };
	}
	if (!weights) { /* no vector at all: intercepts alone */
		double *zeros = skops_scratch (call, self->pairs, (size_t) self->n_features * sizeof *zeros);

		if (!zeros)
			return (struct skops_tensor) { 0 };
		memset (zeros, 0, self->pairs * (size_t) self->n_features * sizeof *zeros);
		weights = zeros;
	}
	return skops_onnx_affine (call, x, weights, self->pairs, (size_t) self->n_features, intercepts, self->pairs);
}
