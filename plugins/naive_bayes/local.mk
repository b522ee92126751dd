# SPDX-License-Identifier: BSD-3-Clause
plugin_LTLIBRARIES += plugins/naive_bayes/naive_bayes.la
plugins_naive_bayes_naive_bayes_la_SOURCES = \
	plugins/naive_bayes/categorical.c \
	plugins/naive_bayes/counts.c \
	plugins/naive_bayes/gaussian.c \
	plugins/naive_bayes/methods.c \
	plugins/naive_bayes/naive_bayes.h \
	plugins/naive_bayes/plugin.c
plugins_naive_bayes_naive_bayes_la_CPPFLAGS = $(plugin_cppflags)
plugins_naive_bayes_naive_bayes_la_CFLAGS = $(plugin_cflags)
plugins_naive_bayes_naive_bayes_la_LDFLAGS = $(plugin_ldflags)
plugins_naive_bayes_naive_bayes_la_LIBADD = -lm
registry_DATA += plugins/naive_bayes/naive_bayes.yaml
EXTRA_DIST += plugins/naive_bayes/naive_bayes.yaml.in
