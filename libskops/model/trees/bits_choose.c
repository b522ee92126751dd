/* SPDX-License-Identifier: BSD-3-Clause */
/* Which kernels run here. */
#include <stdlib.h>
#include <string.h>

#include "config.h"

#include "model/trees/bits.h"

const struct skops_bits_kernels *skops_bits_choose (void)
{
#ifdef HAVE_X86_KERNELS
	const char *wanted = secure_getenv ("SKOPS_SIMD");
	bool any = !wanted || !*wanted;

	__builtin_cpu_init ();
	if ((any || !strcmp (wanted, "avx512")) && __builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512bw")
	    && __builtin_cpu_supports ("avx512vl") && __builtin_cpu_supports ("avx512cd"))
		return &skops_bits_avx512;
	if ((any || !strcmp (wanted, "avx2")) && __builtin_cpu_supports ("avx2"))
		return &skops_bits_avx2;
#endif
	return &skops_bits_portable;
}
