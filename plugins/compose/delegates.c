/* SPDX-License-Identifier: BSD-3-Clause */
/* Estimators that hand their methods to the one inside: the searches, FrozenEstimator, RANSACRegressor. Sources: sklearn/model_selection/_search.py,
 * sklearn/frozen/_frozen.py, sklearn/linear_model/_ransac.py. */
#include "compose.h"

struct delegate {
	struct skops_step estimator;
};

/* With refit=False there is no best_estimator_, and no method. */
SKOPS_TABLE (search_table, struct delegate,
	SKOPS_CHILD (struct delegate, estimator, .attribute = "best_estimator_", .flags = SKOPS_OPTIONAL));
SKOPS_TABLE (frozen_table, struct delegate,
	SKOPS_CHILD (struct delegate, estimator, .attribute = "estimator"));
SKOPS_TABLE (ransac_table, struct delegate,
	SKOPS_CHILD (struct delegate, estimator, .attribute = "estimator_"));

static enum skops_status describe (struct skops_call *call, const void *state)
{
	static const char *const delegated[] = { "predict", "predict_proba", "predict_log_proba", "decision_function", "score_samples", "transform",
		"inverse_transform", "predict_std", "predict_cov" };
	const struct delegate *self = state;
	enum skops_status status = SKOPS_OK;

	for (size_t i = 0; self->estimator.child && i < sizeof delegated / sizeof *delegated && !status; i++)
		status = skops_delegate (call, self->estimator.child, delegated[i]);
	return status;
}

static enum skops_status describe_frozen (struct skops_call *call, const void *state)
{
	const struct delegate *self = state;
	const struct skops_method *const *methods;
	size_t count = skops_child_methods (call, self->estimator.child, &methods);
	enum skops_status status = SKOPS_OK;

	for (size_t i = 0; i < count && !status; i++)
		status = skops_delegate (call, self->estimator.child, methods[i]->name);
	return status;
}

static enum skops_status frozen_names (struct skops_call *call, const void *state, const struct skops_names *in)
{
	const struct delegate *self = state;
	struct skops_names names;

	if (skops_child_names (call, self->estimator.child, in, &names))
		return SKOPS_UNSUPPORTED;
	return skops_names_same (call, state, &names);
}

static enum skops_status describe_ransac (struct skops_call *call, const void *state)
{
	return skops_delegate (call, ((const struct delegate *) state)->estimator.child, "predict");
}

static const struct skops_predict search_predict = { .size = sizeof search_predict, .table = &search_table, .describe = describe };
static const struct skops_predict frozen_predict = { .size = sizeof frozen_predict, .table = &frozen_table, .describe = describe_frozen, .names = frozen_names };
static const struct skops_predict ransac_predict = { .size = sizeof ransac_predict, .table = &ransac_table, .describe = describe_ransac };

#define HANDLER(id, in_module, name, facet) \
	const struct skops_handler id = { \
		.size = sizeof id, .module = in_module, .class_name = name, .loader = "ObjectNode", \
		.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = facet, \
	}

HANDLER (grid_search, "sklearn.model_selection._search", "GridSearchCV", &search_predict);
HANDLER (randomized_search, "sklearn.model_selection._search", "RandomizedSearchCV", &search_predict);
HANDLER (halving_grid_search, "sklearn.model_selection._search_successive_halving", "HalvingGridSearchCV", &search_predict);
HANDLER (halving_random_search, "sklearn.model_selection._search_successive_halving", "HalvingRandomSearchCV", &search_predict);
HANDLER (frozen_estimator, "sklearn.frozen._frozen", "FrozenEstimator", &frozen_predict);
HANDLER (ransac, "sklearn.linear_model._ransac", "RANSACRegressor", &ransac_predict);
