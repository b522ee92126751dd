/* SPDX-License-Identifier: BSD-3-Clause */
/* A descriptor that does not keep the ABI is refused with words that say what is wrong. */
#include <criterion/criterion.h>
#include <string.h>

#include "plugin/abi.h"

struct state {
	double alpha;
	struct skops_array mean_;
};

static enum skops_status describe (struct skops_call *call, const void *state)
{
	(void) call;
	(void) state;
	return SKOPS_OK;
}

/* A good plugin of one handler; each test spoils one part of its copy. */
struct good {
	struct skops_field fields[2];
	struct skops_table table;
	struct skops_predict predict;
	struct skops_handler handler;
	const struct skops_handler *handlers[2];
	struct skops_plugin plugin;
};

static void make (struct good *good)
{
	static const struct skops_field fields[2] = { SKOPS_FLOAT (struct state, alpha, .flags = 0), SKOPS_ARRAY (struct state, mean_, .dims = "F") };

	memcpy (good->fields, fields, sizeof fields);
	good->table = (struct skops_table) { sizeof good->table, sizeof good->fields[0], 2, sizeof (struct state), good->fields };
	good->predict = (struct skops_predict) { .size = sizeof good->predict, .table = &good->table, .describe = describe };
	good->handler = (struct skops_handler) { .size = sizeof good->handler, .module = "m", .class_name = "C", .loader = "ObjectNode", .predict = &good->predict };
	good->handlers[0] = &good->handler;
	good->handlers[1] = NULL;
	good->plugin = (struct skops_plugin) SKOPS_PLUGIN ("mock", "1", good->handlers);
}

static void refused (const struct good *good, const char *words)
{
	struct skops_error err = { 0 };

	cr_assert_eq (skops_abi_check_plugin (&err, &good->plugin, "/x/mock.so"), SKOPS_UNSUPPORTED);
	cr_assert (strstr (err.message, words), "\"%s\" does not say \"%s\"", err.message, words);
	cr_assert (strstr (err.message, "/x/mock.so"), "\"%s\" does not name the library", err.message);
}

Test (abi, the_good_one_passes)
{
	struct skops_error err = { 0 };
	struct good good;

	make (&good);
	cr_assert_eq (skops_abi_check_plugin (&err, &good.plugin, "/x/mock.so"), SKOPS_OK, "%s", err.message);
}

#define SPOILED(name, spoil, words) \
	Test (abi, name) \
	{ \
		struct good good; \
		make (&good); \
		spoil; \
		refused (&good, words); \
	}

SPOILED (magic, good.plugin.magic = 0xdeadbeef, "deadbeef")
SPOILED (major, good.plugin.abi_major = 7, "ABI 7.")
SPOILED (minor, good.plugin.abi_minor = 9, "build it again")
SPOILED (descriptor_size, good.plugin.size = 8, "descriptor has 8 bytes")
SPOILED (no_handlers, good.plugin.handlers = NULL, "lacks")
SPOILED (handler_size, good.handler.size = 12, "handler has 12 bytes")
SPOILED (no_facet, good.handler.predict = NULL, "without a facet")
SPOILED (facet_size, good.predict.size = 3, "predict facet has 3 bytes")
SPOILED (no_describe, good.predict.describe = NULL, "lacks describe")
SPOILED (table_size, good.table.size = 4, "table has 4 bytes")
SPOILED (stride, good.table.field_size = 8, "8 bytes apart")
SPOILED (struct_size, good.table.struct_size = 10, "struct of 10")
SPOILED (member_size, good.fields[0].size = 4, "has 4 bytes, its kind needs 8")
SPOILED (offset, good.fields[1].offset = 4096, "ends at byte")
SPOILED (kind, good.fields[0].kind = 999, "kind 999")
SPOILED (no_item, good.fields[1].kind = SKOPS_KIND_LIST; good.fields[1].size = sizeof (struct skops_list), "without an item")
SPOILED (endless_item, good.fields[1].offset = 0; good.fields[1].kind = SKOPS_KIND_LIST; good.fields[1].size = sizeof (struct skops_list); good.fields[1].item = &good.fields[1], "lists nested more than 32 deep")

Test (abi, nothing_at_all)
{
	struct skops_error err = { 0 };

	cr_assert_eq (skops_abi_check_plugin (&err, NULL, "/x/mock.so"), SKOPS_UNSUPPORTED);
}
