/* SPDX-License-Identifier: BSD-3-Clause */
/* The lookup of values: Python's equality, exactly, over every kind. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "mock-frame.h"

static struct skops_value integer (int64_t i) { return (struct skops_value) { .kind = SKOPS_IS_INT, .i = i }; }
static struct skops_value boolean (bool b) { return (struct skops_value) { .kind = SKOPS_IS_BOOL, .i = b }; }
static struct skops_value large (uint64_t u) { return (struct skops_value) { .kind = SKOPS_IS_UINT, .u = u }; }
static struct skops_value number (double f) { return (struct skops_value) { .kind = SKOPS_IS_FLOAT, .f = f }; }
static struct skops_value none (void) { return (struct skops_value) { .kind = SKOPS_IS_NONE }; }
static struct skops_value na (void) { return (struct skops_value) { .kind = SKOPS_IS_NA }; }
static struct skops_value bytes (const char *s) { return (struct skops_value) { .kind = SKOPS_IS_BYTES, .text = s, .size = (uint32_t) strlen (s) }; }
static struct skops_value text (const char *s) { return (struct skops_value) { .kind = SKOPS_IS_TEXT, .text = s, .size = (uint32_t) strlen (s) }; }

static struct skops_value moment (int64_t i, enum skops_unit unit)
{
	return (struct skops_value) { .kind = SKOPS_IS_DATETIME, .unit = (uint8_t) unit, .i = i };
}

static struct skops_value duration (int64_t i, enum skops_unit unit)
{
	return (struct skops_value) { .kind = SKOPS_IS_TIMEDELTA, .unit = (uint8_t) unit, .i = i };
}

/* Whether an index of `a` finds `b`, and of `b` finds `a`. */
static bool same (struct skops_value a, struct skops_value b)
{
	struct mock mock;
	struct skops_call *call = mock_open (&mock, false);
	int64_t there = skops_host_index_find (skops_host_index_new (call, &a, 1), &b);
	int64_t back = skops_host_index_find (skops_host_index_new (call, &b, 1), &a);

	cr_assert_eq (there, back, "equality is not symmetric");
	mock_close (&mock);
	return there == 0;
}

Test (lookup, numbers_are_equal_across_kinds)
{
	cr_expect (same (integer (1), number (1)));
	cr_expect (same (integer (1), boolean (true)));
	cr_expect (same (number (1), boolean (true)));
	cr_expect (same (number (-0.0), boolean (false)));
	cr_expect (same (number (-0.0), number (0.0)));
	cr_expect (same (integer (-5), number (-5)));
	cr_expect (same (number (INFINITY), number (INFINITY)));
	cr_expect (same (number (0.1), number (0.1)));
	cr_expect (same (number (0x1p100), number (0x1p100)));
	cr_expect_not (same (number (INFINITY), number (-INFINITY)));
	cr_expect_not (same (number (0.1), number (0.1 + 1e-16)));
	cr_expect_not (same (integer (1), number (1.5)));
	cr_expect_not (same (integer (2), boolean (true)));
}

Test (lookup, large_integers_are_compared_exactly)
{
	cr_expect (same (integer ((1ll << 53) + 2), number (0x1p53 + 2)));
	cr_expect_not (same (integer ((1ll << 53) + 1), number (0x1p53)));
	cr_expect_not (same (integer ((1ll << 53) + 1), number (0x1p53 + 2)));
	cr_expect_not (same (integer (INT64_MAX), number (0x1p63)));
	cr_expect (same (integer (INT64_MIN), number (-0x1p63)));
	cr_expect (same (large (1ull << 63), number (0x1p63)));
	cr_expect_not (same (large (UINT64_MAX), number (0x1p64)));
	cr_expect_not (same (large (UINT64_MAX), integer (-1)));
	cr_expect (same (large (7), integer (7)));
}

Test (lookup, missing_values_equal_themselves_alone)
{
	struct skops_value all[] = { none (), na (), number (NAN), integer (0), text (""), bytes (""), boolean (false), moment (INT64_MIN, SKOPS_DAY), duration (INT64_MIN, SKOPS_DAY) };
	enum { N = sizeof all / sizeof all[0] };

	for (size_t i = 0; i < N; i++)
		for (size_t k = 0; k < N; k++)
			cr_expect_eq (same (all[i], all[k]), i == k || (i == 3 && k == 6) || (i == 6 && k == 3), "%zu and %zu", i, k);
	cr_expect (same (number (NAN), number (-NAN)));
	cr_expect (same (moment (INT64_MIN, SKOPS_DAY), moment (INT64_MIN, SKOPS_NANOSECOND)));
	cr_expect_not (same (number (NAN), large (UINT64_MAX)));
}

Test (lookup, texts_are_bytes)
{
	struct skops_value nul = text ("a"), empty = { .kind = SKOPS_IS_TEXT };

	nul.text = "a\0b";
	nul.size = 3;
	cr_expect (same (text ("a"), text ("a")));
	cr_expect (same (nul, nul));
	cr_expect (same (empty, text ("")));
	cr_expect_not (same (text ("a"), bytes ("a")));
	cr_expect_not (same (text ("a"), nul));
	cr_expect_not (same (text ("1"), integer (1)));
	cr_expect_not (same (text ("\xc3\xa9"), text ("e\xcc\x81")));
	for (size_t size = 0; size < 100; size++) {
		char a[101] = "", b[101] = "";

		memset (a, 'x', size);
		memcpy (b, a, size);
		cr_expect (same (text (a), text (b)));
		for (size_t at = 0; at < size; at++) {
			b[at] = 'y';
			cr_expect_not (same (text (a), text (b)));
			b[at] = 'x';
		}
	}
}

Test (lookup, times_are_equal_across_units)
{
	cr_expect (same (moment (1, SKOPS_DAY), moment (24, SKOPS_HOUR)));
	cr_expect (same (moment (1, SKOPS_WEEK), moment (7 * 86400ll * 1000000000, SKOPS_NANOSECOND)));
	cr_expect (same (moment (-1, SKOPS_SECOND), moment (-1000000000000000000, SKOPS_ATTOSECOND)));
	cr_expect (same (moment (-1500, SKOPS_MILLISECOND), moment (-1500000, SKOPS_MICROSECOND)));
	cr_expect (same (moment (-1, SKOPS_PICOSECOND), moment (-1000, SKOPS_FEMTOSECOND)));
	cr_expect (same (moment (2, SKOPS_YEAR), moment (24, SKOPS_MONTH)));
	cr_expect (same (moment (INT64_MAX, SKOPS_WEEK), moment (INT64_MAX, SKOPS_WEEK)));
	cr_expect_not (same (moment (INT64_MAX, SKOPS_WEEK), moment (INT64_MAX - 1, SKOPS_WEEK)));
	cr_expect_not (same (moment (INT64_MAX, SKOPS_WEEK), moment (INT64_MAX, SKOPS_SECOND)));
	cr_expect_not (same (moment (1, SKOPS_DAY), duration (1, SKOPS_DAY)));
	cr_expect_not (same (moment (1, SKOPS_DAY), moment (1, SKOPS_HOUR)));
	cr_expect_not (same (moment (0, SKOPS_YEAR), moment (0, SKOPS_DAY)));
	cr_expect_not (same (duration (0, SKOPS_UNIT_GENERIC), duration (0, SKOPS_DAY)));
	cr_expect_not (same (moment (-1, SKOPS_NANOSECOND), moment (1, SKOPS_NANOSECOND)));
	cr_expect_not (same (moment (-500, SKOPS_MILLISECOND), moment (500, SKOPS_MILLISECOND)));
	cr_expect_not (same (moment (3, SKOPS_SECOND), integer (3)));
}

Test (lookup, first_of_equals_wins)
{
	struct mock mock;
	struct skops_value items[] = { text ("b"), number (1), boolean (true), text ("b"), number (NAN), none (), number (NAN) };
	const struct skops_index *index = skops_host_index_new (mock_open (&mock, false), items, sizeof items / sizeof items[0]);
	struct skops_value query[] = { text ("b"), integer (1), number (NAN), none (), na () };
	int64_t expected[] = { 0, 1, 4, 5, -1 };

	for (size_t i = 0; i < sizeof query / sizeof query[0]; i++)
		cr_expect_eq (skops_host_index_find (index, &query[i]), expected[i]);
	cr_expect_eq (skops_host_index_find (skops_host_index_new (&mock.frame.call, NULL, 0), &query[0]), -1);
	mock_close (&mock);
}

Test (lookup, finds_each_of_many)
{
	enum { N = 100000 };
	struct mock mock;
	struct skops_value *items = calloc (N, sizeof *items), absent;
	char (*texts)[32] = calloc (N, sizeof *texts), query[32];
	const struct skops_index *index;

	for (int i = 0; i < N; i++) {
		snprintf (texts[i], sizeof texts[i], "%s%d", i % 3 ? "a-rather-long-one" : "", i);
		items[i] = i % 7 == 0 ? number (i / 2.0) : text (texts[i]);
	}
	index = skops_host_index_new (mock_open (&mock, false), items, N);
	cr_assert_not_null (index);
	for (int i = 0; i < N; i++) {
		struct skops_value value = items[i];

		if (value.kind == SKOPS_IS_TEXT) {
			memcpy (query, texts[i], sizeof query);
			value.text = query;
		}
		cr_assert_eq (skops_host_index_find (index, &value), i);
		absent = number (-1 - i);
		cr_assert_eq (skops_host_index_find (index, &absent), -1);
	}
	mock_close (&mock);
	free (texts);
	free (items);
}

Test (lookup, says_when_memory_ends)
{
	struct mock mock;
	struct skops_value item = none ();
	struct skops_call *call = mock_open (&mock, false);

	skops_arena_free (mock.frame.arena);
	mock.frame.arena = skops_arena_new (64);
	cr_expect_null (skops_host_index_new (call, &item, 1));
	cr_expect_eq (mock.err.status, SKOPS_NO_MEMORY);
	mock_close (&mock);
}
