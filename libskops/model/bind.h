/* SPDX-License-Identifier: BSD-3-Clause */
/* Binding: the state of one object in the file, read as a table says, into a struct of the plugin's. */
#ifndef SKOPS_MODEL_BIND_H
#define SKOPS_MODEL_BIND_H

#include "base/arena.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/pool.h"
#include "model/dims.h"
#include "skops/plugin.h"
#include "tree/node.h"

/* Everything a binding needs. Dimensions are those of the object being bound. */
struct skops_binder {
	struct skops_error *err;
	struct skops_arena *arena;
	struct skops_arena *scratch; /* for copies on the way: given back after each field */
	const struct skops_document *document;
	const struct skops_limits *limits;
	struct skops_pool *pool; /* NULL: nothing is bound by other threads */
	uint32_t writer;
	unsigned depth; /* records inside records */
	size_t records; /* bound so far */
	struct skops_dims dims;
	/* Names the estimator at a node, to be completed before the owner is built (or, with SKOPS_IMPORTANCES in `flags`, only to be asked for them). NULL with the error set. */
	const struct skops_child *(*child) (void *data, const struct skops_node *node, uint32_t flags);
	void *data;
};

/* Binds every field of `table` from `state` (a dictionary, or a tuple with positional names) into `out`, which has table->struct_size zeroed bytes. */
enum skops_status skops_bind_table (struct skops_binder *binder, const struct skops_node *state, const struct skops_table *table, void *out);

/* ---- between the files of the binding ---- */

/* Sets the error with the node's place in front; returns `status`. */
enum skops_status skops_bind_fail (struct skops_binder *binder, const struct skops_node *node, enum skops_status status, const char *format, ...)
	__attribute__ ((format (printf, 4, 5)));

/* One value into the member at `out`; the node is there and not None. */
enum skops_status skops_bind_array (struct skops_binder *binder, const struct skops_node *node, const struct skops_field *field, struct skops_array *out);
enum skops_status skops_bind_values (struct skops_binder *binder, const struct skops_node *node, const struct skops_field *field, struct skops_values *out);
enum skops_status skops_bind_matrix (struct skops_binder *binder, const struct skops_node *node, const struct skops_field *field, struct skops_matrix *out);
enum skops_status skops_bind_columns (struct skops_binder *binder, const struct skops_node *node, const struct skops_field *field, void *out);
enum skops_status skops_bind_tree (struct skops_binder *binder, const struct skops_node *node, bool statistics, struct skops_tree *out);
enum skops_status skops_bind_word (struct skops_binder *binder, const struct skops_node *node, const struct skops_field *field, int *out);
enum skops_status skops_bind_field (struct skops_binder *binder, const struct skops_node *node, const struct skops_field *field, void *out);
enum skops_status skops_bind_dtype (struct skops_binder *binder, const struct skops_node *node, int *out);

/* Items 0 … count - 1 of a list, each into its place in `out`; by several threads, where it pays and they have nothing to do with one another. */
enum skops_status skops_bind_items (struct skops_binder *binder, const struct skops_node *list, const struct skops_field *item, size_t count, char *out);

/* Checks a shape against field->dims and fills the view's rank and dims. */
enum skops_status skops_bind_shape (struct skops_binder *binder, const struct skops_node *node, const struct skops_field *field, unsigned rank,
                                    const int64_t *shape, unsigned *view_rank, int64_t *view);

/* The stored rank and shape of scalars or of items: a list has one dimension, an object array at most two (more are refused), anything else is a single one. */
enum skops_status skops_bind_extent (struct skops_binder *binder, const struct skops_node *node, unsigned *rank, int64_t shape[2]);

/* The scalar at a node, by value. */
enum skops_status skops_bind_value (struct skops_binder *binder, const struct skops_node *node, struct skops_value *out);

/* A value as a number: bools and ints widen. False for anything else. */
bool skops_value_number (const struct skops_value *value, double *out);

/* True for None, however it is stored. */
bool skops_node_is_none (const struct skops_node *node);

#endif
