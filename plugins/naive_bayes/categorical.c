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

/* A number that is no category becomes one place behind the last: looking it up ends the run, as it does in scikit-learn. */
static struct skops_tensor emit_joint (struct skops_call *call, const void *state, struct skops_tensor x)
{
	const struct categorical *self = state;
	struct skops_tensor out = skops_onnx_row (call, skops_f8 (&self->class_log_prior_), self->class_log_prior_.count);

	for (size_t f = self->feature_log_prob_.count; f-- > 0;) {
		const struct skops_array *feature = SKOPS_ITEM (&self->feature_log_prob_, struct skops_array, f);
		int64_t categories = feature->dims[1], column = (int64_t) f;
		struct skops_tensor place = skops_onnx_cast (call, skops_onnx_gather (call, x, skops_onnx_int (call, column), 1), SKOPS_TENSOR_INT64), table;

		place = skops_onnx_3 (call, "Where", skops_onnx_2 (call, "Less", place, skops_onnx_int (call, 0)), skops_onnx_int (call, categories), place);
		table = skops_onnx_matrix (call, skops_f8 (feature), (size_t) feature->dims[0], (size_t) categories);
		table = skops_onnx_gather (call, skops_onnx_1 (call, "Transpose", table), place, 0);
		out = skops_onnx_2 (call, "Add", out, table);
	}
	return out;
}

static enum skops_status build (struct skops_call *call, void *state)
{
	struct categorical *self = state;

	self->bayes.dtype = SKOPS_F8;
	return bayes_build (call, &self->bayes, joint, emit_joint);
}

const struct skops_onnx categorical_onnx = { .size = sizeof categorical_onnx, .table = &table, .build = build, .emit = bayes_emit };
const struct skops_predict categorical_predict = { .size = sizeof categorical_predict, .table = &table, .build = build, .describe = bayes_describe };
