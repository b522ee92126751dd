/* SPDX-License-Identifier: BSD-3-Clause */
/* Arithmetic on numbers that come from files: whether a size overflows, whether an integer is a float64 as well. */
#ifndef SKOPS_BASE_CHECKED_H
#define SKOPS_BASE_CHECKED_H

#include <stdbool.h>
#include <stdint.h>

/* True when the result does not fit. */
#define skops_add_overflows(a, b, result) __builtin_add_overflow ((a), (b), (result))
#define skops_multiply_overflows(a, b, result) __builtin_mul_overflow ((a), (b), (result))

/* The nearest float64, and whether it is the integer exactly: all are up to 2^53, some above, as 2^60. */
static inline bool skops_int64_widens (int64_t integer, double *out)
{
	*out = (double) integer;
	return *out < 0x1p63 && (int64_t) *out == integer;
}

static inline bool skops_uint64_widens (uint64_t integer, double *out)
{
	*out = (double) integer;
	return *out < 0x1p64 && (uint64_t) *out == integer;
}

/* What is said of one that is not, in digits. */
#define SKOPS_NO_FLOAT64 "the integer %s has no exact float64; where the nearest will do, write it as a decimal number, or into an array of float64"

#endif
