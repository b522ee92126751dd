/* SPDX-License-Identifier: BSD-3-Clause */
/* Enumerations: a text, None, a bool, a known function or a type, each as the value that the plugin gave it. */
#include <string.h>

#include "base/text.h"
#include "model/bind.h"
#include "registry/function.h"

static bool is_named_thing (const struct skops_node *node)
{
	return node->kind == SKOPS_NODE_FUNCTION || node->kind == SKOPS_NODE_TYPE || node->kind == SKOPS_NODE_OBJECT
		|| node->kind == SKOPS_NODE_REDUCE || node->kind == SKOPS_NODE_CONSTRUCTOR;
}

static bool is_partial_of (const struct skops_node *node, const char *name)
{
	const struct skops_node *function = skops_node_part (node, "func");

	if (!function)
		return false;
	function = skops_node_target (function);
	return is_named_thing (function) && skops_function_is (function->module, function->class_name, name);
}

static bool fits (const struct skops_word *word, const struct skops_node *target, const struct skops_value *value)
{
	switch (word->is) {
	case SKOPS_WORD_TEXT: return value && value->kind == SKOPS_IS_TEXT && skops_text_is ((struct skops_text) { value->text, value->size }, word->text);
	case SKOPS_WORD_NONE: return value && value->kind == SKOPS_IS_NONE;
	case SKOPS_WORD_TRUE: return value && value->kind == SKOPS_IS_BOOL && value->i;
	case SKOPS_WORD_FALSE: return value && value->kind == SKOPS_IS_BOOL && !value->i;
	case SKOPS_WORD_FUNCTION: return !value && is_named_thing (target) && skops_function_is (target->module, target->class_name, word->text);
	case SKOPS_WORD_PARTIAL: return target->kind == SKOPS_NODE_PARTIAL && is_partial_of (target, word->text);
	default: return word->is == SKOPS_WORD_OTHER;
	}
}

enum skops_status skops_bind_word (struct skops_binder *binder, const struct skops_node *node, const struct skops_field *field, int *out)
{
	const struct skops_node *target = skops_node_target (node);
	struct skops_error ignored = { 0 };
	struct skops_value value;
	bool scalar = !is_named_thing (target) && !skops_node_value (&ignored, &value, binder->document, target);
	struct skops_buffer known = { 0 };
	char shown[160];

	for (const struct skops_word *word = field->words; word->is; word++)
		if (fits (word, target, scalar ? &value : NULL)) {
			*out = word->value;
			return SKOPS_OK;
		}
	for (const struct skops_word *word = field->words; word->is; word++)
		skops_buffer_format (&known, "%s%s", known.size ? ", " : "", word->is == SKOPS_WORD_NONE ? "None" : word->is == SKOPS_WORD_TRUE ? "True"
		                     : word->is == SKOPS_WORD_FALSE ? "False" : word->text);
	if (scalar && value.kind == SKOPS_IS_TEXT)
		skops_text_show (shown, sizeof shown, (struct skops_text) { value.text, value.size });
	else if (target->kind == SKOPS_NODE_JSON)
		skops_text_show (shown, sizeof shown, target->content);
	else
		skops_node_type (shown, sizeof shown, target);
	skops_bind_fail (binder, node, SKOPS_UNSUPPORTED, "%s is not supported here; known: %s", shown, known.failed || !known.data ? "…" : known.data);
	skops_buffer_free (&known);
	return binder->err->status;
}

/* Names that a dtype parameter goes by. */
static const struct {
	const char *name;
	enum skops_dtype dtype;
} dtype_names[] = {
	{ "float64", SKOPS_F8 }, { "float", SKOPS_F8 }, { "double", SKOPS_F8 }, { "float32", SKOPS_F4 }, { "float16", SKOPS_F2 },
	{ "int64", SKOPS_I8 }, { "int", SKOPS_I8 }, { "int32", SKOPS_I4 }, { "int16", SKOPS_I2 }, { "int8", SKOPS_I1 },
	{ "uint64", SKOPS_U8 }, { "uint32", SKOPS_U4 }, { "uint16", SKOPS_U2 }, { "uint8", SKOPS_U1 },
	{ "bool", SKOPS_B1 }, { "bool_", SKOPS_B1 }, { "object", SKOPS_OBJECT }, { "object_", SKOPS_OBJECT },
};

enum skops_status skops_bind_dtype (struct skops_binder *binder, const struct skops_node *node, int *out)
{
	const struct skops_node *target = skops_node_target (node);
	struct skops_text name = target->class_name;
	struct skops_value value;
	struct skops_npy npy;
	char shown[160];

	if (target->kind == SKOPS_NODE_DTYPE) {
		const struct skops_node *array = skops_node_state (target);

		if (array && skops_node_target (array)->kind == SKOPS_NODE_OBJECT_ARRAY) {
			*out = SKOPS_OBJECT;
			return SKOPS_OK;
		}
		if (skops_node_array (binder->err, &npy, binder->scratch, binder->document, target))
			return binder->err->status;
		*out = npy.type.dtype;
		return SKOPS_OK;
	}
	if (target->kind == SKOPS_NODE_JSON) {
		if (skops_bind_value (binder, node, &value))
			return binder->err->status;
		if (value.kind == SKOPS_IS_NONE) {
			*out = SKOPS_NO_DTYPE;
			return SKOPS_OK;
		}
		name = value.kind == SKOPS_IS_TEXT ? (struct skops_text) { value.text, value.size } : (struct skops_text) { "", 0 };
	} else if (!skops_text_is (target->module, "numpy") && !skops_text_is (target->module, "builtins")) {
		name.size = 0;
	}
	for (size_t i = 0; i < sizeof dtype_names / sizeof dtype_names[0]; i++)
		if (skops_text_is (name, dtype_names[i].name)) {
			*out = (int) dtype_names[i].dtype;
			return SKOPS_OK;
		}
	return skops_bind_fail (binder, node, SKOPS_UNSUPPORTED, "%s is not a known dtype", skops_node_type (shown, sizeof shown, target));
}
