# SPDX-License-Identifier: BSD-3-Clause
plugin_LTLIBRARIES += plugins/decomposition/decomposition.la
plugins_decomposition_decomposition_la_SOURCES = \
	plugins/decomposition/decomposition.h \
	plugins/decomposition/nmf.c \
	plugins/decomposition/nmf.h \
	plugins/decomposition/nmf_cd.c \
	plugins/decomposition/nmf_mu.c \
	plugins/decomposition/pca.c \
	plugins/decomposition/plugin.c \
	plugins/decomposition/product.c
plugins_decomposition_decomposition_la_CPPFLAGS = $(plugin_cppflags)
plugins_decomposition_decomposition_la_CFLAGS = $(plugin_cflags)
plugins_decomposition_decomposition_la_LDFLAGS = $(plugin_ldflags)
plugins_decomposition_decomposition_la_LIBADD = -lm
registry_DATA += plugins/decomposition/decomposition.yaml
EXTRA_DIST += plugins/decomposition/decomposition.yaml.in
