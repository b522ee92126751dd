# SPDX-License-Identifier: BSD-3-Clause
# What authors of plugins need: headers, the macro for their configure.ac, a plugin to begin with.
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

# For the builds of plugins: where everything is, and the macro that asks.
pkgconfig_DATA += sdk/skops-plugin.pc
dist_aclocal_DATA = m4/skops_plugin.m4

# What `skops-plugins new` fills in: libskops/plugin_new.c says where each of these goes.
templatedir = $(pkgdatadir)/template
dist_template_DATA = \
	sdk/template/Makefile.am \
	sdk/template/README.md \
	sdk/template/autogen.sh \
	sdk/template/check.sh \
	sdk/template/configure.ac \
	sdk/template/estimator.py \
	sdk/template/gitignore \
	sdk/template/input.csv \
	sdk/template/make_sample.py \
	sdk/template/plugin.c \
	sdk/template/plugin.yaml.in \
	sdk/template/predict.csv \
	sdk/template/schema.json \
	sdk/template/weights.npy \
	$(NULL)
