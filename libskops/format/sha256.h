/* SPDX-License-Identifier: BSD-3-Clause */
/* SHA-256 (FIPS 180-4), for the registry's pins. */
#ifndef SKOPS_FORMAT_SHA256_H
#define SKOPS_FORMAT_SHA256_H

#include <stddef.h>
#include <stdint.h>

void skops_sha256 (uint8_t out[32], const void *bytes, size_t size);

#endif
