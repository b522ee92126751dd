/* SPDX-License-Identifier: BSD-3-Clause */
/* The node tree: schema.json as checked data, of any protocol. What the core does not know is kept as it is. */
#ifndef SKOPS_TREE_NODE_H
#define SKOPS_TREE_NODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/limits.h"
#include "format/npy.h"
#include "format/zip.h"
#include "skops/value.h"

/* Loader kinds (of protocols 0 to 3), or UNKNOWN. */
enum skops_node_kind {
	SKOPS_NODE_UNKNOWN, /* a loader that the core does not know: its name is in `loader` */
	SKOPS_NODE_DICT, SKOPS_NODE_DEFAULT_DICT, SKOPS_NODE_LIST, SKOPS_NODE_TUPLE, SKOPS_NODE_SET,
	SKOPS_NODE_JSON, SKOPS_NODE_TYPE, SKOPS_NODE_FUNCTION,
	SKOPS_NODE_ARRAY,        /* NdArrayNode with a file */
	SKOPS_NODE_OBJECT_ARRAY, /* NdArrayNode of type json: items in C order, `shape` */
	SKOPS_NODE_MASKED_ARRAY, SKOPS_NODE_DTYPE, SKOPS_NODE_SLICE, SKOPS_NODE_BYTES, SKOPS_NODE_BYTEARRAY,
	SKOPS_NODE_SPARSE, SKOPS_NODE_RANDOM_STATE, SKOPS_NODE_RANDOM_GENERATOR,
	SKOPS_NODE_PARTIAL, SKOPS_NODE_METHOD, SKOPS_NODE_OPERATOR,
	SKOPS_NODE_OBJECT, SKOPS_NODE_CONSTRUCTOR, SKOPS_NODE_REDUCE, /* ConstructorFromReduceNode; TreeNode, LossNode, SGDNode, QuantileForestNode */
	SKOPS_NODE_CACHED, SKOPS_NODE_DEPRECATED_DICT, /* CACHED occurs in the format only: such a node is a reference, of its target's kind */
};

/* What a node is to its parent. */
enum skops_node_role {
	SKOPS_ROLE_ITEM,      /* of a dictionary (has a name), list, tuple, set, object array */
	SKOPS_ROLE_STATE,     /* an object's `content`; a default dictionary's `main`; a masked array's `data` … */
	SKOPS_ROLE_KEY_TYPES,
	SKOPS_ROLE_ARGS,      /* __reduce__.args */
	SKOPS_ROLE_PART,      /* anything else a loader kind holds, by its JSON key in `name` (mask, func, args, kwds, shape, default_factory …) */
};

struct skops_node {
	uint8_t kind; /* enum skops_node_kind */
	uint8_t role; /* enum skops_node_role */
	bool reference; /* a back-reference, or an id seen before: `target` is the first occurrence. Everything is the target's (children, too: their parent is
	                   the target) but what places the node: role, index, id, name, parent. A walk of the whole tree stops here */
	bool scalar_class;          /* NdArrayNode whose class is a numpy scalar: a 0-d array stands for a number */
	uint32_t index;             /* of a list item; position in document order for others */
	struct skops_text loader, module, class_name;
	struct skops_text id;       /* the spelling in the file; empty when there is none */
	struct skops_text name;     /* the dictionary key as stored, or the JSON key of a part */
	const struct skops_node *parent; /* NULL for the root */
	const struct skops_node *target; /* itself unless `reference` */
	const struct skops_node *children; /* contiguous, every role, in reading order */
	size_t n_children;
	struct skops_text content;  /* JSON: the JSON text inside. A slice's `start`, `stop`, `step`, a method's `func` are PARTs of kind JSON without a loader */
	struct skops_text file;     /* the member that holds the data */
	struct skops_text extra;    /* JSON keys that the loader kind does not have, as JSON text: kept for rewriting */
	int64_t shape[2];           /* OBJECT_ARRAY: the first two dimensions */
	uint8_t rank;
	bool open;                  /* used while the schema is read: children are not complete yet */
	uint32_t number;            /* its own among all nodes of the document: below n_nodes */
};

/* A member that is named only where nobody reads: in a description told again, or beside an unknown loader. */
enum { SKOPS_MEMBER_MENTIONED = 255 };

struct skops_document {
	struct skops_arena *arena;
	struct skops_arena *payload; /* data of members other than the schema; NULL in a headers-only reading */
	const struct skops_zip *zip; /* the bytes of its schema.json were read in place, and are no JSON any more */
	const struct skops_node *root;
	const uint8_t *member_use; /* for each member of the zip: enum skops_node_kind of the nodes that read it, 0 for nobody, or SKOPS_MEMBER_MENTIONED */
	size_t n_nodes;
	int protocol;
	struct skops_text skops_version;
};

/* Opens a .skops file: container and schema, checked. Free with skops_document_close. */
enum skops_status skops_document_open (struct skops_error *err, struct skops_document **out, const char *path, bool headers_only,
                                       const struct skops_limits *limits);
enum skops_status skops_document_parse (struct skops_error *err, struct skops_document **out, const void *bytes, size_t size,
                                        bool headers_only, const struct skops_limits *limits); /* from memory: tests, fuzzers */
void skops_document_close (struct skops_document *document);

/* Follows a back-reference to what it stands for. */
static inline const struct skops_node *skops_node_target (const struct skops_node *node)
{
	return node->target;
}

/* NULL where there is no such thing. An object array of rank 2 has its rows (LIST) for children, but counts and hands
 * out its elements, in C order. */
const struct skops_node *skops_node_state (const struct skops_node *object);      /* an object's state: DICT mostly, TUPLE for KDTree; of a reduce node likewise */
const struct skops_node *skops_node_part (const struct skops_node *node, const char *name); /* a PART, ARGS ("args") or KEY_TYPES ("key_types") */
const struct skops_node *skops_node_get (const struct skops_node *dict, struct skops_text key); /* also of a deprecated-keys dictionary and a Bunch (an object that is a dict) */
size_t skops_node_count (const struct skops_node *container);                       /* ITEM children */
const struct skops_node *skops_node_item (const struct skops_node *container, size_t i); /* they come first among `children` for DICT, LIST, TUPLE, SET, OBJECT_ARRAY */

/* The next node of the tree below and with `top`, each once, parents first; NULL at the end. References are nodes, but nothing is below them. With `down` false what
 * is below `node` is left out. */
const struct skops_node *skops_node_next (const struct skops_node *node, const struct skops_node *top, bool down);

bool skops_node_is (const struct skops_node *node, const char *module_class); /* "module:Class", split at the first ':' */
bool skops_node_is_na (const struct skops_node *node); /* pandas.NA, of pandas 3 and of those before */

/* A scalar by value: a JsonNode's scalar, or a 0-d array (numpy scalar) of any dtype, a DTYPE-less None. Integers beyond 64 bits, and anything else, are
 * refused: SKOPS_BAD_FILE with what it is instead, SKOPS_UNSUPPORTED if that is an object. */
enum skops_status skops_node_value (struct skops_error *err, struct skops_value *out, const struct skops_document *document,
                                    const struct skops_node *node);

/* A dictionary's i-th key as its key type says (str, int, float, bool, numpy scalars). */
enum skops_status skops_node_key (struct skops_error *err, struct skops_value *out, const struct skops_node *dict, size_t i);

/* The .npy member of ARRAY (or DTYPE) node. What is not in memory already is read into `arena`. */
enum skops_status skops_node_array (struct skops_error *err, struct skops_npy *out, struct skops_arena *arena, const struct skops_document *document,
                                    const struct skops_node *node);

/* The path of a node in the file as people read it: "steps[1][1].coef_"; the root is "". Cut at the front with "…" if it does not fit. */
char *skops_node_path (char *out, size_t capacity, const struct skops_node *node);

/* "numpy.ndarray" as "module.Class", escaped, for messages. */
char *skops_node_type (char *out, size_t capacity, const struct skops_node *node);

/* The version of scikit-learn that wrote this node: `_sklearn_version` of the nearest object upwards that has one, as major × 1000 + minor
 * (1005 is 1.5); 0 when nowhere stated, or not so that it can be read. */
uint32_t skops_node_writer (const struct skops_document *document, const struct skops_node *node);

#endif
