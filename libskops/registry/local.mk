# SPDX-License-Identifier: BSD-3-Clause
# Which plugin serves which type.
libskops_sources += \
	$(NULL)
