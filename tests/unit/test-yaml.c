/* SPDX-License-Identifier: BSD-3-Clause */
/* YAML: maps, lists and texts; nothing that makes of a text something else. */
#include <criterion/criterion.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "format/yaml.h"

static enum skops_status parse (struct skops_error *err, const struct skops_yaml **out, struct skops_arena *arena, const char *text)
{
	size_t size = strlen (text);
	char *exact = malloc (size + !size);
	enum skops_status status;

	memcpy (exact, text, size);
	status = skops_yaml_parse (err, out, arena, exact, size);
	free (exact);
	return status;
}

static void check_bad (const char *text, const char *message)
{
	struct skops_arena *arena = skops_arena_new (SIZE_MAX);
	struct skops_error err = {0};
	const struct skops_yaml *root;

	cr_expect_eq (parse (&err, &root, arena, text), SKOPS_BAD_FILE, "%s", text);
	cr_expect (strstr (err.message, message), "%s: %s", text, err.message);
	skops_arena_free (arena);
}

Test (yaml, a_tree)
{
	struct skops_arena *arena = skops_arena_new (SIZE_MAX);
	struct skops_error err = {0};
	const struct skops_yaml *root, *list, *item;

	cr_assert_eq (parse (&err, &root, arena,
	                     "plugin: linear\n"
	                     "version: \"1\"\n"
	                     "empty:\n"
	                     "handlers:\n"
	                     "  - type: a:B   # a comment\n"
	                     "    facets: [predict, onnx]\n"
	                     "  - plain\n"
	                     "text: |\n  two\n  lines\n"
	                     "none: {}\n"), SKOPS_OK, "%s", err.message);
	cr_assert_eq (root->kind, SKOPS_YAML_MAP);
	cr_assert_eq (root->count, 6);
	cr_assert (skops_text_is (skops_yaml_get (root, "plugin")->text, "linear"));
	cr_assert_not (skops_yaml_get (root, "plugin")->quoted);
	cr_assert (skops_yaml_get (root, "version")->quoted);
	cr_assert_eq (skops_yaml_get (root, "version")->line, 2);
	cr_assert_eq (skops_yaml_get (root, "empty")->text.size, 0);
	list = skops_yaml_get (root, "handlers");
	cr_assert_eq (list->kind, SKOPS_YAML_LIST);
	cr_assert_eq (list->count, 2);
	cr_assert (skops_text_is (list->key, "handlers"));
	item = skops_yaml_get (&list->items[0], "facets");
	cr_assert_eq (item->count, 2);
	cr_assert (skops_text_is (item->items[1].text, "onnx"));
	cr_assert_null (item->items[1].key.data);
	cr_assert_eq (item->items[1].line, 6);
	cr_assert (skops_text_is (list->items[1].text, "plain"));
	cr_assert (skops_text_is (skops_yaml_get (root, "text")->text, "two\nlines\n"));
	cr_assert (skops_yaml_get (root, "text")->quoted);
	cr_assert_eq (skops_yaml_get (root, "none")->count, 0);
	cr_assert_null (skops_yaml_get (root, "absent"));
	cr_assert_null (skops_yaml_get (list, "plugin"));
	cr_assert_null (skops_yaml_get (NULL, "plugin"));
	skops_arena_free (arena);
}

Test (yaml, a_text_or_an_empty_map_alone)
{
	struct skops_arena *arena = skops_arena_new (SIZE_MAX);
	struct skops_error err = {0};
	const struct skops_yaml *root;

	cr_assert_eq (parse (&err, &root, arena, "--- word\n"), SKOPS_OK, "%s", err.message);
	cr_assert_eq (root->kind, SKOPS_YAML_TEXT);
	cr_assert (skops_text_is (root->text, "word"));
	cr_assert_eq (parse (&err, &root, arena, "{}"), SKOPS_OK, "%s", err.message);
	cr_assert_eq (root->kind, SKOPS_YAML_MAP);
	cr_assert_eq (root->count, 0);
	skops_arena_free (arena);
}

Test (yaml, what_is_refused)
{
	check_bad ("", "line 1: there is no document");
	check_bad ("# nothing\n", "there is no document");
	check_bad ("a: 1\nb: !!python/object:os.system x\n", "line 2: tags are not read");
	check_bad ("a: !x [1]\n", "line 1: tags are not read");
	check_bad ("a: !x {b: 1}\n", "line 1: tags are not read");
	check_bad ("%TAG ! tag:x,2000:\n--- a\n", "tags are not read");
	check_bad ("a: &x 1\n", "line 1: anchors are not read");
	check_bad ("a: &x [1]\n", "line 1: anchors are not read");
	check_bad ("a: 1\nb: *x\n", "line 2: aliases are not read");
	check_bad ("a: 1\nb: 2\na: 3\n", "line 3: a occurs twice in one map");
	check_bad ("a\033: 1\n", "");
	check_bad ("a: 1\n---\nb: 2\n", "line 2: more than one document");
	check_bad ("? [a]\n: 1\n", "a key that is no text");
	check_bad ("{{a: 1}: 2}\n", "a key that is no text");
	check_bad ("a: [1, 2\n", "line 2:");
	check_bad ("a: 1\n\tb: 2\n", "line 2:");
	check_bad ("a: \xff\n", "");
	check_bad ("\"a\\eb\": 1\n\"a\\eb\": 2\n", "line 2: a\\x1bb occurs twice");
}

Test (yaml, depth_is_bounded)
{
	struct skops_arena *arena = skops_arena_new (SIZE_MAX);
	struct skops_error err = {0};
	const struct skops_yaml *root;

	cr_assert_eq (parse (&err, &root, arena, "[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]"), SKOPS_OK, "%s", err.message);
	check_bad ("[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]", "too many lists and maps");
	skops_arena_free (arena);
}

Test (yaml, size_is_bounded)
{
	enum { MOST = 1 << 20 };
	struct skops_arena *arena = skops_arena_new (SIZE_MAX);
	struct skops_error err = {0};
	const struct skops_yaml *root;
	char *text = malloc (MOST + 1);

	memset (text, 'a', MOST + 1);
	cr_assert_eq (skops_yaml_parse (&err, &root, arena, text, MOST), SKOPS_OK, "%s", err.message);
	cr_assert_eq (root->text.size, MOST);
	cr_assert_eq (skops_yaml_parse (&err, &root, arena, text, MOST + 1), SKOPS_BAD_FILE);
	free (text);
	skops_arena_free (arena);
}

Test (yaml, many_keys)
{
	enum { N = 60000 };
	struct skops_arena *arena = skops_arena_new (SIZE_MAX);
	struct skops_error err = {0};
	struct skops_buffer text = {0};
	const struct skops_yaml *root;

	for (int i = 0; i < N; i++)
		skops_buffer_format (&text, "k%d: %d\n", i, i);
	cr_assert_eq (skops_yaml_parse (&err, &root, arena, text.data, text.size), SKOPS_OK, "%s", err.message);
	cr_assert_eq (root->count, N);
	cr_assert (skops_text_is (root->items[N - 1].text, "59999"));
	skops_buffer_free (&text);
	skops_arena_free (arena);
}
