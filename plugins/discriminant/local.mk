# SPDX-License-Identifier: BSD-3-Clause
plugin_LTLIBRARIES += plugins/discriminant/discriminant.la
plugins_discriminant_discriminant_la_SOURCES = \
	plugins/discriminant/discriminant.h \
	plugins/discriminant/linear.c \
	plugins/discriminant/methods.c \
	plugins/discriminant/plugin.c \
	plugins/discriminant/quadratic.c
plugins_discriminant_discriminant_la_CPPFLAGS = $(plugin_cppflags)
plugins_discriminant_discriminant_la_CFLAGS = $(plugin_cflags)
plugins_discriminant_discriminant_la_LDFLAGS = $(plugin_ldflags)
plugins_discriminant_discriminant_la_LIBADD = -lm
registry_DATA += plugins/discriminant/discriminant.yaml
EXTRA_DIST += plugins/discriminant/discriminant.yaml.in
