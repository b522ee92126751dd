/* SPDX-License-Identifier: BSD-3-Clause */
/* Search: a block of rows against all fitted rows, tile by tile, so that tiles stay in cache while the rows of the block pass over them. */
#include <float.h>
#include <math.h>

#include "neighbors.h"

/* Bytes of the tiles that a block passes over together. */
enum { TILES_AT_ONCE = 1 << 17 };

const struct skops_field neighbors_params_item = {
	.name = "", .kind = SKOPS_KIND_ARRAY, .size = sizeof (struct skops_array), .dtype = SKOPS_F8, .dims = "?,?|?|", .flags = SKOPS_NULLABLE,
};

static size_t n_tiles (const struct neighbors *self)
{
	return ((size_t) self->n_samples + LANES - 1) / LANES;
}

/* Fitted rows eight abreast; the last tile is filled up with its last row. */
static enum skops_status build_tiles (struct skops_call *call, struct neighbors *self)
{
	size_t rows = (size_t) self->n_samples, features = self->metric.features;
	double *row = skops_alloc (call, features, sizeof *row);

	self->tiles = skops_alloc (call, n_tiles (self) * LANES, features * sizeof *self->tiles);
	if (!row || !self->tiles)
		return SKOPS_NO_MEMORY;
	for (size_t r = 0; r < n_tiles (self) * LANES; r++) {
		size_t from = r < rows ? r : rows - 1;

		memcpy (row, self->_fit_X.data + from * features, features * sizeof *row);
		metric_prepare (&self->metric, row);
		for (size_t f = 0; f < features; f++)
			self->tiles[(r / LANES * features + f) * LANES + r % LANES] = row[f];
	}
	return SKOPS_OK;
}

static enum skops_status build_sparse (struct skops_call *call, struct neighbors *self)
{
	const struct skops_matrix *fit = &self->_fit_X;
	size_t stored = (size_t) fit->indptr[fit->rows];
	double *values;

	if (!self->metric.sparse)
		return skops_fail (call, SKOPS_UNSUPPORTED, "a sparse _fit_X with this metric");
	self->values = fit->data;
	if (!self->metric.normalised)
		return SKOPS_OK;
	self->values = values = skops_alloc (call, stored, sizeof *values);
	if (!values)
		return SKOPS_NO_MEMORY;
	for (int64_t r = 0; r < fit->rows; r++) {
		double norm = 0;

		for (int64_t k = fit->indptr[r]; k < fit->indptr[r + 1]; k++)
			norm += fit->data[k] * fit->data[k];
		for (int64_t k = fit->indptr[r]; k < fit->indptr[r + 1]; k++)
			values[k] = norm > 0 ? fit->data[k] / sqrt (norm) : fit->data[k];
	}
	return SKOPS_OK;
}

enum skops_status neighbors_build (struct skops_call *call, struct neighbors *self)
{
	enum skops_status status;

	self->sorts_by_insertion = call->writer >= SKOPS_VERSION (1, 9);
	if (self->n_samples < 1)
		return skops_fail (call, SKOPS_BAD_FILE, "no fitted rows");
	if (self->effective_metric_ == METRIC_PRECOMPUTED)
		return self->n_samples == self->n_features ? SKOPS_OK : skops_fail (call, SKOPS_BAD_FILE, "distances of %lld rows to %lld", (long long) self->n_features, (long long) self->n_samples);
	status = metric_make (call, &self->metric, self->effective_metric_, (size_t) self->n_features, &self->effective_metric_params_);
	if (status)
		return status;
	return self->_fit_X.sparse ? build_sparse (call, self) : build_tiles (call, self);
}

/* A block of rows that is being compared. */
struct search {
	const struct neighbors *self;
	const struct skops_block *x;
	size_t step;      /* fitted rows at once */
	double *reduced;  /* [step] */
	double *work;     /* [F, LANES] */
	double *prepared; /* the block's rows as the metric wants them; NULL: as they are */
	struct sparse_row row;
	double *dense;    /* row's own */
	int32_t *columns;
};

enum { ABSENT = -1 }; /* in place of a precomputed distance that a sparse row does not hold */

static bool is_precomputed (const struct neighbors *self)
{
	return self->effective_metric_ == METRIC_PRECOMPUTED;
}

static enum skops_status start_tiles (struct skops_call *call, struct search *search)
{
	const struct metric *metric = &search->self->metric;
	size_t features = metric->features, at_once = TILES_AT_ONCE / sizeof (double) / LANES / features;

	search->step = (at_once ? at_once : 1) * LANES;
	search->work = skops_scratch (call, features * LANES, sizeof (double));
	search->reduced = skops_scratch (call, search->step, sizeof (double));
	if (!search->work || !search->reduced)
		return SKOPS_NO_MEMORY;
	if (!metric->centred && !metric->normalised)
		return SKOPS_OK;
	search->prepared = skops_scratch (call, search->x->rows, features * sizeof (double));
	if (!search->prepared)
		return SKOPS_NO_MEMORY;
	for (size_t r = 0; r < search->x->rows; r++) {
		memcpy (search->prepared + r * features, skops_row (search->x, r), features * sizeof (double));
		metric_prepare (metric, search->prepared + r * features);
	}
	return SKOPS_OK;
}

static enum skops_status start_sparse (struct skops_call *call, struct search *search)
{
	size_t features = search->x->width;

	search->step = (size_t) search->self->n_samples;
	search->reduced = skops_scratch (call, search->step, sizeof (double));
	if (!search->reduced)
		return SKOPS_NO_MEMORY;
	if (is_precomputed (search->self))
		return SKOPS_OK;
	search->dense = skops_scratch (call, features, sizeof (double));
	search->columns = skops_scratch (call, features, sizeof *search->columns);
	search->row.met = skops_scratch (call, features, sizeof *search->row.met);
	if (!search->dense || !search->columns || !search->row.met)
		return SKOPS_NO_MEMORY;
	memset (search->row.met, 0, features * sizeof *search->row.met);
	search->row.dense = search->dense;
	search->row.columns = search->columns;
	return SKOPS_OK;
}

static enum skops_status start (struct skops_call *call, struct search *search, const struct neighbors *self, const struct skops_block *x)
{
	*search = (struct search) { .self = self, .x = x, .step = (size_t) self->n_samples };
	if (is_precomputed (self) && x->form == SKOPS_DENSE)
		return SKOPS_OK;
	return self->tiles ? start_tiles (call, search) : start_sparse (call, search);
}

/* Row r of the block as a sparse row. */
static void take_sparse_row (struct search *search, size_t r)
{
	const struct skops_block *x = search->x;
	size_t count = 0;

	memset (search->dense, 0, x->width * sizeof *search->dense);
	if (x->form == SKOPS_CSR)
		for (int64_t k = x->indptr[r]; k < x->indptr[r + 1]; k++)
			search->dense[x->indices[k]] += x->f8[k];
	else
		memcpy (search->dense, skops_row (x, r), x->width * sizeof *search->dense);
	metric_prepare (&search->self->metric, search->dense);
	for (size_t f = 0; f < x->width; f++)
		if (search->dense[f] != 0)
			search->columns[count++] = (int32_t) f;
	search->row.count = count;
}

/* The reduced distances of row r to `count` fitted rows from `from` on; up to `step` of them, which begin with a tile. */
static const double *reduced_distances (struct search *search, size_t r, size_t from, size_t count)
{
	const struct neighbors *self = search->self;
	const struct metric *metric = &self->metric;
	const struct skops_matrix *fit = &self->_fit_X;
	const struct skops_block *x = search->x;

	if (is_precomputed (self)) {
		if (x->form == SKOPS_DENSE)
			return skops_row (x, r);
		for (size_t i = 0; i < count; i++)
			search->reduced[i] = ABSENT;
		for (int64_t k = x->indptr[r]; k < x->indptr[r + 1]; k++)
			search->reduced[x->indices[k]] = x->f8[k];
	} else if (self->tiles) {
		const double *row = search->prepared ? search->prepared + r * metric->features : skops_row (x, r);
		for (size_t i = 0; i < count; i += LANES)
			metric->tile (metric, row, self->tiles + (from + i) * metric->features, search->work, search->reduced + i);
	} else {
		take_sparse_row (search, r);
		for (size_t i = 0; i < count; i++)
			search->reduced[i] = metric->sparse (metric, &search->row, fit->indices + fit->indptr[i], self->values + fit->indptr[i],
			                                     (size_t) (fit->indptr[i + 1] - fit->indptr[i]), (int64_t) (r * count + i + 1));
	}
	return search->reduced;
}

/* A graph of neighbours must hold enough of them. */
static enum skops_status check_graph (struct skops_call *call, const struct neighbors *self, const struct skops_block *x)
{
	for (size_t r = 0; is_precomputed (self) && x->form == SKOPS_CSR && r < x->rows; r++)
		if (x->indptr[r + 1] - x->indptr[r] < self->n_neighbors)
			return skops_fail_at (call, SKOPS_UNFIT, r, -1, "%lld neighbours are needed, the row of the graph has %lld", (long long) self->n_neighbors,
			                      (long long) (x->indptr[r + 1] - x->indptr[r]));
	return SKOPS_OK;
}

enum skops_status neighbors_nearest (struct skops_call *call, const struct neighbors *self, const struct skops_block *x, double **distances, int64_t **indices)
{
	size_t k = (size_t) self->n_neighbors, n = (size_t) self->n_samples;
	double *values = skops_scratch (call, x->rows, k * sizeof *values);
	int64_t *numbers = skops_scratch (call, x->rows, k * sizeof *numbers);
	struct search search;

	if (!values || !numbers)
		return SKOPS_NO_MEMORY;
	if (check_graph (call, self, x))
		return SKOPS_UNFIT;
	if (start (call, &search, self, x))
		return SKOPS_NO_MEMORY;
	for (size_t i = 0; i < x->rows * k; i++) {
		values[i] = INFINITY;
		numbers[i] = 0;
	}
	for (size_t from = 0; from < n; from += search.step) {
		size_t count = n - from < search.step ? n - from : search.step;

		for (size_t r = 0; r < x->rows; r++) {
			const double *reduced = reduced_distances (&search, r, from, count);
			double *heap = values + r * k;

			for (size_t i = 0; i < count; i++) {
				if (reduced[i] >= heap[0] || (is_precomputed (self) && reduced[i] < 0))
					continue;
				/* What is no number ranks last, but before nothing at all. */
				order_push (heap, numbers + r * k, k, isfinite (reduced[i]) ? reduced[i] : DBL_MAX, (int64_t) (from + i));
			}
		}
	}
	for (size_t r = 0; r < x->rows; r++)
		order_sort (values + r * k, numbers + r * k, k, self->sorts_by_insertion);
	for (size_t i = 0; i < x->rows * k; i++)
		values[i] = values[i] < DBL_MAX ? metric_finish (&self->metric, values[i]) : self->metric.nan ? NAN : INFINITY;
	*distances = values;
	*indices = numbers;
	return SKOPS_OK;
}

enum skops_status neighbors_within (struct skops_call *call, const struct neighbors *self, const struct skops_block *x, double radius, struct skops_block *distances,
                                    struct skops_block *indices)
{
	size_t n = (size_t) self->n_samples, used = 0;
	double limit = metric_reduce (&self->metric, radius);
	struct search search;

	if (start (call, &search, self, x))
		return SKOPS_NO_MEMORY;
	for (size_t r = 0; r < x->rows; r++) {
		for (size_t from = 0; from < n; from += search.step) {
			size_t count = n - from < search.step ? n - from : search.step;
			const double *reduced = reduced_distances (&search, r, from, count);

			if (skops_reserve (call, distances, used, count) || skops_reserve (call, indices, used, count))
				return SKOPS_NO_MEMORY;
			for (size_t i = 0; i < count; i++)
				if (reduced[i] <= limit && !(is_precomputed (self) && reduced[i] < 0)) {
					distances->f8[used] = metric_finish (&self->metric, reduced[i]);
					indices->f8[used++] = (double) (from + i);
				}
		}
		distances->indptr[r + 1] = indices->indptr[r + 1] = (int64_t) used;
	}
	return SKOPS_OK;
}

static enum skops_status kneighbors (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct neighbors *self = state;
	size_t k = (size_t) self->n_neighbors;
	double *distances;
	int64_t *indices;
	enum skops_status status = neighbors_nearest (call, self, x, &distances, &indices);

	for (size_t r = 0; r < x->rows && !status; r++)
		for (size_t i = 0; i < k; i++) {
			skops_row (&out[0], r)[i] = distances[r * k + i];
			skops_row (&out[1], r)[i] = (double) indices[r * k + i];
		}
	return status;
}

void neighbors_describe (const struct neighbors *self, struct skops_method *method)
{
	if (self->_fit_X.sparse || self->effective_metric_ == METRIC_PRECOMPUTED)
		method->accepts[1] = SKOPS_CSR;
	if (self->effective_metric_ == METRIC_PRECOMPUTED)
		method->flags |= SKOPS_NON_NEGATIVE;
	if (self->metric.nan)
		method->flags |= SKOPS_TAKES_NAN;
	method->tolerance = SKOPS_TIES_UNDEFINED;
}

enum skops_status neighbors_describe_nearest (struct skops_call *call, const struct neighbors *self)
{
	struct skops_method *method = skops_method_add (call, "kneighbors", kneighbors);
	struct skops_output *outputs = method ? skops_outputs (call, method, 2) : NULL;

	if (!outputs)
		return SKOPS_NO_MEMORY;
	neighbors_describe (self, method);
	outputs[0].name = "distances";
	outputs[1].name = "indices";
	outputs[0].width = outputs[1].width = self->n_neighbors;
	outputs[1].dtype = SKOPS_I8;
	return SKOPS_OK;
}
