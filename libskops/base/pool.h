/* SPDX-License-Identifier: BSD-3-Clause */
/* Threads that wait for work. They are started when it first comes, and stay until the pool is freed. */
#ifndef SKOPS_BASE_POOL_H
#define SKOPS_BASE_POOL_H

enum { SKOPS_POOL_THREADS = 256 }; /* most that work on one job */

struct skops_pool;

/* `wanted`, or where that is 0 one for each processor that this process may use; at most SKOPS_POOL_THREADS. */
unsigned skops_pool_threads (unsigned wanted);

/* NULL without memory. */
struct skops_pool *skops_pool_new (void);

/* NULL is fine. Nobody may be running anything in it. */
void skops_pool_free (struct skops_pool *pool);

/* Calls work (data, 0) on this thread and, at the same time, work (data, 1) … work (data, count - 1) on others; returns when all that were begun are done. Where
 * threads are busy or cannot be had, some are not begun before the first one is done, and then never: each must do what is left, not its share. Any number of
 * threads may run work in one pool at once. After fork () the child has no threads but its own, and does all of the work itself. */
void skops_pool_run (struct skops_pool *pool, unsigned count, void (*work) (void *data, unsigned number), void *data);

#endif
