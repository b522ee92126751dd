/* SPDX-License-Identifier: BSD-3-Clause */
/* The entries of an inspection: which nodes are shown, and how deep. */
#ifndef SKOPS_REPORT_ENTRIES_H
#define SKOPS_REPORT_ENTRIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "tree/node.h"

struct skops_entry {
	const struct skops_node *node;
	uint32_t depth;
	bool last; /* among the entries of its level */
};

struct skops_entries {
	struct skops_entry *items; /* freed by the caller */
	size_t count;
};

/* Entries at and below `top`, parents first, down to `depth` levels below it. */
enum skops_status skops_entries_collect (struct skops_error *err, struct skops_entries *out, const struct skops_document *document,
                                         const struct skops_node *top, size_t depth);

/* A short plain value, told at every place where it stands: a reference to it would say less and be longer. */
bool skops_entry_is_short (const struct skops_node *node);

/* The node at a path as skops_node_path writes it; NULL when there is none. */
const struct skops_node *skops_entries_find (const struct skops_document *document, const char *path);

#endif
