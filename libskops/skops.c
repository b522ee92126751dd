/* SPDX-License-Identifier: BSD-3-Clause */
/* The public functions. */
#include "config.h"
#include "skops.h"

const char *
skops_version (void)
{
	return PACKAGE_VERSION;
}
