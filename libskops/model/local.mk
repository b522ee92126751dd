# SPDX-License-Identifier: BSD-3-Clause
# From a node tree to a model that answers.
libskops_sources += \
	libskops/model/algebra.c \
	libskops/model/lookup.c \
	libskops/model/text.c \
	libskops/model/text.h \
	libskops/model/trees/forest.c \
	libskops/model/trees/forest.h \
	libskops/model/trees/forest_walk.c \
	libskops/model/trees/tree_check.c \
	libskops/model/trees/tree_check.h \
	$(NULL)
libskops_cppflags += $(PCRE2_CFLAGS)
libskops_libs += $(PCRE2_LIBS) $(UNISTRING_LIBS) -ldl
