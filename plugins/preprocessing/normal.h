/* SPDX-License-Identifier: BSD-3-Clause */
/* The normal distribution. */
#ifndef NORMAL_H
#define NORMAL_H

#include "skops/plugin.h"

double normal_probability (double x); /* P (X <= x) */
double normal_quantile (double p);    /* its inverse; ±infinity at 0 and 1, NaN outside */

/* normal_quantile of numbers in a graph. */
struct skops_tensor normal_emit_quantile (struct skops_call *call, struct skops_tensor p);

#endif
