/* SPDX-License-Identifier: BSD-3-Clause */
/* What Python knows about characters. */
#ifndef SKOPS_MODEL_TEXT_H
#define SKOPS_MODEL_TEXT_H

#include <stdbool.h>
#include <stdint.h>

/* Whether \w of Python's `re` matches the character: letters (L*), numbers (N*) and "_". */
bool skops_is_word (uint32_t character);

#endif
