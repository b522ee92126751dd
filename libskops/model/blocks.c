/* SPDX-License-Identifier: BSD-3-Clause */
/* Blocks of rows, shared out among threads. */
#include "model/blocks.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct blocks {
	skops_block_work *work;
	void *data;
	size_t count;
	atomic_size_t next;
	atomic_bool failed;
	size_t failed_at[SKOPS_POOL_THREADS]; /* by each thread; SIZE_MAX */
};

static void take (void *data, unsigned thread)
{
	struct blocks *blocks = data;
	size_t number;

	while (!atomic_load (&blocks->failed) && (number = atomic_fetch_add (&blocks->next, 1)) < blocks->count)
		if (blocks->work (blocks->data, thread, number)) {
			blocks->failed_at[thread] = number;
			atomic_store (&blocks->failed, true);
		}
}

bool skops_blocks_fail (struct skops_pool *pool, unsigned threads, size_t count, skops_block_work *work, void *data, unsigned *failed)
{
	struct blocks blocks = { .work = work, .data = data, .count = count };
	size_t lowest = SIZE_MAX;

	for (unsigned i = 0; i < threads; i++)
		blocks.failed_at[i] = SIZE_MAX;
	skops_pool_run (pool, threads, take, &blocks);
	for (unsigned i = 0; i < threads; i++)
		if (blocks.failed_at[i] < lowest) {
			lowest = blocks.failed_at[i];
			*failed = i;
		}
	return lowest < SIZE_MAX;
}
