/* SPDX-License-Identifier: BSD-3-Clause */
#include "model/trees/heads.h"

#include "config.h"

#include "model/trees/forest.h"

skops_head_kernel *skops_head_kernel_for (enum skops_simd simd)
{
#ifdef HAVE_X86_KERNELS
	static skops_head_kernel *const kernels[SKOPS_SIMDS] = { NULL, skops_head_avx2, skops_head_avx512 };

	return kernels[simd];
#else
	(void) simd;
	return NULL;
#endif
}

/* What is below a node, as far as the head goes; it is no deeper than SKOPS_HEAD_LEVELS. Answers how many exits there are. */
static uint32_t add (struct skops_head *head, const struct skops_node_narrow *nodes, uint32_t at, unsigned level, uint32_t exits)
{
	const struct skops_node_narrow *node = &nodes[at];
	uint32_t first = exits, here;

	if (level == SKOPS_HEAD_LEVELS || node->child == at) {
		head->exits[exits] = at;
		return exits + 1;
	}
	here = head->nodes++;
	head->keys[here] = node->key;
	head->feature[here] = node->feature & ~(uint32_t) SKOPS_FOREST_MISSING_LEFT;
	exits = add (head, nodes, node->child, level + 1, exits);
	head->struck[here] = (UINT32_MAX << (32 - (exits - first))) >> first;
	return add (head, nodes, node->child + 1u, level + 1, exits);
}

const struct skops_head *skops_heads_new (struct skops_arena *arena, const struct skops_forest *forest)
{
	struct skops_head *heads = skops_arena_alloc (arena, forest->count, sizeof *heads);

	for (size_t t = 0; heads && t < forest->count; t++)
		add (&heads[t], forest->narrow + forest->trees[t].root, 0, 0, 0);
	return heads;
}
