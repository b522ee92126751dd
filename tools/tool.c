/* SPDX-License-Identifier: BSD-3-Clause */
/* What the commands share. */
#include "tool.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A file that may not grow any longer fails as on a full disk, with words, and what was begun is removed: the signal would end the process before. */
void tool_start (void)
{
	signal (SIGXFSZ, SIG_IGN);
}

int tool_exit (int status)
{
	switch (status) {
	case SKOPS_OK: return EXIT_YES;
	case SKOPS_MISUSE: return EXIT_MISUSE;
	case SKOPS_BAD_FILE: return EXIT_BAD_FILE;
	default: return EXIT_NO;
	}
}

void tool_complain (const char *command, const char *format, ...)
{
	va_list args;

	fprintf (stderr, "%s: ", command);
	va_start (args, format);
	vfprintf (stderr, format, args);
	va_end (args);
	fputc ('\n', stderr);
}

int tool_misuse (const char *command, const char *format, ...)
{
	va_list args;

	if (format) {
		fprintf (stderr, "%s: ", command);
		va_start (args, format);
		vfprintf (stderr, format, args);
		va_end (args);
		fputc ('\n', stderr);
	}
	fprintf (stderr, "Try `%s --help'.\n", command);
	return EXIT_MISUSE;
}

int tool_failed (const char *command, const struct skops_context *ctx, int status)
{
	tool_complain (command, "%s", skops_context_error (ctx));
	return tool_exit (status);
}

int tool_print (const char *command, const char *text)
{
	if (fputs (text, stdout) < 0 || fflush (stdout)) {
		tool_complain (command, "standard output: %s", strerror (errno));
		return EXIT_MISUSE;
	}
	return EXIT_YES;
}

bool tool_number (const char *text, long low, long high, long *out)
{
	char *end;

	errno = 0;
	*out = strtol (text, &end, 10);
	return *text && !*end && !errno && *out >= low && *out <= high;
}

void tool_json (const char *text)
{
	putchar ('"');
	for (const unsigned char *c = (const unsigned char *) text; *c; c++) {
		if (*c == '"' || *c == '\\')
			printf ("\\%c", *c);
		else if (*c < 32 || *c == 127)
			printf ("\\u%04x", *c);
		else
			putchar (*c);
	}
	putchar ('"');
}

bool tool_colors (void)
{
	const char *term = getenv ("TERM"), *no_color = getenv ("NO_COLOR");

	return isatty (STDOUT_FILENO) && term && strcmp (term, "dumb") && !(no_color && *no_color);
}

struct skops_context *tool_context (const char *command, bool system_only)
{
	struct skops_context *ctx = skops_context_new ();

	if (!ctx)
		tool_complain (command, "out of memory");
	else if (system_only)
		skops_context_set (ctx, SKOPS_SETTING_SYSTEM_ONLY, 1);
	return ctx;
}

static void print_refusal (const char *file, int status, const char *reason)
{
	fputs ("{\"file\": ", stdout);
	tool_json (file);
	printf (", \"verdict\": \"%s\", \"reason\": ", status == SKOPS_BAD_FILE ? "bad file" : status == SKOPS_MISUSE ? "unreadable" : "refused");
	tool_json (reason);
	puts ("}");
}

/* JSON on one line, in place: its strings have no newlines of their own. */
static void compact (char *text)
{
	char *to = text;

	for (const char *from = text; *from; from++) {
		if (*from != '\n') {
			*to++ = *from;
			continue;
		}
		while (from[1] == ' ')
			from++;
		if (!from[1])
			*to++ = '\n';
	}
	*to = '\0';
}

int tool_reports (const char *command, tool_report *report, struct skops_context *ctx, char **files, int count, const struct skops_report_options *options, bool quiet)
{
	struct tool_progress progress = tool_progress (!quiet && count > 1);
	int worst = EXIT_YES;

	for (int i = 0; i < count; i++) {
		char *text = NULL;
		int status, done;

		tool_progress_files (&progress, i + 1, count);
		status = report (ctx, files[i], options, &text);
		done = tool_exit (status);
		if (status || isatty (STDOUT_FILENO))
			tool_progress_clear (&progress);
		if (text && count > 1 && (options->flags & SKOPS_REPORT_JSON))
			compact (text);
		if (text && !quiet && tool_print (command, text) && done < EXIT_MISUSE)
			done = EXIT_MISUSE; /* a report that nobody got */
		if (!text && !quiet && (options->flags & SKOPS_REPORT_JSON))
			print_refusal (files[i], status, skops_context_error (ctx));
		if (status)
			tool_complain (command, "%s", skops_context_error (ctx));
		skops_free (text);
		if (done > worst)
			worst = done;
	}
	tool_progress_clear (&progress);
	return worst == EXIT_YES ? tool_print (command, "") : worst;
}
