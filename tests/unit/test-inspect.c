/* SPDX-License-Identifier: BSD-3-Clause */
/* Inspection: what is shown, where, and that nothing of a file reaches the terminal raw. */
#include <criterion/criterion.h>

#include <stdint.h>
#include <stdlib.h>

#include "format/npy.h"
#include "report/entries.h"
#include "report/facts.h"
#include "report/inspect.h"
#include "skops_file.h"

#define MODEL OBJECT ("1", "m", "Outer", DICT ("2", LIST ("3", STR ("4") "," STR ("4") "," STR ("4") "," STR ("4") "," STR ("4")), \
	"'steps':" LIST ("5", TUPLE ("6", JSON ("7", "\\\"a name that is very much longer than any reference to it could be\\\"") "," OBJECT ("8", "m", "Inner", \
	DICT ("9", LIST ("10", STR ("4")), "'alpha':" JSON ("11", "0.5"))))) \
	",'again':{'__id__':8},'far':{'__id__':7},'cut':" NODE ("SliceNode", "builtins", "slice", "12", ",'content':{'start':null,'stop':3,'step':null}") \
	",'by_number':" DICT ("13", LIST ("14", TYPE ("15", "builtins", "int")), "'1':" JSON ("16", "NaN"))))

static struct skops_buffer report_of (enum skops_status expected, const char *root, const struct member *members, struct skops_inspect_options options)
{
	struct skops_error err = {0};
	struct skops_buffer out = {0};
	struct skops_document *document;

	cr_assert_eq (parse_with (&err, &document, root, "2", members), SKOPS_OK, "%s", err.message);
	cr_assert_eq (skops_inspect_report (&err, &out, document, "model.skops", &options), expected, "%s", err.message);
	cr_assert_eq (err.status, expected);
	skops_document_close (document);
	return out;
}

static void shows (const char *root, const struct member *members, struct skops_inspect_options options, const char *expected)
{
	struct skops_buffer out = report_of (SKOPS_OK, root, members, options);

	cr_assert_str_eq (out.data, expected, "%s", out.data);
	skops_buffer_free (&out);
}

static void has (const struct skops_buffer *out, const char *part)
{
	cr_assert (strstr (out->data, part), "\"%s\" is not in:\n%s", part, out->data);
}

Test (inspect, tree)
{
	shows (MODEL, NULL, (struct skops_inspect_options) { .depth = SIZE_MAX },
	       "model.skops: protocol 2, skops 0.16.0, 1 members\n"
	       "m.Outer\n"
	       "├─ steps: list of 1\n"
	       "│  └─ [0]: tuple of 2\n"
	       "│     ├─ [0]: 'a name that is very much longer than any reference to it could be'\n"
	       "│     └─ [1]: m.Inner\n"
	       "│        └─ alpha: 0.5\n"
	       "├─ again: see steps[0][1]\n"
	       "├─ far: see steps[0][0]\n"
	       "├─ cut: slice None:3:None\n"
	       "└─ by_number: dict of 1\n"
	       "   ├─ 1: NaN\n"
	       "   └─ :key_types: list of 1\n"
	       "      └─ [0]: type builtins.int\n");
	shows (MODEL, NULL, (struct skops_inspect_options) { .depth = 1 },
	       "model.skops: protocol 2, skops 0.16.0, 1 members\n"
	       "m.Outer\n"
	       "├─ steps: list of 1\n"
	       "├─ again: see steps[0][1]\n"
	       "├─ far: see steps[0][0]\n"
	       "├─ cut: slice None:3:None\n"
	       "└─ by_number: dict of 1\n");
	shows (MODEL, NULL, (struct skops_inspect_options) { .depth = SIZE_MAX, .path = "steps[0][1]" },
	       "model.skops: protocol 2, skops 0.16.0, 1 members\n"
	       "m.Inner\n"
	       "└─ alpha: 0.5\n");
	shows (MODEL, NULL, (struct skops_inspect_options) { .depth = SIZE_MAX, .path = "steps[0][1].alpha" },
	       "model.skops: protocol 2, skops 0.16.0, 1 members\n0.5\n");
}

Test (inspect, nothing_there)
{
	struct skops_buffer out = report_of (SKOPS_MISUSE, MODEL, NULL, (struct skops_inspect_options) { .path = "steps[1]" });

	skops_buffer_free (&out);
}

Test (inspect, every_entry_is_found_by_its_path)
{
	struct skops_error err = {0};
	struct skops_document *document;
	struct skops_entries entries;
	char path[256];

	cr_assert_eq (parse (&err, &document, MODEL), SKOPS_OK);
	cr_assert_eq (skops_entries_collect (&err, &entries, document, document->root, SIZE_MAX), SKOPS_OK);
	cr_assert_eq (entries.count, 13);
	for (size_t i = 0; i < entries.count; i++)
		cr_assert_eq (skops_entries_find (document, skops_node_path (path, sizeof path, entries.items[i].node)), entries.items[i].node, "%s", path);
	free (entries.items);
	skops_document_close (document);
}

Test (inspect, json)
{
	struct skops_buffer out = report_of (SKOPS_OK, MODEL, (struct member[]) { { "loose.bin", "abc", 3 }, {0} }, (struct skops_inspect_options) { .json = true, .depth = SIZE_MAX });

	has (&out, "\"file\": \"model.skops\"");
	has (&out, "\"protocol\": 2");
	has (&out, "\"skops_version\": \"0.16.0\"");
	has (&out, "\"sklearn_version\": null");
	has (&out, "{\"name\": \"loose.bin\", \"size\": 3, \"packed\": 3, \"method\": \"stored\", \"use\": \"unreferenced\"}");
	has (&out, "{\"path\": \"steps[0][1].alpha\", \"depth\": 4, \"type\": \"builtins:str\", \"loader\": \"JsonNode\", \"value\": 0.5}");
	has (&out, "{\"path\": \"again\", \"depth\": 1, \"type\": \"m:Inner\", \"loader\": \"ObjectNode\", \"see\": \"steps[0][1]\"}");
	has (&out, "{\"path\": \"cut\", \"depth\": 1, \"type\": \"builtins:slice\", \"loader\": \"SliceNode\", \"start\": null, \"stop\": 3, \"step\": null}");
	has (&out, "\"path\": \"by_number[\\\"1\\\"]\", \"depth\": 2, \"type\": \"builtins:str\", \"loader\": \"JsonNode\", \"value\": \"NaN\"");
	skops_buffer_free (&out);
}

Test (inspect, types)
{
	struct skops_buffer out = report_of (SKOPS_OK, MODEL, NULL, (struct skops_inspect_options) { .types = true });

	has (&out, "m:Inner (ObjectNode), 2\n  steps[0][1]\n  again (again)\n");
	has (&out, "builtins:str (TypeNode), 6\n");
	skops_buffer_free (&out);
	out = report_of (SKOPS_OK, MODEL, NULL, (struct skops_inspect_options) { .types = true, .json = true });
	has (&out, "{\"type\": \"m:Inner\", \"loader\": \"ObjectNode\", \"count\": 2, \"places\": [\"steps[0][1]\", \"again\"]}");
	has (&out, "{\"type\": \"builtins:int\", \"loader\": \"TypeNode\", \"count\": 1, \"places\": [\"by_number:key_types[0]\"]}");
	skops_buffer_free (&out);
}

Test (inspect, a_broken_member_is_told_at_its_place)
{
	struct skops_buffer out = report_of (SKOPS_BAD_FILE, LIST ("1", ARRAY ("2", "ndarray", "a.npy") "," JSON ("3", "1")),
		(struct member[]) { { "a.npy", "nonsense", 8 }, { "unused.pkl", "x", 1 }, {0} }, (struct skops_inspect_options) { .depth = SIZE_MAX });

	has (&out, "├─ [0]: numpy.ndarray (NdArrayNode): BROKEN: [0]: ");
	has (&out, "└─ [1]: 1\n");
	has (&out, "used by no node: unused.pkl (1 bytes)\n");
	skops_buffer_free (&out);
}

static enum skops_status checked (const char *root, const struct member *members, const char *words)
{
	struct skops_error err = {0};
	struct skops_document *document;

	cr_assert_eq (parse_with (&err, &document, root, "2", members), SKOPS_OK, "%s", err.message);
	skops_facts_check (&err, document);
	cr_expect (strstr (err.message, words), "\"%s\" does not say \"%s\"", err.message, words);
	skops_document_close (document);
	return err.status;
}

/* What is whole but of a kind that is not read is not broken: to the check of all members, and to those who look at it. */
Test (inspect, members_that_are_not_read)
{
	static const double number[] = { 1, 2 };
	struct skops_buffer array = {0}, out;
	struct member members[] = { { "a.npy", NULL, 0 }, {0} };

	skops_npy_write (&array, "<c16", (const int64_t[]) { 1 }, 1, number, sizeof number);
	members[0].data = array.data;
	members[0].size = array.size;
	cr_expect_eq (checked (LIST ("1", ARRAY ("2", "ndarray", "a.npy")), members, ""), SKOPS_OK);
	out = report_of (SKOPS_OK, LIST ("1", ARRAY ("2", "ndarray", "a.npy")), members, (struct skops_inspect_options) { .depth = SIZE_MAX });
	has (&out, "└─ [0]: numpy.ndarray (NdArrayNode): [0]: arrays of type <c16 are not read");
	skops_buffer_free (&out);
	out = report_of (SKOPS_OK, LIST ("1", ARRAY ("2", "ndarray", "a.npy")), members, (struct skops_inspect_options) { .depth = SIZE_MAX, .json = true });
	has (&out, "\"not_read\": \"[0]: arrays of type <c16 are not read\"");
	skops_buffer_free (&out);
	array.data[20] = '?';
	cr_expect_eq (checked (LIST ("1", ARRAY ("2", "ndarray", "a.npy")), members, "[0]: the .npy header is broken"), SKOPS_BAD_FILE);
	skops_buffer_free (&array);
}

/* Newlines, escape sequences, bidirectional marks: in types, keys, values, extra keys, versions. */
Test (inspect, hostile_names)
{
#define EVIL "\\u001b]8;;http://x\\u0007\\n\\u202e\\u009b31m%s%n"
	static const char root[] = OBJECT ("1", "m" EVIL, "C" EVIL, DICT ("2", LIST ("3", STR ("4") "," STR ("4")), "'" EVIL "':" JSON ("5", "\\\"" EVIL "\\\"") ",'b':"
		NODE ("TypeNode", "m", "C", "6", ",'more':'" EVIL "'")));
	struct skops_inspect_options forms[] = { { .depth = SIZE_MAX }, { .depth = SIZE_MAX, .json = true }, { .types = true }, { .types = true, .json = true } };

	for (size_t f = 0; f < 4; f++) {
		struct skops_buffer out = report_of (SKOPS_OK, root, NULL, forms[f]);

		for (size_t i = 0; i < out.size; i++) {
			unsigned char c = (unsigned char) out.data[i];

			cr_assert (c >= ' ' || c == '\n', "byte %d in:\n%s", c, out.data);
			cr_assert_neq (c, 127);
		}
		cr_assert (forms[f].json || !strstr (out.data, "\xe2\x80\xae"), "%s", out.data);
		cr_assert (forms[f].json || !strstr (out.data, "\xc2\x9b"));
		skops_buffer_free (&out);
	}
}

Test (inspect, work_stays_in_proportion, .timeout = 20)
{
	/* 2^60 paths lead to the innermost list */
	struct skops_buffer root = {0}, out;

	skops_buffer_text (&root, "{'__class__':'list','__module__':'builtins','__loader__':'ListNode','__id__':1,'content':[" JSON ("2", "1"));
	for (int i = 0; i < 60; i++)
		skops_buffer_format (&root, ",{'__class__':'list','__module__':'builtins','__loader__':'ListNode','__id__':%d,'content':[{'__id__':%d},{'__id__':%d}]}", i + 3, i + 2, i + 2);
	skops_buffer_text (&root, "]}");
	out = report_of (SKOPS_OK, root.data, NULL, (struct skops_inspect_options) { .depth = SIZE_MAX });
	cr_assert_lt (out.size, 20000);
	skops_buffer_free (&out);
	skops_buffer_free (&root);
}

Test (inspect, a_line_does_not_grow_for_ever)
{
	struct skops_buffer root = {0}, out;

	for (int i = 0; i < 200; i++)
		skops_buffer_text (&root, "{'__class__':'list','__module__':'builtins','__loader__':'ListNode','content':[");
	for (int i = 200; i; i--)
		skops_buffer_format (&root, "],'__id__':%d}", i);
	skops_buffer_append (&root, "", 1);
	out = report_of (SKOPS_OK, root.data, NULL, (struct skops_inspect_options) { .depth = SIZE_MAX });
	has (&out, "   └─ [0]: list of 1\n");
	has (&out, "   … level 199 └─ [0]: list of 0\n");
	for (char *line = strtok (out.data, "\n"); line; line = strtok (NULL, "\n"))
		cr_assert_lt (strlen (line), 64 * 3 + 64, "%s", line);
	skops_buffer_free (&out);
	skops_buffer_free (&root);
}
