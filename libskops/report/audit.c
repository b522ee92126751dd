/* SPDX-License-Identifier: BSD-3-Clause */
/* One walk over the document, each node once; references are places, not copies. */
#include "report/audit.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "report/python.h"
#include "report/reading.h"


/* Room for one more at the end of a list that doubles. */
static void *room (void *items, size_t count, size_t *capacity, size_t size)
{
	if (count < *capacity)
		return items;
	*capacity = *capacity ? *capacity * 2 : 64;
	return realloc (items, *capacity * size);
}

struct lists {
	size_t findings, extra; /* capacities */
};

static enum skops_status add_finding (struct skops_error *err, struct skops_audit *audit, struct lists *lists, struct skops_finding finding)
{
	void *grown = room (audit->findings, audit->count, &lists->findings, sizeof *audit->findings);

	if (!grown)
		return skops_error_memory (err);
	audit->findings = grown;
	audit->findings[audit->count++] = finding;
	return SKOPS_OK;
}

static enum skops_status add_extra (struct skops_error *err, struct skops_audit *audit, struct lists *lists, const struct skops_node *node)
{
	void *grown = room (audit->extra, audit->n_extra, &lists->extra, sizeof *audit->extra);

	if (!grown)
		return skops_error_memory (err);
	audit->extra = grown;
	audit->extra[audit->n_extra++] = node;
	return SKOPS_OK;
}

static enum skops_status judge_all (struct skops_error *err, struct skops_audit *audit, const struct skops_reading *reading,
                                    const struct skops_registry *registry, const struct skops_trust *trust)
{
	struct lists lists = {0};
	const struct skops_node *root = audit->document->root;

	for (const struct skops_node *node = root; node; node = skops_node_next (node, root, true)) {
		struct skops_finding finding = { .node = node, .read = reading->read[node->target->number] == SKOPS_READ_YES };
		enum skops_status status = skops_judge (err, &finding.judgement, audit->arena, registry, trust, node, reading->owners[node->target->number]);

		if (!status && node->extra.size)
			status = add_extra (err, audit, &lists, node);
		if (!node->reference || finding.judgement.verdict != SKOPS_VERDICT_STRUCTURAL)
			audit->counts[finding.judgement.verdict]++;
		if (finding.judgement.verdict == SKOPS_VERDICT_UNKNOWN && finding.read)
			audit->unknown_read++;
		if (!status && finding.judgement.verdict != SKOPS_VERDICT_STRUCTURAL)
			status = add_finding (err, audit, &lists, finding);
		if (status)
			return status;
	}
	return SKOPS_OK;
}

enum skops_status skops_audit_new (struct skops_error *err, struct skops_audit **out, const struct skops_document *document,
                                   const struct skops_registry *registry, const struct skops_trust *trust)
{
	struct skops_audit *audit = calloc (1, sizeof *audit);
	struct skops_reading reading;

	*out = NULL;
	if (!audit || !(audit->arena = skops_arena_new (SIZE_MAX / 2))) {
		free (audit);
		return skops_error_memory (err);
	}
	audit->document = document;
	if (skops_reading_find (err, &reading, audit->arena, document, registry) || judge_all (err, audit, &reading, registry, trust) ||
	    skops_python_untrusted (err, &audit->python, &audit->n_python, audit->arena, document)) {
		skops_audit_free (audit);
		return err->status;
	}
	*out = audit;
	return SKOPS_OK;
}

void skops_audit_free (struct skops_audit *audit)
{
	if (!audit)
		return;
	skops_arena_free (audit->arena);
	free (audit->findings);
	free (audit->extra);
	free (audit);
}

size_t skops_audit_unknown (const struct skops_audit *audit, const struct skops_audit_options *options)
{
	return options->ignore_unread ? audit->unknown_read : audit->counts[SKOPS_VERDICT_UNKNOWN];
}

/* The first finding that counts, for the sentence. */
static const struct skops_finding *first_unknown (const struct skops_audit *audit, const struct skops_audit_options *options)
{
	for (size_t i = 0; i < audit->count; i++)
		if (audit->findings[i].judgement.verdict == SKOPS_VERDICT_UNKNOWN && (audit->findings[i].read || !options->ignore_unread))
			return &audit->findings[i];
	return NULL;
}

enum skops_status skops_audit_report (struct skops_error *err, struct skops_buffer *out, const struct skops_audit *audit, const char *file,
                                      const struct skops_audit_options *options)
{
	size_t unknown = skops_audit_unknown (audit, options);
	const struct skops_finding *first = first_unknown (audit, options);
	char type[256], path[256];

	if (options->json)
		skops_audit_json (out, audit, file, options);
	else
		skops_audit_text (out, audit, file, options);
	if (out->failed)
		return skops_error_memory (err);
	if (!unknown || !first)
		return SKOPS_OK;
	skops_node_path (path, sizeof path, first->node);
	return skops_error_set (err, SKOPS_UNSUPPORTED, "%zu of its types and functions %s unknown; the first is %s%s%s (%s)", unknown, unknown == 1 ? "is" : "are",
	                        skops_node_type (type, sizeof type, first->node), path[0] ? " at " : ", the root", path, first->judgement.reason);
}
