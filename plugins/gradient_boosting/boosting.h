/* SPDX-License-Identifier: BSD-3-Clause */
/* What GradientBoosting* and HistGradientBoosting* have in common: raw values that grow tree by tree, and the answers made of them. The state of every facet
 * begins with it. */
#ifndef BOOSTING_H
#define BOOSTING_H

#include "skops/plugin.h"

/* How raw values become answers. Source: sklearn/_loss/link.py. */
enum boosting_link { BOOSTING_IDENTITY, BOOSTING_LOG, BOOSTING_LOGIT, BOOSTING_HALF_LOGIT, BOOSTING_MULTINOMIAL };

struct boosting {
	const struct skops_values *classes; /* NULL in regression */
	enum boosting_link link;
	bool by_probability;         /* predict compares probabilities, not raw values */
	bool zero_is_second;         /* the raw value 0 means the second of two classes */
	bool staged_keeps_column;    /* staged_decision_function of two classes is [n, 1] */
	bool has_log_proba;
	uint8_t form, raw_tolerance; /* what X is taken as; how well raw values agree */
	uint32_t flags;
	int64_t features;
	size_t stages, width;        /* iterations; trees in each, as many as raw values */
	const struct skops_tree_source *sources; /* [width, stages] */
	const uint32_t *known;               /* [features, 8] categories, or NULL */
	const struct skops_forest *forest; /* of all sources: a group of trees for each raw value */
	const struct skops_values *labels[1];
	/* In apply: the raw values [rows, width] before any tree, and in `columns` what trees are asked with, X to begin with. */
	enum skops_status (*start) (struct skops_call *call, const struct boosting *self, const struct skops_block *x, struct skops_block *columns, double *raw);
	/* In describe: the edges that start runs. */
	enum skops_status (*connect) (struct skops_call *call, const struct boosting *self, struct skops_method *method);
	/* In emit: the same as start, as tensors. */
	struct skops_tensor (*emit_start) (struct skops_call *call, const struct boosting *self, const struct skops_columns *x, struct skops_tensor *columns);
};

/* In build, with features, stages, width, sources, known and form set: the forest. */
enum skops_status boosting_grow (struct skops_call *call, struct boosting *self);

/* In describe: all methods but apply. */
enum skops_status boosting_describe (struct skops_call *call, const struct boosting *self);

/* Facet onnx. */
enum skops_status boosting_support (struct skops_call *call, const void *state, const char *method);
enum skops_status boosting_emit (struct skops_call *call, const void *state, const char *method, const struct skops_columns *x, struct skops_columns *out);

#endif
