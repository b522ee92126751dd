/* SPDX-License-Identifier: BSD-3-Clause */
/* Text from a file, made safe to show: on a terminal, in JSON, in an error. */
#ifndef SKOPS_BASE_TEXT_H
#define SKOPS_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/buffer.h"
#include "skops/value.h"

static inline bool skops_same_word (const char *a, const char *b)
{
	uint64_t x, y;

	memcpy (&x, a, sizeof x);
	memcpy (&y, b, sizeof y);
	return x == y;
}

/* Compared by length and bytes: a NUL inside a name is a byte like another. Most names are of 8 to 32 bytes, for which a call costs more than the comparison. */
static inline bool skops_text_equal (struct skops_text a, struct skops_text b)
{
	size_t size = a.size;

	if (size != b.size)
		return false;
	if (size < 8 || size > 32)
		return size == 0 || memcmp (a.data, b.data, size) == 0;
	if (!skops_same_word (a.data, b.data) || !skops_same_word (a.data + size - 8, b.data + size - 8))
		return false;
	return size <= 16 || (skops_same_word (a.data + 8, b.data + 8) && skops_same_word (a.data + size - 16, b.data + size - 16));
}

static inline struct skops_text skops_text_of (const char *nul_terminated)
{
	return (struct skops_text) { nul_terminated, strlen (nul_terminated) };
}

static inline bool skops_text_is (struct skops_text a, const char *b)
{
	return skops_text_equal (a, skops_text_of (b));
}

/* Appends what a terminal may see: control characters, invalid UTF-8, bidirectional and tag characters as \xNN or \u{NNNN}. */
void skops_text_escape (struct skops_buffer *out, struct skops_text text);

/* The same into a fixed array, cut with "…" where it does not fit; returns `out`. */
char *skops_text_show (char *out, size_t capacity, struct skops_text text);

/* Appends a JSON string with its quotes; invalid UTF-8 becomes U+FFFD. */
void skops_text_json (struct skops_buffer *out, struct skops_text text);

/* True when every byte sequence is valid UTF-8 (no surrogates, nothing overlong, nothing above U+10FFFF). */
bool skops_text_is_utf8 (struct skops_text text);

/* An integer of 64 bits, signed or not, in digits. */
enum { SKOPS_INTEGER_TEXT = 24 };
char *skops_text_integer (char out[SKOPS_INTEGER_TEXT], uint64_t bits, bool is_unsigned);

#endif
