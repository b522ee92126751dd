/* SPDX-License-Identifier: BSD-3-Clause */
/* The verdict on a conversion, step by step. */
#include "base/text.h"
#include "model/convert.h"

static void report_json (struct skops_buffer *out, const struct skops_convert *convert, const char *path)
{
	bool converts = !convert->refused && !convert->err->status;

	skops_buffer_text (out, "{\"file\": ");
	skops_text_json (out, skops_text_of (path));
	skops_buffer_format (out, ", \"converts\": %s, \"reason\": ", converts ? "true" : "false");
	if (converts)
		skops_buffer_text (out, "null");
	else
		skops_text_json (out, skops_text_of (convert->err->message));
	skops_buffer_text (out, ", \"steps\": [");
	for (size_t i = 0; i < convert->n_steps; i++) {
		const struct skops_convert_step *step = &convert->steps[i];
		char place[256];

		skops_buffer_text (out, i ? ", {\"path\": " : "{\"path\": ");
		skops_text_json (out, skops_text_of (skops_node_path (place, sizeof place, step->child->node)));
		skops_buffer_text (out, ", \"type\": ");
		skops_text_json (out, skops_text_of (step->child->type));
		skops_buffer_format (out, ", \"converts\": %s, \"reasons\": [", step->reasons ? "false" : "true");
		for (const struct skops_convert_reason *reason = step->reasons; reason; reason = reason->next) {
			skops_buffer_text (out, reason == step->reasons ? "{\"parameter\": " : ", {\"parameter\": ");
			if (reason->parameter)
				skops_text_json (out, skops_text_of (reason->parameter));
			else
				skops_buffer_text (out, "null");
			skops_buffer_text (out, ", \"reason\": ");
			skops_text_json (out, skops_text_of (reason->why));
			skops_buffer_text (out, "}");
		}
		skops_buffer_text (out, "]}");
	}
	skops_buffer_text (out, "]}\n");
}

void skops_convert_report (struct skops_buffer *out, const struct skops_convert *convert, const char *path, bool json, bool color)
{
	bool converts = !convert->refused && !convert->err->status;

	if (json) {
		report_json (out, convert, path);
		return;
	}
	skops_text_escape (out, skops_text_of (path));
	skops_buffer_text (out, converts ? ": converts to ONNX\n" : ": does not convert to ONNX\n");
	for (size_t i = 0; i < convert->n_steps; i++) {
		const struct skops_convert_step *step = &convert->steps[i];
		char place[256];

		skops_node_path (place, sizeof place, step->child->node);
		skops_buffer_format (out, "  %s%-7s%s %s", color ? step->reasons ? "\x1b[31m" : "\x1b[32m" : "", step->reasons ? "refused" : "yes", color ? "\x1b[0m" : "",
		                     step->child->type);
		skops_buffer_format (out, "%s%s\n", *place ? " at " : "", place);
		for (const struct skops_convert_reason *reason = step->reasons; reason; reason = reason->next)
			skops_buffer_format (out, "          %s%s%s\n", reason->parameter ? reason->parameter : "", reason->parameter ? ": " : "", reason->why);
	}
	if (!converts && !convert->refused)
		skops_buffer_format (out, "  %s\n", convert->err->message);
}
