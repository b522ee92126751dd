/* SPDX-License-Identifier: BSD-3-Clause */
/* A graph as the bytes of an .onnx file: the only door to protobuf-c. Messages live in the graph's arena. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include <onnx.pb-c.h>

#include "out/graph.h"

/* ai.onnx.ml 5 brought TreeEnsemble in float64; IR versions follow opsets of ai.onnx as onnx's helper has them. */
enum { ML_OPSET = 5 };

static int ir_version (int opset)
{
	return opset >= 25 ? 13 : opset >= 24 ? 12 : opset >= 23 ? 11 : opset >= 21 ? 10 : opset >= 19 ? 9 : 8;
}

struct writer {
	struct skops_error *err;
	struct skops_arena *arena;
	const struct skops_graph *graph;
	bool *needed; /* nodes, then values */
	char prefix[40]; /* with which no input's or output's name begins: made names begin so */
	bool failed;
};

static void *make (struct writer *writer, size_t count, size_t size)
{
	void *memory = skops_arena_alloc (writer->arena, count, size);

	writer->failed |= !memory;
	return memory;
}

#define MAKE(writer, pointer, count) ((pointer) = make (writer, count, sizeof *(pointer)))

static bool node_needed (const struct writer *writer, size_t node)
{
	return writer->needed[node];
}

static bool value_needed (const struct writer *writer, uint32_t id)
{
	return writer->needed[writer->graph->n_nodes + id - 1];
}

static void need (struct writer *writer, uint32_t id)
{
	const struct skops_graph *graph = writer->graph;

	writer->needed[graph->n_nodes + id - 1] = true;
	if (graph->values[id - 1].node != SIZE_MAX)
		writer->needed[graph->values[id - 1].node] = true;
}

/* Nodes come after what they read, so one pass from the last finds all that the outputs need. Constants that are attributes stay inside their nodes. */
static bool find_needed (struct writer *writer)
{
	const struct skops_graph *graph = writer->graph;

	if (!MAKE (writer, writer->needed, graph->n_nodes + graph->n_values))
		return false;
	for (size_t i = 0; i < graph->n_outputs; i++)
		need (writer, graph->outputs[i]);
	for (size_t n = graph->n_nodes; n-- > 0;) {
		const struct skops_graph_node *node = &graph->nodes[n];

		for (size_t i = 0; node_needed (writer, n) && i < node->n_inputs; i++)
			if (node->inputs[i])
				need (writer, node->inputs[i]);
		for (size_t i = 0; node_needed (writer, n) && node->carried && i < node->n_outputs; i++)
			need (writer, node->next[i]);
		if (node_needed (writer, n) && node->carried)
			need (writer, node->again);
	}
	return true;
}

static size_t names_with (const struct writer *writer, const char *prefix)
{
	size_t count = 0;

	for (size_t i = 0; i < writer->graph->n_values; i++)
		count += writer->graph->values[i].name && !strncmp (writer->graph->values[i].name, prefix, strlen (prefix));
	return count;
}

/* Letter by letter the one with which fewer names go on: at most half of them, so that there are soon none. */
static void choose_prefix (struct writer *writer)
{
	for (size_t i = 0; i + 1 < sizeof writer->prefix && names_with (writer, writer->prefix); i++) {
		size_t with_t;

		writer->prefix[i] = 't';
		with_t = names_with (writer, writer->prefix);
		writer->prefix[i] = 'v';
		if (names_with (writer, writer->prefix) >= with_t)
			writer->prefix[i] = 't';
	}
}

static char *name_of (struct writer *writer, uint32_t id)
{
	const struct skops_graph_value *value = id ? &writer->graph->values[id - 1] : NULL;
	char *name;

	if (!value || value->name)
		return value ? (char *) (uintptr_t) value->name : "";
	name = make (writer, sizeof writer->prefix + 16, 1);
	if (name)
		snprintf (name, sizeof writer->prefix + 16, "%s%s%u", writer->prefix, value->data ? "c" : "", id);
	return name;
}

static ProtobufCBinaryData bytes_of (struct skops_text text)
{
	return (ProtobufCBinaryData) { text.size, (uint8_t *) (uintptr_t) text.data };
}

/* Strings one by one, everything else as little-endian bytes. */
static Onnx__TensorProto *tensor_message (struct writer *writer, const struct skops_graph_value *value, char *name)
{
	Onnx__TensorProto *message;
	float *floats;

	if (!MAKE (writer, message, 1))
		return NULL;
	onnx__tensor_proto__init (message);
	message->name = name;
	message->n_dims = value->tensor.rank;
	message->dims = (int64_t *) (uintptr_t) value->tensor.dims;
	message->has_data_type = 1;
	message->data_type = value->tensor.type;
	if (value->tensor.type == SKOPS_TENSOR_STRING) {
		if (!MAKE (writer, message->string_data, value->elements))
			return NULL;
		message->n_string_data = value->elements;
		for (size_t i = 0; i < value->elements; i++)
			message->string_data[i] = bytes_of (((const struct skops_text *) value->data)[i]);
		return message;
	}
	message->has_raw_data = 1;
	message->raw_data.data = (uint8_t *) (uintptr_t) value->data;
	message->raw_data.len = value->elements * (value->tensor.type == SKOPS_TENSOR_BOOL || value->tensor.type == SKOPS_TENSOR_UINT8 ? 1 : 8);
	if (value->tensor.type == SKOPS_TENSOR_FLOAT && MAKE (writer, floats, value->elements)) {
		for (size_t i = 0; i < value->elements; i++)
			floats[i] = (float) ((const double *) value->data)[i];
		message->raw_data = (ProtobufCBinaryData) { value->elements * sizeof *floats, (uint8_t *) floats };
	}
	return message;
}

static Onnx__AttributeProto *attribute_message (struct writer *writer, const struct skops_attribute *attribute)
{
	static const Onnx__AttributeProto__AttributeType types[] = { 0, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INT, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__FLOAT,
		ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__STRING, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INTS, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__FLOATS,
		ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__STRINGS, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__TENSOR };
	const struct skops_graph_value *value;
	Onnx__AttributeProto *message;

	if (!MAKE (writer, message, 1))
		return NULL;
	onnx__attribute_proto__init (message);
	message->name = (char *) (uintptr_t) attribute->name;
	message->has_type = 1;
	message->type = types[attribute->kind];
	switch (attribute->kind) {
	case SKOPS_ATTRIBUTE_INT: message->has_i = 1; message->i = attribute->i; break;
	case SKOPS_ATTRIBUTE_FLOAT: message->has_f = 1; message->f = (float) attribute->f; break;
	case SKOPS_ATTRIBUTE_TEXT: message->has_s = 1; message->s = bytes_of (attribute->text); break;
	case SKOPS_ATTRIBUTE_INTS: message->n_ints = attribute->count; message->ints = (int64_t *) (uintptr_t) attribute->ints; break;
	case SKOPS_ATTRIBUTE_FLOATS:
		message->n_floats = attribute->count;
		MAKE (writer, message->floats, attribute->count);
		for (size_t i = 0; message->floats && i < attribute->count; i++)
			message->floats[i] = (float) attribute->floats[i];
		break;
	case SKOPS_ATTRIBUTE_TEXTS:
		message->n_strings = attribute->count;
		MAKE (writer, message->strings, attribute->count);
		for (size_t i = 0; message->strings && i < attribute->count; i++)
			message->strings[i] = bytes_of (attribute->texts[i]);
		break;
	default:
		value = skops_graph_value (writer->graph, attribute->tensor);
		message->t = value && value->data ? tensor_message (writer, value, NULL) : NULL;
		writer->failed |= !message->t;
		break;
	}
	return message;
}

static Onnx__AttributeProto *body_message (struct writer *writer, const struct skops_graph_node *node);

static Onnx__NodeProto *node_message (struct writer *writer, const struct skops_graph_node *node)
{
	Onnx__NodeProto *message;

	if (!MAKE (writer, message, 1))
		return NULL;
	onnx__node_proto__init (message);
	message->op_type = (char *) (uintptr_t) node->op;
	message->domain = (char *) (uintptr_t) node->domain;
	message->n_input = node->n_inputs;
	message->n_output = node->n_outputs;
	message->n_attribute = node->n_attributes;
	if (!MAKE (writer, message->input, node->n_inputs) || !MAKE (writer, message->output, node->n_outputs) || !MAKE (writer, message->attribute, node->n_attributes + 1))
		return NULL;
	for (size_t i = 0; i < node->n_inputs; i++)
		message->input[i] = name_of (writer, node->inputs[i]);
	for (size_t i = 0; i < node->n_outputs; i++)
		message->output[i] = name_of (writer, node->outputs[i]);
	for (size_t i = 0; i < node->n_attributes; i++)
		message->attribute[i] = attribute_message (writer, &node->attributes[i]);
	if (node->carried)
		message->attribute[message->n_attribute++] = body_message (writer, node);
	return message;
}

/* What an input or output is: its element type, and "N" rows. */
static Onnx__ValueInfoProto *info_message (struct writer *writer, const struct skops_tensor *tensor, char *name)
{
	Onnx__TensorShapeProto__Dimension *dims;
	Onnx__TensorShapeProto *shape;
	Onnx__TypeProto__Tensor *type;
	Onnx__ValueInfoProto *info;
	Onnx__TypeProto *of;

	if (!MAKE (writer, info, 1) || !MAKE (writer, of, 1) || !MAKE (writer, type, 1) || !MAKE (writer, shape, 1) || !MAKE (writer, dims, SKOPS_TENSOR_RANK))
		return NULL;
	onnx__value_info_proto__init (info);
	onnx__type_proto__init (of);
	onnx__type_proto__tensor__init (type);
	onnx__tensor_shape_proto__init (shape);
	MAKE (writer, shape->dim, SKOPS_TENSOR_RANK);
	shape->n_dim = shape->dim ? tensor->rank : 0;
	for (size_t i = 0; i < shape->n_dim; i++) {
		onnx__tensor_shape_proto__dimension__init (&dims[i]);
		dims[i].value_case = tensor->dims[i] < 0 ? ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_PARAM : ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_VALUE;
		if (tensor->dims[i] < 0)
			dims[i].dim_param = "N";
		else
			dims[i].dim_value = tensor->dims[i];
		shape->dim[i] = &dims[i];
	}
	type->has_elem_type = 1;
	type->elem_type = tensor->type;
	type->shape = shape;
	of->value_case = ONNX__TYPE_PROTO__VALUE_TENSOR_TYPE;
	of->tensor_type = type;
	info->name = name;
	info->type = of;
	return info;
}

static Onnx__ValueInfoProto *value_info (struct writer *writer, uint32_t id)
{
	return info_message (writer, &writer->graph->values[id - 1].tensor, name_of (writer, id));
}

static bool node_in (const struct writer *writer, size_t node, uint32_t loop)
{
	return node_needed (writer, node) && writer->graph->values[writer->graph->nodes[node].outputs[0] - 1].loop == loop;
}

/* "tl7i0" and so on: names of what only a loop's body has. */
static char *loop_name (struct writer *writer, uint32_t loop, char what, size_t number)
{
	char *name = make (writer, sizeof writer->prefix + 40, 1);

	if (name)
		snprintf (name, sizeof writer->prefix + 40, "%sl%u%c%zu", writer->prefix, loop, what, number);
	return name;
}

/* One output of a body: a node of its own, so that it may be a value from outside too. */
static void body_output (struct writer *writer, Onnx__GraphProto *body, uint32_t id, char *name)
{
	Onnx__NodeProto *identity;

	if (!MAKE (writer, identity, 1))
		return;
	onnx__node_proto__init (identity);
	identity->op_type = "Identity";
	identity->n_input = identity->n_output = 1;
	MAKE (writer, identity->input, 1);
	MAKE (writer, identity->output, 1);
	if (writer->failed)
		return;
	identity->input[0] = name_of (writer, id);
	identity->output[0] = name;
	body->node[body->n_node++] = identity;
	body->output[body->n_output++] = info_message (writer, &writer->graph->values[id - 1].tensor, name);
}

/* The body of a Loop: the round's number, the condition, then what is carried; the condition, then what it becomes. */
static Onnx__AttributeProto *body_message (struct writer *writer, const struct skops_graph_node *node)
{
	static const struct skops_tensor number = { .type = SKOPS_TENSOR_INT64 }, truth = { .type = SKOPS_TENSOR_BOOL };
	const struct skops_graph *graph = writer->graph;
	uint32_t loop = graph->values[node->carried[0] - 1].loop;
	Onnx__AttributeProto *message;
	Onnx__GraphProto *body;

	if (!MAKE (writer, message, 1) || !MAKE (writer, body, 1))
		return NULL;
	onnx__attribute_proto__init (message);
	onnx__graph_proto__init (body);
	if (!MAKE (writer, body->node, graph->n_nodes + node->n_outputs + 1) || !MAKE (writer, body->input, node->n_outputs + 2) || !MAKE (writer, body->output, node->n_outputs + 1))
		return NULL;
	message->name = body->name = "body";
	message->has_type = 1;
	message->type = ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__GRAPH;
	message->g = body;
	body->input[body->n_input++] = info_message (writer, &number, loop_name (writer, loop, 'i', 0));
	body->input[body->n_input++] = info_message (writer, &truth, loop_name (writer, loop, 'c', 0));
	for (size_t i = 0; i < node->n_outputs; i++)
		body->input[body->n_input++] = value_info (writer, node->carried[i]);
	for (size_t i = 0; i < graph->n_nodes; i++)
		if (node_in (writer, i, loop))
			body->node[body->n_node++] = node_message (writer, &graph->nodes[i]);
	body_output (writer, body, node->again, loop_name (writer, loop, 'a', 0));
	for (size_t i = 0; i < node->n_outputs; i++)
		body_output (writer, body, node->next[i], loop_name (writer, loop, 'n', i));
	return message;
}

static Onnx__GraphProto *graph_message (struct writer *writer)
{
	const struct skops_graph *graph = writer->graph;
	Onnx__GraphProto *message;

	if (!MAKE (writer, message, 1))
		return NULL;
	onnx__graph_proto__init (message);
	if (!MAKE (writer, message->node, graph->n_nodes) || !MAKE (writer, message->initializer, graph->n_values) || !MAKE (writer, message->input, graph->n_inputs)
	    || !MAKE (writer, message->output, graph->n_outputs))
		return NULL;
	message->name = "skops";
	for (size_t i = 0; i < graph->n_nodes; i++)
		if (node_in (writer, i, 0))
			message->node[message->n_node++] = node_message (writer, &graph->nodes[i]);
	for (uint32_t id = 1; id <= graph->n_values; id++)
		if (graph->values[id - 1].data && value_needed (writer, id))
			message->initializer[message->n_initializer++] = tensor_message (writer, &graph->values[id - 1], name_of (writer, id));
	/* A column that nothing reads is no input: nobody should have to provide it. */
	for (size_t i = 0; i < graph->n_inputs; i++)
		if (value_needed (writer, graph->inputs[i]))
			message->input[message->n_input++] = value_info (writer, graph->inputs[i]);
	for (size_t i = 0; i < graph->n_outputs; i++)
		message->output[message->n_output++] = value_info (writer, graph->outputs[i]);
	return message;
}

/* Version of an operator set that the nodes need; other domains than ai.onnx.ml have 1. */
static bool add_opset (struct writer *writer, Onnx__ModelProto *model, const char *domain, int64_t version)
{
	Onnx__OperatorSetIdProto *opset;

	for (size_t i = 0; i < model->n_opset_import; i++)
		if (!strcmp (model->opset_import[i]->domain, domain))
			return true;
	if (!MAKE (writer, opset, 1))
		return false;
	onnx__operator_set_id_proto__init (opset);
	opset->domain = (char *) (uintptr_t) domain;
	opset->has_version = 1;
	opset->version = version;
	model->opset_import[model->n_opset_import++] = opset;
	return true;
}

static void model_message (struct writer *writer, Onnx__ModelProto *model, int opset)
{
	const struct skops_graph *graph = writer->graph;

	onnx__model_proto__init (model);
	if (!MAKE (writer, model->opset_import, graph->n_nodes + 1) || !MAKE (writer, model->metadata_props, graph->n_metadata))
		return;
	model->has_ir_version = 1;
	model->ir_version = ir_version (opset);
	model->producer_name = "skops";
	model->producer_version = PACKAGE_VERSION;
	add_opset (writer, model, "", opset);
	for (size_t i = 0; i < graph->n_nodes; i++)
		if (node_needed (writer, i))
			add_opset (writer, model, graph->nodes[i].domain, !strcmp (graph->nodes[i].domain, "ai.onnx.ml") ? ML_OPSET : 1);
	for (size_t i = 0; i < graph->n_metadata; i++) {
		Onnx__StringStringEntryProto *entry;
		if (!MAKE (writer, entry, 1))
			return;
		onnx__string_string_entry_proto__init (entry);
		entry->key = (char *) (uintptr_t) graph->metadata[i].key;
		entry->value = (char *) (uintptr_t) graph->metadata[i].value.data;
		model->metadata_props[model->n_metadata_props++] = entry;
	}
	model->graph = graph_message (writer);
}

/* Every operator that is needed is in the opset, for operands of its type. */
static enum skops_status check_opset (const struct writer *writer, int opset)
{
	const struct skops_graph *graph = writer->graph;

	for (size_t i = 0; i < graph->n_nodes; i++) {
		const struct skops_graph_node *node = &graph->nodes[i];
		uint8_t type = node->n_inputs && node->inputs[0] ? graph->values[node->inputs[0] - 1].tensor.type : 0;
		int oldest = skops_graph_oldest (node->domain, node->op, type);

		if (node_needed (writer, i) && oldest > opset)
			return skops_error_set (writer->err, SKOPS_UNSUPPORTED, "%s%s, which this model needs, needs opset %d: %d is too old", node->op,
			                        type == SKOPS_TENSOR_STRING ? " of texts" : "", oldest, opset);
	}
	return SKOPS_OK;
}

enum skops_status skops_graph_write (struct skops_error *err, struct skops_buffer *out, const struct skops_graph *graph, int opset)
{
	struct writer writer = { .err = err, .arena = graph->arena, .graph = graph };
	Onnx__ModelProto model;
	size_t size;
	uint8_t *bytes;

	if (opset < SKOPS_OPSET_OLDEST || opset > SKOPS_OPSET_NEWEST)
		return skops_error_set (err, SKOPS_MISUSE, "opset %d: %d to %d can be written", opset, SKOPS_OPSET_OLDEST, SKOPS_OPSET_NEWEST);
	if (!find_needed (&writer))
		return skops_error_memory (err);
	if (check_opset (&writer, opset))
		return err->status;
	choose_prefix (&writer);
	model_message (&writer, &model, opset);
	if (writer.failed)
		return skops_error_memory (err);
	size = onnx__model_proto__get_packed_size (&model);
	if (size > INT32_MAX)
		return skops_error_set (err, SKOPS_UNSUPPORTED, "the ONNX model would have %zu bytes, more than the 2 GiB that a protobuf message may have", size);
	bytes = make (&writer, size, 1);
	if (!bytes)
		return skops_error_memory (err);
	onnx__model_proto__pack (&model, bytes);
	skops_buffer_append (out, bytes, size);
	return out->failed ? skops_error_memory (err) : SKOPS_OK;
}
