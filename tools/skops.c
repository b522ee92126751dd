/* SPDX-License-Identifier: BSD-3-Clause */
/* skops: hands its arguments to the command that they name. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool.h"

struct command {
	const char *name, *called; /* as messages call it */
	int (*run) (int argc, char **argv);
	const char *summary;
};

static const struct command commands[] = {
	{ "inspect", "skops inspect", inspect_main, "show what is in a model file, without opening it for prediction" },
	{ "audit", "skops audit", audit_main, "judge every type and function that a model file names" },
	{ "verify", "skops verify", verify_main, "audit, and prove that the model can be loaded and cannot misbehave" },
	{ "predict", "skops predict", predict_main, "run a method of the model over a file of data" },
	{ "card", "skops card", card_main, "write a model card" },
	{ "onnx", "skops onnx", onnx_main, "convert a model to ONNX, or say whether it converts" },
};

enum { N_COMMANDS = sizeof commands / sizeof commands[0] };

static void print_help (void)
{
	puts ("Examples:\n"
	      "  skops inspect model.skops\n"
	      "  skops audit model.skops\n"
	      "  skops predict model.skops --input data.csv --output answers.csv\n"
	      "  skops predict model.skops -i X.npy --method predict_proba -o proba.npy\n"
	      "  skops onnx model.skops -o model.onnx\n"
	      "  skops card model.skops -o README.md\n"
	      "\n"
	      "Usage: skops COMMAND [ARGUMENT...]\n"
	      "Work with scikit-learn models in .skops files, without Python, and without running anything that the file says.\n"
	      "\n"
	      "Commands:");
	for (size_t i = 0; i < N_COMMANDS; i++)
		printf ("  %-10s %s\n", commands[i].name, commands[i].summary);
	puts ("\n"
	      "Options:\n"
	      "  -h, --help     this help; `skops COMMAND --help' for a command's\n"
	      "      --version  the release\n"
	      "\n"
	      "Exit status:\n"
	      "  0  yes, or done\n"
	      "  1  no: untrusted, unsupported, different, or an input that does not fit the model\n"
	      "  2  misuse: an unknown option, a missing argument, a file that cannot be read or written\n"
	      "  3  bad file: the model file is broken or inconsistent\n"
	      "\n"
	      "skops-plugins (1) tells which types are known.");
}

static const struct command *find_command (const char *name)
{
	for (size_t i = 0; i < N_COMMANDS; i++)
		if (!strcmp (commands[i].name, name))
			return &commands[i];
	return NULL;
}

/* Runs a command with its own name in argv[0]. */
static int run (const struct command *command, int argc, char **argv)
{
	argv[0] = (char *) command->called;
	return command->run (argc, argv);
}

int main (int argc, char **argv)
{
	const struct command *command;
	char help[] = "--help", *arguments[] = { NULL, help, NULL };

	tool_start ();
	/* While TZ is unset, the C library looks at /etc/localtime for every date that it converts: twice for each member of a zip. */
	setenv ("TZ", ":/etc/localtime", 0);
	if (argc < 2) {
		print_help ();
		return EXIT_MISUSE;
	}
	if (!strcmp (argv[1], "--version")) {
		printf ("skops %s\n", skops_version ());
		return tool_print ("skops", "");
	}
	if (!strcmp (argv[1], "--help") || !strcmp (argv[1], "-h") || (!strcmp (argv[1], "help") && argc == 2)) {
		print_help ();
		return tool_print ("skops", "");
	}
	if (!strcmp (argv[1], "help")) {
		command = find_command (argv[2]);
		return command ? run (command, 2, arguments) : tool_misuse ("skops", "there is no command \"%s\"", argv[2]);
	}
	command = find_command (argv[1]);
	if (!command)
		return tool_misuse ("skops", argv[1][0] == '-' ? "there is no option \"%s\" before a command" : "there is no command \"%s\"", argv[1]);
	return run (command, argc - 1, argv + 1);
}
