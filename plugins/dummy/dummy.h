/* SPDX-License-Identifier: BSD-3-Clause */
/* The facets of this plugin. */
#ifndef DUMMY_H
#define DUMMY_H

#include "skops/plugin.h"

/* In describe: a method that asks X for nothing but its rows; NULL without memory. */
struct skops_method *dummy_method (struct skops_call *call, const char *name, skops_apply *apply);

/* In emit: zeros, int64 [N, 1], whatever x holds. */
struct skops_tensor dummy_emit_zeros (struct skops_call *call, const struct skops_columns *x);

extern const struct skops_predict dummy_classifier_predict, dummy_regressor_predict;
extern const struct skops_onnx dummy_classifier_onnx, dummy_regressor_onnx;

#endif
