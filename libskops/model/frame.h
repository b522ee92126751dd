/* SPDX-License-Identifier: BSD-3-Clause */
/* The core's side of a call: what stands behind the struct skops_call that a plugin is handed. */
#ifndef SKOPS_MODEL_FRAME_H
#define SKOPS_MODEL_FRAME_H

#include "model/dense/dense.h"
#include "model/model.h"
#include "skops/plugin.h"

struct skops_frame {
	struct skops_call call; /* first */
	struct skops_error *err;
	struct skops_child *self;    /* the estimator being served */
	struct skops_arena *arena;   /* loading: the model's memory */
	struct skops_arena *scratch; /* applying or naming: given back when the call returns */
	struct skops_arena *results; /* applying or naming: lives as long as the block of rows, or the names */
	struct skops_builder *builder; /* loading: what is growing */
	/* applying */
	struct skops_workspace *workspace;
	const struct skops_method_entry *method;
	const struct skops_frame *caller;
	const struct skops_edge_entry *edge; /* by which the caller called; NULL for the root */
	size_t first; /* row of the block's first row in the input */
	/* converting to ONNX */
	struct skops_convert *convert;
	/* writing a card */
	struct skops_card_doc *card;
	/* naming */
	struct skops_text *names;
	size_t n_names, names_capacity;
};

/* Where one thread runs a model; its memory is reused from block to block. */
struct skops_workspace {
	struct skops_error err;
	struct skops_arena *scratch;   /* a stack: what a call takes is given back when it returns */
	struct skops_arena *results;   /* what calls answer: given back when the block is done */
	size_t row_numbers; /* how wide a dense row may become */
	const struct skops_names *names; /* of the input's columns, for errors; may be NULL */
	const struct skops_dense_kernels *dense; /* for this processor */
	bool watches;                  /* whether a plugin writes to its input */
	struct skops_frame frame;      /* of the root's call; others have the same in common with it */
};

/* False without memory; to be ended also then. `names` may be NULL, and must outlive it. */
bool skops_workspace_start (struct skops_workspace *workspace, const struct skops_model *model, const struct skops_names *names);
void skops_workspace_end (struct skops_workspace *workspace);

/* For conformance checks: fresh memory is full of `fill`, and a plugin that writes to its input fails. */
void skops_workspace_watch (struct skops_workspace *workspace, unsigned char fill);

static inline struct skops_frame *skops_frame_of (struct skops_call *call)
{
	return (struct skops_frame *) (void *) call;
}

/* The one host table. */
extern const struct skops_host skops_host_table;

/* A frame for a call into `child`'s plugin. */
struct skops_frame skops_frame_make (struct skops_error *err, const struct skops_child *child);

/* Supplies a sentence when a plugin failed and said nothing, and a status when it answered something odd. */
enum skops_status skops_frame_result (struct skops_frame *frame, enum skops_status status, const char *what);

/* ---- services, one file each; the slots of the host table ---- */

/* describe.c */
struct skops_method *skops_host_method_add (struct skops_call *call, const char *name, skops_apply *apply);
struct skops_output *skops_host_outputs (struct skops_call *call, struct skops_method *method, size_t count);
enum skops_status skops_host_edge_add (struct skops_call *call, struct skops_method *method, const struct skops_child *child, const char *child_method, const struct skops_edge *edge);
enum skops_status skops_host_delegate (struct skops_call *call, const struct skops_child *child, const char *name);
enum skops_status skops_host_column_kinds (struct skops_call *call, int64_t column, uint32_t kinds, uint32_t missing);

/* names.c */
enum skops_status skops_host_name_add (struct skops_call *call, const char *format, va_list args) __attribute__ ((format (printf, 2, 0)));
enum skops_status skops_host_child_names (struct skops_call *call, const struct skops_child *child, const struct skops_names *in, struct skops_names *out);

/* build.c */
const double *skops_host_child_constant (struct skops_call *call, const struct skops_child *child, const char *name);
enum skops_status skops_host_child_importances (struct skops_call *call, const struct skops_child *child, struct skops_array *out);

/* run.c */
enum skops_status skops_host_run (struct skops_call *call, size_t edge, const struct skops_block *x, struct skops_block *out);

/* block.c */
enum skops_status skops_host_shape (struct skops_call *call, struct skops_block *block, enum skops_form form, size_t rows, size_t width);
enum skops_status skops_host_reserve (struct skops_call *call, struct skops_block *block, size_t total);
enum skops_status skops_host_to_dense (struct skops_call *call, struct skops_block *out, const struct skops_block *block);

/* Makes *x a block in a form that the frame's method accepts: itself, or `converted`, whose numbers are in the frame's scratch, or its results where the method
 * may hand them on; checked as its flags ask (form, finiteness, sign). */
enum skops_status skops_block_accept (struct skops_frame *frame, const struct skops_block **x, struct skops_block *converted);

/* Refuses, with its place, a number of these rows of numbers that a method with these flags does not take. */
enum skops_status skops_block_check (struct skops_frame *frame, const struct skops_block *x, size_t first, size_t rows, uint32_t flags);

/* `count` columns of X as a block of their own, likewise. */
enum skops_status skops_block_take (struct skops_frame *frame, struct skops_block *out, const struct skops_block *x, const int64_t *columns, size_t count);

/* A sum of all that a block holds, which changes with any of it. */
uint64_t skops_block_sum (const struct skops_block *block);

/* Rounds the numbers of a block to what its dtype holds. */
void skops_block_round (const struct skops_dense_kernels *kernels, struct skops_block *block);

/* Whether rounding would change nothing. */
bool skops_block_is_rounded (const struct skops_block *block);

/* One method on one block, called by `caller` along `edge` (both NULL at the root). */
enum skops_status skops_frame_apply (struct skops_workspace *workspace, const struct skops_frame *caller, const struct skops_edge_entry *edge,
                                     const struct skops_method_entry *method, const struct skops_block *x, struct skops_block *out);

/* lookup.c */
const struct skops_index *skops_host_index_new (struct skops_call *call, const struct skops_value *items, size_t count);
int64_t skops_host_index_find (const struct skops_index *index, const struct skops_value *value);

/* regex.c */
const struct skops_regex *skops_host_regex_new (struct skops_call *call, struct skops_text pattern, unsigned *groups);
enum skops_status skops_host_regex_next (struct skops_call *call, const struct skops_regex *regex, struct skops_text subject, size_t *at, struct skops_text *match);

/* text.c */
enum skops_status skops_host_lower (struct skops_call *call, struct skops_text *out, struct skops_text text);
enum skops_status skops_host_strip_accents (struct skops_call *call, struct skops_text *out, struct skops_text text, enum skops_accents how);

/* algebra.c */
enum skops_status skops_host_gemm (struct skops_call *call, bool transpose_a, bool transpose_b, size_t m, size_t n, size_t k, double alpha,
                                   const double *a, size_t lda, const double *b, size_t ldb, double beta, double *c, size_t ldc);
enum skops_status skops_host_solve_triangular (struct skops_call *call, bool upper, bool transpose, size_t n, size_t columns, const double *a, size_t lda, double *b, size_t ldb);
enum skops_status skops_host_cholesky (struct skops_call *call, size_t n, double *a, size_t lda);
enum skops_status skops_host_eigh (struct skops_call *call, size_t n, double *a, size_t lda, double *values);

/* dense/dense.c */
const struct skops_affine *skops_host_affine_new (struct skops_call *call, const double *weights, size_t outputs, size_t features, const double *intercepts, size_t n_intercepts);
enum skops_status skops_host_affine_run (struct skops_call *call, const struct skops_affine *affine, const struct skops_block *x, size_t first, size_t rows, double *out, size_t stride);
const struct skops_scaling *skops_host_scaling_new (struct skops_call *call, const double *centers, const double *scales, size_t features, bool rounds);
enum skops_status skops_host_scaling_run (struct skops_call *call, const struct skops_scaling *scaling, const struct skops_block *x, struct skops_block *out);
void skops_host_logistic (struct skops_call *call, uint8_t dtype, double *values, size_t count);

/* card.c */
enum skops_status skops_host_card_section (struct skops_call *call, const char *title);
enum skops_status skops_host_card_text (struct skops_call *call, const char *format, va_list args) __attribute__ ((format (printf, 2, 0)));
enum skops_status skops_host_card_table (struct skops_call *call, const struct skops_text *headings, size_t columns, const struct skops_text *cells, size_t rows);

/* onnx.c, onnx_trees.c */
enum skops_status skops_host_onnx_node (struct skops_call *call, const char *domain, const char *op, const struct skops_tensor *inputs, size_t n_inputs,
                                        const struct skops_attribute *attributes, size_t n_attributes, struct skops_tensor *outputs, size_t n_outputs);
struct skops_tensor skops_host_onnx_constant (struct skops_call *call, uint8_t type, uint8_t rank, const int64_t *dims, const void *data);
enum skops_status skops_host_onnx_run (struct skops_call *call, const struct skops_child *child, const char *method, const struct skops_columns *x, struct skops_columns *out);
enum skops_status skops_host_onnx_refuse (struct skops_call *call, const char *parameter, const char *format, va_list args) __attribute__ ((format (printf, 3, 0)));
struct skops_tensor skops_host_onnx_trees (struct skops_call *call, const struct skops_tree_source *trees, size_t count, const struct skops_forest_options *options,
                                           struct skops_tensor start, struct skops_tensor x);
bool skops_host_onnx_double (struct skops_call *call);
struct skops_tensor skops_host_onnx_dense (struct skops_call *call, const struct skops_columns *x);
enum skops_status skops_host_onnx_take (struct skops_call *call, struct skops_columns *out, const struct skops_columns *x, const int64_t *columns, size_t count);
enum skops_status skops_host_onnx_join (struct skops_call *call, struct skops_columns *out, const struct skops_columns *blocks, size_t count);
enum skops_status skops_host_onnx_answer (struct skops_call *call, struct skops_columns *out, struct skops_tensor tensor);
enum skops_status skops_host_onnx_carry (struct skops_call *call, const struct skops_tensor *initial, size_t count, struct skops_tensor *carried);
enum skops_status skops_host_onnx_loop (struct skops_call *call, const struct skops_tensor *initial, const struct skops_tensor *carried, const struct skops_tensor *next, size_t count,
                                        struct skops_tensor again, int64_t rounds, struct skops_tensor *out);

/* trees/forest.c, trees/forest_walk.c */
const struct skops_forest *skops_host_forest_new (struct skops_call *call, const struct skops_tree_source *trees, size_t count, const struct skops_forest_options *options);
enum skops_status skops_host_forest_sum (struct skops_call *call, const struct skops_forest *forest, const struct skops_block *x, size_t from, size_t to, double *out, size_t stride);
enum skops_status skops_host_forest_leaves (struct skops_call *call, const struct skops_forest *forest, const struct skops_block *x, size_t tree, int32_t *leaves);

#endif
