/* SPDX-License-Identifier: BSD-3-Clause */
/* The reading of a pattern: shared by regex_syntax.c (groups, repetitions, anchors) and regex_characters.c (escapes, sets, literals). */
#ifndef SKOPS_MODEL_REGEX_READER_H
#define SKOPS_MODEL_REGEX_READER_H

#include "model/regex_syntax.h"

enum skops_regex_flags { SKOPS_IGNORECASE = 1, SKOPS_MULTILINE = 2, SKOPS_DOTALL = 4, SKOPS_VERBOSE = 8, SKOPS_ASCII = 16 };
enum { SKOPS_REGEX_DEPTH = 100 };

#define SKOPS_REGEX_END UINT32_MAX

/* What is put aside while a group is read. */
struct skops_regex_level {
	unsigned flags;
	bool assertion;  /* the group: not to be repeated */
	bool lookbehind;
	bool capture;
	bool sequence_nullable, group_nullable; /* around it */
};

struct skops_regex_reader {
	struct skops_call *call;
	struct skops_buffer *out;
	struct skops_text pattern;
	size_t at;
	unsigned flags;
	unsigned groups;         /* capturing ones opened */
	bool closed;             /* the capturing group is */
	struct skops_text name;  /* its name */
	bool repeatable;         /* the last item is */
	bool item_nullable;      /* it may match nothing */
	bool sequence_nullable;  /* all before it, in the same alternative, may */
	bool group_nullable;     /* an earlier alternative may */
	size_t depth, lookbehinds;
	struct skops_regex_level levels[SKOPS_REGEX_DEPTH];
};

/* Says what is wrong, and where; SKOPS_UNSUPPORTED. */
enum skops_status skops_pattern_refuse (struct skops_regex_reader *r, const char *what);

/* The next character, or SKOPS_REGEX_END; the pattern is valid UTF-8. */
uint32_t skops_pattern_peek (const struct skops_regex_reader *r);
uint32_t skops_pattern_next (struct skops_regex_reader *r);
bool skops_pattern_next_is (struct skops_regex_reader *r, uint32_t c); /* passes over it then */

/* To be called once for each item, when it is written. */
void skops_pattern_item (struct skops_regex_reader *r, bool repeatable, bool nullable);

/* Of a digit in a base up to 16; -1: it is none. */
int skops_pattern_digit (uint32_t c, unsigned base);

/* A character that stands for itself; an escape, behind its backslash; a set, behind its bracket. */
enum skops_status skops_pattern_literal (struct skops_regex_reader *r, uint32_t c);
enum skops_status skops_pattern_escape (struct skops_regex_reader *r);
enum skops_status skops_pattern_set (struct skops_regex_reader *r);

/* A reference to group `number`. */
enum skops_status skops_pattern_reference (struct skops_regex_reader *r, unsigned number);

#endif
