/* SPDX-License-Identifier: BSD-3-Clause */
/* Model folders: one name is read from MLmodel or config.json, and checked to be a plain one. */
#include "model/folder.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/text.h"
#include "format/file.h"
#include "format/json.h"
#include "format/yaml.h"

enum { DESCRIPTION_BYTES = 1 << 20, DEPTH = 64 };

static const char *join (struct skops_arena *arena, const char *folder, struct skops_text name)
{
	size_t size = strlen (folder);
	char *path = skops_arena_alloc (arena, size + 1 + name.size + 1, 1);

	if (!path)
		return NULL;
	memcpy (path, folder, size);
	path[size] = '/';
	memcpy (path + size + 1, name.data, name.size);
	return path;
}

static enum skops_status read_mlmodel (struct skops_error *err, struct skops_text *name, struct skops_arena *arena, const char *bytes, size_t size)
{
	const struct skops_yaml *document, *found;
	enum skops_status status = skops_yaml_parse (err, &document, arena, bytes, size);

	if (status)
		return status;
	found = skops_yaml_get (document, "flavors");
	found = found ? skops_yaml_get (found, "sklearn") : NULL;
	found = found ? skops_yaml_get (found, "pickled_model") : NULL;
	if (!found || found->kind != SKOPS_YAML_TEXT)
		return skops_error_set (err, SKOPS_UNSUPPORTED, "no flavors.sklearn.pickled_model: this is no model of scikit-learn's");
	*name = found->text;
	return SKOPS_OK;
}

/* Follows sklearn.model.file through the events. */
struct search {
	struct skops_arena *arena;
	struct skops_text name;
	unsigned depth, matched; /* levels open; of them, on the way */
	bool next;               /* the last key was the next step of the way */
	bool failed;
};

static enum skops_status begin (void *data)
{
	struct search *search = data;

	if (search->next || search->depth == 0)
		search->matched = search->depth;
	search->next = false;
	search->depth++;
	return SKOPS_OK;
}

static enum skops_status end (void *data)
{
	struct search *search = data;

	search->depth--;
	if (search->matched >= search->depth && search->depth > 0)
		search->matched = search->depth - 1;
	search->next = false;
	return SKOPS_OK;
}

static enum skops_status key (void *data, struct skops_text text)
{
	static const char *const way[] = { "sklearn", "model", "file" };
	struct search *search = data;

	search->next = search->depth <= 3 && search->matched + 1 == search->depth && skops_text_is (text, way[search->depth - 1]);
	return SKOPS_OK;
}

static enum skops_status scalar (void *data, enum skops_json_kind kind, struct skops_text text)
{
	struct search *search = data;

	if (search->next && search->depth == 3 && kind == SKOPS_JSON_STRING) {
		search->name = (struct skops_text) { skops_arena_copy (search->arena, text.data, text.size), text.size };
		search->failed = !search->name.data;
	}
	search->next = false;
	return SKOPS_OK;
}

static enum skops_status read_config (struct skops_error *err, struct skops_text *name, struct skops_arena *arena, const char *bytes, size_t size)
{
	static const struct skops_json_events events = { .begin_object = begin, .end_object = end, .begin_array = begin, .end_array = end, .key = key, .scalar = scalar };
	struct search search = { .arena = arena };
	enum skops_status status = skops_json_parse (err, bytes, size, &(struct skops_json_options) { .python = true, .depth = DEPTH }, &events, &search);

	if (status)
		return status;
	if (search.failed)
		return skops_error_memory (err);
	if (!search.name.data)
		return skops_error_set (err, SKOPS_UNSUPPORTED, "no sklearn.model.file: this is no model of scikit-learn's");
	*name = search.name;
	return SKOPS_OK;
}

static enum skops_status check_name (struct skops_error *err, struct skops_text name)
{
	char shown[120];

	skops_text_show (shown, sizeof shown, name);
	if (name.size == 0 || name.size > 255 || memchr (name.data, '/', name.size) || memchr (name.data, '\0', name.size) || name.data[0] == '.')
		return skops_error_set (err, SKOPS_UNSUPPORTED, "\"%s\" is no plain name of a file in the folder", shown);
	if (name.size < 7 || memcmp (name.data + name.size - 6, ".skops", 6) != 0)
		return skops_error_set (err, SKOPS_UNSUPPORTED, "the model is %s and not a .skops file", shown);
	return SKOPS_OK;
}

enum skops_status skops_folder_model (struct skops_error *err, const char **out, struct skops_arena *arena, const char *path)
{
	static const struct {
		const char *name;
		enum skops_status (*read) (struct skops_error *err, struct skops_text *name, struct skops_arena *arena, const char *bytes, size_t size);
	} descriptions[] = { { "MLmodel", read_mlmodel }, { "config.json", read_config } };
	struct stat info;
	char shown[160];

	*out = path;
	if (!strcmp (path, "-") || stat (path, &info) || !S_ISDIR (info.st_mode))
		return SKOPS_OK;
	for (size_t i = 0; i < sizeof descriptions / sizeof descriptions[0]; i++) {
		const char *description = join (arena, path, skops_text_of (descriptions[i].name)), *bytes;
		struct skops_text name;
		size_t size;
		enum skops_status status;

		if (!description)
			return skops_error_memory (err);
		if (stat (description, &info))
			continue;
		status = skops_file_read (err, &bytes, &size, arena, description, DESCRIPTION_BYTES);
		if (!status)
			status = descriptions[i].read (err, &name, arena, bytes, size);
		if (!status)
			status = check_name (err, name);
		if (status) {
			skops_error_prefix (err, "%s", skops_text_show (shown, sizeof shown, skops_text_of (description)));
			return status;
		}
		*out = join (arena, path, name);
		return *out ? SKOPS_OK : skops_error_memory (err);
	}
	return skops_error_set (err, SKOPS_MISUSE, "%s is a folder without MLmodel or config.json, which would name its model; name the .skops file itself",
	                        skops_text_show (shown, sizeof shown, skops_text_of (path)));
}
