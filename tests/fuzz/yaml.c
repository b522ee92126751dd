/* SPDX-License-Identifier: BSD-3-Clause */
/* YAML: a tree no deeper than promised, also where it is a registry file. */
#include "format/yaml.h"
#include "fuzz.h"
#include "registry/entry.h"

static void walk (const struct skops_yaml *node, unsigned depth)
{
	fuzz_assert (depth <= 17);
	fuzz_touch (node->key.data, node->key.size);
	fuzz_touch (node->text.data, node->text.size);
	for (size_t i = 0; i < node->count; i++)
		walk (&node->items[i], depth + 1);
}

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
	struct skops_arena *arena = skops_arena_new (fuzz_limits.memory);
	struct skops_registry_plugin entry = { .file = "/registry.d/some.yaml" };
	struct skops_error err = { 0 };
	const struct skops_yaml *root;
	enum skops_status status;

	fuzz_assert (arena != NULL);
	status = skops_yaml_parse (&err, &root, arena, (const char *) data, size);
	fuzz_check_status (&err, status);
	if (!status)
		walk (root, 0);
	err.status = SKOPS_OK;
	status = skops_entry_parse (&err, &entry, arena, (const char *) data, size, "/plugins.d");
	fuzz_check_status (&err, status);
	skops_arena_free (arena);
	return 0;
}
