/* SPDX-License-Identifier: BSD-3-Clause */
/* The error slot: the first sentence stays, and no control character gets in. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/error.h"

Test (error, the_first_stays)
{
	struct skops_error err = {0};

	cr_assert_eq (skops_error_set (&err, SKOPS_BAD_FILE, "%s %d", "first", 1), SKOPS_BAD_FILE);
	cr_assert_eq (skops_error_set (&err, SKOPS_MISUSE, "second"), SKOPS_MISUSE);
	cr_assert_eq (err.status, SKOPS_BAD_FILE);
	cr_assert_str_eq (err.message, "first 1");
	cr_assert_eq (skops_error_memory (NULL), SKOPS_NO_MEMORY);
}

Test (error, a_prefix_goes_before_an_error_only)
{
	struct skops_error err = {0};

	skops_error_prefix (&err, "nowhere");
	cr_assert_str_eq (err.message, "");
	skops_error_set (&err, SKOPS_UNFIT, "wrong");
	skops_error_prefix (&err, "row %d", 3);
	skops_error_prefix (&err, "table");
	cr_assert_str_eq (err.message, "table: row 3: wrong");
	cr_assert_eq (err.status, SKOPS_UNFIT);
}

Test (error, control_characters_are_escaped)
{
	struct skops_error err = {0};

	skops_error_set (&err, SKOPS_BAD_FILE, "a\033[2Jb\nc\xff" "d");
	cr_assert_str_eq (err.message, "a\\x1b[2Jb\\x0ac\\xffd");
	skops_error_prefix (&err, "p\r");
	cr_assert_str_eq (err.message, "p\\x0d: a\\x1b[2Jb\\x0ac\\xffd");
}

Test (error, a_long_message_is_cut)
{
	struct skops_error err = {0};
	char text[3000];

	memset (text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	skops_error_set (&err, SKOPS_BAD_FILE, "%s", text);
	cr_assert_eq (strlen (err.message), sizeof err.message - 1);
	skops_error_prefix (&err, "place");
	cr_assert_eq (strncmp (err.message, "place: xx", 9), 0);
	cr_assert_str_eq (err.message + sizeof err.message - 4, "…");
	skops_error_prefix (&err, "%s", text);
	cr_assert_eq (err.status, SKOPS_BAD_FILE);
}
