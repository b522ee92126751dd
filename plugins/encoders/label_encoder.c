/* SPDX-License-Identifier: BSD-3-Clause */
/* LabelEncoder: the number of a label among the sorted ones. Source: sklearn/preprocessing/_label.py, LabelEncoder. */
#include "encoders.h"

struct label_encoder {
	struct skops_values classes_;
	/* built */
	const struct skops_index *index;
	const struct skops_values *labels[1];
};

SKOPS_TABLE (table, struct label_encoder,
	SKOPS_VALUES (struct label_encoder, classes_, .dims = "K"));

static enum skops_status build (struct skops_call *call, void *state)
{
	struct label_encoder *self = state;

	self->labels[0] = &self->classes_;
	self->index = skops_index_new (call, self->classes_.items, self->classes_.count);
	return self->index ? SKOPS_OK : SKOPS_NO_MEMORY;
}

static enum skops_status transform (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct label_encoder *self = state;

	if (x->width != 1)
		return skops_fail (call, SKOPS_UNFIT, "labels are one column, the input has %zu", x->width);
	for (size_t r = 0; r < x->rows; r++) {
		struct skops_value value = skops_column_at (&x->columns[0], r);
		int64_t code = skops_index_find (call, self->index, &value);

		if (code < 0)
			return encoder_unseen (call, r, 0, &x->columns[0], &self->classes_, "a LabelEncoder has no number for other labels");
		skops_row (out, r)[0] = (double) code;
	}
	return SKOPS_OK;
}

static enum skops_status inverse_transform (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct label_encoder *self = state;

	if (x->width != 1)
		return skops_fail (call, SKOPS_UNFIT, "numbers of labels are one column, the input has %zu", x->width);
	for (size_t r = 0; r < x->rows; r++) {
		double number = skops_row (x, r)[0];

		if (!(number >= 0 && number < (double) self->classes_.count && number == (double) (int64_t) number))
			return skops_fail_at (call, SKOPS_UNFIT, r, 0, "%g is the number of no label, there are %zu", number, self->classes_.count);
		skops_row (out, r)[0] = number;
	}
	return SKOPS_OK;
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	const struct label_encoder *self = state;
	struct skops_method *method = encoder_method (call, "transform", transform, -1, 1);

	if (!method)
		return SKOPS_NO_MEMORY;
	method->accepts[0] = SKOPS_TABLE;
	method->flags = SKOPS_TAKES_Y;
	method->outputs[0].flat = true;
	method->outputs[0].dtype = SKOPS_I8;
	method = encoder_method (call, "inverse_transform", inverse_transform, -1, 1);
	if (!method)
		return SKOPS_NO_MEMORY;
	method->flags = SKOPS_TAKES_Y | SKOPS_TAKES_OUTPUT;
	method->outputs[0].flat = true;
	method->outputs[0].dtype = SKOPS_I8;
	method->outputs[0].labels = self->labels;
	return encoder_describe_column (call, -1, &self->classes_, false);
}

static enum skops_status support (struct skops_call *call, const void *state, const char *method)
{
	const struct label_encoder *self = state;

	if (strcmp (method, "transform") != 0)
		return skops_onnx_refuse (call, "method", "%s of an encoder is not converted", method);
	return encoder_onnx_support (call, &self->classes_, "classes_", 0);
}

static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct label_encoder *self = state;
	int64_t *codes = skops_scratch (call, self->classes_.count, sizeof *codes);

	(void) method;
	if (!codes)
		return SKOPS_NO_MEMORY;
	for (size_t i = 0; i < self->classes_.count; i++)
		codes[i] = (int64_t) i;
	return skops_onnx_answer (call, out, skops_onnx_gather (call, skops_onnx_ints (call, codes, self->classes_.count), encoder_onnx_index (call, &self->classes_, x, 0), 0));
}

static const struct skops_onnx onnx = { .size = sizeof onnx, .table = &table, .build = build, .support = support, .emit = emit };
static const struct skops_predict predict = {
	.size = sizeof predict, .table = &table, .build = build, .describe = describe,
};

const struct skops_handler label_encoder = {
	.size = sizeof label_encoder, .module = "sklearn.preprocessing._label", .class_name = "LabelEncoder", .loader = "ObjectNode",
	.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = &predict, .onnx = &onnx,
};
