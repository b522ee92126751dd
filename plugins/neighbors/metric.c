/* SPDX-License-Identifier: BSD-3-Clause */
/* Metrics: from a name and its parameters to functions of one row against a tile of fitted rows, or against a sparse one.
 * Source: sklearn/metrics/_dist_metrics.pyx.tp, whose order of summation is kept; cosine and nan_euclidean: sklearn/metrics/pairwise.py. */
#include <math.h>

#include "neighbors.h"

/* What one feature, a of X and b of a fitted row, adds to two sums; and the reduced distance that they make. */
typedef void add_feature (const struct metric *metric, size_t f, double a, double b, double *s, double *t);
typedef double end_sums (const struct metric *metric, double s, double t);

/* Unrolled, the sums of all lanes stay in registers. */
static inline __attribute__ ((always_inline)) void over_tile (const struct metric *metric, const double *x, const double *tile, double *out,
                                                              add_feature *add, end_sums *end)
{
	double s[LANES] = { 0 }, t[LANES] = { 0 };

	for (size_t f = 0; f < metric->features; f++)
#pragma GCC unroll 8
		for (size_t lane = 0; lane < LANES; lane++)
			add (metric, f, x[f], tile[f * LANES + lane], &s[lane], &t[lane]);
	for (size_t lane = 0; lane < LANES; lane++)
		out[lane] = end (metric, s[lane], t[lane]);
}

static inline __attribute__ ((always_inline)) double over_sparse (const struct metric *metric, const struct sparse_row *x, const int32_t *columns, const double *values,
                                                                  size_t count, int64_t stamp, add_feature *add, end_sums *end)
{
	double s = 0, t = 0;

	for (size_t k = 0; k < count; k++) {
		x->met[columns[k]] = stamp;
		add (metric, (size_t) columns[k], x->dense[columns[k]], values[k], &s, &t);
	}
	for (size_t k = 0; k < x->count; k++)
		if (x->met[x->columns[k]] != stamp)
			add (metric, (size_t) x->columns[k], x->dense[x->columns[k]], 0, &s, &t);
	return end (metric, s, t);
}

#define DENSE_METRIC(id, add, end) \
	static void id##_tile (const struct metric *metric, const double *x, const double *tile, double *work, double *out) \
	{ \
		(void) work; \
		over_tile (metric, x, tile, out, add, end); \
	}

/* The functions of a metric to which features that are 0 in both rows add nothing. */
#define METRIC(id, add, end) \
	DENSE_METRIC (id, add, end) \
	static double id##_sparse (const struct metric *metric, const struct sparse_row *x, const int32_t *columns, const double *values, size_t count, int64_t stamp) \
	{ \
		return over_sparse (metric, x, columns, values, count, stamp, add, end); \
	}

#define ADD(id) static inline void id (const struct metric *metric, size_t f, double a, double b, double *s, double *t)
#define END(id) static inline double id (const struct metric *metric, double s, double t)

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-parameter"

ADD (add_square) { *s += (a - b) * (a - b); }
ADD (add_square_weighted) { *s += (a - b) * (a - b) / metric->weights[f]; }
ADD (add_absolute) { *s += fabs (a - b); }
ADD (add_greatest) { *s = fmax (*s, fabs (a - b)); }
ADD (add_power) { *s += pow (fabs (a - b), metric->p); }
ADD (add_power_weighted) { *s += metric->weights[f] * pow (fabs (a - b), metric->p); }
ADD (add_weighted_power) { *s += pow (metric->weights[f] * fabs (a - b), metric->p); }
ADD (add_product) { *s += a * b; }
ADD (add_unequal) { *t += a != b; }
ADD (add_bray_curtis)
{
	*s += fabs (a - b);
	*t += fabs (a) + fabs (b);
}
ADD (add_canberra)
{
	double both = fabs (a) + fabs (b);
	*s += both > 0 ? fabs (a - b) / both : 0;
}
ADD (add_truth) /* both true, and only one of them */
{
	*s += (a != 0) & (b != 0);
	*t += (a != 0) != (b != 0);
}
ADD (add_present)
{
	bool present = a == a && b == b;
	*s += present ? (a - b) * (a - b) : 0;
	*t += present;
}

END (end_sum) { return s; }
END (end_ratio) { return t > 0 ? s / t : 0; }
END (end_share) { return t / (double) metric->features; }
END (end_cosine) { return s != s ? s : fmin (fmax (1 - s, 0), 2); }
END (end_jaccard) { return s + t > 0 ? t / (s + t) : 0; }
END (end_dice) { return t / (2 * s + t); }
END (end_kulsinski) { return (t - s + (double) metric->features) / (t + (double) metric->features); }
END (end_rogers_tanimoto) { return 2 * t / ((double) metric->features + t); }
END (end_russell_rao) { return ((double) metric->features - s) / (double) metric->features; }
END (end_sokal_sneath) { return t / (0.5 * s + t); }
END (end_present) { return t > 0 ? s / t * (double) metric->features : NAN; }

#pragma GCC diagnostic pop

METRIC (euclidean, add_square, end_sum)
METRIC (seuclidean, add_square_weighted, end_sum)
METRIC (manhattan, add_absolute, end_sum)
METRIC (chebyshev, add_greatest, end_sum)
METRIC (minkowski, add_power, end_sum)
METRIC (minkowski_weighted, add_power_weighted, end_sum)
METRIC (wminkowski, add_weighted_power, end_sum)
METRIC (cosine, add_product, end_cosine)
METRIC (hamming, add_unequal, end_share)
METRIC (canberra, add_canberra, end_sum)
METRIC (braycurtis, add_bray_curtis, end_ratio)
METRIC (matching, add_truth, end_share)
METRIC (jaccard, add_truth, end_jaccard)
METRIC (dice, add_truth, end_dice)
METRIC (kulsinski, add_truth, end_kulsinski)
METRIC (rogerstanimoto, add_truth, end_rogers_tanimoto)
METRIC (russellrao, add_truth, end_russell_rao)
METRIC (sokalsneath, add_truth, end_sokal_sneath)
DENSE_METRIC (nan_euclidean, add_present, end_present)

/* Of centred rows. Source: scipy/spatial/src/distance_impl.h, cdist_cosine, whose sums over even and odd features are kept: a distance that comes out as 0 there
 * must be 0 here, since its inverse is a weight. */
static void correlation_tile (const struct metric *metric, const double *x, const double *tile, double *work, double *out)
{
	double products[2][LANES] = { 0 }, squares[2][LANES] = { 0 }, own[2] = { 0 };
	size_t paired = metric->features & ~(size_t) 1;

	(void) work;
	for (size_t f = 0; f < metric->features; f++) {
		size_t k = f < paired ? f & 1 : 0;

		if (f == paired) { /* the odd one out comes last */
			own[0] += own[1];
			own[1] = 0;
			for (size_t lane = 0; lane < LANES; lane++) {
				products[0][lane] += products[1][lane];
				squares[0][lane] += squares[1][lane];
				products[1][lane] = squares[1][lane] = 0;
			}
		}
		own[k] += x[f] * x[f];
#pragma GCC unroll 8
		for (size_t lane = 0; lane < LANES; lane++) {
			products[k][lane] += x[f] * tile[f * LANES + lane];
			squares[k][lane] += tile[f * LANES + lane] * tile[f * LANES + lane];
		}
	}
	for (size_t lane = 0; lane < LANES; lane++)
		out[lane] = end_cosine (metric, (products[0][lane] + products[1][lane]) / (sqrt (own[0] + own[1]) * sqrt (squares[0][lane] + squares[1][lane])), 0);
}

static void mahalanobis_tile (const struct metric *metric, const double *x, const double *tile, double *work, double *out)
{
	double sum[LANES] = { 0 };

	for (size_t f = 0; f < metric->features; f++)
		for (size_t lane = 0; lane < LANES; lane++)
			work[f * LANES + lane] = x[f] - tile[f * LANES + lane];
	for (size_t i = 0; i < metric->features; i++) {
		double row[LANES] = { 0 };

		for (size_t j = 0; j < metric->features; j++)
#pragma GCC unroll 8
			for (size_t lane = 0; lane < LANES; lane++)
				row[lane] += work[j * LANES + lane] * metric->inverse[i * metric->features + j];
		for (size_t lane = 0; lane < LANES; lane++)
			sum[lane] += row[lane] * work[i * LANES + lane];
	}
	for (size_t lane = 0; lane < LANES; lane++)
		out[lane] = sum[lane];
}

static void haversine_tile (const struct metric *metric, const double *x, const double *tile, double *work, double *out)
{
	(void) metric;
	(void) work;
	for (size_t lane = 0; lane < LANES; lane++) {
		double latitude = sin (0.5 * (x[0] - tile[lane])), longitude = sin (0.5 * (x[1] - tile[LANES + lane]));
		out[lane] = latitude * latitude + cos (x[0]) * cos (tile[lane]) * longitude * longitude;
	}
}

const struct skops_word metric_words[] = {
	SKOPS_TEXT_WORD ("precomputed", METRIC_PRECOMPUTED), SKOPS_TEXT_WORD ("euclidean", EUCLIDEAN), SKOPS_TEXT_WORD ("l2", EUCLIDEAN),
	SKOPS_TEXT_WORD ("sqeuclidean", SQEUCLIDEAN), SKOPS_TEXT_WORD ("seuclidean", SEUCLIDEAN), SKOPS_TEXT_WORD ("manhattan", MANHATTAN),
	SKOPS_TEXT_WORD ("cityblock", MANHATTAN), SKOPS_TEXT_WORD ("l1", MANHATTAN), SKOPS_TEXT_WORD ("chebyshev", CHEBYSHEV), SKOPS_TEXT_WORD ("infinity", CHEBYSHEV),
	SKOPS_TEXT_WORD ("minkowski", MINKOWSKI), SKOPS_TEXT_WORD ("p", MINKOWSKI), SKOPS_TEXT_WORD ("wminkowski", WMINKOWSKI), SKOPS_TEXT_WORD ("mahalanobis", MAHALANOBIS),
	SKOPS_TEXT_WORD ("cosine", COSINE), SKOPS_TEXT_WORD ("correlation", CORRELATION), SKOPS_TEXT_WORD ("hamming", HAMMING), SKOPS_TEXT_WORD ("canberra", CANBERRA),
	SKOPS_TEXT_WORD ("braycurtis", BRAYCURTIS), SKOPS_TEXT_WORD ("matching", MATCHING), SKOPS_TEXT_WORD ("jaccard", JACCARD), SKOPS_TEXT_WORD ("dice", DICE),
	SKOPS_TEXT_WORD ("kulsinski", KULSINSKI), SKOPS_TEXT_WORD ("rogerstanimoto", ROGERSTANIMOTO), SKOPS_TEXT_WORD ("sokalmichener", ROGERSTANIMOTO),
	SKOPS_TEXT_WORD ("russellrao", RUSSELLRAO), SKOPS_TEXT_WORD ("sokalsneath", SOKALSNEATH), SKOPS_TEXT_WORD ("haversine", HAVERSINE),
	SKOPS_TEXT_WORD ("nan_euclidean", NAN_EUCLIDEAN), SKOPS_END_WORD,
};

#define FUNCTIONS(id) .tile = id##_tile, .sparse = id##_sparse

/* By word. */
static const struct metric metrics[] = {
	[EUCLIDEAN] = { FUNCTIONS (euclidean), .end = END_ROOT },
	[SQEUCLIDEAN] = { FUNCTIONS (euclidean) },
	[SEUCLIDEAN] = { FUNCTIONS (seuclidean), .end = END_ROOT },
	[MANHATTAN] = { FUNCTIONS (manhattan) },
	[CHEBYSHEV] = { FUNCTIONS (chebyshev) },
	[MINKOWSKI] = { FUNCTIONS (minkowski), .end = END_POWER },
	[WMINKOWSKI] = { FUNCTIONS (wminkowski), .end = END_POWER },
	[MAHALANOBIS] = { .tile = mahalanobis_tile, .end = END_ROOT },
	[COSINE] = { FUNCTIONS (cosine), .normalised = true },
	[CORRELATION] = { .tile = correlation_tile, .centred = true },
	[HAMMING] = { FUNCTIONS (hamming) },
	[CANBERRA] = { FUNCTIONS (canberra) },
	[BRAYCURTIS] = { FUNCTIONS (braycurtis) },
	[MATCHING] = { FUNCTIONS (matching) },
	[JACCARD] = { FUNCTIONS (jaccard) },
	[DICE] = { FUNCTIONS (dice) },
	[KULSINSKI] = { FUNCTIONS (kulsinski) },
	[ROGERSTANIMOTO] = { FUNCTIONS (rogerstanimoto) },
	[RUSSELLRAO] = { FUNCTIONS (russellrao) },
	[SOKALSNEATH] = { FUNCTIONS (sokalsneath) },
	[HAVERSINE] = { .tile = haversine_tile, .end = END_HAVERSINE },
	[NAN_EUCLIDEAN] = { .tile = nan_euclidean_tile, .end = END_ROOT, .nan = true },
};

/* A parameter of the metric; NULL if it is absent or None. */
static const struct skops_array *parameter (const struct skops_dict *params, const char *name)
{
	for (size_t i = 0; i < params->count; i++) {
		const struct skops_value *key = &params->keys[i];
		const struct skops_array *array = SKOPS_ITEM (params, struct skops_array, i);

		if (key->kind == SKOPS_IS_TEXT && key->size == strlen (name) && !memcmp (key->text, name, key->size))
			return array->data ? array : NULL;
	}
	return NULL;
}

static enum skops_status take_weights (struct skops_call *call, struct metric *metric, const struct skops_dict *params, const char *name)
{
	const struct skops_array *weights = parameter (params, name);

	if (!weights || weights->count != metric->features)
		return skops_fail (call, SKOPS_BAD_FILE, "the metric needs %zu numbers %s in effective_metric_params_", metric->features, name);
	metric->weights = skops_f8 (weights);
	return SKOPS_OK;
}

/* VI, or the inverse of V. */
static enum skops_status take_inverse (struct skops_call *call, struct metric *metric, const struct skops_dict *params)
{
	const struct skops_array *inverse = parameter (params, "VI"), *given = inverse ? inverse : parameter (params, "V");
	size_t n = metric->features;
	double *factor, *out;

	if (!given || given->count / n != n || given->count % n || (size_t) given->dims[0] != n)
		return skops_fail (call, SKOPS_BAD_FILE, "the metric needs VI or V [%zu, %zu] in effective_metric_params_", n, n);
	metric->inverse = skops_f8 (given);
	if (inverse)
		return SKOPS_OK;
	factor = skops_alloc (call, n * n, sizeof *factor);
	out = skops_alloc (call, n * n, sizeof *out);
	if (!factor || !out)
		return SKOPS_NO_MEMORY;
	memcpy (factor, metric->inverse, n * n * sizeof *factor);
	for (size_t i = 0; i < n; i++)
		out[i * n + i] = 1;
	metric->inverse = out;
	if (skops_cholesky (call, n, factor, n) || skops_solve_triangular (call, false, false, n, n, factor, n, out, n))
		return SKOPS_BAD_FILE;
	return skops_solve_triangular (call, false, true, n, n, factor, n, out, n);
}

enum skops_status metric_make (struct skops_call *call, struct metric *metric, int word, size_t features, const struct skops_dict *params)
{
	const struct skops_array *p = parameter (params, "p");

	*metric = metrics[word];
	metric->features = features;
	if (!features)
		return skops_fail (call, SKOPS_BAD_FILE, "fitted rows without a column");
	if (word == SEUCLIDEAN)
		return take_weights (call, metric, params, "V");
	if (word == MAHALANOBIS)
		return take_inverse (call, metric, params);
	if (word == HAVERSINE && features != 2)
		return skops_fail (call, SKOPS_BAD_FILE, "haversine of %zu columns: it knows latitude and longitude", features);
	if (word != MINKOWSKI && word != WMINKOWSKI)
		return SKOPS_OK;
	metric->p = p && p->count == 1 ? skops_f8 (p)[0] : 2;
	if (!(metric->p > 0) || isinf (metric->p))
		return skops_fail (call, SKOPS_UNSUPPORTED, "minkowski with p = %g", metric->p);
	if (word == MINKOWSKI && !parameter (params, "w"))
		return SKOPS_OK;
	if (word == MINKOWSKI) {
		metric->tile = minkowski_weighted_tile;
		metric->sparse = minkowski_weighted_sparse;
	}
	return take_weights (call, metric, params, "w");
}

void metric_prepare (const struct metric *metric, double *row)
{
	double mean = metric->centred ? skops_sum (row, metric->features) / (double) metric->features : 0, norm = 0;

	for (size_t f = 0; metric->centred && f < metric->features; f++)
		row[f] -= mean;
	for (size_t f = 0; metric->normalised && f < metric->features; f++)
		norm += row[f] * row[f];
	if (norm == 0)
		return; /* cosine: a row of zeros is at distance 1 from everything */
	for (size_t f = 0; metric->normalised && f < metric->features; f++)
		row[f] /= sqrt (norm);
}

double metric_finish (const struct metric *metric, double reduced)
{
	switch (metric->end) {
	case END_ROOT: return sqrt (reduced);
	case END_POWER: return pow (reduced, 1 / metric->p);
	case END_HAVERSINE: return 2 * asin (sqrt (reduced));
	default: return reduced;
	}
}

double metric_reduce (const struct metric *metric, double distance)
{
	double half = sin (0.5 * distance);

	switch (metric->end) {
	case END_ROOT: return distance * distance;
	case END_POWER: return pow (distance, metric->p);
	case END_HAVERSINE: return half * half;
	default: return distance;
	}
}
