/* SPDX-License-Identifier: BSD-3-Clause */
/* Trees made ready: shapes compared with their owner's, leaf values as the writing version read them, the forest that the core evaluates. */
#include "trees.h"

/* Trees that were fitted with the estimator know its features, outputs and classes. */
static enum skops_status check_tree (struct skops_call *call, const struct skops_tree *tree, size_t number, int64_t features, int64_t outputs, const struct skops_list *classes)
{
	if (tree->features != features || tree->outputs != outputs)
		return skops_fail (call, SKOPS_BAD_FILE, "tree %zu has %lld features and %lld outputs, its estimator %lld and %lld", number,
		                   (long long) tree->features, (long long) tree->outputs, (long long) features, (long long) outputs);
	if (!classes->count && tree->classes != 1)
		return skops_fail (call, SKOPS_BAD_FILE, "tree %zu is a classifier's, its estimator is none", number);
	for (size_t o = 0; o < classes->count; o++) {
		size_t count = SKOPS_ITEM (classes, struct skops_values, o)->count;
		if (!count || (uint64_t) tree->n_classes[o] != count)
			return skops_fail (call, SKOPS_BAD_FILE, "output %zu of tree %zu has %lld classes, classes_ has %zu", o, number, (long long) tree->n_classes[o], count);
	}
	return SKOPS_OK;
}

/* Counts of the classes as fractions of their sum; DecisionTreeClassifier.predict_proba through 1.3 (sklearn/tree/_classes.py). */
static const double *fractions (struct skops_call *call, const struct skops_tree *tree)
{
	size_t classes = (size_t) tree->classes, rows = (size_t) tree->nodes * (size_t) tree->outputs;
	double *values = skops_alloc (call, rows * classes, sizeof *values);

	for (size_t r = 0; values && r < rows; r++) {
		const double *counts = tree->values + r * classes;
		size_t here = (size_t) tree->n_classes[r % (size_t) tree->outputs];
		double sum = skops_sum (counts, here);
		for (size_t k = 0; k < here; k++)
			values[r * classes + k] = counts[k] / (sum == 0 ? 1 : sum);
	}
	return values;
}

/* BaseDecisionTree._support_missing_values and the tags behind it, in each version's own way; forests ask their first tree (sklearn/ensemble/_forest.py). */
static bool takes_nan (const struct tree *tree, bool alone, uint32_t writer)
{
	if (writer < (alone ? SKOPS_VERSION (1, 3) : SKOPS_VERSION (1, 4)))
		return false;
	if (writer >= SKOPS_VERSION (1, 9))
		return true;
	return tree->criterion && !tree->monotonic_cst
		&& (tree->splitter == SPLITTER_BEST || (tree->splitter == SPLITTER_RANDOM && writer >= SKOPS_VERSION (1, 6)));
}

enum skops_status trees_build (struct skops_call *call, struct trees *self, const struct tree *const *members, size_t count, int64_t features, int64_t outputs,
                               const struct skops_list *classes)
{
	struct skops_forest_options options = { .size = sizeof options, .compare = SKOPS_COMPARE_F4, .features = features };
	struct skops_tree_source *sources;

	if (!count)
		return skops_fail (call, SKOPS_BAD_FILE, "a forest without trees");
	for (size_t t = 0; t < count; t++)
		if (check_tree (call, &members[t]->tree_, t, features, outputs, classes))
			return SKOPS_BAD_FILE;
	self->takes_nan = takes_nan (members[0], self->alone, call->writer);
	self->path_ignores_missing = call->writer < SKOPS_VERSION (1, 8);
	self->count = count;
	self->outputs = (size_t) outputs;
	self->classes = (size_t) members[0]->tree_.classes;
	self->items = skops_alloc (call, count, sizeof (void *));
	self->labels = classes->count ? skops_alloc (call, classes->count, sizeof (void *)) : NULL;
	sources = skops_alloc (call, count, sizeof *sources);
	if (!self->items || !sources || (classes->count && !self->labels))
		return SKOPS_NO_MEMORY;
	for (size_t o = 0; o < classes->count; o++)
		self->labels[o] = SKOPS_ITEM (classes, struct skops_values, o);
	for (size_t t = 0; t < count; t++) {
		const struct skops_tree *tree = self->items[t] = &members[t]->tree_;

		if (tree->classes != (int64_t) self->classes)
			return skops_fail (call, SKOPS_BAD_FILE, "tree %zu has room for %lld classes, the first for %zu", t, (long long) tree->classes, self->classes);
		self->nodes += (size_t) tree->nodes;
		sources[t] = (struct skops_tree_source) { .nodes = tree->nodes, .left = tree->left, .right = tree->right, .feature = tree->feature,
			.threshold = tree->threshold, .missing_left = tree->missing_left, .values = tree->values };
		if (self->labels && call->writer < SKOPS_VERSION (1, 4) && !(sources[t].values = fractions (call, tree)))
			return SKOPS_NO_MEMORY;
	}
	if (self->nodes > INT32_MAX)
		return skops_fail (call, SKOPS_UNSUPPORTED, "%zu nodes in one estimator", self->nodes);
	self->sources = sources;
	options.width = (int64_t) (self->outputs * self->classes);
	self->forest = skops_forest_new (call, sources, count, &options);
	return self->forest ? SKOPS_OK : SKOPS_BAD_FILE;
}
