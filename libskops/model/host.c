/* SPDX-License-Identifier: BSD-3-Clause */
/* The host table: what a plugin may ask of the core, and the frame that answers. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "model/frame.h"
#include "model/output.h"

/* The user's column behind column `at` of a frame's X: back along the edges to the root; -1 where a step made it. */
static int64_t user_column (const struct skops_frame *frame, int64_t at)
{
	for (; at >= 0 && frame->edge; frame = frame->caller) {
		if (frame->edge->edge.source != SKOPS_FROM_X)
			return -1;
		if (frame->edge->edge.columns)
			at = (size_t) at < frame->edge->edge.n_columns ? frame->edge->edge.columns[at] : -1;
	}
	return at;
}

/* "row 5, column island (steps[0]): " in front of the message. */
static void add_place (struct skops_frame *frame, int64_t row, int64_t column)
{
	char place[192] = "", where[192];
	int64_t user = column >= 0 ? user_column (frame, column) : -1;
	const struct skops_names *names = frame->workspace->names;

	skops_node_path (where, sizeof where, frame->self->node);
	if (user >= 0 && names && (size_t) user < names->count) {
		char name[96];
		snprintf (place, sizeof place, ", column %s", skops_text_show (name, sizeof name, names->items[user]));
	} else if (user >= 0) {
		snprintf (place, sizeof place, ", column %" PRId64, user + 1);
	}
	if (row >= 0)
		skops_error_prefix (frame->err, "row %" PRId64 "%s%s%s%s", (int64_t) frame->first + row + 1, place, *where ? " (" : "", where, *where ? ")" : "");
	else if (*where)
		skops_error_prefix (frame->err, "%s", where);
}

static enum skops_status host_fail (struct skops_call *call, enum skops_status status, int64_t row, int64_t column, const char *format, va_list args)
	__attribute__ ((format (printf, 5, 0)));

static enum skops_status host_fail (struct skops_call *call, enum skops_status status, int64_t row, int64_t column, const char *format, va_list args)
{
	struct skops_frame *frame = skops_frame_of (call);

	if (frame->err->status)
		return frame->err->status;
	if (status >= SKOPS_OK)
		status = SKOPS_UNSUPPORTED;
	skops_error_vset (frame->err, status, format, args);
	if (frame->workspace) {
		add_place (frame, row, column);
	} else {
		char path[256];
		if (*skops_node_path (path, sizeof path, frame->self->node))
			skops_error_prefix (frame->err, "%s", path);
	}
	return status;
}

static void *host_alloc (struct skops_call *call, size_t count, size_t size)
{
	struct skops_frame *frame = skops_frame_of (call);
	void *memory = frame->arena ? skops_arena_alloc (frame->arena, count, size) : NULL;

	if (!memory)
		skops_error_memory (frame->err);
	return memory;
}

static void *host_scratch (struct skops_call *call, size_t count, size_t size)
{
	struct skops_frame *frame = skops_frame_of (call);
	void *memory = frame->scratch ? skops_arena_scratch (frame->scratch, count, size) : NULL;

	if (!memory)
		skops_error_memory (frame->err);
	return memory;
}

static enum skops_status host_value_text (struct skops_call *call, struct skops_text *out, const struct skops_value *value, uint8_t dtype)
{
	struct skops_frame *frame = skops_frame_of (call);
	struct skops_buffer text = { 0 };

	skops_value_str (&text, value, dtype);
	*out = (struct skops_text) { NULL, text.size };
	if (!text.failed)
		out->data = skops_arena_copy (frame->scratch ? frame->scratch : frame->arena, text.size ? text.data : "", text.size);
	skops_buffer_free (&text);
	return out->data ? SKOPS_OK : skops_error_memory (frame->err);
}

static const struct skops_method *host_child_method (const struct skops_child *child, const char *name)
{
	const struct skops_method_entry *entry = skops_model_method (child, name);

	return entry ? &entry->method : NULL;
}

static size_t host_child_methods (const struct skops_child *child, const struct skops_method *const **methods)
{
	/* A method entry begins with its method. */
	*methods = (const struct skops_method *const *) (const void *) child->methods;
	return child->n_methods;
}

static const char *host_child_type (const struct skops_child *child)
{
	return child->type;
}

static struct skops_names host_child_names_in (const struct skops_child *child)
{
	return child->names_in;
}

static const char *host_own_type (struct skops_call *call)
{
	return skops_frame_of (call)->self->type;
}

struct skops_frame skops_frame_make (struct skops_error *err, const struct skops_child *child)
{
	return (struct skops_frame) {
		.call = { .host = &skops_host_table, .writer = child->writer },
		.err = err,
		.self = (struct skops_child *) (uintptr_t) child,
	};
}

enum skops_status skops_frame_result (struct skops_frame *frame, enum skops_status status, const char *what)
{
	char path[256];

	if (!status && !frame->err->status)
		return SKOPS_OK;
	if (!frame->err->status) {
		skops_error_set (frame->err, status < 0 ? status : SKOPS_UNSUPPORTED, "the plugin of %s failed at %s and did not say why", frame->self->type, what);
		if (*skops_node_path (path, sizeof path, frame->self->node))
			skops_error_prefix (frame->err, "%s", path);
	}
	return frame->err->status;
}

const struct skops_host skops_host_table = {
	.size = sizeof (struct skops_host),
	.fail = host_fail,
	.alloc = host_alloc,
	.scratch = host_scratch,
	.method_add = skops_host_method_add,
	.outputs = skops_host_outputs,
	.edge_add = skops_host_edge_add,
	.delegate = skops_host_delegate,
	.column_kinds = skops_host_column_kinds,
	.name_add = skops_host_name_add,
	.child_method = host_child_method,
	.child_type = host_child_type,
	.child_methods = host_child_methods,
	.child_names = skops_host_child_names,
	.child_constant = skops_host_child_constant, .child_importances = skops_host_child_importances,
	.child_names_in = host_child_names_in,
	.own_type = host_own_type,
	.run = skops_host_run,
	.shape = skops_host_shape,
	.reserve = skops_host_reserve,
	.to_dense = skops_host_to_dense,
	.index_new = skops_host_index_new,
	.index_find = skops_host_index_find,
	.regex_new = skops_host_regex_new,
	.regex_next = skops_host_regex_next,
	.lower = skops_host_lower,
	.strip_accents = skops_host_strip_accents,
	.value_text = host_value_text,
	.forest_new = skops_host_forest_new,
	.forest_sum = skops_host_forest_sum,
	.forest_leaves = skops_host_forest_leaves,
	.affine_new = skops_host_affine_new, .affine_run = skops_host_affine_run, .scaling_new = skops_host_scaling_new, .scaling_run = skops_host_scaling_run, .logistic = skops_host_logistic,
	.gemm = skops_host_gemm,
	.solve_triangular = skops_host_solve_triangular,
	.cholesky = skops_host_cholesky,
	.eigh = skops_host_eigh,
	.onnx_node = skops_host_onnx_node,
	.onnx_constant = skops_host_onnx_constant,
	.onnx_run = skops_host_onnx_run,
	.onnx_refuse = skops_host_onnx_refuse,
	.onnx_trees = skops_host_onnx_trees,
	.onnx_double = skops_host_onnx_double,
	.onnx_dense = skops_host_onnx_dense,
	.onnx_take = skops_host_onnx_take,
	.onnx_join = skops_host_onnx_join,
	.onnx_answer = skops_host_onnx_answer,
	.onnx_carry = skops_host_onnx_carry,
	.onnx_loop = skops_host_onnx_loop,
	.card_section = skops_host_card_section,
	.card_text = skops_host_card_text,
	.card_table = skops_host_card_table,
};
