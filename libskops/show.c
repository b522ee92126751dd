/* SPDX-License-Identifier: BSD-3-Clause */
/* The public function that shows a type's state schema or a plugin's entry: opens the type's plugin to see its tables. */
#include <string.h>

#include "base/text.h"
#include "context.h"
#include "plugin/abi.h"
#include "schema.h"

static void line (struct skops_buffer *out, const char *heading, const char *text)
{
	if (!text)
		return;
	skops_buffer_format (out, "%-10s ", heading);
	skops_text_escape (out, skops_text_of (text));
	skops_buffer_text (out, "\n");
}

static void pair (struct skops_buffer *out, const char *key, const char *text)
{
	skops_buffer_format (out, "\"%s\": ", key);
	skops_text_json (out, skops_text_of (text ? text : ""));
	skops_buffer_text (out, ", ");
}

static void show_plugin (struct skops_buffer *out, const struct skops_registry_plugin *plugin, bool json)
{
	if (json) {
		skops_buffer_text (out, "{");
		pair (out, "plugin", plugin->name);
		pair (out, "version", plugin->version);
		pair (out, "layer", skops_layer_name (plugin->layer));
		pair (out, "summary", plugin->summary);
		pair (out, "library", plugin->library);
		pair (out, "file", plugin->file);
		skops_buffer_text (out, "\"types\": [");
	} else {
		line (out, "plugin", plugin->name);
		line (out, "version", plugin->version);
		line (out, "layer", skops_layer_name (plugin->layer));
		line (out, "summary", plugin->summary);
		line (out, "library", plugin->library);
		line (out, "file", plugin->file);
		line (out, "refused", plugin->refused);
		skops_buffer_text (out, "types\n");
	}
	for (size_t i = 0; i < plugin->n_handlers; i++) {
		skops_buffer_text (out, json ? (i ? ", " : "") : "  ");
		if (json)
			skops_text_json (out, skops_text_of (plugin->handlers[i].type));
		else
			skops_text_escape (out, skops_text_of (plugin->handlers[i].type));
		skops_buffer_text (out, json ? "" : "\n");
	}
	for (size_t i = 0; i < plugin->n_aliases; i++) {
		skops_buffer_text (out, json ? (i || plugin->n_handlers ? ", " : "") : "  ");
		if (json)
			skops_text_json (out, skops_text_of (plugin->aliases[i].type));
		else
			skops_text_escape (out, skops_text_of (plugin->aliases[i].type));
		skops_buffer_text (out, json ? "" : "\n");
	}
	skops_buffer_text (out, json ? "]}\n" : "");
}

static const struct skops_table *table_of (const struct skops_handler *handler, enum skops_facet facet)
{
	const struct skops_facet_head *head = skops_handler_facet (handler, facet);

	return head ? head->table : NULL;
}

static void show_facet (struct skops_buffer *out, enum skops_facet facet, const struct skops_registry_plugin *plugin, const struct skops_handler *handler, bool json)
{
	const struct skops_table *table = table_of (handler, facet);

	if (json) {
		skops_buffer_format (out, "\"%s\": {", skops_facet_name (facet));
		pair (out, "plugin", plugin->name);
		pair (out, "version", plugin->version);
		pair (out, "layer", skops_layer_name (plugin->layer));
		pair (out, "loader", handler->loader);
		if (handler->until)
			skops_buffer_format (out, "\"writers\": [\"%u.%u\", \"%u.%u\"], ", handler->since / 1000, handler->since % 1000, handler->until / 1000, handler->until % 1000);
		else
			skops_buffer_text (out, "\"writers\": null, ");
		skops_buffer_text (out, "\"state\": ");
		if (table)
			skops_schema_json (out, table);
		else
			skops_buffer_text (out, "[]");
		skops_buffer_text (out, "}");
		return;
	}
	skops_buffer_format (out, "%s: plugin ", skops_facet_name (facet));
	skops_text_escape (out, skops_text_of (plugin->name));
	skops_buffer_text (out, " ");
	skops_text_escape (out, skops_text_of (plugin->version));
	skops_buffer_format (out, " (%s)", skops_layer_name (plugin->layer));
	if (handler->until)
		skops_buffer_format (out, ", for files of scikit-learn %u.%u to %u.%u", handler->since / 1000, handler->since % 1000, handler->until / 1000, handler->until % 1000);
	skops_buffer_text (out, "\n");
	if (facet != SKOPS_FACET_PREDICT && table && table == table_of (handler, SKOPS_FACET_PREDICT))
		skops_buffer_text (out, "  (reads what predict reads)\n");
	else if (table)
		skops_schema_text (out, table);
}

static enum skops_status show_type (struct skops_context *ctx, struct skops_buffer *out, const char *type, bool json, bool *found)
{
	for (unsigned f = 0; f < SKOPS_FACETS; f++) {
		const struct skops_registry_plugin *plugin;
		const struct skops_handler *handler;
		if (!skops_registry_candidates (ctx->registry, type, (enum skops_facet) f, &plugin, 1))
			continue;
		if (skops_loader_handler (&ctx->err, &handler, ctx->loader, plugin, type))
			return ctx->err.status;
		if (!*found) {
			skops_buffer_text (out, json ? "{\"type\": " : "");
			if (json)
				skops_text_json (out, skops_text_of (type));
			else
				skops_text_escape (out, skops_text_of (type));
			skops_buffer_text (out, json ? ", \"facets\": {" : "\n");
		} else if (json) {
			skops_buffer_text (out, ", ");
		}
		*found = true;
		show_facet (out, (enum skops_facet) f, plugin, handler, json);
	}
	if (*found && json)
		skops_buffer_text (out, "}}\n");
	return SKOPS_OK;
}

int skops_plugins_show (struct skops_context *ctx, const char *name, unsigned report_flags, char **text)
{
	struct skops_error *err = skops_context_begin (ctx);
	struct skops_buffer out = { 0 };
	bool json = report_flags & SKOPS_REPORT_JSON, found = false;
	const struct skops_registry_plugin *by;
	const char *as;
	char shown[160];

	if (skops_context_registry (ctx))
		return err->status;
	as = skops_registry_alias (ctx->registry, name, &by);
	if (show_type (ctx, &out, as ? as : name, json, &found)) {
		skops_buffer_free (&out);
		return err->status;
	}
	for (size_t i = 0; !found && i < skops_registry_count (ctx->registry); i++) {
		const struct skops_registry_plugin *plugin = skops_registry_plugin_at (ctx->registry, i);
		found = plugin->name && !strcmp (plugin->name, name);
		if (found)
			show_plugin (&out, plugin, json);
	}
	if (!found)
		return skops_error_set (err, SKOPS_UNSUPPORTED, "there is no type and no plugin %s; skops-plugins list shows what there is", skops_text_show (shown, sizeof shown, skops_text_of (name)));
	return skops_context_text (ctx, text, NULL, &out);
}
