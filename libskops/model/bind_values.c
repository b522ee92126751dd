/* SPDX-License-Identifier: BSD-3-Clause */
/* Sequences of scalars of any kind (labels, categories), and matrices that may be sparse. */
#include <string.h>

#include "base/checked.h"
#include "format/npz.h"
#include "model/bind.h"
#include "model/number.h"

/* Appends the UTF-8 form of a code point; returns its size, 0 for what is none. */
static size_t put_utf8 (char *out, uint32_t c)
{
	if (c < 0x80) {
		out[0] = (char) c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char) (0xc0 | c >> 6);
		out[1] = (char) (0x80 | (c & 63));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char) (0xe0 | c >> 12);
		out[1] = (char) (0x80 | (c >> 6 & 63));
		out[2] = (char) (0x80 | (c & 63));
		return 3;
	}
	if (c > 0x10ffff)
		return 0;
	out[0] = (char) (0xf0 | c >> 18);
	out[1] = (char) (0x80 | (c >> 12 & 63));
	out[2] = (char) (0x80 | (c >> 6 & 63));
	out[3] = (char) (0x80 | (c & 63));
	return 4;
}

/* One <U element of `characters` code points, NULs at its end cut off as NumPy does. */
static enum skops_status string_value (struct skops_binder *binder, const struct skops_node *node, const char *at, size_t characters, struct skops_value *out)
{
	size_t size = 0, used = characters;
	uint32_t c;
	char *text;

	for (; used; used--) {
		memcpy (&c, at + (used - 1) * 4, 4);
		if (c)
			break;
	}
	text = skops_arena_alloc (binder->arena, used * 4 + 1, 1);
	if (!text)
		return skops_error_memory (binder->err);
	for (size_t i = 0; i < used; i++) {
		size_t step;
		memcpy (&c, at + i * 4, 4);
		step = put_utf8 (text + size, c);
		if (!step)
			return skops_bind_fail (binder, node, SKOPS_BAD_FILE, "a string holds a character above U+10FFFF");
		size += step;
	}
	*out = (struct skops_value) { .kind = SKOPS_IS_TEXT, .size = (uint32_t) size, .text = text };
	return SKOPS_OK;
}

static enum skops_status bytes_value (struct skops_binder *binder, const char *at, size_t size, struct skops_value *out)
{
	while (size && !at[size - 1])
		size--;
	*out = (struct skops_value) { .kind = SKOPS_IS_BYTES, .size = (uint32_t) size, .text = skops_arena_copy (binder->arena, at, size) };
	return out->text ? SKOPS_OK : skops_error_memory (binder->err);
}

static void number_value (const char *at, enum skops_dtype dtype, struct skops_value *out)
{
	if (skops_dtype_is_float (dtype)) {
		*out = (struct skops_value) { .kind = SKOPS_IS_FLOAT, .f = skops_number_at (at, dtype) };
	} else if (dtype == SKOPS_U8) {
		uint64_t large;
		memcpy (&large, at, 8);
		*out = (struct skops_value) { .kind = large > INT64_MAX ? SKOPS_IS_UINT : SKOPS_IS_INT, .u = large };
	} else {
		int64_t integer = 0;
		size_t bad;
		skops_numbers_convert (&integer, SKOPS_I8, at, dtype, 1, &bad);
		*out = (struct skops_value) { .kind = dtype == SKOPS_B1 ? SKOPS_IS_BOOL : SKOPS_IS_INT, .i = integer };
	}
}

enum skops_status skops_bind_npy_values (struct skops_binder *binder, const struct skops_node *node, const struct skops_npy *npy, struct skops_value *items)
{
	enum skops_dtype dtype = (enum skops_dtype) npy->type.dtype;
	size_t item = npy->type.item;
	char *elements = skops_arena_scratch (binder->scratch, npy->count, item);

	if (!elements)
		return skops_error_memory (binder->err);
	skops_npy_copy (elements, npy);
	for (size_t i = 0; i < npy->count; i++) {
		const char *at = elements + i * item;
		enum skops_status status = SKOPS_OK;

		if (dtype == SKOPS_STRING) {
			status = string_value (binder, node, at, item / 4, &items[i]);
		} else if (dtype == SKOPS_BYTES) {
			status = bytes_value (binder, at, item, &items[i]);
		} else if (dtype == SKOPS_DATETIME || dtype == SKOPS_TIMEDELTA) {
			items[i] = (struct skops_value) { .kind = dtype == SKOPS_DATETIME ? SKOPS_IS_DATETIME : SKOPS_IS_TIMEDELTA, .unit = npy->type.unit };
			memcpy (&items[i].i, at, 8);
		} else {
			number_value (at, dtype, &items[i]);
		}
		if (status)
			return status;
	}
	return SKOPS_OK;
}

static enum skops_status values_of_npy (struct skops_binder *binder, const struct skops_node *node, const struct skops_field *field, struct skops_values *out)
{
	int64_t view[SKOPS_DIM_RANK] = { 1, 1, 1, 1 };
	struct skops_value *items;
	struct skops_npy npy;
	unsigned rank;

	if (skops_node_array (binder->err, &npy, binder->document, skops_node_target (node)))
		return binder->err->status;
	if (!npy.data || npy.type.dtype == SKOPS_RECORD_DTYPE || npy.rank > 2 || (npy.type.unit_count > 1))
		return skops_bind_fail (binder, node, SKOPS_UNSUPPORTED, "an array of %s in %u dimensions where labels are due", npy.descr, npy.rank);
	if (skops_bind_shape (binder, node, field, npy.rank, npy.shape, &rank, view))
		return binder->err->status;
	items = skops_arena_alloc (binder->arena, npy.count, sizeof *items);
	if (!items)
		return skops_error_memory (binder->err);
	*out = (struct skops_values) { .items = items, .count = npy.count, .dtype = npy.type.dtype, .unit = npy.type.unit, .rank = (uint8_t) npy.rank, .dims = { view[0], rank > 1 ? view[1] : 1 } };
	return skops_bind_npy_values (binder, node, &npy, items);
}

enum skops_status skops_bind_values (struct skops_binder *binder, const struct skops_node *node, const struct skops_field *field, struct skops_values *out)
{
	const struct skops_node *target = skops_node_target (node);
	bool sequence = target->kind == SKOPS_NODE_LIST || target->kind == SKOPS_NODE_TUPLE || target->kind == SKOPS_NODE_OBJECT_ARRAY || target->kind == SKOPS_NODE_SET;
	size_t count = sequence ? skops_node_count (target) : 1;
	int64_t shape[2], view[SKOPS_DIM_RANK] = { 1, 1, 1, 1 };
	unsigned rank, view_rank;
	struct skops_value *items;

	if (target->kind == SKOPS_NODE_ARRAY && !target->scalar_class)
		return values_of_npy (binder, node, field, out);
	if (skops_bind_extent (binder, node, &rank, shape) || skops_bind_shape (binder, node, field, rank, shape, &view_rank, view))
		return binder->err->status;
	items = skops_arena_alloc (binder->arena, count, sizeof *items);
	if (!items)
		return skops_error_memory (binder->err);
	for (size_t i = 0; i < count; i++)
		if (skops_bind_value (binder, sequence ? skops_node_item (target, i) : target, &items[i]))
			return binder->err->status;
	*out = (struct skops_values) { .items = items, .count = count, .dtype = SKOPS_OBJECT, .rank = (uint8_t) rank, .dims = { view[0], view_rank > 1 ? view[1] : 1 } };
	return SKOPS_OK;
}

enum skops_status skops_bind_matrix (struct skops_binder *binder, const struct skops_node *node, const struct skops_field *field, struct skops_matrix *out)
{
	const struct skops_node *target = skops_node_target (node);
	struct skops_field dense = *field;
	struct skops_error inner = { 0 };
	const struct skops_member *member;
	const struct skops_zip *npz;
	struct skops_array array = { 0 };
	int64_t view[SKOPS_DIM_RANK], shape[2];
	unsigned rank;

	if (target->kind != SKOPS_NODE_SPARSE) {
		dense.dtype = SKOPS_F8;
		dense.flags &= ~(uint32_t) (SKOPS_FORTRAN | SKOPS_KEEP_F4);
		if (skops_bind_array (binder, node, &dense, &array))
			return binder->err->status;
		*out = (struct skops_matrix) { .stored_dtype = array.stored_dtype, .stored_rank = array.stored_rank, .data = skops_f8 (&array),
			.rows = array.rank > 1 ? array.dims[0] : 1, .columns = array.rank > 1 ? array.dims[1] : array.dims[0] };
		return SKOPS_OK;
	}
	member = skops_zip_find (binder->document->zip, target->file);
	if (!member || member->loaded != member->size)
		return skops_bind_fail (binder, node, SKOPS_BAD_FILE, "its data is not in the file");
	if (skops_zip_parse (&inner, &npz, binder->arena, member->data, member->size, false, binder->limits)
	    || skops_sparse_read (&inner, out, binder->arena, npz))
		return skops_bind_fail (binder, node, inner.status, "%s", inner.message);
	shape[0] = out->rows;
	shape[1] = out->columns;
	out->stored_rank = 2;
	return skops_bind_shape (binder, node, field, 2, shape, &rank, view);
}
