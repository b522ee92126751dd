/* SPDX-License-Identifier: BSD-3-Clause */
/* The bounds that hold when the caller states none. */
#include "base/limits.h"

#include <stdint.h>

#define GIB(n) ((uint64_t) (n) << 30 > SIZE_MAX ? SIZE_MAX : (size_t) ((uint64_t) (n) << 30))

const struct skops_limits skops_limits_default = {
	.members = 1000000,
	.member_bytes = GIB (16),
	.total_bytes = GIB (32),
	.ratio = 2000,
	.json_depth = 2000,
	.nodes = 10000000,
	.memory = GIB (64),
	.nesting = 100,
	.calls = 1000000,
	.row_numbers = 1 << 25,
	.session = GIB (16),
};
