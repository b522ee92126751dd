/* SPDX-License-Identifier: BSD-3-Clause */
/* SelectFromModel: the columns whose importance in a fitted estimator reaches a threshold. The mask is not stored: it is computed from the estimator's importances.
 * Sources: sklearn/feature_selection/_from_model.py, _calculate_threshold and _get_support_mask; _base.py, _get_feature_importances. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "feature_selection.h"

/* What the default threshold looks at in the estimator, whatever its class. */
struct penalty {
	struct skops_value penalty, l1_ratio;
};

SKOPS_TABLE (penalty_table, struct penalty,
	SKOPS_VALUE (struct penalty, penalty, .flags = SKOPS_OPTIONAL),
	SKOPS_VALUE (struct penalty, l1_ratio, .flags = SKOPS_OPTIONAL));

static const struct skops_case any_case[] = { { "*", &penalty_table, 0 }, { NULL, NULL, 0 } };

enum { GETTER_AUTO, GETTER_OTHER };
static const struct skops_word getter_words[] = {
	SKOPS_TEXT_WORD ("auto", GETTER_AUTO), SKOPS_TEXT_WORD ("coef_", GETTER_AUTO), SKOPS_TEXT_WORD ("feature_importances_", GETTER_AUTO), SKOPS_OTHER_WORD (GETTER_OTHER), SKOPS_END_WORD,
};

struct select_from_model {
	struct selection selection;
	struct skops_step estimator;
	struct skops_record parameters, penalties;
	struct skops_value threshold;
	double norm_order;
	int64_t max_features;
	int getter;
};

SKOPS_TABLE (table, struct select_from_model,
	SKOPS_CHILD (struct select_from_model, estimator, .attribute = "estimator_|estimator", .flags = SKOPS_IMPORTANCES),
	SKOPS_RECORD (struct select_from_model, parameters, selection_estimators, .attribute = "estimator_|estimator"),
	SKOPS_RECORD (struct select_from_model, penalties, any_case, .attribute = "estimator_|estimator"),
	SKOPS_VALUE (struct select_from_model, threshold, .flags = SKOPS_PARAMETER),
	SKOPS_FLOAT (struct select_from_model, norm_order, .flags = SKOPS_PARAMETER),
	SKOPS_INT (struct select_from_model, max_features, .attribute = "max_features_|max_features", .flags = SKOPS_PARAMETER | SKOPS_NULLABLE | SKOPS_INDEX),
	SKOPS_WORD (struct select_from_model, getter, getter_words, .attribute = "importance_getter", .flags = SKOPS_PARAMETER));

static bool is_text (const struct skops_value *value, const char *text)
{
	return value->kind == SKOPS_IS_TEXT && value->size == strlen (text) && !memcmp (value->text, text, value->size);
}

static bool is_one (const struct skops_value *value)
{
	double number = value->kind == SKOPS_IS_FLOAT ? value->f : value->kind == SKOPS_IS_INT ? (double) value->i : 0;

	return fabs (number - 1) <= 1e-8 + 1e-5; /* numpy.isclose */
}

/* Sparse by its penalty: zero is the natural threshold then. */
static bool is_l1 (struct skops_call *call, const struct select_from_model *self)
{
	const struct penalty *penalties = self->penalties.state;
	const char *name = strchr (skops_child_type (call, self->estimator.child), ':') + 1;

	if (is_text (&penalties->penalty, "l1") || strstr (name, "Lasso"))
		return true;
	return (!strcmp (name, "ElasticNet") || (!strcmp (name, "LogisticRegression") && call->writer >= SKOPS_VERSION (1, 8))) && is_one (&penalties->l1_ratio);
}

/* numpy.linalg.norm of each column. */
static double column_norm (const double *matrix, size_t rows, size_t columns, size_t c, double order)
{
	double sum = 0, extreme = order < 0 ? INFINITY : 0;

	for (size_t r = 0; r < rows; r++) {
		double size = fabs (matrix[r * columns + c]);
		if (isinf (order))
			extreme = order > 0 ? fmax (extreme, size) : fmin (extreme, size);
		else
			sum += order == 1 ? size : pow (size, order);
	}
	return isinf (order) ? extreme : order == 1 ? sum : pow (sum, 1 / order);
}

static int compare_numbers (const void *a, const void *b)
{
	double x = *(const double *) a, y = *(const double *) b;

	return (x > y) - (x < y);
}

static double mean_of (const double *numbers, size_t count)
{
	double sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += numbers[i];
	return sum / (double) count;
}

static enum skops_status median_of (struct skops_call *call, const double *numbers, size_t count, double *out)
{
	double *sorted = skops_alloc (call, count, sizeof *sorted);

	if (!sorted)
		return SKOPS_NO_MEMORY;
	memcpy (sorted, numbers, count * sizeof *sorted);
	qsort (sorted, count, sizeof *sorted, compare_numbers);
	*out = count % 2 ? sorted[count / 2] : (sorted[count / 2 - 1] + sorted[count / 2]) / 2;
	return SKOPS_OK;
}

/* "median", "1.25*mean". */
static enum skops_status named_threshold (struct skops_call *call, const char *text, size_t size, const double *scores, size_t count, double *out)
{
	char copy[64], *star, *reference, *end;
	double scale = 1;

	if (size >= sizeof copy)
		return skops_fail (call, SKOPS_BAD_FILE, "a threshold of %zu characters", size);
	memcpy (copy, text, size);
	copy[size] = '\0';
	reference = copy;
	star = strchr (copy, '*');
	if (star) {
		scale = strtod (copy, &end);
		reference = star + 1;
		if (end == copy || end + strspn (end, " ") != star)
			return skops_fail (call, SKOPS_BAD_FILE, "the threshold has no number before its *");
	}
	reference += strspn (reference, " ");
	for (size_t length = strlen (reference); length && reference[length - 1] == ' '; length--)
		reference[length - 1] = '\0';
	if (!strcmp (reference, "mean"))
		*out = mean_of (scores, count);
	else if (strcmp (reference, "median") != 0)
		return skops_fail (call, SKOPS_BAD_FILE, "a threshold is a number, mean or median");
	else if (median_of (call, scores, count, out))
		return SKOPS_NO_MEMORY;
	*out *= scale;
	return SKOPS_OK;
}

static enum skops_status threshold_of (struct skops_call *call, const struct select_from_model *self, const double *scores, size_t count, double *out)
{
	const struct skops_value *threshold = &self->threshold;

	switch (threshold->kind) {
	case SKOPS_IS_NONE:
		*out = is_l1 (call, self) ? 1e-5 : mean_of (scores, count);
		return SKOPS_OK;
	case SKOPS_IS_TEXT: return named_threshold (call, threshold->text, threshold->size, scores, count, out);
	case SKOPS_IS_FLOAT: *out = threshold->f; return SKOPS_OK;
	case SKOPS_IS_INT: *out = (double) threshold->i; return SKOPS_OK;
	default: return skops_fail (call, SKOPS_BAD_FILE, "a threshold is a number, mean or median");
	}
}

struct ranked {
	double score;
	size_t column;
};

static int by_rank (const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	return x->score != y->score ? (x->score < y->score) - (x->score > y->score) : (x->column > y->column) - (x->column < y->column);
}

/* Keeps the `limit` highest scores; of equal ones the first. */
static enum skops_status keep_highest (struct skops_call *call, bool *mask, const double *scores, size_t count, int64_t limit)
{
	struct ranked *ranked = skops_alloc (call, count, sizeof *ranked);

	if (!ranked)
		return SKOPS_NO_MEMORY;
	for (size_t i = 0; i < count; i++)
		ranked[i] = (struct ranked) { scores[i], i };
	qsort (ranked, count, sizeof *ranked, by_rank);
	for (size_t i = limit < 0 ? 0 : (size_t) limit; i < count; i++)
		mask[ranked[i].column] = false;
	return SKOPS_OK;
}

static enum skops_status build (struct skops_call *call, void *state)
{
	struct select_from_model *self = state;
	struct skops_array importances = { 0 };
	double *scores, threshold = 0;
	size_t count, rows;
	bool *mask;

	if (self->getter == GETTER_OTHER)
		return skops_fail (call, SKOPS_UNSUPPORTED, "importance_getter is a function or path of the user's; auto, coef_ and feature_importances_ are known");
	if (skops_child_importances (call, self->estimator.child, &importances))
		return SKOPS_UNSUPPORTED;
	count = (size_t) importances.dims[importances.rank ? importances.rank - 1 : 0];
	rows = count ? importances.count / count : 0;
	scores = skops_alloc (call, count, sizeof *scores);
	mask = skops_alloc (call, count, sizeof *mask);
	if (!scores || !mask)
		return SKOPS_NO_MEMORY;
	for (size_t c = 0; c < count; c++)
		scores[c] = importances.stored_rank < 2 ? fabs (skops_f8 (&importances)[c]) : column_norm (skops_f8 (&importances), rows, count, c, self->norm_order);
	if (threshold_of (call, self, scores, count, &threshold))
		return SKOPS_BAD_FILE;
	for (size_t c = 0; c < count; c++)
		mask[c] = !(scores[c] < threshold);
	if (self->max_features != SKOPS_INT_NONE && keep_highest (call, mask, scores, count, self->max_features))
		return SKOPS_NO_MEMORY;
	self->selection.takes_nan = selection_takes_nan (call, &self->estimator, &self->parameters);
	return selection_make (call, &self->selection, mask, count);
}

static const struct skops_onnx onnx = { .size = sizeof onnx, .table = &table, .build = build, .support = selection_support, .emit = selection_emit };
static const struct skops_predict predict = { .size = sizeof predict, .table = &table, .build = build, .describe = selection_describe, .names = selection_names };

const struct skops_handler select_from_model = {
	.size = sizeof select_from_model, .module = "sklearn.feature_selection._from_model", .class_name = "SelectFromModel", .loader = "ObjectNode",
	.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = &predict, .onnx = &onnx,
};
