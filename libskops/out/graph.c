/* SPDX-License-Identifier: BSD-3-Clause */
/* Graphs of ONNX: values and nodes are added once, however often they are asked for. */
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "format/sha256.h"
#include "out/graph.h"

static const struct skops_tensor none;

enum { LONG_KEY = 256 };

struct skops_graph *skops_graph_new (struct skops_arena *arena)
{
	struct skops_graph *graph = skops_arena_alloc (arena, 1, sizeof *graph);

	if (!graph)
		return NULL;
	graph->arena = arena;
	graph->known = skops_map_new (256);
	return graph->known ? graph : NULL;
}

void skops_graph_free (struct skops_graph *graph)
{
	if (!graph)
		return;
	skops_map_free (graph->known);
	free (graph->values);
	free (graph->nodes);
	free (graph->inputs);
	free (graph->outputs);
	free (graph->metadata);
}

/* Room for one more element; NULL without memory. */
static void *grow (void *items, size_t count, size_t *capacity, size_t size)
{
	size_t wanted = *capacity ? 2 * *capacity : 16;
	void *grown;

	if (count < *capacity)
		return items;
	grown = realloc (items, wanted * size);
	if (grown)
		*capacity = wanted;
	return grown;
}

#define GROW(items, count, capacity) grow (items, count, &(capacity), sizeof *(items))

/* A new value; NULL without memory. */
static struct skops_graph_value *add_value (struct skops_graph *graph, struct skops_tensor tensor, size_t node)
{
	struct skops_graph_value *grown = GROW (graph->values, graph->n_values, graph->values_capacity);

	if (!grown || graph->n_values >= UINT32_MAX - 1)
		return NULL;
	graph->values = grown;
	tensor.id = (uint32_t) ++graph->n_values;
	grown[tensor.id - 1] = (struct skops_graph_value) { .tensor = tensor, .node = node };
	return &grown[tensor.id - 1];
}

const struct skops_graph_value *skops_graph_value (const struct skops_graph *graph, struct skops_tensor tensor)
{
	return tensor.id && tensor.id <= graph->n_values ? &graph->values[tensor.id - 1] : NULL;
}

struct skops_tensor skops_graph_input (struct skops_error *err, struct skops_graph *graph, const char *name, uint8_t type, int64_t width)
{
	struct skops_tensor tensor = { .type = type, .rank = 2, .dims = { -1, width } };
	struct skops_graph_value *value = add_value (graph, tensor, SIZE_MAX);
	uint32_t *grown = GROW (graph->inputs, graph->n_inputs, graph->inputs_capacity);

	if (grown)
		graph->inputs = grown;
	if (value)
		value->name = skops_arena_copy (graph->arena, name, strlen (name));
	if (!value || !grown || !value->name) {
		skops_error_memory (err);
		return none;
	}
	graph->inputs[graph->n_inputs++] = value->tensor.id;
	return value->tensor;
}

static size_t element_size (uint8_t type)
{
	switch (type) {
	case SKOPS_TENSOR_BOOL:
	case SKOPS_TENSOR_UINT8: return 1;
	case SKOPS_TENSOR_STRING: return sizeof (struct skops_text);
	case SKOPS_TENSOR_FLOAT:
	case SKOPS_TENSOR_DOUBLE: return sizeof (double);
	case SKOPS_TENSOR_INT64: return sizeof (int64_t);
	default: return 0;
	}
}

/* Numbers are aligned, which a copy of mere bytes is not. */
static void *copy_numbers (struct skops_arena *arena, const void *numbers, size_t count, size_t size)
{
	void *copy = skops_arena_alloc (arena, count, size);

	if (copy && numbers && count)
		memcpy (copy, numbers, count * size);
	return copy;
}

/* Texts of a constant with the bytes that they point to. */
static void *copy_texts (struct skops_graph *graph, const struct skops_text *texts, size_t count)
{
	struct skops_text *copy = skops_arena_alloc (graph->arena, count, sizeof *copy);

	for (size_t i = 0; copy && i < count; i++) {
		copy[i] = (struct skops_text) { skops_arena_copy (graph->arena, texts[i].data ? texts[i].data : "", texts[i].size), texts[i].size };
		if (!copy[i].data)
			return NULL;
	}
	return copy;
}

/* Finds what was added under the same bytes: *id is its id, or 0 for the caller to set. False without memory. Of many bytes their hash is kept, which no other
 * bytes have, for they may be as many as the model's. */
static bool find (struct skops_graph *graph, const struct skops_buffer *key, uintptr_t **id)
{
	const void *bytes = key->data;
	size_t size = key->size;
	uint8_t hash[32];
	bool is_new;

	if (key->failed)
		return false;
	if (size > LONG_KEY) {
		skops_sha256 (hash, bytes, size);
		bytes = hash;
		size = sizeof hash;
	}
	if (!skops_map_find (graph->known, bytes, size, 0))
		bytes = skops_arena_copy (graph->arena, bytes, size);
	return bytes && skops_map_add (graph->known, bytes, size, id, &is_new);
}

static void key_text (struct skops_buffer *key, struct skops_text text)
{
	skops_buffer_append (key, &text.size, sizeof text.size);
	skops_buffer_append (key, text.data, text.size);
}

static void key_data (struct skops_buffer *key, uint8_t type, const void *data, size_t count)
{
	if (type == SKOPS_TENSOR_STRING)
		for (size_t i = 0; i < count; i++)
			key_text (key, ((const struct skops_text *) data)[i]);
	else
		skops_buffer_append (key, data, count * element_size (type));
}

struct skops_tensor skops_graph_constant (struct skops_error *err, struct skops_graph *graph, uint8_t type, uint8_t rank, const int64_t *dims, const void *data)
{
	struct skops_tensor tensor = { .type = type, .rank = rank };
	struct skops_graph_value *value = NULL;
	struct skops_buffer key = { 0 };
	size_t count = 1, size = element_size (type), bytes;
	uintptr_t *id = NULL;

	if (!size || rank > SKOPS_TENSOR_RANK) {
		skops_error_set (err, SKOPS_UNSUPPORTED, "an ONNX constant of type %u and rank %u", type, rank);
		return none;
	}
	for (uint8_t i = 0; i < rank; i++) {
		tensor.dims[i] = dims[i];
		if (dims[i] < 0 || skops_multiply_overflows (count, (size_t) dims[i], &count)) {
			skops_error_set (err, SKOPS_UNSUPPORTED, "an ONNX constant with a dimension of %lld", (long long) dims[i]);
			return none;
		}
	}
	if (skops_multiply_overflows (count, size, &bytes)) {
		skops_error_memory (err);
		return none;
	}
	skops_buffer_append (&key, &tensor, sizeof tensor);
	key_data (&key, type, data, count);
	if (find (graph, &key, &id) && !*id) {
		value = add_value (graph, tensor, SIZE_MAX);
		if (value) {
			value->data = type == SKOPS_TENSOR_STRING ? copy_texts (graph, data, count) : copy_numbers (graph->arena, data, count, size);
			value->elements = count;
			*id = value->data ? value->tensor.id : 0;
		}
	}
	skops_buffer_free (&key);
	if (!id || !*id) {
		skops_error_memory (err);
		return none;
	}
	return graph->values[*id - 1].tensor;
}

/* One attribute into a key. */
static void key_attribute (struct skops_buffer *key, const struct skops_attribute *attribute)
{
	key_text (key, (struct skops_text) { attribute->name, strlen (attribute->name) });
	skops_buffer_append (key, &attribute->kind, sizeof attribute->kind);
	skops_buffer_append (key, &attribute->count, sizeof attribute->count);
	switch (attribute->kind) {
	case SKOPS_ATTRIBUTE_TEXT: key_text (key, attribute->text); break;
	case SKOPS_ATTRIBUTE_INTS: skops_buffer_append (key, attribute->ints, attribute->count * sizeof *attribute->ints); break;
	case SKOPS_ATTRIBUTE_FLOATS: skops_buffer_append (key, attribute->floats, attribute->count * sizeof *attribute->floats); break;
	case SKOPS_ATTRIBUTE_TEXTS: key_data (key, SKOPS_TENSOR_STRING, attribute->texts, attribute->count); break;
	case SKOPS_ATTRIBUTE_TENSOR: skops_buffer_append (key, &attribute->tensor.id, sizeof attribute->tensor.id); break;
	default: skops_buffer_append (key, &attribute->i, sizeof attribute->i); break;
	}
}

/* False without memory. */
static bool copy_attribute (struct skops_graph *graph, struct skops_attribute *attribute)
{
	struct skops_arena *arena = graph->arena;

	attribute->name = skops_arena_copy (arena, attribute->name, strlen (attribute->name));
	switch (attribute->kind) {
	case SKOPS_ATTRIBUTE_TEXT:
		attribute->text.data = skops_arena_copy (arena, attribute->text.data, attribute->text.size);
		return attribute->name && attribute->text.data;
	case SKOPS_ATTRIBUTE_INTS:
		attribute->ints = copy_numbers (arena, attribute->ints, attribute->count, sizeof *attribute->ints);
		return attribute->name && attribute->ints;
	case SKOPS_ATTRIBUTE_FLOATS:
		attribute->floats = copy_numbers (arena, attribute->floats, attribute->count, sizeof *attribute->floats);
		return attribute->name && attribute->floats;
	case SKOPS_ATTRIBUTE_TEXTS:
		attribute->texts = copy_texts (graph, attribute->texts, attribute->count);
		return attribute->name && attribute->texts;
	default: return attribute->name != NULL;
	}
}

/* The loop in whose body some tensors are, 0 if in none. False: they are of two. */
static bool same_loop (const struct skops_graph *graph, const struct skops_tensor *tensors, size_t count, uint32_t *loop)
{
	for (size_t i = 0; i < count; i++) {
		const struct skops_graph_value *value = skops_graph_value (graph, tensors[i]);
		if (value && value->loop && *loop && value->loop != *loop)
			return false;
		*loop = value && value->loop ? value->loop : *loop;
	}
	return true;
}

/* The node and its outputs, which are new. False without memory. */
static bool add_node (struct skops_graph *graph, const char *domain, const char *op, const struct skops_tensor *inputs, size_t n_inputs,
                      const struct skops_attribute *attributes, size_t n_attributes, struct skops_tensor *outputs, size_t n_outputs, uint32_t loop)
{
	struct skops_graph_node *grown = GROW (graph->nodes, graph->n_nodes, graph->nodes_capacity);
	uint32_t *ids = skops_arena_alloc (graph->arena, n_inputs + n_outputs, sizeof *ids);
	struct skops_attribute *copies = skops_arena_alloc (graph->arena, n_attributes, sizeof *copies);
	struct skops_graph_node *node;

	if (grown)
		graph->nodes = grown;
	if (!grown || !ids || !copies)
		return false;
	for (size_t i = 0; i < n_attributes; i++) {
		copies[i] = attributes[i];
		if (!copy_attribute (graph, &copies[i]))
			return false;
	}
	for (size_t i = 0; i < n_inputs; i++)
		ids[i] = inputs[i].id;
	for (size_t i = 0; i < n_outputs; i++) {
		struct skops_graph_value *value = add_value (graph, outputs[i], graph->n_nodes);
		if (!value)
			return false;
		value->loop = loop;
		outputs[i] = value->tensor;
		ids[n_inputs + i] = value->tensor.id;
	}
	node = &grown[graph->n_nodes++];
	*node = (struct skops_graph_node) { .domain = skops_arena_copy (graph->arena, domain, strlen (domain)), .op = skops_arena_copy (graph->arena, op, strlen (op)),
		.inputs = ids, .n_inputs = n_inputs, .outputs = ids + n_inputs, .n_outputs = n_outputs, .attributes = copies, .n_attributes = n_attributes };
	return node->domain && node->op;
}

/* Nothing of an attribute leads elsewhere than its kind says. */
static enum skops_status check_attribute (struct skops_error *err, const struct skops_graph *graph, const char *op, const struct skops_attribute *attribute)
{
	const struct skops_graph_value *value;
	bool fits = false;

	switch (attribute->name ? attribute->kind : 0) {
	case SKOPS_ATTRIBUTE_INT:
	case SKOPS_ATTRIBUTE_FLOAT: fits = true; break;
	case SKOPS_ATTRIBUTE_TEXT: fits = attribute->text.data; break;
	case SKOPS_ATTRIBUTE_INTS: fits = attribute->ints || !attribute->count; break;
	case SKOPS_ATTRIBUTE_FLOATS: fits = attribute->floats || !attribute->count; break;
	case SKOPS_ATTRIBUTE_TEXTS: fits = attribute->texts || !attribute->count; break;
	case SKOPS_ATTRIBUTE_TENSOR:
		value = skops_graph_value (graph, attribute->tensor);
		fits = value && value->data;
		break;
	default: break;
	}
	return fits ? SKOPS_OK : skops_error_set (err, SKOPS_UNSUPPORTED, "ONNX operator %s: attribute %s has no value of its kind, %u", op,
	                                          attribute->name ? attribute->name : "without a name", attribute->kind);
}

static void key_shape (struct skops_buffer *key, const struct skops_tensor *tensor)
{
	skops_buffer_append (key, &tensor->type, sizeof tensor->type);
	skops_buffer_append (key, &tensor->rank, sizeof tensor->rank);
	skops_buffer_append (key, tensor->dims, tensor->rank * sizeof *tensor->dims);
}

enum skops_status skops_graph_node (struct skops_error *err, struct skops_graph *graph, const char *domain, const char *op, const struct skops_tensor *inputs,
                                    size_t n_inputs, const struct skops_attribute *attributes, size_t n_attributes, struct skops_tensor *outputs, size_t n_outputs)
{
	struct skops_buffer key = { 0 };
	uintptr_t *id = NULL;
	bool failed = false;
	uint32_t loop = 0;

	for (size_t i = 0; i < n_outputs; i++)
		outputs[i].id = 0;
	for (size_t i = 0; i < n_inputs; i++)
		if (inputs[i].id > graph->n_values || (!inputs[i].id && err->status))
			return err->status ? err->status : skops_error_set (err, SKOPS_UNSUPPORTED, "%s is handed a tensor of another graph", op);
	if (!same_loop (graph, inputs, n_inputs, &loop))
		return skops_error_set (err, SKOPS_UNSUPPORTED, "%s is handed tensors of the bodies of two loops", op);
	for (size_t i = 0; i < n_attributes; i++)
		if (check_attribute (err, graph, op, &attributes[i]))
			return err->status;
	if (skops_graph_infer (err, graph, domain, op, inputs, n_inputs, attributes, n_attributes, outputs, n_outputs))
		return err->status;
	key_text (&key, (struct skops_text) { domain, strlen (domain) });
	key_text (&key, (struct skops_text) { op, strlen (op) });
	skops_buffer_append (&key, &n_inputs, sizeof n_inputs);
	for (size_t i = 0; i < n_inputs; i++)
		skops_buffer_append (&key, &inputs[i].id, sizeof inputs[i].id);
	skops_buffer_append (&key, &n_outputs, sizeof n_outputs);
	for (size_t i = 0; i < n_outputs; i++)
		key_shape (&key, &outputs[i]);
	for (size_t i = 0; i < n_attributes; i++)
		key_attribute (&key, &attributes[i]);
	if (!find (graph, &key, &id)) {
		failed = true;
	} else if (*id) {
		for (size_t i = 0; i < n_outputs; i++)
			outputs[i] = graph->values[*id - 1 + i].tensor;
	} else {
		failed = !add_node (graph, domain, op, inputs, n_inputs, attributes, n_attributes, outputs, n_outputs, loop);
		if (!failed)
			*id = outputs[0].id;
	}
	skops_buffer_free (&key);
	return failed ? skops_error_memory (err) : SKOPS_OK;
}

enum skops_status skops_graph_carry (struct skops_error *err, struct skops_graph *graph, const struct skops_tensor *initial, size_t count, struct skops_tensor *carried)
{
	graph->n_loops++;
	for (size_t i = 0; i < count; i++) {
		struct skops_graph_value *value = add_value (graph, initial[i], SIZE_MAX);
		if (!value)
			return skops_error_memory (err);
		value->loop = graph->n_loops;
		carried[i] = value->tensor;
	}
	return SKOPS_OK;
}

static bool alike (const struct skops_tensor *a, const struct skops_tensor *b)
{
	return a->type == b->type && a->rank == b->rank && !memcmp (a->dims, b->dims, a->rank * sizeof *a->dims);
}

enum skops_status skops_graph_loop (struct skops_error *err, struct skops_graph *graph, const struct skops_tensor *initial, const struct skops_tensor *carried,
                                    const struct skops_tensor *next, size_t count, struct skops_tensor again, int64_t rounds, struct skops_tensor *out)
{
	struct skops_tensor *inputs = skops_arena_alloc (graph->arena, count + 2, sizeof *inputs);
	uint32_t *ids = skops_arena_alloc (graph->arena, 2 * count, sizeof *ids), outer = 0, body = 0;
	struct skops_graph_node *node;

	if (!inputs || !ids)
		return skops_error_memory (err);
	inputs[0] = skops_graph_constant (err, graph, SKOPS_TENSOR_INT64, 0, NULL, &rounds);
	if (!inputs[0].id)
		return err->status;
	for (size_t i = 0; i < count; i++) {
		if (!skops_graph_value (graph, initial[i]) || !skops_graph_value (graph, carried[i]) || !skops_graph_value (graph, next[i]) || !alike (&initial[i], &next[i]))
			return skops_error_set (err, SKOPS_UNSUPPORTED, "a loop carries on something of another type or shape");
		inputs[i + 2] = out[i] = initial[i];
		ids[i] = carried[i].id;
		ids[count + i] = next[i].id;
	}
	if (!same_loop (graph, initial, count, &outer) || outer || !same_loop (graph, carried, count, &body) || !same_loop (graph, next, count, &body) || !body
	    || !same_loop (graph, &again, 1, &body) || !skops_graph_value (graph, again) || again.type != SKOPS_TENSOR_BOOL || again.rank)
		return skops_error_set (err, SKOPS_UNSUPPORTED, "a loop whose parts are of other loops, or whose condition is no bool");
	if (!add_node (graph, "", "Loop", inputs, count + 2, NULL, 0, out, count, 0))
		return skops_error_memory (err);
	node = &graph->nodes[graph->n_nodes - 1];
	node->carried = ids;
	node->next = ids + count;
	node->again = again.id;
	return SKOPS_OK;
}

enum skops_status skops_graph_output (struct skops_error *err, struct skops_graph *graph, struct skops_tensor tensor, const char *name)
{
	struct skops_tensor named = tensor;
	uint32_t *grown = GROW (graph->outputs, graph->n_outputs, graph->outputs_capacity);
	struct skops_attribute label = skops_attribute_text ("skops_output", name);
	struct skops_graph_value *value;

	if (grown)
		graph->outputs = grown;
	for (size_t i = 0; i < graph->n_inputs; i++)
		if (!strcmp (graph->values[graph->inputs[i] - 1].name, name))
			return skops_error_set (err, SKOPS_UNSUPPORTED, "a column of the model is called %s, as an output of the graph is", name);
	if (tensor.id && tensor.id <= graph->n_values && graph->values[tensor.id - 1].loop)
		return skops_error_set (err, SKOPS_UNSUPPORTED, "a tensor of a loop's body is used outside it");
	/* A node of its own, so that an output may be an input, a constant or another output too; the label keeps two outputs from becoming one. */
	if (skops_graph_node (err, graph, "", "Identity", &tensor, 1, &label, 1, &named, 1))
		return err->status;
	value = &graph->values[named.id - 1];
	value->name = skops_arena_copy (graph->arena, name, strlen (name));
	if (!grown || !value->name)
		return skops_error_memory (err);
	graph->nodes[value->node].n_attributes = 0;
	graph->outputs[graph->n_outputs++] = named.id;
	return SKOPS_OK;
}

enum skops_status skops_graph_note (struct skops_error *err, struct skops_graph *graph, const char *key, struct skops_text value)
{
	struct skops_graph_metadata *grown = GROW (graph->metadata, graph->n_metadata, graph->metadata_capacity);

	if (!grown)
		return skops_error_memory (err);
	graph->metadata = grown;
	grown[graph->n_metadata] = (struct skops_graph_metadata) { skops_arena_copy (graph->arena, key, strlen (key)),
		{ skops_arena_copy (graph->arena, value.data, value.size), value.size } };
	if (!grown[graph->n_metadata].key || !grown[graph->n_metadata].value.data)
		return skops_error_memory (err);
	graph->n_metadata++;
	return SKOPS_OK;
}
