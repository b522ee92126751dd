/* SPDX-License-Identifier: BSD-3-Clause */
/* What the splits of trees do for each feature. Sources: Tree.compute_feature_importances (sklearn/tree/_tree.pyx), feature_importances_ of
 * sklearn/ensemble/_forest.py and _gb.py. */
#include <string.h>

#include "impurity.h"

/* The reduction of weighted impurity by the splits on each feature, for each unit of weight; `out` has a 0 for each feature. */
static void measure (const struct skops_tree *tree, double *out)
{
	for (int64_t i = 0; i < tree->nodes; i++) {
		int32_t left = tree->left[i], right = tree->right[i];
		if (left >= 0)
			out[tree->feature[i]] += tree->weight[i] * tree->impurity[i] - tree->weight[left] * tree->impurity[left] - tree->weight[right] * tree->impurity[right];
	}
	for (size_t f = 0; f < (size_t) tree->features; f++)
		out[f] /= tree->weight[0];
}

/* An array of one number for each feature, zeroed. */
static double *shape (struct skops_call *call, struct skops_array *out, int64_t features)
{
	double *values = skops_alloc (call, (size_t) features, sizeof *values);

	*out = (struct skops_array) { .data = values, .dtype = SKOPS_F8, .stored_dtype = SKOPS_F8, .rank = 1, .stored_rank = 1, .count = (size_t) features,
		.dims = { features, 1, 1, 1 }, .strides = { sizeof *values, sizeof *values, sizeof *values, sizeof *values } };
	return values;
}

static void to_parts (double *values, size_t count)
{
	double sum = skops_sum (values, count);

	for (size_t f = 0; f < count && sum > 0; f++)
		values[f] /= sum;
}

enum skops_status impurity_of_tree (struct skops_call *call, const struct skops_tree *tree, struct skops_array *out)
{
	double *values = shape (call, out, tree->features);

	if (!values)
		return SKOPS_NO_MEMORY;
	measure (tree, values);
	to_parts (values, out->count);
	return SKOPS_OK;
}

static const struct skops_tree *tree_at (const struct skops_list *members, size_t t)
{
	return SKOPS_ITEM (members, struct skops_record, t)->state;
}

static enum skops_status check (struct skops_call *call, const struct skops_list *members)
{
	if (!members->count)
		return skops_fail (call, SKOPS_BAD_FILE, "an ensemble without trees");
	for (size_t t = 1; t < members->count; t++)
		if (tree_at (members, t)->features != tree_at (members, 0)->features)
			return skops_fail (call, SKOPS_BAD_FILE, "tree %zu has %lld features, the first %lld", t, (long long) tree_at (members, t)->features,
			                   (long long) tree_at (members, 0)->features);
	return SKOPS_OK;
}

enum skops_status impurity_mean (struct skops_call *call, const struct skops_list *members, bool as_parts, struct skops_array *out)
{
	double *values, *of_tree;
	size_t features, counted = 0;
	double sum;

	if (check (call, members))
		return SKOPS_BAD_FILE;
	features = (size_t) tree_at (members, 0)->features;
	values = shape (call, out, (int64_t) features);
	of_tree = skops_alloc (call, features, sizeof *of_tree);
	if (!values || !of_tree)
		return SKOPS_NO_MEMORY;
	for (size_t t = 0; t < members->count; t++) {
		if (tree_at (members, t)->nodes < 2)
			continue;
		memset (of_tree, 0, features * sizeof *of_tree);
		measure (tree_at (members, t), of_tree);
		if (as_parts)
			to_parts (of_tree, features);
		for (size_t f = 0; f < features; f++)
			values[f] += of_tree[f];
		counted++;
	}
	for (size_t f = 0; f < features && counted; f++)
		values[f] /= (double) counted;
	sum = skops_sum (values, features);
	for (size_t f = 0; f < features && counted; f++)
		values[f] /= sum; /* whatever it is */
	return SKOPS_OK;
}
