# SPDX-License-Identifier: BSD-3-Clause
plugin_LTLIBRARIES += plugins/dummy/dummy.la
plugins_dummy_dummy_la_SOURCES = \
	plugins/dummy/classifier.c \
	plugins/dummy/dummy.h \
	plugins/dummy/plugin.c \
	plugins/dummy/regressor.c
plugins_dummy_dummy_la_CPPFLAGS = $(plugin_cppflags)
plugins_dummy_dummy_la_CFLAGS = $(plugin_cflags)
plugins_dummy_dummy_la_LDFLAGS = $(plugin_ldflags)
plugins_dummy_dummy_la_LIBADD = -lm
registry_DATA += plugins/dummy/dummy.yaml
EXTRA_DIST += plugins/dummy/dummy.yaml.in
