# SPDX-License-Identifier: BSD-3-Clause
# Nodes of a model file, from and to its schema.
libskops_sources += \
	libskops/tree/check.c \
	libskops/tree/document.c \
	libskops/tree/element.c \
	libskops/tree/element.h \
	libskops/tree/extra.c \
	libskops/tree/extra.h \
	libskops/tree/layout.c \
	libskops/tree/layout.h \
	libskops/tree/memo.c \
	libskops/tree/memo.h \
	libskops/tree/node.c \
	libskops/tree/node.h \
	libskops/tree/path.c \
	libskops/tree/schema.c \
	libskops/tree/schema.h \
	libskops/tree/tokens.c \
	libskops/tree/tokens.h \
	libskops/tree/value.c \
	$(NULL)
