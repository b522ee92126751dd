/* SPDX-License-Identifier: BSD-3-Clause */
/* Tables walked for the names that they read. Tables of records may hold themselves, so that what is found is a work list, each entry once. */
#include "plugin/registry_entry.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "plugin/abi.h"

/* Names, each once, in the order found. */
struct names {
	struct skops_text *items;
	size_t count, capacity;
};

/* A class and what is read of it; tables still to be walked. */
struct record {
	const char *type;
	struct names names;
	const struct skops_table **tables;
	size_t n_tables, walked;
};

struct entry {
	struct skops_error *err;
	struct record *records; /* [0]: the type itself */
	size_t count;
};

static bool add_name (struct entry *entry, struct names *names, struct skops_text name)
{
	for (size_t i = 0; i < names->count; i++)
		if (skops_text_equal (names->items[i], name))
			return true;
	if (names->count == names->capacity) {
		size_t capacity = names->capacity ? 2 * names->capacity : 16;
		struct skops_text *grown = realloc (names->items, capacity * sizeof *grown);
		if (!grown) {
			skops_error_memory (entry->err);
			return false;
		}
		names->items = grown;
		names->capacity = capacity;
	}
	names->items[names->count++] = name;
	return true;
}

/* "n_features_in_|n_features_": all of them. */
static bool add_alternatives (struct entry *entry, struct names *names, const char *alternatives)
{
	for (;;) {
		size_t size = strcspn (alternatives, "|");
		if (!add_name (entry, names, (struct skops_text) { alternatives, size }))
			return false;
		if (!alternatives[size])
			return true;
		alternatives += size + 1;
	}
}

static struct record *find_record (struct entry *entry, const char *type)
{
	struct record *grown;

	for (size_t i = 1; i < entry->count; i++)
		if (!strcmp (entry->records[i].type, type))
			return &entry->records[i];
	grown = realloc (entry->records, (entry->count + 1) * sizeof *grown);
	if (!grown) {
		skops_error_memory (entry->err);
		return NULL;
	}
	entry->records = grown;
	entry->records[entry->count] = (struct record) { .type = type };
	return &entry->records[entry->count++];
}

static bool add_table (struct entry *entry, struct record *record, const struct skops_table *table)
{
	const struct skops_table **grown;

	for (size_t i = 0; i < record->n_tables; i++)
		if (record->tables[i] == table)
			return true;
	grown = realloc (record->tables, (record->n_tables + 1) * sizeof (const struct skops_table *));
	if (!grown) {
		skops_error_memory (entry->err);
		return false;
	}
	record->tables = grown;
	record->tables[record->n_tables++] = table;
	return true;
}

/* The records that a field leads to, directly or through lists and tuples; these nest as deep as their author wrote them. */
static bool add_records (struct entry *entry, const struct skops_field *field)
{
	static const char *const tree[] = { "node_count", "max_depth", "nodes", "values" };
	struct record *record;

	if (field->kind == SKOPS_KIND_TREE) {
		record = find_record (entry, "sklearn.tree._tree:Tree");
		for (size_t i = 0; record && i < sizeof tree / sizeof tree[0]; i++)
			if (!add_name (entry, &record->names, skops_text_of (tree[i])))
				return false;
		return record;
	}
	for (const struct skops_case *c = field->cases; c && c->type; c++) {
		record = find_record (entry, c->type);
		if (!record || (c->table && !add_table (entry, record, c->table)))
			return false;
	}
	if (field->item && !add_records (entry, field->item))
		return false;
	for (uint32_t i = 0; field->table && i < field->table->count; i++)
		if (!add_records (entry, &field->table->fields[i]))
			return false;
	return true;
}

/* The names of one table of records[i], which may move while records are found. */
static bool walk (struct entry *entry, size_t i, const struct skops_table *table)
{
	for (uint32_t f = 0; f < table->count; f++) {
		const struct skops_field *field = &table->fields[f];
		if (field->kind != SKOPS_KIND_DIM && !add_alternatives (entry, &entry->records[i].names, field->attribute ? field->attribute : field->name))
			return false;
		if (!add_records (entry, field))
			return false;
	}
	return true;
}

static void append_names (struct skops_buffer *out, const char *indent, const struct names *names)
{
	skops_buffer_format (out, "%sbinds: [", indent);
	for (size_t i = 0; i < names->count; i++) {
		skops_buffer_text (out, i ? ", " : "");
		skops_text_json (out, names->items[i]);
	}
	skops_buffer_text (out, "]\n");
}

static void append_entry (struct skops_buffer *out, const struct skops_handler *handler, const struct entry *entry)
{
	struct skops_buffer type = { 0 };
	const char *separator = "";

	skops_buffer_format (&type, "%s:%s", handler->module, handler->class_name);
	skops_buffer_text (out, "  - type: ");
	skops_text_json (out, (struct skops_text) { type.data ? type.data : "", type.size });
	skops_buffer_text (out, "\n    loader: ");
	skops_text_json (out, skops_text_of (handler->loader));
	skops_buffer_text (out, "\n    facets: [");
	for (enum skops_facet f = 0; f < SKOPS_FACETS; f++)
		if (skops_handler_facet (handler, f)) {
			skops_buffer_format (out, "%s\"%s\"", separator, skops_facet_name (f));
			separator = ", ";
		}
	skops_buffer_text (out, "]\n");
	append_names (out, "    ", &entry->records[0].names);
	if (entry->count > 1)
		skops_buffer_text (out, "    records:\n");
	for (size_t i = 1; i < entry->count; i++) {
		skops_buffer_text (out, "      - type: ");
		skops_text_json (out, skops_text_of (entry->records[i].type));
		skops_buffer_text (out, "\n");
		append_names (out, "        ", &entry->records[i].names);
	}
	out->failed |= type.failed;
	skops_buffer_free (&type);
}

/* Walks all tables; one that is found late may belong to a record that was found early. */
static bool add_handler (struct entry *entry, const struct skops_handler *handler)
{
	bool more = true;

	entry->records = calloc (1, sizeof *entry->records);
	if (!entry->records) {
		skops_error_memory (entry->err);
		return false;
	}
	entry->count = 1;
	for (enum skops_facet f = 0; f < SKOPS_FACETS; f++) {
		const struct skops_facet_head *facet = skops_handler_facet (handler, f);
		if (facet && !add_table (entry, &entry->records[0], facet->table))
			return false;
	}
	while (more) {
		more = false;
		for (size_t i = 0; i < entry->count; i++)
			while (entry->records[i].walked < entry->records[i].n_tables) {
				more = true;
				if (!walk (entry, i, entry->records[i].tables[entry->records[i].walked++]))
					return false;
			}
	}
	return true;
}

enum skops_status skops_registry_entry (struct skops_error *err, struct skops_buffer *out, const struct skops_plugin *plugin)
{
	bool done = true;

	skops_buffer_text (out, "handlers:\n");
	for (const struct skops_handler *const *handler = plugin->handlers; done && *handler; handler++) {
		struct entry entry = { .err = err };
		done = add_handler (&entry, *handler);
		if (done)
			append_entry (out, *handler, &entry);
		for (size_t i = 0; i < entry.count; i++) {
			free (entry.records[i].names.items);
			free (entry.records[i].tables);
		}
		free (entry.records);
	}
	if (!done)
		return err->status;
	return out->failed ? skops_error_memory (err) : SKOPS_OK;
}
