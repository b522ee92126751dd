# SPDX-License-Identifier: BSD-3-Clause
plugin_LTLIBRARIES += plugins/encoders/encoders.la
plugins_encoders_encoders_la_SOURCES = \
	plugins/encoders/categories.c \
	plugins/encoders/encoders.h \
	plugins/encoders/k_bins_discretizer.c \
	plugins/encoders/label_binarizer.c \
	plugins/encoders/label_encoder.c \
	plugins/encoders/multi_label_binarizer.c \
	plugins/encoders/one_hot_encoder.c \
	plugins/encoders/onnx.c \
	plugins/encoders/ordinal_encoder.c \
	plugins/encoders/plugin.c \
	plugins/encoders/target_encoder.c
plugins_encoders_encoders_la_CPPFLAGS = $(plugin_cppflags)
plugins_encoders_encoders_la_CFLAGS = $(plugin_cflags)
plugins_encoders_encoders_la_LDFLAGS = $(plugin_ldflags)
plugins_encoders_encoders_la_LIBADD = -lm
registry_DATA += plugins/encoders/encoders.yaml
EXTRA_DIST += plugins/encoders/encoders.yaml.in
