/* SPDX-License-Identifier: BSD-3-Clause */
/* Registry files in their layers: who serves a type, who is hidden, and what is refused without harm to others. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "registry/function.h"
#include "registry/registry.h"

#define HEAD(name) "plugin: " name "\nlibrary: " name ".so\nabi: \"0.1\"\nversion: \"1.0\"\n"
#define ONE(type) "handlers:\n  - type: \"" type "\"\n    facets: [predict]\n"

static char base[64];

/* Folders of the three layers, empty; the environment points to them. */
static void set_up (void)
{
	char path[256];

	strcpy (base, "/tmp/skops-registry-XXXXXX");
	cr_assert_not_null (mkdtemp (base));
	for (const char *const *folder = (const char *const[]) { "package", "package2", "system", "home", "home/skops", "home/skops/registry.d", "libs", NULL }; *folder; folder++) {
		snprintf (path, sizeof path, "%s/%s", base, *folder);
		cr_assert_eq (mkdir (path, 0755), 0);
	}
	snprintf (path, sizeof path, "%s/package", base);
	setenv ("SKOPS_REGISTRY_PATH", path, 1);
	snprintf (path, sizeof path, "%s/home", base);
	setenv ("XDG_DATA_HOME", path, 1);
	snprintf (path, sizeof path, "/nowhere:%s/libs", base);
	setenv ("SKOPS_PLUGIN_PATH", path, 1);
}

static void tear_down (void)
{
	char command[128];

	snprintf (command, sizeof command, "rm -rf '%s'", base);
	cr_assert_eq (system (command), 0);
}

TestSuite (registry, .init = set_up, .fini = tear_down);

static void write_file (const char *name, const char *text)
{
	char path[256];
	FILE *file;

	snprintf (path, sizeof path, "%s/%s", base, name);
	file = fopen (path, "w");
	cr_assert_not_null (file);
	fputs (text, file);
	fclose (file);
	chmod (path, 0644);
}

static enum skops_status open_with (struct skops_error *err, struct skops_registry **out, bool system_only)
{
	char path[256];

	snprintf (path, sizeof path, "%s/system", base);
	return skops_registry_open (err, out, &(struct skops_registry_options) { .system_only = system_only, .system_folder = path });
}

static struct skops_registry *opened (void)
{
	struct skops_error err = {0};
	struct skops_registry *registry;

	cr_assert_eq (open_with (&err, &registry, false), SKOPS_OK, "%s", err.message);
	return registry;
}

static const char *server (const struct skops_registry *registry, const char *module, const char *class_name, const char *loader, enum skops_facet facet)
{
	const struct skops_registry_plugin *plugin = skops_registry_resolve (registry, skops_text_of (module), skops_text_of (class_name), skops_text_of (loader), facet, NULL);

	return plugin ? plugin->name : "nobody";
}

static const char *predicts (const struct skops_registry *registry, const char *module, const char *class_name)
{
	return server (registry, module, class_name, "ObjectNode", SKOPS_FACET_PREDICT);
}

Test (registry, one_file)
{
	struct skops_registry *registry;
	const struct skops_registry_plugin *plugin;
	const struct skops_registry_handler *handler;

	write_file ("libs/linear.so", "");
	write_file ("package/linear.yaml", HEAD ("linear") "summary: Lines\npriority: -5\nsha256: " "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" "\n"
		"handlers:\n  - type: \"a.b:C\"\n    loader: \"ObjectNode\"\n    facets: [\"predict\", \"importances\"]\n    binds: [\"coef_\", \"intercept_\"]\n"
		"    records:\n      - type: \"a.r:R\"\n        binds: [\"x\"]\n      - type: \"*\"\n        binds: []\n"
		"inert: [\"m:Scorer\"]\nfunctions: [\"numpy:log1p\"]\naliases:\n  \"mylib:MyC\": \"a.b:C\"\n");
	registry = opened ();
	cr_assert_eq (skops_registry_count (registry), 1);
	plugin = skops_registry_plugin_at (registry, 0);
	cr_assert_null (plugin->refused, "%s", plugin->refused);
	cr_assert_str_eq (plugin->summary, "Lines");
	cr_assert_eq (plugin->priority, -5);
	cr_assert (strstr (plugin->library, "/libs/linear.so") && plugin->library[0] == '/', "%s", plugin->library);
	cr_assert_eq (plugin->layer, SKOPS_LAYER_PACKAGE);
	handler = skops_registry_handler (plugin, "a.b:C");
	cr_assert_eq (handler->facets, 3);
	cr_assert_eq (handler->binds.count, 2);
	cr_assert_str_eq (handler->binds.items[1], "intercept_");
	cr_assert_eq (handler->n_records, 2);
	cr_assert_str_eq (handler->records[0].attributes.items[0], "x");
	cr_assert_str_eq (predicts (registry, "a.b", "C"), "linear");
	cr_assert_str_eq (server (registry, "a.b", "C", "ObjectNode", SKOPS_FACET_IMPORTANCES), "linear");
	cr_assert_str_eq (server (registry, "a.b", "C", "TypeNode", SKOPS_FACET_PREDICT), "nobody");
	cr_assert_str_eq (predicts (registry, "a", "b.C"), "nobody");
	cr_assert_str_eq (predicts (registry, "a.b:C", ""), "nobody");
	cr_assert_str_eq (predicts (registry, "", "a.b:C"), "nobody");
	cr_assert_null (skops_registry_resolve (registry, skops_text_of ("a.b"), (struct skops_text) { "C\0X", 3 }, skops_text_of ("ObjectNode"), 0, NULL));
	cr_assert_null (skops_registry_resolve (registry, (struct skops_text) { "a.b\0C", 5 }, (struct skops_text) { "", 0 }, skops_text_of ("ObjectNode"), 0, NULL));
	cr_assert_not_null (skops_registry_inert (registry, skops_text_of ("m"), skops_text_of ("Scorer")));
	cr_assert_null (skops_registry_inert (registry, skops_text_of ("m"), skops_text_of ("Other")));
	cr_assert_not_null (skops_registry_function (registry, skops_text_of ("numpy._core._multiarray_umath"), skops_text_of ("log1p")));
	cr_assert_null (skops_registry_function (registry, skops_text_of ("os"), skops_text_of ("log1p")));
	cr_assert_not_null (skops_registry_record (registry, skops_text_of ("a.r"), skops_text_of ("R")));
	skops_registry_free (registry);
}

Test (registry, aliases)
{
	struct skops_registry *registry;
	const char *type = NULL;

	write_file ("package/a.yaml", HEAD ("a") ONE ("m:A") "aliases:\n  \"mylib:MyA\": \"m:A\"\n  \"m:A\": \"m:B\"\n  \"mylib:Far\": \"mylib:MyA\"\n  \"mylib:Lost\": \"m:None\"\n");
	registry = opened ();
	cr_assert_not_null (skops_registry_resolve (registry, skops_text_of ("mylib"), skops_text_of ("MyA"), skops_text_of ("ObjectNode"), SKOPS_FACET_PREDICT, &type));
	cr_assert_str_eq (type, "m:A");
	cr_assert_not_null (skops_registry_resolve (registry, skops_text_of ("m"), skops_text_of ("A"), skops_text_of ("ObjectNode"), SKOPS_FACET_PREDICT, &type));
	cr_assert_str_eq (type, "m:A");
	cr_assert_str_eq (predicts (registry, "mylib", "Far"), "nobody");
	cr_assert_str_eq (predicts (registry, "mylib", "Lost"), "nobody");
	skops_registry_free (registry);
}

Test (registry, layers_and_priorities)
{
	const struct skops_registry_plugin *candidates[8];
	struct skops_registry *registry;
	struct skops_error err = {0};

	write_file ("package/a.yaml", HEAD ("a") "handlers:\n  - type: \"m:X\"\n    facets: [predict]\n  - type: \"m:Y\"\n    facets: [predict]\n  - type: \"m:Z\"\n    facets: [predict]\n");
	write_file ("package/b.yaml", HEAD ("b") "priority: 1\n" ONE ("m:Y"));
	write_file ("package/c.yaml", HEAD ("c") ONE ("m:Z"));
	write_file ("system/s.yaml", HEAD ("s") "priority: -1000\n" ONE ("m:X"));
	write_file ("home/skops/registry.d/u.yaml", HEAD ("u") "priority: 1000\nhandlers:\n  - type: \"m:X\"\n    facets: [predict, importances]\n  - type: \"m:New\"\n    facets: [predict]\n"
		"inert: [\"m:Scorer\"]\nfunctions: [\"os:system\"]\n");
	registry = opened ();
	cr_assert_str_eq (predicts (registry, "m", "X"), "s", "the administrator's word goes first");
	cr_assert_str_eq (predicts (registry, "m", "Y"), "b", "then priority");
	cr_assert_str_eq (predicts (registry, "m", "Z"), "a", "then the name");
	cr_assert_str_eq (predicts (registry, "m", "New"), "u", "a user may add a type");
	cr_assert_str_eq (server (registry, "m", "X", "ObjectNode", SKOPS_FACET_IMPORTANCES), "u", "or a facet");
	cr_assert_null (skops_registry_inert (registry, skops_text_of ("m"), skops_text_of ("Scorer")), "but vouch for nothing");
	cr_assert_null (skops_registry_function (registry, skops_text_of ("os"), skops_text_of ("system")));
	cr_assert_eq (skops_registry_candidates (registry, "m:X", SKOPS_FACET_PREDICT, candidates, 8), 3);
	cr_assert_str_eq (candidates[0]->name, "s");
	cr_assert_str_eq (candidates[1]->name, "a");
	cr_assert_str_eq (candidates[2]->name, "u");
	cr_assert_eq (skops_registry_candidates (registry, "m:X", SKOPS_FACET_PREDICT, candidates, 1), 3);
	cr_assert_eq (skops_registry_candidates (registry, "m:Nobody", SKOPS_FACET_PREDICT, candidates, 8), 0);
	skops_registry_free (registry);
	cr_assert_eq (open_with (&err, &registry, true), SKOPS_OK);
	cr_assert_str_eq (predicts (registry, "m", "New"), "nobody", "the user's layer is shut out");
	skops_registry_free (registry);
}

/* The entry of `file`, which must be refused with `part` in the reason; the good one beside it is not harmed. */
static void refused (const char *text, const char *part)
{
	struct skops_registry *registry;

	write_file ("package/good.yaml", HEAD ("good") ONE ("m:Good"));
	write_file ("package/bad.yaml", text);
	registry = opened ();
	cr_assert_eq (skops_registry_count (registry), 2);
	cr_assert_not_null (skops_registry_plugin_at (registry, 0)->refused, "%s", text);
	cr_assert (strstr (skops_registry_plugin_at (registry, 0)->refused, part), "\"%s\" is not in: %s", part, skops_registry_plugin_at (registry, 0)->refused);
	cr_assert_eq (skops_registry_plugin_at (registry, 0)->n_handlers, 0);
	cr_assert_str_eq (predicts (registry, "m", "Good"), "good");
	cr_assert_str_eq (predicts (registry, "m", "Bad"), "nobody");
	skops_registry_free (registry);
}

Test (registry, bad_files)
{
	refused ("", "");
	refused ("- a\n", "a map of keys is due");
	refused ("plugin: bad\n", "library: is missing");
	refused ("library: bad.so\nabi: \"0.1\"\nversion: \"1\"\n", "plugin: is missing");
	refused (HEAD ("bad") "colour: red\n" ONE ("m:Bad"), "line 5: colour: is no key");
	refused (HEAD ("bad") "plugin: bad\n", "plugin");
	refused (HEAD ("Bad") ONE ("m:Bad"), "a plugin's name is of a-z");
	refused ("plugin: bad\nlibrary: sub/bad.so\nabi: \"0.1\"\nversion: \"1\"\n" ONE ("m:Bad"), "library: must be the name of a file");
	refused ("plugin: bad\nlibrary: ../bad.so\nabi: \"0.1\"\nversion: \"1\"\n" ONE ("m:Bad"), "library: must be the name of a file");
	refused ("plugin: bad\nlibrary: ..\nabi: \"0.1\"\nversion: \"1\"\n" ONE ("m:Bad"), "library: must be the name of a file");
	refused ("plugin: bad\nlibrary: bad.so\nabi: \"0.2\"\nversion: \"1\"\n" ONE ("m:Bad"), "ABI 0.2");
	refused ("plugin: bad\nlibrary: bad.so\nabi: \"zero\"\nversion: \"1\"\n" ONE ("m:Bad"), "abi: two numbers");
	refused (HEAD ("bad") "priority: much\n" ONE ("m:Bad"), "priority: an integer");
	refused (HEAD ("bad") "priority: 1001\n" ONE ("m:Bad"), "priority: an integer");
	refused (HEAD ("bad") "sha256: abc\n" ONE ("m:Bad"), "sha256: 64");
	refused (HEAD ("bad") "critical: maybe\n" ONE ("m:Bad"), "critical: true or false");
	refused (HEAD ("bad") ONE ("mBad"), "type: is not of the form module:Class");
	refused (HEAD ("bad") ONE ("m:B:ad"), "type: is not of the form module:Class");
	refused (HEAD ("bad") ONE (":Bad"), "type: is not of the form module:Class");
	refused (HEAD ("bad") ONE ("m:Ba d"), "type: is no name");
	refused (HEAD ("bad") ONE ("m:Bad\\0"), "control character");
	refused (HEAD ("bad") "handlers:\n  - facets: [predict]\n", "has no type");
	refused (HEAD ("bad") "handlers:\n  - type: \"m:Bad\"\n    facets: [cook]\n", "is no facet that is known");
	refused (HEAD ("bad") "handlers:\n  - type: \"m:Bad\"\n    loads: X\n", "loads: is no key of a handler");
	refused (HEAD ("bad") ONE ("m:Bad") "  - type: \"m:Bad\"\n", "has a handler already");
	refused (HEAD ("bad") "handlers: m:Bad\n", "handlers: a list is due");
	refused (HEAD ("bad") "handlers:\n  - type: \"m:Bad\"\n    records:\n      - binds: [x]\n", "has no type");
	refused (HEAD ("bad") "inert: [Scorer]\n", "is not of the form module:Class");
	refused (HEAD ("bad") "aliases:\n  My: \"m:Bad\"\n", "is not of the form module:Class");
	refused (HEAD ("bad") "aliases: [\"m:Bad\"]\n", "aliases: a map of types is due");
	refused (HEAD ("bad") ONE ("m:Bad") "summary: [\n", "line");
}

Test (registry, twice_the_same_name)
{
	struct skops_registry *registry;

	write_file ("package/a.yaml", HEAD ("a") ONE ("m:A"));
	write_file ("package/b.yaml", HEAD ("a") ONE ("m:B"));
	registry = opened ();
	cr_assert_null (skops_registry_plugin_at (registry, 0)->refused);
	cr_assert (strstr (skops_registry_plugin_at (registry, 1)->refused, "a plugin of this name"));
	skops_registry_free (registry);
}

Test (registry, critical)
{
	struct skops_registry *registry;
	struct skops_error err = {0};

	write_file ("package/a.yaml", HEAD ("a") "priority: no\ncritical: true\n");
	cr_assert_eq (open_with (&err, &registry, false), SKOPS_UNSUPPORTED);
	cr_assert (strstr (err.message, "critical plugin a"), "%s", err.message);
	cr_assert_null (registry);
}

Test (registry, what_others_can_write)
{
	struct skops_registry *registry;
	char path[256], other[256];

	write_file ("package/a.yaml", HEAD ("a") ONE ("m:A"));
	write_file ("package/b.yaml", HEAD ("b") ONE ("m:B"));
	write_file ("system/s.yaml", HEAD ("s") ONE ("m:S"));
	snprintf (path, sizeof path, "%s/package/a.yaml", base);
	chmod (path, 0666);
	snprintf (path, sizeof path, "%s/package/link.yaml", base);
	snprintf (other, sizeof other, "%s/package/b.yaml", base);
	cr_assert_eq (symlink (other, path), 0);
	snprintf (path, sizeof path, "%s/package/pipe.yaml", base);
	cr_assert_eq (mkfifo (path, 0644), 0);
	snprintf (path, sizeof path, "%s/system", base);
	chmod (path, 0777);
	registry = opened ();
	cr_assert_eq (skops_registry_count (registry), 5);
	cr_assert (strstr (skops_registry_plugin_at (registry, 0)->refused, "others can write it"));
	cr_assert_null (skops_registry_plugin_at (registry, 1)->refused);
	cr_assert (strstr (skops_registry_plugin_at (registry, 2)->refused, "symbolic link"));
	cr_assert (strstr (skops_registry_plugin_at (registry, 3)->refused, "is no file"));
	cr_assert (strstr (skops_registry_plugin_at (registry, 4)->refused, "others can write it"));
	cr_assert_str_eq (skops_registry_plugin_at (registry, 4)->name, "");
	cr_assert_str_eq (predicts (registry, "m", "A"), "nobody");
	cr_assert_str_eq (predicts (registry, "m", "S"), "nobody");
	cr_assert_str_eq (predicts (registry, "m", "B"), "b");
	skops_registry_free (registry);
}

Test (registry, folders)
{
	struct skops_registry *registry;
	char path[512];

	write_file ("package/a.yaml", HEAD ("a") ONE ("m:A"));
	write_file ("package/.hidden.yaml", "nonsense");
	write_file ("package/notes.txt", "nonsense");
	write_file ("package2/b.yaml", HEAD ("b") ONE ("m:B"));
	snprintf (path, sizeof path, "%s/package:relative:%s/package2:%s/none", base, base, base);
	setenv ("SKOPS_REGISTRY_PATH", path, 1);
	registry = opened ();
	cr_assert_eq (skops_registry_count (registry), 4);
	cr_assert_str_eq (predicts (registry, "m", "A"), "a");
	cr_assert_str_eq (predicts (registry, "m", "B"), "b");
	cr_assert (strstr (skops_registry_plugin_at (registry, 1)->refused, "no absolute path"));
	cr_assert (strstr (skops_registry_plugin_at (registry, 3)->refused, "is not there"));
	skops_registry_free (registry);
}

Test (functions, synonyms)
{
	struct skops_text log1p = skops_text_of ("log1p");

	cr_assert (skops_function_is (skops_text_of ("numpy"), log1p, "numpy:log1p"));
	cr_assert (skops_function_is (skops_text_of ("numpy.core._multiarray_umath"), log1p, "numpy:log1p"));
	cr_assert (skops_function_is (skops_text_of ("numpy"), log1p, "numpy._core._multiarray_umath:log1p"));
	cr_assert (skops_function_is (skops_text_of ("numpy"), skops_text_of ("amax"), "numpy:max"));
	cr_assert (skops_function_is (skops_text_of ("scipy.special._ufuncs"), skops_text_of ("expit"), "scipy.special:expit"));
	cr_assert_not (skops_function_is (skops_text_of ("scipy.special"), log1p, "numpy:log1p"));
	cr_assert_not (skops_function_is (skops_text_of ("numpy.evil"), log1p, "numpy:log1p"));
	cr_assert_not (skops_function_is (skops_text_of ("numpy"), (struct skops_text) { "log1p\0", 6 }, "numpy:log1p"));
	cr_assert_not (skops_function_is (skops_text_of ("mylib"), skops_text_of ("amax"), "mylib:max"));
	cr_assert (skops_function_is (skops_text_of ("mylib"), skops_text_of ("amax"), "mylib:amax"));
}
