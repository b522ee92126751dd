/* SPDX-License-Identifier: BSD-3-Clause */
/* The header's grammar, by hand and narrow: a dictionary of three keys, strings without escapes, plain numbers, True and False. Python would
 * take much more (concatenated strings, comments, expressions); nothing that NumPy writes needs it. */
#include "format/npy_header.h"

#include <stdio.h>
#include <string.h>

#include "base/checked.h"
#include "base/text.h"

struct cursor {
	struct skops_error *err;
	const char *start, *p, *end;
	bool latin1;
};

static enum skops_status wrong (struct cursor *c, const char *what)
{
	return skops_error_set (c->err, SKOPS_BAD_FILE, "the .npy header is broken at its byte %zu: %s", (size_t) (c->p - c->start), what);
}

static enum skops_status unsupported (struct cursor *c, const char *what)
{
	return skops_error_set (c->err, SKOPS_UNSUPPORTED, "an array with %s is not read", what);
}

static void skip_spaces (struct cursor *c)
{
	while (c->p < c->end && *c->p == ' ')
		c->p++;
}

/* Takes `mark` and the spaces before it, if it comes next. */
static bool take (struct cursor *c, char mark)
{
	skip_spaces (c);
	if (c->p == c->end || *c->p != mark)
		return false;
	c->p++;
	return true;
}

static bool next_is (struct cursor *c, char mark)
{
	skip_spaces (c);
	return c->p < c->end && *c->p == mark;
}

static bool take_word (struct cursor *c, const char *word)
{
	size_t size = strlen (word);

	skip_spaces (c);
	if ((size_t) (c->end - c->p) < size || memcmp (c->p, word, size) != 0)
		return false;
	c->p += size;
	return true;
}

static enum skops_status read_string (struct cursor *c, struct skops_text *text)
{
	char quote;

	if (!next_is (c, '\'') && !next_is (c, '"'))
		return wrong (c, "a string is expected");
	quote = *c->p++;
	text->data = c->p;
	for (; c->p < c->end && *c->p != quote; c->p++)
		if ((unsigned char) *c->p < 0x20 || *c->p == 0x7F || *c->p == '\\')
			return wrong (c, "a string with an escape or a control character");
	if (c->p == c->end)
		return wrong (c, "a string without an end");
	text->size = (size_t) (c->p++ - text->data);
	return SKOPS_OK;
}

static enum skops_status read_number (struct cursor *c, int64_t *number)
{
	const char *first;

	skip_spaces (c);
	*number = 0;
	for (first = c->p; c->p < c->end && *c->p >= '0' && *c->p <= '9'; c->p++)
		if (skops_multiply_overflows (*number, 10, number) || skops_add_overflows (*number, *c->p - '0', number))
			return wrong (c, "a number over 64 bits");
	if (c->p == first || (*first == '0' && c->p > first + 1))
		return wrong (c, "a number is expected");
	return SKOPS_OK;
}

/* Behind an item of a list, tuple or dictionary: a comma, the end, or both. Sets *more. */
static enum skops_status read_separator (struct cursor *c, char end, bool *more)
{
	bool comma = take (c, ',');

	*more = !take (c, end);
	return *more && !comma ? wrong (c, "a comma is expected") : SKOPS_OK;
}

/* A name to UTF-8; false when it is none or does not fit. */
static bool copy_name (struct cursor *c, char out[64], struct skops_text text)
{
	size_t used = 0;

	if (!c->latin1 && !skops_text_is_utf8 (text))
		return false;
	for (size_t i = 0; i < text.size; i++) {
		unsigned char byte = (unsigned char) text.data[i];
		bool two = c->latin1 && byte >= 0x80;

		if (used + two + 2 > 64)
			return false;
		if (two)
			out[used++] = (char) (0xC0 | byte >> 6);
		out[used++] = (char) (two ? 0x80 | (byte & 0x3F) : byte);
	}
	out[used] = '\0';
	return true;
}

/* Fields as they are read; only the true number goes to the arena. */
struct record {
	struct skops_npy_field fields[SKOPS_NPY_FIELDS];
	size_t count, size;
};

static enum skops_status add_field (struct cursor *c, struct record *record, struct skops_text name, struct skops_text type)
{
	struct skops_npy_field *field = &record->fields[record->count];

	if (record->count == SKOPS_NPY_FIELDS)
		return unsupported (c, "more than 64 fields");
	memset (field, 0, sizeof *field);
	if (name.size == 0)
		return wrong (c, "a field without a name");
	if (!copy_name (c, field->name, name))
		return unsupported (c, "a field's name that is over 63 bytes or no UTF-8");
	for (size_t i = 0; i < record->count; i++)
		if (strcmp (record->fields[i].name, field->name) == 0)
			return wrong (c, "two fields of one name");
	record->count++;
	return skops_npy_type_parse (c->err, &field->type, type);
}

/* The bytes of "|V7". */
static enum skops_status read_padding (struct cursor *c, struct skops_text type, size_t *size)
{
	int64_t number;
	struct cursor inside = { .err = c->err, .start = c->start, .p = type.data + 2, .end = type.data + type.size };

	if (type.size < 3 || memcmp (type.data, "|V", 2) != 0)
		return wrong (c, "a field without a name that is no padding");
	if (read_number (&inside, &number) || inside.p != inside.end || number > INT32_MAX)
		return wrong (c, "padding of no size");
	*size = (size_t) number;
	return SKOPS_OK;
}

/* [('left_child', '<i8'), ('', '|V7')], behind its bracket: fields one behind the other. */
static enum skops_status read_field_list (struct cursor *c, struct record *record)
{
	bool more = !take (c, ']');

	if (!more)
		return unsupported (c, "no field in its records");
	while (more) {
		struct skops_text name, type;
		enum skops_status status;
		size_t bytes = 0;

		if (!take (c, '('))
			return wrong (c, "a field in parentheses is expected");
		if (next_is (c, '('))
			return unsupported (c, "titles of fields");
		status = read_string (c, &name);
		if (status)
			return status;
		if (!take (c, ','))
			return wrong (c, "a comma is expected");
		if (next_is (c, '['))
			return unsupported (c, "records inside records");
		status = read_string (c, &type);
		if (status)
			return status;
		if (take (c, ',') && !next_is (c, ')'))
			return unsupported (c, "arrays inside records");
		if (!take (c, ')'))
			return wrong (c, "\")\" is expected");
		if (name.size == 0) {
			status = read_padding (c, type, &bytes);
		} else {
			status = add_field (c, record, name, type);
			if (!status) {
				record->fields[record->count - 1].offset = record->size;
				bytes = record->fields[record->count - 1].type.item;
			}
		}
		if (status)
			return status;
		record->size += bytes;
		if (record->size > INT32_MAX)
			return wrong (c, "records of over 2 GiB");
		status = read_separator (c, ']', &more);
		if (status)
			return status;
	}
	return SKOPS_OK;
}

static enum skops_status read_strings (struct cursor *c, struct skops_text *items, size_t *count)
{
	bool more;

	if (!take (c, '['))
		return wrong (c, "a list is expected");
	for (more = !take (c, ']'), *count = 0; more; ++*count) {
		enum skops_status status;

		if (*count == SKOPS_NPY_FIELDS)
			return unsupported (c, "more than 64 fields");
		status = read_string (c, &items[*count]);
		if (!status)
			status = read_separator (c, ']', &more);
		if (status)
			return status;
	}
	return SKOPS_OK;
}

static enum skops_status read_numbers (struct cursor *c, int64_t *items, size_t *count)
{
	bool more;

	if (!take (c, '['))
		return wrong (c, "a list is expected");
	for (more = !take (c, ']'), *count = 0; more; ++*count) {
		enum skops_status status;

		if (*count == SKOPS_NPY_FIELDS)
			return unsupported (c, "more than 64 fields");
		status = read_number (c, &items[*count]);
		if (!status)
			status = read_separator (c, ']', &more);
		if (status)
			return status;
	}
	return SKOPS_OK;
}

/* {'names': […], 'formats': […], 'offsets': […], 'itemsize': 24}, behind its brace: fields anywhere in the record, but apart. */
static enum skops_status read_field_dict (struct cursor *c, struct record *record)
{
	struct skops_text names[SKOPS_NPY_FIELDS], formats[SKOPS_NPY_FIELDS], key;
	int64_t offsets[SKOPS_NPY_FIELDS], size = 0;
	size_t n_names = 0, n_formats = 0, n_offsets = 0;
	unsigned seen = 0;
	bool more = !take (c, '}'), aligned = false;

	while (more) {
		static const char *const keys[] = { "names", "formats", "offsets", "itemsize", "aligned" };
		enum skops_status status = read_string (c, &key);
		unsigned which = 0;

		if (status)
			return status;
		while (which < 5 && !skops_text_is (key, keys[which]))
			which++;
		if (which == 5 || (seen & 1u << which) || !take (c, ':'))
			return wrong (c, "an unknown or repeated key of a record's description");
		seen |= 1u << which;
		switch (which) {
		case 0: status = read_strings (c, names, &n_names); break;
		case 1: status = read_strings (c, formats, &n_formats); break;
		case 2: status = read_numbers (c, offsets, &n_offsets); break;
		case 3: status = read_number (c, &size); break;
		default:
			aligned = take_word (c, "True");
			status = aligned || take_word (c, "False") ? SKOPS_OK : wrong (c, "True or False is expected");
		}
		if (!status)
			status = read_separator (c, '}', &more);
		if (status)
			return status;
	}
	if ((seen & 15) != 15 || n_names == 0 || n_names != n_formats || n_names != n_offsets || size > INT32_MAX)
		return wrong (c, "an incomplete description of a record");
	record->size = (size_t) size;
	for (size_t i = 0; i < n_names; i++) {
		enum skops_status status = add_field (c, record, names[i], formats[i]);
		struct skops_npy_field *field = &record->fields[i];

		if (status)
			return status;
		if ((uint64_t) offsets[i] > record->size || field->type.item > record->size - (size_t) offsets[i])
			return wrong (c, "a field outside its record");
		field->offset = (size_t) offsets[i];
		for (size_t j = 0; j < i; j++)
			if (field->offset < record->fields[j].offset + record->fields[j].type.item &&
			    record->fields[j].offset < field->offset + field->type.item)
				return wrong (c, "two fields that overlap");
	}
	return SKOPS_OK;
}

static enum skops_status finish_record (struct cursor *c, struct skops_npy *out, struct skops_arena *arena, const struct record *record)
{
	struct skops_npy_field *fields = skops_arena_scratch (arena, record->count, sizeof *fields);
	struct skops_buffer shown = {0};
	bool failed;

	if (!fields)
		return skops_error_memory (c->err);
	if (record->count == 0)
		return unsupported (c, "records of nothing but padding");
	memcpy (fields, record->fields, record->count * sizeof *fields);
	out->fields = fields;
	out->n_fields = record->count;
	out->type = (struct skops_npy_type) { .dtype = SKOPS_RECORD_DTYPE, .unit_count = 1, .item = record->size };
	for (size_t i = 0; i < record->count; i++) {
		char type[64];

		skops_buffer_format (&shown, "%s%s: %s", i ? ", " : "{", fields[i].name, skops_npy_type_show (type, sizeof type, &fields[i].type));
	}
	skops_buffer_text (&shown, "}");
	failed = shown.failed;
	if (!failed)
		skops_text_show (out->descr, sizeof out->descr, (struct skops_text) { shown.data, shown.size });
	skops_buffer_free (&shown);
	return failed ? skops_error_memory (c->err) : SKOPS_OK;
}

static enum skops_status read_descr (struct cursor *c, struct skops_npy *out, struct skops_arena *arena)
{
	struct record record;
	struct skops_text type;
	enum skops_status status;

	record.count = record.size = 0;
	if (take (c, '[')) {
		status = read_field_list (c, &record);
	} else if (take (c, '{')) {
		status = read_field_dict (c, &record);
	} else if (next_is (c, '(')) {
		return unsupported (c, "arrays as elements");
	} else {
		status = read_string (c, &type);
		if (!status)
			status = skops_npy_type_parse (c->err, &out->type, type);
		if (!status)
			skops_npy_type_show (out->descr, sizeof out->descr, &out->type);
		return status;
	}
	return status ? status : finish_record (c, out, arena, &record);
}

/* (3, 4), (3,), (). */
static enum skops_status read_shape (struct cursor *c, struct skops_npy *out)
{
	bool more, comma = false;

	if (!take (c, '('))
		return wrong (c, "a tuple is expected");
	for (more = !take (c, ')'), out->rank = 0; more; out->rank++) {
		enum skops_status status;

		if (out->rank == SKOPS_NPY_RANK)
			return unsupported (c, "more than 32 dimensions");
		status = read_number (c, &out->shape[out->rank]);
		if (status)
			return status;
		comma = take (c, ',');
		more = !take (c, ')');
		if (more && !comma)
			return wrong (c, "a comma is expected");
	}
	return out->rank == 1 && !comma ? wrong (c, "a number in parentheses is no tuple") : SKOPS_OK;
}

enum skops_status skops_npy_header (struct skops_error *err, struct skops_npy *out, struct skops_arena *arena, struct skops_text text,
                                    bool latin1)
{
	struct cursor c = { .err = err, .start = text.data, .p = text.data, .end = text.data + text.size, .latin1 = latin1 };
	bool has_descr = false, has_order = false, has_shape = false, more;

	if (!take (&c, '{'))
		return wrong (&c, "a dictionary is expected");
	for (more = !take (&c, '}'); more;) {
		struct skops_text key;
		enum skops_status status = read_string (&c, &key);

		if (status)
			return status;
		if (!take (&c, ':'))
			return wrong (&c, "\":\" is expected");
		if (skops_text_is (key, "descr") && !has_descr) {
			has_descr = true;
			status = read_descr (&c, out, arena);
		} else if (skops_text_is (key, "fortran_order") && !has_order) {
			has_order = true;
			out->fortran = take_word (&c, "True");
			if (!out->fortran && !take_word (&c, "False"))
				status = wrong (&c, "True or False is expected");
		} else if (skops_text_is (key, "shape") && !has_shape) {
			has_shape = true;
			status = read_shape (&c, out);
		} else {
			status = wrong (&c, "an unknown or repeated key");
		}
		if (!status)
			status = read_separator (&c, '}', &more);
		if (status)
			return status;
	}
	if (!has_descr || !has_order || !has_shape)
		return wrong (&c, "one of descr, fortran_order and shape is missing");
	while (c.p < c.end && (*c.p == ' ' || *c.p == '\n'))
		c.p++;
	return c.p == c.end ? SKOPS_OK : wrong (&c, "something behind the dictionary");
}
