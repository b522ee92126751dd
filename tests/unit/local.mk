# SPDX-License-Identifier: BSD-3-Clause
# One line for each test program: tests/unit/test-NAME is made of tests/unit/test-NAME.c and linked with every object of
# libskops. A test that needs more says so in tests_unit_test_NAME_LDADD and the like.
unit_tests = \
	tests/unit/test-abi \
	tests/unit/test-algebra \
	tests/unit/test-api \
	tests/unit/test-arena \
	tests/unit/test-audit \
	tests/unit/test-bessel \
	tests/unit/test-bind \
	tests/unit/test-buffer \
	tests/unit/test-convert \
	tests/unit/test-csv \
	tests/unit/test-dense \
	tests/unit/test-dims \
	tests/unit/test-endless \
	tests/unit/test-error \
	tests/unit/test-file \
	tests/unit/test-forest \
	tests/unit/test-graph \
	tests/unit/test-half \
	tests/unit/test-hash \
	tests/unit/test-input \
	tests/unit/test-inspect \
	tests/unit/test-json \
	tests/unit/test-lookup \
	tests/unit/test-model \
	tests/unit/test-node \
	tests/unit/test-npy \
	tests/unit/test-npz \
	tests/unit/test-numpy \
	tests/unit/test-onnx-trees \
	tests/unit/test-output \
	tests/unit/test-pool \
	tests/unit/test-ranking \
	tests/unit/test-regex \
	tests/unit/test-registry \
	tests/unit/test-registry-entry \
	tests/unit/test-schema \
	tests/unit/test-session \
	tests/unit/test-sha256 \
	tests/unit/test-text \
	tests/unit/test-text-services \
	tests/unit/test-times \
	tests/unit/test-version \
	tests/unit/test-yaml \
	tests/unit/test-zip \
	tests/unit/test-zip-open \
	$(NULL)

LDADD = libskops/libskops-testable.la $(CRITERION_LIBS) -lstdc++
AM_CPPFLAGS += $(CRITERION_CFLAGS)
tests_unit_test_bessel_SOURCES = tests/unit/test-bessel.c plugins/gaussian_process/bessel.c
tests_unit_test_endless_SOURCES = tests/unit/test-endless.c plugins/decomposition/nmf.c plugins/decomposition/nmf_cd.c plugins/decomposition/nmf_mu.c \
	plugins/decomposition/product.c
tests_unit_test_graph_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_builddir)/libskops/out $(PROTOBUF_C_CFLAGS)
tests_unit_test_graph_LDADD = $(LDADD) $(PROTOBUF_C_LIBS)
tests_unit_test_ranking_SOURCES = tests/unit/test-ranking.c plugins/neighbors/order.c
EXTRA_DIST += \
	tests/unit/built_plugins.h \
	tests/unit/mock-frame.h \
	tests/unit/python \
	tests/unit/skops_file.h \
	tests/unit/sparse \
	tests/unit/zip-maker.h \
	$(NULL)

if HAVE_CRITERION
check_PROGRAMS += $(unit_tests)
TESTS += $(unit_tests)
endif
