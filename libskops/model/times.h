/* SPDX-License-Identifier: BSD-3-Clause */
/* NumPy's datetime64 and timedelta64 as text: ISO 8601 dates, pandas' "2 days 03:04:05". Plain counts of a unit, no time zones. */
#ifndef SKOPS_MODEL_TIMES_H
#define SKOPS_MODEL_TIMES_H

#include <stdbool.h>
#include <stdint.h>

#include "skops/value.h"

enum { SKOPS_TIME_TEXT = 64 };

/* "2024-02-29", "2024-02-29T12:30", "2024-02-29 12:30:05.25", a final Z. `nanoseconds` chooses the unit of `value`: else microseconds. False for anything else, and for
 * what does not fit: a day that the month does not have, digits beyond the unit, years beyond its range. */
bool skops_datetime_parse (struct skops_text text, bool nanoseconds, int64_t *value);

/* "3 days", "-1 days +23:00:00", "0 days 00:00:01.5" as pandas writes them, and "12:30:05". */
bool skops_timedelta_parse (struct skops_text text, bool nanoseconds, int64_t *value);

/* True when the text has more than six digits of a second. */
bool skops_time_is_fine (struct skops_text text);

/* As str (numpy.datetime64) says it: as many parts as the unit has; INT64_MIN is "NaT". */
char *skops_datetime_text (char out[SKOPS_TIME_TEXT], int64_t value, enum skops_unit unit);

/* As str (numpy.timedelta64) says it: "90 seconds". */
char *skops_timedelta_text (char out[SKOPS_TIME_TEXT], int64_t value, enum skops_unit unit);

/* "us" in "<M8[us]"; "" for generic. */
const char *skops_unit_name (enum skops_unit unit);

#endif
