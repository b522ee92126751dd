# SPDX-License-Identifier: BSD-3-Clause
# Headers for authors of plugins.
sdkincludedir = $(includedir)/skops
sdkinclude_HEADERS = \
	sdk/skops/status.h \
	sdk/skops/value.h \
	$(NULL)
