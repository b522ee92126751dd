/* SPDX-License-Identifier: BSD-3-Clause */
/* Walking the tree of nodes. Nothing here can fail: what the schema's reader let pass is whole. */
#include "tree/node.h"

#include <string.h>

#include "base/text.h"

/* The container behind what only wraps one. */
static const struct skops_node *container_of (const struct skops_node *node)
{
	node = node->target;
	if (node->kind == SKOPS_NODE_DEFAULT_DICT || node->kind == SKOPS_NODE_DEPRECATED_DICT)
		return skops_node_state (node);
	return node;
}

/* ITEM children come first; few kinds have anything behind them, and never more than four. */
static size_t items (const struct skops_node *node)
{
	size_t n = node->n_children;

	while (n && node->children[n - 1].role != SKOPS_ROLE_ITEM)
		n--;
	return n;
}

const struct skops_node *skops_node_state (const struct skops_node *object)
{
	object = object->target;
	for (size_t i = items (object); i < object->n_children; i++)
		if (object->children[i].role == SKOPS_ROLE_STATE)
			return &object->children[i];
	return NULL;
}

const struct skops_node *skops_node_part (const struct skops_node *node, const char *name)
{
	node = node->target;
	for (size_t i = items (node); i < node->n_children; i++)
		if (node->children[i].role != SKOPS_ROLE_STATE && skops_text_is (node->children[i].name, name))
			return &node->children[i];
	return NULL;
}

const struct skops_node *skops_node_get (const struct skops_node *dict, struct skops_text key)
{
	dict = container_of (dict);
	if (!dict || dict->kind != SKOPS_NODE_DICT)
		return NULL;
	for (size_t i = 0; i < dict->n_children && dict->children[i].role == SKOPS_ROLE_ITEM; i++)
		if (skops_text_equal (dict->children[i].name, key))
			return &dict->children[i];
	return NULL;
}

static bool has_rows (const struct skops_node *node)
{
	return node->kind == SKOPS_NODE_OBJECT_ARRAY && node->rank == 2;
}

size_t skops_node_count (const struct skops_node *container)
{
	container = container_of (container);
	if (!container)
		return 0;
	return has_rows (container) ? (size_t) container->shape[0] * (size_t) container->shape[1] : items (container);
}

const struct skops_node *skops_node_item (const struct skops_node *container, size_t i)
{
	if (i >= skops_node_count (container))
		return NULL;
	container = container_of (container);
	if (has_rows (container)) {
		const struct skops_node *row = &container->children[i / (size_t) container->shape[1]];

		return &row->children[i % (size_t) container->shape[1]];
	}
	return &container->children[i];
}

const struct skops_node *skops_node_next (const struct skops_node *node, const struct skops_node *top, bool down)
{
	if (down && !node->reference && node->n_children)
		return node->children;
	for (; node != top; node = node->parent)
		if (node + 1 < node->parent->children + node->parent->n_children)
			return node + 1;
	return NULL;
}

bool skops_node_is (const struct skops_node *node, const char *module_class)
{
	const char *colon = strchr (module_class, ':');

	return colon && skops_text_equal (node->target->module, (struct skops_text) { module_class, (size_t) (colon - module_class) }) &&
	       skops_text_is (node->target->class_name, colon + 1);
}

bool skops_node_is_na (const struct skops_node *node)
{
	return skops_node_is (node, "pandas.api.typing:NAType") || skops_node_is (node, "pandas._libs.missing:NAType");
}
