/* SPDX-License-Identifier: BSD-3-Clause */
/* Element types as NumPy spells them in an .npy header, and their names. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "format/npy_header.h"

/* Every enum skops_dtype by its value: NumPy's name, its letter, and its bytes (0: they follow the letter). */
static const struct { const char *name; char letter; uint8_t size; } types[] = {
	[SKOPS_NO_DTYPE] = { "no type", '\0', 0 },
	[SKOPS_F8] = { "float64", 'f', 8 }, [SKOPS_F4] = { "float32", 'f', 4 }, [SKOPS_F2] = { "float16", 'f', 2 },
	[SKOPS_I8] = { "int64", 'i', 8 }, [SKOPS_I4] = { "int32", 'i', 4 }, [SKOPS_I2] = { "int16", 'i', 2 }, [SKOPS_I1] = { "int8", 'i', 1 },
	[SKOPS_U8] = { "uint64", 'u', 8 }, [SKOPS_U4] = { "uint32", 'u', 4 }, [SKOPS_U2] = { "uint16", 'u', 2 }, [SKOPS_U1] = { "uint8", 'u', 1 },
	[SKOPS_B1] = { "bool", 'b', 1 },
	[SKOPS_STRING] = { "<U", 'U', 0 }, [SKOPS_BYTES] = { "|S", 'S', 0 },
	[SKOPS_DATETIME] = { "datetime64", 'M', 8 }, [SKOPS_TIMEDELTA] = { "timedelta64", 'm', 8 },
	[SKOPS_OBJECT] = { "object", 'O', 0 }, [SKOPS_RECORD_DTYPE] = { "record", 'V', 0 },
};

enum { N_TYPES = sizeof types / sizeof types[0] };

/* By enum skops_unit. */
static const char *const units[] = { "", "Y", "M", "W", "D", "h", "m", "s", "ms", "us", "ns", "ps", "fs", "as" };

enum { N_UNITS = sizeof units / sizeof units[0] };

const char *skops_dtype_name (enum skops_dtype dtype)
{
	return (unsigned) dtype < N_TYPES ? types[dtype].name : "an unknown type";
}

size_t skops_dtype_size (enum skops_dtype dtype)
{
	return (unsigned) dtype < N_TYPES ? types[dtype].size : 0;
}

/* Digits without leading zeros, up to `most`; moves *p behind them. */
static bool read_count (const char **p, const char *end, uint32_t most, uint32_t *count)
{
	const char *start = *p;
	uint64_t value = 0;

	for (; *p < end && **p >= '0' && **p <= '9'; (*p)++) {
		value = value * 10 + (uint64_t) (**p - '0');
		if (value > most || (*p > start && *start == '0'))
			return false;
	}
	*count = (uint32_t) value;
	return *p > start;
}

/* "[25us]", or nothing. */
static bool read_unit (const char *p, const char *end, struct skops_npy_type *out)
{
	out->unit_count = 1;
	if (p == end)
		return true;
	if (*p++ != '[' || end[-1] != ']')
		return false;
	end--;
	if (p < end && *p >= '0' && *p <= '9' && (!read_count (&p, end, INT32_MAX, &out->unit_count) || out->unit_count == 0))
		return false;
	for (uint8_t unit = 1; unit < N_UNITS; unit++)
		if (skops_text_is ((struct skops_text) { p, (size_t) (end - p) }, units[unit])) {
			out->unit = unit;
			return true;
		}
	return false;
}

/* What NumPy writes and this library has no use for. */
static bool is_known_elsewhere (char letter, uint32_t size)
{
	return (letter == 'O' && size == 8) || (letter == 'f' && (size == 12 || size == 16)) || letter == 'V' ||
	       (letter == 'c' && (size == 8 || size == 16 || size == 24 || size == 32));
}

enum skops_status skops_npy_type_parse (struct skops_error *err, struct skops_npy_type *out, struct skops_text text)
{
	const char *p = text.data, *end = p + text.size;
	char order, letter, shown[128];
	uint32_t size = 0;

	*out = (struct skops_npy_type) { .unit_count = 1 };
	skops_text_show (shown, sizeof shown, text);
	if (skops_text_is (text, "|O"))
		return skops_error_set (err, SKOPS_UNSUPPORTED, "an array of Python objects (|O) is a pickle inside and is not read");
	if (text.size < 3 || !strchr ("<>|", p[0]))
		goto wrong;
	order = p[0];
	letter = p[1];
	p += 2;
	if (!read_count (&p, end, letter == 'U' ? INT32_MAX / 4 : INT32_MAX, &size))
		goto wrong;
	if (is_known_elsewhere (letter, size))
		return skops_error_set (err, SKOPS_UNSUPPORTED, "arrays of type %s are not read", shown);
	for (uint8_t dtype = SKOPS_F8; dtype < SKOPS_OBJECT; dtype++)
		if (types[dtype].letter == letter && (types[dtype].size == size || types[dtype].size == 0))
			out->dtype = dtype;
	if (!out->dtype)
		goto wrong;
	out->item = letter == 'U' ? 4 * (size_t) size : size;
	if (letter == 'M' || letter == 'm' ? !read_unit (p, end, out) : p != end)
		goto wrong;
	if (order == '|' && letter != 'S' && size != 1)
		goto wrong;
	out->swapped = letter != 'S' && (letter == 'U' || size > 1) && order == (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? '>' : '<');
	return SKOPS_OK;
wrong:
	return skops_error_set (err, SKOPS_BAD_FILE, "\"%s\" is no element type of NumPy's", shown);
}

char *skops_npy_type_show (char *out, size_t capacity, const struct skops_npy_type *type)
{
	const char *swapped = type->swapped ? " (big-endian)" : "", *name = skops_dtype_name (type->dtype);

	if (type->dtype == SKOPS_STRING)
		snprintf (out, capacity, "<U%zu%s", type->item / 4, swapped);
	else if (type->dtype == SKOPS_BYTES)
		snprintf (out, capacity, "|S%zu", type->item);
	else if (type->unit && type->unit_count != 1)
		snprintf (out, capacity, "%s[%u%s]%s", name, (unsigned) type->unit_count, units[type->unit], swapped);
	else if (type->unit)
		snprintf (out, capacity, "%s[%s]%s", name, units[type->unit], swapped);
	else
		snprintf (out, capacity, "%s%s", name, swapped);
	return out;
}
