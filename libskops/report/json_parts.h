/* SPDX-License-Identifier: BSD-3-Clause */
/* Pieces of JSON that every report needs. */
#ifndef SKOPS_REPORT_JSON_PARTS_H
#define SKOPS_REPORT_JSON_PARTS_H

#include <stdbool.h>

#include "base/buffer.h"
#include "tree/node.h"

/* Appends `"name": "value"`, with ", " before it unless `first`. */
void skops_report_text (struct skops_buffer *out, const char *name, struct skops_text value, bool first);

/* Append a node's type as "module:Class", and its path, as JSON strings. */
void skops_report_type (struct skops_buffer *out, const struct skops_node *node);
void skops_report_path (struct skops_buffer *out, const struct skops_node *node);

#endif
