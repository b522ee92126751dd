/* SPDX-License-Identifier: BSD-3-Clause */
/* Which nodes the tables of the registered plugins would read, and as whose: from the registry's word, without opening a plugin. */
#ifndef SKOPS_REPORT_READING_H
#define SKOPS_REPORT_READING_H

#include "base/arena.h"
#include "base/error.h"
#include "registry/registry.h"
#include "tree/node.h"

/* A type as the registry serves it: one plugin or several, each with a facet. */
struct skops_claim {
	const struct skops_registry_plugin *plugin; /* of the first facet that is served; NULL: nobody claims the type */
	const char *type;                           /* as the plugin names it */
	const struct skops_registry_handler *handlers[SKOPS_FACETS];
	size_t n_handlers;
};

enum skops_read { SKOPS_READ_NOT_REACHED, SKOPS_READ_NEVER, SKOPS_READ_YES };

struct skops_reading {
	const uint8_t *read;               /* enum skops_read of each node by its number; of an object that stands in several places: yes if any is read */
	const struct skops_claim **owners; /* the claim whose tables come to the node; NULL above the first */
};

/* What the registry knows of a node's type. */
void skops_claim_find (struct skops_claim *out, const struct skops_registry *registry, const struct skops_node *node);

/* True when the node's loader kind is one that an object of its class can have. */
bool skops_record_fits (const struct skops_node *node);

/* The attributes that an owner reads of an object inside it that is no estimator: the number of lists put out, at most SKOPS_FACETS; 0 if its class is none
 * of the owner's records. */
size_t skops_claim_record (const struct skops_claim *owner, const struct skops_node *node, const struct skops_registry_names *out[SKOPS_FACETS]);

/* Walks the document from the root, through references as well; each object at most twice. */
enum skops_status skops_reading_find (struct skops_error *err, struct skops_reading *out, struct skops_arena *arena, const struct skops_document *document,
                                      const struct skops_registry *registry);

#endif
