/* SPDX-License-Identifier: BSD-3-Clause */
/* The columns of X behind the edges of a method: what each may hold, and whether anybody looks at it. */
#include "model/builder.h"
#include "model/frame.h"

/* The column of a child that an edge makes of column `i` of X; -1 if it does not get it. */
static int64_t through (const struct skops_edge_entry *edge, int64_t i)
{
	size_t from = 0, to = edge->edge.n_columns;

	if (edge->edge.source != SKOPS_FROM_X)
		return -1;
	if (!edge->edge.columns)
		return i;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (edge->places[middle].column < i)
			from = middle + 1;
		else
			to = middle;
	}
	return from < edge->edge.n_columns && edge->places[from].column == i ? edge->places[from].place : -1;
}

static bool is_composite (const struct skops_method_entry *entry)
{
	return entry->method.accepts[0] == SKOPS_ANY && entry->n_edges;
}

/* What a method says of a column counts in full; or, where it gets the column from an imputer that keeps its columns, in part: that None passes, and what
 * the column holds if the imputer does not say. */
enum part { WHOLE, PASSED, PASSED_UNSAID };

/* A column of the input of a method that the asked one calls, on whatever ways. */
struct reach {
	struct { const struct skops_method_entry *entry; int64_t column, part; } key; /* entry NULL: the owner looks at it itself */
	struct reach *next;
};

/* What the estimator itself says of a column. */
static const struct skops_column_use *said_of (const struct skops_method_entry *entry, int64_t i)
{
	const struct skops_child *owner = entry->owner;

	if (owner->n_columns == 1)
		return &owner->columns[0];
	return (size_t) i < owner->n_columns ? &owner->columns[i] : NULL;
}

/* Appends a column that was not met before; returns the list's end, NULL without memory. */
static struct reach *append (struct skops_arena *arena, struct skops_map *met, struct reach *last, const struct skops_method_entry *entry, int64_t column, enum part part)
{
	struct reach *added = skops_arena_alloc (arena, 1, sizeof *added);
	uintptr_t *slot;
	bool is_new;

	if (!added)
		return NULL;
	added->key.entry = entry;
	added->key.column = column;
	added->key.part = part;
	if (!skops_map_add (met, &added->key, sizeof added->key, &slot, &is_new))
		return NULL;
	if (!is_new)
		return last;
	last->next = added;
	return added;
}

/* What a method that calls nobody takes in column `i`. */
static struct skops_column_use use_of (const struct skops_method_entry *entry, int64_t i)
{
	const struct skops_column_use *said = said_of (entry, i);

	if (said)
		return *said;
	for (int k = 0; k < 4; k++)
		if (entry->method.accepts[k] == SKOPS_TABLE)
			return (struct skops_column_use) { 0, 0 };
	return entry->method.accepts[0] == SKOPS_ANY ? (struct skops_column_use) { 0, 0 } : (struct skops_column_use) { SKOPS_ACCEPTS_NUMBER, SKOPS_MISSING_NAN };
}

/* Whether an edge gets every column of X, in place, from the edge before it. */
static bool hands_on (const struct skops_method_entry *entry, size_t e)
{
	const struct skops_edge_entry *edge = &entry->edges[e], *before = edge - 1;

	return e < entry->n_edges && edge->edge.source == SKOPS_FROM_STEP && !edge->edge.columns && edge->method && before->method
		&& (before->method->method.flags & SKOPS_KEEPS_COLUMNS);
}

/* The method behind edge `e` gets column `k`, and so do those that it hands it on to. */
static struct reach *append_edge (struct skops_arena *arena, struct skops_map *met, struct reach *last, const struct reach *at, size_t e, int64_t k)
{
	const struct skops_method_entry *entry = at->key.entry, *called = entry->edges[e].method;
	bool said = called && use_of (called, k).kinds;

	last = append (arena, met, last, called, k, (enum part) at->key.part);
	for (size_t next = e + 1; last && hands_on (entry, next); next++) {
		called = entry->edges[next].method;
		last = append (arena, met, last, called, k, said || at->key.part == PASSED ? PASSED : PASSED_UNSAID);
		said |= use_of (called, k).kinds != 0;
	}
	return last;
}

/* Column `i` of a method and all that is made of it, each once, however many ways lead to it. `past_said`: also behind estimators that say what the column holds.
 * NULL, with the error set, without memory. */
static const struct reach *reach_all (struct skops_error *err, struct skops_arena *arena, const struct skops_method_entry *method, int64_t i, bool past_said)
{
	struct skops_map *met = skops_map_new (16);
	struct reach *head = arena ? skops_arena_alloc (arena, 1, sizeof *head) : NULL, *last = met && head ? append (arena, met, head, method, i, WHOLE) : NULL;

	for (const struct reach *at = last; at && last; at = at->next) {
		const struct skops_method_entry *entry = at->key.entry;

		if (!entry || !is_composite (entry) || (!past_said && said_of (entry, at->key.column)))
			continue;
		for (size_t e = 0; e < entry->n_edges && last; e++) {
			int64_t k = through (&entry->edges[e], at->key.column);

			if (k >= 0)
				last = append_edge (arena, met, last, at, e, k);
		}
	}
	skops_map_free (met);
	if (!last) {
		skops_error_memory (err);
		return NULL;
	}
	return head->next;
}

struct skops_column_use skops_model_column (struct skops_error *err, const struct skops_method_entry *method, size_t i)
{
	struct skops_column_use found = { 0, 0 };
	struct skops_arena *arena;
	bool numeric = false, nominal = false;

	if (!is_composite (method))
		return use_of (method, (int64_t) i);
	arena = skops_arena_new (SIZE_MAX);
	for (const struct reach *at = reach_all (err, arena, method, (int64_t) i, false); at; at = at->next) {
		struct skops_column_use part = { 0, 0 };

		if (at->key.entry)
			part = use_of (at->key.entry, at->key.column);
		if (at->key.part != WHOLE)
			part.missing &= SKOPS_MISSING_NONE;
		if (at->key.part == PASSED)
			part.kinds = 0;
		numeric |= part.kinds == SKOPS_ACCEPTS_NUMBER;
		nominal |= part.kinds && !(part.kinds & (SKOPS_ACCEPTS_NUMBER | SKOPS_ACCEPTS_BOOL));
		found.kinds |= part.kinds;
		found.missing |= part.missing;
	}
	if (numeric)
		found.kinds = nominal ? found.kinds & ~(uint32_t) SKOPS_ACCEPTS_NUMBER : SKOPS_ACCEPTS_NUMBER; /* "01" is a text to one, and 1 to the other */
	skops_arena_free (arena);
	return found;
}

bool skops_describe_reads (struct skops_error *err, const struct skops_method_entry *method, size_t i)
{
	struct skops_arena *arena;
	bool reads = false;

	if (!is_composite (method))
		return true;
	arena = skops_arena_new (SIZE_MAX);
	for (const struct reach *at = reach_all (err, arena, method, (int64_t) i, true); at && !reads; at = at->next)
		reads = !at->key.entry || !is_composite (at->key.entry);
	skops_arena_free (arena);
	return reads;
}
