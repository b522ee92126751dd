/* SPDX-License-Identifier: BSD-3-Clause */
/* Numeric arrays: any stored layout and dtype to the one that the plugin wants, every number exactly. Always copied: what is checked later cannot change. */
#include <math.h>
#include <string.h>

#include "base/checked.h"
#include "base/text.h"
#include "model/bind.h"
#include "format/number.h"

enum skops_status skops_bind_shape (struct skops_binder *binder, const struct skops_node *node, const struct skops_field *field, unsigned rank,
                                    const int64_t *shape, unsigned *view_rank, int64_t *view)
{
	struct skops_buffer text = { 0 };

	if (skops_dims_match (&binder->dims, field->dims, rank, shape, view_rank, view))
		return SKOPS_OK;
	skops_dims_shape (&text, rank, shape);
	skops_buffer_text (&text, " does not fit ");
	if (field->dims)
		skops_dims_explain (&text, &binder->dims, field->dims);
	else
		skops_buffer_text (&text, "four dimensions");
	skops_bind_fail (binder, node, SKOPS_BAD_FILE, "the shape %s", text.failed || !text.data ? "" : text.data);
	skops_buffer_free (&text);
	return binder->err->status;
}

/* Dims, strides and count of an array in C order, or column by column. */
static void lay_out (struct skops_array *out, unsigned rank, const int64_t *dims, size_t item, bool fortran)
{
	int64_t stride = (int64_t) item;

	out->rank = (uint8_t) rank;
	out->count = 1;
	for (unsigned i = 0; i < SKOPS_MAX_RANK; i++) {
		out->dims[i] = i < rank ? dims[i] : 1;
		out->strides[i] = (int64_t) item;
		out->count *= (size_t) out->dims[i];
	}
	for (unsigned k = 0; k < rank; k++) {
		unsigned i = fortran ? k : rank - 1 - k;
		out->strides[i] = stride;
		stride *= dims[i] ? dims[i] : 1;
	}
}

/* The rules that hold for single elements. */
static enum skops_status check_elements (struct skops_binder *binder, const struct skops_node *node, const struct skops_field *field, const struct skops_array *array)
{
	if ((field->flags & SKOPS_FINITE) && (array->dtype == SKOPS_F4 || array->dtype == SKOPS_F8))
		for (size_t i = 0; i < array->count; i++)
			if (!isfinite (array->dtype == SKOPS_F4 ? (double) ((const float *) array->data)[i] : ((const double *) array->data)[i]))
				return skops_bind_fail (binder, node, SKOPS_BAD_FILE, "element %zu is not finite", i);
	if ((field->flags & SKOPS_INDEX) && (array->dtype == SKOPS_I4 || array->dtype == SKOPS_I8))
		for (size_t i = 0; i < array->count; i++) {
			int64_t index = array->dtype == SKOPS_I4 ? ((const int32_t *) array->data)[i] : skops_i8 (array)[i];
			if (index < 0)
				return skops_bind_fail (binder, node, SKOPS_BAD_FILE, "element %zu is %lld, and negative", i, (long long) index);
			if (field->low < field->high && (double) index > field->high)
				return skops_bind_fail (binder, node, SKOPS_BAD_FILE, "element %zu is %lld, above %.17g", i, (long long) index, field->high);
		}
	return SKOPS_OK;
}

/* Elements in C order, native, `stride` bytes apart. */
static enum skops_status convert (struct skops_binder *binder, const struct skops_node *node, const struct skops_field *field,
                                  enum skops_dtype stored, const void *elements, size_t stride, unsigned rank, const int64_t *shape, struct skops_array *out)
{
	enum skops_dtype wanted = (field->flags & SKOPS_KEEP_F4) && stored == SKOPS_F4 ? SKOPS_F4 : (enum skops_dtype) field->dtype;
	size_t item = skops_dtype_size (wanted), bad;
	int64_t view[SKOPS_DIM_RANK];
	unsigned view_rank;
	void *data;

	if (skops_bind_shape (binder, node, field, rank, shape, &view_rank, view))
		return binder->err->status;
	lay_out (out, view_rank, view, item, false);
	out->dtype = (uint8_t) wanted;
	out->stored_dtype = (uint8_t) stored;
	out->stored_rank = (uint8_t) rank;
	data = skops_arena_scratch (binder->arena, out->count, item);
	if (!data)
		return skops_error_memory (binder->err);
	if (!skops_numbers_convert (data, wanted, elements, stride, stored, out->count, &bad))
		return skops_bind_fail (binder, node, SKOPS_BAD_FILE, "%s where %s is due (element %zu does not convert exactly)", skops_dtype_name (stored), skops_dtype_name (wanted), bad);
	out->data = data;
	if (check_elements (binder, node, field, out))
		return binder->err->status;
	if ((field->flags & SKOPS_FORTRAN) && view_rank == 2) {
		char *turned = skops_arena_alloc (binder->arena, out->count, item);
		size_t rows = (size_t) view[0], columns = (size_t) view[1];
		if (!turned)
			return skops_error_memory (binder->err);
		for (size_t r = 0; r < rows; r++)
			for (size_t c = 0; c < columns; c++)
				memcpy (turned + (c * rows + r) * item, (const char *) data + (r * columns + c) * item, item);
		lay_out (out, view_rank, view, item, true);
		out->data = turned;
	}
	return SKOPS_OK;
}

enum skops_status skops_bind_extent (struct skops_binder *binder, const struct skops_node *node, unsigned *rank, int64_t shape[2])
{
	const struct skops_node *target = skops_node_target (node);

	*rank = 0;
	shape[0] = shape[1] = 1;
	if (target->kind == SKOPS_NODE_LIST || target->kind == SKOPS_NODE_TUPLE || target->kind == SKOPS_NODE_SET) {
		*rank = 1;
		shape[0] = (int64_t) skops_node_count (target);
	} else if (target->kind == SKOPS_NODE_OBJECT_ARRAY) {
		*rank = target->rank;
		if (*rank > 2)
			return skops_bind_fail (binder, node, SKOPS_BAD_FILE, "an object array of %u dimensions", *rank);
		for (unsigned i = 0; i < *rank; i++)
			shape[i] = target->shape[i];
	}
	return SKOPS_OK;
}

/* A list of numbers, an object array of numbers, or one number. */
static enum skops_status from_scalars (struct skops_binder *binder, const struct skops_node *node, const struct skops_field *field, struct skops_array *out)
{
	const struct skops_node *target = skops_node_target (node);
	bool single = target->kind == SKOPS_NODE_JSON || target->kind == SKOPS_NODE_ARRAY;
	size_t count = single ? 1 : skops_node_count (target);
	unsigned rank;
	int64_t shape[2];
	enum skops_dtype stored = SKOPS_I8;
	struct skops_value value;
	double *floats;
	int64_t *ints;

	if (skops_bind_extent (binder, node, &rank, shape))
		return binder->err->status;
	floats = skops_arena_alloc (binder->scratch, count, sizeof *floats);
	ints = skops_arena_alloc (binder->scratch, count, sizeof *ints);
	if (!floats || !ints)
		return skops_error_memory (binder->err);
	for (size_t i = 0; i < count; i++) {
		const struct skops_node *item = single ? target : skops_node_item (target, i);
		if (skops_bind_value (binder, item, &value))
			return binder->err->status;
		if (!skops_value_number (&value, &floats[i]))
			return skops_bind_fail (binder, item, SKOPS_BAD_FILE, "a number is due here");
		if (value.kind == SKOPS_IS_FLOAT || value.kind == SKOPS_IS_UINT)
			stored = SKOPS_F8;
		else
			ints[i] = value.i;
	}
	return convert (binder, node, field, stored, stored == SKOPS_F8 ? (const void *) floats : ints, sizeof (double), rank, shape, out);
}

/* The elements in C order and the machine's byte order: as they are, where they are so; NULL without memory. */
static const void *native (struct skops_binder *binder, const struct skops_npy *npy)
{
	void *elements;

	if (!npy->type.swapped && !(npy->fortran && npy->rank > 1))
		return npy->data;
	elements = skops_arena_scratch (binder->scratch, npy->count, npy->type.item);
	if (elements)
		skops_npy_copy (elements, npy);
	return elements;
}

enum skops_status skops_bind_array (struct skops_binder *binder, const struct skops_node *node, const struct skops_field *field, struct skops_array *out)
{
	const struct skops_node *target = skops_node_target (node);
	struct skops_npy npy;
	const void *elements;

	switch (target->kind) {
	case SKOPS_NODE_LIST:
	case SKOPS_NODE_TUPLE:
	case SKOPS_NODE_OBJECT_ARRAY:
	case SKOPS_NODE_JSON: return from_scalars (binder, node, field, out);
	case SKOPS_NODE_ARRAY: break;
	default: return skops_bind_fail (binder, node, SKOPS_BAD_FILE, "an array is due here");
	}
	if (skops_node_array (binder->err, &npy, binder->scratch, binder->document, target))
		return binder->err->status;
	if (!npy.data)
		return skops_bind_fail (binder, node, SKOPS_MISUSE, "the array's data was not read");
	if (!skops_dtype_is_number ((enum skops_dtype) npy.type.dtype))
		return skops_bind_fail (binder, node, SKOPS_BAD_FILE, "an array of %s where numbers are due", npy.descr);
	if (npy.rank > SKOPS_MAX_RANK)
		return skops_bind_fail (binder, node, SKOPS_BAD_FILE, "an array of %u dimensions", npy.rank);
	elements = native (binder, &npy);
	if (!elements)
		return skops_error_memory (binder->err);
	return convert (binder, node, field, (enum skops_dtype) npy.type.dtype, elements, npy.type.item, npy.rank, npy.shape, out);
}

/* A member of the structured array as an array of its own, which has a byte order that is not the machine's. */
static const void *native_column (struct skops_binder *binder, const struct skops_npy *npy, const struct skops_npy_field *stored)
{
	struct skops_npy part = { .type = stored->type, .rank = 1, .shape = { npy->shape[0] }, .count = npy->count };
	uint8_t *packed = skops_arena_scratch (binder->scratch, npy->count, stored->type.item);

	for (size_t i = 0; packed && i < npy->count; i++)
		memcpy (packed + i * stored->type.item, npy->data + i * npy->type.item + stored->offset, stored->type.item);
	part.data = packed;
	return packed ? native (binder, &part) : NULL;
}

enum skops_status skops_bind_columns (struct skops_binder *binder, const struct skops_node *node, const struct skops_field *field, void *out)
{
	const struct skops_node *target = skops_node_target (node);
	struct skops_npy npy;

	if (target->kind != SKOPS_NODE_ARRAY)
		return skops_bind_fail (binder, node, SKOPS_BAD_FILE, "a structured array is due here");
	if (skops_node_array (binder->err, &npy, binder->scratch, binder->document, target))
		return binder->err->status;
	if (npy.type.dtype != SKOPS_RECORD_DTYPE || npy.rank != 1 || !npy.data)
		return skops_bind_fail (binder, node, SKOPS_BAD_FILE, "an array of %s where a structured one of one dimension is due", npy.descr);
	for (uint32_t i = 0; i < field->table->count; i++) {
		const struct skops_field *column = &field->table->fields[i];
		const char *name = column->attribute ? column->attribute : column->name;
		const struct skops_npy_field *stored = NULL;
		const void *elements;

		for (size_t k = 0; k < npy.n_fields && !stored; k++)
			if (!strcmp (npy.fields[k].name, name))
				stored = &npy.fields[k];
		if (!stored && (column->flags & SKOPS_OPTIONAL))
			continue;
		if (!stored || !skops_dtype_is_number ((enum skops_dtype) stored->type.dtype))
			return skops_bind_fail (binder, node, SKOPS_BAD_FILE, "the structured array has no numeric member %s", name);
		elements = stored->type.swapped ? native_column (binder, &npy, stored) : npy.data + stored->offset;
		if (!elements)
			return skops_error_memory (binder->err);
		if (convert (binder, node, column, (enum skops_dtype) stored->type.dtype, elements, stored->type.swapped ? stored->type.item : npy.type.item, 1, npy.shape,
		             (struct skops_array *) (void *) ((char *) out + column->offset)))
			return binder->err->status;
	}
	return SKOPS_OK;
}
