/* %CLASS% of %MODULE%: answers x · weights_ + bias_, but never less than floor. The class itself is python/%MODULE_PATH%.py.
 * skops-plugin (3) is the manual. */
#include "skops/plugin.h"

/* What is read of a fitted %CLASS%: members are named as its attributes. */
struct estimator {
	double floor; /* NaN: None */
	struct skops_array weights_;
	double bias_;
	struct skops_values feature_names_in_;
};

SKOPS_TABLE (table, struct estimator,
	SKOPS_FLOAT (struct estimator, floor, .flags = SKOPS_PARAMETER | SKOPS_NULLABLE),
	SKOPS_ARRAY (struct estimator, weights_, .dims = "F", .flags = SKOPS_FINITE),
	SKOPS_FLOAT (struct estimator, bias_, .flags = SKOPS_FINITE),
	SKOPS_VALUES (struct estimator, feature_names_in_, .dims = "F", .flags = SKOPS_OPTIONAL));

/* ---- predict ---- */

static enum skops_status run_predict (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct estimator *self = state;
	const double *weights = skops_f8 (&self->weights_);

	(void) call;
	for (size_t r = 0; r < x->rows; r++) {
		double answer = 0;
		for (size_t c = 0; c < x->width; c++)
			answer += skops_row (x, r)[c] * weights[c];
		answer += self->bias_;
		skops_row (out, r)[0] = answer < self->floor ? self->floor : answer;
	}
	return SKOPS_OK;
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	struct skops_method *method = skops_method_add (call, "predict", run_predict);

	(void) state;
	if (!method)
		return SKOPS_NO_MEMORY;
	method->tolerance = SKOPS_ROUNDING;
	method->outputs[0].flat = true;
	return SKOPS_OK;
}

static const struct skops_predict predict = { .size = sizeof predict, .table = &table, .describe = describe };

/* ---- ONNX ---- */

static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct estimator *self = state;
	struct skops_tensor answer = skops_onnx_affine (call, skops_onnx_dense (call, x), skops_f8 (&self->weights_), 1, self->weights_.count, &self->bias_, 1);

	(void) method; /* there is but one */
	if (self->floor == self->floor)
		answer = skops_onnx_2 (call, "Max", answer, skops_onnx_number (call, self->floor));
	return skops_onnx_answer (call, out, answer);
}

static const struct skops_onnx onnx = { .size = sizeof onnx, .table = &table, .emit = emit };

/* ---- model card ---- */

static enum skops_status sections (struct skops_call *call, const void *state)
{
	static const struct skops_text headings[2] = { { "Column", 6 }, { "Weight", 6 } };
	const struct estimator *self = state;
	size_t count = self->weights_.count;
	struct skops_text *cells = skops_scratch (call, 2 * count, sizeof *cells);

	if (!cells)
		return SKOPS_NO_MEMORY;
	for (size_t c = 0; c < count; c++) {
		struct skops_value name = { .kind = SKOPS_IS_INT, .i = (int64_t) c }, weight = { .kind = SKOPS_IS_FLOAT, .f = skops_f8 (&self->weights_)[c] };

		if (self->feature_names_in_.count)
			name = self->feature_names_in_.items[c];
		if (skops_value_text (call, &cells[2 * c], &name, SKOPS_OBJECT) || skops_value_text (call, &cells[2 * c + 1], &weight, SKOPS_F8))
			return SKOPS_NO_MEMORY;
	}
	if (skops_card_section (call, "Weights of %CLASS%") || skops_card_text (call, "Each column adds its value times its weight; the bias is %g.", self->bias_))
		return SKOPS_NO_MEMORY;
	return skops_card_table (call, headings, 2, cells, count);
}

static const struct skops_card card = { .size = sizeof card, .table = &table, .sections = sections };

/* ---- descriptor ---- */

static const struct skops_handler handler = {
	.size = sizeof handler, .module = "%MODULE%", .class_name = "%CLASS%", .loader = "ObjectNode",
	.predict = &predict, .onnx = &onnx, .card = &card,
};

static const struct skops_handler *const handlers[] = { &handler, NULL };

static const struct skops_plugin plugin = SKOPS_PLUGIN ("%NAME%", PACKAGE_VERSION, handlers);

const struct skops_plugin *skops_plugin_query (void)
{
	return &plugin;
}
