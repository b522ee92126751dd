/* SPDX-License-Identifier: BSD-3-Clause */
/* Methods that call members: edges, answers as dense numbers, arithmetic that several ensembles need. */
#include <math.h>

#include "ensembles.h"

const struct skops_field member_item = { .name = "", .kind = SKOPS_KIND_CHILD, .size = (uint32_t) sizeof (struct skops_step) };

struct skops_method *ensemble_method (struct skops_call *call, const char *name, skops_apply *apply)
{
	struct skops_method *method = skops_method_add (call, name, apply);

	if (method) {
		method->accepts[0] = SKOPS_ANY;
		method->flags = SKOPS_TAKES_NAN | SKOPS_TAKES_INF;
	}
	return method;
}

enum skops_status ensemble_edge (struct skops_call *call, struct skops_method *method, const struct skops_child *member, const char *name, const struct skops_edge *edge)
{
	const struct skops_method *callee = skops_child_method (call, member, name);

	if (callee) {
		method->flags |= edge && edge->source == SKOPS_FROM_STEP ? 0 : callee->flags & (SKOPS_TAKES_TEXT | SKOPS_TAKES_ANY_WIDTH);
		method->tolerance = callee->tolerance > method->tolerance ? callee->tolerance : method->tolerance;
	}
	return skops_edge_add (call, method, member, name, edge);
}

bool ensemble_all_have (struct skops_call *call, const struct skops_list *members, const char *name)
{
	for (size_t i = 0; i < members->count; i++)
		if (!skops_child_method (call, member_at (members, i), name))
			return false;
	return true;
}

enum skops_status ensemble_check (struct skops_call *call, const struct skops_list *members, const char *name, int64_t width)
{
	if (!members->count)
		return skops_fail (call, SKOPS_BAD_FILE, "an ensemble without estimators");
	for (size_t i = 0; i < members->count; i++) {
		const struct skops_method *method = skops_child_method (call, member_at (members, i), name);
		if (!method)
			return skops_fail (call, SKOPS_UNSUPPORTED, "estimator %zu, %s, has no method %s", i, skops_child_type (call, member_at (members, i)), name);
		if (method->outputs[0].labels && !method->outputs[0].per_label)
			return skops_fail (call, SKOPS_UNSUPPORTED, "%s of estimator %zu, %s, answers labels where numbers are due", name, i, skops_child_type (call, member_at (members, i)));
		if (method->n_outputs != 1 || (width >= 0 && method->outputs[0].width != width))
			return skops_fail (call, SKOPS_BAD_FILE, "%s of estimator %zu, %s, answers %u arrays of %lld columns where one of %lld is due", name, i,
			                   skops_child_type (call, member_at (members, i)), method->n_outputs, (long long) method->outputs[0].width, (long long) width);
	}
	return SKOPS_OK;
}

uint8_t ensemble_dtype (uint8_t sum, uint8_t dtype)
{
	return dtype == SKOPS_F4 && (!sum || sum == SKOPS_F4) ? SKOPS_F4 : SKOPS_F8;
}

enum skops_status ensemble_ask (struct skops_call *call, size_t edge, const struct skops_block *x, struct skops_block *out)
{
	struct skops_block made = { 0 };
	enum skops_status status = skops_run (call, edge, x, &made);

	if (!status)
		status = skops_to_dense (call, out, &made);
	out->dtype = made.dtype;
	return status;
}

void ensemble_softmax (double *numbers, size_t count)
{
	double highest = numbers[ensemble_argmax (numbers, count)], sum;

	for (size_t k = 0; k < count; k++)
		numbers[k] = exp (numbers[k] - highest);
	sum = skops_sum (numbers, count);
	for (size_t k = 0; k < count; k++)
		numbers[k] /= sum;
}

size_t ensemble_argmax (const double *numbers, size_t count)
{
	size_t best = 0;

	for (size_t k = 1; k < count; k++)
		if (numbers[k] > numbers[best])
			best = k;
	return best;
}

struct skops_tensor ensemble_emit (struct skops_call *call, const struct skops_child *member, const char *name, const struct skops_columns *x)
{
	struct skops_columns made;

	if (skops_onnx_run (call, member, name, x, &made))
		return (struct skops_tensor) { 0 };
	return skops_onnx_dense (call, &made);
}
