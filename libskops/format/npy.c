/* SPDX-License-Identifier: BSD-3-Clause */
/* .npy files: the frame around header and data, and the data in another layout. */
#include "format/npy.h"

#include <stdio.h>
#include <string.h>

#include "base/checked.h"
#include "format/npy_header.h"

static const char magic[] = "\x93NUMPY";

enum { MAGIC = 6, ALIGN = 64 };

static enum skops_status bad (struct skops_error *err, const char *what)
{
	return skops_error_set (err, SKOPS_BAD_FILE, "the .npy data is broken: %s", what);
}

/* Elements, and the bytes that they take. Dimensions of 0 do not excuse others from being impossible. */
static bool measure (struct skops_npy *array, size_t *bytes)
{
	int64_t count = 1, all = array->type.item ? (int64_t) array->type.item : 1;
	bool empty = false;

	for (unsigned i = 0; i < array->rank; i++) {
		int64_t dim = array->shape[i];

		if (dim == 0)
			empty = true;
		else if (skops_multiply_overflows (count, dim, &count) || skops_multiply_overflows (all, dim, &all))
			return false;
	}
	if ((uint64_t) all > SIZE_MAX / 2)
		return false;
	array->count = empty ? 0 : (size_t) count;
	*bytes = empty || array->type.item == 0 ? 0 : (size_t) all;
	return true;
}

static void reverse (uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < size / 2; i++) {
		uint8_t byte = bytes[i];

		bytes[i] = bytes[size - 1 - i];
		bytes[size - 1 - i] = byte;
	}
}

/* Python's characters end at U+10FFFF. */
static bool has_impossible_character (const struct skops_npy *array)
{
	size_t count = array->count * (array->type.item / 4);

	for (size_t i = 0; i < count; i++) {
		uint32_t code;

		memcpy (&code, array->data + 4 * i, 4);
		if ((array->type.swapped ? __builtin_bswap32 (code) : code) > 0x10FFFF)
			return true;
	}
	return false;
}

enum skops_status skops_npy_parse (struct skops_error *err, struct skops_npy *out, struct skops_arena *arena,
                                   const uint8_t *bytes, size_t size, size_t total)
{
	size_t length_size, length = 0, data_size;
	enum skops_status status;
	uint8_t version;

	memset (out, 0, sizeof *out);
	if (size < MAGIC + 4 || memcmp (bytes, magic, MAGIC) != 0)
		return bad (err, "it does not begin as an .npy file does");
	version = bytes[MAGIC];
	if (version < 1 || version > 3 || bytes[MAGIC + 1] != 0)
		return skops_error_set (err, SKOPS_UNSUPPORTED, "version %u.%u of the .npy format is not read", version, bytes[MAGIC + 1]);
	length_size = version == 1 ? 2 : 4;
	out->header = MAGIC + 2 + length_size;
	if (size < out->header)
		return bad (err, "its header is cut short");
	for (size_t i = length_size; i-- > 0;)
		length = length << 8 | bytes[MAGIC + 2 + i];
	if (length > total - out->header)
		return bad (err, "its header is cut short");
	if (length > size - out->header)
		return skops_error_set (err, SKOPS_UNSUPPORTED, "an .npy header of %zu bytes is not read", length);
	status = skops_npy_header (err, out, arena, (struct skops_text) { (const char *) bytes + out->header, length }, version < 3);
	if (status)
		return status;
	out->header += length;
	if (!measure (out, &data_size))
		return bad (err, "its shape is impossibly large");
	if (out->type.item == 0 && out->count)
		return bad (err, "it has elements of no size");
	if (data_size != total - out->header)
		return skops_error_set (err, SKOPS_BAD_FILE, "the .npy data is broken: it has %zu bytes where its shape asks for %zu",
		                        total - out->header, data_size);
	if (size < total)
		return SKOPS_OK;
	out->data = bytes + out->header;
	if (out->type.dtype == SKOPS_STRING && has_impossible_character (out))
		return bad (err, "it has a character above U+10FFFF");
	return SKOPS_OK;
}

/* From Fortran's order to C's: the output is walked in order, the input jumps. */
static void copy_fortran (uint8_t *out, const struct skops_npy *array)
{
	size_t item = array->type.item, inner, step[SKOPS_NPY_RANK], index[SKOPS_NPY_RANK] = {0};
	const uint8_t *from = array->data;
	unsigned last = array->rank - 1, axis;

	for (unsigned i = 0; i < array->rank; i++)
		step[i] = i ? step[i - 1] * (size_t) array->shape[i - 1] : item;
	inner = (size_t) array->shape[last];
	do {
		if (item == 8)
			for (size_t i = 0; i < inner; i++)
				memcpy (out + 8 * i, from + step[last] * i, 8);
		else
			for (size_t i = 0; i < inner; i++)
				memcpy (out + item * i, from + step[last] * i, item);
		out += item * inner;
		for (axis = last; axis-- > 0;) {
			from += step[axis];
			if (++index[axis] < (size_t) array->shape[axis])
				break;
			from -= step[axis] * (size_t) array->shape[axis];
			index[axis] = 0;
		}
	} while (axis < last);
}

/* One column of elements `stride` bytes apart, in place: to the machine's byte order, and bools to 0 and 1. */
static void make_native (uint8_t *bytes, const struct skops_npy_type *type, size_t count, size_t stride)
{
	size_t unit = type->dtype == SKOPS_STRING ? 4 : type->item;

	if (type->dtype == SKOPS_B1)
		for (size_t i = 0; i < count; i++)
			bytes[i * stride] = bytes[i * stride] != 0;
	if (!type->swapped)
		return;
	for (size_t i = 0; i < count; i++)
		for (size_t at = 0; at < type->item; at += unit)
			reverse (bytes + i * stride + at, unit);
}

void skops_npy_copy (void *out, const struct skops_npy *array)
{
	if (array->count == 0)
		return;
	if (array->fortran && array->rank > 1)
		copy_fortran (out, array);
	else
		memcpy (out, array->data, array->count * array->type.item);
	make_native (out, &array->type, array->count, array->type.item);
	for (size_t i = 0; i < array->n_fields; i++)
		make_native ((uint8_t *) out + array->fields[i].offset, &array->fields[i].type, array->count, array->type.item);
}

/* As numpy.save writes it, byte for byte: room for a first dimension of 21 digits, then spaces up to a multiple of 64. */
void skops_npy_write (struct skops_buffer *out, const char *descr, const int64_t *shape, unsigned rank, const void *data, size_t bytes)
{
	enum { GROWTH_DIGITS = 21 };
	struct skops_buffer header = {0};
	size_t prefix = MAGIC + 2 + 2, whole, length;
	uint8_t frame[MAGIC + 2 + 4];

	skops_buffer_format (&header, "{'descr': '%s', 'fortran_order': False, 'shape': (", descr);
	for (unsigned i = 0; i < rank; i++)
		skops_buffer_format (&header, "%s%lld", i ? ", " : "", (long long) shape[i]);
	skops_buffer_format (&header, "%s), }", rank == 1 ? "," : "");
	if (rank) {
		int digits = snprintf (NULL, 0, "%lld", (long long) shape[0]);

		skops_buffer_format (&header, "%*s", GROWTH_DIGITS - digits, "");
	}
	if (header.size + 1 + ALIGN > UINT16_MAX)
		prefix += 2;
	whole = prefix + header.size + 1;
	whole += ALIGN - whole % ALIGN;
	length = whole - prefix;
	skops_buffer_format (&header, "%*s\n", (int) (length - header.size - 1), "");
	memcpy (frame, magic, MAGIC);
	frame[MAGIC] = prefix == MAGIC + 4 ? 1 : 2;
	frame[MAGIC + 1] = 0;
	for (size_t i = MAGIC + 2; i < prefix; i++, length >>= 8)
		frame[i] = (uint8_t) length;
	skops_buffer_append (out, frame, prefix);
	skops_buffer_append (out, header.data, header.size);
	skops_buffer_append (out, data, bytes);
	out->failed = out->failed || header.failed;
	skops_buffer_free (&header);
}
