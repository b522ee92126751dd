/* SPDX-License-Identifier: BSD-3-Clause */
/* What heads the columns of an answer in a text format. */
#ifndef SKOPS_HEADINGS_H
#define SKOPS_HEADINGS_H

#include "context.h"

/* A copy of a result's answers, in `arena`, whose columns have names where these are known: the classes of probabilities, get_feature_names_out of transform. */
enum skops_status skops_headings (struct skops_error *err, struct skops_answers *out, struct skops_arena *arena, const struct skops_result *result);

#endif
