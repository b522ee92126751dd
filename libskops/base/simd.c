/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/simd.h"

#include <stdlib.h>
#include <string.h>

#include "config.h"

bool skops_simd_runs (enum skops_simd simd)
{
#ifdef HAVE_X86_KERNELS
	__builtin_cpu_init ();
	if (simd == SKOPS_SIMD_AVX512)
		return __builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512bw") && __builtin_cpu_supports ("avx512vl") && __builtin_cpu_supports ("avx512cd")
			&& __builtin_cpu_supports ("bmi");
	if (simd == SKOPS_SIMD_AVX2)
		return __builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("bmi");
#endif
	return simd == SKOPS_SIMD_PORTABLE;
}

enum skops_simd skops_simd_widest (void)
{
	const char *most = secure_getenv ("SKOPS_SIMD");
	bool portable = most && !strcmp (most, "portable"), narrow = portable || (most && !strcmp (most, "avx2"));

	if (!narrow && skops_simd_runs (SKOPS_SIMD_AVX512))
		return SKOPS_SIMD_AVX512;
	return !portable && skops_simd_runs (SKOPS_SIMD_AVX2) ? SKOPS_SIMD_AVX2 : SKOPS_SIMD_PORTABLE;
}
