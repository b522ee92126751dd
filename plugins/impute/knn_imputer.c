/* SPDX-License-Identifier: BSD-3-Clause */
/* KNNImputer: a missing value is the mean of the nearest training rows that have one. Source: sklearn/impute/_knn.py, KNNImputer; sklearn/metrics/pairwise.py,
 * nan_euclidean_distances. */
#include <float.h>
#include <math.h>

#include "impute.h"

enum { WEIGHTS_UNIFORM, WEIGHTS_DISTANCE, WEIGHTS_FUNCTION };
static const struct skops_word weights_words[] = { SKOPS_TEXT_WORD ("uniform", WEIGHTS_UNIFORM), SKOPS_NONE_WORD (WEIGHTS_UNIFORM),
	SKOPS_TEXT_WORD ("distance", WEIGHTS_DISTANCE), SKOPS_OTHER_WORD (WEIGHTS_FUNCTION), SKOPS_END_WORD };

enum { METRIC_NAN_EUCLIDEAN, METRIC_FUNCTION };
static const struct skops_word metric_words[] = { SKOPS_TEXT_WORD ("nan_euclidean", METRIC_NAN_EUCLIDEAN), SKOPS_OTHER_WORD (METRIC_FUNCTION), SKOPS_END_WORD };

struct knn_imputer {
	struct skops_array fit_x, mask_fit_x, valid_mask;
	struct skops_value missing_values;
	struct skops_record indicator_;
	int weights, metric;
	int64_t n_neighbors, n_features, n_rows;
	bool add_indicator, keep_empty_features;
	/* built */
	struct impute_missing missing;
	const struct skops_array *features; /* of the indicator */
	double *filled;  /* [N,F]: the training rows, 0 where they have no value */
	double *squares; /* of each of them their sum */
	double *means;   /* of the columns of the training rows */
	size_t *kept;    /* columns of X that are answered, n_kept of them */
	size_t n_kept, most; /* most: neighbours that there can be */
	bool drops_indicator; /* through 1.2, a batch without any missing value is answered without indicator columns */
	bool counts_strangers; /* through 1.5, uniform weights also count neighbours that have no column in common with the row */
};

SKOPS_TABLE (table, struct knn_imputer,
	SKOPS_ARRAY (struct knn_imputer, fit_x, .attribute = "_fit_X", .dims = "N,F"),
	SKOPS_BOOLS (struct knn_imputer, mask_fit_x, .attribute = "_mask_fit_X", .dims = "N,F"),
	SKOPS_BOOLS (struct knn_imputer, valid_mask, .attribute = "_valid_mask", .dims = "F"),
	SKOPS_VALUE (struct knn_imputer, missing_values, .flags = SKOPS_PARAMETER),
	SKOPS_RECORD (struct knn_imputer, indicator_, impute_indicator_cases, .flags = SKOPS_NULLABLE),
	SKOPS_WORD (struct knn_imputer, weights, weights_words, .flags = SKOPS_PARAMETER),
	SKOPS_WORD (struct knn_imputer, metric, metric_words, .flags = SKOPS_PARAMETER),
	SKOPS_INT (struct knn_imputer, n_neighbors, .flags = SKOPS_PARAMETER, .low = 1, .high = INT32_MAX),
	SKOPS_BOOL (struct knn_imputer, add_indicator, .flags = SKOPS_PARAMETER),
	SKOPS_BOOL (struct knn_imputer, keep_empty_features, .flags = SKOPS_PARAMETER, .since = SKOPS_VERSION (1, 2)),
	SKOPS_DIM (struct knn_imputer, n_features, "F"),
	SKOPS_DIM (struct knn_imputer, n_rows, "N"));

static bool is_valid (const struct knn_imputer *self, size_t column)
{
	return ((const uint8_t *) self->valid_mask.data)[column];
}

static bool is_known (const struct knn_imputer *self, size_t row, size_t column)
{
	return !((const uint8_t *) self->mask_fit_x.data)[row * (size_t) self->n_features + column];
}

static const double *trained (const struct knn_imputer *self, size_t row)
{
	return self->filled + row * (size_t) self->n_features;
}

static enum skops_status build (struct skops_call *call, void *state)
{
	struct knn_imputer *self = state;
	size_t rows = (size_t) self->n_rows, features = (size_t) self->n_features;
	double *column = skops_alloc (call, rows, sizeof *column);

	if (self->weights == WEIGHTS_FUNCTION || self->metric == METRIC_FUNCTION)
		return skops_fail (call, SKOPS_UNSUPPORTED, "%s is a function of the file, and none is run", self->metric == METRIC_FUNCTION ? "metric" : "weights");
	if (self->add_indicator && !self->indicator_.state)
		return skops_fail (call, SKOPS_BAD_FILE, "an imputer with add_indicator=True and without its indicator_");
	self->drops_indicator = self->add_indicator && call->writer < SKOPS_VERSION (1, 3);
	self->counts_strangers = self->weights == WEIGHTS_UNIFORM && call->writer < SKOPS_VERSION (1, 6);
	self->most = (size_t) self->n_neighbors < rows ? (size_t) self->n_neighbors : rows;
	self->filled = skops_alloc (call, self->fit_x.count, sizeof *self->filled);
	self->squares = skops_alloc (call, rows, sizeof *self->squares);
	self->means = skops_alloc (call, features, sizeof *self->means);
	self->kept = skops_alloc (call, features, sizeof *self->kept);
	if (!column || !self->filled || !self->squares || !self->means || !self->kept || impute_missing_build (call, &self->missing, &self->missing_values))
		return SKOPS_NO_MEMORY;
	for (size_t n = 0; n < rows; n++) {
		for (size_t c = 0; c < features; c++)
			self->filled[n * features + c] = is_known (self, n, c) ? skops_f8 (&self->fit_x)[n * features + c] : 0;
		self->squares[n] = skops_sum_squares (trained (self, n), features);
	}
	for (size_t c = 0; c < features; c++) {
		size_t count = 0;

		for (size_t n = 0; n < rows; n++) {
			column[n] = trained (self, n)[c];
			count += is_known (self, n, c);
		}
		if (is_valid (self, c) && !count)
			return skops_fail (call, SKOPS_BAD_FILE, "column %zu has no value in training, and _valid_mask says that it has", c);
		self->means[c] = skops_sum (column, rows) / (double) count;
		if (is_valid (self, c) || self->keep_empty_features)
			self->kept[self->n_kept++] = c;
	}
	return impute_indicator_features (call, &self->indicator_, self->n_features, &self->features);
}

/* A training row, and how far it is; NaN: it has no column in common. */
struct neighbor {
	double distance;
	size_t row;
};

/* Whether a is a worse neighbour than b; of equal ones, later rows are. */
static bool is_worse (const struct neighbor *a, const struct neighbor *b)
{
	bool stranger = isnan (a->distance), other = isnan (b->distance);

	if (stranger != other)
		return stranger;
	return stranger || a->distance == b->distance ? a->row > b->row : a->distance > b->distance;
}

/* Puts `one` at the place of the worst, in a heap of which each element is worse than the two below it. */
static void sift (struct neighbor *heap, size_t count, struct neighbor one)
{
	size_t at = 0;

	for (size_t below = 1; below < count; below = 2 * at + 1) {
		below += below + 1 < count && is_worse (&heap[below + 1], &heap[below]);
		if (!is_worse (&heap[below], &one))
			break;
		heap[at] = heap[below];
		at = below;
	}
	heap[at] = one;
}

/* Adds `one` to a heap that has room for `most`. */
static size_t add_neighbor (struct neighbor *heap, size_t count, size_t most, struct neighbor one)
{
	size_t at = count;

	if (count == most) {
		if (is_worse (&heap[0], &one))
			sift (heap, count, one);
		return count;
	}
	for (; at && is_worse (&one, &heap[(at - 1) / 2]); at = (at - 1) / 2)
		heap[at] = heap[(at - 1) / 2];
	heap[at] = one;
	return count + 1;
}

/* Distances to all training rows over the columns that both have, scaled up to all columns: by scikit-learn's formula, whose cancellation decides between neighbours
 * that are about as near, and in float32 where all data is. `x` is 0 where it is missing. */
static void measure (const struct knn_imputer *self, const double *x, const uint8_t *missing, uint8_t dtype, double *distances)
{
	size_t features = (size_t) self->n_features;
	uint8_t to = self->fit_x.stored_dtype == SKOPS_F4 ? dtype : (uint8_t) SKOPS_F8;
	double squares = skops_sum_squares (x, features);

	for (size_t n = 0; n < (size_t) self->n_rows; n++) {
		const double *other = trained (self, n);
		double product = 0, only_x = 0, only_other = 0, distance;
		size_t common = 0;

		for (size_t c = 0; c < features; c++) {
			product += x[c] * other[c];
			if (missing[c])
				only_other += skops_round_to (to, other[c] * other[c]);
			else if (!is_known (self, n, c))
				only_x += skops_round_to (to, x[c] * x[c]);
			else
				common++;
		}
		distance = skops_round_to (to, -2 * product + squares + self->squares[n]);
		distance = skops_round_to (to, (distance > 0 ? distance : 0) - skops_round_to (to, only_x));
		distance = skops_round_to (to, distance - skops_round_to (to, only_other));
		distance = skops_round_to (to, (distance > 0 ? distance : 0) / (double) common);
		distances[n] = common ? skops_round_to (to, sqrt (skops_round_to (to, distance * (double) features))) : NAN;
	}
}

/* The weighted mean of a column over the nearest rows that have it. `heap` has room for `most` neighbours. */
static double impute (const struct knn_imputer *self, size_t column, const double *distances, struct neighbor *heap)
{
	size_t count = 0;
	double sum = 0, weights = 0;
	bool met = false, all_strangers = true; /* met: a neighbour at distance 0 takes all weight */

	for (size_t n = 0; n < (size_t) self->n_rows; n++)
		if (is_known (self, n, column)) {
			all_strangers &= isnan (distances[n]);
			count = add_neighbor (heap, count, self->most, (struct neighbor) { distances[n], n });
		}
	if (all_strangers)
		return self->means[column];
	for (size_t i = 0; i < count; i++)
		met |= isinf (1 / heap[i].distance);
	for (size_t i = 0; i < count; i++) {
		double weight = 1 / heap[i].distance;

		if (self->weights == WEIGHTS_UNIFORM)
			weight = self->counts_strangers || !isnan (heap[i].distance);
		else if (isnan (weight))
			weight = 0;
		else if (met)
			weight = isinf (weight);
		sum += weight * trained (self, heap[i].row)[column];
		weights += weight;
	}
	return sum / weights;
}

static enum skops_status transform (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct knn_imputer *self = state;
	uint8_t *missing = skops_scratch (call, x->width, 1);
	double *known = skops_scratch (call, x->width, sizeof *known), *distances = skops_scratch (call, (size_t) self->n_rows, sizeof *distances);
	struct neighbor *heap = skops_scratch (call, self->most, sizeof *heap);
	bool indicates = !self->drops_indicator;

	if (!missing || !known || !distances || !heap)
		return SKOPS_NO_MEMORY;
	for (size_t r = 0; !indicates && r < x->rows; r++)
		for (size_t c = 0; c < x->width; c++)
			indicates |= impute_is_missing (&self->missing, x->dtype, skops_row (x, r)[c]);
	if (self->drops_indicator && skops_shape (call, out, SKOPS_DENSE, x->rows, self->n_kept + (indicates ? self->features->count : 0)))
		return SKOPS_NO_MEMORY;
	for (size_t r = 0; r < x->rows; r++) {
		const double *from = skops_row (x, r);
		double *to = skops_row (out, r);
		bool any = false;

		for (size_t c = 0; c < x->width; c++) {
			missing[c] = impute_is_missing (&self->missing, x->dtype, from[c]);
			known[c] = missing[c] ? 0 : from[c];
			any |= missing[c] && is_valid (self, c);
		}
		if (any)
			measure (self, known, missing, x->dtype, distances);
		for (size_t k = 0; k < self->n_kept; k++) {
			size_t c = self->kept[k];
			to[k] = !is_valid (self, c) ? 0 : missing[c] ? impute (self, c, distances, heap) : from[c];
		}
		for (size_t i = 0; indicates && i < self->features->count; i++)
			to[self->n_kept + i] = missing[skops_i8 (self->features)[i]];
	}
	return SKOPS_OK;
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	const struct knn_imputer *self = state;
	struct skops_method *method = skops_method_add (call, "transform", transform);

	if (!method)
		return SKOPS_NO_MEMORY;
	method->flags = (self->missing.is_nan ? SKOPS_TAKES_NAN : 0) | (self->drops_indicator ? SKOPS_WHOLE_BATCH : 0);
	method->tolerance = SKOPS_TIES_UNDEFINED;
	method->outputs[0].width = self->drops_indicator ? -1 : (int64_t) (self->n_kept + self->features->count);
	method->outputs[0].form = self->drops_indicator ? SKOPS_ANY : SKOPS_DENSE;
	method->outputs[0].dtype = SKOPS_FOLLOW;
	return SKOPS_OK;
}

/* Columns that are kept without a value have no name: so in scikit-learn. */
static enum skops_status names (struct skops_call *call, const void *state, const struct skops_names *in)
{
	const struct knn_imputer *self = state;
	enum skops_status status = SKOPS_OK;

	for (size_t c = 0; c < in->count && c < (size_t) self->n_features && !status; c++)
		if (is_valid (self, c))
			status = skops_name_add (call, "%.*s", (int) in->items[c].size, in->items[c].data);
	return status ? status : impute_indicator_names (call, self->features, in);
}

/* ---- in a graph ---- */

static enum skops_status support (struct skops_call *call, const void *state, const char *method)
{
	const struct knn_imputer *self = state;

	(void) method;
	if (self->fit_x.stored_dtype == SKOPS_F4 && !skops_onnx_double (call))
		return skops_onnx_refuse (call, "_fit_X", "it is float32, in which distances to inputs of float32 are computed, and rounding decides which rows are near; inputs of float64 do (--double)");
	return self->n_kept + self->features->count ? SKOPS_OK : skops_onnx_refuse (call, "_valid_mask", "no column is left to answer");
}

/* skops_sum_squares () of the columns of x, [N, 1]. */
static struct skops_tensor emit_squares (struct skops_call *call, const struct knn_imputer *self, struct skops_tensor x)
{
	struct skops_tensor squares = skops_onnx_2 (call, "Mul", x, x), lanes[2] = { skops_onnx_number (call, 0), skops_onnx_number (call, 0) };
	int64_t features = self->n_features, i = 0;

	for (; i + 8 <= features; i += 8)
		for (int64_t k = 8; k > 0; k -= 2)
			for (int64_t lane = 0; lane < 2; lane++)
				lanes[lane] = skops_onnx_2 (call, "Add", lanes[lane], skops_onnx_column (call, squares, i + k - 2 + lane));
	for (; i < features; i++)
		lanes[i % 2] = skops_onnx_2 (call, "Add", lanes[i % 2], skops_onnx_column (call, squares, i));
	return skops_onnx_2 (call, "Add", lanes[0], lanes[1]);
}

/* measure () of all rows, [N, rows of training], with its sums in its order, so that neighbours that are as near stay so; DBL_MAX for those without a column in common. */
static struct skops_tensor emit_distances (struct skops_call *call, const struct knn_imputer *self, struct skops_tensor x, struct skops_tensor missing)
{
	size_t rows = (size_t) self->n_rows, features = (size_t) self->n_features;
	double *other = skops_scratch (call, 3 * rows, sizeof *other), *squares = other + rows, *unknown = squares + rows;
	struct skops_tensor zero = skops_onnx_number (call, 0), product = zero, only_x = zero, only_other = zero, common = zero, distance;

	if (!other)
		return (struct skops_tensor) { 0 };
	for (size_t c = 0; c < features; c++) {
		struct skops_tensor from = skops_onnx_column (call, x, (int64_t) c), lacks = skops_onnx_column (call, missing, (int64_t) c), strange, both;

		for (size_t n = 0; n < rows; n++) {
			other[n] = trained (self, n)[c];
			squares[n] = other[n] * other[n];
			unknown[n] = !is_known (self, n, c);
		}
		strange = skops_onnx_row (call, unknown, rows);
		both = skops_onnx_2 (call, "Sub", skops_onnx_number (call, 1), strange);
		product = skops_onnx_2 (call, "Add", product, skops_onnx_2 (call, "Mul", from, skops_onnx_row (call, other, rows)));
		only_other = skops_onnx_2 (call, "Add", only_other, skops_onnx_3 (call, "Where", lacks, skops_onnx_row (call, squares, rows), zero));
		only_x = skops_onnx_2 (call, "Add", only_x, skops_onnx_2 (call, "Mul", skops_onnx_2 (call, "Mul", from, from), strange));
		common = skops_onnx_2 (call, "Add", common, skops_onnx_3 (call, "Where", lacks, zero, both));
	}
	distance = skops_onnx_2 (call, "Add", skops_onnx_2 (call, "Mul", skops_onnx_number (call, -2), product), emit_squares (call, self, x));
	distance = skops_onnx_2 (call, "Add", distance, skops_onnx_row (call, self->squares, rows));
	distance = skops_onnx_2 (call, "Sub", skops_onnx_2 (call, "Max", distance, zero), only_x);
	distance = skops_onnx_2 (call, "Max", skops_onnx_2 (call, "Sub", distance, only_other), zero);
	distance = skops_onnx_2 (call, "Mul", skops_onnx_2 (call, "Div", distance, common), skops_onnx_number (call, (double) features));
	return skops_onnx_3 (call, "Where", skops_onnx_2 (call, "Greater", common, zero), skops_onnx_1 (call, "Sqrt", distance), skops_onnx_number (call, DBL_MAX));
}

/* impute () of one column, [N, 1]. */
static struct skops_tensor emit_impute (struct skops_call *call, const struct knn_imputer *self, size_t column, struct skops_tensor distances)
{
	size_t rows = (size_t) self->n_rows, count = 0;
	int64_t *donors = skops_scratch (call, rows, sizeof *donors), most;
	double *values = skops_scratch (call, rows, sizeof *values);
	struct skops_attribute attributes[2] = { skops_attribute_int ("axis", 1), skops_attribute_int ("largest", 0) };
	struct skops_tensor one = skops_onnx_number (call, 1), zero = skops_onnx_number (call, 0), inputs[2], nearest[2] = { { 0 }, { 0 } }, strangers, weights, endless, met, mean;

	if (!donors || !values)
		return (struct skops_tensor) { 0 };
	for (size_t n = 0; n < rows; n++)
		if (is_known (self, n, column)) {
			values[count] = trained (self, n)[column];
			donors[count++] = (int64_t) n;
		}
	most = (int64_t) (count < self->most ? count : self->most);
	inputs[0] = skops_onnx_gather (call, distances, skops_onnx_ints (call, donors, count), 1);
	inputs[1] = skops_onnx_ints (call, &most, 1);
	skops_onnx_node (call, "", "TopK", inputs, 2, attributes, 2, nearest, 2);
	strangers = skops_onnx_2 (call, "Equal", nearest[0], skops_onnx_number (call, DBL_MAX));
	weights = skops_onnx_3 (call, "Where", strangers, skops_onnx_number (call, self->counts_strangers), one);
	if (self->weights == WEIGHTS_DISTANCE) {
		weights = skops_onnx_1 (call, "Reciprocal", nearest[0]);
		endless = skops_onnx_cast (call, skops_onnx_1 (call, "IsInf", weights), SKOPS_TENSOR_DOUBLE);
		met = skops_onnx_2 (call, "Greater", skops_onnx_reduce (call, "ReduceMax", endless, 1, true), zero);
		weights = skops_onnx_3 (call, "Where", strangers, zero, skops_onnx_3 (call, "Where", met, endless, weights));
	}
	mean = skops_onnx_2 (call, "Mul", weights, skops_onnx_gather (call, skops_onnx_row (call, values, count), nearest[1], 0));
	mean = skops_onnx_2 (call, "Div", skops_onnx_reduce (call, "ReduceSum", mean, 1, true), skops_onnx_reduce (call, "ReduceSum", weights, 1, true));
	strangers = skops_onnx_2 (call, "Equal", skops_onnx_column (call, nearest[0], 0), skops_onnx_number (call, DBL_MAX)); /* the nearest, so all */
	return skops_onnx_3 (call, "Where", strangers, skops_onnx_number (call, self->means[column]), mean);
}

static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct knn_imputer *self = state;
	struct skops_tensor *parts = skops_scratch (call, self->n_kept, sizeof *parts), zero = skops_onnx_number (call, 0);
	struct skops_tensor numbers = skops_onnx_dense (call, x), missing = impute_onnx_missing (call, &self->missing, numbers);
	struct skops_tensor distances = emit_distances (call, self, skops_onnx_3 (call, "Where", missing, zero, numbers), missing);
	struct skops_columns blocks[2] = { { parts, self->n_kept }, { NULL, 0 } };

	(void) method;
	if (!parts)
		return SKOPS_NO_MEMORY;
	for (size_t k = 0; k < self->n_kept; k++) {
		size_t c = self->kept[k];
		struct skops_tensor from = skops_onnx_column (call, numbers, (int64_t) c);

		if (is_valid (self, c))
			parts[k] = skops_onnx_3 (call, "Where", skops_onnx_column (call, missing, (int64_t) c), emit_impute (call, self, c, distances), from);
		else
			parts[k] = skops_onnx_3 (call, "Where", skops_onnx_1 (call, "IsNaN", from), zero, zero);
	}
	if (self->features->count && impute_onnx_mask (call, &self->missing, x, self->features, &blocks[1]))
		return SKOPS_UNSUPPORTED;
	return skops_onnx_join (call, out, blocks, 2);
}

static const struct skops_onnx onnx = { .size = sizeof onnx, .table = &table, .build = build, .support = support, .emit = emit };
static const struct skops_predict predict = { .size = sizeof predict, .table = &table, .build = build, .describe = describe, .names = names };

const struct skops_handler knn_imputer = {
	.size = sizeof knn_imputer, .module = "sklearn.impute._knn", .class_name = "KNNImputer", .loader = "ObjectNode",
	.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = &predict, .onnx = &onnx,
};
