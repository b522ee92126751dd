# SPDX-License-Identifier: BSD-3-Clause
plugin_LTLIBRARIES += plugins/compose/compose.la
plugins_compose_compose_la_SOURCES = \
	plugins/compose/column_transformer.c \
	plugins/compose/compose.h \
	plugins/compose/delegates.c \
	plugins/compose/feature_union.c \
	plugins/compose/function_transformer.c \
	plugins/compose/join.c \
	plugins/compose/pipeline.c \
	plugins/compose/plugin.c \
	plugins/compose/transformed_target.c
plugins_compose_compose_la_CPPFLAGS = $(plugin_cppflags)
plugins_compose_compose_la_CFLAGS = $(plugin_cflags)
plugins_compose_compose_la_LDFLAGS = $(plugin_ldflags)
plugins_compose_compose_la_LIBADD = -lm
registry_DATA += plugins/compose/compose.yaml
EXTRA_DIST += plugins/compose/compose.yaml.in
