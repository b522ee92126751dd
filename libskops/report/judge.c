/* SPDX-License-Identifier: BSD-3-Clause */
/* Judging. A type is three strings, the loader kind and two names; a name that is known under one loader is unknown under another. Functions bound to data
 * (method, operator) are never known, whatever they name: nothing here calls them, and whoever loads the file elsewhere would. A partial is known where it is
 * functools.partial of a function that a plugin knows; what it is bound to is judged in its own places. */
#include "report/judge.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "report/structural.h"

enum { NAME = 160 };

const char *skops_verdict_name (enum skops_verdict verdict)
{
	static const char *const names[SKOPS_VERDICTS] = { "structural", "claimed", "function", "inert", "trusted", "unknown" };

	return names[verdict];
}

/* The judge's bench: what every rule needs. */
struct bench {
	struct skops_error *err;
	struct skops_judgement *out;
	struct skops_arena *arena;
	const struct skops_registry *registry;
	const struct skops_trust *trust;
};

__attribute__ ((format (printf, 4, 5)))
static enum skops_status say (struct bench *bench, enum skops_verdict verdict, const struct skops_registry_plugin *plugin, const char *format, ...)
{
	char text[1024];
	va_list args;
	const char *reason;

	va_start (args, format);
	vsnprintf (text, sizeof text, format, args);
	va_end (args);
	reason = skops_arena_copy (bench->arena, text, strlen (text));
	*bench->out = (struct skops_judgement) { .verdict = verdict, .plugin = plugin, .reason = reason ? reason : "" };
	return reason ? SKOPS_OK : skops_error_memory (bench->err);
}

/* The same with a sentence that needs no memory: a file may hold millions of such things. */
static enum skops_status rule (struct bench *bench, enum skops_verdict verdict, const struct skops_registry_plugin *plugin, const char *reason)
{
	*bench->out = (struct skops_judgement) { .verdict = verdict, .plugin = plugin, .reason = reason };
	return SKOPS_OK;
}

static bool is_trusted (struct bench *bench, struct skops_text module, struct skops_text name)
{
	if (!skops_trust_has (bench->trust, module, name))
		return false;
	rule (bench, SKOPS_VERDICT_TRUSTED, NULL, "you trust it");
	return true;
}

/* "module.Class", escaped. */
static const char *type_name (char out[2 * NAME], const struct skops_node *node)
{
	return skops_node_type (out, 2 * NAME, node);
}

/* A part's JSON text without its quotes, escaped. */
static const char *part_name (char out[NAME], const struct skops_node *part)
{
	struct skops_text text = part ? part->content : (struct skops_text) { "", 0 };

	if (text.size >= 2 && text.data[0] == '"')
		text = (struct skops_text) { text.data + 1, text.size - 2 };
	return skops_text_show (out, NAME, text);
}

static enum skops_status judge_partial (struct bench *bench, const struct skops_node *node)
{
	const struct skops_node *function = skops_node_part (node, "func"), *keywords = skops_node_part (node, "kwds");
	const struct skops_registry_plugin *plugin;
	char own[2 * NAME], of[2 * NAME];

	if (keywords->kind != SKOPS_NODE_DICT)
		return say (bench, SKOPS_VERDICT_UNKNOWN, NULL, "function reference %s of %s, whose keywords are no dictionary", type_name (own, node), type_name (of, function));
	if (is_trusted (bench, node->module, node->class_name))
		return SKOPS_OK;
	function = skops_node_target (function);
	plugin = function->kind == SKOPS_NODE_FUNCTION ? skops_registry_function (bench->registry, function->module, function->class_name) : NULL;
	if (plugin && skops_node_is (node, "functools:partial"))
		return say (bench, SKOPS_VERDICT_FUNCTION, plugin, "bound to arguments: %s", type_name (of, function));
	return say (bench, SKOPS_VERDICT_UNKNOWN, NULL, "function reference %s of %s: it is never called here", type_name (own, node), type_name (of, function));
}

static enum skops_status judge_method (struct bench *bench, const struct skops_node *node)
{
	const struct skops_node *object = skops_node_part (node, "obj"), *function = skops_node_part (node, "func");
	char own[2 * NAME], of[2 * NAME], name[NAME], trusted[4 * NAME];
	int size;

	part_name (name, function);
	if (!skops_text_equal (node->module, object->module) || !skops_text_equal (node->class_name, object->class_name))
		return say (bench, SKOPS_VERDICT_UNKNOWN, NULL, "function reference %s.%s: it says that it is bound to a %s", type_name (of, object), name,
		            type_name (own, node));
	size = snprintf (trusted, sizeof trusted, "%.*s.%s", (int) (node->class_name.size < NAME ? node->class_name.size : 0), node->class_name.data, name);
	if (is_trusted (bench, node->module, (struct skops_text) { trusted, (size_t) size }))
		return SKOPS_OK;
	return say (bench, SKOPS_VERDICT_UNKNOWN, NULL, "function reference %s.%s: it is never called here", type_name (own, node), name);
}

static enum skops_status judge_operator (struct bench *bench, const struct skops_node *node)
{
	char own[2 * NAME];

	if (!skops_text_is (node->module, "operator"))
		return say (bench, SKOPS_VERDICT_UNKNOWN, NULL, "function reference %s in an OperatorFuncNode, which is for the module operator only", type_name (own, node));
	if (is_trusted (bench, node->module, node->class_name))
		return SKOPS_OK;
	return say (bench, SKOPS_VERDICT_UNKNOWN, NULL, "function reference %s: it is never called here", type_name (own, node));
}

static enum skops_status judge_generator (struct bench *bench, const struct skops_node *node)
{
	struct skops_text name = skops_bit_generator (node);
	char shown[NAME];

	/* before protocol 1 the state was no node */
	if (name.size == 0 && skops_node_part (node, "bit_generator")->loader.size == 0)
		return SKOPS_OK;
	if (skops_bit_generator_is_known (name) || is_trusted (bench, skops_text_of ("numpy.random"), name))
		return SKOPS_OK;
	return say (bench, SKOPS_VERDICT_UNKNOWN, NULL, "function reference numpy.random.%s in place of a bit generator", skops_text_show (shown, sizeof shown, name));
}

static enum skops_status judge_function (struct bench *bench, const struct skops_node *node)
{
	const struct skops_registry_plugin *plugin = skops_registry_function (bench->registry, node->module, node->class_name);
	char name[2 * NAME];

	if (plugin)
		return rule (bench, SKOPS_VERDICT_FUNCTION, plugin, "");
	if (is_trusted (bench, node->module, node->class_name))
		return SKOPS_OK;
	return say (bench, SKOPS_VERDICT_UNKNOWN, NULL, "%s %s: no plugin knows it",
	            node->kind == SKOPS_NODE_TYPE ? "type or function reference" : "function reference", type_name (name, node));
}

/* Kinds that only hold data, and so can be inert. */
static bool is_data (const struct skops_node *node)
{
	switch (node->kind) {
	case SKOPS_NODE_OBJECT:
	case SKOPS_NODE_REDUCE:
	case SKOPS_NODE_CONSTRUCTOR:
	case SKOPS_NODE_TUPLE:
	case SKOPS_NODE_LIST:
	case SKOPS_NODE_DICT:
	case SKOPS_NODE_SET:
	case SKOPS_NODE_SPARSE:
		return true;
	default:
		return false;
	}
}

/* What an unknown object is called, by what its loader would do with the name. */
static const char *why_unknown (const struct skops_node *node)
{
	switch (node->kind) {
	case SKOPS_NODE_OBJECT:
	case SKOPS_NODE_REDUCE:
		return "no plugin handles it";
	case SKOPS_NODE_CONSTRUCTOR:
		return "a constructor that no plugin knows";
	case SKOPS_NODE_UNKNOWN:
		return "a loader kind that is not known";
	default:
		return "a class that its loader kind is not for";
	}
}

static enum skops_status judge_object (struct bench *bench, const struct skops_node *node, const struct skops_claim *owner)
{
	const struct skops_registry_names *lists[SKOPS_FACETS];
	const struct skops_registry_plugin *plugin;
	struct skops_claim claim;

	skops_claim_find (&claim, bench->registry, node);
	if (claim.plugin) {
		if (!skops_node_is (node, claim.type))
			return say (bench, SKOPS_VERDICT_CLAIMED, claim.plugin, "as %s", claim.type);
		return rule (bench, SKOPS_VERDICT_CLAIMED, claim.plugin, "");
	}
	if (skops_claim_record (owner, node, lists))
		return say (bench, SKOPS_VERDICT_CLAIMED, owner->plugin, "part of %s", owner->type);
	if (is_data (node) && (plugin = skops_registry_inert (bench->registry, node->module, node->class_name)))
		return rule (bench, SKOPS_VERDICT_INERT, plugin, "");
	if (skops_record_fits (node) && (plugin = skops_registry_record (bench->registry, node->module, node->class_name)))
		return rule (bench, SKOPS_VERDICT_INERT, plugin, "part of other estimators");
	if (is_trusted (bench, node->module, node->class_name))
		return SKOPS_OK;
	return rule (bench, SKOPS_VERDICT_UNKNOWN, NULL, why_unknown (node));
}

/* Python calls whatever stands among key types with each key, so even a function that is known does not belong there. */
static bool misplaced (const struct skops_node *node)
{
	if (node->role == SKOPS_ROLE_KEY_TYPES && node->reference)
		for (size_t i = 0; i < skops_node_count (node); i++)
			if (skops_node_item (node, i)->kind != SKOPS_NODE_TYPE)
				return true;
	return node->parent && node->role == SKOPS_ROLE_ITEM && node->parent->role == SKOPS_ROLE_KEY_TYPES && node->kind != SKOPS_NODE_TYPE;
}

enum skops_status skops_judge (struct skops_error *err, struct skops_judgement *out, struct skops_arena *arena, const struct skops_registry *registry,
                               const struct skops_trust *trust, const struct skops_node *node, const struct skops_claim *owner)
{
	struct bench bench = { err, out, arena, registry, trust };

	*out = (struct skops_judgement) { .verdict = SKOPS_VERDICT_STRUCTURAL, .reason = "" };
	if (misplaced (node))
		return rule (&bench, SKOPS_VERDICT_UNKNOWN, NULL, "it stands where the type of a key is due");
	if (node->reference)
		return SKOPS_OK;
	switch (node->kind) {
	case SKOPS_NODE_PARTIAL:
		return judge_partial (&bench, node);
	case SKOPS_NODE_METHOD:
		return judge_method (&bench, node);
	case SKOPS_NODE_OPERATOR:
		return judge_operator (&bench, node);
	case SKOPS_NODE_FUNCTION:
		return judge_function (&bench, node);
	case SKOPS_NODE_TYPE:
		return skops_is_structural (node) ? SKOPS_OK : judge_function (&bench, node);
	case SKOPS_NODE_RANDOM_GENERATOR:
		return skops_is_structural (node) ? judge_generator (&bench, node) : judge_object (&bench, node, owner);
	case SKOPS_NODE_OBJECT:
		if (skops_node_is_na (node))
			return SKOPS_OK;
		return judge_object (&bench, node, owner);
	default:
		return skops_is_structural (node) ? SKOPS_OK : judge_object (&bench, node, owner);
	}
}
