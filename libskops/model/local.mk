# SPDX-License-Identifier: BSD-3-Clause
# From a node tree to a model that answers.
libskops_sources += \
	libskops/model/algebra.c \
	libskops/model/bind.c \
	libskops/model/bind.h \
	libskops/model/bind_array.c \
	libskops/model/bind_items.c \
	libskops/model/bind_values.c \
	libskops/model/bind_word.c \
	libskops/model/block.c \
	libskops/model/blocks.c \
	libskops/model/blocks.h \
	libskops/model/build.c \
	libskops/model/builder.h \
	libskops/model/card.c \
	libskops/model/card.h \
	libskops/model/card_sections.c \
	libskops/model/card_start.c \
	libskops/model/conform.c \
	libskops/model/conform.h \
	libskops/model/conform_input.c \
	libskops/model/conform_method.c \
	libskops/model/conform_sample.c \
	libskops/model/conform_state.c \
	libskops/model/convert.c \
	libskops/model/convert.h \
	libskops/model/convert_report.c \
	libskops/model/data.h \
	libskops/model/columns.c \
	libskops/model/dense/dense.c \
	libskops/model/dense/dense.h \
	libskops/model/dense/dense_kernels.h \
	libskops/model/dense/dense_portable.c \
	libskops/model/describe.c \
	libskops/model/dims.c \
	libskops/model/dims.h \
	libskops/model/frame.h \
	libskops/model/host.c \
	libskops/model/lookup.c \
	libskops/model/model.h \
	libskops/model/names.c \
	libskops/model/onnx.c \
	libskops/model/onnx_trees.c \
	libskops/model/predict.c \
	libskops/model/run.c \
	libskops/model/source.c \
	libskops/model/source.h \
	libskops/model/regex.c \
	libskops/model/regex_characters.c \
	libskops/model/regex_reader.h \
	libskops/model/regex_syntax.c \
	libskops/model/regex_syntax.h \
	libskops/model/text.c \
	libskops/model/text.h \
	libskops/model/trees/bits.c \
	libskops/model/trees/bits.h \
	libskops/model/trees/bits_choose.c \
	libskops/model/trees/bits_kernels.h \
	libskops/model/trees/bits_portable.c \
	libskops/model/trees/bits_run.c \
	libskops/model/trees/forest.c \
	libskops/model/trees/forest.h \
	libskops/model/trees/forest_layout.c \
	libskops/model/trees/forest_layout.h \
	libskops/model/trees/forest_walk.c \
	libskops/model/trees/heads.c \
	libskops/model/trees/heads.h \
	libskops/model/trees/heads_kernels.h \
	libskops/model/trees/tree_bind.c \
	libskops/model/trees/tree_check.c \
	libskops/model/trees/tree_check.h \
	$(NULL)
# Data on the outside: files to tables, answers to files.
libskops_sources += \
	libskops/model/folder.c \
	libskops/model/folder.h \
	libskops/model/input.c \
	libskops/model/input.h \
	libskops/model/input_column.c \
	libskops/model/input_csv.c \
	libskops/model/input_json.c \
	libskops/model/input_json.h \
	libskops/model/input_lists.c \
	libskops/model/input_npy.c \
	libskops/model/input_number.c \
	libskops/model/input_tape.c \
	libskops/model/output.c \
	libskops/model/output.h \
	libskops/model/output_array.c \
	libskops/model/output_csv.c \
	libskops/model/output_json.c \
	libskops/model/output_npy.c \
	libskops/model/output_number.c \
	libskops/model/output_terminal.c \
	libskops/model/times.c \
	libskops/model/times.h \
	$(NULL)
libskops_cppflags += $(PCRE2_CFLAGS)
libskops_libs += $(PCRE2_LIBS) $(UNISTRING_LIBS) -ldl

# The kernels that need instructions of their own, compiled with these and chosen when a model is loaded.
EXTRA_DIST += libskops/model/trees/bits_avx2.c libskops/model/trees/bits_avx512.c libskops/model/dense/dense_avx2.c libskops/model/dense/dense_avx512.c \
	libskops/model/trees/heads_avx2.c libskops/model/trees/heads_avx512.c
if X86_KERNELS
noinst_LTLIBRARIES += libskops/model/libavx2.la libskops/model/libavx512.la
libskops_model_libavx2_la_SOURCES = libskops/model/trees/bits_avx2.c libskops/model/trees/heads_avx2.c libskops/model/dense/dense_avx2.c
libskops_model_libavx2_la_CFLAGS = $(AM_CFLAGS) $(VISIBILITY_CFLAGS) -mavx2 -mbmi
libskops_model_libavx512_la_SOURCES = libskops/model/trees/bits_avx512.c libskops/model/trees/heads_avx512.c libskops/model/dense/dense_avx512.c
libskops_model_libavx512_la_CFLAGS = $(AM_CFLAGS) $(VISIBILITY_CFLAGS) -mavx512f -mavx512bw -mavx512vl -mavx512cd -mbmi
libskops_libs += libskops/model/libavx2.la libskops/model/libavx512.la
endif
