/* SPDX-License-Identifier: BSD-3-Clause */
/* From Python's `re` to PCRE2. The pattern is read as CPython's re/_parser.py reads it, and written anew: groups, repetitions and assertions that both
 * have. What differs is never passed through, so nothing in a pattern can reach PCRE2's verbs, callouts, recursion or options. */
#include "model/regex_syntax.h"

#include <string.h>

#include "base/text.h"
#include "model/regex_reader.h"
#include "skops/host.h"

enum { MAX_REPEAT = 65535, MAX_SIZE = 65536 };

static void write (struct skops_regex_reader *r, const char *text)
{
	skops_buffer_text (r->out, text);
}

/* Digits of a repetition; -1: none. Stops counting where no limit fits any more. */
static int64_t repetitions (struct skops_regex_reader *r)
{
	int64_t value = -1;

	for (int d; (d = skops_pattern_digit (skops_pattern_peek (r), 10)) >= 0; r->at++)
		value = value > MAX_REPEAT ? value : (value < 0 ? 0 : value * 10) + d;
	return value;
}

static enum skops_status repetition (struct skops_regex_reader *r, uint32_t c)
{
	int64_t low = c == '+', high = c == '?' ? 1 : -1;
	size_t start = r->at;

	if (c == '{') {
		bool comma;

		low = high = repetitions (r);
		comma = skops_pattern_next_is (r, ',');
		if (comma)
			high = repetitions (r);
		if ((low < 0 && !comma) || !skops_pattern_next_is (r, '}')) {
			r->at = start;
			return skops_pattern_literal (r, '{');
		}
		low = low < 0 ? 0 : low;
	}
	if (!r->repeatable)
		return skops_pattern_refuse (r, "nothing to repeat");
	if (low > MAX_REPEAT || high > MAX_REPEAT || (high >= 0 && high < low))
		return skops_pattern_refuse (r, "a bad number of repetitions");
	if (r->item_nullable && high != 0 && high != 1)
		return skops_pattern_refuse (r, "a repetition of what may be empty");
	if (high < 0)
		skops_buffer_format (r->out, "{%d,}", (int) low);
	else
		skops_buffer_format (r->out, "{%d,%d}", (int) low, (int) high);
	if (skops_pattern_next_is (r, '?'))
		write (r, "?");
	else if (skops_pattern_peek (r) == '+')
		return skops_pattern_refuse (r, "a possessive repetition");
	r->item_nullable |= low == 0;
	r->repeatable = false;
	return SKOPS_OK;
}

static enum skops_status push (struct skops_regex_reader *r, unsigned flags, const char *opening, struct skops_regex_level level)
{
	if (r->depth == SKOPS_REGEX_DEPTH)
		return skops_pattern_refuse (r, "too many groups inside one another");
	level.flags = r->flags;
	level.sequence_nullable = r->sequence_nullable && r->item_nullable;
	level.group_nullable = r->group_nullable;
	r->levels[r->depth++] = level;
	r->lookbehinds += level.lookbehind;
	r->flags = flags;
	r->sequence_nullable = r->item_nullable = true;
	r->group_nullable = r->repeatable = false;
	write (r, opening);
	return SKOPS_OK;
}

static enum skops_status pop (struct skops_regex_reader *r)
{
	struct skops_regex_level *level;

	if (r->depth == 0)
		return skops_pattern_refuse (r, "a parenthesis that was not opened");
	level = &r->levels[--r->depth];
	r->flags = level->flags;
	r->lookbehinds -= level->lookbehind;
	r->closed |= level->capture;
	r->item_nullable = level->assertion || r->group_nullable || (r->sequence_nullable && r->item_nullable);
	r->sequence_nullable = level->sequence_nullable;
	r->group_nullable = level->group_nullable;
	r->repeatable = !level->assertion;
	write (r, ")");
	return SKOPS_OK;
}

static enum skops_status capture (struct skops_regex_reader *r)
{
	if (r->groups++)
		return skops_pattern_refuse (r, "more than one capturing group");
	return push (r, r->flags, "(", (struct skops_regex_level) { .capture = true });
}

/* Up to `end`, which is passed over. */
static bool name_before (struct skops_regex_reader *r, uint32_t end, struct skops_text *name)
{
	uint32_t c;

	name->data = r->pattern.data + r->at;
	while ((c = skops_pattern_peek (r)) != end) {
		if (c == SKOPS_REGEX_END || (c < 128 && c != '_' && (c | 32) - 'a' >= 26 && c - '0' >= 10))
			return false;
		skops_pattern_next (r);
	}
	name->size = (size_t) (r->pattern.data + r->at - name->data);
	skops_pattern_next (r);
	return name->size != 0;
}

static enum skops_status named (struct skops_regex_reader *r)
{
	struct skops_text name;

	if (skops_pattern_next_is (r, '<') && name_before (r, '>', &r->name))
		return capture (r);
	if (skops_pattern_next_is (r, '=') && name_before (r, ')', &name))
		return skops_text_equal (name, r->name) && r->name.size ? skops_pattern_reference (r, 1) : skops_pattern_refuse (r, "an unknown group");
	return skops_pattern_refuse (r, "an unknown kind of group");
}

static unsigned flag_of (uint32_t c)
{
	switch (c) {
	case 'i': return SKOPS_IGNORECASE;
	case 'm': return SKOPS_MULTILINE;
	case 's': return SKOPS_DOTALL;
	case 'x': return SKOPS_VERBOSE;
	case 'a': return SKOPS_ASCII;
	default: return 0;
	}
}

/* Flags behind "(?": those to set and those to clear. False, and nothing is read, if there are none. */
static bool flags_here (struct skops_regex_reader *r, unsigned *set, unsigned *clear)
{
	bool any = false;

	*set = *clear = 0;
	for (;; any = true) {
		uint32_t c = skops_pattern_peek (r);

		if (c == 'u')
			*clear |= SKOPS_ASCII;
		else if (flag_of (c))
			*set |= flag_of (c);
		else
			break;
		skops_pattern_next (r);
	}
	return any;
}

/* "(?flags:", "(?-flags:", "(?flags-flags:" */
static enum skops_status flagged (struct skops_regex_reader *r)
{
	unsigned set, clear, minus, none, flags;

	if (flags_here (r, &set, &clear) && skops_pattern_peek (r) == ')')
		return skops_pattern_refuse (r, "flags for all, and not at the start");
	if (skops_pattern_next_is (r, '-')) {
		if (!flags_here (r, &minus, &none) || none || (minus & SKOPS_ASCII) || (minus & set))
			return skops_pattern_refuse (r, "flags that cannot be cleared");
		clear |= minus;
	}
	if (!skops_pattern_next_is (r, ':') || (set & clear))
		return skops_pattern_refuse (r, "an unknown kind of group");
	flags = (r->flags | set) & ~clear;
	if ((flags ^ r->flags) & SKOPS_ASCII)
		return skops_pattern_refuse (r, "the flag a or u for a group"); /* CPython obeys it in sets alone */
	if ((flags & SKOPS_ASCII) && (flags & SKOPS_IGNORECASE))
		return skops_pattern_refuse (r, "the flags a and i together");
	return push (r, flags, (flags ^ r->flags) & SKOPS_IGNORECASE ? flags & SKOPS_IGNORECASE ? "(?i:" : "(?-i:" : "(?:", (struct skops_regex_level) { 0 });
}

static enum skops_status group (struct skops_regex_reader *r)
{
	static const struct skops_regex_level assertion = { .assertion = true }, lookbehind = { .assertion = true, .lookbehind = true };
	uint32_t c;

	if (!skops_pattern_next_is (r, '?'))
		return capture (r);
	switch (skops_pattern_peek (r)) {
	case 'P': skops_pattern_next (r); return named (r);
	case ':': skops_pattern_next (r); return push (r, r->flags, "(?:", (struct skops_regex_level) { 0 });
	case '=': skops_pattern_next (r); return push (r, r->flags, "(?=", assertion);
	case '!': skops_pattern_next (r); return push (r, r->flags, "(?!", assertion);
	case '<':
		skops_pattern_next (r);
		c = skops_pattern_next (r);
		if (c == '=' || c == '!')
			return push (r, r->flags, c == '=' ? "(?<=" : "(?<!", lookbehind);
		return skops_pattern_refuse (r, "an unknown kind of group");
	case '#':
		while ((c = skops_pattern_next (r)) != ')')
			if (c == SKOPS_REGEX_END)
				return skops_pattern_refuse (r, "a comment without end");
		return SKOPS_OK;
	case '(': return skops_pattern_refuse (r, "a condition");
	case '>': return skops_pattern_refuse (r, "an atomic group");
	default: return flagged (r);
	}
}

/* "(?flags)" at the start, once or several times. */
static enum skops_status global_flags (struct skops_regex_reader *r)
{
	unsigned set, clear, all = 0, cleared = 0;
	size_t start;

	for (;;) {
		start = r->at;
		if (!skops_pattern_next_is (r, '(') || !skops_pattern_next_is (r, '?') || !flags_here (r, &set, &clear) || !skops_pattern_next_is (r, ')'))
			break;
		all |= set;
		cleared |= clear;
	}
	r->at = start;
	r->flags = all;
	if ((all & cleared) || (all & (SKOPS_ASCII | SKOPS_IGNORECASE)) == (SKOPS_ASCII | SKOPS_IGNORECASE))
		return skops_pattern_refuse (r, "flags that exclude one another");
	if (all & SKOPS_IGNORECASE)
		write (r, "(?i)");
	return SKOPS_OK;
}

static enum skops_status anchor (struct skops_regex_reader *r, uint32_t c)
{
	bool multiline = r->flags & SKOPS_MULTILINE;

	write (r, c == '^' ? multiline ? "(?:\\A|(?<=\\x{a}))" : "\\A" : multiline ? "(?=\\x{a}|\\z)" : "(?=\\x{a}?\\z)");
	skops_pattern_item (r, false, true);
	return SKOPS_OK;
}

static enum skops_status item (struct skops_regex_reader *r)
{
	uint32_t c = skops_pattern_next (r);

	if (r->flags & SKOPS_VERBOSE) {
		if (c == ' ' || (c >= '\t' && c <= '\r'))
			return SKOPS_OK;
		if (c == '#') {
			while (c != '\n' && c != SKOPS_REGEX_END)
				c = skops_pattern_next (r);
			return SKOPS_OK;
		}
	}
	switch (c) {
	case '|':
		write (r, "|");
		r->group_nullable |= r->sequence_nullable && r->item_nullable;
		r->sequence_nullable = r->item_nullable = true;
		r->repeatable = false;
		return SKOPS_OK;
	case '(': return group (r);
	case ')': return pop (r);
	case '[': return skops_pattern_set (r);
	case '\\': return skops_pattern_escape (r);
	case '^':
	case '$': return anchor (r, c);
	case '.':
		write (r, r->flags & SKOPS_DOTALL ? "\\p{Any}" : "[^\\x{a}]");
		skops_pattern_item (r, true, false);
		return SKOPS_OK;
	case '*':
	case '+':
	case '?':
	case '{': return repetition (r, c);
	default: return skops_pattern_literal (r, c);
	}
}

enum skops_status skops_regex_translate (struct skops_call *call, struct skops_buffer *out, struct skops_text pattern, unsigned *groups)
{
	struct skops_regex_reader r = { .call = call, .out = out, .pattern = pattern, .sequence_nullable = true, .item_nullable = true };
	enum skops_status status;

	if (pattern.size > MAX_SIZE)
		return skops_fail (call, SKOPS_UNSUPPORTED, "a regular expression of %zu bytes", pattern.size);
	if (!skops_text_is_utf8 (pattern))
		return skops_pattern_refuse (&r, "it is not valid UTF-8");
	status = global_flags (&r);
	while (!status && r.at < pattern.size)
		status = item (&r);
	if (!status && r.depth)
		status = skops_pattern_refuse (&r, "a group without end");
	if (!status && out->failed)
		status = skops_fail (call, SKOPS_NO_MEMORY, "no memory for a regular expression");
	*groups = r.groups;
	return status;
}

static bool skip (struct skops_text *text, const char *prefix)
{
	size_t size = strlen (prefix);

	if (text->size < size || memcmp (text->data, prefix, size) != 0)
		return false;
	text->data += size;
	text->size -= size;
	return true;
}

size_t skops_regex_runs (struct skops_text pattern, bool *bounded)
{
	size_t count = 0;

	skip (&pattern, "(?u)");
	*bounded = skip (&pattern, "\\b");
	while (skip (&pattern, "\\w"))
		count++;
	if (!count || !skip (&pattern, "+"))
		return 0;
	skip (&pattern, "\\b");
	return pattern.size ? 0 : count;
}
