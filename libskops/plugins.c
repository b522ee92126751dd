/* SPDX-License-Identifier: BSD-3-Clause */
/* The public functions: what the registry knows, as text or JSON; no library is opened but by skops_plugins_registry. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "context.h"
#include "plugin/registry_entry.h"

/* A text of the registry's, which is a file's: escaped. */
static void append (struct skops_buffer *out, const char *text)
{
	skops_text_escape (out, skops_text_of (text ? text : ""));
}

static void append_json (struct skops_buffer *out, const char *key, const char *text)
{
	skops_buffer_format (out, "\"%s\": ", key);
	if (text)
		skops_text_json (out, skops_text_of (text));
	else
		skops_buffer_text (out, "null");
}

static void append_facets (struct skops_buffer *out, unsigned facets, bool json)
{
	bool first = true;

	for (unsigned f = 0; f < SKOPS_FACETS; f++)
		if (facets & 1u << f) {
			skops_buffer_format (out, json ? "%s\"%s\"" : "%s%s", first ? "" : ", ", skops_facet_name ((enum skops_facet) f));
			first = false;
		}
}

/* What a listing is narrowed to. */
struct filter {
	const char *type;
	unsigned facets;
};

static bool passes (const struct filter *filter, const struct skops_registry_handler *handler)
{
	return (!filter->type || !strcmp (filter->type, handler->type)) && (handler->facets & filter->facets);
}

static bool has_facets (const struct filter *filter)
{
	return filter->facets != (1u << SKOPS_FACETS) - 1;
}

static bool alias_passes (const struct filter *filter, const struct skops_registry_alias *alias)
{
	return !has_facets (filter) && (!filter->type || !strcmp (filter->type, alias->type));
}

static bool any_passes (const struct filter *filter, const struct skops_registry_plugin *plugin)
{
	bool all = !filter->type && !has_facets (filter);

	for (size_t i = 0; i < plugin->n_aliases; i++)
		if (alias_passes (filter, &plugin->aliases[i]))
			return true;
	for (size_t i = 0; i < plugin->n_handlers; i++)
		if (passes (filter, &plugin->handlers[i]))
			return true;
	return all;
}

static void list_text (struct skops_buffer *out, const struct skops_registry_plugin *plugin, const struct filter *filter)
{
	append (out, plugin->name && *plugin->name ? plugin->name : plugin->file);
	if (plugin->version && *plugin->version) {
		skops_buffer_text (out, " ");
		append (out, plugin->version);
	}
	skops_buffer_format (out, " (%s)", skops_layer_name (plugin->layer));
	if (plugin->summary && *plugin->summary) {
		skops_buffer_text (out, ": ");
		append (out, plugin->summary);
	}
	skops_buffer_text (out, "\n");
	if (plugin->refused) {
		skops_buffer_text (out, "  refused: ");
		append (out, plugin->refused);
		skops_buffer_text (out, "\n");
	}
	for (size_t i = 0; i < plugin->n_handlers; i++)
		if (passes (filter, &plugin->handlers[i])) {
			skops_buffer_text (out, "  ");
			append (out, plugin->handlers[i].type);
			skops_buffer_text (out, "  ");
			append_facets (out, plugin->handlers[i].facets, false);
			skops_buffer_text (out, "\n");
		}
	for (size_t i = 0; i < plugin->n_aliases; i++)
		if (alias_passes (filter, &plugin->aliases[i])) {
			skops_buffer_text (out, "  ");
			append (out, plugin->aliases[i].type);
			skops_buffer_text (out, "  alias of ");
			append (out, plugin->aliases[i].as);
			skops_buffer_text (out, "\n");
		}
}

static void list_json (struct skops_buffer *out, const struct skops_registry_plugin *plugin, const struct filter *filter)
{
	bool first = true;

	skops_buffer_text (out, "{");
	append_json (out, "plugin", plugin->name);
	skops_buffer_text (out, ", ");
	append_json (out, "version", plugin->version);
	skops_buffer_format (out, ", \"layer\": \"%s\", ", skops_layer_name (plugin->layer));
	append_json (out, "summary", plugin->summary);
	skops_buffer_text (out, ", ");
	append_json (out, "library", plugin->library);
	skops_buffer_text (out, ", ");
	append_json (out, "file", plugin->file);
	skops_buffer_text (out, ", ");
	append_json (out, "refused", plugin->refused);
	skops_buffer_text (out, ", \"handlers\": [");
	for (size_t i = 0; i < plugin->n_handlers; i++)
		if (passes (filter, &plugin->handlers[i])) {
			skops_buffer_text (out, first ? "{" : ", {");
			append_json (out, "type", plugin->handlers[i].type);
			skops_buffer_text (out, ", ");
			append_json (out, "loader", plugin->handlers[i].loader);
			skops_buffer_text (out, ", \"facets\": [");
			append_facets (out, plugin->handlers[i].facets, true);
			skops_buffer_text (out, "]}");
			first = false;
		}
	skops_buffer_text (out, "], \"aliases\": [");
	first = true;
	for (size_t i = 0; i < plugin->n_aliases; i++)
		if (alias_passes (filter, &plugin->aliases[i])) {
			skops_buffer_text (out, first ? "{" : ", {");
			append_json (out, "type", plugin->aliases[i].type);
			skops_buffer_text (out, ", ");
			append_json (out, "as", plugin->aliases[i].as);
			skops_buffer_text (out, "}");
			first = false;
		}
	skops_buffer_text (out, "]}");
}

static enum skops_status parse_facet (struct skops_error *err, unsigned *out, const char *facet)
{
	char shown[60];

	*out = (1u << SKOPS_FACETS) - 1;
	if (!facet)
		return SKOPS_OK;
	for (unsigned f = 0; f < SKOPS_FACETS; f++)
		if (!strcmp (facet, skops_facet_name ((enum skops_facet) f))) {
			*out = 1u << f;
			return SKOPS_OK;
		}
	return skops_error_set (err, SKOPS_MISUSE, "there is no facet %s: predict, importances, onnx and card there are", skops_text_show (shown, sizeof shown, skops_text_of (facet)));
}

static enum skops_status no_such_type (struct skops_context *ctx, const char *type)
{
	char shown[160], trouble[300];

	return skops_error_set (&ctx->err, SKOPS_UNSUPPORTED, "no plugin serves %s; skops-plugins list shows what is served, under names such as sklearn.svm._classes:SVC%s",
	                        skops_text_show (shown, sizeof shown, skops_text_of (type)), skops_registry_trouble (trouble, sizeof trouble, ctx->registry));
}

int skops_plugins_list (struct skops_context *ctx, const char *type, const char *facet, unsigned report_flags, char **text)
{
	struct skops_error *err = skops_context_begin (ctx);
	struct skops_buffer out = { 0 };
	struct filter filter = { .type = type };
	bool json = report_flags & SKOPS_REPORT_JSON, first = true;

	if (parse_facet (err, &filter.facets, facet) || skops_context_registry (ctx))
		return err->status;
	if (json)
		skops_buffer_text (&out, "[");
	for (size_t i = 0; i < skops_registry_count (ctx->registry); i++) {
		const struct skops_registry_plugin *plugin = skops_registry_plugin_at (ctx->registry, i);
		if (!any_passes (&filter, plugin))
			continue;
		if (json) {
			skops_buffer_text (&out, first ? "\n  " : ",\n  ");
			list_json (&out, plugin, &filter);
		} else {
			list_text (&out, plugin, &filter);
		}
		first = false;
	}
	if (first && type) {
		skops_buffer_free (&out);
		return no_such_type (ctx, type);
	}
	if (json)
		skops_buffer_text (&out, first ? "]\n" : "\n]\n");
	return skops_context_text (ctx, text, NULL, &out);
}

static void append_candidate (struct skops_buffer *out, const struct skops_registry_plugin *plugin, bool json)
{
	if (json) {
		skops_buffer_text (out, "{");
		append_json (out, "plugin", plugin->name);
		skops_buffer_text (out, ", ");
		append_json (out, "version", plugin->version);
		skops_buffer_format (out, ", \"layer\": \"%s\", ", skops_layer_name (plugin->layer));
		append_json (out, "library", plugin->library);
		skops_buffer_text (out, "}");
	} else {
		append (out, plugin->name);
		skops_buffer_text (out, " ");
		append (out, plugin->version);
		skops_buffer_format (out, " (%s), ", skops_layer_name (plugin->layer));
		append (out, plugin->library);
	}
}

int skops_plugins_which (struct skops_context *ctx, const char *type, unsigned report_flags, char **text)
{
	enum { MOST = 64 };
	const struct skops_registry_plugin *candidates[MOST];
	struct skops_error *err = skops_context_begin (ctx);
	struct skops_buffer out = { 0 };
	bool json = report_flags & SKOPS_REPORT_JSON, found = false;
	const struct skops_registry_plugin *by;
	const char *as;

	if (skops_context_registry (ctx))
		return err->status;
	as = skops_registry_alias (ctx->registry, type, &by);
	if (json) {
		skops_buffer_text (&out, "{");
		append_json (&out, "type", type);
		skops_buffer_text (&out, ", ");
		append_json (&out, "alias_of", as);
		skops_buffer_text (&out, ", \"facets\": {");
	} else if (as) {
		skops_buffer_text (&out, "alias of    ");
		append (&out, as);
		skops_buffer_text (&out, ", by ");
		append (&out, by->file);
		skops_buffer_text (&out, "\n");
	}
	for (unsigned f = 0; f < SKOPS_FACETS; f++) {
		size_t count = skops_registry_candidates (ctx->registry, as ? as : type, (enum skops_facet) f, candidates, MOST);
		if (!count)
			continue;
		skops_buffer_format (&out, json ? "%s\"%s\": {\"served_by\": " : "%s%-12s", json && found ? ", " : "", skops_facet_name ((enum skops_facet) f));
		found = true;
		append_candidate (&out, candidates[0], json);
		if (json)
			skops_buffer_text (&out, ", \"hides\": [");
		for (size_t i = 1; i < count && i < MOST; i++) {
			skops_buffer_text (&out, json ? (i > 1 ? ", " : "") : "\n  which hides ");
			append_candidate (&out, candidates[i], json);
		}
		skops_buffer_text (&out, json ? "]}" : "\n");
	}
	if (json)
		skops_buffer_text (&out, "}}\n");
	if (!found) {
		skops_buffer_free (&out);
		return no_such_type (ctx, type);
	}
	return skops_context_text (ctx, text, NULL, &out);
}

int skops_plugins_registry (struct skops_context *ctx, const char *path, char **text)
{
	struct skops_error *err = skops_context_begin (ctx);
	struct skops_buffer out = { 0 };
	const struct skops_plugin *plugin;
	char *absolute = realpath (path, NULL), shown[200];
	enum skops_status status;

	if (!absolute)
		return skops_error_set (err, SKOPS_MISUSE, "%s: %s", skops_text_show (shown, sizeof shown, skops_text_of (path)), strerror (errno));
	status = skops_plugin_open (err, &plugin, absolute, NULL);
	free (absolute);
	if (status)
		return status;
	if (skops_registry_entry (err, &out, plugin)) {
		skops_buffer_free (&out);
		return err->status;
	}
	return skops_context_text (ctx, text, NULL, &out);
}
