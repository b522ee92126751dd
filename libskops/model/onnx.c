/* SPDX-License-Identifier: BSD-3-Clause */
/* The services behind skops/onnx.h: nodes and constants, blocks of columns, a child's method in the graph. */
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "base/text.h"
#include "model/convert.h"
#include "model/frame.h"

static const struct skops_tensor none;

/* Back-references can make any number of ways to one estimator. */
enum { MOST_CALLS = 1000000 };

/* The conversion that a plugin is called for; NULL, with the error set, outside one. */
static struct skops_convert *convert_of (struct skops_call *call)
{
	struct skops_frame *frame = skops_frame_of (call);

	if (!frame->convert)
		skops_fail (call, SKOPS_UNSUPPORTED, "the plugin of %s builds a graph outside support and emit", frame->self->type);
	return frame->convert;
}

enum skops_status skops_host_onnx_node (struct skops_call *call, const char *domain, const char *op, const struct skops_tensor *inputs, size_t n_inputs,
                                        const struct skops_attribute *attributes, size_t n_attributes, struct skops_tensor *outputs, size_t n_outputs)
{
	struct skops_convert *convert = convert_of (call);

	return convert ? skops_graph_node (convert->err, convert->graph, domain, op, inputs, n_inputs, attributes, n_attributes, outputs, n_outputs) : SKOPS_UNSUPPORTED;
}

enum skops_status skops_host_onnx_carry (struct skops_call *call, const struct skops_tensor *initial, size_t count, struct skops_tensor *carried)
{
	struct skops_convert *convert = convert_of (call);

	memset (carried, 0, count * sizeof *carried);
	return !convert || convert->err->status ? SKOPS_UNSUPPORTED : skops_graph_carry (convert->err, convert->graph, initial, count, carried);
}

enum skops_status skops_host_onnx_loop (struct skops_call *call, const struct skops_tensor *initial, const struct skops_tensor *carried, const struct skops_tensor *next, size_t count,
                                        struct skops_tensor again, int64_t rounds, struct skops_tensor *out)
{
	struct skops_convert *convert = convert_of (call);

	memset (out, 0, count * sizeof *out);
	return !convert || convert->err->status ? SKOPS_UNSUPPORTED : skops_graph_loop (convert->err, convert->graph, initial, carried, next, count, again, rounds, out);
}

struct skops_tensor skops_host_onnx_constant (struct skops_call *call, uint8_t type, uint8_t rank, const int64_t *dims, const void *data)
{
	struct skops_convert *convert = convert_of (call);

	return convert && !convert->err->status ? skops_graph_constant (convert->err, convert->graph, type, rank, dims, data) : none;
}

bool skops_host_onnx_double (struct skops_call *call)
{
	return skops_frame_of (call)->convert && skops_frame_of (call)->convert->wide;
}

enum skops_status skops_host_onnx_answer (struct skops_call *call, struct skops_columns *out, struct skops_tensor tensor)
{
	struct skops_convert *convert = convert_of (call);
	struct skops_tensor *parts;

	if (!convert || convert->err->status)
		return SKOPS_UNSUPPORTED;
	if (!skops_graph_value (convert->graph, tensor))
		return skops_fail (call, SKOPS_UNSUPPORTED, "the plugin of %s answers with a tensor that is none", skops_frame_of (call)->self->type);
	parts = skops_arena_alloc (convert->arena, 1, sizeof *parts);
	if (!parts)
		return skops_error_memory (convert->err);
	parts[0] = tensor;
	*out = (struct skops_columns) { parts, 1 };
	return SKOPS_OK;
}

/* Numbers of one part, as float64. */
static struct skops_tensor to_numbers (struct skops_call *call, struct skops_tensor part)
{
	if (part.type == SKOPS_TENSOR_STRING) {
		skops_fail (call, SKOPS_UNSUPPORTED, "texts where numbers are needed");
		return none;
	}
	return skops_onnx_cast (call, part, SKOPS_TENSOR_DOUBLE);
}

struct skops_tensor skops_host_onnx_dense (struct skops_call *call, const struct skops_columns *x)
{
	struct skops_convert *convert = convert_of (call);
	struct skops_tensor *parts;

	if (!convert || convert->err->status)
		return none;
	if (x->count == 1)
		return to_numbers (call, x->parts[0]);
	parts = skops_arena_alloc (convert->arena, x->count, sizeof *parts);
	if (!parts || !x->count) {
		skops_fail (call, SKOPS_UNSUPPORTED, "no columns");
		return none;
	}
	for (size_t i = 0; i < x->count; i++)
		parts[i] = to_numbers (call, x->parts[i]);
	return skops_onnx_along (call, "Concat", parts, x->count, 1);
}

/* The part that column `column` of a block lies in; its place there is put out. `firsts` are the first columns of its parts, and one more. SIZE_MAX: there is no
 * such column. */
static size_t part_of (const int64_t *firsts, size_t parts, int64_t column, int64_t *place)
{
	size_t low = 0, high = parts;

	if (column < 0 || column >= firsts[parts])
		return SIZE_MAX;
	while (high - low > 1) { /* firsts[low] <= column < firsts[high] */
		size_t middle = low + (high - low) / 2;

		if (firsts[middle] <= column)
			low = middle;
		else
			high = middle;
	}
	*place = column - firsts[low];
	return low;
}

/* Columns `places` of one part: the part itself where they are all of it. */
static struct skops_tensor take_part (struct skops_call *call, struct skops_tensor part, const int64_t *places, size_t count)
{
	bool all = (int64_t) count == part.dims[1];

	for (size_t i = 0; i < count && all; i++)
		all = places[i] == (int64_t) i;
	return all ? part : skops_onnx_gather (call, part, skops_onnx_ints (call, places, count), 1);
}

enum skops_status skops_host_onnx_take (struct skops_call *call, struct skops_columns *out, const struct skops_columns *x, const int64_t *columns, size_t count)
{
	struct skops_convert *convert = convert_of (call);
	struct skops_tensor *parts;
	int64_t *places, *firsts;
	size_t from = 0, made = 0;

	if (!convert || convert->err->status)
		return SKOPS_UNSUPPORTED;
	parts = skops_arena_alloc (convert->arena, count, sizeof *parts);
	places = skops_arena_alloc (convert->scratch, count, sizeof *places);
	firsts = skops_arena_alloc (convert->scratch, x->count + 1, sizeof *firsts);
	if (!parts || !places || !firsts)
		return skops_error_memory (convert->err);
	for (size_t i = 0; i < x->count; i++)
		firsts[i + 1] = firsts[i] + x->parts[i].dims[1];
	while (from < count) {
		size_t to = from + 1, part = part_of (firsts, x->count, columns[from], &places[from]);

		if (part == SIZE_MAX)
			return skops_fail (call, SKOPS_UNSUPPORTED, "column %lld is not there", (long long) columns[from]);
		while (to < count && part_of (firsts, x->count, columns[to], &places[to]) == part)
			to++;
		parts[made++] = take_part (call, x->parts[part], places + from, to - from);
		from = to;
	}
	*out = (struct skops_columns) { parts, made };
	return convert->err->status;
}

enum skops_status skops_host_onnx_join (struct skops_call *call, struct skops_columns *out, const struct skops_columns *blocks, size_t count)
{
	struct skops_convert *convert = convert_of (call);
	struct skops_tensor *parts;
	size_t total = 0;

	if (!convert || convert->err->status)
		return SKOPS_UNSUPPORTED;
	for (size_t i = 0; i < count; i++)
		total += blocks[i].count;
	parts = skops_arena_alloc (convert->arena, total, sizeof *parts);
	if (!parts)
		return skops_error_memory (convert->err);
	*out = (struct skops_columns) { parts, total };
	for (size_t i = 0; i < count; i++) {
		if (blocks[i].count)
			memcpy (parts, blocks[i].parts, blocks[i].count * sizeof *parts);
		parts += blocks[i].count;
	}
	return SKOPS_OK;
}

/* ---- steps ---- */

/* The place of a child among the steps, added if it is new; NULL without memory. */
static struct skops_convert_step *step_of (struct skops_convert *convert, const struct skops_child *child)
{
	for (size_t i = 0; i < convert->n_steps; i++)
		if (convert->steps[i].child == child)
			return &convert->steps[i];
	if (convert->n_steps == convert->capacity) {
		size_t capacity = convert->capacity ? 2 * convert->capacity : 16;
		struct skops_convert_step *grown = skops_arena_alloc (convert->arena, capacity, sizeof *grown);
		if (!grown)
			return NULL;
		if (convert->n_steps)
			memcpy (grown, convert->steps, convert->n_steps * sizeof *grown);
		convert->steps = grown;
		convert->capacity = capacity;
	}
	convert->steps[convert->n_steps] = (struct skops_convert_step) { .child = child };
	return &convert->steps[convert->n_steps++];
}

/* Adds a reason, behind those that are there, unless it is there already. */
static enum skops_status refuse (struct skops_convert *convert, const struct skops_child *child, const char *parameter, const char *why)
{
	struct skops_convert_step *step = step_of (convert, child);
	struct skops_convert_reason *reason = skops_arena_alloc (convert->arena, 1, sizeof *reason);
	struct skops_convert_reason **last;

	convert->refused = true;
	if (!step || !reason)
		return skops_error_memory (convert->err);
	for (last = &step->reasons; *last; last = &(*last)->next)
		if (!strcmp ((*last)->why, why))
			return SKOPS_UNSUPPORTED;
	reason->parameter = parameter ? skops_arena_copy (convert->arena, parameter, strlen (parameter)) : NULL;
	reason->why = skops_arena_copy (convert->arena, why, strlen (why));
	if (!reason->why)
		return skops_error_memory (convert->err);
	*last = reason;
	return SKOPS_UNSUPPORTED;
}

enum skops_status skops_host_onnx_refuse (struct skops_call *call, const char *parameter, const char *format, va_list args)
{
	struct skops_convert *convert = convert_of (call);
	struct skops_error said = { 0 };

	if (!convert)
		return SKOPS_UNSUPPORTED;
	skops_error_vset (&said, SKOPS_UNSUPPORTED, format, args);
	return refuse (convert, skops_frame_of (call)->self, parameter, said.message);
}

enum skops_status skops_host_onnx_run (struct skops_call *call, const struct skops_child *child, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	struct skops_convert *convert = convert_of (call);

	return !convert || convert->err->status ? SKOPS_UNSUPPORTED : skops_convert_run (convert, child, method, x, out);
}

/* Outputs of the right width that stand for what could not be made, so that what follows can still be looked at. */
static enum skops_status stand_in (struct skops_convert *convert, const struct skops_method *method, struct skops_columns *out)
{
	convert->err->status = convert->err->status == SKOPS_NO_MEMORY ? SKOPS_NO_MEMORY : SKOPS_OK;
	for (uint32_t i = 0; i < method->n_outputs && !convert->err->status; i++) {
		struct skops_tensor *part = skops_arena_alloc (convert->arena, 1, sizeof *part);
		if (!part)
			return skops_error_memory (convert->err);
		*part = skops_graph_input (convert->err, convert->graph, "refused", SKOPS_TENSOR_DOUBLE, method->outputs[i].width < 0 ? 1 : method->outputs[i].width);
		out[i] = (struct skops_columns) { part, 1 };
	}
	return convert->err->status;
}

/* The estimators that a refused one calls: they are judged all the same, unless that was done since call `since`, which is the refused one's own. */
static enum skops_status look_at_calls (struct skops_convert *convert, const struct skops_method_entry *entry, size_t since)
{
	for (size_t i = 0; i < entry->n_edges; i++) {
		const struct skops_edge_entry *edge = &entry->edges[i];
		const struct skops_convert_step *step = edge->method ? step_of (convert, edge->method->owner) : NULL;
		struct skops_columns x, *out;
		struct skops_tensor *part;
		int64_t width;

		if (!edge->method || (step && step->judged > since))
			continue;
		width = edge->method->method.features < 0 ? 1 : edge->method->method.features;
		part = skops_arena_alloc (convert->arena, 1, sizeof *part);
		out = skops_arena_alloc (convert->arena, edge->method->method.n_outputs, sizeof *out);
		if (!part || !out)
			return skops_error_memory (convert->err);
		*part = skops_graph_input (convert->err, convert->graph, "refused", SKOPS_TENSOR_DOUBLE, width);
		x = (struct skops_columns) { part, 1 };
		if (convert->err->status || skops_convert_run (convert, edge->method->owner, edge->method->method.name, &x, out))
			return convert->err->status;
	}
	return SKOPS_OK;
}

/* Every output [N, width], as the description has it; out of scratch, where a converter may have put its parts. */
static enum skops_status check_outputs (struct skops_frame *frame, const struct skops_method *method, struct skops_columns *out)
{
	for (uint32_t i = 0; i < method->n_outputs; i++) {
		struct skops_tensor *parts = skops_arena_alloc (frame->arena, out[i].count, sizeof *parts);
		int64_t width = 0;

		if (!parts)
			return skops_error_memory (frame->err);
		if (out[i].count)
			memcpy (parts, out[i].parts, out[i].count * sizeof *parts);
		out[i].parts = parts;
		for (size_t p = 0; p < out[i].count; p++) {
			if (parts[p].rank == 1 && parts[p].dims[0] < 0)
				parts[p] = skops_onnx_axis (&frame->call, "Unsqueeze", parts[p], 1);
			if (parts[p].rank != 2 || parts[p].dims[0] >= 0 || parts[p].dims[1] < 0)
				return skops_fail (&frame->call, SKOPS_UNSUPPORTED, "the ONNX converter of %s answers %s with something that is no block of rows", frame->self->type, method->name);
			width += parts[p].dims[1];
		}
		if (!out[i].count || (method->outputs[i].width >= 0 && width != method->outputs[i].width))
			return skops_fail (&frame->call, SKOPS_UNSUPPORTED, "the ONNX converter of %s answers %s with %lld columns where %lld are due", frame->self->type, method->name,
			                   (long long) width, (long long) method->outputs[i].width);
	}
	return frame->err->status;
}

/* What its plugin's converter says and makes. */
static enum skops_status call_converter (struct skops_convert *convert, const struct skops_method_entry *entry, const struct skops_onnx *facet, const void *state,
                                         const struct skops_columns *x, struct skops_columns *out, bool *certain)
{
	struct skops_frame frame = skops_frame_make (convert->err, entry->owner);

	frame.arena = frame.results = convert->arena;
	frame.scratch = convert->scratch;
	frame.convert = convert;
	if (entry->method.flags & SKOPS_WHOLE_BATCH && !(facet->flags & SKOPS_ONNX_WHOLE_BATCH)) /* one that it calls is refused where it is called */
		return skops_onnx_refuse (&frame.call, entry->method.name, "its answer for a row depends on all rows that are asked with it, which a graph cannot say");
	if (facet->support && facet->support (&frame.call, state, entry->method.name)) {
		*certain = true; /* it has not seen what it is called with */
		if (convert->err->status || step_of (convert, entry->owner)->reasons)
			return SKOPS_UNSUPPORTED;
		convert->broken = entry->owner;
		return skops_onnx_refuse (&frame.call, NULL, "its plugin refuses %s and does not say why", entry->method.name);
	}
	if (skops_frame_result (&frame, facet->emit (&frame.call, state, entry->method.name, x, out), "emitting ONNX"))
		return convert->err->status;
	if (check_outputs (&frame, &entry->method, out) && !convert->refused)
		convert->broken = entry->owner;
	return convert->err->status;
}

/* The same method of the same tensors answers the same ones: back-references can ask for it without end. */
static enum skops_status call_once (struct skops_convert *convert, const struct skops_method_entry *entry, const struct skops_onnx *facet, const void *state,
                                    const struct skops_columns *x, struct skops_columns *out, bool *certain)
{
	size_t n = entry->method.n_outputs, size = (x->count + 1) * sizeof (uintptr_t);
	uintptr_t *key = skops_arena_alloc (convert->arena, x->count + 1, sizeof *key), *slot;
	const struct skops_columns *made;
	struct skops_columns *kept;
	enum skops_status status;
	bool is_new;

	if (!key)
		return skops_error_memory (convert->err);
	key[0] = (uintptr_t) entry;
	for (size_t i = 0; i < x->count; i++)
		key[i + 1] = x->parts[i].id;
	made = (const struct skops_columns *) skops_map_find (convert->made, key, size, 0);
	if (made) {
		memcpy (out, made, n * sizeof *out);
		return SKOPS_OK;
	}
	status = call_converter (convert, entry, facet, state, x, out, certain);
	if (status || convert->refused)
		return status;
	kept = skops_arena_alloc (convert->arena, n, sizeof *kept);
	if (!kept || !skops_map_add (convert->made, key, size, &slot, &is_new))
		return skops_error_memory (convert->err);
	memcpy (kept, out, n * sizeof *kept);
	*slot = (uintptr_t) kept;
	return SKOPS_OK;
}

/* One method of one estimator; on failure `certain` tells that it is no consequence of an earlier one. */
static enum skops_status emit (struct skops_convert *convert, const struct skops_method_entry *entry, const struct skops_columns *x, struct skops_columns *out, bool *certain)
{
	struct skops_arena_mark mark = skops_arena_mark (convert->scratch);
	const struct skops_facet_head *head;
	const void *state;
	enum skops_status status;

	if (skops_model_facet (convert->err, convert->model, entry->owner, SKOPS_FACET_ONNX, &head, &state)) {
		*certain = true;
		return convert->err->status;
	}
	status = call_once (convert, entry, (const struct skops_onnx *) head, state, x, out, certain);
	skops_arena_reset (convert->scratch, mark);
	return status;
}

enum skops_status skops_convert_run (struct skops_convert *convert, const struct skops_child *child, const char *method, const struct skops_columns *x,
                                     struct skops_columns *out)
{
	const struct skops_method_entry *entry = skops_model_method (child, method);
	size_t call = ++convert->calls;
	struct skops_convert_step *step;
	bool certain = false;
	enum skops_status status;

	if (!entry)
		return skops_error_set (convert->err, SKOPS_UNSUPPORTED, "%s has no method %s", child->type, method);
	if (!step_of (convert, entry->owner))
		return skops_error_memory (convert->err);
	if (convert->depth == convert->model->limits->nesting)
		return skops_error_set (convert->err, SKOPS_BAD_FILE, "estimators nested too deep");
	if (call > MOST_CALLS)
		return skops_error_set (convert->err, SKOPS_BAD_FILE, "estimators that call others more than %d times", MOST_CALLS);
	convert->depth++;
	status = emit (convert, entry, x, out, &certain);
	if (status && convert->err->status != SKOPS_NO_MEMORY) {
		/* What fails behind a stand-in may fail because of it. */
		if (convert->err->status && (certain || !convert->refused))
			refuse (convert, entry->owner, NULL, convert->err->message);
		convert->err->status = SKOPS_OK;
		status = look_at_calls (convert, entry, call);
		if (!status)
			status = stand_in (convert, &entry->method, out);
	}
	convert->depth--;
	step = step_of (convert, entry->owner);
	if (step)
		step->judged = call;
	return status;
}
