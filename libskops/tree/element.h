/* SPDX-License-Identifier: BSD-3-Clause */
/* One element of an array as a plain value. */
#ifndef SKOPS_TREE_ELEMENT_H
#define SKOPS_TREE_ELEMENT_H

#include "base/arena.h"
#include "base/error.h"
#include "format/npy.h"
#include "skops/value.h"

/* `elements` is what skops_npy_copy made of an array of this type. Text is decoded to UTF-8 and lives in the arena, without the NULs that NumPy pads with; a
 * lone surrogate becomes its three-byte form. SKOPS_BAD_FILE for code points that do not exist; SKOPS_UNSUPPORTED for records. */
enum skops_status skops_element_value (struct skops_error *err, struct skops_value *out, struct skops_arena *arena, const struct skops_npy_type *type,
                                       const void *elements, size_t i);

#endif
