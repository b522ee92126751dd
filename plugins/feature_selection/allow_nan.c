/* SPDX-License-Identifier: BSD-3-Clause */
/* Whether X of a selector may hold NaN and infinities: the tag allow_nan of the estimator that it wraps. This may be an unfitted copy, which has no methods to ask, so that its class and
 * parameters decide, as they do in scikit-learn. Sources, in each version's own way: __sklearn_tags__ (_more_tags before 1.6) in sklearn/tree/_classes.py, ensemble/_forest.py, _bagging.py,
 * _iforest.py, _base.py, neighbors/_base.py, _nearest_centroid.py, feature_selection. */
#include <string.h>

#include "feature_selection.h"

struct parameters {
	int criterion, best, nan_euclidean;
	struct skops_text version; /* of scikit-learn, with which it stamps its own estimators only (sklearn/base.py, __getstate__) */
};

static const struct skops_word criteria[] = { SKOPS_TEXT_WORD ("absolute_error", false), SKOPS_OTHER_WORD (true), SKOPS_END_WORD };
static const struct skops_word splitters[] = { SKOPS_TEXT_WORD ("best", true), SKOPS_OTHER_WORD (false), SKOPS_END_WORD };
static const struct skops_word metrics[] = { SKOPS_TEXT_WORD ("nan_euclidean", true), SKOPS_OTHER_WORD (false), SKOPS_END_WORD };

SKOPS_TABLE (table, struct parameters,
	SKOPS_WORD (struct parameters, criterion, criteria, .flags = SKOPS_OPTIONAL, .otherwise = true),
	SKOPS_WORD (struct parameters, best, splitters, .attribute = "splitter", .flags = SKOPS_OPTIONAL),
	SKOPS_WORD (struct parameters, nan_euclidean, metrics, .attribute = "metric", .flags = SKOPS_OPTIONAL),
	SKOPS_TEXT (struct parameters, version, .attribute = "_sklearn_version", .flags = SKOPS_OPTIONAL));

const struct skops_case selection_estimators[] = { { "*", &table, 0 }, { NULL, NULL, 0 } };

enum rule { ALLOWS, ASKS, BY_CRITERION, TREE, EXTRA_TREE };

/* Estimators that allow it since a version, by a rule. ASKS: if those do that it wraps, which are not looked at. */
struct entry {
	const char *type;
	uint32_t since;
	enum rule rule;
};

#define BOTH(module, name, since, rule) { "sklearn." module ":" name "Classifier", since, rule }, { "sklearn." module ":" name "Regressor", since, rule }

static const struct entry entries[] = {
	BOTH ("ensemble._hist_gradient_boosting.gradient_boosting", "HistGradientBoosting", 0, ALLOWS),
	BOTH ("tree._classes", "DecisionTree", SKOPS_VERSION (1, 3), TREE),
	BOTH ("tree._classes", "ExtraTree", SKOPS_VERSION (1, 3), EXTRA_TREE),
	BOTH ("ensemble._forest", "RandomForest", SKOPS_VERSION (1, 4), BY_CRITERION),
	BOTH ("ensemble._forest", "ExtraTrees", SKOPS_VERSION (1, 6), BY_CRITERION),
	{ "sklearn.ensemble._forest:RandomTreesEmbedding", SKOPS_VERSION (1, 6), ALLOWS },
	{ "sklearn.ensemble._iforest:IsolationForest", SKOPS_VERSION (1, 6), ALLOWS },
	BOTH ("ensemble._bagging", "Bagging", SKOPS_VERSION (1, 3), ASKS),
	BOTH ("ensemble._voting", "Voting", SKOPS_VERSION (1, 4), ASKS),
	BOTH ("ensemble._stacking", "Stacking", SKOPS_VERSION (1, 4), ASKS),
	{ "sklearn.feature_selection._from_model:SelectFromModel", 0, ASKS },
	{ "sklearn.feature_selection._rfe:RFE", 0, ASKS },
	{ "sklearn.feature_selection._rfe:RFECV", 0, ASKS },
	{ "sklearn.feature_selection._sequential:SequentialFeatureSelector", 0, ASKS },
};

static bool allows (enum rule rule, const struct parameters *parameters, uint32_t writer)
{
	bool criterion = parameters->criterion || writer >= SKOPS_VERSION (1, 9), random = writer >= SKOPS_VERSION (1, 6);

	switch (rule) {
	case BY_CRITERION: return criterion;
	case TREE: return criterion && (random || parameters->best);
	case EXTRA_TREE: return criterion && random != parameters->best;
	default: return true;
	}
}

bool selection_takes_nan (struct skops_call *call, const struct skops_step *estimator, const struct skops_record *record)
{
	const struct parameters *parameters = record->state;
	const struct skops_method *predict = skops_child_method (call, estimator->child, "predict");
	const char *type = skops_child_type (call, estimator->child);

	if (!parameters->version.data && strncmp (type, "sklearn.", 8) != 0)
		return !predict || predict->flags & SKOPS_TAKES_NAN;
	if (parameters->nan_euclidean) /* neighbours and centroids */
		return call->writer >= SKOPS_VERSION (1, 6);
	for (size_t i = 0; i < sizeof entries / sizeof *entries; i++)
		if (!strcmp (entries[i].type, type))
			return call->writer >= entries[i].since && allows (entries[i].rule, parameters, call->writer);
	return false; /* the tag's default */
}
