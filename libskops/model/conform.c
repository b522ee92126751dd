/* SPDX-License-Identifier: BSD-3-Clause */
/* The course of a probe: the library, its registry file, its samples, and what no sample has. */
#include "model/conform.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "plugin/probe.h"
#include "plugin/registry_entry.h"
#include "registry/entry.h"

enum { LONGEST = 1400 };

/* What the tables read, by handler of the entry that they make, and what of it samples have. */
struct coverage {
	struct skops_arena *arena;
	struct skops_registry_plugin made;
	size_t *samples; /* for each handler: those that have its type */
	bool **seen;     /* … and for each name that it binds: whether one has it */
};

static void tell_text (struct skops_conform *conform, enum skops_probe_kind kind, const char *way_out, const char *format, va_list args) __attribute__ ((format (printf, 4, 0)));

static void tell_text (struct skops_conform *conform, enum skops_probe_kind kind, const char *way_out, const char *format, va_list args)
{
	char text[LONGEST] = "";
	size_t used = 0;

	if (conform->sample && kind == SKOPS_PROBE_STEP)
		used = (size_t) snprintf (text, sizeof text / 2, "%s: ", conform->sample);
	if (used >= sizeof text / 2)
		used = sizeof text / 2 - 1;
	vsnprintf (text + used, sizeof text - used, format, args);
	skops_probe_tell (kind, text, way_out);
}

void skops_conform_wrong (struct skops_conform *conform, const char *way_out, const char *format, ...)
{
	va_list args;

	va_start (args, format);
	tell_text (conform, SKOPS_PROBE_WRONG, way_out, format, args);
	va_end (args);
}

void skops_conform_note (struct skops_conform *conform, const char *format, ...)
{
	va_list args;

	va_start (args, format);
	tell_text (conform, SKOPS_PROBE_NOTE, NULL, format, args);
	va_end (args);
}

bool skops_conform_is_blamed (const struct skops_error *err)
{
	return strstr (err->message, "the plugin of ") || strstr (err->message, "ONNX operator ") || strstr (err->message, "ONNX converter of ");
}

/* What the step changed that is not the plugin's; each only once. */
static void settle (struct skops_conform *conform)
{
	struct skops_surroundings after;

	skops_surroundings_look (&after, conform->plugin);
	for (enum skops_aspect aspect = 0; aspect < SKOPS_ASPECTS; aspect++) {
		const char *way_out, *what = skops_surroundings_change (aspect, &way_out);
		if (after.sums[aspect] == conform->before.sums[aspect] || conform->told[aspect])
			continue;
		skops_conform_wrong (conform, way_out, "%s", what);
		conform->told[aspect] = true;
	}
	conform->before = after;
}

void skops_conform_step (struct skops_conform *conform, const char *format, ...)
{
	va_list args;

	settle (conform);
	va_start (args, format);
	tell_text (conform, SKOPS_PROBE_STEP, NULL, format, args);
	va_end (args);
}

static bool open_library (struct skops_conform *conform)
{
	struct skops_error err = { 0 };
	const struct skops_plugin *plugin;

	skops_conform_step (conform, "opening the library");
	if (skops_plugin_open (&err, &plugin, conform->task->library, conform->task->entry ? conform->task->entry->sha256 : NULL)) {
		skops_conform_wrong (conform, "build it with this core's headers, the macros SKOPS_PLUGIN and SKOPS_TABLE, and -Wl,-z,defs -Wl,-z,now; let nobody else write it", "%s", err.message);
		return false;
	}
	skops_conform_step (conform, "looking at its descriptor");
	conform->plugin = plugin;
	skops_surroundings_look (&conform->before, plugin);
	return true;
}

/* The entry that the plugin's own tables make. */
static bool make_entry (struct skops_conform *conform, struct coverage *coverage)
{
	struct skops_buffer text = { 0 };
	struct skops_error err = { 0 };

	skops_buffer_format (&text, "plugin: made\nlibrary: /made\nabi: \"%d.%d\"\nversion: made\n", SKOPS_ABI_MAJOR, SKOPS_ABI_MINOR);
	if (!skops_registry_entry (&err, &text, conform->plugin) && !text.failed)
		skops_entry_parse (&err, &coverage->made, coverage->arena, text.data, text.size, "");
	skops_buffer_free (&text);
	if (err.status) {
		skops_conform_wrong (conform, "names are those of scikit-learn's modules, classes and attributes", "its tables make no registry file: %s", err.message);
		return false;
	}
	coverage->samples = skops_arena_alloc (coverage->arena, coverage->made.n_handlers, sizeof *coverage->samples);
	coverage->seen = skops_arena_alloc (coverage->arena, coverage->made.n_handlers, sizeof *coverage->seen);
	for (size_t i = 0; coverage->samples && coverage->seen && i < coverage->made.n_handlers; i++)
		if (!(coverage->seen[i] = skops_arena_alloc (coverage->arena, coverage->made.handlers[i].binds.count, sizeof **coverage->seen)))
			return false;
	return coverage->samples && coverage->seen;
}

static bool has_name (const struct skops_registry_names *names, const char *name)
{
	for (size_t i = 0; i < names->count; i++)
		if (!strcmp (names->items[i], name))
			return true;
	return false;
}

/* The first name of a that is not in b; NULL. */
static const char *lacking (const struct skops_registry_names *a, const struct skops_registry_names *b)
{
	for (size_t i = 0; i < a->count; i++)
		if (!has_name (b, a->items[i]))
			return a->items[i];
	return NULL;
}

static void compare_binds (struct skops_conform *conform, const char *type, const struct skops_registry_names *stated, const struct skops_registry_names *read)
{
	static const char way_out[] = "write the handlers section with: skops-plugins registry FILE.so";
	const char *missing = lacking (read, stated), *extra = lacking (stated, read);

	if (missing)
		skops_conform_wrong (conform, way_out, "%s: its tables read %s, its registry file does not say so", type, missing);
	if (extra)
		skops_conform_wrong (conform, way_out, "%s: its registry file says that %s is read, its tables do not read it", type, extra);
}

static bool compare_entry (struct skops_conform *conform, const struct coverage *coverage)
{
	const struct skops_registry_plugin *entry = conform->task->entry;
	struct skops_error err = { 0 };

	skops_conform_step (conform, "comparing it with its registry file");
	if (!entry) {
		skops_conform_note (conform, "no registry file names this library, so that no sample can be loaded with it: SKOPS_REGISTRY_PATH names the folders of registry files");
		return false;
	}
	if (entry->refused)
		skops_conform_wrong (conform, "skops-plugins (1) has a registry file to copy", "its registry file %s is refused: %s", entry->file, entry->refused);
	for (size_t i = 0; i < entry->n_handlers && !entry->refused && !err.status; i++) {
		const struct skops_registry_handler *stated = &entry->handlers[i], *made = skops_registry_handler (&coverage->made, stated->type);
		const struct skops_handler *handler;

		if (skops_loader_handler (&err, &handler, conform->task->loader, entry, stated->type)) {
			skops_conform_wrong (conform, "name and version are the descriptor's; the handlers section is written by: skops-plugins registry FILE.so", "%s", err.message);
			break;
		}
		compare_binds (conform, stated->type, &stated->binds, &made->binds);
		for (size_t k = 0; k < made->n_records; k++) {
			static const struct skops_registry_names none = { NULL, 0 };
			const struct skops_registry_names *binds = &none;
			for (size_t n = 0; n < stated->n_records; n++)
				if (!strcmp (stated->records[n].type, made->records[k].type))
					binds = &stated->records[n].attributes;
			compare_binds (conform, made->records[k].type, binds, &made->records[k].attributes);
		}
	}
	return !entry->refused && !err.status;
}

/* Whether a document has a type of the plugin's; what it has of the attributes is noted. */
static bool cover (struct coverage *coverage, const struct skops_document *document)
{
	bool any = false;

	for (const struct skops_node *node = document->root; node; node = skops_node_next (node, document->root, true))
		for (size_t i = 0; i < coverage->made.n_handlers; i++) {
			const struct skops_registry_handler *handler = &coverage->made.handlers[i];
			const struct skops_node *state;

			if (node->reference || !skops_node_is (node, handler->type))
				continue;
			any = true;
			coverage->samples[i]++;
			state = skops_node_state (node);
			for (size_t k = 0; state && k < handler->binds.count; k++)
				coverage->seen[i][k] |= skops_node_get (state, skops_text_of (handler->binds.items[k])) != NULL;
		}
	return any;
}

static bool concerns (struct skops_conform *conform, struct coverage *coverage, const struct skops_conform_sample *sample)
{
	struct skops_error err = { 0 };
	struct skops_document *document;
	bool any;

	skops_conform_step (conform, "looking for types of the plugin");
	if (skops_document_open (&err, &document, sample->model, false, conform->task->limits)) {
		skops_conform_wrong (conform, "--sample takes a model that skops inspect can read", "it cannot be read: %s", err.message);
		return false;
	}
	any = cover (coverage, document);
	skops_document_close (document);
	if (!any)
		skops_probe_tell (SKOPS_PROBE_STRANGE, "it holds no type that the plugin serves", "give a --sample that does: skops inspect --types lists what a file holds");
	return any;
}

/* What was not tried is told, lest silence be taken for praise. */
static void tell_gaps (struct skops_conform *conform, const struct coverage *coverage)
{
	for (size_t i = 0; i < coverage->made.n_handlers; i++) {
		const struct skops_registry_handler *handler = &coverage->made.handlers[i];
		struct skops_buffer names = { 0 };

		for (size_t k = 0; k < handler->binds.count; k++)
			if (!coverage->seen[i][k])
				skops_buffer_format (&names, "%s%s", names.size ? ", " : "", handler->binds.items[k]);
		if (!coverage->samples[i])
			skops_conform_note (conform, "no sample has a %s: nothing of it was run", handler->type);
		else if (names.size && !names.failed)
			skops_conform_note (conform, "no sample of %s has %s: misspelt, or of other versions", handler->type, names.data);
		skops_buffer_free (&names);
	}
}

void skops_conform_probe (const struct skops_conform_task *task)
{
	struct skops_conform conform = { .task = task };
	struct coverage coverage = { .arena = skops_arena_new (task->limits->memory) };

	skops_surroundings_look (&conform.before, NULL);
	if (coverage.arena && open_library (&conform) && make_entry (&conform, &coverage) && compare_entry (&conform, &coverage)) {
		for (size_t i = 0; i < task->n_samples; i++) {
			conform.sample = task->samples[i].model;
			if (concerns (&conform, &coverage, &task->samples[i])) {
				skops_conform_sample (&conform, &task->samples[i]);
				settle (&conform);
				skops_probe_tell (SKOPS_PROBE_PASSED, conform.sample, NULL);
			}
			conform.sample = NULL;
		}
		tell_gaps (&conform, &coverage);
	}
	settle (&conform);
	skops_arena_free (coverage.arena);
	skops_probe_tell (SKOPS_PROBE_DONE, "", NULL);
}
