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

Test (pool, of_a_parent_serves_its_child)
{
	struct skops_pool *pool = skops_pool_new ();
	int status;
	pid_t child;

	cr_assert (run_one (pool, ASKERS));
	child = fork ();
	if (!child) {
		bool right = run_one (pool, ASKERS);

		skops_pool_free (pool);
		_exit (right ? 0 : 1);
	}
	cr_assert_eq (waitpid (child, &status, 0), child);
	cr_assert (WIFEXITED (status) && WEXITSTATUS (status) == 0);
	skops_pool_free (pool);
}

Test (pool, has_a_thread_for_each_processor)
{
	cr_assert_geq (skops_pool_threads (0), 1);
	cr_assert_eq (skops_pool_threads (3), 3);
	cr_assert_eq (skops_pool_threads (1000000), 256);
}
