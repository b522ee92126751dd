/* SPDX-License-Identifier: BSD-3-Clause */
/* A map from bytes to a pointer-sized value: open addressing, a seed per map, so that keys from a file cannot be made to collide. */
#ifndef SKOPS_BASE_HASH_H
#define SKOPS_BASE_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct skops_map;

struct skops_map *skops_map_new (size_t expected); /* NULL without memory */
void skops_map_free (struct skops_map *map);

/* Keys are borrowed: they must outlive the map. Adds or finds: *slot points to the value (0 when new), valid until the next add.
 * Returns false without memory. */
bool skops_map_add (struct skops_map *map, const void *key, size_t size, uintptr_t **slot, bool *is_new);

/* The value, or `missing`. Safe from many threads once nobody adds. */
uintptr_t skops_map_find (const struct skops_map *map, const void *key, size_t size, uintptr_t missing);

/* A sum over bytes, going on from `sum`: tells whether memory has changed, and resists nobody. May read memory that AddressSanitizer forbids. */
uint64_t skops_sum_bytes (uint64_t sum, const void *bytes, size_t size);

#endif
