/* SPDX-License-Identifier: BSD-3-Clause */
/* What a call answers: one enumeration for the core, its plugins and its users. */
#ifndef SKOPS_STATUS_H
#define SKOPS_STATUS_H

/* 0 is success and everything else negative, so that `if (status)` reads as "it failed". */
enum skops_status {
	SKOPS_OK = 0,
	SKOPS_UNFIT = -1,         /* the input does not fit the model: a missing column, a string where a number is due */
	SKOPS_UNSUPPORTED = -2,   /* understood and refused: an unknown type, a user's function, a newer writer */
	SKOPS_MISUSE = -3,        /* the caller's mistake: unknown method, unreadable or unwritable file */
	SKOPS_BAD_FILE = -4,      /* the model file is broken or inconsistent */
	SKOPS_NO_MEMORY = -5,     /* out of memory, or over the caller's limit */
};

#endif
