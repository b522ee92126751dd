/* SPDX-License-Identifier: BSD-3-Clause */
/* The facets of this plugin, and the search that all of them share: brute force over _fit_X, which every algorithm of scikit-learn's leaves in the file.
 * Distances are ranked reduced, as scikit-learn ranks them (a Euclidean distance by its square), and finished for those that are answered. */
#ifndef NEIGHBORS_H
#define NEIGHBORS_H

#include "skops/plugin.h"

/* Fitted rows whose distances are computed side by side: element f of row r of a tile is at f × LANES + r. */
enum { LANES = 8 };

struct metric;

/* The reduced distances of a row x to the rows of a tile. `work` has room for F × LANES numbers. */
typedef void metric_tile (const struct metric *metric, const double *x, const double *tile, double *work, double *out);

/* A row of which all but a few numbers are 0. */
struct sparse_row {
	const double *dense;    /* all of it */
	const int32_t *columns; /* of what is not 0 */
	size_t count;
	int64_t *met;           /* [F]: the last fitted row that had a number in a column */
};

/* The reduced distance to a fitted row of `count` stored numbers, whose number `stamp` nobody used before. */
typedef double metric_sparse (const struct metric *metric, const struct sparse_row *x, const int32_t *columns, const double *values, size_t count, int64_t stamp);

enum metric_end { END_NONE, END_ROOT, END_POWER, END_HAVERSINE };

struct metric {
	metric_tile *tile;
	metric_sparse *sparse; /* NULL: not for sparse rows */
	enum metric_end end;
	bool centred, normalised; /* rows are brought so before they are compared */
	bool nan;                 /* NaN is data, and a distance may be NaN */
	size_t features;
	double p;
	const double *weights;    /* [F]: w, or V of seuclidean */
	const double *inverse;    /* [F,F]: VI of mahalanobis */
};

/* Words of effective_metric_. */
extern const struct skops_word metric_words[];
enum {
	METRIC_PRECOMPUTED, EUCLIDEAN, SQEUCLIDEAN, SEUCLIDEAN, MANHATTAN, CHEBYSHEV, MINKOWSKI, WMINKOWSKI, MAHALANOBIS, COSINE, CORRELATION, HAMMING, CANBERRA,
	BRAYCURTIS, MATCHING, JACCARD, DICE, KULSINSKI, ROGERSTANIMOTO, RUSSELLRAO, SOKALSNEATH, HAVERSINE, NAN_EUCLIDEAN,
};

/* In build: the metric of a word (not METRIC_PRECOMPUTED) and its effective_metric_params_. */
enum skops_status metric_make (struct skops_call *call, struct metric *metric, int word, size_t features, const struct skops_dict *params);

/* Brings a row to what the metric compares. */
void metric_prepare (const struct metric *metric, double *row);

/* A distance from a reduced one, and back. */
double metric_finish (const struct metric *metric, double reduced);
double metric_reduce (const struct metric *metric, double distance);

/* The state that all neighbours estimators have: the first member of theirs. */
struct neighbors {
	struct skops_matrix _fit_X;
	int effective_metric_;
	struct skops_dict effective_metric_params_; /* struct skops_array, seen as [?,?] */
	int64_t n_neighbors;
	int64_t n_samples, n_features;

	struct metric metric;
	double *tiles;       /* [ceil (N / LANES), F, LANES]; NULL for sparse rows */
	const double *values; /* sparse rows' numbers, prepared */
	bool sorts_by_insertion; /* from 1.9 on: which of equal distances comes first */
};

extern const struct skops_field neighbors_params_item;

#define NEIGHBORS_FIELDS(T) \
	SKOPS_MATRIX (T, base._fit_X, .attribute = "_fit_X", .dims = "N,F"), \
	SKOPS_WORD (T, base.effective_metric_, metric_words, .attribute = "effective_metric_"), \
	SKOPS_DICT (T, base.effective_metric_params_, &neighbors_params_item, .attribute = "effective_metric_params_"), \
	SKOPS_INT (T, base.n_neighbors, .attribute = "n_neighbors", .flags = SKOPS_PARAMETER | SKOPS_NULLABLE | SKOPS_OPTIONAL, .otherwise = -1, .low = 1, .high = 2147483647), \
	SKOPS_DIM (T, base.n_samples, "N"), \
	SKOPS_DIM (T, base.n_features, "F")

enum skops_status neighbors_build (struct skops_call *call, struct neighbors *self);

/* In describe: forms, flags and tolerance of a method that searches. */
void neighbors_describe (const struct neighbors *self, struct skops_method *method);

/* In describe: kneighbors, with its two outputs. */
enum skops_status neighbors_describe_nearest (struct skops_call *call, const struct neighbors *self);

/* In apply: the n_neighbors nearest of every row of X, nearest first: scratch arrays [rows, n_neighbors]. */
enum skops_status neighbors_nearest (struct skops_call *call, const struct neighbors *self, const struct skops_block *x, double **distances, int64_t **indices);

/* In apply: all neighbours up to `radius`, in the order of their numbers, into two ragged blocks. */
enum skops_status neighbors_within (struct skops_call *call, const struct neighbors *self, const struct skops_block *x, double radius, struct skops_block *distances,
                                    struct skops_block *indices);

/* Keeps the `size` least values met, the greatest of them in front; of equal ones those met first (sklearn/utils/_heap.pyx). */
void order_push (double *values, int64_t *indices, size_t size, double value, int64_t index);

/* Sorts by value. Equal ones come in the order that scikit-learn gives them: `insertion` from 1.9 on (sklearn/utils/_sorting.pyx), a quicksort before. */
void order_sort (double *values, int64_t *indices, size_t count, bool insertion);

/* The same in a graph: both [N, n_neighbors]. Of equal distances the first fitted rows count. */
void neighbors_emit (struct skops_call *call, const struct neighbors *self, struct skops_tensor x, struct skops_tensor *distances, struct skops_tensor *indices);

/* Whether distances can be told in a graph, not only ranked. */
enum skops_status neighbors_support (struct skops_call *call, const struct neighbors *self);

/* kneighbors in a graph. */
enum skops_status neighbors_emit_nearest (struct skops_call *call, const struct neighbors *self, const struct skops_columns *x, struct skops_columns *out);

extern const struct skops_predict nearest_neighbors_predict, classifier_predict;
extern const struct skops_onnx nearest_neighbors_onnx, classifier_onnx;

#endif
