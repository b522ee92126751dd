/* SPDX-License-Identifier: BSD-3-Clause */
/* What the writers of answers share: rows of any form, elements as values, values as text. */
#ifndef SKOPS_MODEL_OUTPUT_H
#define SKOPS_MODEL_OUTPUT_H

#include "base/buffer.h"
#include "base/error.h"
#include "model/data.h"
#include "skops/value.h"

enum { SKOPS_REPR = 40 };

/* The shortest decimal that reads back as the same number, laid out as Python's repr does: "0.1", "1.0", "1e-05", "nan", "-inf". The same in
 * every locale. */
char *skops_repr_f8 (char out[SKOPS_REPR], double value);
char *skops_repr_f4 (char out[SKOPS_REPR], float value);
char *skops_repr_f2 (char out[SKOPS_REPR], double value); /* of a float16, exactly held in `value` */

/* float64 to the nearest float16, ties to even. */
uint16_t skops_f2_bits (double value);

/* Appends what Python's str() says of a value; `dtype` tells a float32 from a float64. */
void skops_value_str (struct skops_buffer *out, const struct skops_value *value, uint8_t dtype);

/* One row of an answer after another. Dense rows are shown where they are; sparse ones are spread into scratch. */
struct skops_rows {
	const struct skops_answer *answer;
	double *scratch;      /* `width` of them, for CSR */
	const double *numbers; /* of the current row */
	size_t row, width;    /* width: of this row, which differs for ragged answers */
};
enum skops_status skops_rows_start (struct skops_error *err, struct skops_rows *rows, const struct skops_answer *answer);
void skops_rows_at (struct skops_rows *rows, size_t row);
void skops_rows_end (struct skops_rows *rows);

/* Element `column` of the current row: a label, a value of a table, or a number as its dtype has it. */
struct skops_value skops_rows_value (const struct skops_rows *rows, size_t column);

/* The dtype of what stands in a column: of its labels, or the answer's; SKOPS_OBJECT for tables. */
uint8_t skops_answer_dtype (const struct skops_answer *answer, size_t column);

/* The labels of a column; NULL where the answer is of numbers. */
const struct skops_values *skops_answer_labels (const struct skops_answer *answer, size_t column);

/* An answer's name, or its position. */
const char *skops_answer_name (char out[SKOPS_REPR], const struct skops_answers *answers, size_t i);

/* The i-th column's heading in a text format: its name, the method or the answer's name for a flat one, or its position. */
struct skops_text skops_answer_heading (struct skops_buffer *scratch, const struct skops_answers *answers, size_t i, size_t column);

/* Appends one answer as an .npy: dense, or a ragged one's elements in a row. */
enum skops_status skops_output_array (struct skops_error *err, struct skops_buffer *out, const struct skops_answer *answer);

/* Appends an .npy of each row of a ragged answer to as many buffers. */
enum skops_status skops_output_ragged_rows (struct skops_error *err, struct skops_buffer *outs, const struct skops_answer *answer);

/* The writers, one for each kind of format. */
enum skops_status skops_output_npy (struct skops_error *err, struct skops_buffer *out, const struct skops_answers *answers);
enum skops_status skops_output_npz (struct skops_error *err, struct skops_buffer *out, const struct skops_answers *answers);
enum skops_status skops_output_csv (struct skops_error *err, struct skops_buffer *out, const struct skops_answers *answers, char separator);
enum skops_status skops_output_json (struct skops_error *err, struct skops_buffer *out, const struct skops_answers *answers);
enum skops_status skops_output_jsonl (struct skops_error *err, struct skops_buffer *out, const struct skops_answers *answers);
enum skops_status skops_output_terminal (struct skops_error *err, struct skops_buffer *out, const struct skops_answers *answers);

#endif
