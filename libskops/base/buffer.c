/* SPDX-License-Identifier: BSD-3-Clause */
/* The growing buffer: doubles, keeps a NUL behind its bytes, remembers that memory ran out. */
#include "base/buffer.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"

static bool reserve (struct skops_buffer *buffer, size_t more)
{
	size_t needed, capacity;
	char *data;

	if (buffer->failed)
		return false;
	if (skops_add_overflows (buffer->size, more, &needed) || needed >= SIZE_MAX / 2) {
		buffer->failed = true;
		return false;
	}
	if (needed < buffer->capacity)
		return true;
	capacity = buffer->capacity ? buffer->capacity : 128;
	while (capacity <= needed)
		capacity *= 2;
	data = realloc (buffer->data, capacity);
	if (!data) {
		buffer->failed = true;
		return false;
	}
	buffer->data = data;
	buffer->capacity = capacity;
	return true;
}

void skops_buffer_append (struct skops_buffer *buffer, const void *bytes, size_t size)
{
	if (!reserve (buffer, size))
		return;
	if (size)
		memcpy (buffer->data + buffer->size, bytes, size);
	buffer->size += size;
	buffer->data[buffer->size] = '\0';
}

void skops_buffer_text (struct skops_buffer *buffer, const char *text)
{
	skops_buffer_append (buffer, text, strlen (text));
}

void skops_buffer_vformat (struct skops_buffer *buffer, const char *format, va_list args)
{
	char shown[256];
	va_list again;
	int size;

	va_copy (again, args);
	size = vsnprintf (shown, sizeof shown, format, args);
	if (size < 0) {
		buffer->failed = true;
	} else if ((size_t) size < sizeof shown) {
		skops_buffer_append (buffer, shown, (size_t) size);
	} else if (reserve (buffer, (size_t) size)) {
		vsnprintf (buffer->data + buffer->size, (size_t) size + 1, format, again);
		buffer->size += (size_t) size;
	}
	va_end (again);
}

void skops_buffer_format (struct skops_buffer *buffer, const char *format, ...)
{
	va_list args;

	va_start (args, format);
	skops_buffer_vformat (buffer, format, args);
	va_end (args);
}

void skops_buffer_free (struct skops_buffer *buffer)
{
	free (buffer->data);
	*buffer = (struct skops_buffer) {0};
}
