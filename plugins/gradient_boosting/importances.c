/* SPDX-License-Identifier: BSD-3-Clause */
/* feature_importances_ of GradientBoosting*: the mean over all trees that split at all, as parts of 1. Source: sklearn/ensemble/_gb.py. */
#include "../trees/impurity.h"
#include "gradient.h"

struct members {
	struct skops_list estimators_; /* struct skops_record of struct gradient_member, with its statistics */
};

SKOPS_TABLE (member_table, struct gradient_member, SKOPS_TREE (struct gradient_member, tree_, .flags = SKOPS_STATISTICS));
static const struct skops_case cases[] = { { "sklearn.tree._classes:DecisionTreeRegressor", &member_table, 0 }, { NULL, NULL, 0 } };
SKOPS_ITEM_FIELD (member, SKOPS_KIND_RECORD, struct skops_record, .cases = cases);

SKOPS_TABLE (table, struct members, SKOPS_LIST (struct members, estimators_, &member, .dims = "I,T"));

static enum skops_status matrix (struct skops_call *call, const void *state, struct skops_array *out)
{
	return impurity_mean (call, &((const struct members *) state)->estimators_, false, out);
}

const struct skops_importances gradient_importances = { .size = sizeof gradient_importances, .table = &table, .matrix = matrix };
