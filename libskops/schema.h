/* SPDX-License-Identifier: BSD-3-Clause */
/* A handler's tables, for people: what of a type's state is read, and what it must be. */
#ifndef SKOPS_SCHEMA_H
#define SKOPS_SCHEMA_H

#include "base/buffer.h"
#include "skops/plugin.h"

/* Appends the tables of a facet: one line for each field, or, of `json`, an array of objects. Records that hold themselves are shown once. */
void skops_schema_text (struct skops_buffer *out, const struct skops_table *table);
void skops_schema_json (struct skops_buffer *out, const struct skops_table *table);

#endif
