/* SPDX-License-Identifier: BSD-3-Clause */
/* A short list of names, as the user gave them. */
#include "report/trust.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "format/file.h"

enum { MEMORY = 16 << 20, LARGEST = 1 << 20 };

struct skops_trust {
	struct skops_arena *arena;
	const char **types;
	size_t count, capacity;
};

struct skops_trust *skops_trust_new (void)
{
	struct skops_trust *trust = calloc (1, sizeof *trust);

	if (trust && !(trust->arena = skops_arena_new (MEMORY))) {
		free (trust);
		return NULL;
	}
	return trust;
}

void skops_trust_free (struct skops_trust *trust)
{
	if (!trust)
		return;
	skops_arena_free (trust->arena);
	free (trust->types);
	free (trust);
}

enum skops_status skops_trust_add (struct skops_error *err, struct skops_trust *trust, const char *type)
{
	const char *colon = strchr (type, ':');
	char *copy;

	if (!colon || colon == type || !colon[1] || strchr (colon + 1, ':') || strpbrk (type, " \t\r\n"))
		return skops_error_set (err, SKOPS_MISUSE, "\"%s\" is no type: write module:Class, as in sklearn.pipeline:Pipeline", type);
	if (trust->count == trust->capacity) {
		size_t capacity = trust->capacity ? trust->capacity * 2 : 16;
		const char **types = realloc (trust->types, capacity * sizeof *types);

		if (!types)
			return skops_error_memory (err);
		trust->types = types;
		trust->capacity = capacity;
	}
	copy = skops_arena_copy (trust->arena, type, strlen (type));
	if (!copy)
		return skops_error_memory (err);
	trust->types[trust->count++] = copy;
	return SKOPS_OK;
}

enum skops_status skops_trust_read (struct skops_error *err, struct skops_trust *trust, const char *path)
{
	const char *bytes, *end;
	size_t size, line = 0;

	if (skops_file_read (err, &bytes, &size, trust->arena, path, LARGEST))
		return err->status;
	end = bytes + size;
	while (bytes < end) {
		const char *newline = memchr (bytes, '\n', (size_t) (end - bytes)), *stop = newline ? newline : end;
		const char *comment = memchr (bytes, '#', (size_t) (stop - bytes));
		struct skops_text text = { bytes, (size_t) ((comment ? comment : stop) - bytes) };
		char *copy;

		line++;
		while (text.size && strchr (" \t\r", text.data[text.size - 1]))
			text.size--;
		while (text.size && strchr (" \t", text.data[0])) {
			text.data++;
			text.size--;
		}
		bytes = newline ? newline + 1 : end;
		if (!text.size)
			continue;
		copy = skops_arena_copy (trust->arena, text.data, text.size);
		if (!copy)
			return skops_error_memory (err);
		if (memchr (text.data, '\0', text.size))
			skops_error_set (err, SKOPS_MISUSE, "a NUL is in it");
		else
			skops_trust_add (err, trust, copy);
		if (err->status) {
			skops_error_prefix (err, "%s, line %zu", path, line);
			return err->status;
		}
	}
	return SKOPS_OK;
}

bool skops_trust_has (const struct skops_trust *trust, struct skops_text module, struct skops_text class_name)
{
	for (size_t i = 0; trust && i < trust->count; i++) {
		const char *colon = strchr (trust->types[i], ':');

		if (skops_text_equal (module, (struct skops_text) { trust->types[i], (size_t) (colon - trust->types[i]) }) && skops_text_is (class_name, colon + 1))
			return true;
	}
	return false;
}
