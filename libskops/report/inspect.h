/* SPDX-License-Identifier: BSD-3-Clause */
/* Inspection: what is in a file and where, as a tree, as JSON, or by type. No plugin is opened, and no registry is asked. */
#ifndef SKOPS_REPORT_INSPECT_H
#define SKOPS_REPORT_INSPECT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/error.h"
#include "tree/node.h"

struct skops_inspect_options {
	bool json;
	bool color;       /* of the text, for a terminal */
	bool types;       /* each type and the places where it is used */
	const char *path; /* the node to start at, as skops_node_path writes it; NULL or "": the root */
	size_t depth;     /* levels below the start that are shown; SIZE_MAX: all */
};

/* Appends the report on `file` (the name as the user gave it). JSON has the keys file, protocol, skops_version, sklearn_version (null where no estimator states it),
 * members [{name, size, packed, method, use}], and entries [{path, depth, type, loader, …}] or, by type, types [{type, loader, count, places}].
 *
 * An entry is an object as people see it: an object's state and a dictionary's key types are shown only where they are anything but the usual. A
 * reference is an entry with "see", the path of the place where its object stands; nothing but short values is shown twice.
 *
 * SKOPS_MISUSE: there is nothing at `path`. SKOPS_BAD_FILE: a member's header is broken; the report is there, and says so at the place. */
enum skops_status skops_inspect_report (struct skops_error *err, struct skops_buffer *out, const struct skops_document *document, const char *file,
                                        const struct skops_inspect_options *options);

#endif
