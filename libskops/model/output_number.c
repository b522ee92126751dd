/* SPDX-License-Identifier: BSD-3-Clause */
/* Numbers and values as text: shortest round trip, laid out as Python's repr. A number is printed once with all the digits that it can need and
 * shortened from there; printing it again at each precision would cost three times as much. */
#include "model/output.h"

#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/times.h"

/* Digits and exponent to Python's layout: plain from 1e-4 to below 1e16. */
static char *lay_out (char *out, bool negative, const char *digits, int count, int exponent)
{
	char *at = out;

	while (count > 1 && digits[count - 1] == '0')
		count--;
	if (negative)
		*at++ = '-';
	if (exponent < -4 || exponent >= 16) {
		*at++ = digits[0];
		if (count > 1) {
			*at++ = '.';
			memcpy (at, digits + 1, (size_t) count - 1);
			at += count - 1;
		}
		sprintf (at, "e%c%02d", exponent < 0 ? '-' : '+', abs (exponent));
		return out;
	}
	if (exponent < 0) {
		*at++ = '0';
		*at++ = '.';
		for (int i = -1; i > exponent; i--)
			*at++ = '0';
		memcpy (at, digits, (size_t) count);
		at += count;
	} else {
		for (int i = 0; i <= exponent; i++)
			*at++ = i < count ? digits[i] : '0';
		*at++ = '.';
		if (count > exponent + 1) {
			memcpy (at, digits + exponent + 1, (size_t) (count - exponent - 1));
			at += count - exponent - 1;
		} else {
			*at++ = '0';
		}
	}
	*at = '\0';
	return out;
}

static char *not_finite (char *out, double value)
{
	strcpy (out, isnan (value) ? "nan" : value < 0 ? "-inf" : "inf");
	return out;
}

/* "d.ddde+XX" to digits and exponent, whatever the locale has for a point. */
static int split (const char *text, char *digits, int *exponent)
{
	int count = 0;

	for (; *text != 'e'; text++)
		if (*text >= '0' && *text <= '9')
			digits[count++] = *text;
	*exponent = atoi (text + 1);
	return count;
}

/* Adds one to the last of `count` digits. */
static void add_one (char *digits, int count, int *exponent)
{
	int i = count - 1;

	for (; i >= 0 && digits[i] == '9'; i--)
		digits[i] = '0';
	if (i >= 0) {
		digits[i]++;
		return;
	}
	memmove (digits + 1, digits, (size_t) count - 1);
	digits[0] = '1';
	++*exponent;
}

/* Rounds `count` digits to `wanted`, half up; false where the digits cut off are exactly half, which they may only seem to be. */
static bool round_digits (const char *digits, int count, int wanted, char *out, int *exponent)
{
	bool half = digits[wanted] == '5';

	for (int i = wanted + 1; i < count; i++)
		half &= digits[i] == '0';
	if (half)
		return false;
	memcpy (out, digits, (size_t) wanted);
	if (digits[wanted] >= '5')
		add_one (out, wanted, exponent);
	return true;
}

static bool reads_back (const char *digits, int count, int exponent, double value)
{
	char text[SKOPS_REPR];

	snprintf (text, sizeof text, "%.*se%d", count, digits, exponent - count + 1);
	return strtod (text, NULL) == value;
}

/* Of numbers so small that they have fewer digits than others. */
static char *subnormal (char *out, double value)
{
	char text[SKOPS_REPR], digits[20];
	int count, exponent;

	for (int precision = 0; precision < 17; precision++) {
		snprintf (text, sizeof text, "%.*e", precision, fabs (value));
		if (strtod (text, NULL) == fabs (value))
			break;
	}
	count = split (text, digits, &exponent);
	return lay_out (out, signbit (value), digits, count, exponent);
}

char *skops_repr_f8 (char out[SKOPS_REPR], double value)
{
	char text[SKOPS_REPR], digits[20], shorter[20];
	double size = fabs (value);
	int count, exponent, moved;

	if (!isfinite (value))
		return not_finite (out, value);
	if (size < 1e15 && size == (double) (int64_t) size) {
		sprintf (out, "%s%" PRId64 ".0", signbit (value) ? "-" : "", (int64_t) size);
		return out;
	}
	if (size < DBL_MIN)
		return subnormal (out, value);
	snprintf (text, sizeof text, "%.16e", size);
	count = split (text, digits, &exponent);
	for (int wanted = 15; wanted < 17; wanted++) {
		moved = exponent;
		if (!round_digits (digits, count, wanted, shorter, &moved)) {
			snprintf (text, sizeof text, "%.*e", wanted - 1, size);
			split (text, shorter, &moved);
		}
		if (reads_back (shorter, wanted, moved, size))
			return lay_out (out, signbit (value), shorter, wanted, moved);
	}
	/* Above a power of two, neighbours are twice as far as below: the next 16 digits upwards may still mean it. */
	if (frexp (size, &moved) == 0.5) {
		moved = exponent;
		memcpy (shorter, digits, 16);
		add_one (shorter, 16, &moved);
		if (reads_back (shorter, 16, moved, size))
			return lay_out (out, signbit (value), shorter, 16, moved);
	}
	return lay_out (out, signbit (value), digits, count, exponent);
}

char *skops_repr_f4 (char out[SKOPS_REPR], float value)
{
	char text[SKOPS_REPR], digits[20];
	int count = 0, exponent = 0;

	if (!isfinite (value))
		return not_finite (out, (double) value);
	for (int precision = 5; precision < 9; precision++) {
		snprintf (text, sizeof text, "%.*e", precision, (double) fabsf (value));
		if (strtof (text, NULL) == fabsf (value))
			break;
	}
	count = split (text, digits, &exponent);
	return lay_out (out, signbit (value), digits, count, exponent);
}

char *skops_repr_f2 (char out[SKOPS_REPR], double value)
{
	char text[SKOPS_REPR], digits[20];
	int count, exponent;

	if (!isfinite (value))
		return not_finite (out, value);
	for (int precision = 2; precision < 5; precision++) {
		snprintf (text, sizeof text, "%.*e", precision, fabs (value));
		if (skops_f2_bits (strtod (text, NULL)) == skops_f2_bits (fabs (value)))
			break;
	}
	count = split (text, digits, &exponent);
	return lay_out (out, signbit (value), digits, count, exponent);
}

uint16_t skops_f2_bits (double value)
{
	uint16_t sign = (uint16_t) (signbit (value) ? 0x8000 : 0);
	double size = fabs (value), scaled;
	int exponent;

	if (isnan (value))
		return (uint16_t) (sign | 0x7e00);
	if (size >= 65520)
		return (uint16_t) (sign | 0x7c00);
	if (size < ldexp (1, -14)) /* subnormal: multiples of 2^-24; 1024 of them are the smallest normal number's bits */
		return (uint16_t) (sign | (uint16_t) nearbyint (ldexp (size, 24)));
	frexp (size, &exponent);
	scaled = nearbyint (ldexp (size, 11 - exponent)); /* 1024 to 2048; 2048 carries into the exponent by itself */
	return (uint16_t) (sign | (uint16_t) ((exponent + 13) * 1024 + (int) scaled));
}

/* b'…' as Python shows bytes. */
static void bytes_repr (struct skops_buffer *out, const struct skops_value *value)
{
	char quote = memchr (value->text, '\'', value->size) && !memchr (value->text, '"', value->size) ? '"' : '\'';

	skops_buffer_format (out, "b%c", quote);
	for (uint32_t i = 0; i < value->size; i++) {
		unsigned char c = (unsigned char) value->text[i];
		if (c == '\\' || c == (unsigned char) quote)
			skops_buffer_format (out, "\\%c", c);
		else if (c == '\n' || c == '\r' || c == '\t')
			skops_buffer_text (out, c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\t");
		else if (c < 32 || c > 126)
			skops_buffer_format (out, "\\x%02x", c);
		else
			skops_buffer_append (out, &value->text[i], 1);
	}
	skops_buffer_append (out, &quote, 1);
}

void skops_value_str (struct skops_buffer *out, const struct skops_value *value, uint8_t dtype)
{
	char text[SKOPS_TIME_TEXT];

	switch (value->kind) {
	case SKOPS_IS_NONE: skops_buffer_text (out, "None"); break;
	case SKOPS_IS_NA: skops_buffer_text (out, "<NA>"); break;
	case SKOPS_IS_BOOL: skops_buffer_text (out, value->i ? "True" : "False"); break;
	case SKOPS_IS_INT: skops_buffer_format (out, "%" PRId64, value->i); break;
	case SKOPS_IS_UINT: skops_buffer_format (out, "%" PRIu64, value->u); break;
	case SKOPS_IS_FLOAT:
		if (dtype == SKOPS_F4)
			skops_repr_f4 (text, (float) value->f);
		else if (dtype == SKOPS_F2)
			skops_repr_f2 (text, value->f);
		else
			skops_repr_f8 (text, value->f);
		skops_buffer_text (out, text);
		break;
	case SKOPS_IS_TEXT: skops_buffer_append (out, value->text, value->size); break;
	case SKOPS_IS_BYTES: bytes_repr (out, value); break;
	case SKOPS_IS_DATETIME: skops_buffer_text (out, skops_datetime_text (text, value->i, value->unit)); break;
	case SKOPS_IS_TIMEDELTA: skops_buffer_text (out, skops_timedelta_text (text, value->i, value->unit)); break;
	default: break;
	}
}
