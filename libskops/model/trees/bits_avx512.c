/* SPDX-License-Identifier: BSD-3-Clause */
/* The kernels on sets of leaves, for processors with AVX-512. */
#define KERNELS skops_bits_avx512
#define KERNELS_NAME "avx512"
#include "model/trees/bits_kernels.h"
