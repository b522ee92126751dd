/* SPDX-License-Identifier: BSD-3-Clause */
/* Memory that is given back all at once. A model's, a document's: made piece by piece, freed whole. */
#ifndef SKOPS_BASE_ARENA_H
#define SKOPS_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct skops_arena;

/* A new arena that hands out at most `limit` bytes; NULL when there is no memory. */
struct skops_arena *skops_arena_new (size_t limit);
void skops_arena_free (struct skops_arena *arena); /* NULL is fine */

/* `count` × `size` zeroed bytes, 64-byte aligned from 64 bytes on, else 16; NULL on overflow, limit or lack of memory.
 * A count or size of 0 gives a valid pointer to nothing. */
void *skops_arena_alloc (struct skops_arena *arena, size_t count, size_t size);

/* A NUL-terminated copy of `size` bytes; NULL as above. */
char *skops_arena_copy (struct skops_arena *arena, const void *bytes, size_t size);

/* Bytes that it may still hand out. */
size_t skops_arena_left (const struct skops_arena *arena);

/* What `part` handed out belongs to `arena` from now on, as if it had been handed out by it first of all; `part` is freed. False where that is over arena's limit. */
bool skops_arena_join (struct skops_arena *arena, struct skops_arena *part);

/* As a stack: give back everything handed out since the mark; the chunks stay for the next use. */
struct skops_arena_mark { void *chunk; size_t used; size_t total; /* handed out so far */ };
static inline struct skops_arena_mark skops_arena_mark (const struct skops_arena *arena)
{
	return *(const struct skops_arena_mark *) (const void *) arena; /* which begins with where it is */
}
void skops_arena_reset (struct skops_arena *arena, struct skops_arena_mark mark);

/* The same, not zeroed: for scratch that is written before it is read. */
void *skops_arena_scratch (struct skops_arena *arena, size_t count, size_t size);

/* For conformance checks: scratch is full of this byte from now on, so that what is read before it was written shows; and a sum of all bytes that were handed
 * out, which changes with any of them. */
void skops_arena_fill (struct skops_arena *arena, unsigned char byte);
uint64_t skops_arena_sum (const struct skops_arena *arena);

#endif
