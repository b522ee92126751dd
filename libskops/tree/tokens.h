/* SPDX-License-Identifier: BSD-3-Clause */
/* schema.json as a row of tokens in document order: what is read before anybody asks what it means. The reader of nodes needs it so, because
 * its order is not the text's. */
#ifndef SKOPS_TREE_TOKENS_H
#define SKOPS_TREE_TOKENS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/limits.h"
#include "skops/value.h"

enum skops_token_type {
	SKOPS_TOKEN_NULL, SKOPS_TOKEN_TRUE, SKOPS_TOKEN_FALSE, SKOPS_TOKEN_NUMBER, SKOPS_TOKEN_STRING,
	SKOPS_TOKEN_OBJECT, SKOPS_TOKEN_ARRAY,
	SKOPS_TOKEN_KEY, /* stands before the value of a key that has no number below */
};

/* Keys that loader kinds use. Those a node itself may have come first; the rest occur inside `content` and `__reduce__`. */
enum skops_token_key {
	SKOPS_KEY_NONE, /* an array's item, the root, or what a SKOPS_TOKEN_KEY names */
	SKOPS_KEY_CLASS, SKOPS_KEY_MODULE, SKOPS_KEY_LOADER, SKOPS_KEY_ID, SKOPS_KEY_CONTENT, SKOPS_KEY_KEY_TYPES, SKOPS_KEY_TYPE,
	SKOPS_KEY_FILE, SKOPS_KEY_SHAPE, SKOPS_KEY_IS_JSON, SKOPS_KEY_REDUCE, SKOPS_KEY_ATTRS, SKOPS_KEY_KWARGS, SKOPS_KEY_PROTOCOL,
	SKOPS_KEY_VERSION,
	SKOPS_KEYS_OF_NODES,
	SKOPS_KEY_MAIN = SKOPS_KEYS_OF_NODES, SKOPS_KEY_DEFAULT_FACTORY, SKOPS_KEY_DEPRECATED, SKOPS_KEY_DATA, SKOPS_KEY_MASK,
	SKOPS_KEY_START, SKOPS_KEY_STOP, SKOPS_KEY_STEP, SKOPS_KEY_BIT_GENERATOR, SKOPS_KEY_SEED_SEQ, SKOPS_KEY_FUNC, SKOPS_KEY_ARGS,
	SKOPS_KEY_KWDS, SKOPS_KEY_NAMESPACE, SKOPS_KEY_OBJ, SKOPS_KEY_MODULE_PATH, SKOPS_KEY_FUNCTION,
	SKOPS_KEYS,
};

struct skops_token {
	union {
		const char *text; /* of a key, string or number; NUL-terminated behind `size`, too */
		size_t count;     /* of an object's or array's values */
	};
	uint32_t size; /* bytes of text; of an object or array: the tokens inside it */
	uint8_t type;  /* enum skops_token_type */
	uint8_t key;   /* enum skops_token_key, for any token but SKOPS_TOKEN_KEY */
};

struct skops_tokens {
	struct skops_token *items; /* the first is the root; freed with skops_tokens_free */
	size_t count;
	size_t objects;
	struct skops_arena *arena;  /* theirs */
};

/* The bytes may be written to, and SKOPS_JSON_PADDING more be read, as skops_json_parse has it: texts live in them and in `arena`.
 * A key that stands twice in one object, compared after unescaping, is refused. */
enum skops_status skops_tokens_parse (struct skops_error *err, struct skops_tokens *out, struct skops_arena *arena, char *bytes,
                                      size_t size, const struct skops_limits *limits);
void skops_tokens_free (struct skops_tokens *tokens);

struct skops_text skops_token_key_name (enum skops_token_key key);

static inline struct skops_text skops_token_text (const struct skops_token *token)
{
	return (struct skops_text) { token->text, token->size };
}

static inline bool skops_token_is_container (const struct skops_token *token)
{
	return token->type == SKOPS_TOKEN_OBJECT || token->type == SKOPS_TOKEN_ARRAY;
}

/* The token behind a value and all that is inside it. */
static inline const struct skops_token *skops_token_behind (const struct skops_token *value)
{
	return value + 1 + (skops_token_is_container (value) ? value->size : 0);
}

/* The direct values of an object or array, one by one:
 *     for (struct skops_walk walk = skops_walk_start (token); skops_walk_next (&walk);) … walk.key, walk.value … */
struct skops_walk {
	const struct skops_token *at, *end;
	const struct skops_token *name;  /* the SKOPS_TOKEN_KEY before the value, or NULL */
	const struct skops_token *value;
};

static inline struct skops_walk skops_walk_start (const struct skops_token *container)
{
	return (struct skops_walk) { .at = container + 1, .end = container + 1 + container->size };
}

static inline bool skops_walk_next (struct skops_walk *walk)
{
	if (walk->at == walk->end)
		return false;
	walk->name = walk->at->type == SKOPS_TOKEN_KEY ? walk->at : NULL;
	walk->value = walk->name ? walk->at + 1 : walk->at;
	walk->at = skops_token_behind (walk->value);
	return true;
}

/* The key's text, whatever its kind. */
static inline struct skops_text skops_walk_key (const struct skops_walk *walk)
{
	return walk->name ? skops_token_text (walk->name) : skops_token_key_name ((enum skops_token_key) walk->value->key);
}

/* The value of `key` in an object, or NULL. */
const struct skops_token *skops_token_get (const struct skops_token *object, enum skops_token_key key);

/* "a string", "an object" …: for messages. */
const char *skops_token_kind_name (const struct skops_token *token);

/* Appends the value as JSON text, without white space. */
void skops_token_write (struct skops_buffer *out, const struct skops_token *value);

#endif
