/* SPDX-License-Identifier: BSD-3-Clause */
/* CategoricalNB: log P(class) + Σ log P(category of feature | class); categories are numbers from 0. Source: sklearn/naive_bayes.py, CategoricalNB. */
#include <math.h>

#include "naive_bayes.h"

struct categorical {
	struct bayes bayes;
	struct skops_list feature_log_prob_; /* of each feature: [K, categories] */
	struct skops_array class_log_prior_;
};

SKOPS_ITEM_FIELD (feature_item, SKOPS_KIND_ARRAY, struct skops_array, .dtype = SKOPS_F8, .dims = "K,?");

SKOPS_TABLE (table, struct categorical,
	BAYES_CLASSES (struct categorical),
	SKOPS_LIST (struct categorical, feature_log_prob_, &feature_item, .dims = "F"),
	SKOPS_ARRAY (struct categorical, class_log_prior_, .dims = "K"));

static enum skops_status joint (struct skops_call *call, const void *state, const struct skops_block *x, size_t row, double *out)
{
	const struct categorical *self = state;
	size_t classes = self->bayes.classes_.count;

	for (size_t k = 0; k < classes; k++)
		out[k] = 0;
	for (size_t f = 0; f < self->feature_log_prob_.count; f++) {
		const struct skops_array *feature = SKOPS_ITEM (&self->feature_log_prob_, struct skops_array, f);
		size_t categories = (size_t) feature->dims[1];
		double category = trunc (skops_row (x, row)[f]); /* X is cast to integers */

		if (!(category >= 0 && category < (double) categories))
			return skops_fail_at (call, SKOPS_UNFIT, row, (int64_t) f, "category %.17g; the model knows %zu categories from 0", category, categories);
		for (size_t k = 0; k < classes; k++)
			out[k] += skops_f8 (feature)[k * categories + (size_t) category];
	}
	for (size_t k = 0; k < classes; k++)
		out[k] += skops_f8 (&self->class_log_prior_)[k];
	return SKOPS_OK;
}

static enum skops_status build (struct skops_call *call, void *state)
{
	struct categorical *self = state;

	self->bayes.dtype = SKOPS_F8;
	return bayes_build (call, &self->bayes, joint);
}

const struct skops_predict categorical_predict = { .size = sizeof categorical_predict, .table = &table, .build = build, .describe = bayes_describe };
