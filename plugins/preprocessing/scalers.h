/* SPDX-License-Identifier: BSD-3-Clause */
/* The handlers of this plugin. */
#ifndef SCALERS_H
#define SCALERS_H

#include "skops/plugin.h"

extern const struct skops_handler standard_scaler;

#endif
