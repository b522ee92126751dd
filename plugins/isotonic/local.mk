# SPDX-License-Identifier: BSD-3-Clause
plugin_LTLIBRARIES += plugins/isotonic/isotonic.la
plugins_isotonic_isotonic_la_SOURCES = \
	plugins/isotonic/plugin.c
plugins_isotonic_isotonic_la_CPPFLAGS = $(plugin_cppflags)
plugins_isotonic_isotonic_la_CFLAGS = $(plugin_cflags)
plugins_isotonic_isotonic_la_LDFLAGS = $(plugin_ldflags)
plugins_isotonic_isotonic_la_LIBADD = -lm
registry_DATA += plugins/isotonic/isotonic.yaml
EXTRA_DIST += plugins/isotonic/isotonic.yaml.in
