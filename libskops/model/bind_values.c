/* SPDX-License-Identifier: BSD-3-Clause */
/* Sequences of scalars of any kind (labels, categories), and matrices that may be sparse. */
#include <string.h>

#include "base/checked.h"
#include "format/npz.h"
#include "model/bind.h"
#include "tree/element.h"

static enum skops_status values_of_npy (struct skops_binder *binder, const struct skops_node *node, const struct skops_field *field, struct skops_values *out)
{
	int64_t view[SKOPS_DIM_RANK] = { 1, 1, 1, 1 };
	struct skops_value *items;
	struct skops_npy npy;
	struct skops_error inner = { 0 };
	unsigned rank;
	char *elements;

	if (skops_node_array (binder->err, &npy, binder->scratch, binder->document, skops_node_target (node)))
		return binder->err->status;
	if (!npy.data || npy.type.dtype == SKOPS_RECORD_DTYPE || npy.rank > 2)
		return skops_bind_fail (binder, node, SKOPS_UNSUPPORTED, "an array of %s in %u dimensions where labels are due", npy.descr, npy.rank);
	if (skops_bind_shape (binder, node, field, npy.rank, npy.shape, &rank, view))
		return binder->err->status;
	items = skops_arena_alloc (binder->arena, npy.count, sizeof *items);
	elements = skops_arena_scratch (binder->scratch, npy.count, npy.type.item);
	if (!items || !elements)
		return skops_error_memory (binder->err);
	*out = (struct skops_values) { .items = items, .count = npy.count, .dtype = npy.type.dtype, .unit = npy.type.unit, .rank = (uint8_t) npy.rank, .dims = { view[0], rank > 1 ? view[1] : 1 } };
	skops_npy_copy (elements, &npy);
	for (size_t i = 0; i < npy.count; i++)
		if (skops_element_value (&inner, &items[i], binder->arena, &npy.type, elements, i))
			return skops_bind_fail (binder, node, inner.status, "%s", inner.message);
	return SKOPS_OK;
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
	const uint8_t *data;
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
	if (!member)
		return skops_bind_fail (binder, node, SKOPS_BAD_FILE, "its data is not in the file");
	if (skops_zip_data (&inner, &data, binder->document->zip, member, binder->scratch) || skops_zip_parse (&inner, &npz, binder->arena, data, member->size, false, binder->limits)
	    || skops_sparse_read (&inner, out, binder->arena, npz))
		return skops_bind_fail (binder, node, inner.status, "%s", inner.message);
	shape[0] = out->rows;
	shape[1] = out->columns;
	out->stored_rank = 2;
	return skops_bind_shape (binder, node, field, 2, shape, &rank, view);
}
