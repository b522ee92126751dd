/* SPDX-License-Identifier: BSD-3-Clause */
/* The audit: every type and function of a file judged at its place. No plugin is opened. */
#ifndef SKOPS_REPORT_AUDIT_H
#define SKOPS_REPORT_AUDIT_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/error.h"
#include "registry/registry.h"
#include "report/judge.h"
#include "report/trust.h"
#include "tree/node.h"

struct skops_finding {
	const struct skops_node *node;
	struct skops_judgement judgement;
	bool read; /* a table comes to it, here or through a reference */
};

struct skops_audit {
	const struct skops_document *document;
	struct skops_arena *arena;      /* owned */
	struct skops_finding *findings; /* all but what is structural, in the file's order */
	size_t count;
	size_t counts[SKOPS_VERDICTS];  /* nodes, references left out */
	size_t unknown_read;            /* unknown ones among those that are read */
	const struct skops_node **extra; /* nodes that say more than their loader kind has */
	size_t n_extra;
	const struct skops_text *python; /* what Python's loader would ask to trust */
	size_t n_python;
};

/* `trust` may be NULL. The document must outlive the audit. */
enum skops_status skops_audit_new (struct skops_error *err, struct skops_audit **out, const struct skops_document *document,
                                   const struct skops_registry *registry, const struct skops_trust *trust);
void skops_audit_free (struct skops_audit *audit);

struct skops_audit_options {
	bool json;
	bool color;         /* of the text, for a terminal */
	bool ignore_unread; /* what is unknown but never read does not count */
	bool python;        /* the text says what Python would ask, too; JSON always does */
};

/* Appends the report of `file` (the name as the user gave it): a paragraph for people, or one JSON object with the keys file, protocol, skops_version,
 * verdict ("ok" or "unknown"), counts, findings [{path, type, loader, class, reason, plugin, layer, read}], unreferenced, mentioned, extra,
 * python_untrusted. SKOPS_OK, or SKOPS_UNSUPPORTED with a sentence when something unknown remains. */
enum skops_status skops_audit_report (struct skops_error *err, struct skops_buffer *out, const struct skops_audit *audit, const char *file,
                                      const struct skops_audit_options *options);

/* The two forms of the report. */
void skops_audit_text (struct skops_buffer *out, const struct skops_audit *audit, const char *file, const struct skops_audit_options *options);
void skops_audit_json (struct skops_buffer *out, const struct skops_audit *audit, const char *file, const struct skops_audit_options *options);

/* Unknown findings that count under these options. */
size_t skops_audit_unknown (const struct skops_audit *audit, const struct skops_audit_options *options);

#endif
