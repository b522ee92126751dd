/* SPDX-License-Identifier: BSD-3-Clause */
/* The kernels of dense rows, as any processor runs them. */
#define KERNELS skops_dense_portable
#include "model/dense/dense_kernels.h"
