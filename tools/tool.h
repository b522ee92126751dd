/* SPDX-License-Identifier: BSD-3-Clause */
/* What the commands share: exit statuses, messages, arguments that are numbers or versions. */
#ifndef SKOPS_TOOL_H
#define SKOPS_TOOL_H

#include <stdbool.h>
#include <stddef.h>

#include "skops.h"

/* What a command ends with; the contract of every one of them. */
enum { EXIT_YES = 0, EXIT_NO = 1, EXIT_MISUSE = 2, EXIT_BAD_FILE = 3 };

/* Before all else in a program. */
void tool_start (void);

/* The exit status for an enum skops_status. */
int tool_exit (int status);

/* "skops predict: MESSAGE" to standard error; the command is the program's argv[0], set by the dispatcher. */
void tool_complain (const char *command, const char *format, ...) __attribute__ ((format (printf, 2, 3)));

/* Says what is wrong with the command line and where help is; returns EXIT_MISUSE. */
int tool_misuse (const char *command, const char *format, ...) __attribute__ ((format (printf, 2, 3)));

/* Says why the last call failed; returns the exit status. */
int tool_failed (const char *command, const struct skops_context *ctx, int status);

/* Writes all of a text to standard output; EXIT_MISUSE, with a message, where it cannot be written. */
int tool_print (const char *command, const char *text);

/* A whole number from `low` to `high`. False otherwise. */
bool tool_number (const char *text, long low, long high, long *out);

/* A JSON string with its quotes to standard output. */
void tool_json (const char *text);

/* Whether standard output is a terminal that wants colours. */
bool tool_colors (void);

/* A line on standard error that says how far a long work is, there only while it matters: where that is a terminal, from half a second on, at most ten times a second. */
struct tool_progress {
	bool wanted, shown;
	double started, drawn; /* seconds; 0: not yet */
};

struct tool_progress tool_progress (bool wanted);
void tool_progress_rows (void *progress, size_t done, size_t total); /* for skops_context_progress */
void tool_progress_files (struct tool_progress *progress, int number, int count); /* before each of several files */

/* Erases it: before anything else is written to the terminal, and at the end. */
void tool_progress_clear (struct tool_progress *progress);

/* A context with the options that all commands have; NULL, after a message, without memory. */
struct skops_context *tool_context (const char *command, bool system_only);

/* A report on each file, one after the other. */
typedef int tool_report (struct skops_context *ctx, const char *path, const struct skops_report_options *options, char **text);

/* Prints the reports (unless `quiet`) and complaints on `count` files, and returns the worst exit status. A file that has no report has an object with
 * "file", "verdict" and "reason" where JSON was asked for. */
int tool_reports (const char *command, tool_report *report, struct skops_context *ctx, char **files, int count, const struct skops_report_options *options, bool quiet);

/* The commands. argv[0] is "skops inspect" and so on. */
int inspect_main (int argc, char **argv);
int audit_main (int argc, char **argv);
int verify_main (int argc, char **argv);
int predict_main (int argc, char **argv);
int onnx_main (int argc, char **argv);
int card_main (int argc, char **argv);

#endif
