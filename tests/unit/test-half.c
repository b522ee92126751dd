/* SPDX-License-Identifier: BSD-3-Clause */
/* Rounding to float16: every one of them, what lies half-way to the next, and what lies a little to either side of that. */
#include <criterion/criterion.h>
#include <math.h>

#include "format/number.h"
#include "skops/block.h"

enum { INFINITE = 0x7c00 };

static void rounds (double value, double expected)
{
	cr_assert_eq (skops_round_to (SKOPS_F2, value), expected, "%a", value);
	cr_assert_eq (skops_round_to (SKOPS_F2, -value), -expected, "%a", -value);
	cr_assert_eq (signbit (skops_round_to (SKOPS_F2, -value)) != 0, true, "%a", -value);
}

Test (half, nearest_or_even)
{
	for (uint16_t half = 0; half < INFINITE; half++) {
		uint16_t next = (uint16_t) (half + 1);
		double low = skops_half_to_double (half), high = skops_half_to_double (next), middle = next == INFINITE ? 65520 : (low + high) / 2;

		rounds (low, low);
		rounds (middle, half % 2 ? high : low);
		rounds (nextafter (middle, 0), low);
		rounds (nextafter (middle, INFINITY), high);
	}
}

Test (half, what_has_no_next)
{
	rounds (65536, INFINITY);
	rounds (1e300, INFINITY);
	rounds (INFINITY, INFINITY);
	rounds (0x1p-1074, 0);
	cr_assert (isnan (skops_round_to (SKOPS_F2, NAN)));
	cr_assert_eq (skops_round_to (SKOPS_F4, 1 / 3.0), (double) (1 / 3.0f));
	cr_assert_eq (skops_round_to (SKOPS_F8, 1 / 3.0), 1 / 3.0);
}
