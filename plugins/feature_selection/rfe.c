/* SPDX-License-Identifier: BSD-3-Clause */
/* RFE and RFECV: a stored mask, and an estimator that was fitted to the columns which it keeps. Source: sklearn/feature_selection/_rfe.py. */
#include "feature_selection.h"

struct rfe {
	struct selection selection;
	struct skops_array support_;
	struct skops_step estimator_;
	struct skops_record parameters;
};

/* Without an estimator that can be loaded there is transform still. */
SKOPS_TABLE (table, struct rfe,
	SKOPS_BOOLS (struct rfe, support_, .dims = "F"),
	SKOPS_CHILD (struct rfe, estimator_, .flags = SKOPS_LENIENT),
	SKOPS_RECORD (struct rfe, parameters, selection_estimators, .attribute = "estimator_"));

static enum skops_status build (struct skops_call *call, void *state)
{
	struct rfe *self = state;

	self->selection.takes_nan = selection_takes_nan (call, &self->estimator_, &self->parameters);
	return selection_make (call, &self->selection, self->support_.data, self->support_.count);
}

static enum skops_status run_estimator (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	(void) state;
	return skops_run (call, 0, x, out);
}

/* The estimator's method, on the kept columns of X, all of which is checked as transform does it. */
static enum skops_status add_method (struct skops_call *call, const struct rfe *self, const struct skops_method *inner)
{
	struct skops_edge edge = { .source = SKOPS_FROM_X, .n_outputs = inner->n_outputs, .columns = self->selection.kept, .n_columns = self->selection.n_kept };
	struct skops_method *method;
	struct skops_output *outputs;

	if (inner->features >= 0 && (size_t) inner->features != edge.n_columns)
		return skops_fail (call, SKOPS_BAD_FILE, "support_ keeps %zu columns, estimator_ was fitted to %lld", edge.n_columns, (long long) inner->features);
	method = skops_method_add (call, inner->name, run_estimator);
	outputs = method ? skops_outputs (call, method, inner->n_outputs) : NULL;
	if (!outputs)
		return SKOPS_NO_MEMORY;
	method->accepts[1] = SKOPS_CSR;
	method->flags = self->selection.takes_nan ? SKOPS_TAKES_NAN | SKOPS_TAKES_INF : 0;
	method->tolerance = inner->tolerance;
	for (uint32_t i = 0; i < inner->n_outputs; i++) {
		outputs[i] = inner->outputs[i];
		outputs[i].dtype = SKOPS_DECIDED;
		if (outputs[i].form != SKOPS_DENSE)
			outputs[i].form = SKOPS_ANY;
	}
	return skops_edge_add (call, method, self->estimator_.child, inner->name, &edge);
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	static const char *const delegated[] = { "predict", "decision_function", "predict_proba", "predict_log_proba" };
	const struct rfe *self = state;
	enum skops_status status = selection_describe (call, state);

	for (size_t i = 0; i < sizeof delegated / sizeof *delegated && !status; i++) {
		const struct skops_method *inner = skops_child_method (call, self->estimator_.child, delegated[i]);
		if (inner)
			status = add_method (call, self, inner);
	}
	return status;
}

static enum skops_status support (struct skops_call *call, const void *state, const char *method)
{
	return strstr (method, "transform") ? selection_support (call, state, method) : SKOPS_OK;
}

static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct rfe *self = state;
	struct skops_columns kept = { NULL, 0 };
	enum skops_status status = selection_emit (call, state, "transform", x, strcmp (method, "transform") != 0 ? &kept : out);

	return status || !strcmp (method, "transform") ? status : skops_onnx_run (call, self->estimator_.child, method, &kept, out);
}

static const struct skops_onnx onnx = { .size = sizeof onnx, .table = &table, .build = build, .support = support, .emit = emit };
static const struct skops_predict predict = { .size = sizeof predict, .table = &table, .build = build, .describe = describe, .names = selection_names };

#define HANDLER(id, name) \
	const struct skops_handler id = { \
		.size = sizeof id, .module = "sklearn.feature_selection._rfe", .class_name = name, .loader = "ObjectNode", \
		.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = &predict, .onnx = &onnx, \
	}

HANDLER (rfe, "RFE");
HANDLER (rfecv, "RFECV");
