/* SPDX-License-Identifier: BSD-3-Clause */
/* Binding: each kind of field from a file made in memory, and what is said when the file does not fit. */
#include <criterion/criterion.h>
#include <math.h>

#include "model/bind.h"
#include "skops_file.h"

/* Every kind of scalar, an array, a list, a tuple, a dictionary. */
struct pair {
	struct skops_text name;
	double weight;
};

struct state {
	bool flag;
	int64_t count, features, limit;
	double rate;
	struct skops_text text;
	int mode;
	struct skops_array mean_;
	struct skops_list pairs;
	struct skops_dict counts;
	struct skops_values labels;
	struct skops_list classes;
	int64_t f;
};

static const struct skops_word mode_words[] = { SKOPS_TEXT_WORD ("fast", 1), SKOPS_NONE_WORD (2), SKOPS_TRUE_WORD (3), SKOPS_END_WORD };

SKOPS_TABLE (pair_table, struct pair,
	SKOPS_TEXT (struct pair, name, .attribute = "0"),
	SKOPS_FLOAT (struct pair, weight, .attribute = "1"));
SKOPS_ITEM_FIELD (pair_item, SKOPS_KIND_TUPLE, struct pair, .table = &pair_table);
SKOPS_ITEM_FIELD (count_item, SKOPS_KIND_INT, int64_t, .flags = SKOPS_INDEX);
SKOPS_ITEM_FIELD (class_item, SKOPS_KIND_VALUES, struct skops_values, .dims = "?");

SKOPS_TABLE (table, struct state,
	SKOPS_BOOL (struct state, flag, .flags = SKOPS_OPTIONAL, .otherwise = 1),
	SKOPS_INT (struct state, count, .flags = SKOPS_OPTIONAL | SKOPS_NULLABLE, .low = 0, .high = 10),
	SKOPS_INT (struct state, features, .attribute = "n_features_in_", .flags = SKOPS_OPTIONAL, .dims = "F", .low = 0, .high = 1000),
	SKOPS_INT (struct state, limit, .flags = SKOPS_OPTIONAL, .since = SKOPS_VERSION (1, 4), .otherwise = 7),
	SKOPS_FLOAT (struct state, rate, .attribute = "rate_|rate", .flags = SKOPS_OPTIONAL | SKOPS_NULLABLE, .otherwise = 0.5),
	SKOPS_TEXT (struct state, text, .flags = SKOPS_OPTIONAL),
	SKOPS_WORD (struct state, mode, mode_words, .flags = SKOPS_OPTIONAL, .otherwise = 9),
	SKOPS_ARRAY (struct state, mean_, .dims = "F", .flags = SKOPS_OPTIONAL | SKOPS_NULLABLE | SKOPS_FINITE),
	SKOPS_LIST (struct state, pairs, &pair_item, .flags = SKOPS_OPTIONAL),
	SKOPS_DICT (struct state, counts, &count_item, .flags = SKOPS_OPTIONAL),
	SKOPS_VALUES (struct state, labels, .flags = SKOPS_OPTIONAL, .dims = "?"),
	SKOPS_LIST (struct state, classes, &class_item, .flags = SKOPS_OPTIONAL | SKOPS_ONE_OR_MANY, .dims = "O"),
	SKOPS_DIM (struct state, f, "F"));

/* What a test looks at. */
static struct bound {
	struct skops_error err;
	struct skops_document *document;
	struct skops_arena *arena, *scratch;
	struct state state;
} bound;

/* Binds an object whose state has these entries (and as many keys), written by 1.`minor`. */
static enum skops_status bind_as (const struct skops_table *as, void *state, const char *keys, const char *entries, const struct member *members, unsigned minor)
{
	struct skops_buffer root = { 0 };
	struct skops_binder binder = { .err = &bound.err, .limits = &skops_limits_default, .writer = SKOPS_VERSION (1, minor) };

	skops_buffer_format (&root, OBJECT ("1", "mylib", "Model", DICT ("2", LIST ("3", "%s"), "%s")), keys, entries);
	binder.arena = bound.arena = skops_arena_new (1 << 24);
	binder.scratch = bound.scratch = skops_arena_new (1 << 24);
	cr_assert_eq (parse_with (&bound.err, &bound.document, root.data, "2", members), SKOPS_OK, "%s", bound.err.message);
	binder.document = bound.document;
	skops_buffer_free (&root);
	return skops_bind_table (&binder, skops_node_state (bound.document->root), as, state);
}

static enum skops_status bind_entries (const char *keys, const char *entries, const struct member *members, unsigned minor)
{
	return bind_as (&table, &bound.state, keys, entries, members, minor);
}

static void done (void)
{
	skops_document_close (bound.document);
	skops_arena_free (bound.arena);
	skops_arena_free (bound.scratch);
}

TestSuite (bind, .fini = done);

#define KEYS1 STR ("90")
#define KEYS2 STR ("90") "," STR ("91")

static void refused (const char *words)
{
	cr_assert_eq (bound.err.status, SKOPS_BAD_FILE, "\"%s\"", bound.err.message);
	cr_assert (strstr (bound.err.message, words), "\"%s\" does not say \"%s\"", bound.err.message, words);
}

Test (bind, absence_takes_the_default)
{
	cr_assert_eq (bind_entries ("", "", NULL, 5), SKOPS_OK, "%s", bound.err.message);
	cr_assert (bound.state.flag);
	cr_assert_eq (bound.state.rate, 0.5);
	cr_assert_eq (bound.state.mode, 9);
	cr_assert_eq (bound.state.limit, 7);
	cr_assert_null (bound.state.mean_.data);
	cr_assert_eq (bound.state.f, -1);
}

Test (bind, scalars_by_value)
{
	cr_assert_eq (bind_entries (KEYS2, "'count':" JSON ("10", "3.0") ",'rate':" JSON ("11", "2"), NULL, 5), SKOPS_OK, "%s", bound.err.message);
	cr_assert_eq (bound.state.count, 3);
	cr_assert_eq (bound.state.rate, 2);
}

Test (bind, none_where_it_may_be)
{
	cr_assert_eq (bind_entries (KEYS2, "'count':" JSON ("10", "null") ",'rate':" JSON ("11", "null"), NULL, 5), SKOPS_OK, "%s", bound.err.message);
	cr_assert_eq (bound.state.count, SKOPS_INT_NONE);
	cr_assert (isnan (bound.state.rate));
}

Test (bind, the_first_name_counts)
{
	cr_assert_eq (bind_entries (KEYS2, "'rate':" JSON ("10", "1.5") ",'rate_':" JSON ("11", "2.5"), NULL, 5), SKOPS_OK);
	cr_assert_eq (bound.state.rate, 2.5);
}

Test (bind, an_attribute_of_another_version_is_not_read)
{
	cr_assert_eq (bind_entries (KEYS1, "'limit':" JSON ("10", "\\\"nonsense\\\""), NULL, 3), SKOPS_OK, "%s", bound.err.message);
	cr_assert_eq (bound.state.limit, 7);
}

Test (bind, deprecated_is_absent)
{
	cr_assert_eq (bind_entries (KEYS1, "'count':" JSON ("10", "\\\"deprecated\\\""), NULL, 5), SKOPS_OK, "%s", bound.err.message);
	cr_assert_eq (bound.state.count, 0);
}

Test (bind, none_where_it_may_not_be)
{
	bind_entries (KEYS1, "'flag':" JSON ("10", "null"), NULL, 5);
	refused ("flag: None where a value is due");
}

Test (bind, a_range_is_held)
{
	bind_entries (KEYS1, "'count':" JSON ("10", "11"), NULL, 5);
	refused ("count: 11 is outside 0 to 10");
}

Test (bind, a_fraction_is_no_integer)
{
	bind_entries (KEYS1, "'count':" JSON ("10", "1.5"), NULL, 5);
	refused ("count: an integer is due");
}

Test (bind, a_text_is_no_number)
{
	bind_entries (KEYS1, "'rate':" JSON ("10", "\\\"x\\\""), NULL, 5);
	refused ("rate: a number is due");
}

Test (bind, words)
{
	cr_assert_eq (bind_entries (KEYS1, "'mode':" JSON ("10", "\\\"fast\\\""), NULL, 5), SKOPS_OK, "%s", bound.err.message);
	cr_assert_eq (bound.state.mode, 1);
}

Test (bind, an_unknown_word_is_named_with_the_known_ones)
{
	cr_assert_eq (bind_entries (KEYS1, "'mode':" JSON ("10", "\\\"slow\\\""), NULL, 5), SKOPS_UNSUPPORTED);
	cr_assert (strstr (bound.err.message, "slow is not supported here; known: fast, None, True"), "%s", bound.err.message);
}

Test (bind, a_list_of_tuples)
{
	cr_assert_eq (bind_entries (KEYS1, "'pairs':" LIST ("10", TUPLE ("11", JSON ("12", "\\\"a\\\"") "," JSON ("13", "0.25")) "," TUPLE ("14", JSON ("15", "\\\"b\\\"") "," JSON ("16", "1"))),
	                            NULL, 5), SKOPS_OK, "%s", bound.err.message);
	cr_assert_eq (bound.state.pairs.count, 2);
	cr_assert_eq (SKOPS_ITEM (&bound.state.pairs, struct pair, 0)->weight, 0.25);
	cr_assert_str_eq (SKOPS_ITEM (&bound.state.pairs, struct pair, 1)->name.data, "b");
}

Test (bind, a_short_tuple_is_refused_with_its_place)
{
	bind_entries (KEYS1, "'pairs':" LIST ("10", TUPLE ("11", JSON ("12", "\\\"a\\\""))), NULL, 5);
	refused ("pairs[0]: the attribute 1 is missing");
}

Test (bind, a_dictionary)
{
	cr_assert_eq (bind_entries (KEYS1, "'counts':" DICT ("10", LIST ("11", STR ("12") "," STR ("13")), "'x':" JSON ("14", "4") ",'y':" JSON ("15", "0")), NULL, 5), SKOPS_OK, "%s", bound.err.message);
	cr_assert_eq (bound.state.counts.count, 2);
	cr_assert_eq (*SKOPS_ITEM (&bound.state.counts, int64_t, 0), 4);
	cr_assert_eq (bound.state.counts.keys[1].kind, SKOPS_IS_TEXT);
}

Test (bind, a_negative_index_is_refused)
{
	bind_entries (KEYS1, "'counts':" DICT ("10", LIST ("11", STR ("12")), "'x':" JSON ("14", "-4")), NULL, 5);
	refused ("is negative");
}

Test (bind, mixed_labels)
{
	cr_assert_eq (bind_entries (KEYS1, "'labels':" LIST ("10", JSON ("11", "1") "," JSON ("12", "\\\"1\\\"") "," JSON ("13", "null") "," JSON ("14", "NaN") "," JSON ("15", "true")), NULL, 5), SKOPS_OK,
	              "%s", bound.err.message);
	cr_assert_eq (bound.state.labels.count, 5);
	cr_assert_eq (bound.state.labels.items[0].kind, SKOPS_IS_INT);
	cr_assert_eq (bound.state.labels.items[1].kind, SKOPS_IS_TEXT);
	cr_assert_eq (bound.state.labels.items[2].kind, SKOPS_IS_NONE);
	cr_assert (isnan (bound.state.labels.items[3].f));
	cr_assert_eq (bound.state.labels.items[4].kind, SKOPS_IS_BOOL);
}

/* An .npy member of three numbers. */
static struct skops_buffer three (const char *descr, const void *data, size_t item)
{
	struct skops_buffer out = { 0 };
	int64_t shape[1] = { 3 };

	skops_npy_write (&out, descr, shape, 1, data, 3 * item);
	return out;
}

static enum skops_status bind_three (const char *name, const char *descr, const void *data, size_t item, const char *more)
{
	struct skops_buffer npy = three (descr, data, item), entries = { 0 };
	struct member members[2] = { { "5.npy", npy.data, npy.size }, { NULL, NULL, 0 } };
	enum skops_status status;

	skops_buffer_format (&entries, "'%s':" ARRAY ("5", "ndarray", "5.npy") "%s", name, more);
	status = bind_entries (*more ? KEYS2 : KEYS1, entries.data, members, 5);
	skops_buffer_free (&entries);
	skops_buffer_free (&npy);
	return status;
}

static enum skops_status bind_mean (const char *descr, const void *data, size_t item, const char *more)
{
	return bind_three ("mean_", descr, data, item, more);
}

Test (bind, an_array_of_any_number_becomes_float64)
{
	cr_assert_eq (bind_mean ("<i4", (int32_t[]) { 1, -2, 3 }, 4, ""), SKOPS_OK, "%s", bound.err.message);
	cr_assert_eq (bound.state.mean_.dtype, SKOPS_F8);
	cr_assert_eq (bound.state.mean_.stored_dtype, SKOPS_I4);
	cr_assert_eq (skops_f8 (&bound.state.mean_)[1], -2);
	cr_assert_eq (bound.state.f, 3);
}

Test (bind, a_shape_that_contradicts_is_refused)
{
	bind_mean ("<f8", (double[]) { 1, 2, 3 }, 8, ",'n_features_in_':" JSON ("6", "4"));
	refused ("mean_: the shape [3] does not fit [F = 4]");
}

Test (bind, infinity_where_finite_is_due)
{
	bind_mean ("<f8", (double[]) { 1, INFINITY, 3 }, 8, "");
	refused ("mean_: element 1 is not finite");
}

Test (bind, an_integer_that_float64_does_not_hold)
{
	bind_mean ("<i8", (int64_t[]) { 1, 2, (INT64_C (1) << 60) + 1 }, 8, "");
	refused ("element 2 does not convert exactly");
}

static const struct skops_values *class_list (size_t i)
{
	return SKOPS_ITEM (&bound.state.classes, struct skops_values, i);
}

Test (bind, one_where_many_may_be)
{
	cr_assert_eq (bind_three ("classes", "<i8", (int64_t[]) { 4, 5, 6 }, 8, ""), SKOPS_OK, "%s", bound.err.message);
	cr_assert_eq (bound.state.classes.count, 1);
	cr_assert_eq (class_list (0)->count, 3);
	cr_assert_eq (class_list (0)->items[2].i, 6);
}

Test (bind, one_of_objects_where_many_may_be)
{
	cr_assert_eq (bind_entries (KEYS1, "'classes':" NODE ("NdArrayNode", "numpy", "ndarray", "10",
	                                                     ",'type':'json','content':[" JSON ("11", "\\\"no\\\"") "," JSON ("12", "\\\"yes\\\"") "],'shape':" TUPLE ("13", JSON ("14", "2"))), NULL, 5),
	              SKOPS_OK, "%s", bound.err.message);
	cr_assert_eq (bound.state.classes.count, 1);
	cr_assert_eq (class_list (0)->count, 2);
	cr_assert_eq (class_list (0)->items[1].kind, SKOPS_IS_TEXT);
}

Test (bind, many)
{
	cr_assert_eq (bind_entries (KEYS1, "'classes':" LIST ("10", LIST ("11", JSON ("12", "1") "," JSON ("13", "2")) "," LIST ("14", JSON ("15", "3"))), NULL, 5), SKOPS_OK, "%s", bound.err.message);
	cr_assert_eq (bound.state.classes.count, 2);
	cr_assert_eq (class_list (0)->count, 2);
	cr_assert_eq (class_list (1)->items[0].i, 3);
}

Test (bind, objects_of_three_dimensions)
{
	bind_entries (KEYS1, "'labels':" NODE ("NdArrayNode", "numpy", "ndarray", "10", ",'type':'json','content':[" LIST ("11", LIST ("12", JSON ("13", "1"))) "],'shape':"
	                                       TUPLE ("14", JSON ("15", "1") "," JSON ("16", "1") "," JSON ("17", "1"))), NULL, 5);
	refused ("labels: an object array of 3 dimensions");
}

/* Pandas' times in an object array of categories: nothing is broken, nobody knows them. */
Test (bind, an_object_among_values_is_not_supported)
{
	bind_entries (KEYS1, "'labels':" LIST ("10", OBJECT ("11", "pandas", "Timestamp", DICT ("12", LIST ("13", ""), ""))), NULL, 5);
	cr_expect_eq (bound.err.status, SKOPS_UNSUPPORTED);
	cr_expect_str_eq (bound.err.message, "labels[0]: a plain value is due, but there is a pandas.Timestamp");
}

struct fitted {
	double alpha, scale;
};

SKOPS_TABLE (fitted_table, struct fitted,
	SKOPS_FLOAT (struct fitted, alpha, .flags = SKOPS_PARAMETER),
	SKOPS_FLOAT (struct fitted, scale, .attribute = "scale_"));

#define WRITER "'_sklearn_version':" JSON ("20", "\\\"1.5.0\\\"")

Test (bind, what_was_saved_before_fit_is_not_broken)
{
	struct fitted state;

	bind_as (&fitted_table, &state, KEYS2, WRITER ",'alpha':" JSON ("10", "1"), NULL, 5);
	cr_expect_eq (bound.err.status, SKOPS_UNSUPPORTED);
	cr_expect_str_eq (bound.err.message, "not fitted: it has no scale_, nor anything else that fit sets; save it after fit");
}

Test (bind, what_was_fitted_is_broken_without_an_attribute)
{
	struct fitted state;

	bind_as (&fitted_table, &state, KEYS2 "," STR ("92"), WRITER ",'alpha':" JSON ("10", "1") ",'mean_':" JSON ("11", "1"), NULL, 5);
	refused ("the attribute scale_ is missing");
}

Test (bind, a_parameter_is_never_left_to_fit)
{
	struct fitted state;

	bind_as (&fitted_table, &state, KEYS1, WRITER, NULL, 5);
	refused ("the attribute alpha is missing");
}

Test (bind, moments_of_several_units)
{
	static const char npy[] = "\x93NUMPY\1\0\x76\0{'descr': '<M8[25us]', 'fortran_order': False, 'shape': (2,), }"
		"                                                      \n\2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x80";
	const struct member members[] = { { "a.npy", npy, sizeof npy - 1 }, { 0 } };

	cr_assert_eq (bind_entries (STR ("4"), "'labels':" ARRAY ("5", "ndarray", "a.npy"), members, 5), SKOPS_OK, "%s", bound.err.message);
	cr_assert_eq (bound.state.labels.items[0].kind, SKOPS_IS_DATETIME);
	cr_assert_eq (bound.state.labels.items[0].i, 50);
	cr_assert_eq (bound.state.labels.items[1].i, INT64_MIN);
}

/* A record of two others, which may be one. */
struct knot {
	struct skops_record k1, k2;
};

static const struct skops_case knot_cases[2];

SKOPS_TABLE (knot_table, struct knot,
	SKOPS_RECORD (struct knot, k1, knot_cases, .flags = SKOPS_OPTIONAL | SKOPS_INHERIT),
	SKOPS_RECORD (struct knot, k2, knot_cases, .flags = SKOPS_OPTIONAL | SKOPS_INHERIT));

static const struct skops_case knot_cases[2] = { { "mylib:Knot", &knot_table, 1 }, { 0 } };

static enum skops_status bind_knots (int levels)
{
	struct skops_binder binder = { .err = &bound.err, .limits = &skops_limits_default, .writer = SKOPS_VERSION (1, 5) };
	struct skops_buffer text = { 0 };
	struct knot knot;

	skops_buffer_text (&text, OBJECT ("1000", "mylib", "Knot", DICT ("2000", LIST ("3000", ""), "")));
	for (int level = 1; level <= levels; level++) {
		struct skops_buffer whole = { 0 };

		skops_buffer_append (&text, "", 1);
		skops_buffer_format (&whole, OBJECT ("1%03d", "mylib", "Knot", DICT ("2%03d", LIST ("3%03d", STR ("9") "," STR ("9")), "'k1':%s,'k2':"
			NODE ("CachedNode", "mylib", "Knot", "1%03d", ""))), level, level, level, text.data, level - 1);
		skops_buffer_free (&text);
		text = whole;
	}
	skops_buffer_append (&text, "", 1);
	binder.arena = bound.arena = skops_arena_new (1 << 28);
	binder.scratch = bound.scratch = skops_arena_new (1 << 24);
	cr_assert_eq (parse (&bound.err, &bound.document, text.data), SKOPS_OK, "%s", bound.err.message);
	skops_buffer_free (&text);
	binder.document = bound.document;
	return skops_bind_table (&binder, skops_node_state (bound.document->root), &knot_table, &knot);
}

Test (bind, a_record_may_be_shared)
{
	cr_assert_eq (bind_knots (4), SKOPS_OK, "%s", bound.err.message);
}

Test (bind, but_not_over_and_over, .timeout = 60)
{
	cr_assert_eq (bind_knots (40), SKOPS_BAD_FILE);
	cr_assert (strstr (bound.err.message, "over and over"), "%s", bound.err.message);
}
