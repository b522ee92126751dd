/* SPDX-License-Identifier: BSD-3-Clause */
/* The model card of a loaded model. */
#ifndef SKOPS_MODEL_CARD_H
#define SKOPS_MODEL_CARD_H

#include "base/buffer.h"
#include "model/model.h"

/* Appends the card as Markdown. `file` is the model's name as it is to be shown. Plugins with a card facet add their sections. */
enum skops_status skops_card_write (struct skops_error *err, struct skops_buffer *out, struct skops_model *model, const char *file);

#endif
