/* SPDX-License-Identifier: BSD-3-Clause */
/* Scalars of JSON, read without an index: a model holds tens of thousands of texts such as `null`, `0.0` and `"gini"`. */
#include "format/json_text.h"

#include <stdint.h>
#include <string.h>

#include "format/json.h"

static size_t digits (const char *bytes, size_t size)
{
	size_t n = 0;

	while (n < size && bytes[n] >= '0' && bytes[n] <= '9')
		n++;
	return n;
}

static bool is_number (const char *bytes, size_t size)
{
	size_t i = size && bytes[0] == '-', n;

	n = digits (bytes + i, size - i);
	if (n == 0 || (n > 1 && bytes[i] == '0'))
		return false;
	i += n;
	if (i < size && bytes[i] == '.') {
		n = digits (bytes + i + 1, size - i - 1);
		if (n == 0)
			return false;
		i += n + 1;
	}
	if (i < size && (bytes[i] == 'e' || bytes[i] == 'E')) {
		i++;
		if (i < size && (bytes[i] == '+' || bytes[i] == '-'))
			i++;
		n = digits (bytes + i, size - i);
		if (n == 0)
			return false;
		i += n;
	}
	return i == size;
}

static bool is_word (const char *bytes, size_t size, const char *word, size_t length)
{
	return size == length && memcmp (bytes, word, length) == 0;
}

bool skops_json_bare (const char *bytes, size_t size, bool python, enum skops_json_kind *kind)
{
	*kind = SKOPS_JSON_NUMBER;
	if (is_number (bytes, size))
		return true;
	if (python && (is_word (bytes, size, "NaN", 3) || is_word (bytes, size, "Infinity", 8) || is_word (bytes, size, "-Infinity", 9)))
		return true;
	if (is_word (bytes, size, "null", 4))
		*kind = SKOPS_JSON_NULL;
	else if (is_word (bytes, size, "true", 4))
		*kind = SKOPS_JSON_TRUE;
	else if (is_word (bytes, size, "false", 5))
		*kind = SKOPS_JSON_FALSE;
	else
		return false;
	return true;
}

/* The four hexadecimal digits of a \u escape; false if they are none. */
static bool hex4 (const char *bytes, size_t size, uint32_t *unit)
{
	*unit = 0;
	if (size < 4)
		return false;
	for (size_t i = 0; i < 4; i++) {
		char c = bytes[i];
		int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;

		if (digit < 0)
			return false;
		*unit = *unit << 4 | (uint32_t) digit;
	}
	return true;
}

static size_t encode (char *out, uint32_t code)
{
	if (code < 0x80) {
		out[0] = (char) code;
		return 1;
	}
	if (code < 0x800) {
		out[0] = (char) (0xC0 | code >> 6);
		out[1] = (char) (0x80 | (code & 0x3F));
		return 2;
	}
	if (code < 0x10000) {
		out[0] = (char) (0xE0 | code >> 12);
		out[1] = (char) (0x80 | (code >> 6 & 0x3F));
		out[2] = (char) (0x80 | (code & 0x3F));
		return 3;
	}
	out[0] = (char) (0xF0 | code >> 18);
	out[1] = (char) (0x80 | (code >> 12 & 0x3F));
	out[2] = (char) (0x80 | (code >> 6 & 0x3F));
	out[3] = (char) (0x80 | (code & 0x3F));
	return 4;
}

bool skops_json_unescape (char *out, const char *bytes, size_t size, size_t *written)
{
	static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
	size_t i = 0, used = 0;

	while (i < size) {
		const char *escape = memchr (bytes + i, '\\', size - i), *letter;
		size_t run = escape ? (size_t) (escape - (bytes + i)) : size - i;
		uint32_t unit, low;

		memmove (out + used, bytes + i, run);
		used += run;
		i += run;
		if (i == size)
			break;
		*written = i;
		if (size - i < 2)
			return false;
		letter = bytes[i + 1] ? strchr (letters, bytes[i + 1]) : NULL;
		if (letter) {
			out[used++] = meanings[letter - letters];
			i += 2;
			continue;
		}
		if (bytes[i + 1] != 'u' || !hex4 (bytes + i + 2, size - i - 2, &unit))
			return false;
		i += 6;
		if (unit >= 0xD800 && unit < 0xDC00 && size - i >= 6 && bytes[i] == '\\' && bytes[i + 1] == 'u' &&
		    hex4 (bytes + i + 2, 4, &low) && low >= 0xDC00 && low < 0xE000) {
			unit = 0x10000 + ((unit - 0xD800) << 10 | (low - 0xDC00));
			i += 6;
		}
		used += encode (out + used, unit);
	}
	*written = used;
	return true;
}

bool skops_json_scalar (const char *bytes, size_t size, enum skops_json_kind *kind, struct skops_text *text, char *scratch)
{
	size_t written;

	while (size && skops_json_is_space (bytes[0])) {
		bytes++;
		size--;
	}
	while (size && skops_json_is_space (bytes[size - 1]))
		size--;
	if (size < 2 || bytes[0] != '"') {
		*text = (struct skops_text) { bytes, size };
		return skops_json_bare (bytes, size, true, kind);
	}
	if (bytes[size - 1] != '"')
		return false;
	bytes++;
	size -= 2;
	for (size_t i = 0; i < size; i++) {
		if ((unsigned char) bytes[i] < 0x20 || bytes[i] == '"')
			return false;
		if (bytes[i] == '\\' && ++i < size && (unsigned char) bytes[i] < 0x20)
			return false;
	}
	if (!skops_json_unescape (scratch, bytes, size, &written))
		return false;
	*kind = SKOPS_JSON_STRING;
	*text = (struct skops_text) { scratch, written };
	return true;
}
