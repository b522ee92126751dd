/* SPDX-License-Identifier: BSD-3-Clause */
/* Two float64 in one register, for the loops of dense rows: what every processor has. */
#ifndef SKOPS_PAIR_H
#define SKOPS_PAIR_H

#include <string.h>

typedef double skops_pair __attribute__ ((vector_size (2 * sizeof (double))));
typedef float skops_pair_f4 __attribute__ ((vector_size (2 * sizeof (float))));

static inline skops_pair skops_pair_load (const double *from)
{
	skops_pair out;

	memcpy (&out, from, sizeof out);
	return out;
}

static inline skops_pair skops_pair_load_f4 (const float *from)
{
	skops_pair_f4 out;

	memcpy (&out, from, sizeof out);
	return __builtin_convertvector (out, skops_pair);
}

static inline void skops_pair_store (double *to, skops_pair pair)
{
	memcpy (to, &pair, sizeof pair);
}

/* As float32 holds them: skops_round_to (SKOPS_F4, …) of both. */
static inline skops_pair skops_pair_round_f4 (skops_pair pair)
{
	return __builtin_convertvector (__builtin_convertvector (pair, skops_pair_f4), skops_pair);
}

#endif
