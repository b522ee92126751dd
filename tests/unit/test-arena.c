/* SPDX-License-Identifier: BSD-3-Clause */
/* The arena: zeroed, aligned, bounded, and reused after a reset. */
#include <criterion/criterion.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"

static bool is_zero (const unsigned char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (bytes[i])
			return false;
	return true;
}

Test (arena, zeroes_and_aligns)
{
	struct skops_arena *arena = skops_arena_new (SIZE_MAX);

	for (size_t size = 1; size < 100000; size += size / 3 + 1) {
		unsigned char *bytes = skops_arena_alloc (arena, 1, size);

		cr_assert_not_null (bytes);
		cr_assert_eq ((uintptr_t) bytes % (size < 64 ? 16 : 64), 0);
		cr_assert (is_zero (bytes, size));
		memset (bytes, 0xAA, size);
		cr_assert_not_null (skops_arena_copy (arena, "x", 1));
	}
	skops_arena_free (arena);
}

Test (arena, refuses_overflow_and_excess)
{
	struct skops_arena *arena = skops_arena_new (1000);

	cr_assert_null (skops_arena_alloc (arena, SIZE_MAX / 2, 4));
	cr_assert_null (skops_arena_alloc (arena, 1, SIZE_MAX));
	cr_assert_null (skops_arena_alloc (arena, 1, 1001));
	cr_assert_null (skops_arena_copy (arena, "", SIZE_MAX));
	cr_assert_not_null (skops_arena_alloc (arena, 10, 96));
	cr_assert_not_null (skops_arena_alloc (arena, 1, 8));
	cr_assert_null (skops_arena_alloc (arena, 1, 64));
	cr_assert_leq (skops_arena_mark (arena).total, 1000);
	skops_arena_free (arena);
	skops_arena_free (NULL);
}

Test (arena, gives_a_pointer_to_nothing)
{
	struct skops_arena *arena = skops_arena_new (0);

	cr_assert_not_null (skops_arena_alloc (arena, 0, 8));
	cr_assert_not_null (skops_arena_alloc (arena, 8, 0));
	cr_assert_null (skops_arena_alloc (arena, 1, 1));
	skops_arena_free (arena);
}

Test (arena, copies_end_with_nul)
{
	struct skops_arena *arena = skops_arena_new (SIZE_MAX);
	const char *first = skops_arena_copy (arena, "a\0b", 3), *empty = skops_arena_copy (arena, NULL, 0);

	cr_assert_arr_eq (first, "a\0b", 4);
	cr_assert_str_eq (empty, "");
	skops_arena_free (arena);
}

Test (arena, takes_back_what_came_after_a_mark)
{
	struct skops_arena *arena = skops_arena_new (SIZE_MAX);
	struct skops_arena_mark start = skops_arena_mark (arena), middle;
	unsigned char *first, *again, *kept = NULL;

	first = skops_arena_alloc (arena, 1, 5000);
	for (int round = 0; round < 3; round++) {
		unsigned char *bytes[40];

		middle = skops_arena_mark (arena);
		for (size_t i = 0; i < 40; i++) {
			bytes[i] = skops_arena_alloc (arena, 1, 3000 + 1000 * i);
			cr_assert (is_zero (bytes[i], 3000 + 1000 * i));
			memset (bytes[i], 0xFF, 3000 + 1000 * i);
		}
		if (round == 0)
			kept = bytes[39];
		cr_assert_eq (bytes[39], kept, "the chunks were not reused");
		skops_arena_reset (arena, middle);
	}
	skops_arena_reset (arena, start);
	cr_assert_eq (skops_arena_mark (arena).total, 0);
	again = skops_arena_alloc (arena, 1, 5000);
	cr_assert_eq (again, first);
	skops_arena_free (arena);
}

Test (arena, serves_a_large_request_after_small_chunks_were_left)
{
	struct skops_arena *arena = skops_arena_new (SIZE_MAX);
	struct skops_arena_mark start = skops_arena_mark (arena);
	unsigned char *large;

	cr_assert_not_null (skops_arena_scratch (arena, 1, 10));
	cr_assert_not_null (skops_arena_scratch (arena, 1, 20000));
	large = skops_arena_scratch (arena, 1, 10000000);
	skops_arena_reset (arena, start);
	cr_assert_eq (skops_arena_scratch (arena, 1, 10000000), large);
	cr_assert_not_null (skops_arena_scratch (arena, 1, 10));
	skops_arena_free (arena);
}

Test (arena, fills_scratch_and_nothing_else)
{
	struct skops_arena *arena = skops_arena_new (SIZE_MAX);
	unsigned char *bytes;

	skops_arena_fill (arena, 0x3f);
	bytes = skops_arena_scratch (arena, 7, 9);
	for (size_t i = 0; i < 63; i++)
		cr_assert_eq (bytes[i], 0x3f);
	cr_assert (is_zero (skops_arena_alloc (arena, 7, 9), 63));
	skops_arena_free (arena);
}

Test (arena, has_a_sum_that_changes_with_every_byte)
{
	struct skops_arena *arena = skops_arena_new (SIZE_MAX);
	unsigned char *first = skops_arena_alloc (arena, 1, 100), *last;
	uint64_t sum;

	last = skops_arena_alloc (arena, 1, 100000);
	sum = skops_arena_sum (arena);
	cr_assert_eq (skops_arena_sum (arena), sum);
	first[50] = 1;
	cr_assert_neq (skops_arena_sum (arena), sum);
	first[50] = 0;
	last[99999] = 1;
	cr_assert_neq (skops_arena_sum (arena), sum);
	last[99999] = 0;
	cr_assert_eq (skops_arena_sum (arena), sum);
	skops_arena_free (arena);
}
