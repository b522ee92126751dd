/* SPDX-License-Identifier: BSD-3-Clause */
/* KBinsDiscretizer: the interval that a number falls into. Source: sklearn/preprocessing/_discretization.py, KBinsDiscretizer. */
#include "encoders.h"

enum { ENCODE_ORDINAL, ENCODE_ONEHOT };

struct k_bins_discretizer {
	struct skops_list bin_edges_;
	struct skops_step encoder;
	int encode, dtype;
	int64_t n_features;
};

static const struct skops_word encode_words[] = { SKOPS_TEXT_WORD ("ordinal", ENCODE_ORDINAL), SKOPS_TEXT_WORD ("onehot", ENCODE_ONEHOT),
	SKOPS_TEXT_WORD ("onehot-dense", ENCODE_ONEHOT), SKOPS_END_WORD };
SKOPS_ITEM_FIELD (edges_item, SKOPS_KIND_ARRAY, struct skops_array, .dtype = SKOPS_F8, .dims = "?");

SKOPS_TABLE (table, struct k_bins_discretizer,
	SKOPS_LIST (struct k_bins_discretizer, bin_edges_, &edges_item, .dims = "F"),
	SKOPS_CHILD (struct k_bins_discretizer, encoder, .attribute = "_encoder", .flags = SKOPS_OPTIONAL),
	SKOPS_WORD (struct k_bins_discretizer, encode, encode_words, .flags = SKOPS_PARAMETER),
	SKOPS_DTYPE (struct k_bins_discretizer, dtype, .flags = SKOPS_PARAMETER),
	SKOPS_DIM (struct k_bins_discretizer, n_features, "F"));

static enum skops_status check (struct skops_call *call, void *state)
{
	const struct k_bins_discretizer *self = state;

	if (self->encode == ENCODE_ONEHOT && !self->encoder.child)
		return skops_fail (call, SKOPS_BAD_FILE, "a KBinsDiscretizer without its _encoder");
	for (size_t i = 0; i < self->bin_edges_.count; i++)
		if (SKOPS_ITEM (&self->bin_edges_, struct skops_array, i)->count < 2)
			return skops_fail (call, SKOPS_BAD_FILE, "column %zu has no bin", i);
	return SKOPS_OK;
}

/* Inner edges that are at or below the number, as numpy.searchsorted (side="right") counts them. */
static size_t bin_of (const struct skops_array *edges, double number)
{
	const double *inner = skops_f8 (edges) + 1;
	size_t low = 0, high = edges->count - 2;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (number < inner[middle])
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

static enum skops_status transform (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct k_bins_discretizer *self = state;
	uint8_t dtype = self->dtype != SKOPS_NO_DTYPE ? (uint8_t) self->dtype : x->dtype == SKOPS_F4 ? SKOPS_F4 : SKOPS_F8;
	struct skops_block codes = { .dtype = dtype, .first = x->first };

	if (self->encode == ENCODE_ORDINAL)
		codes = *out;
	else if (skops_shape (call, &codes, SKOPS_DENSE, x->rows, x->width))
		return SKOPS_NO_MEMORY;
	for (size_t r = 0; r < x->rows; r++)
		for (size_t c = 0; c < x->width; c++)
			skops_row (&codes, r)[c] = (double) bin_of (SKOPS_ITEM (&self->bin_edges_, struct skops_array, c), skops_round_to (dtype, skops_row (x, r)[c]));
	if (self->encode == ENCODE_ONEHOT && skops_run (call, 0, &codes, out))
		return SKOPS_UNFIT;
	out->dtype = dtype;
	return SKOPS_OK;
}

static enum skops_status inverse_transform (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct k_bins_discretizer *self = state;
	struct skops_block codes = *x, decoded;

	out->dtype = x->dtype == SKOPS_F4 && self->encode == ENCODE_ORDINAL ? SKOPS_F4 : SKOPS_F8;
	if (self->encode == ENCODE_ONEHOT) {
		memset (&decoded, 0, sizeof decoded);
		if (skops_run (call, 0, x, &decoded) || skops_to_dense (call, &codes, &decoded))
			return SKOPS_UNFIT;
		if (codes.width != out->width)
			return skops_fail (call, SKOPS_UNSUPPORTED, "_encoder answers %zu columns for %zu", codes.width, out->width);
	}
	for (size_t c = 0; c < out->width; c++) {
		const struct skops_array *edges = SKOPS_ITEM (&self->bin_edges_, struct skops_array, c);
		int64_t bins = (int64_t) edges->count - 1, code;

		for (size_t r = 0; r < x->rows; r++) {
			double number = skops_row (&codes, r)[c];

			code = number > -1.0e9 && number < 1.0e9 ? (int64_t) number : -1 - bins;
			if (code < 0)
				code += bins; /* counted from the end, as Python does */
			if (code < 0 || code >= bins)
				return skops_fail_at (call, SKOPS_UNFIT, r, -1, "column %zu: %g is the number of no bin, there are %lld", c, number, (long long) bins);
			skops_row (out, r)[c] = skops_round_to (edges->stored_dtype, skops_round_to (edges->stored_dtype, skops_f8 (edges)[code + 1] + skops_f8 (edges)[code]) * 0.5);
		}
	}
	return SKOPS_OK;
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	const struct k_bins_discretizer *self = state;
	const struct skops_method *encode = self->encode == ENCODE_ONEHOT ? skops_child_method (call, self->encoder.child, "transform") : NULL;
	struct skops_edge made = { .source = SKOPS_FROM_STEP };
	struct skops_method *method;

	if (self->encode == ENCODE_ONEHOT && (!encode || encode->features != self->n_features))
		return skops_fail (call, SKOPS_BAD_FILE, "_encoder does not encode the %lld columns of the bins", (long long) self->n_features);
	method = encoder_method (call, "transform", transform, self->n_features, encode ? encode->outputs[0].width : self->n_features);
	if (!method)
		return SKOPS_NO_MEMORY;
	method->outputs[0].form = encode ? SKOPS_ANY : SKOPS_DENSE;
	method->outputs[0].dtype = SKOPS_DECIDED;
	if (encode && skops_edge_add (call, method, self->encoder.child, "transform", &made))
		return SKOPS_BAD_FILE;
	method = encoder_method (call, "inverse_transform", inverse_transform, encode ? encode->outputs[0].width : self->n_features, self->n_features);
	if (!method)
		return SKOPS_NO_MEMORY;
	method->accepts[1] = encode ? SKOPS_CSR : SKOPS_ANY;
	method->flags = SKOPS_TAKES_OUTPUT;
	method->outputs[0].dtype = SKOPS_DECIDED;
	return encode ? skops_edge_add (call, method, self->encoder.child, "inverse_transform", &made) : SKOPS_OK;
}

static enum skops_status names (struct skops_call *call, const void *state, const struct skops_names *in)
{
	const struct k_bins_discretizer *self = state;
	struct skops_names encoded = *in;

	if (self->encoder.child && skops_child_names (call, self->encoder.child, in, &encoded))
		return SKOPS_UNSUPPORTED;
	return skops_names_same (call, state, &encoded);
}

static enum skops_status support (struct skops_call *call, const void *state, const char *method)
{
	(void) state;
	return !strcmp (method, "transform") ? SKOPS_OK : skops_onnx_refuse (call, "method", "%s of a discretizer is not converted", method);
}

/* Edges are often values of the training data, so that inputs of float32 meet them as float32; dtype=numpy.float32 alone narrows nothing but the numbers. */
static struct skops_tensor emit_bins (struct skops_call *call, const struct k_bins_discretizer *self, struct skops_tensor x, size_t c)
{
	const struct skops_array *edges = SKOPS_ITEM (&self->bin_edges_, struct skops_array, c);
	uint8_t type = skops_onnx_double (call) || self->dtype == SKOPS_F4 ? SKOPS_TENSOR_DOUBLE : SKOPS_TENSOR_FLOAT;
	int64_t dims[1] = { (int64_t) edges->count - 2 };
	struct skops_tensor inner = skops_onnx_constant (call, type, 1, dims, skops_f8 (edges) + 1), number = skops_onnx_column (call, x, (int64_t) c), above;

	if (!dims[0]) /* one bin */
		return skops_onnx_2 (call, "Mul", number, skops_onnx_number (call, 0));
	if (self->dtype == SKOPS_F4)
		number = skops_onnx_cast (call, number, SKOPS_TENSOR_FLOAT);
	above = skops_onnx_2 (call, "GreaterOrEqual", skops_onnx_cast (call, number, type), inner);
	return skops_onnx_reduce (call, "ReduceSum", skops_onnx_cast (call, above, SKOPS_TENSOR_DOUBLE), 1, true);
}

static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct k_bins_discretizer *self = state;
	struct skops_tensor numbers = skops_onnx_dense (call, x), *bins = skops_scratch (call, self->bin_edges_.count, sizeof *bins);
	struct skops_columns codes;

	if (!bins)
		return SKOPS_NO_MEMORY;
	for (size_t c = 0; c < self->bin_edges_.count; c++)
		bins[c] = emit_bins (call, self, numbers, c);
	numbers = skops_onnx_along (call, "Concat", bins, self->bin_edges_.count, 1);
	if (self->encode == ENCODE_ORDINAL)
		return skops_onnx_answer (call, out, numbers);
	return skops_onnx_answer (call, &codes, numbers) ? SKOPS_UNSUPPORTED : skops_onnx_run (call, self->encoder.child, method, &codes, out);
}

static const struct skops_onnx onnx = { .size = sizeof onnx, .table = &table, .check = check, .emit = emit, .support = support };
static const struct skops_predict predict = {
	.size = sizeof predict, .table = &table, .check = check, .describe = describe, .names = names,
};

const struct skops_handler k_bins_discretizer = {
	.size = sizeof k_bins_discretizer, .module = "sklearn.preprocessing._discretization", .class_name = "KBinsDiscretizer", .loader = "ObjectNode",
	.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = &predict, .onnx = &onnx,
};
