# SPDX-License-Identifier: BSD-3-Clause
plugin_LTLIBRARIES += plugins/impute/impute.la
plugins_impute_impute_la_SOURCES = \
	plugins/impute/impute.h \
	plugins/impute/iterative_imputer.c \
	plugins/impute/knn_imputer.c \
	plugins/impute/missing.c \
	plugins/impute/missing_indicator.c \
	plugins/impute/plugin.c \
	plugins/impute/simple_imputer.c
plugins_impute_impute_la_CPPFLAGS = $(plugin_cppflags)
plugins_impute_impute_la_CFLAGS = $(plugin_cflags)
plugins_impute_impute_la_LDFLAGS = $(plugin_ldflags)
plugins_impute_impute_la_LIBADD = -lm
registry_DATA += plugins/impute/impute.yaml
EXTRA_DIST += plugins/impute/impute.yaml.in
