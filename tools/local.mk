# SPDX-License-Identifier: BSD-3-Clause
# The commands; they include skops.h, their own headers and the C library.
bin_PROGRAMS += tools/skops tools/skops-plugins
tools_skops_SOURCES = \
	tools/audit.c \
	tools/card.c \
	tools/inspect.c \
	tools/onnx.c \
	tools/predict.c \
	tools/progress.c \
	tools/skops.c \
	tools/tool.c \
	tools/tool.h \
	tools/verify.c
tools_skops_LDADD = libskops/libskops.la
tools_skops_plugins_SOURCES = \
	tools/progress.c \
	tools/skops-plugins.c \
	tools/tool.c \
	tools/tool.h
tools_skops_plugins_LDADD = libskops/libskops.la

dist_bashcompletion_DATA = tools/completion/skops tools/completion/skops-plugins
