/* SPDX-License-Identifier: BSD-3-Clause */
/* JSON: every event in order, and every way of being no JSON refused. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "format/json.h"

#define TEXT(literal) (literal), sizeof (literal) - 1

/* The receiver writes down what it is told: {k:..., } [ ] and scalars by the first letter of their kind. */
static enum skops_status begin_object (void *data) { skops_buffer_text (data, "{"); return SKOPS_OK; }
static enum skops_status end_object (void *data) { skops_buffer_text (data, "}"); return SKOPS_OK; }
static enum skops_status begin_array (void *data) { skops_buffer_text (data, "["); return SKOPS_OK; }
static enum skops_status end_array (void *data) { skops_buffer_text (data, "]"); return SKOPS_OK; }

static enum skops_status key (void *data, struct skops_text text)
{
	skops_buffer_append (data, text.data, text.size);
	skops_buffer_text (data, ":");
	return SKOPS_OK;
}

static enum skops_status scalar (void *data, enum skops_json_kind kind, struct skops_text text)
{
	skops_buffer_append (data, &"ntfds"[kind], 1);
	if (kind == SKOPS_JSON_NUMBER || kind == SKOPS_JSON_STRING)
		skops_buffer_append (data, text.data, text.size);
	skops_buffer_text (data, ",");
	if (kind == SKOPS_JSON_STRING && text.size == 4 && memcmp (text.data, "stop", 4) == 0)
		return SKOPS_UNFIT;
	return SKOPS_OK;
}

static const struct skops_json_events events = { begin_object, end_object, begin_array, end_array, key, scalar };
static const struct skops_json_options plain = { .python = false, .depth = 100 };
static const struct skops_json_options python = { .python = true, .depth = 100 };

static void check (const char *bytes, size_t size, const struct skops_json_options *options, const char *expected)
{
	struct skops_error err = {0};
	struct skops_buffer out = {0};
	char *exact = malloc (size); /* so that a read past the end is seen */

	memcpy (exact, bytes, size);
	cr_expect_eq (skops_json_parse (&err, exact, size, options, &events, &out), SKOPS_OK, "%s", err.message);
	cr_expect (out.size == strlen (expected) && memcmp (out.data, expected, out.size) == 0, "%.*s", (int) out.size, out.data);
	skops_buffer_free (&out);
	free (exact);
}

static void check_bad (const char *bytes, size_t size, const char *message)
{
	struct skops_error err = {0};
	struct skops_buffer out = {0};
	char *exact = malloc (size ? size : 1);

	memcpy (exact, bytes, size);
	cr_expect_eq (skops_json_parse (&err, exact, size, &plain, &events, &out), SKOPS_BAD_FILE, "accepted: %s", bytes);
	cr_expect_str_eq (err.message, message, "for %s: %s", bytes, err.message);
	skops_buffer_free (&out);
	free (exact);
}

Test (json, events_in_order)
{
	check (TEXT ("{\"a\": [1, -2.5e3 ,true,false,null,\"x\"], \"b\":{},\"c\":[]}\n"), &plain, "{a:[d1,d-2.5e3,t,f,n,sx,]b:{}c:[]}");
	check (TEXT (" \t\r\n[[[]],{}]"), &plain, "[[[]]{}]");
	check (TEXT ("\"root\""), &plain, "sroot,");
	check (TEXT ("12"), &plain, "d12,");
	check (TEXT ("null "), &plain, "n,");
	check (TEXT ("\"\""), &plain, "s,");
	check (TEXT ("{\"\":{\"\":1}}"), &plain, "{:{:d1,}}");
}

Test (json, what_other_readers_refuse_is_shown)
{
	check (TEXT ("[1e999,-0,340282366920938463463374607431768211456,1E-5,0.0]"), &plain,
	       "[d1e999,d-0,d340282366920938463463374607431768211456,d1E-5,d0.0,]");
	check (TEXT ("[NaN, Infinity,-Infinity]"), &python, "[dNaN,dInfinity,d-Infinity,]");
	check (TEXT ("{\"a\":1,\"a\":2}"), &plain, "{a:d1,a:d2,}");
}

Test (json, strings_are_unescaped)
{
	struct skops_error err = {0};
	struct skops_buffer out = {0};
	static const char expected[] = "s\"\\/\b\f\n\r\tä→\U0001F600|\0|\xed\xa0\x80|\xed\xb0\x80x|\xed\xa0\x80\xed\xa0\x80,";

	check (TEXT ("[\"a\\\\\", \"\\\"\" ,\"\\\\\\\"]\" ]"), &plain, "[sa\\,s\",s\\\"],]");
	check (TEXT ("{\"k\\u0041\\n\":\"\\\\\"}"), &plain, "{kA\n:s\\,}");
	cr_assert_eq (skops_json_parse (&err, TEXT ("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e4\\u2192\\uD83D\\ude00|\\u0000|\\ud800|\\udc00x|\\ud800\\ud800\""),
	                                &plain, &events, &out), SKOPS_OK, "%s", err.message);
	cr_assert_eq (out.size, sizeof expected - 1);
	cr_assert_arr_eq (out.data, expected, out.size);
	skops_buffer_free (&out);
}

Test (json, faults_have_a_place)
{
	check_bad (TEXT (""), "no valid JSON at byte 0: nothing but white space");
	check_bad (TEXT (" \n"), "no valid JSON at byte 2: nothing but white space");
	check_bad (TEXT ("[1,2"), "no valid JSON at byte 4: the document ends too early");
	check_bad (TEXT ("{"), "no valid JSON at byte 1: the document ends too early");
	check_bad (TEXT ("{\"a\""), "no valid JSON at byte 4: \":\" is expected");
	check_bad (TEXT ("{\"a\":"), "no valid JSON at byte 5: the document ends too early");
	check_bad (TEXT ("{\"a\":1,"), "no valid JSON at byte 7: the document ends too early");
	check_bad (TEXT ("{\"a\":1,}"), "no valid JSON at byte 7: a key in double quotes is expected");
	check_bad (TEXT ("{\"a\":1 \"b\":2}"), "no valid JSON at byte 7: \",\" or \"}\" is expected");
	check_bad (TEXT ("{\"a\" 1}"), "no valid JSON at byte 5: \":\" is expected");
	check_bad (TEXT ("{1:2}"), "no valid JSON at byte 1: a key in double quotes is expected");
	check_bad (TEXT ("{'a':1}"), "no valid JSON at byte 1: a key in double quotes is expected");
	check_bad (TEXT ("{\"a\":}"), "no valid JSON at byte 5: a value is expected");
	check_bad (TEXT ("[1,]"), "no valid JSON at byte 3: a value is expected");
	check_bad (TEXT ("[,1]"), "no valid JSON at byte 1: a value is expected");
	check_bad (TEXT ("[1 2]"), "no valid JSON at byte 3: \",\" or \"]\" is expected");
	check_bad (TEXT ("[1}"), "no valid JSON at byte 2: \",\" or \"]\" is expected");
	check_bad (TEXT ("{]"), "no valid JSON at byte 1: a key in double quotes is expected");
	check_bad (TEXT ("]"), "no valid JSON at byte 0: a value is expected");
	check_bad (TEXT ("[]]"), "no valid JSON at byte 2: something behind the document");
	check_bad (TEXT ("{} {}"), "no valid JSON at byte 3: something behind the document");
	check_bad (TEXT ("{}\0"), "no valid JSON at byte 2: something behind the document");
	check_bad (TEXT ("[\"a\"\"b\"]"), "no valid JSON at byte 4: \",\" or \"]\" is expected");
	check_bad (TEXT ("[\"a\"b]"), "no valid JSON at byte 4: \",\" or \"]\" is expected");
	check_bad (TEXT ("[1\"a\"]"), "no valid JSON at byte 1: a value is expected");
	check_bad (TEXT ("[1] // no"), "no valid JSON at byte 4: something behind the document");
	check_bad (TEXT ("[/*x*/1]"), "no valid JSON at byte 1: a value is expected");
	check_bad (TEXT ("[\"abc]"), "no valid JSON at byte 1: a string without an end");
	check_bad (TEXT ("[\"a\nb\"]"), "no valid JSON at byte 3: a control character inside a string");
	check_bad (TEXT ("[\"ab\\x\"]"), "no valid JSON at byte 4: an unknown escape");
	check_bad (TEXT ("[\"ab\\u12G4\"]"), "no valid JSON at byte 4: an unknown escape");
	check_bad (TEXT ("[\"ab\\u12\"]"), "no valid JSON at byte 4: an unknown escape");
}

Test (json, only_json_s_scalars)
{
	static const char *const bad[] = { "01", "+1", "1.", ".5", "1e", "1e+", "-", "--1", "0x10", "1_000", "True", "nul", "nulll", "truefalse",
	                                   "NaN", "Infinity", "-Infinity", "inf", "'a'", "undefined", "1a", "\x1a", "\x0c" };

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		check_bad (bad[i], strlen (bad[i]), "no valid JSON at byte 0: a value is expected");
}

Test (json, only_utf8)
{
	check_bad (TEXT ("[\"abc\xff\"]"), "no valid JSON at byte 5: invalid UTF-8");
	check_bad (TEXT ("[\"\xc0\x80\"]"), "no valid JSON at byte 2: invalid UTF-8");
	check_bad (TEXT ("[\"\xed\xa0\x80\"]"), "no valid JSON at byte 2: invalid UTF-8");
	check_bad (TEXT ("\xEF\xBB\xBF{}"), "no valid JSON at byte 0: a byte order mark");
	check_bad (TEXT ("\xFF\xFE{\0}\0"), "no valid JSON at byte 0: invalid UTF-8");
	check_bad (TEXT ("{\0}\0"), "no valid JSON at byte 1: a key in double quotes is expected");
	check (TEXT ("[\"ä→\U0001F600\"]"), &plain, "[sä→\U0001F600,]");
}

Test (json, depth_is_bounded)
{
	enum { DEEP = 1000000 };
	char *text = malloc (2 * DEEP);
	struct skops_error err = {0};
	struct skops_buffer out = {0};

	memset (text, '[', DEEP);
	memset (text + DEEP, ']', DEEP);
	check (text + DEEP - 100, 200, &plain,
	       "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
	       "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]");
	cr_assert_eq (skops_json_parse (&err, text, 2 * DEEP, &plain, &events, &out), SKOPS_BAD_FILE);
	cr_assert_str_eq (err.message, "no valid JSON at byte 100: too many objects and arrays inside one another");
	cr_assert_eq (out.size, 100);
	skops_buffer_free (&out);
	free (text);
}

Test (json, the_receiver_may_stop)
{
	struct skops_error err = {0};
	struct skops_buffer out = {0};

	cr_assert_eq (skops_json_parse (&err, TEXT ("[1,\"stop\",2]"), &plain, &events, &out), SKOPS_UNFIT);
	cr_assert_str_eq (out.data, "[d1,sstop,");
	skops_buffer_free (&out);
}

Test (json, truncated_anywhere_is_refused)
{
	static const char text[] = "{\"a\": [1, {\"b\\n\": \"c\\u0041\"}, true], \"d\": null}";

	for (size_t size = 0; size < sizeof text - 1; size++) {
		struct skops_error err = {0};
		struct skops_buffer out = {0};
		char *exact = malloc (size + 1);

		memcpy (exact, text, size);
		cr_expect_eq (skops_json_parse (&err, exact, size, &plain, &events, &out), SKOPS_BAD_FILE, "cut at %zu", size);
		skops_buffer_free (&out);
		free (exact);
	}
}

static void check_scalar (const char *bytes, size_t size, int kind, const char *expected)
{
	enum skops_json_kind got;
	struct skops_text text;
	char *scratch = malloc (size ? size : 1);
	bool found = skops_json_scalar (bytes, size, &got, &text, scratch);

	cr_expect_eq (found, kind >= 0, "%s", bytes);
	if (found && kind >= 0) {
		cr_expect_eq ((int) got, kind, "%s", bytes);
		cr_expect (skops_text_is (text, expected), "%s", bytes);
	}
	free (scratch);
}

Test (json, scalars)
{
	check_scalar (TEXT ("null"), SKOPS_JSON_NULL, "null");
	check_scalar (TEXT (" true\n"), SKOPS_JSON_TRUE, "true");
	check_scalar (TEXT ("false"), SKOPS_JSON_FALSE, "false");
	check_scalar (TEXT ("0.0"), SKOPS_JSON_NUMBER, "0.0");
	check_scalar (TEXT ("NaN"), SKOPS_JSON_NUMBER, "NaN");
	check_scalar (TEXT ("-Infinity"), SKOPS_JSON_NUMBER, "-Infinity");
	check_scalar (TEXT ("340282366920938463463374607431768211455"), SKOPS_JSON_NUMBER, "340282366920938463463374607431768211455");
	check_scalar (TEXT ("\"gini\""), SKOPS_JSON_STRING, "gini");
	check_scalar (TEXT ("\"\""), SKOPS_JSON_STRING, "");
	check_scalar (TEXT (" \"a\\\"\\u00e4\" "), SKOPS_JSON_STRING, "a\"ä");
	check_scalar (TEXT (""), -1, NULL);
	check_scalar (TEXT ("\""), -1, NULL);
	check_scalar (TEXT ("\"\\\""), -1, NULL);
	check_scalar (TEXT ("\"a\"b\""), -1, NULL);
	check_scalar (TEXT ("\"a\", \"b\""), -1, NULL);
	check_scalar (TEXT ("\"a\nb\""), -1, NULL);
	check_scalar (TEXT ("\"\\\n\""), -1, NULL);
	check_scalar (TEXT ("\"\\u12\""), -1, NULL);
	check_scalar (TEXT ("[]"), -1, NULL);
	check_scalar (TEXT ("{}"), -1, NULL);
	check_scalar (TEXT ("1 2"), -1, NULL);
	check_scalar (TEXT ("None"), -1, NULL);
	check_scalar (TEXT ("1\0"), -1, NULL);
}

static struct skops_value number (const char *text, bool fits)
{
	struct skops_value value;

	cr_expect_eq (skops_json_number (skops_text_of (text), &value), fits, "%s", text);
	return value;
}

Test (json, numbers)
{
	cr_assert_eq (number ("0", true).i, 0);
	cr_assert_eq (number ("-9223372036854775808", true).i, INT64_MIN);
	cr_assert_eq (number ("9223372036854775807", true).kind, SKOPS_IS_INT);
	cr_assert_eq (number ("9223372036854775808", true).kind, SKOPS_IS_UINT);
	cr_assert_eq (number ("18446744073709551615", true).u, UINT64_MAX);
	cr_assert_eq (number ("18446744073709551616", false).f, 18446744073709551616.0);
	cr_assert_eq (number ("-9223372036854775809", false).f, -9223372036854775808.0);
	cr_assert_eq (number ("0.1", true).f, 0.1);
	cr_assert_eq (number ("1e3", true).kind, SKOPS_IS_FLOAT);
	cr_assert_eq (number ("-0.0", true).f, 0.0);
	cr_assert (signbit (number ("-0.0", true).f));
	cr_assert_eq (number ("5e-324", true).f, 5e-324);
	cr_assert_eq (number ("1.7976931348623157e308", true).f, 1.7976931348623157e308);
	cr_assert_eq (number ("1e999", true).f, HUGE_VAL);
	cr_assert_eq (number ("-1E+999", true).f, -HUGE_VAL);
	cr_assert_eq (number ("1e-999", true).f, 0.0);
	cr_assert_eq (number ("0.0000001e-9999999999999999999999", true).f, 0.0);
	cr_assert_eq (number ("0.0001e9999999999999999999999", true).f, HUGE_VAL);
	cr_assert_eq (number ("1000000000e-330", true).f, 1e-321);
	cr_assert (isnan (number ("NaN", true).f));
	cr_assert_eq (number ("Infinity", true).f, HUGE_VAL);
	cr_assert_eq (number ("-Infinity", true).f, -HUGE_VAL);
	for (int i = 0; i < 8; i++)
		number ((const char *const[]) { "", "-", "x", "1.5x", "1e", "1.5 2.5", "inf", "nan" }[i], false);
}

Test (json, an_integer_of_many_digits)
{
	enum { N = 100000 };
	char *digits = malloc (N + 1);
	struct skops_value value;

	memset (digits, '9', N);
	digits[N] = '\0';
	cr_assert_not (skops_json_number (skops_text_of (digits), &value));
	cr_assert_eq (value.f, HUGE_VAL);
	free (digits);
}
