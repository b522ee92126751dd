/* SPDX-License-Identifier: BSD-3-Clause */
/* skops-plugins: which types are known, by whom, and what they read. */
#include <getopt.h>
#include <stdio.h>
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
	"\n"
	"Usage: skops-plugins list [--type TYPE] [--facet FACET] [OPTION...]\n"
	"       skops-plugins show TYPE|PLUGIN [OPTION...]\n"
	"       skops-plugins which TYPE [OPTION...]\n"
	"       skops-plugins registry FILE.so\n"
	"       skops-plugins new NAME [--type TYPE]\n"
	"Show the types that plugins serve, or begin a plugin. TYPE is module:Class, with\n"
	"the module in which the class is defined.\n"
	"\n"
	"  list      every plugin of the registry and its types; opens no plugin\n"
	"  show      what is read of a type's state and what it must be; or an entry of\n"
	"            the registry\n"
	"  which     the plugin that serves a type, and those that it hides; opens none\n"
	"  registry  the handlers section of a plugin's registry file, made of its own\n"
	"            tables, for the build of the plugin\n"
	"  new       a folder NAME: a plugin of your own to begin with, which builds, is\n"
	"            tested by `make check' and has its class in Python beside it\n"
	"\n"
	"Options:\n"
	"      --type TYPE    list: this type alone; new: the type to serve\n"
	"      --facet FACET  list types with this facet alone: predict, importances, onnx\n"
	"                     or card\n"
	"      --json         JSON rather than text\n"
	"      --system-only  ignore the plugins that this user has registered\n"
	"  -h, --help         this help\n"
	"      --version      the release\n"
	"\n"
	"Exit status: 0 done; 1 there is no such type or plugin, or it is refused;\n"
	"2 misuse.\n";

struct options {
	const char *command, *type, *facet, *verb, *name;
	bool json, system_only;
};

/* Negative: go on. */
static int parse (struct options *o, int argc, char **argv)
{
	static const struct option known[] = {
		{ "type", required_argument, NULL, 't' }, { "facet", required_argument, NULL, 'f' }, { "json", no_argument, NULL, 'j' },
		{ "system-only", no_argument, NULL, 'S' }, { "help", no_argument, NULL, 'h' }, { "version", no_argument, NULL, 'V' }, { NULL, 0, NULL, 0 },
	};
	int option;

	while ((option = getopt_long (argc, argv, "h", known, NULL)) != -1)
		switch (option) {
		case 't': o->type = optarg; break;
		case 'f': o->facet = optarg; break;
		case 'j': o->json = true; break;
		case 'S': o->system_only = true; break;
		case 'h': return tool_print (o->command, help);
		case 'V':
			printf ("skops-plugins %s\n", skops_version ());
			return EXIT_YES;
		default: return tool_misuse (o->command, NULL);
		}
	if (optind == argc)
		return tool_misuse (o->command, "what shall be done? list, show, which, registry or new");
	o->verb = argv[optind++];
	if (optind < argc)
		o->name = argv[optind++];
	if (optind < argc)
		return tool_misuse (o->command, "\"%s\" is too much", argv[optind]);
	if (strcmp (o->verb, "list") && strcmp (o->verb, "show") && strcmp (o->verb, "which") && strcmp (o->verb, "registry") && strcmp (o->verb, "new"))
		return tool_misuse (o->command, "\"%s\" is not list, show, which, registry or new", o->verb);
	if (!strcmp (o->verb, "list") ? o->name != NULL : o->name == NULL)
		return tool_misuse (o->command, o->name ? "list takes no name: --type narrows it" : "%s: of what?", o->verb);
	if (strcmp (o->verb, "list") && (o->facet || (o->type && strcmp (o->verb, "new"))))
		return tool_misuse (o->command, o->facet ? "--facet is for list" : "--type is for list and new");
	return -1;
}

int main (int argc, char **argv)
{
	struct options o = { .command = "skops-plugins" };
	struct skops_context *ctx;
	char *text = NULL;
	int status, done;
	unsigned flags;

	if (argc > 0)
		argv[0] = (char *) o.command;
	done = parse (&o, argc, argv);
	if (done >= 0)
		return done;
	ctx = tool_context (o.command, o.system_only);
	if (!ctx)
		return EXIT_NO;
	flags = o.json ? SKOPS_REPORT_JSON : 0;
	if (!strcmp (o.verb, "list"))
		status = skops_plugins_list (ctx, o.type, o.facet, flags, &text);
	else if (!strcmp (o.verb, "show"))
		status = skops_plugins_show (ctx, o.name, flags, &text);
	else if (!strcmp (o.verb, "which"))
		status = skops_plugins_which (ctx, o.name, flags, &text);
	else if (!strcmp (o.verb, "registry"))
		status = skops_plugins_registry (ctx, o.name, &text);
	else
		status = skops_plugins_new (ctx, o.name, o.type, &text);
	done = status ? tool_failed (o.command, ctx, status) : tool_print (o.command, text);
	skops_free (text);
	skops_context_free (ctx);
	return done;
}
