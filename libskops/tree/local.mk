# SPDX-License-Identifier: BSD-3-Clause
# Nodes of a model file, from and to its schema.
libskops_sources += \
	libskops/tree/node.h \
	$(NULL)
