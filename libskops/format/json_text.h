/* SPDX-License-Identifier: BSD-3-Clause */
/* The grammar of JSON's scalars, shared by the reader of documents and the one of single scalars. */
#ifndef SKOPS_FORMAT_JSON_TEXT_H
#define SKOPS_FORMAT_JSON_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "format/json.h"

#ifdef __cplusplus
extern "C" {
#endif

/* White space as JSON has it. */
static inline bool skops_json_is_space (char c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* A number, a word (null, true, false) or, with `python`, NaN, Infinity, -Infinity: exactly `size` bytes, nothing around them. */
bool skops_json_bare (const char *bytes, size_t size, bool python, enum skops_json_kind *kind);

/* What stands between a string's quotes, unescaped to `out` (which may be `bytes` itself, or has `size` bytes). Returns false for an unknown
 * or unfinished escape, with its place in *written; otherwise *written is the number of bytes. */
bool skops_json_unescape (char *out, const char *bytes, size_t size, size_t *written);

#ifdef __cplusplus
}
#endif
#endif
