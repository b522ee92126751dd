/* SPDX-License-Identifier: BSD-3-Clause */
/* Both ends of a probe's pipe. A message is its kind, its text and its way out, each text with a NUL behind it. Success is the last message, never an exit status:
 * a plugin that calls exit (0) has not passed. */
#include "plugin/probe.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

enum { MOST_MESSAGES = 16 << 20, MOST_PRINTED = 2000, CPU_SECONDS = 600, FILE_BYTES = 64 << 20 };
static const rlim_t address_space = (rlim_t) 4 << 30;

#if defined __has_feature
#if __has_feature (address_sanitizer)
#define UNDER_ASAN 1
#endif
#elif defined __SANITIZE_ADDRESS__
#define UNDER_ASAN 1
#endif
#ifndef UNDER_ASAN
#define UNDER_ASAN 0
#endif

/* ---- the probing program's end ---- */

static bool write_all (const char *bytes, size_t size)
{
	while (size) {
		ssize_t written = write (SKOPS_PROBE_FD, bytes, size);
		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return false;
		bytes += written;
		size -= (size_t) written;
	}
	return true;
}

bool skops_probe_tell (enum skops_probe_kind kind, const char *text, const char *way_out)
{
	char head = (char) kind;

	if (!way_out)
		way_out = "";
	return write_all (&head, 1) && write_all (text, strlen (text) + 1) && write_all (way_out, strlen (way_out) + 1);
}

static void lower (int resource, rlim_t to)
{
	struct rlimit limit;

	if (getrlimit ((__rlimit_resource_t) resource, &limit))
		return;
	if (limit.rlim_max < to)
		to = limit.rlim_max;
	limit.rlim_cur = to;
	setrlimit ((__rlimit_resource_t) resource, &limit);
}

void skops_probe_limit (void)
{
	lower (RLIMIT_CPU, CPU_SECONDS);
	lower (RLIMIT_FSIZE, FILE_BYTES);
	lower (RLIMIT_CORE, 0);
	if (!UNDER_ASAN)
		lower (RLIMIT_AS, address_space);
	signal (SIGPIPE, SIG_DFL);
	signal (SIGXFSZ, SIG_DFL); /* the program that began this one may ignore it: it tells of a plugin that writes without end */
}

/* ---- the other end ---- */

static double now (void)
{
	struct timespec time;

	clock_gettime (CLOCK_MONOTONIC, &time);
	return (double) time.tv_sec + (double) time.tv_nsec * 1e-9;
}

/* Reads messages until the other end is closed; the clock starts anew with everything that is read. */
static void listen_to (struct skops_probe *probe, int fd, pid_t child, unsigned seconds)
{
	double since = now ();
	char bytes[4096];

	for (;;) {
		struct pollfd wait = { .fd = fd, .events = POLLIN };
		double left = since + seconds - now ();
		int ready = poll (&wait, 1, left > 0 ? (int) (left * 1000) + 1 : 0);
		ssize_t got;

		if (ready < 0 && errno == EINTR)
			continue;
		if (ready == 0 || probe->messages.size > MOST_MESSAGES) {
			probe->flooded = ready != 0;
			probe->timed_out = ready == 0;
			kill (child, SIGKILL);
			return;
		}
		got = read (fd, bytes, sizeof bytes);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return;
		skops_buffer_append (&probe->messages, bytes, (size_t) got);
		since = now ();
	}
}

/* A child that closed the pipe may go on: it has as long as for a step to end. */
static void wait_for (struct skops_probe *probe, pid_t child, unsigned seconds)
{
	double until = now () + seconds;
	pid_t ended;

	while ((ended = waitpid (child, &probe->status, WNOHANG)) == 0 || (ended < 0 && errno == EINTR)) {
		struct timespec pause = { .tv_nsec = 2000000 };
		if (now () > until && !probe->timed_out && !probe->flooded) {
			probe->timed_out = true;
			kill (child, SIGKILL);
		}
		nanosleep (&pause, NULL);
	}
}

static void read_printed (struct skops_probe *probe, int fd)
{
	char bytes[MOST_PRINTED];
	ssize_t got = pread (fd, bytes, sizeof bytes, 0);

	if (got > 0)
		skops_buffer_append (&probe->printed, bytes, (size_t) got);
}

static int spawn (pid_t *child, const char *program, char *const *arguments, int messages, int printed)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none;
	int failure = posix_spawn_file_actions_init (&actions);

	if (failure)
		return failure;
	failure = posix_spawnattr_init (&attributes);
	if (!failure) {
		sigemptyset (&none);
		posix_spawnattr_setsigmask (&attributes, &none);
		posix_spawnattr_setflags (&attributes, POSIX_SPAWN_SETSIGMASK);
		posix_spawn_file_actions_addopen (&actions, 0, "/dev/null", O_RDONLY, 0);
		posix_spawn_file_actions_adddup2 (&actions, printed, 1);
		posix_spawn_file_actions_adddup2 (&actions, printed, 2);
		posix_spawn_file_actions_adddup2 (&actions, messages, SKOPS_PROBE_FD);
		failure = posix_spawn (child, program, &actions, &attributes, arguments, environ);
		posix_spawnattr_destroy (&attributes);
	}
	posix_spawn_file_actions_destroy (&actions);
	return failure;
}

enum skops_status skops_probe_run (struct skops_error *err, struct skops_probe *out, const char *program, char *const *arguments, unsigned seconds)
{
	FILE *printed = tmpfile ();
	int fds[2] = { -1, -1 }, failure, kept;
	pid_t child;

	*out = (struct skops_probe) { 0 };
	if (!printed)
		return skops_error_set (err, SKOPS_MISUSE, "a temporary file: %s", strerror (errno));
	kept = fcntl (fileno (printed), F_DUPFD_CLOEXEC, SKOPS_PROBE_FD + 1);
	if (kept < 0 || pipe2 (fds, O_CLOEXEC)) {
		failure = errno;
	} else {
		/* Beyond the numbers that they get in the child: a descriptor that is copied to itself would be closed. */
		int end = fcntl (fds[1], F_DUPFD_CLOEXEC, SKOPS_PROBE_FD + 1);
		failure = end < 0 ? errno : spawn (&child, program, arguments, end, kept);
		if (end >= 0)
			close (end);
		close (fds[1]);
		if (!failure) {
			listen_to (out, fds[0], child, seconds);
			wait_for (out, child, seconds);
			read_printed (out, kept);
		}
		close (fds[0]);
	}
	if (kept >= 0)
		close (kept);
	fclose (printed);
	if (failure)
		return skops_error_set (err, SKOPS_MISUSE, "a program to probe in: %s", strerror (failure));
	for (size_t at = 0; ;) {
		struct skops_probe_message message;
		if (!skops_probe_next (&message, out, &at))
			break;
		out->done = message.kind == SKOPS_PROBE_DONE;
	}
	return out->messages.failed || out->printed.failed ? skops_error_memory (err) : SKOPS_OK;
}

void skops_probe_free (struct skops_probe *probe)
{
	skops_buffer_free (&probe->messages);
	skops_buffer_free (&probe->printed);
}

/* The text at `*at`, which goes behind its NUL; NULL where it has none any more. */
static const char *take_text (const struct skops_buffer *messages, size_t *at)
{
	const char *text = messages->data + *at;
	const char *end = *at < messages->size ? memchr (text, '\0', messages->size - *at) : NULL;

	if (!end)
		return NULL;
	*at += (size_t) (end - text) + 1;
	return text;
}

bool skops_probe_next (struct skops_probe_message *out, const struct skops_probe *probe, size_t *at)
{
	if (*at >= probe->messages.size)
		return false;
	out->kind = (enum skops_probe_kind) (unsigned char) probe->messages.data[(*at)++];
	out->text = take_text (&probe->messages, at);
	out->way_out = out->text ? take_text (&probe->messages, at) : NULL;
	return out->way_out != NULL;
}

void skops_probe_ending (struct skops_buffer *what, const char **way_out, const struct skops_probe *probe, unsigned seconds)
{
	int signal_number = WIFSIGNALED (probe->status) ? WTERMSIG (probe->status) : 0;

	if (probe->timed_out) {
		skops_buffer_format (what, "did not come back within %u seconds", seconds);
		*way_out = "look for a loop without end or a lock that nobody opens; --seconds gives it longer";
	} else if (probe->flooded) {
		skops_buffer_format (what, "wrote more than %d MiB to descriptor %d, which is not its own", MOST_MESSAGES >> 20, SKOPS_PROBE_FD);
		*way_out = "a plugin writes to no descriptor that it did not open";
	} else if (signal_number == SIGXCPU) {
		skops_buffer_format (what, "took more than %d seconds of processor time", CPU_SECONDS);
		*way_out = "look for a loop without end";
	} else if (signal_number == SIGXFSZ) {
		skops_buffer_format (what, "wrote a file of more than %d MiB", FILE_BYTES >> 20);
		*way_out = "a plugin writes no files and prints nothing";
	} else if (signal_number) {
		skops_buffer_format (what, "crashed (%s)", strsignal (signal_number));
		*way_out = UNDER_ASAN ? "the sanitizer's report says where" : "run it under a debugger or a sanitizer; memory beyond 4 GiB is not given here, so that malloc may have answered NULL";
	} else {
		skops_buffer_format (what, "called exit (%d)", WEXITSTATUS (probe->status));
		*way_out = "a plugin never ends the process: it returns a status, after skops_fail with the reason";
	}
}
