/* SPDX-License-Identifier: BSD-3-Clause */
/* What the splits of one tree do for each feature: the ground of every feature_importances_. */
#ifndef IMPURITY_H
#define IMPURITY_H

#include "skops/plugin.h"

/* In matrix: a tree's own importances, as parts of 1. */
enum skops_status impurity_of_tree (struct skops_call *call, const struct skops_tree *tree, struct skops_array *out);

/* In matrix: the mean over all trees that split at all, as parts of 1. `members` are struct skops_record whose state begins with a struct skops_tree. `as_parts`: each
 * tree's are brought to parts of 1 first. */
enum skops_status impurity_mean (struct skops_call *call, const struct skops_list *members, bool as_parts, struct skops_array *out);

#endif
