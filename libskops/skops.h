/* SPDX-License-Identifier: BSD-3-Clause */
/* The public interface of libskops: what programs that use the library include. */
#ifndef SKOPS_H
#define SKOPS_H

#include "skops/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Marks the functions that the shared library exports; all others are hidden. */
#define SKOPS_PUBLIC __attribute__ ((visibility ("default")))

/* The release of the library that is loaded, as "major.minor.patch". */
SKOPS_PUBLIC const char *skops_version (void);

#ifdef __cplusplus
}
#endif

#endif
