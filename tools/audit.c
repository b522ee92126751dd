/* SPDX-License-Identifier: BSD-3-Clause */
/* skops audit: what a file names, judged place by place. */
#include <getopt.h>
#include <stdlib.h>

#include "tool.h"

static const char help[] =
	"Examples:\n"
	"  skops audit model.skops\n"
	"  skops audit --json models/*.skops\n"
	"  skops audit --trust mylib.steps:Cleaner model.skops\n"
	"  skops audit --ignore-unread --python model.skops\n"
	"\n"
	"Usage: skops audit FILE... [OPTION...]\n"
	"Judge every type and function that a model file names, at each place: claimed by\n"
	"an installed plugin, a known function, inert (a leftover of training that a\n"
	"plugin knows as mere data), structural, or unknown; and whether prediction reads\n"
	"it. No plugin is opened, and nothing of the file is run. FILE is a .skops file,\n"
	"- for standard input, or a folder whose MLmodel or config.json names one.\n"
	"\n"
	"Options:\n"
	"      --json             a JSON object; of several files, one on a line\n"
	"      --trust TYPE       trust module:Class too; may be given again\n"
	"      --trust-file FILE  trust what stands in FILE, one on a line\n"
	"      --ignore-unread    forgive what is unknown but never read here\n"
	"      --python           say what Python's load would ask to trust\n"
	"      --system-only      ignore the plugins that this user has registered\n"
	"  -q, --quiet            no report: the exit status tells\n"
	"  -h, --help             this help\n"
	"\n"
	"Exit status: 0 nothing is unknown; 1 something is; 2 misuse, or a file cannot be\n"
	"read; 3 a file is broken. Of several files, the worst counts.\n";

struct lists {
	const char **trusted, **trust_files;
	struct skops_report_options options;
	bool quiet, system_only;
};

/* Negative: go on. */
static int parse (struct lists *o, int argc, char **argv)
{
	static const struct option known[] = {
		{ "json", no_argument, NULL, 'j' }, { "trust", required_argument, NULL, 't' }, { "trust-file", required_argument, NULL, 'T' },
		{ "ignore-unread", no_argument, NULL, 'u' }, { "python", no_argument, NULL, 'p' }, { "system-only", no_argument, NULL, 'S' },
		{ "quiet", no_argument, NULL, 'q' }, { "help", no_argument, NULL, 'h' }, { NULL, 0, NULL, 0 },
	};
	int option;

	while ((option = getopt_long (argc, argv, "qh", known, NULL)) != -1)
		switch (option) {
		case 'j': o->options.flags |= SKOPS_REPORT_JSON; break;
		case 't': o->trusted[o->options.n_trusted++] = optarg; break;
		case 'T': o->trust_files[o->options.n_trust_files++] = optarg; break;
		case 'u': o->options.flags |= SKOPS_REPORT_IGNORE_UNREAD; break;
		case 'p': o->options.flags |= SKOPS_REPORT_PYTHON; break;
		case 'S': o->system_only = true; break;
		case 'q': o->quiet = true; break;
		case 'h': return tool_print (argv[0], help);
		default: return tool_misuse (argv[0], NULL);
		}
	if (optind == argc)
		return tool_misuse (argv[0], "which file?");
	return -1;
}

int audit_main (int argc, char **argv)
{
	struct lists o = { .trusted = calloc ((size_t) argc, sizeof *o.trusted), .trust_files = calloc ((size_t) argc, sizeof *o.trust_files) };
	struct skops_context *ctx = NULL;
	int done;

	if (!o.trusted || !o.trust_files) {
		tool_complain (argv[0], "out of memory");
		done = EXIT_NO;
		goto out;
	}
	done = parse (&o, argc, argv);
	if (done >= 0)
		goto out;
	o.options.trusted = o.trusted;
	o.options.trust_files = o.trust_files;
	if (tool_colors ())
		o.options.flags |= SKOPS_REPORT_COLOR;
	ctx = tool_context (argv[0], o.system_only);
	done = ctx ? tool_reports (argv[0], skops_audit, ctx, argv + optind, argc - optind, &o.options, o.quiet) : EXIT_NO;
out:
	skops_context_free (ctx);
	free (o.trusted);
	free (o.trust_files);
	return done;
}
