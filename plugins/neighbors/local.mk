# SPDX-License-Identifier: BSD-3-Clause
plugin_LTLIBRARIES += plugins/neighbors/neighbors.la
plugins_neighbors_neighbors_la_SOURCES = \
	plugins/neighbors/classifier.c \
	plugins/neighbors/metric.c \
	plugins/neighbors/nearest_neighbors.c \
	plugins/neighbors/neighbors.h \
	plugins/neighbors/onnx.c \
	plugins/neighbors/order.c \
	plugins/neighbors/plugin.c \
	plugins/neighbors/search.c
plugins_neighbors_neighbors_la_CPPFLAGS = $(plugin_cppflags)
plugins_neighbors_neighbors_la_CFLAGS = $(plugin_cflags)
plugins_neighbors_neighbors_la_LDFLAGS = $(plugin_ldflags)
plugins_neighbors_neighbors_la_LIBADD = -lm
registry_DATA += plugins/neighbors/neighbors.yaml
EXTRA_DIST += plugins/neighbors/neighbors.yaml.in
