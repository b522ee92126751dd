/* SPDX-License-Identifier: BSD-3-Clause */
/* The memo, and the walk of two descriptions side by side. The walk's length is that of the second description, however large the first. */
#include "tree/memo.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

bool skops_memo_init (struct skops_memo *memo, size_t expected)
{
	*memo = (struct skops_memo) { .map = skops_map_new (expected) };
	return memo->map;
}

void skops_memo_free (struct skops_memo *memo)
{
	skops_map_free (memo->map);
	free (memo->firsts);
	*memo = (struct skops_memo) {0};
}

enum skops_status skops_memo_add (struct skops_error *err, struct skops_memo *memo, struct skops_text id, struct skops_first first,
                                  const struct skops_first **found)
{
	uintptr_t *slot;
	bool is_new;

	*found = NULL;
	if (!skops_map_add (memo->map, id.data, id.size, &slot, &is_new))
		return skops_error_memory (err);
	if (!is_new) {
		*found = &memo->firsts[*slot - 1];
		return SKOPS_OK;
	}
	if (memo->count == memo->capacity) {
		size_t capacity = memo->capacity ? memo->capacity * 2 : 256;
		struct skops_first *firsts = realloc (memo->firsts, capacity * sizeof *firsts);

		if (!firsts)
			return skops_error_memory (err);
		memo->firsts = firsts;
		memo->capacity = capacity;
	}
	memo->firsts[memo->count++] = first;
	*slot = memo->count;
	return SKOPS_OK;
}

/* Two values that must agree. */
struct pair {
	const struct skops_token *first, *second;
};

struct pairs {
	struct pair *items;
	size_t count, capacity;
};

static bool push (struct pairs *pairs, const struct skops_token *first, const struct skops_token *second)
{
	if (pairs->count == pairs->capacity) {
		size_t capacity = pairs->capacity ? pairs->capacity * 2 : 64;
		struct pair *items = realloc (pairs->items, capacity * sizeof *items);

		if (!items)
			return false;
		pairs->items = items;
		pairs->capacity = capacity;
	}
	pairs->items[pairs->count++] = (struct pair) { first, second };
	return true;
}

/* No node has more keys than this: what is larger is not searched, so that a large first description costs nothing each time it is repeated. */
enum { MOST_KEYS = 64 };

static const struct skops_token *get (const struct skops_token *object, enum skops_token_key key)
{
	return object->count <= MOST_KEYS ? skops_token_get (object, key) : NULL;
}

/* An object that only points to another: an id alone, or a CachedNode. */
static bool is_pointer (const struct skops_token *object)
{
	const struct skops_token *loader = get (object, SKOPS_KEY_LOADER);

	return get (object, SKOPS_KEY_ID) &&
	       (object->count == 1 || (loader && loader->type == SKOPS_TOKEN_STRING && skops_text_is (skops_token_text (loader), "CachedNode")));
}

static bool same_scalar (const struct skops_token *first, const struct skops_token *second)
{
	return first->text == second->text || skops_text_equal (skops_token_text (first), skops_token_text (second));
}

/* The definition that a pointer of the first description stands for. */
static const struct skops_token *resolve (const struct skops_memo *memo, const struct skops_token *object)
{
	const struct skops_token *id = get (object, SKOPS_KEY_ID);
	uintptr_t place = id && id->type == SKOPS_TOKEN_NUMBER ? skops_map_find (memo->map, id->text, id->size, 0) : 0;

	return place ? memo->firsts[place - 1].token : object;
}

static bool same_key (const struct skops_walk *a, const struct skops_walk *b)
{
	return a->name || b->name ? skops_text_equal (skops_walk_key (a), skops_walk_key (b)) : a->value->key == b->value->key;
}

/* Pushes what two objects hold, by key. */
static bool push_values (struct pairs *pairs, const struct skops_token *first, const struct skops_token *second, bool *memory)
{
	struct skops_walk other = skops_walk_start (first);

	for (struct skops_walk walk = skops_walk_start (second); skops_walk_next (&walk);) {
		bool found = skops_walk_next (&other) && same_key (&other, &walk);

		if (!found && first->count <= MOST_KEYS) {
			other = skops_walk_start (first);
			while (!found && skops_walk_next (&other))
				found = same_key (&other, &walk);
		}
		if (!found)
			return walk.value->key == SKOPS_KEY_ID;
		if (walk.value->key == SKOPS_KEY_ID || (walk.value->key == SKOPS_KEY_FILE && walk.value->type == other.value->type))
			continue;
		*memory = push (pairs, other.value, walk.value);
		if (!*memory)
			return false;
	}
	return true;
}

static bool agree (struct pairs *pairs, const struct skops_memo *memo, struct pair pair, bool *memory)
{
	const struct skops_token *first = pair.first, *second = pair.second;

	if (second->type == SKOPS_TOKEN_OBJECT && first->type == SKOPS_TOKEN_OBJECT) {
		if (is_pointer (second)) {
			const struct skops_token *id = get (first, SKOPS_KEY_ID);

			return id && same_scalar (id, get (second, SKOPS_KEY_ID));
		}
		if (is_pointer (first))
			first = resolve (memo, first);
	}
	if (first->type != second->type)
		return false;
	if (!skops_token_is_container (first))
		return same_scalar (first, second);
	if (second->type == SKOPS_TOKEN_OBJECT)
		return push_values (pairs, first, second, memory);
	if (first->count != second->count)
		return false;
	for (struct skops_walk a = skops_walk_start (first), b = skops_walk_start (second); *memory && skops_walk_next (&a) && skops_walk_next (&b);)
		*memory = push (pairs, a.value, b.value);
	return *memory;
}

bool skops_memo_agrees (struct skops_error *err, const struct skops_memo *memo, const struct skops_token *first, const struct skops_token *second)
{
	struct pairs pairs = {0};
	bool same = true, memory = true;

	if (!is_pointer (second))
		same = push_values (&pairs, first, second, &memory);
	while (same && pairs.count)
		same = agree (&pairs, memo, pairs.items[--pairs.count], &memory);
	free (pairs.items);
	if (!memory)
		skops_error_memory (err);
	return same;
}
