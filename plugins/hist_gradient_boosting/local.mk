# SPDX-License-Identifier: BSD-3-Clause
plugin_LTLIBRARIES += plugins/hist_gradient_boosting/hist_gradient_boosting.la
plugins_hist_gradient_boosting_hist_gradient_boosting_la_SOURCES = \
	plugins/gradient_boosting/boosting.c \
	plugins/gradient_boosting/boosting.h \
	plugins/gradient_boosting/boosting_onnx.c \
	plugins/hist_gradient_boosting/grow.c \
	plugins/hist_gradient_boosting/hist.h \
	plugins/hist_gradient_boosting/plugin.c \
	plugins/hist_gradient_boosting/start.c \
	plugins/hist_gradient_boosting/state.c
plugins_hist_gradient_boosting_hist_gradient_boosting_la_CPPFLAGS = $(plugin_cppflags)
plugins_hist_gradient_boosting_hist_gradient_boosting_la_CFLAGS = $(plugin_cflags)
plugins_hist_gradient_boosting_hist_gradient_boosting_la_LDFLAGS = $(plugin_ldflags)
plugins_hist_gradient_boosting_hist_gradient_boosting_la_LIBADD = -lm
registry_DATA += plugins/hist_gradient_boosting/hist_gradient_boosting.yaml
EXTRA_DIST += plugins/hist_gradient_boosting/hist_gradient_boosting.yaml.in
