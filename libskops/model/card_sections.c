/* SPDX-License-Identifier: BSD-3-Clause */
/* The sections that plugins add to a card, and the services with which they write them. */
#include "model/card.h"

#include "base/text.h"
#include "model/frame.h"

enum skops_status skops_host_card_section (struct skops_call *call, const char *title)
{
	struct skops_frame *frame = skops_frame_of (call);

	if (!frame->card)
		return skops_fail (call, SKOPS_UNSUPPORTED, "the plugin of %s writes a card outside sections", frame->self->type);
	skops_card_heading (frame->card, 2, skops_text_of (title));
	return SKOPS_OK;
}

enum skops_status skops_host_card_text (struct skops_call *call, const char *format, va_list args)
{
	struct skops_frame *frame = skops_frame_of (call);
	struct skops_buffer text = { 0 };

	if (!frame->card)
		return skops_host_card_section (call, "");
	skops_buffer_vformat (&text, format, args);
	if (!text.failed)
		skops_card_paragraph (frame->card, (struct skops_text) { text.data, text.size });
	frame->card->text.failed |= text.failed;
	skops_buffer_free (&text);
	return SKOPS_OK;
}

enum skops_status skops_host_card_table (struct skops_call *call, const struct skops_text *headings, size_t columns, const struct skops_text *cells, size_t rows)
{
	struct skops_frame *frame = skops_frame_of (call);

	if (!frame->card)
		return skops_host_card_section (call, "");
	skops_card_row (frame->card, headings, columns, true);
	for (size_t r = 0; r < rows; r++)
		skops_card_row (frame->card, cells + r * columns, columns, false);
	skops_card_end_table (frame->card);
	return SKOPS_OK;
}

struct sections {
	struct skops_error *err;
	struct skops_card_doc *card;
	struct skops_model *model;
	struct skops_arena *arena;
	struct skops_error *left_out; /* may be NULL */
};

static void ask (const struct sections *sections, struct skops_error *err, const struct skops_child *child)
{
	const struct skops_facet_head *head;
	struct skops_frame frame;
	const void *state;

	if (skops_model_facet (err, sections->model, child, SKOPS_FACET_CARD, &head, &state))
		return;
	frame = skops_frame_make (err, child);
	frame.arena = frame.scratch = frame.results = sections->arena;
	frame.card = sections->card;
	skops_frame_result (&frame, ((const struct skops_card *) head)->sections (&frame.call, state), "writing its card");
}

/* The sections of one estimator, if a plugin has any for its type. A card does without those that fail, and says so where they would be. */
static void write_sections (const struct sections *sections, const struct skops_child *child)
{
	const struct skops_node *node = child->node;
	const struct skops_registry_plugin *plugin = skops_registry_resolve (sections->model->registry, node->module, node->class_name, node->loader, SKOPS_FACET_CARD, NULL);
	size_t before = sections->card->text.size;
	struct skops_error err = { 0 };
	struct skops_buffer text = { 0 };

	if (!plugin)
		return;
	ask (sections, &err, child);
	if (!err.status)
		return;
	if (err.status == SKOPS_NO_MEMORY) {
		skops_error_memory (sections->err);
		return;
	}
	sections->card->text.size = before;
	skops_buffer_format (&text, "The plugin %s has no section for %s: %s", plugin->name, child->type, err.message);
	if (!text.failed)
		skops_card_paragraph (sections->card, (struct skops_text) { text.data, text.size });
	sections->card->text.failed |= text.failed;
	skops_buffer_free (&text);
	if (sections->left_out && !sections->left_out->status)
		*sections->left_out = err;
}

/* The root and the estimators that its methods lead to, each once. */
void skops_card_sections (struct skops_error *err, struct skops_card_doc *card, struct skops_model *model, struct skops_arena *arena, struct skops_error *left_out)
{
	struct sections sections = { err, card, model, arena, left_out };
	struct skops_buffer queue = { 0 };
	const struct skops_child *const *children;

	skops_buffer_append (&queue, &model->root, sizeof model->root);
	for (size_t next = 0; !queue.failed && next < queue.size / sizeof *children && !err->status; next++) {
		const struct skops_child *child = ((const struct skops_child *const *) (void *) queue.data)[next];

		write_sections (&sections, child);
		for (size_t m = 0; m < child->n_methods; m++) {
			const struct skops_child *owner = child->methods[m]->owner;
			for (size_t e = 0; e <= child->methods[m]->n_edges; e++) {
				const struct skops_child *called = e == child->methods[m]->n_edges ? owner : child->methods[m]->edges[e].method ? child->methods[m]->edges[e].method->owner : NULL;
				bool known = !called;
				children = (const struct skops_child *const *) (void *) queue.data;
				for (size_t i = 0; i < queue.size / sizeof *children && !known; i++)
					known = children[i] == called;
				if (!known)
					skops_buffer_append (&queue, &called, sizeof called);
			}
		}
	}
	if (queue.failed)
		skops_error_memory (err);
	skops_buffer_free (&queue);
}
