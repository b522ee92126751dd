/* SPDX-License-Identifier: BSD-3-Clause */
/* ColumnTransformer: each transformer on its own columns, the results side by side. Columns come from `_transformer_to_input_indices`, which is resolved for every
 * way to name them. Source: sklearn/compose/_column_transformer.py. */
#include <string.h>

#include "compose.h"

struct transformer {
	struct skops_text name;
	struct skops_step estimator;
};

struct column_transformer {
	struct skops_list transformers_;
	struct skops_dict indices;
	struct skops_dict transformer_weights;
	bool sparse_output_;
	int verbose_names;
	struct branch *branches; /* those that give columns, in order */
	size_t count;
};

/* One transformer at work; no child passes its columns on. */
struct branch {
	struct skops_text name;
	const struct skops_child *child;
	const int64_t *columns;
	size_t n_columns;
	double weight;
};

enum { NAMES_PLAIN, NAMES_PREFIXED, NAMES_CUSTOM };

static const struct skops_word verbose_words[] = {
	SKOPS_FALSE_WORD (NAMES_PLAIN), SKOPS_TRUE_WORD (NAMES_PREFIXED), SKOPS_OTHER_WORD (NAMES_CUSTOM), SKOPS_END_WORD,
};

SKOPS_TABLE (transformer_table, struct transformer,
	SKOPS_TEXT (struct transformer, name, .attribute = "0"),
	SKOPS_CHILD (struct transformer, estimator, .attribute = "1", .words = step_words, .flags = SKOPS_LENIENT));

SKOPS_ITEM_FIELD (transformer_item, SKOPS_KIND_TUPLE, struct transformer, .table = &transformer_table);
SKOPS_ITEM_FIELD (indices_item, SKOPS_KIND_ARRAY, struct skops_array, .dtype = SKOPS_I8, .dims = "?", .flags = SKOPS_INDEX);

SKOPS_TABLE (table, struct column_transformer,
	SKOPS_LIST (struct column_transformer, transformers_, &transformer_item),
	SKOPS_DICT (struct column_transformer, indices, &indices_item, .attribute = "_transformer_to_input_indices"),
	SKOPS_DICT (struct column_transformer, transformer_weights, &weight_item, .flags = SKOPS_PARAMETER | SKOPS_NULLABLE),
	SKOPS_BOOL (struct column_transformer, sparse_output_, .flags = 0),
	SKOPS_WORD (struct column_transformer, verbose_names, verbose_words, .attribute = "verbose_feature_names_out", .flags = SKOPS_PARAMETER | SKOPS_OPTIONAL, .otherwise = NAMES_PREFIXED));

static const struct skops_array *columns_of (const struct column_transformer *self, struct skops_text name)
{
	for (size_t i = 0; i < self->indices.count; i++) {
		const struct skops_value *key = &self->indices.keys[i];
		if (key->kind == SKOPS_IS_TEXT && key->size == name.size && !memcmp (key->text, name.data, name.size))
			return SKOPS_ITEM (&self->indices, struct skops_array, i);
	}
	return NULL;
}

static enum skops_status build (struct skops_call *call, void *state)
{
	struct column_transformer *self = state;

	self->branches = skops_alloc (call, self->transformers_.count, sizeof *self->branches);
	if (!self->branches)
		return SKOPS_NO_MEMORY;
	for (size_t i = 0; i < self->transformers_.count; i++) {
		const struct transformer *transformer = SKOPS_ITEM (&self->transformers_, struct transformer, i);
		const struct skops_array *columns = columns_of (self, transformer->name);

		if (!transformer->estimator.child && transformer->estimator.word != IS_PASSTHROUGH)
			continue;
		if (!columns)
			return skops_fail (call, SKOPS_BAD_FILE, "transformer %.*s has no columns in _transformer_to_input_indices", (int) transformer->name.size, transformer->name.data);
		if (!columns->count)
			continue; /* it was never fitted */
		self->branches[self->count++] = (struct branch) { transformer->name, transformer->estimator.child, skops_i8 (columns), columns->count,
			weight_of (&self->transformer_weights, transformer->name) };
	}
	return SKOPS_OK;
}

static enum skops_status transform (struct skops_call *call, const void *state, const struct skops_block *x, struct skops_block *out)
{
	const struct column_transformer *self = state;
	struct skops_block *parts = skops_scratch (call, self->count, sizeof *parts);

	if (!parts)
		return SKOPS_NO_MEMORY;
	memset (parts, 0, self->count * sizeof *parts);
	for (size_t i = 0; i < self->count; i++) {
		enum skops_status status = skops_run (call, i, x, &parts[i]);
		if (!status)
			status = weigh (call, &parts[i], self->branches[i].weight);
		if (status)
			return status;
	}
	return join_columns (call, out, parts, self->count, self->sparse_output_ ? SPARSE_ALWAYS : SPARSE_NEVER);
}

static enum skops_status describe (struct skops_call *call, const void *state)
{
	const struct column_transformer *self = state;
	struct skops_method *method = skops_method_add (call, "transform", transform);
	enum skops_status status = SKOPS_OK;

	if (!method)
		return SKOPS_NO_MEMORY;
	method->accepts[0] = SKOPS_ANY;
	method->flags = SKOPS_TAKES_NAN | SKOPS_TAKES_INF;
	method->outputs[0] = (struct skops_output) { .width = -1, .form = SKOPS_ANY, .dtype = SKOPS_DECIDED };
	for (size_t i = 0; i < self->count && !status; i++) {
		const struct branch *branch = &self->branches[i];
		struct skops_edge edge = { .source = SKOPS_FROM_X, .columns = branch->columns, .n_columns = branch->n_columns };
		status = skops_edge_add (call, method, branch->child, "transform", &edge);
	}
	return status;
}

static enum skops_status name_branch (struct skops_call *call, const struct column_transformer *self, const struct branch *branch, const struct skops_names *in)
{
	struct skops_text *items = skops_scratch (call, branch->n_columns, sizeof *items);
	struct skops_names names = { items, branch->n_columns };
	enum skops_status status = SKOPS_OK;
	bool prefixed = self->verbose_names == NAMES_PREFIXED;

	if (!items)
		return SKOPS_NO_MEMORY;
	for (size_t c = 0; c < branch->n_columns; c++) {
		if ((uint64_t) branch->columns[c] >= in->count)
			return skops_fail (call, SKOPS_BAD_FILE, "column %lld of %zu", (long long) branch->columns[c], in->count);
		items[c] = in->items[branch->columns[c]];
	}
	if (branch->child)
		status = skops_child_names (call, branch->child, &names, &names);
	for (size_t i = 0; i < names.count && !status; i++)
		status = skops_name_add (call, "%.*s%s%.*s", prefixed ? (int) branch->name.size : 0, branch->name.data, prefixed ? "__" : "", (int) names.items[i].size, names.items[i].data);
	return status;
}

static enum skops_status names (struct skops_call *call, const void *state, const struct skops_names *in)
{
	const struct column_transformer *self = state;
	enum skops_status status = SKOPS_OK;

	if (self->verbose_names == NAMES_CUSTOM)
		return skops_fail (call, SKOPS_UNSUPPORTED, "verbose_feature_names_out is a text or function of the user's");
	for (size_t i = 0; i < self->count && !status; i++)
		status = name_branch (call, self, &self->branches[i], in);
	return status;
}

/* The same branches in a graph. */
static enum skops_status emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	const struct column_transformer *self = state;
	struct skops_columns *parts = skops_scratch (call, self->count, sizeof *parts);
	enum skops_status status = parts ? SKOPS_OK : SKOPS_NO_MEMORY;

	for (size_t i = 0; i < self->count && !status; i++) {
		const struct branch *branch = &self->branches[i];

		status = skops_onnx_take (call, &parts[i], x, branch->columns, branch->n_columns);
		if (!status && branch->child)
			status = skops_onnx_run (call, branch->child, method, &parts[i], &parts[i]);
		if (!status)
			status = weigh_columns (call, &parts[i], branch->weight);
	}
	return status ? status : skops_onnx_join (call, out, parts, self->count);
}

static const struct skops_onnx onnx = { .size = sizeof onnx, .table = &table, .build = build, .emit = emit };
static const struct skops_predict predict = { .size = sizeof predict, .table = &table, .build = build, .describe = describe, .names = names };

const struct skops_handler column_transformer = {
	.size = sizeof column_transformer, .module = "sklearn.compose._column_transformer", .class_name = "ColumnTransformer", .loader = "ObjectNode",
	.since = SKOPS_VERSION (1, 1), .until = SKOPS_VERSION (1, 9), .predict = &predict, .onnx = &onnx,
};
