/* SPDX-License-Identifier: BSD-3-Clause */
/* Regular expressions of Python's `re` in the words of PCRE2. */
#ifndef SKOPS_MODEL_REGEX_SYNTAX_H
#define SKOPS_MODEL_REGEX_SYNTAX_H

#include "base/buffer.h"
#include "skops/plugin.h"

/* Appends to `out` a pattern that PCRE2, in UTF mode and without options, matches as Python 3.11 matches `pattern` on str. SKOPS_UNSUPPORTED, saying
 * where, for what Python refuses, what only one of them knows, and more than one capturing group; `groups` gets 0 or 1. */
enum skops_status skops_regex_translate (struct skops_call *call, struct skops_buffer *out, struct skops_text pattern, unsigned *groups);

/* The least length n if the pattern finds the runs of at least n word characters, and nothing else ("(?u)\b\w\w+\b": 2); else 0. `bounded`: it begins
 * with \b, so that it finds nothing from the middle of a run on. */
size_t skops_regex_runs (struct skops_text pattern, bool *bounded);

#endif
