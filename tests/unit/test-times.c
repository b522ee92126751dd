/* SPDX-License-Identifier: BSD-3-Clause */
/* Dates and durations: what NumPy and pandas write is read, and what is read is a day of the calendar. */
#include <criterion/criterion.h>
#include <string.h>

#include "model/times.h"

static struct skops_text text (const char *nul_terminated)
{
	return (struct skops_text) { nul_terminated, strlen (nul_terminated) };
}

static int64_t date (const char *spelling, bool nanoseconds)
{
	int64_t value = 77;

	cr_assert (skops_datetime_parse (text (spelling), nanoseconds, &value), "%s", spelling);
	return value;
}

/* As numpy.datetime64 (spelling, "us").astype ("i8") says. */
Test (times, dates_count_microseconds_from_1970)
{
	cr_assert_eq (date ("1970-01-01", false), 0);
	cr_assert_eq (date ("2024-02-29", false), 1709164800000000);
	cr_assert_eq (date ("2024-02-29T12:30", false), 1709209800000000);
	cr_assert_eq (date ("2024-02-29 12:30:05.25", false), 1709209805250000);
	cr_assert_eq (date ("2024-02-29T12:30:05.25Z", false), 1709209805250000);
	cr_assert_eq (date ("1969-12-31T23:59:59.999999", false), -1);
	cr_assert_eq (date ("0001-01-01", false), -62135596800000000);
	cr_assert_eq (date ("1970-01-01T00:00:00.000000001", true), 1);
	cr_assert_eq (date ("NaT", false), INT64_MIN);
}

Test (times, what_is_no_date_is_refused)
{
	static const char *const wrong[] = { "", "-", "2023-02-29", "1900-02-29", "2024-13-01", "2024-00-10", "2024-01-00", "2024-01-32", "2024-1-1", "24-01-01", "2024-01-01T", "2024-01-01T24:00",
		"2024-01-01T12:60", "2024-01-01T12:00:60", "2024-01-01T12:00:00.1234567", "2024-01-01T12:00:00.", "2024-01-01x", "20240101", "999999-01-01", "NaTs" };
	int64_t value;

	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		cr_expect (!skops_datetime_parse (text (wrong[i]), false, &value), "\"%s\"", wrong[i]);
	cr_expect (!skops_datetime_parse (text ("2500-01-01"), true, &value), "beyond 64 bits of nanoseconds");
	cr_expect (skops_datetime_parse (text ("2000-02-29T12:00:00.1234560"), false, &value), "a zero more says nothing more");
}

Test (times, durations)
{
	int64_t value;

	cr_assert (skops_timedelta_parse (text ("3 days"), false, &value));
	cr_assert_eq (value, 259200000000);
	cr_assert (skops_timedelta_parse (text ("1 day"), false, &value));
	cr_assert_eq (value, 86400000000);
	cr_assert (skops_timedelta_parse (text ("-1 days +23:00:00"), false, &value));
	cr_assert_eq (value, -3600000000);
	cr_assert (skops_timedelta_parse (text ("0 days 00:00:01.5"), false, &value));
	cr_assert_eq (value, 1500000);
	cr_assert (skops_timedelta_parse (text ("-12:30:05"), false, &value));
	cr_assert_eq (value, -45005000000);
	cr_assert_not (skops_timedelta_parse (text ("3"), false, &value));
	cr_assert_not (skops_timedelta_parse (text ("3 days 1"), false, &value));
	cr_assert_not (skops_timedelta_parse (text (""), false, &value));
}

/* As str (numpy.datetime64 (value, unit)) says. */
Test (times, are_shown_as_numpy_shows_them)
{
	static const struct {
		int64_t value;
		enum skops_unit unit;
		const char *shown;
	} cases[] = {
		{ 0, SKOPS_YEAR, "1970" }, { -30, SKOPS_YEAR, "1940" }, { 14, SKOPS_MONTH, "1971-03" }, { -1, SKOPS_MONTH, "1969-12" }, { 1, SKOPS_WEEK, "1970-01-08" },
		{ 19782, SKOPS_DAY, "2024-02-29" }, { -1, SKOPS_DAY, "1969-12-31" }, { -719162, SKOPS_DAY, "0001-01-01" }, { 25, SKOPS_HOUR, "1970-01-02T01" },
		{ 61, SKOPS_MINUTE, "1970-01-01T01:01" }, { -1, SKOPS_SECOND, "1969-12-31T23:59:59" }, { 1500, SKOPS_MILLISECOND, "1970-01-01T00:00:01.500" },
		{ -1, SKOPS_MICROSECOND, "1969-12-31T23:59:59.999999" }, { 1, SKOPS_NANOSECOND, "1970-01-01T00:00:00.000000001" },
		{ INT64_MIN + 1, SKOPS_NANOSECOND, "1677-09-21T00:12:43.145224193" }, { INT64_MIN, SKOPS_DAY, "NaT" },
	};
	char out[SKOPS_TIME_TEXT];

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		cr_expect_str_eq (skops_datetime_text (out, cases[i].value, cases[i].unit), cases[i].shown);
	cr_expect_str_eq (skops_timedelta_text (out, 90, SKOPS_SECOND), "90 seconds");
	for (int unit = SKOPS_UNIT_GENERIC; unit <= SKOPS_ATTOSECOND; unit++) /* extremes must not overflow */
		for (int64_t value = INT64_MAX; value; value /= -1000)
			skops_datetime_text (out, value, (enum skops_unit) unit);
}

Test (times, every_day_of_eight_centuries_comes_back)
{
	char out[SKOPS_TIME_TEXT];

	for (int64_t day = -146097; day < 146097; day += 13)
		cr_assert_eq (date (skops_datetime_text (out, day, SKOPS_DAY), false), day * 86400000000);
}
