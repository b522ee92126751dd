/* SPDX-License-Identifier: BSD-3-Clause */
/* IterativeImputer: missing values predicted from other columns, in rounds. Source: sklearn/impute/_iterative.py, IterativeImputer. */
#include <math.h>

#include "impute.h"

/* One step: a column is predicted from its neighbours. Columns are counted in the filled table, without those that were dropped. */
struct triplet {
	int64_t feature;
	struct skops_array neighbors;
	struct skops_step estimator;
};

SKOPS_TABLE (triplet_table, struct triplet,
	SKOPS_INT (struct triplet, feature, .attribute = "0", .flags = SKOPS_INDEX),
	SKOPS_INTS (struct triplet, neighbors, .attribute = "1", .dims = "?", .flags = SKOPS_INDEX),
	SKOPS_CHILD (struct triplet, estimator, .attribute = "2"));
SKOPS_ITEM_FIELD (triplet_item, SKOPS_KIND_TUPLE, struct triplet, .table = &triplet_table);

/* The initial imputer's statistics: NaN where a column had no value. */
struct initial {
	struct skops_array statistics_;
};

SKOPS_TABLE (initial_table, struct initial,
	SKOPS_ARRAY (struct initial, statistics_, .dims = "?"));
static const struct skops_case initial_cases[] = { { "sklearn.impute._base:SimpleImputer", &initial_table, 1 }, { 0 } };

struct iterative_imputer {
	struct skops_step initial_imputer_;
	struct skops_record initial, indicator_;
	struct skops_list sequence;
	struct skops_array min_value, max_value, is_empty;
	struct skops_value missing_values;
	int64_t n_iter_, n_features;
	bool keep_empty_features, sample_posterior, add_indicator;
	/* built */
	struct impute_missing missing;
	int64_t *kept;     /* columns of X that the filled table has, n_kept of them */
	size_t n_kept, longest; /* longest: neighbours of one step */
	bool only_initial; /* no step changes what the initial imputer says */
	const struct skops_array *features;
};

SKOPS_TABLE (table, struct iterative_imputer,
	SKOPS_CHILD (struct iterative_imputer, initial_imputer_),
	SKOPS_RECORD (struct iterative_imputer, initial, initial_cases, .attribute = "initial_imputer_", .until = SKOPS_VERSION (1, 5)),
	SKOPS_LIST (struct iterative_imputer, sequence, &triplet_item, .attribute = "imputation_sequence_"),
	SKOPS_RECORD (struct iterative_imputer, indicator_, impute_indicator_cases, .flags = SKOPS_NULLABLE),
	SKOPS_ARRAY (struct iterative_imputer, min_value, .attribute = "_min_value", .dims = "L", .flags = SKOPS_OPTIONAL),
	SKOPS_ARRAY (struct iterative_imputer, max_value, .attribute = "_max_value", .dims = "L", .flags = SKOPS_OPTIONAL),
	SKOPS_BOOLS (struct iterative_imputer, is_empty, .attribute = "_is_empty_feature", .dims = "F", .since = SKOPS_VERSION (1, 6)),
	SKOPS_VALUE (struct iterative_imputer, missing_values, .flags = SKOPS_PARAMETER),
	SKOPS_INT (struct iterative_imputer, n_iter_, .flags = SKOPS_INDEX),
	SKOPS_BOOL (struct iterative_imputer, keep_empty_features, .flags = SKOPS_PARAMETER, .since = SKOPS_VERSION (1, 2)),
	SKOPS_BOOL (struct iterative_imputer, sample_posterior, .flags = SKOPS_PARAMETER),
	SKOPS_BOOL (struct iterative_imputer, add_indicator, .flags = SKOPS_PARAMETER),
	SKOPS_DIM (struct iterative_imputer, n_features, "F"));

static bool is_empty (const struct iterative_imputer *self, size_t column)
{
	const struct initial *initial = self->initial.state;

	return initial ? isnan (skops_f8 (&initial->statistics_)[column]) : ((const uint8_t *) self->is_empty.data)[column];
}

static enum skops_status check (struct skops_call *call, void *state)
{
	struct iterative_imputer *self = state;
	const struct initial *initial = self->initial.state;

	if (self->n_features < 0 || (initial ? initial->statistics_.count : self->is_empty.count) != (size_t) self->n_features)
		return skops_fail (call, SKOPS_BAD_FILE, "the initial imputer does not fill the %lld columns of X", (long long) self->n_features);
	self->kept = skops_alloc (call, (size_t) self->n_features, sizeof *self->kept);
	if (!self->kept)
		return SKOPS_NO_MEMORY;
	for (size_t c = 0; c < (size_t) self->n_features; c++)
		if (self->keep_empty_features || !is_empty (self, c))
			self->kept[self->n_kept++] = (int64_t) c;
	if (self->sequence.count && (self->min_value.count != self->n_kept || self->max_value.count != self->n_kept))
		return skops_fail (call, SKOPS_BAD_FILE, "limits for %zu columns of %zu", self->min_value.count, self->n_kept);
	for (size_t i = 0; i < self->sequence.count; i++) {
		const struct triplet *step = SKOPS_ITEM (&self->sequence, struct triplet, i);

		self->longest = step->neighbors.count > self->longest ? step->neighbors.count : self->longest;
		if (step->feature >= (int64_t) self->n_kept)
			return skops_fail (call, SKOPS_BAD_FILE, "step %zu predicts column %lld of %zu", i, (long long) step->feature, self->n_kept);
		for (size_t k = 0; k < step->neighbors.count; k++)
			if (skops_i8 (&step->neighbors)[k] >= (int64_t) self->n_kept)
				return skops_fail (call, SKOPS_BAD_FILE, "step %zu reads column %lld of %zu", i, (long long) skops_i8 (&step->neighbors)[k], self->n_kept);
	}
	if (self->add_indicator && !self->indicator_.state)
		return skops_fail (call, SKOPS_BAD_FILE, "an imputer with add_indicator=True and without its indicator_");
	return impute_indicator_features (call, &self->indicator_, self->n_features, &self->features);
}

static enum skops_status build (struct skops_call *call, void *state)
{
	struct iterative_imputer *self = state;

	/* Through 1.5, keep_empty_features made all values missing, upon which scikit-learn stops at once. */
	self->only_initial = !self->n_iter_ || (self->keep_empty_features && call->writer < SKOPS_VERSION (1, 6));
	return impute_missing_build (call, &self->missing, &self->missing_values);
}

/* Where values are to be predicted: rows × n_kept, 0 or 1. NULL without memory. `all`: everywhere. */
static uint8_t *find_missing (struct skops_call *call, const struct iterative_imputer *self, const struct skops_block *x, bool *all)
{
	uint8_t *missing = skops_scratch (call, x->rows, self->n_kept);
	size_t known = 0;

	for (size_t r = 0; missing && r < x->rows; r++)
		for (size_t k = 0; k < self->n_kept; k++) {
			size_t c = (size_t) self->kept[k];
			bool here = impute_is_missing (&self->missing, x->dtype, skops_row (x, r)[c]) && !(self->is_empty.data && is_empty (self, c));
			missing[r * self->n_kept + k] = here;
			known += !here;
		}
	*all = !known;
	return missing;
}

/* One step on the rows where its column is missing; `given` and `answer` have room for all rows. */
static enum skops_status impute (struct skops_call *call, const struct iterative_imputer *self, size_t number, const uint8_t *missing, struct skops_block *given,
                                 double *answer, struct skops_block *out)
{
	const struct triplet *step = SKOPS_ITEM (&self->sequence, struct triplet, number);
	size_t feature = (size_t) step->feature, width = step->neighbors.count, rows = 0;
	double low = skops_f8 (&self->min_value)[feature], high = skops_f8 (&self->max_value)[feature];
	struct skops_block predicted = { .form = SKOPS_DENSE, .width = 1, .stride = 1, .f8 = answer };

	for (size_t r = 0; r < out->rows; r++) {
		if (!missing[r * self->n_kept + feature])
			continue;
		for (size_t k = 0; k < width; k++)
			given->f8[rows * width + k] = skops_row (out, r)[skops_i8 (&step->neighbors)[k]];
		rows++;
	}
	if (!rows)
		return SKOPS_OK;
	if (self->sample_posterior)
		return skops_fail (call, SKOPS_UNSUPPORTED, "sample_posterior=True draws imputed values at random, with numbers that the file does not determine; "
		                   "an imputer fitted with sample_posterior=False answers the mean");
	given->rows = predicted.rows = rows;
	given->width = given->stride = width;
	if (skops_run (call, number + 1, given, &predicted))
		return SKOPS_UNFIT;
	rows = 0;
	for (size_t r = 0; r < out->rows; r++)
		if (missing[r * self->n_kept + feature]) {
			double value = answer[rows++];
			value = value < low ? low : value;
			skops_row (out, r)[feature] = skops_round_to (given->dtype, value > high ? high : value);
		}
	return SKOPS_OK;
}

static enum skops_status transform (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct iterative_imputer *self = state;
	struct skops_block filled = { .form = SKOPS_ANY }, given = { .form = SKOPS_DENSE, .dtype = out->dtype, .first = x->first };
	uint8_t *missing;
	double *answer;
	bool all;

	missing = find_missing (call, self, x, &all);
	if (!missing || skops_run (call, 0, x, &filled))
		return SKOPS_UNFIT;
	if (filled.form != SKOPS_DENSE || (filled.width != self->n_kept && filled.width != x->width))
		return skops_fail (call, SKOPS_UNSUPPORTED, "the initial imputer answers %zu columns for %zu", filled.width, self->n_kept);
	for (size_t r = 0; r < x->rows; r++) {
		for (size_t k = 0; k < self->n_kept; k++)
			skops_row (out, r)[k] = skops_row (&filled, r)[filled.width == self->n_kept ? (int64_t) k : self->kept[k]];
		for (size_t i = 0; i < self->features->count; i++)
			skops_row (out, r)[self->n_kept + i] = impute_is_missing (&self->missing, x->dtype, skops_row (x, r)[skops_i8 (self->features)[i]]);
	}
	if (self->only_initial || all)
		return SKOPS_OK;
	given.f8 = skops_scratch (call, x->rows * self->longest, sizeof *given.f8);
	answer = skops_scratch (call, x->rows, sizeof *answer);
	if (!given.f8 || !answer)
		return SKOPS_NO_MEMORY;
	for (size_t i = 0; i < self->sequence.count; i++)
		if (impute (call, self, i, missing, &given, answer, out))
			return SKOPS_UNFIT;
	return SKOPS_OK;
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	const struct iterative_imputer *self = state;
	struct skops_method *method = skops_method_add (call, "transform", transform);
	struct skops_edge whole = { .source = SKOPS_FROM_X }, made = { .source = SKOPS_FROM_STEP };

	if (!method)
		return SKOPS_NO_MEMORY;
	/* Rows depend on each other in one case: a batch without any value at all is left as the initial imputer fills it. */
	method->flags = SKOPS_WHOLE_BATCH | (self->missing.is_nan ? SKOPS_TAKES_NAN : 0);
	method->tolerance = SKOPS_ROUNDING;
	method->outputs[0].width = (int64_t) (self->n_kept + self->features->count);
	method->outputs[0].dtype = SKOPS_FOLLOW;
	if (skops_edge_add (call, method, self->initial_imputer_.child, "transform", &whole))
		return SKOPS_BAD_FILE;
	for (size_t i = 0; i < self->sequence.count; i++) {
		const struct skops_child *child = SKOPS_ITEM (&self->sequence, struct triplet, i)->estimator.child;
		const struct skops_method *predict = skops_child_method (call, child, "predict");

		if (skops_edge_add (call, method, child, "predict", &made))
			return SKOPS_BAD_FILE;
		if (predict->n_outputs != 1)
			return skops_fail (call, SKOPS_BAD_FILE, "step %zu: its estimator answers %u arrays", i, predict->n_outputs);
	}
	return SKOPS_OK;
}

static enum skops_status names (struct skops_call *call, const void *state, const struct skops_names *in)
{
	const struct iterative_imputer *self = state;
	struct skops_names filled;

	if (skops_child_names (call, self->initial_imputer_.child, in, &filled) || skops_names_same (call, state, &filled))
		return SKOPS_UNSUPPORTED;
	return impute_indicator_names (call, self->features, in);
}

static enum skops_status support (struct skops_call *call, const void *state, const char *method)
{
	const struct iterative_imputer *self = state;

	(void) method;
	if (self->sample_posterior && !self->only_initial && self->sequence.count)
		return skops_onnx_refuse (call, "sample_posterior", "imputed values are drawn at random, with numbers that the file does not determine");
	return SKOPS_OK;
}

/* One step for all rows; what it says counts where its column is missing. */
static enum skops_status emit_step (struct skops_call *call, const struct iterative_imputer *self, size_t number, const struct skops_tensor *missing, struct skops_tensor *filled)
{
	const struct triplet *step = SKOPS_ITEM (&self->sequence, struct triplet, number);
	size_t feature = (size_t) step->feature, width = step->neighbors.count;
	struct skops_tensor *given = skops_scratch (call, width, sizeof *given), value;
	struct skops_tensor low = skops_onnx_number (call, skops_f8 (&self->min_value)[feature]), high = skops_onnx_number (call, skops_f8 (&self->max_value)[feature]);
	struct skops_columns x = { given, width }, answer;

	if (!given)
		return SKOPS_NO_MEMORY;
	if (is_empty (self, (size_t) self->kept[feature]) && self->is_empty.data)
		return SKOPS_OK;
	for (size_t k = 0; k < width; k++)
		given[k] = filled[skops_i8 (&step->neighbors)[k]];
	if (skops_onnx_answer (call, &x, skops_onnx_along (call, "Concat", given, width, 1)) || skops_onnx_run (call, step->estimator.child, "predict", &x, &answer))
		return SKOPS_UNSUPPORTED;
	value = skops_onnx_dense (call, &answer);
	value = skops_onnx_3 (call, "Where", skops_onnx_2 (call, "Less", value, low), low, value);
	value = skops_onnx_3 (call, "Where", skops_onnx_2 (call, "Greater", value, high), high, value);
	filled[feature] = skops_onnx_3 (call, "Where", missing[feature], value, filled[feature]);
	return SKOPS_OK;
}

/* [1, 1] bool: no value is known in the whole batch, upon which scikit-learn leaves it as it was filled first. */
static struct skops_tensor emit_all (struct skops_call *call, const struct iterative_imputer *self, const struct skops_tensor *missing)
{
	struct skops_tensor known = skops_onnx_1 (call, "Not", skops_onnx_along (call, "Concat", missing, self->n_kept, 1));

	for (int64_t axis = 1; axis >= 0; axis--)
		known = skops_onnx_reduce (call, "ReduceSum", skops_onnx_cast (call, known, SKOPS_TENSOR_DOUBLE), axis, true);
	return skops_onnx_2 (call, "Equal", known, skops_onnx_number (call, 0));
}

static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct iterative_imputer *self = state;
	struct skops_tensor *filled = skops_scratch (call, self->n_kept, sizeof *filled), *missing = skops_scratch (call, self->n_kept, sizeof *missing), first, imputed, numbers;
	struct skops_columns start, blocks[2] = { { NULL, 0 }, { NULL, 0 } };
	bool empty = false; /* a column that had no value in training counts as known */

	if (!filled || !missing || skops_onnx_run (call, self->initial_imputer_.child, method, x, &start))
		return SKOPS_UNSUPPORTED;
	first = skops_onnx_dense (call, &start);
	numbers = skops_onnx_dense (call, x);
	for (size_t k = 0; k < self->n_kept; k++) {
		filled[k] = skops_onnx_column (call, first, first.dims[1] == (int64_t) self->n_kept ? (int64_t) k : self->kept[k]);
		missing[k] = impute_onnx_missing (call, &self->missing, skops_onnx_column (call, numbers, self->kept[k]));
		empty |= self->is_empty.data && is_empty (self, (size_t) self->kept[k]);
	}
	first = imputed = skops_onnx_along (call, "Concat", filled, self->n_kept, 1);
	if (!self->only_initial && self->sequence.count) {
		for (size_t i = 0; i < self->sequence.count; i++)
			if (emit_step (call, self, i, missing, filled))
				return SKOPS_UNSUPPORTED;
		imputed = skops_onnx_along (call, "Concat", filled, self->n_kept, 1);
		if (!empty)
			imputed = skops_onnx_3 (call, "Where", emit_all (call, self, missing), first, imputed);
	}
	if (skops_onnx_answer (call, &blocks[0], imputed) || (self->features->count && impute_onnx_mask (call, &self->missing, x, self->features, &blocks[1])))
		return SKOPS_UNSUPPORTED;
	return skops_onnx_join (call, out, blocks, 2);
}

static const struct skops_onnx onnx = { .size = sizeof onnx, .flags = SKOPS_ONNX_WHOLE_BATCH, .table = &table, .check = check, .build = build, .support = support, .emit = emit };
static const struct skops_predict predict = {
	.size = sizeof predict, .table = &table, .check = check, .build = build, .describe = describe, .names = names,
};

const struct skops_handler iterative_imputer = {
	.size = sizeof iterative_imputer, .module = "sklearn.impute._iterative", .class_name = "IterativeImputer", .loader = "ObjectNode",
	.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = &predict, .onnx = &onnx,
};
