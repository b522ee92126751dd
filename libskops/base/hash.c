/* SPDX-License-Identifier: BSD-3-Clause */
/* The map: entries in one dense row, found through a table of (hash, index) pairs. SipHash-1-3 under a random key each map: who writes
 * a file cannot know which keys would collide. */
#include "base/hash.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "base/checked.h"

struct entry {
	const void *key;
	size_t size;
	uintptr_t value;
};

struct slot {
	uint32_t hash;
	uint32_t index; /* of the entry, plus one; 0: empty */
};

struct skops_map {
	uint64_t seed[2];
	struct entry *entries;
	struct slot *slots;
	size_t count, capacity; /* of entries */
	size_t mask;            /* slots - 1 */
};

static uint64_t rotate (uint64_t x, int bits)
{
	return x << bits | x >> (64 - bits);
}

static void sip_round (uint64_t v[4])
{
	v[0] += v[1];
	v[1] = rotate (v[1], 13) ^ v[0];
	v[0] = rotate (v[0], 32);
	v[2] += v[3];
	v[3] = rotate (v[3], 16) ^ v[2];
	v[0] += v[3];
	v[3] = rotate (v[3], 21) ^ v[0];
	v[2] += v[1];
	v[1] = rotate (v[1], 17) ^ v[2];
	v[2] = rotate (v[2], 32);
}

/* SipHash-1-3 (Aumasson and Bernstein), read in the machine's byte order; its upper half serves. */
static uint32_t hash_of (const struct skops_map *map, const void *key, size_t size)
{
	uint64_t v[4] = {
		map->seed[0] ^ 0x736f6d6570736575, map->seed[1] ^ 0x646f72616e646f6d,
		map->seed[0] ^ 0x6c7967656e657261, map->seed[1] ^ 0x7465646279746573,
	};
	const unsigned char *bytes = key;
	uint64_t word = 0;
	size_t left = size;

	for (; left >= 8; left -= 8, bytes += 8) {
		memcpy (&word, bytes, 8);
		v[3] ^= word;
		sip_round (v);
		v[0] ^= word;
	}
	word = 0;
	if (left)
		memcpy (&word, bytes, left);
	word ^= (uint64_t) size << 56;
	v[3] ^= word;
	sip_round (v);
	v[0] ^= word;
	v[2] ^= 0xff;
	for (int i = 0; i < 3; i++)
		sip_round (v);
	return (uint32_t) ((v[0] ^ v[1] ^ v[2] ^ v[3]) >> 32);
}

static void seed (struct skops_map *map)
{
	if (getrandom (map->seed, sizeof map->seed, GRND_NONBLOCK) != (ssize_t) sizeof map->seed) {
		struct timespec now = {0};

		clock_gettime (CLOCK_MONOTONIC, &now);
		map->seed[0] = (uint64_t) now.tv_nsec ^ (uint64_t) (uintptr_t) map;
		map->seed[1] = (uint64_t) now.tv_sec ^ (uint64_t) (uintptr_t) &now;
	}
}

static bool resize (struct skops_map *map, size_t capacity)
{
	size_t slots = 16, bytes;
	struct slot *table;
	struct entry *entries;

	if (capacity > INT32_MAX || skops_multiply_overflows (capacity, sizeof *entries, &bytes))
		return false;
	while (slots / 2 < capacity)
		slots *= 2;
	entries = realloc (map->entries, bytes);
	if (!entries)
		return false;
	map->entries = entries;
	table = calloc (slots, sizeof *table);
	if (!table)
		return false;
	if (map->slots)
		for (size_t i = 0; i <= map->mask; i++)
			if (map->slots[i].index) {
				size_t at = map->slots[i].hash & (slots - 1);

				while (table[at].index)
					at = (at + 1) & (slots - 1);
				table[at] = map->slots[i];
			}
	free (map->slots);
	map->slots = table;
	map->mask = slots - 1;
	map->capacity = capacity;
	return true;
}

struct skops_map *skops_map_new (size_t expected)
{
	struct skops_map *map = calloc (1, sizeof *map);

	if (!map)
		return NULL;
	seed (map);
	if (!resize (map, expected < 8 ? 8 : expected)) {
		skops_map_free (map);
		return NULL;
	}
	return map;
}

void skops_map_free (struct skops_map *map)
{
	if (!map)
		return;
	free (map->entries);
	free (map->slots);
	free (map);
}

/* The slot of the key, or the empty slot where it would go. */
static struct slot *locate (const struct skops_map *map, const void *key, size_t size, uint32_t hash)
{
	size_t at = hash & map->mask;

	for (;; at = (at + 1) & map->mask) {
		struct slot *slot = &map->slots[at];
		const struct entry *entry;

		if (!slot->index)
			return slot;
		if (slot->hash != hash)
			continue;
		entry = &map->entries[slot->index - 1];
		if (entry->size == size && (size == 0 || memcmp (entry->key, key, size) == 0))
			return slot;
	}
}

bool skops_map_add (struct skops_map *map, const void *key, size_t size, uintptr_t **value, bool *is_new)
{
	uint32_t hash = hash_of (map, key, size);
	struct slot *slot = locate (map, key, size, hash);

	*is_new = slot->index == 0;
	if (*is_new) {
		if (map->count == map->capacity) {
			if (!resize (map, 2 * map->capacity))
				return false;
			slot = locate (map, key, size, hash);
		}
		map->entries[map->count++] = (struct entry) { .key = key, .size = size };
		*slot = (struct slot) { .hash = hash, .index = (uint32_t) map->count };
	}
	*value = &map->entries[slot->index - 1].value;
	return true;
}

uintptr_t skops_map_find (const struct skops_map *map, const void *key, size_t size, uintptr_t missing)
{
	const struct slot *slot = locate (map, key, size, hash_of (map, key, size));

	return slot->index ? map->entries[slot->index - 1].value : missing;
}

__attribute__ ((no_sanitize_address)) uint64_t skops_sum_bytes (uint64_t sum, const void *bytes, size_t size)
{
	const unsigned char *at = bytes;

	for (size_t i = 0; i < size; i++)
		sum = (sum ^ at[i]) * 0x100000001b3; /* FNV-1a */
	return rotate (sum, 1) + size;
}
