/* SPDX-License-Identifier: BSD-3-Clause */
/* One array of an answer as the bytes of an .npy: which dtype holds it, and its elements in that dtype. Labels keep the dtype of `classes_`; labels that are
 * objects of one kind become an array of that kind. Tables of objects, which NumPy would pickle, become the texts that Python's str() makes of them, whatever they hold:
 * the dtype of an answer does not depend on the data. */
#include "model/output.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "format/npy.h"
#include "model/times.h"

/* How the elements of an answer are stored. */
struct plan {
	uint8_t dtype;  /* of numbers; STRING, BYTES, DATETIME, TIMEDELTA */
	bool as_str;    /* STRING: what Python's str() says of each value */
	uint8_t unit;
	size_t longest; /* characters of STRING, bytes of BYTES */
	size_t item;
	char descr[32];
};

/* What a set of values is made of. */
struct tally {
	size_t text, bytes, integer, large, real, boolean, datetime, timedelta, total;
	size_t longest, longest_bytes, longest_str;
	uint8_t unit;
	bool units_differ;
};

/* The next character of UTF-8; a lone surrogate's three bytes count as one, a broken byte as U+FFFD. */
static uint32_t next_character (const char **at, const char *end)
{
	const unsigned char *p = (const unsigned char *) *at;
	size_t left = (size_t) (end - *at), size = p[0] < 0x80 ? 1 : p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : p[0] >= 0xc2 ? 2 : 0;
	uint32_t code;

	if (size == 0 || size > left || p[0] > 0xf4) {
		++*at;
		return 0xfffd;
	}
	code = size == 1 ? p[0] : p[0] & (0x7fu >> size);
	for (size_t i = 1; i < size; i++) {
		if ((p[i] & 0xc0) != 0x80) {
			++*at;
			return 0xfffd;
		}
		code = code << 6 | (p[i] & 0x3fu);
	}
	*at += size;
	return code > 0x10ffff ? 0xfffd : code;
}

static size_t count_characters (const char *text, size_t size)
{
	const char *end = text + size;
	size_t count = 0;

	for (const char *at = text; at < end; count++)
		next_character (&at, end);
	return count;
}

static void tally_add (struct tally *t, const struct skops_value *value, uint8_t dtype, struct skops_buffer *scratch)
{
	size_t size;

	t->total++;
	switch (value->kind) {
	case SKOPS_IS_TEXT: t->text++; break;
	case SKOPS_IS_BYTES: t->bytes++; break;
	case SKOPS_IS_INT: t->integer++; break;
	case SKOPS_IS_UINT: t->large++; break;
	case SKOPS_IS_FLOAT: t->real++; break;
	case SKOPS_IS_BOOL: t->boolean++; break;
	case SKOPS_IS_DATETIME:
	case SKOPS_IS_TIMEDELTA:
		if (t->datetime + t->timedelta > 0 && t->unit != value->unit)
			t->units_differ = true;
		t->unit = value->unit;
		++*(value->kind == SKOPS_IS_DATETIME ? &t->datetime : &t->timedelta);
		break;
	default: break;
	}
	if (value->kind == SKOPS_IS_TEXT) {
		size = count_characters (value->text, value->size);
	} else {
		if (value->kind == SKOPS_IS_BYTES && value->size > t->longest_bytes)
			t->longest_bytes = value->size;
		scratch->size = 0;
		skops_value_str (scratch, value, dtype);
		size = scratch->size;
	}
	if (size > t->longest_str)
		t->longest_str = size;
}

static void plan_of_tally (struct plan *plan, const struct tally *t)
{
	plan->longest = t->longest_str;
	plan->unit = t->unit;
	if (t->total == t->integer)
		plan->dtype = SKOPS_I8;
	else if (t->total == t->large)
		plan->dtype = SKOPS_U8;
	else if (t->total == t->real)
		plan->dtype = SKOPS_F8;
	else if (t->total == t->boolean)
		plan->dtype = SKOPS_B1;
	else if (t->total == t->datetime && !t->units_differ)
		plan->dtype = SKOPS_DATETIME;
	else if (t->total == t->timedelta && !t->units_differ)
		plan->dtype = SKOPS_TIMEDELTA;
	else if (t->total == t->bytes)
		plan->dtype = SKOPS_BYTES, plan->longest = t->longest_bytes;
	else
		plan->dtype = SKOPS_STRING, plan->as_str = true;
}

/* True when values of which `tallied` is made are elements of an array of `dtype`. */
static bool of_sort (uint8_t dtype, uint8_t tallied)
{
	switch (tallied) {
	case SKOPS_F8: return dtype == SKOPS_F8 || dtype == SKOPS_F4 || dtype == SKOPS_F2;
	case SKOPS_I8:
	case SKOPS_U8: return dtype >= SKOPS_I8 && dtype <= SKOPS_U1;
	default: return dtype == tallied;
	}
}

/* The dtype that every label set has; SKOPS_OBJECT where they differ. */
static uint8_t common_dtype (const struct skops_answer *answer, size_t sets)
{
	uint8_t dtype = skops_answer_labels (answer, 0)->dtype, unit = skops_answer_labels (answer, 0)->unit;

	for (size_t k = 1; k < sets; k++)
		if (skops_answer_labels (answer, k)->dtype != dtype || skops_answer_labels (answer, k)->unit != unit)
			return SKOPS_OBJECT;
	return dtype;
}

static enum skops_status make_plan (struct skops_error *err, struct plan *plan, const struct skops_answer *answer)
{
	static const char *const names[] = { [SKOPS_F8] = "<f8", [SKOPS_F4] = "<f4", [SKOPS_F2] = "<f2", [SKOPS_I8] = "<i8", [SKOPS_I4] = "<i4", [SKOPS_I2] = "<i2",
		[SKOPS_I1] = "|i1", [SKOPS_U8] = "<u8", [SKOPS_U4] = "<u4", [SKOPS_U2] = "<u2", [SKOPS_U1] = "|u1", [SKOPS_B1] = "|b1" };
	struct skops_buffer scratch = { 0 };
	struct tally tally = { 0 };
	bool failed;

	memset (plan, 0, sizeof *plan);
	if (answer->form == SKOPS_TABLE) {
		for (size_t c = 0; c < answer->width; c++)
			for (size_t r = 0; r < answer->rows; r++)
				tally_add (&tally, &answer->values[c][r], SKOPS_OBJECT, &scratch);
		plan_of_tally (plan, &tally);
		if (answer->dtype == SKOPS_OBJECT || !of_sort (answer->dtype, plan->dtype)) {
			plan->dtype = SKOPS_STRING;
			plan->as_str = true;
			plan->longest = tally.longest_str;
		} else if (skops_dtype_size (answer->dtype) && !plan->as_str) {
			plan->dtype = answer->dtype;
		}
	} else if (answer->labels) {
		size_t sets = answer->one_label_set || answer->form == SKOPS_RAGGED ? 1 : answer->width;
		uint8_t dtype = sets ? common_dtype (answer, sets) : (uint8_t) SKOPS_I8;
		for (size_t k = 0; k < sets; k++) {
			const struct skops_values *labels = skops_answer_labels (answer, k);
			for (size_t i = 0; i < labels->count; i++)
				tally_add (&tally, &labels->items[i], labels->dtype, &scratch);
		}
		plan_of_tally (plan, &tally);
		if (dtype != SKOPS_OBJECT && dtype != SKOPS_NO_DTYPE) {
			plan->as_str = false;
			plan->dtype = dtype;
			plan->unit = sets ? skops_answer_labels (answer, 0)->unit : 0;
			plan->longest = dtype == SKOPS_BYTES ? tally.longest_bytes : tally.longest_str;
		}
	} else {
		plan->dtype = answer->dtype;
	}
	failed = scratch.failed;
	skops_buffer_free (&scratch);
	if (failed)
		return skops_error_memory (err);

	if (plan->longest == 0)
		plan->longest = 1;
	switch (plan->dtype) {
	case SKOPS_STRING:
		plan->item = 4 * plan->longest;
		snprintf (plan->descr, sizeof plan->descr, "<U%zu", plan->longest);
		break;
	case SKOPS_BYTES:
		plan->item = plan->longest;
		snprintf (plan->descr, sizeof plan->descr, "|S%zu", plan->longest);
		break;
	case SKOPS_DATETIME:
	case SKOPS_TIMEDELTA:
		plan->item = 8;
		snprintf (plan->descr, sizeof plan->descr, *skops_unit_name (plan->unit) ? "<%c8[%s]" : "<%c8", plan->dtype == SKOPS_DATETIME ? 'M' : 'm',
		          skops_unit_name (plan->unit));
		break;
	default:
		plan->item = skops_dtype_size (plan->dtype);
		if (plan->dtype >= sizeof names / sizeof names[0] || !names[plan->dtype] || !plan->item)
			return skops_error_set (err, SKOPS_UNSUPPORTED, "an answer of this dtype has no NumPy file");
		snprintf (plan->descr, sizeof plan->descr, "%s", names[plan->dtype]);
		break;
	}
	return SKOPS_OK;
}

/* A double as the integer that NumPy's cast makes of it; what does not fit (NaN) is the smallest. */
static int64_t to_integer (double number)
{
	return number >= -0x1p63 && number < 0x1p63 ? (int64_t) number : INT64_MIN;
}

static void store_number (void *at, uint8_t dtype, double number)
{
	int64_t integer;

	switch (dtype) {
	case SKOPS_F8: memcpy (at, &number, 8); return;
	case SKOPS_F4: { float f = (float) number; memcpy (at, &f, 4); return; }
	case SKOPS_F2: { uint16_t bits = skops_f2_bits (number); memcpy (at, &bits, 2); return; }
	case SKOPS_B1: *(uint8_t *) at = number != 0; return;
	case SKOPS_U8: {
		uint64_t large = number >= 0x1p63 && number < 0x1p64 ? (uint64_t) number : (uint64_t) to_integer (number);
		memcpy (at, &large, 8);
		return;
	}
	default: break;
	}
	integer = to_integer (number);
	switch (dtype) {
	case SKOPS_I8: memcpy (at, &integer, 8); return;
	case SKOPS_I4: case SKOPS_U4: { uint32_t bits = (uint32_t) integer; memcpy (at, &bits, 4); return; }
	case SKOPS_I2: case SKOPS_U2: { uint16_t bits = (uint16_t) integer; memcpy (at, &bits, 2); return; }
	default: *(uint8_t *) at = (uint8_t) integer; return;
	}
}

static void store_text (void *at, size_t longest, const char *text, size_t size)
{
	const char *end = text + size;
	uint32_t code;

	memset (at, 0, 4 * longest);
	for (size_t i = 0; i < longest && text < end; i++) {
		code = next_character (&text, end);
		memcpy ((char *) at + 4 * i, &code, 4);
	}
}

static void store_value (void *at, const struct plan *plan, const struct skops_value *value, uint8_t dtype, struct skops_buffer *scratch)
{
	switch (plan->dtype) {
	case SKOPS_STRING:
		if (value->kind == SKOPS_IS_TEXT) {
			store_text (at, plan->longest, value->text, value->size);
		} else {
			scratch->size = 0;
			if (plan->as_str || value->kind != SKOPS_IS_NONE)
				skops_value_str (scratch, value, dtype);
			store_text (at, plan->longest, scratch->data, scratch->size);
		}
		break;
	case SKOPS_BYTES:
		memset (at, 0, plan->item);
		if (value->kind == SKOPS_IS_BYTES || value->kind == SKOPS_IS_TEXT)
			memcpy (at, value->text, value->size < plan->item ? value->size : plan->item);
		break;
	case SKOPS_DATETIME:
	case SKOPS_TIMEDELTA:
		memcpy (at, &value->i, 8);
		break;
	case SKOPS_I8:
	case SKOPS_U8:
		if (value->kind != SKOPS_IS_FLOAT)
			memcpy (at, &value->i, 8);
		else
			store_number (at, plan->dtype, value->f);
		break;
	default:
		store_number (at, plan->dtype, value->kind == SKOPS_IS_FLOAT ? value->f : value->kind == SKOPS_IS_UINT ? (double) value->u : (double) value->i);
		break;
	}
}

/* Appends the elements of all rows in C order. */
static enum skops_status append_elements (struct skops_error *err, struct skops_buffer *out, const struct skops_answer *answer, const struct plan *plan)
{
	bool plain = !answer->labels && answer->form != SKOPS_TABLE;
	struct skops_buffer scratch = { 0 };
	struct skops_rows rows;
	size_t row_bytes, widest = answer->width;
	char *line;
	enum skops_status status;

	if (answer->form == SKOPS_RAGGED)
		for (size_t r = 0; r < answer->rows; r++)
			if ((size_t) (answer->indptr[r + 1] - answer->indptr[r]) > widest)
				widest = (size_t) (answer->indptr[r + 1] - answer->indptr[r]);
	if (skops_multiply_overflows (widest, plan->item, &row_bytes))
		return skops_error_memory (err);
	line = malloc (row_bytes ? row_bytes : 1);
	if (!line)
		return skops_error_memory (err);
	status = skops_rows_start (err, &rows, answer);
	for (size_t r = 0; !status && r < answer->rows; r++) {
		skops_rows_at (&rows, r);
		for (size_t c = 0; c < rows.width; c++) {
			if (plain) {
				store_number (line + c * plan->item, plan->dtype, rows.numbers[c]);
			} else {
				struct skops_value value = skops_rows_value (&rows, c);
				store_value (line + c * plan->item, plan, &value, skops_answer_dtype (answer, c), &scratch);
			}
		}
		skops_buffer_append (out, line, rows.width * plan->item);
	}
	if (scratch.failed)
		status = skops_error_memory (err);
	skops_rows_end (&rows);
	skops_buffer_free (&scratch);
	free (line);
	return status;
}

enum skops_status skops_output_array (struct skops_error *err, struct skops_buffer *out, const struct skops_answer *answer)
{
	int64_t shape[3] = { (int64_t) answer->rows, (int64_t) answer->width, (int64_t) answer->last_axis };
	unsigned rank = answer->flat || answer->form == SKOPS_RAGGED ? 1 : answer->last_axis ? 3 : 2;
	struct plan plan;
	enum skops_status status = make_plan (err, &plan, answer);

	if (status)
		return status;
	if (answer->form == SKOPS_RAGGED)
		shape[0] = answer->indptr[answer->rows];
	if (answer->last_axis)
		shape[1] /= (int64_t) answer->last_axis;
	skops_npy_write (out, plan.descr, shape, rank, NULL, 0);
	return append_elements (err, out, answer, &plan);
}

enum skops_status skops_output_ragged_rows (struct skops_error *err, struct skops_buffer *outs, const struct skops_answer *answer)
{
	struct plan plan;
	enum skops_status status = make_plan (err, &plan, answer);

	for (size_t r = 0; r < answer->rows && !status; r++) {
		int64_t length = answer->indptr[r + 1] - answer->indptr[r], bounds[2] = { 0, length };
		struct skops_answer row = *answer;
		row.rows = 1;
		row.indptr = bounds;
		row.f8 = answer->f8 + answer->indptr[r];
		skops_npy_write (&outs[r], plan.descr, &length, 1, NULL, 0);
		status = append_elements (err, &outs[r], &row, &plan);
	}
	return status;
}
