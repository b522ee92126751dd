/* SPDX-License-Identifier: BSD-3-Clause */
/* Escaping: nothing in a file can move a cursor, turn a line around or hide. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#define TEXT(literal) ((struct skops_text) { (literal), sizeof (literal) - 1 })

static void check_escape (struct skops_text text, const char *expected)
{
	struct skops_buffer out = {0};

	skops_text_escape (&out, text);
	cr_expect_str_eq (out.data, expected);
	skops_buffer_free (&out);
}

static void check_json (struct skops_text text, const char *expected)
{
	struct skops_buffer out = {0};

	skops_text_json (&out, text);
	cr_expect_str_eq (out.data, expected);
	skops_buffer_free (&out);
}

Test (text, equality_is_of_bytes)
{
	cr_assert (skops_text_is (TEXT ("abc"), "abc"));
	cr_assert_not (skops_text_is (TEXT ("abc\0d"), "abc"));
	cr_assert_not (skops_text_equal (TEXT ("abc"), TEXT ("abd")));
	cr_assert (skops_text_equal ((struct skops_text) { NULL, 0 }, TEXT ("")));
}

Test (text, escape)
{
	check_escape (TEXT (""), "");
	check_escape (TEXT ("plain \\ \"text\" äß→漢😀"), "plain \\ \"text\" äß→漢😀");
	check_escape (TEXT ("a\033]8;;x\007\n\r\t\0z\177"), "a\\x1b]8;;x\\x07\\x0a\\x0d\\x09\\x00z\\x7f");
	check_escape (TEXT ("\xc2\x85\xc2\x9b" "31m"), "\\u{0085}\\u{009B}31m");
	check_escape (TEXT ("\u202e\u2066\u2069\u200e\u200f\u061c\u2028\u2029\u200d\ufeff"),
		      "\\u{202E}\\u{2066}\\u{2069}\\u{200E}\\u{200F}\\u{061C}\\u{2028}\\u{2029}\\u{200D}\\u{FEFF}");
	check_escape (TEXT ("\U000E0041\U000E007F"), "\\u{E0041}\\u{E007F}");
	check_escape (TEXT ("\x80\xc0\x80\xed\xa0\x80\xf4\x90\x80\x80\xc3"), "\\x80\\xc0\\x80\\xed\\xa0\\x80\\xf4\\x90\\x80\\x80\\xc3");
}

Test (text, escaping_twice_changes_nothing)
{
	check_escape (TEXT ("a\\x1b\\u{202E}"), "a\\x1b\\u{202E}");
}

Test (text, show_cuts_between_characters)
{
	char out[12];

	cr_assert_str_eq (skops_text_show (out, sizeof out, TEXT ("12345678901")), "12345678901");
	cr_assert_str_eq (skops_text_show (out, sizeof out, TEXT ("123456789012")), "12345678…");
	cr_assert_str_eq (skops_text_show (out, sizeof out, TEXT ("äääääääää")), "ääää…");
	cr_assert_str_eq (skops_text_show (out, sizeof out, TEXT ("1234\1\2")), "1234\\x01…");
	cr_assert_str_eq (skops_text_show (out, 3, TEXT ("abc")), "");
	cr_assert_str_eq (skops_text_show (out, 4, TEXT ("abcd")), "…");
	cr_assert_str_eq (skops_text_show (out, 1, TEXT ("abcd")), "");
	cr_assert_str_eq (skops_text_show (out, sizeof out, (struct skops_text) { NULL, 0 }), "");
}

Test (text, show_never_writes_past_the_end)
{
	const struct skops_text text = TEXT ("a\u202eb\xff\U0001F600\U000E0001c\n");

	for (size_t capacity = 1; capacity < 60; capacity++) {
		char *out = malloc (capacity);

		skops_text_show (out, capacity, text);
		cr_assert_lt (strlen (out), capacity);
		cr_assert (skops_text_is_utf8 (skops_text_of (out)));
		free (out);
	}
}

Test (text, json)
{
	check_json (TEXT (""), "\"\"");
	check_json (TEXT ("a\"b\\c/\n\t\b\f\r\1\0z"), "\"a\\\"b\\\\c/\\n\\t\\b\\f\\r\\u0001\\u0000z\"");
	check_json (TEXT ("ä\u202e\U000E0041😀"), "\"ä\\u202e\\udb40\\udc41😀\"");
	check_json (TEXT ("x\xff\xc3"), "\"x\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

Test (text, utf8)
{
	cr_assert (skops_text_is_utf8 (TEXT ("a long ascii text, then äöü→😀\0 and more")));
	cr_assert_not (skops_text_is_utf8 (TEXT ("12345678\xff")));
	cr_assert_not (skops_text_is_utf8 (TEXT ("\xed\xa0\x80")));
	cr_assert_not (skops_text_is_utf8 (TEXT ("\xc0\x80")));
	cr_assert_not (skops_text_is_utf8 (TEXT ("\xe0\x80\x80")));
	cr_assert_not (skops_text_is_utf8 (TEXT ("\xf4\x90\x80\x80")));
	cr_assert_not (skops_text_is_utf8 (TEXT ("ab\xe2\x82")));
}
