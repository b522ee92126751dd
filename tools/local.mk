# SPDX-License-Identifier: BSD-3-Clause
# The commands; they include skops.h, their own headers and the C library. For example:
#   bin_PROGRAMS += tools/skops
#   tools_skops_SOURCES = tools/skops.c ...
#   tools_skops_LDADD = libskops/libskops.la
