/* SPDX-License-Identifier: BSD-3-Clause */
/* What a node is, in figures: element type, shape, size, value. Data is not read beyond the headers of arrays. */
#ifndef SKOPS_REPORT_FACTS_H
#define SKOPS_REPORT_FACTS_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "format/npy.h"
#include "tree/node.h"

struct skops_facts {
	bool is_array;
	char dtype[128];   /* "float64", "<U7", as NumPy shows it */
	unsigned rank;
	int64_t shape[SKOPS_NPY_RANK];
	bool fortran;
	const char *format; /* of a sparse matrix: "csr"; else NULL */
	size_t stored;      /* its explicit values */
	bool has_items;
	size_t items;       /* of a container */
	bool has_bytes;
	size_t bytes;       /* of an array's elements, or of bytes */
	bool has_value;
	struct skops_value value;
	struct skops_text raw; /* of a JsonNode: its text; size 0: none */
};

/* SKOPS_BAD_FILE or SKOPS_UNSUPPORTED when the node's member is broken; what is known is there all the same. `scratch` is reset by the caller. */
enum skops_status skops_facts_of (struct skops_error *err, struct skops_facts *out, struct skops_arena *scratch, const struct skops_document *document,
                                  const struct skops_node *node);

/* Whether the members of all nodes are what they are said to be, as far as their headers tell, also of those that nobody reads: SKOPS_BAD_FILE with the place of
 * the first that is not. What is whole but of a kind that is not read here (complex numbers) passes. */
enum skops_status skops_facts_check (struct skops_error *err, const struct skops_document *document);

/* "[2, 3]" */
void skops_facts_shape (struct skops_buffer *out, const struct skops_facts *facts);

/* The value as Python would write it (None, True, 0.5, 'text'), or, with `json`, as JSON: what JSON cannot hold becomes a string. */
void skops_facts_value (struct skops_buffer *out, const struct skops_value *value, bool json);

#endif
