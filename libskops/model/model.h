/* SPDX-License-Identifier: BSD-3-Clause */
/* A loaded model: estimators whose state was bound, checked, built and described by their plugins. Const once loaded. */
#ifndef SKOPS_MODEL_MODEL_H
#define SKOPS_MODEL_MODEL_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/limits.h"
#include "base/pool.h"
#include "plugin/loader.h"
#include "registry/registry.h"
#include "skops/plugin.h"
#include "tree/node.h"

struct skops_method_entry;

/* Where a column of X stands among the columns of an edge. */
struct skops_edge_place {
	int64_t column, place;
};

/* A child call, resolved. */
struct skops_edge_entry {
	struct skops_edge edge; /* columns are copied and checked */
	const struct skops_edge_place *places; /* of the columns, ascending */
	const struct skops_method_entry *method; /* the child's */
};

/* A method and whose it is. A delegated method is the child's own entry, listed again by its parent. */
struct skops_method_entry {
	struct skops_method method; /* first: the host hands out its address */
	const struct skops_child *owner;
	struct skops_edge_entry *edges;
	size_t n_edges;
	size_t calls;   /* of methods that one block costs, this one and those that it calls */
	size_t numbers; /* that a row becomes on its way, as far as widths are known */
	bool whole_batch; /* this method or any that it calls needs all rows at once */
	bool hands_on;    /* it may answer with a part of X */
	bool is_plain;    /* it has one answer, dense and of a known width, unless it is like X and X is CSR */
	uint8_t forms, unchecked; /* bits 1 << enum skops_form: of X, which it takes as it is; and of which it takes any number */
	struct skops_block answer; /* of a plain method, but for what its rows make different */
};

/* What a column of X may hold; 0, 0 where nobody said. */
struct skops_column_use {
	uint32_t kinds, missing;
};

/* One facet of an estimator. */
struct skops_child_facet {
	const struct skops_handler *handler; /* NULL until wanted */
	void *state; /* bound, checked, built; NULL until then */
};

/* One estimator of a model. */
struct skops_child {
	const struct skops_node *node;
	const char *type; /* "module:Class" as the handler has it */
	struct skops_child_facet facets[SKOPS_FACETS]; /* each perhaps another plugin's; bound when they are first wanted */
	uint32_t writer;
	const struct skops_error *refusal; /* NULL, or why it could not be loaded: an owner that can do without it goes on, all others fail */
	unsigned stage; /* how far it is: 0 named, 1 in work (a cycle if met again), 2 complete */
	int64_t features; /* F; -1 where nothing states it */
	struct skops_names names_in; /* feature_names_in_; count 0: none */
	const struct skops_method_entry **methods;
	size_t n_methods;
	struct skops_column_use *columns; /* `features` of them, or one that holds for all, or none */
	size_t n_columns;
	bool importances_done;
	struct skops_array importances;
};

struct skops_model_options {
	struct skops_pool *pool; /* NULL, or what loading may share out its work to; not needed later */
	uint32_t assume_version; /* SKOPS_VERSION to read a newer file as; 0: refuse it */
};

struct skops_model {
	struct skops_arena *arena;
	struct skops_map *children; /* address of a node → struct skops_child */
	const struct skops_registry *registry; /* borrowed, as the loader is: for facets that are wanted later */
	struct skops_loader *loader;
	struct skops_model_options options;
	struct skops_document *document; /* owned */
	const struct skops_child *root;
	const struct skops_limits *limits;
	size_t memory; /* what may be made of it at once: in proportion to its file */
};

/* Loads what `document` holds. Takes the document over, also on failure. Errors name the place in the file. */
enum skops_status skops_model_load (struct skops_error *err, struct skops_model **out, struct skops_document *document,
                                    const struct skops_registry *registry, struct skops_loader *loader,
                                    const struct skops_model_options *options, const struct skops_limits *limits);
void skops_model_free (struct skops_model *model);

/* The state of a facet of a child, bound when it is first asked for (by one thread at a time). SKOPS_UNSUPPORTED where no plugin has the facet for it. */
enum skops_status skops_model_facet (struct skops_error *err, struct skops_model *model, const struct skops_child *child, enum skops_facet facet,
                                     const struct skops_facet_head **out, const void **state);

/* coef_ or feature_importances_ of a child, by one thread at a time. SKOPS_UNSUPPORTED where no plugin has the facet for it. */
enum skops_status skops_model_importances (struct skops_error *err, struct skops_model *model, const struct skops_child *child, struct skops_array *out);

/* NULL when the estimator has no such method. */
const struct skops_method_entry *skops_model_method (const struct skops_child *child, const char *name);

/* "predict" for predictors, "transform" for transformers; else the first method; NULL if there is none. */
const char *skops_model_default_method (const struct skops_model *model);

/* The names of the columns that X should have: the root's, or those of the first estimator that its input reaches unchanged. */
struct skops_names skops_model_names_in (const struct skops_model *model);

/* What column `i` of the method's X may hold; 0, 0, with the error set, without memory. */
struct skops_column_use skops_model_column (struct skops_error *err, const struct skops_method_entry *method, size_t i);

/* get_feature_names_out; names live in `arena`. SKOPS_MISUSE where there is none. */
enum skops_status skops_model_names_out (struct skops_error *err, const struct skops_model *model, struct skops_arena *arena,
                                         struct skops_names *out);

#endif
