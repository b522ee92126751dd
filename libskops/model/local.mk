# SPDX-License-Identifier: BSD-3-Clause
# From a node tree to a model that answers.
libskops_sources += \
	$(NULL)
