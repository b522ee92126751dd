/* SPDX-License-Identifier: BSD-3-Clause */
/* What stands behind the public handles. */
#ifndef SKOPS_CONTEXT_H
#define SKOPS_CONTEXT_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/pool.h"
#include "model/data.h"
#include "model/model.h"
#include "plugin/loader.h"
#include "registry/registry.h"
#include "skops.h"

struct skops_context {
	struct skops_error err;
	struct skops_limits limits;
	unsigned threads;
	struct skops_pool *pool;
	struct skops_progress progress;
	uint32_t assume_version;
	bool system_only;
	struct skops_registry *registry; /* NULL until needed */
	struct skops_loader *loader;
};

struct skops_estimator {
	struct skops_model *model;
};

struct skops_result {
	struct skops_answers answers;
	const struct skops_model *model;          /* NULL, as the next: */
	const struct skops_method_entry *method;  /* nothing but names */
	struct skops_arena *input; /* texts of the input that came through, and: */
	const char **notes;        /* on how it was read */
	size_t n_notes;
	char **unknown;            /* names of columns, as many as answers.extra has */
};

/* Clears the last error and returns the slot for the next. */
struct skops_error *skops_context_begin (struct skops_context *ctx);

/* Reads the registry, unless it has been. */
enum skops_status skops_context_registry (struct skops_context *ctx);

/* The path of the model at `path`, which may be a folder that names one; in `arena`. */
enum skops_status skops_context_model_path (struct skops_context *ctx, const char **out, struct skops_arena *arena, const char *path);

/* Puts the file before the last error, unless that is about a file that could not be read and names it already. Returns `status`. */
enum skops_status skops_context_about (struct skops_context *ctx, enum skops_status status, const char *path);

/* Loads a document, which it takes over, as a model. */
enum skops_status skops_context_load (struct skops_context *ctx, struct skops_model **out, struct skops_document *document);

/* Hands a buffer's text to the caller, NUL-terminated; frees it on failure. */
enum skops_status skops_context_text (struct skops_context *ctx, char **out, size_t *size, struct skops_buffer *buffer);

#endif
