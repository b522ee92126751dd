/* SPDX-License-Identifier: BSD-3-Clause */
/* JSON as events, on simdjson's On-Demand tokens: nothing is refused that a person would want to see (integers of any size, 1e999, lone
 * surrogates); depth and duplicate keys are checked here. The only door to simdjson. */
#ifndef SKOPS_FORMAT_JSON_H
#define SKOPS_FORMAT_JSON_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/limits.h"
#include "skops/value.h"

#ifdef __cplusplus
extern "C" {
#endif

enum skops_json_kind { SKOPS_JSON_NULL, SKOPS_JSON_TRUE, SKOPS_JSON_FALSE, SKOPS_JSON_NUMBER, SKOPS_JSON_STRING };

/* Each returns 0 to go on or a status that ends the parse and is returned. Texts are valid during the call only; a number's text is its
 * spelling (also NaN, Infinity, -Infinity when `python` is set). Strings are unescaped; a lone surrogate becomes its three-byte form (WTF-8). */
struct skops_json_events {
	enum skops_status (*begin_object) (void *data);
	enum skops_status (*end_object) (void *data);
	enum skops_status (*begin_array) (void *data);
	enum skops_status (*end_array) (void *data);
	enum skops_status (*key) (void *data, struct skops_text key);
	enum skops_status (*scalar) (void *data, enum skops_json_kind kind, struct skops_text text);
};

enum { SKOPS_JSON_PADDING = 64 };

struct skops_json_options {
	bool python;          /* NaN, Infinity, -Infinity are taken as Python's json writes them */
	bool in_place;        /* the bytes may be written to, and SKOPS_JSON_PADDING more may be read: then strings are NUL-terminated parts of them, and stay valid */
	size_t depth;         /* most open objects and arrays */
};

/* One JSON document of `size` bytes, nothing but white space behind it. Faults are SKOPS_BAD_FILE with the byte offset. Duplicate keys
 * within an object are left to the receiver. */
enum skops_status skops_json_parse (struct skops_error *err, const char *bytes, size_t size, const struct skops_json_options *options,
                                    const struct skops_json_events *events, void *data);

/* The fast path for tiny texts (a JsonNode's content): a scalar only. Returns false when it is a container or no JSON at all.
 * A string's unescaped text is put at the end of `arena`-less `scratch` of at least `size` bytes. Ints above 64 bits come as SKOPS_JSON_NUMBER text. */
bool skops_json_scalar (const char *bytes, size_t size, enum skops_json_kind *kind, struct skops_text *text, char *scratch);

/* A number's spelling to a value: int, uint, or float (also NaN and infinities); false for an integer over 64 bits (f is set to its nearest double), and for what is no number. */
bool skops_json_number (struct skops_text text, struct skops_value *out);

#ifdef __cplusplus
}
#endif
#endif
