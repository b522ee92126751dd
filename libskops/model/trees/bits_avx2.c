/* SPDX-License-Identifier: BSD-3-Clause */
/* The kernels on sets of leaves, for processors with AVX2. */
#define KERNELS skops_bits_avx2
#define KERNELS_NAME "avx2"
#include "model/trees/bits_kernels.h"
