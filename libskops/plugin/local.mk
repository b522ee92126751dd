# SPDX-License-Identifier: BSD-3-Clause
# Opening plugins and checking their ABI.
libskops_sources += \
	libskops/plugin/abi.c \
	libskops/plugin/abi.h \
	libskops/plugin/loader.c \
	libskops/plugin/loader.h \
	libskops/plugin/open.c \
	libskops/plugin/open.h \
	libskops/plugin/probe.c \
	libskops/plugin/probe.h \
	libskops/plugin/registry_entry.c \
	libskops/plugin/registry_entry.h \
	$(NULL)
libskops_libs += $(LTDL_LIBS)
