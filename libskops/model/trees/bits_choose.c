/* SPDX-License-Identifier: BSD-3-Clause */
/* Which kernels run here. */
#include <stdlib.h>
#include <string.h>

#include "config.h"

#include "model/trees/bits.h"

bool skops_bits_runs (const struct skops_bits_kernels *kernels)
{
#ifdef HAVE_X86_KERNELS
	__builtin_cpu_init ();
	if (kernels == &skops_bits_avx512)
		return __builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512bw") && __builtin_cpu_supports ("avx512vl") && __builtin_cpu_supports ("avx512cd")
			&& __builtin_cpu_supports ("bmi");
	if (kernels == &skops_bits_avx2)
		return __builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("bmi");
#endif
	return kernels == &skops_bits_portable;
}

const struct skops_bits_kernels *skops_bits_choose (void)
{
#ifdef HAVE_X86_KERNELS
	const char *widest = secure_getenv ("SKOPS_SIMD");
	bool portable = widest && !strcmp (widest, "portable"), narrow = portable || (widest && !strcmp (widest, "avx2"));

	if (!narrow && skops_bits_runs (&skops_bits_avx512))
		return &skops_bits_avx512;
	if (!portable && skops_bits_runs (&skops_bits_avx2))
		return &skops_bits_avx2;
#endif
	return &skops_bits_portable;
}
