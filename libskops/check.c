/* SPDX-License-Identifier: BSD-3-Clause */
/* The public functions that try plugins: one program for each, and a report on what it told. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "context.h"
#include "model/conform.h"
#include "plugin/probe.h"

enum { STEP_SECONDS = 60 };

/* The entry whose library this is; NULL. */
static const struct skops_registry_plugin *entry_of (const struct skops_registry *registry, const char *library)
{
	for (size_t i = 0; i < skops_registry_count (registry); i++) {
		const struct skops_registry_plugin *entry = skops_registry_plugin_at (registry, i);
		char *real = entry->library ? realpath (entry->library, NULL) : NULL;
		bool same = (real && !strcmp (real, library)) || (entry->library && !strcmp (entry->library, library));
		free (real);
		if (same)
			return entry;
	}
	return NULL;
}

int skops_plugins_probe (struct skops_context *ctx, const char *library, const struct skops_check_sample *samples, size_t n_samples)
{
	struct skops_conform_task task = { .library = library, .n_samples = n_samples };
	struct skops_conform_sample *own;

	skops_context_begin (ctx);
	skops_probe_limit ();
	own = calloc (n_samples + 1, sizeof *own);
	if (!own)
		return skops_error_memory (&ctx->err);
	for (size_t i = 0; i < n_samples; i++)
		own[i] = (struct skops_conform_sample) { samples[i].model, samples[i].input };
	if (!skops_context_registry (ctx)) {
		task.registry = ctx->registry;
		task.loader = ctx->loader;
		task.limits = &ctx->limits;
		task.entry = entry_of (ctx->registry, library);
		task.samples = own;
		skops_conform_probe (&task);
	}
	free (own);
	return ctx->err.status;
}

/* One plugin's part of the report. */
struct report {
	struct skops_context *ctx;
	const struct skops_check_options *options;
	struct skops_buffer *out;
	bool json;
	bool alone; /* one plugin was named, so that the samples are meant for it */
	size_t plugins, bad;
};

static void append_json (struct skops_buffer *out, const char *key, const char *text)
{
	skops_buffer_format (out, "\"%s\": ", key);
	if (text)
		skops_text_json (out, skops_text_of (text));
	else
		skops_buffer_text (out, "null");
}

static void append_line (struct skops_buffer *out, const char *head, const char *text)
{
	skops_buffer_text (out, head);
	skops_text_escape (out, skops_text_of (text));
	skops_buffer_text (out, "\n");
}

static void append_wrong (struct skops_buffer *out, bool json, const char *separator, const char *step, const char *what, const char *way_out)
{
	if (json) {
		skops_buffer_format (out, "%s{", separator);
		append_json (out, "step", step);
		skops_buffer_text (out, ", ");
		append_json (out, "wrong", what);
		skops_buffer_text (out, ", ");
		append_json (out, "way_out", way_out);
		skops_buffer_text (out, "}");
		return;
	}
	append_line (out, "  ", step);
	append_line (out, "    wrong: ", what);
	append_line (out, "    mend:  ", way_out);
}

/* What a probe told, first what is wrong, then what was not tried. Returns how much is wrong. */
static size_t append_findings (struct report *report, const struct skops_probe *probe, unsigned seconds)
{
	struct skops_buffer *out = report->out;
	struct skops_probe_message message;
	const char *step = "starting", *way_out;
	size_t wrong = 0, notes = 0, samples = 0;

	for (size_t at = 0; skops_probe_next (&message, probe, &at);) {
		if (message.kind == SKOPS_PROBE_STEP)
			step = message.text;
		samples += message.kind == SKOPS_PROBE_PASSED;
		if (message.kind == SKOPS_PROBE_WRONG || (message.kind == SKOPS_PROBE_STRANGE && report->alone))
			append_wrong (out, report->json, wrong++ ? ", " : "", step, message.text, message.way_out);
	}
	if (!probe->done) {
		struct skops_buffer what = { 0 };
		skops_probe_ending (&what, &way_out, probe, seconds);
		if (probe->printed.size) {
			skops_buffer_text (&what, "; it printed: ");
			skops_buffer_append (&what, probe->printed.data, probe->printed.size);
		}
		append_wrong (out, report->json, wrong++ ? ", " : "", step, what.failed ? "ended early" : what.data, way_out);
		skops_buffer_free (&what);
	}
	skops_buffer_text (out, report->json ? "], \"notes\": [" : "");
	for (size_t at = 0; skops_probe_next (&message, probe, &at);) {
		if (message.kind != SKOPS_PROBE_NOTE)
			continue;
		if (report->json)
			skops_buffer_text (out, notes++ ? ", " : "");
		if (report->json)
			skops_text_json (out, skops_text_of (message.text));
		else
			append_line (out, "  note: ", message.text);
	}
	skops_buffer_format (out, report->json ? "], \"samples\": %zu" : "  samples: %zu\n", samples);
	return wrong;
}

/* Tries the library in a program of its own. */
static enum skops_status probe_library (struct report *report, struct skops_probe *probe, const char *library, unsigned seconds)
{
	const struct skops_check_options *options = report->options;
	char **arguments = calloc (2 * options->n_samples + 5, sizeof *arguments), empty[] = "", verb[] = "probe", system_only[] = "--system-only";
	size_t count = 0;
	enum skops_status status;

	if (!arguments)
		return skops_error_memory (&report->ctx->err);
	arguments[count++] = (char *) (uintptr_t) options->program;
	arguments[count++] = verb;
	if (report->ctx->system_only)
		arguments[count++] = system_only;
	arguments[count++] = (char *) (uintptr_t) library;
	for (size_t i = 0; i < options->n_samples; i++) {
		arguments[count++] = (char *) (uintptr_t) options->samples[i].model;
		arguments[count++] = options->samples[i].input ? (char *) (uintptr_t) options->samples[i].input : empty;
	}
	status = skops_probe_run (&report->ctx->err, probe, options->program, arguments, seconds);
	free (arguments);
	return status;
}

/* `entry` or `library` may be NULL. */
static enum skops_status report_plugin (struct report *report, const struct skops_registry_plugin *entry, const char *library)
{
	unsigned seconds = report->options->seconds ? report->options->seconds : STEP_SECONDS;
	const char *name = entry && entry->name ? entry->name : library ? library : entry ? entry->file : "?";
	struct skops_buffer *out = report->out;
	struct skops_probe probe = { 0 };
	size_t wrong;

	if (entry && entry->refused)
		library = NULL;
	if (library && probe_library (report, &probe, library, seconds)) {
		skops_probe_free (&probe);
		return report->ctx->err.status;
	}
	if (report->json) {
		skops_buffer_text (out, report->plugins ? ",\n  {" : "\n  {");
		append_json (out, "plugin", entry ? entry->name : NULL);
		skops_buffer_text (out, ", ");
		append_json (out, "library", library);
		skops_buffer_text (out, ", \"wrong\": [");
	} else {
		append_line (out, "", name);
	}
	if (library) {
		wrong = append_findings (report, &probe, seconds);
	} else {
		append_wrong (out, report->json, "", "reading its registry file", entry && entry->refused ? entry->refused : "it names no library", "skops-plugins (1) has a registry file to copy");
		skops_buffer_text (out, report->json ? "], \"notes\": [], \"samples\": 0" : "");
		wrong = 1;
	}
	if (report->json)
		skops_buffer_format (out, ", \"conforms\": %s}", wrong ? "false" : "true");
	else if (wrong)
		skops_buffer_format (out, "  %zu thing%s wrong\n", wrong, wrong == 1 ? " is" : "s are");
	else
		skops_buffer_text (out, "  conforms\n");
	report->plugins++;
	report->bad += wrong > 0;
	skops_probe_free (&probe);
	return SKOPS_OK;
}

/* All plugins, or the one of this name, or a file. */
static enum skops_status report_all (struct report *report, const char *plugin)
{
	const struct skops_registry *registry = report->ctx->registry;
	enum skops_status status = SKOPS_OK;
	char shown[200], *library;

	for (size_t i = 0; i < skops_registry_count (registry) && !status; i++) {
		const struct skops_registry_plugin *entry = skops_registry_plugin_at (registry, i);
		if (!plugin || (entry->name && !strcmp (entry->name, plugin)))
			status = report_plugin (report, entry, entry->library);
	}
	if (status || !plugin || report->plugins)
		return status;
	library = realpath (plugin, NULL);
	if (!library)
		return skops_error_set (&report->ctx->err, SKOPS_UNSUPPORTED, "%s is neither the name of a plugin nor a file; skops-plugins list shows the plugins",
		                        skops_text_show (shown, sizeof shown, skops_text_of (plugin)));
	status = report_plugin (report, entry_of (registry, library), library);
	free (library);
	return status;
}

int skops_plugins_check (struct skops_context *ctx, const char *plugin, const struct skops_check_options *options, unsigned report_flags, char **text)
{
	struct skops_error *err = skops_context_begin (ctx);
	struct skops_buffer out = { 0 };
	struct report report = { .ctx = ctx, .options = options, .out = &out, .json = report_flags & SKOPS_REPORT_JSON, .alone = plugin != NULL };
	char shown[200];

	if (!options || !options->program)
		return skops_error_set (err, SKOPS_MISUSE, "there is no program to try plugins in");
	for (size_t i = 0; i < options->n_samples; i++) {
		const char *names[] = { options->samples[i].model, options->samples[i].input };
		for (size_t k = 0; k < 2; k++)
			if (names[k] && access (names[k], R_OK))
				return skops_error_set (err, SKOPS_MISUSE, "%s: %s", skops_text_show (shown, sizeof shown, skops_text_of (names[k])), strerror (errno));
	}
	if (skops_context_registry (ctx))
		return err->status;
	skops_buffer_text (&out, report.json ? "[" : "");
	if (report_all (&report, plugin)) {
		skops_buffer_free (&out);
		return err->status;
	}
	skops_buffer_text (&out, report.json ? "\n]\n" : "");
	if (skops_context_text (ctx, text, NULL, &out))
		return err->status;
	return report.bad ? skops_error_set (err, SKOPS_UNSUPPORTED, "%zu of %zu plugins %s not conform", report.bad, report.plugins, report.bad == 1 ? "does" : "do") : SKOPS_OK;
}
