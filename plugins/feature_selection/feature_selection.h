/* SPDX-License-Identifier: BSD-3-Clause */
/* The handlers of this plugin, and what every selector does once it has a mask. Source: sklearn/feature_selection/_base.py, SelectorMixin. */
#ifndef FEATURE_SELECTION_H
#define FEATURE_SELECTION_H

#include "skops/plugin.h"

struct selection {
	int64_t *kept;   /* columns of X, ascending */
	size_t n_kept;
	int64_t *place;  /* of each column of X among the kept ones, or -1 */
	size_t features;
};

enum skops_status selection_make (struct skops_call *call, struct selection *selection, const bool *mask, size_t features);

/* transform and inverse_transform, dense or CSR; the inverse puts zeros where columns are missing. */
enum skops_status selection_take (struct skops_call *call, const struct selection *selection, const struct skops_block *x, struct skops_block *out);
enum skops_status selection_put_back (struct skops_call *call, const struct selection *selection, const struct skops_block *x, struct skops_block *out);
enum skops_status selection_describe (struct skops_call *call, const struct selection *selection, skops_apply *take, skops_apply *put_back, bool takes_nan);
enum skops_status selection_names (struct skops_call *call, const struct selection *selection, const struct skops_names *in);

extern const struct skops_handler select_from_model;

#endif
