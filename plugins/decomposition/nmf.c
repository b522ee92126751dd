/* SPDX-License-Identifier: BSD-3-Clause */
/* NMF and MiniBatchNMF: non-negative weights of non-negative components, found anew for each input as a whole. Source: sklearn/decomposition/_nmf.py. */
#include <math.h>

#include "nmf.h"

enum { SOLVER_CD, SOLVER_MU };

/* A file of a few bytes must not keep a processor busy for ever: rounds beyond the first thousand share a minute's work. */
enum { MOST_ROUNDS = 10000000, FREE_ROUNDS = 1000 };
static const double most_work = 5e10;

struct nmf {
	struct skops_array components_;
	double _beta_loss, tol, alpha_W, l1_ratio, _l1_reg_W, _l2_reg_W;
	struct skops_value alpha_H;
	int64_t max_iter, n_features, n_components;
	int solver;
	bool shuffle;
	bool minibatch;
	double l1, l2;
	bool floors;
};

static const struct skops_word solver_words[] = { SKOPS_TEXT_WORD ("cd", SOLVER_CD), SKOPS_TEXT_WORD ("mu", SOLVER_MU), SKOPS_END_WORD };

/* 1.1 keeps what regularisation adds, and an older pair of parameters that decides whether it grows with the number of features. */
#define NMF_FIELDS \
	SKOPS_ARRAY (struct nmf, components_, .dims = "C,F", .flags = SKOPS_FORTRAN | SKOPS_FINITE), \
	SKOPS_FLOAT (struct nmf, _beta_loss, .flags = SKOPS_FINITE), \
	SKOPS_FLOAT (struct nmf, tol, .flags = SKOPS_PARAMETER, .low = 0, .high = INFINITY), \
	SKOPS_FLOAT (struct nmf, alpha_W, .flags = SKOPS_PARAMETER), \
	SKOPS_FLOAT (struct nmf, l1_ratio, .flags = SKOPS_PARAMETER), \
	SKOPS_VALUE (struct nmf, alpha_H, .flags = SKOPS_PARAMETER, .until = SKOPS_VERSION (1, 1)), \
	SKOPS_FLOAT (struct nmf, _l1_reg_W, .until = SKOPS_VERSION (1, 1)), \
	SKOPS_FLOAT (struct nmf, _l2_reg_W, .until = SKOPS_VERSION (1, 1)), \
	SKOPS_DIM (struct nmf, n_features, "F"), \
	SKOPS_DIM (struct nmf, n_components, "C")

SKOPS_TABLE (nmf_table, struct nmf,
	NMF_FIELDS,
	SKOPS_INT (struct nmf, max_iter, .flags = SKOPS_PARAMETER, .low = 0, .high = MOST_ROUNDS),
	SKOPS_WORD (struct nmf, solver, solver_words, .flags = SKOPS_PARAMETER),
	SKOPS_BOOL (struct nmf, shuffle, .flags = SKOPS_PARAMETER));

SKOPS_TABLE (minibatch_table, struct nmf,
	NMF_FIELDS,
	SKOPS_INT (struct nmf, max_iter, .attribute = "_transform_max_iter", .low = 0, .high = MOST_ROUNDS));

static enum skops_status check (struct skops_call *call, void *state)
{
	const struct nmf *self = state;

	if (!self->components_.count)
		return skops_fail (call, SKOPS_BAD_FILE, "no components");
	for (size_t i = 0; i < self->components_.count; i++)
		if (skops_f8 (&self->components_)[i] < 0)
			return skops_fail (call, SKOPS_BAD_FILE, "components_ has a negative number");
	if (self->shuffle && self->solver == SOLVER_CD)
		return skops_fail (call, SKOPS_UNSUPPORTED, "coordinates in random order (shuffle=True)");
	if (self->solver == SOLVER_CD && !self->minibatch && self->_beta_loss != 2)
		return skops_fail (call, SKOPS_BAD_FILE, "solver cd with another loss than frobenius");
	return SKOPS_OK;
}

static enum skops_status check_minibatch (struct skops_call *call, void *state)
{
	struct nmf *self = state;

	self->minibatch = true;
	self->solver = SOLVER_MU;
	return check (call, state);
}

static enum skops_status build (struct skops_call *call, void *state)
{
	struct nmf *self = state;
	double features = (double) self->n_features;

	self->floors = call->writer >= SKOPS_VERSION (1, 3);
	if (call->writer >= SKOPS_VERSION (1, 2)) {
		self->l1 = features * self->alpha_W * self->l1_ratio;
		self->l2 = features * self->alpha_W * (1 - self->l1_ratio);
	} else {
		bool grows = self->alpha_W != 0 || self->alpha_H.kind != SKOPS_IS_TEXT;

		self->l1 = (grows ? features : 1) * self->_l1_reg_W;
		self->l2 = (grows ? features : 1) * self->_l2_reg_W;
	}
	return SKOPS_OK;
}

/* The least value, zeros that are not stored among them. */
static double least (const struct skops_block *x)
{
	double value = INFINITY;

	if (x->form == SKOPS_CSR) {
		for (int64_t k = 0; k < x->indptr[x->rows]; k++)
			value = fmin (value, x->f8[k]);
		return (size_t) x->indptr[x->rows] < x->rows * x->width ? fmin (value, 0) : value;
	}
	for (size_t r = 0; r < x->rows; r++)
		for (size_t f = 0; f < x->width; f++)
			value = fmin (value, skops_row (x, r)[f]);
	return value;
}

enum skops_status nmf_may_go_on (struct skops_call *call, const struct nmf_problem *problem, int64_t round, double work)
{
	if (round < FREE_ROUNDS || (double) round * work <= most_work)
		return SKOPS_OK;
	return skops_fail (call, SKOPS_UNSUPPORTED, "the weights do not settle: %lld rounds were not enough to come within tol = %g, and max_iter = %lld would take too long",
	                   (long long) round, problem->tol, (long long) problem->max_iter);
}

static enum skops_status transform (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct nmf *self = state;
	size_t components = (size_t) self->n_components;
	struct nmf_problem problem = {
		.x = x, .components = skops_f8 (&self->components_), .features = (size_t) self->n_features, .n_components = components, .beta = self->_beta_loss,
		.tol = self->tol, .l1 = self->l1, .l2 = self->l2, .max_iter = self->max_iter, .floors = self->floors, .minibatch = self->minibatch,
	};
	double *w = skops_scratch (call, x->rows, components * sizeof *w);
	enum skops_status status;

	if (!w)
		return SKOPS_NO_MEMORY;
	if (!self->minibatch && self->_beta_loss <= 0 && least (x) == 0)
		return skops_fail (call, SKOPS_UNFIT, "X contains zeros, where a beta_loss of %g may diverge", self->_beta_loss);
	status = self->solver == SOLVER_CD ? nmf_coordinate_descent (call, &problem, w) : nmf_multiplicative_update (call, &problem, w);
	for (size_t r = 0; r < x->rows && !status; r++)
		memcpy (skops_row (out, r), w + r * components, components * sizeof *w);
	return status;
}

static enum skops_status inverse_transform (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct nmf *self = state;
	size_t components = (size_t) self->n_components;

	return skops_gemm (call, false, true, x->rows, (size_t) self->n_features, components, 1, x->f8, x->stride, skops_f8 (&self->components_), components, 0, out->f8, out->stride);
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	const struct nmf *self = state;
	struct skops_method *method = skops_method_add (call, "transform", transform);
	uint8_t dtype = self->components_.stored_dtype == SKOPS_F4 ? SKOPS_FOLLOW : SKOPS_F8;

	if (!method)
		return SKOPS_NO_MEMORY;
	method->accepts[1] = SKOPS_CSR;
	method->flags = SKOPS_WHOLE_BATCH | (self->minibatch ? 0 : SKOPS_NON_NEGATIVE);
	method->tolerance = SKOPS_ITERATIVE;
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

static enum skops_status names (struct skops_call *call, const void *state, const struct skops_names *in)
{
	(void) in;
	return skops_names_counted (call, (size_t) ((const struct nmf *) state)->n_components);
}

/* inverse_transform; transform is of whole batches, which the core refuses. */
static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct nmf *self = state;
	double zero = 0;

	(void) method;
	return skops_onnx_answer (call, out, skops_onnx_affine (call, skops_onnx_dense (call, x), skops_f8 (&self->components_), (size_t) self->n_features, (size_t) self->n_components, &zero, 1));
}

const struct skops_onnx nmf_onnx = { .size = sizeof nmf_onnx, .table = &nmf_table, .check = check, .build = build, .emit = emit };
const struct skops_onnx minibatch_nmf_onnx = { .size = sizeof minibatch_nmf_onnx, .table = &minibatch_table, .check = check_minibatch, .build = build, .emit = emit };
const struct skops_predict nmf_predict = { .size = sizeof nmf_predict, .table = &nmf_table, .check = check, .build = build, .describe = describe, .names = names };
const struct skops_predict minibatch_nmf_predict = {
	.size = sizeof minibatch_nmf_predict, .table = &minibatch_table, .check = check_minibatch, .build = build, .describe = describe, .names = names,
};
