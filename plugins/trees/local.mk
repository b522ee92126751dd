# SPDX-License-Identifier: BSD-3-Clause
plugin_LTLIBRARIES += plugins/trees/trees.la
plugins_trees_trees_la_SOURCES = \
	plugins/trees/embedding.c \
	plugins/trees/forest.c \
	plugins/trees/importances.c \
	plugins/trees/impurity.c \
	plugins/trees/impurity.h \
	plugins/trees/isolation.c \
	plugins/trees/methods.c \
	plugins/trees/onnx.c \
	plugins/trees/plugin.c \
	plugins/trees/tree.c \
	plugins/trees/trees.c \
	plugins/trees/trees.h
plugins_trees_trees_la_CPPFLAGS = $(plugin_cppflags)
plugins_trees_trees_la_CFLAGS = $(plugin_cflags)
plugins_trees_trees_la_LDFLAGS = $(plugin_ldflags)
plugins_trees_trees_la_LIBADD = -lm
registry_DATA += plugins/trees/trees.yaml
EXTRA_DIST += plugins/trees/trees.yaml.in
