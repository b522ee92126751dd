/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of the plugin share: its handlers. */
#ifndef CLIPPER_H
#define CLIPPER_H

#include "skops/plugin.h"

extern const struct skops_handler clipped_regressor, quantile_clipper;

#endif
