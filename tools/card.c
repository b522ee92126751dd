/* SPDX-License-Identifier: BSD-3-Clause */
/* skops card: a model card. */
#include <getopt.h>

#include "tool.h"

static const char help[] =
	"Examples:\n"
	"  skops card model.skops -o README.md\n"
	"  skops card model.skops | less\n"
	"\n"
	"Usage: skops card MODEL [-o OUT] [OPTION...]\n"
	"Write the card of a model, in Markdown as model hubs show it: what it is and\n"
	"which scikit-learn wrote it, its parameters, its steps, the columns that it\n"
	"takes and what it answers, with front matter. What only people know is left open\n"
	"and marked [More Information Needed]. MODEL is a .skops file, - for standard\n"
	"input, or a folder whose MLmodel or config.json names one.\n"
	"\n"
	"Options:\n"
	"  -o, --output OUT   the file to write; without it, or with -, standard output\n"
	"      --force        replace OUT if it exists\n"
	"      --system-only  ignore the plugins that this user has registered\n"
	"  -h, --help         this help\n"
	"\n"
	"Exit status: 0 written; 1 a type that no plugin handles, or a model that is not\n"
	"fitted; 2 misuse, or a file cannot be read or written; 3 the model file is\n"
	"broken.\n";

int card_main (int argc, char **argv)
{
	static const struct option known[] = {
		{ "output", required_argument, NULL, 'o' }, { "force", no_argument, NULL, 'f' }, { "system-only", no_argument, NULL, 'S' }, { "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	const char *output = "-";
	bool force = false, system_only = false;
	struct skops_context *ctx;
	int option, status;

	while ((option = getopt_long (argc, argv, "o:h", known, NULL)) != -1)
		switch (option) {
		case 'o': output = optarg; break;
		case 'f': force = true; break;
		case 'S': system_only = true; break;
		case 'h': return tool_print (argv[0], help);
		default: return tool_misuse (argv[0], NULL);
		}
	if (argc - optind != 1)
		return tool_misuse (argv[0], argc == optind ? "which model?" : "one model at a time");
	ctx = tool_context (argv[0], system_only);
	if (!ctx)
		return EXIT_NO;
	status = skops_card_file (ctx, argv[optind], output, force);
	status = status ? tool_failed (argv[0], ctx, status) : EXIT_YES;
	skops_context_free (ctx);
	return status;
}
