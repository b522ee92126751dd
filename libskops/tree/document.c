/* SPDX-License-Identifier: BSD-3-Clause */
/* A model file opened: container, schema, root, protocol. */
#include <string.h>

#include "base/text.h"
#include "tree/layout.h"
#include "tree/node.h"
#include "tree/schema.h"
#include "tree/tokens.h"

/* The protocol decides how nodes are read, so nothing but a plain integer will do: true is 1 to Python, and 2.0 is 2. */
static enum skops_status read_protocol (struct skops_error *err, struct skops_document *document, const struct skops_token *root)
{
	const struct skops_token *token = skops_token_get (root, SKOPS_KEY_PROTOCOL);
	char shown[64];

	if (!token)
		return skops_error_set (err, SKOPS_BAD_FILE, "the schema states no protocol");
	if (token->type != SKOPS_TOKEN_NUMBER)
		return skops_error_set (err, SKOPS_BAD_FILE, "the schema's protocol must be an integer, but is %s", skops_token_kind_name (token));
	skops_text_show (shown, sizeof shown, skops_token_text (token));
	if (token->size > 9 || strspn (token->text, "0123456789") != token->size || (token->size > 1 && token->text[0] == '0'))
		return skops_error_set (err, SKOPS_BAD_FILE, "the schema's protocol must be an integer from 0 to %d, but is %s", SKOPS_LATEST_PROTOCOL, shown);
	document->protocol = 0;
	for (const char *c = token->text; *c; c++)
		document->protocol = document->protocol * 10 + (*c - '0');
	if (document->protocol > SKOPS_LATEST_PROTOCOL)
		return skops_error_set (err, SKOPS_UNSUPPORTED, "the file has protocol %s, and the newest one known here is %d", shown, SKOPS_LATEST_PROTOCOL);
	return SKOPS_OK;
}

static enum skops_status read_version (struct skops_error *err, struct skops_document *document, const struct skops_token *root)
{
	const struct skops_token *token = skops_token_get (root, SKOPS_KEY_VERSION);

	document->skops_version = (struct skops_text) { "", 0 };
	if (!token)
		return SKOPS_OK;
	if (token->type != SKOPS_TOKEN_STRING)
		return skops_error_set (err, SKOPS_BAD_FILE, "the schema's _skops_version must be a string, but is %s", skops_token_kind_name (token));
	document->skops_version = skops_token_text (token);
	return SKOPS_OK;
}

static enum skops_status read_schema (struct skops_error *err, struct skops_document *document, const struct skops_limits *limits)
{
	const struct skops_member *member = skops_zip_find (document->zip, skops_text_of ("schema.json"));
	struct skops_tokens tokens;
	enum skops_status status;

	if (!member)
		return skops_error_set (err, SKOPS_BAD_FILE, "there is no schema.json in it: this is no .skops file");
	if (member->loaded < member->size)
		return skops_error_set (err, SKOPS_BAD_FILE, "schema.json was not read whole");
	status = skops_tokens_parse (err, &tokens, document->arena, (char *) (uintptr_t) member->data, member->size, limits);
	if (status) {
		skops_error_prefix (err, "schema.json");
		return status;
	}
	if (tokens.items[0].type != SKOPS_TOKEN_OBJECT)
		status = skops_error_set (err, SKOPS_BAD_FILE, "schema.json must hold an object, but holds %s", skops_token_kind_name (tokens.items));
	if (!status)
		status = read_protocol (err, document, tokens.items);
	if (!status)
		status = read_version (err, document, tokens.items);
	if (!status)
		status = skops_schema_read (err, document, &tokens, limits);
	skops_tokens_free (&tokens);
	return status;
}

static enum skops_status read_headers (struct skops_error *err, struct skops_document *document, const char *path, const void *bytes, size_t size, const struct skops_limits *limits)
{
	enum skops_status status = path ? skops_zip_open (err, &document->zip, document->arena, path, true, limits)
		: skops_zip_parse (err, &document->zip, document->arena, bytes, size, true, limits);

	return status ? status : read_schema (err, document, limits);
}

/* The schema is worked on while the arrays are being read. */
static enum skops_status read_whole (struct skops_error *err, struct skops_document *document, const char *path, const void *bytes, size_t size, const struct skops_limits *limits)
{
	struct skops_zip_reading *reading;

	document->payload = skops_arena_new (limits->memory);
	if (!document->payload)
		return skops_error_memory (err);
	if (!skops_zip_begin (err, &reading, &document->zip, document->arena, document->payload, path, bytes, size, skops_text_of ("schema.json"), limits))
		read_schema (err, document, limits);
	if (!skops_zip_finish (err, reading) && skops_arena_mark (document->payload).total > limits->memory - skops_arena_mark (document->arena).total)
		skops_error_memory (err);
	return err->status;
}

static enum skops_status open_document (struct skops_error *err, struct skops_document **out, const char *path, const void *bytes, size_t size,
                                        bool headers_only, const struct skops_limits *limits)
{
	struct skops_arena *arena;
	struct skops_document *document;
	enum skops_status status;

	*out = NULL;
	if (!limits)
		limits = &skops_limits_default;
	arena = skops_arena_new (limits->memory);
	document = arena ? skops_arena_alloc (arena, 1, sizeof *document) : NULL;
	if (!document) {
		skops_arena_free (arena);
		return skops_error_memory (err);
	}
	document->arena = arena;
	status = headers_only ? read_headers (err, document, path, bytes, size, limits) : read_whole (err, document, path, bytes, size, limits);
	if (status)
		skops_document_close (document);
	else
		*out = document;
	return status;
}

enum skops_status skops_document_open (struct skops_error *err, struct skops_document **out, const char *path, bool headers_only,
                                       const struct skops_limits *limits)
{
	return open_document (err, out, path, NULL, 0, headers_only, limits);
}

enum skops_status skops_document_parse (struct skops_error *err, struct skops_document **out, const void *bytes, size_t size, bool headers_only,
                                        const struct skops_limits *limits)
{
	return open_document (err, out, NULL, bytes, size, headers_only, limits);
}

void skops_document_close (struct skops_document *document)
{
	if (!document)
		return;
	skops_zip_close (document->zip);
	skops_arena_free (document->payload);
	skops_arena_free (document->arena);
}
