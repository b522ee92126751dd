/* SPDX-License-Identifier: BSD-3-Clause */
/* The driver of binding: finds each field's attribute, settles absence and None, and hands the rest to the kind. */
#include "model/bind.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

enum skops_status skops_bind_fail (struct skops_binder *binder, const struct skops_node *node, enum skops_status status, const char *format, ...)
{
	char path[256];
	va_list args;

	if (binder->err->status)
		return binder->err->status;
	va_start (args, format);
	skops_error_vset (binder->err, status, format, args);
	va_end (args);
	if (node && *skops_node_path (path, sizeof path, node))
		skops_error_prefix (binder->err, "%s", path);
	return status;
}

bool skops_node_is_none (const struct skops_node *node)
{
	node = skops_node_target (node);
	return node->kind == SKOPS_NODE_JSON && skops_text_is (node->content, "null");
}

bool skops_value_number (const struct skops_value *value, double *out)
{
	switch (value->kind) {
	case SKOPS_IS_BOOL:
	case SKOPS_IS_INT: *out = (double) value->i; return true;
	case SKOPS_IS_UINT: *out = (double) value->u; return true;
	case SKOPS_IS_FLOAT: *out = value->f; return true;
	default: return false;
	}
}

enum skops_status skops_bind_value (struct skops_binder *binder, const struct skops_node *node, struct skops_value *out)
{
	return skops_node_value (binder->err, out, binder->document, node); /* which names the place */
}

/* The text of a JSON string that stands for "not given". */
static bool is_placeholder (struct skops_binder *binder, const struct skops_node *node)
{
	const struct skops_node *target = skops_node_target (node);
	struct skops_error ignored = { 0 };
	struct skops_value value;
	struct skops_text text;

	if (target->kind != SKOPS_NODE_JSON || !target->content.size || target->content.data[0] != '"')
		return false;
	if (skops_node_value (&ignored, &value, binder->document, target) || value.kind != SKOPS_IS_TEXT)
		return false;
	text = (struct skops_text) { value.text, value.size };
	return skops_text_is (text, "deprecated") || skops_text_is (text, "warn");
}

/* The first of the attribute's names that the state has. */
static const struct skops_node *find (const struct skops_node *state, const struct skops_field *field)
{
	const char *name = field->attribute ? field->attribute : field->name;
	const struct skops_node *target = skops_node_target (state);

	for (;;) {
		size_t size = strcspn (name, "|");
		const struct skops_node *node;

		if (target->kind == SKOPS_NODE_TUPLE || target->kind == SKOPS_NODE_LIST)
			node = size == 1 && *name >= '0' && *name <= '9' ? skops_node_item (target, (size_t) (*name - '0'))
			     : size == 2 ? skops_node_item (target, (size_t) ((*name - '0') * 10 + name[1] - '0')) : NULL;
		else
			node = skops_node_get (target, (struct skops_text) { name, size });
		if (node || !name[size])
			return node;
		name += size + 1;
	}
}

/* What a member holds when its attribute is absent (`otherwise`) or None. */
static void set_absent (const struct skops_field *field, void *out, bool none)
{
	switch (field->kind) {
	case SKOPS_KIND_BOOL: *(bool *) out = !none && field->otherwise != 0; break;
	case SKOPS_KIND_INT: *(int64_t *) out = none ? SKOPS_INT_NONE : (int64_t) field->otherwise; break;
	case SKOPS_KIND_FLOAT: *(double *) out = none ? NAN : field->otherwise; break;
	case SKOPS_KIND_WORD:
	case SKOPS_KIND_DTYPE: *(int *) out = none ? 0 : (int) field->otherwise; break;
	case SKOPS_KIND_CHILD: ((struct skops_step *) out)->word = none ? 0 : (int) field->otherwise; break;
	default: break; /* zeroed: data NULL, kind None */
	}
}

static enum skops_status bind_bool (struct skops_binder *binder, const struct skops_node *node, bool *out)
{
	struct skops_value value;
	double number;

	if (skops_bind_value (binder, node, &value))
		return binder->err->status;
	if (!skops_value_number (&value, &number) || (number != 0 && number != 1))
		return skops_bind_fail (binder, node, SKOPS_BAD_FILE, "a bool is due here");
	*out = number != 0;
	return SKOPS_OK;
}

static enum skops_status bind_number (struct skops_binder *binder, const struct skops_node *node, const struct skops_field *field, double *out, int64_t *integer)
{
	struct skops_value value;

	if (skops_bind_value (binder, node, &value))
		return binder->err->status;
	if (!skops_value_number (&value, out))
		return skops_bind_fail (binder, node, SKOPS_BAD_FILE, "a number is due here");
	if (integer) {
		if (value.kind == SKOPS_IS_UINT || (value.kind == SKOPS_IS_FLOAT && !(fabs (value.f) < 9.0e15 && value.f == floor (value.f))))
			return skops_bind_fail (binder, node, SKOPS_BAD_FILE, "an integer is due here");
		*integer = value.kind == SKOPS_IS_FLOAT ? (int64_t) value.f : value.i;
		if ((field->flags & SKOPS_INDEX) && *integer < 0)
			return skops_bind_fail (binder, node, SKOPS_BAD_FILE, "%lld is negative", (long long) *integer);
	}
	if ((field->flags & SKOPS_FINITE) && !isfinite (*out))
		return skops_bind_fail (binder, node, SKOPS_BAD_FILE, "a finite number is due here");
	if (field->low < field->high && !(*out >= field->low && *out <= field->high))
		return skops_bind_fail (binder, node, SKOPS_BAD_FILE, "%.17g is outside %.17g to %.17g", *out, field->low, field->high);
	return SKOPS_OK;
}

static enum skops_status bind_int (struct skops_binder *binder, const struct skops_node *node, const struct skops_field *field, int64_t *out)
{
	double number;
	int64_t bound;

	if (bind_number (binder, node, field, &number, out))
		return binder->err->status;
	if (field->dims && !skops_dims_bind (&binder->dims, field->dims, *out)) {
		if (!skops_dims_value (&binder->dims, field->dims, &bound))
			return skops_bind_fail (binder, node, SKOPS_BAD_FILE, "%lld is no size for %s", (long long) *out, field->dims);
		return skops_bind_fail (binder, node, SKOPS_BAD_FILE, "%lld contradicts %s = %lld of other attributes", (long long) *out, field->dims, (long long) bound);
	}
	return SKOPS_OK;
}

static enum skops_status bind_text (struct skops_binder *binder, const struct skops_node *node, struct skops_text *out)
{
	struct skops_value value;

	if (skops_bind_value (binder, node, &value))
		return binder->err->status;
	if (value.kind != SKOPS_IS_TEXT)
		return skops_bind_fail (binder, node, SKOPS_BAD_FILE, "a text is due here");
	*out = (struct skops_text) { value.text, value.size };
	return SKOPS_OK;
}

static bool is_sequence (const struct skops_node *node)
{
	return node->kind == SKOPS_NODE_LIST || node->kind == SKOPS_NODE_TUPLE || node->kind == SKOPS_NODE_OBJECT_ARRAY;
}

static enum skops_status bind_list (struct skops_binder *binder, const struct skops_node *node, const struct skops_field *field, struct skops_list *out)
{
	const struct skops_node *target = skops_node_target (node);
	size_t count = skops_node_count (target);
	bool single = (field->flags & SKOPS_ONE_OR_MANY) && (target->kind == SKOPS_NODE_ARRAY || target->kind == SKOPS_NODE_OBJECT_ARRAY);
	int64_t shape[2] = { 1, 1 }, view[SKOPS_DIM_RANK];
	unsigned rank = 1, view_rank;
	char *items;

	if (!single && !is_sequence (target))
		return skops_bind_fail (binder, node, SKOPS_BAD_FILE, "a list is due here");
	if (single)
		count = 1;
	else if (skops_bind_extent (binder, node, &rank, shape))
		return binder->err->status;
	if (skops_bind_shape (binder, node, field, rank, shape, &view_rank, view))
		return binder->err->status;
	items = skops_arena_alloc (binder->arena, count, field->item->size);
	if (!items)
		return skops_error_memory (binder->err);
	*out = (struct skops_list) { .items = items, .count = count, .rank = view_rank, .dims = { view_rank ? view[0] : 1, view_rank > 1 ? view[1] : 1 } };
	return single ? skops_bind_field (binder, target, field->item, items) : skops_bind_items (binder, target, field->item, count, items);
}

static enum skops_status bind_dict (struct skops_binder *binder, const struct skops_node *node, const struct skops_field *field, struct skops_dict *out)
{
	const struct skops_node *target = skops_node_target (node);
	struct skops_value *keys;
	size_t count;
	char *items;

	if (target->kind == SKOPS_NODE_OBJECT) /* a Bunch is a dictionary by another name */
		target = skops_node_state (target);
	if (!target || (target->kind != SKOPS_NODE_DICT && target->kind != SKOPS_NODE_DEPRECATED_DICT && target->kind != SKOPS_NODE_DEFAULT_DICT))
		return skops_bind_fail (binder, node, SKOPS_BAD_FILE, "a dictionary is due here");
	if (target->kind != SKOPS_NODE_DICT) {
		target = skops_node_state (target);
		if (!target)
			return skops_bind_fail (binder, node, SKOPS_BAD_FILE, "a dictionary without content");
	}
	count = skops_node_count (target);
	keys = skops_arena_alloc (binder->arena, count, sizeof *keys);
	items = skops_arena_alloc (binder->arena, count, field->item->size);
	if (!keys || !items)
		return skops_error_memory (binder->err);
	for (size_t i = 0; i < count; i++) {
		if (skops_node_key (binder->err, &keys[i], target, i))
			return binder->err->status;
		if (skops_bind_field (binder, skops_node_item (target, i), field->item, items + i * field->item->size))
			return binder->err->status;
	}
	*out = (struct skops_dict) { keys, items, count };
	return SKOPS_OK;
}

static enum skops_status bind_tuple (struct skops_binder *binder, const struct skops_node *node, const struct skops_field *field, void *out)
{
	if (!is_sequence (skops_node_target (node)))
		return skops_bind_fail (binder, node, SKOPS_BAD_FILE, "a tuple is due here");
	return skops_bind_table (binder, node, field->table, out);
}

static enum skops_status bind_record (struct skops_binder *binder, const struct skops_node *node, const struct skops_field *field, struct skops_record *out)
{
	const struct skops_node *target = skops_node_target (node), *state;
	const struct skops_case *chosen = field->cases;
	struct skops_dims outer;
	char type[160];
	void *record;
	enum skops_status status;

	while (chosen->type && strcmp (chosen->type, "*") != 0 && !skops_node_is (target, chosen->type))
		chosen++;
	if (!chosen->type)
		return skops_bind_fail (binder, node, SKOPS_UNSUPPORTED, "%s is not known here", skops_node_type (type, sizeof type, target));
	out->tag = chosen->tag;
	if (!chosen->table)
		return SKOPS_OK;
	if (++binder->depth > binder->limits->nesting)
		return skops_bind_fail (binder, node, SKOPS_BAD_FILE, "objects nested more than %zu deep", binder->limits->nesting);
	/* One that is named twice is bound twice, since dimensions may be its owner's: but n in a chain must not become 2^n. */
	if (++binder->records > binder->document->n_nodes + 1000)
		return skops_bind_fail (binder, node, SKOPS_BAD_FILE, "more objects than the file holds: they share their parts over and over");
	state = skops_node_state (target);
	if (!state)
		return skops_bind_fail (binder, node, SKOPS_BAD_FILE, "%s has no state", skops_node_type (type, sizeof type, target));
	record = skops_arena_alloc (binder->arena, 1, chosen->table->struct_size);
	if (!record)
		return skops_error_memory (binder->err);
	outer = binder->dims;
	if (!(field->flags & SKOPS_INHERIT))
		binder->dims.count = 0;
	status = skops_bind_table (binder, state, chosen->table, record);
	if (!(field->flags & SKOPS_INHERIT))
		binder->dims = outer;
	binder->depth--;
	out->state = record;
	return status;
}

static enum skops_status bind_child (struct skops_binder *binder, const struct skops_node *node, const struct skops_field *field, struct skops_step *out)
{
	const struct skops_node *target = skops_node_target (node);

	if (target->kind != SKOPS_NODE_OBJECT && field->words)
		return skops_bind_word (binder, node, field, &out->word);
	out->child = binder->child (binder->data, target, field->flags);
	if (!out->child)
		out->word = -1;
	return binder->err->status;
}

enum skops_status skops_bind_field (struct skops_binder *binder, const struct skops_node *node, const struct skops_field *field, void *out)
{
	bool has_none = field->kind == SKOPS_KIND_VALUE || field->kind == SKOPS_KIND_WORD || field->kind == SKOPS_KIND_DTYPE
		|| (field->kind == SKOPS_KIND_CHILD && field->words);

	if (!has_none && skops_node_is_none (node)) {
		if (!(field->flags & SKOPS_NULLABLE))
			return skops_bind_fail (binder, node, SKOPS_BAD_FILE, "None where a value is due");
		set_absent (field, out, true);
		return SKOPS_OK;
	}
	switch (field->kind) {
	case SKOPS_KIND_BOOL: return bind_bool (binder, node, out);
	case SKOPS_KIND_INT: return bind_int (binder, node, field, out);
	case SKOPS_KIND_FLOAT: return bind_number (binder, node, field, out, NULL);
	case SKOPS_KIND_TEXT: return bind_text (binder, node, out);
	case SKOPS_KIND_VALUE: return skops_bind_value (binder, node, out);
	case SKOPS_KIND_WORD: return skops_bind_word (binder, node, field, out);
	case SKOPS_KIND_DTYPE: return skops_bind_dtype (binder, node, out);
	case SKOPS_KIND_ARRAY: return skops_bind_array (binder, node, field, out);
	case SKOPS_KIND_VALUES: return skops_bind_values (binder, node, field, out);
	case SKOPS_KIND_MATRIX: return skops_bind_matrix (binder, node, field, out);
	case SKOPS_KIND_LIST: return bind_list (binder, node, field, out);
	case SKOPS_KIND_DICT: return bind_dict (binder, node, field, out);
	case SKOPS_KIND_TUPLE: return bind_tuple (binder, node, field, out);
	case SKOPS_KIND_COLUMNS: return skops_bind_columns (binder, node, field, out);
	case SKOPS_KIND_RECORD: return bind_record (binder, node, field, out);
	case SKOPS_KIND_CHILD: return bind_child (binder, node, field, out);
	case SKOPS_KIND_TREE: return skops_bind_tree (binder, node, field->flags & SKOPS_STATISTICS, out);
	default: return skops_bind_fail (binder, node, SKOPS_UNSUPPORTED, "the plugin's table asks for kind %u, which this core does not know", field->kind);
	}
}

/* An estimator that was saved before fit has nothing that fit sets: names with an underscore behind. Such a file is not broken. */
static bool is_unfitted (const struct skops_node *state, const struct skops_field *missing)
{
	if ((missing->flags & SKOPS_PARAMETER) || !skops_node_get (state, skops_text_of ("_sklearn_version")))
		return false;
	for (size_t i = 0; i < skops_node_count (state); i++) {
		struct skops_text name = skops_node_item (state, i)->name;
		if (name.size && name.data[0] != '_' && name.data[name.size - 1] == '_')
			return false;
	}
	return true;
}

static enum skops_status refuse_missing (struct skops_binder *binder, const struct skops_node *state, const struct skops_field *field)
{
	const char *name = field->attribute ? field->attribute : field->name;

	if (is_unfitted (state, field))
		return skops_bind_fail (binder, state, SKOPS_UNSUPPORTED, "not fitted: it has no %s, nor anything else that fit sets; save it after fit", name);
	return skops_bind_fail (binder, state, SKOPS_BAD_FILE, "the attribute %s is missing", name);
}

enum skops_status skops_bind_table (struct skops_binder *binder, const struct skops_node *state, const struct skops_table *table, void *out)
{
	for (uint32_t i = 0; i < table->count; i++) {
		const struct skops_field *field = &table->fields[i];
		const struct skops_node *node;
		void *member = (char *) out + field->offset;
		struct skops_arena_mark mark;
		enum skops_status status;

		if (field->kind == SKOPS_KIND_DIM)
			continue;
		if (binder->writer && ((field->since && binder->writer < field->since) || (field->until && binder->writer > field->until))) {
			set_absent (field, member, false);
			continue;
		}
		node = find (state, field);
		if (!node || ((field->flags & SKOPS_OPTIONAL) && field->kind != SKOPS_KIND_TEXT && is_placeholder (binder, node))) {
			if (!(field->flags & SKOPS_OPTIONAL))
				return refuse_missing (binder, state, field);
			set_absent (field, member, false);
			continue;
		}
		mark = skops_arena_mark (binder->scratch);
		status = skops_bind_field (binder, node, field, member);
		skops_arena_reset (binder->scratch, mark);
		if (status)
			return status;
	}
	for (uint32_t i = 0; i < table->count; i++) {
		const struct skops_field *field = &table->fields[i];
		int64_t *member = (int64_t *) (void *) ((char *) out + field->offset);

		if (field->kind == SKOPS_KIND_DIM && !skops_dims_value (&binder->dims, field->dims, member))
			*member = -1;
	}
	return SKOPS_OK;
}
