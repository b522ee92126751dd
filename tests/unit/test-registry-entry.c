/* SPDX-License-Identifier: BSD-3-Clause */
/* The handlers section of a registry file: every name that a table reads, records each once, also those that hold themselves. */
#include <criterion/criterion.h>
#include <string.h>

#include "plugin/registry_entry.h"

struct state {
	struct skops_array mean_;
	struct skops_list kernels;
	struct skops_tree tree_;
	struct skops_record loss;
	bool flag;
	int64_t features;
};

static const struct skops_case kernels[];
SKOPS_ITEM_FIELD (kernel_item, SKOPS_KIND_RECORD, struct skops_record, .cases = kernels);

struct sum {
	struct skops_record k1, k2;
};
SKOPS_TABLE (sum_table, struct sum, SKOPS_RECORD (struct sum, k1, kernels), SKOPS_RECORD (struct sum, k2, kernels));

struct scale {
	double length;
};
SKOPS_TABLE (scale_table, struct scale, SKOPS_FLOAT (struct scale, length, .attribute = "length_scale|length"));

static const struct skops_case kernels[] = { { "kernels:Sum", &sum_table, 0 }, { "kernels:RBF", &scale_table, 1 }, { NULL, NULL, 0 } };
static const struct skops_case losses[] = { { "losses:Squared", NULL, 0 }, { NULL, NULL, 0 } };

SKOPS_TABLE (table, struct state,
	SKOPS_ARRAY (struct state, mean_, .dims = "F"),
	SKOPS_LIST (struct state, kernels, &kernel_item),
	SKOPS_TREE (struct state, tree_),
	SKOPS_RECORD (struct state, loss, losses),
	SKOPS_BOOL (struct state, flag, .attribute = "flag|old_flag"),
	SKOPS_DIM (struct state, features, "F"));

struct other {
	struct skops_array coef_;
	struct skops_array mean_;
};
SKOPS_TABLE (other_table, struct other, SKOPS_ARRAY (struct other, coef_), SKOPS_ARRAY (struct other, mean_));

static const struct skops_predict predict = { .size = sizeof predict, .table = &table };
static const struct skops_importances importances = { .size = sizeof importances, .table = &other_table };
static const struct skops_handler both = { .size = sizeof both, .module = "my.module", .class_name = "Both", .loader = "ObjectNode", .predict = &predict, .importances = &importances };
static const struct skops_handler bare = { .size = sizeof bare, .module = "my.\"module", .class_name = "Bare", .loader = "ReduceNode", .importances = &importances };
static const struct skops_handler *const handlers[] = { &both, &bare, NULL };
static const struct skops_plugin plugin = SKOPS_PLUGIN ("mine", "1", handlers);

Test (registry_entry, names_all_that_is_read)
{
	struct skops_error err = { 0 };
	struct skops_buffer out = { 0 };

	cr_assert_eq (skops_registry_entry (&err, &out, &plugin), SKOPS_OK);
	cr_expect_str_eq (out.data,
		"handlers:\n"
		"  - type: \"my.module:Both\"\n"
		"    loader: \"ObjectNode\"\n"
		"    facets: [\"predict\", \"importances\"]\n"
		"    binds: [\"mean_\", \"kernels\", \"tree_\", \"loss\", \"flag\", \"old_flag\", \"coef_\"]\n"
		"    records:\n"
		"      - type: \"kernels:Sum\"\n"
		"        binds: [\"k1\", \"k2\"]\n"
		"      - type: \"kernels:RBF\"\n"
		"        binds: [\"length_scale\", \"length\"]\n"
		"      - type: \"sklearn.tree._tree:Tree\"\n"
		"        binds: [\"node_count\", \"max_depth\", \"nodes\", \"values\"]\n"
		"      - type: \"losses:Squared\"\n"
		"        binds: []\n"
		"  - type: \"my.\\\"module:Bare\"\n"
		"    loader: \"ReduceNode\"\n"
		"    facets: [\"importances\"]\n"
		"    binds: [\"coef_\", \"mean_\"]\n");
	skops_buffer_free (&out);
}
