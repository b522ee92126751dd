/* SPDX-License-Identifier: BSD-3-Clause */
/* What operators of ONNX take and answer: the types and shapes of a node's outputs, or what is wrong with its inputs.
 * Types are those for which onnxruntime has a kernel too, where the standard allows more. Source: the operators' specifications, opset 18 and ai.onnx.ml 5. */
#include <string.h>

#include "out/graph.h"

enum { N = 1 << SKOPS_TENSOR_DOUBLE | 1 << SKOPS_TENSOR_FLOAT, I = 1 << SKOPS_TENSOR_INT64, S = 1 << SKOPS_TENSOR_STRING, B = 1 << SKOPS_TENSOR_BOOL, ALL = N | I | S | B };

struct node {
	struct skops_error *err;
	const struct skops_graph *graph;
	const char *op;
	const struct skops_tensor *inputs;
	size_t n_inputs;
	const struct skops_attribute *attributes;
	size_t n_attributes;
	struct skops_tensor *outputs;
	size_t n_outputs;
};

static enum skops_status wrong (const struct node *node, const char *why)
{
	return skops_error_set (node->err, SKOPS_UNSUPPORTED, "ONNX operator %s: %s", node->op, why);
}

static int64_t attribute (const struct node *node, const char *name, int64_t otherwise)
{
	for (size_t i = 0; i < node->n_attributes; i++)
		if (!strcmp (node->attributes[i].name, name) && node->attributes[i].kind == SKOPS_ATTRIBUTE_INT)
			return node->attributes[i].i;
	return otherwise;
}

/* An axis of a tensor, counted from the end if negative. */
static bool axis_in (int64_t *axis, uint8_t rank)
{
	if (*axis < 0)
		*axis += rank;
	return *axis >= 0 && *axis < rank;
}

/* The integers of a constant input; NULL where it is none. */
static const int64_t *integers (const struct node *node, size_t input, size_t *count)
{
	const struct skops_graph_value *value = input < node->n_inputs ? skops_graph_value (node->graph, node->inputs[input]) : NULL;

	if (!value || !value->data || value->tensor.type != SKOPS_TENSOR_INT64)
		return NULL;
	*count = value->elements;
	return (const int64_t *) value->data;
}

/* Shapes side by side from the last dimension on: NumPy's rule. */
static bool broadcast (struct skops_tensor *out, const struct skops_tensor *a, const struct skops_tensor *b)
{
	uint8_t rank = a->rank > b->rank ? a->rank : b->rank;
	int64_t dims[SKOPS_TENSOR_RANK] = { 0 };

	for (uint8_t i = 0; i < rank; i++) {
		int64_t x = i + a->rank >= rank ? a->dims[i + a->rank - rank] : 1, y = i + b->rank >= rank ? b->dims[i + b->rank - rank] : 1;
		if (x != y && x != 1 && y != 1)
			return false;
		dims[i] = x == 1 ? y : x;
	}
	out->rank = rank;
	memcpy (out->dims, dims, sizeof dims);
	return true;
}

static enum skops_status same (struct node *node)
{
	node->outputs[0] = node->inputs[0];
	return SKOPS_OK;
}

static enum skops_status to_bool (struct node *node)
{
	node->outputs[0] = node->inputs[0];
	node->outputs[0].type = SKOPS_TENSOR_BOOL;
	return SKOPS_OK;
}

/* Any number of operands of one type. */
static enum skops_status elementwise (struct node *node)
{
	node->outputs[0] = node->inputs[0];
	for (size_t i = 1; i < node->n_inputs; i++) {
		if (!node->inputs[i].id) /* left out, as a bound of Clip */
			continue;
		if (node->inputs[i].type != node->inputs[0].type)
			return wrong (node, "operands of different types");
		if (!broadcast (&node->outputs[0], &node->outputs[0], &node->inputs[i]))
			return wrong (node, "operands whose shapes do not fit");
	}
	return SKOPS_OK;
}

static enum skops_status compare (struct node *node)
{
	enum skops_status status = elementwise (node);

	node->outputs[0].type = SKOPS_TENSOR_BOOL;
	return status;
}

static enum skops_status where (struct node *node)
{
	const struct skops_tensor *in = node->inputs;

	if (in[0].type != SKOPS_TENSOR_BOOL || in[1].type != in[2].type)
		return wrong (node, "a condition that is not bool, or branches of different types");
	node->outputs[0] = in[1];
	return broadcast (&node->outputs[0], &in[1], &in[2]) && broadcast (&node->outputs[0], &node->outputs[0], &in[0]) ? SKOPS_OK : wrong (node, "shapes that do not fit");
}

static enum skops_status cast (struct node *node)
{
	int64_t to = attribute (node, "to", 0);

	if (to <= 0 || to > SKOPS_TENSOR_DOUBLE)
		return wrong (node, "no type to cast to");
	node->outputs[0] = node->inputs[0];
	node->outputs[0].type = (uint8_t) to;
	return SKOPS_OK;
}

static enum skops_status matmul (struct node *node)
{
	const struct skops_tensor *a = &node->inputs[0], *b = &node->inputs[1];
	struct skops_tensor left = *a, right = *b;

	if (a->type != b->type)
		return wrong (node, "operands of different types");
	if (a->rank < 2 || b->rank < 2 || a->dims[a->rank - 1] != b->dims[b->rank - 2])
		return wrong (node, "matrices whose shapes do not fit");
	left.rank = (uint8_t) (left.rank - 2);
	right.rank = (uint8_t) (right.rank - 2);
	node->outputs[0] = *a;
	if (!broadcast (&node->outputs[0], &left, &right))
		return wrong (node, "matrices whose shapes do not fit");
	node->outputs[0].dims[node->outputs[0].rank++] = a->dims[a->rank - 2];
	node->outputs[0].dims[node->outputs[0].rank++] = b->dims[b->rank - 1];
	return SKOPS_OK;
}

static enum skops_status gemm (struct node *node)
{
	const struct skops_tensor *a = &node->inputs[0], *b = &node->inputs[1];
	int64_t ta = attribute (node, "transA", 0) != 0, tb = attribute (node, "transB", 0) != 0;

	if (a->type != b->type || a->rank != 2 || b->rank != 2 || a->dims[1 - ta] != b->dims[tb])
		return wrong (node, "matrices whose shapes do not fit");
	node->outputs[0] = *a;
	node->outputs[0].dims[0] = a->dims[ta];
	node->outputs[0].dims[1] = b->dims[1 - tb];
	return SKOPS_OK;
}

/* Takes one axis away, or leaves it with size 1. */
static void shrink (struct skops_tensor *tensor, int64_t axis, bool keep)
{
	if (keep) {
		tensor->dims[axis] = 1;
		return;
	}
	for (int64_t i = axis; i + 1 < tensor->rank; i++)
		tensor->dims[i] = tensor->dims[i + 1];
	tensor->rank--;
	tensor->dims[tensor->rank] = 0;
}

static enum skops_status reduce (struct node *node)
{
	size_t count = 0;
	const int64_t *axes = integers (node, 1, &count);
	int64_t axis = count ? axes[0] : 0;

	if (count != 1 || !axis_in (&axis, node->inputs[0].rank))
		return wrong (node, "one constant axis of the operand is needed");
	node->outputs[0] = node->inputs[0];
	shrink (&node->outputs[0], axis, attribute (node, "keepdims", 1) != 0);
	return SKOPS_OK;
}

static enum skops_status argument (struct node *node)
{
	int64_t axis = attribute (node, "axis", 0);

	if (!axis_in (&axis, node->inputs[0].rank))
		return wrong (node, "an axis that the operand has not");
	node->outputs[0] = node->inputs[0];
	node->outputs[0].type = SKOPS_TENSOR_INT64;
	shrink (&node->outputs[0], axis, attribute (node, "keepdims", 1) != 0);
	return SKOPS_OK;
}

static enum skops_status concat (struct node *node)
{
	struct skops_tensor out = node->inputs[0];
	int64_t axis = attribute (node, "axis", -9);

	if (!axis_in (&axis, out.rank))
		return wrong (node, "an axis that the operands have not");
	for (size_t i = 1; i < node->n_inputs; i++) {
		const struct skops_tensor *in = &node->inputs[i];
		if (in->type != out.type || in->rank != out.rank)
			return wrong (node, "operands of different types or ranks");
		for (uint8_t d = 0; d < out.rank; d++)
			if (d != axis && in->dims[d] != out.dims[d])
				return wrong (node, "operands whose shapes do not fit");
		if (in->dims[axis] < 0 || out.dims[axis] < 0)
			return wrong (node, "rows after rows");
		out.dims[axis] += in->dims[axis];
	}
	node->outputs[0] = out;
	return SKOPS_OK;
}

static enum skops_status gather (struct node *node)
{
	const struct skops_tensor *data = &node->inputs[0], *indices = &node->inputs[1];
	int64_t axis = attribute (node, "axis", 0);
	uint8_t rank = (uint8_t) (data->rank + indices->rank - 1);
	size_t count = 0;
	const int64_t *constant = integers (node, 1, &count);

	if (indices->type != SKOPS_TENSOR_INT64 || !axis_in (&axis, data->rank) || rank > SKOPS_TENSOR_RANK)
		return wrong (node, "an axis that the operand has not, or indices that are not int64");
	for (size_t i = 0; i < count && data->dims[axis] >= 0; i++)
		if (constant[i] < -data->dims[axis] || constant[i] >= data->dims[axis])
			return wrong (node, "an index out of range");
	node->outputs[0] = *data;
	node->outputs[0].rank = rank;
	for (uint8_t i = 0; i < rank; i++)
		node->outputs[0].dims[i] = i < axis ? data->dims[i] : i < axis + indices->rank ? indices->dims[i - axis] : data->dims[i - indices->rank + 1];
	return SKOPS_OK;
}

static enum skops_status gather_elements (struct node *node)
{
	if (node->inputs[1].type != SKOPS_TENSOR_INT64 || node->inputs[1].rank != node->inputs[0].rank)
		return wrong (node, "indices that are not int64 of the operand's rank");
	node->outputs[0] = node->inputs[1];
	node->outputs[0].type = node->inputs[0].type;
	return SKOPS_OK;
}

static enum skops_status reshape (struct node *node)
{
	size_t count = 0;
	const int64_t *dims = integers (node, 1, &count);
	const struct skops_tensor *in = &node->inputs[0];
	int64_t before = 1, after = 1;
	unsigned rows = 0, open = 0;

	if (!dims) { /* a shape that only the run tells: the outputs come stated */
		node->outputs[0].type = in->type;
		return node->outputs[0].rank <= SKOPS_TENSOR_RANK && node->n_inputs == 2 && node->inputs[1].type == SKOPS_TENSOR_INT64 ? SKOPS_OK : wrong (node, "a shape of integers is needed");
	}
	if (count > SKOPS_TENSOR_RANK)
		return wrong (node, "a shape of too many dimensions");
	node->outputs[0] = *in;
	node->outputs[0].rank = (uint8_t) count;
	for (uint8_t i = 0; i < in->rank; i++) {
		rows += in->dims[i] < 0;
		before *= in->dims[i] < 0 ? 1 : in->dims[i];
	}
	for (size_t i = 0; i < count; i++) {
		open += dims[i] < 0;
		after *= dims[i] < 0 ? 1 : dims[i];
		node->outputs[0].dims[i] = dims[i];
	}
	return rows == open && open <= 1 && before == after ? SKOPS_OK : wrong (node, "a shape of another number of elements");
}

static enum skops_status unsqueeze (struct node *node)
{
	size_t count = 0;
	const int64_t *axes = integers (node, 1, &count);
	struct skops_tensor *out = &node->outputs[0];
	int64_t axis = count ? axes[0] : 0;

	*out = node->inputs[0];
	if (count != 1 || out->rank == SKOPS_TENSOR_RANK || !axis_in (&axis, (uint8_t) (out->rank + 1)))
		return wrong (node, "one constant axis is needed");
	for (int64_t i = out->rank; i > axis; i--)
		out->dims[i] = out->dims[i - 1];
	out->dims[axis] = 1;
	out->rank++;
	return SKOPS_OK;
}

static enum skops_status squeeze (struct node *node)
{
	size_t count = 0;
	const int64_t *axes = integers (node, 1, &count);
	int64_t axis = count ? axes[0] : 0;

	node->outputs[0] = node->inputs[0];
	if (count != 1 || !axis_in (&axis, node->inputs[0].rank) || node->inputs[0].dims[axis] != 1)
		return wrong (node, "one constant axis of size 1 is needed");
	shrink (&node->outputs[0], axis, false);
	return SKOPS_OK;
}

static enum skops_status transpose (struct node *node)
{
	const struct skops_tensor *in = &node->inputs[0];

	node->outputs[0] = *in;
	for (size_t i = 0; i < node->n_attributes; i++)
		if (!strcmp (node->attributes[i].name, "perm")) {
			if (node->attributes[i].kind != SKOPS_ATTRIBUTE_INTS || node->attributes[i].count != in->rank)
				return wrong (node, "a permutation of another rank");
			for (uint8_t d = 0; d < in->rank; d++) {
				int64_t from = node->attributes[i].ints[d];
				if (!axis_in (&from, in->rank))
					return wrong (node, "a permutation of axes that are not there");
				node->outputs[0].dims[d] = in->dims[from];
			}
			return SKOPS_OK;
		}
	for (uint8_t d = 0; d < in->rank; d++)
		node->outputs[0].dims[d] = in->dims[in->rank - 1 - d];
	return SKOPS_OK;
}

/* Values and their places; k is one integer. Where it is no constant, as many as only the run tells. */
static enum skops_status top_k (struct node *node)
{
	size_t count = 0;
	const int64_t *k = integers (node, 1, &count);
	int64_t axis = attribute (node, "axis", -1);

	if ((k && count != 1) || node->inputs[1].type != SKOPS_TENSOR_INT64 || !axis_in (&axis, node->inputs[0].rank)
	    || (k && (*k < 0 || (node->inputs[0].dims[axis] >= 0 && *k > node->inputs[0].dims[axis]))))
		return wrong (node, "a k within the axis is needed");
	node->outputs[0] = node->outputs[1] = node->inputs[0];
	node->outputs[0].dims[axis] = node->outputs[1].dims[axis] = k ? *k : -1;
	node->outputs[1].type = SKOPS_TENSOR_INT64;
	return SKOPS_OK;
}

/* Constant starts, ends and axes; the axis of rows cannot be cut. */
static enum skops_status slice (struct node *node)
{
	size_t count = 0, ends_count = 0, axes_count = 0;
	const int64_t *starts = integers (node, 1, &count), *ends = integers (node, 2, &ends_count), *axes = integers (node, 3, &axes_count);

	node->outputs[0] = node->inputs[0];
	if (!starts || !ends || !axes || count != ends_count || count != axes_count || node->n_inputs > 4)
		return wrong (node, "constant starts, ends and axes are needed, and no steps");
	for (size_t i = 0; i < count; i++) {
		int64_t axis = axes[i], size, from = starts[i], to = ends[i];
		if (!axis_in (&axis, node->inputs[0].rank) || (size = node->inputs[0].dims[axis]) < 0)
			return wrong (node, "an axis that cannot be cut");
		from = from < 0 ? from + size : from;
		to = to < 0 ? to + size : to > size ? size : to;
		if (from < 0 || from > to)
			return wrong (node, "a range that is not there");
		node->outputs[0].dims[axis] = to - from;
	}
	return SKOPS_OK;
}

/* ai.onnx.ml: the type that values_… attributes give. */
static enum skops_status label_encoder (struct node *node)
{
	node->outputs[0] = node->inputs[0];
	for (size_t i = 0; i < node->n_attributes; i++) {
		const struct skops_attribute *a = &node->attributes[i];
		if (!strcmp (a->name, "values_int64s"))
			node->outputs[0].type = SKOPS_TENSOR_INT64;
		else if (!strcmp (a->name, "values_floats"))
			node->outputs[0].type = SKOPS_TENSOR_FLOAT;
		else if (!strcmp (a->name, "values_strings"))
			node->outputs[0].type = SKOPS_TENSOR_STRING;
		else if (!strcmp (a->name, "values_tensor") && a->kind == SKOPS_ATTRIBUTE_TENSOR)
			node->outputs[0].type = a->tensor.type;
	}
	return SKOPS_OK;
}

static enum skops_status tree_ensemble (struct node *node)
{
	node->outputs[0] = node->inputs[0];
	node->outputs[0].dims[1] = attribute (node, "n_targets", 1);
	return node->inputs[0].rank == 2 ? SKOPS_OK : wrong (node, "rows of numbers are needed");
}

static const struct rule {
	const char *op;
	unsigned min, max; /* inputs */
	unsigned types;    /* of the first input */
	enum skops_status (*infer) (struct node *node);
} rules[] = {
	{ "Abs", 1, 1, N | I, same }, { "Add", 2, 2, N | I, elementwise }, { "And", 2, 2, B, elementwise }, { "ArgMax", 1, 1, N, argument }, { "ArgMin", 1, 1, N, argument },
	{ "Cast", 1, 1, ALL, cast }, { "Ceil", 1, 1, N, same }, { "Clip", 1, 3, N | I, elementwise }, { "Concat", 1, 1u << 20, ALL, concat }, { "Cos", 1, 1, N, same },
	{ "CumSum", 2, 2, N | I, same }, { "Div", 2, 2, N | I, elementwise }, { "Equal", 2, 2, ALL, compare }, { "Erf", 1, 1, 1 << SKOPS_TENSOR_FLOAT, same },
	{ "Exp", 1, 1, N, same }, { "Floor", 1, 1, N, same }, { "Gather", 2, 2, ALL, gather }, { "GatherElements", 2, 2, ALL, gather_elements }, { "Gemm", 2, 2, N, gemm },
	{ "Greater", 2, 2, N | I, compare }, { "GreaterOrEqual", 2, 2, N | I, compare }, { "Identity", 1, 1, ALL, same }, { "IsInf", 1, 1, N, to_bool }, { "IsNaN", 1, 1, N, to_bool },
	{ "LabelEncoder", 1, 1, N | I | S, label_encoder }, { "Less", 2, 2, N | I, compare }, { "LessOrEqual", 2, 2, N | I, compare }, { "Log", 1, 1, N, same },
	{ "LogSoftmax", 1, 1, N, same }, { "MatMul", 2, 2, N | I, matmul }, { "Max", 1, 1u << 20, N | I, elementwise }, { "Min", 1, 1u << 20, N | I, elementwise },
	{ "Mod", 2, 2, N | I, elementwise }, { "Mul", 2, 2, N | I, elementwise }, { "Neg", 1, 1, N | I, same }, { "Not", 1, 1, B, same }, { "Or", 2, 2, B, elementwise },
	{ "Pow", 2, 2, N | I, elementwise }, { "Reciprocal", 1, 1, N, same }, { "ReduceL1", 2, 2, N, reduce }, { "ReduceL2", 2, 2, N, reduce }, { "ReduceLogSumExp", 2, 2, N, reduce },
	{ "ReduceMax", 2, 2, N | I, reduce }, { "ReduceMean", 2, 2, N, reduce }, { "ReduceMin", 2, 2, N | I, reduce }, { "ReduceProd", 2, 2, N | I, reduce },
	{ "ReduceSum", 2, 2, N | I, reduce }, { "ReduceSumSquare", 2, 2, N, reduce }, { "Relu", 1, 1, N, same }, { "Reshape", 2, 2, ALL, reshape }, { "Round", 1, 1, N, same },
	{ "Sigmoid", 1, 1, N, same }, { "Sign", 1, 1, N | I, same }, { "Sin", 1, 1, N, same }, { "Slice", 4, 4, ALL, slice }, { "Softmax", 1, 1, N, same }, { "Sqrt", 1, 1, N, same },
	{ "Squeeze", 2, 2, ALL, squeeze }, { "Sub", 2, 2, N | I, elementwise }, { "Sum", 1, 1u << 20, N, elementwise }, { "Tanh", 1, 1, N, same }, { "TopK", 2, 2, N, top_k },
	{ "Transpose", 1, 1, ALL, transpose }, { "TreeEnsemble", 1, 1, N, tree_ensemble }, { "Unsqueeze", 2, 2, ALL, unsqueeze }, { "Where", 3, 3, B, where }, { "Xor", 2, 2, B, elementwise },
};

/* What came after SKOPS_OPSET_OLDEST. */
static const struct {
	const char *op;
	unsigned types; /* of the first input */
	int opset;
} newer[] = { { "Equal", S, 19 }, { "RegexFullMatch", S, 20 }, { "StringConcat", S, 20 }, { "StringSplit", S, 20 } };

int skops_graph_oldest (const char *domain, const char *op, uint8_t type)
{
	for (size_t i = 0; i < sizeof newer / sizeof *newer; i++)
		if (!*domain && !strcmp (newer[i].op, op) && type < 32 && newer[i].types >> type & 1)
			return newer[i].opset;
	return SKOPS_OPSET_OLDEST;
}

enum skops_status skops_graph_infer (struct skops_error *err, const struct skops_graph *graph, const char *domain, const char *op, const struct skops_tensor *inputs,
                                     size_t n_inputs, const struct skops_attribute *attributes, size_t n_attributes, struct skops_tensor *outputs, size_t n_outputs)
{
	struct node node = { err, graph, op, inputs, n_inputs, attributes, n_attributes, outputs, n_outputs };
	const struct rule *rule = NULL;
	enum skops_status status;

	for (size_t i = 0; i < sizeof rules / sizeof *rules && !rule; i++)
		if (!strcmp (rules[i].op, op) && (!*domain || !strcmp (domain, "ai.onnx.ml")))
			rule = &rules[i];
	if (!rule) {
		for (size_t i = 0; i < n_outputs; i++)
			if (!outputs[i].type || outputs[i].rank > SKOPS_TENSOR_RANK)
				return wrong (&node, "it is not known: state the types and shapes of its outputs");
		return n_outputs ? SKOPS_OK : wrong (&node, "a node without outputs");
	}
	if (n_inputs < rule->min || n_inputs > rule->max || n_outputs != (rule->infer == top_k ? 2 : 1))
		return wrong (&node, "another number of inputs or outputs");
	for (size_t i = 0; i < n_inputs; i++)
		if (inputs[i].id ? inputs[i].rank > SKOPS_TENSOR_RANK : i < rule->min || strcmp (op, "Clip") != 0)
			return wrong (&node, "an input is missing or of too many dimensions");
	if (inputs[0].type >= 32 || !(rule->types >> inputs[0].type & 1))
		return wrong (&node, "its first input is of a type that it does not take");
	status = rule->infer (&node);
	for (size_t i = 0; i < n_outputs; i++)
		outputs[i].id = 0;
	return status;
}
