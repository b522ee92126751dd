# SPDX-License-Identifier: BSD-3-Clause
plugin_LTLIBRARIES += plugins/linear/linear.la
plugins_linear_linear_la_SOURCES = \
	plugins/linear/affine.c \
	plugins/linear/bayesian.c \
	plugins/linear/classifier.c \
	plugins/linear/linear.h \
	plugins/linear/logistic.c \
	plugins/linear/plugin.c \
	plugins/linear/regressors.c \
	plugins/linear/ridge_classifier.c \
	plugins/linear/sgd.c
plugins_linear_linear_la_CPPFLAGS = $(plugin_cppflags)
plugins_linear_linear_la_CFLAGS = $(plugin_cflags)
plugins_linear_linear_la_LDFLAGS = $(plugin_ldflags)
plugins_linear_linear_la_LIBADD = -lm
registry_DATA += plugins/linear/linear.yaml
EXTRA_DIST += plugins/linear/linear.yaml.in
