/* SPDX-License-Identifier: BSD-3-Clause */
/* SelectKBest, SelectPercentile, SelectFpr, SelectFdr, SelectFwe, GenericUnivariateSelect: columns by what a test said of each alone. The mask is not stored: it is
 * computed from scores or p-values. Sources: sklearn/feature_selection/_univariate_selection.py, _get_support_mask of each; numpy/lib/_function_base_impl.py, _lerp. */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "feature_selection.h"

struct univariate {
	struct selection selection;
	struct skops_array scores_, pvalues_;
	struct skops_value amount; /* k, percentile, alpha or param */
	int mode;
	size_t features;
	bool *mask;
};

/* Sets mask, which is zeroed. */
typedef enum skops_status choose (struct skops_call *call, struct univariate *self);

static enum skops_status amount_of (struct skops_call *call, const struct univariate *self, const char *what, double highest, double *out)
{
	const struct skops_value *value = &self->amount;

	*out = value->kind == SKOPS_IS_FLOAT ? value->f : (double) value->i;
	if ((value->kind != SKOPS_IS_FLOAT && value->kind != SKOPS_IS_INT && value->kind != SKOPS_IS_BOOL) || !(*out >= 0 && *out <= highest))
		return skops_fail (call, SKOPS_BAD_FILE, "the %s is no number from 0 to %g", what, highest);
	return SKOPS_OK;
}

struct ranked {
	double score;
	size_t column;
};

/* Ascending, of equal scores the first column first. */
static int by_score (const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	return x->score != y->score ? (x->score > y->score) - (x->score < y->score) : (x->column > y->column) - (x->column < y->column);
}

/* Scores in ascending order, a NaN as the lowest number. NULL without memory. */
static struct ranked *rank_scores (struct skops_call *call, const struct univariate *self)
{
	struct ranked *ranked = skops_alloc (call, self->features, sizeof *ranked);

	for (size_t f = 0; ranked && f < self->features; f++) {
		double score = skops_f8 (&self->scores_)[f];
		ranked[f] = (struct ranked) { isnan (score) ? -DBL_MAX : score, f };
	}
	if (ranked)
		qsort (ranked, self->features, sizeof *ranked, by_score);
	return ranked;
}

static enum skops_status choose_highest (struct skops_call *call, struct univariate *self, uint64_t k)
{
	struct ranked *ranked = rank_scores (call, self);

	if (!ranked)
		return SKOPS_NO_MEMORY;
	for (size_t i = k < self->features ? self->features - (size_t) k : 0; i < self->features; i++)
		self->mask[ranked[i].column] = true;
	return SKOPS_OK;
}

static enum skops_status choose_k_best (struct skops_call *call, struct univariate *self)
{
	const struct skops_value *k = &self->amount;

	switch (k->kind) {
	case SKOPS_IS_TEXT:
		if (k->size == 3 && !memcmp (k->text, "all", 3))
			return choose_highest (call, self, self->features);
		break;
	case SKOPS_IS_FLOAT: /* GenericUnivariateSelect takes any number, but cannot count by one that is no integer */
		if (k->f == 0)
			return SKOPS_OK;
		break;
	case SKOPS_IS_INT:
	case SKOPS_IS_BOOL:
		if (k->i >= 0)
			return choose_highest (call, self, (uint64_t) k->i);
		break;
	default: break;
	}
	return skops_fail (call, SKOPS_BAD_FILE, "the number of columns to select is no count and not \"all\"");
}

/* numpy.percentile of sorted numbers. */
static double percentile_of (const struct ranked *sorted, size_t count, double percentile)
{
	double at = (double) (count - 1) * (percentile / 100), t = at - floor (at);
	size_t below = (size_t) at, above = below + 1 < count ? below + 1 : below;
	double a = sorted[below].score, b = sorted[above].score;

	return t >= 0.5 ? b - (b - a) * (1 - t) : a + (b - a) * t;
}

/* Above the percentile; of those at it the first ones, while there is room. */
static enum skops_status choose_percentile (struct skops_call *call, struct univariate *self)
{
	struct ranked *ranked = rank_scores (call, self);
	double percentile, threshold;
	int64_t room, ties = 0;

	if (!ranked)
		return SKOPS_NO_MEMORY;
	if (amount_of (call, self, "percentile", 100, &percentile))
		return SKOPS_BAD_FILE;
	if (percentile == 100)
		memset (self->mask, true, self->features);
	if (percentile == 100 || percentile == 0 || !self->features)
		return SKOPS_OK;
	threshold = percentile_of (ranked, self->features, 100 - percentile);
	room = (int64_t) ((double) self->features * percentile / 100);
	for (size_t i = 0; i < self->features; i++) {
		self->mask[ranked[i].column] = ranked[i].score > threshold;
		room -= ranked[i].score > threshold;
		ties += ranked[i].score == threshold;
	}
	room = room < 0 ? ties + room : room; /* a negative end of a slice counts from behind */
	for (size_t i = 0; i < self->features && room > 0; i++)
		if (ranked[i].score == threshold) {
			self->mask[ranked[i].column] = true;
			room--;
		}
	return SKOPS_OK;
}

static enum skops_status need_pvalues (struct skops_call *call, const struct univariate *self, double *alpha)
{
	if (!self->pvalues_.data)
		return skops_fail (call, SKOPS_BAD_FILE, "pvalues_ is None: the score function gave scores only, and these do not select");
	return amount_of (call, self, "highest p-value", HUGE_VAL, alpha);
}

static enum skops_status choose_fpr (struct skops_call *call, struct univariate *self)
{
	double alpha;
	enum skops_status status = need_pvalues (call, self, &alpha);

	for (size_t f = 0; f < self->features && !status; f++)
		self->mask[f] = skops_f8 (&self->pvalues_)[f] < alpha;
	return status;
}

static enum skops_status choose_fwe (struct skops_call *call, struct univariate *self)
{
	double alpha;
	enum skops_status status = need_pvalues (call, self, &alpha);

	for (size_t f = 0; f < self->features && !status; f++)
		self->mask[f] = skops_f8 (&self->pvalues_)[f] < alpha / (double) self->features;
	return status;
}

static int compare_numbers (const void *a, const void *b)
{
	double x = *(const double *) a, y = *(const double *) b;

	return (x > y) - (x < y);
}

/* Benjamini and Hochberg: up to the highest p-value that is at most alpha / n times its rank. */
static enum skops_status choose_fdr (struct skops_call *call, struct univariate *self)
{
	double *sorted = skops_alloc (call, self->features, sizeof *sorted), alpha, highest = -HUGE_VAL;
	size_t count = 0;

	if (!sorted)
		return SKOPS_NO_MEMORY;
	if (need_pvalues (call, self, &alpha))
		return SKOPS_BAD_FILE;
	for (size_t f = 0; f < self->features; f++)
		if (!isnan (skops_f8 (&self->pvalues_)[f])) /* sorted to the end, and never selected */
			sorted[count++] = skops_f8 (&self->pvalues_)[f];
	qsort (sorted, count, sizeof *sorted, compare_numbers);
	for (size_t i = 0; i < count; i++)
		if (sorted[i] <= alpha / (double) self->features * (double) (i + 1))
			highest = sorted[i];
	for (size_t f = 0; f < self->features; f++)
		self->mask[f] = skops_f8 (&self->pvalues_)[f] <= highest;
	return SKOPS_OK;
}

static enum skops_status build_by (struct skops_call *call, struct univariate *self, choose *choose)
{
	enum skops_status status;

	self->features = self->scores_.data ? self->scores_.count : self->pvalues_.count;
	self->mask = skops_alloc (call, self->features, sizeof *self->mask);
	if (!self->mask)
		return SKOPS_NO_MEMORY;
	status = choose (call, self);
	return status ? status : selection_make (call, &self->selection, self->mask, self->features);
}

static choose *const modes[] = { choose_percentile, choose_k_best, choose_fpr, choose_fdr, choose_fwe };
static const struct skops_word mode_words[] = {
	SKOPS_TEXT_WORD ("percentile", 0), SKOPS_TEXT_WORD ("k_best", 1), SKOPS_TEXT_WORD ("fpr", 2), SKOPS_TEXT_WORD ("fdr", 3), SKOPS_TEXT_WORD ("fwe", 4), SKOPS_END_WORD,
};

static enum skops_status build_generic (struct skops_call *call, void *state)
{
	return build_by (call, state, modes[((const struct univariate *) state)->mode]);
}

SKOPS_TABLE (generic_table, struct univariate,
	SKOPS_ARRAY (struct univariate, scores_, .dims = "F"),
	SKOPS_ARRAY (struct univariate, pvalues_, .dims = "F", .flags = SKOPS_NULLABLE),
	SKOPS_VALUE (struct univariate, amount, .attribute = "param", .flags = SKOPS_PARAMETER),
	SKOPS_WORD (struct univariate, mode, mode_words, .flags = SKOPS_PARAMETER));

#define HANDLER(id, name, bound, builds) \
	static const struct skops_predict id##_predict = { .size = sizeof id##_predict, .table = &bound, .build = builds, .describe = selection_describe, .names = selection_names }; \
	static const struct skops_onnx id##_onnx = { .size = sizeof id##_onnx, .table = &bound, .build = builds, .support = selection_support, .emit = selection_emit }; \
	const struct skops_handler id = { \
		.size = sizeof id, .module = "sklearn.feature_selection._univariate_selection", .class_name = name, .loader = "ObjectNode", \
		.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = &id##_predict, .onnx = &id##_onnx, \
	}

/* A selector by one fixed mode: `array` is what it looks at, `parameter` says how much. */
#define SELECTOR(id, name, array, array_flags, parameter, chooses) \
	SKOPS_TABLE (id##_table, struct univariate, \
		SKOPS_ARRAY (struct univariate, array, .dims = "F", .flags = array_flags), \
		SKOPS_VALUE (struct univariate, amount, .attribute = parameter, .flags = SKOPS_PARAMETER)); \
	static enum skops_status build_##id (struct skops_call *call, void *state) \
	{ \
		return build_by (call, state, chooses); \
	} \
	HANDLER (id, name, id##_table, build_##id)

HANDLER (generic_univariate_select, "GenericUnivariateSelect", generic_table, build_generic);
SELECTOR (select_k_best, "SelectKBest", scores_, 0, "k", choose_k_best);
SELECTOR (select_percentile, "SelectPercentile", scores_, 0, "percentile", choose_percentile);
SELECTOR (select_fpr, "SelectFpr", pvalues_, SKOPS_NULLABLE, "alpha", choose_fpr);
SELECTOR (select_fdr, "SelectFdr", pvalues_, SKOPS_NULLABLE, "alpha", choose_fdr);
SELECTOR (select_fwe, "SelectFwe", pvalues_, SKOPS_NULLABLE, "alpha", choose_fwe);
