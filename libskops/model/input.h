/* SPDX-License-Identifier: BSD-3-Clause */
/* What the readers of input share: what is known of the model's columns, and columns made of values. */
#ifndef SKOPS_MODEL_INPUT_H
#define SKOPS_MODEL_INPUT_H

#include "base/arena.h"
#include "base/error.h"
#include "base/hash.h"
#include "model/data.h"

/* One reading. */
struct skops_reader {
	struct skops_error *err;
	struct skops_arena *arena;
	const struct skops_model *model;
	const struct skops_method_entry *method;
	const char *file;                /* its name, for messages */
	struct skops_names expected;     /* feature_names_in_, where columns are matched by name */
	const struct skops_map *positions; /* of the names in `expected`; NULL: by position */
	bool numbers_only;               /* the method takes no table */
	bool tells_none;                 /* the file spells NaN, so that a null in it is None */
};

/* What a column may hold, by its name if both sides have names (an unknown one may hold anything), else by its position. `kinds` 0: anything. */
struct skops_column_use skops_reader_kinds (const struct skops_reader *reader, struct skops_text name, size_t position);

/* Says where it is: "row 3, column \"age\": …". `row` from 0; name.data NULL: the position from 0. */
enum skops_status skops_reader_fail (const struct skops_reader *reader, size_t row, struct skops_text name, size_t position, const char *format, ...)
	__attribute__ ((format (printf, 5, 6)));

/* A spelling as a number. */
enum skops_spelling { SKOPS_SPELLS_NOTHING, SKOPS_SPELLS_NUMBER, SKOPS_SPELLS_LARGE /* an integer over 64 bits */ };
enum skops_spelling skops_number_parse (struct skops_text text, struct skops_value *out);

/* True for True, true, TRUE, False, false, FALSE. */
bool skops_bool_parse (struct skops_text text, struct skops_value *out);

/* The value of a cell that is a list: `i` is the index of its first element among `elements`, `size` their number. Not a kind outside of the readers. */
enum { SKOPS_CELL_LIST = 100 };

/* Makes out->columns[position] of out->rows values, which may be changed: numbers, texts, both, or lists, within what the model takes. NaN and None become
 * whichever the column has learnt. `slot` has room for out->rows numbers of 8 bytes. */
enum skops_status skops_reader_column (const struct skops_reader *reader, struct skops_data *out, size_t position, struct skops_value *values,
                                       const struct skops_value *elements, void *slot);

/* Whether a number may stand in a column; what says that it may not: it would pass for an unknown category. */
bool skops_reader_takes_numbers (struct skops_column_use learnt);
enum skops_status skops_reader_refuse_number (const struct skops_reader *reader, size_t row, struct skops_text name, size_t position, struct skops_column_use learnt);

/* The slots of all columns, one after the other: a matrix in Fortran order if all are numbers. */
enum skops_status skops_reader_start (const struct skops_reader *reader, struct skops_data *out, size_t rows, size_t width, const struct skops_text *names,
                                      char **slots);

/* Makes a dense matrix of a table of numbers, in place, where the columns are of one kind or the method takes no table. */
enum skops_status skops_reader_finish (const struct skops_reader *reader, struct skops_data *out, char *slots);

/* A table of one column of texts, as documents. A text's `data` may be NULL where its size is 0. */
enum skops_status skops_reader_documents (const struct skops_reader *reader, struct skops_data *out, const struct skops_text *texts, size_t count);

/* The readers, one for each kind of file. */
enum skops_status skops_input_csv (const struct skops_reader *reader, struct skops_data *out, const char *bytes, size_t size, char separator);
enum skops_status skops_input_json (const struct skops_reader *reader, struct skops_data *out, const char *bytes, size_t size, bool lines);
enum skops_status skops_input_npy (const struct skops_reader *reader, struct skops_data *out, const char *bytes, size_t size);
enum skops_status skops_input_npz (const struct skops_reader *reader, struct skops_data *out, const char *bytes, size_t size);

#endif
