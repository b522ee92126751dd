# SPDX-License-Identifier: BSD-3-Clause
# One mock plugin for each way to break the ABI: tests/abi/mock.c says which. -rpath makes libtool build shared libraries that are never installed.
mock_ldflags = -module -avoid-version -shared -rpath /nowhere
check_LTLIBRARIES += tests/abi/mock-GOOD.la
tests_abi_mock_GOOD_la_SOURCES = tests/abi/mock.c
tests_abi_mock_GOOD_la_CPPFLAGS = $(plugin_cppflags) -DMOCK=GOOD
tests_abi_mock_GOOD_la_LDFLAGS = $(mock_ldflags)
check_LTLIBRARIES += tests/abi/mock-MAGIC.la
tests_abi_mock_MAGIC_la_SOURCES = tests/abi/mock.c
tests_abi_mock_MAGIC_la_CPPFLAGS = $(plugin_cppflags) -DMOCK=MAGIC
tests_abi_mock_MAGIC_la_LDFLAGS = $(mock_ldflags)
check_LTLIBRARIES += tests/abi/mock-MAJOR.la
tests_abi_mock_MAJOR_la_SOURCES = tests/abi/mock.c
tests_abi_mock_MAJOR_la_CPPFLAGS = $(plugin_cppflags) -DMOCK=MAJOR
tests_abi_mock_MAJOR_la_LDFLAGS = $(mock_ldflags)
check_LTLIBRARIES += tests/abi/mock-MINOR.la
tests_abi_mock_MINOR_la_SOURCES = tests/abi/mock.c
tests_abi_mock_MINOR_la_CPPFLAGS = $(plugin_cppflags) -DMOCK=MINOR
tests_abi_mock_MINOR_la_LDFLAGS = $(mock_ldflags)
check_LTLIBRARIES += tests/abi/mock-DESCRIPTOR_SIZE.la
tests_abi_mock_DESCRIPTOR_SIZE_la_SOURCES = tests/abi/mock.c
tests_abi_mock_DESCRIPTOR_SIZE_la_CPPFLAGS = $(plugin_cppflags) -DMOCK=DESCRIPTOR_SIZE
tests_abi_mock_DESCRIPTOR_SIZE_la_LDFLAGS = $(mock_ldflags)
check_LTLIBRARIES += tests/abi/mock-HANDLER_SIZE.la
tests_abi_mock_HANDLER_SIZE_la_SOURCES = tests/abi/mock.c
tests_abi_mock_HANDLER_SIZE_la_CPPFLAGS = $(plugin_cppflags) -DMOCK=HANDLER_SIZE
tests_abi_mock_HANDLER_SIZE_la_LDFLAGS = $(mock_ldflags)
check_LTLIBRARIES += tests/abi/mock-FACET_SIZE.la
tests_abi_mock_FACET_SIZE_la_SOURCES = tests/abi/mock.c
tests_abi_mock_FACET_SIZE_la_CPPFLAGS = $(plugin_cppflags) -DMOCK=FACET_SIZE
tests_abi_mock_FACET_SIZE_la_LDFLAGS = $(mock_ldflags)
check_LTLIBRARIES += tests/abi/mock-STRIDE.la
tests_abi_mock_STRIDE_la_SOURCES = tests/abi/mock.c
tests_abi_mock_STRIDE_la_CPPFLAGS = $(plugin_cppflags) -DMOCK=STRIDE
tests_abi_mock_STRIDE_la_LDFLAGS = $(mock_ldflags)
check_LTLIBRARIES += tests/abi/mock-TABLE_SIZE.la
tests_abi_mock_TABLE_SIZE_la_SOURCES = tests/abi/mock.c
tests_abi_mock_TABLE_SIZE_la_CPPFLAGS = $(plugin_cppflags) -DMOCK=TABLE_SIZE
tests_abi_mock_TABLE_SIZE_la_LDFLAGS = $(mock_ldflags)
check_LTLIBRARIES += tests/abi/mock-MEMBER.la
tests_abi_mock_MEMBER_la_SOURCES = tests/abi/mock.c
tests_abi_mock_MEMBER_la_CPPFLAGS = $(plugin_cppflags) -DMOCK=MEMBER
tests_abi_mock_MEMBER_la_LDFLAGS = $(mock_ldflags)
check_LTLIBRARIES += tests/abi/mock-OFFSET.la
tests_abi_mock_OFFSET_la_SOURCES = tests/abi/mock.c
tests_abi_mock_OFFSET_la_CPPFLAGS = $(plugin_cppflags) -DMOCK=OFFSET
tests_abi_mock_OFFSET_la_LDFLAGS = $(mock_ldflags)
check_LTLIBRARIES += tests/abi/mock-NO_DESCRIPTOR.la
tests_abi_mock_NO_DESCRIPTOR_la_SOURCES = tests/abi/mock.c
tests_abi_mock_NO_DESCRIPTOR_la_CPPFLAGS = $(plugin_cppflags) -DMOCK=NO_DESCRIPTOR
tests_abi_mock_NO_DESCRIPTOR_la_LDFLAGS = $(mock_ldflags)
check_LTLIBRARIES += tests/abi/mock-UNDEFINED.la
tests_abi_mock_UNDEFINED_la_SOURCES = tests/abi/mock.c
tests_abi_mock_UNDEFINED_la_CPPFLAGS = $(plugin_cppflags) -DMOCK=UNDEFINED
tests_abi_mock_UNDEFINED_la_LDFLAGS = $(mock_ldflags)
check_LTLIBRARIES += tests/abi/mock-NO_ENTRY.la
tests_abi_mock_NO_ENTRY_la_SOURCES = tests/abi/mock.c
tests_abi_mock_NO_ENTRY_la_CPPFLAGS = $(plugin_cppflags) -DMOCK=NO_ENTRY
tests_abi_mock_NO_ENTRY_la_LDFLAGS = $(mock_ldflags)
check_LTLIBRARIES += tests/abi/mock-LESS_TYPES.la
tests_abi_mock_LESS_TYPES_la_SOURCES = tests/abi/mock.c
tests_abi_mock_LESS_TYPES_la_CPPFLAGS = $(plugin_cppflags) -DMOCK=LESS_TYPES
tests_abi_mock_LESS_TYPES_la_LDFLAGS = $(mock_ldflags)
check_LTLIBRARIES += tests/abi/mock-OTHER_NAME.la
tests_abi_mock_OTHER_NAME_la_SOURCES = tests/abi/mock.c
tests_abi_mock_OTHER_NAME_la_CPPFLAGS = $(plugin_cppflags) -DMOCK=OTHER_NAME
tests_abi_mock_OTHER_NAME_la_LDFLAGS = $(mock_ldflags)
check_LTLIBRARIES += tests/abi/mock-OTHER_VERSION.la
tests_abi_mock_OTHER_VERSION_la_SOURCES = tests/abi/mock.c
tests_abi_mock_OTHER_VERSION_la_CPPFLAGS = $(plugin_cppflags) -DMOCK=OTHER_VERSION
tests_abi_mock_OTHER_VERSION_la_LDFLAGS = $(mock_ldflags)
check_LTLIBRARIES += tests/abi/mock-OTHER_FACETS.la
tests_abi_mock_OTHER_FACETS_la_SOURCES = tests/abi/mock.c
tests_abi_mock_OTHER_FACETS_la_CPPFLAGS = $(plugin_cppflags) -DMOCK=OTHER_FACETS
tests_abi_mock_OTHER_FACETS_la_LDFLAGS = $(mock_ldflags)
check_LTLIBRARIES += tests/abi/mock-CONSTRUCTOR.la
tests_abi_mock_CONSTRUCTOR_la_SOURCES = tests/abi/mock.c
tests_abi_mock_CONSTRUCTOR_la_CPPFLAGS = $(plugin_cppflags) -DMOCK=CONSTRUCTOR
tests_abi_mock_CONSTRUCTOR_la_LDFLAGS = $(mock_ldflags)
check_LTLIBRARIES += tests/abi/mock-SILENT.la
tests_abi_mock_SILENT_la_SOURCES = tests/abi/mock.c
tests_abi_mock_SILENT_la_CPPFLAGS = $(plugin_cppflags) -DMOCK=SILENT
tests_abi_mock_SILENT_la_LDFLAGS = $(mock_ldflags)
check_LTLIBRARIES += tests/abi/mock-UNWRITTEN.la
tests_abi_mock_UNWRITTEN_la_SOURCES = tests/abi/mock.c
tests_abi_mock_UNWRITTEN_la_CPPFLAGS = $(plugin_cppflags) -DMOCK=UNWRITTEN
tests_abi_mock_UNWRITTEN_la_LDFLAGS = $(mock_ldflags)
check_LTLIBRARIES += tests/abi/mock-BAD_CSR.la
tests_abi_mock_BAD_CSR_la_SOURCES = tests/abi/mock.c
tests_abi_mock_BAD_CSR_la_CPPFLAGS = $(plugin_cppflags) -DMOCK=BAD_CSR
tests_abi_mock_BAD_CSR_la_LDFLAGS = $(mock_ldflags)
check_LTLIBRARIES += tests/abi/mock-SURPRISE_EDGE.la
tests_abi_mock_SURPRISE_EDGE_la_SOURCES = tests/abi/mock.c
tests_abi_mock_SURPRISE_EDGE_la_CPPFLAGS = $(plugin_cppflags) -DMOCK=SURPRISE_EDGE
tests_abi_mock_SURPRISE_EDGE_la_LDFLAGS = $(mock_ldflags)
dist_check_SCRIPTS += tests/abi/mocks.sh
EXTRA_DIST += tests/abi/mock.skops tests/abi/make_mock_model.py
