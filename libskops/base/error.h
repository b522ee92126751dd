/* SPDX-License-Identifier: BSD-3-Clause */
/* The error slot: a status and a sentence, filled once by whoever fails first and carried up unchanged. */
#ifndef SKOPS_BASE_ERROR_H
#define SKOPS_BASE_ERROR_H

#include <stdarg.h>

#include "skops/status.h"

/* Every fallible function of the core takes one first. A plain struct on the caller's stack: `struct skops_error err = {0};` */
struct skops_error {
	enum skops_status status;
	char message[1024]; /* one sentence, UTF-8, escaped: no control characters from a file reach it */
};

/* Fills the slot (unless it is filled already) and returns `status`: `return skops_error_set (err, SKOPS_BAD_FILE, "...", ...)`. */
enum skops_status skops_error_set (struct skops_error *err, enum skops_status status, const char *format, ...)
	__attribute__ ((format (printf, 3, 4)));
enum skops_status skops_error_vset (struct skops_error *err, enum skops_status status, const char *format, va_list args)
	__attribute__ ((format (printf, 3, 0)));

/* Puts "place: " before the message, for a caller that knows where in the file or the table it happened. */
void skops_error_prefix (struct skops_error *err, const char *format, ...) __attribute__ ((format (printf, 2, 3)));

/* The sentence for an allocation that failed. */
enum skops_status skops_error_memory (struct skops_error *err);

#endif
