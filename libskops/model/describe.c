/* SPDX-License-Identifier: BSD-3-Clause */
/* Descriptions: what a plugin states of a built estimator, and what the core derives from it. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "model/builder.h"
#include "model/frame.h"

/* Lists in the arena have room for a power of two of items. */
static bool is_full (size_t count)
{
	return (count & (count - 1)) == 0;
}

/* Room for one more method in the list of the estimator that is being described. */
static bool list_method (struct skops_frame *frame, const struct skops_method_entry *entry)
{
	struct skops_child *self = frame->self;
	const struct skops_method_entry **grown;

	if (is_full (self->n_methods)) {
		grown = skops_arena_alloc (frame->arena, self->n_methods ? 2 * self->n_methods : 1, sizeof (void *));
		if (!grown) {
			skops_error_memory (frame->err);
			return false;
		}
		if (self->n_methods)
			memcpy (grown, self->methods, self->n_methods * sizeof (void *));
		self->methods = grown;
	}
	self->methods[self->n_methods++] = entry;
	return true;
}

struct skops_method *skops_host_method_add (struct skops_call *call, const char *name, skops_apply *apply)
{
	struct skops_frame *frame = skops_frame_of (call);
	struct skops_method_entry *entry = skops_arena_alloc (frame->arena, 1, sizeof *entry);
	struct skops_output *outputs;

	if (!name) {
		skops_fail (call, SKOPS_UNSUPPORTED, "the plugin of %s describes a method without a name", frame->self->type);
		return NULL;
	}
	if (!entry) {
		skops_error_memory (frame->err);
		return NULL;
	}
	outputs = skops_arena_alloc (frame->arena, 1, sizeof *outputs);
	if (!outputs) {
		skops_error_memory (frame->err);
		return NULL;
	}
	*outputs = (struct skops_output) { .width = 1, .form = SKOPS_DENSE, .dtype = SKOPS_F8 };
	entry->owner = frame->self;
	entry->method = (struct skops_method) {
		.name = name, .apply = apply, .accepts = { SKOPS_DENSE }, .tolerance = SKOPS_EXACT, .n_outputs = 1, .features = frame->self->features,
		.outputs = outputs,
	};
	return list_method (frame, entry) ? &entry->method : NULL;
}

struct skops_output *skops_host_outputs (struct skops_call *call, struct skops_method *method, size_t count)
{
	struct skops_frame *frame = skops_frame_of (call);
	struct skops_output *outputs = count && count < UINT32_MAX ? skops_arena_alloc (frame->arena, count, sizeof *outputs) : NULL;

	if (!method || !outputs) {
		skops_error_memory (frame->err);
		return NULL;
	}
	for (size_t i = 0; i < count; i++)
		outputs[i] = method->outputs[0];
	method->outputs = outputs;
	method->n_outputs = (uint32_t) count;
	return outputs;
}

static int compare_places (const void *a, const void *b)
{
	const struct skops_edge_place *x = a, *y = b;

	return x->column != y->column ? (x->column > y->column) - (x->column < y->column) : (x->place > y->place) - (x->place < y->place);
}

/* The edge's columns, copied and checked, and the way back from a column of X to its place among them. */
static enum skops_status take_columns (struct skops_frame *frame, struct skops_edge_entry *added, const struct skops_edge *edge)
{
	int64_t *columns = skops_arena_alloc (frame->arena, edge->n_columns, sizeof *columns);
	struct skops_edge_place *places = skops_arena_alloc (frame->arena, edge->n_columns, sizeof *places);

	if (!columns || !places)
		return skops_error_memory (frame->err);
	for (size_t i = 0; i < edge->n_columns; i++) {
		columns[i] = edge->columns[i];
		places[i] = (struct skops_edge_place) { columns[i], (int64_t) i };
		if (columns[i] < 0 || (frame->self->features >= 0 && columns[i] >= frame->self->features))
			return skops_fail (&frame->call, SKOPS_BAD_FILE, "column %lld of %lld", (long long) columns[i], (long long) frame->self->features);
	}
	qsort (places, edge->n_columns, sizeof *places, compare_places);
	added->edge.columns = columns;
	added->places = places;
	return SKOPS_OK;
}

enum skops_status skops_host_edge_add (struct skops_call *call, struct skops_method *method, const struct skops_child *child, const char *child_method,
                                       const struct skops_edge *edge)
{
	struct skops_frame *frame = skops_frame_of (call);
	struct skops_method_entry *entry = (struct skops_method_entry *) (void *) method;
	struct skops_edge_entry *grown, *added;

	if (!method)
		return frame->err->status;
	if (is_full (entry->n_edges)) {
		grown = skops_arena_alloc (frame->arena, entry->n_edges ? 2 * entry->n_edges : 1, sizeof *grown);
		if (!grown)
			return skops_error_memory (frame->err);
		if (entry->n_edges)
			memcpy (grown, entry->edges, entry->n_edges * sizeof *grown);
		entry->edges = grown;
	}
	added = &entry->edges[entry->n_edges];
	if (edge)
		added->edge = *edge;
	if (child) {
		if (child->refusal) /* it names its own place */
			return skops_error_set (frame->err, child->refusal->status, "%s", child->refusal->message);
		added->method = skops_model_method (child, child_method);
		if (!added->method)
			return skops_fail (call, SKOPS_UNSUPPORTED, "%s has no method %s", child->type, child_method);
		if (added->method->method.n_outputs != (edge && edge->n_outputs ? edge->n_outputs : 1))
			return skops_fail (call, SKOPS_UNSUPPORTED, "%s of %s answers %u arrays, one is expected here", child_method, child->type, added->method->method.n_outputs);
		entry->whole_batch |= added->method->whole_batch;
	}
	if (edge && edge->columns && take_columns (frame, added, edge))
		return frame->err->status;
	entry->n_edges++;
	return SKOPS_OK;
}

enum skops_status skops_host_delegate (struct skops_call *call, const struct skops_child *child, const char *name)
{
	struct skops_frame *frame = skops_frame_of (call);
	const struct skops_method_entry *entry = skops_model_method (child, name);

	if (child->refusal) /* it names its own place */
		return skops_error_set (frame->err, child->refusal->status, "%s", child->refusal->message);
	return entry && !list_method (frame, entry) ? frame->err->status : SKOPS_OK;
}

enum skops_status skops_host_column_kinds (struct skops_call *call, int64_t column, uint32_t kinds, uint32_t missing)
{
	struct skops_frame *frame = skops_frame_of (call);
	struct skops_child *self = frame->self;
	size_t wanted = column < 0 ? 1 : (size_t) (self->features > 0 ? self->features : column + 1);

	if (!self->columns || self->n_columns < wanted) {
		struct skops_column_use *columns = skops_arena_alloc (frame->arena, wanted, sizeof *columns);
		if (!columns)
			return skops_error_memory (frame->err);
		if (self->columns)
			memcpy (columns, self->columns, self->n_columns * sizeof *columns);
		self->columns = columns;
		self->n_columns = wanted;
	}
	if (column >= 0 && (size_t) column >= self->n_columns)
		return skops_fail (call, SKOPS_BAD_FILE, "column %lld of %zu", (long long) column, self->n_columns);
	self->columns[column < 0 ? 0 : column] = (struct skops_column_use) { kinds, missing };
	return SKOPS_OK;
}

static size_t add_up_to (size_t limit, size_t a, size_t b)
{
	return a > limit || b > limit - a ? limit + 1 : a + b;
}

/* An estimator that many owners share is called once on each way to it, so that n of them can ask for 2^n calls, or answer with 2^n columns. */
static enum skops_status measure (struct skops_error *err, const struct skops_limits *limits, struct skops_method_entry *entry)
{
	const struct skops_method *method = &entry->method;

	entry->calls = 1;
	for (uint32_t i = 0; i < method->n_outputs; i++)
		entry->numbers = add_up_to (limits->row_numbers, entry->numbers, method->outputs[i].form == SKOPS_DENSE && method->outputs[i].width > 0 ? (size_t) method->outputs[i].width : 1);
	for (size_t e = 0; e < entry->n_edges; e++) {
		const struct skops_method_entry *called = entry->edges[e].method;

		entry->calls = add_up_to (limits->calls, entry->calls, called ? called->calls : 0);
		entry->numbers = add_up_to (limits->row_numbers, entry->numbers, called ? called->numbers : entry->method.features > 0 ? (size_t) entry->method.features : 1);
	}
	if (entry->calls > limits->calls)
		return skops_error_set (err, SKOPS_UNSUPPORTED, "%s would call more than %zu estimators: they share their parts over and over", method->name, limits->calls);
	if (entry->numbers > limits->row_numbers)
		return skops_error_set (err, SKOPS_UNSUPPORTED, "%s would make more than %zu numbers of a single row", method->name, limits->row_numbers);
	return SKOPS_OK;
}

/* Whether what the last step of a chain answers is what the chain states. */
static bool agrees (const struct skops_output *stated, const struct skops_output *answered)
{
	return (stated->form == SKOPS_ANY || (stated->form == answered->form && stated->form != SKOPS_LIKE_X)) && (stated->width < 0 || stated->width == answered->width) &&
		stated->rows_of == answered->rows_of && stated->last_axis == answered->last_axis;
}

/* Whether each edge can be given what the one before it answers, and the last one's answers are the method's. */
static bool is_chain (const struct skops_method_entry *entry)
{
	static const struct skops_output x = { .width = -1 };
	const struct skops_method *last = entry->n_edges && entry->edges[entry->n_edges - 1].method ? &entry->edges[entry->n_edges - 1].method->method : NULL;

	if (entry->method.n_outputs != (last ? last->n_outputs : 1))
		return false;
	for (uint32_t i = 0; i < entry->method.n_outputs; i++)
		if (!agrees (&entry->method.outputs[i], last ? &last->outputs[i] : &x))
			return false;
	for (size_t e = 0; e < entry->n_edges; e++) {
		const struct skops_edge_entry *edge = &entry->edges[e];

		if (!edge->method || edge->edge.source != (e ? SKOPS_FROM_STEP : SKOPS_FROM_X) || (e + 1 < entry->n_edges && edge->method->method.n_outputs != 1))
			return false;
	}
	return true;
}

/* What apply would find out for every block again. */
static void prepare (const struct skops_limits *limits, struct skops_method_entry *entry)
{
	const struct skops_method *method = &entry->method;
	const struct skops_output *output = method->outputs;

	for (size_t i = 0; i < sizeof method->accepts; i++)
		if (method->accepts[i] != SKOPS_ANY && method->accepts[i] <= SKOPS_TABLE)
			entry->forms |= (uint8_t) (1u << method->accepts[i]);
	if (method->accepts[0] == SKOPS_ANY)
		entry->forms |= (uint8_t) ~(1u << SKOPS_DENSE_F4);
	entry->unchecked = method->accepts[0] == SKOPS_ANY ? entry->forms : (uint8_t) (entry->forms & 1u << SKOPS_TABLE);
	if ((method->flags & (SKOPS_TAKES_NAN | SKOPS_TAKES_INF | SKOPS_NON_NEGATIVE)) == (SKOPS_TAKES_NAN | SKOPS_TAKES_INF))
		entry->unchecked = entry->forms;
	else if (method->flags & SKOPS_FINDS_INFINITE && !(method->flags & SKOPS_NON_NEGATIVE))
		entry->unchecked |= (uint8_t) (entry->forms & (1u << SKOPS_DENSE | 1u << SKOPS_DENSE_F4));
	for (uint32_t i = 0; i < method->n_outputs; i++)
		entry->hands_on |= method->outputs[i].form == SKOPS_ANY || method->outputs[i].width < 0;
	entry->is_plain = method->n_outputs == 1 && (output->form == SKOPS_DENSE || output->form == SKOPS_LIKE_X) && output->width >= 0 && (uint64_t) output->width <= limits->row_numbers &&
		!output->rows_of;
	if (entry->is_plain)
		entry->answer = (struct skops_block) { .form = SKOPS_DENSE, .width = (size_t) output->width, .stride = (size_t) output->width };
}

enum skops_status skops_describe_derive (struct skops_error *err, const struct skops_limits *limits, struct skops_child *self)
{
	char path[256];

	for (size_t m = 0; m < self->n_methods; m++) {
		struct skops_method_entry *entry = (struct skops_method_entry *) (uintptr_t) self->methods[m];

		if (entry->owner != self)
			continue;
		entry->whole_batch |= (entry->method.flags & SKOPS_WHOLE_BATCH) != 0;
		if (entry->method.flags & SKOPS_TAKES_ANY_WIDTH)
			entry->method.features = -1;
		else if (entry->method.features < 0)
			for (size_t e = 0; e < entry->n_edges && entry->method.features < 0; e++)
				if (entry->edges[e].edge.source == SKOPS_FROM_X && !entry->edges[e].edge.columns && entry->edges[e].method)
					entry->method.features = entry->edges[e].method->method.features;
		if (!entry->method.apply && !is_chain (entry))
			skops_error_set (err, SKOPS_UNSUPPORTED, "the plugin of %s describes %s without a function, and its edges are no chain", self->type, entry->method.name);
		if (err->status || measure (err, limits, entry)) {
			if (*skops_node_path (path, sizeof path, self->node))
				skops_error_prefix (err, "%s", path);
			return err->status;
		}
		prepare (limits, entry);
	}
	/* An estimator that hands its whole X on knows it by its child's names. */
	for (size_t m = 0; m < self->n_methods && !self->names_in.count; m++) {
		const struct skops_method_entry *entry = self->methods[m];

		if (entry->owner != self)
			self->names_in = entry->owner->names_in;
		else if (entry->n_edges && entry->edges[0].method && entry->edges[0].edge.source == SKOPS_FROM_X && !entry->edges[0].edge.columns)
			self->names_in = entry->edges[0].method->owner->names_in;
	}
	return SKOPS_OK;
}

const struct skops_method_entry *skops_model_method (const struct skops_child *child, const char *name)
{
	for (size_t i = 0; i < child->n_methods; i++)
		if (!strcmp (child->methods[i]->method.name, name))
			return child->methods[i];
	return NULL;
}

const char *skops_model_default_method (const struct skops_model *model)
{
	if (skops_model_method (model->root, "predict"))
		return "predict";
	if (skops_model_method (model->root, "transform"))
		return "transform";
	return model->root->n_methods ? model->root->methods[0]->method.name : NULL;
}

struct skops_names skops_model_names_in (const struct skops_model *model)
{
	return model->root->names_in;
}
