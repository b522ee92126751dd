/* SPDX-License-Identifier: BSD-3-Clause */
/* Arithmetic on sizes that come from files: true when the result does not fit. */
#ifndef SKOPS_BASE_CHECKED_H
#define SKOPS_BASE_CHECKED_H

#define skops_add_overflows(a, b, result) __builtin_add_overflow ((a), (b), (result))
#define skops_multiply_overflows(a, b, result) __builtin_mul_overflow ((a), (b), (result))

#endif
