/* SPDX-License-Identifier: BSD-3-Clause */
/* A model in the making. */
#ifndef SKOPS_MODEL_BUILDER_H
#define SKOPS_MODEL_BUILDER_H

#include "model/model.h"

/* A child that waits to be completed. */
struct skops_pending {
	struct skops_child *child;
	bool lenient; /* its owner can do without it */
};

struct skops_builder {
	struct skops_error *err;
	struct skops_model *model;
	struct skops_arena *scratch; /* of bindings */
	struct skops_pool *pool;     /* NULL: nothing is bound by other threads */
	struct skops_pending *pending; /* named while the estimator in work was bound */
	size_t n_pending, pending_capacity;
	unsigned depth;
};

/* After describe: features, names, whole batches and the work of a row as edges imply them. SKOPS_UNSUPPORTED where that is beyond the limits. */
enum skops_status skops_describe_derive (struct skops_error *err, const struct skops_limits *limits, struct skops_child *self);

/* columns.c: true when the method, or any that it hands the column to, looks at column `i` of X; false, with the error set, without memory. */
bool skops_describe_reads (struct skops_error *err, const struct skops_method_entry *method, size_t i);

#endif
