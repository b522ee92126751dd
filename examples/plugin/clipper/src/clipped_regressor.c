/* SPDX-License-Identifier: BSD-3-Clause */
/* ClippedRegressor: another regressor's answers, brought into an interval. Source: python/clipper/_regress.py and _state.py.
 * It has no converter here: ../clipper-onnx brings one. */
#include "clipper.h"

/* An Interval: the arguments of its constructor, as its __reduce__ gives them. */
struct interval {
	double low, high;
};

SKOPS_TABLE (interval_table, struct interval,
	SKOPS_FLOAT (struct interval, low, .attribute = "0", .flags = SKOPS_FINITE),
	SKOPS_FLOAT (struct interval, high, .attribute = "1", .flags = SKOPS_FINITE));

static const struct skops_case intervals[] = { { "clipper._state:Interval", &interval_table, 0 }, { NULL, NULL, 0 } };

struct clipped {
	struct skops_step regressor_;
	struct skops_record interval_;
};

SKOPS_TABLE (table, struct clipped,
	SKOPS_CHILD (struct clipped, regressor_, .flags = 0),
	SKOPS_RECORD (struct clipped, interval_, intervals, .flags = 0));

/* ---- predict ---- */

static enum skops_status run_predict (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct clipped *self = state;
	const struct interval *interval = self->interval_.state;
	enum skops_status status = skops_run (call, 0, x, out);

	for (size_t r = 0; r < out->rows && !status; r++)
		for (size_t c = 0; c < out->width; c++) {
			double *value = &skops_row (out, r)[c];

			if (*value < interval->low)
				*value = interval->low;
			else if (*value > interval->high)
				*value = interval->high;
		}
	return status;
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	const struct clipped *self = state;
	const struct skops_method *inner = skops_child_method (call, self->regressor_.child, "predict");
	struct skops_method *method = skops_method_add (call, "predict", run_predict);

	if (!method)
		return SKOPS_NO_MEMORY;
	if (inner && (inner->outputs[0].labels || inner->outputs[0].width < 0))
		return skops_fail (call, SKOPS_UNSUPPORTED, "%s answers no numbers", skops_child_type (call, self->regressor_.child));
	/* The child judges what it is given. */
	method->accepts[0] = SKOPS_ANY;
	method->flags = SKOPS_TAKES_NAN | SKOPS_TAKES_INF;
	method->tolerance = inner ? inner->tolerance : SKOPS_ROUNDING;
	if (inner) {
		method->outputs[0].width = inner->outputs[0].width;
		method->outputs[0].flat = inner->outputs[0].flat;
		method->outputs[0].dtype = inner->outputs[0].dtype;
	}
	return skops_edge_add (call, method, self->regressor_.child, "predict", NULL);
}

static const struct skops_predict predict = { .size = sizeof predict, .table = &table, .describe = describe };

/* ---- importances: coef_ is the regressor's ---- */

struct importances {
	struct skops_step regressor_;
};

SKOPS_TABLE (importances_table, struct importances,
	SKOPS_CHILD (struct importances, regressor_, .flags = SKOPS_IMPORTANCES));

static enum skops_status matrix (struct skops_call *call, const void *state, struct skops_array *out)
{
	return skops_child_importances (call, ((const struct importances *) state)->regressor_.child, out);
}

static const struct skops_importances importances = { .size = sizeof importances, .table = &importances_table, .matrix = matrix };

/* ---- model card ---- */

static enum skops_status sections (struct skops_call *call, const void *state)
{
	const struct interval *interval = ((const struct clipped *) state)->interval_.state;

	return skops_card_section (call, "Range of answers") ? SKOPS_NO_MEMORY
	                                                     : skops_card_text (call, "No answer is below %g or above %g.", interval->low, interval->high);
}

static const struct skops_card card = { .size = sizeof card, .table = &table, .sections = sections };

const struct skops_handler clipped_regressor = {
	.size = sizeof clipped_regressor, .module = "clipper._regress", .class_name = "ClippedRegressor", .loader = "ObjectNode",
	.predict = &predict, .importances = &importances, .card = &card,
};
