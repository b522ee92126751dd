/* SPDX-License-Identifier: BSD-3-Clause */
/* Regular expressions find what Python's findall finds (tests/unit/python/regex.txt), refuse what they cannot, and stop when the work grows too much. */
#include <stdio.h>
#include <stdlib.h>

#include "mock-frame.h"

static struct mock mock;
static struct skops_call *call;

static void setup (void)
{
	call = mock_open (&mock, true);
}

static void teardown (void)
{
	mock_close (&mock);
}

static struct skops_text text_of (const char *s)
{
	return (struct skops_text) { s, strlen (s) };
}

/* Takes the field before the next tab or the end; NULL when there is none. %XX is decoded in place. */
static char *field (char **line, size_t *size)
{
	char *start = *line, *from = start, *to = start;
	unsigned byte;

	if (!start)
		return NULL;
	while (*from && *from != '\t' && *from != '\n') {
		if (*from == '%') {
			cr_assert_eq (sscanf (from + 1, "%2X", &byte), 1);
			*to++ = (char) byte;
			from += 3;
		} else {
			*to++ = *from++;
		}
	}
	*line = *from == '\t' ? from + 1 : NULL;
	*size = (size_t) (to - start);
	return start;
}

static void compare (char *line, const char *shown)
{
	struct skops_text pattern, subject, match, expected;
	const struct skops_regex *regex;
	unsigned groups;
	size_t at = 0, used;

	pattern.data = field (&line, &pattern.size);
	subject.data = field (&line, &subject.size);
	regex = skops_host_regex_new (call, pattern, &groups);
	cr_assert (regex, "%s: %s", shown, mock.err.message);
	used = skops_arena_mark (mock.frame.scratch).total;
	for (;;) {
		cr_assert_eq (skops_host_regex_next (call, regex, subject, &at, &match), SKOPS_OK, "%s: %s", shown, mock.err.message);
		expected.data = field (&line, &expected.size);
		cr_assert_eq (!match.data, !expected.data, "%s", shown);
		if (!match.data)
			break;
		cr_assert (match.size == expected.size && memcmp (match.data, expected.data, match.size) == 0, "%s: %.*s", shown, (int) match.size, match.data);
	}
	cr_assert_eq (skops_arena_mark (mock.frame.scratch).total, used, "a search keeps no memory");
}

Test (regex, findall, .init = setup, .fini = teardown)
{
	const char *folder = getenv ("top_srcdir");
	char path[4096], line[4096], shown[4096];
	size_t lines = 0;
	FILE *file;

	snprintf (path, sizeof path, "%s/tests/unit/python/regex.txt", folder ? folder : ".");
	file = fopen (path, "r");
	cr_assert (file, "%s", path);
	for (; fgets (line, sizeof line, file); lines++) {
		memcpy (shown, line, sizeof shown);
		compare (line, shown);
	}
	fclose (file);
	cr_expect_gt (lines, 3000);
}

Test (regex, what_differs_is_refused, .init = setup, .fini = teardown)
{
	static const char *const patterns[] = {
		"(*UTF)a", "(*LIMIT_MATCH=9999999999)a", "(*MARK:x)a", "(?C1)a", "(?R)", "(?1)", "(?&x)", "(?P>x)", "\\Ka", "\\G", "\\R", "\\h", "\\X", "\\Qa\\E", "\\p{L}", "\\N{DASH}", "\\C", "\\z", "\\e",
		"\\g1", "\\k<x>", "(?<x>a)", "(?'x'a)", "(?|a|b)", "(?>a)", "a++", "a*+", "a?+", "a{2}+", "(?(1)a|b)", "(?(?=a)a|b)", "(?^:a)", "(?J)a", "(?U)a", "(?n)a", "(?L)a", "a(?i)", "((?i)a)", "(?i-:a)",
		"(?-u:a)", "(?a:a)", "(?au)a", "(?ai)a", "(?i)\xf0\x90\x90\x80", "(a)(b)", "(", ")", "a)", "(?", "(?P", "(?P<", "(?P<>a)", "(?P<x>a)(?P=y)", "(?P=x)", "(?:", "(?#", "[", "[]", "[^]", "[a", "[a-", "[b-a]",
		"[a-\\d]", "[\\w-z]", "*", "a**", "a{2}{3}", "^*", "\\b+", "(?=a)*", "|*", "a{3,2}", "a{65536}", "a{99999999999999999999}", "(?:a*)*", "(?:a|)+", "(?:\\b)*", "(a*){2}", "\\1", "(a\\1)", "(a)\\2", "(?i)(a)\\1",
		"(a)(?<=\\1)", "\\", "\\x4", "\\xg1", "\\u123", "\\ud800", "\\U00110000", "\\400", "[\\400]", "\\8", "[\\8]", "\\q", "\\Z*", "(?<=a*)b", "\xff", "a\xc3",
		"(((((((((((a{60000}){60000}){60000}){60000}){60000}){60000}){60000}){60000}){60000}){60000}){60000})",
	};
	unsigned groups;

	for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++) {
		memset (&mock.err, 0, sizeof mock.err);
		cr_expect_null (skops_host_regex_new (call, text_of (patterns[i]), &groups), "%s", patterns[i]);
		cr_expect_eq (mock.err.status, SKOPS_UNSUPPORTED, "%s", patterns[i]);
	}
	memset (&mock.err, 0, sizeof mock.err);
	skops_host_regex_new (call, text_of ("ab(?>c)"), &groups);
	cr_expect_str_eq (mock.err.message, "the regular expression ab(?>c): an atomic group, before byte 4");
}

Test (regex, monstrous_patterns_are_refused, .init = setup, .fini = teardown)
{
	enum { SIZE = 1 << 20 };
	char *pattern = malloc (SIZE);
	unsigned groups;

	memset (pattern, 'a', SIZE);
	cr_expect_null (skops_host_regex_new (call, (struct skops_text) { pattern, SIZE }, &groups));
	for (size_t i = 0; i < 30000; i++)
		memcpy (pattern + 3 * i, i < 15000 ? "(?:" : "a)a", 3);
	cr_expect_null (skops_host_regex_new (call, (struct skops_text) { pattern, 60000 }, &groups));
	cr_expect_eq (mock.err.status, SKOPS_UNSUPPORTED);
	free (pattern);
}

Test (regex, work_is_limited, .init = setup, .fini = teardown)
{
	static const char *const patterns[] = { "(a+)+$", "(?:a|a)+$", "(?:a|aa)+$", "(?:.*a){12}\\d" };
	char subject[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!";
	struct skops_text match;
	unsigned groups;

	for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++) {
		const struct skops_regex *regex = skops_host_regex_new (call, text_of (patterns[i]), &groups);
		size_t at = 0;

		memset (&mock.err, 0, sizeof mock.err);
		cr_expect_eq (skops_host_regex_next (call, regex, text_of (subject), &at, &match), SKOPS_UNSUPPORTED, "%s", patterns[i]);
		cr_expect_str_eq (mock.err.message, "the model's regular expression needs too much work on this text");
	}
}

Test (regex, long_texts, .init = setup, .fini = teardown)
{
	static const char *const patterns[] = { "\\w\\w+", "[a-z]+", "(?:ab|a)+ ", "(a|b)+" };
	enum { SIZE = 1 << 20 };
	char *subject = malloc (SIZE);
	unsigned groups;

	for (size_t i = 0; i < SIZE; i++)
		subject[i] = i % 100 == 99 ? ' ' : "ab"[i % 2];
	for (size_t p = 0; p < sizeof patterns / sizeof patterns[0]; p++) {
		const struct skops_regex *regex = skops_host_regex_new (call, text_of (patterns[p]), &groups);
		struct skops_text match = { "", 0 };
		size_t at = 0, count = 0;

		for (; match.data; count++)
			cr_assert_eq (skops_host_regex_next (call, regex, (struct skops_text) { subject, SIZE }, &at, &match), SKOPS_OK, "%s", mock.err.message);
		cr_expect_geq (count, SIZE / 100);
	}
	free (subject);
}

Test (regex, groups_are_counted, .init = setup, .fini = teardown)
{
	unsigned groups = 9;

	skops_host_regex_new (call, text_of ("\\w\\w+"), &groups);
	cr_expect_eq (groups, 0);
	skops_host_regex_new (call, text_of ("(?:a)(b)"), &groups);
	cr_expect_eq (groups, 1);
	skops_host_regex_new (call, text_of ("(?:a)"), &groups);
	cr_expect_eq (groups, 0);
}

Test (regex, wrong_texts_and_places_are_refused, .init = setup, .fini = teardown)
{
	static const char *const patterns[] = { "\\w\\w+", "[a-z]+" };
	struct skops_text match;
	unsigned groups;

	for (size_t p = 0; p < 2; p++) {
		const struct skops_regex *regex = skops_host_regex_new (call, text_of (patterns[p]), &groups);
		size_t at = 0;

		cr_expect_eq (skops_host_regex_next (call, regex, text_of ("ab\xff"), &at, &match), SKOPS_UNFIT);
		at = 3;
		cr_expect_eq (skops_host_regex_next (call, regex, text_of ("ab"), &at, &match), SKOPS_MISUSE);
		at = 1;
		cr_expect_eq (skops_host_regex_next (call, regex, text_of ("\xc3\xa9"), &at, &match), SKOPS_MISUSE);
		at = 0;
		cr_expect_eq (skops_host_regex_next (call, regex, (struct skops_text) { NULL, 0 }, &at, &match), SKOPS_OK);
		cr_expect_null (match.data);
		at = 1;
		cr_expect_eq (skops_host_regex_next (call, regex, text_of ("abc d"), &at, &match), SKOPS_OK);
		cr_expect (match.size == 2 && memcmp (match.data, "bc", 2) == 0);
	}
}

Test (regex, boundaries_hold_from_the_middle_of_a_word, .init = setup, .fini = teardown)
{
	static const char *const patterns[] = { "\\b\\w\\w+\\b", "\\b\\w\\w{1,}\\b" };
	struct skops_text match;
	unsigned groups;

	for (size_t p = 0; p < 2; p++) {
		const struct skops_regex *regex = skops_host_regex_new (call, text_of (patterns[p]), &groups);
		size_t at = 1;

		cr_assert_eq (skops_host_regex_next (call, regex, text_of ("abcd efg"), &at, &match), SKOPS_OK);
		cr_expect (match.size == 3 && memcmp (match.data, "efg", 3) == 0, "%s", patterns[p]);
		at = 5;
		cr_assert_eq (skops_host_regex_next (call, regex, text_of ("abcd \xc3\xa9""fg"), &at, &match), SKOPS_OK);
		cr_expect_eq (match.size, 4, "%s", patterns[p]);
	}
}
