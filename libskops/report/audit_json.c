/* SPDX-License-Identifier: BSD-3-Clause */
/* The audit as JSON. Keys are a promise: they may be added to, not changed. */
#include <string.h>

#include "base/text.h"
#include "report/audit.h"
#include "report/json_parts.h"

/* A string or null. */
static void write_optional (struct skops_buffer *out, const char *name, const char *text)
{
	if (text)
		skops_report_text (out, name, skops_text_of (text), false);
	else
		skops_buffer_format (out, ", \"%s\": null", name);
}

static void write_finding (struct skops_buffer *out, const struct skops_finding *finding)
{
	const struct skops_judgement *judgement = &finding->judgement;

	skops_buffer_text (out, "{\"path\": ");
	skops_report_path (out, finding->node);
	skops_buffer_text (out, ", \"type\": ");
	skops_report_type (out, finding->node);
	skops_report_text (out, "loader", finding->node->loader, false);
	skops_report_text (out, "class", skops_text_of (skops_verdict_name (judgement->verdict)), false);
	skops_report_text (out, "reason", skops_text_of (judgement->reason), false);
	write_optional (out, "plugin", judgement->plugin ? judgement->plugin->name : NULL);
	write_optional (out, "layer", judgement->plugin ? skops_layer_name (judgement->plugin->layer) : NULL);
	skops_buffer_format (out, ", \"read\": %s}", finding->read ? "true" : "false");
}

/* Names of the members with this use. */
static void write_members (struct skops_buffer *out, const char *name, const struct skops_document *document, uint8_t use)
{
	bool first = true;

	skops_buffer_format (out, ",\n  \"%s\": [", name);
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
	skops_report_text (out, "file", skops_text_of (file), true);
	skops_buffer_format (out, ",\n  \"protocol\": %d,\n  ", document->protocol);
	skops_report_text (out, "skops_version", document->skops_version, true);
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
		skops_report_path (out, audit->extra[i]);
	}
	skops_buffer_text (out, "],\n  \"python_untrusted\": [");
	for (size_t i = 0; i < audit->n_python; i++) {
		skops_buffer_text (out, i ? ", " : "");
		skops_text_json (out, audit->python[i]);
	}
	skops_buffer_text (out, "]\n}\n");
}
