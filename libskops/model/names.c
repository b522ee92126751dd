/* SPDX-License-Identifier: BSD-3-Clause */
/* get_feature_names_out: asked from estimator to estimator, without data. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/frame.h"

enum skops_status skops_host_name_add (struct skops_call *call, const char *format, va_list args)
{
	struct skops_frame *frame = skops_frame_of (call);
	va_list again;
	int size;
	char *text;

	if (frame->method)
		return skops_fail (call, SKOPS_UNSUPPORTED, "the plugin of %s names columns in apply", frame->self->type);
	va_copy (again, args);
	size = vsnprintf (NULL, 0, format, again);
	va_end (again);
	if (size < 0)
		return skops_fail (call, SKOPS_BAD_FILE, "a column's name cannot be written");
	if (frame->n_names == frame->names_capacity) {
		size_t capacity = frame->names_capacity ? frame->names_capacity * 2 : 64;
		struct skops_text *grown = skops_arena_alloc (frame->results, capacity, sizeof *grown);
		if (!grown)
			return skops_error_memory (frame->err);
		if (frame->n_names)
			memcpy (grown, frame->names, frame->n_names * sizeof *grown);
		frame->names = grown;
		frame->names_capacity = capacity;
	}
	text = skops_arena_alloc (frame->results, (size_t) size + 1, 1);
	if (!text)
		return skops_error_memory (frame->err);
	vsnprintf (text, (size_t) size + 1, format, args);
	frame->names[frame->n_names++] = (struct skops_text) { text, (size_t) size };
	return SKOPS_OK;
}

/* Names live in `arena`, as everything made on the way does. */
static enum skops_status names_of (struct skops_error *err, const struct skops_child *child, struct skops_arena *arena, const struct skops_names *in, struct skops_names *out)
{
	struct skops_frame frame = skops_frame_make (err, child);
	struct skops_names counted = *in;

	if (child->refusal)
		return skops_error_set (err, child->refusal->status, "%s", child->refusal->message);
	if (!child->facets[SKOPS_FACET_PREDICT].handler || !child->facets[SKOPS_FACET_PREDICT].handler->predict->names)
		return skops_error_set (err, SKOPS_MISUSE, "%s has no get_feature_names_out", child->type);
	frame.scratch = frame.results = arena;
	if (child->names_in.count) {
		counted = child->names_in;
	} else if (!in->count && child->features > 0) {
		struct skops_text *items = skops_arena_alloc (arena, (size_t) child->features, sizeof *items);
		if (!items)
			return skops_error_memory (err);
		for (int64_t i = 0; i < child->features; i++) {
			char *text = skops_arena_alloc (arena, 24, 1);
			if (!text)
				return skops_error_memory (err);
			items[i] = (struct skops_text) { text, (size_t) snprintf (text, 24, "x%lld", (long long) i) };
		}
		counted = (struct skops_names) { items, (size_t) child->features };
	}
	if (skops_frame_result (&frame, child->facets[SKOPS_FACET_PREDICT].handler->predict->names (&frame.call, child->facets[SKOPS_FACET_PREDICT].state, &counted), "naming its columns"))
		return err->status;
	*out = (struct skops_names) { frame.names, frame.n_names };
	return SKOPS_OK;
}

enum skops_status skops_host_child_names (struct skops_call *call, const struct skops_child *child, const struct skops_names *in, struct skops_names *out)
{
	struct skops_frame *frame = skops_frame_of (call);

	return names_of (frame->err, child, frame->results, in, out);
}

enum skops_status skops_model_names_out (struct skops_error *err, const struct skops_model *model, struct skops_arena *arena, struct skops_names *out)
{
	struct skops_names none = { 0 };

	return names_of (err, model->root, arena, &none, out);
}
