/* SPDX-License-Identifier: BSD-3-Clause */
/* The handlers of this plugin, and what scalers have in common. */
#ifndef SCALERS_H
#define SCALERS_H

#include "skops/plugin.h"

extern const struct skops_handler binarizer, kernel_centerer, max_abs_scaler, min_max_scaler, normalizer, polynomial_features, power_transformer, quantile_transformer,
	robust_scaler, spline_transformer, standard_scaler;

/* Columns of output that a small file may ask for. */
enum { WIDEST = 1 << 24 };

/* transform (with `floats` all dense rows, float32 as they are, through skops_scaling_run, the others rounded, too) and inverse_transform, column by column: NaN
 * passes, the width stays, float32 stays float32; CSR where its zeros stay zeros. */
enum skops_status scaler_describe (struct skops_call *call, int64_t features, skops_apply *transform, skops_apply *inverse, bool sparse, bool floats);

/* 1 / scale, by which scikit-learn multiplies sparse values, in the dtype of the scale. */
static inline double scaler_reciprocal (const struct skops_array *scale, size_t column)
{
	return skops_round_to (scale->stored_dtype, 1 / skops_f8 (scale)[column]);
}

/* `x` between two numbers, in a graph; NaN passes, which Clip does not promise. */
struct skops_tensor scaler_emit_clip (struct skops_call *call, struct skops_tensor x, double low, double high);

#endif
