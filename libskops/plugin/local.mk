# SPDX-License-Identifier: BSD-3-Clause
# Opening plugins and checking their ABI.
libskops_sources += \
	$(NULL)
libskops_libs += $(LTDL_LIBS)
