/* SPDX-License-Identifier: BSD-3-Clause */
/* Zip containers: what Python's zipfile writes is read, what two readers could read in two ways is refused. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/text.h"
#include "format/zip.h"
#include "zip-maker.h"

#define BYTES(literal) .data = (literal), .size = sizeof (literal) - 1
#define LOCAL_EXTRA(literal) .local_extra = (literal), .local_extra_size = sizeof (literal) - 1
#define CENTRAL_EXTRA(literal) .central_extra = (literal), .central_extra_size = sizeof (literal) - 1
#define DESCRIPTOR(literal) .descriptor = (literal), .descriptor_size = sizeof (literal) - 1

/* "skops " fifty times, as Python's zipfile packs it. */
static const char deflated[] = "\x2b\xce\xce\x2f\x28\x56\x28\x1e\x25\x89\x20\x01";
static const char bzip2[] =
	"\x42\x5a\x68\x39\x31\x41\x59\x26\x53\x59\x83\x68\xdc\x1a\x00\x00\x95\x91\x80\x40\x00\x00\x08\xc8\x00\x20\x00\x20\xa5\x43\xd4\x19\xa0\xc4"
	"\x5d\x45\xe4\x59\x16\x45\xf1\x77\x24\x53\x85\x09\x08\x36\x8d\xc1\xa0";
static const char lzma[] =
	"\x09\x04\x05\x00\x5d\x00\x00\x80\x00\x00\x39\x9a\xca\x44\x38\x66\xcd\xdd\xaf\xf6\x91\x81\xd5\xf7\xff\xff\x30\xa0\x00\x00";

#define PACKED(bytes, number) .data = (bytes), .packed = sizeof (bytes) - 1, .size = 300, .crc = 0x7fd290ec, .method = (number)

struct given {
	struct skops_error err;
	struct skops_arena *arena;
	const struct skops_zip *zip;
	enum skops_status status;
};

static struct given parse_bytes (const char *bytes, size_t size, bool headers_only, const struct skops_limits *limits)
{
	struct given given = { .arena = skops_arena_new (SIZE_MAX) };
	char *exact = malloc (size + !size); /* so that a read past the end is seen */

	memcpy (exact, bytes, size);
	given.status = skops_zip_parse (&given.err, &given.zip, given.arena, exact, size, headers_only, limits);
	free (exact);
	return given;
}

static struct given parse (const struct made_member *members, size_t count, struct made_end end)
{
	struct skops_buffer out = {0};
	struct given given;

	make_zip (&out, members, count, end);
	given = parse_bytes (out.data, out.size, false, &skops_limits_default);
	skops_buffer_free (&out);
	return given;
}

static void check_bad (struct given given, enum skops_status status, const char *message)
{
	cr_expect_eq (given.status, status, "%d, where \"%s\" is due", (int) given.status, message);
	cr_expect (strstr (given.err.message, message), "\"%s\", where \"%s\" is due", given.err.message, message);
	skops_arena_free (given.arena);
}

static void check_member (struct made_member member, enum skops_status status, const char *message)
{
	check_bad (parse (&member, 1, (struct made_end) {0}), status, message);
}

static void check_end (struct made_end end, const char *message)
{
	static const struct made_member members[] = { { "a.npy", BYTES ("array") }, { "schema.json", BYTES ("{}") } };

	check_bad (parse (members, 2, end), SKOPS_BAD_FILE, message);
}

Test (zip, every_method)
{
	static const struct made_member members[] = {
		{ "stored", BYTES ("hello") },
		{ "empty", BYTES ("") },
		{ "folder/", BYTES (""), .attributes = 0x41ED0010, .host = 3 },
		{ "deflated", PACKED (deflated, 8) },
		{ "bzip2", PACKED (bzip2, 12) },
		{ "lzma", PACKED (lzma, 14), .flags = 2 },
		{ "packed/", .data = "\3", .packed = 2, .method = 8, .attributes = 0x41ED0010, .host = 3 }, /* as Python's zipfile packs no bytes */
	};
	struct given given = parse (members, 7, (struct made_end) {0});

	cr_assert_eq (given.status, SKOPS_OK, "%s", given.err.message);
	cr_assert_eq (given.zip->count, 7);
	cr_assert (given.zip->whole);
	cr_assert_eq (given.zip->members[6].size, 0);
	for (size_t i = 0; i < 6; i++) {
		const struct skops_member *member = &given.zip->members[i];

		cr_assert (skops_text_is (member->name, members[i].name));
		cr_assert_eq (member->name.data[member->name.size], '\0');
		cr_assert_eq (member->size, members[i].size);
		cr_assert_eq (member->loaded, member->size);
		cr_assert_eq ((uintptr_t) member->data % 16, 0);
		cr_assert_str_eq (member->method, i < 3 ? "stored" : members[i].name);
		cr_assert_eq (skops_zip_find (given.zip, member->name), member);
		for (size_t at = 0; i >= 3 && at < 300; at++)
			cr_assert_eq (member->data[at], "skops "[at % 6]);
	}
	cr_assert_eq (memcmp (given.zip->members[0].data, "hello", 5), 0);
	cr_assert_eq (given.zip->members[3].packed, 12);
	cr_assert_null (skops_zip_find (given.zip, skops_text_of ("absent")));
	cr_assert_null (skops_zip_find (given.zip, skops_text_of ("store")));
	skops_arena_free (given.arena);
}

Test (zip, no_member_at_all)
{
	struct given given = parse (NULL, 0, (struct made_end) {0});

	cr_assert_eq (given.status, SKOPS_OK, "%s", given.err.message);
	cr_assert_eq (given.zip->count, 0);
	cr_assert_null (skops_zip_find (given.zip, skops_text_of ("schema.json")));
	skops_arena_free (given.arena);
}

Test (zip, what_is_no_zip_is_named)
{
	static const struct { const char *bytes; size_t size; const char *message; } files[] = {
		{ "", 0, "the file is empty" },
		{ "\x80\x04\x95\x10", 4, "a Python pickle" },
		{ "\x1f\x8b\x08\0", 4, "gzip-compressed" },
		{ "7z\xbc\xaf\x27\x1c..", 8, "7-Zip" },
		{ "PK\3\4....................................", 40, "cut short" },
		{ "{\"a\": 1}", 8, "JSON" },
		{ "P", 1, "not a zip container" },
		{ "nothing in particular, but longer than 22", 41, "not a zip container" },
	};
	char tar[1024] = "schema.json";

	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
		check_bad (parse_bytes (files[i].bytes, files[i].size, false, &skops_limits_default), SKOPS_BAD_FILE, files[i].message);
	memcpy (tar + 257, "ustar", 5);
	check_bad (parse_bytes (tar, sizeof tar, false, &skops_limits_default), SKOPS_BAD_FILE, "a tar archive");
}

Test (zip, truncated_anywhere_is_refused)
{
	static const struct made_member members[] = { { "a", BYTES ("array") }, { "deflated", PACKED (deflated, 8) } };
	struct skops_buffer out = {0};

	make_zip (&out, members, 2, (struct made_end) {0});
	for (size_t size = 0; size < out.size; size++)
		check_bad (parse_bytes (out.data, size, false, &skops_limits_default), SKOPS_BAD_FILE, "");
	skops_buffer_free (&out);
}

Test (zip, no_changed_byte_changes_what_is_read)
{
	static const struct made_member members[] = { { "a", BYTES ("array") }, { "d", PACKED (deflated, 8) } };
	struct skops_buffer out = {0};

	make_zip (&out, members, 2, (struct made_end) {0});
	for (size_t i = 0; i < out.size; i++)
		for (int bit = 0; bit < 8; bit++) {
			struct given given;

			out.data[i] = (char) (out.data[i] ^ 1 << bit);
			given = parse_bytes (out.data, out.size, false, &skops_limits_default);
			if (given.status == SKOPS_OK) { /* a time, a version: fields that say nothing of the data */
				cr_expect_eq (given.zip->count, 2);
				cr_expect_eq (memcmp (given.zip->members[0].data, "array", 5), 0, "byte %zu bit %d", i, bit);
				cr_expect_eq (given.zip->members[1].size, 300);
			}
			skops_arena_free (given.arena);
			out.data[i] = (char) (out.data[i] ^ 1 << bit);
		}
	skops_buffer_free (&out);
}

Test (zip, end_records)
{
	check_end ((struct made_end) { .prefix = "\x7f" "ELF" }, "bytes before it that belong to no member");
	check_end ((struct made_end) { .prefix = "\x7f" "ELF", .move = -4 }, "its central directory is not where");
	check_end ((struct made_end) { .prefix = "12345", .grow = 5, .move = -5 }, "fewer members than its end record");
	check_end ((struct made_end) { .suffix = "x" }, "something follows");
	check_end ((struct made_end) { .gap = "hidden" }, "bytes before its central directory");
	check_end ((struct made_end) { .move = 1 }, "not where its end record says");
	check_end ((struct made_end) { .move = 1 << 20 }, "not where its end record says");
	check_end ((struct made_end) { .grow = -1 }, "not where its end record says");
	check_end ((struct made_end) { .grow = -1, .move = 1 }, "fewer members");
	check_end ((struct made_end) { .more_entries = 1 }, "fewer members than its end record");
	check_end ((struct made_end) { .more_entries = -1 }, "more in it than its end record");
	check_end ((struct made_end) { .more_entries = 60000 }, "fewer members than its end record");
	check_end ((struct made_end) { .disk = 1 }, "more than one disk");
	check_end ((struct made_end) { .comment = "short", .comment_size = 6 }, "something follows");
	check_end ((struct made_end) { .comment = "long", .comment_size = 3 }, "something follows");
	check_end ((struct made_end) { .comment = "PK\5\6 and more, so that it looks like a record" }, "something follows");
}

Test (zip, two_end_records)
{
	/* the comment is an end record itself, of no member */
	static const char fake[23] = "PK\5\6";
	static const struct made_member member = { "a", BYTES ("x") };
	struct skops_buffer out = {0};

	make_zip (&out, &member, 1, (struct made_end) { .comment_size = 22 });
	skops_buffer_append (&out, fake, 22);
	check_bad (parse_bytes (out.data, out.size, false, &skops_limits_default), SKOPS_BAD_FILE, "not where its end record says");
	skops_buffer_free (&out);
}

Test (zip, a_comment_is_no_harm)
{
	static const struct made_member member = { "a", BYTES ("x") };
	struct given given = parse (&member, 1, (struct made_end) { .comment = "made by hand" });

	cr_assert_eq (given.status, SKOPS_OK, "%s", given.err.message);
	skops_arena_free (given.arena);
}

Test (zip, zip64_end_records)
{
	static const struct made_member member = { "a", BYTES ("x") };
	struct given given = parse (&member, 1, (struct made_end) { .zip64 = true });

	cr_assert_eq (given.status, SKOPS_OK, "%s", given.err.message);
	cr_assert_eq (given.zip->count, 1);
	skops_arena_free (given.arena);
	check_end ((struct made_end) { .zip64 = true, .zip64_entries = 3 }, "fewer members");
	check_end ((struct made_end) { .zip64 = true, .zip64_entries = 1 }, "more in it");
	check_end ((struct made_end) { .zip64 = true, .zip64_entries = UINT64_MAX }, "more members than the limit");
	check_end ((struct made_end) { .zip64 = true, .zip64_entries = 999999 }, "fewer members");
	check_end ((struct made_end) { .zip64 = true, .move = INT64_MAX }, "not where");
	check_end ((struct made_end) { .zip64 = true, .grow = -1 }, "not where");
}

Test (zip, zip64_fields)
{
	struct made_member member = { "a", BYTES ("hello"), .central_size = UINT32_MAX, .central_packed = UINT32_MAX,
	                              CENTRAL_EXTRA ("\1\0\20\0\5\0\0\0\0\0\0\0\5\0\0\0\0\0\0\0") };
	struct given given = parse (&member, 1, (struct made_end) {0});

	cr_assert_eq (given.status, SKOPS_OK, "%s", given.err.message);
	cr_assert_eq (given.zip->members[0].size, 5);
	skops_arena_free (given.arena);
	member.local_size = member.local_packed = UINT32_MAX;
	check_member (member, SKOPS_BAD_FILE, "local zip64 field is wrong");
	member.local_extra = member.central_extra;
	member.local_extra_size = 20;
	given = parse (&member, 1, (struct made_end) {0});
	cr_assert_eq (given.status, SKOPS_OK, "%s", given.err.message);
	skops_arena_free (given.arena);
	member.central_extra = "\1\0\10\0\5\0\0\0\0\0\0\0";
	member.central_extra_size = 12;
	check_member (member, SKOPS_BAD_FILE, "zip64 field is wrong");
	member.central_extra_size = 0;
	check_member (member, SKOPS_BAD_FILE, "zip64 field is wrong");
	member.central_extra = "\1\0\20\0\5\0\0\0\0\0\0\x80\5\0\0\0\0\0\0\x80";
	member.central_extra_size = 20;
	check_member (member, SKOPS_BAD_FILE, "zip64 field is wrong");
	member.central_extra = "\1\0\20\0\0\0\0\0\0\0\0\x40\0\0\0\0\0\0\0\x40";
	check_member (member, SKOPS_BAD_FILE, "over the limit");
	member.central_extra = "\1\0\0\0\1\0\0\0";
	member.central_extra_size = 8;
	check_member (member, SKOPS_BAD_FILE, "two zip64 fields");
	member.central_extra = "\1\0\21\0\0\0";
	member.central_extra_size = 6;
	check_member (member, SKOPS_BAD_FILE, "extra field is cut short");
}

Test (zip, names)
{
	check_member ((struct made_member) { "a\nb", BYTES ("x") }, SKOPS_BAD_FILE, "a\\x0ab of the zip container: its name has a control");
	check_member ((struct made_member) { "a\0b", BYTES ("x"), .name_size = 3 }, SKOPS_BAD_FILE, "control character");
	check_member ((struct made_member) { "a\x7f", BYTES ("x") }, SKOPS_BAD_FILE, "control character");
	check_member ((struct made_member) { "a\xff", BYTES ("x"), .flags = 0x800 }, SKOPS_BAD_FILE, "no valid UTF-8");
	check_member ((struct made_member) { "\xc3\xa9", BYTES ("x") }, SKOPS_BAD_FILE, "not marked as UTF-8");
	check_member ((struct made_member) { "", BYTES ("x") }, SKOPS_BAD_FILE, "no name");
	check_member ((struct made_member) { "a", BYTES ("x"), LOCAL_EXTRA ("\x75\x70\6\0\1....z") }, SKOPS_BAD_FILE, "another name");
	check_member ((struct made_member) { "a", BYTES ("x"), CENTRAL_EXTRA ("\x75\x70\6\0\1....z") }, SKOPS_BAD_FILE, "another name");
}

Test (zip, names_outside_ascii)
{
	static const struct made_member member = { "\xc3\xa9.npy", BYTES ("x"), .flags = 0x800 };
	struct given given = parse (&member, 1, (struct made_end) {0});

	cr_assert_eq (given.status, SKOPS_OK, "%s", given.err.message);
	cr_assert_not_null (skops_zip_find (given.zip, skops_text_of ("é.npy")));
	skops_arena_free (given.arena);
}

Test (zip, one_name_twice)
{
	static const struct made_member members[] = { { "schema.json", BYTES ("{}") }, { "a", BYTES ("x") }, { "schema.json", BYTES ("[]") } };
	static const struct made_member similar[] = { { "schema.json", BYTES ("{}") }, { "SCHEMA.JSON", BYTES ("x") }, { "./schema.json", BYTES ("[]") } };
	struct given given;

	check_bad (parse (members, 3, (struct made_end) {0}), SKOPS_BAD_FILE, "member schema.json of the zip container: its name occurs twice");
	given = parse (similar, 3, (struct made_end) {0});
	cr_assert_eq (given.status, SKOPS_OK);
	cr_assert_eq (skops_zip_find (given.zip, skops_text_of ("schema.json")), &given.zip->members[0]);
	skops_arena_free (given.arena);
}

Test (zip, headers_that_contradict_one_another)
{
	check_member ((struct made_member) { "aa", BYTES ("x"), .local_name = "ab" }, SKOPS_BAD_FILE, "gives another name");
	check_member ((struct made_member) { "aa", BYTES ("x"), .local_name = "aaa" }, SKOPS_BAD_FILE, "gives another name");
	check_member ((struct made_member) { "a", BYTES ("hello"), .local_size = 4 }, SKOPS_BAD_FILE, "another size or checksum");
	check_member ((struct made_member) { "a", BYTES ("hello"), .local_packed = 4 }, SKOPS_BAD_FILE, "another size or checksum");
	check_member ((struct made_member) { "a", BYTES ("hello"), .local_crc = 4 }, SKOPS_BAD_FILE, "another size or checksum");
	check_member ((struct made_member) { "a", BYTES ("hello"), .local_method = 8 }, SKOPS_BAD_FILE, "another method");
	check_member ((struct made_member) { "a", BYTES ("hello"), .local_flags = 0x800 }, SKOPS_BAD_FILE, "other flags");
	check_member ((struct made_member) { "a", BYTES ("hello"), .central_size = 4 }, SKOPS_BAD_FILE, "two sizes differ");
	check_member ((struct made_member) { "a", BYTES ("hello"), .central_size = 4, .central_packed = 4 }, SKOPS_BAD_FILE, "another size or checksum");
	check_member ((struct made_member) { "a", BYTES ("hello"), .central_size = 4, .central_packed = 4, .local_size = 4, .local_packed = 4 },
	              SKOPS_BAD_FILE, "bytes before its central directory");
	check_member ((struct made_member) { "a", BYTES ("hello"), .central_size = 600, .central_packed = 600, .local_size = 600, .local_packed = 600 },
	              SKOPS_BAD_FILE, "cut short");
	check_member ((struct made_member) { "a", BYTES ("hello"), .central_offset = 1 }, SKOPS_BAD_FILE, "bytes before it");
	check_member ((struct made_member) { "a", BYTES ("hello"), .central_offset = 1 << 30 }, SKOPS_BAD_FILE, "bytes before it");
	check_member ((struct made_member) { "a", BYTES ("hello"), .disk = 1 }, SKOPS_BAD_FILE, "another disk");
}

Test (zip, members_that_overlap)
{
	struct made_member members[] = { { "a", BYTES ("hello") }, { "b", BYTES ("hello") } };

	/* one local header for two names, and a member inside another */
	members[1].central_offset = 0;
	members[0].central_offset = 36;
	check_bad (parse (members, 2, (struct made_end) {0}), SKOPS_BAD_FILE, "");
	members[0].central_offset = 0;
	members[1].central_offset = 31;
	check_bad (parse (members, 2, (struct made_end) {0}), SKOPS_BAD_FILE, "overlaps another");
}

Test (zip, encryption)
{
	check_member ((struct made_member) { "a", BYTES ("hello"), .flags = 1 }, SKOPS_BAD_FILE, "encrypted");
	check_member ((struct made_member) { "a", BYTES ("hello"), .flags = 1 << 6 }, SKOPS_BAD_FILE, "encrypted");
	check_member ((struct made_member) { "a", BYTES ("hello"), .flags = 1 << 13 }, SKOPS_BAD_FILE, "encrypted");
	check_member ((struct made_member) { "a", BYTES ("hello"), .method = 99 }, SKOPS_BAD_FILE, "encrypted");
	check_member ((struct made_member) { "a", BYTES ("hello"), LOCAL_EXTRA ("\1\x99\7\0\2\0AE\3\0\0") }, SKOPS_BAD_FILE, "encrypted");
}

Test (zip, methods_that_are_not_read)
{
	static const uint16_t methods[] = { 1, 6, 9, 93, 95, 98, 0xFFFF };

	for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++)
		check_member ((struct made_member) { "a", BYTES ("hello"), .method = methods[i] }, SKOPS_UNSUPPORTED, "compressed by method");
}

Test (zip, no_links_no_devices)
{
	check_member ((struct made_member) { "a", BYTES ("/etc/passwd"), .host = 3, .attributes = 0120777u << 16 }, SKOPS_BAD_FILE, "symbolic link");
	check_member ((struct made_member) { "a", BYTES (""), .host = 3, .attributes = 0010644u << 16 }, SKOPS_BAD_FILE, "it is no file");
	check_member ((struct made_member) { "a", BYTES (""), .host = 3, .attributes = 0040755u << 16 }, SKOPS_BAD_FILE, "a folder by its attributes");
	check_member ((struct made_member) { "a", BYTES (""), .attributes = 0x10 }, SKOPS_BAD_FILE, "a folder by its attributes");
	check_member ((struct made_member) { "schema.json/", BYTES ("{}") }, SKOPS_BAD_FILE, "holds data");
	check_member ((struct made_member) { "packed/", PACKED (deflated, 8) }, SKOPS_BAD_FILE, "holds data");
	check_member ((struct made_member) { "packed/", .data = "\3", .packed = 2, .method = 8, .crc = 1 }, SKOPS_BAD_FILE, "is damaged");
	check_member ((struct made_member) { "hiding/", .data = bzip2, .packed = sizeof bzip2 - 1, .method = 12 }, SKOPS_BAD_FILE, "holds data");
	check_member ((struct made_member) { "a", BYTES ("x"), .host = 3, .attributes = 0100644u << 16 }, SKOPS_OK, "");
}

Test (zip, data_descriptors)
{
	/* CRC-32 of "hello" is 3610a686 */
	struct made_member member = { "a", BYTES ("hello"), .flags = 8, DESCRIPTOR ("PK\7\10\x86\xa6\x10\x36\5\0\0\0\5\0\0\0") };

	check_member (member, SKOPS_OK, "");
	member.descriptor += 4;
	member.descriptor_size = 12;
	check_member (member, SKOPS_OK, "");
	member.descriptor = "PK\7\10\x86\xa6\x10\x36\5\0\0\0\0\0\0\0\5\0\0\0\0\0\0\0";
	member.descriptor_size = 24;
	check_member (member, SKOPS_OK, "");
	member.descriptor = "PK\7\10\x86\xa6\x10\x36\5\0\0\0\6\0\0\0";
	member.descriptor_size = 16;
	check_member (member, SKOPS_BAD_FILE, "data descriptor contradicts");
	member.descriptor_size = 0;
	check_member (member, SKOPS_BAD_FILE, "data descriptor contradicts");
}

Test (zip, data_that_its_headers_do_not_describe)
{
	static const char garbage[] = "\xff\xff\xff\xff", early[] = "\x2b\xce\xce\x2f", trailing[] = "\x2b\xce\xce\x2f\x28\x56\x28\x1e\x25\x89\x20\x01zz";
	struct made_member member = { "d", PACKED (deflated, 8) };

	check_member ((struct made_member) { "a", BYTES ("hello"), .crc = 1 }, SKOPS_BAD_FILE, "is damaged: its CRC-32");
	member.crc = 1;
	check_member (member, SKOPS_BAD_FILE, "is damaged: its CRC-32");
	check_member ((struct made_member) { "d", PACKED (garbage, 8) }, SKOPS_BAD_FILE, "");
	check_member ((struct made_member) { "d", PACKED (early, 8) }, SKOPS_BAD_FILE, "");
	check_member ((struct made_member) { "d", PACKED (trailing, 8) }, SKOPS_BAD_FILE, "");
	member = (struct made_member) { "d", PACKED (deflated, 8) };
	member.size = 299;
	check_member (member, SKOPS_BAD_FILE, "");
	member.size = 301;
	check_member (member, SKOPS_BAD_FILE, "");
}

Test (zip, limits)
{
	static const struct made_member members[] = { { "a", BYTES ("hello") }, { "b", BYTES ("hello") }, { "c", PACKED (deflated, 8) } };
	struct skops_limits limits = skops_limits_default;
	struct skops_buffer out = {0};
	struct made_member bomb = { "a", PACKED (deflated, 8) };

	make_zip (&out, members, 3, (struct made_end) {0});
	limits.members = 2;
	check_bad (parse_bytes (out.data, out.size, false, &limits), SKOPS_BAD_FILE, "more members than the limit");
	limits = skops_limits_default;
	limits.member_bytes = 299;
	check_bad (parse_bytes (out.data, out.size, false, &limits), SKOPS_BAD_FILE, "over the limit for one member");
	limits = skops_limits_default;
	limits.total_bytes = 309;
	check_bad (parse_bytes (out.data, out.size, false, &limits), SKOPS_BAD_FILE, "over the limit for all");
	skops_buffer_free (&out);
	bomb.size = 64 << 20;
	check_member (bomb, SKOPS_BAD_FILE, "");
	bomb.size++;
	check_member (bomb, SKOPS_BAD_FILE, "unpack to more than the limit for a file of this size");
}

Test (zip, many_members)
{
	enum { N = 70000 };
	struct made_member *members = calloc (N, sizeof *members);
	char (*names)[12] = calloc (N, sizeof *names);
	struct given given;

	for (int i = 0; i < N; i++) {
		snprintf (names[i], sizeof names[i], "%d", i);
		members[i] = (struct made_member) { names[i], BYTES ("") };
	}
	given = parse (members, N, (struct made_end) { .zip64 = true });
	cr_assert_eq (given.status, SKOPS_OK, "%s", given.err.message);
	cr_assert_eq (given.zip->count, N);
	cr_assert_eq (skops_zip_find (given.zip, skops_text_of ("69999")), &given.zip->members[69999]);
	skops_arena_free (given.arena);
	free (members);
	free (names);
}

static void write_temporary (char path[], const struct skops_buffer *bytes)
{
	int fd = mkstemp (path);

	cr_assert_geq (fd, 0);
	cr_assert_eq (write (fd, bytes->data, bytes->size), (ssize_t) bytes->size);
	close (fd);
}

Test (zip, headers_only)
{
	enum { BIG = 1000000 };
	char *data = calloc (1, BIG), path[] = "zip-XXXXXX";
	struct made_member members[] = { { "a.npy", data, .size = BIG }, { "b.npz", data, .size = BIG }, { "d.npy", PACKED (deflated, 8) },
	                                 { "schema.json", data, .size = BIG } };
	struct skops_arena *arena = skops_arena_new (SIZE_MAX);
	struct skops_buffer out = {0};
	struct skops_error err = {0};
	const struct skops_zip *zip;

	for (size_t i = 0; i < BIG; i++)
		data[i] = (char) (i * i >> 8);
	make_zip (&out, members, 4, (struct made_end) {0});
	write_temporary (path, &out);
	for (int from_file = 0; from_file < 2; from_file++) {
		if (from_file)
			cr_assert_eq (skops_zip_open (&err, &zip, arena, path, true, &skops_limits_default), SKOPS_OK, "%s", err.message);
		else
			cr_assert_eq (skops_zip_parse (&err, &zip, arena, out.data, out.size, true, &skops_limits_default), SKOPS_OK, "%s", err.message);
		cr_assert_not (zip->whole);
		cr_assert_eq (zip->members[0].size, BIG);
		cr_assert_eq (zip->members[0].loaded, 65536);
		cr_assert_eq (memcmp (zip->members[0].data, data, 65536), 0);
		cr_assert_eq (zip->members[1].loaded, BIG);
		cr_assert_eq (zip->members[2].loaded, 300);
		cr_assert_eq (zip->members[3].loaded, BIG);
		cr_assert_eq (memcmp (zip->members[3].data, data, BIG), 0);
	}
	cr_assert_eq (skops_zip_open (&err, &zip, arena, path, false, &skops_limits_default), SKOPS_OK, "%s", err.message);
	cr_assert (zip->whole);
	cr_assert_eq (zip->members[0].loaded, BIG);
	cr_assert_eq (memcmp (zip->members[0].data, data, BIG), 0);
	unlink (path);
	skops_buffer_free (&out);
	skops_arena_free (arena);
	free (data);
}

Test (zip, files_that_cannot_be_read)
{
	struct skops_arena *arena = skops_arena_new (SIZE_MAX);
	struct skops_error err = {0};
	const struct skops_zip *zip;

	cr_assert_eq (skops_zip_open (&err, &zip, arena, "absent\n.skops", false, &skops_limits_default), SKOPS_MISUSE);
	cr_assert_str_eq (err.message, "absent\\x0a.skops cannot be read: No such file or directory");
	err = (struct skops_error) {0};
	cr_assert_eq (skops_zip_open (&err, &zip, arena, ".", false, &skops_limits_default), SKOPS_MISUSE);
	skops_arena_free (arena);
}

Test (zip, no_memory)
{
	static const struct made_member member = { "a", BYTES ("hello") };
	struct skops_buffer out = {0};
	enum skops_status status = SKOPS_NO_MEMORY;

	make_zip (&out, &member, 1, (struct made_end) {0});
	for (size_t limit = 0; status; limit += 8) {
		struct skops_arena *arena = skops_arena_new (limit);
		struct skops_error err = {0};
		const struct skops_zip *zip;

		cr_assert_lt (limit, 10000);
		status = skops_zip_parse (&err, &zip, arena, out.data, out.size, false, &skops_limits_default);
		cr_assert (status == SKOPS_OK || status == SKOPS_NO_MEMORY, "%s", err.message);
		skops_arena_free (arena);
	}
	skops_buffer_free (&out);
}

Test (zip, what_is_written_is_read)
{
	static const char text[] = "a text that occurs again, a text that occurs again, a text that occurs again";
	static const struct skops_zip_part parts[] = {
		{ "1.npy", "numbers", 7, false }, { "é.npy", "others", 6, false }, { "empty", "", 0, true }, { "short", "x", 1, true },
		{ "schema.json", text, sizeof text - 1, true }, { "2.npy", text, sizeof text - 1, true },
	};
	enum { N = sizeof parts / sizeof parts[0] };
	struct skops_buffer out = {0}, again = {0};
	struct skops_error err = {0};
	struct given given;

	cr_assert_eq (skops_zip_write (&err, &out, parts, N), SKOPS_OK, "%s", err.message);
	cr_assert_eq (skops_zip_write (&err, &again, parts, N), SKOPS_OK);
	cr_assert_eq (out.size, again.size);
	cr_assert_eq (memcmp (out.data, again.data, out.size), 0);
	given = parse_bytes (out.data, out.size, false, &skops_limits_default);
	cr_assert_eq (given.status, SKOPS_OK, "%s", given.err.message);
	cr_assert_eq (given.zip->count, N);
	for (size_t i = 0; i < N; i++) {
		const struct skops_member *member = &given.zip->members[i];

		cr_assert (skops_text_is (member->name, parts[i].name));
		cr_assert_eq (member->size, parts[i].size);
		cr_assert_eq (memcmp (member->data, parts[i].data, member->size), 0);
		cr_assert_str_eq (member->method, i < 4 ? "stored" : "deflated");
	}
	cr_assert_eq (memcmp (out.data + 64, "numbers", 7), 0, "a stored array begins at a multiple of 64");
	cr_assert_eq (memcmp (out.data + 128, "others", 6), 0);
	skops_arena_free (given.arena);
	skops_buffer_free (&out);
	skops_buffer_free (&again);
}

Test (zip, stored_arrays_are_aligned_whatever_their_names)
{
	char name[80] = "";

	for (size_t length = 5; length < sizeof name; length++) {
		struct skops_zip_part part = { name, "x", 1, false };
		struct skops_buffer out = {0};
		struct skops_error err = {0};
		struct given given;

		memset (name, 'n', length - 4);
		strcpy (name + length - 4, ".npy");
		cr_assert_eq (skops_zip_write (&err, &out, &part, 1), SKOPS_OK, "%s", err.message);
		given = parse_bytes (out.data, out.size, false, &skops_limits_default);
		cr_assert_eq (given.status, SKOPS_OK, "%s", given.err.message);
		cr_assert (out.data[64] == 'x' || out.data[128] == 'x' || out.data[192] == 'x', "length %zu", length);
		skops_arena_free (given.arena);
		skops_buffer_free (&out);
	}
}

Test (zip, many_members_are_written)
{
	enum { N = 65535 };
	struct skops_zip_part *parts = calloc (N, sizeof *parts);
	char (*names)[12] = calloc (N, sizeof *names);
	struct skops_buffer out = {0};
	struct skops_error err = {0};
	struct given given;

	for (int i = 0; i < N; i++) {
		snprintf (names[i], sizeof names[i], "%d", i);
		parts[i].name = names[i];
		parts[i].data = "x";
		parts[i].size = 1;
	}
	for (size_t n = N - 1; n <= N; n++) {
		cr_assert_eq (skops_zip_write (&err, &out, parts, n), SKOPS_OK, "%s", err.message);
		given = parse_bytes (out.data, out.size, false, &skops_limits_default);
		cr_assert_eq (given.status, SKOPS_OK, "%s", given.err.message);
		cr_assert_eq (given.zip->count, n);
		cr_assert_eq (memcmp (out.data + out.size - 22 - 20, "PK\6\7", 4) == 0, n == N, "65,535 members need a zip64 end record");
		skops_arena_free (given.arena);
		skops_buffer_free (&out);
	}
	free (parts);
	free (names);
}

Test (zip, a_member_without_a_name_is_not_written)
{
	static const struct skops_zip_part part = { "", "x", 1, false };
	struct skops_buffer out = {0};
	struct skops_error err = {0};

	cr_assert_eq (skops_zip_write (&err, &out, &part, 1), SKOPS_MISUSE);
	skops_buffer_free (&out);
}
