/* SPDX-License-Identifier: BSD-3-Clause */
/* Lower case and accents, against what CPython answered for every code point (tests/unit/python/unicode.txt). */
#include <stdio.h>
#include <stdlib.h>

#include "mock-frame.h"
#include "model/text.h"

enum { POINTS = 0x110000, SYLLABLES = 0xac00, LAST_SYLLABLE = 0xd7a3 };

struct point {
	bool assigned, word, cased, ignorable;
	bool lowered, stripped;          /* changes; to these: */
	uint32_t lower[2], accents[20];  /* ends with 0 */
};

static struct mock mock;
static struct skops_call *call;
static struct point *points;

static size_t encode (char *out, uint32_t c)
{
	if (c < 0x80) {
		out[0] = (char) c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char) (0xc0 | c >> 6);
		out[1] = (char) (0x80 | (c & 63));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char) (0xe0 | c >> 12);
		out[1] = (char) (0x80 | (c >> 6 & 63));
		out[2] = (char) (0x80 | (c & 63));
		return 3;
	}
	out[0] = (char) (0xf0 | c >> 18);
	out[1] = (char) (0x80 | (c >> 12 & 63));
	out[2] = (char) (0x80 | (c >> 6 & 63));
	out[3] = (char) (0x80 | (c & 63));
	return 4;
}

static void read_line (const char *line)
{
	char name[16];
	unsigned first, last;
	int used;

	cr_assert_eq (sscanf (line, "%15s %X %X%n", name, &first, &last, &used), 3, "%s", line);
	for (uint32_t c = first; c <= last; c++) {
		struct point *point = &points[c];
		const char *rest = line + used;
		unsigned to;
		int more;
		size_t n = 0;

		switch (name[0] == 'a' && name[1] == 'c' ? 'A' : name[0]) {
		case 'a': point->assigned = true; break;
		case 'w': point->word = true; break;
		case 'c': point->cased = true; break;
		case 'i': point->ignorable = true; break;
		case 'l': point->lowered = true; break;
		default: point->stripped = true; break;
		}
		for (; sscanf (rest, "%X%n", &to, &more) == 1; rest += more)
			(name[0] == 'l' ? point->lower : point->accents)[n++] = to + (c - first);
	}
}

static void setup (void)
{
	const char *folder = getenv ("top_srcdir");
	char path[4096], line[256];
	FILE *file;

	call = mock_open (&mock, true);
	points = calloc (POINTS, sizeof *points);
	snprintf (path, sizeof path, "%s/tests/unit/python/unicode.txt", folder ? folder : ".");
	file = fopen (path, "r");
	cr_assert (points && file, "%s", path);
	while (fgets (line, sizeof line, file))
		read_line (line);
	fclose (file);
	cr_assert (points['a'].assigned && points['a'].word && points['a'].cased && points['A'].lower[0] == 'a' && points[0xe9].accents[0] == 'e');
}

static void teardown (void)
{
	mock_close (&mock);
	free (points);
}

static struct skops_text lower (const char *bytes, size_t size)
{
	struct skops_text out = { NULL, 0 };

	cr_assert_eq (skops_host_lower (call, &out, (struct skops_text) { bytes, size }), SKOPS_OK, "%s", mock.err.message);
	cr_assert_eq (out.data[out.size], '\0');
	return out;
}

static struct skops_text strip (const char *bytes, size_t size, enum skops_accents how)
{
	struct skops_text out = { NULL, 0 };

	cr_assert_eq (skops_host_strip_accents (call, &out, (struct skops_text) { bytes, size }, how), SKOPS_OK, "%s", mock.err.message);
	return out;
}

static bool is (struct skops_text text, const char *bytes, size_t size)
{
	return text.size == size && memcmp (text.data, bytes, size) == 0;
}

#define EXPECT_LOWER(from, to) cr_expect (is (lower (from, sizeof from - 1), to, sizeof to - 1), "%s", from)
#define EXPECT_STRIP(from, to, how) cr_expect (is (strip (from, sizeof from - 1, how), to, sizeof to - 1), "%s", from)

Test (text_services, every_character_is_what_python_says, .init = setup, .fini = teardown)
{
	size_t wrong = 0;

	for (uint32_t c = 0; c < POINTS; c++)
		if (points[c].assigned && skops_is_word (c) != points[c].word) {
			cr_expect_lt (wrong++, 10, "\\w of U+%04X", c);
			cr_assert_lt (wrong, 10);
		}
}

Test (text_services, every_character_in_lower_case, .init = setup, .fini = teardown)
{
	for (uint32_t c = 0; c < POINTS; c++) {
		const uint32_t itself[] = { c, 0 };
		const uint32_t *to = points[c].lowered ? points[c].lower : itself;
		char from[4], expected[8];
		size_t size = 0;

		if (!points[c].assigned)
			continue;
		for (size_t i = 0; i < 2 && (to[i] || i == 0); i++)
			size += encode (expected + size, to[i]);
		cr_assert (is (lower (from, encode (from, c)), expected, size), "U+%04X", c);
	}
}

Test (text_services, every_character_without_accents, .init = setup, .fini = teardown)
{
	for (uint32_t c = 0; c < POINTS; c++) {
		uint32_t syllable[] = { 0x1100 + (c - SYLLABLES) / 588, 0x1161 + (c - SYLLABLES) % 588 / 28, (c - SYLLABLES) % 28 ? 0x11a7 + (c - SYLLABLES) % 28 : 0, 0 };
		uint32_t itself[] = { c, 0 };
		const uint32_t *to = points[c].stripped ? points[c].accents : c >= SYLLABLES && c <= LAST_SYLLABLE ? syllable : itself;
		char from[4], expected[80], ascii[20];
		size_t size = 0, ascii_size = 0;

		if (!points[c].assigned)
			continue;
		for (size_t i = 0; to[i] || (c == 0 && i == 0); i++) {
			size += encode (expected + size, to[i]);
			if (to[i] < 128)
				ascii[ascii_size++] = (char) to[i];
		}
		cr_assert (is (strip (from, encode (from, c), SKOPS_ACCENTS_UNICODE), expected, size), "U+%04X", c);
		cr_assert (is (strip (from, encode (from, c), SKOPS_ACCENTS_ASCII), ascii, ascii_size), "U+%04X to ASCII", c);
	}
}

Test (text_services, final_sigma_behind_every_character, .init = setup, .fini = teardown)
{
	for (uint32_t c = 1; c < POINTS; c++) {
		char text[16] = "a";
		size_t size = 1;
		bool final = points[c].cased || points[c].ignorable;

		if (!points[c].assigned || c == 0x3a3)
			continue;
		size += encode (text + size, c);
		size += encode (text + size, 0x3a3);
		cr_assert_eq (memcmp (lower (text, size).data + lower (text, size).size - 2, final ? "\xcf\x82" : "\xcf\x83", 2), 0, "U+%04X", c);
		size = (size_t) sprintf (text, "a\xce\xa3");
		size += encode (text + size, c);
		cr_assert_eq (memcmp (lower (text, size).data + 1, points[c].cased ? "\xcf\x83" : "\xcf\x82", 2), 0, "before U+%04X", c);
	}
}

Test (text_services, lower_case_of_texts, .init = setup, .fini = teardown)
{
	EXPECT_LOWER ("", "");
	EXPECT_LOWER ("The QUICK brown [Fox] @Z`a{", "the quick brown [fox] @z`a{");
	EXPECT_LOWER ("NUL\0INSIDE", "nul\0inside");
	EXPECT_LOWER ("STRASSE \xc3\x84\xc3\x96\xc3\x9c \xe1\xba\x9e", "strasse \xc3\xa4\xc3\xb6\xc3\xbc \xc3\x9f");
	EXPECT_LOWER ("\xc4\xb0\xc4\xb0\xc4\xb0", "i\xcc\x87i\xcc\x87i\xcc\x87");
	EXPECT_LOWER ("\xc8\xba\xc8\xbe", "\xe2\xb1\xa5\xe2\xb1\xa6");
	EXPECT_LOWER ("\xce\x9f\xce\x94\xce\x9f\xce\xa3 \xce\xa3\xce\x9f\xce\xa6\xce\x9f\xce\xa3", "\xce\xbf\xce\xb4\xce\xbf\xcf\x82 \xcf\x83\xce\xbf\xcf\x86\xce\xbf\xcf\x82");
	EXPECT_LOWER ("\xce\xa3", "\xcf\x83");
	EXPECT_LOWER ("A\xce\xa3'", "a\xcf\x82'");
	EXPECT_LOWER ("A'\xce\xa3'B", "a'\xcf\x83'b");
}

Test (text_services, accents_of_texts, .init = setup, .fini = teardown)
{
	EXPECT_STRIP ("\xc3\xa0 la carte", "a la carte", SKOPS_ACCENTS_UNICODE);
	EXPECT_STRIP ("e\xcc\x81t\xc3\xa9 \xe2\x82\xac", "ete \xe2\x82\xac", SKOPS_ACCENTS_UNICODE);
	EXPECT_STRIP ("e\xcc\x81t\xc3\xa9 \xe2\x82\xac", "ete ", SKOPS_ACCENTS_ASCII);
	EXPECT_STRIP ("\xc3\xa9", "\xc3\xa9", SKOPS_ACCENTS_KEEP);
	EXPECT_STRIP ("plain", "plain", SKOPS_ACCENTS_ASCII);
	EXPECT_STRIP ("\xef\xb7\xba", "\xd8\xb5\xd9\x84\xd9\x89 \xd8\xa7\xd9\x84\xd9\x84\xd9\x87 \xd8\xb9\xd9\x84\xd9\x8a\xd9\x87 \xd9\x88\xd8\xb3\xd9\x84\xd9\x85", SKOPS_ACCENTS_UNICODE);
}

Test (text_services, broken_text_is_refused, .init = setup, .fini = teardown)
{
	static const char *const broken[] = { "\xff", "a\xc3", "\xed\xa0\x80", "\xc0\x80", "\xf4\x90\x80\x80", "\x80" };

	for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
		struct skops_text out, text = { broken[i], strlen (broken[i]) };

		cr_expect_eq (skops_host_lower (call, &out, text), SKOPS_UNFIT);
		cr_expect_eq (skops_host_strip_accents (call, &out, text, SKOPS_ACCENTS_UNICODE), SKOPS_UNFIT);
		cr_expect_eq (skops_host_strip_accents (call, &out, text, SKOPS_ACCENTS_ASCII), SKOPS_UNFIT);
	}
	cr_expect_str_eq (mock.err.message, "a text is not valid UTF-8");
}

Test (text_services, without_scratch_results_lie_in_the_model, .init = setup, .fini = teardown)
{
	size_t before = skops_arena_mark (mock.frame.arena).total;

	skops_arena_free (mock.frame.scratch);
	mock.frame.scratch = NULL;
	EXPECT_LOWER ("ABC", "abc");
	cr_expect_gt (skops_arena_mark (mock.frame.arena).total, before);
}
