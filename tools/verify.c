/* SPDX-License-Identifier: BSD-3-Clause */
/* skops verify: an audit, and the proof that the model can be loaded. */
#include <getopt.h>

#include "tool.h"

static const char help[] =
	"Examples:\n"
	"  skops verify model.skops\n"
	"  skops verify --quiet upload.skops && mv upload.skops models/\n"
	"  skops verify --json models/*.skops\n"
	"\n"
	"Usage: skops verify FILE... [OPTION...]\n"
	"Audit each file, and then load it as for prediction, so that the plugins that\n"
	"claim its types check all of its state: dtypes, shapes, ranges, every index that\n"
	"could reach into memory. What passes can be loaded and cannot misbehave. FILE is\n"
	"a .skops file, - for standard input, or a folder whose MLmodel or config.json\n"
	"names one.\n"
	"\n"
	"Options:\n"
	"      --json           a JSON object; of several files, one on a line\n"
	"      --ignore-unread  forgive what is unknown but never read here\n"
	"      --system-only    ignore the plugins that this user has registered\n"
	"  -q, --quiet          no report: the exit status tells\n"
	"  -h, --help           this help\n"
	"\n"
	"Exit status: 0 all are verified; 1 something is unknown or not supported;\n"
	"2 misuse, or a file cannot be read; 3 a file is broken or inconsistent. Of\n"
	"several files, the worst counts.\n";

int verify_main (int argc, char **argv)
{
	static const struct option known[] = {
		{ "json", no_argument, NULL, 'j' }, { "ignore-unread", no_argument, NULL, 'u' }, { "system-only", no_argument, NULL, 'S' }, { "quiet", no_argument, NULL, 'q' },
		{ "help", no_argument, NULL, 'h' }, { NULL, 0, NULL, 0 },
	};
	struct skops_report_options options = { .flags = tool_colors () ? SKOPS_REPORT_COLOR : 0 };
	struct skops_context *ctx;
	bool quiet = false, system_only = false;
	int option, done;

	while ((option = getopt_long (argc, argv, "qh", known, NULL)) != -1)
		switch (option) {
		case 'j': options.flags |= SKOPS_REPORT_JSON; break;
		case 'u': options.flags |= SKOPS_REPORT_IGNORE_UNREAD; break;
		case 'S': system_only = true; break;
		case 'q': quiet = true; break;
		case 'h': return tool_print (argv[0], help);
		default: return tool_misuse (argv[0], NULL);
		}
	if (optind == argc)
		return tool_misuse (argv[0], "which file?");
	ctx = tool_context (argv[0], system_only);
	if (!ctx)
		return EXIT_NO;
	done = tool_reports (argv[0], skops_verify, ctx, argv + optind, argc - optind, &options, quiet);
	skops_context_free (ctx);
	return done;
}
