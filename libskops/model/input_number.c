/* SPDX-License-Identifier: BSD-3-Clause */
/* Numbers as CSV files spell them. Up to 2^53 and small powers of ten are exact in one operation (Clinger); the rest goes the way of JSON's numbers. */
#include <math.h>
#include <string.h>

#include "format/json.h"
#include "model/input.h"

static bool is_digit (char c)
{
	return c >= '0' && c <= '9';
}

static struct skops_text trimmed (struct skops_text text)
{
	while (text.size && (text.data[0] == ' ' || text.data[0] == '\t')) {
		text.data++;
		text.size--;
	}
	while (text.size && (text.data[text.size - 1] == ' ' || text.data[text.size - 1] == '\t'))
		text.size--;
	return text;
}

static bool is_word (const char *text, size_t size, const char *lower)
{
	size_t i = 0;

	for (; i < size && lower[i]; i++)
		if ((text[i] | 0x20) != lower[i])
			return false;
	return i == size && !lower[i];
}

/* A spelling that is known to be one of a float. */
static double slow (struct skops_text text)
{
	struct skops_value value;

	if (*text.data == '+') {
		text.data++;
		text.size--;
	}
	skops_json_number (text, &value);
	return value.f;
}

static enum skops_spelling integer (struct skops_value *out, bool negative, uint64_t magnitude, bool large)
{
	if (large || (negative && magnitude > (uint64_t) INT64_MAX + 1))
		return SKOPS_SPELLS_LARGE;
	out->kind = magnitude > (uint64_t) INT64_MAX && !negative ? SKOPS_IS_UINT : SKOPS_IS_INT;
	out->u = negative ? 0 - magnitude : magnitude;
	return SKOPS_SPELLS_NUMBER;
}

enum skops_spelling skops_number_parse (struct skops_text text, struct skops_value *out)
{
	static const double powers[] = { 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };
	const char *at, *end;
	bool negative, is_integer = true, large = false;
	uint64_t mantissa = 0;
	size_t digits = 0, seen = 0;
	long exponent = 0, shift = 0, explicit_exponent = 0;

	memset (out, 0, sizeof *out);
	text = trimmed (text);
	at = text.data;
	end = at + text.size;
	negative = at < end && *at == '-';
	if (at < end && (*at == '-' || *at == '+'))
		at++;
	if (at == end)
		return SKOPS_SPELLS_NOTHING;
	if (!is_digit (*at) && *at != '.') {
		size_t left = (size_t) (end - at);
		out->kind = SKOPS_IS_FLOAT;
		out->f = is_word (at, left, "nan") ? NAN : is_word (at, left, "inf") || is_word (at, left, "infinity") ? INFINITY : 0;
		if (out->f == 0)
			return SKOPS_SPELLS_NOTHING;
		if (negative)
			out->f = -out->f;
		return SKOPS_SPELLS_NUMBER;
	}
	for (; at < end && (is_digit (*at) || (*at == '.' && is_integer)); at++) {
		if (*at == '.') {
			is_integer = false;
			continue;
		}
		seen++;
		if (!is_integer)
			shift--;
		if (digits == 0 && *at == '0')
			continue;
		digits++;
		if (digits > 20 || __builtin_mul_overflow (mantissa, (uint64_t) 10, &mantissa) || __builtin_add_overflow (mantissa, (uint64_t) (*at - '0'), &mantissa))
			large = true;
	}
	if (!seen)
		return SKOPS_SPELLS_NOTHING;
	if (at < end && (*at == 'e' || *at == 'E')) {
		bool down;
		at++;
		is_integer = false;
		down = at < end && *at == '-';
		if (at < end && (*at == '-' || *at == '+'))
			at++;
		if (at == end)
			return SKOPS_SPELLS_NOTHING;
		for (; at < end && is_digit (*at); at++)
			if (explicit_exponent < 100000)
				explicit_exponent = explicit_exponent * 10 + (*at - '0');
		exponent = down ? -explicit_exponent : explicit_exponent;
	}
	if (at != end)
		return SKOPS_SPELLS_NOTHING;
	if (is_integer)
		return integer (out, negative, mantissa, large);
	out->kind = SKOPS_IS_FLOAT;
	exponent += shift;
	if (!large && mantissa <= (uint64_t) 1 << 53 && exponent >= -22 && exponent <= 22) {
		out->f = exponent < 0 ? (double) mantissa / powers[-exponent] : (double) mantissa * powers[exponent];
		if (negative)
			out->f = -out->f;
	} else {
		out->f = slow (text);
	}
	return SKOPS_SPELLS_NUMBER;
}

bool skops_bool_parse (struct skops_text text, struct skops_value *out)
{
	static const char *const words[] = { "False", "True", "false", "true", "FALSE", "TRUE" };

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (text.size == strlen (words[i]) && memcmp (text.data, words[i], text.size) == 0) {
			*out = (struct skops_value) { .kind = SKOPS_IS_BOOL, .i = i % 2 };
			return true;
		}
	return false;
}
