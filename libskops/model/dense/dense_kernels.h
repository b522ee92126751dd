/* SPDX-License-Identifier: BSD-3-Clause */
/* The kernels of dense rows, as each file that includes this is compiled: KERNELS names what it makes. Vectors are the compiler's own; whatever their width, every number is computed from the
 * same numbers in the same order. */
#include <stdint.h>
#include <string.h>

#include "model/dense/dense.h"

#ifdef __AVX512F__
#include <immintrin.h>
#endif

/* The widest registers, in float64; a number of rows that their registers are enough for. */
#ifdef __AVX512F__
enum { WIDTH = 8, TOGETHER = 8 };
#elif defined __AVX2__
enum { WIDTH = 4, TOGETHER = 4 };
#else
enum { WIDTH = 2, TOGETHER = 2 };
#endif
enum { LANES = SKOPS_DENSE_LANES, PARTS = LANES / WIDTH };

#define INLINE static inline __attribute__ ((always_inline))
#define VECTOR(type, count) __attribute__ ((vector_size ((count) * sizeof (type))))

typedef double wide VECTOR (double, WIDTH);
typedef float wide_f4 VECTOR (float, WIDTH);
typedef uint64_t wide_bits VECTOR (uint64_t, WIDTH);
typedef double pair VECTOR (double, 2);
typedef float pair_f4 VECTOR (float, 2);
typedef uint64_t pair_bits VECTOR (uint64_t, 2);

#ifdef __AVX512F__
#define WIDEN(v) ((wide) _mm512_cvtps_pd ((__m256) (v)))
#define NARROW(v) ((wide_f4) _mm512_cvtpd_ps ((__m512d) (v)))
#else
#define WIDEN(v) __builtin_convertvector (v, wide)
#define NARROW(v) __builtin_convertvector (v, wide_f4)
#endif
#define WIDEN_PAIR(v) __builtin_convertvector (v, pair)
#define NARROW_PAIR(v) __builtin_convertvector (v, pair_f4)

/* ---- products ---- */

struct eight {
	wide part[PARTS];
};

INLINE struct eight load (const double *from)
{
	struct eight out;

	memcpy (&out, from, sizeof out);
	return out;
}

INLINE struct eight load_f4 (const float *from)
{
	struct eight out;
	wide_f4 part;

#pragma GCC unroll 4
	for (int i = 0; i < PARTS; i++) {
		memcpy (&part, from + i * WIDTH, sizeof part);
		out.part[i] = WIDEN (part);
	}
	return out;
}

INLINE void add_product (struct eight *sums, struct eight x, struct eight weights)
{
#pragma GCC unroll 4
	for (int i = 0; i < PARTS; i++)
		sums->part[i] += x.part[i] * weights.part[i];
}

/* ((0 + 4) + (2 + 6)) + ((1 + 5) + (3 + 7)) */
INLINE double add_up (struct eight sums)
{
#ifdef __AVX512F__
	typedef double half VECTOR (double, 4);
	half four = __builtin_shufflevector (sums.part[0], sums.part[0], 0, 1, 2, 3) + __builtin_shufflevector (sums.part[0], sums.part[0], 4, 5, 6, 7);
	pair two = __builtin_shufflevector (four, four, 0, 1) + __builtin_shufflevector (four, four, 2, 3);
#elif defined __AVX2__
	wide four = sums.part[0] + sums.part[1];
	pair two = __builtin_shufflevector (four, four, 0, 1) + __builtin_shufflevector (four, four, 2, 3);
#else
	pair two = (sums.part[0] + sums.part[2]) + (sums.part[1] + sums.part[3]);
#endif
	return two[0] + two[1];
}

/* Of a number that is not finite the exponent is all ones, and carries into the sign when one is added to it. */
#define SIGN (UINT64_C (1) << 63)
#define EXPONENT (UINT64_C (0x7ff) << 52)
#define EXPONENT_ONE (UINT64_C (1) << 52)

#define ADD_PRODUCTS(load_numbers, at, weights) \
	{ \
		struct eight these = load (weights); \
		_Pragma ("GCC unroll 8") \
		for (int r = 0; r < count; r++) \
			add_product (&sums[r], load_numbers ((at) + (size_t) r * stride), these); \
	}

/* `count` rows at once, at most TOGETHER, of eight features at least (`padded`: of eight, of which the others are 0); `load_numbers` widens them. Answers what was carried from the exponents of
 * their sums. */
#define AFFINE(name, NUMBER, load_numbers) \
	INLINE uint64_t name##_rows (const struct skops_affine *affine, const NUMBER *x, size_t stride, int count, bool padded, double *out, size_t out_stride) \
	{ \
		const double *weights = affine->weights; \
		size_t whole = padded ? 0 : affine->features / LANES; \
		double sum; \
		uint64_t carried = 0, bits; \
		for (size_t o = 0; o < affine->outputs; o++, weights += affine->features) { \
			struct eight sums[TOGETHER] = { 0 }; \
			for (size_t i = 0; i < whole; i++) \
				ADD_PRODUCTS (load_numbers, x + i * LANES, weights + i * LANES) \
			if (padded || affine->features % LANES) \
				ADD_PRODUCTS (load_numbers, x + (padded ? 0 : affine->features - LANES), affine->tails + o * LANES) \
			_Pragma ("GCC unroll 8") \
			for (int r = 0; r < count; r++) { \
				out[(size_t) r * out_stride + o] = sum = add_up (sums[r]) + affine->intercepts[o]; \
				memcpy (&bits, &sum, sizeof bits); \
				carried |= (bits & EXPONENT) + EXPONENT_ONE; \
			} \
		} \
		return carried; \
	} \
	__attribute__ ((noinline)) \
	static bool name##_few (const struct skops_affine *affine, const NUMBER *x, size_t stride, size_t rows, double *out, size_t out_stride) \
	{ \
		NUMBER few[LANES] = { 0 }; \
		uint64_t carried = 0; \
		for (size_t r = 0; r < rows; r++, x += stride, out += out_stride) { \
			memcpy (few, x, affine->features * sizeof *few); \
			carried |= name##_rows (affine, few, 0, 1, true, out, 0); \
		} \
		return !(carried & SIGN); \
	} \
	static bool name (const struct skops_affine *affine, const NUMBER *x, size_t stride, size_t rows, double *out, size_t out_stride) \
	{ \
		uint64_t carried = 0; \
		if (affine->features < LANES) \
			return name##_few (affine, x, stride, rows, out, out_stride); \
		if (rows == 1) \
			return !(name##_rows (affine, x, stride, 1, false, out, out_stride) & SIGN); \
		for (; rows >= TOGETHER; rows -= TOGETHER, x += TOGETHER * stride, out += TOGETHER * out_stride) \
			carried |= name##_rows (affine, x, stride, TOGETHER, false, out, out_stride); \
		for (; rows; rows--, x += stride, out += out_stride) \
			carried |= name##_rows (affine, x, stride, 1, false, out, out_stride); \
		return !(carried & SIGN); \
	}
AFFINE (affine, double, load)
AFFINE (affine_f4, float, load_f4)

/* ---- columns one by one ---- */

/* As float32 holds them. */
#define ROUND(v) WIDEN (NARROW (v))
#define AS_IT_IS(v) (v)

/* The columns of a register, `numbers` taken as `vector`, each step rounded. Answers what was carried from the exponents. The last columns that fill a register are computed together, some of
 * them for the second time; fewer than these go through a register of their own, for which statistics have eight at least. */
#define SCALE(name, NUMBER, numbers, vector, centers, scales, TAKE, STEP, ANSWER) \
	INLINE wide_bits name##_columns (const struct skops_scaling *scaling, const NUMBER *x, double *out, size_t c) \
	{ \
		numbers given; \
		vector center, scale; \
		wide answer; \
		memcpy (&given, x, sizeof given); \
		memcpy (&center, scaling->centers + c, sizeof center); \
		memcpy (&scale, scaling->scales + c, sizeof scale); \
		answer = ANSWER (STEP (STEP (TAKE (given) - center) / scale)); \
		memcpy (out, &answer, sizeof answer); \
		return ((wide_bits) answer & EXPONENT) + EXPONENT_ONE; \
	} \
	static bool name (const struct skops_scaling *scaling, const NUMBER *x, size_t stride, size_t rows, double *out, size_t out_stride) \
	{ \
		size_t width = scaling->features, c; \
		wide_bits carried = { 0 }; \
		uint64_t any = 0; \
		NUMBER few[WIDTH] = { 0 }; \
		double answers[WIDTH]; \
		for (size_t r = 0; r < rows; r++, x += stride, out += out_stride) { \
			if (width < WIDTH) { \
				memcpy (few, x, width * sizeof *few); \
				carried |= name##_columns (scaling, few, answers, 0); \
				memcpy (out, answers, width * sizeof *out); \
				continue; \
			} \
			for (c = 0; c + WIDTH <= width; c += WIDTH) \
				carried |= name##_columns (scaling, x + c, out + c, c); \
			if (c < width) \
				carried |= name##_columns (scaling, x + width - WIDTH, out + width - WIDTH, width - WIDTH); \
		} \
		for (int lane = 0; lane < WIDTH; lane++) \
			any |= carried[lane]; \
		return !(any & SIGN); \
	}
SCALE (scale, double, wide, wide, centers, scales, AS_IT_IS, AS_IT_IS, AS_IT_IS)
SCALE (scale_narrow, double, wide, wide, met_centers, met_scales, AS_IT_IS, ROUND, AS_IT_IS)
SCALE (scale_f4, float, wide_f4, wide, met_centers, met_scales, WIDEN, ROUND, AS_IT_IS)
SCALE (scale_f4_by_f4, float, wide_f4, wide_f4, narrow_centers, narrow_scales, AS_IT_IS, AS_IT_IS, WIDEN)

/* ---- numbers one by one ---- */

/* The last numbers that fill a register are looked at together, some of them for the second time. */
#define FINITE(name, NUMBER, BITS, exponent, sign) \
	static bool name (const NUMBER *x, size_t count) \
	{ \
		typedef BITS bits VECTOR (double, WIDTH); \
		enum { STEP = sizeof (bits) / sizeof (BITS) }; \
		bits carried = { 0 }, also = { 0 }, a, b; \
		BITS any = 0, last; \
		size_t i = 0; \
		for (; i + 2 * STEP <= count; i += 2 * STEP) { \
			memcpy (&a, x + i, sizeof a); \
			memcpy (&b, x + i + STEP, sizeof b); \
			carried |= (a & (exponent)) + ((exponent) & -(exponent)); \
			also |= (b & (exponent)) + ((exponent) & -(exponent)); \
		} \
		if (count >= STEP) { \
			memcpy (&a, x + (i + STEP <= count ? i : count - STEP), sizeof a); \
			memcpy (&b, x + count - STEP, sizeof b); \
			carried |= (a & (exponent)) + ((exponent) & -(exponent)); \
			also |= (b & (exponent)) + ((exponent) & -(exponent)); \
			i = count; \
		} \
		for (; i < count; i++) { \
			memcpy (&last, x + i, sizeof last); \
			any |= (last & (exponent)) + ((exponent) & -(exponent)); \
		} \
		carried |= also; \
		for (size_t lane = 0; lane < STEP; lane++) \
			any |= carried[lane]; \
		return !(any & (sign)); \
	}
FINITE (all_finite, double, uint64_t, EXPONENT, SIGN)
FINITE (all_finite_f4, float, uint32_t, UINT32_C (0xff) << 23, UINT32_C (1) << 31)

static void round_narrow (double *values, size_t count)
{
	wide v;

	for (; count >= WIDTH; count -= WIDTH, values += WIDTH) {
		memcpy (&v, values, sizeof v);
		v = ROUND (v);
		memcpy (values, &v, sizeof v);
	}
	for (; count; count--, values++)
		*values = (double) (float) *values;
}

/* ---- the logistic function ---- */

#define SHIFTER 0x1.8p52 /* what is added to it is rounded to an integer, which its last bits hold */
#define LOG2_E 0x1.71547652b82fep0
#define LN2 0x1.62e42fefa39efp-1
#define LN2_HIGH 0x1.62e42feep-1
#define LN2_LOW 0x1.a39ef35793c76p-33
#define EXP_MOST 709.79 /* exp of more is infinite */
#define EXP_LEAST -700.0 /* 1 + exp of less is 1 */
#define EXP_NARROW 104.0 /* exp of more is infinite, of less than its opposite 0, as float32 */

/* e, where x is neither high nor low; else infinite, or 0. */
#define WITHIN(vector, bits, e, high, low) ((vector) (((bits) (e) & (bits) ~((high) | (low))) | ((bits) (__builtin_inf () - (vector) { 0 }) & (bits) (high))))

/* exp (x) = 2^n exp (r) with |r| <= ln 2 / 2 (Cody and Waite, Software Manual for the Elementary Functions, 1980), and exp (r) = 1 + r + r² q (r), where q is a Chebyshev fit of ten terms:
 * mpmath.chebyfit (lambda r: (exp (r) - 1 - r) / r ** 2, [-ln (2) / 2, ln (2) / 2], 10); it is off by 1.1e-16 at most, which counts an eighth. For float32 seven terms are enough, off by
 * 3.2e-12: and the sum and the quotient are the same there whether they are computed as float64 and rounded, or as float32. One row waits for each operation in turn: so the fewer the better. */
#define LOGISTIC(name, vector, bits, floats, WIDEN, NARROW) \
	INLINE vector name (vector v) \
	{ \
		vector x = -v, shifted = x * LOG2_E + SHIFTER, n = shifted - SHIFTER, r = (x - n * LN2_HIGH) - n * LN2_LOW, r2 = r * r, r4 = r2 * r2, q, e; \
		bits power = (bits) shifted - (bits) (SHIFTER - (vector) { 0 }); \
		q = ((0x1.0000000000001p-1 + r * 0x1.5555555555556p-3) + r2 * (0x1.5555555553d37p-5 + r * 0x1.11111111109a6p-7)) + \
			r4 * (((0x1.6c16c1789d1d7p-10 + r * 0x1.a01a01a7cebcdp-13) + r2 * (0x1.a019b8ca26fcfp-16 + r * 0x1.71de0d85293b8p-19)) + \
			r4 * (0x1.2891d4ffbb0f9p-22 + r * 0x1.af390ba7e6f47p-26)); \
		e = (1 + (r + r2 * q)) * (vector) ((power + 1022) << 52) * 2; \
		return 1 / (1 + WITHIN (vector, bits, e, x > EXP_MOST, x < EXP_LEAST)); \
	} \
	INLINE vector name##_narrow (vector v) \
	{ \
		vector x = -WIDEN (NARROW (v)), shifted = x * LOG2_E + SHIFTER, n = shifted - SHIFTER, r = x - n * LN2, r2 = r * r, r4 = r2 * r2, q, e; \
		bits power = (bits) shifted - (bits) (SHIFTER - (vector) { 0 }); \
		floats rounded; \
		q = ((0x1.0000000000000p-1 + r * 0x1.5555556750672p-3) + r2 * (0x1.5555555c85f99p-5 + r * 0x1.1110c63a4eed0p-7)) + \
			r4 * ((0x1.6c1685919d367p-10 + r * 0x1.a15169e096556p-13) + r2 * 0x1.a1131351400c3p-16); \
		e = ((1 + r) + r2 * q) * (vector) ((power + 1023) << 52); \
		rounded = 1 / (1 + NARROW (WITHIN (vector, bits, e, x > EXP_NARROW, x < -EXP_NARROW))); \
		return WIDEN (rounded); \
	}
LOGISTIC (logistic_wide, wide, wide_bits, wide_f4, WIDEN, NARROW)
LOGISTIC (logistic_pair, pair, pair_bits, pair_f4, WIDEN_PAIR, NARROW_PAIR)

INLINE void logistic_all (double *values, size_t count, bool narrow)
{
	wide v;

	for (; count >= WIDTH; count -= WIDTH, values += WIDTH) {
		memcpy (&v, values, sizeof v);
		v = narrow ? logistic_wide_narrow (v) : logistic_wide (v);
		memcpy (values, &v, sizeof v);
	}
	for (; count; count--, values++)
		*values = (narrow ? logistic_pair_narrow ((pair) { *values, *values }) : logistic_pair ((pair) { *values, *values }))[0];
}

static void logistic (double *values, size_t count)
{
	logistic_all (values, count, false);
}

static void logistic_narrow (double *values, size_t count)
{
	logistic_all (values, count, true);
}

const struct skops_dense_kernels KERNELS = {
	.affine = affine, .affine_f4 = affine_f4, .scale = scale, .scale_narrow = scale_narrow, .scale_f4 = scale_f4, .scale_f4_by_f4 = scale_f4_by_f4,
	.finite = all_finite, .finite_f4 = all_finite_f4, .round_narrow = round_narrow, .logistic = logistic, .logistic_narrow = logistic_narrow,
};
