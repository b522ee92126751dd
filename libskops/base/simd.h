/* SPDX-License-Identifier: BSD-3-Clause */
/* Which instructions the processor has, of those that kernels are compiled for. */
#ifndef SKOPS_BASE_SIMD_H
#define SKOPS_BASE_SIMD_H

#include <stdbool.h>

enum skops_simd { SKOPS_SIMD_PORTABLE, SKOPS_SIMD_AVX2, SKOPS_SIMD_AVX512, SKOPS_SIMDS };

/* Whether kernels for it are built, and run here. */
bool skops_simd_runs (enum skops_simd simd);

/* The widest that runs; SKOPS_SIMD=portable or avx2 in the environment keeps wider ones off. */
enum skops_simd skops_simd_widest (void);

#endif
