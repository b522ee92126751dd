/* SPDX-License-Identifier: BSD-3-Clause */
/* The kernel on the heads of trees, for processors with AVX-512. */
#define KERNEL skops_head_avx512
#include "model/trees/heads_kernels.h"
