/* SPDX-License-Identifier: BSD-3-Clause */
/* What the splits of one tree do for each feature: the ground of every feature_importances_. */
#ifndef IMPURITY_H
#define IMPURITY_H

#include "skops/plugin.h"

/* The reduction of weighted impurity by the splits on each feature, for each unit of weight; `out` has a 0 for each feature. */
void impurity_reduction (const struct skops_tree *tree, double *out);

/* In matrix: the numbers of an array of one for each feature, zeroed. NULL without memory. */
double *impurity_array (struct skops_call *call, struct skops_array *out, int64_t features);

#endif
