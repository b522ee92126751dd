/* SPDX-License-Identifier: BSD-3-Clause */
/* Building ONNX graphs: tensors, constants and nodes. Included by skops/plugin.h.
 *
 * In a graph numbers are float64, as in scikit-learn, whatever the model's inputs and outputs are declared as; the core casts at both ends. The first axis of
 * what stands for rows is the rows: its size is -1. Node names are the operators of ai.onnx (opset 18 or newer) or ai.onnx.ml; the core checks operand types and
 * shapes while the graph is built and gives equal nodes once only, so that methods that share a computation may each ask for it.
 *
 * Errors stick: a function that fails returns a tensor with id 0 and the error is set; whatever is handed such a tensor does the same. So an emitter builds all it needs and is told at
 * the end, by skops_onnx_answer. */
#ifndef SKOPS_ONNX_H
#define SKOPS_ONNX_H

#include <math.h>

#include "skops/plugin.h"

/* Element types, numbered as ONNX numbers them. */
enum skops_tensor_type {
	SKOPS_TENSOR_FLOAT = 1, SKOPS_TENSOR_UINT8 = 2, SKOPS_TENSOR_INT64 = 7, SKOPS_TENSOR_STRING = 8, SKOPS_TENSOR_BOOL = 9, SKOPS_TENSOR_DOUBLE = 11,
};

enum { SKOPS_TENSOR_RANK = 4 };

/* A value of the graph. */
struct skops_tensor {
	uint32_t id;   /* 0: none */
	uint8_t type;  /* enum skops_tensor_type */
	uint8_t rank;
	uint16_t reserved;
	int64_t dims[SKOPS_TENSOR_RANK]; /* -1: the number of rows */
};

/* What stands for a block of rows: its columns side by side, as one tensor [N, width] or as several of perhaps different types. A missing text is the
 * empty string, a missing number NaN. */
struct skops_columns {
	const struct skops_tensor *parts; /* each of rank 2; a flat answer is [N] or [N, 1] */
	size_t count;
};

enum { SKOPS_ATTRIBUTE_INT = 1, SKOPS_ATTRIBUTE_FLOAT, SKOPS_ATTRIBUTE_TEXT, SKOPS_ATTRIBUTE_INTS, SKOPS_ATTRIBUTE_FLOATS, SKOPS_ATTRIBUTE_TEXTS, SKOPS_ATTRIBUTE_TENSOR };

struct skops_attribute {
	const char *name;
	uint32_t kind;
	uint32_t reserved;
	size_t count; /* of the plural kinds */
	union {
		int64_t i;
		double f; /* written as float32, as ONNX has it */
		struct skops_text text;
		const int64_t *ints;
		const double *floats;
		const struct skops_text *texts;
		struct skops_tensor tensor; /* a constant */
	};
};

static inline struct skops_attribute skops_attribute_new (const char *name, uint32_t kind, size_t count)
{
	struct skops_attribute attribute;

	memset (&attribute, 0, sizeof attribute);
	attribute.name = name;
	attribute.kind = kind;
	attribute.count = count;
	return attribute;
}

static inline struct skops_attribute skops_attribute_int (const char *name, int64_t value)
{
	struct skops_attribute attribute = skops_attribute_new (name, SKOPS_ATTRIBUTE_INT, 0);

	attribute.i = value;
	return attribute;
}

static inline struct skops_attribute skops_attribute_float (const char *name, double value)
{
	struct skops_attribute attribute = skops_attribute_new (name, SKOPS_ATTRIBUTE_FLOAT, 0);

	attribute.f = value;
	return attribute;
}

static inline struct skops_attribute skops_attribute_text (const char *name, const char *value)
{
	struct skops_attribute attribute = skops_attribute_new (name, SKOPS_ATTRIBUTE_TEXT, 0);

	attribute.text.data = value;
	attribute.text.size = strlen (value);
	return attribute;
}

static inline struct skops_attribute skops_attribute_ints (const char *name, const int64_t *values, size_t count)
{
	struct skops_attribute attribute = skops_attribute_new (name, SKOPS_ATTRIBUTE_INTS, count);

	attribute.ints = values;
	return attribute;
}

static inline struct skops_attribute skops_attribute_floats (const char *name, const double *values, size_t count)
{
	struct skops_attribute attribute = skops_attribute_new (name, SKOPS_ATTRIBUTE_FLOATS, count);

	attribute.floats = values;
	return attribute;
}

static inline struct skops_attribute skops_attribute_texts (const char *name, const struct skops_text *values, size_t count)
{
	struct skops_attribute attribute = skops_attribute_new (name, SKOPS_ATTRIBUTE_TEXTS, count);

	attribute.texts = values;
	return attribute;
}

static inline struct skops_attribute skops_attribute_tensor (const char *name, struct skops_tensor value)
{
	struct skops_attribute attribute = skops_attribute_new (name, SKOPS_ATTRIBUTE_TENSOR, 0);

	attribute.tensor = value;
	return attribute;
}

/* A node of any operator. `domain` "" is ai.onnx. Operators that the core does not know (of other domains) keep the types and shapes that `outputs` is handed
 * in with; of all others they are derived and put out. Copies all that it is given. */
static inline enum skops_status skops_onnx_node (struct skops_call *call, const char *domain, const char *op, const struct skops_tensor *inputs, size_t n_inputs,
                                                 const struct skops_attribute *attributes, size_t n_attributes, struct skops_tensor *outputs, size_t n_outputs)
{
	return call->host->onnx_node (call, domain, op, inputs, n_inputs, attributes, n_attributes, outputs, n_outputs);
}

/* A constant; `data` is of the C type of `type` (double of DOUBLE and FLOAT, int64_t of INT64, bytes of BOOL and UINT8, struct skops_text of STRING), in C order. Equal constants become one. */
static inline struct skops_tensor skops_onnx_constant (struct skops_call *call, uint8_t type, uint8_t rank, const int64_t *dims, const void *data)
{
	return call->host->onnx_constant (call, type, rank, dims, data);
}

/* A child's method on `x`: as skops_run, but in the graph. `out` has one entry for each output of the child's description. */
static inline enum skops_status skops_onnx_run (struct skops_call *call, const struct skops_child *child, const char *method, const struct skops_columns *x, struct skops_columns *out)
{
	return call->host->onnx_run (call, child, method, x, out);
}

/* In support and emit: notes that `parameter` (NULL: the type) has no equal in ONNX, and why. Returns SKOPS_UNSUPPORTED. */
__attribute__ ((format (printf, 3, 4)))
static inline enum skops_status skops_onnx_refuse (struct skops_call *call, const char *parameter, const char *format, ...)
{
	enum skops_status status;
	va_list args;

	va_start (args, format);
	status = call->host->onnx_refuse (call, parameter, format, args);
	va_end (args);
	return status;
}

/* The answers of all trees added up, one after the other as skops_forest_sum does, so that sums are equal to the last bit: [N, width] numbers. `start`, broadcast to that, is what the
 * first one is added to; with id 0 there is none. `x` [N, F] are numbers; for SKOPS_COMPARE_F4 they are narrowed first. */
static inline struct skops_tensor skops_onnx_trees (struct skops_call *call, const struct skops_tree_source *trees, size_t count, const struct skops_forest_options *options,
                                                    struct skops_tensor start, struct skops_tensor x)
{
	return call->host->onnx_trees (call, trees, count, options, start, x);
}

/* The graph's numbers come in as float64 rather than float32: as they are. So do the columns of tables. */
static inline bool skops_onnx_double (struct skops_call *call)
{
	return call->host->onnx_double (call);
}

/* One operator of ai.onnx with one output. */
static inline struct skops_tensor skops_onnx_op (struct skops_call *call, const char *op, const struct skops_tensor *inputs, size_t n_inputs,
                                                 const struct skops_attribute *attributes, size_t n_attributes)
{
	struct skops_tensor out;

	memset (&out, 0, sizeof out);
	if (skops_onnx_node (call, "", op, inputs, n_inputs, attributes, n_attributes, &out, 1))
		out.id = 0;
	return out;
}

/* "Exp", "Log", "Not" … */
static inline struct skops_tensor skops_onnx_1 (struct skops_call *call, const char *op, struct skops_tensor a)
{
	return skops_onnx_op (call, op, &a, 1, NULL, 0);
}

/* "Add", "MatMul", "Less", "And" … */
static inline struct skops_tensor skops_onnx_2 (struct skops_call *call, const char *op, struct skops_tensor a, struct skops_tensor b)
{
	struct skops_tensor inputs[2];

	inputs[0] = a;
	inputs[1] = b;
	return skops_onnx_op (call, op, inputs, 2, NULL, 0);
}

/* "Where", "Clip" */
static inline struct skops_tensor skops_onnx_3 (struct skops_call *call, const char *op, struct skops_tensor a, struct skops_tensor b, struct skops_tensor c)
{
	struct skops_tensor inputs[3];

	inputs[0] = a;
	inputs[1] = b;
	inputs[2] = c;
	return skops_onnx_op (call, op, inputs, 3, NULL, 0);
}

/* A number, to be broadcast. */
static inline struct skops_tensor skops_onnx_number (struct skops_call *call, double value)
{
	return skops_onnx_constant (call, SKOPS_TENSOR_DOUBLE, 0, NULL, &value);
}

static inline struct skops_tensor skops_onnx_int (struct skops_call *call, int64_t value)
{
	return skops_onnx_constant (call, SKOPS_TENSOR_INT64, 0, NULL, &value);
}

/* [count] numbers or integers: a row, broadcast over rows. */
static inline struct skops_tensor skops_onnx_row (struct skops_call *call, const double *values, size_t count)
{
	int64_t dims[1];

	dims[0] = (int64_t) count;
	return skops_onnx_constant (call, SKOPS_TENSOR_DOUBLE, 1, dims, values);
}

static inline struct skops_tensor skops_onnx_ints (struct skops_call *call, const int64_t *values, size_t count)
{
	int64_t dims[1];

	dims[0] = (int64_t) count;
	return skops_onnx_constant (call, SKOPS_TENSOR_INT64, 1, dims, values);
}

/* [rows, columns] numbers. */
static inline struct skops_tensor skops_onnx_matrix (struct skops_call *call, const double *values, size_t rows, size_t columns)
{
	int64_t dims[2];

	dims[0] = (int64_t) rows;
	dims[1] = (int64_t) columns;
	return skops_onnx_constant (call, SKOPS_TENSOR_DOUBLE, 2, dims, values);
}

static inline struct skops_tensor skops_onnx_cast (struct skops_call *call, struct skops_tensor x, uint8_t type)
{
	struct skops_attribute to = skops_attribute_int ("to", type);

	if (x.type == type)
		return x;
	return skops_onnx_op (call, "Cast", &x, 1, &to, 1);
}

/* [N, F] · constant [O, F]' + constant row [O] (one number serves all): the affine map that most linear models are. */
static inline struct skops_tensor skops_onnx_affine (struct skops_call *call, struct skops_tensor x, const double *weights, size_t outputs, size_t features,
                                                     const double *intercepts, size_t n_intercepts)
{
	struct skops_attribute transpose = skops_attribute_int ("transB", 1);
	struct skops_tensor inputs[2];

	inputs[0] = x;
	inputs[1] = skops_onnx_matrix (call, weights, outputs, features);
	return skops_onnx_2 (call, "Add", skops_onnx_op (call, "Gemm", inputs, 2, &transpose, 1), skops_onnx_row (call, intercepts, n_intercepts));
}

/* log (1 + x) without loss near 0. Source: W. Kahan's formula, log (u) x / (u - 1) with u = 1 + x. */
static inline struct skops_tensor skops_onnx_log1p (struct skops_call *call, struct skops_tensor x)
{
	struct skops_tensor one = skops_onnx_number (call, 1), u = skops_onnx_2 (call, "Add", one, x), value;

	value = skops_onnx_2 (call, "Mul", skops_onnx_1 (call, "Log", u), skops_onnx_2 (call, "Div", x, skops_onnx_2 (call, "Sub", u, one)));
	value = skops_onnx_3 (call, "Where", skops_onnx_2 (call, "Equal", u, skops_onnx_number (call, HUGE_VAL)), u, value);
	return skops_onnx_3 (call, "Where", skops_onnx_2 (call, "Equal", u, one), x, value);
}

/* exp (x) - 1 without loss near 0. Source: likewise, (u - 1) x / log (u) with u = exp (x). */
static inline struct skops_tensor skops_onnx_expm1 (struct skops_call *call, struct skops_tensor x)
{
	struct skops_tensor one = skops_onnx_number (call, 1), u = skops_onnx_1 (call, "Exp", x), less = skops_onnx_2 (call, "Sub", u, one), value;

	value = skops_onnx_2 (call, "Mul", skops_onnx_2 (call, "Div", less, skops_onnx_1 (call, "Log", u)), x);
	value = skops_onnx_3 (call, "Where", skops_onnx_2 (call, "Equal", less, skops_onnx_number (call, -1)), less, value);
	value = skops_onnx_3 (call, "Where", skops_onnx_2 (call, "Equal", u, skops_onnx_number (call, HUGE_VAL)), u, value);
	return skops_onnx_3 (call, "Where", skops_onnx_2 (call, "Equal", u, one), x, value);
}

/* "ReduceSum", "ReduceMax", "ReduceLogSumExp" … over one axis. */
static inline struct skops_tensor skops_onnx_reduce (struct skops_call *call, const char *op, struct skops_tensor x, int64_t axis, bool keep)
{
	struct skops_attribute keepdims = skops_attribute_int ("keepdims", keep);
	struct skops_tensor inputs[2];

	inputs[0] = x;
	inputs[1] = skops_onnx_ints (call, &axis, 1);
	return skops_onnx_op (call, op, inputs, 2, &keepdims, 1);
}

/* "ArgMax", "ArgMin" over columns: int64 [N]; of equals the first. */
static inline struct skops_tensor skops_onnx_argument (struct skops_call *call, const char *op, struct skops_tensor x)
{
	struct skops_attribute attributes[2];

	attributes[0] = skops_attribute_int ("axis", 1);
	attributes[1] = skops_attribute_int ("keepdims", 0);
	return skops_onnx_op (call, op, &x, 1, attributes, 2);
}

/* "Softmax", "LogSoftmax", "Concat": an operator with an axis. */
static inline struct skops_tensor skops_onnx_along (struct skops_call *call, const char *op, const struct skops_tensor *inputs, size_t count, int64_t axis)
{
	struct skops_attribute attribute = skops_attribute_int ("axis", axis);

	return skops_onnx_op (call, op, inputs, count, &attribute, 1);
}

/* Elements of `x` along `axis`; `indices` are int64 of any shape. */
static inline struct skops_tensor skops_onnx_gather (struct skops_call *call, struct skops_tensor x, struct skops_tensor indices, int64_t axis)
{
	struct skops_tensor inputs[2];

	inputs[0] = x;
	inputs[1] = indices;
	return skops_onnx_along (call, "Gather", inputs, 2, axis);
}

/* One column of [N, F], as [N, 1]. */
static inline struct skops_tensor skops_onnx_column (struct skops_call *call, struct skops_tensor x, int64_t column)
{
	return skops_onnx_gather (call, x, skops_onnx_ints (call, &column, 1), 1);
}

/* Another shape; a dimension of -1 is the rows. */
static inline struct skops_tensor skops_onnx_reshape (struct skops_call *call, struct skops_tensor x, uint8_t rank, const int64_t *dims)
{
	return skops_onnx_2 (call, "Reshape", x, skops_onnx_ints (call, dims, rank));
}

/* "Unsqueeze" or "Squeeze" of one axis. */
static inline struct skops_tensor skops_onnx_axis (struct skops_call *call, const char *op, struct skops_tensor x, int64_t axis)
{
	return skops_onnx_2 (call, op, x, skops_onnx_ints (call, &axis, 1));
}

/* A loop, begun: what it carries from round to round, of the types and shapes of `initial`. All that is computed from these is its body; one loop has no other in it. */
static inline enum skops_status skops_onnx_carry (struct skops_call *call, const struct skops_tensor *initial, size_t count, struct skops_tensor *carried)
{
	return call->host->onnx_carry (call, initial, count, carried);
}

/* The loop, closed: in each round carried[i] becomes next[i]; there are at most `rounds`, and none after one in which `again`, a bool of rank 0 from the body, does not hold.
 * out[i] is what carried[i] ends as. */
static inline enum skops_status skops_onnx_loop (struct skops_call *call, const struct skops_tensor *initial, const struct skops_tensor *carried, const struct skops_tensor *next,
                                                 size_t count, struct skops_tensor again, int64_t rounds, struct skops_tensor *out)
{
	return call->host->onnx_loop (call, initial, carried, next, count, again, rounds, out);
}

/* All columns as one tensor of numbers [N, width]. */
static inline struct skops_tensor skops_onnx_dense (struct skops_call *call, const struct skops_columns *x)
{
	return call->host->onnx_dense (call, x);
}

/* Some columns of `x`, in this order. */
static inline enum skops_status skops_onnx_take (struct skops_call *call, struct skops_columns *out, const struct skops_columns *x, const int64_t *columns, size_t count)
{
	return call->host->onnx_take (call, out, x, columns, count);
}

/* Blocks side by side. */
static inline enum skops_status skops_onnx_join (struct skops_call *call, struct skops_columns *out, const struct skops_columns *blocks, size_t count)
{
	return call->host->onnx_join (call, out, blocks, count);
}

/* One tensor as an answer: fails if making it failed. */
static inline enum skops_status skops_onnx_answer (struct skops_call *call, struct skops_columns *out, struct skops_tensor tensor)
{
	return call->host->onnx_answer (call, out, tensor);
}

#endif
