/* SPDX-License-Identifier: BSD-3-Clause */
/* The facets of this plugin. */
#ifndef GAUSSIAN_PROCESS_H
#define GAUSSIAN_PROCESS_H

#include "skops/plugin.h"

extern const struct skops_predict regressor_predict;
extern const struct skops_onnx regressor_onnx;

#endif
