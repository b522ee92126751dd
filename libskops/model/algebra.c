/* SPDX-License-Identifier: BSD-3-Clause */
/* Dense algebra: the door to BLAS and LAPACK. They are opened at first use, not linked, for they cost a program that needs none of them milliseconds and
 * a thread. Only their Fortran names are used: every provider has them. A row-major matrix is its own transpose to them, and each call is turned round
 * accordingly. Parameters are checked here: the reference implementation ends the process where one is wrong. */
#include <dlfcn.h>
#include <limits.h>
#include <math.h>
#include <pthread.h>
#include <string.h>

#include "base/checked.h"
#include "model/frame.h"

/* Character arguments are followed by their lengths, behind all others, as gfortran has it. */
typedef void dgemm_function (const char *transa, const char *transb, const int *m, const int *n, const int *k, const double *alpha, const double *a, const int *lda,
                             const double *b, const int *ldb, const double *beta, double *c, const int *ldc, size_t, size_t);
typedef void dtrsm_function (const char *side, const char *uplo, const char *trans, const char *diag, const int *m, const int *n, const double *alpha,
                             const double *a, const int *lda, double *b, const int *ldb, size_t, size_t, size_t, size_t);
typedef void dpotrf_function (const char *uplo, const int *n, double *a, const int *lda, int *info, size_t);
typedef void dsyev_function (const char *jobz, const char *uplo, const int *n, double *a, const int *lda, double *w, double *work, const int *lwork, int *info, size_t, size_t);

struct algebra {
	dgemm_function *dgemm;
	dtrsm_function *dtrsm;
	dpotrf_function *dpotrf;
	dsyev_function *dsyev;
	char why_not[256]; /* set if a function is missing */
};

/* Written once, by open_all, before anybody reads it. */
static struct algebra algebra;
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* Below so many multiplications a product costs less here than the opening of a library. */
enum { SMALL_PRODUCT = 8192 };

static void find (void *library, const char *name, void *function)
{
	void *symbol = library ? dlsym (library, name) : NULL;

	if (symbol)
		memcpy (function, &symbol, sizeof symbol);
	else if (!algebra.why_not[0]) {
		const char *why = dlerror ();

		for (size_t i = 0; why && why[i] && i + 1 < sizeof algebra.why_not; i++)
			algebra.why_not[i] = why[i];
	}
}

/* Blocks of rows are what threads share out, so that one call must not start threads of its own. */
static void use_one_thread (void *library)
{
	void (*set_int) (int) = NULL;
	void (*set_long) (int64_t) = NULL;
	void *symbol = dlsym (library, "openblas_set_num_threads");

	if (!symbol)
		symbol = dlsym (library, "MKL_Set_Num_Threads");
	if (symbol) {
		memcpy (&set_int, &symbol, sizeof symbol);
		set_int (1);
	}
	symbol = dlsym (library, "bli_thread_set_num_threads");
	if (symbol) {
		memcpy (&set_long, &symbol, sizeof symbol);
		set_long (1);
	}
}

/* The libraries stay open until the process ends. */
static void open_all (void)
{
	void *blas = dlopen ("libblas.so.3", RTLD_NOW | RTLD_LOCAL), *lapack;

	find (blas, "dgemm_", &algebra.dgemm);
	find (blas, "dtrsm_", &algebra.dtrsm);
	if (blas)
		use_one_thread (blas);
	lapack = dlopen ("liblapack.so.3", RTLD_NOW | RTLD_LOCAL);
	find (lapack, "dpotrf_", &algebra.dpotrf);
	find (lapack, "dsyev_", &algebra.dsyev);
	if (lapack)
		use_one_thread (lapack);
}

static enum skops_status missing (struct skops_call *call)
{
	return skops_fail (call, SKOPS_UNSUPPORTED, "BLAS or LAPACK is missing (%s): install libopenblas0, or libblas3 and liblapack3", algebra.why_not);
}

/* Sizes and a leading dimension in Fortran's integers; false where they do not fit. */
static bool fits (size_t rows, size_t columns, size_t ld)
{
	return rows <= INT_MAX && columns <= INT_MAX && ld <= INT_MAX && ld >= columns;
}

static enum skops_status misuse (struct skops_call *call)
{
	return skops_fail (call, SKOPS_MISUSE, "a matrix of impossible size");
}

/* Several sums at a time: each addition waits for the one before it. */
static double dot (const double *a, size_t a_step, const double *b, size_t b_step, size_t count)
{
	enum { LANES = 8 };
	double sums[LANES] = { 0 }, sum = 0;
	size_t i = 0;

	if (a_step == 1 && b_step == 1)
		for (; i + LANES <= count; i += LANES)
			for (size_t lane = 0; lane < LANES; lane++)
				sums[lane] += a[i + lane] * b[i + lane];
	for (; i < count; i++)
		sum += a[i * a_step] * b[i * b_step];
	return ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7])) + sum;
}

static void multiply (bool transpose_a, bool transpose_b, size_t m, size_t n, size_t k, double alpha,
                      const double *a, size_t lda, const double *b, size_t ldb, double beta, double *c, size_t ldc)
{
	size_t a_row = transpose_a ? 1 : lda, a_step = transpose_a ? lda : 1;

	for (size_t i = 0; i < m; i++) {
		double *row = c + i * ldc;

		for (size_t j = 0; j < n; j++)
			row[j] = beta == 0 ? 0 : beta * row[j];
		if (transpose_b || n < 4) {
			for (size_t j = 0; j < n; j++)
				row[j] += alpha * dot (a + i * a_row, a_step, b + j * (transpose_b ? ldb : 1), transpose_b ? 1 : ldb, k);
			continue;
		}
		for (size_t p = 0; p < k; p++) {
			double factor = alpha * a[i * a_row + p * a_step];

			for (size_t j = 0; j < n; j++)
				row[j] += factor * b[p * ldb + j];
		}
	}
}

enum skops_status skops_host_gemm (struct skops_call *call, bool transpose_a, bool transpose_b, size_t m, size_t n, size_t k, double alpha,
                                   const double *a, size_t lda, const double *b, size_t ldb, double beta, double *c, size_t ldc)
{
	int rows = (int) m, columns = (int) n, inner = (int) k, a_ld = (int) lda, b_ld = (int) ldb, c_ld = (int) ldc;
	size_t work;

	if (!fits (transpose_a ? k : m, transpose_a ? m : k, lda) || !fits (transpose_b ? n : k, transpose_b ? k : n, ldb) || !fits (m, n, ldc))
		return misuse (call);
	if (m == 0 || n == 0)
		return SKOPS_OK;
	if (!skops_multiply_overflows (m * n, k, &work) && work <= SMALL_PRODUCT) {
		multiply (transpose_a, transpose_b, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
		return SKOPS_OK;
	}
	pthread_once (&once, open_all);
	if (!algebra.dgemm)
		return missing (call);
	algebra.dgemm (transpose_b ? "T" : "N", transpose_a ? "T" : "N", &columns, &rows, &inner, &alpha, b, &b_ld, a, &a_ld, &beta, c, &c_ld, 1, 1);
	return SKOPS_OK;
}

enum skops_status skops_host_solve_triangular (struct skops_call *call, bool upper, bool transpose, size_t n, size_t columns, const double *a, size_t lda, double *b, size_t ldb)
{
	const double one = 1;
	int order = (int) n, width = (int) columns, a_ld = (int) lda, b_ld = (int) ldb;

	if (!fits (n, n, lda) || !fits (n, columns, ldb))
		return misuse (call);
	for (size_t i = 0; i < n; i++)
		if (a[i * lda + i] == 0)
			return skops_fail (call, SKOPS_BAD_FILE, "a triangular matrix is singular (0 at %zu, %zu)", i, i);
	if (n == 0 || columns == 0)
		return SKOPS_OK;
	pthread_once (&once, open_all);
	if (!algebra.dtrsm)
		return missing (call);
	algebra.dtrsm ("R", upper ? "L" : "U", transpose ? "T" : "N", "N", &width, &order, &one, a, &a_ld, b, &b_ld, 1, 1, 1, 1);
	return SKOPS_OK;
}

enum skops_status skops_host_cholesky (struct skops_call *call, size_t n, double *a, size_t lda)
{
	int order = (int) n, a_ld = (int) lda, info = 0;

	if (!fits (n, n, lda))
		return misuse (call);
	if (n == 0)
		return SKOPS_OK;
	pthread_once (&once, open_all);
	if (!algebra.dpotrf)
		return missing (call);
	algebra.dpotrf ("U", &order, a, &a_ld, &info, 1);
	for (size_t i = 0; i < n && !info; i++)
		if (!isfinite (a[i * lda + i]))
			info = (int) i + 1;
	if (info)
		return skops_fail (call, SKOPS_BAD_FILE, "a matrix is not positive definite (its leading minor of order %d)", info);
	for (size_t i = 0; i < n; i++)
		for (size_t j = i + 1; j < n; j++)
			a[i * lda + j] = 0;
	return SKOPS_OK;
}

enum skops_status skops_host_eigh (struct skops_call *call, size_t n, double *a, size_t lda, double *values)
{
	struct skops_frame *frame = skops_frame_of (call);
	struct skops_arena *arena = frame->scratch ? frame->scratch : frame->arena;
	struct skops_arena_mark mark = skops_arena_mark (arena);
	int order = (int) n, a_ld = (int) lda, info = 0, size = -1;
	double best = 0, *work;

	if (!fits (n, n, lda))
		return misuse (call);
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++)
			if (!isfinite (a[i * lda + j]))
				return skops_fail (call, SKOPS_BAD_FILE, "a symmetric matrix is not finite at %zu, %zu", i, j);
	if (n == 0)
		return SKOPS_OK;
	pthread_once (&once, open_all);
	if (!algebra.dsyev)
		return missing (call);
	algebra.dsyev ("V", "U", &order, a, &a_ld, values, &best, &size, &info, 1, 1);
	if (info || !(best >= 1) || best > INT_MAX)
		return misuse (call);
	size = (int) best;
	work = skops_arena_scratch (arena, (size_t) size, sizeof *work);
	if (!work)
		return skops_fail (call, SKOPS_NO_MEMORY, "no memory for the eigenvalues of a matrix of order %zu", n);
	algebra.dsyev ("V", "U", &order, a, &a_ld, values, work, &size, &info, 1, 1);
	skops_arena_reset (arena, mark);
	return info ? skops_fail (call, SKOPS_BAD_FILE, "the eigenvalues of a matrix of order %zu were not found", n) : SKOPS_OK;
}
