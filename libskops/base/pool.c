/* SPDX-License-Identifier: BSD-3-Clause */
/* A pool of threads: a list of jobs, each on the stack of the thread that waits for it. */
#include "base/pool.h"

#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/thread.h"

struct job {
	struct job *next;
	void (*work) (void *data, unsigned number);
	void *data;
	unsigned begun, count, running;
};

struct skops_pool {
	pthread_mutex_t lock;
	pthread_cond_t posted, finished;
	struct job *jobs; /* of which something is still to be begun */
	bool ends;
	pid_t process; /* that has the threads */
	unsigned n_threads, busy;
	pthread_t threads[SKOPS_POOL_THREADS];
};

unsigned skops_pool_threads (unsigned wanted)
{
	cpu_set_t set; /* too small where there are more than 1024 */
	long processors;

	if (!wanted && !sched_getaffinity (0, sizeof set, &set))
		wanted = (unsigned) CPU_COUNT (&set);
	if (!wanted && (processors = sysconf (_SC_NPROCESSORS_ONLN)) > 0)
		wanted = (unsigned) processors;
	return wanted < 1 ? 1 : wanted < SKOPS_POOL_THREADS ? wanted : SKOPS_POOL_THREADS;
}

struct skops_pool *skops_pool_new (void)
{
	struct skops_pool *pool = calloc (1, sizeof *pool);

	if (!pool)
		return NULL;
	pool->process = getpid ();
	pthread_mutex_init (&pool->lock, NULL);
	pthread_cond_init (&pool->posted, NULL);
	pthread_cond_init (&pool->finished, NULL);
	return pool;
}

void skops_pool_free (struct skops_pool *pool)
{
	if (pool && pool->process == getpid ()) {
		pthread_mutex_lock (&pool->lock);
		pool->ends = true;
		pthread_cond_broadcast (&pool->posted);
		pthread_mutex_unlock (&pool->lock);
		for (unsigned i = 0; i < pool->n_threads; i++)
			pthread_join (pool->threads[i], NULL);
		pthread_cond_destroy (&pool->finished);
		pthread_cond_destroy (&pool->posted);
		pthread_mutex_destroy (&pool->lock);
	}
	free (pool);
}

static void withdraw (struct skops_pool *pool, struct job *job)
{
	struct job **link = &pool->jobs;

	while (*link && *link != job)
		link = &(*link)->next;
	if (*link)
		*link = job->next;
}

static void *serve (void *data)
{
	struct skops_pool *pool = data;

	pthread_mutex_lock (&pool->lock);
	for (;;) {
		struct job *job = pool->jobs;
		unsigned number;

		if (!job) {
			if (pool->ends)
				break;
			pthread_cond_wait (&pool->posted, &pool->lock);
			continue;
		}
		number = job->begun++;
		job->running++;
		pool->busy++;
		if (job->begun == job->count)
			withdraw (pool, job);
		pthread_mutex_unlock (&pool->lock);
		job->work (job->data, number);
		pthread_mutex_lock (&pool->lock);
		pool->busy--;
		if (!--job->running)
			pthread_cond_broadcast (&pool->finished);
	}
	pthread_mutex_unlock (&pool->lock);
	return NULL;
}

/* Under the lock: as many threads as all posted jobs want beside those that are at work, as far as they can be had. */
static void hire (struct skops_pool *pool)
{
	size_t wanted = pool->busy;

	for (const struct job *job = pool->jobs; job; job = job->next)
		wanted += job->count - job->begun;
	while (pool->n_threads < wanted && pool->n_threads < SKOPS_POOL_THREADS && skops_thread_start (&pool->threads[pool->n_threads], serve, pool))
		pool->n_threads++;
}

void skops_pool_run (struct skops_pool *pool, unsigned count, void (*work) (void *data, unsigned number), void *data)
{
	struct job job = { .work = work, .data = data, .begun = 1, .count = count };

	if (count < 2 || pool->process != getpid ()) {
		work (data, 0);
		return;
	}
	pthread_mutex_lock (&pool->lock);
	job.next = pool->jobs;
	pool->jobs = &job;
	hire (pool);
	pthread_cond_broadcast (&pool->posted);
	pthread_mutex_unlock (&pool->lock);
	work (data, 0);
	pthread_mutex_lock (&pool->lock);
	withdraw (pool, &job);
	while (job.running)
		pthread_cond_wait (&pool->finished, &pool->lock);
	pthread_mutex_unlock (&pool->lock);
}
