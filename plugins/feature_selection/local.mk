# SPDX-License-Identifier: BSD-3-Clause
plugin_LTLIBRARIES += plugins/feature_selection/feature_selection.la
plugins_feature_selection_feature_selection_la_SOURCES = \
	plugins/feature_selection/allow_nan.c \
	plugins/feature_selection/feature_selection.h \
	plugins/feature_selection/plugin.c \
	plugins/feature_selection/rfe.c \
	plugins/feature_selection/select_from_model.c \
	plugins/feature_selection/selection.c \
	plugins/feature_selection/stored.c \
	plugins/feature_selection/univariate.c
plugins_feature_selection_feature_selection_la_CPPFLAGS = $(plugin_cppflags)
plugins_feature_selection_feature_selection_la_CFLAGS = $(plugin_cflags)
plugins_feature_selection_feature_selection_la_LDFLAGS = $(plugin_ldflags)
plugins_feature_selection_feature_selection_la_LIBADD = -lm
registry_DATA += plugins/feature_selection/feature_selection.yaml
EXTRA_DIST += plugins/feature_selection/feature_selection.yaml.in
