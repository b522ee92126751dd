/* SPDX-License-Identifier: BSD-3-Clause */
/* A probe: a plugin is tried in a program of its own, freshly executed and held within limits, which tells on a pipe what it is about to do and what it found.
 * Whatever the plugin does there, crash, exit, loop or eat memory, harms nobody, and the last message says where it happened. */
#ifndef SKOPS_PLUGIN_PROBE_H
#define SKOPS_PLUGIN_PROBE_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/error.h"

enum { SKOPS_PROBE_FD = 3 }; /* the pipe in the probing program; its standard output and error are a file */

enum skops_probe_kind {
	SKOPS_PROBE_STEP = 'S',  /* text: what begins now */
	SKOPS_PROBE_PASSED = 'P', /* text: what held */
	SKOPS_PROBE_WRONG = 'W', /* text: what is wrong; way_out: how to mend it */
	SKOPS_PROBE_STRANGE = 'T', /* the same, of a sample that has nothing to do with the plugin: wrong only if it was named for it */
	SKOPS_PROBE_NOTE = 'N',  /* text: what could not be tried, and why */
	SKOPS_PROBE_DONE = 'D',  /* the probe came to its end */
};

struct skops_probe_message {
	enum skops_probe_kind kind;
	const char *text, *way_out;
};

/* In the probing program: tells the other side; false where it has gone. */
bool skops_probe_tell (enum skops_probe_kind kind, const char *text, const char *way_out);

/* In the probing program, first of all: processor time, address space (where no sanitizer needs it), the size of files, no core dump. */
void skops_probe_limit (void);

/* What came of a probe. */
struct skops_probe {
	struct skops_buffer messages; /* as they came: read them with skops_probe_next */
	struct skops_buffer printed;  /* the first bytes that it wrote to standard output or error */
	bool done;      /* the last message came */
	bool timed_out; /* a step took longer than it may */
	bool flooded;   /* more messages came than are read */
	int status;     /* as waitpid puts it */
};

/* Runs `program` with these arguments (the last is NULL) until it ends or a step takes more than `seconds`. Fails with SKOPS_MISUSE where it cannot be run. To be
 * freed also on failure. */
enum skops_status skops_probe_run (struct skops_error *err, struct skops_probe *out, const char *program, char *const *arguments, unsigned seconds);
void skops_probe_free (struct skops_probe *probe);

/* The message at `*at` bytes (0 at first), which goes on to the next; false at the end. */
bool skops_probe_next (struct skops_probe_message *out, const struct skops_probe *probe, size_t *at);

/* How a probe that did not come to its end ended: "crashed (Segmentation fault)", and what to look for. */
void skops_probe_ending (struct skops_buffer *what, const char **way_out, const struct skops_probe *probe, unsigned seconds);

#endif
