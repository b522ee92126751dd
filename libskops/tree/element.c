/* SPDX-License-Identifier: BSD-3-Clause */
/* Elements of NumPy's types as values. */
#include "tree/element.h"

#include <math.h>
#include <string.h>

#include "base/checked.h"

static double half (uint16_t bits)
{
	int exponent = bits >> 10 & 31;
	double fraction = bits & 1023;
	double value;

	if (exponent == 31)
		value = fraction > 0 ? (double) NAN : (double) INFINITY;
	else if (exponent == 0)
		value = ldexp (fraction, -24);
	else
		value = ldexp (fraction + 1024, exponent - 25);
	return bits & 0x8000 ? -value : value;
}

static void floating (struct skops_value *out, uint8_t dtype, const char *p)
{
	double f8;
	float f4;
	uint16_t f2;

	switch (dtype) {
	case SKOPS_F8:
		memcpy (&f8, p, sizeof f8);
		break;
	case SKOPS_F4:
		memcpy (&f4, p, sizeof f4);
		f8 = (double) f4;
		break;
	default:
		memcpy (&f2, p, sizeof f2);
		f8 = half (f2);
	}
	*out = (struct skops_value) { .kind = SKOPS_IS_FLOAT, .f = f8 };
}

static void integer (struct skops_value *out, uint8_t dtype, const char *p)
{
	union { int8_t i1; int16_t i2; int32_t i4; int64_t i8; uint8_t u1; uint16_t u2; uint32_t u4; uint64_t u8; } v = {0};

	memcpy (&v, p, skops_dtype_size (dtype));
	*out = (struct skops_value) { .kind = SKOPS_IS_INT };
	switch (dtype) {
	case SKOPS_I1: out->i = v.i1; break;
	case SKOPS_I2: out->i = v.i2; break;
	case SKOPS_I4: out->i = v.i4; break;
	case SKOPS_I8: out->i = v.i8; break;
	case SKOPS_U1: out->i = v.u1; break;
	case SKOPS_U2: out->i = v.u2; break;
	case SKOPS_U4: out->i = v.u4; break;
	case SKOPS_U8:
		out->u = v.u8;
		if (v.u8 > INT64_MAX)
			out->kind = SKOPS_IS_UINT;
		break;
	default: /* SKOPS_B1 */
		*out = (struct skops_value) { .kind = SKOPS_IS_BOOL, .i = v.u1 != 0 };
	}
}

static size_t utf8 (char out[4], uint32_t code)
{
	if (code < 0x80) {
		out[0] = (char) code;
		return 1;
	}
	if (code < 0x800) {
		out[0] = (char) (0xC0 | code >> 6);
		out[1] = (char) (0x80 | (code & 63));
		return 2;
	}
	if (code < 0x10000) {
		out[0] = (char) (0xE0 | code >> 12);
		out[1] = (char) (0x80 | (code >> 6 & 63));
		out[2] = (char) (0x80 | (code & 63));
		return 3;
	}
	out[0] = (char) (0xF0 | code >> 18);
	out[1] = (char) (0x80 | (code >> 12 & 63));
	out[2] = (char) (0x80 | (code >> 6 & 63));
	out[3] = (char) (0x80 | (code & 63));
	return 4;
}

/* UTF-32 to UTF-8. */
static enum skops_status string (struct skops_error *err, struct skops_value *out, struct skops_arena *arena, const char *p, size_t bytes)
{
	size_t n = bytes / 4, size = 0;
	uint32_t code;
	char *text;

	for (; n; n--) {
		memcpy (&code, p + 4 * (n - 1), sizeof code);
		if (code)
			break;
	}
	if (n > UINT32_MAX / 4)
		return skops_error_set (err, SKOPS_BAD_FILE, "a text of %zu characters", n);
	text = skops_arena_scratch (arena, n * 4 + 1, 1);
	if (!text)
		return skops_error_memory (err);
	for (size_t i = 0; i < n; i++) {
		memcpy (&code, p + 4 * i, sizeof code);
		if (code > 0x10FFFF)
			return skops_error_set (err, SKOPS_BAD_FILE, "a text with a character that does not exist: U+%X", code);
		size += utf8 (text + size, code);
	}
	text[size] = '\0';
	*out = (struct skops_value) { .kind = SKOPS_IS_TEXT, .size = (uint32_t) size, .text = text };
	return SKOPS_OK;
}

static enum skops_status bytes_of (struct skops_error *err, struct skops_value *out, struct skops_arena *arena, const char *p, size_t size)
{
	while (size && p[size - 1] == '\0')
		size--;
	if (size > UINT32_MAX)
		return skops_error_set (err, SKOPS_BAD_FILE, "a text of %zu bytes", size);
	*out = (struct skops_value) { .kind = SKOPS_IS_BYTES, .size = (uint32_t) size, .text = skops_arena_copy (arena, p, size) };
	return out->text ? SKOPS_OK : skops_error_memory (err);
}

/* A count of a unit, which may be several: datetime64[25us]. */
static enum skops_status moment (struct skops_error *err, struct skops_value *out, const struct skops_npy_type *type, const char *p)
{
	int64_t i;

	memcpy (&i, p, sizeof i);
	if (i != INT64_MIN && type->unit_count > 1 && skops_multiply_overflows (i, (int64_t) type->unit_count, &i))
		return skops_error_set (err, SKOPS_BAD_FILE, "a moment beyond 64 bits");
	*out = (struct skops_value) { .kind = type->dtype == SKOPS_DATETIME ? SKOPS_IS_DATETIME : SKOPS_IS_TIMEDELTA, .unit = type->unit, .i = i };
	return SKOPS_OK;
}

enum skops_status skops_element_value (struct skops_error *err, struct skops_value *out, struct skops_arena *arena, const struct skops_npy_type *type,
                                       const void *elements, size_t i)
{
	const char *p = (const char *) elements + i * type->item;

	switch (type->dtype) {
	case SKOPS_F8:
	case SKOPS_F4:
	case SKOPS_F2:
		floating (out, type->dtype, p);
		return SKOPS_OK;
	case SKOPS_STRING:
		return string (err, out, arena, p, type->item);
	case SKOPS_BYTES:
		return bytes_of (err, out, arena, p, type->item);
	case SKOPS_DATETIME:
	case SKOPS_TIMEDELTA:
		return moment (err, out, type, p);
	case SKOPS_NO_DTYPE:
	case SKOPS_OBJECT:
	case SKOPS_RECORD_DTYPE:
		return skops_error_set (err, SKOPS_UNSUPPORTED, "an element that is no plain value");
	default:
		integer (out, type->dtype, p);
		return SKOPS_OK;
	}
}
