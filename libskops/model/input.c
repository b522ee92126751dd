/* SPDX-License-Identifier: BSD-3-Clause */
/* An input file to data: reads the bytes, chooses the reader, and words what went wrong with the file's name. */
#include "model/input.h"

#include <string.h>

#include "base/text.h"
#include "format/file.h"

struct skops_column_use skops_reader_kinds (const struct skops_reader *reader, struct skops_text name, size_t position)
{
	struct skops_column_use kinds;

	if (reader->positions && name.data) {
		uintptr_t known = skops_map_find (reader->positions, name.data, name.size, 0);
		if (!known)
			return (struct skops_column_use) { 0, 0 };
		position = known - 1;
	}
	kinds = reader->method->method.flags & SKOPS_TAKES_OUTPUT ? (struct skops_column_use) { 0, 0 } : skops_model_column (reader->err, reader->method, position);
	if (kinds.kinds == 0 && reader->numbers_only)
		kinds.kinds = SKOPS_ACCEPTS_NUMBER | SKOPS_ACCEPTS_BOOL;
	return kinds;
}

enum skops_status skops_reader_fail (const struct skops_reader *reader, size_t row, struct skops_text name, size_t position, const char *format, ...)
{
	char shown[80];
	va_list args;

	va_start (args, format);
	skops_error_vset (reader->err, SKOPS_UNFIT, format, args);
	va_end (args);
	if (name.data)
		skops_error_prefix (reader->err, "row %zu, column \"%s\"", row + 1, skops_text_show (shown, sizeof shown, name));
	else
		skops_error_prefix (reader->err, "row %zu, column %zu", row + 1, position + 1);
	return SKOPS_UNFIT;
}

static bool takes_tables (const struct skops_method *method)
{
	if (method->accepts[0] == SKOPS_ANY)
		return true;
	for (size_t i = 0; i < sizeof method->accepts; i++)
		if (method->accepts[i] == SKOPS_TABLE)
			return true;
	return false;
}

/* The positions of the model's names: names as keys, positions from 1. */
static enum skops_status index_names (struct skops_reader *reader, struct skops_map **positions)
{
	uintptr_t *slot;
	bool is_new;

	*positions = skops_map_new (reader->expected.count);
	if (!*positions)
		return skops_error_memory (reader->err);
	for (size_t i = 0; i < reader->expected.count; i++) {
		if (!skops_map_add (*positions, reader->expected.items[i].data, reader->expected.items[i].size, &slot, &is_new))
			return skops_error_memory (reader->err);
		if (is_new)
			*slot = i + 1;
	}
	reader->positions = *positions;
	return SKOPS_OK;
}

static enum skops_status read_bytes (const struct skops_reader *reader, struct skops_data *out, const char *bytes, size_t size, enum skops_format format)
{
	switch (format) {
	case SKOPS_FORMAT_NPY: return skops_input_npy (reader, out, bytes, size);
	case SKOPS_FORMAT_NPZ: return skops_input_npz (reader, out, bytes, size);
	case SKOPS_FORMAT_CSV: return skops_input_csv (reader, out, bytes, size, ',');
	case SKOPS_FORMAT_TSV: return skops_input_csv (reader, out, bytes, size, '\t');
	case SKOPS_FORMAT_JSON: return skops_input_json (reader, out, bytes, size, false);
	case SKOPS_FORMAT_JSONL: return skops_input_json (reader, out, bytes, size, true);
	default:
		return skops_error_set (reader->err, SKOPS_MISUSE, "the format is not known by the name: it should end in .npy, .npz, .csv, .tsv, .json or .jsonl, or --format should say it");
	}
}

enum skops_status skops_data_read (struct skops_error *err, struct skops_data *out, struct skops_arena *arena, const struct skops_model *model,
                                   const struct skops_method_entry *method, const char *path, enum skops_format format)
{
	struct skops_error inner = { 0 };
	struct skops_reader reader = { .err = &inner, .arena = arena, .model = model, .method = method, .numbers_only = !takes_tables (&method->method) };
	struct skops_map *positions = NULL;
	const char *bytes;
	char shown[256];
	size_t size;
	enum skops_status status;

	memset (out, 0, sizeof *out);
	reader.file = strcmp (path, "-") ? skops_text_show (shown, sizeof shown, skops_text_of (path)) : "standard input";
	if (format == SKOPS_FORMAT_UNKNOWN)
		format = skops_format_of (path);
	if (!(method->method.flags & (SKOPS_TAKES_Y | SKOPS_TAKES_TEXT | SKOPS_TAKES_OUTPUT)))
		reader.expected = skops_model_names_in (model);
	status = reader.expected.count ? index_names (&reader, &positions) : SKOPS_OK;
	if (!status)
		status = skops_file_read (&inner, &bytes, &size, arena, path, model->limits->memory);
	if (!status) {
		status = read_bytes (&reader, out, bytes, size, format);
		if (!status)
			status = inner.status;
		if (status)
			skops_error_prefix (&inner, "%s", reader.file);
		if (status == SKOPS_BAD_FILE)
			status = SKOPS_UNFIT;
	}
	skops_map_free (positions);
	return status ? skops_error_set (err, status, "%s", inner.message) : SKOPS_OK;
}
