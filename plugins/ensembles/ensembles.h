/* SPDX-License-Identifier: BSD-3-Clause */
/* Ensembles whose members are estimators of any type: what they share, and the handlers of this plugin. */
#ifndef ENSEMBLES_H
#define ENSEMBLES_H

#include "skops/plugin.h"

extern const struct skops_handler bagging_classifier, bagging_regressor, adaboost_classifier, adaboost_regressor;
extern const struct skops_handler voting_classifier, voting_regressor, stacking_classifier, stacking_regressor;

/* An item of estimators_. */
extern const struct skops_field member_item;

static inline const struct skops_child *member_at (const struct skops_list *members, size_t i)
{
	return SKOPS_ITEM (members, struct skops_step, i)->child;
}

/* ---- members.c: methods that call members ---- */

/* In describe: a method that takes X as it comes. */
struct skops_method *ensemble_method (struct skops_call *call, const char *name, skops_apply *apply);

/* In describe: an edge to a member; what the member takes and how well it agrees becomes the method's. */
enum skops_status ensemble_edge (struct skops_call *call, struct skops_method *method, const struct skops_child *member, const char *name, const struct skops_edge *edge);

/* Whether every member has the method. */
bool ensemble_all_have (struct skops_call *call, const struct skops_list *members, const char *name);

/* In build: fails unless there are members, and each has the method with one output of `width` columns (-1: any), numbers rather than labels. */
enum skops_status ensemble_check (struct skops_call *call, const struct skops_list *members, const char *name, int64_t width);

/* The dtype that NumPy gives to numbers of both: float32 where both are. 0 to begin with. */
uint8_t ensemble_dtype (uint8_t sum, uint8_t dtype);

/* In apply: the answer of edge `edge` as dense numbers. */
enum skops_status ensemble_ask (struct skops_call *call, size_t edge, const struct skops_block *x, struct skops_block *out);

/* softmax over `count` numbers, in place. Source: sklearn/utils/extmath.py. */
void ensemble_softmax (double *numbers, size_t count);

size_t ensemble_argmax (const double *numbers, size_t count);

/* In emit: a member's method as numbers [N, width]. */
struct skops_tensor ensemble_emit (struct skops_call *call, const struct skops_child *member, const char *name, const struct skops_columns *x);

/* ---- labels.c: what a member predicts, as numbers ---- */

/* Labels of one answer: of each column, the number that each label stands for. */
struct labels {
	size_t columns;         /* 0: the answer is made of numbers, not of labels */
	const double **numbers; /* [columns] */
	size_t *counts;         /* [columns] */
};

/* In build: labels of a member's method are the integers that they are (`classes` NULL; SKOPS_BAD_FILE where one is no number), or their places among
 * `classes` (-1: none of them). */
enum skops_status labels_build (struct skops_call *call, struct labels *self, const struct skops_child *member, const char *name, const struct skops_values *classes);

/* In apply: indices of labels become their numbers, in place. */
enum skops_status labels_decode (struct skops_call *call, const struct labels *self, struct skops_block *block);

/* In emit: the same of a tensor [N, columns]. */
struct skops_tensor labels_emit (struct skops_call *call, const struct labels *self, struct skops_tensor answer);

/* In build: fails unless every number is a place among `count`. */
enum skops_status labels_check (struct skops_call *call, const struct labels *self, size_t count);

/* ---- names.c: estimators, the list of (name, estimator) that the user gave ---- */

struct named_member {
	struct skops_text name;
	int dropped; /* not 0: "drop" */
};
extern const struct skops_field named_member_item;

/* The name of the i-th member that was not dropped; data NULL: there is none. */
struct skops_text named_member (const struct skops_list *estimators, size_t i);

/* In names: `count` times "votingclassifier_lr", with a number from 0 behind where they are numbered. */
enum skops_status named_columns (struct skops_call *call, struct skops_text name, size_t count, bool numbered);

#endif
