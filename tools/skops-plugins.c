/* SPDX-License-Identifier: BSD-3-Clause */
/* skops-plugins: which types are known, by whom, what they read, and whether their plugins keep their promises. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool.h"

static const char help[] =
	"Examples:\n"
	"  skops-plugins list\n"
	"  skops-plugins list --type sklearn.svm._classes:SVC\n"
	"  skops-plugins show sklearn.preprocessing._data:StandardScaler\n"
	"  skops-plugins show preprocessing\n"
	"  skops-plugins which sklearn.pipeline:Pipeline\n"
	"  skops-plugins new mine --type mylib.models:Thing\n"
	"  skops-plugins check ./mine.so --sample model.skops --input rows.csv\n"
	"  skops-plugins check --all\n"
	"\n"
	"Usage: skops-plugins list [--type TYPE] [--facet FACET] [OPTION...]\n"
	"       skops-plugins show TYPE|PLUGIN [OPTION...]\n"
	"       skops-plugins which TYPE [OPTION...]\n"
	"       skops-plugins registry FILE.so\n"
	"       skops-plugins new NAME [--type TYPE]\n"
	"       skops-plugins check FILE.so|PLUGIN|--all [--sample MODEL [--input DATA]]...\n"
	"Show the types that plugins serve, begin a plugin, try plugins. TYPE is\n"
	"module:Class, with the module in which the class is defined.\n"
	"\n"
	"  list      every plugin of the registry and its types; opens no plugin\n"
	"  show      what is read of a type's state and what it must be; or an entry of\n"
	"            the registry\n"
	"  which     the plugin that serves a type, and those that it hides; opens none\n"
	"  registry  the handlers section of a plugin's registry file, made of its own\n"
	"            tables, for the build of the plugin\n"
	"  new       a folder NAME: a plugin of your own to begin with, which builds, is\n"
	"            tested by `make check' and has its class in Python beside it\n"
	"  check     try plugins, each in a process of its own: its descriptor, its registry\n"
	"            file, and its answers to sample models; say what to mend\n"
	"\n"
	"Options:\n"
	"      --type TYPE    list: this type alone; new: the type to serve\n"
	"      --facet FACET  list types with this facet alone: predict, importances, onnx\n"
	"                     or card\n"
	"      --all          check every plugin of the registry\n"
	"      --sample MODEL check with this model, too; with --all those that have no type\n"
	"                     of the plugin are passed over, else they are wrong\n"
	"      --input DATA   the rows for the sample before it; made up if not given\n"
	"      --seconds N    what a single step of check may take; 60 if not given\n"
	"      --json         JSON rather than text\n"
	"      --system-only  ignore the plugins that this user has registered\n"
	"  -h, --help         this help\n"
	"      --version      the release\n"
	"\n"
	"Exit status: 0 done; 1 there is no such type or plugin, or it is refused, or check\n"
	"found something wrong; 2 misuse.\n";

struct options {
	const char *command, *type, *facet, *verb, *name;
	bool json, system_only, all;
	struct skops_check_options check;
	struct skops_check_sample *samples; /* room for as many as there are arguments */
};

static const char verbs[][9] = { "list", "show", "which", "registry", "new", "check" };

static bool is_verb (const char *text)
{
	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
		if (!strcmp (text, verbs[i]))
			return true;
	return false;
}

/* What goes with which verb. Negative: go on. */
static int judge (const struct options *o)
{
	bool list = !strcmp (o->verb, "list"), check = !strcmp (o->verb, "check");

	if (!is_verb (o->verb))
		return tool_misuse (o->command, "\"%s\" is not list, show, which, registry, new or check", o->verb);
	if (check && o->all == (o->name != NULL))
		return tool_misuse (o->command, o->all ? "either --all or one plugin" : "check: which plugin? --all is for all of them");
	if (list ? o->name != NULL : !check && !o->name)
		return tool_misuse (o->command, o->name ? "list takes no name: --type narrows it" : "%s: of what?", o->verb);
	if (!list && (o->facet || (o->type && strcmp (o->verb, "new"))))
		return tool_misuse (o->command, o->facet ? "--facet is for list" : "--type is for list and new");
	if (!check && (o->all || o->check.n_samples || o->check.seconds))
		return tool_misuse (o->command, "--all, --sample, --input and --seconds are for check");
	return -1;
}

/* The hidden verb: `skops-plugins probe [--system-only] LIBRARY MODEL INPUT ...`, executed by check. */
static int probe (const char *command, int argc, char **argv)
{
	bool system_only = argc > 0 && !strcmp (argv[0], "--system-only");
	struct skops_check_sample *samples;
	struct skops_context *ctx;
	int status = SKOPS_NO_MEMORY, count = 0;

	argv += system_only;
	argc -= system_only;
	if (argc < 1)
		return tool_misuse (command, "probe is what check executes");
	samples = calloc ((size_t) argc, sizeof *samples);
	ctx = tool_context (command, system_only);
	for (int i = 1; samples && i + 1 < argc; i += 2)
		samples[count++] = (struct skops_check_sample) { argv[i], *argv[i + 1] ? argv[i + 1] : NULL };
	if (ctx && samples)
		status = skops_plugins_probe (ctx, argv[0], samples, (size_t) count);
	status = ctx && status ? tool_failed (command, ctx, status) : tool_exit (status);
	free (samples);
	skops_context_free (ctx);
	return status;
}

/* Negative: go on. */
static int parse (struct options *o, int argc, char **argv)
{
	static const struct option known[] = {
		{ "type", required_argument, NULL, 't' }, { "facet", required_argument, NULL, 'f' }, { "json", no_argument, NULL, 'j' },
		{ "system-only", no_argument, NULL, 'S' }, { "all", no_argument, NULL, 'a' },
		{ "sample", required_argument, NULL, 's' }, { "input", required_argument, NULL, 'i' }, { "seconds", required_argument, NULL, 'n' }, { "help", no_argument, NULL, 'h' }, { "version", no_argument, NULL, 'V' }, { NULL, 0, NULL, 0 },
	};
	long seconds;
	int option;

	while ((option = getopt_long (argc, argv, "h", known, NULL)) != -1)
		switch (option) {
		case 't': o->type = optarg; break;
		case 'f': o->facet = optarg; break;
		case 'j': o->json = true; break;
		case 'S': o->system_only = true; break;
		case 'a': o->all = true; break;
		case 's': o->samples[o->check.n_samples++].model = optarg; break;
		case 'i':
			if (!o->check.n_samples || o->samples[o->check.n_samples - 1].input)
				return tool_misuse (o->command, "--input goes behind the --sample that it is for");
			o->samples[o->check.n_samples - 1].input = optarg;
			break;
		case 'n':
			if (!tool_number (optarg, 1, 100000, &seconds))
				return tool_misuse (o->command, "--seconds takes a number of seconds");
			o->check.seconds = (unsigned) seconds;
			break;
		case 'h': return tool_print (o->command, help);
		case 'V':
			printf ("skops-plugins %s\n", skops_version ());
			return EXIT_YES;
		default: return tool_misuse (o->command, NULL);
		}
	if (optind == argc)
		return tool_misuse (o->command, "what shall be done? list, show, which, registry, new or check");
	o->verb = argv[optind++];
	if (optind < argc)
		o->name = argv[optind++];
	if (optind < argc)
		return tool_misuse (o->command, "\"%s\" is too much", argv[optind]);
	return judge (o);
}

int main (int argc, char **argv)
{
	struct options o = { .command = "skops-plugins" };
	struct skops_context *ctx;
	char *text = NULL;
	int status, done;
	unsigned flags;

	tool_start ();
	if (argc > 0)
		argv[0] = (char *) o.command;
	if (argc > 1 && !strcmp (argv[1], "probe"))
		return probe (o.command, argc - 2, argv + 2);
	o.samples = calloc ((size_t) argc + 1, sizeof *o.samples);
	if (!o.samples) {
		tool_complain (o.command, "out of memory");
		return EXIT_NO;
	}
	o.check.samples = o.samples;
	o.check.program = "/proc/self/exe";
	done = parse (&o, argc, argv);
	ctx = done < 0 ? tool_context (o.command, o.system_only) : NULL;
	if (!ctx) {
		free (o.samples);
		return done < 0 ? EXIT_NO : done;
	}
	flags = o.json ? SKOPS_REPORT_JSON : 0;
	if (!strcmp (o.verb, "list"))
		status = skops_plugins_list (ctx, o.type, o.facet, flags, &text);
	else if (!strcmp (o.verb, "show"))
		status = skops_plugins_show (ctx, o.name, flags, &text);
	else if (!strcmp (o.verb, "which"))
		status = skops_plugins_which (ctx, o.name, flags, &text);
	else if (!strcmp (o.verb, "registry"))
		status = skops_plugins_registry (ctx, o.name, &text);
	else if (!strcmp (o.verb, "new"))
		status = skops_plugins_new (ctx, o.name, o.type, &text);
	else
		status = skops_plugins_check (ctx, o.name, &o.check, flags, &text);
	done = text ? tool_print (o.command, text) : EXIT_YES;
	if (status)
		done = tool_failed (o.command, ctx, status);
	skops_free (text);
	free (o.samples);
	skops_context_free (ctx);
	return done;
}
