/* SPDX-License-Identifier: BSD-3-Clause */
/* What AdaBoostClassifier and AdaBoostRegressor share: methods, and feature_importances_, the weighted mean of the members'.
 * Source: sklearn/ensemble/_weight_boosting.py, BaseWeightBoosting. */
#include <string.h>

#include "adaboost.h"

struct importances {
	struct skops_list estimators_;
	struct skops_array estimator_weights_;
};

SKOPS_ITEM_FIELD (item, SKOPS_KIND_CHILD, struct skops_step, .flags = SKOPS_IMPORTANCES);
SKOPS_TABLE (table, struct importances,
	SKOPS_LIST (struct importances, estimators_, &item, .dims = "T"),
	SKOPS_ARRAY (struct importances, estimator_weights_, .dims = "?"));

struct skops_method *adaboost_method (struct skops_call *call, const struct skops_list *members, const char *name, skops_apply *apply, const char *of_member)
{
	struct skops_method *method = ensemble_method (call, name, apply);

	if (!method)
		return NULL;
	method->accepts[0] = SKOPS_DENSE;
	method->accepts[1] = SKOPS_CSR;
	method->flags = 0;
	method->tolerance = SKOPS_ROUNDING;
	for (size_t t = 0; t < members->count; t++)
		if (ensemble_edge (call, method, member_at (members, t), of_member, NULL))
			return NULL;
	return method;
}

/* Members' coef_ do not count. */
static bool has_importances (const char *type)
{
	return !strncmp (type, "sklearn.tree.", strlen ("sklearn.tree.")) || !strncmp (type, "sklearn.ensemble.", strlen ("sklearn.ensemble."));
}

static enum skops_status matrix (struct skops_call *call, const void *state, struct skops_array *out)
{
	const struct importances *self = state;
	const double *weights = skops_f8 (&self->estimator_weights_);
	double norm = skops_sum (weights, self->estimator_weights_.count), *sum = NULL;
	struct skops_array of_member;

	if (!self->estimators_.count || self->estimator_weights_.count < self->estimators_.count)
		return skops_fail (call, SKOPS_BAD_FILE, "%zu estimators with %zu weights", self->estimators_.count, self->estimator_weights_.count);
	for (size_t t = 0; t < self->estimators_.count; t++) {
		const struct skops_child *member = member_at (&self->estimators_, t);

		if (!has_importances (skops_child_type (call, member)))
			return skops_fail (call, SKOPS_UNSUPPORTED, "%s has no feature_importances_", skops_child_type (call, member));
		if (skops_child_importances (call, member, &of_member))
			return SKOPS_UNSUPPORTED;
		if (!sum) {
			*out = of_member;
			sum = skops_alloc (call, of_member.count, sizeof *sum);
			out->data = sum;
		}
		if (!sum)
			return SKOPS_NO_MEMORY;
		if (of_member.count != out->count || of_member.rank != 1)
			return skops_fail (call, SKOPS_BAD_FILE, "estimator %zu has importances of %zu features, the first of %zu", t, of_member.count, out->count);
		for (size_t f = 0; f < of_member.count; f++)
			sum[f] += weights[t] * skops_f8 (&of_member)[f];
	}
	for (size_t f = 0; f < out->count; f++)
		sum[f] /= norm;
	return SKOPS_OK;
}

const struct skops_importances adaboost_importances = { .size = sizeof adaboost_importances, .table = &table, .matrix = matrix };
