/* SPDX-License-Identifier: BSD-3-Clause */
/* Elements of NumPy's types as values. */
#include "tree/element.h"

#include <string.h>

#include "base/checked.h"
#include "format/number.h"

static void number (struct skops_value *out, enum skops_dtype dtype, const char *p)
{
	size_t bad;

	*out = (struct skops_value) { .kind = dtype == SKOPS_B1 ? SKOPS_IS_BOOL : SKOPS_IS_INT };
	if (skops_dtype_is_float (dtype))
		*out = (struct skops_value) { .kind = SKOPS_IS_FLOAT, .f = skops_number_at (p, dtype) };
	else if (dtype != SKOPS_U8)
		skops_numbers_convert (&out->i, SKOPS_I8, p, sizeof out->i, dtype, 1, &bad);
	else
		memcpy (&out->u, p, sizeof out->u);
	if (dtype == SKOPS_U8 && out->u > INT64_MAX)
		out->kind = SKOPS_IS_UINT;
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
		number (out, (enum skops_dtype) type->dtype, p);
		return SKOPS_OK;
	}
}
