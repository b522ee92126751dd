/* SPDX-License-Identifier: BSD-3-Clause */
/* The kernel on the heads of trees, for processors with AVX2. */
#define KERNEL skops_head_avx2
#include "model/trees/heads_kernels.h"
