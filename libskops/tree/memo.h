/* SPDX-License-Identifier: BSD-3-Clause */
/* Objects by `__id__`, each where it came first in reading order, and whether a repeated description tells the same story. */
#ifndef SKOPS_TREE_MEMO_H
#define SKOPS_TREE_MEMO_H

#include "base/error.h"
#include "base/hash.h"
#include "tree/node.h"
#include "tree/tokens.h"

struct skops_first {
	struct skops_node *node;
	const struct skops_token *token;
};

struct skops_memo {
	struct skops_map *map; /* an id's spelling to its place in `firsts` plus one */
	struct skops_first *firsts;
	size_t count, capacity;
};

/* `expected`: how many ids there may be. False without memory. */
bool skops_memo_init (struct skops_memo *memo, size_t expected);
void skops_memo_free (struct skops_memo *memo);

/* Finds the id, or remembers it with `first`; `found` is NULL when it is new. Ids are compared by spelling. */
enum skops_status skops_memo_add (struct skops_error *err, struct skops_memo *memo, struct skops_text id, struct skops_first first,
                                  const struct skops_first **found);

/* A writer that meets an object again describes it again, in full, and no reader looks at that. True when the second description has the same metadata
 * and the same content as the first, all that it states; ids and the names of members may differ, since getting an object's state makes new objects. */
bool skops_memo_agrees (struct skops_error *err, const struct skops_memo *memo, const struct skops_token *first, const struct skops_token *second);

#endif
