/* SPDX-License-Identifier: BSD-3-Clause */
/* The handlers of this plugin, and what scalers have in common. */
#ifndef SCALERS_H
#define SCALERS_H

#include "skops/plugin.h"

extern const struct skops_handler min_max_scaler, quantile_transformer, standard_scaler;

/* transform and inverse_transform, column by column: NaN passes, the width stays, float32 stays float32; CSR where its zeros stay zeros. */
enum skops_status scaler_describe (struct skops_call *call, int64_t features, skops_apply *transform, skops_apply *inverse, bool sparse);

#endif
