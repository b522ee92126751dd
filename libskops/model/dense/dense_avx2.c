/* SPDX-License-Identifier: BSD-3-Clause */
/* The kernels of dense rows, for processors with AVX2. */
#define KERNELS skops_dense_avx2
#include "model/dense/dense_kernels.h"
