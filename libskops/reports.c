/* SPDX-License-Identifier: BSD-3-Clause */
/* The public functions that look at files: inspect, audit, and verify, which loads the model as well. */
#include <string.h>

#include "base/text.h"
#include "context.h"
#include "report/audit.h"
#include "report/facts.h"
#include "report/inspect.h"

/* A document from a path that may be a folder. */
static enum skops_status open_document (struct skops_context *ctx, struct skops_document **out, const char *path, bool headers_only)
{
	struct skops_arena *arena = skops_arena_new (ctx->limits.memory);
	enum skops_status status = skops_context_model_path (ctx, &path, arena, path);

	if (!status)
		status = skops_document_open (&ctx->err, out, path, headers_only, &ctx->limits);
	skops_arena_free (arena);
	return status;
}

static enum skops_status read_trust (struct skops_error *err, struct skops_trust **out, const struct skops_report_options *options)
{
	*out = skops_trust_new ();
	if (!*out)
		return skops_error_memory (err);
	for (size_t i = 0; i < options->n_trusted; i++)
		if (skops_trust_add (err, *out, options->trusted[i]))
			return err->status;
	for (size_t i = 0; i < options->n_trust_files; i++)
		if (skops_trust_read (err, *out, options->trust_files[i]))
			return err->status;
	return SKOPS_OK;
}

/* The audit's report on an open document; SKOPS_UNSUPPORTED, with a report, where something is unknown. */
static enum skops_status audit_document (struct skops_context *ctx, struct skops_buffer *out, const struct skops_document *document, const char *path,
                                         const struct skops_report_options *options)
{
	struct skops_audit_options audit_options = {
		.json = options->flags & SKOPS_REPORT_JSON, .color = options->flags & SKOPS_REPORT_COLOR, .ignore_unread = options->flags & SKOPS_REPORT_IGNORE_UNREAD,
		.python = options->flags & SKOPS_REPORT_PYTHON,
	};
	struct skops_audit *audit = NULL;
	struct skops_trust *trust = NULL;
	enum skops_status status = skops_context_registry (ctx);

	if (!status)
		status = read_trust (&ctx->err, &trust, options);
	if (!status)
		status = skops_audit_new (&ctx->err, &audit, document, ctx->registry, trust);
	if (!status)
		status = skops_audit_report (&ctx->err, out, audit, path, &audit_options);
	skops_audit_free (audit);
	skops_trust_free (trust);
	return status;
}

static const struct skops_report_options defaults;

/* Hands a report over, if there is one, and returns `status`. */
static enum skops_status finish (struct skops_context *ctx, enum skops_status status, struct skops_buffer *out, char **text)
{
	if (out->size && !skops_context_text (ctx, text, NULL, out))
		return status;
	skops_buffer_free (out);
	return status ? status : skops_error_memory (&ctx->err);
}

int skops_inspect (struct skops_context *ctx, const char *path, const struct skops_report_options *options, char **text)
{
	struct skops_inspect_options inspect = { 0 };
	struct skops_buffer out = { 0 };
	struct skops_document *document;
	enum skops_status status;

	skops_context_begin (ctx);
	options = options ? options : &defaults;
	status = open_document (ctx, &document, path, true);
	if (status)
		return skops_context_about (ctx, status, path);
	inspect.json = options->flags & SKOPS_REPORT_JSON;
	inspect.color = options->flags & SKOPS_REPORT_COLOR;
	inspect.types = options->flags & SKOPS_REPORT_TYPES;
	inspect.depth = options->flags & SKOPS_REPORT_DEPTH ? options->depth : SIZE_MAX;
	inspect.path = options->place;
	status = skops_inspect_report (&ctx->err, &out, document, path, &inspect);
	skops_document_close (document);
	return finish (ctx, skops_context_about (ctx, status, path), &out, text);
}

int skops_audit (struct skops_context *ctx, const char *path, const struct skops_report_options *options, char **text)
{
	struct skops_buffer out = { 0 };
	struct skops_document *document;
	enum skops_status status;

	skops_context_begin (ctx);
	status = open_document (ctx, &document, path, true);
	if (status)
		return skops_context_about (ctx, status, path);
	status = audit_document (ctx, &out, document, path, options ? options : &defaults);
	skops_document_close (document);
	skops_context_about (ctx, status, path);
	return finish (ctx, status, &out, text);
}

/* What became of the audit and of the loading, as one object around the audit's own. */
static void wrap_json (struct skops_buffer *out, const struct skops_buffer *audit, const char *path, const char *reason)
{
	size_t size = audit->size;

	while (size && audit->data[size - 1] == '\n')
		size--;
	skops_buffer_text (out, "{\"file\": ");
	skops_text_json (out, skops_text_of (path));
	skops_buffer_format (out, ", \"verified\": %s, \"reason\": ", reason ? "false" : "true");
	if (reason)
		skops_text_json (out, skops_text_of (reason));
	else
		skops_buffer_text (out, "null");
	skops_buffer_text (out, ", \"audit\": ");
	skops_buffer_append (out, audit->data, size);
	skops_buffer_text (out, "}\n");
}

static void describe (struct skops_buffer *out, const struct skops_model *model)
{
	const struct skops_child *root = model->root;

	skops_buffer_text (out, "verified: ");
	skops_text_escape (out, skops_text_of (root->type));
	if (root->writer)
		skops_buffer_format (out, " of scikit-learn %u.%u", root->writer / 1000, root->writer % 1000);
	for (size_t i = 0; i < root->n_methods; i++)
		skops_buffer_format (out, "%s%s", i ? ", " : ", with ", root->methods[i]->method.name);
	skops_buffer_text (out, "\n");
}

int skops_verify (struct skops_context *ctx, const char *path, const struct skops_report_options *options, char **text)
{
	struct skops_buffer audit = { 0 }, out = { 0 };
	struct skops_document *document;
	struct skops_model *model = NULL;
	bool json;
	enum skops_status status;

	skops_context_begin (ctx);
	options = options ? options : &defaults;
	json = options->flags & SKOPS_REPORT_JSON;
	status = open_document (ctx, &document, path, false);
	if (status)
		return skops_context_about (ctx, status, path);
	status = audit_document (ctx, &audit, document, path, options);
	if (status)
		skops_document_close (document);
	else
		status = skops_context_load (ctx, &model, document);
	if (!status)
		status = skops_facts_check (&ctx->err, model->document);
	if (audit.size && json) {
		wrap_json (&out, &audit, path, status ? ctx->err.message : NULL);
	} else if (audit.size) {
		skops_buffer_append (&out, audit.data, audit.size);
		if (status)
			skops_buffer_format (&out, "not verified: %s\n", ctx->err.message);
		else
			describe (&out, model);
	}
	skops_buffer_free (&audit);
	skops_model_free (model);
	skops_context_about (ctx, status, path);
	return finish (ctx, status, &out, text);
}
