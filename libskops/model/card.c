/* SPDX-License-Identifier: BSD-3-Clause */
/* Model cards: what the file, its estimators' descriptions and their plugins say, in the sections that the Python library's cards have, so that people find there
 * what they know; what only people know is left to them, and marked. */
#include "model/card.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "model/output.h"
#include "out/card.h"
#include "report/parameters.h"

/* Of the table of parameters, and of the diagram: names and values may be as long as the file lets them be, and stand there again and again. */
enum { MOST_TABLE = 16 << 20, MOST_DIAGRAM = 1 << 20 };

struct writer {
	struct skops_error *err;
	struct skops_arena *arena;
	struct skops_model *model;
	struct skops_card_doc card;
	const char *file; /* without its folder */
};

static struct skops_text text_of (const char *text)
{
	return skops_text_of (text);
}

static void heading (struct writer *writer, unsigned level, const char *title)
{
	skops_card_heading (&writer->card, level, text_of (title));
}

static void blank (struct writer *writer, unsigned level, const char *title)
{
	heading (writer, level, title);
	skops_card_paragraph (&writer->card, text_of (SKOPS_CARD_BLANK));
}

/* A paragraph from a format. */
__attribute__ ((format (printf, 2, 3)))
static void say (struct writer *writer, const char *format, ...)
{
	struct skops_buffer text = { 0 };
	va_list args;

	va_start (args, format);
	skops_buffer_vformat (&text, format, args);
	va_end (args);
	if (!text.failed)
		skops_card_paragraph (&writer->card, (struct skops_text) { text.data, text.size });
	writer->card.text.failed |= text.failed;
	skops_buffer_free (&text);
}

static const char *short_type (const struct skops_child *child)
{
	const char *colon = strchr (child->type, ':');

	return colon ? colon + 1 : child->type;
}

static const struct skops_method *method_of (const struct writer *writer, const char *name)
{
	const struct skops_method_entry *entry = name ? skops_model_method (writer->model->root, name) : NULL;

	return entry ? &entry->method : NULL;
}

/* The hub's name for what the model is for; NULL for transformers. */
static const char *task_of (const struct writer *writer)
{
	const struct skops_method *predict = method_of (writer, "predict");

	if (!predict)
		return NULL;
	if (predict->flags & SKOPS_TAKES_TEXT)
		return predict->outputs[0].labels ? "text-classification" : "text-regression";
	return predict->outputs[0].labels ? "tabular-classification" : "tabular-regression";
}

static void write_front (struct writer *writer)
{
	const char *task = task_of (writer), *tags[] = { "sklearn", "skops", task };

	skops_card_front (&writer->card);
	skops_card_key (&writer->card, "library_name", text_of ("sklearn"));
	skops_card_list (&writer->card, "tags", tags, task ? 3 : 2);
	if (task)
		skops_card_key (&writer->card, "pipeline_tag", text_of (task));
	skops_card_key (&writer->card, "model_format", text_of ("skops"));
	skops_card_key (&writer->card, "model_file", text_of (writer->file));
	skops_card_front (&writer->card);
}

static void write_origin (struct writer *writer)
{
	const struct skops_child *root = writer->model->root;
	const struct skops_document *document = writer->model->document;
	char version[64];

	skops_text_show (version, sizeof version, document->skops_version);
	say (writer, "%s, written by scikit-learn %u.%u and saved with skops %s (protocol %d).", short_type (root), root->writer / 1000, root->writer % 1000, version,
	     document->protocol);
}

static void write_parameters (struct writer *writer)
{
	struct skops_text headings[2] = { text_of ("Hyperparameter"), text_of ("Value") };
	struct skops_parameters parameters;
	size_t begin = writer->card.text.size;

	heading (writer, 3, "Hyperparameters");
	if (skops_parameters_of (writer->err, &parameters, writer->arena, writer->model->document, writer->model->root->node, 16))
		return;
	skops_card_fold (&writer->card, true);
	skops_card_row (&writer->card, headings, 2, true);
	for (size_t i = 0; i < parameters.count; i++) {
		struct skops_buffer value = { 0 };
		struct skops_text cells[2] = { text_of (parameters.items[i].name), { "", 0 } };

		skops_parameter_show (&value, writer->model->document, parameters.items[i].value);
		if (value.size)
			cells[1] = (struct skops_text) { value.data, value.size };
		skops_card_row (&writer->card, cells, 2, false);
		skops_buffer_free (&value);
		if (writer->card.text.size - begin > MOST_TABLE && i + 1 < parameters.count) {
			parameters.cut = true;
			break;
		}
	}
	skops_card_end_table (&writer->card);
	if (parameters.cut)
		say (writer, "These are not all: further parameters are left out, for there are too many, too deep or with too long names.");
	skops_card_fold (&writer->card, false);
}

/* ---- the diagram: estimators as a tree of text ---- */

enum { DIAGRAM_DEPTH = 16, DIAGRAM_LINES = 400 };

struct diagram {
	struct skops_buffer text;
	const struct skops_document *document;
	unsigned depth, lines;
};

static bool draw (void *data, struct skops_text name, const struct skops_node *node)
{
	struct diagram *diagram = data;

	if (diagram->lines == DIAGRAM_LINES || diagram->depth == DIAGRAM_DEPTH || diagram->text.size > MOST_DIAGRAM)
		return false;
	diagram->lines++;
	for (unsigned i = 0; i < diagram->depth; i++)
		skops_buffer_text (&diagram->text, "    ");
	if (name.size) {
		skops_text_escape (&diagram->text, name);
		skops_buffer_text (&diagram->text, ": ");
	}
	if (node->kind == SKOPS_NODE_JSON)
		skops_text_escape (&diagram->text, node->content);
	else
		skops_text_escape (&diagram->text, node->class_name);
	skops_buffer_text (&diagram->text, "\n");
	diagram->depth++;
	skops_parameters_parts (diagram->document, node, draw, diagram);
	diagram->depth--;
	return true;
}

static void write_diagram (struct writer *writer)
{
	struct diagram diagram = { .document = writer->model->document };

	heading (writer, 3, "Model Plot");
	draw (&diagram, (struct skops_text) { "", 0 }, writer->model->root->node);
	skops_card_code (&writer->card, "text", (struct skops_text) { diagram.text.data, diagram.text.size });
	skops_buffer_free (&diagram.text);
}

/* ---- columns and methods ---- */

/* "number, text" of a mask of SKOPS_ACCEPTS_; a column of which nobody says anything holds numbers. */
static const char *kinds_of (uint32_t kinds, char *out, size_t capacity)
{
	static const char *const names[] = { "number", "text", "bool", "date", "duration" };
	size_t used = 0;

	*out = 0;
	for (unsigned i = 0; i < sizeof names / sizeof *names; i++)
		if (kinds >> i & 1 && used < capacity)
			used += (size_t) snprintf (out + used, capacity - used, "%s%s", used ? ", " : "", names[i]);
	return used ? out : "number";
}

static void write_columns (struct writer *writer)
{
	const char *name = skops_model_default_method (writer->model);
	const struct skops_method_entry *entry = name ? skops_model_method (writer->model->root, name) : NULL;
	struct skops_names names = skops_model_names_in (writer->model);
	struct skops_text headings[2] = { text_of ("Column"), text_of ("Kind") };

	heading (writer, 2, "Input");
	if (!entry || entry->method.features < 0 || entry->method.flags & SKOPS_TAKES_TEXT) {
		say (writer, "%s", entry && entry->method.flags & SKOPS_TAKES_TEXT ? "One column of texts." : "Any number of columns.");
		return;
	}
	if (!names.count) {
		say (writer, "%lld columns, by position.", (long long) entry->method.features);
		return;
	}
	skops_card_row (&writer->card, headings, 2, true);
	for (size_t i = 0; i < names.count; i++) {
		char kinds[64];
		struct skops_text cells[2] = { names.items[i], text_of (kinds_of (skops_model_column (writer->err, entry, i).kinds, kinds, sizeof kinds)) };
		skops_card_row (&writer->card, cells, 2, false);
	}
	skops_card_end_table (&writer->card);
}

static void write_classes (struct writer *writer, const struct skops_method *predict)
{
	const struct skops_values *classes = predict && predict->outputs[0].labels ? predict->outputs[0].labels[0] : NULL;
	struct skops_buffer text = { 0 };

	if (!classes)
		return;
	skops_buffer_text (&text, predict->outputs[0].width > 1 ? "Classes of the first answer: " : "Classes: ");
	for (size_t i = 0; i < classes->count && i < 100; i++) {
		skops_buffer_text (&text, i ? ", " : "");
		skops_value_str (&text, &classes->items[i], classes->dtype);
	}
	skops_buffer_format (&text, classes->count > 100 ? " and %zu more." : ".", classes->count - 100);
	if (!text.failed)
		skops_card_paragraph (&writer->card, (struct skops_text) { text.data, text.size });
	writer->card.text.failed |= text.failed;
	skops_buffer_free (&text);
}

static void write_methods (struct writer *writer)
{
	const struct skops_child *root = writer->model->root;
	struct skops_text headings[2] = { text_of ("Method"), text_of ("Answers, for each row") };

	heading (writer, 2, "Output");
	write_classes (writer, method_of (writer, "predict"));
	skops_card_row (&writer->card, headings, 2, true);
	for (size_t i = 0; i < root->n_methods; i++) {
		const struct skops_method *method = &root->methods[i]->method;
		int64_t width = method->outputs[0].width;
		struct skops_text cells[2] = { text_of (method->name), { "", 0 } };
		char answer[96];

		if (method->n_outputs > 1)
			snprintf (answer, sizeof answer, "%u arrays", method->n_outputs);
		else if (method->outputs[0].labels && !method->outputs[0].per_label)
			snprintf (answer, sizeof answer, width > 1 ? "%lld labels" : "a label", (long long) width);
		else
			snprintf (answer, sizeof answer, width < 0 ? "numbers" : width == 1 ? "a number" : "%lld numbers", (long long) width);
		cells[1] = text_of (answer);
		skops_card_row (&writer->card, cells, 2, false);
	}
	skops_card_end_table (&writer->card);
}

static void write_card (struct writer *writer, struct skops_error *left_out)
{
	write_front (writer);
	heading (writer, 1, "Model description");
	write_origin (writer);
	blank (writer, 2, "Intended uses & limitations");
	blank (writer, 2, "Training Procedure");
	write_parameters (writer);
	write_diagram (writer);
	write_columns (writer);
	write_methods (writer);
	skops_card_sections (writer->err, &writer->card, writer->model, writer->arena, left_out);
	blank (writer, 2, "Evaluation Results");
	heading (writer, 1, "How to Get Started with the Model");
	skops_card_start (&writer->card, writer->file, skops_model_default_method (writer->model));
	blank (writer, 1, "Model Card Authors");
	blank (writer, 1, "Model Card Contact");
	blank (writer, 1, "Citation");
}

enum skops_status skops_card_write (struct skops_error *err, struct skops_buffer *out, struct skops_model *model, const char *file, struct skops_error *left_out)
{
	const char *slash = strrchr (file, '/');
	struct writer writer = { .err = err, .model = model, .arena = skops_arena_new (model->memory) };

	writer.file = !strcmp (file, "-") ? "model.skops" : slash ? slash + 1 : file;
	if (!writer.arena)
		return skops_error_memory (err);
	write_card (&writer, left_out);
	if (!err->status)
		skops_buffer_append (out, writer.card.text.data, writer.card.text.size);
	if (writer.card.text.failed || out->failed)
		skops_error_memory (err);
	skops_buffer_free (&writer.card.text);
	skops_arena_free (writer.arena);
	return err->status;
}
