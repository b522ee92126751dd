/* SPDX-License-Identifier: BSD-3-Clause */
/* Dense algebra: products, solutions and factors are what their definitions say, row by row, whoever computes them. */
#include <math.h>
#include <stdlib.h>

#include "mock-frame.h"

static struct mock mock;
static struct skops_call *call;
static uint32_t state;

static void setup (void)
{
	call = mock_open (&mock, true);
	state = 1;
}

static void teardown (void)
{
	mock_close (&mock);
}

static double random_number (void)
{
	state = state * 1664525 + 1013904223;
	return (double) (state >> 8) / (1 << 23) - 1;
}

static double *random_matrix (size_t rows, size_t ld)
{
	double *matrix = calloc (rows * ld + 1, sizeof *matrix);

	cr_assert (matrix);
	for (size_t i = 0; i < rows * ld; i++)
		matrix[i] = random_number ();
	return matrix;
}

/* n × n, symmetric, its eigenvalues at least 1. */
static double *positive_matrix (size_t n, size_t ld)
{
	double *factor = random_matrix (n, n), *matrix = random_matrix (n, ld);

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++) {
			matrix[i * ld + j] = i == j;
			for (size_t p = 0; p < n; p++)
				matrix[i * ld + j] += factor[i * n + p] * factor[j * n + p];
		}
	free (factor);
	return matrix;
}

static void product (bool ta, bool tb, size_t m, size_t n, size_t k, double alpha, double beta)
{
	size_t lda = (ta ? m : k) + 3, ldb = (tb ? k : n) + 1, ldc = n + 2;
	double *a = random_matrix (ta ? k : m, lda), *b = random_matrix (tb ? n : k, ldb), *c = random_matrix (m, ldc), *old = calloc (m * ldc, sizeof *old);

	if (beta == 0)
		for (size_t i = 0; i < m; i++)
			for (size_t j = 0; j < n; j++)
				c[i * ldc + j] = NAN;
	memcpy (old, c, m * ldc * sizeof *old);
	cr_assert_eq (skops_host_gemm (call, ta, tb, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc), SKOPS_OK, "%s", mock.err.message);
	for (size_t i = 0; i < m; i++) {
		for (size_t j = 0; j < n; j++) {
			double sum = 0;
			for (size_t p = 0; p < k; p++)
				sum += (ta ? a[p * lda + i] : a[i * lda + p]) * (tb ? b[j * ldb + p] : b[p * ldb + j]);
			sum = alpha * sum + (beta == 0 ? 0 : beta * old[i * ldc + j]);
			cr_assert_float_eq (c[i * ldc + j], sum, 1e-13 * (double) (k + 1), "%d%d %zu %zu %zu: %zu, %zu", ta, tb, m, n, k, i, j);
		}
		cr_assert_eq (memcmp (c + i * ldc + n, old + i * ldc + n, 2 * sizeof *c), 0, "behind row %zu", i);
	}
	free (a);
	free (b);
	free (c);
	free (old);
}

Test (algebra, products, .init = setup, .fini = teardown)
{
	static const size_t sizes[][3] = { { 1, 1, 1 }, { 2, 3, 4 }, { 1, 5, 30 }, { 7, 1, 19 }, { 5, 9, 0 }, { 16, 16, 32 }, { 16, 16, 33 }, { 40, 30, 50 }, { 1, 200, 300 }, { 300, 1, 77 } };

	for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++)
		for (int how = 0; how < 4; how++) {
			product (how & 1, how & 2, sizes[s][0], sizes[s][1], sizes[s][2], 1, 0);
			product (how & 1, how & 2, sizes[s][0], sizes[s][1], sizes[s][2], -0.5, 2);
		}
}

Test (algebra, products_of_impossible_size, .init = setup, .fini = teardown)
{
	double a[4] = { 0 }, c[4] = { 5, 5, 5, 5 };

	cr_expect_eq (skops_host_gemm (call, false, false, 2, 2, 2, 1, a, 1, a, 2, 0, c, 2), SKOPS_MISUSE);
	cr_expect_eq (skops_host_gemm (call, false, false, 2, 2, 2, 1, a, 2, a, 2, 0, c, 1), SKOPS_MISUSE);
	cr_expect_eq (skops_host_gemm (call, false, true, 2, 2, 3, 1, a, 3, a, 2, 0, c, 2), SKOPS_MISUSE);
	cr_expect_eq (skops_host_gemm (call, false, false, 1, 1, (size_t) 1 << 31, 1, a, (size_t) 1 << 31, a, 1, 0, c, 1), SKOPS_MISUSE);
	cr_expect_eq (skops_host_gemm (call, false, false, SIZE_MAX, 1, 1, 1, a, 1, a, 1, 0, c, 1), SKOPS_MISUSE);
	cr_expect_eq (c[0], 5);
	cr_expect_eq (skops_host_gemm (call, false, false, 0, 2, 2, 1, a, 2, a, 2, 0, c, 2), SKOPS_OK);
	cr_expect_eq (c[0], 5);
	cr_expect_eq (skops_host_cholesky (call, 2, a, 1), SKOPS_MISUSE);
	cr_expect_eq (skops_host_eigh (call, 2, a, 1, c), SKOPS_MISUSE);
	cr_expect_eq (skops_host_solve_triangular (call, true, false, 2, 2, a, 2, c, 1), SKOPS_MISUSE);
}

Test (algebra, triangular_solutions, .init = setup, .fini = teardown)
{
	enum { N = 17, COLUMNS = 5, LDA = N + 2, LDB = COLUMNS + 3 };

	for (int how = 0; how < 4; how++) {
		bool upper = how & 1, transpose = how & 2;
		double *a = random_matrix (N, LDA), *b = random_matrix (N, LDB), *x = random_matrix (N, LDB);

		for (size_t i = 0; i < N; i++)
			a[i * LDA + i] += a[i * LDA + i] < 0 ? -4 : 4;
		memcpy (x, b, N * LDB * sizeof *x);
		cr_assert_eq (skops_host_solve_triangular (call, upper, transpose, N, COLUMNS, a, LDA, x, LDB), SKOPS_OK, "%s", mock.err.message);
		for (size_t i = 0; i < N; i++)
			for (size_t j = 0; j < COLUMNS; j++) {
				double sum = 0;
				for (size_t p = 0; p < N; p++) {
					size_t row = transpose ? p : i, column = transpose ? i : p;
					if (upper ? row <= column : row >= column)
						sum += a[row * LDA + column] * x[p * LDB + j];
				}
				cr_assert_float_eq (sum, b[i * LDB + j], 1e-12);
			}
		a[3 * LDA + 3] = 0;
		cr_expect_eq (skops_host_solve_triangular (call, upper, transpose, N, COLUMNS, a, LDA, x, LDB), SKOPS_BAD_FILE);
		cr_expect_eq (skops_host_solve_triangular (call, upper, transpose, 0, COLUMNS, a, LDA, x, LDB), SKOPS_OK);
		free (a);
		free (b);
		free (x);
	}
}

Test (algebra, cholesky_factors, .init = setup, .fini = teardown)
{
	static const size_t sizes[] = { 1, 2, 33, 150 };

	for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
		size_t n = sizes[s], ld = n + 1;
		double *a = positive_matrix (n, ld), *l = calloc (n * ld, sizeof *l);

		memcpy (l, a, n * ld * sizeof *l);
		cr_assert_eq (skops_host_cholesky (call, n, l, ld), SKOPS_OK, "%s", mock.err.message);
		for (size_t i = 0; i < n; i++)
			for (size_t j = 0; j < n; j++) {
				double sum = 0;
				for (size_t p = 0; p < n; p++)
					sum += l[i * ld + p] * l[j * ld + p];
				cr_assert_float_eq (sum, a[i * ld + j], 1e-12 * (double) n);
				cr_assert (j <= i || l[i * ld + j] == 0);
			}
		a[(n - 1) * ld + n - 1] = -1;
		cr_expect_eq (skops_host_cholesky (call, n, a, ld), SKOPS_BAD_FILE);
		a[0] = NAN;
		cr_expect_eq (skops_host_cholesky (call, n, a, ld), SKOPS_BAD_FILE);
		free (a);
		free (l);
	}
}

Test (algebra, eigenvectors, .init = setup, .fini = teardown)
{
	static const size_t sizes[] = { 1, 2, 33, 120 };

	for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
		size_t n = sizes[s], ld = n + 2;
		double *a = positive_matrix (n, ld), *v = calloc (n * ld, sizeof *v), *values = calloc (n, sizeof *values);

		memcpy (v, a, n * ld * sizeof *v);
		cr_assert_eq (skops_host_eigh (call, n, v, ld, values), SKOPS_OK, "%s", mock.err.message);
		for (size_t e = 0; e < n; e++) {
			double length = 0;
			cr_assert (e == 0 || values[e] >= values[e - 1]);
			for (size_t i = 0; i < n; i++) {
				double sum = 0;
				for (size_t j = 0; j < n; j++)
					sum += a[i * ld + j] * v[e * ld + j];
				cr_assert_float_eq (sum, values[e] * v[e * ld + i], 1e-12 * (double) (n * n));
				length += v[e * ld + i] * v[e * ld + i];
			}
			cr_assert_float_eq (length, 1, 1e-12);
		}
		a[n - 1] = INFINITY;
		cr_expect_eq (skops_host_eigh (call, n, a, ld, values), SKOPS_BAD_FILE);
		free (a);
		free (v);
		free (values);
	}
	cr_expect_eq (skops_arena_mark (mock.frame.scratch).total, 0);
}
