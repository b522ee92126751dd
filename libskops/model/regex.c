/* SPDX-License-Identifier: BSD-3-Clause */
/* Regular expressions; the door to PCRE2. Patterns come from files and texts from strangers, so work and memory are limited. Everything lies in the
 * model's arena or the call's scratch and needs no freeing; for the same reason nothing is compiled to machine code, whose memory would have to be
 * given back. scikit-learn's own token patterns, runs of word characters, are found without PCRE2. */
#include <string.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/text.h"
#include "model/frame.h"
#include "model/regex_syntax.h"
#include "model/text.h"

enum { MATCH_LIMIT = 1000000, DEPTH_LIMIT = 100000, HEAP_LIMIT = 32 << 10 /* KiB */ };

struct skops_regex {
	size_t runs;   /* not 0: every run of at least so many word characters */
	bool bounded;  /* and none from its middle on */
	bool grouped;  /* the capture group is what was asked for */
	pcre2_code *code;
	pcre2_match_context *limits;
};

/* A position may carry these: the text was found to be valid; the match before it was empty, so that the next one must not be empty there. */
static const size_t EMPTY = ~(SIZE_MAX >> 1), VALID = SIZE_MAX / 4 + 1;

static void *take (size_t size, void *arena)
{
	return skops_arena_scratch (arena, size, 1);
}

static void leave (void *memory, void *arena)
{
	(void) memory;
	(void) arena;
}

static enum skops_status compile (struct skops_call *call, struct skops_regex *regex, const struct skops_buffer *pattern, struct skops_text shown_pattern)
{
	struct skops_arena *arena = skops_frame_of (call)->arena;
	pcre2_general_context *general = pcre2_general_context_create (take, leave, arena);
	pcre2_compile_context *context = general ? pcre2_compile_context_create (general) : NULL;
	char shown[200], message[120];
	PCRE2_SIZE at;
	int error;

	regex->limits = general ? pcre2_match_context_create (general) : NULL;
	if (!context || !regex->limits)
		return skops_fail (call, SKOPS_NO_MEMORY, "no memory for a regular expression");
	pcre2_set_match_limit (regex->limits, MATCH_LIMIT);
	pcre2_set_depth_limit (regex->limits, DEPTH_LIMIT);
	pcre2_set_heap_limit (regex->limits, HEAP_LIMIT);
	regex->code = pcre2_compile ((PCRE2_SPTR) (pattern->data ? pattern->data : ""), pattern->size, PCRE2_UTF | PCRE2_NO_UTF_CHECK | PCRE2_NEVER_BACKSLASH_C, &error, &at, context);
	if (regex->code)
		return SKOPS_OK;
	if (error == PCRE2_ERROR_NOMEMORY || pcre2_get_error_message (error, (PCRE2_UCHAR *) message, sizeof message) < 0)
		return skops_fail (call, SKOPS_NO_MEMORY, "no memory for a regular expression");
	return skops_fail (call, SKOPS_UNSUPPORTED, "the regular expression %s: %s", skops_text_show (shown, sizeof shown, shown_pattern), message);
}

const struct skops_regex *skops_host_regex_new (struct skops_call *call, struct skops_text pattern, unsigned *groups)
{
	struct skops_regex *regex = skops_arena_alloc (skops_frame_of (call)->arena, 1, sizeof *regex);
	struct skops_buffer translated = { 0 };
	enum skops_status status;

	*groups = 0;
	if (!regex) {
		skops_fail (call, SKOPS_NO_MEMORY, "no memory for a regular expression");
		return NULL;
	}
	regex->runs = skops_regex_runs (pattern, &regex->bounded);
	if (regex->runs)
		return regex;
	status = skops_regex_translate (call, &translated, pattern, groups);
	regex->grouped = *groups == 1;
	if (!status)
		status = compile (call, regex, &translated, pattern);
	skops_buffer_free (&translated);
	return status ? NULL : regex;
}

/* The character at `at`, of text that is valid UTF-8, and the position behind it. */
static uint32_t character_at (struct skops_text text, size_t at, size_t *behind)
{
	const unsigned char *p = (const unsigned char *) text.data + at;

	if (p[0] < 0x80) {
		*behind = at + 1;
		return p[0];
	}
	if (p[0] < 0xe0) {
		*behind = at + 2;
		return (p[0] & 0x1fu) << 6 | (p[1] & 0x3fu);
	}
	if (p[0] < 0xf0) {
		*behind = at + 3;
		return (p[0] & 0xfu) << 12 | (p[1] & 0x3fu) << 6 | (p[2] & 0x3fu);
	}
	*behind = at + 4;
	return (p[0] & 7u) << 18 | (p[1] & 0x3fu) << 12 | (p[2] & 0x3fu) << 6 | (p[3] & 0x3fu);
}

/* Bytes: 1 is a word character, 2 the start of one that is not ASCII. */
static const unsigned char kinds[256] = {
	['0' ... '9'] = 1, ['A' ... 'Z'] = 1, ['_'] = 1, ['a' ... 'z'] = 1, [0x80 ... 0xff] = 2,
};

static bool word_at (struct skops_text text, size_t at, size_t *behind)
{
	unsigned char kind = kinds[(unsigned char) text.data[at]];

	*behind = at + 1;
	return kind == 2 ? skops_is_word (character_at (text, at, behind)) : kind;
}

/* The next run from `at` on that is long enough; its end, or 0. */
static size_t next_run (const struct skops_regex *regex, struct skops_text text, size_t at, size_t *start)
{
	size_t behind, before = at, count;

	if (regex->bounded && at) { /* from the middle of a run on there is no \b until it ends */
		do
			before--;
		while (before && (text.data[before] & 0xc0) == 0x80);
		if (word_at (text, before, &behind))
			while (at < text.size && word_at (text, at, &behind))
				at = behind;
	}
	while (at < text.size) {
		*start = at;
		for (count = 0; at < text.size && word_at (text, at, &behind); count++)
			at = behind;
		if (count >= regex->runs)
			return at;
		if (at < text.size)
			at = behind;
	}
	return 0;
}

static enum skops_status match_failed (struct skops_call *call, int error)
{
	char message[120];

	switch (error) {
	case PCRE2_ERROR_NOMATCH: return SKOPS_OK;
	case PCRE2_ERROR_MATCHLIMIT:
	case PCRE2_ERROR_DEPTHLIMIT:
	case PCRE2_ERROR_HEAPLIMIT: return skops_fail (call, SKOPS_UNSUPPORTED, "the model's regular expression needs too much work on this text");
	case PCRE2_ERROR_NOMEMORY: return skops_fail (call, SKOPS_NO_MEMORY, "no memory for matching a regular expression");
	default:
		if (pcre2_get_error_message (error, (PCRE2_UCHAR *) message, sizeof message) < 0)
			message[0] = '\0';
		return skops_fail (call, SKOPS_UNSUPPORTED, "the model's regular expression cannot be matched: %s", message);
	}
}

/* One match with PCRE2, whose working memory is scratch that is given back. */
static enum skops_status match_next (struct skops_call *call, const struct skops_regex *regex, struct skops_text subject, size_t *at, struct skops_text *match)
{
	struct skops_frame *frame = skops_frame_of (call);
	struct skops_arena *arena = frame->scratch ? frame->scratch : frame->arena;
	struct skops_arena_mark mark = skops_arena_mark (arena);
	pcre2_general_context *general = pcre2_general_context_create (take, leave, arena);
	pcre2_match_data *data = general ? pcre2_match_data_create (2, general) : NULL;
	uint32_t options = PCRE2_NO_UTF_CHECK | (*at & EMPTY ? PCRE2_NOTEMPTY_ATSTART : 0);
	int found = PCRE2_ERROR_NOMEMORY;

	if (data)
		found = pcre2_match (regex->code, (PCRE2_SPTR) subject.data, subject.size, *at & (VALID - 1), options, data, regex->limits);
	if (found > 0) {
		const PCRE2_SIZE *ends = pcre2_get_ovector_pointer (data), *wanted = regex->grouped ? ends + 2 : ends;
		bool unset = regex->grouped && (found < 2 || wanted[0] == PCRE2_UNSET); /* findall gives "" for it */

		*match = (struct skops_text) { subject.data + (unset ? ends[0] : wanted[0]), unset ? 0 : wanted[1] - wanted[0] };
		*at = ends[1] | VALID | (ends[0] == ends[1] ? EMPTY : 0);
	}
	skops_arena_reset (arena, mark);
	return found > 0 ? SKOPS_OK : match_failed (call, found);
}

enum skops_status skops_host_regex_next (struct skops_call *call, const struct skops_regex *regex, struct skops_text subject, size_t *at, struct skops_text *match)
{
	size_t position = *at & (VALID - 1), start = 0, end;

	*match = (struct skops_text) { NULL, 0 };
	if (!subject.data)
		subject = (struct skops_text) { "", 0 };
	if (subject.size >= VALID || position > subject.size)
		return skops_fail (call, SKOPS_MISUSE, "a search from byte %zu of %zu", position, subject.size);
	if (!(*at & VALID) && !skops_text_is_valid (subject))
		return skops_fail (call, SKOPS_UNFIT, "a text is not valid UTF-8");
	if (position < subject.size && (subject.data[position] & 0xc0) == 0x80)
		return skops_fail (call, SKOPS_MISUSE, "a search from the middle of a character, byte %zu", position);
	*at |= VALID;
	if (!regex->runs)
		return match_next (call, regex, subject, at, match);
	end = next_run (regex, subject, position, &start);
	if (end) {
		*match = (struct skops_text) { subject.data + start, end - start };
		*at = end | VALID;
	}
	return SKOPS_OK;
}
