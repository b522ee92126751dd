# SPDX-License-Identifier: BSD-3-Clause
plugin_LTLIBRARIES += plugins/preprocessing/preprocessing.la
plugins_preprocessing_preprocessing_la_SOURCES = \
	plugins/preprocessing/b_spline.c \
	plugins/preprocessing/b_spline.h \
	plugins/preprocessing/binarizer.c \
	plugins/preprocessing/kernel_centerer.c \
	plugins/preprocessing/max_abs_scaler.c \
	plugins/preprocessing/min_max_scaler.c \
	plugins/preprocessing/normal.c \
	plugins/preprocessing/normal.h \
	plugins/preprocessing/normalizer.c \
	plugins/preprocessing/plugin.c \
	plugins/preprocessing/polynomial_features.c \
	plugins/preprocessing/power_transformer.c \
	plugins/preprocessing/quantile_transformer.c \
	plugins/preprocessing/robust_scaler.c \
	plugins/preprocessing/scalers.c \
	plugins/preprocessing/scalers.h \
	plugins/preprocessing/spline_transformer.c \
	plugins/preprocessing/standard_scaler.c
plugins_preprocessing_preprocessing_la_CPPFLAGS = $(plugin_cppflags)
plugins_preprocessing_preprocessing_la_CFLAGS = $(plugin_cflags)
plugins_preprocessing_preprocessing_la_LDFLAGS = $(plugin_ldflags)
plugins_preprocessing_preprocessing_la_LIBADD = -lm
registry_DATA += plugins/preprocessing/preprocessing.yaml
EXTRA_DIST += plugins/preprocessing/preprocessing.yaml.in
