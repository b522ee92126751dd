/* SPDX-License-Identifier: BSD-3-Clause */
/* From the tokens of a schema to its nodes. */
#ifndef SKOPS_TREE_SCHEMA_H
#define SKOPS_TREE_SCHEMA_H

#include "tree/node.h"
#include "tree/tokens.h"

/* Fills root and n_nodes of the document, whose arena, zip and protocol are set. SKOPS_BAD_FILE with the path of the node at fault.
 * Of the zip's members only names may be looked at: their data may still be on its way (skops_zip_begin). */
enum skops_status skops_schema_read (struct skops_error *err, struct skops_document *document, const struct skops_tokens *tokens,
                                     const struct skops_limits *limits);

/* Whether the node that is complete now holds what its kind must: lengths, shapes, kinds of its parts. */
enum skops_status skops_schema_check (struct skops_error *err, struct skops_node *node);

/* Fails with SKOPS_BAD_FILE and the node's path in front, "steps[1]: …"; a slot that is filled already stays as it is and gives its status. */
enum skops_status skops_node_fail (struct skops_error *err, const struct skops_node *node, const char *format, ...)
	__attribute__ ((format (printf, 3, 4)));

/* Puts the node's path before a message that is there already. */
void skops_node_prefix (struct skops_error *err, const struct skops_node *node);

#endif
