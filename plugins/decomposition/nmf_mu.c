/* SPDX-License-Identifier: BSD-3-Clause */
/* NMF by multiplicative updates. Source: sklearn/decomposition/_nmf.py, _multiplicative_update_w, _fit_multiplicative_update, _beta_divergence and MiniBatchNMF._solve_W. */
#include <float.h>
#include <math.h>

#include "nmf.h"

/* numpy.finfo (numpy.float32).eps: what stands for zero where it would be divided by. */
static const double epsilon = (double) FLT_EPSILON;

/* What a solver keeps from round to round. */
struct state {
	const struct nmf_problem *problem;
	double gamma;
	double *w;           /* [n,C] */
	double *h_sums;      /* [C] */
	double *hht, *xht;   /* Frobenius: [C,C], [n,C] */
	double *numerator, *denominator; /* [n,C] */
	double *wh;          /* one row of W·H, [F] */
};

static double raise (const struct nmf_problem *problem, double value)
{
	return (problem->floors ? value < epsilon : value == 0) ? epsilon : value;
}

/* Row r of W·H. */
static void product_row (const struct state *self, size_t r)
{
	const struct nmf_problem *problem = self->problem;
	size_t components = problem->n_components;
	const double *w = self->w + r * components;

	for (size_t f = 0; f < problem->features; f++) {
		double sum = 0;

		for (size_t c = 0; c < components; c++)
			sum += w[c] * problem->components[f * components + c];
		self->wh[f] = sum;
	}
}

/* X · (W·H)^(beta-2) of one element. */
static double weigh (const struct nmf_problem *problem, double x, double wh)
{
	double inverse;

	if (problem->beta < 2)
		wh = raise (problem, wh);
	if (problem->beta == 1)
		return x / wh;
	if (problem->beta == 0) {
		inverse = 1 / wh;
		return inverse * inverse * x;
	}
	return pow (wh, problem->beta - 2) * x;
}

static void add_row (double *out, const double *row, double factor, size_t components)
{
	for (size_t c = 0; c < components; c++)
		out[c] += factor * row[c];
}

/* Numerator, and for a beta that is neither 1 nor 2 the denominator, of one row. */
static void general_row (const struct state *self, size_t r)
{
	const struct nmf_problem *problem = self->problem;
	const struct skops_block *x = problem->x;
	size_t components = problem->n_components;
	double *numerator = self->numerator + r * components, *denominator = self->denominator + r * components;

	product_row (self, r);
	memset (numerator, 0, components * sizeof *numerator);
	if (x->form == SKOPS_CSR)
		for (int64_t k = x->indptr[r]; k < x->indptr[r + 1]; k++)
			add_row (numerator, problem->components + (size_t) x->indices[k] * components, weigh (problem, x->f8[k], self->wh[x->indices[k]]), components);
	else
		for (size_t f = 0; f < problem->features; f++)
			add_row (numerator, problem->components + f * components, weigh (problem, skops_row (x, r)[f], self->wh[f]), components);
	if (problem->beta == 1) {
		memcpy (denominator, self->h_sums, components * sizeof *denominator);
		return;
	}
	memset (denominator, 0, components * sizeof *denominator);
	for (size_t f = 0; f < problem->features; f++)
		add_row (denominator, problem->components + f * components, pow (problem->beta < 1 ? raise (problem, self->wh[f]) : self->wh[f], problem->beta - 1), components);
}

static enum skops_status update (struct skops_call *call, const struct state *self)
{
	const struct nmf_problem *problem = self->problem;
	size_t components = problem->n_components, rows = problem->x->rows, count = rows * components;
	enum skops_status status;

	if (problem->beta == 2) {
		memcpy (self->numerator, self->xht, count * sizeof *self->numerator);
		status = skops_gemm (call, false, false, rows, components, components, 1, self->w, components, self->hht, components, 0, self->denominator, components);
		if (status)
			return status;
	} else {
		/* scikit-learn adds to the sums that it keeps for the next round, and so does this. */
		for (size_t c = 0; problem->beta == 1 && !problem->minibatch && c < components; c++)
			self->h_sums[c] += problem->l1;
		for (size_t r = 0; r < rows; r++)
			general_row (self, r);
	}
	for (size_t i = 0; i < count; i++) {
		double denominator = self->denominator[i], step;

		if (problem->beta != 1 || problem->minibatch)
			denominator += problem->l1;
		denominator += problem->l2 * self->w[i];
		step = self->numerator[i] / (denominator == 0 ? epsilon : denominator);
		self->w[i] *= self->gamma == 1 ? step : pow (step, self->gamma);
	}
	return SKOPS_OK;
}

/* What the elements of a row add to the divergence: those of X above epsilon, and for a general beta to `power_sum` all of W·H. */
static double divergence_row (const struct state *self, size_t r, double *power_sum)
{
	const struct nmf_problem *problem = self->problem;
	const struct skops_block *x = problem->x;
	double beta = problem->beta, sum = 0;
	size_t count = x->form == SKOPS_CSR ? (size_t) (x->indptr[r + 1] - x->indptr[r]) : problem->features;

	product_row (self, r);
	for (size_t i = 0; i < count; i++) {
		size_t f = x->form == SKOPS_CSR ? (size_t) x->indices[(size_t) x->indptr[r] + i] : i;
		double value = x->form == SKOPS_CSR ? x->f8[(size_t) x->indptr[r] + i] : skops_row (x, r)[i], wh;

		if (beta == 2) {
			sum += (value - self->wh[f]) * (value - self->wh[f]);
			continue;
		}
		if (value <= epsilon)
			continue;
		wh = raise (problem, self->wh[f]);
		if (beta == 1)
			sum += value * log (value / wh) - value;
		else if (beta == 0)
			sum += value / wh - log (value / wh);
		else
			sum += pow (value, beta) - beta * value * pow (wh, beta - 1);
	}
	for (size_t f = 0; beta != 2 && beta != 1 && beta != 0 && f < problem->features; f++)
		*power_sum += pow (self->wh[f], beta);
	return sum;
}

/* The Frobenius norm of sparse X - W·H, without making W·H. */
static double sparse_frobenius (const struct state *self)
{
	const struct nmf_problem *problem = self->problem;
	const struct skops_block *x = problem->x;
	size_t components = problem->n_components;
	double norm_x = 0, norm_wh = 0, cross = 0;

	for (int64_t k = 0; k < x->indptr[x->rows]; k++)
		norm_x += x->f8[k] * x->f8[k];
	for (size_t r = 0; r < x->rows; r++) {
		const double *w = self->w + r * components;

		for (size_t c = 0; c < components; c++) {
			cross += self->xht[r * components + c] * w[c];
			for (size_t k = 0; k < components; k++)
				norm_wh += w[c] * self->hht[c * components + k] * w[k];
		}
	}
	return sqrt (norm_x + norm_wh - 2 * cross);
}

/* The square root of twice the divergence of X from W·H. */
static double divergence (const struct state *self)
{
	const struct nmf_problem *problem = self->problem;
	double beta = problem->beta, sum = 0, power_sum = 0;
	size_t rows = problem->x->rows, components = problem->n_components;

	if (beta == 2 && problem->x->form == SKOPS_CSR)
		return sparse_frobenius (self);
	for (size_t r = 0; r < rows; r++)
		sum += divergence_row (self, r, &power_sum);
	if (beta == 2)
		return sqrt (sum);
	for (size_t c = 0; beta == 1 && c < components; c++) {
		double h_sum = 0, w_sum = 0;

		for (size_t r = 0; r < rows; r++)
			w_sum += self->w[r * components + c];
		for (size_t f = 0; f < problem->features; f++)
			h_sum += problem->components[f * components + c];
		sum += w_sum * h_sum;
	}
	if (beta == 0)
		sum -= (double) rows * (double) problem->features;
	else if (beta != 1)
		sum = (sum + power_sum * (beta - 1)) / (beta * (beta - 1));
	return sqrt (2 * fmax (sum, 0));
}

/* All weights start as the square root of X's mean over C. */
static void start (const struct nmf_problem *problem, double *w)
{
	const struct skops_block *x = problem->x;
	double sum = 0, value;

	if (x->form == SKOPS_CSR)
		sum = skops_sum (x->f8, (size_t) x->indptr[x->rows]);
	for (size_t r = 0; x->form != SKOPS_CSR && r < x->rows; r++)
		sum += skops_sum (skops_row (x, r), x->width);
	value = sqrt (sum / ((double) x->rows * (double) x->width) / (double) problem->n_components);
	for (size_t i = 0; i < x->rows * problem->n_components; i++)
		w[i] = value;
}

static double change (const double *w, const double *before, size_t count)
{
	double difference = 0, norm = 0;

	for (size_t i = 0; i < count; i++) {
		difference += (w[i] - before[i]) * (w[i] - before[i]);
		norm += w[i] * w[i];
	}
	return sqrt (difference) / sqrt (norm);
}

static enum skops_status rounds (struct skops_call *call, const struct state *self, double *before)
{
	const struct nmf_problem *problem = self->problem;
	size_t count = problem->x->rows * problem->n_components;
	double first = before ? 0 : divergence (self), last = first;
	double work = (double) count * (double) (problem->n_components + 16 + (problem->beta == 2 ? 0 : 4 * problem->features));
	enum skops_status status = SKOPS_OK;

	for (int64_t round = 1; round <= problem->max_iter && !status; round++) {
		status = nmf_may_go_on (call, problem, round - 1, work);
		if (status)
			break;
		if (before)
			memcpy (before, self->w, count * sizeof *before);
		status = update (call, self);
		if (before) {
			if (problem->tol > 0 && change (self->w, before, count) <= problem->tol)
				break;
			continue;
		}
		for (size_t i = 0; problem->beta < 1 && i < count; i++)
			if (self->w[i] < DBL_EPSILON)
				self->w[i] = 0;
		if (problem->tol > 0 && round % 10 == 0) {
			double error = divergence (self);

			if ((last - error) / first < problem->tol)
				break;
			last = error;
		}
	}
	return status;
}

enum skops_status nmf_multiplicative_update (struct skops_call *call, const struct nmf_problem *problem, double *w)
{
	size_t components = problem->n_components, count = problem->x->rows * components;
	double beta = problem->beta, *before = problem->minibatch ? skops_scratch (call, count, sizeof *before) : NULL;
	struct state self = {
		.problem = problem, .w = w, .gamma = beta < 1 ? 1 / (2 - beta) : beta > 2 ? 1 / (beta - 1) : 1,
		.h_sums = skops_scratch (call, components, sizeof (double)), .hht = skops_scratch (call, components, components * sizeof (double)),
		.xht = skops_scratch (call, count, sizeof (double)), .numerator = skops_scratch (call, count, sizeof (double)),
		.denominator = skops_scratch (call, count, sizeof (double)), .wh = skops_scratch (call, problem->features, sizeof (double)),
	};
	enum skops_status status;

	if (!self.h_sums || !self.hht || !self.xht || !self.numerator || !self.denominator || !self.wh || (problem->minibatch && !before))
		return SKOPS_NO_MEMORY;
	start (problem, w);
	memset (self.h_sums, 0, components * sizeof *self.h_sums);
	for (size_t f = 0; f < problem->features; f++)
		add_row (self.h_sums, problem->components + f * components, 1, components);
	status = skops_gemm (call, true, false, components, components, problem->features, 1, problem->components, components, problem->components, components, 0, self.hht, components);
	if (!status)
		status = block_product (call, problem->x, problem->components, components, self.xht, components);
	return status ? status : rounds (call, &self, before);
}
