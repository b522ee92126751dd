/* SPDX-License-Identifier: BSD-3-Clause */
/* Numbers between dtypes, exactly or not at all. */
#ifndef SKOPS_FORMAT_NUMBER_H
#define SKOPS_FORMAT_NUMBER_H

#include <stdbool.h>
#include <stddef.h>

#include "skops/value.h"

bool skops_dtype_is_number (enum skops_dtype dtype); /* floats, ints, bool */
bool skops_dtype_is_float (enum skops_dtype dtype);

/* `count` native elements, `stride` bytes apart and unaligned perhaps, to such side by side. False where one is not held exactly by the wanted dtype, with its index.
 * Wanted: F8, F4, I8, I4, U4, U1, B1. */
bool skops_numbers_convert (void *out, enum skops_dtype wanted, const void *in, size_t stride, enum skops_dtype stored, size_t count, size_t *bad);

/* One native element as a double; integers beyond 2^53 are rounded. `at` may be unaligned. */
double skops_number_at (const void *at, enum skops_dtype dtype);

/* IEEE half precision. */
double skops_half_to_double (uint16_t half);

#endif
