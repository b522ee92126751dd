/* SPDX-License-Identifier: BSD-3-Clause */
/* Headings are made when a text is written, and not before: a vectorizer has a million names that no .npz asks for. */
#include "headings.h"

#include <string.h>

#include "model/output.h"

static enum skops_status name_by_labels (struct skops_error *err, struct skops_answer *answer, struct skops_arena *arena, const struct skops_values *labels)
{
	struct skops_text *names = skops_arena_alloc (arena, labels->count, sizeof *names);
	struct skops_buffer text = { 0 };

	if (!names)
		return skops_error_memory (err);
	for (size_t i = 0; i < labels->count; i++) {
		text.size = 0;
		skops_value_str (&text, &labels->items[i], labels->dtype);
		names[i] = (struct skops_text) { skops_arena_copy (arena, text.data ? text.data : "", text.size), text.size };
		if (!names[i].data || text.failed) {
			skops_buffer_free (&text);
			return skops_error_memory (err);
		}
	}
	skops_buffer_free (&text);
	answer->names = (struct skops_names) { names, labels->count };
	return SKOPS_OK;
}

enum skops_status skops_headings (struct skops_error *err, struct skops_answers *out, struct skops_arena *arena, const struct skops_result *result)
{
	const struct skops_method *method = result->method ? &result->method->method : NULL;
	enum skops_status status = SKOPS_OK;

	*out = result->answers;
	if (!method)
		return SKOPS_OK;
	out->items = skops_arena_alloc (arena, out->count, sizeof *out->items);
	if (!out->items)
		return skops_error_memory (err);
	memcpy (out->items, result->answers.items, out->count * sizeof *out->items);
	for (size_t i = 0; i < out->count && i < method->n_outputs && !status; i++) {
		const struct skops_output *output = &method->outputs[i];
		if (output->per_label && output->labels && output->labels[0]->count == out->items[i].width)
			status = name_by_labels (err, &out->items[i], arena, output->labels[0]);
	}
	if (!status && out->count == 1 && !out->items[0].flat && !out->items[0].names.count && !strcmp (method->name, "transform")) {
		struct skops_error ignored = { 0 };
		struct skops_names names;
		if (!skops_model_names_out (&ignored, result->model, arena, &names) && names.count == out->items[0].width)
			out->items[0].names = names;
	}
	return status;
}
