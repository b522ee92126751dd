/* SPDX-License-Identifier: BSD-3-Clause */
/* The other two forms of an inspection. */
#ifndef SKOPS_REPORT_INSPECT_PARTS_H
#define SKOPS_REPORT_INSPECT_PARTS_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "report/entries.h"
#include "report/inspect.h"
#include "tree/node.h"

enum skops_status skops_inspect_json (struct skops_error *err, struct skops_buffer *out, struct skops_arena *scratch, const struct skops_document *document,
                                      const char *file, const struct skops_entries *entries);

/* By type, as text or JSON. */
enum skops_status skops_inspect_types (struct skops_error *err, struct skops_buffer *out, const struct skops_document *document, const char *file,
                                       const struct skops_node *top, const struct skops_inspect_options *options);

/* The keys of a JSON report that say which file it is about, up to and with the comma. */
void skops_inspect_json_head (struct skops_buffer *out, const struct skops_document *document, const char *file);

#endif
