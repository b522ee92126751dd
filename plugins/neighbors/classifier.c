/* SPDX-License-Identifier: BSD-3-Clause */
/* KNeighborsClassifier: votes of the nearest. Source: sklearn/neighbors/_classification.py. */
#include <math.h>

#include "neighbors.h"

enum { WEIGHTS_UNIFORM, WEIGHTS_DISTANCE, WEIGHTS_EXP };

struct classifier {
	struct neighbors base;
	int weights;
	struct skops_array _y;      /* class numbers: [N], or [N,O] */
	struct skops_list classes_; /* struct skops_values, one for each output */
	size_t outputs, most_classes;
	const struct skops_values **labels; /* [O] */
};

static const struct skops_word weight_words[] = {
	SKOPS_TEXT_WORD ("uniform", WEIGHTS_UNIFORM), SKOPS_NONE_WORD (WEIGHTS_UNIFORM), SKOPS_TEXT_WORD ("distance", WEIGHTS_DISTANCE),
	SKOPS_FUNCTION_WORD ("numpy:exp", WEIGHTS_EXP), SKOPS_END_WORD,
};

SKOPS_ITEM_FIELD (labels_item, SKOPS_KIND_VALUES, struct skops_values, .dims = "?");

SKOPS_TABLE (table, struct classifier,
	NEIGHBORS_FIELDS (struct classifier),
	SKOPS_WORD (struct classifier, weights, weight_words, .flags = SKOPS_PARAMETER),
	SKOPS_INTS (struct classifier, _y, .dims = "N,O|N", .flags = SKOPS_INDEX),
	SKOPS_LIST (struct classifier, classes_, &labels_item, .dims = "?", .flags = SKOPS_ONE_OR_MANY));

static enum skops_status check (struct skops_call *call, void *state)
{
	struct classifier *self = state;
	const struct neighbors *base = &self->base;

	if (base->n_neighbors < 1 || base->n_neighbors > base->n_samples)
		return skops_fail (call, SKOPS_UNSUPPORTED, "n_neighbors is %lld of %lld fitted rows", (long long) base->n_neighbors, (long long) base->n_samples);
	self->outputs = self->_y.stored_rank == 2 ? (size_t) self->_y.dims[1] : 1;
	if (!self->outputs || self->classes_.count != self->outputs)
		return skops_fail (call, SKOPS_BAD_FILE, "_y has %zu columns, classes_ %zu", self->outputs, self->classes_.count);
	self->labels = skops_alloc (call, self->outputs, sizeof *self->labels);
	if (!self->labels)
		return SKOPS_NO_MEMORY;
	for (size_t o = 0; o < self->outputs; o++) {
		self->labels[o] = SKOPS_ITEM (&self->classes_, struct skops_values, o);
		if (self->labels[o]->count > self->most_classes)
			self->most_classes = self->labels[o]->count;
	}
	for (size_t i = 0; i < self->_y.count; i++)
		if ((uint64_t) skops_i8 (&self->_y)[i] >= self->labels[i % self->outputs]->count)
			return skops_fail (call, SKOPS_BAD_FILE, "_y has class %lld of %zu", (long long) skops_i8 (&self->_y)[i], self->labels[i % self->outputs]->count);
	return SKOPS_OK;
}

static enum skops_status build (struct skops_call *call, void *state)
{
	return neighbors_build (call, &((struct classifier *) state)->base);
}

/* Distances to weights, in place. At a distance of 0 a neighbour takes all weight. */
static void weigh (const struct classifier *self, double *distances)
{
	size_t k = (size_t) self->base.n_neighbors;
	bool any_infinite = false;

	for (size_t i = 0; i < k; i++) {
		distances[i] = self->weights == WEIGHTS_UNIFORM ? 1 : self->weights == WEIGHTS_EXP ? exp (distances[i]) : 1 / distances[i];
		any_infinite |= self->weights == WEIGHTS_DISTANCE && isinf (distances[i]);
	}
	for (size_t i = 0; any_infinite && i < k; i++)
		distances[i] = isinf (distances[i]) ? 1 : 0;
}

/* The weight of each class of output o among the neighbours of one row. */
static void count_votes (const struct classifier *self, size_t o, const double *weights, const int64_t *indices, double *votes)
{
	memset (votes, 0, self->labels[o]->count * sizeof *votes);
	for (int64_t i = 0; i < self->base.n_neighbors; i++)
		votes[skops_i8 (&self->_y)[(size_t) indices[i] * self->outputs + o]] += weights[i];
}

static enum skops_status predict (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct classifier *self = state;
	size_t k = (size_t) self->base.n_neighbors;
	double *distances, *votes = skops_scratch (call, self->most_classes, sizeof *votes);
	int64_t *indices;
	enum skops_status status = votes ? neighbors_nearest (call, &self->base, x, &distances, &indices) : SKOPS_NO_MEMORY;

	for (size_t r = 0; r < x->rows && !status; r++) {
		weigh (self, distances + r * k);
		for (size_t o = 0; o < self->outputs; o++) {
			size_t best = 0;

			count_votes (self, o, distances + r * k, indices + r * k, votes);
			for (size_t c = 1; c < self->labels[o]->count; c++)
				if (votes[c] > votes[best])
					best = c;
			skops_row (out, r)[o] = (double) best;
		}
	}
	return status;
}

static enum skops_status predict_proba (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct classifier *self = state;
	size_t k = (size_t) self->base.n_neighbors;
	double *distances;
	int64_t *indices;
	enum skops_status status = neighbors_nearest (call, &self->base, x, &distances, &indices);

	for (size_t r = 0; r < x->rows && !status; r++) {
		weigh (self, distances + r * k);
		for (size_t o = 0; o < self->outputs; o++) {
			double *votes = skops_row (&out[o], r), sum = 0;

			count_votes (self, o, distances + r * k, indices + r * k, votes);
			for (size_t c = 0; c < self->labels[o]->count; c++)
				sum += votes[c];
			for (size_t c = 0; c < self->labels[o]->count; c++)
				votes[c] /= sum == 0 ? 1 : sum;
		}
	}
	return status;
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	const struct classifier *self = state;
	struct skops_method *method = skops_method_add (call, "predict", predict);
	struct skops_output *outputs;

	if (!method)
		return SKOPS_NO_MEMORY;
	neighbors_describe (&self->base, method);
	method->outputs[0].width = (int64_t) self->outputs;
	method->outputs[0].flat = self->_y.stored_rank == 1;
	method->outputs[0].dtype = SKOPS_I8;
	method->outputs[0].labels = self->labels;
	method = skops_method_add (call, "predict_proba", predict_proba);
	outputs = method ? skops_outputs (call, method, self->outputs) : NULL;
	if (!outputs)
		return SKOPS_NO_MEMORY;
	neighbors_describe (&self->base, method);
	for (size_t o = 0; o < self->outputs; o++) {
		outputs[o].width = (int64_t) self->labels[o]->count;
		outputs[o].labels = &self->labels[o];
		outputs[o].per_label = true;
	}
	return neighbors_describe_nearest (call, &self->base);
}

static enum skops_status support (struct skops_call *call, const void *state, const char *method)
{
	const struct classifier *self = state;

	if (self->weights == WEIGHTS_DISTANCE && (self->base.metric.normalised || self->base.metric.centred) && strcmp (method, "kneighbors") != 0)
		return skops_onnx_refuse (call, "weights", "'distance' with a metric of angles: a distance that is 0 but for rounding takes all weight, and a graph rounds otherwise");
	return self->weights == WEIGHTS_UNIFORM && strcmp (method, "kneighbors") != 0 ? SKOPS_OK : neighbors_support (call, &self->base);
}

/* As weigh, of all rows: [N, n_neighbors]. */
static struct skops_tensor emit_weights (struct skops_call *call, const struct classifier *self, struct skops_tensor distances)
{
	struct skops_tensor weights, infinite, any;

	if (self->weights == WEIGHTS_EXP)
		return skops_onnx_1 (call, "Exp", distances);
	weights = skops_onnx_1 (call, "Reciprocal", distances);
	infinite = skops_onnx_1 (call, "IsInf", weights);
	any = skops_onnx_reduce (call, "ReduceMax", skops_onnx_cast (call, infinite, SKOPS_TENSOR_DOUBLE), 1, true);
	return skops_onnx_3 (call, "Where", skops_onnx_cast (call, any, SKOPS_TENSOR_BOOL), skops_onnx_cast (call, infinite, SKOPS_TENSOR_DOUBLE), weights);
}

/* As count_votes, of all rows: [N, classes]. */
static struct skops_tensor emit_votes (struct skops_call *call, const struct classifier *self, size_t o, struct skops_tensor distances, struct skops_tensor indices)
{
	size_t rows = (size_t) self->base.n_samples, classes = self->labels[o]->count;
	int64_t *numbers = skops_scratch (call, rows > classes ? rows : classes, sizeof *numbers);
	struct skops_tensor of_rows, votes;

	if (!numbers)
		return (struct skops_tensor) { 0 };
	for (size_t r = 0; r < rows; r++)
		numbers[r] = skops_i8 (&self->_y)[r * self->outputs + o];
	of_rows = skops_onnx_axis (call, "Unsqueeze", skops_onnx_gather (call, skops_onnx_ints (call, numbers, rows), indices, 0), 2);
	for (size_t c = 0; c < classes; c++)
		numbers[c] = (int64_t) c;
	votes = skops_onnx_cast (call, skops_onnx_2 (call, "Equal", of_rows, skops_onnx_ints (call, numbers, classes)), SKOPS_TENSOR_DOUBLE);
	if (self->weights != WEIGHTS_UNIFORM)
		votes = skops_onnx_2 (call, "Mul", votes, skops_onnx_axis (call, "Unsqueeze", emit_weights (call, self, distances), 2));
	return skops_onnx_reduce (call, "ReduceSum", votes, 1, false);
}

static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct classifier *self = state;
	struct skops_tensor distances, indices, *best = skops_scratch (call, self->outputs, sizeof *best);

	if (!best)
		return SKOPS_NO_MEMORY;
	if (!strcmp (method, "kneighbors"))
		return neighbors_emit_nearest (call, &self->base, x, out);
	neighbors_emit (call, &self->base, skops_onnx_dense (call, x), &distances, &indices);
	for (size_t o = 0; o < self->outputs; o++) {
		struct skops_tensor votes = emit_votes (call, self, o, distances, indices), sum;

		if (!strcmp (method, "predict")) {
			best[o] = skops_onnx_axis (call, "Unsqueeze", skops_onnx_argument (call, "ArgMax", votes), 1);
			continue;
		}
		sum = skops_onnx_reduce (call, "ReduceSum", votes, 1, true);
		sum = skops_onnx_3 (call, "Where", skops_onnx_2 (call, "Equal", sum, skops_onnx_number (call, 0)), skops_onnx_number (call, 1), sum);
		if (skops_onnx_answer (call, &out[o], skops_onnx_2 (call, "Div", votes, sum)))
			return SKOPS_UNSUPPORTED;
	}
	return strcmp (method, "predict") != 0 ? SKOPS_OK : skops_onnx_answer (call, out, skops_onnx_along (call, "Concat", best, self->outputs, 1));
}

const struct skops_onnx classifier_onnx = { .size = sizeof classifier_onnx, .table = &table, .check = check, .build = build, .support = support, .emit = emit };
const struct skops_predict classifier_predict = { .size = sizeof classifier_predict, .table = &table, .check = check, .build = build, .describe = describe };
