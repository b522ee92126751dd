/* SPDX-License-Identifier: BSD-3-Clause */
/* Blocks of rows, shared out among threads. */
#ifndef SKOPS_MODEL_BLOCKS_H
#define SKOPS_MODEL_BLOCKS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/pool.h"
#include "skops/status.h"

/* Works on block `number`; `thread` is below the number of threads, 0 the caller's own. */
typedef enum skops_status skops_block_work (void *data, unsigned thread, size_t number);

/* Works on `count` blocks, on up to `threads` threads of the pool (at most SKOPS_POOL_THREADS; 1: `pool` may be NULL), until all are done or one fails. They are handed out in order, so the
 * lowest that failed is the first fault of the input: true, with the thread that met it in *failed. */
bool skops_blocks_fail (struct skops_pool *pool, unsigned threads, size_t count, skops_block_work *work, void *data, unsigned *failed);

#endif
