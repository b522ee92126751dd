/* SPDX-License-Identifier: BSD-3-Clause */
/* VotingClassifier and VotingRegressor: (weighted) means and majorities of members. Source: sklearn/ensemble/_voting.py. Members of a classifier were fitted
 * on encoded labels. */
#include <string.h>

#include "ensembles.h"

enum { HARD, SOFT };

struct voting {
	struct skops_values classes_; /* none in regression */
	struct skops_list estimators, estimators_; /* struct named_member; members */
	struct skops_array weights_of; /* of `estimators`; None */
	int voting;
	bool flatten_transform;
	size_t classes;
	double *weights; /* [members]: 1 where there are none */
	double total;
	struct labels *members; /* hard: the labels of each */
	const struct skops_values *labels[1];
};

static const struct skops_word voting_words[] = { SKOPS_TEXT_WORD ("hard", HARD), SKOPS_TEXT_WORD ("soft", SOFT), SKOPS_END_WORD };

#define COMMON_FIELDS \
	SKOPS_LIST (struct voting, estimators, &named_member_item, .dims = "E", .flags = SKOPS_PARAMETER), \
	SKOPS_ARRAY (struct voting, weights_of, .attribute = "weights", .dims = "E", .flags = SKOPS_PARAMETER | SKOPS_NULLABLE), \
	SKOPS_LIST (struct voting, estimators_, &member_item)

SKOPS_TABLE (classifier_table, struct voting,
	SKOPS_VALUES (struct voting, classes_, .dims = "K"),
	SKOPS_WORD (struct voting, voting, voting_words, .flags = SKOPS_PARAMETER),
	SKOPS_BOOL (struct voting, flatten_transform, .flags = SKOPS_PARAMETER),
	COMMON_FIELDS);
SKOPS_TABLE (regressor_table, struct voting, COMMON_FIELDS);

static const char *asked (const struct voting *self)
{
	return self->classes && self->voting == SOFT ? "predict_proba" : "predict";
}

/* The weights of those that were not dropped. */
static enum skops_status take_weights (struct skops_call *call, struct voting *self)
{
	size_t used = 0;

	self->weights = skops_alloc (call, self->estimators_.count, sizeof *self->weights);
	if (!self->weights)
		return SKOPS_NO_MEMORY;
	for (size_t e = 0; e < self->estimators.count; e++) {
		if (SKOPS_ITEM (&self->estimators, struct named_member, e)->dropped)
			continue;
		if (used == self->estimators_.count)
			return skops_fail (call, SKOPS_BAD_FILE, "more estimators in `estimators` than the %zu in estimators_", used);
		self->weights[used] = self->weights_of.data ? skops_f8 (&self->weights_of)[e] : 1;
		self->total += self->weights[used++];
	}
	return used == self->estimators_.count ? SKOPS_OK : skops_fail (call, SKOPS_BAD_FILE, "%zu estimators in `estimators`, %zu in estimators_", used, self->estimators_.count);
}

static enum skops_status build_regressor (struct skops_call *call, void *state)
{
	struct voting *self = state;
	enum skops_status status = ensemble_check (call, &self->estimators_, "predict", 1);

	return status ? status : take_weights (call, self);
}

static enum skops_status build_classifier (struct skops_call *call, void *state)
{
	struct voting *self = state;
	enum skops_status status = take_weights (call, self);
	size_t count = self->estimators_.count;

	self->classes = self->classes_.count;
	self->labels[0] = &self->classes_;
	if (!status && (!self->classes || !count))
		return skops_fail (call, SKOPS_BAD_FILE, "%zu estimators for %zu classes", count, self->classes);
	if (status || self->voting == SOFT)
		return status ? status : ensemble_check (call, &self->estimators_, "predict_proba", (int64_t) self->classes);
	self->members = skops_alloc (call, count, sizeof *self->members);
	if (!self->members)
		return SKOPS_NO_MEMORY;
	for (size_t t = 0; t < count && !status; t++) {
		status = labels_build (call, &self->members[t], member_at (&self->estimators_, t), "predict", NULL);
		if (!status)
			status = labels_check (call, &self->members[t], self->classes);
		if (!status && self->members[t].columns != 1)
			status = skops_fail (call, SKOPS_BAD_FILE, "estimator %zu predicts %zu labels of a row", t, self->members[t].columns);
	}
	return status;
}

/* Member t's answer, labels as places among classes_. */
static enum skops_status ask (struct skops_call *call, const struct voting *self, size_t t, const struct skops_block *x, struct skops_block *out)
{
	enum skops_status status = ensemble_ask (call, t, x, out);

	return status || !self->members ? status : labels_decode (call, &self->members[t], out);
}

/* The weighted mean of the members' answers. */
static enum skops_status average (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct voting *self = state;
	enum skops_status status = SKOPS_OK;
	uint8_t dtype = 0;

	for (size_t r = 0; r < x->rows; r++)
		memset (skops_row (out, r), 0, out->width * sizeof (double));
	for (size_t t = 0; t < self->estimators_.count && !status; t++) {
		struct skops_block made;

		status = ask (call, self, t, x, &made);
		dtype = ensemble_dtype (dtype, made.dtype);
		for (size_t r = 0; r < x->rows && !status; r++)
			for (size_t k = 0; k < out->width; k++)
				skops_row (out, r)[k] += self->weights[t] * skops_row (&made, r)[k];
	}
	for (size_t r = 0; r < x->rows && !status; r++)
		for (size_t k = 0; k < out->width; k++)
			skops_row (out, r)[k] /= self->total;
	out->dtype = self->weights_of.data ? SKOPS_F8 : dtype;
	return status;
}

static enum skops_status predict_soft (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct voting *self = state;
	struct skops_block proba = { .form = SKOPS_DENSE, .rows = x->rows, .width = self->classes, .stride = self->classes };
	enum skops_status status;

	proba.f8 = skops_scratch (call, proba.rows * proba.width, sizeof *proba.f8);
	status = proba.f8 ? average (call, state, x, &proba) : SKOPS_NO_MEMORY;
	for (size_t r = 0; r < x->rows && !status; r++)
		*skops_row (out, r) = (double) ensemble_argmax (skops_row (&proba, r), self->classes);
	return status;
}

/* Classes above the highest that was voted for do not stand for election: with negative weights, 0 votes could win (numpy.bincount). */
static enum skops_status predict_hard (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct voting *self = state;
	double *votes = skops_scratch (call, x->rows * self->classes, sizeof *votes);
	size_t *candidates = skops_scratch (call, x->rows, sizeof *candidates);
	enum skops_status status = SKOPS_OK;

	if (!votes || !candidates)
		return SKOPS_NO_MEMORY;
	memset (votes, 0, x->rows * self->classes * sizeof *votes);
	memset (candidates, 0, x->rows * sizeof *candidates);
	for (size_t t = 0; t < self->estimators_.count && !status; t++) {
		struct skops_block made;

		status = ask (call, self, t, x, &made);
		for (size_t r = 0; r < x->rows && !status; r++) {
			size_t k = (size_t) *skops_row (&made, r);
			votes[r * self->classes + k] += self->weights[t];
			candidates[r] = k >= candidates[r] ? k + 1 : candidates[r];
		}
	}
	for (size_t r = 0; r < x->rows && !status; r++)
		*skops_row (out, r) = (double) ensemble_argmax (votes + r * self->classes, candidates[r]);
	return status;
}

/* The members' answers side by side. */
static enum skops_status transform (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct voting *self = state;
	enum skops_status status = SKOPS_OK;
	uint8_t dtype = 0;
	size_t at = 0;

	for (size_t t = 0; t < self->estimators_.count && !status; t++) {
		struct skops_block made;

		status = ask (call, self, t, x, &made);
		dtype = ensemble_dtype (dtype, made.dtype);
		for (size_t r = 0; r < x->rows && !status; r++)
			memcpy (skops_row (out, r) + at, skops_row (&made, r), made.width * sizeof (double));
		at += made.width;
	}
	out->dtype = self->members ? SKOPS_I8 : dtype;
	return status;
}

static enum skops_status refuse_transform (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	(void) state;
	(void) x;
	(void) out;
	return skops_fail (call, SKOPS_UNSUPPORTED, "flatten_transform=False: the answer has the estimators as its first axis, not the rows; "
	                   "predict_proba answers their mean, and flatten_transform=True the same numbers side by side");
}

static struct skops_method *describe_one (struct skops_call *call, const struct voting *self, const char *name, skops_apply *apply)
{
	struct skops_method *method = ensemble_method (call, name, apply);

	for (size_t t = 0; t < self->estimators_.count && method; t++)
		if (ensemble_edge (call, method, member_at (&self->estimators_, t), asked (self), NULL))
			return NULL;
	return method;
}

static enum skops_status describe_transform (struct skops_call *call, const struct voting *self)
{
	bool soft = self->classes && self->voting == SOFT;
	struct skops_method *method = describe_one (call, self, "transform", soft && !self->flatten_transform ? refuse_transform : transform);

	if (!method)
		return SKOPS_UNSUPPORTED;
	method->outputs[0].width = (int64_t) (self->estimators_.count * (soft ? self->classes : 1));
	method->outputs[0].dtype = SKOPS_DECIDED;
	return SKOPS_OK;
}

static enum skops_status describe_regressor (struct skops_call *call, const void *state)
{
	struct skops_method *method = describe_one (call, state, "predict", average);

	if (!method)
		return SKOPS_UNSUPPORTED;
	method->tolerance = method->tolerance > SKOPS_ROUNDING ? method->tolerance : SKOPS_ROUNDING;
	method->outputs[0].flat = true;
	method->outputs[0].dtype = SKOPS_DECIDED;
	return describe_transform (call, state);
}

static enum skops_status describe_classifier (struct skops_call *call, const void *state)
{
	const struct voting *self = state;
	struct skops_method *method = describe_one (call, self, "predict", self->voting == SOFT ? predict_soft : predict_hard);

	if (!method)
		return SKOPS_UNSUPPORTED;
	method->outputs[0].flat = true;
	method->outputs[0].dtype = SKOPS_I8;
	method->outputs[0].labels = self->labels;
	if (self->voting == SOFT) {
		method = describe_one (call, self, "predict_proba", average);
		if (!method)
			return SKOPS_UNSUPPORTED;
		method->tolerance = method->tolerance > SKOPS_ROUNDING ? method->tolerance : SKOPS_ROUNDING;
		method->outputs[0].width = (int64_t) self->classes;
		method->outputs[0].dtype = SKOPS_DECIDED;
		method->outputs[0].labels = self->labels;
		method->outputs[0].per_label = true;
	}
	return describe_transform (call, self);
}

static enum skops_status names (struct skops_call *call, const void *state, const struct skops_names *in)
{
	const struct voting *self = state;
	bool soft = self->classes && self->voting == SOFT;
	enum skops_status status = SKOPS_OK;

	(void) in;
	for (size_t t = 0; t < self->estimators_.count && !status; t++)
		status = named_columns (call, named_member (&self->estimators, t), soft ? self->classes : 1, soft);
	return status;
}

/* ---- ONNX ---- */

/* Members' answers; labels as places. */
static struct skops_tensor *emit_members (struct skops_call *call, const struct voting *self, const struct skops_columns *x)
{
	size_t count = self->estimators_.count;
	struct skops_tensor *parts = skops_scratch (call, count, sizeof *parts);

	for (size_t t = 0; parts && t < count; t++) {
		parts[t] = ensemble_emit (call, member_at (&self->estimators_, t), asked (self), x);
		if (self->members)
			parts[t] = labels_emit (call, &self->members[t], parts[t]);
	}
	return parts;
}

static struct skops_tensor emit_average (struct skops_call *call, const struct voting *self, struct skops_tensor *parts)
{
	for (size_t t = 0; t < self->estimators_.count; t++)
		if (self->weights_of.data)
			parts[t] = skops_onnx_2 (call, "Mul", parts[t], skops_onnx_number (call, self->weights[t]));
	return skops_onnx_2 (call, "Div", skops_onnx_op (call, "Sum", parts, self->estimators_.count, NULL, 0), skops_onnx_number (call, self->total));
}

/* The class with the most votes. */
static struct skops_tensor emit_majority (struct skops_call *call, const struct voting *self, struct skops_tensor *parts)
{
	double *places = skops_scratch (call, self->classes, sizeof *places);

	if (!places)
		return (struct skops_tensor) { 0 };
	for (size_t k = 0; k < self->classes; k++)
		places[k] = (double) k;
	for (size_t t = 0; t < self->estimators_.count; t++) {
		struct skops_tensor vote = skops_onnx_2 (call, "Equal", parts[t], skops_onnx_row (call, places, self->classes));
		parts[t] = skops_onnx_2 (call, "Mul", skops_onnx_cast (call, vote, SKOPS_TENSOR_DOUBLE), skops_onnx_number (call, self->weights[t]));
	}
	return skops_onnx_argument (call, "ArgMax", skops_onnx_op (call, "Sum", parts, self->estimators_.count, NULL, 0));
}

static enum skops_status support (struct skops_call *call, const void *state, const char *method)
{
	const struct voting *self = state;

	if (self->voting == SOFT && self->classes && !self->flatten_transform && !strcmp (method, "transform"))
		return skops_onnx_refuse (call, "flatten_transform", "the estimators are the first axis of its answer, not the rows");
	for (size_t t = 0; t < self->estimators_.count && self->members; t++)
		if (self->weights[t] < 0)
			return skops_onnx_refuse (call, "weights", "a vote with a negative weight depends on who else is voted for");
	return SKOPS_OK;
}

static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct voting *self = state;
	struct skops_tensor *parts = emit_members (call, self, x), answer;

	if (!parts)
		return SKOPS_NO_MEMORY;
	if (!strcmp (method, "transform"))
		return skops_onnx_answer (call, out, skops_onnx_along (call, "Concat", parts, self->estimators_.count, 1));
	if (self->members)
		return skops_onnx_answer (call, out, emit_majority (call, self, parts));
	answer = emit_average (call, self, parts);
	return skops_onnx_answer (call, out, self->classes && !strcmp (method, "predict") ? skops_onnx_argument (call, "ArgMax", answer) : answer);
}

static const struct skops_predict classifier_predict = {
	.size = sizeof classifier_predict, .table = &classifier_table, .build = build_classifier, .describe = describe_classifier, .names = names,
};
static const struct skops_predict regressor_predict = {
	.size = sizeof regressor_predict, .table = &regressor_table, .build = build_regressor, .describe = describe_regressor, .names = names,
};
static const struct skops_onnx classifier_onnx = { .size = sizeof classifier_onnx, .table = &classifier_table, .build = build_classifier, .support = support, .emit = emit };
static const struct skops_onnx regressor_onnx = { .size = sizeof regressor_onnx, .table = &regressor_table, .build = build_regressor, .support = support, .emit = emit };

#define HANDLER(id, name, shape) \
	const struct skops_handler id = { .size = sizeof id, .module = "sklearn.ensemble._voting", .class_name = name, .loader = "ObjectNode", \
		.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = &shape##_predict, .onnx = &shape##_onnx }

HANDLER (voting_classifier, "VotingClassifier", classifier);
HANDLER (voting_regressor, "VotingRegressor", regressor);
