/* SPDX-License-Identifier: BSD-3-Clause */
/* The arena: a list of growing chunks, cut from the front. One pointer bump an allocation, so that a schema of millions of nodes costs
 * what its bytes cost. */
#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#if defined __has_feature
#if __has_feature (address_sanitizer)
#define UNDER_ASAN
#endif
#elif defined __SANITIZE_ADDRESS__
#define UNDER_ASAN
#endif

/* Under AddressSanitizer what is not handed out is forbidden ground, as it would be with malloc. */
#ifdef UNDER_ASAN
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(address, size) ((void) (address), (void) (size))
#define ASAN_UNPOISON_MEMORY_REGION(address, size) ((void) (address), (void) (size))
#endif

#include "base/checked.h"
#include "base/hash.h"

enum { LINE = 64, SMALL = 16, FIRST_CHUNK = 16 << 10, LAST_CHUNK = 16 << 20, GROWTH = 4, MAPPED_CHUNK = 1 << 19, HUGE_PAGE = 2 << 20 };

struct chunk {
	struct chunk *next;
	size_t mapped;  /* bytes to unmap; 0 where malloc gave it */
	size_t size;    /* bytes of data */
	size_t used;    /* when the arena went on to another */
	size_t touched; /* from here on the data is zero still, as the system gave it */
	char *data;     /* on a line's start */
};

struct skops_arena {
	struct skops_arena_mark at; /* first: the current chunk (NULL: before the first), what is used of it, and what was handed out, with the gaps that alignment makes */
	size_t limit;
	size_t next_size;
	int fill;              /* of scratch: a byte, or -1 for none */
	struct chunk *first;
	_Alignas (SMALL) char nothing[SMALL];
};

struct skops_arena *skops_arena_new (size_t limit)
{
	struct skops_arena *arena = calloc (1, sizeof *arena);

	if (arena) {
		arena->limit = limit;
		arena->fill = -1;
		arena->next_size = FIRST_CHUNK;
	}
	return arena;
}

void skops_arena_free (struct skops_arena *arena)
{
	if (!arena)
		return;
	for (struct chunk *chunk = arena->first, *next; chunk; chunk = next) {
		next = chunk->next;
		ASAN_UNPOISON_MEMORY_REGION (chunk->data, chunk->size);
		if (chunk->mapped)
			munmap (chunk, chunk->mapped);
		else
			free (chunk);
	}
	free (arena);
}

/* Large chunks are of whole huge pages: a model of 50 MB costs 12,000 page faults otherwise, half the time of reading it. NULL without memory. */
static void *map_huge (size_t size)
{
	char *raw = mmap (NULL, size + HUGE_PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), *start;

	if (raw == MAP_FAILED)
		return NULL;
	start = (char *) (((uintptr_t) raw + HUGE_PAGE - 1) & ~(uintptr_t) (HUGE_PAGE - 1));
	if (start > raw)
		munmap (raw, (size_t) (start - raw));
	if (start < raw + HUGE_PAGE)
		munmap (start + size, (size_t) (raw + HUGE_PAGE - start));
	madvise (start, size, MADV_HUGEPAGE);
	return start;
}

static struct chunk *chunk_new (size_t size)
{
	struct chunk *chunk;
	size_t whole, mapped = 0;

	if (skops_add_overflows (size, sizeof *chunk + LINE, &whole) || whole > SIZE_MAX - 2 * HUGE_PAGE)
		return NULL;
	if (whole >= MAPPED_CHUNK) {
		mapped = (whole + HUGE_PAGE - 1) & ~(size_t) (HUGE_PAGE - 1);
		size += mapped - whole;
	}
	chunk = mapped ? map_huge (mapped) : calloc (1, whole);
	if (!chunk)
		return NULL;
	chunk->mapped = mapped;
	chunk->size = size;
	chunk->data = (char *) (((uintptr_t) (chunk + 1) + LINE - 1) & ~(uintptr_t) (LINE - 1));
	ASAN_POISON_MEMORY_REGION (chunk->data, size);
	return chunk;
}

/* The chunk behind the current one with room for `bytes`: one left from before a reset if there is one, else a new one. */
static struct chunk *chunk_next (struct skops_arena *arena, size_t bytes)
{
	struct chunk *current = arena->at.chunk, **where = current ? &current->next : &arena->first, **link = where, *chunk;

	while (*link && (*link)->size < bytes)
		link = &(*link)->next;
	if (*link) {
		chunk = *link;
		*link = chunk->next;
	} else {
		chunk = chunk_new (bytes > arena->next_size ? bytes : arena->next_size);
		if (!chunk)
			return NULL;
		if (arena->next_size < LAST_CHUNK)
			arena->next_size *= GROWTH;
	}
	if (current)
		current->used = arena->at.used;
	chunk->next = *where;
	*where = chunk;
	arena->at.chunk = chunk;
	arena->at.used = 0;
	return chunk;
}

/* `align` is a power of two of at most a line: a chunk's data starts on a line, so only offsets matter. */
static char *take (struct skops_arena *arena, size_t bytes, size_t align, bool zero)
{
	struct chunk *chunk = arena->at.chunk;
	size_t start = (arena->at.used + align - 1) & ~(align - 1), gap = start - arena->at.used;
	char *result;

	if (bytes > arena->limit - arena->at.total)
		return NULL;
	if (!chunk || start > chunk->size || bytes > chunk->size - start) {
		chunk = chunk_next (arena, bytes);
		if (!chunk)
			return NULL;
		start = gap = 0;
	}
	if (bytes + gap > arena->limit - arena->at.total)
		return NULL;
	result = chunk->data + start;
	ASAN_UNPOISON_MEMORY_REGION (result, bytes);
	arena->at.used = start + bytes;
	arena->at.total += bytes + gap;
	if (zero && start < chunk->touched)
		memset (result, 0, chunk->touched - start < bytes ? chunk->touched - start : bytes);
	if (chunk->touched < arena->at.used)
		chunk->touched = arena->at.used;
	return result;
}

static void *take_items (struct skops_arena *arena, size_t count, size_t size, bool zero)
{
	size_t bytes;

	if (skops_multiply_overflows (count, size, &bytes) || bytes > SIZE_MAX / 2)
		return NULL;
	if (bytes == 0)
		return arena->nothing;
	return take (arena, bytes, bytes < LINE ? SMALL : LINE, zero);
}

void *skops_arena_alloc (struct skops_arena *arena, size_t count, size_t size)
{
	return take_items (arena, count, size, true);
}

void *skops_arena_scratch (struct skops_arena *arena, size_t count, size_t size)
{
	void *scratch = take_items (arena, count, size, false);

	if (arena->fill >= 0 && scratch)
		memset (scratch, arena->fill, count * size);
	return scratch;
}

void skops_arena_fill (struct skops_arena *arena, unsigned char byte)
{
	arena->fill = byte;
}

uint64_t skops_arena_sum (const struct skops_arena *arena)
{
	uint64_t sum = arena->at.total;

	if (!arena->at.chunk)
		return sum;
	for (const struct chunk *chunk = arena->first; chunk != arena->at.chunk; chunk = chunk->next)
		sum = skops_sum_bytes (sum, chunk->data, chunk->used);
	return skops_sum_bytes (sum, ((const struct chunk *) arena->at.chunk)->data, arena->at.used);
}

char *skops_arena_copy (struct skops_arena *arena, const void *bytes, size_t size)
{
	char *copy;

	if (size >= SIZE_MAX / 2)
		return NULL;
	copy = take (arena, size + 1, 1, false);
	if (copy) {
		if (size)
			memcpy (copy, bytes, size);
		copy[size] = '\0';
	}
	return copy;
}

size_t skops_arena_left (const struct skops_arena *arena)
{
	return arena->limit - arena->at.total;
}

bool skops_arena_join (struct skops_arena *arena, struct skops_arena *part)
{
	struct chunk *last = part->first;
	bool fits = part->at.total <= arena->limit - arena->at.total;

	if (part->at.chunk)
		((struct chunk *) part->at.chunk)->used = part->at.used;
	while (last && last->next)
		last = last->next;
	if (last) {
		last->next = arena->first;
		arena->first = part->first;
		if (!arena->at.chunk) {
			arena->at.chunk = last;
			arena->at.used = last->size;
		}
	}
	arena->at.total += fits ? part->at.total : 0;
	free (part);
	return fits;
}

void skops_arena_reset (struct skops_arena *arena, struct skops_arena_mark mark)
{
	arena->at = mark;
#ifdef UNDER_ASAN
	struct chunk *current = mark.chunk;

	for (struct chunk *chunk = current ? current->next : arena->first; chunk; chunk = chunk->next)
		ASAN_POISON_MEMORY_REGION (chunk->data, chunk->size);
	if (current)
		ASAN_POISON_MEMORY_REGION (current->data + mark.used, current->size - mark.used);
#endif
}
