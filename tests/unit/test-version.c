/* SPDX-License-Identifier: BSD-3-Clause */
/* The version that programs are told. */
#include <criterion/criterion.h>

#include "config.h"
#include "skops.h"

Test (version, is_the_package_s)
{
	cr_assert_str_eq (skops_version (), PACKAGE_VERSION);
}
