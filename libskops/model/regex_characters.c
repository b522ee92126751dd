/* SPDX-License-Identifier: BSD-3-Clause */
/* Characters of a pattern: escapes, sets and literals of Python's `re`, written as numbers and members of classes, which mean one thing in every version
 * of PCRE2. */
#include <string.h>

#include "base/text.h"
#include "model/regex_reader.h"
#include "skops/host.h"

/* Members of classes. Python's \w is L*, N* and "_", its \s str.isspace (); both also as what they are not, for a class cannot hold a negated one. */
#define WORD "\\p{L}\\p{N}_"
#define NOT_WORD "\\p{M}\\p{S}\\p{Z}\\p{C}\\p{Pd}\\p{Ps}\\p{Pe}\\p{Pi}\\p{Pf}\\p{Po}\\x{203f}\\x{2040}\\x{2054}\\x{fe33}\\x{fe34}\\x{fe4d}-\\x{fe4f}\\x{ff3f}"
#define SPACE "\\x{9}-\\x{d}\\x{1c}-\\x{20}\\x{85}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}"
#define NOT_SPACE "\\x{0}-\\x{8}\\x{e}-\\x{1b}\\x{21}-\\x{84}\\x{86}-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}\\x{200b}-\\x{2027}\\x{202a}-\\x{202e}" \
	"\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-\\x{10ffff}"
#define ASCII_WORD "0-9A-Z_a-z"
#define ASCII_NOT_WORD "\\x{0}-/:-@\\x{5b}-\\x{5e}\\x{60}\\x{7b}-\\x{10ffff}"
#define ASCII_SPACE "\\x{9}-\\x{d}\\x{20}"
#define ASCII_NOT_SPACE "\\x{0}-\\x{8}\\x{e}-\\x{1f}\\x{21}-\\x{10ffff}"
#define BOUNDARY(word) "(?(?=[" word "])(?<![" word "])|(?<=[" word "]))"
#define NO_BOUNDARY(word) "(?(?=[" word "])(?<=[" word "])|(?<![" word "])(?!\\A\\z))" /* never in an empty text */

/* Characters that Python takes for equal under IGNORECASE and PCRE2 does not. */
static const uint32_t equal_cases[][4] = { { 'I', 'i', 0x130, 0x131 }, { 0x390, 0x1fd3 }, { 0x3b0, 0x1fe3 }, { 0xfb05, 0xfb06 } };

enum skops_status skops_pattern_refuse (struct skops_regex_reader *r, const char *what)
{
	char shown[200];

	return skops_fail (r->call, SKOPS_UNSUPPORTED, "the regular expression %s: %s, before byte %zu", skops_text_show (shown, sizeof shown, r->pattern), what, r->at);
}

static void write (struct skops_regex_reader *r, const char *text)
{
	skops_buffer_text (r->out, text);
}

/* Letters above U+FFFF that have cases (U+10400 to U+1E943): under IGNORECASE CPython heeds their case in some sets and not in others. */
static enum skops_status refuse_odd (struct skops_regex_reader *r, uint32_t c)
{
	if ((r->flags & SKOPS_IGNORECASE) && c > 0xffff && c < 0x1f000)
		return skops_pattern_refuse (r, "a letter above U+FFFF whose case is to be ignored");
	return SKOPS_OK;
}

static uint32_t decode (const struct skops_regex_reader *r, size_t *width)
{
	const unsigned char *p = (const unsigned char *) r->pattern.data + r->at;

	if (r->at >= r->pattern.size) {
		*width = 0;
		return SKOPS_REGEX_END;
	}
	*width = p[0] < 0x80 ? 1 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	switch (*width) {
	case 1: return p[0];
	case 2: return (p[0] & 0x1fu) << 6 | (p[1] & 0x3fu);
	case 3: return (p[0] & 0xfu) << 12 | (p[1] & 0x3fu) << 6 | (p[2] & 0x3fu);
	default: return (p[0] & 7u) << 18 | (p[1] & 0x3fu) << 12 | (p[2] & 0x3fu) << 6 | (p[3] & 0x3fu);
	}
}

uint32_t skops_pattern_peek (const struct skops_regex_reader *r)
{
	size_t width;

	return decode (r, &width);
}

uint32_t skops_pattern_next (struct skops_regex_reader *r)
{
	size_t width;
	uint32_t c = decode (r, &width);

	r->at += width;
	return c;
}

bool skops_pattern_next_is (struct skops_regex_reader *r, uint32_t c)
{
	if (skops_pattern_peek (r) != c)
		return false;
	r->at++;
	return true;
}

int skops_pattern_digit (uint32_t c, unsigned base)
{
	unsigned value = c - '0' < 10 ? c - '0' : (c | 32) - 'a' < 6 ? (c | 32) - 'a' + 10 : 99;

	return c < 128 && value < base ? (int) value : -1;
}

void skops_pattern_item (struct skops_regex_reader *r, bool repeatable, bool nullable)
{
	r->sequence_nullable = r->sequence_nullable && r->item_nullable;
	r->item_nullable = nullable;
	r->repeatable = repeatable;
}

static void write_character (struct skops_regex_reader *r, uint32_t c)
{
	skops_buffer_format (r->out, "\\x{%x}", c);
}

enum skops_status skops_pattern_literal (struct skops_regex_reader *r, uint32_t c)
{
	skops_pattern_item (r, true, false);
	if (refuse_odd (r, c))
		return SKOPS_UNSUPPORTED;
	if (r->flags & SKOPS_IGNORECASE)
		for (size_t s = 0; s < sizeof equal_cases / sizeof equal_cases[0]; s++)
			for (size_t i = 0; i < 4 && equal_cases[s][i]; i++)
				if (equal_cases[s][i] == c) {
					write (r, "[");
					for (size_t k = 0; k < 4 && equal_cases[s][k]; k++)
						write_character (r, equal_cases[s][k]);
					write (r, "]");
					return SKOPS_OK;
				}
	write_character (r, c);
	return SKOPS_OK;
}

/* Exactly `count` hexadecimal digits. */
static bool hexadecimal (struct skops_regex_reader *r, unsigned count, uint32_t *value)
{
	*value = 0;
	for (; count; count--) {
		int d = skops_pattern_digit (skops_pattern_next (r), 16);
		if (d < 0 || *value > 0x10ffff)
			return false;
		*value = *value << 4 | (uint32_t) d;
	}
	return *value <= 0x10ffff && (*value < 0xd800 || *value > 0xdfff);
}

/* The character that an escape stands for, in and outside of classes; `c` is behind the backslash. */
static enum skops_status escaped_character (struct skops_regex_reader *r, uint32_t c, uint32_t *value)
{
	static const char names[] = "afnrtv", values[] = "\a\f\n\r\t\v";
	const char *name = c < 128 && c ? strchr (names, (int) c) : NULL;

	if (name) {
		*value = (uint32_t) values[name - names];
	} else if (c == 'x' || c == 'u' || c == 'U') {
		if (!hexadecimal (r, c == 'x' ? 2 : c == 'u' ? 4 : 8, value))
			return skops_pattern_refuse (r, "no character has this number");
	} else if (c == SKOPS_REGEX_END) {
		return skops_pattern_refuse (r, "a backslash at the end");
	} else if (c < 128 && ((c | 32) - 'a' < 26 || c - '0' < 10)) {
		return skops_pattern_refuse (r, "an unknown escape");
	} else {
		*value = c;
	}
	return SKOPS_OK;
}

/* An octal escape: up to `most` digits, of which `value` holds the first. */
static enum skops_status octal (struct skops_regex_reader *r, unsigned most, uint32_t *value)
{
	for (unsigned i = 1; i < most && skops_pattern_digit (skops_pattern_peek (r), 8) >= 0; i++)
		*value = *value << 3 | (uint32_t) skops_pattern_digit (skops_pattern_next (r), 8);
	return *value > 0377 ? skops_pattern_refuse (r, "an octal escape above 377") : SKOPS_OK;
}

/* The members of \d, \s, \w and their opposites; NULL for any other letter. */
static const char *category (const struct skops_regex_reader *r, uint32_t c)
{
	bool ascii = r->flags & SKOPS_ASCII;

	switch (c) {
	case 'd': return ascii ? "0-9" : "\\p{Nd}";
	case 'D': return ascii ? "\\x{0}-/:-\\x{10ffff}" : "\\P{Nd}";
	case 's': return ascii ? ASCII_SPACE : SPACE;
	case 'S': return ascii ? ASCII_NOT_SPACE : NOT_SPACE;
	case 'w': return ascii ? ASCII_WORD : WORD;
	case 'W': return ascii ? ASCII_NOT_WORD : NOT_WORD;
	default: return NULL;
	}
}

enum skops_status skops_pattern_reference (struct skops_regex_reader *r, unsigned group)
{
	if (group != 1 || !r->closed)
		return skops_pattern_refuse (r, "a reference to a group that is not complete");
	if (r->lookbehinds || (r->flags & SKOPS_IGNORECASE))
		return skops_pattern_refuse (r, "a reference to a group where PCRE2 may differ");
	write (r, "\\g{1}");
	skops_pattern_item (r, true, true);
	return SKOPS_OK;
}

enum skops_status skops_pattern_escape (struct skops_regex_reader *r)
{
	uint32_t c = skops_pattern_next (r), value = c - '0';
	const char *members = category (r, c);
	bool ascii = r->flags & SKOPS_ASCII;

	if (members) {
		skops_buffer_format (r->out, "[%s]", members);
		skops_pattern_item (r, true, false);
		return SKOPS_OK;
	}
	switch (c) {
	case 'A':
	case 'Z':
	case 'b':
	case 'B':
		write (r, c == 'A' ? "\\A" : c == 'Z' ? "\\z" : c == 'b' ? ascii ? BOUNDARY (ASCII_WORD) : BOUNDARY (WORD) : ascii ? NO_BOUNDARY (ASCII_WORD) : NO_BOUNDARY (WORD));
		skops_pattern_item (r, false, true);
		return SKOPS_OK;
	case '0':
		return octal (r, 3, &value) ? SKOPS_UNSUPPORTED : skops_pattern_literal (r, value);
	default:
		break;
	}
	if (value < 10) { /* three octal digits are a character; else it is a group of one digit or two */
		size_t start = r->at;

		if (value < 8 && skops_pattern_digit (skops_pattern_next (r), 8) >= 0 && skops_pattern_digit (skops_pattern_next (r), 8) >= 0) {
			r->at = start;
			return octal (r, 3, &value) ? SKOPS_UNSUPPORTED : skops_pattern_literal (r, value);
		}
		r->at = start;
		if (skops_pattern_digit (skops_pattern_peek (r), 10) >= 0)
			value = value * 10 + (uint32_t) skops_pattern_digit (skops_pattern_next (r), 10);
		return skops_pattern_reference (r, value);
	}
	return escaped_character (r, c, &value) ? SKOPS_UNSUPPORTED : skops_pattern_literal (r, value);
}

/* One end of a range, or a category: then `members` is set. */
static enum skops_status class_item (struct skops_regex_reader *r, uint32_t c, uint32_t *value, const char **members)
{
	*members = NULL;
	*value = c;
	if (c != '\\')
		return SKOPS_OK;
	c = skops_pattern_next (r);
	*members = category (r, c);
	if (*members)
		return SKOPS_OK;
	if (c == 'b') {
		*value = '\b';
		return SKOPS_OK;
	}
	*value = c - '0';
	if (*value < 8)
		return octal (r, 3, value);
	return escaped_character (r, c, value);
}

static enum skops_status write_range (struct skops_regex_reader *r, uint32_t low, uint32_t high)
{
	if (low == high && refuse_odd (r, low))
		return SKOPS_UNSUPPORTED;
	write_character (r, low);
	if (high != low) {
		write (r, "-");
		write_character (r, high);
	}
	if (r->flags & SKOPS_IGNORECASE)
		for (size_t s = 0; s < sizeof equal_cases / sizeof equal_cases[0]; s++)
			for (size_t i = 0; i < 4 && equal_cases[s][i]; i++)
				if (equal_cases[s][i] >= low && equal_cases[s][i] <= high)
					for (size_t k = 0; k < 4 && equal_cases[s][k]; k++)
						write_character (r, equal_cases[s][k]);
	return SKOPS_OK;
}

static enum skops_status write_members (struct skops_regex_reader *r, const char *members, uint32_t low, uint32_t high)
{
	if (!members)
		return write_range (r, low, high);
	write (r, members);
	return SKOPS_OK;
}

enum skops_status skops_pattern_set (struct skops_regex_reader *r)
{
	const char *members, *high_members;
	uint32_t c, low, high;

	write (r, skops_pattern_next_is (r, '^') ? "[^" : "[");
	for (bool first = true; (c = skops_pattern_next (r)) != ']' || first; first = false) {
		if (c == SKOPS_REGEX_END)
			return skops_pattern_refuse (r, "a set of characters without end");
		if (class_item (r, c, &low, &members))
			return SKOPS_UNSUPPORTED;
		high = low;
		if (skops_pattern_next_is (r, '-')) {
			c = skops_pattern_next (r);
			if (c == SKOPS_REGEX_END)
				return skops_pattern_refuse (r, "a set of characters without end");
			if (c == ']') { /* the hyphen was the last member */
				r->at--;
				if (write_members (r, members, low, low))
					return SKOPS_UNSUPPORTED;
				members = NULL;
				low = high = '-';
			} else {
				if (class_item (r, c, &high, &high_members))
					return SKOPS_UNSUPPORTED;
				if (members || high_members || high < low)
					return skops_pattern_refuse (r, "a bad range of characters");
			}
		}
		if (write_members (r, members, low, high))
			return SKOPS_UNSUPPORTED;
	}
	write (r, "]");
	skops_pattern_item (r, true, false);
	return SKOPS_OK;
}
