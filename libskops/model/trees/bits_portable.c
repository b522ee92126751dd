/* SPDX-License-Identifier: BSD-3-Clause */
/* The kernels on sets of leaves, as any processor runs them. */
#define KERNELS skops_bits_portable
#define KERNELS_NAME "portable"
#include "model/trees/bits_kernels.h"
