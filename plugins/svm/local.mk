# SPDX-License-Identifier: BSD-3-Clause
plugin_LTLIBRARIES += plugins/svm/svm.la
plugins_svm_svm_la_SOURCES = \
	plugins/svm/machine.c \
	plugins/svm/onnx.c \
	plugins/svm/plugin.c \
	plugins/svm/svc.c \
	plugins/svm/svm.h \
	plugins/svm/svr.c
plugins_svm_svm_la_CPPFLAGS = $(plugin_cppflags)
plugins_svm_svm_la_CFLAGS = $(plugin_cflags)
plugins_svm_svm_la_LDFLAGS = $(plugin_ldflags)
plugins_svm_svm_la_LIBADD = -lm
registry_DATA += plugins/svm/svm.yaml
EXTRA_DIST += plugins/svm/svm.yaml.in
