/* SPDX-License-Identifier: BSD-3-Clause */
/* What Python knows about characters. */
#ifndef SKOPS_MODEL_TEXT_H
#define SKOPS_MODEL_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "skops/value.h"

/* Whether \w of Python's `re` matches the character: letters (L*), numbers (N*) and "_". */
bool skops_is_word (uint32_t character);

/* Valid UTF-8; quick where it is ASCII. */
bool skops_text_is_valid (struct skops_text text);

#endif
