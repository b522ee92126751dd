/* SPDX-License-Identifier: BSD-3-Clause */
/* A zip container read in two steps: one member at once, the others by a thread. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "format/deflate.h"
#include "format/zip.h"
#include "zip-maker.h"

/* "skops " fifty times, as Python's zipfile packs it. */
static const char deflated[] = "\x2b\xce\xce\x2f\x28\x56\x28\x1e\x25\x89\x20\x01";

/* What is read: a container of two large members, two small ones and one that is packed. */
enum { LARGE = 700 << 10 };

struct given {
	char *large;
	struct skops_arena *arena, *rest;
	struct skops_buffer bytes;
	const struct skops_zip *zip;
	struct skops_zip_reading *reading;
	struct skops_error err;
	enum skops_status began, status;
	char path[32]; /* "": from memory */
};

/* With `wrong` member's sum falsified (-1: none). */
static struct given make (int wrong, bool descriptor)
{
	struct given given = { .large = calloc (LARGE, 1), .arena = skops_arena_new (SIZE_MAX), .rest = skops_arena_new (SIZE_MAX) };
	struct made_member members[] = {
		{ "a.npy", .data = given.large, .size = LARGE }, { "packed", .data = deflated, .packed = sizeof deflated - 1, .size = 300, .crc = 0x7fd290ec, .method = 8 }, { "schema.json", .data = "{}", .size = 2 }, { "b.npy", .data = given.large, .size = LARGE },
		{ "late", .data = "hello", .size = 5, .flags = 8, .crc = 0x3610a686, .descriptor = "\x86\xa6\x10\x36\5\0\0\0\5\0\0\0", .descriptor_size = 12 },
	};

	if (wrong >= 0)
		members[wrong].crc = 1;
	make_zip (&given.bytes, members, descriptor ? 5 : 4, (struct made_end) { 0 });
	return given;
}

static void write_file (struct given *given)
{
	int fd;

	strcpy (given->path, "/tmp/test-zip-open-XXXXXX");
	fd = mkstemp (given->path);
	cr_assert (fd >= 0 && write (fd, given->bytes.data, given->bytes.size) == (ssize_t) given->bytes.size);
	close (fd);
}

/* In two steps. */
static enum skops_status read_in_steps (struct given *given)
{
	given->began = skops_zip_begin (&given->err, &given->reading, &given->zip, given->arena, given->rest, *given->path ? given->path : NULL, given->bytes.data, given->bytes.size,
	                                skops_text_of ("schema.json"), &skops_limits_default);
	if (!given->began) {
		const struct skops_member *schema = skops_zip_find (given->zip, skops_text_of ("schema.json"));

		cr_expect_eq (schema->loaded, 2);
		cr_expect_arr_eq (schema->data, "{}", 2);
	}
	return skops_zip_finish (&given->err, given->reading);
}

static void end (struct given *given)
{
	skops_zip_close (given->zip);
	if (*given->path)
		unlink (given->path);
	skops_arena_free (given->arena);
	skops_arena_free (given->rest);
	skops_buffer_free (&given->bytes);
	free (given->large);
}

Test (zip_open, one_member_before_the_others)
{
	static const struct { int member; const char *message; } wrong[] = { { 0, "a.npy" }, { 2, "schema.json" }, { 3, "b.npy" } };

	for (int descriptor = 0; descriptor < 2; descriptor++) {
		struct given given = make (-1, descriptor);
		char message[80];

		cr_expect_eq (read_in_steps (&given), SKOPS_OK, "%s", given.err.message);
		cr_expect_eq (given.began, SKOPS_OK);
		for (size_t i = 0; i < given.zip->count; i++) {
			const struct skops_member *member = &given.zip->members[i];

			cr_expect_eq (member->loaded, member->size);
			cr_expect (!member->size || member->data[0] == "\0s{\0h"[i]);
		}
		end (&given);
		for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
			given = make (wrong[i].member, descriptor);
			snprintf (message, sizeof message, "member %s of the zip container is damaged", wrong[i].message);
			cr_expect_eq (read_in_steps (&given), SKOPS_BAD_FILE);
			cr_expect (strstr (given.err.message, message), "\"%s\", where \"%s\" is due", given.err.message, message);
			/* Where members can be shared out, only what is wrong with the first one is known at once. */
			cr_expect_eq (given.began, descriptor || wrong[i].member == 2 ? SKOPS_BAD_FILE : SKOPS_OK);
			end (&given);
		}
	}
}

/* Asks for a member that was left in the file. */
static enum skops_status ask (struct given *given, const char *name)
{
	const struct skops_member *member = skops_zip_find (given->zip, skops_text_of (name));
	const uint8_t *data;

	cr_expect_eq (member->loaded, 0);
	if (skops_zip_data (&given->err, &data, given->zip, member, given->arena))
		return given->err.status;
	cr_expect_arr_eq (data, given->large, LARGE);
	return SKOPS_OK;
}

/* The same is refused, in the same words, as when the container is read in one go. */
static void expect_refusal (const struct made_member *members, size_t count, struct made_end lie, const char *what)
{
	for (int from_file = 0; from_file < 2; from_file++) {
		struct given given = { .arena = skops_arena_new (SIZE_MAX), .rest = skops_arena_new (SIZE_MAX) };
		struct skops_arena *arena = skops_arena_new (SIZE_MAX);
		struct skops_error err = { 0 };
		const struct skops_zip *zip;

		make_zip (&given.bytes, members, count, lie);
		if (from_file)
			write_file (&given);
		cr_expect_eq (skops_zip_parse (&err, &zip, arena, given.bytes.data, given.bytes.size, false, &skops_limits_default), SKOPS_BAD_FILE, "%s", what);
		cr_expect_eq (read_in_steps (&given), SKOPS_BAD_FILE, "%s", what);
		cr_expect_str_eq (given.err.message, err.message, "%s", what);
		skops_arena_free (arena);
		end (&given);
	}
}

Test (zip_open, headers_of_a_large_container)
{
	char *large = calloc (LARGE, 1);
	const struct made_member honest[] = { { "a.npy", .data = large, .size = LARGE }, { "schema.json", .data = "{}", .size = 2 }, { "b.npy", .data = large, .size = LARGE } };

	for (size_t i = 0; i < 3; i++) {
		struct made_member members[3];
#define LIE(...) do { \
			memcpy (members, honest, sizeof members); \
			__VA_ARGS__; \
			expect_refusal (members, 3, (struct made_end) { 0 }, #__VA_ARGS__); \
		} while (0)

		LIE (members[i].local_name = "c.npy");
		LIE (members[i].local_flags = 2);
		LIE (members[i].local_method = 8);
		LIE (members[i].local_crc = 1);
		LIE (members[i].local_size = 1);
		LIE (members[i].local_packed = 3);
		LIE (members[i].central_offset = 7);
		LIE (members[i].central_offset = LARGE + 35 + (i == 1)); /* where another one begins, or next to it */
		LIE (members[i].central_size = members[i].central_packed = 1, members[i].local_size = members[i].local_packed = 1); /* a gap behind it */
	}
	expect_refusal (honest, 3, (struct made_end) { .prefix = "MZ" }, "before the members");
	expect_refusal (honest, 3, (struct made_end) { .gap = "gap" }, "before the directory");
	free (large);
}

Test (zip_open, members_that_are_left_in_the_file)
{
	for (int descriptor = 0; descriptor < 2; descriptor++) {
		struct given given = make (-1, descriptor);
		const uint8_t *data;

		write_file (&given);
		cr_expect_eq (read_in_steps (&given), SKOPS_OK, "%s", given.err.message);
		cr_expect_eq (ask (&given, "a.npy"), SKOPS_OK, "%s", given.err.message);
		cr_expect_eq (skops_zip_data (&given.err, &data, given.zip, skops_zip_find (given.zip, skops_text_of ("packed")), given.arena), SKOPS_OK);
		cr_expect_arr_eq (data, "skops skops ", 12);
		cr_expect_eq (skops_zip_check_rest (&given.err, given.zip), SKOPS_OK, "%s", given.err.message);
		end (&given);

		/* What is wrong shows when it is asked for, and else at the end. */
		given = make (3, descriptor);
		write_file (&given);
		cr_expect_eq (read_in_steps (&given), SKOPS_OK, "%s", given.err.message);
		cr_expect_eq (ask (&given, "a.npy"), SKOPS_OK, "%s", given.err.message);
		cr_expect_eq (skops_zip_check_rest (&given.err, given.zip), SKOPS_BAD_FILE);
		cr_expect (strstr (given.err.message, "member b.npy of the zip container is damaged"), "%s", given.err.message);
		for (int again = 0; again < 2; again++) { /* whoever asked first may not have cared */
			given.err.status = SKOPS_OK;
			cr_expect_eq (ask (&given, "b.npy"), SKOPS_BAD_FILE);
			cr_expect (strstr (given.err.message, "member b.npy of the zip container is damaged"), "%s", given.err.message);
			given.err.status = SKOPS_OK;
			cr_expect_eq (skops_zip_check_rest (&given.err, given.zip), SKOPS_BAD_FILE);
		}
		end (&given);
	}
}

Test (zip_open, a_file_that_changes)
{
	struct given given = make (-1, false);

	write_file (&given);
	cr_expect_eq (read_in_steps (&given), SKOPS_OK, "%s", given.err.message);
	cr_assert_eq (truncate (given.path, LARGE), 0);
	cr_expect_eq (ask (&given, "a.npy"), SKOPS_BAD_FILE);
	cr_expect (strstr (given.err.message, "member a.npy of the zip container cannot be read any more"), "%s", given.err.message);
	end (&given);
}

/* A container of a few KiB, one member of which unpacks to 65 MiB of zeros. `sum`, `more`: falsify its sum and size; `broken`: and a byte of its data. */
enum { BOMB = 65 << 20 };
static struct given make_bomb (const char *name, bool descriptor, uint32_t sum, int more, bool broken)
{
	struct given given = { .large = calloc (BOMB, 1), .arena = skops_arena_new (SIZE_MAX), .rest = skops_arena_new (SIZE_MAX) };
	struct made_member members[] = { { "schema.json", .data = "{}", .size = 2 }, { name, .method = 8, .flags = descriptor ? 8 : 0, .size = BOMB + (size_t) more, .crc = skops_crc32 (0, given.large, BOMB) ^ sum } };
	struct skops_buffer packed = { 0 }, behind = { 0 };

	cr_assert_eq (skops_deflate (&given.err, &packed, given.large, BOMB), SKOPS_OK);
	if (broken)
		packed.data[packed.size / 2] ^= 1;
	members[1].data = packed.data;
	members[1].packed = packed.size;
	if (descriptor) {
		put (&behind, members[1].crc, 4);
		put (&behind, packed.size, 4);
		put (&behind, members[1].size, 4);
		members[1].descriptor = behind.data;
		members[1].descriptor_size = (uint16_t) behind.size;
	}
	make_zip (&given.bytes, members, 2, (struct made_end) { 0 });
	skops_buffer_free (&packed);
	skops_buffer_free (&behind);
	return given;
}

static size_t taken (const struct given *given)
{
	return skops_arena_mark (given->arena).total + skops_arena_mark (given->rest).total;
}

static void expect_bad (struct given *given, const char *message)
{
	cr_expect_eq (given->err.status, SKOPS_BAD_FILE);
	cr_expect (strstr (given->err.message, message), "\"%s\", where \"%s\" is due", given->err.message, message);
	given->err = (struct skops_error) { 0 };
}

Test (zip_open, what_unpacks_to_much_takes_no_memory_until_it_is_read)
{
	for (int way = 0; way < 4; way++) {
		struct given given = make_bomb ("bomb.npy", way & 1, 0, 0, false);
		const struct skops_member *member;
		const uint8_t *data;

		if (way & 2)
			write_file (&given);
		cr_assert_eq (read_in_steps (&given), SKOPS_OK, "%s", given.err.message);
		memset (given.bytes.data, 0, given.bytes.size); /* nobody needs it any more */
		member = skops_zip_find (given.zip, skops_text_of ("bomb.npy"));
		cr_expect_eq (member->size, BOMB);
		cr_expect_eq (member->loaded, 0);
		cr_expect_eq (skops_zip_check_rest (&given.err, given.zip), SKOPS_OK, "%s", given.err.message);
		cr_expect_lt (taken (&given), 1 << 20);
		for (int twice = 0; twice < 2; twice++) {
			cr_assert_eq (skops_zip_data (&given.err, &data, given.zip, member, given.arena), SKOPS_OK, "%s", given.err.message);
			cr_expect_eq (memcmp (data, given.large, BOMB), 0);
			cr_expect_eq (memcmp (data + BOMB, given.large, SKOPS_ZIP_PADDING), 0);
		}
		cr_expect_eq (skops_zip_check_rest (&given.err, given.zip), SKOPS_OK, "%s", given.err.message);
		end (&given);
	}
}

Test (zip_open, what_unpacks_to_much_and_is_wrong)
{
	static const struct { uint32_t sum; int more; bool broken; const char *message; } wrong[] = {
		{ 1, 0, false, "member bomb.npy of the zip container is damaged" }, { 0, 1, false, "member bomb.npy of the zip container" }, { 0, -1, false, "member bomb.npy of the zip container" },
		{ 0, 0, true, "member bomb.npy of the zip container" },
	};

	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct given given = make_bomb ("bomb.npy", false, wrong[i].sum, wrong[i].more, wrong[i].broken);
		const uint8_t *data;

		cr_expect_eq (read_in_steps (&given), SKOPS_OK, "%s", given.err.message);
		skops_zip_data (&given.err, &data, given.zip, skops_zip_find (given.zip, skops_text_of ("bomb.npy")), given.arena);
		expect_bad (&given, wrong[i].message);
		for (int again = 0; again < 2; again++) {
			skops_zip_check_rest (&given.err, given.zip);
			expect_bad (&given, wrong[i].message);
		}
		end (&given);
	}
}

Test (zip_open, where_headers_are_enough_the_rest_is_checked_at_once)
{
	for (int broken = 0; broken < 2; broken++) {
		struct given given = make_bomb ("bomb.npz", false, 0, 0, broken);
		const uint8_t *data;

		skops_zip_parse (&given.err, &given.zip, given.arena, given.bytes.data, given.bytes.size, true, &skops_limits_default);
		cr_expect_lt (taken (&given), 1 << 20);
		if (broken) {
			expect_bad (&given, "member bomb.npz of the zip container");
		} else {
			cr_assert_eq (given.err.status, SKOPS_OK, "%s", given.err.message);
			cr_expect_eq (skops_zip_data (&given.err, &data, given.zip, skops_zip_find (given.zip, skops_text_of ("bomb.npz")), given.arena), SKOPS_OK, "%s", given.err.message);
			cr_expect_eq (memcmp (data, given.large, BOMB), 0);
		}
		end (&given);
	}
}
