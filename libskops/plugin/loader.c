/* SPDX-License-Identifier: BSD-3-Clause */
/* From a registry entry to a handler: is the library safe to open, does it keep what its registry file promised? */
#include "plugin/loader.h"

#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "format/file.h"
#include "format/sha256.h"
#include "plugin/abi.h"
#include "plugin/open.h"

/* What became of one entry; a refusal is remembered, so that a thousand trees do not try a thousand times. */
struct opened {
	const struct skops_plugin *plugin; /* NULL: refused */
	struct skops_error refusal;
	bool tried;
};

struct skops_loader {
	const struct skops_registry *registry;
	pthread_mutex_t lock;
	struct opened *opened; /* by the entry's place in the registry */
};

enum { LIBRARY_BYTES = 256 << 20 };

struct skops_loader *skops_loader_new (const struct skops_registry *registry)
{
	struct skops_loader *loader = calloc (1, sizeof *loader);
	size_t count = skops_registry_count (registry);

	if (!loader)
		return NULL;
	loader->registry = registry;
	loader->opened = calloc (count ? count : 1, sizeof *loader->opened);
	if (!loader->opened || pthread_mutex_init (&loader->lock, NULL)) {
		free (loader->opened);
		free (loader);
		return NULL;
	}
	return loader;
}

void skops_loader_free (struct skops_loader *loader)
{
	if (!loader)
		return;
	pthread_mutex_destroy (&loader->lock);
	free (loader->opened);
	free (loader);
}

/* Whether another user could put something else in this file's place, or another entry into this folder. In a sticky folder only an entry's owner can. */
static enum skops_status check_owner (struct skops_error *err, const char *path, const char *at, bool folder)
{
	struct stat info;

	if (stat (at, &info))
		return skops_error_set (err, SKOPS_UNSUPPORTED, "plugin %s is not there: install it, or remove its registry file", path);
	if (info.st_uid != 0 && info.st_uid != geteuid ())
		return skops_error_set (err, SKOPS_UNSUPPORTED, "plugin %s: %s belongs to another user (uid %u)", path, at, (unsigned) info.st_uid);
	if (!(folder && info.st_mode & S_ISVTX) && (info.st_mode & S_IWOTH || (info.st_mode & S_IWGRP && info.st_gid != 0 && info.st_gid != getegid ())))
		return skops_error_set (err, SKOPS_UNSUPPORTED, "plugin %s: others can write %s (chmod go-w)", path, at);
	return SKOPS_OK;
}

/* Code that others can change is not run as this user: `real` becomes the library behind every link, which nobody else can change, nor any folder above it. */
static enum skops_status resolve (struct skops_error *err, char real[PATH_MAX], const char *path)
{
	char at[PATH_MAX];
	size_t size;

	if (!realpath (path, real))
		return skops_error_set (err, SKOPS_UNSUPPORTED, "plugin %s is not there: install it, or remove its registry file", path);
	if (check_owner (err, path, real, false))
		return err->status;
	size = strlen (real);
	memcpy (at, real, size + 1);
	while (size > 1) {
		while (at[size - 1] != '/')
			size--;
		at[size > 1 ? --size : size] = '\0';
		if (check_owner (err, path, at, true))
			return err->status;
	}
	return SKOPS_OK;
}

static enum skops_status check_pin (struct skops_error *err, const char *library, const char *pin)
{
	struct skops_arena *arena = skops_arena_new ((size_t) 2 * LIBRARY_BYTES);
	uint8_t digest[32];
	char text[65];
	const char *bytes;
	size_t size;

	if (!arena)
		return skops_error_memory (err);
	if (!skops_file_read (err, &bytes, &size, arena, library, LIBRARY_BYTES)) {
		skops_sha256 (digest, bytes, size);
		for (int i = 0; i < 32; i++) {
			text[2 * i] = "0123456789abcdef"[digest[i] >> 4];
			text[2 * i + 1] = "0123456789abcdef"[digest[i] & 15];
		}
		text[64] = '\0';
		if (strcmp (text, pin) != 0)
			skops_error_set (err, SKOPS_UNSUPPORTED, "plugin %s has the SHA-256 %s, its registry file pins %s", library, text, pin);
	}
	skops_arena_free (arena);
	return err->status;
}

static bool same_type (const struct skops_handler *handler, const char *type)
{
	size_t module = strlen (handler->module);

	return !strncmp (type, handler->module, module) && type[module] == ':' && !strcmp (type + module + 1, handler->class_name);
}

static const struct skops_handler *find_handler (const struct skops_plugin *plugin, const char *type)
{
	for (const struct skops_handler *const *handler = plugin->handlers; *handler; handler++)
		if (same_type (*handler, type))
			return *handler;
	return NULL;
}

static unsigned facets_of (const struct skops_handler *handler)
{
	unsigned facets = 0;

	for (enum skops_facet f = 0; f < SKOPS_FACETS; f++)
		facets |= skops_handler_facet (handler, f) ? 1u << f : 0;
	return facets;
}

/* The registry file is the contract; the library must keep it to the letter. */
static enum skops_status compare (struct skops_error *err, const struct skops_plugin *plugin, const struct skops_registry_plugin *entry)
{
	size_t promised = 0, kept = 0;

	if (strcmp (plugin->name, entry->name) != 0)
		return skops_error_set (err, SKOPS_UNSUPPORTED, "plugin %s calls itself %s, its registry file %s calls it %s", entry->library, plugin->name, entry->file, entry->name);
	if (strcmp (plugin->version, entry->version) != 0)
		return skops_error_set (err, SKOPS_UNSUPPORTED, "plugin %s is version %s, its registry file %s says %s", entry->library, plugin->version, entry->file, entry->version);
	for (size_t i = 0; i < entry->n_handlers; i++, promised++) {
		const struct skops_registry_handler *wanted = &entry->handlers[i];
		const struct skops_handler *found = find_handler (plugin, wanted->type);
		if (!found)
			return skops_error_set (err, SKOPS_UNSUPPORTED, "plugin %s has no handler for %s, which its registry file %s promises", entry->library, wanted->type, entry->file);
		if (strcmp (found->loader, wanted->loader) != 0 || facets_of (found) != wanted->facets)
			return skops_error_set (err, SKOPS_UNSUPPORTED, "plugin %s serves %s otherwise than its registry file %s says (loader kind or facets)", entry->library, wanted->type, entry->file);
	}
	for (const struct skops_handler *const *handler = plugin->handlers; *handler; handler++)
		kept++;
	if (kept != promised)
		return skops_error_set (err, SKOPS_UNSUPPORTED, "plugin %s has %zu handlers, its registry file %s names %zu", entry->library, kept, entry->file, promised);
	return SKOPS_OK;
}

enum skops_status skops_plugin_open (struct skops_error *err, const struct skops_plugin **out, const char *path, const char *pin)
{
	skops_query_function *query;
	const struct skops_plugin *plugin;
	char real[PATH_MAX];

	if (resolve (err, real, path) || (pin && check_pin (err, real, pin)) || skops_open_library (err, &query, real))
		return err->status;
	plugin = query ();
	if (skops_abi_check_plugin (err, plugin, path))
		return err->status;
	*out = plugin;
	return SKOPS_OK;
}

static void open_entry (struct opened *opened, const struct skops_registry_plugin *entry)
{
	const struct skops_plugin *plugin;

	opened->tried = true;
	if (entry->refused)
		skops_error_set (&opened->refusal, SKOPS_UNSUPPORTED, "plugin %s: %s", entry->name, entry->refused);
	else if (!skops_plugin_open (&opened->refusal, &plugin, entry->library, entry->sha256) && !compare (&opened->refusal, plugin, entry))
		opened->plugin = plugin;
}

enum skops_status skops_loader_handler (struct skops_error *err, const struct skops_handler **out, struct skops_loader *loader,
                                        const struct skops_registry_plugin *entry, const char *type)
{
	size_t i = 0, count = skops_registry_count (loader->registry);
	struct opened *opened;

	while (i < count && skops_registry_plugin_at (loader->registry, i) != entry)
		i++;
	if (i == count)
		return skops_error_set (err, SKOPS_UNSUPPORTED, "plugin %s is not in this registry", entry->name);
	pthread_mutex_lock (&loader->lock);
	opened = &loader->opened[i];
	if (!opened->tried)
		open_entry (opened, entry);
	pthread_mutex_unlock (&loader->lock);
	if (!opened->plugin)
		return skops_error_set (err, opened->refusal.status, "%s", opened->refusal.message);
	*out = find_handler (opened->plugin, type);
	return *out ? SKOPS_OK : skops_error_set (err, SKOPS_UNSUPPORTED, "plugin %s has no handler for %s", entry->library, type);
}
