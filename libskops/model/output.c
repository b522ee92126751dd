/* SPDX-License-Identifier: BSD-3-Clause */
/* Answers to a format: which writer it is, and what the writers share. */
#include "model/output.h"

#include <inttypes.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

static const struct {
	const char *name;
	enum skops_format format;
} formats[] = {
	{ "npy", SKOPS_FORMAT_NPY }, { "npz", SKOPS_FORMAT_NPZ }, { "csv", SKOPS_FORMAT_CSV }, { "tsv", SKOPS_FORMAT_TSV },
	{ "json", SKOPS_FORMAT_JSON }, { "jsonl", SKOPS_FORMAT_JSONL }, { "ndjson", SKOPS_FORMAT_JSONL }, { "terminal", SKOPS_FORMAT_TERMINAL },
};

enum skops_format skops_format_of (const char *path_or_name)
{
	const char *slash = strrchr (path_or_name, '/'), *name = slash ? slash + 1 : path_or_name, *dot = strrchr (name, '.');

	if (dot)
		name = dot + 1;
	for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
		if (strcasecmp (name, formats[i].name) == 0)
			return formats[i].format;
	return SKOPS_FORMAT_UNKNOWN;
}

enum skops_status skops_rows_start (struct skops_error *err, struct skops_rows *rows, const struct skops_answer *answer)
{
	memset (rows, 0, sizeof *rows);
	rows->answer = answer;
	rows->width = answer->width;
	if (answer->form == SKOPS_CSR) {
		rows->scratch = calloc (answer->width ? answer->width : 1, sizeof *rows->scratch);
		if (!rows->scratch)
			return skops_error_memory (err);
		rows->numbers = rows->scratch;
	}
	return SKOPS_OK;
}

void skops_rows_end (struct skops_rows *rows)
{
	free (rows->scratch);
}

void skops_rows_at (struct skops_rows *rows, size_t row)
{
	const struct skops_answer *answer = rows->answer;

	rows->row = row;
	switch (answer->form) {
	case SKOPS_DENSE:
		rows->numbers = answer->f8 + row * answer->width;
		break;
	case SKOPS_RAGGED:
		rows->numbers = answer->f8 + answer->indptr[row];
		rows->width = (size_t) (answer->indptr[row + 1] - answer->indptr[row]);
		break;
	case SKOPS_CSR:
		memset (rows->scratch, 0, answer->width * sizeof *rows->scratch);
		for (int64_t i = answer->indptr[row]; i < answer->indptr[row + 1]; i++)
			rows->scratch[answer->indices[i]] += answer->f8[i];
		break;
	default:
		break;
	}
}

const struct skops_values *skops_answer_labels (const struct skops_answer *answer, size_t column)
{
	if (!answer->labels)
		return NULL;
	return answer->labels[answer->one_label_set || answer->form == SKOPS_RAGGED ? 0 : column];
}

uint8_t skops_answer_dtype (const struct skops_answer *answer, size_t column)
{
	const struct skops_values *labels = skops_answer_labels (answer, column);

	return labels ? labels->dtype : answer->form == SKOPS_TABLE ? (uint8_t) SKOPS_OBJECT : answer->dtype;
}

struct skops_value skops_rows_value (const struct skops_rows *rows, size_t column)
{
	const struct skops_answer *answer = rows->answer;
	const struct skops_values *labels;
	struct skops_value value = { 0 };
	double number;

	if (answer->form == SKOPS_TABLE)
		return answer->values[column][rows->row];
	labels = skops_answer_labels (answer, column);
	number = rows->numbers[column];
	if (labels)
		return number >= 0 && number < (double) labels->count ? labels->items[(size_t) number] : value;
	value.f = number;
	switch (answer->dtype) {
	case SKOPS_F8: case SKOPS_F4: case SKOPS_F2:
		value.kind = SKOPS_IS_FLOAT;
		break;
	case SKOPS_B1:
		value.kind = SKOPS_IS_BOOL;
		value.i = number != 0;
		break;
	default:
		if (number >= 0x1p63) {
			value.kind = SKOPS_IS_UINT;
			value.u = number < 0x1p64 ? (uint64_t) number : UINT64_MAX;
		} else {
			value.kind = SKOPS_IS_INT;
			value.i = number >= -0x1p63 ? (int64_t) number : INT64_MIN;
		}
		break;
	}
	return value;
}

const char *skops_answer_name (char out[SKOPS_REPR], const struct skops_answers *answers, size_t i)
{
	if (answers->items[i].name)
		return answers->items[i].name;
	snprintf (out, SKOPS_REPR, "%zu", i);
	return out;
}

struct skops_text skops_answer_heading (struct skops_buffer *scratch, const struct skops_answers *answers, size_t i, size_t column)
{
	const struct skops_answer *answer = &answers->items[i];
	bool named = answer->names.count == answer->width && answer->width > 0;
	char number[SKOPS_REPR];

	scratch->size = 0;
	if (answers->count > 1)
		skops_buffer_format (scratch, answer->flat ? "%s" : "%s_", skops_answer_name (number, answers, i));
	else if (answer->flat && !named)
		skops_buffer_text (scratch, answers->method ? answers->method : skops_answer_name (number, answers, i));
	if (named && !(answer->flat && answers->count > 1))
		skops_buffer_append (scratch, answer->names.items[column].data, answer->names.items[column].size);
	else if (!answer->flat)
		skops_buffer_format (scratch, "%zu", column);
	return (struct skops_text) { scratch->data, scratch->size };
}

/* The locale must not turn "0.5" into "0,5", whatever the program has set. */
static enum skops_status write_in_c_locale (struct skops_error *err, struct skops_buffer *out, const struct skops_answers *answers, enum skops_format format)
{
	locale_t c = newlocale (LC_NUMERIC_MASK, "C", (locale_t) 0), before;
	enum skops_status status;

	if (!c)
		return skops_error_memory (err);
	before = uselocale (c);
	switch (format) {
	case SKOPS_FORMAT_CSV: status = skops_output_csv (err, out, answers, ','); break;
	case SKOPS_FORMAT_TSV: status = skops_output_csv (err, out, answers, '\t'); break;
	case SKOPS_FORMAT_JSON: status = skops_output_json (err, out, answers); break;
	case SKOPS_FORMAT_JSONL: status = skops_output_jsonl (err, out, answers); break;
	case SKOPS_FORMAT_TERMINAL: status = skops_output_terminal (err, out, answers); break;
	case SKOPS_FORMAT_NPY: status = skops_output_npy (err, out, answers); break;
	case SKOPS_FORMAT_NPZ: status = skops_output_npz (err, out, answers); break;
	default:
		status = skops_error_set (err, SKOPS_MISUSE, "the format of the output is not known: name the file .npy, .npz, .csv, .tsv, .json or .jsonl, or say --format");
		break;
	}
	uselocale (before);
	freelocale (c);
	return status;
}

enum skops_status skops_answers_write (struct skops_error *err, struct skops_buffer *out, const struct skops_answers *answers, enum skops_format format)
{
	enum skops_status status = write_in_c_locale (err, out, answers, format);

	if (!status && out->failed)
		return skops_error_set (err, SKOPS_NO_MEMORY, "not enough memory to write the answer; a sparse one takes least as .npz");
	return status;
}
