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
	struct skops_pending *pending; /* named while the estimator in work was bound */
	size_t n_pending, pending_capacity;
	unsigned depth;
};

/* After describe: features, names and whole batches as edges imply them. */
void skops_describe_derive (struct skops_child *self);

/* True when the method, or any that it hands the column to, looks at column `i` of X. */
bool skops_describe_reads (const struct skops_model *model, const struct skops_method_entry *method, size_t i);

#endif
