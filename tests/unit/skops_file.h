/* SPDX-License-Identifier: BSD-3-Clause */
/* Model files made in memory for tests: a schema as text, members as bytes, a stored zip around them. */
#ifndef TESTS_SKOPS_FILE_H
#define TESTS_SKOPS_FILE_H

#include <stdint.h>
#include <string.h>

#include "base/buffer.h"
#include "base/error.h"
#include "tree/node.h"

/* Nodes as schema text, with ' for ". */
#define NODE(loader, module, class_, id, rest) \
	"{'__class__':'" class_ "','__module__':'" module "','__loader__':'" loader "','__id__':" id rest "}"
#define JSON(id, text) NODE ("JsonNode", "builtins", "str", id, ",'content':'" text "','is_json':true")
#define TYPE(id, module, class_) NODE ("TypeNode", module, class_, id, "")
#define LIST(id, items) NODE ("ListNode", "builtins", "list", id, ",'content':[" items "]")
#define TUPLE(id, items) NODE ("TupleNode", "builtins", "tuple", id, ",'content':[" items "]")
#define DICT(id, types, entries) NODE ("DictNode", "builtins", "dict", id, ",'key_types':" types ",'content':{" entries "}")
#define OBJECT(id, module, class_, state) NODE ("ObjectNode", module, class_, id, ",'content':" state)
#define ARRAY(id, class_, file) NODE ("NdArrayNode", "numpy", class_, id, ",'type':'numpy','file':'" file "'")
#define STR(id) TYPE (id, "builtins", "str")

struct member {
	const char *name; /* NULL ends a list */
	const void *data;
	size_t size;
};

static inline uint32_t crc_of (const unsigned char *p, size_t size)
{
	uint32_t crc = UINT32_MAX;

	for (size_t i = 0; i < size; i++) {
		crc ^= p[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (0xEDB88320u & (0u - (crc & 1)));
	}
	return ~crc;
}

static inline void put (struct skops_buffer *out, uint64_t value, int bytes)
{
	for (int i = 0; i < bytes; i++) {
		char byte = (char) (value >> 8 * i & 255);

		skops_buffer_append (out, &byte, 1);
	}
}

/* Local header (or, with a place, entry of the directory) of a stored member. */
static inline void put_header (struct skops_buffer *out, const struct member *member, const size_t *place)
{
	put (out, place ? 0x02014b50 : 0x04034b50, 4);
	if (place)
		put (out, 20, 2);
	put (out, 20, 2);
	put (out, 0, 4);
	put (out, (uint32_t) (33 << 16), 4);
	put (out, crc_of (member->data, member->size), 4);
	put (out, member->size, 4);
	put (out, member->size, 4);
	put (out, strlen (member->name), 2);
	put (out, 0, 2);
	if (place) {
		put (out, 0, 6);
		put (out, 0, 4);
		put (out, *place, 4);
	}
	skops_buffer_text (out, member->name);
}

/* A zip of at most 16 members. */
static inline struct skops_buffer zip_of (const struct member *members)
{
	struct skops_buffer out = {0};
	size_t places[16], n = 0, directory, size;

	for (; members[n].name; n++) {
		places[n] = out.size;
		put_header (&out, &members[n], NULL);
		skops_buffer_append (&out, members[n].data, members[n].size);
	}
	directory = out.size;
	for (size_t i = 0; i < n; i++)
		put_header (&out, &members[i], &places[i]);
	size = out.size - directory;
	put (&out, 0x06054b50, 4);
	put (&out, 0, 4);
	put (&out, n, 2);
	put (&out, n, 2);
	put (&out, size, 4);
	put (&out, directory, 4);
	put (&out, 0, 2);
	return out;
}

/* A model file of a schema, ' standing for ", and members (NULL: none). */
static inline struct skops_buffer file_of (const char *schema, const struct member *members)
{
	struct skops_buffer text = {0}, out;
	struct member all[16] = { { "schema.json", NULL, 0 } };
	size_t n = 1;

	skops_buffer_text (&text, schema);
	for (size_t i = 0; i < text.size; i++)
		if (text.data[i] == '\'')
			text.data[i] = '"';
	all[0].data = text.data;
	all[0].size = text.size;
	for (; members && members->name && n < 15; members++)
		all[n++] = *members;
	out = zip_of (all);
	skops_buffer_free (&text);
	return out;
}

/* The root node, given without its closing brace's metadata, as a whole schema of a protocol. */
static inline struct skops_buffer schema_of (const char *root, const char *protocol)
{
	struct skops_buffer out = {0};

	skops_buffer_append (&out, root, strlen (root) - 1);
	skops_buffer_format (&out, ",'protocol':%s,'_skops_version':'0.16.0'}", protocol);
	return out;
}

/* Parses a model whose root node is `root`. */
static inline enum skops_status parse_with (struct skops_error *err, struct skops_document **out, const char *root, const char *protocol,
                                            const struct member *members)
{
	struct skops_buffer schema = schema_of (root, protocol);
	struct skops_buffer file = file_of (schema.data, members);
	enum skops_status status = skops_document_parse (err, out, file.data, file.size, false, NULL);

	skops_buffer_free (&schema);
	skops_buffer_free (&file);
	return status;
}

static inline enum skops_status parse (struct skops_error *err, struct skops_document **out, const char *root)
{
	return parse_with (err, out, root, "2", NULL);
}

#endif
