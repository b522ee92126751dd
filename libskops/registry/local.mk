# SPDX-License-Identifier: BSD-3-Clause
# Which plugin serves which type.
libskops_sources += \
	libskops/registry/entry.c \
	libskops/registry/entry.h \
	libskops/registry/folder.c \
	libskops/registry/folder.h \
	libskops/registry/function.c \
	libskops/registry/function.h \
	libskops/registry/index.c \
	libskops/registry/index.h \
	libskops/registry/registry.c \
	libskops/registry/registry.h \
	$(NULL)
