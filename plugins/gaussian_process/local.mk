# SPDX-License-Identifier: BSD-3-Clause
plugin_LTLIBRARIES += plugins/gaussian_process/gaussian_process.la
plugins_gaussian_process_gaussian_process_la_SOURCES = \
	plugins/gaussian_process/bessel.c \
	plugins/gaussian_process/gaussian_process.h \
	plugins/gaussian_process/kernel.c \
	plugins/gaussian_process/kernel.h \
	plugins/gaussian_process/kernel_tables.c \
	plugins/gaussian_process/onnx.c \
	plugins/gaussian_process/plugin.c \
	plugins/gaussian_process/regressor.c
plugins_gaussian_process_gaussian_process_la_CPPFLAGS = $(plugin_cppflags)
plugins_gaussian_process_gaussian_process_la_CFLAGS = $(plugin_cflags)
plugins_gaussian_process_gaussian_process_la_LDFLAGS = $(plugin_ldflags)
plugins_gaussian_process_gaussian_process_la_LIBADD = -lm
registry_DATA += plugins/gaussian_process/gaussian_process.yaml
EXTRA_DIST += plugins/gaussian_process/gaussian_process.yaml.in
