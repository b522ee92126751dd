# SPDX-License-Identifier: BSD-3-Clause
# What a model becomes: ONNX graphs, model cards.
libskops_sources += \
	libskops/out/card.c \
	libskops/out/card.h \
	libskops/out/graph.c \
	libskops/out/graph.h \
	libskops/out/graph_rules.c \
	libskops/out/graph_write.c \
	$(NULL)

# The messages of ONNX, generated from the distribution's own description of them; apart, for their warnings are not ours.
noinst_LTLIBRARIES += libskops/out/libonnx-messages.la
nodist_libskops_out_libonnx_messages_la_SOURCES = libskops/out/onnx.pb-c.c libskops/out/onnx.pb-c.h
libskops_out_libonnx_messages_la_CPPFLAGS = -I$(top_builddir)/libskops/out $(PROTOBUF_C_CFLAGS)
libskops_out_libonnx_messages_la_CFLAGS = $(VISIBILITY_CFLAGS)
libskops_out_libonnx_messages_la_LIBADD = $(PROTOBUF_C_LIBS)
libskops/out/onnx.pb-c.c: $(ONNX_PROTO)
	$(AM_V_GEN)$(MKDIR_P) $(@D) && $(PROTOC_C) --proto_path=$$(dirname $(ONNX_PROTO)) --c_out=$(@D) $(ONNX_PROTO)
libskops/out/onnx.pb-c.h: libskops/out/onnx.pb-c.c
BUILT_SOURCES += libskops/out/onnx.pb-c.h
CLEANFILES += libskops/out/onnx.pb-c.c libskops/out/onnx.pb-c.h
libskops_cppflags += -I$(top_builddir)/libskops/out $(PROTOBUF_C_CFLAGS)
libskops_libs += libskops/out/libonnx-messages.la
