/* SPDX-License-Identifier: BSD-3-Clause */
/* feature_importances_ of GradientBoosting*: the mean over all trees that split at all, as parts of 1. Source: sklearn/ensemble/_gb.py. */
#include "../trees/impurity.h"
#include "gradient.h"

struct members {
	struct skops_list estimators_; /* struct skops_record of struct gradient_member */
};

SKOPS_TABLE (table, struct members, SKOPS_LIST (struct members, estimators_, &gradient_member, .dims = "I,T"));

static const struct skops_tree *tree_at (const struct members *self, size_t t)
{
	const struct gradient_member *member = SKOPS_ITEM (&self->estimators_, struct skops_record, t)->state;

	return &member->tree_;
}

static enum skops_status check (struct skops_call *call, void *state)
{
	const struct members *self = state;

	if (!self->estimators_.count)
		return skops_fail (call, SKOPS_BAD_FILE, "boosting without trees");
	for (size_t t = 1; t < self->estimators_.count; t++)
		if (tree_at (self, t)->features != tree_at (self, 0)->features)
			return skops_fail (call, SKOPS_BAD_FILE, "tree %zu has %lld features, the first %lld", t, (long long) tree_at (self, t)->features,
			                   (long long) tree_at (self, 0)->features);
	return SKOPS_OK;
}

static enum skops_status matrix (struct skops_call *call, const void *state, struct skops_array *out)
{
	const struct members *self = state;
	size_t features = (size_t) tree_at (self, 0)->features, counted = 0;
	double *values = impurity_array (call, out, (int64_t) features), *of_tree = skops_alloc (call, features, sizeof *of_tree), sum;

	if (!values || !of_tree)
		return SKOPS_NO_MEMORY;
	for (size_t t = 0; t < self->estimators_.count; t++) {
		if (tree_at (self, t)->nodes < 2)
			continue;
		for (size_t f = 0; f < features; f++)
			of_tree[f] = 0;
		impurity_reduction (tree_at (self, t), of_tree);
		for (size_t f = 0; f < features; f++)
			values[f] += of_tree[f];
		counted++;
	}
	if (!counted)
		return SKOPS_OK;
	for (size_t f = 0; f < features; f++)
		values[f] /= (double) counted;
	sum = skops_sum (values, features);
	for (size_t f = 0; f < features; f++)
		values[f] /= sum;
	return SKOPS_OK;
}

const struct skops_importances gradient_importances = { .size = sizeof gradient_importances, .table = &table, .check = check, .matrix = matrix };
