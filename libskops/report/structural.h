/* SPDX-License-Identifier: BSD-3-Clause */
/* Which classes a loader kind has by its nature: containers, arrays, plain types. Nothing here depends on any plugin. */
#ifndef SKOPS_REPORT_STRUCTURAL_H
#define SKOPS_REPORT_STRUCTURAL_H

#include <stdbool.h>

#include "tree/node.h"

/* True for a node whose class is the one that its loader kind is for. Objects, functions, and functions bound to data never are. */
bool skops_is_structural (const struct skops_node *node);

/* The name that a random generator's state gives for its bit generator; size 0 when it is not where it should be. */
struct skops_text skops_bit_generator (const struct skops_node *generator);
bool skops_bit_generator_is_known (struct skops_text name);

#endif
