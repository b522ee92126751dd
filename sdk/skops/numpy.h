/* SPDX-License-Identifier: BSD-3-Clause */
/* Sums in NumPy's order, where the last bit counts. */
#ifndef SKOPS_NUMPY_H
#define SKOPS_NUMPY_H

#include <stddef.h>

/* A run of up to 128 numbers: below 8 in order, else in eight accumulators, joined pair by pair, and the rest in order. */
static inline double skops_sum_run (const double *numbers, size_t count)
{
	double parts[8], sum = 0;
	size_t i = 0;

	if (count >= 8) {
		for (; i < 8; i++)
			parts[i] = numbers[i];
		for (; i + 8 <= count; i += 8)
			for (size_t k = 0; k < 8; k++)
				parts[k] += numbers[i + k];
		sum = ((parts[0] + parts[1]) + (parts[2] + parts[3])) + ((parts[4] + parts[5]) + (parts[6] + parts[7]));
	}
	for (; i < count; i++)
		sum += numbers[i];
	return sum;
}

/* numpy.sum of contiguous float64: runs above 128 are halved, at a multiple of 8 (numpy/_core/src/umath/loops_utils.h, pairwise_sum). It calls itself as deep as `count` can be halved. */
static inline double skops_sum (const double *numbers, size_t count)
{
	size_t half = count / 2 - count / 2 % 8;

	return count <= 128 ? skops_sum_run (numbers, count) : skops_sum (numbers, half) + skops_sum (numbers + half, count - half);
}

/* numpy.einsum ("i,i", x, x) of contiguous float64, as scikit-learn's row_norms adds squares: in two lanes, blocks of eight from behind (numpy/_core/src/multiarray/
 * einsum_sumprod.c.src, with the vectors of 16 bytes that NumPy is built for on x86-64). */
static inline double skops_sum_squares (const double *numbers, size_t count)
{
	double lanes[2] = { 0, 0 };
	size_t i = 0;

	for (; i + 8 <= count; i += 8)
		for (size_t k = 8; k > 0; k -= 2)
			for (size_t lane = 0; lane < 2; lane++)
				lanes[lane] += numbers[i + k - 2 + lane] * numbers[i + k - 2 + lane];
	for (; i < count; i++)
		lanes[i % 2] += numbers[i] * numbers[i];
	return lanes[0] + lanes[1];
}

#endif
