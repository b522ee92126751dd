/* SPDX-License-Identifier: BSD-3-Clause */
/* JSON events to a flat sequence of values: 16 bytes for each, whatever the shape. */
#include "model/input_json.h"

#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "format/json.h"

enum { DEPTH = 16 };

struct builder {
	const struct skops_reader *reader;
	struct skops_buffer values, texts; /* a text's place among `texts` is its `u` until the end */
	size_t open[DEPTH + 1];            /* indices of containers */
	size_t depth;
};

static struct skops_value *value_at (struct builder *b, size_t i)
{
	return (struct skops_value *) (void *) b->values.data + i;
}

static size_t count (const struct builder *b)
{
	return b->values.size / sizeof (struct skops_value);
}

static enum skops_status add (struct builder *b, struct skops_value value)
{
	struct skops_value *parent;

	skops_buffer_append (&b->values, &value, sizeof value);
	if (b->values.failed || b->texts.failed)
		return skops_error_memory (b->reader->err);
	if (b->depth) {
		parent = value_at (b, b->open[b->depth - 1]);
		if (parent->size == UINT32_MAX)
			return skops_error_set (b->reader->err, SKOPS_UNFIT, "a list of over 4294967294 elements");
		parent->size++;
	}
	return SKOPS_OK;
}

static enum skops_status begin (struct builder *b, uint8_t kind)
{
	size_t index = count (b);
	enum skops_status status = add (b, (struct skops_value) { .kind = kind });

	if (status)
		return status;
	if (b->depth > DEPTH)
		return skops_error_set (b->reader->err, SKOPS_UNFIT, "lists in lists in lists, too deep for a table");
	b->open[b->depth++] = index;
	return SKOPS_OK;
}

static enum skops_status begin_object (void *data)
{
	return begin (data, SKOPS_TAPE_OBJECT);
}

static enum skops_status begin_list (void *data)
{
	return begin (data, SKOPS_TAPE_LIST);
}

static enum skops_status end (void *data)
{
	struct builder *b = data;
	struct skops_value *container = value_at (b, b->open[--b->depth]);

	container->i = (int64_t) count (b);
	if (container->kind == SKOPS_TAPE_OBJECT)
		container->size /= 2;
	return SKOPS_OK;
}

static enum skops_status text (void *data, struct skops_text text)
{
	struct builder *b = data;
	struct skops_value value = { .kind = SKOPS_IS_TEXT, .size = (uint32_t) text.size, .u = b->texts.size };

	if (text.size > UINT32_MAX)
		return skops_error_set (b->reader->err, SKOPS_UNFIT, "a text of over 4 GiB");
	skops_buffer_append (&b->texts, text.data, text.size);
	return add (b, value);
}

static enum skops_status scalar (void *data, enum skops_json_kind kind, struct skops_text spelling)
{
	struct builder *b = data;
	struct skops_value value = { 0 };
	char shown[60];

	switch (kind) {
	case SKOPS_JSON_STRING:
		return text (data, spelling);
	case SKOPS_JSON_TRUE:
	case SKOPS_JSON_FALSE:
		value.kind = SKOPS_IS_BOOL;
		value.i = kind == SKOPS_JSON_TRUE;
		break;
	case SKOPS_JSON_NUMBER:
		if (!skops_json_number (spelling, &value))
			return skops_error_set (b->reader->err, SKOPS_UNFIT, "%s is an integer of over 64 bits; write it as a decimal number if its nearest float64 will do",
			                        skops_text_show (shown, sizeof shown, spelling));
		break;
	default:
		break;
	}
	return add (b, value);
}

static enum skops_status parse (struct builder *b, const char *bytes, size_t size)
{
	static const struct skops_json_events events = {
		.begin_object = begin_object, .end_object = end, .begin_array = begin_list, .end_array = end, .key = text, .scalar = scalar,
	};

	return skops_json_parse (b->reader->err, bytes, size, &(struct skops_json_options) { .python = true, .depth = DEPTH - 1 }, &events, b);
}

static bool is_blank (const char *bytes, size_t size)
{
	return strspn (bytes, " \t\r") >= size;
}

static enum skops_status parse_lines (struct builder *b, const char *bytes, size_t size)
{
	const char *stop = bytes + size;
	size_t number = 0;
	enum skops_status status = begin_list (b);

	while (!status && bytes < stop) {
		const char *line_end = memchr (bytes, '\n', (size_t) (stop - bytes));
		size_t length = (size_t) ((line_end ? line_end : stop) - bytes);
		number++;
		if (!is_blank (bytes, length)) {
			status = parse (b, bytes, length);
			if (status)
				skops_error_prefix (b->reader->err, "line %zu", number);
		}
		bytes += length + (line_end != NULL);
	}
	return status ? status : end (b);
}

enum skops_status skops_tape_parse (const struct skops_reader *reader, struct skops_tape *out, const char *bytes, size_t size, bool lines)
{
	struct builder b = { .reader = reader };
	const char *texts;
	enum skops_status status = lines ? parse_lines (&b, bytes, size) : parse (&b, bytes, size);

	if (!status) {
		out->count = count (&b);
		out->values = skops_arena_scratch (reader->arena, out->count, sizeof *out->values);
		texts = skops_arena_copy (reader->arena, b.texts.data ? b.texts.data : "", b.texts.size);
		if (!out->values || !texts) {
			status = skops_error_memory (reader->err);
		} else {
			memcpy (out->values, b.values.data, out->count * sizeof *out->values);
			for (size_t i = 0; i < out->count; i++)
				if (out->values[i].kind == SKOPS_IS_TEXT)
					out->values[i].text = texts + out->values[i].u;
		}
	}
	skops_buffer_free (&b.values);
	skops_buffer_free (&b.texts);
	return status;
}
