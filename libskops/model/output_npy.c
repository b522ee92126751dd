/* SPDX-License-Identifier: BSD-3-Clause */
/* Answers as NumPy's own files: one array as .npy, several (or a sparse one) as .npz, laid out as numpy.savez and scipy.sparse.save_npz do. */
#include "model/output.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/npy.h"
#include "format/zip.h"

enum skops_status skops_output_npy (struct skops_error *err, struct skops_buffer *out, const struct skops_answers *answers)
{
	if (answers->count != 1)
		return skops_error_set (err, SKOPS_MISUSE, "the answer is of %zu arrays and .npy holds one: write it to .npz or .json", answers->count);
	if (answers->items[0].form == SKOPS_RAGGED)
		return skops_error_set (err, SKOPS_MISUSE, "the answer's rows differ in length, which .npy cannot hold: write it to .npz or .json");
	return skops_output_array (err, out, &answers->items[0]);
}

/* Members of an .npz in the making. */
struct members {
	struct skops_buffer *buffers;
	char (*names)[64];
	size_t count;
};

static struct skops_buffer *add_member (struct members *members, const char *name)
{
	snprintf (members->names[members->count], sizeof members->names[0], "%.58s.npy", name);
	return &members->buffers[members->count++];
}

static void add_plain (struct members *members, const char *name, const char *descr, const int64_t *shape, unsigned rank, const void *data, size_t bytes)
{
	skops_npy_write (add_member (members, name), descr, shape, rank, data, bytes);
}

/* A row start for every row; int32 where scipy has that. */
static void add_indptr (struct members *members, const struct skops_answer *answer)
{
	int64_t shape = (int64_t) answer->rows + 1;
	struct skops_buffer *out = add_member (members, "indptr");

	if (answer->form == SKOPS_CSR && answer->indptr[answer->rows] <= INT32_MAX) {
		skops_npy_write (out, "<i4", &shape, 1, NULL, 0);
		for (size_t i = 0; i <= answer->rows; i++) {
			int32_t narrow = (int32_t) answer->indptr[i];
			skops_buffer_append (out, &narrow, sizeof narrow);
		}
	} else {
		skops_npy_write (out, "<i8", &shape, 1, answer->indptr, (answer->rows + 1) * sizeof (int64_t));
	}
}

/* As scipy.sparse.save_npz writes a CSR matrix. */
static enum skops_status add_csr (struct skops_error *err, struct members *members, const struct skops_answer *answer)
{
	int64_t shape[2] = { (int64_t) answer->rows, (int64_t) answer->width }, stored = answer->indptr[answer->rows];
	struct skops_answer values = *answer;

	add_plain (members, "indices", "<i4", &stored, 1, answer->indices, (size_t) stored * sizeof (int32_t));
	add_indptr (members, answer);
	add_plain (members, "format", "|S3", NULL, 0, "csr", 3);
	add_plain (members, "shape", "<i8", (const int64_t[]) { 2 }, 1, shape, sizeof shape);
	values.form = SKOPS_DENSE;
	values.rows = (size_t) stored;
	values.width = 1;
	values.flat = true;
	return skops_output_array (err, add_member (members, "data"), &values);
}

static bool same_indptr (const struct skops_answer *a, const struct skops_answer *b)
{
	return a->rows == b->rows && memcmp (a->indptr, b->indptr, (a->rows + 1) * sizeof *a->indptr) == 0;
}

static enum skops_status add_all (struct skops_error *err, struct members *members, const struct skops_answers *answers)
{
	const struct skops_answer *pointers = NULL;
	char name[SKOPS_REPR];
	enum skops_status status = SKOPS_OK;

	for (size_t i = 0; !status && i < answers->count; i++) {
		const struct skops_answer *answer = &answers->items[i];
		if (answer->form == SKOPS_CSR || answer->form == SKOPS_RAGGED) {
			if (pointers && (answer->form != SKOPS_RAGGED || pointers->form != SKOPS_RAGGED || !same_indptr (pointers, answer)))
				return skops_error_set (err, SKOPS_MISUSE, "one .npz cannot hold two sparse arrays of this answer: write it to .json");
			if (!pointers && answer->form == SKOPS_RAGGED)
				add_indptr (members, answer);
			pointers = answer;
		}
		status = answer->form == SKOPS_CSR ? add_csr (err, members, answer)
		                                   : skops_output_array (err, add_member (members, skops_answer_name (name, answers, i)), answer);
	}
	return status;
}

/* A ragged answer alone (the terms of documents) is a sequence of arrays. */
static enum skops_status add_rows (struct skops_error *err, struct members *members, const struct skops_answer *answer)
{
	char name[SKOPS_REPR];

	for (size_t r = 0; r < answer->rows; r++) {
		snprintf (name, sizeof name, "%zu", r);
		add_member (members, name);
	}
	return skops_output_ragged_rows (err, members->buffers, answer);
}

enum skops_status skops_output_npz (struct skops_error *err, struct skops_buffer *out, const struct skops_answers *answers)
{
	bool sequence = answers->count == 1 && answers->items[0].form == SKOPS_RAGGED;
	size_t most = sequence ? answers->items[0].rows : answers->count + 5; /* a sparse one is five members */
	struct members members = { calloc (most + 1, sizeof *members.buffers), calloc (most + 1, sizeof *members.names), 0 };
	struct skops_zip_part *parts = calloc (most + 1, sizeof *parts);
	enum skops_status status = SKOPS_OK;

	if (!members.buffers || !members.names || !parts) {
		status = skops_error_memory (err);
		goto out;
	}
	status = sequence ? add_rows (err, &members, &answers->items[0]) : add_all (err, &members, answers);
	for (size_t i = 0; !status && i < members.count; i++) {
		if (members.buffers[i].failed)
			status = skops_error_memory (err);
		parts[i] = (struct skops_zip_part) { .name = members.names[i], .data = members.buffers[i].data, .size = members.buffers[i].size };
	}
	if (!status)
		status = skops_zip_write (err, out, parts, members.count);
out:
	for (size_t i = 0; i < members.count; i++)
		skops_buffer_free (&members.buffers[i]);
	free (members.buffers);
	free (members.names);
	free (parts);
	return status;
}
