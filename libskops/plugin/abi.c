/* SPDX-License-Identifier: BSD-3-Clause */
/* ABI checks: a descriptor is data from outside like a model file. They protect from mistakes; a malicious library has run its constructors already. */
#include "plugin/abi.h"

#include <string.h>

/* Member sizes by kind; 0: the table's struct_size, UINT32_MAX: no such kind. */
static uint32_t member_size (const struct skops_field *field)
{
	switch (field->kind) {
	case SKOPS_KIND_BOOL: return sizeof (bool);
	case SKOPS_KIND_INT:
	case SKOPS_KIND_DIM: return sizeof (int64_t);
	case SKOPS_KIND_FLOAT: return sizeof (double);
	case SKOPS_KIND_TEXT: return sizeof (struct skops_text);
	case SKOPS_KIND_VALUE: return sizeof (struct skops_value);
	case SKOPS_KIND_WORD:
	case SKOPS_KIND_DTYPE: return sizeof (int);
	case SKOPS_KIND_ARRAY: return sizeof (struct skops_array);
	case SKOPS_KIND_VALUES: return sizeof (struct skops_values);
	case SKOPS_KIND_MATRIX: return sizeof (struct skops_matrix);
	case SKOPS_KIND_LIST: return sizeof (struct skops_list);
	case SKOPS_KIND_DICT: return sizeof (struct skops_dict);
	case SKOPS_KIND_TUPLE:
	case SKOPS_KIND_COLUMNS: return field->table ? field->table->struct_size : 0;
	case SKOPS_KIND_RECORD: return sizeof (struct skops_record);
	case SKOPS_KIND_CHILD: return sizeof (struct skops_step);
	case SKOPS_KIND_TREE: return sizeof (struct skops_tree);
	default: return UINT32_MAX;
	}
}

/* The number types that a stored one is brought to. */
static bool is_wanted_dtype (uint16_t dtype)
{
	return dtype == SKOPS_F8 || dtype == SKOPS_F4 || dtype == SKOPS_I8 || dtype == SKOPS_I4 || dtype == SKOPS_U4 || dtype == SKOPS_U1 || dtype == SKOPS_B1;
}

/* Tables nest as their author wrote them, records also in circles: a GP kernel holds kernels. The stack is the path from the top. */
enum { TABLE_DEPTH = 32 };
struct table_stack {
	const struct skops_table *tables[TABLE_DEPTH];
	unsigned depth;
	unsigned items; /* how many lists the field is an item of, one in another */
};

static enum skops_status check_table (struct skops_error *err, const struct skops_table *table, const char *what, struct table_stack *stack);

static enum skops_status check_field (struct skops_error *err, const struct skops_field *field, uint32_t struct_size, const char *what, struct table_stack *stack)
{
	const char *name = field->name ? field->name : "?";
	uint32_t size = member_size (field);
	enum skops_status status = SKOPS_OK;

	if (!field->name)
		return skops_error_set (err, SKOPS_UNSUPPORTED, "%s: a field has no name", what);
	if (size == UINT32_MAX)
		return skops_error_set (err, SKOPS_UNSUPPORTED, "%s.%s: this core knows no field of kind %u", what, name, field->kind);
	if (!size || field->size != size)
		return skops_error_set (err, SKOPS_UNSUPPORTED, "%s.%s: the member has %u bytes, its kind needs %u", what, name, field->size, size);
	if ((uint64_t) field->offset + field->size > struct_size)
		return skops_error_set (err, SKOPS_UNSUPPORTED, "%s.%s: the member ends at byte %llu of a struct of %u", what, name,
		                        (unsigned long long) field->offset + field->size, struct_size);
	if ((field->kind == SKOPS_KIND_LIST || field->kind == SKOPS_KIND_DICT) && !field->item)
		return skops_error_set (err, SKOPS_UNSUPPORTED, "%s.%s: a list without an item", what, name);
	if (field->kind == SKOPS_KIND_WORD && !field->words)
		return skops_error_set (err, SKOPS_UNSUPPORTED, "%s.%s: an enumeration without words", what, name);
	if (field->kind == SKOPS_KIND_RECORD && !field->cases)
		return skops_error_set (err, SKOPS_UNSUPPORTED, "%s.%s: a record without cases", what, name);
	if (field->kind == SKOPS_KIND_DIM && !field->dims)
		return skops_error_set (err, SKOPS_UNSUPPORTED, "%s.%s: a dimension without a name", what, name);
	if (field->kind == SKOPS_KIND_ARRAY && !is_wanted_dtype (field->dtype))
		return skops_error_set (err, SKOPS_UNSUPPORTED, "%s.%s: arrays of dtype %u are not made", what, name, field->dtype);
	for (uint32_t i = 0; field->kind == SKOPS_KIND_COLUMNS && i < field->table->count && field->table->fields; i++)
		if (field->table->fields[i].kind != SKOPS_KIND_ARRAY)
			return skops_error_set (err, SKOPS_UNSUPPORTED, "%s.%s: a column of it is no array", what, name);
	if (field->item && stack->items == TABLE_DEPTH)
		return skops_error_set (err, SKOPS_UNSUPPORTED, "%s.%s: lists nested more than %d deep", what, name, TABLE_DEPTH);
	if (field->item) {
		stack->items++;
		status = check_field (err, field->item, field->item->size, what, stack);
		stack->items--;
	}
	if (!status && field->table)
		status = check_table (err, field->table, name, stack);
	for (const struct skops_case *c = field->cases; !status && c && c->type; c++)
		if (c->table)
			status = check_table (err, c->table, c->type, stack);
	return status;
}

static enum skops_status check_table (struct skops_error *err, const struct skops_table *table, const char *what, struct table_stack *stack)
{
	enum skops_status status = SKOPS_OK;

	for (unsigned i = 0; i < stack->depth; i++)
		if (stack->tables[i] == table)
			return SKOPS_OK;
	if (stack->depth == TABLE_DEPTH)
		return skops_error_set (err, SKOPS_UNSUPPORTED, "%s: tables nested more than %d deep", what, TABLE_DEPTH);
	if (table->size != sizeof (struct skops_table))
		return skops_error_set (err, SKOPS_UNSUPPORTED, "%s: the table has %u bytes, this core's has %zu", what, table->size, sizeof (struct skops_table));
	if (table->field_size != sizeof (struct skops_field))
		return skops_error_set (err, SKOPS_UNSUPPORTED, "%s: fields are %u bytes apart, this core's %zu", what, table->field_size, sizeof (struct skops_field));
	if (table->count && !table->fields)
		return skops_error_set (err, SKOPS_UNSUPPORTED, "%s: a table without fields", what);
	if (table->struct_size > 1u << 20)
		return skops_error_set (err, SKOPS_UNSUPPORTED, "%s: a struct of %u bytes", what, table->struct_size);
	stack->tables[stack->depth++] = table;
	for (uint32_t i = 0; i < table->count && !status; i++)
		status = check_field (err, &table->fields[i], table->struct_size, what, stack);
	stack->depth--;
	return status;
}

enum skops_status skops_abi_check_table (struct skops_error *err, const struct skops_table *table, const char *what)
{
	struct table_stack stack = { .depth = 0 };

	return check_table (err, table, what, &stack);
}

const struct skops_facet_head *skops_handler_facet (const struct skops_handler *handler, enum skops_facet facet)
{
	switch (facet) {
	case SKOPS_FACET_PREDICT: return (const struct skops_facet_head *) handler->predict;
	case SKOPS_FACET_IMPORTANCES: return (const struct skops_facet_head *) handler->importances;
	case SKOPS_FACET_ONNX: return (const struct skops_facet_head *) handler->onnx;
	case SKOPS_FACET_CARD: return (const struct skops_facet_head *) handler->card;
	default: return NULL;
	}
}

/* The size of a facet's struct, and whether the functions that it cannot do without are there. */
static size_t facet_size (enum skops_facet facet)
{
	static const size_t sizes[SKOPS_FACETS] = { sizeof (struct skops_predict), sizeof (struct skops_importances), sizeof (struct skops_onnx), sizeof (struct skops_card) };

	return sizes[facet];
}

static const char *lacks (const struct skops_handler *handler, enum skops_facet facet)
{
	if (!skops_handler_facet (handler, facet)->table)
		return "a table";
	switch (facet) {
	case SKOPS_FACET_PREDICT: return handler->predict->describe ? NULL : "describe";
	case SKOPS_FACET_IMPORTANCES: return handler->importances->matrix ? NULL : "matrix";
	case SKOPS_FACET_ONNX: return handler->onnx->emit ? NULL : "emit";
	default: return handler->card->sections ? NULL : "sections";
	}
}

static enum skops_status check_handler (struct skops_error *err, const struct skops_handler *handler)
{
	unsigned facets = 0;

	if (handler->size != sizeof *handler)
		return skops_error_set (err, SKOPS_UNSUPPORTED, "a handler has %u bytes, this core's has %zu", handler->size, sizeof *handler);
	if (!handler->module || !handler->class_name || !handler->loader || !*handler->class_name)
		return skops_error_set (err, SKOPS_UNSUPPORTED, "a handler without module, class or loader");
	for (enum skops_facet f = 0; f < SKOPS_FACETS; f++) {
		const struct skops_facet_head *facet = skops_handler_facet (handler, f);
		const char *lack;

		if (!facet)
			continue;
		facets++;
		if (facet->size != facet_size (f))
			return skops_error_set (err, SKOPS_UNSUPPORTED, "%s: its %s facet has %u bytes, this core's has %zu", handler->class_name, skops_facet_name (f), facet->size,
			                        facet_size (f));
		lack = lacks (handler, f);
		if (lack)
			return skops_error_set (err, SKOPS_UNSUPPORTED, "%s: its %s facet lacks %s", handler->class_name, skops_facet_name (f), lack);
		if (skops_abi_check_table (err, facet->table, handler->class_name))
			return err->status;
	}
	return facets ? SKOPS_OK : skops_error_set (err, SKOPS_UNSUPPORTED, "%s:%s: a handler without a facet", handler->module, handler->class_name);
}

enum skops_status skops_abi_check_plugin (struct skops_error *err, const struct skops_plugin *plugin, const char *path)
{
	enum skops_status status = SKOPS_OK;

	if (!plugin)
		status = skops_error_set (err, SKOPS_UNSUPPORTED, "skops_plugin_query answers nothing");
	else if (plugin->magic != SKOPS_PLUGIN_MAGIC)
		status = skops_error_set (err, SKOPS_UNSUPPORTED, "its magic is %08x, not %08x: no plugin for this core", plugin->magic, SKOPS_PLUGIN_MAGIC);
	else if (plugin->abi_major != SKOPS_ABI_MAJOR || plugin->abi_minor != SKOPS_ABI_MINOR)
		status = skops_error_set (err, SKOPS_UNSUPPORTED, "it was built for ABI %u.%u, this core has %d.%d: build it again with this core's headers",
		                          plugin->abi_major, plugin->abi_minor, SKOPS_ABI_MAJOR, SKOPS_ABI_MINOR);
	else if (plugin->size != sizeof *plugin)
		status = skops_error_set (err, SKOPS_UNSUPPORTED, "its descriptor has %u bytes, this core's has %zu", plugin->size, sizeof *plugin);
	else if (!plugin->name || !plugin->version || !plugin->handlers)
		status = skops_error_set (err, SKOPS_UNSUPPORTED, "its descriptor lacks a name, a version or handlers");
	else
		for (const struct skops_handler *const *handler = plugin->handlers; *handler && !status; handler++)
			status = check_handler (err, *handler);
	if (status)
		skops_error_prefix (err, "plugin %s", path);
	return status;
}
