/* SPDX-License-Identifier: BSD-3-Clause */
/* The public functions that make something else of a model: an ONNX graph, or the verdict on one; a card. */
#include <string.h>

#include "context.h"
#include "format/file.h"
#include "model/card.h"
#include "model/convert.h"

static enum skops_status load (struct skops_context *ctx, struct skops_model **model, const char *path)
{
	struct skops_arena *arena = skops_arena_new (ctx->limits.memory);
	struct skops_document *document;
	enum skops_status status = skops_context_model_path (ctx, &path, arena, path);

	if (!status)
		status = skops_document_open (&ctx->err, &document, path, false, &ctx->limits);
	skops_arena_free (arena);
	return status ? status : skops_context_load (ctx, model, document);
}

/* Loads the model at a path and makes it the bytes of an .onnx file. With `text` there is a report, of JSON on what cannot be loaded too. */
static enum skops_status convert_file (struct skops_context *ctx, struct skops_buffer *bytes, const char *path, const struct skops_onnx_options *options, unsigned report_flags, char **text)
{
	struct skops_convert convert = { .err = &ctx->err };
	struct skops_model *model = NULL;
	struct skops_buffer out = { 0 };
	struct skops_convert_options wanted = { .opset = options ? options->opset : 0, .as_double = options && options->as_double };

	if (wanted.opset && (wanted.opset < SKOPS_OPSET_OLDEST || wanted.opset > SKOPS_OPSET_NEWEST))
		skops_error_set (&ctx->err, SKOPS_MISUSE, "opset %d: %d to %d can be written", wanted.opset, SKOPS_OPSET_OLDEST, SKOPS_OPSET_NEWEST);
	else if (!load (ctx, &model, path) && !skops_convert_model (&ctx->err, &convert, model, &wanted))
		skops_graph_write (&ctx->err, bytes, convert.graph, convert.options.opset);
	if (text && (model || report_flags & SKOPS_REPORT_JSON))
		skops_convert_report (&out, &convert, path, report_flags & SKOPS_REPORT_JSON, report_flags & SKOPS_REPORT_COLOR);
	skops_convert_free (&convert);
	skops_model_free (model);
	skops_context_about (ctx, ctx->err.status, path);
	return out.size && skops_context_text (ctx, text, NULL, &out) ? SKOPS_NO_MEMORY : ctx->err.status;
}

int skops_onnx_write (struct skops_context *ctx, const char *path, const char *output, const struct skops_onnx_options *options, unsigned report_flags, char **text)
{
	struct skops_buffer bytes = { 0 };
	enum skops_status status;

	skops_context_begin (ctx);
	status = convert_file (ctx, &bytes, path, options, report_flags, text);
	if (!status)
		status = skops_file_write (&ctx->err, output, bytes.data, bytes.size, options && options->replace);
	skops_buffer_free (&bytes);
	return status;
}

int skops_onnx_check (struct skops_context *ctx, const char *path, const struct skops_onnx_options *options, unsigned report_flags, char **text)
{
	struct skops_buffer bytes = { 0 };
	enum skops_status status;

	skops_context_begin (ctx);
	status = convert_file (ctx, &bytes, path, options, report_flags, text);
	skops_buffer_free (&bytes);
	return status;
}

int skops_card (struct skops_context *ctx, const char *path, char **text)
{
	struct skops_arena *arena = skops_arena_new (ctx->limits.memory);
	struct skops_model *model = NULL;
	struct skops_buffer out = { 0 };
	enum skops_status status;
	const char *file;

	skops_context_begin (ctx);
	status = skops_context_model_path (ctx, &file, arena, path);
	if (!status)
		status = load (ctx, &model, file);
	if (!status)
		status = skops_card_write (&ctx->err, &out, model, file, NULL);
	skops_model_free (model);
	skops_arena_free (arena);
	if (!status)
		return skops_context_text (ctx, text, NULL, &out);
	skops_buffer_free (&out);
	return skops_context_about (ctx, status, path);
}

int skops_card_file (struct skops_context *ctx, const char *path, const char *output, bool replace)
{
	char *text = NULL;
	int status = skops_card (ctx, path, &text);

	if (!status)
		status = skops_file_write (&ctx->err, output, text, strlen (text), replace);
	skops_free (text);
	return status;
}
