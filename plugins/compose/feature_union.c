/* SPDX-License-Identifier: BSD-3-Clause */
/* FeatureUnion: the transforms of several estimators side by side. Source: sklearn/pipeline.py, FeatureUnion. */
#include <string.h>

#include "compose.h"

struct part {
	struct skops_text name;
	struct skops_step estimator;
};

struct feature_union {
	struct skops_list transformer_list;
	struct skops_dict transformer_weights;
	bool verbose_feature_names_out;
};

SKOPS_TABLE (part_table, struct part,
	SKOPS_TEXT (struct part, name, .attribute = "0"),
	SKOPS_CHILD (struct part, estimator, .attribute = "1", .words = step_words));

SKOPS_ITEM_FIELD (part_item, SKOPS_KIND_TUPLE, struct part, .table = &part_table);

SKOPS_TABLE (table, struct feature_union,
	SKOPS_LIST (struct feature_union, transformer_list, &part_item, .flags = SKOPS_PARAMETER),
	SKOPS_DICT (struct feature_union, transformer_weights, &weight_item, .flags = SKOPS_PARAMETER | SKOPS_NULLABLE),
	SKOPS_BOOL (struct feature_union, verbose_feature_names_out, .flags = SKOPS_PARAMETER | SKOPS_OPTIONAL, .otherwise = 1));

static const struct part *part_at (const struct feature_union *self, size_t i)
{
	return SKOPS_ITEM (&self->transformer_list, struct part, i);
}

static enum skops_status transform (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct feature_union *self = state;
	size_t count = self->transformer_list.count, used = 0; /* parts, and edges */
	struct skops_block *parts = skops_scratch (call, count, sizeof *parts);

	if (!parts)
		return SKOPS_NO_MEMORY;
	memset (parts, 0, count * sizeof *parts);
	for (size_t i = 0; i < count; i++) {
		const struct part *part = part_at (self, i);
		enum skops_status status;

		if (!part->estimator.child && part->estimator.word != IS_PASSTHROUGH)
			continue;
		status = skops_run (call, used, x, &parts[used]);
		if (!status)
			status = weigh (call, &parts[used++], weight_of (&self->transformer_weights, part->name));
		if (status)
			return status;
	}
	return join_columns (call, out, parts, used, SPARSE_IF_ANY);
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	const struct feature_union *self = state;
	struct skops_method *method = skops_method_add (call, "transform", transform);
	enum skops_status status = SKOPS_OK;

	if (!method)
		return SKOPS_NO_MEMORY;
	method->accepts[0] = SKOPS_ANY;
	method->flags = SKOPS_TAKES_NAN | SKOPS_TAKES_INF;
	method->outputs[0] = (struct skops_output) { .width = -1, .form = SKOPS_ANY, .dtype = SKOPS_DECIDED };
	for (size_t i = 0; i < self->transformer_list.count && !status; i++) {
		const struct part *part = part_at (self, i);
		if (part->estimator.child || part->estimator.word == IS_PASSTHROUGH)
			status = skops_edge_add (call, method, part->estimator.child, "transform", NULL);
	}
	return status;
}

static enum skops_status names (struct skops_call *call, const void *state, const struct skops_names *in)
{
	const struct feature_union *self = state;
	enum skops_status status = SKOPS_OK;

	for (size_t i = 0; i < self->transformer_list.count && !status; i++) {
		const struct part *part = part_at (self, i);
		struct skops_names of_part = *in;

		if (!part->estimator.child && part->estimator.word != IS_PASSTHROUGH)
			continue;
		if (part->estimator.child)
			status = skops_child_names (call, part->estimator.child, in, &of_part);
		for (size_t k = 0; k < of_part.count && !status; k++)
			status = skops_name_add (call, "%.*s%s%.*s", self->verbose_feature_names_out ? (int) part->name.size : 0, part->name.data,
			                         self->verbose_feature_names_out ? "__" : "", (int) of_part.items[k].size, of_part.items[k].data);
	}
	return status;
}

static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct feature_union *self = state;
	struct skops_columns *parts = skops_scratch (call, self->transformer_list.count, sizeof *parts);
	enum skops_status status = parts ? SKOPS_OK : SKOPS_NO_MEMORY;
	size_t used = 0;

	for (size_t i = 0; i < self->transformer_list.count && !status; i++) {
		const struct part *part = part_at (self, i);

		if (!part->estimator.child && part->estimator.word != IS_PASSTHROUGH)
			continue;
		parts[used] = *x;
		if (part->estimator.child)
			status = skops_onnx_run (call, part->estimator.child, method, x, &parts[used]);
		if (!status)
			status = weigh_columns (call, &parts[used++], weight_of (&self->transformer_weights, part->name));
	}
	return status ? status : skops_onnx_join (call, out, parts, used);
}

static const struct skops_onnx onnx = { .size = sizeof onnx, .table = &table, .emit = emit };
static const struct skops_predict predict = { .size = sizeof predict, .table = &table, .describe = describe, .names = names };

const struct skops_handler feature_union = {
	.size = sizeof feature_union, .module = "sklearn.pipeline", .class_name = "FeatureUnion", .loader = "ObjectNode",
	.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = &predict, .onnx = &onnx,
};
