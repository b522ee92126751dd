/* SPDX-License-Identifier: BSD-3-Clause */
/* str.lower () and the stripping of accents, as Python and scikit-learn do them; the door to libunistring. Characters are mapped one by one with its
 * tables, for its functions on whole strings allocate, and lower-case a final sigma by a rule of their own. */
#include "model/text.h"

#include <string.h>

#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

#include "base/text.h"
#include "model/frame.h"

enum { CAPITAL_SIGMA = 0x3a3, FINAL_SIGMA = 0x3c2, SMALL_SIGMA = 0x3c3, CAPITAL_I_DOT = 0x130, DOT_ABOVE = 0x307 };

bool skops_is_word (uint32_t character)
{
	if (character < 128)
		return (character | 32) - 'a' < 26 || character - '0' < 10 || character == '_';
	return uc_is_general_category_withtable (character, UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_N);
}

static bool is_ascii (struct skops_text text)
{
	uint64_t word = 0;
	size_t i = 0;

	for (; i + 8 <= text.size; i += 8) {
		memcpy (&word, text.data + i, 8);
		if (word & 0x8080808080808080u)
			return false;
	}
	for (; i < text.size; i++)
		if (text.data[i] & 0x80)
			return false;
	return true;
}

bool skops_text_is_valid (struct skops_text text)
{
	return is_ascii (text) || skops_text_is_utf8 (text);
}

/* Room for `size` bytes and a NUL where the call's results lie. */
static char *room (struct skops_call *call, size_t size)
{
	struct skops_frame *frame = skops_frame_of (call);
	char *result = size < SIZE_MAX ? skops_arena_scratch (frame->scratch ? frame->scratch : frame->arena, size + 1, 1) : NULL;

	if (!result)
		skops_fail (call, SKOPS_NO_MEMORY, "no memory for a text of %zu bytes", size);
	return result;
}

/* The character at `at`, of text that is valid UTF-8. */
static size_t decode (ucs4_t *character, struct skops_text text, size_t at)
{
	return (size_t) u8_mbtouc_unsafe (character, (const uint8_t *) text.data + at, text.size - at);
}

static size_t encode (char *out, size_t capacity, ucs4_t character)
{
	if (character < 128) {
		*out = (char) character;
		return 1;
	}
	return (size_t) u8_uctomb ((uint8_t *) out, character, (ptrdiff_t) capacity);
}

/* CPython's handle_capital_sigma: final behind a cased letter and not before one, whatever case-ignorable characters lie between. */
static ucs4_t lower_sigma (struct skops_text text, size_t before, size_t behind)
{
	const uint8_t *start = (const uint8_t *) text.data, *at = start + before;
	ucs4_t character;

	do {
		at = u8_prev (&character, at, start);
	} while (at && uc_is_property_case_ignorable (character));
	if (!at || !uc_is_property_cased (character))
		return SMALL_SIGMA;
	while (behind < text.size) {
		behind += decode (&character, text, behind);
		if (!uc_is_property_case_ignorable (character))
			return uc_is_property_cased (character) ? SMALL_SIGMA : FINAL_SIGMA;
	}
	return FINAL_SIGMA;
}

static enum skops_status lower_unicode (struct skops_call *call, struct skops_text *out, struct skops_text text)
{
	size_t capacity, used = 0, width;
	ucs4_t character;
	char *result;

	if (!skops_text_is_utf8 (text))
		return skops_fail (call, SKOPS_UNFIT, "a text is not valid UTF-8");
	capacity = text.size + text.size / 2; /* no character's lower case is more than half as long again: U+0130, U+023A, U+023E */
	result = room (call, capacity);
	if (!result)
		return SKOPS_NO_MEMORY;
	for (size_t at = 0; at < text.size; at += width) {
		width = decode (&character, text, at);
		if (character == CAPITAL_I_DOT) {
			result[used++] = 'i';
			character = DOT_ABOVE;
		} else if (character == CAPITAL_SIGMA) {
			character = lower_sigma (text, at, at + width);
		} else {
			character = uc_tolower (character);
		}
		used += encode (result + used, capacity - used, character);
	}
	result[used] = '\0';
	*out = (struct skops_text) { .data = result, .size = used };
	return SKOPS_OK;
}

enum skops_status skops_host_lower (struct skops_call *call, struct skops_text *out, struct skops_text text)
{
	char *result;

	if (!is_ascii (text))
		return lower_unicode (call, out, text);
	result = room (call, text.size);
	if (!result)
		return SKOPS_NO_MEMORY;
	for (size_t i = 0; i < text.size; i++) {
		unsigned char c = (unsigned char) text.data[i];

		result[i] = (char) (c | ((unsigned char) (c - 'A') < 26) << 5);
	}
	result[text.size] = '\0';
	*out = (struct skops_text) { .data = result, .size = text.size };
	return SKOPS_OK;
}

/* The characters of NFKD, but for those that combine: what is dropped needs no order, so each character stands for itself. Decompositions are
 * unfolded on a stack, the first character on top. Returns how many there are. */
static size_t decompose (ucs4_t *out, size_t capacity, ucs4_t character)
{
	ucs4_t stack[4 * UC_DECOMPOSITION_MAX_LENGTH], parts[UC_DECOMPOSITION_MAX_LENGTH];
	size_t depth = 1, count = 0;
	int tag, n;

	stack[0] = character;
	while (depth) {
		character = stack[--depth];
		n = character < 128 ? -1 : uc_decomposition (character, &tag, parts);
		if (n > 0 && depth + (size_t) n <= sizeof stack / sizeof stack[0]) {
			while (n)
				stack[depth++] = parts[--n];
		} else if (count < capacity && (character < 128 || uc_combining_class (character) == 0)) {
			out[count++] = character;
		}
	}
	return count;
}

/* Writes the text without accents, or, with out NULL, says how long it is. */
static size_t strip (char *out, size_t capacity, struct skops_text text, bool ascii)
{
	ucs4_t character, parts[4 * UC_DECOMPOSITION_MAX_LENGTH];
	uint8_t bytes[4];
	size_t used = 0, count, width;

	for (size_t at = 0; at < text.size; at += width) {
		width = decode (&character, text, at);
		count = decompose (parts, sizeof parts / sizeof parts[0], character);
		for (size_t i = 0; i < count; i++)
			if (!ascii || parts[i] < 128)
				used += out ? encode (out + used, capacity - used, parts[i]) : encode ((char *) bytes, sizeof bytes, parts[i]);
	}
	return used;
}

enum skops_status skops_host_strip_accents (struct skops_call *call, struct skops_text *out, struct skops_text text, enum skops_accents how)
{
	char *result;
	size_t size;

	*out = text;
	if (how == SKOPS_ACCENTS_KEEP || is_ascii (text))
		return SKOPS_OK;
	if (how != SKOPS_ACCENTS_ASCII && how != SKOPS_ACCENTS_UNICODE)
		return skops_fail (call, SKOPS_MISUSE, "unknown way %d to strip accents", (int) how);
	if (!skops_text_is_utf8 (text))
		return skops_fail (call, SKOPS_UNFIT, "a text is not valid UTF-8");
	size = strip (NULL, 0, text, how == SKOPS_ACCENTS_ASCII);
	result = room (call, size);
	if (!result)
		return SKOPS_NO_MEMORY;
	strip (result, size, text, how == SKOPS_ACCENTS_ASCII);
	result[size] = '\0';
	*out = (struct skops_text) { .data = result, .size = size };
	return SKOPS_OK;
}
