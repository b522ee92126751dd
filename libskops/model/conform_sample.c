/* SPDX-License-Identifier: BSD-3-Clause */
/* A sample model: loaded, every method run, its names, importances, graph and card made. */
#include <string.h>

#include "model/card.h"
#include "model/conform.h"
#include "model/convert.h"
#include "model/source.h"

enum { MOST_ROWS = 300, LOADS = 24 /* malloc keeps some of what is freed: so many in a row must each take more */ };

static bool load (struct skops_conform *conform, struct skops_error *err, struct skops_model **out, const char *path)
{
	const struct skops_conform_task *task = conform->task;
	struct skops_model_options options = { 0 };
	struct skops_document *document;

	return !skops_document_open (err, &document, path, false, task->limits) && !skops_model_load (err, out, document, task->registry, task->loader, &options, task->limits);
}

static void try_loads (struct skops_conform *conform, const char *path)
{
	size_t before = 0, grown = 0;

	skops_conform_step (conform, "loading it many times");
	for (int i = 0; i < LOADS; i++) {
		struct skops_error err = { 0 };
		struct skops_model *model;
		size_t now;

		if (!load (conform, &err, &model, path))
			return;
		skops_model_free (model);
		now = skops_surroundings_memory ();
		if (i && now <= before)
			return;
		grown = i ? now - before : 0;
		before = now;
	}
	skops_conform_wrong (conform, "what a model needs comes from skops_alloc and dies with it", "each time that the model is loaded and freed %zu bytes of memory are left behind", grown);
}

/* The rows that a method is tried with: the user's, an earlier method's answer for an inverse one, or made-up ones. */
static bool find_rows (struct skops_conform *conform, struct skops_data *out, struct skops_arena *arena, const struct skops_model *model, const struct skops_method_entry *method,
                       const char *input, const struct skops_answers *forward)
{
	struct skops_error err = { 0 };
	struct skops_data all;

	if (method->method.flags & SKOPS_TAKES_OUTPUT)
		return forward->count && skops_conform_output (out, arena, &forward->items[0]);
	if (!input)
		return skops_conform_invent (conform, out, arena, method);
	if (skops_data_read (&err, &all, arena, model, method, input, SKOPS_FORMAT_UNKNOWN)) {
		if (err.status == SKOPS_UNFIT)
			skops_conform_note (conform, "%s was not tried: %s", method->method.name, err.message);
		else
			skops_conform_wrong (conform, "--input takes the name of a readable file of data", "%s: %s", input, err.message);
		return false;
	}
	return skops_data_slice (out, arena, &all, 0, all.rows < MOST_ROWS ? all.rows : MOST_ROWS);
}

static void try_methods (struct skops_conform *conform, const struct skops_model *model, const char *input)
{
	const struct skops_child *root = model->root;
	struct skops_answers forward = { 0 }; /* of transform, or predict: for inverse methods */
	struct skops_arena *forward_arena = NULL; /* its texts may be those of its input */

	for (int inverse = 0; inverse < 2; inverse++)
		for (size_t i = 0; i < root->n_methods; i++) {
			const struct skops_method_entry *method = root->methods[i];
			struct skops_arena *arena;
			struct skops_answers answers = { 0 };
			struct skops_data data;
			bool answered;

			if (inverse == !(method->method.flags & SKOPS_TAKES_OUTPUT))
				continue;
			arena = skops_arena_new (model->limits->memory);
			answered = arena && find_rows (conform, &data, arena, model, method, input, &forward) && skops_conform_method (conform, &answers, model, method, &data, !input);
			if (answered && !inverse && !strcmp (method->method.name, "transform")) {
				skops_answers_free (&forward);
				skops_arena_free (forward_arena);
				forward = answers;
				forward_arena = arena;
				continue;
			}
			if (answered)
				skops_answers_free (&answers);
			skops_arena_free (arena);
		}
	skops_answers_free (&forward);
	skops_arena_free (forward_arena);
}

static void try_importances (struct skops_conform *conform, struct skops_model *model)
{
	const struct skops_child *root = model->root;
	struct skops_text type = { root->type, strlen (root->type) };
	struct skops_text module = { type.data, strcspn (type.data, ":") };
	struct skops_text name = { type.data + module.size + 1, type.size - module.size - 1 };
	struct skops_error err = { 0 };
	struct skops_array array = { 0 };

	if (skops_registry_resolve (conform->task->registry, module, name, root->node->loader, SKOPS_FACET_IMPORTANCES, NULL) != conform->task->entry)
		return;
	skops_conform_step (conform, "its importances");
	if (skops_model_importances (&err, model, root, &array)) {
		if (skops_conform_is_blamed (&err))
			skops_conform_wrong (conform, "call skops_fail with the reason, and return its status", "%s", err.message);
	} else if (!array.data || array.dtype != SKOPS_F8 || array.rank < 1 || array.rank > 2 || (root->features >= 0 && array.dims[array.rank - 1] != root->features)) {
		skops_conform_wrong (conform, "matrix fills in [F] or [K,F] of float64: data, dtype, rank, dims and count", "they are no float64 array [%lld] or [K,%lld]", (long long) root->features,
		                     (long long) root->features);
	}
}

/* What `skops onnx --check` says and what `skops onnx` does. Whether a runtime answers as apply does is for the plugin's own tests. */
static void try_onnx (struct skops_conform *conform, struct skops_model *model)
{
	bool right = true;

	for (int as_double = 0; as_double < 2 && right; as_double++) {
		struct skops_convert_options options = { .as_double = as_double };
		struct skops_convert convert;
		struct skops_error err = { 0 };
		struct skops_buffer bytes = { 0 };

		skops_conform_step (conform, as_double ? "converting it to ONNX of float64" : "converting it to ONNX");
		if (!skops_convert_model (&err, &convert, model, &options))
			skops_graph_write (&err, &bytes, convert.graph, convert.options.opset);
		right = !convert.broken && !(err.status && skops_conform_is_blamed (&err)) && (!err.status || convert.refused || err.status == SKOPS_UNSUPPORTED);
		if (!right)
			skops_conform_wrong (conform, "support says no through skops_onnx_refuse, with parameter and reason; emit answers as many columns as the description states", "%s", err.message);
		skops_buffer_free (&bytes);
		skops_convert_free (&convert);
	}
}

static void try_card (struct skops_conform *conform, struct skops_model *model)
{
	struct skops_error err = { 0 }, left_out = { 0 };
	struct skops_buffer card = { 0 };

	skops_conform_step (conform, "its model card");
	if (skops_card_write (&err, &card, model, conform->sample, &left_out) || left_out.status)
		skops_conform_wrong (conform, "sections adds sections, and fails only where the model is at fault", "%s", err.status ? err.message : left_out.message);
	skops_buffer_free (&card);
}

void skops_conform_sample (struct skops_conform *conform, const struct skops_conform_sample *sample)
{
	struct skops_error err = { 0 };
	struct skops_model *model;

	skops_conform_step (conform, "loading it");
	if (!load (conform, &err, &model, sample->model)) {
		skops_conform_wrong (conform, "a sample is a model that the plugin serves; a table that asks for too much refuses files that are as they should be", "%s", err.message);
		return;
	}
	try_methods (conform, model, sample->input);
	try_importances (conform, model);
	try_onnx (conform, model);
	try_card (conform, model);
	skops_conform_step (conform, "freeing it");
	skops_model_free (model);
	try_loads (conform, sample->model);
}
