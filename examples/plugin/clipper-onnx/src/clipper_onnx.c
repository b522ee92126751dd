/* SPDX-License-Identifier: BSD-3-Clause */
/* An ONNX converter, and nothing else, for clipper's ClippedRegressor, whose prediction the plugin clipper serves. A facet brings its own table: it reads the
 * file itself and depends on no struct of the other's; the methods and what they answer are those that the other describes. Source: clipper, clipper/_regress.py. */
#include "skops/plugin.h"

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

static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct clipped *self = state;
	const struct interval *interval = self->interval_.state;
	struct skops_columns answers;
	struct skops_tensor clipped;

	if (skops_onnx_run (call, self->regressor_.child, method, x, &answers))
		return SKOPS_UNSUPPORTED;
	clipped = skops_onnx_2 (call, "Max", skops_onnx_dense (call, &answers), skops_onnx_number (call, interval->low));
	return skops_onnx_answer (call, out, skops_onnx_2 (call, "Min", clipped, skops_onnx_number (call, interval->high)));
}

static const struct skops_onnx onnx = { .size = sizeof onnx, .table = &table, .emit = emit };

static const struct skops_handler clipped_regressor = {
	.size = sizeof clipped_regressor, .module = "clipper._regress", .class_name = "ClippedRegressor", .loader = "ObjectNode", .onnx = &onnx,
};

static const struct skops_handler *const handlers[] = { &clipped_regressor, NULL };

static const struct skops_plugin plugin = SKOPS_PLUGIN ("clipper_onnx", PACKAGE_VERSION, handlers);

const struct skops_plugin *skops_plugin_query (void)
{
	return &plugin;
}
