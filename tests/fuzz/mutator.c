/* SPDX-License-Identifier: BSD-3-Clause */
/* Alters .skops files where it hurts: the container stays whole, while schema.json or an array in it changes. libFuzzer calls it for the targets that read such files;
 * schema.json alone is altered in the same ways. */
#include <math.h>
#include <string.h>

#include "base/buffer.h"
#include "format/npy.h"
#include "fuzz.h"

size_t LLVMFuzzerMutate (uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator (uint8_t *data, size_t size, size_t max_size, unsigned seed);

enum { MOST_MEMBERS = 400, MOST_MARKS = 20000 };

static uint32_t state;

/* 0 to bound - 1. */
static size_t any (size_t bound)
{
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return bound ? state % bound : 0;
}

struct span {
	size_t from, to;
};

/* ---- text ---- */

static const char *const words[] = {
	"null", "true", "false", "0", "1", "-1", "2", "3", "1000000", "2147483647", "-2147483648", "4294967296", "9223372036854775807", "18446744073709551616", "NaN", "Infinity",
	"1e999", "1.5", "1e-320", "[]", "{}", "\\\"\\\"", "\\\"passthrough\\\"", "\\\"drop\\\"", "\\\"auto\\\"", "\\\"(a+)+$\\\"", "[0, 1]",
};

/* Texts between quotes, without the quotes. */
static size_t find_strings (struct span *out, const char *text, size_t size)
{
	size_t count = 0;

	for (size_t i = 0; i < size && count < MOST_MARKS; i++) {
		size_t from = i + 1;

		if (text[i] != '"')
			continue;
		for (i++; i < size && text[i] != '"'; i++)
			i += text[i] == '\\';
		if (i < size)
			out[count++] = (struct span) { from, i };
	}
	return count;
}

/* Numbers, also those inside of strings. */
static size_t find_numbers (struct span *out, const char *text, size_t size)
{
	size_t count = 0;

	for (size_t i = 0; i < size && count < MOST_MARKS; i++) {
		size_t from = i;

		while (i < size && (text[i] == '-' || text[i] == '.' || (text[i] >= '0' && text[i] <= '9')))
			i++;
		if (i > from)
			out[count++] = (struct span) { from, i };
	}
	return count;
}

/* Objects, from brace to brace; braces in strings are rare enough. */
static size_t find_objects (struct span *out, const char *text, size_t size)
{
	static size_t open[2000];
	size_t depth = 0, count = 0;

	for (size_t i = 0; i < size && count < MOST_MARKS; i++)
		if (text[i] == '{' && depth < 2000)
			open[depth++] = i;
		else if (text[i] == '}' && depth)
			out[count++] = (struct span) { open[--depth], i + 1 };
	return count;
}

/* `text` with what is between `from` and `to` replaced. */
static void splice (struct skops_buffer *out, const char *text, size_t size, struct span at, const char *by, size_t by_size)
{
	skops_buffer_append (out, text, at.from);
	skops_buffer_append (out, by, by_size);
	skops_buffer_append (out, text + at.to, size - at.to);
}

static void mutate_bytes (struct skops_buffer *out, const void *bytes, size_t size)
{
	size_t room = size + 64;
	uint8_t *copy = malloc (room);

	fuzz_assert (copy);
	memcpy (copy, bytes, size);
	skops_buffer_append (out, copy, LLVMFuzzerMutate (copy, size, room));
	free (copy);
}

/* White space is dropped: it only costs time. */
static size_t compact (char *text, size_t size)
{
	size_t to = 0;
	bool quoted = false;

	for (size_t i = 0; i < size; i++) {
		if (quoted && text[i] == '\\' && i + 1 < size)
			text[to++] = text[i++];
		else if (text[i] == '"')
			quoted = !quoted;
		else if (!quoted && (text[i] == ' ' || text[i] == '\n'))
			continue;
		text[to++] = text[i];
	}
	return to;
}

static void mutate_schema (struct skops_buffer *out, const void *schema, size_t size)
{
	static struct span marks[MOST_MARKS];
	char *text = malloc (size + 1);
	struct span a, b;
	size_t count;

	fuzz_assert (text);
	memcpy (text, schema, size);
	size = compact (text, size);
	switch (any (8)) {
	case 0:
	case 1: /* a number is another */
		count = find_numbers (marks, text, size);
		a = marks[any (count)];
		b.from = any (sizeof words / sizeof *words);
		if (count)
			splice (out, text, size, a, words[b.from], strlen (words[b.from]));
		break;
	case 2: /* a string stands for another */
		count = find_strings (marks, text, size);
		a = marks[any (count)];
		b = marks[any (count)];
		if (count)
			splice (out, text, size, a, text + b.from, b.to - b.from);
		break;
	case 3: /* … or for a word */
		count = find_strings (marks, text, size);
		a = marks[any (count)];
		b.from = any (sizeof words / sizeof *words);
		if (count)
			splice (out, text, size, a, words[b.from], strlen (words[b.from]));
		break;
	case 4: /* an object stands for another */
	case 5:
		count = find_objects (marks, text, size);
		a = marks[any (count)];
		b = marks[any (count)];
		if (count)
			splice (out, text, size, a, text + b.from, b.to - b.from);
		break;
	case 6: /* an object is gone, or there twice */
		count = find_objects (marks, text, size);
		a = marks[any (count)];
		if (!count)
			break;
		if (any (2)) {
			b.from = a.to;
			b.to = a.to + (a.to < size && text[a.to] == ',');
			splice (out, text, size, (struct span) { a.from, b.to }, "", 0);
		} else {
			skops_buffer_append (out, text, a.to);
			skops_buffer_text (out, ",");
			skops_buffer_append (out, text + a.from, size - a.from);
		}
		break;
	default: mutate_bytes (out, text, size); break;
	}
	if (!out->size)
		mutate_bytes (out, text, size);
	free (text);
}

/* ---- arrays ---- */

static void put_extreme (uint8_t *at, const struct skops_npy_type *type, size_t count)
{
	static const double floats[] = { 0, 1, -1, 2, 1e308, -1e308, 5e-324, 1e16 };
	const int64_t integers[] = { 0, 1, -1, 2, -2, 3, INT8_MAX, INT16_MAX, INT32_MAX, INT32_MIN, INT64_MAX, INT64_MIN, (int64_t) count, (int64_t) count - 1, (int64_t) any (count) };
	double number = any (4) ? floats[any (8)] : any (2) ? NAN : INFINITY;
	int64_t integer = integers[any (sizeof integers / sizeof *integers)];
	float narrow = (float) number;

	if (type->dtype == SKOPS_F8 && type->item == 8)
		memcpy (at, &number, 8);
	else if (type->dtype == SKOPS_F4 && type->item == 4)
		memcpy (at, &narrow, 4);
	else
		memcpy (at, &integer, type->item < 8 ? type->item : 8);
}

/* Elements become extreme, or the header changes. */
static void mutate_array (struct skops_buffer *out, const uint8_t *bytes, size_t size)
{
	struct skops_arena *arena = skops_arena_new (fuzz_limits.memory);
	struct skops_error err = { 0 };
	struct skops_npy npy;

	fuzz_assert (arena);
	if (any (8) && !skops_npy_parse (&err, &npy, arena, bytes, size, size) && npy.count && npy.type.item) {
		skops_buffer_append (out, bytes, size);
		for (size_t times = 1 + any (2) * any (4); times && !out->failed; times--) {
			const struct skops_npy_field *field = npy.n_fields ? &npy.fields[any (npy.n_fields)] : NULL;
			uint8_t *at = (uint8_t *) out->data + npy.header + any (npy.count) * npy.type.item;

			if (npy.type.dtype != SKOPS_RECORD_DTYPE || field)
				put_extreme (at + (field ? field->offset : 0), field ? &field->type : &npy.type, npy.count);
		}
	} else if (any (2) && size > 80) { /* the header alone */
		struct skops_buffer header = { 0 };

		mutate_bytes (&header, bytes, 80);
		skops_buffer_append (out, header.data, header.size < 80 ? header.size : 80);
		skops_buffer_append (out, bytes + 80, size - 80);
		skops_buffer_free (&header);
	} else {
		mutate_bytes (out, bytes, size);
	}
	skops_arena_free (arena);
}

/* ---- containers ---- */

static bool ends_in (const char *name, const char *end)
{
	size_t size = strlen (name), end_size = strlen (end);

	return size >= end_size && !strcmp (name + size - end_size, end);
}

/* Appends the container with one member altered; false if it is none. */
static bool mutate_zip (struct skops_buffer *out, const uint8_t *bytes, size_t size)
{
	struct skops_arena *arena = skops_arena_new (fuzz_limits.memory);
	struct skops_zip_part parts[MOST_MEMBERS];
	struct skops_buffer altered = { 0 };
	struct skops_error err = { 0 };
	const struct skops_zip *zip;
	size_t at, other;
	bool done = false;

	fuzz_assert (arena);
	if (skops_zip_parse (&err, &zip, arena, bytes, size, false, &fuzz_limits) || !zip->count || zip->count > MOST_MEMBERS)
		goto out;
	for (size_t i = 0; i < zip->count; i++)
		parts[i] = (struct skops_zip_part) { zip->members[i].name.data, zip->members[i].data, zip->members[i].size, false };
	at = any (zip->count);
	other = any (zip->count);
	for (size_t i = 0, often = any (2); i < zip->count && often; i++) /* as often as all others together */
		if (!strcmp (parts[i].name, "schema.json"))
			at = i;
	if (!strcmp (parts[at].name, "schema.json"))
		mutate_schema (&altered, parts[at].data, parts[at].size);
	else if (!any (10))
		skops_buffer_append (&altered, parts[other].data, parts[other].size);
	else if (ends_in (parts[at].name, ".npz") && mutate_zip (&altered, parts[at].data, parts[at].size))
		;
	else if (ends_in (parts[at].name, ".npy"))
		mutate_array (&altered, parts[at].data, parts[at].size);
	else
		mutate_bytes (&altered, parts[at].data, parts[at].size);
	parts[at].data = altered.data;
	parts[at].size = altered.size;
	done = !skops_zip_write (&err, out, parts, zip->count);
out:
	skops_buffer_free (&altered);
	skops_arena_free (arena);
	return done;
}

size_t LLVMFuzzerCustomMutator (uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
	struct skops_buffer out = { 0 };
	bool is_zip = size > 1 && data[0] == 'P' && data[1] == 'K';

	state = seed | 1;
	for (int i = 0; i < 4; i++)
		any (1);
	if (!any (100) || (is_zip ? !mutate_zip (&out, data, size) : (mutate_schema (&out, data, size), !out.size)) || out.size > max_size)
		size = LLVMFuzzerMutate (data, size, max_size);
	else
		memcpy (data, out.data, size = out.size);
	skops_buffer_free (&out);
	return size;
}
