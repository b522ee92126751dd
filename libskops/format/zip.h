/* SPDX-License-Identifier: BSD-3-Clause */
/* A zip container, read whole and checked. */
#ifndef SKOPS_FORMAT_ZIP_H
#define SKOPS_FORMAT_ZIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/limits.h"
#include "skops/value.h"

enum { SKOPS_ZIP_PADDING = 64 };

struct skops_member {
	struct skops_text name;
	const uint8_t *data; /* 16-byte aligned at least, and SKOPS_ZIP_PADDING zeros behind it; NULL when only `size` is known */
	size_t size;         /* unpacked */
	size_t loaded;       /* bytes of data that are there: size, or less in a headers-only reading, or 0 where it was left in the file */
	const char *method;  /* "stored", "deflated", "bzip2", "lzma", … as zip names them */
	size_t packed;       /* bytes in the file */
	const uint8_t *kept; /* NULL, or the member packed, where it was left so */
};

struct skops_zip {
	const struct skops_member *members; /* in the file's order */
	size_t count;
	bool whole; /* false: a headers-only reading */
	const struct skops_zip_file *file; /* NULL, or what is known of members that were left */
	const uint32_t *by_name; /* indices of members, for skops_zip_find */
};

/* Reads the container at `path` ("-": standard input) into the arena. `headers_only`: of members other than schema.json and *.npz only the first
 * 64 KiB are kept (an .npy header fits), the rest is skipped. Refused with SKOPS_BAD_FILE: not a zip (a pickle, gzip or tar is named as such), duplicate names,
 * a central directory that contradicts the local headers or the entries found, bytes that belong to no member (before, between or behind them),
 * overlaps, encryption, links, CRC mismatch, truncation, over-limit sizes or ratio, names with NUL, control characters or invalid UTF-8, or
 * that an extra field changes. SKOPS_UNSUPPORTED: a compression method that Python's zipfile does not write either. An unreadable file is SKOPS_MISUSE.
 * A folder's entry ("name/") is a member of no bytes. */
enum skops_status skops_zip_open (struct skops_error *err, const struct skops_zip **out, struct skops_arena *arena,
                                  const char *path, bool headers_only, const struct skops_limits *limits);

/* The same over bytes in memory (an .npz member). */
enum skops_status skops_zip_parse (struct skops_error *err, const struct skops_zip **out, struct skops_arena *arena,
                                   const void *bytes, size_t size, bool headers_only, const struct skops_limits *limits);

/* The same of all of a file (or, with `path` NULL, of bytes that stay until the end) in two steps, for who has work with one member, `first`: begin answers when that one is
 * there, while a thread reads the others into `rest`, which must live as long as `arena`; finish answers when all are there. In between, of the others only name, size, method and packed
 * may be looked at. Where it does not pay, begin reads all. finish is due whatever begin answered; what is wrong with members goes before what `err` holds of the first one's content.
 * Of a large regular file, long members that are stored as they are stay where they are, for skops_zip_data: so the file is open until skops_zip_close. Of a container that unpacks to
 * much, members that unpack to many times what they take stay packed, for skops_zip_data, too: nobody may ever read them. */
struct skops_zip_reading;
enum skops_status skops_zip_begin (struct skops_error *err, struct skops_zip_reading **reading, const struct skops_zip **out, struct skops_arena *arena,
                                   struct skops_arena *rest, const char *path, const void *bytes, size_t size, struct skops_text first, const struct skops_limits *limits);
enum skops_status skops_zip_finish (struct skops_error *err, struct skops_zip_reading *reading);

/* The bytes of a member, all of them, and its padding: `data`, or read or unpacked into `arena` from where they were left, and their sum checked. SKOPS_BAD_FILE where
 * it is wrong, or they were not read. By any number of threads at once. */
enum skops_status skops_zip_data (struct skops_error *err, const uint8_t **out, const struct skops_zip *zip, const struct skops_member *member, struct skops_arena *arena);

/* Checks, in little memory, the sums of members that were left and that nobody asked for so far, or were found damaged by whom it did not matter to. */
enum skops_status skops_zip_check_rest (struct skops_error *err, const struct skops_zip *zip);

/* Of what skops_zip_finish answered. NULL is fine. */
void skops_zip_close (const struct skops_zip *zip);

/* NULL when there is none of that name. */
const struct skops_member *skops_zip_find (const struct skops_zip *zip, struct skops_text name);

/* Writing: members are collected in memory, stored or deflated, then written as one zip to a buffer. Names and data are borrowed until finish. */
struct skops_zip_part {
	const char *name;
	const void *data;
	size_t size;
	bool deflate;
};
enum skops_status skops_zip_write (struct skops_error *err, struct skops_buffer *out, const struct skops_zip_part *parts, size_t count);

#endif
