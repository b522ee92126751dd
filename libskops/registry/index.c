/* SPDX-License-Identifier: BSD-3-Clause */
/* The index: a map from module, NUL, name to what is known of it. Registry names hold no NUL, so a file's names, whatever is in them, meet no other
 * entry than their own. */
#include "registry/index.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/text.h"
#include "registry/function.h"

enum { LONGEST_KEY = 1024 };

struct claim {
	const struct skops_registry_plugin *plugin;
	const struct skops_registry_handler *handler;
	struct claim *next; /* less preferred */
};

/* What is known of one type. */
struct subject {
	struct claim *claims;
	const char *as; /* the type that it is an alias of */
	const struct skops_registry_plugin *aliased_by, *inert_by, *record_by;
};

struct skops_registry_index {
	struct skops_map *types;     /* to struct subject */
	struct skops_map *functions; /* to struct skops_registry_plugin, by the one name of each function */
};

/* The administrator's word goes before the package's; a user's comes last. */
static int rank (const struct skops_registry_plugin *plugin)
{
	return plugin->layer == SKOPS_LAYER_SYSTEM ? 0 : plugin->layer == SKOPS_LAYER_PACKAGE ? 1 : 2;
}

/* True when a goes before b. */
static bool precedes (const struct skops_registry_plugin *a, const struct skops_registry_plugin *b)
{
	if (rank (a) != rank (b))
		return rank (a) < rank (b);
	if (a->priority != b->priority)
		return a->priority > b->priority;
	return strcmp (a->name, b->name) < 0;
}

/* Writes the key of two names; 0 when they are too long to be anybody's. */
static size_t key_of (char key[LONGEST_KEY], struct skops_text module, struct skops_text name)
{
	if (module.size >= LONGEST_KEY || name.size >= LONGEST_KEY - module.size)
		return 0;
	if (module.size)
		memcpy (key, module.data, module.size);
	key[module.size] = '\0';
	if (name.size)
		memcpy (key + module.size + 1, name.data, name.size);
	return module.size + 1 + name.size;
}

/* "module:name" at its colon. */
static void split (const char *type, struct skops_text *module, struct skops_text *name)
{
	const char *colon = strchr (type, ':');

	*module = (struct skops_text) { type, colon ? (size_t) (colon - type) : strlen (type) };
	*name = skops_text_of (colon ? colon + 1 : "");
}

static uintptr_t *slot_of (struct skops_map *map, struct skops_arena *arena, struct skops_text module, struct skops_text name)
{
	char key[LONGEST_KEY];
	size_t size = key_of (key, module, name);
	const char *kept = skops_arena_copy (arena, key, size);
	uintptr_t *slot;
	bool is_new;

	return kept && skops_map_add (map, kept, size, &slot, &is_new) ? slot : NULL;
}

static struct subject *subject_of (struct skops_registry_index *index, struct skops_arena *arena, const char *type)
{
	struct skops_text module, name;
	uintptr_t *slot;

	split (type, &module, &name);
	slot = slot_of (index->types, arena, module, name);
	if (slot && !*slot)
		*slot = (uintptr_t) skops_arena_alloc (arena, 1, sizeof (struct subject));
	return slot ? (struct subject *) *slot : NULL;
}

static bool add_claims (struct skops_registry_index *index, struct skops_arena *arena, const struct skops_registry_plugin *plugin)
{
	for (size_t i = 0; i < plugin->n_handlers; i++) {
		struct subject *subject = subject_of (index, arena, plugin->handlers[i].type);
		struct claim *claim = skops_arena_alloc (arena, 1, sizeof *claim), **place;

		if (!subject || !claim)
			return false;
		*claim = (struct claim) { .plugin = plugin, .handler = &plugin->handlers[i] };
		for (place = &subject->claims; *place && precedes ((*place)->plugin, plugin); place = &(*place)->next)
			;
		claim->next = *place;
		*place = claim;
	}
	return true;
}

/* The preferred of two that say the same. */
static void vouch (const struct skops_registry_plugin **by, const struct skops_registry_plugin *plugin)
{
	if (!*by || precedes (plugin, *by))
		*by = plugin;
}

static bool add_records (struct skops_registry_index *index, struct skops_arena *arena, const struct skops_registry_plugin *plugin)
{
	for (size_t i = 0; i < plugin->n_handlers; i++)
		for (size_t k = 0; k < plugin->handlers[i].n_records; k++) {
			struct subject *subject = subject_of (index, arena, plugin->handlers[i].records[k].type);

			if (!subject)
				return false;
			vouch (&subject->record_by, plugin);
		}
	return true;
}

static bool add_words (struct skops_registry_index *index, struct skops_arena *arena, const struct skops_registry_plugin *plugin)
{
	for (size_t i = 0; i < plugin->n_aliases; i++) {
		struct subject *subject = subject_of (index, arena, plugin->aliases[i].type);

		if (!subject)
			return false;
		if (!subject->aliased_by || precedes (plugin, subject->aliased_by)) {
			subject->aliased_by = plugin;
			subject->as = plugin->aliases[i].as;
		}
	}
	if (plugin->layer == SKOPS_LAYER_USER)
		return true;
	if (!add_records (index, arena, plugin))
		return false;
	for (size_t i = 0; i < plugin->inert.count; i++) {
		struct subject *subject = subject_of (index, arena, plugin->inert.items[i]);

		if (!subject)
			return false;
		vouch (&subject->inert_by, plugin);
	}
	for (size_t i = 0; i < plugin->functions.count; i++) {
		struct skops_text module, name;
		uintptr_t *slot;

		split (plugin->functions.items[i], &module, &name);
		module = skops_function_module (module);
		slot = slot_of (index->functions, arena, module, skops_function_name (module, name));
		if (!slot)
			return false;
		if (!*slot || precedes (plugin, (const struct skops_registry_plugin *) *slot))
			*slot = (uintptr_t) plugin;
	}
	return true;
}

enum skops_status skops_registry_index_new (struct skops_error *err, struct skops_registry_index **out, struct skops_arena *arena,
                                            struct skops_registry_plugin *const *plugins, size_t count)
{
	struct skops_registry_index *index = calloc (1, sizeof *index);

	*out = index;
	if (!index || !(index->types = skops_map_new (1024)) || !(index->functions = skops_map_new (256)))
		return skops_error_memory (err);
	for (size_t i = 0; i < count; i++)
		if (!plugins[i]->refused && !(add_claims (index, arena, plugins[i]) && add_words (index, arena, plugins[i])))
			return skops_error_memory (err);
	return SKOPS_OK;
}

void skops_registry_index_free (struct skops_registry_index *index)
{
	if (!index)
		return;
	skops_map_free (index->types);
	skops_map_free (index->functions);
	free (index);
}

static const struct subject *find (const struct skops_registry_index *index, struct skops_text module, struct skops_text name)
{
	char key[LONGEST_KEY];
	size_t size = key_of (key, module, name);

	return size ? (const struct subject *) skops_map_find (index->types, key, size, 0) : NULL;
}

static const struct claim *claim_of (const struct subject *subject, struct skops_text loader, enum skops_facet facet)
{
	const struct claim *claim = subject->claims;

	while (claim && !((claim->handler->facets & 1u << facet) && skops_text_is (loader, claim->handler->loader)))
		claim = claim->next;
	return claim;
}

const struct skops_registry_plugin *skops_registry_index_resolve (const struct skops_registry_index *index, struct skops_text module,
                                                                  struct skops_text class_name, struct skops_text loader, enum skops_facet facet,
                                                                  const char **type)
{
	const struct subject *subject = find (index, module, class_name);
	const struct claim *claim;

	if (subject && !subject->claims && subject->as) {
		struct skops_text other_module, other_name;

		split (subject->as, &other_module, &other_name);
		subject = find (index, other_module, other_name);
	}
	claim = subject ? claim_of (subject, loader, facet) : NULL;
	if (claim && type)
		*type = claim->handler->type;
	return claim ? claim->plugin : NULL;
}

const char *skops_registry_index_alias (const struct skops_registry_index *index, const char *type, const struct skops_registry_plugin **by)
{
	struct skops_text module, name;
	const struct subject *subject;

	split (type, &module, &name);
	subject = find (index, module, name);
	if (!subject || subject->claims || !subject->as)
		return NULL;
	*by = subject->aliased_by;
	return subject->as;
}

size_t skops_registry_index_candidates (const struct skops_registry_index *index, const char *type, enum skops_facet facet,
                                        const struct skops_registry_plugin **out, size_t capacity)
{
	struct skops_text module, name;
	const struct subject *subject;
	size_t n = 0;

	split (type, &module, &name);
	subject = find (index, module, name);
	for (const struct claim *claim = subject ? subject->claims : NULL; claim; claim = claim->next)
		if (claim->handler->facets & 1u << facet) {
			if (n < capacity)
				out[n] = claim->plugin;
			n++;
		}
	return n;
}

const struct skops_registry_plugin *skops_registry_index_inert (const struct skops_registry_index *index, struct skops_text module, struct skops_text class_name)
{
	const struct subject *subject = find (index, module, class_name);

	return subject ? subject->inert_by : NULL;
}

const struct skops_registry_plugin *skops_registry_index_function (const struct skops_registry_index *index, struct skops_text module, struct skops_text name)
{
	char key[LONGEST_KEY];
	size_t size;

	module = skops_function_module (module);
	size = key_of (key, module, skops_function_name (module, name));
	return size ? (const struct skops_registry_plugin *) skops_map_find (index->functions, key, size, 0) : NULL;
}

const struct skops_registry_plugin *skops_registry_index_record (const struct skops_registry_index *index, struct skops_text module, struct skops_text class_name)
{
	const struct subject *subject = find (index, module, class_name);

	return subject ? subject->record_by : NULL;
}
