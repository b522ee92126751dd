/* SPDX-License-Identifier: BSD-3-Clause */
/* Registry files are short and written by people or by `skops-plugins registry`; whatever is not understood in one is refused, so that a slip of
 * the pen is told and not lost. */
#include "registry/entry.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/text.h"
#include "format/yaml.h"
#include "skops/plugin.h"

enum { LONGEST_NAME = 256, PRIORITY = 1000 };

struct parser {
	struct skops_error *err;
	struct skops_arena *arena;
	struct skops_registry_plugin *entry;
	const char *libraries;
};

static enum skops_status bad (struct parser *parser, const struct skops_yaml *at, const char *what)
{
	char key[64];

	return skops_error_set (parser->err, SKOPS_BAD_FILE, "line %zu: %s%s%s", at->line, skops_text_show (key, sizeof key, at->key), at->key.size ? ": " : "", what);
}

/* A text of one line without control characters. */
static enum skops_status text_of (struct parser *parser, const struct skops_yaml *at, const char **out)
{
	if (at->kind != SKOPS_YAML_TEXT)
		return bad (parser, at, "a text is due");
	if (at->text.size == 0 || at->text.size > PATH_MAX)
		return bad (parser, at, at->text.size ? "is too long" : "is empty");
	for (size_t i = 0; i < at->text.size; i++)
		if ((unsigned char) at->text.data[i] < ' ' || at->text.data[i] == 127)
			return bad (parser, at, "holds a control character");
	*out = skops_arena_copy (parser->arena, at->text.data, at->text.size);
	return *out ? SKOPS_OK : skops_error_memory (parser->err);
}

/* A name without white space. */
static enum skops_status name_of (struct parser *parser, const struct skops_yaml *at, const char **out)
{
	enum skops_status status = text_of (parser, at, out);

	if (!status && (strchr (*out, ' ') || strlen (*out) > LONGEST_NAME))
		return bad (parser, at, "is no name");
	return status;
}

static bool is_type (const char *text)
{
	const char *colon = strchr (text, ':');

	return colon && colon != text && colon[1] && !strchr (colon + 1, ':');
}

/* "module:Class" */
static enum skops_status type_of (struct parser *parser, const struct skops_yaml *at, const char **out)
{
	enum skops_status status = name_of (parser, at, out);

	if (!status && !is_type (*out))
		return bad (parser, at, "is not of the form module:Class");
	return status;
}

typedef enum skops_status reader (struct parser *parser, const struct skops_yaml *at, const char **out);

static enum skops_status names_of (struct parser *parser, const struct skops_yaml *at, reader *read, struct skops_registry_names *out)
{
	const char **items;

	if (at->kind != SKOPS_YAML_LIST)
		return bad (parser, at, "a list is due");
	items = skops_arena_alloc (parser->arena, at->count, sizeof *items);
	if (!items)
		return skops_error_memory (parser->err);
	for (size_t i = 0; i < at->count; i++)
		if (read (parser, &at->items[i], &items[i]))
			return parser->err->status;
	*out = (struct skops_registry_names) { items, at->count };
	return SKOPS_OK;
}

static enum skops_status facets_of (struct parser *parser, const struct skops_yaml *at, unsigned *out)
{
	struct skops_registry_names names;

	if (names_of (parser, at, name_of, &names))
		return parser->err->status;
	for (size_t i = 0; i < names.count; i++) {
		unsigned facet = 0;

		while (facet < SKOPS_FACETS && strcmp (names.items[i], skops_facet_name (facet)) != 0)
			facet++;
		if (facet == SKOPS_FACETS)
			return bad (parser, &at->items[i], "is no facet that is known");
		*out |= 1u << facet;
	}
	return SKOPS_OK;
}

/* "*" stands for any class. */
static enum skops_status record_type_of (struct parser *parser, const struct skops_yaml *at, const char **out)
{
	enum skops_status status = name_of (parser, at, out);

	if (!status && !is_type (*out) && strcmp (*out, "*") != 0)
		return bad (parser, at, "is not of the form module:Class");
	return status;
}

static enum skops_status record_of (struct parser *parser, const struct skops_yaml *map, struct skops_registry_binds *out)
{
	if (map->kind != SKOPS_YAML_MAP)
		return bad (parser, map, "type and binds are due");
	for (size_t i = 0; i < map->count; i++) {
		const struct skops_yaml *at = &map->items[i];

		if (skops_text_is (at->key, "type"))
			record_type_of (parser, at, &out->type);
		else if (skops_text_is (at->key, "binds"))
			names_of (parser, at, name_of, &out->attributes);
		else
			bad (parser, at, "is no key of a record");
		if (parser->err->status)
			return parser->err->status;
	}
	return out->type ? SKOPS_OK : bad (parser, map, "has no type");
}

static enum skops_status records_of (struct parser *parser, const struct skops_yaml *at, struct skops_registry_handler *out)
{
	struct skops_registry_binds *records;

	if (at->kind != SKOPS_YAML_LIST)
		return bad (parser, at, "a list is due");
	records = skops_arena_alloc (parser->arena, at->count, sizeof *records);
	if (!records)
		return skops_error_memory (parser->err);
	for (size_t i = 0; i < at->count; i++)
		if (record_of (parser, &at->items[i], &records[i]))
			return parser->err->status;
	out->records = records;
	out->n_records = at->count;
	return SKOPS_OK;
}

static enum skops_status handler_of (struct parser *parser, const struct skops_yaml *map, struct skops_registry_handler *out)
{
	out->loader = "ObjectNode";
	if (map->kind != SKOPS_YAML_MAP)
		return bad (parser, map, "a handler is due");
	for (size_t i = 0; i < map->count; i++) {
		const struct skops_yaml *at = &map->items[i];

		if (skops_text_is (at->key, "type"))
			type_of (parser, at, &out->type);
		else if (skops_text_is (at->key, "loader"))
			name_of (parser, at, &out->loader);
		else if (skops_text_is (at->key, "facets"))
			facets_of (parser, at, &out->facets);
		else if (skops_text_is (at->key, "binds"))
			names_of (parser, at, name_of, &out->binds);
		else if (skops_text_is (at->key, "records"))
			records_of (parser, at, out);
		else
			bad (parser, at, "is no key of a handler");
		if (parser->err->status)
			return parser->err->status;
	}
	return out->type ? SKOPS_OK : bad (parser, map, "has no type");
}

static enum skops_status handlers_of (struct parser *parser, const struct skops_yaml *at)
{
	struct skops_registry_handler *handlers;

	if (at->kind == SKOPS_YAML_TEXT && at->text.size == 0)
		return SKOPS_OK;
	if (at->kind != SKOPS_YAML_LIST)
		return bad (parser, at, "a list is due");
	handlers = skops_arena_alloc (parser->arena, at->count, sizeof *handlers);
	if (!handlers)
		return skops_error_memory (parser->err);
	for (size_t i = 0; i < at->count; i++) {
		if (handler_of (parser, &at->items[i], &handlers[i]))
			return parser->err->status;
		for (size_t k = 0; k < i; k++)
			if (strcmp (handlers[k].type, handlers[i].type) == 0)
				return bad (parser, &at->items[i], "the type has a handler already");
	}
	parser->entry->handlers = handlers;
	parser->entry->n_handlers = at->count;
	return SKOPS_OK;
}

static enum skops_status aliases_of (struct parser *parser, const struct skops_yaml *at)
{
	struct skops_registry_alias *aliases;

	if (at->kind != SKOPS_YAML_MAP)
		return bad (parser, at, "a map of types is due");
	aliases = skops_arena_alloc (parser->arena, at->count, sizeof *aliases);
	if (!aliases)
		return skops_error_memory (parser->err);
	for (size_t i = 0; i < at->count; i++) {
		const struct skops_yaml *item = &at->items[i];
		struct skops_yaml key = { .kind = SKOPS_YAML_TEXT, .text = item->key, .line = item->line };

		if (type_of (parser, &key, &aliases[i].type) || type_of (parser, item, &aliases[i].as))
			return parser->err->status;
	}
	parser->entry->aliases = aliases;
	parser->entry->n_aliases = at->count;
	return SKOPS_OK;
}

/* `folder`/`name` in the arena. */
static const char *join (struct parser *parser, const char *folder, size_t size, const char *name)
{
	char *path = skops_arena_alloc (parser->arena, size + strlen (name) + 2, 1);

	if (path) {
		memcpy (path, folder, size);
		path[size] = '/';
		strcpy (path + size + 1, name);
	}
	return path;
}

static enum skops_status library_of (struct parser *parser, const struct skops_yaml *at)
{
	const char *name, *path = NULL;

	if (text_of (parser, at, &name))
		return parser->err->status;
	if (name[0] == '/') {
		parser->entry->library = name;
		return SKOPS_OK;
	}
	if (strchr (name, '/') || name[0] == '.')
		return bad (parser, at, "must be the name of a file in the plugins' folder, or an absolute path");
	for (const char *folder = parser->libraries; *folder;) {
		size_t size = strcspn (folder, ":");

		if (folder[0] == '/') {
			struct stat info;
			const char *candidate = join (parser, folder, size, name);

			if (!candidate)
				return skops_error_memory (parser->err);
			if (!path)
				path = candidate;
			if (stat (candidate, &info) == 0) {
				path = candidate;
				break;
			}
		}
		folder += size;
		folder += *folder == ':';
	}
	if (!path)
		return bad (parser, at, "there is no folder for plugins");
	parser->entry->library = path;
	return SKOPS_OK;
}

static enum skops_status priority_of (struct parser *parser, const struct skops_yaml *at)
{
	const char *text;
	char *end;
	long value;

	if (text_of (parser, at, &text))
		return parser->err->status;
	value = strtol (text, &end, 10);
	if (at->quoted || *end || value < -PRIORITY || value > PRIORITY)
		return bad (parser, at, "an integer from -1000 to 1000 is due");
	parser->entry->priority = (int) value;
	return SKOPS_OK;
}

static enum skops_status critical_of (struct parser *parser, const struct skops_yaml *at)
{
	if (at->kind != SKOPS_YAML_TEXT || at->quoted || !(skops_text_is (at->text, "true") || skops_text_is (at->text, "false")))
		return bad (parser, at, "true or false is due");
	parser->entry->critical = skops_text_is (at->text, "true");
	return SKOPS_OK;
}

static enum skops_status pin_of (struct parser *parser, const struct skops_yaml *at)
{
	if (text_of (parser, at, &parser->entry->sha256))
		return parser->err->status;
	if (strlen (parser->entry->sha256) != 64 || strspn (parser->entry->sha256, "0123456789abcdef") != 64)
		return bad (parser, at, "64 lower-case hexadecimal digits are due");
	return SKOPS_OK;
}

static enum skops_status plugin_name_of (struct parser *parser, const struct skops_yaml *at)
{
	const char *name;

	if (name_of (parser, at, &name))
		return parser->err->status;
	if (strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789_-") != strlen (name))
		return bad (parser, at, "a plugin's name is of a-z, 0-9, _ and -");
	parser->entry->name = name;
	return SKOPS_OK;
}

static enum skops_status key_of (struct parser *parser, const struct skops_yaml *at)
{
	struct skops_registry_plugin *entry = parser->entry;

	if (skops_text_is (at->key, "plugin"))
		return plugin_name_of (parser, at);
	if (skops_text_is (at->key, "library"))
		return library_of (parser, at);
	if (skops_text_is (at->key, "abi"))
		return text_of (parser, at, &entry->abi);
	if (skops_text_is (at->key, "version"))
		return text_of (parser, at, &entry->version);
	if (skops_text_is (at->key, "summary"))
		return text_of (parser, at, &entry->summary);
	if (skops_text_is (at->key, "priority"))
		return priority_of (parser, at);
	if (skops_text_is (at->key, "critical"))
		return critical_of (parser, at);
	if (skops_text_is (at->key, "sha256"))
		return pin_of (parser, at);
	if (skops_text_is (at->key, "handlers"))
		return handlers_of (parser, at);
	if (skops_text_is (at->key, "inert"))
		return names_of (parser, at, type_of, &entry->inert);
	if (skops_text_is (at->key, "functions"))
		return names_of (parser, at, type_of, &entry->functions);
	if (skops_text_is (at->key, "aliases"))
		return aliases_of (parser, at);
	return bad (parser, at, "is no key of a registry file");
}

static enum skops_status check_abi (struct parser *parser)
{
	struct skops_registry_plugin *entry = parser->entry;
	char *end;
	long major = strtol (entry->abi, &end, 10), minor = *end == '.' ? strtol (end + 1, &end, 10) : -1;

	if (*end || minor < 0)
		return skops_error_set (parser->err, SKOPS_BAD_FILE, "abi: two numbers with a dot between them are due");
	if (major != SKOPS_ABI_MAJOR || minor != SKOPS_ABI_MINOR)
		return skops_error_set (parser->err, SKOPS_BAD_FILE, "the plugin is made for ABI %ld.%ld, and this is %d.%d: build it again", major, minor, SKOPS_ABI_MAJOR,
		                        SKOPS_ABI_MINOR);
	return SKOPS_OK;
}

enum skops_status skops_entry_parse (struct skops_error *err, struct skops_registry_plugin *out, struct skops_arena *arena, const char *bytes, size_t size,
                                     const char *libraries)
{
	struct parser parser = { .err = err, .arena = arena, .entry = out, .libraries = libraries };
	const struct skops_yaml *root;

	if (skops_yaml_parse (err, &root, arena, bytes, size))
		return err->status;
	if (root->kind != SKOPS_YAML_MAP)
		return bad (&parser, root, "a map of keys is due");
	/* first what says whose fault it is */
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < root->count; i++) {
			const struct skops_yaml *at = &root->items[i];
			bool first = skops_text_is (at->key, "plugin") || skops_text_is (at->key, "critical");

			if (first == (pass == 0) && key_of (&parser, at))
				return err->status;
		}
	if (!out->name || !out->library || !out->abi || !out->version)
		return skops_error_set (err, SKOPS_BAD_FILE, "%s: is missing", !out->name ? "plugin" : !out->library ? "library" : !out->abi ? "abi" : "version");
	if (!out->summary)
		out->summary = "";
	return check_abi (&parser);
}
