/* SPDX-License-Identifier: BSD-3-Clause */
/* The normal distribution. */
#ifndef NORMAL_H
#define NORMAL_H

double normal_probability (double x); /* P (X <= x) */
double normal_quantile (double p);    /* its inverse; ±infinity at 0 and 1, NaN outside */

#endif
