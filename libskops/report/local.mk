# SPDX-License-Identifier: BSD-3-Clause
# What can be said of a file without opening a plugin.
libskops_sources += \
	$(NULL)
