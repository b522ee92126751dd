/* SPDX-License-Identifier: BSD-3-Clause */
/* A model card in the making: Markdown in the CommonMark that model hubs show, with front matter in YAML. Texts are plain; what Markdown or HTML would take
 * for its own is escaped here. Failures stick in the buffer. */
#ifndef SKOPS_OUT_CARD_H
#define SKOPS_OUT_CARD_H

#include "base/buffer.h"
#include "skops/value.h"

/* What stands where a person has to write. */
#define SKOPS_CARD_BLANK "[More Information Needed]"

struct skops_card_doc {
	struct skops_buffer text;
};

/* Front matter: begin, keys in any number, end. A value is a text, or a list of texts. */
void skops_card_front (struct skops_card_doc *card); /* begins or ends it */
void skops_card_key (struct skops_card_doc *card, const char *key, struct skops_text value);
void skops_card_list (struct skops_card_doc *card, const char *key, const char *const *values, size_t count);

void skops_card_heading (struct skops_card_doc *card, unsigned level, struct skops_text title);
void skops_card_paragraph (struct skops_card_doc *card, struct skops_text text);
void skops_card_code (struct skops_card_doc *card, const char *language, struct skops_text text);

/* One row of a table; the first one is the headings. */
void skops_card_row (struct skops_card_doc *card, const struct skops_text *cells, size_t count, bool headings);
void skops_card_end_table (struct skops_card_doc *card);

/* What stands between begin and end is shown on demand. */
void skops_card_fold (struct skops_card_doc *card, bool begin);

#endif
