/* SPDX-License-Identifier: BSD-3-Clause */
/* Loading: for each estimator bind, check, complete its children, build, describe. Each object of the file becomes one estimator, however often it is named. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/text.h"
#include "model/bind.h"
#include "model/builder.h"
#include "model/frame.h"
#include "plugin/abi.h"

enum { STAGE_NAMED, STAGE_IN_WORK, STAGE_COMPLETE };

/* What every estimator has, whatever its own table says. */
struct common_state {
	int64_t n_features_in_;
	struct skops_values feature_names_in_;
};

SKOPS_TABLE (common_table, struct common_state,
	SKOPS_INT (struct common_state, n_features_in_, .flags = SKOPS_OPTIONAL | SKOPS_NULLABLE | SKOPS_INDEX, .otherwise = -1, .low = -1, .high = INT32_MAX),
	SKOPS_VALUES (struct common_state, feature_names_in_, .dims = "N", .flags = SKOPS_OPTIONAL | SKOPS_NULLABLE));

static enum skops_status no_handler (struct skops_builder *builder, const struct skops_node *node, enum skops_facet facet)
{
	static const char *const verbs[SKOPS_FACETS] = { "handles", "gives importances of", "converts to ONNX", "writes cards of" };
	bool own = node->module.size > 8 && !memcmp (node->module.data, "sklearn.", 8);
	char type[200], path[256], trouble[300];

	skops_error_set (builder->err, SKOPS_UNSUPPORTED, "no plugin %s %s (skops-plugins list shows what is known%s%s)", verbs[facet],
	                 skops_node_type (type, sizeof type, node), own ? "" : "; a subclass of a known class can be an alias in a registry file: see skops-plugins (1)",
	                 skops_registry_trouble (trouble, sizeof trouble, builder->model->registry));
	if (facet == SKOPS_FACET_PREDICT && *skops_node_path (path, sizeof path, node))
		skops_error_prefix (builder->err, "%s", path);
	return builder->err->status;
}

/* The handler of one facet of a child, from whichever plugin serves it. */
static enum skops_status find_handler (struct skops_builder *builder, struct skops_child *child, enum skops_facet facet)
{
	const struct skops_node *node = child->node;
	const struct skops_handler **handler = &child->facets[facet].handler;
	const struct skops_registry_plugin *plugin;

	if (*handler)
		return SKOPS_OK;
	plugin = skops_registry_resolve (builder->model->registry, node->module, node->class_name, node->loader, facet, &child->type);
	return plugin ? skops_loader_handler (builder->err, handler, builder->model->loader, plugin, child->type) : no_handler (builder, node, facet);
}

/* The estimator at a node; one for each object of the file, however often it is named. NULL without memory. */
static struct skops_child *name_child (struct skops_builder *builder, const struct skops_node *node)
{
	struct skops_arena *arena = builder->model->arena;
	const struct skops_node **key = skops_arena_alloc (arena, 1, sizeof *key);
	struct skops_child *child;
	uintptr_t *slot;
	bool is_new;

	if (key)
		*key = node;
	if (!key || !skops_map_add (builder->model->children, key, sizeof *key, &slot, &is_new)) {
		skops_error_memory (builder->err);
		return NULL;
	}
	if (!is_new)
		return (struct skops_child *) *slot;
	child = skops_arena_alloc (arena, 1, sizeof *child);
	*slot = (uintptr_t) child;
	if (!child) {
		skops_error_memory (builder->err);
		return NULL;
	}
	child->node = node;
	child->type = "an estimator";
	child->features = -1;
	child->writer = skops_node_writer (builder->model->document, node);
	return child;
}

/* Called by the binding for each child of the estimator in work. */
static const struct skops_child *on_child (void *data, const struct skops_node *node, uint32_t flags)
{
	struct skops_builder *builder = data;
	struct skops_child *child = name_child (builder, node);

	if (!child)
		return NULL;
	if (flags & SKOPS_IMPORTANCES)
		return find_handler (builder, child, SKOPS_FACET_IMPORTANCES) ? NULL : child;
	if (builder->n_pending == builder->pending_capacity) {
		size_t capacity = builder->pending_capacity ? builder->pending_capacity * 2 : 64;
		struct skops_pending *grown = realloc (builder->pending, capacity * sizeof *grown);
		if (!grown) {
			skops_error_memory (builder->err);
			return NULL;
		}
		builder->pending = grown;
		builder->pending_capacity = capacity;
	}
	builder->pending[builder->n_pending++] = (struct skops_pending) { child, (flags & SKOPS_LENIENT) != 0 };
	return child;
}

static struct skops_binder binder_for (struct skops_builder *builder, const struct skops_child *child)
{
	return (struct skops_binder) { .err = builder->err, .arena = builder->model->arena, .scratch = builder->scratch, .document = builder->model->document, .limits = builder->model->limits,
		.pool = builder->pool, .writer = child->writer, .child = on_child, .data = builder };
}

static struct skops_frame loading_frame (struct skops_builder *builder, const struct skops_child *child)
{
	struct skops_frame frame = skops_frame_make (builder->err, child);

	frame.arena = builder->model->arena;
	frame.builder = builder;
	return frame;
}

/* n_features_in_ states F; feature_names_in_ must agree with it. */
static enum skops_status bind_common (struct skops_builder *builder, struct skops_binder *binder, struct skops_child *child, const struct skops_node *state)
{
	struct common_state common = { 0 };
	struct skops_text *names;

	if (skops_bind_table (binder, state, &common_table, &common))
		return builder->err->status;
	binder->dims.count = 0;
	if (common.n_features_in_ >= 0)
		skops_dims_bind (&binder->dims, "F", common.n_features_in_);
	if (!common.feature_names_in_.count)
		return SKOPS_OK;
	if (!skops_dims_bind (&binder->dims, "F", (int64_t) common.feature_names_in_.count))
		return skops_bind_fail (binder, state, SKOPS_BAD_FILE, "n_features_in_ is %lld, feature_names_in_ has %zu names", (long long) common.n_features_in_, common.feature_names_in_.count);
	names = skops_arena_alloc (builder->model->arena, common.feature_names_in_.count, sizeof *names);
	if (!names)
		return skops_error_memory (builder->err);
	for (size_t i = 0; i < common.feature_names_in_.count; i++) {
		const struct skops_value *name = &common.feature_names_in_.items[i];
		if (name->kind != SKOPS_IS_TEXT)
			return skops_bind_fail (binder, state, SKOPS_BAD_FILE, "feature_names_in_ holds something that is no string");
		names[i] = (struct skops_text) { name->text, name->size };
	}
	child->names_in = (struct skops_names) { names, common.feature_names_in_.count };
	return SKOPS_OK;
}

static enum skops_status check_writer (struct skops_builder *builder, struct skops_child *child, const struct skops_handler *handler)
{
	uint32_t writer = child->writer, assumed = builder->model->options.assume_version, nearest = writer && writer < handler->since ? handler->since : handler->until;
	char path[256], by[48];

	if (!handler->until || (writer >= handler->since && writer <= handler->until))
		return SKOPS_OK;
	if (assumed >= handler->since && assumed <= handler->until) {
		child->writer = assumed;
		return SKOPS_OK;
	}
	snprintf (by, sizeof by, writer ? "scikit-learn %u.%u" : "a scikit-learn that the file does not name", writer / 1000, writer % 1000);
	skops_error_set (builder->err, SKOPS_UNSUPPORTED,
	                 "%s was written by %s; its plugin knows %u.%u to %u.%u (skops predict --assume-version %u.%u reads it as if that had written it)",
	                 child->type, by, handler->since / 1000, handler->since % 1000, handler->until / 1000, handler->until % 1000, nearest / 1000, nearest % 1000);
	if (*skops_node_path (path, sizeof path, child->node))
		skops_error_prefix (builder->err, "%s", path);
	return builder->err->status;
}

static enum skops_status complete (struct skops_builder *builder, struct skops_child *child);

/* The error so far, kept for whoever needs the child after all; NULL without memory. */
static const struct skops_error *keep_refusal (struct skops_builder *builder)
{
	struct skops_error *kept = skops_arena_alloc (builder->model->arena, 1, sizeof *kept);

	if (kept)
		*kept = *builder->err;
	return kept;
}

/* Children named from `from` on. */
static enum skops_status complete_pending (struct skops_builder *builder, size_t from)
{
	size_t count = builder->n_pending;

	for (size_t i = from; i < count; i++) {
		struct skops_pending pending = builder->pending[i];

		if (!complete (builder, pending.child))
			continue;
		if (!pending.lenient || !pending.child->refusal || builder->err->status == SKOPS_NO_MEMORY)
			return builder->err->status;
		builder->err->status = SKOPS_OK;
		builder->n_pending = count; /* what the child had named is forgotten */
	}
	builder->n_pending = from;
	return SKOPS_OK;
}

/* True where a facet asks for the very state that predict has. */
static bool shares_state (const struct skops_child *child, enum skops_facet which)
{
	const struct skops_child_facet *own = &child->facets[which], *predict = &child->facets[SKOPS_FACET_PREDICT];
	const struct skops_facet_head *a = skops_handler_facet (own->handler, which), *b;

	if (which == SKOPS_FACET_PREDICT || own->handler != predict->handler || !predict->state)
		return false;
	b = skops_handler_facet (predict->handler, SKOPS_FACET_PREDICT);
	return b && a->table == b->table && a->check == b->check && a->build == b->build;
}

/* The state of one facet: bound, checked, its children completed, built. */
static enum skops_status bind_facet (struct skops_builder *builder, struct skops_child *child, enum skops_facet which)
{
	struct skops_child_facet *bound = &child->facets[which];
	const struct skops_node *node = skops_node_state (child->node);
	const struct skops_facet_head *facet;
	struct skops_binder binder;
	struct skops_frame frame;
	size_t from = builder->n_pending;
	enum skops_status status = SKOPS_OK;
	void *state;

	if (bound->state)
		return SKOPS_OK;
	if (!node)
		return no_handler (builder, child->node, which);
	if (find_handler (builder, child, which) || check_writer (builder, child, bound->handler))
		return builder->err->status;
	if (shares_state (child, which)) {
		bound->state = child->facets[SKOPS_FACET_PREDICT].state;
		return SKOPS_OK;
	}
	facet = skops_handler_facet (bound->handler, which);
	state = skops_arena_alloc (builder->model->arena, 1, facet->table->struct_size);
	if (!state)
		return skops_error_memory (builder->err);
	binder = binder_for (builder, child);
	frame = loading_frame (builder, child);
	if (bind_common (builder, &binder, child, node) || skops_bind_table (&binder, node, facet->table, state))
		return builder->err->status;
	if (which == SKOPS_FACET_PREDICT && !skops_dims_value (&binder.dims, "F", &child->features))
		child->features = -1;
	if (facet->check)
		status = skops_frame_result (&frame, facet->check (&frame.call, state), "checking its state");
	if (!status)
		status = complete_pending (builder, from);
	if (!status && facet->build)
		status = skops_frame_result (&frame, facet->build (&frame.call, state), "building");
	bound->state = status ? NULL : state;
	return status;
}

static enum skops_status make (struct skops_builder *builder, struct skops_child *child)
{
	const struct skops_child_facet *predict = &child->facets[SKOPS_FACET_PREDICT];
	struct skops_frame frame;
	enum skops_status status = bind_facet (builder, child, SKOPS_FACET_PREDICT);

	if (status)
		return status;
	frame = loading_frame (builder, child);
	status = skops_frame_result (&frame, predict->handler->predict->describe (&frame.call, predict->state), "describing itself");
	if (!status)
		status = skops_describe_derive (builder->err, builder->model->limits, child);
	return status;
}

static enum skops_status complete (struct skops_builder *builder, struct skops_child *child)
{
	enum skops_status status;
	char path[256];

	if (child->stage == STAGE_COMPLETE)
		return child->refusal ? skops_error_set (builder->err, child->refusal->status, "%s", child->refusal->message) : SKOPS_OK;
	if (child->stage == STAGE_IN_WORK || builder->depth == builder->model->limits->nesting) {
		skops_error_set (builder->err, SKOPS_BAD_FILE, child->stage == STAGE_IN_WORK ? "an estimator that contains itself" : "estimators nested too deep");
		skops_error_prefix (builder->err, "%s", skops_node_path (path, sizeof path, child->node));
		return builder->err->status;
	}
	child->stage = STAGE_IN_WORK;
	builder->depth++;
	status = make (builder, child);
	if (status)
		child->refusal = keep_refusal (builder);
	builder->depth--;
	child->stage = STAGE_COMPLETE;
	return status;
}

/* Asked with a row of zeros, in a workspace that is there for this alone. */
const double *skops_host_child_constant (struct skops_call *call, const struct skops_child *child, const char *name)
{
	struct skops_frame *frame = skops_frame_of (call);
	const struct skops_method_entry *method = skops_model_method (child, name);
	const struct skops_output *output = method ? method->method.outputs : NULL;
	struct skops_workspace workspace;
	struct skops_block x = { .form = SKOPS_DENSE, .dtype = SKOPS_F8, .rows = 1 }, out = { .form = SKOPS_DENSE, .rows = 1 };
	bool answered = false;

	if (!frame->builder || !method || !(method->method.flags & SKOPS_CONSTANT) || method->method.n_outputs != 1 || output->dtype != SKOPS_F8 || output->width < 0)
		return NULL;
	x.width = x.stride = method->method.features > 0 ? (size_t) method->method.features : 0;
	out.width = out.stride = (size_t) output->width;
	if (skops_workspace_start (&workspace, frame->builder->model, NULL)) {
		x.f8 = skops_arena_alloc (workspace.results, x.width, sizeof *x.f8);
		out.f8 = skops_arena_alloc (frame->arena, out.width, sizeof *out.f8);
		answered = x.f8 && out.f8 && !skops_frame_apply (&workspace, NULL, NULL, method, &x, &out);
	}
	skops_workspace_end (&workspace);
	return answered ? out.f8 : NULL;
}

enum skops_status skops_host_child_importances (struct skops_call *call, const struct skops_child *child, struct skops_array *out)
{
	struct skops_frame *frame = skops_frame_of (call), inner;
	struct skops_child *target = (struct skops_child *) (uintptr_t) child;
	const struct skops_child_facet *facet = &child->facets[SKOPS_FACET_IMPORTANCES];

	if (!frame->builder)
		return skops_fail (call, SKOPS_UNSUPPORTED, "importances are asked for outside build");
	if (!target->importances_done) {
		if (bind_facet (frame->builder, target, SKOPS_FACET_IMPORTANCES))
			return frame->err->status;
		inner = loading_frame (frame->builder, target);
		if (skops_frame_result (&inner, facet->handler->importances->matrix (&inner.call, facet->state, &target->importances), "its importances"))
			return frame->err->status;
		target->importances_done = true;
	}
	*out = target->importances;
	return SKOPS_OK;
}

/* What an honest model may take: many times the file's own data. A file of references to one heavy object stops here, not at the machine's end. */
static size_t memory_for (const struct skops_document *document, const struct skops_limits *limits)
{
	size_t bytes = 0, allowed;

	for (size_t i = 0; i < document->zip->count; i++)
		bytes += document->zip->members[i].size;
	if (skops_multiply_overflows (bytes, (size_t) 32, &allowed) || skops_add_overflows (allowed, (size_t) 256 << 20, &allowed))
		return limits->memory;
	return allowed < limits->memory ? allowed : limits->memory;
}

/* A builder on a model; false without memory. */
static bool begin (struct skops_builder *builder, struct skops_error *err, struct skops_model *model)
{
	*builder = (struct skops_builder) { .err = err, .model = model, .scratch = skops_arena_new (model->limits->memory) };
	if (!builder->scratch)
		skops_error_memory (err);
	return builder->scratch;
}

static void end (struct skops_builder *builder)
{
	skops_arena_free (builder->scratch);
	free (builder->pending);
}

enum skops_status skops_model_importances (struct skops_error *err, struct skops_model *model, const struct skops_child *child, struct skops_array *out)
{
	struct skops_builder builder;
	struct skops_frame frame;

	if (!begin (&builder, err, model))
		return err->status;
	frame = loading_frame (&builder, child);
	skops_host_child_importances (&frame.call, child, out);
	end (&builder);
	return err->status;
}

enum skops_status skops_model_facet (struct skops_error *err, struct skops_model *model, const struct skops_child *child, enum skops_facet facet,
                                     const struct skops_facet_head **out, const void **state)
{
	struct skops_child *target = (struct skops_child *) (uintptr_t) child;
	struct skops_builder builder;

	if (!begin (&builder, err, model))
		return err->status;
	bind_facet (&builder, target, facet);
	end (&builder);
	if (err->status)
		return err->status;
	*out = skops_handler_facet (target->facets[facet].handler, facet);
	*state = target->facets[facet].state;
	return SKOPS_OK;
}

enum skops_status skops_model_load (struct skops_error *err, struct skops_model **out, struct skops_document *document,
                                    const struct skops_registry *registry, struct skops_loader *loader,
                                    const struct skops_model_options *options, const struct skops_limits *limits)
{
	size_t memory = memory_for (document, limits);
	struct skops_arena *arena = skops_arena_new (memory);
	struct skops_model *model = arena ? skops_arena_alloc (arena, 1, sizeof *model) : NULL;
	struct skops_builder builder;
	struct skops_child *root;

	if (!model) {
		skops_arena_free (arena);
		skops_document_close (document);
		return skops_error_memory (err);
	}
	*model = (struct skops_model) { .arena = arena, .document = document, .limits = limits, .memory = memory, .registry = registry, .loader = loader, .children = skops_map_new (64) };
	if (options)
		model->options = *options;
	model->options.pool = NULL;
	if (!model->children)
		skops_error_memory (err);
	else if (begin (&builder, err, model)) {
		builder.pool = options ? options->pool : NULL;
		root = name_child (&builder, document->root);
		if (root && !complete (&builder, root) && !skops_zip_check_rest (err, document->zip))
			model->root = root;
		end (&builder);
	}
	if (!model->root) {
		skops_model_free (model);
		return err->status;
	}
	*out = model;
	return SKOPS_OK;
}

void skops_model_free (struct skops_model *model)
{
	if (!model)
		return;
	skops_document_close (model->document);
	skops_map_free (model->children);
	skops_arena_free (model->arena);
}
