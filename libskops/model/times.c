/* SPDX-License-Identifier: BSD-3-Clause */
/* NumPy's datetime64 and timedelta64 as text. The calendar is the proleptic Gregorian one; days are counted from 1970-01-01. */
#include "model/times.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/checked.h"

/* What is left of a text. */
struct scanner {
	const char *at, *end;
};

/* Between `low` and `high` decimal digits. */
static bool digits (struct scanner *s, int low, int high, int64_t *value)
{
	int n = 0;

	*value = 0;
	while (n < high && s->at < s->end && *s->at >= '0' && *s->at <= '9') {
		*value = *value * 10 + (*s->at++ - '0');
		n++;
	}
	return n >= low;
}

static bool sign (struct scanner *s, char c)
{
	if (s->at == s->end || *s->at != c)
		return false;
	s->at++;
	return true;
}

static bool word (struct scanner *s, const char *text)
{
	size_t size = strlen (text);

	if ((size_t) (s->end - s->at) < size || memcmp (s->at, text, size) != 0)
		return false;
	s->at += size;
	return true;
}

static bool is_leap (int64_t year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int64_t days_of_month (int64_t year, int64_t month)
{
	static const int8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return days[month - 1] + (month == 2 && is_leap (year));
}

static int64_t floor_div (int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

static int64_t floor_mod (int64_t a, int64_t b)
{
	return a % b + (a % b < 0 ? b : 0);
}

/* Days from 1970-01-01 to a date: years of 365 days from March on, with the leap days of 400-year eras. */
static int64_t days_from_civil (int64_t year, int64_t month, int64_t day)
{
	int64_t era, year_of_era, day_of_year;

	year -= month <= 2;
	era = floor_div (year, 400);
	year_of_era = year - era * 400;
	day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

static void civil_from_days (int64_t days, int64_t *year, int64_t *month, int64_t *day)
{
	int64_t era, day_of_era, year_of_era, day_of_year, shifted;

	days += 719468;
	era = floor_div (days, 146097);
	day_of_era = days - era * 146097;
	year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	shifted = (5 * day_of_year + 2) / 153;
	*day = day_of_year - (153 * shifted + 2) / 5 + 1;
	*month = shifted + (shifted < 10 ? 3 : -9);
	*year = year_of_era + era * 400 + (*month <= 2);
}

/* "12:30", "12:30:05", "12:30:05.25" as parts of a second's unit: seconds, and the fraction in the unit. */
static bool clock_time (struct scanner *s, bool nanoseconds, int64_t *seconds, int64_t *fraction)
{
	int64_t hour, minute, second = 0;
	int places = nanoseconds ? 9 : 6;

	*fraction = 0;
	if (!digits (s, 2, 2, &hour) || hour > 23 || !sign (s, ':') || !digits (s, 2, 2, &minute) || minute > 59)
		return false;
	if (sign (s, ':')) {
		if (!digits (s, 2, 2, &second) || second > 59)
			return false;
		if (sign (s, '.')) {
			const char *start = s->at;
			if (!digits (s, 1, places, fraction))
				return false;
			for (int n = (int) (s->at - start); n < places; n++)
				*fraction *= 10;
			while (s->at < s->end && *s->at == '0')
				s->at++;
		}
	}
	*seconds = hour * 3600 + minute * 60 + second;
	return true;
}

static bool join (int64_t days, int64_t seconds, int64_t fraction, bool nanoseconds, int64_t *value)
{
	int64_t total;

	return !skops_multiply_overflows (days, (int64_t) 86400, &total) && !skops_add_overflows (total, seconds, &total)
	       && !skops_multiply_overflows (total, nanoseconds ? (int64_t) 1000000000 : (int64_t) 1000000, &total)
	       && !skops_add_overflows (total, fraction, value);
}

bool skops_datetime_parse (struct skops_text text, bool nanoseconds, int64_t *value)
{
	struct scanner s = { text.data, text.data + text.size };
	bool negative;
	int64_t year, month, day, seconds = 0, fraction = 0;

	if (text.size == 0)
		return false;
	if (word (&s, "NaT")) {
		*value = INT64_MIN;
		return s.at == s.end;
	}
	negative = sign (&s, '-');
	if (!digits (&s, 4, 6, &year) || !sign (&s, '-') || !digits (&s, 2, 2, &month) || month < 1 || month > 12 || !sign (&s, '-')
	    || !digits (&s, 2, 2, &day))
		return false;
	if (negative)
		year = -year;
	if (day < 1 || day > days_of_month (year, month))
		return false;
	if (s.at < s.end) {
		if ((!sign (&s, 'T') && !sign (&s, ' ')) || !clock_time (&s, nanoseconds, &seconds, &fraction))
			return false;
		sign (&s, 'Z');
	}
	return s.at == s.end && join (days_from_civil (year, month, day), seconds, fraction, nanoseconds, value);
}

bool skops_timedelta_parse (struct skops_text text, bool nanoseconds, int64_t *value)
{
	struct scanner s = { text.data, text.data + text.size };
	bool negative;
	int64_t days = 0, seconds = 0, fraction = 0;

	if (text.size == 0)
		return false;
	if (word (&s, "NaT")) {
		*value = INT64_MIN;
		return s.at == s.end;
	}
	negative = sign (&s, '-');
	if (memchr (s.at, 'd', (size_t) (s.end - s.at))) {
		if (!digits (&s, 1, 9, &days) || !word (&s, " day"))
			return false;
		sign (&s, 's');
		if (negative)
			days = -days;
		negative = false;
		if (s.at == s.end)
			return join (days, 0, 0, nanoseconds, value);
		if (!sign (&s, ' '))
			return false;
		sign (&s, '+');
	}
	if (!clock_time (&s, nanoseconds, &seconds, &fraction) || s.at != s.end)
		return false;
	if (negative) {
		seconds = -seconds;
		fraction = -fraction;
	}
	return join (days, seconds, fraction, nanoseconds, value);
}

bool skops_time_is_fine (struct skops_text text)
{
	const char *point = text.size ? memchr (text.data, '.', text.size) : NULL;
	size_t count = 0;

	if (!point)
		return false;
	for (const char *c = point + 1; c < text.data + text.size && *c >= '0' && *c <= '9'; c++)
		if (*c != '0')
			count = (size_t) (c - point);
	return count > 6;
}

const char *skops_unit_name (enum skops_unit unit)
{
	static const char *const names[] = { "", "Y", "M", "W", "D", "h", "m", "s", "ms", "us", "ns", "ps", "fs", "as" };

	return (size_t) unit < sizeof names / sizeof names[0] ? names[unit] : "";
}

char *skops_datetime_text (char out[SKOPS_TIME_TEXT], int64_t value, enum skops_unit unit)
{
	static const int64_t per_second[] = { 1, 1000, 1000000, 1000000000, 1000000000000, 1000000000000000, 1000000000000000000 };
	int64_t year, month, day, seconds, fraction;

	if (value == INT64_MIN) {
		snprintf (out, SKOPS_TIME_TEXT, "NaT");
		return out;
	}
	switch (unit) {
	case SKOPS_YEAR:
		if (value > INT64_MAX - 1970)
			break;
		snprintf (out, SKOPS_TIME_TEXT, "%04" PRId64, value + 1970);
		return out;
	case SKOPS_MONTH:
		snprintf (out, SKOPS_TIME_TEXT, "%04" PRId64 "-%02" PRId64, floor_div (value, 12) + 1970, floor_mod (value, 12) + 1);
		return out;
	case SKOPS_WEEK:
	case SKOPS_DAY:
		if (value > INT64_MAX / 8 || value < INT64_MIN / 8)
			break;
		civil_from_days (unit == SKOPS_WEEK ? value * 7 : value, &year, &month, &day);
		snprintf (out, SKOPS_TIME_TEXT, "%04" PRId64 "-%02" PRId64 "-%02" PRId64, year, month, day);
		return out;
	case SKOPS_HOUR:
	case SKOPS_MINUTE:
		if (skops_multiply_overflows (value, unit == SKOPS_HOUR ? (int64_t) 3600 : (int64_t) 60, &seconds))
			break;
		civil_from_days (floor_div (seconds, 86400), &year, &month, &day);
		seconds = floor_mod (seconds, 86400);
		if (unit == SKOPS_HOUR)
			snprintf (out, SKOPS_TIME_TEXT, "%04" PRId64 "-%02" PRId64 "-%02" PRId64 "T%02" PRId64, year, month, day, seconds / 3600);
		else
			snprintf (out, SKOPS_TIME_TEXT, "%04" PRId64 "-%02" PRId64 "-%02" PRId64 "T%02" PRId64 ":%02" PRId64, year, month, day, seconds / 3600,
			          seconds / 60 % 60);
		return out;
	case SKOPS_SECOND:
	case SKOPS_MILLISECOND:
	case SKOPS_MICROSECOND:
	case SKOPS_NANOSECOND:
	case SKOPS_PICOSECOND:
	case SKOPS_FEMTOSECOND:
	case SKOPS_ATTOSECOND: {
		int places = 3 * ((int) unit - SKOPS_SECOND);
		seconds = floor_div (value, per_second[unit - SKOPS_SECOND]);
		fraction = floor_mod (value, per_second[unit - SKOPS_SECOND]);
		civil_from_days (floor_div (seconds, 86400), &year, &month, &day);
		seconds = floor_mod (seconds, 86400);
		snprintf (out, SKOPS_TIME_TEXT, "%04" PRId64 "-%02" PRId64 "-%02" PRId64 "T%02" PRId64 ":%02" PRId64 ":%02" PRId64, year, month, day, seconds / 3600,
		          seconds / 60 % 60, seconds % 60);
		if (places)
			snprintf (out + strlen (out), SKOPS_TIME_TEXT - strlen (out), ".%0*" PRId64, places, fraction);
		return out;
	}
	default:
		break;
	}
	snprintf (out, SKOPS_TIME_TEXT, "%" PRId64, value);
	return out;
}

char *skops_timedelta_text (char out[SKOPS_TIME_TEXT], int64_t value, enum skops_unit unit)
{
	static const char *const words[] = { "generic time units", "years", "months", "weeks", "days", "hours", "minutes", "seconds", "milliseconds", "microseconds",
		"nanoseconds", "picoseconds", "femtoseconds", "attoseconds" };

	if (value == INT64_MIN)
		snprintf (out, SKOPS_TIME_TEXT, "NaT");
	else
		snprintf (out, SKOPS_TIME_TEXT, "%" PRId64 " %s", value, (size_t) unit < sizeof words / sizeof words[0] ? words[unit] : "");
	return out;
}
