# SPDX-License-Identifier: BSD-3-Clause
plugin_LTLIBRARIES += plugins/gradient_boosting/gradient_boosting.la
plugins_gradient_boosting_gradient_boosting_la_SOURCES = \
	plugins/gradient_boosting/boosting.c \
	plugins/gradient_boosting/boosting.h \
	plugins/gradient_boosting/boosting_onnx.c \
	plugins/gradient_boosting/gradient.h \
	plugins/gradient_boosting/importances.c \
	plugins/gradient_boosting/plugin.c \
	plugins/gradient_boosting/start.c \
	plugins/gradient_boosting/state.c \
	plugins/trees/impurity.c \
	plugins/trees/impurity.h
plugins_gradient_boosting_gradient_boosting_la_CPPFLAGS = $(plugin_cppflags)
plugins_gradient_boosting_gradient_boosting_la_CFLAGS = $(plugin_cflags)
plugins_gradient_boosting_gradient_boosting_la_LDFLAGS = $(plugin_ldflags)
plugins_gradient_boosting_gradient_boosting_la_LIBADD = -lm
registry_DATA += plugins/gradient_boosting/gradient_boosting.yaml
EXTRA_DIST += plugins/gradient_boosting/gradient_boosting.yaml.in
