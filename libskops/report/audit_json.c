/* SPDX-License-Identifier: BSD-3-Clause */
/* The audit as JSON. Keys are a promise: they may be added to, not changed. */
#include <string.h>

#include "base/text.h"
#include "report/audit.h"

enum { PATH = 4096 };

static void key (struct skops_buffer *out, const char *name)
{
	skops_text_json (out, skops_text_of (name));
	skops_buffer_text (out, ": ");
}

static void text (struct skops_buffer *out, const char *name, struct skops_text value)
{
	key (out, name);
	skops_text_json (out, value);
}

static void path_of (struct skops_buffer *out, const struct skops_node *node)
{
	char path[PATH];

	skops_text_json (out, skops_text_of (skops_node_path (path, sizeof path, node)));
}

/* "module:Class", raw but for JSON's own escapes. */
static void type_of (struct skops_buffer *out, const struct skops_node *node)
{
	struct skops_buffer joined = {0};

	skops_buffer_append (&joined, node->module.data, node->module.size);
	skops_buffer_text (&joined, ":");
	skops_buffer_append (&joined, node->class_name.data, node->class_name.size);
	out->failed |= joined.failed;
	if (!joined.failed)
		skops_text_json (out, (struct skops_text) { joined.data, joined.size });
	skops_buffer_free (&joined);
}

static void write_finding (struct skops_buffer *out, const struct skops_finding *finding)
{
	const struct skops_judgement *judgement = &finding->judgement;

	skops_buffer_text (out, "{");
	key (out, "path");
	path_of (out, finding->node);
	skops_buffer_text (out, ", ");
	key (out, "type");
	type_of (out, finding->node);
	skops_buffer_text (out, ", ");
	text (out, "loader", finding->node->loader);
	skops_buffer_text (out, ", ");
	text (out, "class", skops_text_of (skops_verdict_name (judgement->verdict)));
	skops_buffer_text (out, ", ");
	text (out, "reason", skops_text_of (judgement->reason));
	skops_buffer_text (out, ", ");
	key (out, "plugin");
	if (judgement->plugin)
		skops_text_json (out, skops_text_of (judgement->plugin->name));
	else
		skops_buffer_text (out, "null");
	skops_buffer_text (out, ", ");
	key (out, "layer");
	if (judgement->plugin)
		skops_text_json (out, skops_text_of (skops_layer_name (judgement->plugin->layer)));
	else
		skops_buffer_text (out, "null");
	skops_buffer_format (out, ", \"read\": %s}", finding->read ? "true" : "false");
}

/* Names of the members with this use. */
static void write_members (struct skops_buffer *out, const char *name, const struct skops_document *document, uint8_t use)
{
	bool first = true;

	skops_buffer_text (out, ",\n  ");
	key (out, name);
	skops_buffer_text (out, "[");
	for (size_t i = 0; i < document->zip->count; i++) {
		if (document->member_use[i] != use || skops_text_is (document->zip->members[i].name, "schema.json"))
			continue;
		skops_buffer_text (out, first ? "" : ", ");
		skops_text_json (out, document->zip->members[i].name);
		first = false;
	}
	skops_buffer_text (out, "]");
}

void skops_audit_json (struct skops_buffer *out, const struct skops_audit *audit, const char *file, const struct skops_audit_options *options)
{
	const struct skops_document *document = audit->document;

	skops_buffer_text (out, "{\n  ");
	text (out, "file", skops_text_of (file));
	skops_buffer_format (out, ",\n  \"protocol\": %d,\n  ", document->protocol);
	text (out, "skops_version", document->skops_version);
	skops_buffer_format (out, ",\n  \"verdict\": \"%s\",\n  \"counts\": {", skops_audit_unknown (audit, options) ? "unknown" : "ok");
	for (unsigned verdict = 0; verdict < SKOPS_VERDICTS; verdict++)
		skops_buffer_format (out, "%s\"%s\": %zu", verdict ? ", " : "", skops_verdict_name (verdict), audit->counts[verdict]);
	skops_buffer_text (out, "},\n  \"findings\": [");
	for (size_t i = 0; i < audit->count; i++) {
		skops_buffer_text (out, i ? ",\n    " : "\n    ");
		write_finding (out, &audit->findings[i]);
	}
	skops_buffer_text (out, audit->count ? "\n  ]" : "]");
	write_members (out, "unreferenced", document, 0);
	write_members (out, "mentioned", document, SKOPS_MEMBER_MENTIONED);
	skops_buffer_text (out, ",\n  \"extra\": [");
	for (size_t i = 0; i < audit->n_extra; i++) {
		skops_buffer_text (out, i ? ", " : "");
		path_of (out, audit->extra[i]);
	}
	skops_buffer_text (out, "],\n  \"python_untrusted\": [");
	for (size_t i = 0; i < audit->n_python; i++) {
		skops_buffer_text (out, i ? ", " : "");
		skops_text_json (out, audit->python[i]);
	}
	skops_buffer_text (out, "]\n}\n");
}
