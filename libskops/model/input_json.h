/* SPDX-License-Identifier: BSD-3-Clause */
/* A JSON document as a flat sequence of values: what a reader of shapes walks over. */
#ifndef SKOPS_MODEL_INPUT_JSON_H
#define SKOPS_MODEL_INPUT_JSON_H

#include "model/input.h"

/* Containers among the values: `size` children follow (of an object: keys, as texts, and values in turn), `i` is the index behind the last of them. */
enum { SKOPS_TAPE_LIST = SKOPS_CELL_LIST, SKOPS_TAPE_OBJECT };

struct skops_tape {
	struct skops_value *values; /* [0] is the document */
	size_t count;
};

/* Parses a document, or, of `lines`, a list of documents. The tape and its texts live in the reader's arena. */
enum skops_status skops_tape_parse (const struct skops_reader *reader, struct skops_tape *out, const char *bytes, size_t size, bool lines);

/* A document in the reading. */
struct skops_shape {
	const struct skops_reader *reader;
	struct skops_data *out;
	struct skops_tape tape;
};

/* Rows that are lists, at the children of the list at `root`: one column of SKOPS_COLUMN_LISTS. Lists of lists of equal length (pairs) are two-dimensional. */
enum skops_status skops_shape_lists (const struct skops_shape *shape, size_t root);

/* Rows that are objects, for methods that take dictionaries: one column of SKOPS_COLUMN_LISTS, each of pairs [n, 2] of key and value; a value that is a list gives
 * a pair for each element. */
enum skops_status skops_shape_dictionaries (const struct skops_shape *shape, size_t root);

/* "a list", "a string" … of a value on the tape, for messages. */
const char *skops_tape_kind (const struct skops_value *value);

/* Refuses a key that stands twice in the object of row `row`: Python's json would take the last one, and nobody would know. */
enum skops_status skops_tape_twice (const struct skops_shape *shape, size_t row, struct skops_text key);

/* The index behind the value at `i` and all that it holds. */
static inline size_t skops_tape_next (const struct skops_tape *tape, size_t i)
{
	return tape->values[i].kind >= SKOPS_TAPE_LIST ? (size_t) tape->values[i].i : i + 1;
}

#endif
