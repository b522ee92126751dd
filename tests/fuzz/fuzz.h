/* SPDX-License-Identifier: BSD-3-Clause */
/* What fuzz targets share. Each target is one file with one LLVMFuzzerTestOneInput, and ends the process by a signal where the library breaks a promise. */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/limits.h"
#include "context.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* Small enough that a bomb of any kind is refused before it costs a second or a gigabyte. */
static const struct skops_limits fuzz_limits = {
	.members = 2000, .member_bytes = 16 << 20, .total_bytes = 32 << 20, .ratio = 2000, .json_depth = 2000, .nodes = 1000000, .memory = 64 << 20, .nesting = 100,
	.calls = 10000, .row_numbers = 1 << 18, .session = 64 << 20,
};

/* What must hold whatever the input. */
static inline void fuzz_assert (bool holds)
{
	if (!holds)
		abort ();
}

/* A failure says why. */
static inline void fuzz_check_status (const struct skops_error *err, enum skops_status status)
{
	fuzz_assert ((status == SKOPS_OK) == (err->status == SKOPS_OK) && (!status || err->message[0]));
}

/* Every byte can be read: sanitizers object if it cannot. */
static inline void fuzz_touch (const void *bytes, size_t size)
{
	static volatile uint8_t seen;

	for (size_t i = 0; i < size; i++)
		seen = (uint8_t) (seen ^ ((const uint8_t *) bytes)[i]);
}

/* The one context, with the bundled plugins as SKOPS_REGISTRY_PATH and SKOPS_PLUGIN_PATH name them. Its limits are the above. */
static inline struct skops_context *fuzz_context (void)
{
	static struct skops_context *ctx;

	if (!ctx) {
		ctx = skops_context_new ();
		fuzz_assert (ctx && !skops_context_registry (ctx));
		ctx->limits = fuzz_limits;
		ctx->threads = 1;
	}
	skops_context_begin (ctx);
	return ctx;
}

#endif
