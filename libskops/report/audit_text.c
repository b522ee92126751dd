/* SPDX-License-Identifier: BSD-3-Clause */
/* The audit for people: the answer first, then what is unknown with its places, then what is known, type by type. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "report/audit.h"

enum { PLACES = 3 };

#define RED "\033[31m"
#define GREEN "\033[32m"
#define YELLOW "\033[33m"
#define DIM "\033[2m"
#define PLAIN "\033[0m"

static const char *paint (const struct skops_audit_options *options, const char *color)
{
	return options->color ? color : "";
}

static int by_bytes (struct skops_text a, struct skops_text b)
{
	size_t least = a.size < b.size ? a.size : b.size;
	int order = least ? memcmp (a.data, b.data, least) : 0;

	return order ? order : (a.size > b.size) - (a.size < b.size);
}

/* What is told in one line: the same type by the same word for the same reason. Unknown things first, what is read before what is not. */
static int by_group (const void *a, const void *b)
{
	const struct skops_finding *x = *(const struct skops_finding *const *) a, *y = *(const struct skops_finding *const *) b;
	int order;

	if (x->judgement.verdict != y->judgement.verdict)
		return x->judgement.verdict > y->judgement.verdict ? -1 : 1;
	if (x->judgement.verdict == SKOPS_VERDICT_UNKNOWN && x->read != y->read)
		return x->read ? -1 : 1;
	if ((order = by_bytes (x->node->module, y->node->module)) || (order = by_bytes (x->node->class_name, y->node->class_name)) ||
	    (order = by_bytes (x->node->loader, y->node->loader)))
		return order;
	return strcmp (x->judgement.reason, y->judgement.reason);
}

/* Equal groups stay in the file's order: qsort gets pointers into one row. */
static int by_group_and_place (const void *a, const void *b)
{
	const struct skops_finding *x = *(const struct skops_finding *const *) a, *y = *(const struct skops_finding *const *) b;
	int order = by_group (a, b);

	return order ? order : (x > y) - (x < y);
}

static void write_places (struct skops_buffer *out, const struct skops_finding *const *group, size_t count)
{
	char path[512];

	skops_buffer_text (out, "    at ");
	for (size_t i = 0; i < count && i < PLACES; i++) {
		skops_node_path (path, sizeof path, group[i]->node);
		skops_buffer_format (out, "%s%s", i ? ", " : "", path[0] ? path : "the root");
	}
	if (count > PLACES)
		skops_buffer_format (out, " and %zu more", count - PLACES);
	skops_buffer_text (out, "\n");
}

static void write_group (struct skops_buffer *out, const struct skops_finding *const *group, size_t count, const struct skops_audit_options *options)
{
	static const char *const colors[SKOPS_VERDICTS] = { "", GREEN, GREEN, DIM, YELLOW, RED };
	const struct skops_judgement *judgement = &group[0]->judgement;
	char module[256], name[256];

	skops_buffer_format (out, "  %s%s%s %s:%s", paint (options, colors[judgement->verdict]), skops_verdict_name (judgement->verdict), paint (options, PLAIN),
	                     skops_text_show (module, sizeof module, group[0]->node->module), skops_text_show (name, sizeof name, group[0]->node->class_name));
	if (count > 1)
		skops_buffer_format (out, " (%zu times)", count);
	if (judgement->plugin)
		skops_buffer_format (out, ", plugin %s of the %s", judgement->plugin->name, skops_layer_name (judgement->plugin->layer));
	if (judgement->reason[0])
		skops_buffer_format (out, ": %s", judgement->reason);
	if (judgement->verdict == SKOPS_VERDICT_UNKNOWN)
		skops_buffer_text (out, group[0]->read ? "; read here" : "; never read here");
	skops_buffer_text (out, "\n");
	if (judgement->verdict >= SKOPS_VERDICT_TRUSTED)
		write_places (out, group, count);
}

static void write_groups (struct skops_buffer *out, const struct skops_audit *audit, const struct skops_audit_options *options)
{
	const struct skops_finding **sorted = calloc (audit->count ? audit->count : 1, sizeof *sorted);

	if (!sorted) {
		out->failed = true;
		return;
	}
	for (size_t i = 0; i < audit->count; i++)
		sorted[i] = &audit->findings[i];
	qsort (sorted, audit->count, sizeof *sorted, by_group_and_place);
	for (size_t i = 0, next; i < audit->count; i = next) {
		for (next = i + 1; next < audit->count && by_group (&sorted[i], &sorted[next]) == 0; next++)
			;
		write_group (out, sorted + i, next - i, options);
	}
	free (sorted);
}

static void write_members (struct skops_buffer *out, const struct skops_document *document, uint8_t use, const char *what)
{
	char name[256];

	for (size_t i = 0; i < document->zip->count; i++) {
		const struct skops_member *member = &document->zip->members[i];

		if (document->member_use[i] == use && !skops_text_is (member->name, "schema.json"))
			skops_buffer_format (out, "  %s %s (%zu bytes)\n", what, skops_text_show (name, sizeof name, member->name), member->size);
	}
}

void skops_audit_text (struct skops_buffer *out, const struct skops_audit *audit, const char *file, const struct skops_audit_options *options)
{
	size_t all = audit->counts[SKOPS_VERDICT_UNKNOWN], unknown = skops_audit_unknown (audit, options), unread = all - audit->unknown_read;
	char shown[512], path[512];

	skops_text_show (shown, sizeof shown, skops_text_of (file));
	if (unknown)
		skops_buffer_format (out, "%s: %s%zu unknown%s", shown, paint (options, RED), unknown, paint (options, PLAIN));
	else
		skops_buffer_format (out, "%s: %snothing unknown%s", shown, paint (options, GREEN), paint (options, PLAIN));
	if (unread)
		skops_buffer_format (out, options->ignore_unread ? " but %zu that %s never read" : ", %zu of them never read here", unread, unread == 1 ? "is" : "are");
	skops_buffer_format (out, "; %zu claimed, %zu known functions, %zu inert, %zu trusted by you, %zu structural\n", audit->counts[SKOPS_VERDICT_CLAIMED],
	                     audit->counts[SKOPS_VERDICT_FUNCTION], audit->counts[SKOPS_VERDICT_INERT], audit->counts[SKOPS_VERDICT_TRUSTED],
	                     audit->counts[SKOPS_VERDICT_STRUCTURAL]);
	write_groups (out, audit, options);
	write_members (out, audit->document, 0, "no node uses the member");
	write_members (out, audit->document, SKOPS_MEMBER_MENTIONED, "only a repeated or unknown description names the member");
	for (size_t i = 0; i < audit->n_extra && i < PLACES; i++) {
		skops_node_path (path, sizeof path, audit->extra[i]);
		skops_text_show (shown, sizeof shown, audit->extra[i]->extra);
		skops_buffer_format (out, "  more than its loader has at %s: %s\n", path[0] ? path : "the root", shown);
	}
	if (audit->n_extra > PLACES)
		skops_buffer_format (out, "  … and at %zu more places\n", audit->n_extra - PLACES);
	if (options->python)
		skops_buffer_format (out, "  Python's load would ask to trust %zu types%s\n", audit->n_python, audit->n_python ? ":" : "");
	for (size_t i = 0; options->python && i < audit->n_python; i++)
		skops_buffer_format (out, "    %s\n", skops_text_show (shown, sizeof shown, audit->python[i]));
}
