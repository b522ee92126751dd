/* SPDX-License-Identifier: BSD-3-Clause */
/* The growing buffer and its sticky failure. */
#include <criterion/criterion.h>
#include <stdint.h>
#include <string.h>

#include "base/buffer.h"

Test (buffer, grows_and_ends_with_nul)
{
	struct skops_buffer buffer = {0};

	skops_buffer_append (&buffer, NULL, 0);
	cr_assert_str_eq (buffer.data, "");
	for (int i = 0; i < 1000; i++)
		skops_buffer_format (&buffer, "%d,", i);
	cr_assert_eq (buffer.size, 3890);
	cr_assert_eq (strlen (buffer.data), 3890);
	cr_assert_str_eq (buffer.data + 3882, "998,999,");
	skops_buffer_free (&buffer);
	cr_assert_null (buffer.data);
}

Test (buffer, formats_what_is_longer_than_its_own_scratch)
{
	struct skops_buffer buffer = {0};

	skops_buffer_text (&buffer, "<");
	skops_buffer_format (&buffer, "%0300d|%s", 7, "end");
	cr_assert_eq (buffer.size, 305);
	cr_assert_str_eq (buffer.data + 298, "007|end");
	skops_buffer_free (&buffer);
}

Test (buffer, failure_sticks_and_keeps_what_was_there)
{
	struct skops_buffer buffer = {0};

	skops_buffer_text (&buffer, "before");
	skops_buffer_append (&buffer, "x", SIZE_MAX - 2);
	cr_assert (buffer.failed);
	skops_buffer_text (&buffer, "after");
	cr_assert_str_eq (buffer.data, "before");
	skops_buffer_free (&buffer);
}
