/* SPDX-License-Identifier: BSD-3-Clause */
/* The registry: which plugin serves which facet of which type, from small YAML files in layers. No library is opened here. Const once read. */
#ifndef SKOPS_REGISTRY_REGISTRY_H
#define SKOPS_REGISTRY_REGISTRY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "skops/value.h"

enum skops_layer { SKOPS_LAYER_PACKAGE, SKOPS_LAYER_SYSTEM, SKOPS_LAYER_USER };
enum skops_facet { SKOPS_FACET_PREDICT, SKOPS_FACET_IMPORTANCES, SKOPS_FACET_ONNX, SKOPS_FACET_CARD, SKOPS_FACETS };

struct skops_registry_names {
	const char *const *items;
	size_t count;
};

/* Attributes that a type's tables read: of the type itself, or of an object inside it that is no estimator. */
struct skops_registry_binds {
	const char *type; /* "module:Class" */
	struct skops_registry_names attributes;
};

struct skops_registry_handler {
	const char *type;   /* "module:Class" */
	const char *loader; /* "ObjectNode" */
	unsigned facets;    /* bits 1 << enum skops_facet */
	struct skops_registry_names binds;
	const struct skops_registry_binds *records;
	size_t n_records;
};

/* A type that behaves as another: mostly a user's subclass. */
struct skops_registry_alias {
	const char *type, *as; /* both "module:Class" */
};

/* One registry file, or a folder that could not be read (refused, without a name). */
struct skops_registry_plugin {
	const char *name, *version, *summary, *abi;
	const char *library; /* absolute path */
	const char *file;    /* the registry file's path */
	const char *sha256;  /* NULL: not pinned */
	enum skops_layer layer;
	int priority;
	bool critical;
	const char *refused; /* NULL, or why this entry is not used */
	const struct skops_registry_handler *handlers;
	size_t n_handlers;
	struct skops_registry_names inert;     /* "module:Class" of mere data left by training */
	struct skops_registry_names functions; /* "module:name" known by name */
	const struct skops_registry_alias *aliases;
	size_t n_aliases;
};

struct skops_registry;

struct skops_registry_options {
	bool system_only; /* the user layer is not read */
	const char *system_folder; /* NULL: the one that was configured */
};

/* Reads all layers: the package's registry.d (or the folders of SKOPS_REGISTRY_PATH, with the libraries of SKOPS_PLUGIN_PATH), the system's, the user's in
 * XDG_DATA_HOME. A privileged program ignores the environment. A bad file is listed as refused and harms no other, unless it says that it is critical. */
enum skops_status skops_registry_open (struct skops_error *err, struct skops_registry **out, const struct skops_registry_options *options);
void skops_registry_free (struct skops_registry *registry);

/* Entries in the order of layers, folders and file names. */
size_t skops_registry_count (const struct skops_registry *registry);
const struct skops_registry_plugin *skops_registry_plugin_at (const struct skops_registry *registry, size_t i);

/* The plugin that serves a facet of a type, NULL when none does. `type`, if not NULL, gets the type as the plugin names it ("module:Class"; another than asked for by an alias).
 * Names are compared as three strings; nothing is joined. */
const struct skops_registry_plugin *skops_registry_resolve (const struct skops_registry *registry, struct skops_text module, struct skops_text class_name,
                                                            struct skops_text loader, enum skops_facet facet, const char **type);

/* The type that "module:Class" is read as by an alias; NULL where it is none, or where a plugin serves it itself. `by` gets the plugin whose file says so. */
const char *skops_registry_alias (const struct skops_registry *registry, const char *type, const struct skops_registry_plugin **by);

/* What may be why nobody serves a type: that there are no plugins, or files that are refused. "; …" for the end of a sentence, "" where nothing is amiss; returns `out`. */
char *skops_registry_trouble (char *out, size_t capacity, const struct skops_registry *registry);

/* All that offer a facet of "module:Class" through any loader, the best first: the system's layer, then the package's, then the user's, which may add but not
 * replace; then the higher priority, then the name. The first is the one that serves it; it hides the others. Returns their number, of which at most
 * `capacity` are put out. */
size_t skops_registry_candidates (const struct skops_registry *registry, const char *type, enum skops_facet facet,
                                  const struct skops_registry_plugin **out, size_t capacity);

/* The plugin by whose word a type is mere data left by training, or a function is known by name (NULL: nobody's). What a user's file says of
 * these does not count: it may add types, not widen what is harmless. */
const struct skops_registry_plugin *skops_registry_inert (const struct skops_registry *registry, struct skops_text module, struct skops_text class_name);
const struct skops_registry_plugin *skops_registry_function (const struct skops_registry *registry, struct skops_text module, struct skops_text name);

/* The plugin whose tables read objects of this class inside estimators of theirs, wherever these are. */
const struct skops_registry_plugin *skops_registry_record (const struct skops_registry *registry, struct skops_text module, struct skops_text class_name);

/* The handler entry of a type in a plugin's file; NULL when it has none. */
const struct skops_registry_handler *skops_registry_handler (const struct skops_registry_plugin *plugin, const char *type);

const char *skops_layer_name (enum skops_layer layer); /* "package" … */
const char *skops_facet_name (enum skops_facet facet); /* "predict" … */

#endif
