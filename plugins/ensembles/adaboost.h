/* SPDX-License-Identifier: BSD-3-Clause */
/* What AdaBoostClassifier and AdaBoostRegressor share. */
#ifndef ADABOOST_H
#define ADABOOST_H

#include "ensembles.h"

/* In describe: a method that asks every member for `of_member`; it takes finite numbers only, whatever members would take. NULL: it failed. */
struct skops_method *adaboost_method (struct skops_call *call, const struct skops_list *members, const char *name, skops_apply *apply, const char *of_member);

extern const struct skops_importances adaboost_importances;

#endif
