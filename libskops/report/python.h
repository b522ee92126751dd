/* SPDX-License-Identifier: BSD-3-Clause */
/* What Python's loader would ask its user to trust: get_untrusted_types, without Python. */
#ifndef SKOPS_REPORT_PYTHON_H
#define SKOPS_REPORT_PYTHON_H

#include "base/arena.h"
#include "base/error.h"
#include "tree/node.h"

/* The names as Python joins them ("module.Class"), sorted, each once; they live in `arena`. Follows the release that python_trusted.h names, also where
 * a type of an older scikit-learn or NumPy is not trusted by it. For what that release refuses to read at all, the list has the types at fault. */
enum skops_status skops_python_untrusted (struct skops_error *err, const struct skops_text **names, size_t *count, struct skops_arena *arena,
                                          const struct skops_document *document);

#endif
