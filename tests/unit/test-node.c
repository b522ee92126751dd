/* SPDX-License-Identifier: BSD-3-Clause */
/* Nodes as values, keys, paths, versions. */
#include <criterion/criterion.h>

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "skops_file.h"

static struct skops_document *taken_with (const char *root, const struct member *members)
{
	struct skops_error err = {0};
	struct skops_document *document;

	cr_assert_eq (parse_with (&err, &document, root, "2", members), SKOPS_OK, "%s", err.message);
	return document;
}

static struct skops_value value_of (const struct skops_document *document, const struct skops_node *node)
{
	struct skops_error err = {0};
	struct skops_value value;

	cr_assert_eq (skops_node_value (&err, &value, document, node), SKOPS_OK, "%s", err.message);
	return value;
}

static void no_value (const struct skops_document *document, const struct skops_node *node, const char *part)
{
	struct skops_error err = {0};
	struct skops_value value;

	cr_assert_eq (skops_node_value (&err, &value, document, node), SKOPS_BAD_FILE);
	cr_assert (strstr (err.message, part), "\"%s\" is not in: %s", part, err.message);
}

static bool is_text (struct skops_value value, const char *text)
{
	return skops_text_is ((struct skops_text) { value.text, value.size }, text) && value.text[value.size] == '\0';
}

Test (node, json_values)
{
	struct skops_document *document = taken_with (LIST ("1", JSON ("2", "null") "," JSON ("3", "true") "," JSON ("4", "-7") "," JSON ("5", "18446744073709551615") ","
		JSON ("6", "1.5e3") "," JSON ("7", "NaN") "," JSON ("8", "-Infinity") "," JSON ("9", "\\\"g\\\\u00e4ni\\\"") "," JSON ("10", "340282366920938463463") ","
		JSON ("11", "[1]") "," JSON ("12", "nil") "," JSON ("13", "") "," JSON ("14", "false")), NULL);
	const struct skops_node *root = document->root;

	cr_assert_eq (value_of (document, skops_node_item (root, 0)).kind, SKOPS_IS_NONE);
	cr_assert_eq (value_of (document, skops_node_item (root, 1)).i, 1);
	cr_assert_eq (value_of (document, skops_node_item (root, 12)).kind, SKOPS_IS_BOOL);
	cr_assert_eq (value_of (document, skops_node_item (root, 2)).i, -7);
	cr_assert_eq (value_of (document, skops_node_item (root, 3)).u, UINT64_MAX);
	cr_assert_eq (value_of (document, skops_node_item (root, 3)).kind, SKOPS_IS_UINT);
	cr_assert_float_eq (value_of (document, skops_node_item (root, 4)).f, 1500, DBL_EPSILON);
	cr_assert (isnan (value_of (document, skops_node_item (root, 5)).f));
	cr_assert (isinf (value_of (document, skops_node_item (root, 6)).f));
	cr_assert (is_text (value_of (document, skops_node_item (root, 7)), "gäni"));
	no_value (document, skops_node_item (root, 8), "[8]: an integer beyond 64 bits");
	for (size_t i = 9; i < 12; i++)
		no_value (document, skops_node_item (root, i), "a plain value is due");
	no_value (document, root, "the root: a plain value is due, but there is a builtins.list");
	skops_document_close (document);
}

Test (node, array_values)
{
	static const char header[] = "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }";
	static const struct { const char *descr; char data[16]; size_t size; } arrays[] = {
		{ "<f4", { 0, 0, (char) 0x80, 0x3f }, 4 }, { ">i2", { 1, 2 }, 2 }, { "<U3", { 'a', 0, 0, 0, (char) 0xe4, 0, 0, 0 }, 12 }, { "|b1", { 1 }, 1 },
		{ "<M8[ns]", { 5 }, 8 }, { "<f2", { 0, 0x3c }, 2 }, { "|S3", { 'x', 0, 'y' }, 3 }, { "<u8", { -1, -1, -1, -1, -1, -1, -1, -1 }, 8 },
		{ "<U1", { 0, 0, 0x11, 0 }, 4 }, { "<f2", { 1, 0 }, 2 }, { "<f2", { 0, (char) 0xfc }, 2 }, { "<M8[25us]", { 2 }, 8 },
	};
	enum { N = sizeof arrays / sizeof arrays[0] };
	struct skops_buffer files[N + 1] = {0}, root = {0};
	struct member members[N + 2] = {0};
	char names[N + 1][16];
	struct skops_document *document;

	skops_buffer_text (&root, "{'__class__':'list','__module__':'builtins','__loader__':'ListNode','__id__':1,'content':[");
	for (size_t i = 0; i <= N; i++) {
		char text[192];
		int size = snprintf (text, sizeof text, header, arrays[i % N].descr, i == N ? "1," : "");

		memset (text + size, ' ', sizeof text - (size_t) size);
		text[117] = '\n';
		skops_buffer_append (&files[i], "\x93NUMPY\x01\0\x76\0", 10);
		skops_buffer_append (&files[i], text, 118);
		skops_buffer_append (&files[i], arrays[i % N].data, arrays[i % N].size);
		snprintf (names[i], sizeof names[i], "%zu.npy", i);
		members[i] = (struct member) { names[i], files[i].data, files[i].size };
		skops_buffer_format (&root, "%s" ARRAY ("%zu", "float32", "%s"), i ? "," : "", i + 2, names[i]);
	}
	skops_buffer_text (&root, "]}");
	document = taken_with (root.data, members);
	cr_assert_float_eq (value_of (document, skops_node_item (document->root, 0)).f, 1, DBL_EPSILON);
	cr_assert (skops_node_item (document->root, 0)->scalar_class);
	cr_assert_eq (value_of (document, skops_node_item (document->root, 1)).i, 258);
	cr_assert (is_text (value_of (document, skops_node_item (document->root, 2)), "aä"));
	cr_assert_eq (value_of (document, skops_node_item (document->root, 3)).kind, SKOPS_IS_BOOL);
	cr_assert_eq (value_of (document, skops_node_item (document->root, 4)).kind, SKOPS_IS_DATETIME);
	cr_assert_eq (value_of (document, skops_node_item (document->root, 4)).unit, SKOPS_NANOSECOND);
	cr_assert_float_eq (value_of (document, skops_node_item (document->root, 5)).f, 1, DBL_EPSILON);
	cr_assert_eq (value_of (document, skops_node_item (document->root, 6)).size, 3);
	cr_assert_eq (value_of (document, skops_node_item (document->root, 7)).u, UINT64_MAX);
	no_value (document, skops_node_item (document->root, 8), "[8]: ");
	cr_assert_float_eq (value_of (document, skops_node_item (document->root, 9)).f, 0x1p-24, 1e-30);
	cr_assert (isinf (value_of (document, skops_node_item (document->root, 10)).f));
	cr_assert_eq (value_of (document, skops_node_item (document->root, 11)).i, 50);
	no_value (document, skops_node_item (document->root, N), "a plain value is due, but there is an array");
	skops_document_close (document);
	for (size_t i = 0; i <= N; i++)
		skops_buffer_free (&files[i]);
	skops_buffer_free (&root);
}

Test (node, not_a_number_of_pandas)
{
	struct skops_document *document = taken_with (LIST ("1", OBJECT ("2", "pandas._libs.missing", "NAType", JSON ("3", "null")) ","
		NODE ("BytesNode", "builtins", "bytes", "4", ",'file':'b.bin'") "," OBJECT ("5", "pandas.api.typing", "NAType", JSON ("6", "null"))), (struct member[]) { { "b.bin", "a\0b", 3 }, {0} });

	cr_assert_eq (value_of (document, skops_node_item (document->root, 0)).kind, SKOPS_IS_NA);
	cr_assert_eq (value_of (document, skops_node_item (document->root, 1)).kind, SKOPS_IS_BYTES);
	cr_assert_eq (value_of (document, skops_node_item (document->root, 1)).size, 3);
	cr_assert_eq (value_of (document, skops_node_item (document->root, 2)).kind, SKOPS_IS_NA, "as pandas 3 names it");
	skops_document_close (document);
}

/* A dictionary of one key whose type is stated. */
static enum skops_status key_of (struct skops_value *value, const char *loader, const char *module, const char *class_name, const char *key)
{
	struct skops_buffer root = {0};
	struct skops_document *document;
	struct skops_error err = {0};
	enum skops_status status;

	skops_buffer_format (&root, DICT ("1", LIST ("2", NODE ("%s", "%s", "%s", "3", "")), "'%s':" JSON ("4", "1")), class_name, module, loader, key);
	document = taken_with (root.data, NULL);
	status = skops_node_key (&err, value, document->root, 0);
	cr_assert (status == SKOPS_OK || strstr (err.message, "key"), "%s", err.message);
	if (value->kind == SKOPS_IS_TEXT && !status)
		cr_assert (is_text (*value, key));
	skops_document_close (document);
	skops_buffer_free (&root);
	return status;
}

Test (node, keys)
{
	struct skops_value value = {0};

	cr_assert_eq (key_of (&value, "TypeNode", "builtins", "str", "1"), SKOPS_OK);
	cr_assert_eq (value.kind, SKOPS_IS_TEXT);
	cr_assert_eq (key_of (&value, "TypeNode", "numpy", "str_", "x"), SKOPS_OK);
	cr_assert_eq (value.kind, SKOPS_IS_TEXT);
	cr_assert_eq (key_of (&value, "TypeNode", "builtins", "int", "12"), SKOPS_OK);
	cr_assert_eq (value.i, 12);
	cr_assert_eq (key_of (&value, "TypeNode", "numpy", "int64", "-3"), SKOPS_OK);
	cr_assert_eq (value.i, -3);
	cr_assert_eq (key_of (&value, "TypeNode", "builtins", "float", "2"), SKOPS_OK);
	cr_assert_eq (value.kind, SKOPS_IS_FLOAT);
	cr_assert_eq (key_of (&value, "TypeNode", "builtins", "float", "NaN"), SKOPS_OK);
	cr_assert (isnan (value.f));
	cr_assert_eq (key_of (&value, "TypeNode", "builtins", "bool", "false"), SKOPS_OK);
	cr_assert_eq (value.i, 0);
	cr_assert_eq (key_of (&value, "TypeNode", "builtins", "NoneType", "null"), SKOPS_OK);
	cr_assert_eq (key_of (&value, "TypeNode", "builtins", "int", "1.5"), SKOPS_BAD_FILE);
	cr_assert_eq (key_of (&value, "TypeNode", "builtins", "int", "x"), SKOPS_BAD_FILE);
	cr_assert_eq (key_of (&value, "TypeNode", "builtins", "float", "Infinity"), SKOPS_OK);
	cr_assert_eq (value.f, HUGE_VAL);
	for (int i = 0; i < 6; i++)
		cr_assert_eq (key_of (&value, "TypeNode", "builtins", "float", (const char *const[]) { "1.5x", "x", "1.5 ", "inf", "nan", "" }[i]), SKOPS_BAD_FILE);
	cr_assert_eq (key_of (&value, "TypeNode", "builtins", "bool", "yes"), SKOPS_BAD_FILE);
	cr_assert_eq (key_of (&value, "TypeNode", "os", "system", "ls"), SKOPS_BAD_FILE);
	cr_assert_eq (key_of (&value, "TypeNode", "builtins", "strange", "x"), SKOPS_BAD_FILE);
	cr_assert_eq (key_of (&value, "FunctionNode", "builtins", "str", "x"), SKOPS_BAD_FILE);
}

Test (node, paths)
{
	struct skops_document *document = taken_with (OBJECT ("1", "sklearn.pipeline", "Pipeline", DICT ("2", LIST ("3", STR ("4") "," STR ("4") "," STR ("4")),
		"'steps':" LIST ("5", TUPLE ("6", JSON ("7", "\\\"a\\\"") "," OBJECT ("8", "m", "C", DICT ("9", LIST ("10", STR ("4") "," STR ("4")), "'coef_':" JSON ("11", "1") ","
		"'odd name':" DICT ("12", LIST ("13", STR ("4")), "'k\\\"]':" NODE ("PartialNode", "functools", "partial", "14", ",'content':{'func':" TYPE ("15", "m", "f") ",'args':"
		TUPLE ("16", JSON ("17", "1")) ",'kwds':" TUPLE ("18", "") ",'namespace':" JSON ("19", "null") "}"))))))
		",'d':" NODE ("DefaultDictNode", "collections", "defaultdict", "20", ",'content':{'main':" DICT ("21", LIST ("22", STR ("4")), "'x':" JSON ("23", "1")) ",'default_factory':" JSON ("24", "null") "}")
		",'tree_':" NODE ("TreeNode", "sklearn.tree._tree", "Tree", "25", ",'content':" TUPLE ("26", "") ",'__reduce__':{'args':" TUPLE ("27", JSON ("28", "1")) "}"))), NULL);
	const struct skops_node *step = skops_node_item (skops_node_item (skops_node_get (skops_node_state (document->root), skops_text_of ("steps")), 0), 1);
	const struct skops_node *state = skops_node_state (step), *partial = skops_node_item (skops_node_get (state, skops_text_of ("odd name")), 0);
	char path[128];

	cr_assert_str_eq (skops_node_path (path, sizeof path, document->root), "");
	cr_assert_str_eq (skops_node_path (path, sizeof path, step), "steps[0][1]");
	cr_assert_str_eq (skops_node_path (path, sizeof path, state), "steps[0][1]");
	cr_assert_str_eq (skops_node_path (path, sizeof path, skops_node_get (state, skops_text_of ("coef_"))), "steps[0][1].coef_");
	cr_assert_str_eq (skops_node_path (path, sizeof path, skops_node_item (skops_node_part (partial, "args"), 0)), "steps[0][1][\"odd name\"][\"k\\\"]\"]:args[0]");
	cr_assert_str_eq (skops_node_path (path, sizeof path, skops_node_item (skops_node_part (state, "key_types"), 1)), "steps[0][1]:key_types[1]");
	cr_assert_str_eq (skops_node_path (path, sizeof path, skops_node_item (skops_node_get (skops_node_state (document->root), skops_text_of ("d")), 0)), "d[\"x\"]");
	cr_assert_str_eq (skops_node_path (path, sizeof path, skops_node_item (skops_node_part (skops_node_get (skops_node_state (document->root), skops_text_of ("tree_")), "args"), 0)), "tree_:args[0]");
	cr_assert_str_eq (skops_node_path (path, 14, skops_node_get (state, skops_text_of ("coef_"))), "…[1].coef_");
	cr_assert_str_eq (skops_node_path (path, 1, step), "");
	cr_assert_str_eq (skops_node_type (path, sizeof path, partial), "functools.partial");
	skops_document_close (document);
}

Test (node, writer)
{
#define ESTIMATOR(id, version, more) OBJECT (id, "m", "C", DICT ("1" id, LIST ("2" id, STR ("9") "," STR ("9")), "'x':" more ",'_sklearn_version':" JSON ("3" id, "\\\"" version "\\\"")))
	struct skops_document *document = taken_with (LIST ("1", ESTIMATOR ("2", "1.5.2", OBJECT ("3", "m", "R", DICT ("4", LIST ("5", ""), ""))) ","
		ESTIMATOR ("6", "1.10.dev0", JSON ("7", "1")) "," ESTIMATOR ("8", "one", JSON ("7", "1"))
		"," ESTIMATOR ("41", "1\\\\u002e4", JSON ("7", "1")) "," ESTIMATOR ("42", "1.5.0+a.build.of.somebody.whose.name.is.long", JSON ("7", "1"))
		"," ESTIMATOR ("43", "1.5000", JSON ("7", "1")) "," ESTIMATOR ("44", "15", JSON ("7", "1"))), NULL);
	const struct skops_node *first = skops_node_item (document->root, 0);

	cr_assert_eq (skops_node_writer (document, first), 1005);
	cr_assert_eq (skops_node_writer (document, skops_node_get (skops_node_state (first), skops_text_of ("x"))), 1005);
	cr_assert_eq (skops_node_writer (document, skops_node_item (document->root, 1)), 1010);
	cr_assert_eq (skops_node_writer (document, skops_node_item (document->root, 2)), 0);
	cr_assert_eq (skops_node_writer (document, skops_node_item (document->root, 3)), 1004);
	cr_assert_eq (skops_node_writer (document, skops_node_item (document->root, 4)), 1005);
	cr_assert_eq (skops_node_writer (document, skops_node_item (document->root, 5)), 0);
	cr_assert_eq (skops_node_writer (document, skops_node_item (document->root, 6)), 0);
	cr_assert_eq (skops_node_writer (document, document->root), 0);
	skops_document_close (document);
}

Test (node, wrapped_dictionaries)
{
	struct skops_document *document = taken_with (NODE ("_DictWithDeprecatedKeysNode", "sklearn.covariance._graph_lasso", "_DictWithDeprecatedKeys", "1",
		",'content':{'main':" DICT ("2", LIST ("3", STR ("4")), "'a':" JSON ("5", "1")) ",'_deprecated_key_to_new_key':" DICT ("6", LIST ("7", ""), "") "}"), NULL);

	cr_assert_not_null (skops_node_get (document->root, skops_text_of ("a")));
	cr_assert_eq (skops_node_count (document->root), 1);
	cr_assert_not_null (skops_node_part (document->root, "_deprecated_key_to_new_key"));
	skops_document_close (document);
}
