/* SPDX-License-Identifier: BSD-3-Clause */
/* The map: what goes in is found, whatever the keys hold. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

Test (hash, finds_what_was_added)
{
	enum { N = 20000 };
	struct skops_map *map = skops_map_new (0);
	char (*keys)[16] = calloc (N, sizeof *keys);
	uintptr_t *slot;
	bool is_new;

	for (uintptr_t i = 0; i < N; i++) {
		snprintf (keys[i], sizeof keys[i], "%lu", (unsigned long) (i * i));
		cr_assert (skops_map_add (map, keys[i], strlen (keys[i]), &slot, &is_new));
		cr_assert (is_new);
		cr_assert_eq (*slot, 0);
		*slot = i + 1;
	}
	for (uintptr_t i = 0; i < N; i++) {
		cr_assert_eq (skops_map_find (map, keys[i], strlen (keys[i]), 0), i + 1);
		cr_assert (skops_map_add (map, keys[i], strlen (keys[i]), &slot, &is_new));
		cr_assert_not (is_new);
		cr_assert_eq (*slot, i + 1);
	}
	cr_assert_eq (skops_map_find (map, "absent", 6, 77), 77);
	skops_map_free (map);
	skops_map_free (NULL);
	free (keys);
}

Test (hash, keys_are_bytes_with_a_length)
{
	static const struct { const char *bytes; size_t size; } keys[] = {
		{ NULL, 0 }, { "\0", 1 }, { "\0\0", 2 }, { "a", 1 }, { "a\0", 2 }, { "a\0b", 3 }, { "12345678", 8 }, { "12345678\0", 9 },
	};
	struct skops_map *map = skops_map_new (100);
	uintptr_t *slot;
	bool is_new;

	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
		cr_assert (skops_map_add (map, keys[i].bytes, keys[i].size, &slot, &is_new));
		cr_assert (is_new);
		*slot = i + 1;
	}
	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
		cr_assert_eq (skops_map_find (map, keys[i].bytes, keys[i].size, 0), i + 1);
	skops_map_free (map);
}

Test (hash, refuses_an_impossible_size)
{
	cr_assert_null (skops_map_new (SIZE_MAX / 2));
}
