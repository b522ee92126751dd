/* SPDX-License-Identifier: BSD-3-Clause */
/* A zip container read in two steps: one member at once, the others by a thread. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "format/zip.h"
#include "zip-maker.h"

/* "skops " fifty times, as Python's zipfile packs it. */
static const char deflated[] = "\x2b\xce\xce\x2f\x28\x56\x28\x1e\x25\x89\x20\x01";

/* In two steps, with `wrong` member's sum falsified (-1: none). */
static enum skops_status read_in_steps (struct skops_error *err, int wrong, bool descriptor, enum skops_status *began)
{
	enum { LARGE = 700 << 10 };
	char *large = calloc (LARGE, 1), *bytes;
	struct made_member members[] = {
		{ "a.npy", .data = large, .size = LARGE }, { "packed", .data = deflated, .packed = sizeof deflated - 1, .size = 300, .crc = 0x7fd290ec, .method = 8 }, { "schema.json", .data = "{}", .size = 2 }, { "b.npy", .data = large, .size = LARGE },
		{ "late", .data = "hello", .size = 5, .flags = 8, .crc = 0x3610a686, .descriptor = "\x86\xa6\x10\x36\5\0\0\0\5\0\0\0", .descriptor_size = 12 },
	};
	struct skops_arena *arena = skops_arena_new (SIZE_MAX), *rest = skops_arena_new (SIZE_MAX);
	const struct skops_zip *zip = NULL;
	struct skops_zip_reading *reading;
	struct skops_buffer out = { 0 };
	enum skops_status status;

	if (wrong >= 0)
		members[wrong].crc = 1;
	make_zip (&out, members, descriptor ? 5 : 4, (struct made_end) { 0 });
	bytes = malloc (out.size);
	memcpy (bytes, out.data, out.size);
	*began = skops_zip_begin (err, &reading, &zip, arena, rest, NULL, bytes, out.size, skops_text_of ("schema.json"), &skops_limits_default);
	if (!*began) {
		const struct skops_member *schema = skops_zip_find (zip, skops_text_of ("schema.json"));

		cr_expect_eq (schema->loaded, 2);
		cr_expect_arr_eq (schema->data, "{}", 2);
	}
	status = skops_zip_finish (err, reading);
	for (size_t i = 0; !status && i < zip->count; i++) {
		const struct skops_member *member = &zip->members[i];

		cr_expect_eq (member->loaded, member->size);
		cr_expect (!member->size || member->data[0] == "\0s{\0h"[i]);
	}
	skops_arena_free (arena);
	skops_arena_free (rest);
	skops_buffer_free (&out);
	free (bytes);
	free (large);
	return status;
}

Test (zip_open, one_member_before_the_others)
{
	static const struct { int member; const char *message; } wrong[] = { { 0, "a.npy" }, { 2, "schema.json" }, { 3, "b.npy" } };
	enum skops_status began;

	for (int descriptor = 0; descriptor < 2; descriptor++) {
		struct skops_error err = { 0 };
		char message[80];

		cr_expect_eq (read_in_steps (&err, -1, descriptor, &began), SKOPS_OK, "%s", err.message);
		cr_expect_eq (began, SKOPS_OK);
		for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
			err = (struct skops_error) { 0 };
			snprintf (message, sizeof message, "member %s of the zip container cannot be unpacked", wrong[i].message);
			cr_expect_eq (read_in_steps (&err, wrong[i].member, descriptor, &began), SKOPS_BAD_FILE);
			cr_expect (strstr (err.message, message), "\"%s\", where \"%s\" is due", err.message, message);
			/* Where members can be shared out, only what is wrong with the first one is known at once. */
			cr_expect_eq (began, descriptor || wrong[i].member == 2 ? SKOPS_BAD_FILE : SKOPS_OK);
		}
	}
}
