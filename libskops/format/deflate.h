/* SPDX-License-Identifier: BSD-3-Clause */
/* A raw deflate stream, made through libarchive. */
#ifndef SKOPS_FORMAT_DEFLATE_H
#define SKOPS_FORMAT_DEFLATE_H

#include <stddef.h>

#include "base/buffer.h"
#include "base/error.h"

/* Appends the deflated bytes to `out`. */
enum skops_status skops_deflate (struct skops_error *err, struct skops_buffer *out, const void *bytes, size_t size);

#endif
