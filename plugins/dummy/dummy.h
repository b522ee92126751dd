/* SPDX-License-Identifier: BSD-3-Clause */
/* The facets of this plugin. */
#ifndef DUMMY_H
#define DUMMY_H

#include "skops/plugin.h"

/* In describe: a method that asks X for nothing but its rows; NULL without memory. */
struct skops_method *dummy_method (struct skops_call *call, const char *name, skops_apply *apply);

extern const struct skops_predict dummy_classifier_predict, dummy_regressor_predict;

#endif
