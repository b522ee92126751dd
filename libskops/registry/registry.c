/* SPDX-License-Identifier: BSD-3-Clause */
/* The registry's life: layers read one after another, then an index of types for the rest of it. */
#include "registry/registry.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "registry/entry.h"
#include "registry/folder.h"
#include "registry/index.h"

enum { MEMORY = 256 << 20 };

struct skops_registry {
	struct skops_arena *arena;
	struct skops_registry_plugin **plugins;
	size_t count, capacity;
	struct skops_registry_index *index;
};

/* What the walk of a folder needs to know. */
struct layer {
	struct skops_error *err;
	struct skops_registry *registry;
	enum skops_layer layer;
	const char *libraries;
	size_t first; /* entry of this layer */
};

const char *skops_layer_name (enum skops_layer layer)
{
	static const char *const names[] = { "package", "system", "user" };

	return names[layer];
}

const char *skops_facet_name (enum skops_facet facet)
{
	static const char *const names[SKOPS_FACETS] = { "predict", "importances", "onnx", "card" };

	return names[facet];
}

static struct skops_registry_plugin *add (struct layer *layer, const char *file)
{
	struct skops_registry *registry = layer->registry;
	struct skops_registry_plugin *plugin = skops_arena_alloc (registry->arena, 1, sizeof *plugin);

	if (plugin && registry->count == registry->capacity) {
		size_t capacity = registry->capacity ? registry->capacity * 2 : 32;
		struct skops_registry_plugin **plugins = realloc (registry->plugins, capacity * sizeof *plugins);

		if (!plugins)
			plugin = NULL;
		else {
			registry->plugins = plugins;
			registry->capacity = capacity;
		}
	}
	if (!plugin) {
		skops_error_memory (layer->err);
		return NULL;
	}
	*plugin = (struct skops_registry_plugin) { .name = "", .version = "", .summary = "", .abi = "", .library = "", .file = file, .layer = layer->layer };
	registry->plugins[registry->count++] = plugin;
	return plugin;
}

/* Keeps the entry in the list, but nothing that it says. */
static enum skops_status refuse (struct layer *layer, struct skops_registry_plugin *plugin, const struct skops_error *refusal)
{
	bool critical = plugin->critical;

	plugin->refused = skops_arena_copy (layer->registry->arena, refusal->message, strlen (refusal->message));
	plugin->n_handlers = plugin->n_aliases = plugin->inert.count = plugin->functions.count = 0;
	if (!plugin->refused || refusal->status == SKOPS_NO_MEMORY)
		return skops_error_memory (layer->err);
	if (critical)
		return skops_error_set (layer->err, SKOPS_UNSUPPORTED, "the critical plugin %s cannot be used: %s: %s", plugin->name, plugin->file, refusal->message);
	return SKOPS_OK;
}

static enum skops_status on_file (void *data, const char *path, const char *bytes, size_t size, const struct skops_error *refusal)
{
	struct layer *layer = data;
	struct skops_registry *registry = layer->registry;
	struct skops_registry_plugin *plugin = add (layer, path), parsed;
	struct skops_error err = {0};

	if (!plugin)
		return layer->err->status;
	if (!bytes)
		return refuse (layer, plugin, refusal);
	parsed = (struct skops_registry_plugin) { .file = path, .layer = layer->layer };
	skops_entry_parse (&err, &parsed, registry->arena, bytes, size, layer->libraries);
	for (size_t i = layer->first; !err.status && i + 1 < registry->count; i++)
		if (!registry->plugins[i]->refused && strcmp (registry->plugins[i]->name, parsed.name) == 0)
			skops_error_set (&err, SKOPS_BAD_FILE, "%s has a plugin of this name already", registry->plugins[i]->file);
	if (!err.status) {
		*plugin = parsed;
		return SKOPS_OK;
	}
	if (parsed.name)
		plugin->name = parsed.name;
	plugin->critical = parsed.critical;
	return refuse (layer, plugin, &err);
}

/* A folder that somebody named must be there; one that is usual need not. */
static enum skops_status read_folder (struct layer *layer, const char *folder, bool named)
{
	struct skops_error refusal = {0};
	bool absent;

	if (skops_folder_read (&refusal, layer->registry->arena, folder, &absent, on_file, layer) == SKOPS_OK && absent && named)
		skops_error_set (&refusal, SKOPS_UNSUPPORTED, "is not there");
	if (!layer->err->status && refusal.status) {
		struct skops_registry_plugin *plugin = add (layer, skops_arena_copy (layer->registry->arena, folder, strlen (folder)));

		if (plugin)
			refuse (layer, plugin, &refusal);
	}
	return layer->err->status;
}

static enum skops_status read_package (struct layer *layer)
{
	const char *folders = secure_getenv ("SKOPS_REGISTRY_PATH"), *libraries = secure_getenv ("SKOPS_PLUGIN_PATH");

	layer->layer = SKOPS_LAYER_PACKAGE;
	layer->first = layer->registry->count;
	layer->libraries = libraries && *libraries ? libraries : PLUGINDIR;
	if (!folders || !*folders)
		return read_folder (layer, REGISTRYDIR, false);
	while (*folders && !layer->err->status) {
		size_t size = strcspn (folders, ":");
		const char *folder = skops_arena_copy (layer->registry->arena, folders, size);

		if (!folder)
			return skops_error_memory (layer->err);
		if (size)
			read_folder (layer, folder, true);
		folders += size;
		folders += *folders == ':';
	}
	return layer->err->status;
}

static enum skops_status read_system (struct layer *layer, const char *folder)
{
	layer->layer = SKOPS_LAYER_SYSTEM;
	layer->first = layer->registry->count;
	layer->libraries = PLUGINDIR;
	return read_folder (layer, folder ? folder : SYSTEM_REGISTRYDIR, false);
}

/* The user's files lie in $XDG_DATA_HOME/skops, which is ~/.local/share/skops. */
static enum skops_status read_user (struct layer *layer)
{
	const char *data = secure_getenv ("XDG_DATA_HOME"), *home = secure_getenv ("HOME"), *between = "";
	char *folder, *libraries;
	size_t size;

	layer->layer = SKOPS_LAYER_USER;
	layer->first = layer->registry->count;
	if (!data || data[0] != '/') {
		data = home;
		between = "/.local/share";
	}
	if (!data || data[0] != '/')
		return SKOPS_OK;
	size = strlen (data) + strlen (between) + sizeof "/skops/registry.d";
	folder = skops_arena_alloc (layer->registry->arena, size, 1);
	libraries = skops_arena_alloc (layer->registry->arena, size, 1);
	if (!folder || !libraries)
		return skops_error_memory (layer->err);
	strcat (strcat (strcpy (folder, data), between), "/skops/registry.d");
	strcat (strcat (strcpy (libraries, data), between), "/skops/plugins");
	layer->libraries = libraries;
	return read_folder (layer, folder, false);
}

enum skops_status skops_registry_open (struct skops_error *err, struct skops_registry **out, const struct skops_registry_options *options)
{
	static const struct skops_registry_options none;
	struct skops_registry *registry = calloc (1, sizeof *registry);
	struct layer layer = { .err = err, .registry = registry };

	*out = NULL;
	if (!options)
		options = &none;
	if (!registry || !(registry->arena = skops_arena_new (MEMORY))) {
		skops_registry_free (registry);
		return skops_error_memory (err);
	}
	if (read_package (&layer) || read_system (&layer, options->system_folder) || (!options->system_only && read_user (&layer)) ||
	    skops_registry_index_new (err, &registry->index, registry->arena, registry->plugins, registry->count)) {
		skops_registry_free (registry);
		return err->status;
	}
	*out = registry;
	return SKOPS_OK;
}

void skops_registry_free (struct skops_registry *registry)
{
	if (!registry)
		return;
	skops_registry_index_free (registry->index);
	skops_arena_free (registry->arena);
	free (registry->plugins);
	free (registry);
}

size_t skops_registry_count (const struct skops_registry *registry)
{
	return registry->count;
}

const struct skops_registry_plugin *skops_registry_plugin_at (const struct skops_registry *registry, size_t i)
{
	return i < registry->count ? registry->plugins[i] : NULL;
}

const struct skops_registry_handler *skops_registry_handler (const struct skops_registry_plugin *plugin, const char *type)
{
	for (size_t i = 0; i < plugin->n_handlers; i++)
		if (strcmp (plugin->handlers[i].type, type) == 0)
			return &plugin->handlers[i];
	return NULL;
}

const struct skops_registry_plugin *skops_registry_resolve (const struct skops_registry *registry, struct skops_text module, struct skops_text class_name,
                                                            struct skops_text loader, enum skops_facet facet, const char **type)
{
	return skops_registry_index_resolve (registry->index, module, class_name, loader, facet, type);
}

const char *skops_registry_alias (const struct skops_registry *registry, const char *type, const struct skops_registry_plugin **by)
{
	return skops_registry_index_alias (registry->index, type, by);
}

char *skops_registry_trouble (char *out, size_t capacity, const struct skops_registry *registry)
{
	const char *folders = secure_getenv ("SKOPS_REGISTRY_PATH"), *first = NULL;
	size_t refused = 0, serving = 0;
	char shown[200];

	*out = '\0';
	for (size_t i = 0; i < registry->count; i++) {
		serving += registry->plugins[i]->n_handlers != 0;
		if (registry->plugins[i]->refused && refused++ == 0)
			first = registry->plugins[i]->file;
	}
	if (!serving)
		snprintf (out, capacity, "; there are no plugins at all in %s", skops_text_show (shown, sizeof shown, skops_text_of (folders && *folders ? folders : REGISTRYDIR)));
	else if (refused)
		snprintf (out, capacity, "; of the registry, %s is refused%s", skops_text_show (shown, sizeof shown, skops_text_of (first)), refused > 1 ? ", and others" : "");
	return out;
}

size_t skops_registry_candidates (const struct skops_registry *registry, const char *type, enum skops_facet facet,
                                  const struct skops_registry_plugin **out, size_t capacity)
{
	return skops_registry_index_candidates (registry->index, type, facet, out, capacity);
}

const struct skops_registry_plugin *skops_registry_inert (const struct skops_registry *registry, struct skops_text module, struct skops_text class_name)
{
	return skops_registry_index_inert (registry->index, module, class_name);
}

const struct skops_registry_plugin *skops_registry_function (const struct skops_registry *registry, struct skops_text module, struct skops_text name)
{
	return skops_registry_index_function (registry->index, module, name);
}

const struct skops_registry_plugin *skops_registry_record (const struct skops_registry *registry, struct skops_text module, struct skops_text class_name)
{
	return skops_registry_index_record (registry->index, module, class_name);
}
