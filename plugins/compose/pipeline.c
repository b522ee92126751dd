/* SPDX-License-Identifier: BSD-3-Clause */
/* Pipeline: each step's transform in turn, then the last step's method. Source: sklearn/pipeline.py. */
#include <string.h>

#include "compose.h"

struct step {
	struct skops_text name;
	struct skops_step estimator;
};

struct pipeline {
	struct skops_list steps;
	const struct skops_child **children; /* the steps that are estimators, in order */
	size_t count;
};

SKOPS_TABLE (step_table, struct step,
	SKOPS_TEXT (struct step, name, .attribute = "0"),
	SKOPS_CHILD (struct step, estimator, .attribute = "1", .words = step_words));

SKOPS_ITEM_FIELD (step_item, SKOPS_KIND_TUPLE, struct step, .table = &step_table);

SKOPS_TABLE (table, struct pipeline,
	SKOPS_LIST (struct pipeline, steps, &step_item, .flags = SKOPS_PARAMETER));

static enum skops_status build (struct skops_call *call, void *state)
{
	struct pipeline *self = state;

	self->children = skops_alloc (call, self->steps.count, sizeof (void *));
	if (!self->children)
		return SKOPS_NO_MEMORY;
	for (size_t i = 0; i < self->steps.count; i++) {
		const struct step *step = SKOPS_ITEM (&self->steps, struct step, i);
		if (step->estimator.child)
			self->children[self->count++] = step->estimator.child;
	}
	return SKOPS_OK;
}

/* True when all steps but the last `from_end` have the method. */
static bool all_have (struct skops_call *call, const struct pipeline *self, const char *name, size_t from_end)
{
	for (size_t i = 0; i + from_end < self->count; i++)
		if (!skops_child_method (call, self->children[i], name))
			return false;
	return true;
}

/* One method, whose calls are `through` of each step (from the end for an inverse) and `name` of the last. */
static enum skops_status add_method (struct skops_call *call, const struct pipeline *self, const char *name, const char *through, bool inverse)
{
	const struct skops_child *last = self->children[inverse ? 0 : self->count - 1];
	const struct skops_method *answers = skops_child_method (call, last, name);
	struct skops_method *method = skops_method_add (call, answers->name, NULL);
	struct skops_output *outputs = method ? skops_outputs (call, method, answers->n_outputs) : NULL;
	enum skops_status status = SKOPS_OK;

	if (!outputs)
		return SKOPS_NO_MEMORY;
	method->accepts[0] = SKOPS_ANY;
	method->accepts[1] = SKOPS_DENSE_F4;
	method->flags = SKOPS_TAKES_NAN | SKOPS_TAKES_INF | (inverse ? SKOPS_TAKES_OUTPUT : 0);
	for (uint32_t i = 0; i < answers->n_outputs; i++) {
		outputs[i] = answers->outputs[i];
		outputs[i].dtype = SKOPS_DECIDED;
		if (outputs[i].form != SKOPS_DENSE)
			outputs[i].form = SKOPS_ANY;
	}
	for (size_t i = 0; i < self->count && !status; i++) {
		const struct skops_child *child = self->children[inverse ? self->count - 1 - i : i];
		const char *called = i + 1 < self->count ? through : name;
		struct skops_edge edge = { .source = i ? SKOPS_FROM_STEP : SKOPS_FROM_X, .n_outputs = i + 1 < self->count ? 1 : answers->n_outputs };
		const struct skops_method *callee = skops_child_method (call, child, called);

		if (callee) {
			method->flags |= i ? 0 : callee->flags & (SKOPS_TAKES_TEXT | SKOPS_TAKES_ANY_WIDTH);
			method->tolerance = callee->tolerance > method->tolerance ? callee->tolerance : method->tolerance;
		}
		status = skops_edge_add (call, method, child, called, &edge);
	}
	return status;
}

/* A pipeline without estimators hands X on. */
static enum skops_status describe_empty (struct skops_call *call)
{
	struct skops_method *method = skops_method_add (call, "transform", NULL);

	if (!method)
		return SKOPS_NO_MEMORY;
	method->accepts[0] = SKOPS_ANY;
	method->flags = SKOPS_TAKES_NAN | SKOPS_TAKES_INF;
	method->outputs[0] = (struct skops_output) { .width = -1, .form = SKOPS_ANY, .dtype = SKOPS_DECIDED };
	return SKOPS_OK;
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	static const char *const delegated[] = { "predict", "predict_proba", "predict_log_proba", "decision_function", "score_samples", "predict_std", "predict_cov" };
	const struct pipeline *self = state;
	const struct step *end = self->steps.count ? SKOPS_ITEM (&self->steps, struct step, self->steps.count - 1) : NULL;
	enum skops_status status = SKOPS_OK;

	if (!end)
		return skops_fail (call, SKOPS_BAD_FILE, "a pipeline without steps");
	if (!self->count)
		return describe_empty (call);
	for (size_t i = 0; i < sizeof delegated / sizeof *delegated && !status && end->estimator.child; i++)
		if (skops_child_method (call, end->estimator.child, delegated[i]))
			status = add_method (call, self, delegated[i], "transform", false);
	if (!status && all_have (call, self, "transform", 0))
		status = add_method (call, self, "transform", "transform", false);
	if (!status && all_have (call, self, "inverse_transform", 0))
		status = add_method (call, self, "inverse_transform", "inverse_transform", true);
	return status;
}

static enum skops_status names (struct skops_call *call, const void *state, const struct skops_names *in)
{
	const struct pipeline *self = state;
	struct skops_names current = *in;

	for (size_t i = 0; i < self->count; i++) {
		enum skops_status status = skops_child_names (call, self->children[i], &current, &current);
		if (status)
			return status;
	}
	return skops_names_same (call, state, &current);
}

/* The same calls in a graph. */
static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct pipeline *self = state;
	bool inverse = !strcmp (method, "inverse_transform");
	struct skops_columns current = *x;
	enum skops_status status = SKOPS_OK;

	for (size_t i = 0; i < self->count && !status; i++) {
		const struct skops_child *child = self->children[inverse ? self->count - 1 - i : i];
		bool last = i + 1 == self->count;

		status = skops_onnx_run (call, child, last ? method : inverse ? "inverse_transform" : "transform", &current, last ? out : &current);
	}
	if (!self->count)
		*out = *x;
	return status;
}

static const struct skops_onnx onnx = { .size = sizeof onnx, .table = &table, .build = build, .emit = emit };
static const struct skops_predict predict = { .size = sizeof predict, .table = &table, .build = build, .describe = describe, .names = names };

const struct skops_handler pipeline = {
	.size = sizeof pipeline, .module = "sklearn.pipeline", .class_name = "Pipeline", .loader = "ObjectNode",
	.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = &predict, .onnx = &onnx,
};
