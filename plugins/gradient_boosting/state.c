/* SPDX-License-Identifier: BSD-3-Clause */
/* GradientBoostingClassifier and GradientBoostingRegressor: their state, with the trees as records. Sources: sklearn/ensemble/_gb.py,
 * sklearn/ensemble/_gradient_boosting.pyx, predict_stages. */
#include "gradient.h"

SKOPS_TABLE (member_table, struct gradient_member, SKOPS_TREE (struct gradient_member, tree_));
static const struct skops_case member_cases[] = { { "sklearn.tree._classes:DecisionTreeRegressor", &member_table, 0 }, { NULL, NULL, 0 } };
const struct skops_field gradient_member = { .name = "", .kind = SKOPS_KIND_RECORD, .size = (uint32_t) sizeof (struct skops_record), .cases = member_cases };

static const struct skops_case classifier_losses[] = {
	{ "sklearn.ensemble._gb_losses:BinomialDeviance", NULL, LOSS_BINOMIAL }, { "sklearn.ensemble._gb_losses:MultinomialDeviance", NULL, LOSS_MULTINOMIAL },
	{ "sklearn.ensemble._gb_losses:ExponentialLoss", NULL, LOSS_EXPONENTIAL }, { "sklearn._loss.loss:HalfBinomialLoss", NULL, LOSS_BINOMIAL },
	{ "sklearn._loss.loss:HalfMultinomialLoss", NULL, LOSS_MULTINOMIAL }, { "sklearn._loss.loss:ExponentialLoss", NULL, LOSS_EXPONENTIAL }, { NULL, NULL, 0 },
};

/* Their raw values are targets. */
#define LOSS(name) { name, NULL, LOSS_REGRESSION }
static const struct skops_case regressor_losses[] = {
	LOSS ("sklearn.ensemble._gb_losses:LeastSquaresError"), LOSS ("sklearn.ensemble._gb_losses:LeastAbsoluteError"),
	LOSS ("sklearn.ensemble._gb_losses:HuberLossFunction"), LOSS ("sklearn.ensemble._gb_losses:QuantileLossFunction"),
	LOSS ("sklearn._loss.loss:HalfSquaredError"), LOSS ("sklearn._loss.loss:AbsoluteError"), LOSS ("sklearn._loss.loss:HuberLoss"),
	LOSS ("sklearn._loss.loss:PinballLoss"), { NULL, NULL, 0 },
};

static const struct skops_word init_words[] = { SKOPS_TEXT_WORD ("zero", 0), SKOPS_END_WORD };

#define COMMON_FIELDS \
	SKOPS_FLOAT (struct gradient, learning_rate, .flags = SKOPS_PARAMETER), \
	SKOPS_LIST (struct gradient, estimators_, &gradient_member, .dims = "I,T"), \
	SKOPS_CHILD (struct gradient, init_, .words = init_words), \
	SKOPS_DIM (struct gradient, n_features, "F")

SKOPS_TABLE (classifier_table, struct gradient,
	SKOPS_VALUES (struct gradient, classes_, .dims = "K"),
	SKOPS_RECORD (struct gradient, _loss, classifier_losses),
	COMMON_FIELDS);
SKOPS_TABLE (regressor_table, struct gradient,
	SKOPS_RECORD (struct gradient, _loss, regressor_losses),
	COMMON_FIELDS);

/* A leaf adds its value times the learning rate. */
static enum skops_status take_tree (struct skops_call *call, const struct gradient *self, const struct skops_tree *tree, struct skops_tree_source *out)
{
	double *values = skops_alloc (call, (size_t) tree->nodes, sizeof *values);

	if (!values)
		return SKOPS_NO_MEMORY;
	if (tree->features != self->n_features || tree->outputs != 1 || tree->classes != 1)
		return skops_fail (call, SKOPS_BAD_FILE, "a tree of %lld features, %lld outputs and %lld values in one for %lld features", (long long) tree->features,
		                   (long long) tree->outputs, (long long) tree->classes, (long long) self->n_features);
	for (int64_t n = 0; n < tree->nodes; n++)
		values[n] = self->learning_rate * tree->values[n];
	*out = (struct skops_tree_source) { .nodes = tree->nodes, .left = tree->left, .right = tree->right, .feature = tree->feature, .threshold = tree->threshold,
		.missing_left = tree->missing_left, .values = values };
	return SKOPS_OK;
}

static enum skops_status build (struct skops_call *call, struct gradient *self, const struct skops_values *classes)
{
	static const enum boosting_link links[] = { BOOSTING_IDENTITY, BOOSTING_LOGIT, BOOSTING_MULTINOMIAL, BOOSTING_HALF_LOGIT };
	size_t stages = (size_t) self->estimators_.dims[0], width = (size_t) self->estimators_.dims[1];
	struct skops_tree_source *sources = skops_alloc (call, self->estimators_.count, sizeof *sources);

	if (!sources)
		return SKOPS_NO_MEMORY;
	self->old = call->writer < SKOPS_VERSION (1, 4);
	self->float_margin = call->writer < SKOPS_VERSION (1, 8);
	self->boosting = (struct boosting) { .classes = classes, .link = links[self->_loss.tag], .by_probability = self->old && self->_loss.tag != LOSS_EXPONENTIAL,
		.zero_is_second = true, .staged_keeps_column = true, .has_log_proba = true, .form = SKOPS_DENSE_F4,
		.raw_tolerance = self->init_.child ? SKOPS_ROUNDING : SKOPS_EXACT, .features = self->n_features, .stages = stages, .width = width, .sources = sources,
		.labels = { classes }, .start = gradient_start, .connect = gradient_connect, .emit_start = gradient_emit_start };
	if (!stages || !width)
		return skops_fail (call, SKOPS_BAD_FILE, "%zu iterations of %zu trees", stages, width);
	for (size_t i = 0; i < stages; i++)
		for (size_t k = 0; k < width; k++) {
			const struct gradient_member *member = SKOPS_ITEM (&self->estimators_, struct skops_record, i * width + k)->state;
			enum skops_status status = take_tree (call, self, &member->tree_, &sources[k * stages + i]);
			if (status)
				return status;
		}
	return gradient_fold_start (call, self) ? SKOPS_NO_MEMORY : boosting_grow (call, &self->boosting);
}

static enum skops_status build_classifier (struct skops_call *call, void *state)
{
	struct gradient *self = state;
	size_t classes = self->classes_.count;
	bool many = classes > 2;

	if (classes < 2 || many != (self->_loss.tag == LOSS_MULTINOMIAL) || (size_t) self->estimators_.dims[1] != (many ? classes : 1))
		return skops_fail (call, SKOPS_BAD_FILE, "%lld trees in an iteration for %zu classes, or another number's loss", (long long) self->estimators_.dims[1], classes);
	return build (call, self, &self->classes_);
}

static enum skops_status build_regressor (struct skops_call *call, void *state)
{
	struct gradient *self = state;

	if (self->estimators_.dims[1] != 1)
		return skops_fail (call, SKOPS_BAD_FILE, "a regressor with %lld trees in an iteration", (long long) self->estimators_.dims[1]);
	return build (call, self, NULL);
}

static enum skops_status apply (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct boosting *self = state;
	int32_t *leaves = skops_scratch (call, x->rows, sizeof *leaves);
	enum skops_status status = leaves ? SKOPS_OK : SKOPS_NO_MEMORY;

	for (size_t i = 0; i < self->stages; i++)
		for (size_t k = 0; k < self->width && !status; k++) {
			status = skops_forest_leaves (call, self->forest, x, k * self->stages + i, leaves);
			for (size_t r = 0; r < x->rows && !status; r++)
				skops_row (out, r)[i * self->width + k] = leaves[r];
		}
	return status;
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	const struct boosting *self = state;
	enum skops_status status = boosting_describe (call, self);
	struct skops_method *method = status ? NULL : skops_method_add (call, "apply", apply);

	if (!method)
		return status ? status : SKOPS_NO_MEMORY;
	method->accepts[0] = SKOPS_DENSE_F4;
	method->flags = call->writer >= SKOPS_VERSION (1, 3) ? SKOPS_TAKES_NAN : 0; /* its trees look at X here, other methods do so themselves */
	method->outputs[0].width = (int64_t) (self->stages * self->width);
	method->outputs[0].last_axis = self->classes ? self->width : 0;
	return SKOPS_OK;
}

const struct skops_predict gradient_classifier_predict = {
	.size = sizeof gradient_classifier_predict, .table = &classifier_table, .build = build_classifier, .describe = describe,
};
const struct skops_predict gradient_regressor_predict = {
	.size = sizeof gradient_regressor_predict, .table = &regressor_table, .build = build_regressor, .describe = describe,
};
const struct skops_onnx gradient_classifier_onnx = {
	.size = sizeof gradient_classifier_onnx, .table = &classifier_table, .build = build_classifier, .support = boosting_support, .emit = boosting_emit,
};
const struct skops_onnx gradient_regressor_onnx = {
	.size = sizeof gradient_regressor_onnx, .table = &regressor_table, .build = build_regressor, .support = boosting_support, .emit = boosting_emit,
};
