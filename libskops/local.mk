# SPDX-License-Identifier: BSD-3-Clause
# The library: every folder adds its files (headers too) to libskops_sources, and the flags of the one third-party
# library that a file of it includes to libskops_cppflags and libskops_libs.
include_HEADERS += libskops/skops.h
pkgconfigdir = $(libdir)/pkgconfig
pkgconfig_DATA += libskops/skops.pc
libskops_sources = libskops/check.c libskops/context.h libskops/convert.c libskops/headings.c libskops/headings.h libskops/plugin_new.c libskops/plugins.c libskops/reports.c libskops/result.c libskops/schema.c libskops/schema.h libskops/session.c libskops/show.c libskops/skops.c
libskops_cppflags =
libskops_libs =

include libskops/base/local.mk
include libskops/format/local.mk
include libskops/tree/local.mk
include libskops/registry/local.mk
include libskops/report/local.mk
include libskops/out/local.mk
include libskops/plugin/local.mk
include libskops/model/local.mk

# Everything is compiled once, into an archive whose hidden symbols the unit tests can reach; the shared library is made of it.
noinst_LTLIBRARIES += libskops/libskops-testable.la
libskops_libskops_testable_la_SOURCES = $(libskops_sources)
libskops_libskops_testable_la_CPPFLAGS = $(AM_CPPFLAGS) $(libskops_cppflags) \
	-DPLUGINDIR='"$(plugindir)"' -DREGISTRYDIR='"$(registrydir)"' -DSYSTEM_REGISTRYDIR='"$(sysconfdir)/skops/registry.d"' \
	-DTEMPLATEDIR='"$(pkgdatadir)/template"'
libskops_libskops_testable_la_CFLAGS = $(AM_CFLAGS) $(VISIBILITY_CFLAGS)
libskops_libskops_testable_la_CXXFLAGS = $(AM_CXXFLAGS) $(VISIBILITY_CFLAGS)
libskops_libskops_testable_la_LIBADD = $(libskops_libs)

lib_LTLIBRARIES += libskops/libskops.la
libskops_libskops_la_SOURCES =
nodist_EXTRA_libskops_libskops_la_SOURCES = links-with-the-c++-compiler.cpp
libskops_libskops_la_LDFLAGS = $(AM_LDFLAGS) -no-undefined -version-info 0:0:0
libskops_libskops_la_LIBADD = libskops/libskops-testable.la
