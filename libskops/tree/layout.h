/* SPDX-License-Identifier: BSD-3-Clause */
/* What each loader kind of skops holds, and in which order Python's reader takes it up: the format as a table. */
#ifndef SKOPS_TREE_LAYOUT_H
#define SKOPS_TREE_LAYOUT_H

#include "skops/value.h"
#include "tree/node.h"
#include "tree/tokens.h"

enum { SKOPS_LATEST_PROTOCOL = 3, SKOPS_LAYOUT_PARTS = 4 };

enum skops_part_how {
	SKOPS_PART_NONE,  /* ends the list */
	SKOPS_PART_NODE,  /* one node */
	SKOPS_PART_ITEMS, /* an array of nodes */
	SKOPS_PART_MAP,   /* an object of nodes */
	SKOPS_PART_RAW,   /* a plain JSON value: becomes a child of kind JSON without a loader */
};

struct skops_part {
	uint8_t how;      /* enum skops_part_how */
	uint8_t inside;   /* SKOPS_KEY_CONTENT or SKOPS_KEY_REDUCE: an entry of that object; SKOPS_KEY_NONE: of the node itself */
	uint8_t key;      /* enum skops_token_key */
	uint8_t role;     /* enum skops_node_role */
	uint8_t optional; /* may be absent or null */
	uint8_t since, until; /* protocols that have it */
};

struct skops_layout {
	struct skops_text name; /* as in `__loader__` */
	struct skops_text type; /* what the key `type` says; size 0: there is none */
	uint8_t kind;      /* enum skops_node_kind */
	uint8_t text;      /* SKOPS_KEY_CONTENT: a string of JSON text; SKOPS_KEY_FILE: a member's name; else SKOPS_KEY_NONE */
	uint8_t aside;     /* one more key that is known and says nothing, or SKOPS_KEY_NONE */
	struct skops_part parts[SKOPS_LAYOUT_PARTS + 1]; /* in reading order */
};

/* NULL: unknown. `type` is the text of the node's key `type`, size 0 when it has none. */
const struct skops_layout *skops_layout_find (struct skops_text loader, struct skops_text type);

/* What is known of a loader by its name alone. Equal names are one copy mostly, so that the address tells which is asked for. */
struct skops_known_loader {
	const char *name;
	const struct skops_layout *layout; /* NULL: unknown, or has_types */
	bool has_types; /* what the node's key `type` says decides */
};

/* Those that were asked for lately. Zeroed at first. */
struct skops_known_loaders {
	struct skops_known_loader items[64];
};

const struct skops_known_loader *skops_layout_know (struct skops_known_loaders *loaders, struct skops_text name);

static inline bool skops_part_applies (const struct skops_part *part, int protocol)
{
	return protocol >= part->since && protocol <= part->until;
}

/* Whether the class of an NdArrayNode is one of numpy's scalars. */
bool skops_layout_is_scalar (struct skops_text module, struct skops_text name);

#endif
