/* SPDX-License-Identifier: BSD-3-Clause */
/* The error slot's writers. Every message passes through the escaper, so a caller that forgot to escape cannot make a terminal obey a file. */
#include "base/error.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

enum skops_status skops_error_vset (struct skops_error *err, enum skops_status status, const char *format, va_list args)
{
	char raw[sizeof err->message];
	int size;

	if (!err || err->status)
		return status;
	err->status = status;
	size = vsnprintf (raw, sizeof raw, format, args);
	skops_text_show (err->message, sizeof err->message, skops_text_of (size < 0 ? "an error without words" : raw));
	return status;
}

enum skops_status skops_error_set (struct skops_error *err, enum skops_status status, const char *format, ...)
{
	va_list args;

	va_start (args, format);
	skops_error_vset (err, status, format, args);
	va_end (args);
	return status;
}

void skops_error_prefix (struct skops_error *err, const char *format, ...)
{
	char raw[2 * sizeof err->message + 2];
	va_list args;
	int size;

	if (!err || !err->status)
		return;
	va_start (args, format);
	size = vsnprintf (raw, sizeof err->message, format, args);
	va_end (args);
	if (size < 0)
		return;
	snprintf (raw + strlen (raw), sizeof err->message + 2, ": %s", err->message);
	skops_text_show (err->message, sizeof err->message, skops_text_of (raw));
}

enum skops_status skops_error_memory (struct skops_error *err)
{
	return skops_error_set (err, SKOPS_NO_MEMORY, "out of memory, or over the memory limit");
}
