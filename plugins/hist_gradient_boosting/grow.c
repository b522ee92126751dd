/* SPDX-License-Identifier: BSD-3-Clause */
/* From predictors to the forests that the core evaluates. Source: sklearn/ensemble/_hist_gradient_boosting/_predictor.pyx, _predict_one_from_raw_data. */
#include "hist.h"

/* Links as sklearn.tree has them: a leaf's are -1. */
static const int32_t *take_links (struct skops_call *call, const struct skops_array *links, const uint8_t *leaf)
{
	int32_t *out = skops_alloc (call, links->count, sizeof *out);

	for (size_t i = 0; out && i < links->count; i++)
		out[i] = leaf[i] ? -1 : ((const int32_t *) links->data)[i];
	return out;
}

/* The sets of categories by which nodes split; -1 where they do not. */
static const int32_t *take_sets (struct skops_call *call, const struct hist_nodes *nodes, bool *any)
{
	const uint8_t *leaf = nodes->is_leaf.data, *by_category = nodes->is_categorical.data;
	int32_t *out = skops_alloc (call, nodes->bitset_idx.count, sizeof *out);

	for (size_t i = 0; out && i < nodes->bitset_idx.count; i++) {
		out[i] = by_category[i] && !leaf[i] ? ((const int32_t *) nodes->bitset_idx.data)[i] : -1;
		*any |= out[i] >= 0;
	}
	return out;
}

static enum skops_status take_tree (struct skops_call *call, const struct hist_predictor *predictor, struct skops_tree_source *out, bool *categorical)
{
	const struct hist_nodes *nodes = &predictor->nodes;

	*out = (struct skops_tree_source) { .nodes = (int64_t) nodes->value.count, .feature = nodes->feature_idx.data, .threshold = skops_f8 (&nodes->num_threshold),
		.left = take_links (call, &nodes->left, nodes->is_leaf.data), .right = take_links (call, &nodes->right, nodes->is_leaf.data),
		.missing_left = nodes->missing_go_to_left.data, .category = take_sets (call, nodes, categorical),
		.bitsets = predictor->raw_left_cat_bitsets.data, .n_bitsets = predictor->raw_left_cat_bitsets.dims[0], .values = skops_f8 (&nodes->value) };
	return out->left && out->right && out->category ? SKOPS_OK : SKOPS_NO_MEMORY;
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
	struct boosting *boosting = &self->boosting;
	struct skops_tree_source *sources = skops_alloc (call, boosting->width, boosting->stages * sizeof *sources);
	bool categorical = false;

	if (!sources)
		return SKOPS_NO_MEMORY;
	for (size_t i = 0; i < boosting->stages; i++) {
		const struct skops_list *iteration = SKOPS_ITEM (&self->_predictors, struct skops_list, i);

		for (size_t k = 0; k < boosting->width; k++)
			if (take_tree (call, SKOPS_ITEM (iteration, struct skops_record, k)->state, &sources[k * boosting->stages + i], &categorical))
				return SKOPS_NO_MEMORY;
	}
	boosting->sources = sources;
	if (categorical && know_categories (call, self, &boosting->known))
		return SKOPS_BAD_FILE;
	return boosting_grow (call, boosting);
}
