/* SPDX-License-Identifier: BSD-3-Clause */
/* The model card of a loaded model. */
#ifndef SKOPS_MODEL_CARD_H
#define SKOPS_MODEL_CARD_H

#include "base/buffer.h"
#include "model/model.h"
#include "out/card.h"

/* Appends the card as Markdown. `file` is the path of the .skops file, "-" for standard input: the card has its name alone. Plugins with a card facet add their
 * sections; where one fails, the card says so in its place, and the first such failure is told in `left_out` (may be NULL). */
enum skops_status skops_card_write (struct skops_error *err, struct skops_buffer *out, struct skops_model *model, const char *file, struct skops_error *left_out);

/* card_start.c: the commands and the Python that load the file of this name. */
void skops_card_start (struct skops_card_doc *card, const char *file, const char *method);

/* card_sections.c: what the plugins of the root, and of those that it leads to, have to say. */
void skops_card_sections (struct skops_error *err, struct skops_card_doc *card, struct skops_model *model, struct skops_arena *arena, struct skops_error *left_out);

#endif
