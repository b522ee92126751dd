/* SPDX-License-Identifier: BSD-3-Clause */
/* skops inspect: what is in a file, and where. */
#include <getopt.h>

#include "tool.h"

static const char help[] =
	"Examples:\n"
	"  skops inspect model.skops\n"
	"  skops inspect --depth 2 model.skops\n"
	"  skops inspect --path 'steps[1][1].coef_' model.skops\n"
	"  skops inspect --types model.skops\n"
	"\n"
	"Usage: skops inspect FILE [OPTION...]\n"
	"Show the tree of objects in a model file: where each one sits, its type, size,\n"
	"dtype and shape. Arrays are not read beyond their headers, no plugin is opened,\n"
	"and nothing of the file is run. FILE is a .skops file, - for standard input, or\n"
	"a folder whose MLmodel or config.json names one.\n"
	"\n"
	"Options:\n"
	"      --json     JSON rather than a tree\n"
	"      --path P   start at this object, named as the tree names it\n"
	"      --depth N  show N levels below the start; 0 is the start alone\n"
	"      --types    show each type, and every place where it is used\n"
	"  -h, --help     this help\n"
	"\n"
	"Exit status: 0 done; 2 misuse, the file cannot be read, or there is nothing at\n"
	"P; 3 the file is broken.\n";

int inspect_main (int argc, char **argv)
{
	static const struct option known[] = {
		{ "json", no_argument, NULL, 'j' }, { "path", required_argument, NULL, 'p' }, { "depth", required_argument, NULL, 'd' }, { "types", no_argument, NULL, 't' },
		{ "help", no_argument, NULL, 'h' }, { NULL, 0, NULL, 0 },
	};
	struct skops_report_options options = { .flags = tool_colors () ? SKOPS_REPORT_COLOR : 0 };
	struct skops_context *ctx;
	long depth;
	int option, done;

	while ((option = getopt_long (argc, argv, "h", known, NULL)) != -1)
		switch (option) {
		case 'j': options.flags |= SKOPS_REPORT_JSON; break;
		case 't': options.flags |= SKOPS_REPORT_TYPES; break;
		case 'p': options.place = optarg; break;
		case 'd':
			if (!tool_number (optarg, 0, 1000000, &depth))
				return tool_misuse (argv[0], "--depth takes a number of levels");
			options.flags |= SKOPS_REPORT_DEPTH;
			options.depth = (unsigned) depth;
			break;
		case 'h': return tool_print (argv[0], help);
		default: return tool_misuse (argv[0], NULL);
		}
	if (argc - optind != 1)
		return tool_misuse (argv[0], argc == optind ? "which file?" : "one file at a time");
	if ((options.flags & SKOPS_REPORT_TYPES) && (options.flags & SKOPS_REPORT_DEPTH))
		return tool_misuse (argv[0], "--depth is for the tree, and --types shows every place");
	ctx = tool_context (argv[0], false);
	if (!ctx)
		return EXIT_NO;
	done = tool_reports (argv[0], skops_inspect, ctx, argv + optind, 1, &options, false);
	skops_context_free (ctx);
	return done;
}
