/* SPDX-License-Identifier: BSD-3-Clause */
/* Sums in NumPy's order, against what numpy.sum (1 / numpy.arange (1, n + 1)) says to the last bit. */
#include <criterion/criterion.h>

#include "skops/numpy.h"

static double sum_of_reciprocals (size_t count)
{
	static double numbers[2000];

	cr_assert_leq (count, sizeof numbers / sizeof *numbers);
	for (size_t i = 0; i < count; i++)
		numbers[i] = 1 / (double) (i + 1);
	return skops_sum (numbers, count);
}

Test (numpy, below_eight_in_order)
{
	cr_assert_eq (sum_of_reciprocals (0), 0x0.0p+0);
	cr_assert_eq (sum_of_reciprocals (1), 0x1.0000000000000p+0);
	cr_assert_eq (sum_of_reciprocals (7), 0x1.4be2be2be2be2p+1);
}

Test (numpy, eight_accumulators)
{
	cr_assert_eq (sum_of_reciprocals (8), 0x1.5be2be2be2be2p+1);
	cr_assert_eq (sum_of_reciprocals (9), 0x1.6a1ba1ba1ba1bp+1);
	cr_assert_eq (sum_of_reciprocals (15), 0x1.a8bbba47475d4p+1);
	cr_assert_eq (sum_of_reciprocals (100), 0x1.4bfdfe4591243p+2);
	cr_assert_eq (sum_of_reciprocals (127), 0x1.5b38ae9541ca6p+2);
	cr_assert_eq (sum_of_reciprocals (128), 0x1.5bb8ae9541ca7p+2);
}

Test (numpy, halves_above_128)
{
	cr_assert_eq (sum_of_reciprocals (129), 0x1.5c37b09149ba9p+2);
	cr_assert_eq (sum_of_reciprocals (136), 0x1.5f9633591b269p+2);
	cr_assert_eq (sum_of_reciprocals (257), 0x1.883504d2ee7e2p+2);
	cr_assert_eq (sum_of_reciprocals (1000), 0x1.df11f45f4e61ap+2);
	cr_assert_eq (sum_of_reciprocals (1999), 0x1.05b11873003f2p+3);
}
