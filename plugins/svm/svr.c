/* SPDX-License-Identifier: BSD-3-Clause */
/* SVR, NuSVR and OneClassSVM: one decision value a row. Source: sklearn/svm/_base.py, BaseLibSVM; sklearn/svm/_classes.py, OneClassSVM. */
#include "svm.h"

struct svr {
	struct machine machine;
	struct skops_array offset_; /* OneClassSVM: one number */
};

SKOPS_TABLE (svr_table, struct svr, MACHINE_FIELDS (struct svr));

SKOPS_TABLE (one_class_table, struct svr,
	MACHINE_FIELDS (struct svr),
	SKOPS_ARRAY (struct svr, offset_, .dims = "1|"));

static enum skops_status check (struct skops_call *call, void *state)
{
	return machine_check (call, &((struct svr *) state)->machine, 0);
}

static enum skops_status build (struct skops_call *call, void *state)
{
	return machine_build (call, &((struct svr *) state)->machine);
}

static enum skops_status predict (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct svr *self = state;
	const double *decisions = machine_decide (call, &self->machine, x);

	for (size_t r = 0; decisions && r < x->rows; r++)
		skops_row (out, r)[0] = decisions[r];
	return decisions ? SKOPS_OK : SKOPS_NO_MEMORY;
}

static enum skops_status predict_side (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	enum skops_status status = predict (call, state, x, out);

	for (size_t r = 0; r < x->rows && !status; r++)
		skops_row (out, r)[0] = skops_row (out, r)[0] > 0 ? 1 : -1;
	return status;
}

static enum skops_status score_samples (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct svr *self = state;
	enum skops_status status = predict (call, state, x, out);

	for (size_t r = 0; r < x->rows && !status; r++)
		skops_row (out, r)[0] += skops_f8 (&self->offset_)[0];
	return status;
}

static struct skops_method *add (struct skops_call *call, const struct svr *self, const char *name, skops_apply *apply)
{
	struct skops_method *method = machine_method (call, &self->machine, name, apply);

	if (method)
		method->outputs[0].flat = true;
	return method;
}

static enum skops_status describe_svr (struct skops_call *call, const void *state)
{
	return add (call, state, "predict", predict) ? SKOPS_OK : SKOPS_NO_MEMORY;
}

static enum skops_status describe_one_class (struct skops_call *call, const void *state)
{
	struct skops_method *method = add (call, state, "predict", predict_side);

	if (!method || !add (call, state, "decision_function", predict) || !add (call, state, "score_samples", score_samples))
		return SKOPS_NO_MEMORY;
	method->outputs[0].dtype = SKOPS_I8;
	return SKOPS_OK;
}

static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct svr *self = state;
	struct skops_tensor decisions = machine_emit (call, &self->machine, skops_onnx_dense (call, x));

	if (!strcmp (method, "score_samples"))
		decisions = skops_onnx_2 (call, "Add", decisions, skops_onnx_number (call, skops_f8 (&self->offset_)[0]));
	return skops_onnx_answer (call, out, decisions);
}

static enum skops_status emit_one_class (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	struct skops_tensor inside;
	enum skops_status status = emit (call, state, method, x, out);

	if (status || strcmp (method, "predict") != 0)
		return status;
	inside = skops_onnx_2 (call, "Greater", out->parts[0], skops_onnx_number (call, 0));
	return skops_onnx_answer (call, out, skops_onnx_3 (call, "Where", inside, skops_onnx_int (call, 1), skops_onnx_int (call, -1)));
}

const struct skops_onnx svr_onnx = { .size = sizeof svr_onnx, .table = &svr_table, .check = check, .build = build, .emit = emit };
const struct skops_onnx one_class_onnx = { .size = sizeof one_class_onnx, .table = &one_class_table, .check = check, .build = build, .emit = emit_one_class };
const struct skops_predict svr_predict = { .size = sizeof svr_predict, .table = &svr_table, .check = check, .build = build, .describe = describe_svr };
const struct skops_predict one_class_predict = { .size = sizeof one_class_predict, .table = &one_class_table, .check = check, .build = build, .describe = describe_one_class };
