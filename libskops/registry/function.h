/* SPDX-License-Identifier: BSD-3-Clause */
/* Functions by name: NumPy's and SciPy's modules have moved, their functions have not. */
#ifndef SKOPS_REGISTRY_FUNCTION_H
#define SKOPS_REGISTRY_FUNCTION_H

#include <stdbool.h>

#include "skops/value.h"

/* True when module and name are `known` ("numpy:log1p"), synonyms being one: numpy, numpy.core._multiarray_umath, numpy._core._multiarray_umath …;
 * scipy.special, scipy.special._ufuncs; numpy.core.fromnumeric and its like for mean, median, max. */
bool skops_function_is (struct skops_text module, struct skops_text name, const char *known);

/* The module under which such synonyms are one, "numpy" or "scipy.special"; any other module is itself. */
struct skops_text skops_function_module (struct skops_text module);

/* The name without its synonyms ("amax" is "max" in NumPy), for a module from skops_function_module. */
struct skops_text skops_function_name (struct skops_text module, struct skops_text name);

#endif
