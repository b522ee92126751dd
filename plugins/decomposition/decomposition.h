/* SPDX-License-Identifier: BSD-3-Clause */
/* The facets of this plugin, and a product that they share. */
#ifndef DECOMPOSITION_H
#define DECOMPOSITION_H

#include "skops/plugin.h"

/* In apply: out [rows, columns] = X · b for a dense or CSR block and b [width, columns]; rows of out are `step` numbers apart. */
enum skops_status block_product (struct skops_call *call, const struct skops_block *x, const double *b, size_t columns, double *out, size_t step);

extern const struct skops_predict pca_predict, incremental_pca_predict, nmf_predict, minibatch_nmf_predict;
extern const struct skops_onnx pca_onnx, incremental_pca_onnx, nmf_onnx, minibatch_nmf_onnx;

#endif
