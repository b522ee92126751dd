/* SPDX-License-Identifier: BSD-3-Clause */
/* Text from a file, made safe to show. Escaping twice changes nothing: what it writes holds only visible characters. */
#include "base/text.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* Characters that draw nothing, or change how others are drawn: kept from terminals. */
static const struct { uint32_t first, last; } hidden[] = {
	{ 0x0000, 0x001F }, { 0x007F, 0x009F }, { 0x00AD, 0x00AD }, { 0x034F, 0x034F }, { 0x061C, 0x061C },
	{ 0x115F, 0x1160 }, { 0x17B4, 0x17B5 }, { 0x180B, 0x180F }, { 0x200B, 0x200F }, { 0x2028, 0x202E },
	{ 0x2060, 0x206F }, { 0x3164, 0x3164 }, { 0xFEFF, 0xFEFF }, { 0xFFA0, 0xFFA0 }, { 0xFFF0, 0xFFFB },
	{ 0x1D173, 0x1D17A }, { 0xE0000, 0xE0FFF },
};

/* Bytes of the character at `p`, 0 if it is no valid UTF-8; the code point goes to `code`. */
static size_t decode (const char *p, size_t left, uint32_t *code)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned char lead = (unsigned char) p[0];
	size_t size = lead < 0x80 ? 1 : lead >= 0xC2 && lead < 0xE0 ? 2 : lead >= 0xE0 && lead < 0xF0 ? 3 : lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
	uint32_t value;

	if (size == 0 || size > left)
		return 0;
	value = size == 1 ? lead : lead & (0x7Fu >> size);
	for (size_t i = 1; i < size; i++) {
		unsigned char next = (unsigned char) p[i];

		if ((next & 0xC0) != 0x80)
			return 0;
		value = value << 6 | (next & 0x3Fu);
	}
	if (value < least[size] || (value >= 0xD800 && value < 0xE000) || value > 0x10FFFF)
		return 0;
	*code = value;
	return size;
}

static bool is_hidden (uint32_t code)
{
	if (code >= 0x20 && code < 0x7F)
		return false;
	for (size_t i = 0; i < sizeof hidden / sizeof hidden[0]; i++)
		if (code <= hidden[i].last)
			return code >= hidden[i].first;
	return false;
}

/* Printable ASCII at the start of `p`. */
static size_t plain_run (const char *p, size_t left)
{
	size_t n = 0;

	while (n < left && (unsigned char) p[n] >= 0x20 && (unsigned char) p[n] < 0x7F)
		n++;
	return n;
}

/* One character of the text as it may be shown; returns the bytes written to `out`, and in `taken` those read. */
static size_t show_one (char out[16], const char *p, size_t left, size_t *taken)
{
	uint32_t code = 0;
	size_t size = decode (p, left, &code);
	int written;

	*taken = size ? size : 1;
	if (size == 0 || (code < 0x80 && is_hidden (code))) {
		written = snprintf (out, 16, "\\x%02x", (unsigned) (unsigned char) p[0]);
	} else if (is_hidden (code)) {
		written = snprintf (out, 16, "\\u{%04X}", (unsigned) code);
	} else {
		memcpy (out, p, size);
		return size;
	}
	return (size_t) written;
}

void skops_text_escape (struct skops_buffer *out, struct skops_text text)
{
	size_t i = 0;

	while (i < text.size) {
		size_t run = plain_run (text.data + i, text.size - i), taken = 0;
		char one[16];

		if (run) {
			skops_buffer_append (out, text.data + i, run);
			i += run;
			continue;
		}
		skops_buffer_append (out, one, show_one (one, text.data + i, text.size - i, &taken));
		i += taken;
	}
	skops_buffer_append (out, "", 0);
}

char *skops_text_show (char *out, size_t capacity, struct skops_text text)
{
	static const char cut[] = "…";
	size_t used = 0, safe = 0; /* safe: the longest prefix that leaves room for the cut */
	size_t i = 0;

	if (capacity == 0)
		return out;
	while (i < text.size) {
		char one[16];
		size_t taken = 0, size = show_one (one, text.data + i, text.size - i, &taken);

		if (used + sizeof cut <= capacity)
			safe = used;
		if (size >= capacity - used) {
			used = safe;
			if (used + sizeof cut <= capacity) {
				memcpy (out + used, cut, sizeof cut - 1);
				used += sizeof cut - 1;
			}
			break;
		}
		memcpy (out + used, one, size);
		used += size;
		i += taken;
	}
	out[used] = '\0';
	return out;
}

static void json_unit (struct skops_buffer *out, uint32_t unit)
{
	skops_buffer_format (out, "\\u%04x", (unsigned) unit);
}

static void json_one (struct skops_buffer *out, const char *p, size_t size, uint32_t code)
{
	static const char short_names[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
	const char *found = code && code < 0x80 ? strchr (short_names, (int) code) : NULL;

	if (size == 0) {
		skops_buffer_text (out, "\xEF\xBF\xBD");
	} else if (found) {
		skops_buffer_append (out, "\\", 1);
		skops_buffer_append (out, &letters[found - short_names], 1);
	} else if (!is_hidden (code)) {
		skops_buffer_append (out, p, size);
	} else if (code < 0x10000) {
		json_unit (out, code);
	} else {
		json_unit (out, 0xD800 + ((code - 0x10000) >> 10));
		json_unit (out, 0xDC00 + ((code - 0x10000) & 0x3FF));
	}
}

void skops_text_json (struct skops_buffer *out, struct skops_text text)
{
	size_t i = 0;

	skops_buffer_append (out, "\"", 1);
	while (i < text.size) {
		const char *p = text.data + i;
		size_t run = 0, left = text.size - i, size;
		uint32_t code = 0;

		while (run < left && (unsigned char) p[run] >= 0x20 && (unsigned char) p[run] < 0x7F && p[run] != '"' && p[run] != '\\')
			run++;
		skops_buffer_append (out, p, run);
		i += run;
		if (run == left)
			break;
		size = decode (p + run, left - run, &code);
		json_one (out, p + run, size, code);
		i += size ? size : 1;
	}
	skops_buffer_append (out, "\"", 1);
}

bool skops_text_is_utf8 (struct skops_text text)
{
	size_t i = 0;

	while (i < text.size) {
		uint32_t code;
		size_t size;

		if (text.size - i >= 8) {
			uint64_t word;

			memcpy (&word, text.data + i, 8);
			if ((word & 0x8080808080808080) == 0) {
				i += 8;
				continue;
			}
		}
		size = decode (text.data + i, text.size - i, &code);
		if (size == 0)
			return false;
		i += size;
	}
	return true;
}

char *skops_text_integer (char out[SKOPS_INTEGER_TEXT], uint64_t bits, bool is_unsigned)
{
	if (is_unsigned)
		snprintf (out, SKOPS_INTEGER_TEXT, "%" PRIu64, bits);
	else
		snprintf (out, SKOPS_INTEGER_TEXT, "%" PRId64, (int64_t) bits);
	return out;
}
