# SPDX-License-Identifier: BSD-3-Clause
# Headers for authors of plugins.
sdkincludedir = $(includedir)/skops
sdkinclude_HEADERS = \
	sdk/skops/block.h \
	sdk/skops/card.h \
	sdk/skops/host.h \
	sdk/skops/numpy.h \
	sdk/skops/onnx.h \
	sdk/skops/plugin.h \
	sdk/skops/status.h \
	sdk/skops/table.h \
	sdk/skops/tree.h \
	sdk/skops/value.h \
	$(NULL)
