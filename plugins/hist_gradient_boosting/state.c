/* SPDX-License-Identifier: BSD-3-Clause */
/* HistGradientBoostingClassifier and HistGradientBoostingRegressor: their state, and the rules that tables cannot say. */
#include "hist.h"

SKOPS_TABLE (node_table, struct hist_nodes,
	SKOPS_ARRAY (struct hist_nodes, value, .dims = "nodes"),
	SKOPS_ARRAY_OF (struct hist_nodes, feature_idx, SKOPS_I4, .dims = "nodes"),
	SKOPS_ARRAY (struct hist_nodes, num_threshold, .dims = "nodes"),
	SKOPS_ARRAY_OF (struct hist_nodes, missing_go_to_left, SKOPS_U1, .dims = "nodes"),
	SKOPS_ARRAY_OF (struct hist_nodes, left, SKOPS_I4, .dims = "nodes"),
	SKOPS_ARRAY_OF (struct hist_nodes, right, SKOPS_I4, .dims = "nodes"),
	SKOPS_ARRAY_OF (struct hist_nodes, is_leaf, SKOPS_U1, .dims = "nodes"),
	SKOPS_ARRAY_OF (struct hist_nodes, is_categorical, SKOPS_U1, .dims = "nodes"),
	SKOPS_ARRAY_OF (struct hist_nodes, bitset_idx, SKOPS_I4, .dims = "nodes"));

SKOPS_TABLE (predictor_table, struct hist_predictor,
	SKOPS_COLUMNS (struct hist_predictor, nodes, struct hist_nodes, &node_table),
	SKOPS_ARRAY_OF (struct hist_predictor, raw_left_cat_bitsets, SKOPS_U4, .dims = "bitsets,8"));

static const struct skops_case predictor_cases[] = {
	{ "sklearn.ensemble._hist_gradient_boosting.predictor:TreePredictor", &predictor_table, 0 }, { NULL, NULL, 0 },
};
SKOPS_ITEM_FIELD (predictor, SKOPS_KIND_RECORD, struct skops_record, .cases = predictor_cases);
SKOPS_ITEM_FIELD (iteration, SKOPS_KIND_LIST, struct skops_list, .item = &predictor, .dims = "T");

static const struct skops_case link_cases[] = {
	{ "sklearn._loss.link:IdentityLink", NULL, BOOSTING_IDENTITY }, { "sklearn._loss.link:LogLink", NULL, BOOSTING_LOG },
	{ "sklearn._loss.link:LogitLink", NULL, BOOSTING_LOGIT }, { "sklearn._loss.link:HalfLogitLink", NULL, BOOSTING_HALF_LOGIT },
	{ "sklearn._loss.link:MultinomialLogit", NULL, BOOSTING_MULTINOMIAL }, { NULL, NULL, 0 },
};
SKOPS_TABLE (loss_table, struct hist_loss, SKOPS_RECORD (struct hist_loss, link, link_cases));

#define LOSS(name) { "sklearn._loss.loss:" name, &loss_table, 0 }
static const struct skops_case loss_cases[] = {
	LOSS ("HalfSquaredError"), LOSS ("AbsoluteError"), LOSS ("PinballLoss"), LOSS ("HuberLoss"), LOSS ("HalfPoissonLoss"), LOSS ("HalfGammaLoss"),
	LOSS ("HalfTweedieLoss"), LOSS ("HalfTweedieLossIdentity"), LOSS ("HalfBinomialLoss"), LOSS ("HalfMultinomialLoss"), LOSS ("ExponentialLoss"), { NULL, NULL, 0 },
};

SKOPS_ITEM_FIELD (thresholds, SKOPS_KIND_ARRAY, struct skops_array, .dtype = SKOPS_F8, .dims = "?");
SKOPS_TABLE (bin_table, struct hist_bins,
	SKOPS_ARRAY_OF (struct hist_bins, is_categorical_, SKOPS_U1, .dims = "F"),
	SKOPS_LIST (struct hist_bins, bin_thresholds_, &thresholds, .dims = "F"));
static const struct skops_case bin_cases[] = {
	{ "sklearn.ensemble._hist_gradient_boosting.binning:_BinMapper", &bin_table, 0 }, { NULL, NULL, 0 },
};

#define COMMON_FIELDS \
	SKOPS_INT (struct hist, n_trees_per_iteration_, .dims = "T", .flags = SKOPS_INDEX), \
	SKOPS_ARRAY (struct hist, _baseline_prediction, .dims = "1,T"), \
	SKOPS_LIST (struct hist, _predictors, &iteration, .dims = "I"), \
	SKOPS_RECORD (struct hist, _loss, loss_cases), \
	SKOPS_RECORD (struct hist, _bin_mapper, bin_cases, .flags = SKOPS_INHERIT), \
	SKOPS_CHILD (struct hist, _preprocessor, .since = SKOPS_VERSION (1, 4), .flags = SKOPS_NULLABLE), \
	SKOPS_DIM (struct hist, n_features, "F")

SKOPS_TABLE (classifier_table, struct hist, SKOPS_VALUES (struct hist, classes_, .dims = "K"), COMMON_FIELDS);
SKOPS_TABLE (regressor_table, struct hist, COMMON_FIELDS);

static enum skops_status build (struct skops_call *call, struct hist *self, const struct skops_values *classes)
{
	const struct hist_loss *loss = self->_loss.state;
	struct boosting *boosting = &self->boosting;

	*boosting = (struct boosting) { .classes = classes, .link = (enum boosting_link) loss->link.tag, .by_probability = call->writer < SKOPS_VERSION (1, 5),
		.form = SKOPS_DENSE, .flags = SKOPS_TAKES_NAN | SKOPS_TAKES_INF, .features = self->n_features, .stages = self->_predictors.count,
		.width = (size_t) self->n_trees_per_iteration_, .labels = { classes }, .start = hist_start, .connect = hist_connect, .emit_start = hist_emit_start };
	if (!boosting->width || !boosting->stages)
		return skops_fail (call, SKOPS_BAD_FILE, "%zu iterations of %zu trees", boosting->stages, boosting->width);
	return hist_grow (call, self);
}

static enum skops_status build_classifier (struct skops_call *call, void *state)
{
	struct hist *self = state;
	enum skops_status status = build (call, self, &self->classes_);
	enum boosting_link link = self->boosting.link;
	size_t width = self->boosting.width;

	if (status)
		return status;
	if (!self->classes_.count || width != (self->classes_.count <= 2 ? 1 : self->classes_.count))
		return skops_fail (call, SKOPS_BAD_FILE, "%zu trees in an iteration for %zu classes", width, self->classes_.count);
	if (width == 1 ? link != BOOSTING_LOGIT && link != BOOSTING_HALF_LOGIT : link != BOOSTING_MULTINOMIAL)
		return skops_fail (call, SKOPS_BAD_FILE, "a link that does not belong to %zu classes", self->classes_.count);
	return SKOPS_OK;
}

static enum skops_status build_regressor (struct skops_call *call, void *state)
{
	struct hist *self = state;
	enum skops_status status = build (call, self, NULL);

	if (!status && (self->boosting.width != 1 || self->boosting.link == BOOSTING_MULTINOMIAL))
		status = skops_fail (call, SKOPS_BAD_FILE, "a regressor with %zu trees in an iteration, or a classifier's link", self->boosting.width);
	return status;
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	return boosting_describe (call, state);
}

const struct skops_predict hist_classifier_predict = {
	.size = sizeof hist_classifier_predict, .table = &classifier_table, .build = build_classifier, .describe = describe,
};
const struct skops_predict hist_regressor_predict = {
	.size = sizeof hist_regressor_predict, .table = &regressor_table, .build = build_regressor, .describe = describe,
};
const struct skops_onnx hist_classifier_onnx = {
	.size = sizeof hist_classifier_onnx, .table = &classifier_table, .build = build_classifier, .support = boosting_support, .emit = boosting_emit,
};
const struct skops_onnx hist_regressor_onnx = {
	.size = sizeof hist_regressor_onnx, .table = &regressor_table, .build = build_regressor, .support = boosting_support, .emit = boosting_emit,
};
