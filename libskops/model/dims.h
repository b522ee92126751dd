/* SPDX-License-Identifier: BSD-3-Clause */
/* Named dimensions: what "K,F|1,F" means, and what its names stand for in one estimator. */
#ifndef SKOPS_MODEL_DIMS_H
#define SKOPS_MODEL_DIMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

enum { SKOPS_DIM_NAMES = 24, SKOPS_DIM_NAME = 12, SKOPS_DIM_RANK = 4 };

struct skops_dims {
	struct {
		char name[SKOPS_DIM_NAME];
		int64_t value;
	} items[SKOPS_DIM_NAMES];
	unsigned count;
};

/* True when the shape fits an alternative of `spec` (NULL fits all). Names met for the first time are bound. `view` gets the shape brought to the first
 * alternative's rank by leading ones, `view_rank` that rank. */
bool skops_dims_match (struct skops_dims *dims, const char *spec, unsigned rank, const int64_t *shape, unsigned *view_rank, int64_t *view);

/* The value of one term ("F", "b(K)", "F+1"); false when a name in it is not bound. */
bool skops_dims_value (const struct skops_dims *dims, const char *term, int64_t *value);

/* Binds `name`; false when it is bound to something else already, the value is negative, the name too long, or there are too many. */
bool skops_dims_bind (struct skops_dims *dims, const char *name, int64_t value);

/* Appends "[K = 3, F = 5] or [F = 5]": the alternatives with what is known, for a message. */
void skops_dims_explain (struct skops_buffer *out, const struct skops_dims *dims, const char *spec);

/* Appends "[3, 5]"; the shape of a scalar is "a single number". */
void skops_dims_shape (struct skops_buffer *out, unsigned rank, const int64_t *shape);

#endif
