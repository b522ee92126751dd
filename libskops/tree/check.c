/* SPDX-License-Identifier: BSD-3-Clause */
/* What must hold between a node and its children, whatever the model is about. */
#include <stdlib.h>

#include "base/checked.h"
#include "base/text.h"
#include "format/json.h"
#include "tree/schema.h"

static const struct skops_node *child (const struct skops_node *node, enum skops_node_role role)
{
	for (size_t i = node->n_children; i-- > 0;)
		if (node->children[i].role == role)
			return node->children[i].target;
	return NULL;
}

/* ITEM children come first. */
static size_t items (const struct skops_node *node)
{
	size_t n = node->n_children;

	while (n && node->children[n - 1].role != SKOPS_ROLE_ITEM)
		n--;
	return n;
}

/* Python pairs keys and their types until one of them ends, and says nothing. */
static enum skops_status check_dict (struct skops_error *err, const struct skops_node *node)
{
	const struct skops_node *types = child (node, SKOPS_ROLE_KEY_TYPES);

	if (!types || types->kind != SKOPS_NODE_LIST)
		return skops_node_fail (err, node, "its key_types are no ListNode");
	if (types->open || items (types) != items (node))
		return skops_node_fail (err, node, "%zu entries, but %zu types of keys", items (node), items (types));
	return SKOPS_OK;
}

static bool dimension (const struct skops_node *node, int64_t *out)
{
	struct skops_value value;

	if (node->kind != SKOPS_NODE_JSON || !skops_json_number (node->content, &value) || value.kind != SKOPS_IS_INT || value.i < 0)
		return false;
	*out = value.i;
	return true;
}

static enum skops_status check_object_array (struct skops_error *err, struct skops_node *node)
{
	const struct skops_node *shape = child (node, SKOPS_ROLE_PART);
	size_t rows = items (node), count;

	if (!shape || (shape->kind != SKOPS_NODE_TUPLE && shape->kind != SKOPS_NODE_LIST) || shape->n_children > 32)
		return skops_node_fail (err, node, "its shape is no tuple");
	node->rank = (uint8_t) items (shape);
	for (size_t i = 0; i < node->rank; i++) {
		int64_t size;

		if (!dimension (shape->children[i].target, &size))
			return skops_node_fail (err, node, "its shape is no tuple of sizes");
		if (i < 2)
			node->shape[i] = size;
	}
	if (rows != (node->rank ? (uint64_t) node->shape[0] : 1))
		return skops_node_fail (err, node, "an array of %zu items, but its shape begins with %lld", rows, (long long) node->shape[0]);
	if (node->rank < 2)
		return SKOPS_OK;
	if (skops_multiply_overflows ((size_t) node->shape[0], (size_t) node->shape[1], &count) || node->shape[0] > PTRDIFF_MAX || node->shape[1] > PTRDIFF_MAX)
		return skops_node_fail (err, node, "its shape is too large");
	for (size_t i = 0; i < rows; i++) {
		const struct skops_node *row = node->children[i].target;

		if (row->kind != SKOPS_NODE_LIST || items (row) != (uint64_t) node->shape[1])
			return skops_node_fail (err, &node->children[i], "is no list of %lld items, as the shape has it", (long long) node->shape[1]);
	}
	return SKOPS_OK;
}

enum skops_status skops_schema_check (struct skops_error *err, struct skops_node *node)
{
	const struct skops_node *state = child (node, SKOPS_ROLE_STATE);

	switch (node->kind) {
	case SKOPS_NODE_DICT:
		return check_dict (err, node);
	case SKOPS_NODE_OBJECT_ARRAY:
		return check_object_array (err, node);
	case SKOPS_NODE_DTYPE:
		if (state->kind != SKOPS_NODE_ARRAY && state->kind != SKOPS_NODE_OBJECT_ARRAY)
			return skops_node_fail (err, node, "a DTypeNode must hold an array");
		return SKOPS_OK;
	case SKOPS_NODE_DEFAULT_DICT:
	case SKOPS_NODE_DEPRECATED_DICT:
		if (state->kind != SKOPS_NODE_DICT)
			return skops_node_fail (err, node, "its \"main\" is no dictionary");
		return SKOPS_OK;
	default:
		return SKOPS_OK;
	}
}
