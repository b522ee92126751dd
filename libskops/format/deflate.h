/* SPDX-License-Identifier: BSD-3-Clause */
/* A raw deflate stream, and the sum that zip keeps of its members: the only door to libdeflate. */
#ifndef SKOPS_FORMAT_DEFLATE_H
#define SKOPS_FORMAT_DEFLATE_H

#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"

/* Appends the deflated bytes to `out`. */
enum skops_status skops_deflate (struct skops_error *err, struct skops_buffer *out, const void *bytes, size_t size);

/* CRC-32 as zip has it, of what `crc` is the sum of (0: nothing) and the bytes behind it. */
uint32_t skops_crc32 (uint32_t crc, const void *bytes, size_t size);

#endif
