/* SPDX-License-Identifier: BSD-3-Clause */
/* Schemas to nodes: reading order, references, and everything that must be refused with its place. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "skops_file.h"

/* The root is refused, with `part` in the sentence. */
static void refused_with (const char *root, const char *protocol, const struct member *members, enum skops_status status, const char *part)
{
	struct skops_error err = {0};
	struct skops_document *document;

	cr_assert_eq (parse_with (&err, &document, root, protocol, members), status, "\"%s\" gives %d (%s)", part, err.status, err.message);
	cr_assert_null (document);
	cr_assert (strstr (err.message, part), "\"%s\" is not in: %s", part, err.message);
}

static void refused (const char *root, const char *part)
{
	refused_with (root, "2", NULL, SKOPS_BAD_FILE, part);
}

static struct skops_document *taken_with (const char *root, const char *protocol, const struct member *members)
{
	struct skops_error err = {0};
	struct skops_document *document;

	cr_assert_eq (parse_with (&err, &document, root, protocol, members), SKOPS_OK, "%s", err.message);
	return document;
}

static struct skops_document *taken (const char *root)
{
	return taken_with (root, "2", NULL);
}

static const struct skops_node *get (const struct skops_node *node, const char *key)
{
	return skops_node_get (node, skops_text_of (key));
}

Test (schema, an_estimator)
{
	struct skops_document *document = taken (OBJECT ("1", "sklearn.preprocessing._data", "StandardScaler",
		DICT ("2", LIST ("3", STR ("4") "," STR ("4")), "'copy':" JSON ("5", "true") ",'with_mean':" JSON ("5", "true"))));
	const struct skops_node *root = document->root, *state = skops_node_state (root);

	cr_assert_eq (root->kind, SKOPS_NODE_OBJECT);
	cr_assert (skops_node_is (root, "sklearn.preprocessing._data:StandardScaler"));
	cr_assert_not (skops_node_is (root, "sklearn.preprocessing:_data.StandardScaler"));
	cr_assert_eq (document->protocol, 2);
	cr_assert (skops_text_is (document->skops_version, "0.16.0"));
	cr_assert_eq (document->n_nodes, 7);
	cr_assert_eq (state->kind, SKOPS_NODE_DICT);
	cr_assert_eq (skops_node_count (state), 2);
	cr_assert (skops_text_is (skops_node_item (state, 1)->name, "with_mean"));
	cr_assert_not (get (state, "copy")->reference);
	cr_assert (get (state, "with_mean")->reference);
	cr_assert_eq (get (state, "with_mean")->target, get (state, "copy"));
	cr_assert (skops_text_is (get (state, "with_mean")->content, "true"));
	cr_assert_null (get (state, "absent"));
	cr_assert_eq (skops_node_count (skops_node_part (state, "key_types")), 2);
	skops_document_close (document);
}

Test (schema, first_is_first_in_reading_order)
{
	/* content stands before key_types in the text, but key_types are read first: the bare reference is legal */
	struct skops_document *document = taken (
		"{'__class__':'dict','__module__':'builtins','__loader__':'DictNode','__id__':1,'content':{'a':{'__id__':4}},'key_types':" LIST ("3", STR ("4")) "}");

	cr_assert (get (document->root, "a")->reference);
	cr_assert_eq (get (document->root, "a")->kind, SKOPS_NODE_TYPE);
	skops_document_close (document);
	/* a reduce node's content is read before its arguments, whatever the text says */
	document = taken ("{'__class__':'Tree','__module__':'sklearn.tree._tree','__loader__':'TreeNode','__id__':1,'__reduce__':{'args':{'__id__':7}},"
	                  "'content':" TUPLE ("7", "") "}");
	cr_assert (skops_node_part (document->root, "args")->reference);
	cr_assert_not (skops_node_state (document->root)->reference);
	skops_document_close (document);
	/* nobody reads what a repeated description contains: its ids are not defined */
	refused (LIST ("1", LIST ("2", "") "," "{'__id__':2,'foo':" LIST ("3", "") "}," "{'__id__':3}"), "says something else");
	refused (LIST ("1", "{'__id__':3}," LIST ("3", "")), "no object before it has");
}

Test (schema, references)
{
	struct skops_document *document = taken (LIST ("1", LIST ("2", JSON ("3", "7")) "," "{'__id__':2}," LIST ("2", JSON ("9", "7")) ","
		"{'__class__':null,'__module__':null,'__loader__':'CachedNode','__id__':3}"));
	const struct skops_node *first = skops_node_item (document->root, 0);

	for (size_t i = 1; i < 3; i++) {
		cr_assert (skops_node_item (document->root, i)->reference);
		cr_assert_eq (skops_node_item (document->root, i)->target, first);
		cr_assert_eq (skops_node_count (skops_node_item (document->root, i)), 1);
	}
	cr_assert_eq (skops_node_item (document->root, 3)->target, skops_node_item (first, 0));
	skops_document_close (document);
	refused (LIST ("1", LIST ("2", "") ",{'__id__':2,'__class__':'tuple'}"), "[1]: has the __id__ of the object at \"[0]\"");
	refused (LIST ("1", JSON ("2", "1") "," JSON ("2", "2")), "[1]: has the __id__");
	refused (LIST ("1", LIST ("2", JSON ("3", "1")) "," LIST ("2", "")), "[1]: has the __id__");
	refused (LIST ("1", LIST ("2", JSON ("3", "1")) "," LIST ("2", JSON ("3", "2"))), "[1]: has the __id__");
	refused (LIST ("1", LIST ("2", JSON ("3", "1")) "," JSON ("4", "1") "," LIST ("2", "{'__id__':4}")), "[2]: has the __id__");
	refused (LIST ("1", LIST ("2", "") "," TUPLE ("2", "")), "[1]: has the __id__");
	refused (LIST ("1", "{'__id__':2}"), "[0]: refers to the __id__ 2");
	refused (LIST ("1", "{'__class__':null,'__module__':null,'__loader__':'CachedNode','__id__':3}"), "[0]: a CachedNode");
	refused (LIST ("1", "{'__class__':null,'__module__':null,'__loader__':'CachedNode'}"), "[0]: a CachedNode");
}

Test (schema, cycles)
{
	struct skops_document *document;

	refused (LIST ("1", "{'__id__':1}"), "[0]: refers to the object that contains it");
	refused (LIST ("1", LIST ("2", "{'__id__':1}")), "[0][0]: refers to the object that contains it");
	refused_with (OBJECT ("1", "m", "C", TUPLE ("2", "{'__id__':1}")), "3", NULL, SKOPS_BAD_FILE, "refers to the object that contains it");
	/* containers that are filled in place may hold themselves since protocol 3 */
	document = taken_with (LIST ("1", "{'__id__':1}"), "3", NULL);
	cr_assert_eq (skops_node_item (document->root, 0)->target, document->root);
	skops_document_close (document);
}

Test (schema, ids_are_spelled_integers)
{
	static const char *const bad[] = { "0", "-0", "1.0", "1e3", "true", "null", "'7'", "[]", "{}", "-" };
	struct skops_document *document;
	char root[1024];

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		snprintf (root, sizeof root, NODE ("ListNode", "builtins", "list", "%s", ",'content':[]"), bad[i]);
		refused (root, strcmp (bad[i], "-") == 0 ? "schema.json" : "__id__");
	}
	/* two numbers that are one as a double, and two that are one modulo 2^64, are two objects */
	document = taken (LIST ("1", JSON ("9007199254740992", "1") "," JSON ("9007199254740993", "2") "," JSON ("18446744073709551617", "3") "," JSON ("-1", "4")));
	for (size_t i = 0; i < 4; i++)
		cr_assert_not (skops_node_item (document->root, i)->reference);
	skops_document_close (document);
}

Test (schema, a_node_is_an_object_with_metadata)
{
	refused (LIST ("1", "7"), "a node is due in \"content\", but there is a number");
	refused (LIST ("1", "[]"), "there is an array");
	refused (DICT ("1", LIST ("2", ""), "'a':null"), "a node is due in \"a\", but there is null");
	refused (OBJECT ("1", "m", "C", "'text'"), "a node is due in \"content\", but there is a string");
	refused ("{'__module__':'m','__loader__':'TypeNode','__id__':1}", "has no \"__class__\"");
	refused ("{'__class__':'C','__loader__':'TypeNode','__id__':1}", "has no \"__module__\"");
	refused ("{'__class__':'C','__module__':'m','__id__':1}", "has no \"__loader__\"");
	refused ("{'__class__':null,'__module__':'m','__loader__':'TypeNode'}", "\"__class__\" must be a string, but is null");
	refused ("{'__class__':'C','__module__':7,'__loader__':'TypeNode'}", "\"__module__\" must be a string, but is a number");
	refused ("{'__class__':'C','__module__':'m','__loader__':['TypeNode']}", "\"__loader__\" must be a string, but is an array");
	refused (NODE ("ListNode", "builtins", "list", "1", ""), "its ListNode has no \"content\"");
	refused (NODE ("ListNode", "builtins", "list", "1", ",'content':{}"), "\"content\" must be an array, but is an object");
	refused (NODE ("JsonNode", "builtins", "str", "1", ",'content':{}"), "\"content\" must be a string, but is an object");
	refused (NODE ("SliceNode", "builtins", "slice", "1", ",'content':{'start':1,'stop':2}"), "its SliceNode has no \"step\"");
	refused (NODE ("NdArrayNode", "numpy", "ndarray", "1", ",'type':'pickle','file':'a'"), "\"type\"");
	refused (NODE ("RandomGeneratorNode", "numpy.random._generator", "Generator", "1", ",'content':{'bit_generator':" LIST ("2", "") "}"), "\"seed_seq\"");
}

Test (schema, protocols)
{
	static const char *const bad[] = { "-1", "2.0", "'2'", "true", "null", "[2]", "1000000000000000000000000000000", "02" };
	struct skops_error err = {0};
	struct skops_document *document;
	struct skops_buffer file;

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		refused_with (LIST ("1", ""), bad[i], NULL, SKOPS_BAD_FILE, strcmp (bad[i], "02") == 0 ? "schema.json" : "protocol");
	refused_with (LIST ("1", ""), "4", NULL, SKOPS_UNSUPPORTED, "protocol 4");
	file = file_of (LIST ("1", ""), NULL);
	cr_assert_eq (skops_document_parse (&err, &document, file.data, file.size, false, NULL), SKOPS_BAD_FILE);
	cr_assert (strstr (err.message, "states no protocol"), "%s", err.message);
	skops_buffer_free (&file);
	/* before protocol 1 a function's name stood in its content, and the bit generator was no node */
	document = taken_with (NODE ("FunctionNode", "numpy", "ufunc", "1", ",'content':{'module_path':'scipy.special._ufuncs','function':'expit'}"), "0", NULL);
	cr_assert (skops_node_is (document->root, "scipy.special._ufuncs:expit"));
	skops_document_close (document);
	refused_with (NODE ("FunctionNode", "numpy", "ufunc", "1", ""), "0", NULL, SKOPS_BAD_FILE, "FunctionNode of protocol 0");
	document = taken (NODE ("FunctionNode", "numpy", "log1p", "1", ",'content':{'module_path':'os','function':'system'}"));
	cr_assert (skops_node_is (document->root, "numpy:log1p"));
	cr_assert (skops_text_is (document->root->extra, "{\"content\":{\"module_path\":\"os\",\"function\":\"system\"}}"), "%s", document->root->extra.data);
	skops_document_close (document);
	document = taken_with (NODE ("RandomGeneratorNode", "numpy.random._generator", "Generator", "1", ",'content':{'bit_generator':{'state':[1]}}"), "0", NULL);
	cr_assert (skops_text_is (skops_node_part (document->root, "bit_generator")->content, "{\"state\":[1]}"));
	skops_document_close (document);
	/* what subclasses of containers carry is read since protocol 3 only */
	document = taken_with (NODE ("ListNode", "m", "MyList", "1", ",'content':[],'attrs':" LIST ("2", "")), "3", NULL);
	cr_assert_not_null (skops_node_part (document->root, "attrs"));
	cr_assert_eq (document->root->extra.size, 0);
	skops_document_close (document);
	document = taken (NODE ("ListNode", "m", "MyList", "1", ",'content':[],'attrs':" LIST ("2", "")));
	cr_assert_null (skops_node_part (document->root, "attrs"));
	cr_assert_gt (document->root->extra.size, 0);
	skops_document_close (document);
}

Test (schema, extra_keys_are_kept)
{
	struct skops_document *document = taken (NODE ("PartialNode", "functools", "partial", "1",
		",'note':[1,{'a':null},'x\\ny'],'content':{'func':" TYPE ("2", "builtins", "int") ",'args':" TUPLE ("3", "") ",'kwds':" TUPLE ("4", "")
		",'namespace':" JSON ("5", "null") ",'more':{'k':-1.50}},'protocols':true"));

	cr_assert (skops_text_is (document->root->extra, "{\"note\":[1,{\"a\":null},\"x\\ny\"],\"content\":{\"more\":{\"k\":-1.50}},\"protocols\":true}"), "%s",
	           document->root->extra.data);
	cr_assert_eq (skops_node_part (document->root, "func")->kind, SKOPS_NODE_TYPE);
	skops_document_close (document);
}

Test (schema, unknown_loaders_are_data)
{
	struct skops_document *document = taken (NODE ("PandasIndexNode", "pandas", "Index", "1",
		",'content':{'values':" LIST ("2", LIST ("3", "")) ",'name':{'deep':[1," JSON ("4", "1") "]}}"));
	char path[64];

	cr_assert_eq (document->root->kind, SKOPS_NODE_UNKNOWN);
	cr_assert_eq (document->root->n_children, 2);
	cr_assert (skops_text_is (document->root->children[0].name, "values"));
	cr_assert_eq (document->root->children[1].kind, SKOPS_NODE_JSON);
	cr_assert_str_eq (skops_node_path (path, sizeof path, skops_node_item (&document->root->children[0], 0)), ":values[0][0]");
	cr_assert (strstr (document->root->extra.data, "\"deep\""));
	skops_document_close (document);
}

Test (schema, keys_and_their_types)
{
	refused (DICT ("1", TUPLE ("2", ""), ""), "key_types are no ListNode");
	refused (DICT ("1", LIST ("2", STR ("3")), ""), "0 entries, but 1 types of keys");
	refused (DICT ("1", LIST ("2", ""), "'a':" JSON ("3", "1")), "1 entries, but 0 types of keys");
	refused (NODE ("DictNode", "builtins", "dict", "1", ",'content':{}"), "its DictNode has no \"key_types\"");
}

Test (schema, duplicate_keys)
{
	struct skops_buffer many = {0};

	refused ("{'__class__':'list','__class__':'tuple','__module__':'builtins','__loader__':'ListNode','__id__':1,'content':[]}", "\"__class__\" stands twice");
	refused (DICT ("1", LIST ("2", STR ("3") "," STR ("3")), "'a':" JSON ("4", "1") ",'\\u0061':" JSON ("4", "1")), "\"a\" stands twice");
	refused (DICT ("1", LIST ("2", STR ("3") "," STR ("3")), "'file':" JSON ("4", "1") ",'fil\\u0065':" JSON ("4", "1")), "\"file\" stands twice");
	skops_buffer_text (&many, "{'__class__':'C','__module__':'m','__loader__':'X','content':{");
	for (int i = 0; i < 1000; i++)
		skops_buffer_format (&many, "'k%d':1,", i);
	skops_buffer_text (&many, "'k500':2}}");
	refused (many.data, "\"k500\" stands twice");
	many.size -= strlen ("'k500':2}}");
	skops_buffer_text (&many, "'type':2,'type':3}}");
	refused (many.data, "\"type\" stands twice");
	skops_buffer_free (&many);
}

Test (schema, object_arrays)
{
	struct skops_document *document = taken (NODE ("NdArrayNode", "numpy", "ndarray", "1", ",'type':'json','shape':" TUPLE ("2", JSON ("3", "2") "," JSON ("4", "3"))
		",'content':[" LIST ("5", JSON ("6", "0") "," JSON ("7", "1") "," JSON ("8", "2")) "," LIST ("9", JSON ("10", "3") "," JSON ("11", "4") "," JSON ("12", "5")) "]"));

	cr_assert_eq (document->root->kind, SKOPS_NODE_OBJECT_ARRAY);
	cr_assert_eq (document->root->rank, 2);
	cr_assert_eq (skops_node_count (document->root), 6);
	cr_assert (skops_text_is (skops_node_item (document->root, 4)->content, "4"));
	cr_assert_null (skops_node_item (document->root, 6));
	skops_document_close (document);
	document = taken (NODE ("NdArrayNode", "numpy", "ndarray", "1", ",'type':'json','shape':" TUPLE ("2", "") ",'content':'null'"));
	cr_assert_eq (skops_node_count (document->root), 1);
	cr_assert (skops_text_is (skops_node_item (document->root, 0)->content, "null"));
	skops_document_close (document);
#define OF_SHAPE(shape, items) NODE ("NdArrayNode", "numpy", "ndarray", "1", ",'type':'json','shape':" shape ",'content':[" items "]")
	refused (OF_SHAPE (TUPLE ("2", JSON ("3", "2")), JSON ("4", "1")), "an array of 1 items, but its shape begins with 2");
	refused (OF_SHAPE (TUPLE ("2", JSON ("3", "-1")), ""), "no tuple of sizes");
	refused (OF_SHAPE (TUPLE ("2", JSON ("3", "1") "," JSON ("4", "9223372036854775807")), LIST ("5", "")), "[0]: is no list of");
	refused (OF_SHAPE (TUPLE ("2", JSON ("3", "1") "," JSON ("4", "1")), JSON ("5", "1")), "[0]: is no list of 1 items");
	refused (OF_SHAPE (JSON ("2", "1"), JSON ("3", "1")), "its shape is no tuple");
}

Test (schema, members)
{
	static const struct member members[] = { { "a.npy", "x", 1 }, { "b.npy", "x", 1 }, { "c.npy", "x", 1 }, { "d.npy", "x", 1 }, {0} };
	struct skops_document *document = taken_with (LIST ("1", ARRAY ("2", "ndarray", "a.npy") "," ARRAY ("3", "ndarray", "a.npy") "," ARRAY ("2", "ndarray", "b.npy") ","
		NODE ("NewNode", "m", "C", "4", ",'file':'c.npy'")), "2", members);

	cr_assert_eq (document->member_use[1], SKOPS_NODE_ARRAY);
	cr_assert_eq (document->member_use[2], SKOPS_MEMBER_MENTIONED);
	cr_assert_eq (document->member_use[3], SKOPS_MEMBER_MENTIONED);
	cr_assert_eq (document->member_use[4], 0);
	skops_document_close (document);
	refused_with (LIST ("1", ARRAY ("2", "ndarray", "absent.npy")), "2", members, SKOPS_BAD_FILE, "[0]: the file has no member \"absent.npy\"");
	refused_with (LIST ("1", ARRAY ("2", "ndarray", "schema.json")), "2", members, SKOPS_BAD_FILE, "[0]: takes the schema itself");
	refused_with (LIST ("1", ARRAY ("2", "ndarray", "a.npy") "," NODE ("BytesNode", "builtins", "bytes", "3", ",'file':'a.npy'")), "2", members, SKOPS_BAD_FILE,
	              "[1]: takes the member \"a.npy\" for something else");
	refused_with (LIST ("1", NODE ("BytesNode", "builtins", "bytes", "3", ",'file':7")), "2", members, SKOPS_BAD_FILE, "\"file\" must be a string");
}

Test (schema, a_nul_is_part_of_a_name)
{
	struct skops_document *document = taken (TYPE ("1", "sklearn.linear_model._base", "LinearRegression\\u0000X"));

	cr_assert_not (skops_node_is (document->root, "sklearn.linear_model._base:LinearRegression"));
	cr_assert_eq (document->root->class_name.size, strlen ("LinearRegression") + 2);
	skops_document_close (document);
}

Test (schema, roots_that_are_none)
{
	static const char *const roots[] = { "[]", "'text'", "null", "7", "", "{", "{} {}" };

	for (size_t i = 0; i < sizeof roots / sizeof roots[0]; i++) {
		struct skops_error err = {0};
		struct skops_document *document;
		struct skops_buffer file = file_of (roots[i], NULL);

		cr_assert_eq (skops_document_parse (&err, &document, file.data, file.size, false, NULL), SKOPS_BAD_FILE, "%s", roots[i]);
		cr_assert (strstr (err.message, "schema.json"), "%s", err.message);
		skops_buffer_free (&file);
	}
}

Test (schema, no_schema)
{
	static const struct member members[] = { { "SCHEMA.JSON", "{}", 2 }, {0} };
	struct skops_buffer file = zip_of (members);
	struct skops_error err = {0};
	struct skops_document *document;

	cr_assert_eq (skops_document_parse (&err, &document, file.data, file.size, false, NULL), SKOPS_BAD_FILE);
	cr_assert (strstr (err.message, "no schema.json"), "%s", err.message);
	skops_buffer_free (&file);
}

/* `n` times `before`, `middle`, `n` times `after`. */
static char *nested (size_t n, const char *before, const char *middle, const char *after)
{
	struct skops_buffer out = {0};

	for (size_t i = 0; i < n; i++)
		skops_buffer_text (&out, before);
	skops_buffer_text (&out, middle);
	for (size_t i = 0; i < n; i++)
		skops_buffer_text (&out, after);
	return out.data;
}

Test (schema, depth)
{
	static const char open_list[] = "{'__class__':'list','__module__':'builtins','__loader__':'ListNode','content':[";
	char *deep = nested (900, open_list, "", "]}"), *deeper = nested (100000, open_list, "", "]}"), *arrays = nested (100000, "[", "", "]");
	char path[64];
	struct skops_document *document = taken (deep);
	const struct skops_node *node = document->root;

	while (skops_node_count (node))
		node = skops_node_item (node, 0);
	cr_assert_str_eq (skops_node_path (path, 12, node), "…[0][0]");
	skops_document_close (document);
	refused (deeper, "schema.json");
	refused (arrays, "schema.json");
	free (deep);
	free (deeper);
	free (arrays);
}

Test (schema, limits)
{
	struct skops_limits limits = skops_limits_default;
	struct skops_error err = {0};
	struct skops_document *document;
	struct skops_buffer schema = schema_of (LIST ("1", JSON ("2", "1") "," JSON ("3", "1")), "2"), file = file_of (schema.data, NULL);

	limits.nodes = 3;
	cr_assert_eq (skops_document_parse (&err, &document, file.data, file.size, false, &limits), SKOPS_OK, "%s", err.message);
	skops_document_close (document);
	limits.nodes = 2;
	cr_assert_eq (skops_document_parse (&err, &document, file.data, file.size, false, &limits), SKOPS_NO_MEMORY);
	skops_buffer_free (&schema);
	skops_buffer_free (&file);
}

Test (schema, work_stays_in_proportion, .timeout = 20)
{
	/* one large object, told again very often in few words */
	struct skops_buffer text = {0};
	struct skops_document *document;

	skops_buffer_text (&text, "{'__class__':'list','__module__':'builtins','__loader__':'ListNode','__id__':1,'content':["
	                          "{'__class__':'D','__module__':'m','__loader__':'X','__id__':2,'content':{");
	for (int i = 0; i < 50000; i++)
		skops_buffer_format (&text, "%s'k%d':1", i ? "," : "", i);
	skops_buffer_text (&text, "}}");
	for (int i = 0; i < 50000; i++)
		skops_buffer_text (&text, ",{'__id__':2,'content':{'k49999':1}}");
	skops_buffer_text (&text, "]}");
	refused (text.data, "[1]: has the __id__");
	text.size = (size_t) (strstr (text.data, ",{'__id__':2") - text.data);
	for (int i = 0; i < 300000; i++)
		skops_buffer_text (&text, ",{'__id__':2,'content':{}}");
	skops_buffer_text (&text, "]}");
	document = taken (text.data);
	cr_assert_eq (skops_node_count (document->root), 300001);
	skops_document_close (document);
	skops_buffer_free (&text);
}
