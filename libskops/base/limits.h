/* SPDX-License-Identifier: BSD-3-Clause */
/* Every bound that a file can run into, in one place; the caller may tighten or widen them. */
#ifndef SKOPS_BASE_LIMITS_H
#define SKOPS_BASE_LIMITS_H

#include <stddef.h>

struct skops_limits {
	size_t members;       /* entries of a container: 1,000,000 */
	size_t member_bytes;  /* one unpacked member: 16 GiB */
	size_t total_bytes;   /* all of them: 32 GiB */
	size_t ratio;         /* unpacked to packed bytes of a container: 2,000, counted above 64 MiB */
	size_t json_depth;    /* 2,000 */
	size_t nodes;         /* of a schema: 10,000,000 */
	size_t memory;        /* handed out by one model's arena: 64 GiB */
	size_t nesting;       /* estimators and records inside one another: 100 */
	size_t calls;         /* of estimators for one block of rows: 1,000,000 */
	size_t row_numbers;   /* that a row of the input becomes on its way through a model, and in one step: 2^25 */
	size_t session;       /* memory of one thread for a block of rows, of each of two kinds: 16 GiB */
};

extern const struct skops_limits skops_limits_default;

#endif
