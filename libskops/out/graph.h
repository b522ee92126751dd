/* SPDX-License-Identifier: BSD-3-Clause */
/* A graph of ONNX in the making: inputs, constants, nodes and outputs, checked as they are added. Everything lives in the arena that it was made in. */
#ifndef SKOPS_OUT_GRAPH_H
#define SKOPS_OUT_GRAPH_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/hash.h"
#include "skops/onnx.h"

/* A value: what a struct skops_tensor with id i + 1 refers to. */
struct skops_graph_value {
	struct skops_tensor tensor;
	const char *name; /* of inputs and outputs; NULL: made from the id */
	size_t node;      /* that makes it; SIZE_MAX: an input or a constant */
	const void *data; /* of a constant, as skops_onnx_constant was given it */
	size_t elements;
	uint32_t loop;    /* in whose body it is; 0: in none */
};

struct skops_graph_node {
	const char *domain, *op;
	const uint32_t *inputs, *outputs; /* ids */
	size_t n_inputs, n_outputs;
	const struct skops_attribute *attributes;
	size_t n_attributes;
	const uint32_t *carried, *next; /* of a Loop: n_outputs each, ids of the body */
	uint32_t again;                 /* of a Loop: the body's condition */
};

struct skops_graph_metadata {
	const char *key;
	struct skops_text value;
};

struct skops_graph {
	struct skops_arena *arena;
	struct skops_map *known; /* bytes of a node or constant → its first id */
	struct skops_graph_value *values;
	size_t n_values, values_capacity;
	struct skops_graph_node *nodes;
	size_t n_nodes, nodes_capacity;
	uint32_t *inputs, *outputs; /* ids in the order added */
	size_t n_inputs, n_outputs, inputs_capacity, outputs_capacity;
	struct skops_graph_metadata *metadata;
	size_t n_metadata, metadata_capacity;
	uint32_t n_loops;
};

/* Empty; NULL without memory. To be freed before its arena. */
struct skops_graph *skops_graph_new (struct skops_arena *arena);
void skops_graph_free (struct skops_graph *graph);

/* Tensors that fail have id 0 and `err` is set. Names are copied; no two inputs that are used may have the same. */
struct skops_tensor skops_graph_input (struct skops_error *err, struct skops_graph *graph, const char *name, uint8_t type, int64_t width);
struct skops_tensor skops_graph_constant (struct skops_error *err, struct skops_graph *graph, uint8_t type, uint8_t rank, const int64_t *dims, const void *data);

/* See skops_onnx_node. An input of id 0 answers outputs of id 0. */
enum skops_status skops_graph_node (struct skops_error *err, struct skops_graph *graph, const char *domain, const char *op, const struct skops_tensor *inputs,
                                    size_t n_inputs, const struct skops_attribute *attributes, size_t n_attributes, struct skops_tensor *outputs, size_t n_outputs);

/* See skops_onnx_carry and skops_onnx_loop. */
enum skops_status skops_graph_carry (struct skops_error *err, struct skops_graph *graph, const struct skops_tensor *initial, size_t count, struct skops_tensor *carried);
enum skops_status skops_graph_loop (struct skops_error *err, struct skops_graph *graph, const struct skops_tensor *initial, const struct skops_tensor *carried,
                                    const struct skops_tensor *next, size_t count, struct skops_tensor again, int64_t rounds, struct skops_tensor *out);

/* Makes a tensor an output of the graph, which no input may be called like. */
enum skops_status skops_graph_output (struct skops_error *err, struct skops_graph *graph, struct skops_tensor tensor, const char *name);

enum skops_status skops_graph_note (struct skops_error *err, struct skops_graph *graph, const char *key, struct skops_text value);

/* The value behind a tensor of this graph; NULL where there is none. */
const struct skops_graph_value *skops_graph_value (const struct skops_graph *graph, struct skops_tensor tensor);

/* Types and shapes of a node's outputs from its inputs: graph_rules.c. Outputs of operators that are not known must come with a type. */
enum skops_status skops_graph_infer (struct skops_error *err, const struct skops_graph *graph, const char *domain, const char *op, const struct skops_tensor *inputs,
                                     size_t n_inputs, const struct skops_attribute *attributes, size_t n_attributes, struct skops_tensor *outputs, size_t n_outputs);

/* The oldest opset of ai.onnx that has an operator for a first operand of a type: graph_rules.c. */
int skops_graph_oldest (const char *domain, const char *op, uint8_t type);

/* The model as the bytes of an .onnx file: only what the outputs need. `opset` is that of ai.onnx, 18 to 26: graph_write.c. */
enum { SKOPS_OPSET_OLDEST = 18, SKOPS_OPSET_NEWEST = 26, SKOPS_OPSET_DEFAULT = 21 };
enum skops_status skops_graph_write (struct skops_error *err, struct skops_buffer *out, const struct skops_graph *graph, int opset);

#endif
