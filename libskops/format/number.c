/* SPDX-License-Identifier: BSD-3-Clause */
/* Conversion between NumPy's number types. */
#include "format/number.h"

#include <math.h>
#include <string.h>

#include "base/checked.h"

bool skops_dtype_is_float (enum skops_dtype dtype)
{
	return dtype == SKOPS_F8 || dtype == SKOPS_F4 || dtype == SKOPS_F2;
}

bool skops_dtype_is_number (enum skops_dtype dtype)
{
	return dtype >= SKOPS_F8 && dtype <= SKOPS_B1;
}

double skops_half_to_double (uint16_t half)
{
	int exponent = half >> 10 & 31;
	double fraction = half & 1023, value;

	if (exponent == 31)
		value = fraction != 0 ? NAN : INFINITY;
	else if (exponent)
		value = ldexp (1024 + fraction, exponent - 25);
	else
		value = ldexp (fraction, -24);
	return half & 0x8000 ? -value : value;
}

/* Integers and bools of every width as int64; false for an unsigned one above it, whose bits they then are. */
static bool integer_at (const char *at, enum skops_dtype dtype, int64_t *out)
{
	switch (dtype) {
	case SKOPS_I8: memcpy (out, at, 8); return true;
	case SKOPS_I4: { int32_t v; memcpy (&v, at, 4); *out = v; return true; }
	case SKOPS_I2: { int16_t v; memcpy (&v, at, 2); *out = v; return true; }
	case SKOPS_I1: *out = *(const int8_t *) at; return true;
	case SKOPS_U8: memcpy (out, at, 8); return *out >= 0;
	case SKOPS_U4: { uint32_t v; memcpy (&v, at, 4); *out = v; return true; }
	case SKOPS_U2: { uint16_t v; memcpy (&v, at, 2); *out = v; return true; }
	case SKOPS_U1: *out = *(const uint8_t *) at; return true;
	case SKOPS_B1: *out = *(const uint8_t *) at != 0; return true;
	default: return false;
	}
}

double skops_number_at (const void *at, enum skops_dtype dtype)
{
	int64_t integer;
	uint64_t large;

	switch (dtype) {
	case SKOPS_F8: { double v; memcpy (&v, at, 8); return v; }
	case SKOPS_F4: { float v; memcpy (&v, at, 4); return (double) v; }
	case SKOPS_F2: { uint16_t v; memcpy (&v, at, 2); return skops_half_to_double (v); }
	default:
		if (integer_at (at, dtype, &integer))
			return (double) integer;
		memcpy (&large, at, 8);
		return (double) large;
	}
}

/* The sizes of the number types, by enum skops_dtype. */
static size_t width_of (enum skops_dtype dtype)
{
	switch (dtype) {
	case SKOPS_F8: case SKOPS_I8: case SKOPS_U8: return 8;
	case SKOPS_F4: case SKOPS_I4: case SKOPS_U4: return 4;
	case SKOPS_F2: case SKOPS_I2: case SKOPS_U2: return 2;
	default: return 1;
	}
}

static bool store_float (double *out, const char *at, enum skops_dtype stored)
{
	int64_t integer;

	if (skops_dtype_is_float (stored)) {
		*out = skops_number_at (at, stored);
		return true;
	}
	return integer_at (at, stored, &integer) ? skops_int64_widens (integer, out) : skops_uint64_widens ((uint64_t) integer, out);
}

static bool store_integer (void *out, enum skops_dtype wanted, const char *at, enum skops_dtype stored)
{
	int64_t integer;

	if (skops_dtype_is_float (stored)) {
		double number = skops_number_at (at, stored);
		if (!(fabs (number) <= 0x1p53) || number != floor (number))
			return false;
		integer = (int64_t) number;
	} else if (!integer_at (at, stored, &integer)) {
		return false;
	}
	switch (wanted) {
	case SKOPS_I8: memcpy (out, &integer, 8); return true;
	case SKOPS_I4: { int32_t v = (int32_t) integer; memcpy (out, &v, 4); return integer >= INT32_MIN && integer <= INT32_MAX; }
	case SKOPS_U4: { uint32_t v = (uint32_t) integer; memcpy (out, &v, 4); return integer >= 0 && integer <= UINT32_MAX; }
	case SKOPS_U1: *(uint8_t *) out = (uint8_t) integer; return integer >= 0 && integer <= UINT8_MAX;
	case SKOPS_B1: *(uint8_t *) out = (uint8_t) integer; return integer == 0 || integer == 1;
	default: return false;
	}
}

/* What nodes of trees have is copied by single instructions. */
static void copy_strided (char *to, const char *from, size_t stride, size_t count, size_t item)
{
	if (stride == item) {
		memcpy (to, from, count * item);
		return;
	}
	switch (item) {
	case 8:
		for (; count; count--, to += 8, from += stride)
			memcpy (to, from, 8);
		break;
	case 4:
		for (; count; count--, to += 4, from += stride)
			memcpy (to, from, 4);
		break;
	default:
		for (; count; count--, to += item, from += stride)
			memcpy (to, from, item);
	}
}

static bool narrow_integers (int32_t *out, const char *in, size_t stride, size_t count, size_t *bad)
{
	int64_t integer;

	for (*bad = 0; *bad < count; ++*bad, in += stride) {
		memcpy (&integer, in, sizeof integer);
		out[*bad] = (int32_t) integer;
		if (out[*bad] != integer)
			return false;
	}
	return true;
}

bool skops_numbers_convert (void *out, enum skops_dtype wanted, const void *in, size_t stride, enum skops_dtype stored, size_t count, size_t *bad)
{
	size_t to = width_of (wanted);

	if (!count)
		return true;
	if (wanted == stored && stored != SKOPS_B1) {
		copy_strided (out, in, stride, count, to);
		return true;
	}
	if (wanted == SKOPS_I4 && stored == SKOPS_I8) /* the children and features of every tree */
		return narrow_integers (out, in, stride, count, bad);
	for (*bad = 0; *bad < count; ++*bad) {
		const char *at = (const char *) in + *bad * stride;
		char *target = (char *) out + *bad * to;
		double number;

		if (wanted == SKOPS_F8) {
			if (!store_float (&number, at, stored))
				return false;
			memcpy (target, &number, 8);
		} else if (wanted == SKOPS_F4 || !store_integer (target, wanted, at, stored)) {
			return false;
		}
	}
	return true;
}
