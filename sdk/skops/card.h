/* SPDX-License-Identifier: BSD-3-Clause */
/* Sections of a model card. Included by skops/plugin.h. Texts are plain: the core escapes what Markdown would take for its own. */
#ifndef SKOPS_CARD_H
#define SKOPS_CARD_H

#include "skops/plugin.h"

/* Begins a section; what follows belongs to it. */
static inline enum skops_status skops_card_section (struct skops_call *call, const char *title)
{
	return call->host->card_section (call, title);
}

/* A paragraph. */
__attribute__ ((format (printf, 2, 3)))
static inline enum skops_status skops_card_text (struct skops_call *call, const char *format, ...)
{
	enum skops_status status;
	va_list args;

	va_start (args, format);
	status = call->host->card_text (call, format, args);
	va_end (args);
	return status;
}

/* A table: `columns` headings, then rows × columns cells, row by row. */
static inline enum skops_status skops_card_table (struct skops_call *call, const struct skops_text *headings, size_t columns, const struct skops_text *cells, size_t rows)
{
	return call->host->card_table (call, headings, columns, cells, rows);
}

#endif
