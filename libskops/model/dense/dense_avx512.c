/* SPDX-License-Identifier: BSD-3-Clause */
/* The kernels of dense rows, for processors with AVX-512. */
#define KERNELS skops_dense_avx512
#include "model/dense/dense_kernels.h"
