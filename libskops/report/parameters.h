/* SPDX-License-Identifier: BSD-3-Clause */
/* Parameters of estimators, as get_params of scikit-learn gives them, read from the file alone. */
#ifndef SKOPS_REPORT_PARAMETERS_H
#define SKOPS_REPORT_PARAMETERS_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "tree/node.h"

struct skops_parameter {
	const char *name; /* "forest__max_depth" */
	const struct skops_node *value;
};

struct skops_parameters {
	struct skops_parameter *items;
	size_t count, capacity;
	size_t bytes; /* of names, and of what they begin with */
	bool cut;     /* some are left out */
};

/* All parameters of the estimator at `node` and of those inside it, without what is deprecated; in `arena`. Estimators nested deeper than `depth`, parameters beyond
 * the 5,000th, and what would make the names longer than 4 MiB together, are left out: `cut` tells. */
enum skops_status skops_parameters_of (struct skops_error *err, struct skops_parameters *out, struct skops_arena *arena, const struct skops_document *document,
                                       const struct skops_node *node, unsigned depth);

/* A parameter's value as Python shows it: numbers and texts as they are, estimators as "StandardScaler()", long containers cut. */
void skops_parameter_show (struct skops_buffer *out, const struct skops_document *document, const struct skops_node *value);

/* The estimators inside one, by name: steps of pipelines, or parameters that are estimators. Calls `each` until it returns false; returns false then. */
typedef bool skops_part_function (void *data, struct skops_text name, const struct skops_node *estimator);
bool skops_parameters_parts (const struct skops_document *document, const struct skops_node *node, skops_part_function *each, void *data);

#endif
