/* SPDX-License-Identifier: BSD-3-Clause */
/* The pool: all of the work is done, by whom there is; many may ask at once; a child process does its own. */
#include <criterion/criterion.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/pool.h"

enum { ITEMS = 1000, ASKERS = 4, ROUNDS = 50 };

struct job {
	atomic_int next, done[ITEMS], begun[ASKERS];
};

/* As users of the pool do: whoever is there takes what is left. */
static void take (void *data, unsigned number)
{
	struct job *job = data;
	int item;

	atomic_fetch_add (&job->begun[number], 1);
	while ((item = atomic_fetch_add (&job->next, 1)) < ITEMS)
		atomic_fetch_add (&job->done[item], 1);
}

static _Thread_local struct job last; /* a copy of what was done last */

/* Whether everything was done once, and nobody came twice. */
static bool run_one (struct skops_pool *pool, unsigned count)
{
	static _Thread_local struct job job;
	bool right = true;

	job = (struct job) { 0 };
	skops_pool_run (pool, count, take, &job);
	for (int i = 0; i < ITEMS; i++)
		right &= job.done[i] == 1;
	for (unsigned i = 0; i < ASKERS; i++)
		right &= i == 0 ? job.begun[i] == 1 : job.begun[i] <= (i < count);
	last = job;
	return right;
}

static void *ask (void *data)
{
	for (int i = 0; i < ROUNDS; i++)
		if (!run_one (data, ASKERS))
			return data;
	return NULL;
}

Test (pool, does_all)
{
	struct skops_pool *pool = skops_pool_new ();

	for (unsigned count = 1; count <= ASKERS; count++)
		for (int i = 0; i < ROUNDS; i++)
			cr_assert (run_one (pool, count));
	skops_pool_free (pool);
	skops_pool_free (NULL);
}

Test (pool, serves_many_at_once)
{
	struct skops_pool *pool = skops_pool_new ();
	pthread_t threads[ASKERS];
	void *wrong;

	for (int t = 0; t < ASKERS; t++)
		cr_assert_eq (pthread_create (&threads[t], NULL, ask, pool), 0);
	for (int t = 0; t < ASKERS; t++) {
		pthread_join (threads[t], &wrong);
		cr_assert_null (wrong);
	}
	skops_pool_free (pool);
}

static void fork_and_run (unsigned before)
{
	struct skops_pool *pool = skops_pool_new ();
	int status;
	pid_t child;

	cr_assert (!before || run_one (pool, before));
	child = fork ();
	if (!child) {
		bool right = run_one (pool, ASKERS);

		for (unsigned i = 1; i < ASKERS; i++)
			right &= !last.begun[i];
		skops_pool_free (pool);
		_exit (right ? 0 : 1);
	}
	cr_assert_eq (waitpid (child, &status, 0), child);
	cr_assert (WIFEXITED (status) && WEXITSTATUS (status) == 0);
	skops_pool_free (pool);
}

Test (pool, of_a_parent_serves_its_child_alone)
{
	fork_and_run (0);
	fork_and_run (2);
	fork_and_run (ASKERS);
}

/* Two that meet, which they only can on two threads. */
static void meet (void *data, unsigned number)
{
	(void) number;
	pthread_barrier_wait (data);
}

static void *hold (void *data)
{
	void **both = data;

	skops_pool_run (both[0], 2, meet, both[1]);
	return NULL;
}

Test (pool, hires_for_the_second_while_the_first_is_at_work, .timeout = 60)
{
	struct skops_pool *pool = skops_pool_new ();
	pthread_barrier_t first, second;
	void *held[2] = { pool, &first };
	pthread_t thread;

	pthread_barrier_init (&first, NULL, 3);
	pthread_barrier_init (&second, NULL, 2);
	cr_assert_eq (pthread_create (&thread, NULL, hold, held), 0);
	skops_pool_run (pool, 2, meet, &second);
	pthread_barrier_wait (&first);
	pthread_join (thread, NULL);
	skops_pool_free (pool);
}

Test (pool, has_a_thread_for_each_processor)
{
	cr_assert_geq (skops_pool_threads (0), 1);
	cr_assert_eq (skops_pool_threads (3), 3);
	cr_assert_eq (skops_pool_threads (1000000), 256);
}
