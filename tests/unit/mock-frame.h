/* SPDX-License-Identifier: BSD-3-Clause */
/* A call as the model layer makes it, for tests of a single service: two arenas, an error slot, and a host that can do nothing but fail. */
#ifndef TESTS_MOCK_FRAME_H
#define TESTS_MOCK_FRAME_H

#include <criterion/criterion.h>
#include <string.h>

#include "model/frame.h"

struct mock {
	struct skops_error err;
	struct skops_frame frame;
};

__attribute__ ((format (printf, 5, 0)))
static enum skops_status mock_fail (struct skops_call *call, enum skops_status status, int64_t row, int64_t column, const char *format, va_list args)
{
	(void) row;
	(void) column;
	return skops_error_vset (skops_frame_of (call)->err, status, format, args);
}

static const struct skops_host mock_host = { .size = sizeof mock_host, .fail = mock_fail };

/* `applying`: with scratch, as in apply; else as in build. */
static inline struct skops_call *mock_open (struct mock *mock, bool applying)
{
	memset (mock, 0, sizeof *mock);
	mock->frame.call.host = &mock_host;
	mock->frame.err = &mock->err;
	mock->frame.arena = skops_arena_new (SIZE_MAX);
	mock->frame.scratch = applying ? skops_arena_new (SIZE_MAX) : NULL;
	cr_assert (mock->frame.arena && (mock->frame.scratch || !applying));
	return &mock->frame.call;
}

static inline void mock_close (struct mock *mock)
{
	skops_arena_free (mock->frame.arena);
	skops_arena_free (mock->frame.scratch);
}

#endif
