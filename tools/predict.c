/* SPDX-License-Identifier: BSD-3-Clause */
/* skops predict: a method of a model over a file of data. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tool.h"

static const char help[] =
	"Examples:\n"
	"  skops predict model.skops --input data.csv\n"
	"  skops predict model.skops -i data.csv -m predict_proba -o proba.csv\n"
	"  skops predict model.skops -i X.npy -o y.npy\n"
	"  skops predict gp.skops -i X.npy --return std -o mean-and-std.npz\n"
	"  skops predict model.skops --methods\n"
	"  cut -d, -f1-4 data.csv | skops predict model.skops -i - --format csv\n"
	"\n"
	"Usage: skops predict MODEL --input DATA [OPTION...]\n"
	"Run a method of the model over the rows of DATA, and write what it answers.\n"
	"MODEL is a .skops file, - for standard input, or a folder whose MLmodel or\n"
	"config.json names one. Nothing that the file says is run: what no plugin knows\n"
	"is refused.\n"
	"\n"
	"Options:\n"
	"  -i, --input DATA        .npy, .npz, .csv, .tsv, .json or .jsonl; - is standard\n"
	"                          input, with --format\n"
	"  -o, --output OUT        .npy, .npz, .csv, .tsv, .json or .jsonl; - is standard\n"
	"                          output. Without it a table on a terminal, else CSV\n"
	"  -m, --method METHOD     predict (the default of predictors), transform (of\n"
	"                          transformers), predict_proba, decision_function,\n"
	"                          kneighbors, inverse_transform ...;\n"
	"                          get_feature_names_out needs no input\n"
	"      --return std|cov    the standard deviation or the covariance beside the\n"
	"                          prediction, of models that know it\n"
	"      --methods           list the methods that the model has, and end\n"
	"      --format FORMAT     npy, npz, csv, tsv, json or jsonl, where the name of\n"
	"                          DATA or OUT does not tell; without --output, of\n"
	"                          standard output only where that of DATA tells\n"
	"      --force             replace OUT if it exists\n"
	"      --threads N         use N threads (at most 1024); 0, the default, is one\n"
	"                          for each processor. The answer does not depend on it\n"
	"      --assume-version V  read a file of a scikit-learn that is not known, or\n"
	"                          that it does not name, as if V, such as 1.9, had\n"
	"                          written it\n"
	"      --system-only       ignore the plugins that this user has registered\n"
	"  -q, --quiet             no notes, no progress bar, only errors\n"
	"  -v, --verbose           say what is being done\n"
	"  -h, --help              this help\n"
	"\n"
	"Columns are matched by name where model and data both have names, else by\n"
	"position. What a CSV column is, the model says: what was learnt as strings stays\n"
	"strings; an empty field is a missing value. In JSON, rows may be records, lists,\n"
	"{\"columns\": [...], \"data\": [...]} or {\"column\": [...]}; null is missing, and NaN\n"
	"is taken as Python writes it. What is written as JSON has null for NaN, and\n"
	"1e999 for infinity.\n"
	"\n"
	"Exit status: 0 done; 1 the data does not fit the model, or something in it is\n"
	"not supported; 2 misuse; 3 the model file is broken.\n";

struct options {
	const char *command, *model, *input, *output, *method, *returned, *format;
	bool methods, force, system_only, quiet, verbose;
	long threads, version;
};

/* "1.9" or "1.9.2" as major × 1000 + minor. */
static bool parse_version (const char *text, long *out)
{
	unsigned major, minor, patch;
	int end = 0;

	if (sscanf (text, "%3u.%3u%n", &major, &minor, &end) != 2)
		return false;
	if (text[end] == '.') {
		int more = 0;
		if (sscanf (text + end, ".%9u%n", &patch, &more) != 1)
			return false;
		end += more;
	}
	*out = (long) (major * 1000 + minor);
	return !text[end] && major > 0;
}

/* Negative: go on. */
static int parse (struct options *o, int argc, char **argv)
{
	static const struct option known[] = {
		{ "input", required_argument, NULL, 'i' }, { "output", required_argument, NULL, 'o' }, { "method", required_argument, NULL, 'm' },
		{ "return", required_argument, NULL, 'R' }, { "methods", no_argument, NULL, 'M' }, { "format", required_argument, NULL, 'F' },
		{ "force", no_argument, NULL, 'f' }, { "threads", required_argument, NULL, 'T' }, { "assume-version", required_argument, NULL, 'V' },
		{ "system-only", no_argument, NULL, 'S' }, { "quiet", no_argument, NULL, 'q' }, { "verbose", no_argument, NULL, 'v' },
		{ "help", no_argument, NULL, 'h' }, { NULL, 0, NULL, 0 },
	};
	int option;

	while ((option = getopt_long (argc, argv, "i:o:m:qvh", known, NULL)) != -1)
		switch (option) {
		case 'i': o->input = optarg; break;
		case 'o': o->output = optarg; break;
		case 'm': o->method = optarg; break;
		case 'R': o->returned = optarg; break;
		case 'M': o->methods = true; break;
		case 'F': o->format = optarg; break;
		case 'f': o->force = true; break;
		case 'S': o->system_only = true; break;
		case 'q': o->quiet = true; break;
		case 'v': o->verbose = true; break;
		case 'T':
			if (!tool_number (optarg, 0, 1024, &o->threads))
				return tool_misuse (o->command, "--threads takes a number from 0 to 1024");
			break;
		case 'V':
			if (!parse_version (optarg, &o->version))
				return tool_misuse (o->command, "--assume-version takes a version of scikit-learn, such as 1.9");
			break;
		case 'h': return tool_print (o->command, help);
		default: return tool_misuse (o->command, NULL);
		}
	if (optind == argc)
		return tool_misuse (o->command, "which model? Name a .skops file");
	o->model = argv[optind++];
	if (optind < argc)
		return tool_misuse (o->command, "one model at a time, and data with --input: what is \"%s\"?", argv[optind]);
	if (o->returned && strcmp (o->returned, "std") && strcmp (o->returned, "cov"))
		return tool_misuse (o->command, "--return takes std or cov");
	return -1;
}

static bool is_ending (const char *path, const char *ending)
{
	size_t size = strlen (path), length = strlen (ending);

	return size > length + 1 && path[size - length - 1] == '.' && !strcasecmp (path + size - length, ending);
}

/* Whether a name tells its format; those of "-" and of unknown endings do not. */
static bool name_tells (const char *path)
{
	static const char *const endings[] = { "npy", "npz", "csv", "tsv", "json", "jsonl", "ndjson" };

	for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++)
		if (is_ending (path, endings[i]))
			return true;
	return false;
}

static int check_input (const struct options *o)
{
	struct stat file;

	if (!o->input)
		return tool_misuse (o->command, "which data? Name a file with --input");
	if (!strcmp (o->model, "-") && !strcmp (o->input, "-"))
		return tool_misuse (o->command, "standard input cannot be both the model and the data");
	if (!stat (o->input, &file) && S_ISDIR (file.st_mode))
		return tool_misuse (o->command, "%s is a folder; --input takes a file of data", o->input);
	if (!name_tells (o->input) && !o->format)
		return tool_misuse (o->command, "%s: its name does not tell what it is; say with --format npy, npz, csv, tsv, json or jsonl. Parquet, Arrow and compressed files are not read",
		                    strcmp (o->input, "-") ? o->input : "standard input");
	return -1;
}

static int check_output (const struct options *o, bool needs_input)
{
	struct stat model, output;

	if (!name_tells (o->output) && !o->format)
		return tool_misuse (o->command, "say with --format what the output shall be: npy, npz, csv, tsv, json or jsonl");
	if (o->format && name_tells (o->output) && (!needs_input || name_tells (o->input)) && !is_ending (o->output, o->format))
		return tool_misuse (o->command, "--format %s is for names that do not tell, and %s does", o->format, o->output);
	if (!stat (o->model, &model) && !stat (o->output, &output) && model.st_dev == output.st_dev && model.st_ino == output.st_ino)
		return tool_misuse (o->command, "%s is the model itself", o->output);
	if (strcmp (o->output, "-") && !o->force && !stat (o->output, &output) && S_ISREG (output.st_mode)) /* devices and pipes lose nothing */
		return tool_misuse (o->command, "%s exists; --force replaces it", o->output);
	return -1;
}

/* What can be known to go wrong before anything is done. Negative: go on. */
static int check (const struct options *o)
{
	bool needs_input = !o->methods && !(o->method && !strcmp (o->method, "get_feature_names_out"));
	int done = needs_input ? check_input (o) : -1;

	if (o->methods && o->returned)
		return tool_misuse (o->command, "--methods lists methods, also those for --return: only one of the two");
	return done >= 0 || !o->output ? done : check_output (o, needs_input);
}

/* A method by the words that run it. */
static void print_method (const char *name)
{
	size_t size = strlen (name);

	if (size > 4 && (!strcmp (name + size - 4, "_std") || !strcmp (name + size - 4, "_cov")))
		printf ("%.*s --return %s\n", (int) size - 4, name, name + size - 3);
	else
		puts (name);
}

static int print_methods (struct skops_context *ctx, const struct skops_estimator *model)
{
	struct skops_result *names = NULL;
	const char *name;

	for (size_t i = 0; (name = skops_estimator_method (model, i)); i++)
		print_method (name);
	if (!skops_estimator_names_out (ctx, model, &names))
		puts ("get_feature_names_out");
	skops_result_free (names);
	return tool_print ("skops predict", "");
}

static void note_unknown_columns (const struct options *o, const struct skops_result *result)
{
	size_t count = 0, shown = 0;
	const char *name;

	while (skops_result_unknown_column (result, count))
		count++;
	if (!count || o->quiet)
		return;
	fprintf (stderr, "%s: note: the model does not know %s ", o->command, count == 1 ? "column" : "columns");
	for (; shown < 10 && (name = skops_result_unknown_column (result, shown)); shown++)
		fprintf (stderr, "%s\"%s\"", shown ? ", " : "", name);
	if (count > shown)
		fprintf (stderr, " and %zu more", count - shown);
	fputs (count == 1 ? ", which was not used\n" : ", which were not used\n", stderr);
}

static void note_reading (const struct options *o, const struct skops_result *result)
{
	enum { MOST = 10 };
	const char *note;
	size_t i = 0;

	for (; !o->quiet && (note = skops_result_note (result, i)); i++)
		if (i < MOST)
			tool_complain (o->command, "note: %s", note);
	if (i > MOST)
		tool_complain (o->command, "note: %zu more like these", i - MOST);
}

static bool has_method (const struct skops_estimator *model, const char *method)
{
	const char *name;

	for (size_t i = 0; (name = skops_estimator_method (model, i)); i++)
		if (!strcmp (name, method))
			return true;
	return false;
}

/* The method's name, with what --return adds; `with_return` has room for it. NULL: the model has none. */
static const char *method_of (const struct options *o, const struct skops_estimator *model, char with_return[128])
{
	const char *method = o->method ? o->method : skops_estimator_default_method (model);

	if (!method || !o->returned)
		return method;
	snprintf (with_return, 128, "%s_%s", method, o->returned);
	return with_return;
}

/* Negative: go on. */
static int check_return (const struct options *o, const struct skops_estimator *model)
{
	const char *plain = o->method ? o->method : skops_estimator_default_method (model);
	char with_return[128];

	if (!o->returned || !plain || !has_method (model, plain) || has_method (model, method_of (o, model, with_return)))
		return -1;
	return tool_misuse (o->command, "--return %s: this model knows none for its %s", o->returned, plain);
}

static int run (const struct options *o, struct skops_context *ctx, const struct skops_estimator *model, struct skops_result **result)
{
	char with_return[128];
	const char *method = method_of (o, model, with_return);
	struct tool_progress progress = tool_progress (!o->quiet);
	int status;

	if (method && !strcmp (method, "get_feature_names_out"))
		return skops_estimator_names_out (ctx, model, result);
	if (o->verbose)
		tool_complain (o->command, "%s of a %s", method ? method : "nothing", skops_estimator_type (model));
	skops_context_progress (ctx, tool_progress_rows, &progress);
	status = skops_estimator_run_file (ctx, model, method, o->input, name_tells (o->input) ? NULL : o->format, result);
	skops_context_progress (ctx, NULL, NULL);
	tool_progress_clear (&progress);
	return status;
}

static int write_result (const struct options *o, struct skops_context *ctx, const struct skops_result *result)
{
	const char *output = o->output ? o->output : "-";
	bool of_input = !o->output && o->input && !name_tells (o->input); /* --format says what the data is */
	const char *format = name_tells (output) ? NULL : o->format && !of_input ? o->format : isatty (STDOUT_FILENO) ? "terminal" : "csv";

	return skops_result_write (ctx, result, output, format, o->force);
}

int predict_main (int argc, char **argv)
{
	struct options o = { .command = argv[0] };
	struct skops_context *ctx;
	struct skops_estimator *model = NULL;
	struct skops_result *result = NULL;
	int status, done = parse (&o, argc, argv);

	if (done < 0)
		done = check (&o);
	if (done >= 0)
		return done;
	ctx = tool_context (o.command, o.system_only);
	if (!ctx)
		return EXIT_NO;
	skops_context_set (ctx, SKOPS_SETTING_THREADS, (size_t) o.threads);
	skops_context_set (ctx, SKOPS_SETTING_ASSUME_VERSION, (size_t) o.version);
	if (o.version && !o.quiet)
		tool_complain (o.command, "note: what a scikit-learn wrote that the file does not name or that is not known here is read as %ld.%ld's", o.version / 1000, o.version % 1000);
	status = skops_estimator_open (ctx, &model, o.model);
	done = status ? -1 : o.methods ? print_methods (ctx, model) : check_return (&o, model);
	if (done < 0) {
		if (!status)
			status = run (&o, ctx, model, &result);
		if (!status) {
			note_unknown_columns (&o, result);
			note_reading (&o, result);
			status = write_result (&o, ctx, result);
		}
		done = status ? tool_failed (o.command, ctx, status) : EXIT_YES;
	}
	skops_result_free (result);
	skops_estimator_free (model);
	skops_context_free (ctx);
	return done;
}
