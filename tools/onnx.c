/* SPDX-License-Identifier: BSD-3-Clause */
/* skops onnx: a model as an ONNX graph, or a verdict beforehand. */
#include <getopt.h>
#include <string.h>

#include "tool.h"

static const char help[] =
	"Examples:\n"
	"  skops onnx model.skops -o model.onnx\n"
	"  skops onnx model.skops -o model.onnx --double\n"
	"  skops onnx --check model.skops\n"
	"  skops onnx --check --json model.skops\n"
	"\n"
	"Usage: skops onnx MODEL -o OUT [OPTION...]\n"
	"       skops onnx --check MODEL... [OPTION...]\n"
	"Convert a model to ONNX, so that it answers there as the scikit-learn that wrote\n"
	"it would; what cannot be equal is refused, with the step, the parameter and the\n"
	"reason. Numbers go in and out as float32; in between they are float64, as in\n"
	"scikit-learn. The graph takes one tensor X, or, where some columns are texts,\n"
	"one input for each column, with the column's name, numbers as float64; a missing\n"
	"text is the empty string. Classifiers answer label and probabilities, all others\n"
	"variable. It runs in onnxruntime 1.18 and newer.\n"
	"\n"
	"Options:\n"
	"  -o, --output OUT   the file to write; - for standard output\n"
	"      --check        write nothing, say of every step whether it converts\n"
	"      --json         the verdict as JSON, to standard output\n"
	"      --double       numbers go in and out as float64\n"
	"      --opset N      the operator set of ai.onnx, 18 to 26; 21 if not given\n"
	"      --force        replace OUT if it exists\n"
	"      --system-only  ignore the plugins that this user has registered\n"
	"  -h, --help         this help\n"
	"\n"
	"Exit status: 0 converted, or it converts; 1 something has no equal in ONNX;\n"
	"2 misuse, or a file cannot be read or written; 3 the model file is broken.\n";

/* What is asked for; its first member is what tool_reports hands on. */
struct wanted {
	struct skops_report_options report;
	struct skops_onnx_options onnx;
};

static int check (struct skops_context *ctx, const char *path, const struct skops_report_options *options, char **text)
{
	return skops_onnx_check (ctx, path, &((const struct wanted *) (const void *) options)->onnx, options->flags, text);
}

static int convert (const char *command, struct skops_context *ctx, const char *path, const char *output, const struct wanted *wanted)
{
	char *text = NULL;
	int status = skops_onnx_write (ctx, path, output, &wanted->onnx, wanted->report.flags, wanted->report.flags & SKOPS_REPORT_JSON ? &text : NULL);
	int done = status ? tool_failed (command, ctx, status) : EXIT_YES;

	if (text && tool_print (command, text) && done < EXIT_MISUSE)
		done = EXIT_MISUSE;
	skops_free (text);
	return done;
}

int onnx_main (int argc, char **argv)
{
	static const struct option known[] = {
		{ "output", required_argument, NULL, 'o' }, { "check", no_argument, NULL, 'c' }, { "json", no_argument, NULL, 'j' }, { "double", no_argument, NULL, 'd' },
		{ "opset", required_argument, NULL, 'n' }, { "force", no_argument, NULL, 'f' }, { "system-only", no_argument, NULL, 'S' }, { "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	struct wanted wanted = { .report.flags = tool_colors () ? SKOPS_REPORT_COLOR : 0 };
	const char *output = NULL;
	struct skops_context *ctx;
	bool checks = false, system_only = false;
	long opset;
	int option, done;

	while ((option = getopt_long (argc, argv, "o:h", known, NULL)) != -1)
		switch (option) {
		case 'o': output = optarg; break;
		case 'c': checks = true; break;
		case 'j': wanted.report.flags |= SKOPS_REPORT_JSON; break;
		case 'd': wanted.onnx.as_double = true; break;
		case 'n':
			if (!tool_number (optarg, 1, 1000, &opset))
				return tool_misuse (argv[0], "--opset takes the number of an operator set");
			wanted.onnx.opset = (int) opset;
			break;
		case 'f': wanted.onnx.replace = true; break;
		case 'S': system_only = true; break;
		case 'h': return tool_print (argv[0], help);
		default: return tool_misuse (argv[0], NULL);
		}
	if (optind == argc)
		return tool_misuse (argv[0], "which model?");
	if (checks && output)
		return tool_misuse (argv[0], "--check writes nothing: either it or --output");
	if (!checks && (!output || argc - optind != 1))
		return tool_misuse (argv[0], output ? "one model at a time" : "where to? -o OUT writes the graph, --check only looks");
	if (output && !strcmp (output, "-") && wanted.report.flags & SKOPS_REPORT_JSON)
		return tool_misuse (argv[0], "standard output takes the graph or the verdict of --json, not both");
	ctx = tool_context (argv[0], system_only);
	if (!ctx)
		return EXIT_NO;
	if (checks)
		done = tool_reports (argv[0], check, ctx, argv + optind, argc - optind, &wanted.report, false);
	else
		done = convert (argv[0], ctx, argv[optind], output, &wanted);
	skops_context_free (ctx);
	return done;
}
