/* SPDX-License-Identifier: BSD-3-Clause */
/* From an input as it was read to blocks of it. */
#ifndef SKOPS_MODEL_SOURCE_H
#define SKOPS_MODEL_SOURCE_H

#include "model/data.h"

struct skops_source_plan {
	const struct skops_data *data;
	size_t width;           /* of the blocks */
	const int64_t *columns; /* NULL: as they come; else per column of X the data's, -1 for one that is never read */
	bool as_table;          /* integers and bools of a matrix are handed on exactly, as columns */
};

/* Matches columns by name when both sides have names, and says what is missing; unknown columns are told in `answers`. */
enum skops_status skops_source_plan (struct skops_error *err, struct skops_source_plan *out, struct skops_answers *answers, const struct skops_model *model,
                                     const struct skops_method_entry *method, const struct skops_data *data);

/* Rows from..from+rows-1 as a block; memory from `arena`, or the data's own where it has the right shape. */
enum skops_status skops_source_block (struct skops_error *err, struct skops_block *out, const struct skops_source_plan *plan,
                                      struct skops_arena *arena, size_t from, size_t rows);

/* Rows from..from+rows-1 of an input as one of their own, which looks into it; false without memory. */
bool skops_data_slice (struct skops_data *out, struct skops_arena *arena, const struct skops_data *data, size_t from, size_t rows);

#endif
