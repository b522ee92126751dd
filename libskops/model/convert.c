/* SPDX-License-Identifier: BSD-3-Clause */
/* A model as an ONNX graph: its inputs as the model's columns are, its outputs as users of ONNX expect them. */
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "base/text.h"
#include "model/convert.h"
#include "model/frame.h"

/* A frame for what the core itself adds. */
static struct skops_frame root_frame (struct skops_convert *convert)
{
	struct skops_frame frame = skops_frame_make (convert->err, convert->model->root);

	frame.arena = frame.results = convert->arena;
	frame.scratch = convert->scratch;
	frame.convert = convert;
	return frame;
}

static uint8_t number_type (const struct skops_convert *convert)
{
	return convert->options.as_double ? SKOPS_TENSOR_DOUBLE : SKOPS_TENSOR_FLOAT;
}

/* ---- inputs ---- */

/* A graph with more columns than any model has: a number in a file is soon written. */
enum { MOST_FEATURES = 1000000 };

static bool is_text (struct skops_column_use use)
{
	return use.kinds & SKOPS_ACCEPTS_TEXT && !(use.kinds & (SKOPS_ACCEPTS_NUMBER | SKOPS_ACCEPTS_BOOL));
}

static enum skops_status no_dates (struct skops_convert *convert, struct skops_column_use use, size_t i)
{
	uint32_t others = SKOPS_ACCEPTS_DATETIME | SKOPS_ACCEPTS_TIMEDELTA;

	if (use.kinds & others && !(use.kinds & ~others))
		return skops_error_set (convert->err, SKOPS_UNSUPPORTED, "column %zu holds dates or times, for which ONNX has no type", i + 1);
	return SKOPS_OK;
}

/* Inputs must have names, and each its own. */
static enum skops_status check_names (struct skops_convert *convert, struct skops_names names)
{
	struct skops_map *known = skops_map_new (names.count);
	uintptr_t *slot;
	bool is_new = true;

	for (size_t i = 0; known && i < names.count && !convert->err->status; i++) {
		struct skops_text name = names.items[i];

		if (!name.size || memchr (name.data, '\0', name.size))
			skops_error_set (convert->err, SKOPS_UNSUPPORTED, "column %zu has %s, which no input of a graph can have", i + 1, name.size ? "a NUL in its name" : "an empty name");
		else if (!skops_map_add (known, name.data, name.size, &slot, &is_new))
			skops_error_memory (convert->err);
		else if (!is_new)
			skops_error_set (convert->err, SKOPS_UNSUPPORTED, "column %zu has the name of another, which no two inputs of a graph can have", i + 1);
	}
	if (!known)
		skops_error_memory (convert->err);
	skops_map_free (known);
	return convert->err->status;
}

/* The columns of a table, one input each: named as the model's columns, or x0, x1 … Numbers are float64, as data frames hold them. */
static enum skops_status table_inputs (struct skops_convert *convert, const struct skops_column_use *uses, size_t features, struct skops_columns *x)
{
	struct skops_names names = skops_model_names_in (convert->model);
	struct skops_tensor *parts = skops_arena_alloc (convert->arena, features, sizeof *parts);

	if (!parts)
		return skops_error_memory (convert->err);
	if (check_names (convert, names))
		return convert->err->status;
	convert->wide = true;
	for (size_t i = 0; i < features && !convert->err->status; i++) {
		char number[24];
		const char *name = number;

		snprintf (number, sizeof number, "x%zu", i);
		if (names.count)
			name = skops_arena_copy (convert->arena, names.items[i].data, names.items[i].size);
		if (!name)
			return skops_error_memory (convert->err);
		if (no_dates (convert, uses[i], i))
			return convert->err->status;
		parts[i] = skops_graph_input (convert->err, convert->graph, name, is_text (uses[i]) ? SKOPS_TENSOR_STRING : SKOPS_TENSOR_DOUBLE, 1);
	}
	*x = (struct skops_columns) { parts, features };
	return convert->err->status;
}

/* One tensor X where all columns are numbers, or texts that have no names; else one input for each column. */
static enum skops_status add_inputs (struct skops_convert *convert, const struct skops_method_entry *entry, struct skops_columns *x)
{
	const struct skops_method *method = &entry->method;
	bool documents = method->flags & (SKOPS_TAKES_TEXT | SKOPS_TAKES_Y);
	int64_t features = documents ? 1 : method->features < 0 ? entry->owner->features : method->features;
	struct skops_column_use *uses;
	struct skops_tensor *part;
	size_t texts = 0;

	if (features <= 0)
		return skops_error_set (convert->err, SKOPS_UNSUPPORTED, "the file does not state how many columns the model takes, which a graph must");
	if (features > MOST_FEATURES)
		return skops_error_set (convert->err, SKOPS_UNSUPPORTED, "the model takes %lld columns, a graph at most %d", (long long) features, MOST_FEATURES);
	uses = skops_arena_alloc (convert->arena, (size_t) features, sizeof *uses);
	if (!uses)
		return skops_error_memory (convert->err);
	for (int64_t i = 0; i < features && !convert->err->status; i++) {
		uses[i] = skops_model_column (convert->err, entry, (size_t) i);
		texts += is_text (uses[i]);
	}
	if (convert->err->status)
		return convert->err->status;
	if (method->flags & SKOPS_TAKES_TEXT)
		texts = 1;
	if (texts && (texts < (size_t) features || (skops_model_names_in (convert->model).count && !documents)))
		return table_inputs (convert, uses, (size_t) features, x);
	part = skops_arena_alloc (convert->arena, 1, sizeof *part);
	if (!part)
		return skops_error_memory (convert->err);
	for (int64_t i = 0; i < features && !documents; i++)
		if (no_dates (convert, uses[i], (size_t) i))
			return convert->err->status;
	*part = skops_graph_input (convert->err, convert->graph, "X", texts ? SKOPS_TENSOR_STRING : number_type (convert), features);
	*x = (struct skops_columns) { part, 1 };
	return convert->err->status;
}

/* ---- outputs ---- */

/* Labels as a constant: int64, bool, string or float64. */
static struct skops_tensor label_constant (struct skops_call *call, struct skops_convert *convert, const struct skops_values *labels)
{
	size_t size = sizeof (struct skops_text);
	char *data = skops_arena_alloc (convert->arena, labels->count, size);
	int64_t dims[1] = { (int64_t) labels->count };
	uint8_t type = 0;

	for (size_t i = 0; data && i < labels->count; i++) {
		const struct skops_value *label = &labels->items[i];
		uint8_t own = label->kind == SKOPS_IS_INT ? SKOPS_TENSOR_INT64 : label->kind == SKOPS_IS_BOOL ? SKOPS_TENSOR_BOOL
			: label->kind == SKOPS_IS_TEXT ? SKOPS_TENSOR_STRING : label->kind == SKOPS_IS_FLOAT ? SKOPS_TENSOR_DOUBLE : 0;

		if (!own || (type && own != type)) {
			skops_fail (call, SKOPS_UNSUPPORTED, "its classes are of a kind, or of several kinds, for which ONNX has no type");
			return (struct skops_tensor) { 0 };
		}
		type = own;
		if (own == SKOPS_TENSOR_INT64)
			((int64_t *) (void *) data)[i] = label->i;
		else if (own == SKOPS_TENSOR_BOOL)
			data[i] = label->i != 0;
		else if (own == SKOPS_TENSOR_DOUBLE)
			((double *) (void *) data)[i] = label->f;
		else
			((struct skops_text *) (void *) data)[i] = (struct skops_text) { label->text, label->size };
	}
	if (!data) {
		skops_error_memory (convert->err);
		return (struct skops_tensor) { 0 };
	}
	return skops_onnx_constant (call, type, 1, dims, data);
}

/* Indices of labels, column by column, as the labels themselves: [N], or [N, columns]. */
static struct skops_tensor as_labels (struct skops_call *call, struct skops_convert *convert, const struct skops_output *output, const struct skops_columns *made)
{
	struct skops_tensor *columns = skops_arena_alloc (convert->arena, (size_t) output->width, sizeof *columns);
	struct skops_tensor indices = skops_onnx_cast (call, made->count == 1 ? made->parts[0] : skops_onnx_dense (call, made), SKOPS_TENSOR_INT64);

	for (int64_t j = 0; columns && j < output->width; j++) {
		struct skops_tensor labels = label_constant (call, convert, output->labels[output->one_label_set ? 0 : j]);
		columns[j] = skops_onnx_gather (call, labels, output->width == 1 ? indices : skops_onnx_column (call, indices, j), 0);
	}
	if (!columns) {
		skops_error_memory (convert->err);
		return (struct skops_tensor) { 0 };
	}
	return output->width == 1 ? skops_onnx_axis (call, "Squeeze", columns[0], 1) : skops_onnx_along (call, "Concat", columns, (size_t) output->width, 1);
}

static uint8_t declared_type (const struct skops_convert *convert, uint8_t dtype)
{
	if (dtype >= SKOPS_I8 && dtype <= SKOPS_U1)
		return SKOPS_TENSOR_INT64;
	return dtype == SKOPS_B1 ? SKOPS_TENSOR_BOOL : number_type (convert);
}

/* One output of the root's, as one tensor of the type that it is declared with. */
static enum skops_status add_output (struct skops_convert *convert, const struct skops_output *output, const struct skops_columns *made, const char *name)
{
	struct skops_frame frame = root_frame (convert);
	struct skops_call *call = &frame.call;
	struct skops_tensor tensor = made->parts[0];

	if (output->labels && !output->per_label) {
		tensor = as_labels (call, convert, output, made);
		if (tensor.type == SKOPS_TENSOR_DOUBLE)
			tensor = skops_onnx_cast (call, tensor, number_type (convert));
	} else if (tensor.type == SKOPS_TENSOR_STRING) {
		for (size_t i = 1; i < made->count; i++)
			if (made->parts[i].type != SKOPS_TENSOR_STRING)
				return skops_fail (call, SKOPS_UNSUPPORTED, "its answer has columns of texts and of numbers, which one tensor cannot hold");
		tensor = skops_onnx_along (call, "Concat", made->parts, made->count, 1);
	} else {
		tensor = skops_onnx_cast (call, skops_onnx_dense (call, made), declared_type (convert, output->dtype));
	}
	return convert->err->status ? convert->err->status : skops_graph_output (convert->err, convert->graph, tensor, name);
}

/* A method of the root with a name for its first output; further ones are numbered. */
static enum skops_status add_method (struct skops_convert *convert, const struct skops_columns *x, const char *method, const char *name)
{
	const struct skops_method_entry *entry = skops_model_method (convert->model->root, method);
	struct skops_columns *out = skops_arena_alloc (convert->arena, entry->method.n_outputs, sizeof *out);

	if (!out)
		return skops_error_memory (convert->err);
	if (skops_convert_run (convert, convert->model->root, method, x, out))
		return convert->err->status;
	for (uint32_t i = 0; i < entry->method.n_outputs && !convert->refused; i++) {
		const char *own = entry->method.outputs[i].name;
		char numbered[64];

		snprintf (numbered, sizeof numbered, i ? "%s_%u" : "%s", name, i);
		if (add_output (convert, &entry->method.outputs[i], &out[i], own ? own : numbered))
			return convert->err->status;
	}
	return SKOPS_OK;
}

/* What goes with predict: probabilities of a classifier; else its scores, or an outlier detector's. */
static const struct {
	const char *method, *name;
} seconds[] = { { "predict_proba", "probabilities" }, { "decision_function", "scores" }, { "score_samples", "scores" } };

static size_t next_second (const struct skops_child *root, size_t from)
{
	while (from < sizeof seconds / sizeof *seconds && !skops_model_method (root, seconds[from].method))
		from++;
	return from;
}

/* The first of them that converts; the last one's refusal stands where none does. Only what is tried last is among the steps. */
static enum skops_status add_second (struct skops_convert *convert, const struct skops_columns *x)
{
	const struct skops_child *root = convert->model->root;
	size_t n_steps = convert->n_steps, second = next_second (root, 0), next;
	bool may_change = !convert->refused;

	for (;; second = next) {
		if (add_method (convert, x, seconds[second].method, seconds[second].name))
			return convert->err->status;
		next = next_second (root, second + 1);
		if (!convert->refused || !may_change || next == sizeof seconds / sizeof *seconds)
			return SKOPS_OK;
		for (size_t i = 0; i < convert->n_steps; i++)
			convert->steps[i].reasons = NULL;
		convert->n_steps = n_steps;
		convert->refused = false;
	}
}

static enum skops_status add_root (struct skops_convert *convert, const char *first)
{
	const struct skops_child *root = convert->model->root;
	const struct skops_method_entry *entry = skops_model_method (root, first);
	const struct skops_output *output = &entry->method.outputs[0];
	struct skops_columns x;
	bool second;

	if (add_inputs (convert, entry, &x))
		return convert->err->status;
	if (strcmp (first, "predict") != 0)
		return add_method (convert, &x, first, "variable");
	second = (output->labels || output->dtype == SKOPS_I8 || output->dtype == SKOPS_I4) && next_second (root, 0) < sizeof seconds / sizeof *seconds;
	if (add_method (convert, &x, first, second ? "label" : "variable"))
		return convert->err->status;
	return second ? add_second (convert, &x) : SKOPS_OK;
}

static enum skops_status add_metadata (struct skops_convert *convert)
{
	const struct skops_child *root = convert->model->root;
	struct skops_names names = skops_model_names_in (convert->model);
	struct skops_buffer text = { 0 };
	char version[32];

	snprintf (version, sizeof version, "%u.%u", root->writer / 1000, root->writer % 1000);
	for (size_t i = 0; i < names.count; i++) {
		skops_buffer_text (&text, i ? ", " : "[");
		skops_text_json (&text, names.items[i]);
	}
	skops_buffer_text (&text, names.count ? "]" : "[]");
	if (text.failed)
		skops_error_memory (convert->err);
	else if (!skops_graph_note (convert->err, convert->graph, "skops.estimator", skops_text_of (root->type))
	         && !skops_graph_note (convert->err, convert->graph, "skops.scikit-learn", skops_text_of (version)))
		skops_graph_note (convert->err, convert->graph, "skops.columns", (struct skops_text) { text.data, text.size });
	skops_buffer_free (&text);
	return convert->err->status;
}

/* The first refusal as the error, with its place. */
static enum skops_status first_refusal (struct skops_convert *convert)
{
	for (size_t i = 0; i < convert->n_steps; i++) {
		const struct skops_convert_step *step = &convert->steps[i];
		char place[256];

		if (!step->reasons)
			continue;
		skops_node_path (place, sizeof place, step->child->node);
		return skops_error_set (convert->err, SKOPS_UNSUPPORTED, "%s%s%s%s%s: %s", place, *place ? ": " : "", step->child->type, step->reasons->parameter ? ", " : "",
		                        step->reasons->parameter ? step->reasons->parameter : "", step->reasons->why);
	}
	return convert->err->status;
}

enum skops_status skops_convert_model (struct skops_error *err, struct skops_convert *convert, struct skops_model *model, const struct skops_convert_options *options)
{
	const char *method = skops_model_default_method (model);

	*convert = (struct skops_convert) { .err = err, .model = model };
	if (options)
		convert->options = *options;
	convert->wide = convert->options.as_double;
	if (!convert->options.opset)
		convert->options.opset = SKOPS_OPSET_DEFAULT;
	convert->arena = skops_arena_new (model->memory);
	convert->scratch = skops_arena_new (model->memory);
	convert->graph = convert->arena && convert->scratch ? skops_graph_new (convert->arena) : NULL;
	convert->made = skops_map_new (64);
	if (!convert->graph || !convert->made)
		return skops_error_memory (err);
	if (!method)
		return skops_error_set (err, SKOPS_UNSUPPORTED, "%s has no method to convert", model->root->type);
	if (!add_root (convert, method) && !convert->refused)
		add_metadata (convert);
	return convert->refused && !err->status ? first_refusal (convert) : err->status;
}

void skops_convert_free (struct skops_convert *convert)
{
	skops_map_free (convert->made);
	skops_graph_free (convert->graph);
	skops_arena_free (convert->scratch);
	skops_arena_free (convert->arena);
}
