/* SPDX-License-Identifier: BSD-3-Clause */
/* What the splits of one tree do for each feature. Source: Tree.compute_feature_importances (sklearn/tree/_tree.pyx). */
#include "impurity.h"

void impurity_reduction (const struct skops_tree *tree, double *out)
{
	for (int64_t i = 0; i < tree->nodes; i++) {
		int32_t left = tree->left[i], right = tree->right[i];
		if (left >= 0)
			out[tree->feature[i]] += tree->weight[i] * tree->impurity[i] - tree->weight[left] * tree->impurity[left] - tree->weight[right] * tree->impurity[right];
	}
	for (size_t f = 0; f < (size_t) tree->features; f++)
		out[f] /= tree->weight[0];
}

double *impurity_array (struct skops_call *call, struct skops_array *out, int64_t features)
{
	double *values = skops_alloc (call, (size_t) features, sizeof *values);

	*out = (struct skops_array) { .data = values, .dtype = SKOPS_F8, .stored_dtype = SKOPS_F8, .rank = 1, .stored_rank = 1, .count = (size_t) features,
		.dims = { features, 1, 1, 1 }, .strides = { sizeof *values, sizeof *values, sizeof *values, sizeof *values } };
	return values;
}
