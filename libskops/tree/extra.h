/* SPDX-License-Identifier: BSD-3-Clause */
/* What a node says beyond its loader kind: kept as JSON text, so that no rewriting loses it. */
#ifndef SKOPS_TREE_EXTRA_H
#define SKOPS_TREE_EXTRA_H

#include "base/buffer.h"
#include "tree/layout.h"
#include "tree/tokens.h"

/* Keys are masks of enum skops_token_key. Those that `layout` (NULL: unknown loader) takes up in this protocol, with the metadata that every node has. */
uint64_t skops_extra_known (const struct skops_layout *layout, int protocol, bool is_root);

/* True when the node's object, whose keys are `keys` (SKOPS_KEY_NONE for those without a number), or the object inside it that holds its parts, has any key more. */
bool skops_extra_any (const struct skops_token *object, uint64_t keys, const struct skops_layout *layout, int protocol, uint64_t known);

/* Appends those keys as one JSON object. */
void skops_extra_write (struct skops_buffer *out, const struct skops_token *object, const struct skops_layout *layout, int protocol, uint64_t known);

#endif
