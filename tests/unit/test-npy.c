/* SPDX-License-Identifier: BSD-3-Clause */
/* .npy: what NumPy writes is read, what it would not write is refused. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "format/npy.h"

/* An .npy file of any version and header, right or wrong. */
static uint8_t *make (size_t *size, int version, const char *header, const void *data, size_t bytes)
{
	struct skops_buffer out = {0};
	size_t length = strlen (header);
	uint8_t prefix[12] = { 0x93, 'N', 'U', 'M', 'P', 'Y', (uint8_t) version, 0, (uint8_t) length, (uint8_t) (length >> 8) };

	skops_buffer_append (&out, prefix, version == 1 ? 10 : 12);
	skops_buffer_text (&out, header);
	skops_buffer_append (&out, data, bytes);
	*size = out.size;
	return (uint8_t *) out.data;
}

struct given {
	struct skops_error err;
	struct skops_arena *arena;
	struct skops_npy array;
	uint8_t *bytes;
	enum skops_status status;
};

static struct given parse (int version, const char *header, const void *data, size_t bytes)
{
	struct given given = { .arena = skops_arena_new (1 << 20) };
	size_t size;
	uint8_t *made = make (&size, version, header, data, bytes);

	given.bytes = malloc (size); /* so that a read past the end is seen */
	memcpy (given.bytes, made, size);
	free (made);
	given.status = skops_npy_parse (&given.err, &given.array, given.arena, given.bytes, size, size);
	return given;
}

static void drop (struct given *given)
{
	free (given->bytes);
	skops_arena_free (given->arena);
}

static void check_bad (const char *header, enum skops_status status, const char *message)
{
	static const uint8_t zeros[64];
	struct given given = parse (1, header, zeros, sizeof zeros);

	cr_expect_eq (given.status, status, "%s: %d", header, (int) given.status);
	cr_expect (strstr (given.err.message, message), "%s: %s", header, given.err.message);
	drop (&given);
}

Test (npy, floats)
{
	static const double data[] = { 1, 2, 3, 4, 5, 6 };
	struct given given = parse (1, "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }          \n", data, sizeof data);

	cr_assert_eq (given.status, SKOPS_OK, "%s", given.err.message);
	cr_assert_eq (given.array.type.dtype, SKOPS_F8);
	cr_assert_eq (given.array.type.item, 8);
	cr_assert_eq (given.array.rank, 2);
	cr_assert_eq (given.array.shape[0], 2);
	cr_assert_eq (given.array.shape[1], 3);
	cr_assert_eq (given.array.count, 6);
	cr_assert_not (given.array.fortran);
	cr_assert_eq (given.array.data, given.bytes + given.array.header);
	cr_assert_str_eq (given.array.descr, "float64");
	drop (&given);
}

Test (npy, every_version_and_other_spellings)
{
	static const char *const headers[] = {
		"{'descr': '<i4', 'fortran_order': False, 'shape': (), }\n",
		"{\"shape\":(),\"descr\":\"<i4\",\"fortran_order\":False}",
		"{ 'fortran_order' : True , 'shape' : ( ) , 'descr' : '<i4' }   \n",
	};
	static const int32_t value = 7;

	for (int version = 1; version <= 3; version++)
		for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
			struct given given = parse (version, headers[i], &value, 4);

			cr_assert_eq (given.status, SKOPS_OK, "%s: %s", headers[i], given.err.message);
			cr_assert_eq (given.array.rank, 0);
			cr_assert_eq (given.array.count, 1);
			drop (&given);
		}
}

Test (npy, element_types)
{
	static const struct { const char *spelling; uint8_t dtype; size_t item; const char *shown; } types[] = {
		{ "<f8", SKOPS_F8, 8, "float64" }, { "<f4", SKOPS_F4, 4, "float32" }, { "<f2", SKOPS_F2, 2, "float16" },
		{ "<i8", SKOPS_I8, 8, "int64" }, { "<i2", SKOPS_I2, 2, "int16" }, { "|i1", SKOPS_I1, 1, "int8" },
		{ "<u8", SKOPS_U8, 8, "uint64" }, { "<u4", SKOPS_U4, 4, "uint32" }, { "<u2", SKOPS_U2, 2, "uint16" }, { "|u1", SKOPS_U1, 1, "uint8" },
		{ "|b1", SKOPS_B1, 1, "bool" }, { "<U7", SKOPS_STRING, 28, "<U7" }, { "|S5", SKOPS_BYTES, 5, "|S5" },
		{ "<M8[us]", SKOPS_DATETIME, 8, "datetime64[us]" }, { "<m8[25ns]", SKOPS_TIMEDELTA, 8, "timedelta64[25ns]" },
		{ "<M8", SKOPS_DATETIME, 8, "datetime64" }, { ">f8", SKOPS_F8, 8, "float64 (big-endian)" }, { ">U1", SKOPS_STRING, 4, "<U1 (big-endian)" },
	};
	static const uint8_t zeros[32];

	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
		char header[128];
		struct given given;

		snprintf (header, sizeof header, "{'descr': '%s', 'fortran_order': False, 'shape': (1,), }\n", types[i].spelling);
		given = parse (1, header, zeros, types[i].item);
		cr_expect_eq (given.status, SKOPS_OK, "%s", given.err.message);
		cr_expect_eq (given.array.type.dtype, types[i].dtype);
		cr_expect_eq (given.array.type.item, types[i].item);
		cr_expect_eq (given.array.type.swapped, types[i].spelling[0] == '>');
		cr_expect_str_eq (given.array.descr, types[i].shown);
		drop (&given);
	}
}

Test (npy, units)
{
	static const int64_t when = 1;
	struct given given = parse (1, "{'descr': '<M8[25us]', 'fortran_order': False, 'shape': (1,), }", &when, 8);

	cr_assert_eq (given.array.type.unit, SKOPS_MICROSECOND);
	cr_assert_eq (given.array.type.unit_count, 25);
	drop (&given);
	check_bad ("{'descr': '<M8[xx]', 'fortran_order': False, 'shape': (8,), }", SKOPS_BAD_FILE, "no element type");
	check_bad ("{'descr': '<M8[]', 'fortran_order': False, 'shape': (8,), }", SKOPS_BAD_FILE, "no element type");
	check_bad ("{'descr': '<M8[0us]', 'fortran_order': False, 'shape': (8,), }", SKOPS_BAD_FILE, "no element type");
	check_bad ("{'descr': '<M8[', 'fortran_order': False, 'shape': (8,), }", SKOPS_BAD_FILE, "no element type");
	check_bad ("{'descr': '<M8[99999999999us]', 'fortran_order': False, 'shape': (8,), }", SKOPS_BAD_FILE, "no element type");
	check_bad ("{'descr': '<M4[us]', 'fortran_order': False, 'shape': (16,), }", SKOPS_BAD_FILE, "no element type");
}

Test (npy, tree_nodes_and_their_padding)
{
	static const uint8_t nodes[2 * 64];
	struct given given = parse (1, "{'descr': [('left_child', '<i8'), ('right_child', '<i8'), ('feature', '<i8'), ('threshold', '<f8'), "
	                               "('impurity', '<f8'), ('n_node_samples', '<i8'), ('weighted_n_node_samples', '<f8'), "
	                               "('missing_go_to_left', '|u1'), ('', '|V7')], 'fortran_order': False, 'shape': (2,), }  \n",
	                            nodes, sizeof nodes);

	cr_assert_eq (given.status, SKOPS_OK, "%s", given.err.message);
	cr_assert_eq (given.array.type.dtype, SKOPS_RECORD_DTYPE);
	cr_assert_eq (given.array.type.item, 64);
	cr_assert_eq (given.array.n_fields, 8);
	cr_assert_str_eq (given.array.fields[7].name, "missing_go_to_left");
	cr_assert_eq (given.array.fields[7].offset, 56);
	cr_assert_eq (given.array.fields[7].type.dtype, SKOPS_U1);
	cr_assert_eq (strncmp (given.array.descr, "{left_child: int64, right_child: int64,", 39), 0);
	cr_assert_str_eq (given.array.descr + strlen (given.array.descr) - 3, "…");
	drop (&given);
}

Test (npy, packed_records_have_unaligned_fields)
{
	static const uint8_t nodes[2 * 13];
	struct given given = parse (1, "{'descr': [('value', '<f8'), ('is_leaf', '|u1'), ('bitset_idx', '<u4')], 'fortran_order': False, 'shape': (2,), }",
	                            nodes, sizeof nodes);

	cr_assert_eq (given.status, SKOPS_OK, "%s", given.err.message);
	cr_assert_eq (given.array.type.item, 13);
	cr_assert_eq (given.array.fields[2].offset, 9);
	cr_assert_str_eq (given.array.descr, "{value: float64, is_leaf: uint8, bitset_idx: uint32}");
	drop (&given);
}

Test (npy, records_described_by_a_dictionary)
{
	static const uint8_t data[48];
	struct given given = parse (1, "{'descr': {'names': ['a', 'b'], 'formats': ['<i4', '<f8'], 'offsets': [8, 0], 'itemsize': 24, 'aligned': True}, "
	                               "'fortran_order': False, 'shape': (2,), }", data, sizeof data);

	cr_assert_eq (given.status, SKOPS_OK, "%s", given.err.message);
	cr_assert_eq (given.array.type.item, 24);
	cr_assert_eq (given.array.fields[0].offset, 8);
	cr_assert_eq (given.array.fields[1].offset, 0);
	drop (&given);
#define DICTIONARY(inside) "{'descr': {" inside "}, 'fortran_order': False, 'shape': (2,), }"
	check_bad (DICTIONARY ("'names': ['a'], 'formats': ['<i4'], 'offsets': [29], 'itemsize': 32"), SKOPS_BAD_FILE, "outside its record");
	check_bad (DICTIONARY ("'names': ['a'], 'formats': ['<i4'], 'offsets': [9223372036854775807], 'itemsize': 32"), SKOPS_BAD_FILE, "outside");
	check_bad (DICTIONARY ("'names': ['a', 'b'], 'formats': ['<i4', '<i4'], 'offsets': [0, 3], 'itemsize': 32"), SKOPS_BAD_FILE, "overlap");
	check_bad (DICTIONARY ("'names': ['a', 'b'], 'formats': ['<i4'], 'offsets': [0, 4], 'itemsize': 32"), SKOPS_BAD_FILE, "incomplete");
	check_bad (DICTIONARY ("'names': ['a'], 'formats': ['<i4'], 'offsets': [0]"), SKOPS_BAD_FILE, "incomplete");
	check_bad (DICTIONARY ("'names': [], 'formats': [], 'offsets': [], 'itemsize': 0"), SKOPS_BAD_FILE, "incomplete");
	check_bad (DICTIONARY ("'names': ['a'], 'names': ['a']"), SKOPS_BAD_FILE, "repeated key");
	check_bad (DICTIONARY ("'titles': ['a']"), SKOPS_BAD_FILE, "unknown");
	check_bad (DICTIONARY ("'names': 'a'"), SKOPS_BAD_FILE, "a list");
}

Test (npy, records_that_are_not_read)
{
#define RECORD(inside) "{'descr': [" inside "], 'fortran_order': False, 'shape': (2,), }"
	check_bad (RECORD ("('a', '|O')"), SKOPS_UNSUPPORTED, "Python objects");
	check_bad (RECORD ("('a', '<f8', (4,))"), SKOPS_UNSUPPORTED, "arrays inside records");
	check_bad (RECORD ("('a', [('b', '<f8')])"), SKOPS_UNSUPPORTED, "records inside records");
	check_bad (RECORD ("(('t', 'a'), '<f8')"), SKOPS_UNSUPPORTED, "titles");
	check_bad (RECORD ("('', '|V32')"), SKOPS_UNSUPPORTED, "nothing but padding");
	check_bad (RECORD (""), SKOPS_UNSUPPORTED, "no field");
	check_bad (RECORD ("('a', '<f8'), ('a', '<f8')"), SKOPS_BAD_FILE, "two fields of one name");
	check_bad (RECORD ("('', '<f8')"), SKOPS_BAD_FILE, "without a name");
	check_bad (RECORD ("('', '|V')"), SKOPS_BAD_FILE, "without a name");
	check_bad (RECORD ("('a', '<i4'), ('', '|V99999999999')"), SKOPS_BAD_FILE, "padding of no size");
	check_bad (RECORD ("('a', '<i4'), ('', '|V2147483647'), ('', '|V2147483647')"), SKOPS_BAD_FILE, "over 2 GiB");
	check_bad (RECORD ("('a', '|V8')"), SKOPS_UNSUPPORTED, "|V8");
	check_bad (RECORD ("'a', '<f8'"), SKOPS_BAD_FILE, "in parentheses");
	check_bad (RECORD ("('a' '<f8')"), SKOPS_BAD_FILE, "a comma");
	check_bad (RECORD ("('0123456789012345678901234567890123456789012345678901234567890123', '<i4')"), SKOPS_UNSUPPORTED, "over 63 bytes");
	check_bad ("{'descr': ('<f8', (2,)), 'fortran_order': False, 'shape': (2,), }", SKOPS_UNSUPPORTED, "arrays as elements");
}

Test (npy, names_are_latin_1_or_utf_8)
{
	static const uint8_t data[8];
	struct given one = parse (1, RECORD ("('\xe9', '<f4')"), data, sizeof data), three = parse (3, RECORD ("('\xc3\xa9', '<f4')"), data, sizeof data),
	             wrong = parse (3, RECORD ("('\xe9', '<f4')"), data, sizeof data);

	cr_assert_eq (one.status, SKOPS_OK, "%s", one.err.message);
	cr_assert_str_eq (one.array.fields[0].name, "é");
	cr_assert_eq (three.status, SKOPS_OK, "%s", three.err.message);
	cr_assert_str_eq (three.array.fields[0].name, "é");
	cr_assert_eq (wrong.status, SKOPS_UNSUPPORTED);
	drop (&one);
	drop (&three);
	drop (&wrong);
}

Test (npy, element_types_that_are_none)
{
	static const char *const bad[] = { "<f3", "<i16", "<x8", "f8", "=f8", "|f8", "<f08", "<f8 ", "<f", "", "<", "<U", "<b1x", "<b2", "|S2147483648",
	                                   "<U536870912", "<i4294967304", "<f8[us]", "O", "<f-8", "<V", "|V" };
	static const char *const unread[] = { "|O", "<O8", "<f16", "<c8", "<c16", "|V8", "|V0" };
	char header[128];

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		snprintf (header, sizeof header, "{'descr': '%s', 'fortran_order': False, 'shape': (1,), }", bad[i]);
		check_bad (header, SKOPS_BAD_FILE, "is no element type of NumPy's");
	}
	for (size_t i = 0; i < sizeof unread / sizeof unread[0]; i++) {
		snprintf (header, sizeof header, "{'descr': '%s', 'fortran_order': False, 'shape': (1,), }", unread[i]);
		check_bad (header, SKOPS_UNSUPPORTED, "not read");
	}
}

Test (npy, headers_that_are_none)
{
#define WITH_SHAPE(shape) "{'descr': '<f8', 'fortran_order': False, 'shape': " shape ", }"
	check_bad ("", SKOPS_BAD_FILE, "a dictionary is expected");
	check_bad ("[]", SKOPS_BAD_FILE, "a dictionary is expected");
	check_bad ("{}", SKOPS_BAD_FILE, "is missing");
	check_bad ("((((((((((((((((((((((((((((((((((((((((", SKOPS_BAD_FILE, "a dictionary is expected");
	check_bad ("__import__('os').system('true')", SKOPS_BAD_FILE, "a dictionary is expected");
	check_bad ("{'descr': '<f8', 'fortran_order': False}", SKOPS_BAD_FILE, "is missing");
	check_bad ("{'descr': '<f8', 'descr': '<f8', 'fortran_order': False, 'shape': (8,)}", SKOPS_BAD_FILE, "repeated key");
	check_bad ("{'descr': '<f8', 'fortran_order': False, 'shape': (8,), 'extra': 1}", SKOPS_BAD_FILE, "unknown");
	check_bad ("{'descr': '<f8', 'fortran_order': 0, 'shape': (8,)}", SKOPS_BAD_FILE, "True or False");
	check_bad ("{'descr': '<f8' 'fortran_order': False, 'shape': (8,)}", SKOPS_BAD_FILE, "a comma");
	check_bad ("{'descr': '<' 'f8', 'fortran_order': False, 'shape': (8,)}", SKOPS_BAD_FILE, "no element type");
	check_bad ("{'descr': '\\x3cf8', 'fortran_order': False, 'shape': (8,)}", SKOPS_BAD_FILE, "an escape");
	check_bad ("{'descr': b'<f8', 'fortran_order': False, 'shape': (8,)}", SKOPS_BAD_FILE, "a string is expected");
	check_bad ("{'descr': '<f8', 'fortran_order': False, 'shape': (8,)} # x", SKOPS_BAD_FILE, "something behind");
	check_bad ("{'descr': '<f8', 'fortran_order': False, 'shape': (8,)", SKOPS_BAD_FILE, "a comma");
	check_bad ("{'descr': '<f8", SKOPS_BAD_FILE, "without an end");
	check_bad (WITH_SHAPE ("(8)"), SKOPS_BAD_FILE, "no tuple");
	check_bad (WITH_SHAPE ("8"), SKOPS_BAD_FILE, "a tuple");
	check_bad (WITH_SHAPE ("[8]"), SKOPS_BAD_FILE, "a tuple");
	check_bad (WITH_SHAPE ("(-8,)"), SKOPS_BAD_FILE, "a number");
	check_bad (WITH_SHAPE ("(8.0,)"), SKOPS_BAD_FILE, "a comma");
	check_bad (WITH_SHAPE ("(0x8,)"), SKOPS_BAD_FILE, "a comma");
	check_bad (WITH_SHAPE ("(08,)"), SKOPS_BAD_FILE, "a number");
	check_bad (WITH_SHAPE ("(1_000,)"), SKOPS_BAD_FILE, "a comma");
	check_bad (WITH_SHAPE ("(8L,)"), SKOPS_BAD_FILE, "a comma");
	check_bad (WITH_SHAPE ("(,)"), SKOPS_BAD_FILE, "a number");
	check_bad (WITH_SHAPE ("(9223372036854775808,)"), SKOPS_BAD_FILE, "over 64 bits");
	check_bad (WITH_SHAPE ("(4611686018427387904, 4)"), SKOPS_BAD_FILE, "impossibly large");
	check_bad (WITH_SHAPE ("(0, 9223372036854775807)"), SKOPS_BAD_FILE, "impossibly large");
	check_bad (WITH_SHAPE ("(1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1)"), SKOPS_UNSUPPORTED, "32 dimensions");
	check_bad (WITH_SHAPE ("(7,)"), SKOPS_BAD_FILE, "64 bytes where its shape asks for 56");
	check_bad (WITH_SHAPE ("(9,)"), SKOPS_BAD_FILE, "64 bytes where its shape asks for 72");
	check_bad (WITH_SHAPE ("(0,)"), SKOPS_BAD_FILE, "asks for 0");
	check_bad ("{'descr': '|S0', 'fortran_order': False, 'shape': (4611686018427387904,)}", SKOPS_BAD_FILE, "no size");
}

Test (npy, elements_of_no_size_may_be_absent)
{
	struct given given = parse (1, "{'descr': '<U0', 'fortran_order': False, 'shape': (0,), }", NULL, 0);

	cr_assert_eq (given.status, SKOPS_OK, "%s", given.err.message);
	cr_assert_eq (given.array.count, 0);
	drop (&given);
}

Test (npy, frames_that_are_none)
{
	static const struct { const char *bytes; size_t size; enum skops_status status; } frames[] = {
		{ "", 0, SKOPS_BAD_FILE },
		{ "\x93NUMPY", 6, SKOPS_BAD_FILE },
		{ "\x93NUMPX\1\0\0\0", 10, SKOPS_BAD_FILE },
		{ "\x93NUMPY\0\0\0\0", 10, SKOPS_UNSUPPORTED },
		{ "\x93NUMPY\4\0\0\0\0\0", 12, SKOPS_UNSUPPORTED },
		{ "\x93NUMPY\xff\0\0\0\0\0", 12, SKOPS_UNSUPPORTED },
		{ "\x93NUMPY\1\1\0\0\0\0", 12, SKOPS_UNSUPPORTED },
		{ "\x93NUMPY\2\0\xf0\xff\xff\xff", 12, SKOPS_BAD_FILE },
		{ "\x93NUMPY\2\0\xf0\xff", 10, SKOPS_BAD_FILE },
		{ "\x93NUMPY\1\0\3\0{}", 12, SKOPS_BAD_FILE },
		{ "\x93NUMPY\1\0\0\0", 10, SKOPS_BAD_FILE },
	};

	for (size_t i = 0; i < sizeof frames / sizeof frames[0]; i++) {
		struct skops_arena *arena = skops_arena_new (1 << 20);
		struct skops_error err = {0};
		struct skops_npy array;
		uint8_t *exact = malloc (frames[i].size + !frames[i].size);

		memcpy (exact, frames[i].bytes, frames[i].size);
		cr_expect_eq (skops_npy_parse (&err, &array, arena, exact, frames[i].size, frames[i].size), frames[i].status, "frame %zu: %s", i, err.message);
		free (exact);
		skops_arena_free (arena);
	}
}

Test (npy, truncated_anywhere_is_refused)
{
	static const double data[3];
	size_t size;
	uint8_t *bytes = make (&size, 1, "{'descr': '<f8', 'fortran_order': False, 'shape': (3,), }\n", data, sizeof data);

	for (size_t cut = 0; cut < size; cut++) {
		struct skops_arena *arena = skops_arena_new (1 << 20);
		struct skops_error err = {0};
		struct skops_npy array;
		uint8_t *exact = malloc (cut + !cut);

		memcpy (exact, bytes, cut);
		cr_expect_neq (skops_npy_parse (&err, &array, arena, exact, cut, cut), SKOPS_OK, "cut at %zu", cut);
		free (exact);
		skops_arena_free (arena);
	}
	free (bytes);
}

Test (npy, the_header_alone)
{
	struct skops_arena *arena = skops_arena_new (1 << 20);
	struct skops_error err = {0};
	struct skops_npy array;
	size_t size;
	uint8_t *bytes = make (&size, 1, "{'descr': '<f8', 'fortran_order': False, 'shape': (1000000,), }\n", NULL, 0);

	cr_assert_eq (skops_npy_parse (&err, &array, arena, bytes, size, size + 8000000), SKOPS_OK, "%s", err.message);
	cr_assert_null (array.data);
	cr_assert_eq (array.count, 1000000);
	cr_assert_eq (skops_npy_parse (&err, &array, arena, bytes, size, size + 8000001), SKOPS_BAD_FILE);
	err = (struct skops_error) {0};
	cr_assert_eq (skops_npy_parse (&err, &array, arena, bytes, 40, size + 8000000), SKOPS_UNSUPPORTED);
	free (bytes);
	skops_arena_free (arena);
}

Test (npy, characters_end_at_10ffff)
{
	static const uint32_t good[] = { 'a', 0x10FFFF }, bad[] = { 'a', 0x110000 }, swapped[] = { 0x61000000, 0xFFFF1000 };
	struct given given = parse (1, "{'descr': '<U2', 'fortran_order': False, 'shape': (), }", good, sizeof good);

	cr_assert_eq (given.status, SKOPS_OK);
	drop (&given);
	given = parse (1, "{'descr': '<U2', 'fortran_order': False, 'shape': (), }", bad, sizeof bad);
	cr_assert_eq (given.status, SKOPS_BAD_FILE);
	drop (&given);
	given = parse (1, "{'descr': '>U2', 'fortran_order': False, 'shape': (), }", swapped, sizeof swapped);
	cr_assert_eq (given.status, SKOPS_OK);
	drop (&given);
}

Test (npy, copy_from_fortran_order)
{
	/* numpy.arange (24).reshape (2, 3, 4) as int16, Fortran-ordered */
	static const int16_t data[] = { 0, 12, 4, 16, 8, 20, 1, 13, 5, 17, 9, 21, 2, 14, 6, 18, 10, 22, 3, 15, 7, 19, 11, 23 };
	struct given given = parse (1, "{'descr': '<i2', 'fortran_order': True, 'shape': (2, 3, 4), }", data, sizeof data);
	int16_t out[24];

	cr_assert_eq (given.status, SKOPS_OK, "%s", given.err.message);
	skops_npy_copy (out, &given.array);
	for (int16_t i = 0; i < 24; i++)
		cr_assert_eq (out[i], i);
	drop (&given);
}

Test (npy, copy_doubles_from_fortran_order)
{
	static const double data[] = { 1, 3, 5, 2, 4, 6 };
	struct given given = parse (1, "{'descr': '<f8', 'fortran_order': True, 'shape': (3, 2), }", data, sizeof data);
	double out[6];

	skops_npy_copy (out, &given.array);
	for (int i = 0; i < 6; i++)
		cr_assert_eq (out[i], i + 1);
	drop (&given);
}

Test (npy, copy_to_native_order)
{
	static const uint8_t numbers[] = { 0x3f, 0xf0, 0, 0, 0, 0, 0, 0 }, letters[] = { 0, 0, 0, 'a', 0, 0, 0, 'b' }, flags[] = { 0, 1, 2, 255 };
	static const uint8_t records[] = { 1, 0x12, 0x34, 2, 0x56, 0x78 };
	struct given given = parse (1, "{'descr': '>f8', 'fortran_order': False, 'shape': (1,), }", numbers, sizeof numbers);
	double number;
	uint32_t text[2];
	uint8_t bools[4], copied[6];
	uint16_t second;

	skops_npy_copy (&number, &given.array);
	cr_assert_eq (number, 1.0);
	drop (&given);
	given = parse (1, "{'descr': '>U2', 'fortran_order': False, 'shape': (1,), }", letters, sizeof letters);
	skops_npy_copy (text, &given.array);
	cr_assert_eq (text[0], 'a');
	cr_assert_eq (text[1], 'b');
	drop (&given);
	given = parse (1, "{'descr': '|b1', 'fortran_order': False, 'shape': (4,), }", flags, sizeof flags);
	skops_npy_copy (bools, &given.array);
	cr_assert_arr_eq (bools, ((uint8_t[]) { 0, 1, 1, 1 }), 4);
	drop (&given);
	given = parse (1, "{'descr': [('a', '|b1'), ('b', '>u2')], 'fortran_order': False, 'shape': (2,), }", records, sizeof records);
	skops_npy_copy (copied, &given.array);
	memcpy (&second, copied + 4, 2);
	cr_assert_eq (copied[3], 1);
	cr_assert_eq (second, 0x5678);
	drop (&given);
}

static void check_written (const char *descr, const int64_t *shape, unsigned rank, const char *expected_header, size_t expected_size)
{
	struct skops_buffer out = {0};
	struct skops_arena *arena = skops_arena_new (1 << 20);
	struct skops_error err = {0};
	struct skops_npy array;
	size_t count = 1;

	for (unsigned i = 0; i < rank; i++)
		count *= (size_t) shape[i];
	double *data = calloc (count + 1, 8);
	skops_npy_write (&out, descr, shape, rank, data, 8 * count);
	cr_assert_not (out.failed);
	cr_expect_eq (out.size, expected_size + 8 * count);
	cr_expect_eq (out.data[expected_size - 1], '\n');
	cr_expect_eq (memcmp (out.data + 10, expected_header, strlen (expected_header)), 0, "%.118s", out.data + 10);
	cr_expect_eq (skops_npy_parse (&err, &array, arena, (uint8_t *) out.data, out.size, out.size), SKOPS_OK, "%s", err.message);
	free (data);
	skops_buffer_free (&out);
	skops_arena_free (arena);
}

Test (npy, write_as_numpy_does)
{
	check_written ("<f8", (int64_t[]) { 3 }, 1, "{'descr': '<f8', 'fortran_order': False, 'shape': (3,), }                    ", 128);
	check_written ("<f8", (int64_t[]) { 2, 3 }, 2, "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }                    ", 128);
	check_written ("<M8[ns]", NULL, 0, "{'descr': '<M8[ns]', 'fortran_order': False, 'shape': (), } ", 128);
	check_written ("<i8", (int64_t[]) { 0, 1000, 1000, 1000, 1000 }, 5, "{'descr': '<i8', 'fortran_order': False, 'shape': (0, 1000, 1000, ", 128);
	check_written ("<i8", (int64_t[14]) { 0, 100, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 }, 14, "{'descr': '<i8', 'fortran_order': False, 'shape': (0, 100, 1, ", 192);
	check_written ("<i8", (int64_t[15]) { 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 }, 15, "{'descr': '<i8', 'fortran_order': False, 'shape': (0, 1, 1, ", 192);
}

Test (npy, names_of_types)
{
	cr_assert_str_eq (skops_dtype_name (SKOPS_F8), "float64");
	cr_assert_str_eq (skops_dtype_name (SKOPS_RECORD_DTYPE), "record");
	cr_assert_str_eq (skops_dtype_name ((enum skops_dtype) 99), "an unknown type");
	cr_assert_eq (skops_dtype_size (SKOPS_I2), 2);
	cr_assert_eq (skops_dtype_size (SKOPS_STRING), 0);
}
