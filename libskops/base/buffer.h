/* SPDX-License-Identifier: BSD-3-Clause */
/* Bytes that grow. A failure sticks: append as often as needed, ask once. */
#ifndef SKOPS_BASE_BUFFER_H
#define SKOPS_BASE_BUFFER_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct skops_buffer {
	char *data; /* NUL-terminated whenever size > 0 or something was appended */
	size_t size;
	size_t capacity;
	bool failed; /* an allocation failed since; data is what was there before */
};

void skops_buffer_append (struct skops_buffer *buffer, const void *bytes, size_t size);
void skops_buffer_text (struct skops_buffer *buffer, const char *text);
void skops_buffer_format (struct skops_buffer *buffer, const char *format, ...) __attribute__ ((format (printf, 2, 3)));
void skops_buffer_vformat (struct skops_buffer *buffer, const char *format, va_list args) __attribute__ ((format (printf, 2, 0)));
void skops_buffer_free (struct skops_buffer *buffer);

#endif
