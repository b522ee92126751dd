/* SPDX-License-Identifier: BSD-3-Clause */
/* JSON events to tokens. A model writes few different names many times over, so keys that mean something become numbers and repeated names
 * share one copy. */
#include "tree/tokens.h"

#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/hash.h"
#include "base/text.h"
#include "format/json.h"

enum { CACHE = 512, FEW_KEYS = 24, TOKENS_OF_A_NODE = 8, BYTES_OF_A_TOKEN = 32 /* or more, mostly */ };

#define NAME(text) { text, sizeof text - 1 }
static const struct skops_text key_names[SKOPS_KEYS] = {
	[SKOPS_KEY_NONE] = NAME (""),
	[SKOPS_KEY_CLASS] = NAME ("__class__"), [SKOPS_KEY_MODULE] = NAME ("__module__"), [SKOPS_KEY_LOADER] = NAME ("__loader__"),
	[SKOPS_KEY_ID] = NAME ("__id__"), [SKOPS_KEY_CONTENT] = NAME ("content"), [SKOPS_KEY_KEY_TYPES] = NAME ("key_types"),
	[SKOPS_KEY_TYPE] = NAME ("type"), [SKOPS_KEY_FILE] = NAME ("file"), [SKOPS_KEY_SHAPE] = NAME ("shape"),
	[SKOPS_KEY_IS_JSON] = NAME ("is_json"), [SKOPS_KEY_REDUCE] = NAME ("__reduce__"), [SKOPS_KEY_ATTRS] = NAME ("attrs"),
	[SKOPS_KEY_KWARGS] = NAME ("kwargs"), [SKOPS_KEY_PROTOCOL] = NAME ("protocol"), [SKOPS_KEY_VERSION] = NAME ("_skops_version"),
	[SKOPS_KEY_MAIN] = NAME ("main"), [SKOPS_KEY_DEFAULT_FACTORY] = NAME ("default_factory"),
	[SKOPS_KEY_DEPRECATED] = NAME ("_deprecated_key_to_new_key"), [SKOPS_KEY_DATA] = NAME ("data"), [SKOPS_KEY_MASK] = NAME ("mask"),
	[SKOPS_KEY_START] = NAME ("start"), [SKOPS_KEY_STOP] = NAME ("stop"), [SKOPS_KEY_STEP] = NAME ("step"),
	[SKOPS_KEY_BIT_GENERATOR] = NAME ("bit_generator"), [SKOPS_KEY_SEED_SEQ] = NAME ("seed_seq"), [SKOPS_KEY_FUNC] = NAME ("func"),
	[SKOPS_KEY_ARGS] = NAME ("args"), [SKOPS_KEY_KWDS] = NAME ("kwds"), [SKOPS_KEY_NAMESPACE] = NAME ("namespace"),
	[SKOPS_KEY_OBJ] = NAME ("obj"), [SKOPS_KEY_MODULE_PATH] = NAME ("module_path"), [SKOPS_KEY_FUNCTION] = NAME ("function"),
};

/* A name met before: one copy for all, and its number if it is a key's. */
struct name {
	struct skops_text text;
	uint8_t key;
};

/* An object or array whose end has not come. */
struct opened {
	size_t token, count;
	uint64_t seen;  /* of an object: a bit for each key that has a number */
	size_t n_names; /* keys that have none */
};

struct parser {
	struct skops_error *err;
	struct skops_arena *arena;
	struct skops_tokens tokens;
	size_t capacity, most;
	struct opened *stack;
	size_t depth, stack_capacity;
	uint8_t key; /* the next value's */
	struct name names[CACHE];
};

struct skops_text skops_token_key_name (enum skops_token_key key)
{
	return key_names[key];
}

/* False without memory. What was there moves into an arena of its own, so that its place is given back. */
static bool make_room (struct parser *parser, size_t capacity)
{
	struct skops_tokens *tokens = &parser->tokens;
	struct skops_arena *arena = skops_arena_new (SIZE_MAX); /* tokens are limited by their number */
	struct skops_token *items = arena ? skops_arena_scratch (arena, capacity, sizeof *items) : NULL;

	if (!items) {
		skops_arena_free (arena);
		return false;
	}
	if (tokens->count)
		memcpy (items, tokens->items, tokens->count * sizeof *items);
	skops_arena_free (tokens->arena);
	tokens->arena = arena;
	tokens->items = items;
	parser->capacity = capacity;
	return true;
}

static enum skops_status add (struct parser *parser, struct skops_token token)
{
	struct skops_tokens *tokens = &parser->tokens;

	if (tokens->count >= parser->most)
		return skops_error_set (parser->err, SKOPS_NO_MEMORY, "the schema has more nodes than the limit allows");
	if (tokens->count == parser->capacity && !make_room (parser, 2 * parser->capacity))
		return skops_error_memory (parser->err);
	tokens->items[tokens->count++] = token;
	return SKOPS_OK;
}

/* The one copy of a name that is likely to come again; NULL without memory. */
static const struct name *name_of (struct parser *parser, struct skops_text text)
{
	size_t place = text.size * 131u;
	struct name *name;
	char *copy;

	if (text.size)
		place += (unsigned char) text.data[0] * 31u + (unsigned char) text.data[text.size / 2] * 17u + (unsigned char) text.data[text.size - 1] * 7u;
	name = &parser->names[place % CACHE];
	if (name->text.data && skops_text_equal (name->text, text))
		return name;
	copy = skops_arena_copy (parser->arena, text.data, text.size);
	if (!copy)
		return NULL;
	*name = (struct name) { .text = { copy, text.size } };
	for (uint8_t key = 1; key < SKOPS_KEYS; key++)
		if (skops_text_equal (key_names[key], text))
			name->key = key;
	return name;
}

static enum skops_status duplicate (struct parser *parser, struct skops_text key)
{
	char shown[128];

	return skops_error_set (parser->err, SKOPS_BAD_FILE, "the key \"%s\" stands twice in one object of the schema",
	                        skops_text_show (shown, sizeof shown, key));
}

static enum skops_status on_key (void *data, struct skops_text text)
{
	struct parser *parser = data;
	const struct name *name = name_of (parser, text);
	struct opened *object;
	uint64_t bit;

	if (!name)
		return skops_error_memory (parser->err);
	bit = name->key ? UINT64_C (1) << name->key : 0;
	object = &parser->stack[parser->depth - 1];
	parser->key = name->key;
	if (object->seen & bit)
		return duplicate (parser, name->text);
	object->seen |= bit;
	object->n_names += !name->key;
	if (name->key)
		return SKOPS_OK;
	return add (parser, (struct skops_token) { .text = name->text.data, .size = (uint32_t) text.size, .type = SKOPS_TOKEN_KEY });
}

/* A value begins: its token, counted by what holds it. */
static enum skops_status add_value (struct parser *parser, struct skops_token token)
{
	token.key = parser->key;
	parser->key = SKOPS_KEY_NONE;
	if (parser->depth)
		parser->stack[parser->depth - 1].count++;
	return add (parser, token);
}

static enum skops_status on_scalar (void *data, enum skops_json_kind kind, struct skops_text text)
{
	static const uint8_t types[] = {
		[SKOPS_JSON_NULL] = SKOPS_TOKEN_NULL, [SKOPS_JSON_TRUE] = SKOPS_TOKEN_TRUE, [SKOPS_JSON_FALSE] = SKOPS_TOKEN_FALSE,
		[SKOPS_JSON_NUMBER] = SKOPS_TOKEN_NUMBER, [SKOPS_JSON_STRING] = SKOPS_TOKEN_STRING,
	};
	struct parser *parser = data;
	struct skops_token token = { .text = "", .type = types[kind] };

	if (kind == SKOPS_JSON_NUMBER || kind == SKOPS_JSON_STRING) {
		if (parser->key >= SKOPS_KEY_CLASS && parser->key <= SKOPS_KEY_LOADER) {
			const struct name *name = name_of (parser, text);

			token.text = name ? name->text.data : NULL;
		} else {
			token.text = kind == SKOPS_JSON_STRING ? text.data : skops_arena_copy (parser->arena, text.data, text.size);
		}
		if (!token.text)
			return skops_error_memory (parser->err);
		token.size = (uint32_t) text.size;
	}
	return add_value (parser, token);
}

static enum skops_status on_begin (struct parser *parser, uint8_t type)
{
	size_t token = parser->tokens.count;
	enum skops_status status = add_value (parser, (struct skops_token) { .text = NULL, .type = type });

	if (status)
		return status;
	if (parser->depth == parser->stack_capacity) {
		size_t capacity = parser->stack_capacity ? parser->stack_capacity * 2 : 64;
		struct opened *stack = realloc (parser->stack, capacity * sizeof *stack);

		if (!stack)
			return skops_error_memory (parser->err);
		parser->stack = stack;
		parser->stack_capacity = capacity;
	}
	parser->stack[parser->depth++] = (struct opened) { .token = token };
	return SKOPS_OK;
}

static enum skops_status on_begin_object (void *data)
{
	struct parser *parser = data;

	parser->tokens.objects++;
	return on_begin (parser, SKOPS_TOKEN_OBJECT);
}

static enum skops_status on_begin_array (void *data)
{
	return on_begin (data, SKOPS_TOKEN_ARRAY);
}

static enum skops_status on_end_array (void *data)
{
	struct parser *parser = data;
	struct opened opened = parser->stack[--parser->depth];
	struct skops_token *token = &parser->tokens.items[opened.token];
	size_t inside = parser->tokens.count - opened.token - 1;

	if (inside > UINT32_MAX)
		return skops_error_set (parser->err, SKOPS_NO_MEMORY, "the schema has more nodes than the limit allows");
	token->count = opened.count;
	token->size = (uint32_t) inside;
	return SKOPS_OK;
}

/* Names of an object with many of them: through a map, so that time stays in proportion. */
static enum skops_status check_many (struct parser *parser, const struct skops_token *object)
{
	struct skops_map *map = skops_map_new (object->count);
	enum skops_status status = SKOPS_OK;

	if (!map)
		return skops_error_memory (parser->err);
	for (struct skops_walk walk = skops_walk_start (object); !status && skops_walk_next (&walk);) {
		struct skops_text key = skops_walk_key (&walk);
		uintptr_t *slot;
		bool is_new = true;

		if (!skops_map_add (map, key.data, key.size, &slot, &is_new))
			status = skops_error_memory (parser->err);
		else if (!is_new)
			status = duplicate (parser, key);
	}
	skops_map_free (map);
	return status;
}

/* Keys that have a number were compared when they came. */
static enum skops_status on_end_object (void *data)
{
	struct parser *parser = data;
	const struct opened *opened = &parser->stack[parser->depth - 1];
	const struct skops_token *object = &parser->tokens.items[opened->token], *names[FEW_KEYS];
	size_t n_names = 0, all = opened->n_names;
	enum skops_status status = on_end_array (data);

	if (status || all < 2)
		return status;
	if (all > FEW_KEYS)
		return check_many (parser, object);
	for (struct skops_walk walk = skops_walk_start (object); skops_walk_next (&walk);) {
		if (!walk.name)
			continue;
		for (size_t i = 0; i < n_names; i++)
			if (names[i]->size == walk.name->size && memcmp (names[i]->text, walk.name->text, walk.name->size) == 0)
				return duplicate (parser, skops_token_text (walk.name));
		names[n_names++] = walk.name;
	}
	return SKOPS_OK;
}

enum skops_status skops_tokens_parse (struct skops_error *err, struct skops_tokens *out, struct skops_arena *arena, char *bytes,
                                      size_t size, const struct skops_limits *limits)
{
	static const struct skops_json_events events = { on_begin_object, on_end_object, on_begin_array, on_end_array, on_key, on_scalar };
	struct skops_json_options options = { .in_place = true, .depth = limits->json_depth };
	struct parser *parser;
	enum skops_status status;

	_Static_assert (SKOPS_KEYS <= 64, "keys fit a mask");
	*out = (struct skops_tokens) {0};
	if (size > UINT32_MAX)
		return skops_error_set (err, SKOPS_NO_MEMORY, "the schema is larger than 4 GiB");
	parser = calloc (1, sizeof *parser);
	if (!parser)
		return skops_error_memory (err);
	parser->err = err;
	parser->arena = arena;
	if (skops_multiply_overflows (limits->nodes, (size_t) TOKENS_OF_A_NODE, &parser->most))
		parser->most = SIZE_MAX / sizeof (struct skops_token) / 2;
	if (make_room (parser, size / BYTES_OF_A_TOKEN + 1))
		status = skops_json_parse (err, bytes, size, &options, &events, parser);
	else
		status = skops_error_memory (err);
	if (status)
		skops_tokens_free (&parser->tokens);
	*out = parser->tokens;
	free (parser->stack);
	free (parser);
	return status;
}

void skops_tokens_free (struct skops_tokens *tokens)
{
	skops_arena_free (tokens->arena);
	*tokens = (struct skops_tokens) {0};
}

const struct skops_token *skops_token_get (const struct skops_token *object, enum skops_token_key key)
{
	if (object->type == SKOPS_TOKEN_OBJECT)
		for (struct skops_walk walk = skops_walk_start (object); skops_walk_next (&walk);)
			if (walk.value->key == key && !walk.name)
				return walk.value;
	return NULL;
}

const char *skops_token_kind_name (const struct skops_token *token)
{
	static const char *const names[] = { "null", "true", "false", "a number", "a string", "an object", "an array" };

	return token->type < sizeof names / sizeof names[0] ? names[token->type] : "a key";
}

/* Keys and closing brackets are written when the walk comes to them, from a stack of what is open: values may be nested as deep as the
 * parser allows. */
void skops_token_write (struct skops_buffer *out, const struct skops_token *value)
{
	struct skops_buffer ends = {0}; /* what closes each open container: '}' or ']' … */
	struct skops_buffer until = {0}; /* … and the token where it does */
	const struct skops_token *end = skops_token_behind (value);
	bool first = true;

	for (const struct skops_token *at = value; at < end || ends.size;) {
		const struct skops_token *close = NULL;

		if (ends.size)
			memcpy (&close, until.data + until.size - sizeof close, sizeof close);
		if (ends.size && at == close) {
			skops_buffer_append (out, ends.data + --ends.size, 1);
			until.size -= sizeof close;
			first = false;
			continue;
		}
		if (!first)
			skops_buffer_text (out, ",");
		first = false;
		if (at->type == SKOPS_TOKEN_KEY || (at->key && at != value)) {
			skops_text_json (out, at->type == SKOPS_TOKEN_KEY ? skops_token_text (at) : key_names[at->key]);
			skops_buffer_text (out, ":");
		}
		if (at->type == SKOPS_TOKEN_KEY)
			at++;
		switch (at->type) {
		case SKOPS_TOKEN_STRING:
			skops_text_json (out, skops_token_text (at));
			break;
		case SKOPS_TOKEN_NUMBER:
			skops_buffer_append (out, at->text, at->size);
			break;
		case SKOPS_TOKEN_OBJECT:
		case SKOPS_TOKEN_ARRAY:
			close = skops_token_behind (at);
			skops_buffer_text (out, at->type == SKOPS_TOKEN_OBJECT ? "{" : "[");
			skops_buffer_text (&ends, at->type == SKOPS_TOKEN_OBJECT ? "}" : "]");
			skops_buffer_append (&until, &close, sizeof close);
			first = true;
			break;
		default:
			skops_buffer_text (out, skops_token_kind_name (at));
		}
		at++;
		if (ends.failed || until.failed) {
			out->failed = true;
			break;
		}
	}
	skops_buffer_free (&ends);
	skops_buffer_free (&until);
}
