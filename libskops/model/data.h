/* SPDX-License-Identifier: BSD-3-Clause */
/* Data on the outside of a model: an input as it was read, a result as it will be written. */
#ifndef SKOPS_MODEL_DATA_H
#define SKOPS_MODEL_DATA_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/pool.h"
#include "model/model.h"
#include "skops/block.h"

/* An input of `rows` × `width`: a dense matrix of one dtype, CSR, or a table. */
struct skops_data {
	uint8_t form;  /* SKOPS_DENSE (numbers of `dtype` at `data`), SKOPS_CSR or SKOPS_TABLE */
	uint8_t dtype; /* of the numbers; SKOPS_OBJECT for tables */
	bool flat;     /* a list of values (y, documents) rather than a matrix of one column */
	size_t rows, width;
	const void *data;            /* dense: native-endian elements of dtype (any numeric one, or B1) */
	int64_t row_stride, column_stride; /* bytes */
	struct skops_matrix csr;
	struct skops_column *columns; /* table: `width` columns of `rows` elements each */
	struct skops_names names;    /* of the columns; count 0: unknown */
	const char **notes;          /* what the user should know of how it was read; escaped */
	size_t n_notes;
};

/* Formats of files, by name or by --format. */
enum skops_format { SKOPS_FORMAT_UNKNOWN, SKOPS_FORMAT_NPY, SKOPS_FORMAT_NPZ, SKOPS_FORMAT_CSV, SKOPS_FORMAT_TSV, SKOPS_FORMAT_JSON, SKOPS_FORMAT_JSONL,
	SKOPS_FORMAT_TERMINAL };
enum skops_format skops_format_of (const char *path_or_name);

/* Reads a table, matrix or list for `method` of `model`. Text formats are typed by the model's columns (skops_model_column, matched by name when both
 * sides have names): a column that was learnt as strings stays strings. Errors are SKOPS_UNFIT with row (from 1, without the header), column and way out.
 *
 * Numbers of one dtype come as a dense matrix, others as a table; a method that takes no table gets float64. A method with SKOPS_TAKES_TEXT gets a flat column of
 * texts, one with SKOPS_TAKES_Y a flat column of anything. JSON rows that are lists (tokens, label sets) come as a flat column of SKOPS_COLUMN_LISTS where the method
 * has one of these flags, where their lengths differ, or where it takes dictionaries: a method with SKOPS_TAKES_ANY_WIDTH that accepts nothing but tables. Such a
 * method gets JSON objects as that column, too, each as pairs [n, 2] of key and value; a value that is a list gives a pair for each element. */
enum skops_status skops_data_read (struct skops_error *err, struct skops_data *out, struct skops_arena *arena, const struct skops_model *model,
                                   const struct skops_method_entry *method, const char *path, enum skops_format format);

/* One array of an answer. */
struct skops_answer {
	const char *name;  /* "distances", "0" */
	uint8_t form;      /* SKOPS_DENSE, SKOPS_CSR, SKOPS_TABLE (columns of SKOPS_COLUMN_VALUES), SKOPS_RAGGED */
	uint8_t dtype;     /* enum skops_dtype of the numbers */
	bool flat;         /* [rows] rather than [rows, width] */
	size_t rows, width;
	size_t last_axis;  /* 0; else a divisor of width: the shape is [rows, width / last_axis, last_axis] */
	double *f8;        /* dense: rows × width, C order; CSR and ragged: the values */
	int64_t *indptr;
	int32_t *indices;
	const struct skops_value **values; /* table: one array of rows per column */
	const struct skops_values *const *labels; /* the numbers are indices into these, per column or one for all */
	bool one_label_set;
	struct skops_names names; /* of the columns, for text formats; count 0: none */
};

struct skops_answers {
	struct skops_arena *arena; /* owned */
	struct skops_answer *items;
	size_t count;
	size_t extra_columns;      /* columns of the input that the model does not know */
	struct skops_names extra;  /* … and their names */
	const char *method;        /* heads a flat answer's column in text formats; NULL: the answer's name does */
};

/* Who hears how many rows are done: see skops_context_progress. */
struct skops_progress {
	void (*report) (void *data, size_t done, size_t total); /* NULL: nobody */
	void *data;
};

/* Runs `method` over the whole input, in blocks, on this thread. */
enum skops_status skops_model_run (struct skops_error *err, struct skops_answers *out, const struct skops_model *model, const struct skops_method_entry *method,
                                   const struct skops_data *data);

/* The same on up to `threads` threads of the pool, reporting progress. Results do not depend on the number of threads. */
enum skops_status skops_model_run_parallel (struct skops_error *err, struct skops_answers *out, const struct skops_model *model, const struct skops_method_entry *method,
                                            const struct skops_data *data, struct skops_pool *pool, unsigned threads, const struct skops_progress *progress);

/* How many rows of so many columns go through the model together; SIZE_MAX: all. */
size_t skops_model_block_rows (const struct skops_method_entry *method, size_t width);

/* The same on one thread for conformance checks: scratch and outputs are full of `fill` before they are written, and a plugin that writes to its input is an error. */
enum skops_status skops_model_run_watched (struct skops_error *err, struct skops_answers *out, const struct skops_model *model, const struct skops_method_entry *method,
                                           const struct skops_data *data, unsigned char fill);
void skops_answers_free (struct skops_answers *answers);

/* Appends the answers in a format (CSV, TSV, JSON, JSONL, TERMINAL, NPY: one array only, NPZ) to `out`. SKOPS_MISUSE where the format cannot hold them, with the way out. */
enum skops_status skops_answers_write (struct skops_error *err, struct skops_buffer *out, const struct skops_answers *answers, enum skops_format format);

#endif
