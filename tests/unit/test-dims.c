/* SPDX-License-Identifier: BSD-3-Clause */
/* Named dimensions: what fits, what is bound, what is said when it does not fit. */
#include <criterion/criterion.h>

#include "model/dims.h"

static bool fits (struct skops_dims *dims, const char *spec, unsigned rank, int64_t a, int64_t b)
{
	int64_t shape[2] = { a, b }, view[SKOPS_DIM_RANK];
	unsigned view_rank;

	return skops_dims_match (dims, spec, rank, shape, &view_rank, view);
}

Test (dims, a_name_is_bound_once)
{
	struct skops_dims dims = { .count = 0 };
	int64_t value;

	cr_assert (fits (&dims, "K,F", 2, 3, 5));
	cr_assert (fits (&dims, "F", 1, 5, 0));
	cr_assert_not (fits (&dims, "F", 1, 6, 0));
	cr_assert (skops_dims_value (&dims, "K", &value));
	cr_assert_eq (value, 3);
}

Test (dims, an_alternative_is_shown_with_leading_ones)
{
	struct skops_dims dims = { .count = 0 };
	int64_t shape[1] = { 7 }, view[SKOPS_DIM_RANK];
	unsigned rank;

	cr_assert (skops_dims_match (&dims, "O,F|F", 1, shape, &rank, view));
	cr_assert_eq (rank, 2);
	cr_assert_eq (view[0], 1);
	cr_assert_eq (view[1], 7);
}

Test (dims, a_failed_alternative_binds_nothing)
{
	struct skops_dims dims = { .count = 0 };
	int64_t value;

	cr_assert (skops_dims_bind (&dims, "F", 5));
	cr_assert (fits (&dims, "O,F|F,Q", 2, 5, 9));
	cr_assert_not (skops_dims_value (&dims, "O", &value));
	cr_assert (skops_dims_value (&dims, "Q", &value));
	cr_assert_eq (value, 9);
}

Test (dims, one_if_two_else_k)
{
	struct skops_dims dims = { .count = 0 };

	cr_assert (skops_dims_bind (&dims, "K", 2));
	cr_assert (fits (&dims, "b(K),F", 2, 1, 4));
	cr_assert_not (fits (&dims, "b(K),F", 2, 2, 4));
	dims.count = 0;
	cr_assert (skops_dims_bind (&dims, "K", 4));
	cr_assert (fits (&dims, "b(K)", 1, 4, 0));
	cr_assert (fits (&dims, "P(K)", 1, 6, 0));
	cr_assert_not (fits (&dims, "P(K)", 1, 4, 0));
}

Test (dims, sums_products_numbers_and_anything)
{
	struct skops_dims dims = { .count = 0 };

	cr_assert (skops_dims_bind (&dims, "F", 3));
	cr_assert (skops_dims_bind (&dims, "K", 4));
	cr_assert (fits (&dims, "F+1", 1, 4, 0));
	cr_assert (fits (&dims, "F*K", 1, 12, 0));
	cr_assert (fits (&dims, "8,?", 2, 8, 99));
	cr_assert_not (fits (&dims, "8", 1, 7, 0));
	cr_assert (fits (&dims, "N+1", 1, 11, 0));
	cr_assert (fits (&dims, "N", 1, 10, 0));
}

Test (dims, the_empty_alternative_is_a_scalar)
{
	struct skops_dims dims = { .count = 0 };

	cr_assert (fits (&dims, "O|", 0, 0, 0));
	cr_assert_not (fits (&dims, "O", 0, 0, 0));
}

Test (dims, a_product_that_overflows_fits_nothing)
{
	struct skops_dims dims = { .count = 0 };

	cr_assert (skops_dims_bind (&dims, "A", INT64_MAX));
	cr_assert (skops_dims_bind (&dims, "B", 3));
	cr_assert_not (fits (&dims, "A*B", 1, 1, 0));
}

Test (dims, the_explanation_says_what_is_known)
{
	struct skops_dims dims = { .count = 0 };
	struct skops_buffer text = { 0 };

	cr_assert (skops_dims_bind (&dims, "F", 5));
	skops_dims_explain (&text, &dims, "K,F|F|");
	cr_assert_str_eq (text.data, "[K, F = 5] or [F = 5] or a single number");
	skops_buffer_free (&text);
}

Test (dims, none_is_negative)
{
	struct skops_dims dims = { .count = 0 };

	cr_assert_not (fits (&dims, "F+1", 1, 0, 0));
	cr_assert_not (skops_dims_bind (&dims, "F", -1));
	cr_assert_not (fits (&dims, "F+K", 1, 4, 0));
	cr_assert_eq (dims.count, 0);
}
