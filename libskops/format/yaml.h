/* SPDX-License-Identifier: BSD-3-Clause */
/* YAML as a tree of plain texts: no tags, no anchors, no aliases, no duplicate keys. The only door to libyaml. */
#ifndef SKOPS_FORMAT_YAML_H
#define SKOPS_FORMAT_YAML_H

#include "base/arena.h"
#include "base/error.h"
#include "skops/value.h"

enum skops_yaml_kind { SKOPS_YAML_TEXT, SKOPS_YAML_LIST, SKOPS_YAML_MAP };

struct skops_yaml {
	enum skops_yaml_kind kind;
	struct skops_text key;  /* inside a map */
	struct skops_text text; /* a scalar */
	bool quoted;            /* the scalar stood in quotes: "1" is no number */
	size_t line;            /* from 1 */
	const struct skops_yaml *items; /* of a list or map, contiguous */
	size_t count;
};

/* One document of at most 1 MiB and depth 16. SKOPS_BAD_FILE with the line otherwise. */
enum skops_status skops_yaml_parse (struct skops_error *err, const struct skops_yaml **out, struct skops_arena *arena,
                                    const char *bytes, size_t size);

const struct skops_yaml *skops_yaml_get (const struct skops_yaml *map, const char *key); /* NULL when absent or not a map */

#endif
