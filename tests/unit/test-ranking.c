/* SPDX-License-Identifier: BSD-3-Clause */
/* Nearest neighbours at equal distances: in the order in which scikit-learn 1.8 and 1.9 answered them. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#include "../../plugins/neighbors/neighbors.h"

static const double distances[] = { 3, 1, 2, 1, 3, 0, 2, 2, 1, 3, 0, 1, 2, 3, 1, 0, 2, 1, 3, 2, 1, 1, 0, 2 };

enum { COUNT = sizeof distances / sizeof distances[0] };

static void nearest (double *values, int64_t *indices, size_t k, bool insertion)
{
	for (size_t i = 0; i < k; i++) {
		values[i] = INFINITY;
		indices[i] = 0;
	}
	for (size_t i = 0; i < COUNT; i++)
		order_push (values, indices, k, distances[i], (int64_t) i);
	order_sort (values, indices, k, insertion);
}

Test (ranking, equal_distances)
{
	static const struct {
		bool insertion;
		size_t k;
		int64_t indices[COUNT];
	} cases[] = {
		{ false, 2, { 10, 5 } },
		{ false, 3, { 15, 5, 10 } },
		{ false, 5, { 22, 10, 5, 15, 3 } },
		{ false, 18, { 22, 15, 5, 10, 8, 3, 11, 21, 1, 17, 14, 20, 19, 16, 2, 12, 6, 7 } },
		{ false, 24, { 10, 22, 5, 15, 17, 11, 20, 14, 21, 3, 8, 1, 16, 23, 6, 2, 7, 12, 19, 0, 13, 18, 4, 9 } },
		{ true, 3, { 15, 5, 10 } },
		{ true, 5, { 15, 22, 5, 10, 3 } },
		{ true, 18, { 22, 5, 15, 10, 3, 14, 11, 17, 8, 21, 20, 1, 19, 7, 16, 6, 12, 2 } },
		{ true, 24, { 15, 10, 5, 22, 11, 8, 3, 1, 20, 21, 17, 14, 6, 2, 19, 16, 7, 23, 12, 9, 0, 13, 18, 4 } },
	};
	double values[COUNT];
	int64_t indices[COUNT];

	for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
		nearest (values, indices, cases[c].k, cases[c].insertion);
		for (size_t i = 0; i < cases[c].k; i++) {
			cr_expect_eq (indices[i], cases[c].indices[i], "case %zu: neighbour %zu is %lld", c, i, (long long) indices[i]);
			cr_expect_eq (values[i], distances[indices[i]]);
		}
	}
}

/* Many values, many of them equal: sorted, each with its own index, and not in quadratic time. */
Test (ranking, large, .timeout = 10)
{
	enum { LARGE = 200000 };
	double *values = malloc (LARGE * sizeof *values), *original = malloc (LARGE * sizeof *original);
	int64_t *indices = malloc (LARGE * sizeof *indices);

	for (int kind = 0; kind < 3; kind++)
		for (int insertion = 0; insertion < 2; insertion++) {
			uint32_t state = 1;

			for (int i = 0; i < LARGE; i++) {
				state = state * 1664525 + 1013904223;
				original[i] = values[i] = kind == 0 ? state >> 8 : kind == 1 ? (state >> 8) % 7 : 1;
				indices[i] = i;
			}
			order_sort (values, indices, LARGE, insertion);
			for (int i = 0; i < LARGE; i++)
				cr_assert (values[i] == original[indices[i]] && (!i || values[i - 1] <= values[i]), "kind %d, place %d", kind, i);
		}
	free (values);
	free (original);
	free (indices);
}
