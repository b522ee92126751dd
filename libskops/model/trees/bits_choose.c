/* SPDX-License-Identifier: BSD-3-Clause */
/* Which kernels run here. */
#include "config.h"

#include "base/simd.h"
#include "model/trees/bits.h"

const struct skops_bits_kernels *skops_bits_kernels_for (enum skops_simd simd)
{
#ifdef HAVE_X86_KERNELS
	static const struct skops_bits_kernels *const kernels[SKOPS_SIMDS] = { &skops_bits_portable, &skops_bits_avx2, &skops_bits_avx512 };

	return kernels[simd];
#else
	(void) simd;
	return &skops_bits_portable;
#endif
}
