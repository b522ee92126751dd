/* SPDX-License-Identifier: BSD-3-Clause */
/* The public function that makes the beginning of a plugin: the files of sdk/template with a name and a type filled in, and a model of that type. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/text.h"
#include "context.h"
#include "format/file.h"
#include "format/zip.h"

enum { LONGEST_NAME = 64, LONGEST_TYPE = 256, LARGEST_FILE = 1 << 20 };

/* What is filled in: "%NAME%" and so on, in the contents of files and in the paths that are made. */
struct words {
	char name[LONGEST_NAME + 1];
	char module[LONGEST_TYPE + 1];      /* "mylib.models" */
	char module_path[LONGEST_TYPE + 1]; /* "mylib/models" */
	char class_name[LONGEST_TYPE + 1];
};

struct making {
	struct skops_error *err;
	struct skops_arena *arena;
	const char *templates; /* folder */
	struct words words;
};

/* The file of the template, and where it goes in the folder that is made. */
static const struct {
	const char *from, *to;
} files[] = {
	{ "README.md", "README.md" }, { "gitignore", ".gitignore" }, { "configure.ac", "configure.ac" }, { "Makefile.am", "Makefile.am" },
	{ "plugin.yaml.in", "%NAME%.yaml.in" }, { "plugin.c", "src/%NAME%.c" }, { "estimator.py", "python/%MODULE_PATH%.py" },
	{ "make_sample.py", "python/make_sample.py" }, { "input.csv", "tests/input.csv" }, { "predict.csv", "tests/predict.csv" },
	{ "check.sh", "tests/check.sh" }, { "autogen.sh", "autogen.sh" },
};

static bool is_letter (char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/* Letters, digits and underscores, no digit first: an identifier in C and in Python. Its length; 0 where there is none. */
static size_t identifier (const char *text)
{
	size_t size = 0;

	while (is_letter (text[size]) || (size && text[size] >= '0' && text[size] <= '9'))
		size++;
	return size;
}

static enum skops_status take_name (struct skops_error *err, struct words *words, const char *name)
{
	size_t size = identifier (name);
	char shown[80];

	for (size_t i = 0; i < size; i++)
		if (name[i] >= 'A' && name[i] <= 'Z')
			size = 0;
	if (!size || name[size] || size > LONGEST_NAME)
		return skops_error_set (err, SKOPS_MISUSE, "\"%s\" cannot be a plugin's name: up to %d of a-z, 0-9 and _, beginning with a letter or _, can",
		                        skops_text_show (shown, sizeof shown, skops_text_of (name)), LONGEST_NAME);
	memcpy (words->name, name, size + 1);
	return SKOPS_OK;
}

/* "mylib.models:Thing" */
static enum skops_status take_type (struct skops_error *err, struct words *words, const char *type)
{
	const char *at = type;
	size_t size = identifier (at);
	char shown[80];

	while (size && at[size] == '.') {
		at += size + 1;
		size = identifier (at);
	}
	if (!size || at[size] != ':' || !identifier (at + size + 1) || at[size + 1 + identifier (at + size + 1)] || strlen (type) > LONGEST_TYPE)
		return skops_error_set (err, SKOPS_MISUSE, "\"%s\" is no type: module:Class is due, with the module in which the class is defined, such as mylib.models:Thing",
		                        skops_text_show (shown, sizeof shown, skops_text_of (type)));
	size += (size_t) (at - type);
	memcpy (words->module, type, size);
	memcpy (words->module_path, type, size);
	for (char *dot = words->module_path; (dot = strchr (dot, '.'));)
		*dot = '/';
	strcpy (words->class_name, type + size + 1);
	return SKOPS_OK;
}

/* Where no type is given: the plugin's name as the module, and in CamelCase as the class. */
static void default_type (struct words *words)
{
	bool begins = true;
	size_t size = 0;

	strcpy (words->module, words->name);
	strcpy (words->module_path, words->name);
	for (const char *c = words->name; *c; c++) {
		if (*c != '_')
			words->class_name[size++] = (char) (begins && *c >= 'a' && *c <= 'z' ? *c - 'a' + 'A' : *c);
		begins = *c == '_';
	}
	if (!identifier (words->class_name))
		strcpy (words->class_name, "Estimator");
}

static void fill_in (struct skops_buffer *out, const struct words *words, struct skops_text text)
{
	const struct {
		const char *mark, *value;
	} marks[] = { { "%NAME%", words->name }, { "%MODULE%", words->module }, { "%MODULE_PATH%", words->module_path }, { "%CLASS%", words->class_name } };

	for (size_t i = 0; i < text.size;) {
		size_t m = 0, size = 0;

		for (; m < sizeof marks / sizeof *marks; m++) {
			size = strlen (marks[m].mark);
			if (text.size - i >= size && !memcmp (text.data + i, marks[m].mark, size))
				break;
		}
		if (m < sizeof marks / sizeof *marks) {
			skops_buffer_text (out, marks[m].value);
			i += size;
		} else {
			skops_buffer_append (out, text.data + i++, 1);
		}
	}
}

/* A file of the template. */
static enum skops_status read_template (struct making *making, struct skops_text *out, const char *from)
{
	struct skops_buffer path = { 0 };
	enum skops_status status;

	skops_buffer_format (&path, "%s/%s", making->templates, from);
	status = path.failed ? skops_error_memory (making->err) : skops_file_read (making->err, &out->data, &out->size, making->arena, path.data, LARGEST_FILE);
	skops_buffer_free (&path);
	return status;
}

/* Writes name/to, with the folders that it needs. */
static enum skops_status write_made (struct making *making, const char *to, const void *bytes, size_t size)
{
	struct skops_buffer path = { 0 };
	enum skops_status status = SKOPS_OK;

	skops_buffer_format (&path, "%s/", making->words.name);
	fill_in (&path, &making->words, skops_text_of (to));
	if (path.failed) {
		skops_buffer_free (&path);
		return skops_error_memory (making->err);
	}
	for (char *slash = strchr (path.data, '/'); !status && (slash = strchr (slash + 1, '/')); *slash = '/') {
		*slash = '\0';
		if (mkdir (path.data, 0777) && errno != EEXIST)
			status = skops_error_set (making->err, SKOPS_MISUSE, "%s: %s", path.data, strerror (errno));
	}
	if (!status)
		status = skops_file_write (making->err, path.data, bytes, size, false);
	skops_buffer_free (&path);
	return status;
}

static enum skops_status make_file (struct making *making, const char *from, const char *to)
{
	struct skops_buffer filled = { 0 };
	struct skops_text text;
	enum skops_status status = read_template (making, &text, from);

	if (status)
		return status;
	fill_in (&filled, &making->words, text);
	status = filled.failed ? skops_error_memory (making->err) : write_made (making, to, filled.data, filled.size);
	skops_buffer_free (&filled);
	return status;
}

/* A fitted object of the type, as skops.io.dump writes one. */
static enum skops_status make_model (struct making *making)
{
	struct skops_buffer schema = { 0 }, container = { 0 };
	struct skops_text text, weights;
	enum skops_status status = read_template (making, &text, "schema.json");

	if (!status)
		status = read_template (making, &weights, "weights.npy");
	if (!status) {
		fill_in (&schema, &making->words, text);
		const struct skops_zip_part parts[] = {
			{ .name = "weights.npy", .data = weights.data, .size = weights.size }, { .name = "schema.json", .data = schema.data, .size = schema.size },
		};
		status = schema.failed ? skops_error_memory (making->err) : skops_zip_write (making->err, &container, parts, 2);
	}
	if (!status)
		status = write_made (making, "tests/model.skops", container.data, container.size);
	skops_buffer_free (&schema);
	skops_buffer_free (&container);
	return status;
}

/* What is to be run: by all who may read it. */
static enum skops_status make_executable (struct making *making, const char *file)
{
	struct skops_buffer path = { 0 };
	struct stat info;

	skops_buffer_format (&path, "%s/%s", making->words.name, file);
	if (path.failed)
		skops_error_memory (making->err);
	else if (stat (path.data, &info) || chmod (path.data, info.st_mode | (info.st_mode & 0444) >> 2))
		skops_error_set (making->err, SKOPS_MISUSE, "%s: %s", path.data, strerror (errno));
	skops_buffer_free (&path);
	return making->err->status;
}

static enum skops_status make_all (struct making *making)
{
	struct skops_text first;
	enum skops_status status = read_template (making, &first, files[0].from); /* before anything is made: is there a template? */

	if (!status && mkdir (making->words.name, 0777))
		status = skops_error_set (making->err, SKOPS_MISUSE, errno == EEXIST ? "%s is there already: nothing is overwritten" : "%s: %s", making->words.name, strerror (errno));
	for (size_t i = 0; i < sizeof files / sizeof *files && !status; i++)
		status = make_file (making, files[i].from, files[i].to);
	if (!status)
		status = make_model (making);
	return status ? status : make_executable (making, "autogen.sh");
}

int skops_plugins_new (struct skops_context *ctx, const char *name, const char *type, char **text)
{
	const char *templates = secure_getenv ("SKOPS_TEMPLATE_PATH");
	struct making making = { .err = skops_context_begin (ctx), .templates = templates && *templates ? templates : TEMPLATEDIR };
	struct skops_buffer out = { 0 };

	if (take_name (making.err, &making.words, name) || (type && take_type (making.err, &making.words, type)))
		return making.err->status;
	if (!type)
		default_type (&making.words);
	making.arena = skops_arena_new (ctx->limits.memory);
	if (making.arena)
		make_all (&making);
	else
		skops_error_memory (making.err);
	skops_arena_free (making.arena);
	if (making.err->status)
		return making.err->status;
	skops_buffer_format (&out,
	                     "%s/ is a plugin for %s:%s. To build it, test it and have it listed:\n"
	                     "  cd %s && ./autogen.sh && ./configure && make && make check && make install-user\n"
	                     "README.md there says what is where; skops-plugin (3) is the manual.\n",
	                     making.words.name, making.words.module, making.words.class_name, making.words.name);
	return skops_context_text (ctx, text, NULL, &out);
}
