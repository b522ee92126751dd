/* SPDX-License-Identifier: BSD-3-Clause */
/* The handlers of this plugin, and what joins the columns of several children. */
#ifndef COMPOSE_H
#define COMPOSE_H

#include "skops/plugin.h"

extern const struct skops_handler pipeline, feature_union, column_transformer, function_transformer, transformed_target_regressor;
extern const struct skops_handler grid_search, randomized_search, halving_grid_search, halving_random_search, frozen_estimator, ransac;

/* Where a child may stand, a word may, too. */
enum { IS_NONE, IS_PASSTHROUGH, IS_DROP };
extern const struct skops_word step_words[];

/* An item of transformer_weights. */
extern const struct skops_field weight_item;

/* The weight that a dictionary {name: float} gives to a name; 1 where it says nothing. */
double weight_of (const struct skops_dict *weights, struct skops_text name);

/* Multiplies a part by its weight, in numbers of its own: a child may have handed on its input. */
enum skops_status weigh (struct skops_call *call, struct skops_block *part, double weight);

/* Puts `count` blocks side by side into `out`, which it shapes: a table if any is one, CSR if any is sparse and `sparse`
 * is not SPARSE_NEVER or it is SPARSE_ALWAYS, else dense. The dtype becomes NumPy's common one. */
enum join_sparse { SPARSE_NEVER, SPARSE_ALWAYS, SPARSE_IF_ANY };
enum skops_status join_columns (struct skops_call *call, struct skops_block *out, const struct skops_block *parts, size_t count, enum join_sparse sparse);

/* Multiplies a block of a graph by a weight. */
enum skops_status weigh_columns (struct skops_call *call, struct skops_columns *part, double weight);

#endif
