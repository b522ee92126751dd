/* SPDX-License-Identifier: BSD-3-Clause */
/* Threads of the library's own. */
#ifndef SKOPS_BASE_THREAD_H
#define SKOPS_BASE_THREAD_H

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>

/* Starts a thread that takes no signals: they are the program's. False where there can be none. */
static inline bool skops_thread_start (pthread_t *thread, void *(*work) (void *data), void *data)
{
	sigset_t all, before;
	bool started;

	sigfillset (&all);
	pthread_sigmask (SIG_SETMASK, &all, &before);
	started = !pthread_create (thread, NULL, work, data);
	pthread_sigmask (SIG_SETMASK, &before, NULL);
	return started;
}

#endif
