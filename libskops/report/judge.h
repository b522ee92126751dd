/* SPDX-License-Identifier: BSD-3-Clause */
/* The judgement of one node: what its type or function is to us, and by whose word. */
#ifndef SKOPS_REPORT_JUDGE_H
#define SKOPS_REPORT_JUDGE_H

#include "base/arena.h"
#include "base/error.h"
#include "registry/registry.h"
#include "report/reading.h"
#include "report/trust.h"
#include "tree/node.h"

enum skops_verdict {
	SKOPS_VERDICT_STRUCTURAL, /* a container, array or plain value of the format itself */
	SKOPS_VERDICT_CLAIMED,    /* an installed plugin reads it */
	SKOPS_VERDICT_FUNCTION,   /* known by name */
	SKOPS_VERDICT_INERT,      /* a leftover of training that a plugin knows as mere data */
	SKOPS_VERDICT_TRUSTED,    /* by the user's word alone */
	SKOPS_VERDICT_UNKNOWN,
	SKOPS_VERDICTS,
};

struct skops_judgement {
	enum skops_verdict verdict;
	const struct skops_registry_plugin *plugin; /* by whose word, or NULL */
	const char *reason; /* a sentence without names from the file unless they are escaped; "" when there is nothing to say */
};

/* `owner`: whose tables come to the node (NULL: nobody's). A reference is judged for its place only: its object is judged where it stands first. */
enum skops_status skops_judge (struct skops_error *err, struct skops_judgement *out, struct skops_arena *arena, const struct skops_registry *registry,
                               const struct skops_trust *trust, const struct skops_node *node, const struct skops_claim *owner);

const char *skops_verdict_name (enum skops_verdict verdict); /* "structural", "claimed", "function", "inert", "trusted", "unknown" */

#endif
