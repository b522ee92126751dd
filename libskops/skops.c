/* SPDX-License-Identifier: BSD-3-Clause */
/* The public functions: contexts and models. */
#include "config.h"
#include "skops.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/thread.h"
#include "context.h"
#include "model/folder.h"
#include "tree/node.h"

const char *skops_version (void)
{
	return PACKAGE_VERSION;
}

struct skops_context *skops_context_new (void)
{
	struct skops_context *ctx = calloc (1, sizeof *ctx);

	if (!ctx)
		return NULL;
	ctx->limits = skops_limits_default;
	ctx->pool = skops_pool_new ();
	if (!ctx->pool) {
		free (ctx);
		return NULL;
	}
	return ctx;
}

void skops_context_free (struct skops_context *ctx)
{
	if (!ctx)
		return;
	skops_pool_free (ctx->pool);
	skops_loader_free (ctx->loader);
	skops_registry_free (ctx->registry);
	free (ctx);
}

const char *skops_context_error (const struct skops_context *ctx)
{
	return ctx->err.message;
}

void skops_free (void *text)
{
	free (text);
}

struct skops_error *skops_context_begin (struct skops_context *ctx)
{
	ctx->err.status = SKOPS_OK;
	ctx->err.message[0] = '\0';
	return &ctx->err;
}

int skops_context_set (struct skops_context *ctx, enum skops_setting setting, size_t value)
{
	struct skops_error *err = skops_context_begin (ctx);

	switch (setting) {
	case SKOPS_SETTING_MEMORY:
		if (value == 0)
			break;
		ctx->limits.memory = value;
		if (ctx->limits.total_bytes > value)
			ctx->limits.total_bytes = value;
		if (ctx->limits.member_bytes > value)
			ctx->limits.member_bytes = value;
		return SKOPS_OK;
	case SKOPS_SETTING_THREADS:
		if (value > 1024)
			break;
		ctx->threads = (unsigned) value;
		return SKOPS_OK;
	case SKOPS_SETTING_ASSUME_VERSION:
		if (value > 999999 || (value && value < 1000))
			break;
		ctx->assume_version = (uint32_t) value;
		return SKOPS_OK;
	case SKOPS_SETTING_SYSTEM_ONLY:
		if (value > 1)
			break;
		ctx->system_only = value;
		return SKOPS_OK;
	default:
		return skops_error_set (err, SKOPS_MISUSE, "setting %d is unknown", (int) setting);
	}
	return skops_error_set (err, SKOPS_MISUSE, "setting %d cannot be %zu", (int) setting, value);
}

void skops_context_progress (struct skops_context *ctx, void (*report) (void *data, size_t done, size_t total), void *data)
{
	ctx->progress = (struct skops_progress) { .report = report, .data = data };
}

enum skops_status skops_context_registry (struct skops_context *ctx)
{
	struct skops_registry_options options = { .system_only = ctx->system_only };

	if (!ctx->registry && skops_registry_open (&ctx->err, &ctx->registry, &options))
		return ctx->err.status;
	if (!ctx->loader)
		ctx->loader = skops_loader_new (ctx->registry);
	return ctx->loader ? SKOPS_OK : skops_error_memory (&ctx->err);
}

enum skops_status skops_context_model_path (struct skops_context *ctx, const char **out, struct skops_arena *arena, const char *path)
{
	if (!arena)
		return skops_error_memory (&ctx->err);
	return skops_folder_model (&ctx->err, out, arena, path);
}

enum skops_status skops_context_about (struct skops_context *ctx, enum skops_status status, const char *path)
{
	char shown[200];

	if (status && status != SKOPS_MISUSE)
		skops_error_prefix (&ctx->err, "%s", strcmp (path, "-") ? skops_text_show (shown, sizeof shown, skops_text_of (path)) : "standard input");
	return status;
}

enum skops_status skops_context_load (struct skops_context *ctx, struct skops_model **out, struct skops_document *document)
{
	struct skops_model_options options = { .assume_version = ctx->assume_version, .pool = ctx->pool };

	if (skops_context_registry (ctx)) {
		skops_document_close (document);
		return ctx->err.status;
	}
	return skops_model_load (&ctx->err, out, document, ctx->registry, ctx->loader, &options, &ctx->limits);
}

enum skops_status skops_context_text (struct skops_context *ctx, char **out, size_t *size, struct skops_buffer *buffer)
{
	skops_buffer_append (buffer, "", 0);
	if (buffer->failed) {
		skops_buffer_free (buffer);
		return skops_error_memory (&ctx->err);
	}
	*out = buffer->data;
	if (size)
		*size = buffer->size;
	return SKOPS_OK;
}

/* A loaded document as the caller's handle. */
static int open_document (struct skops_context *ctx, struct skops_estimator **out, struct skops_document *document)
{
	struct skops_estimator *model = calloc (1, sizeof *model);
	enum skops_status status;

	if (!model) {
		skops_document_close (document);
		return skops_error_memory (&ctx->err);
	}
	status = skops_context_load (ctx, &model->model, document);
	if (status) {
		free (model);
		return status;
	}
	*out = model;
	return SKOPS_OK;
}

/* The registry, read by a thread while the document is read. */
struct registry_reading {
	struct skops_registry_options options;
	struct skops_registry *registry;
	struct skops_error err;
	pthread_t thread;
	bool has_thread;
};

static void *read_registry (void *data)
{
	struct registry_reading *reading = data;

	skops_registry_open (&reading->err, &reading->registry, &reading->options);
	return NULL;
}

/* Where it has been read, or there can be no thread, it is left to whoever needs it. */
static void begin_registry (const struct skops_context *ctx, struct registry_reading *reading)
{
	*reading = (struct registry_reading) { .options = { .system_only = ctx->system_only } };
	reading->has_thread = !ctx->registry && skops_thread_start (&reading->thread, read_registry, reading);
}

static void end_registry (struct skops_context *ctx, struct registry_reading *reading)
{
	if (!reading->has_thread)
		return;
	pthread_join (reading->thread, NULL);
	ctx->registry = reading->registry;
	if (!ctx->err.status && reading->err.status)
		ctx->err = reading->err;
}

int skops_estimator_open (struct skops_context *ctx, struct skops_estimator **out, const char *path)
{
	struct skops_error *err = skops_context_begin (ctx);
	struct skops_arena *arena = skops_arena_new (ctx->limits.memory);
	struct registry_reading registry;
	struct skops_document *document = NULL;
	const char *file;

	begin_registry (ctx, &registry);
	if (!skops_context_model_path (ctx, &file, arena, path))
		skops_document_open (err, &document, file, false, &ctx->limits);
	end_registry (ctx, &registry);
	skops_arena_free (arena);
	if (!err->status)
		open_document (ctx, out, document);
	else
		skops_document_close (document);
	return skops_context_about (ctx, err->status, path);
}

int skops_estimator_open_bytes (struct skops_context *ctx, struct skops_estimator **out, const void *bytes, size_t size)
{
	struct skops_error *err = skops_context_begin (ctx);
	struct skops_document *document;
	enum skops_status status = skops_document_parse (err, &document, bytes, size, false, &ctx->limits);

	return status ? status : open_document (ctx, out, document);
}

void skops_estimator_free (struct skops_estimator *model)
{
	if (!model)
		return;
	skops_model_free (model->model);
	free (model);
}

const char *skops_estimator_type (const struct skops_estimator *model)
{
	return model->model->root->type;
}

int64_t skops_estimator_features (const struct skops_estimator *model)
{
	const char *name = skops_model_default_method (model->model);
	int64_t features = model->model->root->features;

	return features < 0 && name ? skops_model_method (model->model->root, name)->method.features : features;
}

const char *skops_estimator_feature_name (const struct skops_estimator *model, size_t i)
{
	struct skops_names names = skops_model_names_in (model->model);

	return i < names.count ? names.items[i].data : NULL;
}

const char *skops_estimator_method (const struct skops_estimator *model, size_t i)
{
	const struct skops_child *root = model->model->root;

	return i < root->n_methods ? root->methods[i]->method.name : NULL;
}

const char *skops_estimator_default_method (const struct skops_estimator *model)
{
	return skops_model_default_method (model->model);
}
