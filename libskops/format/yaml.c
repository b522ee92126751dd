/* SPDX-License-Identifier: BSD-3-Clause */
/* The door to libyaml: its events to a tree, without recursion and without any of YAML's riches. Who writes `!!python/object` or an alias
 * that unfolds to gigabytes is refused by the line. */
#include "format/yaml.h"

#include <stdlib.h>
#include <string.h>

#include <yaml.h>

#include "base/hash.h"
#include "base/text.h"

enum { MOST_BYTES = 1 << 20, MOST_DEPTH = 16 };

/* Items of the open lists and maps, one behind the other; a list or map that ends takes its own off the top. */
struct builder {
	struct skops_error *err;
	struct skops_arena *arena;
	struct skops_yaml *items;
	size_t count, capacity;
	struct { size_t first; struct skops_yaml self; bool has_key; struct skops_text key; } open[MOST_DEPTH];
	size_t depth;
	bool has_document;
};

static enum skops_status bad (struct builder *b, size_t line, const char *what)
{
	return skops_error_set (b->err, SKOPS_BAD_FILE, "line %zu: %s", line, what);
}

static enum skops_status bad_text (struct builder *b, size_t line, struct skops_text text, const char *what)
{
	char shown[128];

	return skops_error_set (b->err, SKOPS_BAD_FILE, "line %zu: %s %s", line, skops_text_show (shown, sizeof shown, text), what);
}

static enum skops_status push (struct builder *b, struct skops_yaml item)
{
	if (b->count == b->capacity) {
		size_t capacity = b->capacity ? 2 * b->capacity : 64;
		struct skops_yaml *items = realloc (b->items, capacity * sizeof *items);

		if (!items)
			return skops_error_memory (b->err);
		b->items = items;
		b->capacity = capacity;
	}
	b->items[b->count++] = item;
	return SKOPS_OK;
}

/* The key that was read before a map's value. */
static void take_key (struct builder *b, struct skops_yaml *item)
{
	if (b->depth && b->open[b->depth - 1].has_key) {
		item->key = b->open[b->depth - 1].key;
		b->open[b->depth - 1].has_key = false;
	}
}

static bool expects_key (const struct builder *b)
{
	return b->depth && b->open[b->depth - 1].self.kind == SKOPS_YAML_MAP && !b->open[b->depth - 1].has_key;
}

static enum skops_status on_scalar (struct builder *b, const yaml_event_t *event, size_t line)
{
	size_t size = event->data.scalar.length;
	struct skops_yaml item = { .kind = SKOPS_YAML_TEXT, .line = line, .quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE };

	if (event->data.scalar.anchor)
		return bad (b, line, "anchors are not read");
	if (event->data.scalar.tag)
		return bad (b, line, "tags are not read");
	item.text = (struct skops_text) { skops_arena_copy (b->arena, event->data.scalar.value, size), size };
	if (!item.text.data)
		return skops_error_memory (b->err);
	if (expects_key (b)) {
		b->open[b->depth - 1].has_key = true;
		b->open[b->depth - 1].key = item.text;
		return SKOPS_OK;
	}
	take_key (b, &item);
	return push (b, item);
}

static enum skops_status on_begin (struct builder *b, enum skops_yaml_kind kind, const yaml_char_t *anchor, const yaml_char_t *tag, size_t line)
{
	struct skops_yaml item = { .kind = kind, .line = line };

	if (anchor)
		return bad (b, line, "anchors are not read");
	if (tag)
		return bad (b, line, "tags are not read");
	if (expects_key (b))
		return bad (b, line, "a key that is no text");
	if (b->depth == MOST_DEPTH)
		return bad (b, line, "too many lists and maps inside one another");
	take_key (b, &item);
	b->open[b->depth].first = b->count;
	b->open[b->depth].self = item;
	b->open[b->depth].has_key = false;
	b->depth++;
	return SKOPS_OK;
}

static enum skops_status check_keys (struct builder *b, const struct skops_yaml *items, size_t count)
{
	struct skops_map *seen = skops_map_new (count);
	enum skops_status status = seen ? SKOPS_OK : skops_error_memory (b->err);
	uintptr_t *slot;
	bool is_new;

	for (size_t i = 0; i < count && !status; i++)
		if (!skops_map_add (seen, items[i].key.data, items[i].key.size, &slot, &is_new))
			status = skops_error_memory (b->err);
		else if (!is_new)
			status = bad_text (b, items[i].line, items[i].key, "occurs twice in one map");
	skops_map_free (seen);
	return status;
}

static enum skops_status on_end (struct builder *b)
{
	size_t first = b->open[--b->depth].first, count = b->count - first;
	struct skops_yaml item = b->open[b->depth].self;
	struct skops_yaml *items = skops_arena_alloc (b->arena, count, sizeof *items);
	enum skops_status status = items ? SKOPS_OK : skops_error_memory (b->err);

	if (!status && count && item.kind == SKOPS_YAML_MAP)
		status = check_keys (b, b->items + first, count);
	if (status)
		return status;
	if (count)
		memcpy (items, b->items + first, count * sizeof *items);
	item.items = items;
	item.count = count;
	b->count = first;
	return push (b, item);
}

static enum skops_status on_event (struct builder *b, const yaml_event_t *event, bool *done)
{
	size_t line = event->start_mark.line + 1;

	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT:
		if (b->has_document)
			return bad (b, line, "more than one document");
		if (event->data.document_start.tag_directives.start != event->data.document_start.tag_directives.end)
			return bad (b, line, "tags are not read");
		b->has_document = true;
		return SKOPS_OK;
	case YAML_ALIAS_EVENT:
		return bad (b, line, "aliases are not read");
	case YAML_SCALAR_EVENT:
		return on_scalar (b, event, line);
	case YAML_SEQUENCE_START_EVENT:
		return on_begin (b, SKOPS_YAML_LIST, event->data.sequence_start.anchor, event->data.sequence_start.tag, line);
	case YAML_MAPPING_START_EVENT:
		return on_begin (b, SKOPS_YAML_MAP, event->data.mapping_start.anchor, event->data.mapping_start.tag, line);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		return on_end (b);
	case YAML_STREAM_END_EVENT:
		*done = true;
		return b->has_document ? SKOPS_OK : bad (b, line, "there is no document");
	default:
		return SKOPS_OK;
	}
}

static enum skops_status syntax (struct builder *b, const yaml_parser_t *parser)
{
	if (parser->error == YAML_MEMORY_ERROR)
		return skops_error_memory (b->err);
	return bad (b, parser->problem_mark.line + 1, parser->problem ? parser->problem : "no valid YAML");
}

enum skops_status skops_yaml_parse (struct skops_error *err, const struct skops_yaml **out, struct skops_arena *arena,
                                    const char *bytes, size_t size)
{
	struct builder b = { .err = err, .arena = arena };
	enum skops_status status = SKOPS_OK;
	yaml_parser_t parser;
	bool done = false;

	if (size > MOST_BYTES)
		return skops_error_set (err, SKOPS_BAD_FILE, "YAML of over 1 MiB is not read");
	if (!yaml_parser_initialize (&parser))
		return skops_error_memory (err);
	yaml_parser_set_input_string (&parser, (const unsigned char *) (bytes ? bytes : ""), size);
	yaml_parser_set_encoding (&parser, YAML_UTF8_ENCODING);
	while (!status && !done) {
		yaml_event_t event;

		if (!yaml_parser_parse (&parser, &event)) {
			status = syntax (&b, &parser);
			break;
		}
		status = on_event (&b, &event, &done);
		yaml_event_delete (&event);
	}
	if (!status) {
		struct skops_yaml *root = skops_arena_alloc (arena, 1, sizeof *root);

		if (root)
			*root = b.items[0];
		else
			status = skops_error_memory (err);
		*out = root;
	}
	yaml_parser_delete (&parser);
	free (b.items);
	return status;
}

const struct skops_yaml *skops_yaml_get (const struct skops_yaml *map, const char *key)
{
	if (!map || map->kind != SKOPS_YAML_MAP)
		return NULL;
	for (size_t i = 0; i < map->count; i++)
		if (skops_text_is (map->items[i].key, key))
			return &map->items[i];
	return NULL;
}
