/* SPDX-License-Identifier: BSD-3-Clause */
/* Names from a file go into JSON as they are: its own escapes are all that a reader of JSON needs. */
#include "report/json_parts.h"

#include "base/text.h"

/* A longer path loses its front: a file of a hundred thousand deep entries would make a report of gigabytes otherwise. */
enum { PATH = 1024 };

void skops_report_text (struct skops_buffer *out, const char *name, struct skops_text value, bool first)
{
	skops_buffer_format (out, "%s\"%s\": ", first ? "" : ", ", name);
	skops_text_json (out, value);
}

void skops_report_type (struct skops_buffer *out, const struct skops_node *node)
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

void skops_report_path (struct skops_buffer *out, const struct skops_node *node)
{
	char path[PATH];

	skops_text_json (out, skops_text_of (skops_node_path (path, sizeof path, node)));
}
