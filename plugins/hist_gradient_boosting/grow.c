/* SPDX-License-Identifier: BSD-3-Clause */
/* From predictors to the forests that the core evaluates. Source: sklearn/ensemble/_hist_gradient_boosting/_predictor.pyx, _predict_one_from_raw_data. */
#include "hist.h"

/* An index that no array can have is left for the core to refuse. */
static int32_t index_of (int64_t number)
{
	return number < 0 || number > INT32_MAX ? INT32_MAX : (int32_t) number;
}

static enum skops_status take_tree (struct skops_call *call, const struct hist_predictor *predictor, struct skops_tree_source *out, bool *categorical)
{
	const struct hist_nodes *nodes = &predictor->nodes;
	const uint8_t *leaf = nodes->is_leaf.data, *by_category = nodes->is_categorical.data;
	size_t count = nodes->value.count;
	int32_t *left = skops_alloc (call, count, sizeof *left), *right = skops_alloc (call, count, sizeof *right);
	int32_t *feature = skops_alloc (call, count, sizeof *feature), *category = skops_alloc (call, count, sizeof *category);

	if (!left || !right || !feature || !category)
		return SKOPS_NO_MEMORY;
	for (size_t i = 0; i < count; i++) {
		left[i] = leaf[i] ? -1 : index_of (skops_i8 (&nodes->left)[i]);
		right[i] = leaf[i] ? -1 : index_of (skops_i8 (&nodes->right)[i]);
		feature[i] = leaf[i] ? 0 : index_of (skops_i8 (&nodes->feature_idx)[i]);
		category[i] = leaf[i] || !by_category[i] ? -1 : index_of (skops_i8 (&nodes->bitset_idx)[i]);
		*categorical |= category[i] >= 0;
	}
	*out = (struct skops_tree_source) { .nodes = (int64_t) count, .left = left, .right = right, .feature = feature, .threshold = skops_f8 (&nodes->num_threshold),
		.missing_left = nodes->missing_go_to_left.data, .category = category, .bitsets = predictor->raw_left_cat_bitsets.data,
		.n_bitsets = predictor->raw_left_cat_bitsets.dims[0], .values = skops_f8 (&nodes->value) };
	return SKOPS_OK;
}

/* The categories that a feature had in training; _BinMapper.make_known_categories_bitsets. */
static enum skops_status know_categories (struct skops_call *call, const struct hist *self, const uint32_t **out)
{
	const struct hist_bins *bins = self->_bin_mapper.state;
	uint32_t *known = skops_alloc (call, (size_t) self->n_features * 8, sizeof *known);

	if (!known)
		return SKOPS_NO_MEMORY;
	for (size_t f = 0; f < (size_t) self->n_features; f++) {
		const struct skops_array *categories = SKOPS_ITEM (&bins->bin_thresholds_, struct skops_array, f);

		if (!((const uint8_t *) bins->is_categorical_.data)[f])
			continue;
		for (size_t i = 0; i < categories->count; i++) {
			double category = skops_f8 (categories)[i];
			if (!(category >= 0 && category < 256))
				return skops_fail (call, SKOPS_BAD_FILE, "feature %zu has the category %.17g", f, category);
			known[f * 8 + (size_t) category / 32] |= 1u << (size_t) category % 32;
		}
	}
	*out = known;
	return SKOPS_OK;
}

enum skops_status hist_grow (struct skops_call *call, struct hist *self)
{
	struct skops_forest_options options = { .size = sizeof options, .compare = SKOPS_COMPARE_F8, .features = self->n_features, .width = 1 };
	struct skops_tree_source *trees = skops_alloc (call, self->stages, sizeof *trees);
	bool categorical = false;

	self->forests = skops_alloc (call, self->width, sizeof (void *));
	if (!trees || !self->forests)
		return SKOPS_NO_MEMORY;
	for (size_t k = 0; k < self->width; k++) {
		for (size_t i = 0; i < self->stages; i++) {
			const struct skops_list *iteration = SKOPS_ITEM (&self->_predictors, struct skops_list, i);
			if (take_tree (call, SKOPS_ITEM (iteration, struct skops_record, k)->state, &trees[i], &categorical))
				return SKOPS_NO_MEMORY;
		}
		if (categorical && !options.known && know_categories (call, self, &options.known))
			return SKOPS_BAD_FILE;
		self->forests[k] = skops_forest_new (call, trees, self->stages, &options);
		if (!self->forests[k])
			return SKOPS_BAD_FILE;
	}
	return SKOPS_OK;
}
